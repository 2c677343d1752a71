// Float operations, written once with vectors of eight lanes and compiled for each instruction set.
// The including file defines load_half8, which reads eight halves as floats, and store_half8.

#include <string.h>

#include "bodies.h"
#include "half.h"
#include "vectors8.h"

typedef int32_t i8 __attribute__((vector_size(32)));
typedef uint32_t u8 __attribute__((vector_size(32)));
typedef double d8 __attribute__((vector_size(64)));

INLINE f8 load_half8(const uint16_t *x);
INLINE void store_half8(uint16_t *x, f8 v);

INLINE f8 select8(i8 mask, f8 a, f8 b) { return (f8)((mask & (i8)a) | (~mask & (i8)b)); }

INLINE f8 max8(f8 a, f8 b) { return select8(a > b, a, b); }

/// e to the x within 2 ulp: x = n ln 2 + r, a polynomial for e^r, and n added to the exponent. Below
/// -87.3 the result is 0.
INLINE f8 exp8(f8 x) {
    const f8 magic = all8(12582912.0f);
    i8 zero = x < all8(-87.3f);
    f8 y = select8(x > all8(88.3f), all8(88.3f), x);
    f8 n = (y * all8(1.44269504f) + magic) - magic;
    f8 r = (y - n * all8(0.693359375f)) - n * all8(-2.12194440e-4f);
    f8 p = all8(1.9875691500e-4f);
    p = p * r + all8(1.3981999507e-3f);
    p = p * r + all8(8.3334519073e-3f);
    p = p * r + all8(4.1665795894e-2f);
    p = p * r + all8(1.6666665459e-1f);
    p = p * r + all8(5.0000001201e-1f);
    p = (p * r) * r + r + all8(1.0f);
    // The magic number leaves n as an integer in the low bits.
    u8 exponent = (u8)(n + magic) << 23;
    f8 result = (f8)((u8)p + exponent);
    return (f8)((i8)result & ~zero);
}

// MARK: Activations

/// Rounds `count` values to 8 bits and returns the scale; NaN if one is not finite.
INLINE float quantize(const float *x, int count, int8_t *q) {
    uint32_t largest = 0;
    for (int i = 0; i < count; i++) {
        uint32_t bits = limn_bits_from_float(x[i]) & 0x7fffffffu;
        largest = bits > largest ? bits : largest;
    }
    float amax = limn_float_from_bits(largest);
    if (largest >= 0x7f800000u || amax < 1e-30f) {
        memset(q, 0, (size_t)count);
        return largest >= 0x7f800000u ? limn_float_from_bits(0x7fc00000u) : 0;
    }
    float inverse = 127.0f / amax;
    for (int i = 0; i < count; i++) {
        float rounded = x[i] * inverse + 12582912.0f;
        q[i] = (int8_t)(limn_bits_from_float(rounded) - 0x4b400000u);
    }
    return amax / 127.0f;
}

INLINE int32_t pair(int low, int high) {
    return (int32_t)(((uint32_t)low & 0xffffu) | (uint32_t)high << 16);
}

INLINE int sum_of(const int8_t *q, int count) {
    int sum = 0;
    for (int i = 0; i < count; i++) sum += q[i];
    return sum;
}

/// Takes the largest magnitudes of a block, the first of equals, out of `bits`, those of absolute values,
/// and returns the largest of the rest.
INLINE uint32_t take_largest(uint32_t *bits, int *places) {
    uint32_t tops[32];
    for (int i = 0; i < 32; i++) {
        tops[i] = 0;
        for (int l = 0; l < 8; l++) tops[i] = bits[8 * i + l] > tops[i] ? bits[8 * i + l] : tops[i];
    }
    for (int e = 0;; e++) {
        uint32_t top = 0;
        for (int i = 0; i < 32; i++) top = tops[i] > top ? tops[i] : top;
        if (e == LIMN_OUTLIERS) return top;
        int part = 0, lane = 0;
        while (tops[part] != top) part++;
        while (bits[8 * part + lane] != top) lane++;
        places[e] = 8 * part + lane;
        bits[places[e]] = 0;
        tops[part] = 0;
        for (int l = 0; l < 8; l++)
            tops[part] = bits[8 * part + l] > tops[part] ? bits[8 * part + l] : tops[part];
    }
}

