// Floats to the element types that models are stored in, following the layouts of ggml-common.h.
//
// Each group's scale (and minimum) is the one of a few candidates that leaves the smallest weighted
// squared error after a least-squares fit; where there are bits enough, large weights count more than
// small ones. How this compares with llama.cpp: Benchmarks/quantize.py.

#include <float.h>
#include <math.h>

#include "half.h"
#include "limn_kernels.h"

static inline float limit(float value, float low, float high) {
    return value < low ? low : value > high ? high : value;
}

/// The nearest whole number, ties to even, for values below 2^22: adding 1.5 × 2^23 leaves no bits
/// behind the point. A call of the library would keep the loops from becoming vectors.
static inline float nearest(float value) { return value + 12582912.0f - 12582912.0f; }

static void store_half(uint8_t *out, float value) {
    uint16_t half = limn_float_to_half(value);
    memcpy(out, &half, 2);
}

static void quantize_q8_0(const float *x, uint8_t *out) {
    float largest = 0;
    for (int i = 0; i < 32; i++) largest = fmaxf(largest, fabsf(x[i]));
    float inverse = largest > 0 ? 127 / largest : 0;
    store_half(out, largest / 127);
    for (int i = 0; i < 32; i++) out[2 + i] = (uint8_t)(int8_t)(int)nearest(x[i] * inverse);
}

/// Fits x ≈ scale q - minimum for q in 0 ... 15 to a group of 32.
static float fit_with_minimum(const float *x, float *minimum) {
    float low = 0, high = x[0], squares = 0, weights[32];
    for (int i = 0; i < 32; i++) {
        low = fminf(low, x[i]);
        high = fmaxf(high, x[i]);
        squares += x[i] * x[i];
    }
    *minimum = -low;
    if (high <= low) return 0;
    float mean = sqrtf(squares / 32), w = 0, wx = 0;
    for (int i = 0; i < 32; i++) {
        weights[i] = mean + fabsf(x[i]);
        w += weights[i];
        wx += weights[i] * x[i];
    }
    float best = FLT_MAX, best_scale = (high - low) / 15;
    for (int step = 0; step <= 8; step++) {
        float inverse = (14 + 0.25f * (float)step) / (high - low);
        // Sums of four, which become vectors; their order is the same everywhere.
        float q1[4] = {0}, q2[4] = {0}, xq[4] = {0};
        for (int i = 0; i < 32; i += 4) {
            for (int j = 0; j < 4; j++) {
                float q = limit(nearest(inverse * (x[i + j] - low)), 0, 15);
                float weighted = weights[i + j] * q;
                q1[j] += weighted;
                q2[j] += weighted * q;
                xq[j] += weighted * x[i + j];
            }
        }
        float wq = q1[0] + q1[1] + q1[2] + q1[3], wqq = q2[0] + q2[1] + q2[2] + q2[3];
        float wxq = xq[0] + xq[1] + xq[2] + xq[3];
        float determinant = w * wqq - wq * wq;
        if (wqq <= 0) continue;
        // Where all q are nearly equal, what is left of the determinant is rounding.
        int is_flat = determinant <= 1e-5f * w * wqq;
        float scale = is_flat ? 0 : (w * wxq - wx * wq) / determinant;
        float offset = is_flat ? 0 : (wqq * wx - wq * wxq) / determinant;
        if (is_flat || offset > 0) {
            offset = 0;
            scale = wxq / wqq;
        }
        if (!(scale > 0)) continue;
        // The squared error without the sum of x² alone, which is the same for all.
        float error = scale * scale * wqq + offset * offset * w + 2 * scale * offset * wq -
                      2 * scale * wxq - 2 * offset * wx;
        if (error < best) {
            best = error;
            best_scale = scale;
            *minimum = -offset;
        }
    }
    return best_scale;
}

static void quantize_q4_k(const float *x, uint8_t *out) {
    float scales[8], minimums[8], largest_scale = 0, largest_minimum = 0;
    for (int j = 0; j < 8; j++) {
        scales[j] = fit_with_minimum(x + 32 * j, &minimums[j]);
        largest_scale = fmaxf(largest_scale, scales[j]);
        largest_minimum = fmaxf(largest_minimum, minimums[j]);
    }
    memset(out, 0, 144);
    store_half(out, largest_scale / 63);
    store_half(out + 2, largest_minimum / 63);
    float d = limn_load_half(out), dmin = limn_load_half(out + 2);
    uint8_t *packed = out + 4, *q = out + 16;
    for (int j = 0; j < 8; j++) {
        int scale = d > 0 ? (int)limit(nearest(scales[j] / d), 0, 63) : 0;
        int minimum = dmin > 0 ? (int)limit(nearest(minimums[j] / dmin), 0, 63) : 0;
        if (j < 4) {
            packed[j] |= (uint8_t)scale;
            packed[j + 4] |= (uint8_t)minimum;
        } else {
            packed[j + 4] = (uint8_t)((scale & 15) | (minimum & 15) << 4);
            packed[j - 4] |= (uint8_t)((scale >> 4) << 6);
            packed[j] |= (uint8_t)((minimum >> 4) << 6);
        }
        float step = d * (float)scale, offset = dmin * (float)minimum;
        if (!(step > 0)) continue;
        for (int i = 0; i < 32; i++) {
            int value = (int)limit(nearest((x[32 * j + i] + offset) / step), 0, 15);
            q[(j / 2) * 32 + i] |= (uint8_t)(value << (4 * (j & 1)));
        }
    }
}

