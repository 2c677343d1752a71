// Floats to the element types that models are stored in, following the layouts of ggml-common.h.
//
// Each group's scale (and minimum) is the one of a few candidates that leaves the smallest weighted
// squared error after a least-squares fit; large weights count more than small ones.

#include <float.h>
#include <math.h>

#include "half.h"
#include "limn_kernels.h"

static int clamp(int value, int low, int high) {
    return value < low ? low : value > high ? high : value;
}

static int nearest(float value) { return (int)lrintf(value); }

static void store_half(uint8_t *out, float value) {
    uint16_t half = limn_float_to_half(value);
    memcpy(out, &half, 2);
}

static void quantize_q8_0(const float *x, uint8_t *out) {
    float largest = 0;
    for (int i = 0; i < 32; i++) largest = fmaxf(largest, fabsf(x[i]));
    float inverse = largest > 0 ? 127 / largest : 0;
    store_half(out, largest / 127);
    for (int i = 0; i < 32; i++) out[2 + i] = (uint8_t)(int8_t)nearest(x[i] * inverse);
}

static float root_mean_square(const float *x, int count) {
    float sum = 0;
    for (int i = 0; i < count; i++) sum += x[i] * x[i];
    return sqrtf(sum / (float)count);
}

/// Fits x ≈ scale q - minimum for q in 0 ... 15 to a group of 32.
static float fit_with_minimum(const float *x, float *minimum) {
    float low = 0, high = x[0], mean = root_mean_square(x, 32);
    for (int i = 0; i < 32; i++) {
        low = fminf(low, x[i]);
        high = fmaxf(high, x[i]);
    }
    *minimum = -low;
    if (high <= low) return 0;
    float best = FLT_MAX, best_scale = (high - low) / 15;
    for (int step = 0; step <= 20; step++) {
        float inverse = (14 + 0.1f * (float)step) / (high - low);
        float w = 0, wx = 0, wq = 0, wqq = 0, wxq = 0;
        uint8_t q[32];
        for (int i = 0; i < 32; i++) {
            q[i] = (uint8_t)clamp(nearest(inverse * (x[i] - low)), 0, 15);
            float weight = mean + fabsf(x[i]);
            w += weight;
            wx += weight * x[i];
            wq += weight * q[i];
            wqq += weight * q[i] * q[i];
            wxq += weight * x[i] * q[i];
        }
        float determinant = w * wqq - wq * wq;
        if (determinant <= 0 || wqq <= 0) continue;
        float scale = (w * wxq - wx * wq) / determinant;
        float offset = (wqq * wx - wq * wxq) / determinant;
        if (offset > 0) {
            offset = 0;
            scale = wxq / wqq;
        }
        if (!(scale > 0)) continue;
        float error = 0;
        for (int i = 0; i < 32; i++) {
            float difference = scale * q[i] + offset - x[i];
            error += (mean + fabsf(x[i])) * difference * difference;
        }
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
        int scale = d > 0 ? clamp(nearest(scales[j] / d), 0, 63) : 0;
        int minimum = dmin > 0 ? clamp(nearest(minimums[j] / dmin), 0, 63) : 0;
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
            int value = clamp(nearest((x[32 * j + i] + offset) / step), 0, 15);
            q[(j / 2) * 32 + i] |= (uint8_t)(value << (4 * (j & 1)));
        }
    }
}

/// Fits x ≈ scale q for q in -32 ... 31 to a group of 16.
static float fit(const float *x) {
    float extreme = 0;
    for (int i = 0; i < 16; i++)
        if (fabsf(x[i]) > fabsf(extreme)) extreme = x[i];
    if (extreme == 0) return 0;
    float best = -1, best_scale = -extreme / 32;
    for (int step = -9; step <= 9; step++) {
        float inverse = -(32 + 0.1f * (float)step) / extreme;
        float wxq = 0, wqq = 0;
        for (int i = 0; i < 16; i++) {
            float q = (float)clamp(nearest(inverse * x[i]), -32, 31), weight = x[i] * x[i];
            wxq += weight * x[i] * q;
            wqq += weight * q * q;
        }
        // The error is that of x alone minus this.
        if (wqq > 0 && wxq * wxq > best * wqq) {
            best = wxq * wxq / wqq;
            best_scale = wxq / wqq;
        }
    }
    return best_scale;
}

static void quantize_q6_k(const float *x, uint8_t *out) {
    float scales[16], extreme = 0;
    for (int j = 0; j < 16; j++) {
        scales[j] = fit(x + 16 * j);
        if (fabsf(scales[j]) > fabsf(extreme)) extreme = scales[j];
    }
    memset(out, 0, 210);
    store_half(out + 208, -extreme / 128);
    float d = limn_load_half(out + 208);
    if (d == 0) return;
    for (int j = 0; j < 16; j++) {
        int scale = clamp(nearest(scales[j] / d), -128, 127);
        out[192 + j] = (uint8_t)(int8_t)scale;
        float step = d * (float)scale;
        for (int i = 16 * j; i < 16 * j + 16; i++) {
            int value = step != 0 ? clamp(nearest(x[i] / step), -32, 31) + 32 : 32;
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
    switch (type) {
    case LIMN_F32: memcpy(out, x, (size_t)count * 4); return 1;
    case LIMN_F16:
        for (int64_t i = 0; i < count; i++) store_half(o + 2 * i, x[i]);
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
