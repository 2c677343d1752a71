// The table of the functions of the including file, whose name is BODIES.

const limn_bodies BODIES = {
    .product =
        {
            [LIMN_F32] = product_f32,
            [LIMN_F16] = product_f16,
            [LIMN_BF16] = product_bf16,
            [LIMN_Q4_0] = product_q4_0,
            [LIMN_Q4_1] = product_q4_1,
            [LIMN_Q5_0] = product_q5_0,
            [LIMN_Q5_1] = product_q5_1,
            [LIMN_Q8_0] = product_q8_0,
            [LIMN_Q4_K] = product_q4_k,
            [LIMN_Q5_K] = product_q5_k,
            [LIMN_Q6_K] = product_q6_k,
        },
    .store_activations = store_activations,
    .gate = gate,
    .rms_norm = rms_norm,
    .store_f16 = store_f16,
    .attend = attend,
    .softmax = softmax,
    .log_sum_exp = log_sum_exp,
};