/// Rounds 256 values to 8 bits, but for the four largest, which get 16 and stand apart. `sums` become those
/// of 16 elements each. Returns the scale; NaN if a value is not finite.
INLINE float quantize_apart(const float *x, int8_t *q, int *sums, int32_t *outliers) {
    uint32_t bits[256];
    int places[LIMN_OUTLIERS];
    for (int i = 0; i < 256; i++) bits[i] = limn_bits_from_float(x[i]) & 0x7fffffffu;
    uint32_t rest = take_largest(bits, places);
    uint32_t largest = limn_bits_from_float(x[places[0]]) & 0x7fffffffu;
    memset(q, 0, 256);
    memset(sums, 0, 16 * sizeof *sums);
    memset(outliers, 0, LIMN_OUTLIERS * sizeof *outliers);
    float amax = limn_float_from_bits(largest), least = limn_float_from_bits(rest);
    if (largest >= 0x7f800000u) return limn_float_from_bits(0x7fc00000u);
    if (amax < 1e-30f) return 0;
    // Sums of 32 elements have to fit in 16 bits: so does one outlier of 28,000 with its neighbours, and so
    // do four of 7,000.
    int shared = 0;
    for (int e = 0; e < LIMN_OUTLIERS; e++)
        for (int f = 0; f < e; f++) shared |= places[e] / 32 == places[f] / 32;
    float least_scaled = amax * (shared ? 127.0f / 7000 : 127.0f / 28000);
    if (least < least_scaled) least = least_scaled;
    float inverse = 127.0f / least;
    for (int i = 0; i < 256; i++) {
        float rounded = x[i] * inverse + 12582912.0f;
        q[i] = (int8_t)(limn_bits_from_float(rounded) - 0x4b400000u);
    }
    for (int e = 0; e < LIMN_OUTLIERS; e++) {
        float rounded = x[places[e]] * inverse + 12582912.0f;
        int value = (int)(limn_bits_from_float(rounded) - 0x4b400000u);
        q[places[e]] = 0;
        outliers[e] = pair(value, places[e] / 4 * 64 + places[e] % 4);
        sums[places[e] / 16] += value;
    }
    for (int i = 0; i < 16; i++) sums[i] += sum_of(q + 16 * i, 16);
    return least / 127.0f;
}

/// Eight pairs of sums of 16, then four pairs of sums of 32, as 16-bit halves.
INLINE void store_sums(const int *of16, int32_t *sums, int64_t width) {
    for (int p = 0; p < 8; p++) sums[p * width] = pair(of16[2 * p], of16[2 * p + 1]);
    for (int p = 0; p < 4; p++)
        sums[(8 + p) * width] =
            pair(of16[4 * p] + of16[4 * p + 1], of16[4 * p + 2] + of16[4 * p + 3]);
}

/// Stores one block of `size` elements of a token in its planes. Changes x.
INLINE void store_block(const limn_activations *a, int64_t token, int64_t block, const int size,
                        float *x) {
    int8_t q[256];
    int of16[16];
    const int64_t blocks = a->length / size, words = size == 256 ? 12 : 1;
    for (int plane = 0; plane < a->planes; plane++) {
        int64_t column = token * a->planes + plane;
        int64_t first = column / 8 * 8, lane = column - first;
        int64_t width = a->count - first < 8 ? a->count - first : 8;
        int64_t place = first * blocks + block * width + lane;
        float scale;
        if (size == 256 && a->outliers) {
            scale = quantize_apart(x, q, of16, a->outliers + place * LIMN_OUTLIERS);
        } else {
            scale = quantize(x, size, q);
            if (size == 256)
                for (int i = 0; i < 16; i++) of16[i] = sum_of(q + 16 * i, 16);
        }
        a->scales[place] = scale;
        uint8_t *values = a->values + first * a->length + block * size * width + 4 * lane;
        for (int i = 0; i < size / 4; i++) memcpy(values + 4 * i * width, q + 4 * i, 4);
        int32_t *sums = a->sums + (first * blocks + block * width) * words + lane;
        if (size == 256)
            store_sums(of16, sums, width);
        else
            *sums = sum_of(q, size);
        if (plane + 1 < a->planes)
            for (int i = 0; i < size; i++) x[i] -= scale * (float)q[i];
    }
}

static void store_activations(const limn_activations *x, int64_t column, int64_t begin, int64_t end,
                              const float *source) {
    float block[256];
    if (x->kind == LIMN_ACTIVATION_FLOAT) {
        int64_t first = column / 8 * 8, lane = column - first;
        int64_t width = x->count - first < 8 ? x->count - first : 8;
        float *values = (float *)x->values + first * x->length + lane;
        for (int64_t i = begin; i < end; i++) values[i * width] = source[i];
    } else if (x->kind == LIMN_ACTIVATION_Q8_32) {
        for (int64_t b = begin / 32; b < end / 32; b++) {
            memcpy(block, source + 32 * b, 32 * 4);
            store_block(x, column, b, 32, block);
        }
    } else {
        for (int64_t b = begin / 256; b < end / 256; b++) {
            memcpy(block, source + 256 * b, 256 * 4);
            store_block(x, column, b, 256, block);
        }
    }
}