/// Fits x ≈ scale q for q in -half ... half - 1 to a group of up to 32, a whole number of fours.
static float fit(const float *x, int count, float half) {
    float extreme = 0;
    for (int i = 0; i < count; i++)
        if (fabsf(x[i]) > fabsf(extreme)) extreme = x[i];
    if (extreme == 0) return 0;
    float best = -1, best_scale = -extreme / half, weights[32];
    // With few bits the small values, which are most, are the ones that suffer.
    for (int i = 0; i < count; i++) weights[i] = half < 32 ? 1 : x[i] * x[i];
    for (int step = -3; step <= 3; step++) {
        float inverse = -(half + 0.3f * (float)step) / extreme;
        float q2[4] = {0}, xq[4] = {0};
        for (int i = 0; i < count; i += 4) {
            for (int j = 0; j < 4; j++) {
                float q = limit(nearest(inverse * x[i + j]), -half, half - 1);
                q2[j] += weights[i + j] * q * q;
                xq[j] += weights[i + j] * x[i + j] * q;
            }
        }
        float wqq = q2[0] + q2[1] + q2[2] + q2[3], wxq = xq[0] + xq[1] + xq[2] + xq[3];
        // The error is that of x alone minus this.
        if (wqq > 0 && wxq * wxq > best * wqq) {
            best = wxq * wxq / wqq;
            best_scale = wxq / wqq;
        }
    }
    return best_scale;
}

/// 32 values of 4 bits or of 5, centred, and a scale.
static void quantize_centred(const float *x, int bits, uint8_t *out) {
    int centre = 1 << (bits - 1), header = bits == 5 ? 6 : 2;
    memset(out, 0, (size_t)header + 16);
    store_half(out, fit(x, 32, (float)centre));
    float step = limn_load_half(out);
    uint32_t fifth = 0;
    for (int i = 0; i < 32; i++) {
        float nearby = step != 0 ? nearest(x[i] / step) : 0;
        int value = (int)limit(nearby, (float)-centre, (float)(centre - 1)) + centre;
        out[header + i % 16] |= (uint8_t)((value & 15) << (i / 16 * 4));
        fifth |= (uint32_t)(value >> 4) << i;
    }
    if (bits == 5) memcpy(out + 2, &fifth, 4);
}

static void quantize_q6_k(const float *x, uint8_t *out) {
    float scales[16], extreme = 0;
    for (int j = 0; j < 16; j++) {
        scales[j] = fit(x + 16 * j, 16, 32);
        if (fabsf(scales[j]) > fabsf(extreme)) extreme = scales[j];
    }
    memset(out, 0, 210);
    store_half(out + 208, -extreme / 128);
    float d = limn_load_half(out + 208);
    if (d == 0) return;
    for (int j = 0; j < 16; j++) {
        int scale = (int)limit(nearest(scales[j] / d), -128, 127);
        out[192 + j] = (uint8_t)(int8_t)scale;
        float step = d * (float)scale;
        for (int i = 16 * j; i < 16 * j + 16; i++) {
            int value = step != 0 ? (int)limit(nearest(x[i] / step), -32, 31) + 32 : 32;
            int half = i / 128, quarter = i / 32 % 4, l = i % 32;
            out[half * 64 + (quarter & 1) * 32 + l] |=
                (uint8_t)((value & 15) << (4 * (quarter >> 1)));
            out[128 + half * 32 + l] |= (uint8_t)((value >> 4) << (2 * quarter));
        }
    }
}

int limn_quantize(int type, const float *x, int64_t count, void *out) {
    uint8_t *o = out;
    // A sum is finite only if all its terms are: times zero, so that it cannot overflow.
    float check = 0;
    for (int64_t i = 0; i < count; i++) check += x[i] * 0;
    if (check != 0) return 0;
    // The scales of blocks are halves too.
    int has_halves = type != LIMN_F32 && type != LIMN_BF16;
    for (int64_t i = 0; i < count && has_halves; i++)
        if (fabsf(x[i]) >= 65520) return 0;
    switch (type) {
    case LIMN_F32: memcpy(out, x, (size_t)count * 4); return 1;
    case LIMN_F16:
        for (int64_t i = 0; i < count; i++) store_half(o + 2 * i, x[i]);
        return 1;
    case LIMN_BF16:
        for (int64_t i = 0; i < count; i++) {
            // Ties to even; a finite float near the largest may become infinite.
            uint32_t bits = limn_bits_from_float(x[i]);
            bits = (bits + 0x7fffu + ((bits >> 16) & 1)) >> 16;
            if ((bits & 0x7f80u) == 0x7f80u) return 0;
            o[2 * i] = (uint8_t)bits;
            o[2 * i + 1] = (uint8_t)(bits >> 8);
        }
        return 1;
    case LIMN_Q4_0:
        for (int64_t i = 0; i + 32 <= count; i += 32, o += 18) quantize_centred(x + i, 4, o);
        return 1;
    case LIMN_Q5_0:
        for (int64_t i = 0; i + 32 <= count; i += 32, o += 22) quantize_centred(x + i, 5, o);
        return 1;
    case LIMN_Q8_0:
        for (int64_t i = 0; i + 32 <= count; i += 32, o += 34) quantize_q8_0(x + i, o);
        return 1;
    case LIMN_Q4_K:
        for (int64_t i = 0; i + 256 <= count; i += 256, o += 144) quantize_q4_k(x + i, o);
        return 1;
    case LIMN_Q6_K:
        for (int64_t i = 0; i + 256 <= count; i += 256, o += 210) quantize_q6_k(x + i, o);
        return 1;
    default: return 0;
    }
}
