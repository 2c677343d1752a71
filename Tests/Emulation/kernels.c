// Compares the fastest bodies of the kernels with the portable ones, bit for bit.
//
// `swift test` does the same with the processor's own instructions. This program needs nothing but a C
// compiler, so that the bodies of another kind of processor can be run under an emulator: see run.sh.

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "limn_kernels.h"

static uint64_t state = 0x9e3779b97f4a7c15u;

static uint32_t next(void) {
    state ^= state << 13;
    state ^= state >> 7;
    state ^= state << 17;
    return (uint32_t)(state >> 32);
}

static float number(void) { return (float)((int32_t)next() >> 8) / (float)(1 << 21); }

static long comparisons;

/// The level that is compared with the portable one.
static int fast;

static void expect_same(const char *what, int detail, const void *a, const void *b, size_t bytes) {
    comparisons++;
    if (memcmp(a, b, bytes) == 0) return;
    fprintf(stderr, "%s (%d): the fast body gives other bits than the portable one\n", what, detail);
    exit(1);
}

/// A weight file's row of random blocks whose scales are ordinary numbers.
static void fill_row(int type, uint8_t *row, int64_t length) {
    static const struct { int type, size, bytes, scales[2]; } blocks[] = {
        {LIMN_Q4_0, 32, 18, {0, -1}},   {LIMN_Q4_1, 32, 20, {0, 2}},
        {LIMN_Q5_0, 32, 22, {0, -1}},   {LIMN_Q5_1, 32, 24, {0, 2}},
        {LIMN_Q8_0, 32, 34, {0, -1}},   {LIMN_Q4_K, 256, 144, {0, 2}},
        {LIMN_Q5_K, 256, 176, {0, 2}},  {LIMN_Q6_K, 256, 210, {208, -1}},
        {LIMN_F16, 1, 2, {0, -1}},      {LIMN_BF16, 1, 2, {-1, -1}},
        {LIMN_F32, 1, 4, {-1, -1}},
    };
    size_t kind = 0;
    while (blocks[kind].type != type) kind++;
    for (int64_t b = 0; b < length / blocks[kind].size; b++, row += blocks[kind].bytes) {
        for (int i = 0; i < blocks[kind].bytes; i++) row[i] = (uint8_t)next();
        for (int s = 0; s < 2; s++) {
            if (blocks[kind].scales[s] < 0) continue;
            uint16_t half = (uint16_t)((next() & 0x8fffu) | 0x2000u);
            memcpy(row + blocks[kind].scales[s], &half, 2);
        }
        if (type == LIMN_BF16 || type == LIMN_F32) {
            float value = number();
            memcpy(row, (uint8_t *)&value + (type == LIMN_BF16 ? 2 : 0), type == LIMN_BF16 ? 2 : 4);
        }
    }
}

static int64_t row_bytes(int type, int64_t length) {
    switch (type) {
    case LIMN_F32: return length * 4;
    case LIMN_F16:
    case LIMN_BF16: return length * 2;
    case LIMN_Q4_0: return length / 32 * 18;
    case LIMN_Q4_1: return length / 32 * 20;
    case LIMN_Q5_0: return length / 32 * 22;
    case LIMN_Q5_1: return length / 32 * 24;
    case LIMN_Q8_0: return length / 32 * 34;
    case LIMN_Q4_K: return length / 256 * 144;
    case LIMN_Q5_K: return length / 256 * 176;
    default: return length / 256 * 210;
    }
}

/// Products of a random matrix with random columns, at one level.
static void multiply(int level, int type, const uint8_t *packed, int64_t rows, int64_t length,
                     int64_t tokens, int planes, const float *inputs, const float *bias, float *out) {
    limn_limit_level(level);
    const int64_t count = tokens * planes;
    limn_activations x = {
        .kind = limn_activation_kind(type), .length = length, .count = count, .planes = planes,
        .values = calloc((size_t)(count * length), 4), .scales = calloc((size_t)(count * length), 4),
        .sums = calloc((size_t)(count * length), 4),
    };
    if (x.kind == LIMN_ACTIVATION_Q8_256 && planes == 1)
        x.outliers = calloc((size_t)(count * length / 256), LIMN_OUTLIERS * sizeof *x.outliers);
    for (int64_t t = 0; t < tokens; t++)
        limn_store_activations(&x, t, 0, length, inputs + t * length);
    memset(out, 0, (size_t)(rows * tokens) * 4);
    limn_matmul(type, packed, rows, &x, 0, (rows + 7) / 8, bias, 0, out, rows);
    free(x.values);
    free(x.scales);
    free(x.sums);
    free(x.outliers);
}

static void check_products(int type, int64_t rows, int64_t length, int64_t tokens, int planes) {
    const int64_t bytes = row_bytes(type, length), groups = (rows + 7) / 8;
    uint8_t *source = calloc((size_t)(groups * 8), (size_t)bytes);
    uint8_t *packed = calloc((size_t)(groups * 8), (size_t)bytes);
    float *inputs = calloc((size_t)(tokens * length), 4), *bias = calloc((size_t)rows, 4);
    float *quick = calloc((size_t)(rows * tokens), 4), *plain = calloc((size_t)(rows * tokens), 4);
    for (int64_t r = 0; r < rows; r++) fill_row(type, source + r * bytes, length);
    for (int64_t i = 0; i < tokens * length; i++) inputs[i] = next() % 80 ? number() : 300 * number();
    for (int64_t r = 0; r < rows; r++) bias[r] = number();
    for (int64_t g = 0; g < groups; g++) {
        int64_t given = rows - 8 * g < 8 ? rows - 8 * g : 8;
        limn_pack_group(type, source + 8 * g * bytes, (size_t)bytes, (int)given, length,
                        packed + 8 * g * bytes);
    }
    multiply(fast, type, packed, rows, length, tokens, planes, inputs, bias, quick);
    multiply(LIMN_LEVEL_PORTABLE, type, packed, rows, length, tokens, planes, inputs, bias, plain);
    expect_same("products of type", type, quick, plain, (size_t)(rows * tokens) * 4);
    free(source);
    free(packed);
    free(inputs);
    free(bias);
    free(quick);
    free(plain);
}