/// silu(g), or gelu(g) = g (1 + tanh u) / 2 with u = √(2/π) (g + 0.044715 g³), which is
/// g / (1 + e^-2u).
INLINE f8 gate8(f8 g, const int function) {
    f8 x = g;
    if (function == LIMN_GATE_GELU) x = all8(1.59576912f) * (g + all8(0.044715f) * g * g * g);
    return g / (all8(1) + exp8(-x));
}

INLINE void gate_with(const int function, const float *gate, const float *up, int64_t count,
                      float *out) {
    int64_t i = 0;
    for (; i + 8 <= count; i += 8)
        store8(out + i, gate8(load8(gate + i), function) * load8(up + i));
    for (; i < count; i++) {
        float one[8] = {gate[i]};
        out[i] = gate8(load8(one), function)[0] * up[i];
    }
}

static void gate(int function, const float *gate, const float *up, int64_t count, float *out) {
    if (function == LIMN_GATE_GELU)
        gate_with(LIMN_GATE_GELU, gate, up, count, out);
    else
        gate_with(LIMN_GATE_SILU, gate, up, count, out);
}

// MARK: Normalisation

static void rms_norm(const float *x, const float *weight, int64_t length, float epsilon,
                     float *out) {
    f8 sum = all8(0);
    int64_t i = 0;
    for (; i + 8 <= length; i += 8) sum += load8(x + i) * load8(x + i);
    float total = sum8(sum);
    for (; i < length; i++) total += x[i] * x[i];
    float scale = 1.0f / __builtin_sqrtf(total / (float)length + epsilon);
    for (i = 0; i < length; i++) out[i] = x[i] * scale * weight[i];
}

/// Replaces x by exp(x - max) and returns the sum.
INLINE float exponentials(float *x, int64_t count) {
    f8 largest = all8(-__builtin_inff());
    int64_t i = 0;
    for (; i + 8 <= count; i += 8) largest = max8(load8(x + i), largest);
    float top = largest[0];
    for (int l = 1; l < 8; l++) top = largest[l] > top ? largest[l] : top;
    for (; i < count; i++) top = x[i] > top ? x[i] : top;
    f8 sum = all8(0);
    for (i = 0; i + 8 <= count; i += 8) {
        f8 e = exp8(load8(x + i) - all8(top));
        store8(x + i, e);
        sum += e;
    }
    if (i < count) {
        // The lanes beyond the end get e^-inf = 0.
        f8 rest = all8(-__builtin_inff());
        memcpy(&rest, x + i, (size_t)(count - i) * 4);
        f8 e = exp8(rest - all8(top));
        memcpy(x + i, &e, (size_t)(count - i) * 4);
        sum += e;
    }
    return sum8(sum);
}

static void softmax(float *x, int64_t count) {
    if (count <= 0) return;
    float inverse = 1.0f / exponentials(x, count);
    for (int64_t i = 0; i < count; i++) x[i] *= inverse;
}

static double log_sum_exp(const float *x, int64_t count) {
    float top = -__builtin_inff();
    for (int64_t i = 0; i < count; i++) top = x[i] > top ? x[i] : top;
    if (!(top > -__builtin_inff())) return -__builtin_inf();
    d8 sum = {0};
    int64_t i = 0;
    for (; i + 8 <= count; i += 8)
        sum += __builtin_convertvector(exp8(load8(x + i) - all8(top)), d8);
    if (i < count) {
        f8 rest = all8(-__builtin_inff());
        memcpy(&rest, x + i, (size_t)(count - i) * 4);
        sum += __builtin_convertvector(exp8(rest - all8(top)), d8);
    }
    double total = ((sum[0] + sum[4]) + (sum[1] + sum[5])) + ((sum[2] + sum[6]) + (sum[3] + sum[7]));
    return (double)top + __builtin_log(total);
}

// MARK: Attention

static void store_f16(const float *x, int64_t count, uint16_t *out) {
    int64_t i = 0;
    for (; i + 8 <= count; i += 8) store_half8(out + i, load8(x + i));
    for (; i < count; i++) out[i] = limn_float_to_half(x[i]);
}

INLINE void score_keys(const float *query, const int heads, int64_t size, float scale,
                       const uint16_t *keys, int64_t rows, float *scores, int64_t stride) {
    for (int64_t p = 0; p < rows; p++, keys += size) {
        f8 sums[4] = {all8(0), all8(0), all8(0), all8(0)};
        for (int64_t i = 0; i < size; i += 8) {
            f8 key = load_half8(keys + i);
            for (int h = 0; h < heads; h++) sums[h] += load8(query + h * size + i) * key;
        }
        for (int h = 0; h < heads; h++) scores[h * stride + p] = sum8(sums[h]) * scale;
    }
}

