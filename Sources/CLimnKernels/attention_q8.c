// Attention over keys and values of 8 bits: blocks of up to 32 elements of a head share a scale in half
// precision, as in llama.cpp's Q8_0. Queries, scores and sums are floats.
//
// One text, compiled for any processor and for AVX2: the same lanes are summed in the same order, so both
// give the same bits.

#include <string.h>

#include "bodies.h"
#include "half.h"
#include "vectors8.h"

typedef int8_t b8 __attribute__((vector_size(8)));

enum { BLOCK = 32 };

INLINE f8 load_bytes8(const int8_t *x) {
    b8 v;
    memcpy(&v, x, 8);
    return __builtin_convertvector(v, f8);
}

/// Where the keys or values of a head lie in a page, those of a position one after the other, and behind
/// all positions' their scales.
typedef struct {
    const int8_t *values;
    const uint16_t *scales;
} q8_rows;

INLINE q8_rows rows_at(const uint16_t *start, int64_t page, int64_t size, int64_t position) {
    const int64_t blocks = (size + BLOCK - 1) / BLOCK;
    return (q8_rows){(const int8_t *)start + position * size,
                     start + page * size / 2 + position * blocks};
}

INLINE void score_block(const float *query, const int heads, int64_t size, const int8_t *key,
                        float scale, const int length, f8 *sums) {
    f8 partial[4];
    for (int h = 0; h < heads; h++) partial[h] = all8(0);
    for (int i = 0; i < length; i += 8) {
        f8 k = load_bytes8(key + i);
        for (int h = 0; h < heads; h++) partial[h] += load8(query + h * size + i) * k;
    }
    for (int h = 0; h < heads; h++) sums[h] += all8(scale) * partial[h];
}

INLINE void score_keys(const float *query, const int heads, int64_t size, float scale,
                       q8_rows keys, int64_t rows, float *scores, int64_t stride) {
    const int64_t blocks = (size + BLOCK - 1) / BLOCK;
    for (int64_t p = 0; p < rows; p++, keys.values += size, keys.scales += blocks) {
        f8 sums[4] = {all8(0), all8(0), all8(0), all8(0)};
        int64_t b = 0;
        for (; BLOCK * b + BLOCK <= size; b++)
            score_block(query + BLOCK * b, heads, size, keys.values + BLOCK * b,
                        limn_half_to_float(keys.scales[b]), BLOCK, sums);
        if (b < blocks)
            score_block(query + BLOCK * b, heads, size, keys.values + BLOCK * b,
                        limn_half_to_float(keys.scales[b]), (int)(size - BLOCK * b), sums);
        for (int h = 0; h < heads; h++) scores[h * stride + p] = sum8(sums[h]) * scale;
    }
}

/// Adds to 8 × width elements of the outputs of `heads` heads; they lie in one block.
INLINE void add_values(const float *weights, const int heads, int64_t stride, int64_t size,
                       q8_rows values, int64_t rows, float *out, const int width) {
    const int64_t blocks = (size + BLOCK - 1) / BLOCK;
    f8 sums[4][2];
    for (int h = 0; h < heads; h++)
        for (int w = 0; w < width; w++) sums[h][w] = load8(out + h * size + 8 * w);
    for (int64_t p = 0; p < rows; p++, values.values += size, values.scales += blocks) {
        const float scale = limn_half_to_float(*values.scales);
        f8 v[2];
        for (int w = 0; w < width; w++) v[w] = load_bytes8(values.values + 8 * w);
        for (int h = 0; h < heads; h++) {
            f8 weight = all8(weights[h * stride + p] * scale);
            for (int w = 0; w < width; w++) sums[h][w] += weight * v[w];
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
        score_keys(query, heads, size, scale,
                   rows_at(pages[start / page] + offset, page, size, skipped), rows,
                   scores + start - first, positions);
    }
    for (int h = 0; h < heads; h++) limn_softmax(scores + h * positions, positions);
    memset(out, 0, (size_t)(heads * size) * 4);
    const int64_t side = page * size / 2 + page * ((size + BLOCK - 1) / BLOCK);
    for (int64_t start = first, rows; start < end; start += rows) {
        int64_t skipped = start % page;
        rows = end - start < page - skipped ? end - start : page - skipped;
        q8_rows all = rows_at(pages[start / page] + offset + side, page, size, skipped);
        const float *weights = scores + start - first;
        int64_t i = 0;
        for (; i + 16 <= size; i += 16)
            add_values(weights, heads, positions, size,
                       (q8_rows){all.values + i, all.scales + i / BLOCK}, rows, out + i, 2);
        for (; i < size; i += 8)
            add_values(weights, heads, positions, size,
                       (q8_rows){all.values + i, all.scales + i / BLOCK}, rows, out + i, 1);
    }
}

#include "attention_groups.h"

#if defined(__x86_64__)
__attribute__((target("avx2"))) static void attend_avx2(
    const float *query, int64_t group, int64_t size, float scale, const uint16_t *const *pages,
    int64_t page, int64_t offset, int64_t first, int64_t end, float *scores, float *out) {
    attend(query, group, size, scale, pages, page, offset, first, end, scores, out);
}
#endif

void limn_attend_q8(const float *query, int64_t group, int64_t head_size, float scale,
                    const uint16_t *const *pages, int64_t page_positions, int64_t offset,
                    int64_t first, int64_t end, float *scores, float *out) {
#if defined(__x86_64__)
    if (limn_uses_avx2()) {
        attend_avx2(query, group, head_size, scale, pages, page_positions, offset, first, end, scores,
                    out);
        return;
    }
#endif
    attend(query, group, head_size, scale, pages, page_positions, offset, first, end, scores, out);
}

void limn_spread(float *x, int64_t count) {
    int64_t length = count & -count;
    float scale = 1.0f / __builtin_sqrtf((float)length);
    for (int64_t part = 0; part < count; part += length) {
        float *y = x + part;
        for (int64_t half = 1; half < length; half *= 2)
            for (int64_t start = 0; start < length; start += 2 * half)
                for (int64_t i = start; i < start + half; i++) {
                    float a = y[i], b = y[i + half];
                    y[i] = a + b;
                    y[i + half] = a - b;
                }
        for (int64_t i = 0; i < length; i++) y[i] *= scale;
    }
}

/// Rounds a block to 8 bits and returns the scale; NaN where that is infinite or none.
static uint16_t store_block(const float *x, int length, int8_t *out) {
    float largest = 0;
    int is_finite = 1;
    for (int i = 0; i < length; i++) {
        float magnitude = __builtin_fabsf(x[i]);
        is_finite &= magnitude <= 3.4e38f;
        largest = magnitude > largest ? magnitude : largest;
    }
    uint16_t half = limn_float_to_half(largest / 127.0f);
    float scale = limn_half_to_float(half);
    memset(out, 0, (size_t)length);
    if (!is_finite || half >= 0x7c00u) return 0x7e00u;
    if (half == 0) return 0;
    for (int i = 0; i < length; i++) {
        // A scale that is small was rounded far.
        float value = x[i] / scale;
        value = value > 127 ? 127 : value < -127 ? -127 : value;
        // Adding the magic number rounds to the nearest integer, ties to even.
        out[i] = (int8_t)(limn_bits_from_float(value + 12582912.0f) - 0x4b400000u);
    }
    return half;
}

void limn_store_q8(const float *x, int64_t count, int8_t *values, uint16_t *scales) {
    for (int64_t i = 0; i < count; i += BLOCK)
        scales[i / BLOCK] = store_block(x + i, count - i < BLOCK ? (int)(count - i) : BLOCK, values + i);
}
