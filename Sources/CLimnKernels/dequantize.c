// The plain meaning of each element type, following the layouts of ggml-common.h.

#include "half.h"
#include "limn_kernels.h"

static void dequantize_q4(const uint8_t *s, int has_minimum, float *out) {
    float d = limn_load_half(s);
    float m = has_minimum ? limn_load_half(s + 2) : 0;
    const uint8_t *q = s + (has_minimum ? 4 : 2);
    for (int i = 0; i < 16; i++) {
        int low = q[i] & 15, high = q[i] >> 4;
        out[i] = has_minimum ? low * d + m : (low - 8) * d;
        out[i + 16] = has_minimum ? high * d + m : (high - 8) * d;
    }
}

static void dequantize_q5(const uint8_t *s, int has_minimum, float *out) {
    float d = limn_load_half(s);
    float m = has_minimum ? limn_load_half(s + 2) : 0;
    const uint8_t *fifth = s + (has_minimum ? 4 : 2);
    const uint8_t *q = fifth + 4;
    uint32_t bits;
    memcpy(&bits, fifth, 4);
    for (int i = 0; i < 16; i++) {
        int low = (q[i] & 15) | (int)((bits >> i) & 1) << 4;
        int high = (q[i] >> 4) | (int)((bits >> (i + 16)) & 1) << 4;
        out[i] = has_minimum ? low * d + m : (low - 16) * d;
        out[i + 16] = has_minimum ? high * d + m : (high - 16) * d;
    }
}

/// The 6-bit scale and minimum of group `j` of a Q4_K or Q5_K block.
static void scale_and_minimum(const uint8_t *s, int j, int *scale, int *minimum) {
    if (j < 4) {
        *scale = s[j] & 63;
        *minimum = s[j + 4] & 63;
    } else {
        *scale = (s[j + 4] & 15) | (s[j - 4] >> 6) << 4;
        *minimum = (s[j + 4] >> 4) | (s[j] >> 6) << 4;
    }
}

static void dequantize_q45_k(const uint8_t *s, int five_bits, float *out) {
    float d = limn_load_half(s), dmin = limn_load_half(s + 2);
    const uint8_t *scales = s + 4;
    const uint8_t *fifth = s + 16;
    const uint8_t *q = s + (five_bits ? 48 : 16);
    for (int j = 0; j < 8; j++) {
        int scale, minimum;
        scale_and_minimum(scales, j, &scale, &minimum);
        for (int i = 0; i < 32; i++) {
            int value = (q[(j / 2) * 32 + i] >> (4 * (j & 1))) & 15;
            if (five_bits) value |= ((fifth[i] >> j) & 1) << 4;
            out[j * 32 + i] = d * scale * value - dmin * minimum;
        }
    }
}

static void dequantize_q6_k(const uint8_t *s, float *out) {
    const uint8_t *low = s, *high = s + 128;
    const int8_t *scales = (const int8_t *)(s + 192);
    float d = limn_load_half(s + 208);
    for (int i = 0; i < 256; i++) {
        int half = i / 128, quarter = i / 32 % 4, l = i % 32;
        int value = (low[half * 64 + (quarter & 1) * 32 + l] >> (4 * (quarter >> 1))) & 15;
        value |= ((high[half * 32 + l] >> (2 * quarter)) & 3) << 4;
        out[i] = d * scales[i / 16] * (value - 32);
    }
}

void limn_dequantize(int type, const void *source, int64_t count, float *out) {
    const uint8_t *s = source;
    switch (type) {
    case LIMN_F32: memcpy(out, s, (size_t)count * 4); break;
    case LIMN_F16:
        for (int64_t i = 0; i < count; i++) out[i] = limn_load_half(s + 2 * i);
        break;
    case LIMN_BF16:
        for (int64_t i = 0; i < count; i++)
            out[i] = limn_float_from_bits((uint32_t)s[2 * i] << 16 | (uint32_t)s[2 * i + 1] << 24);
        break;
    case LIMN_Q4_0:
        for (int64_t i = 0; i < count; i += 32, s += 18) dequantize_q4(s, 0, out + i);
        break;
    case LIMN_Q4_1:
        for (int64_t i = 0; i < count; i += 32, s += 20) dequantize_q4(s, 1, out + i);
        break;
    case LIMN_Q5_0:
        for (int64_t i = 0; i < count; i += 32, s += 22) dequantize_q5(s, 0, out + i);
        break;
    case LIMN_Q5_1:
        for (int64_t i = 0; i < count; i += 32, s += 24) dequantize_q5(s, 1, out + i);
        break;
    case LIMN_Q8_0:
        for (int64_t i = 0; i < count; i += 32, s += 34) {
            float d = limn_load_half(s);
            for (int j = 0; j < 32; j++) out[i + j] = (int8_t)s[2 + j] * d;
        }
        break;
    case LIMN_Q4_K:
        for (int64_t i = 0; i < count; i += 256, s += 144) dequantize_q45_k(s, 0, out + i);
        break;
    case LIMN_Q5_K:
        for (int64_t i = 0; i < count; i += 256, s += 176) dequantize_q45_k(s, 1, out + i);
        break;
    case LIMN_Q6_K:
        for (int64_t i = 0; i < count; i += 256, s += 210) dequantize_q6_k(s, out + i);
        break;
    default: break;
    }
}