/// Adds to 8 × width elements of the outputs of `heads` heads.
INLINE void add_values(const float *weights, const int heads, int64_t stride, int64_t size,
                       const uint16_t *values, int64_t rows, float *out, const int width) {
    f8 sums[4][2];
    for (int h = 0; h < heads; h++)
        for (int w = 0; w < width; w++) sums[h][w] = load8(out + h * size + 8 * w);
    for (int64_t p = 0; p < rows; p++, values += size) {
        for (int w = 0; w < width; w++) {
            f8 value = load_half8(values + 8 * w);
            for (int h = 0; h < heads; h++) sums[h][w] += all8(weights[h * stride + p]) * value;
        }
    }
    for (int h = 0; h < heads; h++)
        for (int w = 0; w < width; w++) store8(out + h * size + 8 * w, sums[h][w]);
}

INLINE void attend_heads(const float *query, const int heads, int64_t size, float scale,
                         const uint16_t *const *pages, int64_t page, int64_t offset,
                         int64_t first, int64_t end, float *scores, float *out) {
    const int64_t positions = end - first;
    for (int64_t start = first, rows; start < end; start += rows) {
        int64_t skipped = start % page;
        rows = end - start < page - skipped ? end - start : page - skipped;
        score_keys(query, heads, size, scale, pages[start / page] + offset + skipped * size, rows,
                   scores + start - first, positions);
    }
    float inverse[4];
    for (int h = 0; h < heads; h++)
        inverse[h] = 1.0f / exponentials(scores + h * positions, positions);
    memset(out, 0, (size_t)(heads * size) * 4);
    for (int64_t start = first, rows; start < end; start += rows) {
        int64_t skipped = start % page;
        rows = end - start < page - skipped ? end - start : page - skipped;
        const uint16_t *values = pages[start / page] + offset + (page + skipped) * size;
        const float *weights = scores + start - first;
        int64_t i = 0;
        for (; i + 16 <= size; i += 16)
            add_values(weights, heads, positions, size, values + i, rows, out + i, 2);
        for (; i < size; i += 8)
            add_values(weights, heads, positions, size, values + i, rows, out + i, 1);
    }
    for (int h = 0; h < heads; h++)
        for (int64_t i = 0; i < size; i++) out[h * size + i] *= inverse[h];
}

#include "attention_groups.h"

// MARK: Products with float weights

INLINE void float_step(const f8 weight, const float *x, const int columns, f8 *sums) {
    for (int c = 0; c < columns; c++) sums[c] += weight * all8(x[c]);
}

// Even and odd elements have their own sums, so that two chains of additions run side by side.
#define FLOAT_PRODUCT(NAME, ELEMENT, LOAD)                                                         \
    INLINE void NAME##_columns(const uint8_t *group, int64_t length, const float *x,               \
                               const int columns, float *out) {                                    \
        const ELEMENT *weights = (const ELEMENT *)group;                                           \
        f8 even[8], odd[8];                                                                        \
        for (int c = 0; c < columns; c++) even[c] = odd[c] = all8(0);                              \
        int64_t i = 0;                                                                             \
        for (; i + 2 <= length; i += 2) {                                                          \
            float_step(LOAD(weights + 8 * i), x + i * columns, columns, even);                     \
            float_step(LOAD(weights + 8 * i + 8), x + (i + 1) * columns, columns, odd);            \
        }                                                                                          \
        if (i < length) float_step(LOAD(weights + 8 * i), x + i * columns, columns, even);         \
        for (int c = 0; c < columns; c++) store8(out + 8 * c, even[c] + odd[c]);                   \
    }                                                                                              \
    static void NAME(const uint8_t *group, int64_t length, const limn_tile *tile, int columns,     \
                     float *out) {                                                                 \
        const float *x = (const float *)tile->values;                                              \
        switch (columns) {                                                                         \
        case 1: NAME##_columns(group, length, x, 1, out); break;                                   \
        case 2: NAME##_columns(group, length, x, 2, out); break;                                   \
        case 3: NAME##_columns(group, length, x, 3, out); break;                                   \
        case 4: NAME##_columns(group, length, x, 4, out); break;                                   \
        case 5: NAME##_columns(group, length, x, 5, out); break;                                   \
        case 6: NAME##_columns(group, length, x, 6, out); break;                                   \
        case 7: NAME##_columns(group, length, x, 7, out); break;                                   \
        default: NAME##_columns(group, length, x, 8, out); break;                                  \
        }                                                                                          \
    }

INLINE f8 load_bfloat8(const uint16_t *x) {
    uint32_t bits[8];
    for (int i = 0; i < 8; i++) bits[i] = (uint32_t)x[i] << 16;
    f8 v;
    memcpy(&v, bits, 32);
    return v;
}

FLOAT_PRODUCT(product_f32, float, load8)
FLOAT_PRODUCT(product_f16, uint16_t, load_half8)
FLOAT_PRODUCT(product_bf16, uint16_t, load_bfloat8)