/// Attention of two query heads over three pages, at one level.
static void attend(int level, int64_t head, const float *query, const uint16_t *const *pages,
                   int64_t first, int64_t end, float *out) {
    limn_limit_level(level);
    float *scores = calloc((size_t)(2 * (end - first)), 4);
    limn_attend(query, 2, head, 0.125f, pages, 64, 0, first, end, scores, out);
    free(scores);
}

static void check_floats(int64_t count) {
    float *x = calloc((size_t)count, 4), *weight = calloc((size_t)count, 4);
    float *out[2] = {calloc((size_t)count, 4), calloc((size_t)count, 4)};
    uint16_t *halves[2] = {calloc((size_t)count, 2), calloc((size_t)count, 2)};
    double sums[2];
    for (int64_t i = 0; i < count; i++) {
        x[i] = number() * (next() % 8 ? 1.0f : 1e-5f);
        weight[i] = number();
    }
    for (int level = 0; level < 2; level++) {
        limn_limit_level(level ? fast : LIMN_LEVEL_PORTABLE);
        limn_rms_norm(x, weight, count, 1e-6f, out[level]);
        limn_store_f16(x, count, halves[level]);
        sums[level] = limn_log_sum_exp(x, count);
    }
    expect_same("rms_norm", (int)count, out[0], out[1], (size_t)count * 4);
    expect_same("store_f16", (int)count, halves[0], halves[1], (size_t)count * 2);
    expect_same("log_sum_exp", (int)count, &sums[0], &sums[1], sizeof(double));
    for (int level = 0; level < 2; level++) {
        limn_limit_level(level ? fast : LIMN_LEVEL_PORTABLE);
        memcpy(out[level], x, (size_t)count * 4);
        limn_softmax(out[level], count);
    }
    expect_same("softmax", (int)count, out[0], out[1], (size_t)count * 4);
    for (int function = 0; function < 2; function++) {
        uint8_t values[2][4096 * 4];
        for (int level = 0; level < 2; level++) {
            limn_limit_level(level ? fast : LIMN_LEVEL_PORTABLE);
            limn_activations a = {.kind = LIMN_ACTIVATION_FLOAT, .length = count, .count = 1,
                                  .planes = 1, .values = values[level]};
            limn_store_gated(&a, function, 0, 0, count, x, weight, out[level]);
        }
        expect_same("gate", function, values[0], values[1], (size_t)count * 4);
    }
    free(x);
    free(weight);
    for (int level = 0; level < 2; level++) {
        free(out[level]);
        free(halves[level]);
    }
}

static void check_attention(int64_t head, int64_t first, int64_t end) {
    uint16_t *memory = calloc((size_t)(3 * 64 * head * 2), 2);
    const uint16_t *pages[3];
    for (int p = 0; p < 3; p++) pages[p] = memory + p * 64 * head * 2;
    float *query = calloc((size_t)(2 * head), 4);
    float *out[2] = {calloc((size_t)(2 * head), 4), calloc((size_t)(2 * head), 4)};
    for (int64_t i = 0; i < 3 * 64 * head * 2; i++) {
        float value = number();
        limn_store_f16(&value, 1, memory + i);
    }
    for (int64_t i = 0; i < 2 * head; i++) query[i] = number();
    attend(fast, head, query, pages, first, end, out[0]);
    attend(LIMN_LEVEL_PORTABLE, head, query, pages, first, end, out[1]);
    expect_same("attention over heads of", (int)head, out[0], out[1], (size_t)(2 * head) * 4);
    free(memory);
    free(query);
    free(out[0]);
    free(out[1]);
}

static void check_all(void) {
    const int types[] = {LIMN_F32,  LIMN_F16,  LIMN_BF16, LIMN_Q4_0, LIMN_Q4_1, LIMN_Q5_0,
                         LIMN_Q5_1, LIMN_Q8_0, LIMN_Q4_K, LIMN_Q5_K, LIMN_Q6_K};
    for (size_t t = 0; t < sizeof types / sizeof *types; t++)
        for (int64_t tokens = 1; tokens <= 11; tokens++)
            for (int planes = 1; planes <= 2; planes++) {
                if (planes == 2 && limn_activation_kind(types[t]) == LIMN_ACTIVATION_FLOAT) continue;
                check_products(types[t], 8, 256, tokens, planes);
                check_products(types[t], 19, 768, tokens, planes);
            }
    for (int64_t count = 1; count <= 300; count += 13) check_floats(count);
    for (int64_t head = 32; head <= 128; head *= 2) {
        check_attention(head, 0, 1);
        check_attention(head, 0, 150);
        check_attention(head, 37, 190);
    }
}

int main(void) {
    const char *name = limn_has_dotprod() ? "dot products" : limn_has_avx2() ? "AVX2" : NULL;
    if (!name) {
        fprintf(stderr, "this processor runs the portable bodies alone\n");
        return 1;
    }
    for (fast = LIMN_LEVEL_DOTPROD; fast <= (limn_has_avx512() ? LIMN_LEVEL_AVX512 : 1); fast++) {
        comparisons = 0;
        check_all();
        printf("%s: %ld comparisons with the portable bodies, all the same bits\n",
               fast == LIMN_LEVEL_AVX512 ? "AVX-512" : name, comparisons);
    }
    return 0;
}
