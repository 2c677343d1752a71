// The bodies for x86-64 processors with AVX2 and F16C. No FMA: results are those of portable.c.
//
// A vector holds a word of each of eight rows; a column's word is broadcast and multiplied with it:
// vpmaddubsw gives 16-bit sums of two products, which are added up as long as they cannot overflow,
// vpmaddwd widens them to 32 bits and multiplies with the block's integer scales on the way.
// There are no horizontal sums, and unpacked weights serve all columns of a tile.

#if defined(__x86_64__)

#include <immintrin.h>
#include <string.h>

#include "bodies.h"

#pragma clang attribute push(__attribute__((target("avx2,f16c"))), apply_to = function)

#include "float_body.h"

INLINE f8 load_half8(const uint16_t *x) {
    return (f8)_mm256_cvtph_ps(_mm_loadu_si128((const __m128i *)x));
}

INLINE void store_half8(uint16_t *x, f8 v) {
    _mm_storeu_si128((__m128i *)x, _mm256_cvtps_ph((__m256)v, _MM_FROUND_TO_NEAREST_INT));
}

#define UNROLL _Pragma("clang loop unroll(full)")

INLINE __m256i load_words(const uint8_t *field, int index) {
    return _mm256_loadu_si256((const __m256i *)(field + 32 * index));
}

INLINE __m256i broadcast(const void *source) {
    int32_t value;
    memcpy(&value, source, 4);
    return _mm256_set1_epi32(value);
}

INLINE f8 halves(const uint8_t *field) { return load_half8((const uint16_t *)field); }

INLINE f8 to_float(__m256i x) { return (f8)_mm256_cvtepi32_ps(x); }

// MARK: Blocks of 32

/// Weights 4i ..< 4i + 4 of the eight rows as unsigned bytes; i is a constant.
INLINE __m256i weights_32(const uint8_t *field, __m256i fifth, int has_fifth, int i) {
    __m256i q = load_words(field, i & 3);
    if (i >= 4) q = _mm256_srli_epi16(q, 4);
    q = _mm256_and_si256(q, _mm256_set1_epi8(15));
    if (!has_fifth) return q;
    __m256i bit = i < 4 ? _mm256_slli_epi16(fifth, 4 - i) : _mm256_srli_epi16(fifth, i - 4);
    return _mm256_or_si256(q, _mm256_and_si256(bit, _mm256_set1_epi8(16)));
}

INLINE void product_32(const int type, const uint8_t *group, int64_t length, const limn_tile *tile,
                       const int columns, float *out) {
    const uint8_t *x = tile->values;
    const float *scales = tile->scales;
    const int32_t *sums = tile->sums;
    const int has_minimum = type == LIMN_Q4_1 || type == LIMN_Q5_1;
    const int has_fifth = type == LIMN_Q5_0 || type == LIMN_Q5_1;
    const int centre_shift = type == LIMN_Q4_0 ? 3 : type == LIMN_Q5_0 ? 4 : 0;
    const __m256i ones = _mm256_set1_epi16(1);
    f8 totals[8];
    UNROLL for (int c = 0; c < columns; c++) totals[c] = all8(0);
    for (int64_t b = 0; b < length / 32; b++) {
        f8 d = halves(group), m = all8(0);
        group += 16;
        if (has_minimum) {
            m = halves(group);
            group += 16;
        }
        __m256i fifth = ones;
        if (has_fifth) {
            fifth = load_words(group, 0);
            group += 32;
        }
        __m256i wide[8], narrow[8];
        UNROLL for (int i = 0; i < 8; i++) {
            __m256i w = weights_32(group, fifth, has_fifth, i);
            UNROLL for (int c = 0; c < columns; c++) {
                __m256i p = _mm256_maddubs_epi16(w, broadcast(x + (i * columns + c) * 4));
                // Four products of five bits fit, eight of four bits.
                int first = i == 0 || (has_fifth && i == 4);
                narrow[c] = first ? p : _mm256_add_epi16(narrow[c], p);
                if (has_fifth && i == 3) wide[c] = _mm256_madd_epi16(narrow[c], ones);
            }
        }
        UNROLL for (int c = 0; c < columns; c++) {
            __m256i sum = _mm256_madd_epi16(narrow[c], ones);
            if (has_fifth) sum = _mm256_add_epi32(wide[c], sum);
            __m256i total = broadcast(sums + c);
            if (centre_shift)
                sum = _mm256_sub_epi32(sum, _mm256_slli_epi32(total, centre_shift));
            f8 product = d * to_float(sum);
            if (has_minimum) product += m * to_float(total);
            totals[c] += all8(scales[c]) * product;
        }
        group += 128;
        x += 32 * columns;
        scales += columns;
        sums += columns;
    }
    UNROLL for (int c = 0; c < columns; c++) store8(out + 8 * c, totals[c]);
}

/// Signed bytes: vpmaddubsw wants one unsigned factor, so the weights give their signs to the inputs.
INLINE void product_8(const int type, const uint8_t *group, int64_t length, const limn_tile *tile,
                      const int columns, float *out) {
    const uint8_t *x = tile->values;
    const float *scales = tile->scales;
    (void)type;
    const __m256i ones = _mm256_set1_epi16(1);
    f8 totals[8];
    UNROLL for (int c = 0; c < columns; c++) totals[c] = all8(0);
    for (int64_t b = 0; b < length / 32; b++) {
        f8 d = halves(group);
        group += 16;
        __m256i wide[8];
        UNROLL for (int i = 0; i < 8; i++) {
            __m256i w = load_words(group, i), magnitude = _mm256_abs_epi8(w);
            UNROLL for (int c = 0; c < columns; c++) {
                __m256i value = broadcast(x + (i * columns + c) * 4);
                __m256i p = _mm256_maddubs_epi16(magnitude, _mm256_sign_epi8(value, w));
                p = _mm256_madd_epi16(p, ones);
                wide[c] = i == 0 ? p : _mm256_add_epi32(wide[c], p);
            }
        }
        UNROLL for (int c = 0; c < columns; c++)
            totals[c] += all8(scales[c]) * (d * to_float(wide[c]));
        group += 256;
        x += 32 * columns;
        scales += columns;
    }
    UNROLL for (int c = 0; c < columns; c++) store8(out + 8 * c, totals[c]);
}

// MARK: Blocks of 256

/// Moves bytes within each word: byte n of `pattern` says which byte goes to place n, 0x80 for zero.
INLINE __m256i shuffle_words(__m256i words, uint32_t pattern) {
    const __m256i row = _mm256_set_epi32(0x0c0c0c0c, 0x08080808, 0x04040404, 0, 0x0c0c0c0c,
                                         0x08080808, 0x04040404, 0);
    return _mm256_shuffle_epi8(words, _mm256_add_epi8(row, _mm256_set1_epi32((int)pattern)));
}

/// Bytes `low` and `high` of each word as its 16-bit halves, unsigned.
INLINE __m256i unsigned_bytes(__m256i words, int low, int high) {
    return shuffle_words(words, 0x80008000u | (uint32_t)low | (uint32_t)high << 16);
}

/// Bytes `low` and `high` of each word as its 16-bit halves, signed.
INLINE __m256i signed_bytes(__m256i words, int low, int high) {
    uint32_t pattern = 0x00800080u | (uint32_t)low << 8 | (uint32_t)high << 24;
    return _mm256_srai_epi16(shuffle_words(words, pattern), 8);
}

/// What the columns' outliers need of a block: weights 4i ..< 4i + 4 as unsigned bytes, as they are unpacked
/// on the way, and the scale of each part, of 16 or 32 weights, in the lowest byte of words.
typedef struct {
    __m256i words[64][2]; // the second is not used: words lie 64 bytes apart
    __m256i scales[16];
} unpacked;

/// Byte `index` of each word as its lowest, with zeros above.
INLINE __m256i lowest_byte(__m256i words, int index) {
    return shuffle_words(words, 0x80808000u | (uint32_t)index);
}

/// Adds the products with a column's outliers. The weight of one comes to the lowest bytes of words by
/// reading from its place on.
INLINE __m256i add_outliers(const unpacked *block, const int words, const int32_t *outliers,
                            __m256i sum) {
    UNROLL for (int e = 0; e < LIMN_OUTLIERS; e++) {
        const uint32_t offset = limn_outlier_offset(outliers[e]);
        const uint8_t *weight = (const uint8_t *)block->words + offset;
        const __m256i scaled = _mm256_maddubs_epi16(_mm256_loadu_si256((const __m256i *)weight),
                                                    block->scales[offset / (64 * (uint32_t)words)]);
        sum = _mm256_add_epi32(sum, _mm256_madd_epi16(scaled, broadcast(outliers + e)));
    }
    return sum;
}

INLINE void product_q45_k(const int type, const uint8_t *group, int64_t length,
                          const limn_tile *tile, const int columns, const int width, float *out) {
    const uint8_t *x = tile->values;
    const float *x_scales = tile->scales;
    const int32_t *x_sums = tile->sums, *outliers = tile->outliers;
    const int five = type == LIMN_Q5_K;
    const __m256i low6 = _mm256_set1_epi8(63), low4 = _mm256_set1_epi8(15);
    const __m256i low2 = _mm256_set1_epi8(3);
    f8 totals[8];
    unpacked block;
    UNROLL for (int c = 0; c < columns; c++) totals[c] = all8(0);
    for (int64_t b = 0; b < length / 256; b++) {
        __m256i s0 = load_words(group + 32, 0), s1 = load_words(group + 32, 1);
        __m256i s2 = load_words(group + 32, 2);
        __m256i scales[2] = {
            _mm256_and_si256(s0, low6),
            _mm256_or_si256(
                _mm256_and_si256(s2, low4),
                _mm256_slli_epi16(_mm256_and_si256(_mm256_srli_epi16(s0, 6), low2), 4)),
        };
        __m256i minimums[2] = {
            _mm256_and_si256(s1, low6),
            _mm256_or_si256(
                _mm256_and_si256(_mm256_srli_epi16(s2, 4), low4),
                _mm256_slli_epi16(_mm256_and_si256(_mm256_srli_epi16(s1, 6), low2), 4)),
        };
        const uint8_t *fifth = group + 128, *field = group + (five ? 384 : 128);
        __m256i wide[8];
        UNROLL for (int j = 0; j < 8; j++) block.scales[j] = lowest_byte(scales[j / 4], j & 3);
        UNROLL for (int c = 0; c < columns; c++) wide[c] = _mm256_setzero_si256();
        UNROLL for (int j = 0; j < 8; j++) {
            const __m256i scale = unsigned_bytes(scales[j / 4], j & 3, j & 3);
            __m256i narrow[8];
            UNROLL for (int i = 0; i < 8; i++) {
                __m256i w = load_words(field, j / 2 * 8 + i);
                if (j & 1) w = _mm256_srli_epi16(w, 4);
                w = _mm256_and_si256(w, low4);
                if (five) {
                    __m256i bit = load_words(fifth, i);
                    bit = j < 4 ? _mm256_slli_epi16(bit, 4 - j) : _mm256_srli_epi16(bit, j - 4);
                    w = _mm256_or_si256(w, _mm256_and_si256(bit, _mm256_set1_epi8(16)));
                }
                block.words[j * 8 + i][0] = w;
                UNROLL for (int c = 0; c < columns; c++) {
                    __m256i p = _mm256_maddubs_epi16(w, broadcast(x + ((j * 8 + i) * width + c) * 4));
                    int first = i == 0 || (five && i == 4);
                    narrow[c] = first ? p : _mm256_add_epi16(narrow[c], p);
                    if ((five && i == 3) || i == 7)
                        wide[c] = _mm256_add_epi32(wide[c], _mm256_madd_epi16(narrow[c], scale));
                }
            }
        }
        if (outliers) {
            UNROLL for (int c = 0; c < columns; c++)
                wide[c] = add_outliers(&block, 8, outliers + LIMN_OUTLIERS * c, wide[c]);
            outliers += LIMN_OUTLIERS * width;
        }
        f8 d = halves(group), m = halves(group + 16);
        UNROLL for (int c = 0; c < columns; c++) {
            __m256i minimum = _mm256_setzero_si256();
            UNROLL for (int p = 0; p < 4; p++)
                minimum = _mm256_add_epi32(
                    minimum, _mm256_madd_epi16(unsigned_bytes(minimums[p / 2], p % 2 * 2, p % 2 * 2 + 1),
                                               broadcast(x_sums + (8 + p) * width + c)));
            f8 product = d * to_float(wide[c]);
            product -= m * to_float(minimum);
            totals[c] += all8(x_scales[c]) * product;
        }
        group = field + 1024;
        x += 256 * width;
        x_scales += width;
        x_sums += 12 * width;
    }
    UNROLL for (int c = 0; c < columns; c++) store8(out + 8 * c, totals[c]);
}

INLINE void product_6_k(const int type, const uint8_t *group, int64_t length,
                        const limn_tile *tile, const int columns, const int width, float *out) {
    const uint8_t *x = tile->values;
    const float *x_scales = tile->scales;
    const int32_t *x_sums = tile->sums, *outliers = tile->outliers;
    (void)type;
    const __m256i low4 = _mm256_set1_epi8(15), bits45 = _mm256_set1_epi8(48);
    f8 totals[8];
    unpacked block;
    UNROLL for (int c = 0; c < columns; c++) totals[c] = all8(0);
    for (int64_t b = 0; b < length / 256; b++) {
        const uint8_t *scales = group + 16, *high = group + 144, *low = group + 656;
        __m256i wide[8];
        UNROLL for (int k = 0; k < 16; k++)
            block.scales[k] = lowest_byte(load_words(scales, k / 4), k & 3);
        UNROLL for (int c = 0; c < columns; c++) wide[c] = _mm256_setzero_si256();
        UNROLL for (int j = 0; j < 8; j++) {
            const int quarter = j & 3;
            __m256i narrow[8];
            UNROLL for (int i = 0; i < 8; i++) {
                const int group16 = 2 * j + i / 4;
                __m256i w = load_words(low, j / 4 * 16 + (quarter & 1) * 8 + i);
                if (quarter >= 2) w = _mm256_srli_epi16(w, 4);
                __m256i bits = load_words(high, j / 4 * 8 + i);
                bits = quarter < 2    ? _mm256_slli_epi16(bits, 4 - 2 * quarter)
                       : quarter == 2 ? bits
                                      : _mm256_srli_epi16(bits, 2);
                w = _mm256_or_si256(_mm256_and_si256(w, low4), _mm256_and_si256(bits, bits45));
                block.words[j * 8 + i][0] = w;
                const __m256i scale =
                    signed_bytes(load_words(scales, group16 / 4), group16 & 3, group16 & 3);
                UNROLL for (int c = 0; c < columns; c++) {
                    __m256i p = _mm256_maddubs_epi16(w, broadcast(x + ((j * 8 + i) * width + c) * 4));
                    // Two products of six bits fit.
                    if (i & 1)
                        wide[c] = _mm256_add_epi32(
                            wide[c], _mm256_madd_epi16(_mm256_add_epi16(narrow[c], p), scale));
                    else
                        narrow[c] = p;
                }
            }
        }
        if (outliers) {
            UNROLL for (int c = 0; c < columns; c++)
                wide[c] = add_outliers(&block, 4, outliers + LIMN_OUTLIERS * c, wide[c]);
            outliers += LIMN_OUTLIERS * width;
        }
        f8 d = halves(group);
        UNROLL for (int c = 0; c < columns; c++) {
            __m256i centre = _mm256_setzero_si256();
            UNROLL for (int p = 0; p < 8; p++)
                centre = _mm256_add_epi32(
                    centre, _mm256_madd_epi16(signed_bytes(load_words(scales, p / 2), p % 2 * 2, p % 2 * 2 + 1),
                                              broadcast(x_sums + p * width + c)));
            __m256i sum = _mm256_sub_epi32(wide[c], _mm256_slli_epi32(centre, 5));
            totals[c] += all8(x_scales[c]) * (d * to_float(sum));
        }
        group += 1680;
        x += 256 * width;
        x_scales += width;
        x_sums += 12 * width;
    }
    UNROLL for (int c = 0; c < columns; c++) store8(out + 8 * c, totals[c]);
}

#include "columns.h"

PRODUCT(product_q4_0, product_32, LIMN_Q4_0)
PRODUCT(product_q4_1, product_32, LIMN_Q4_1)
PRODUCT(product_q5_0, product_32, LIMN_Q5_0)
PRODUCT(product_q5_1, product_32, LIMN_Q5_1)
PRODUCT(product_q8_0, product_8, LIMN_Q8_0)
// Blocks of 256 keep so much in registers that four columns at a time are fastest: a tile of more is
// done in two parts.
#define PART(NAME, BODY, TYPE, N, WIDTH)                                                           \
    static __attribute__((noinline)) void NAME##_##N##_of_##WIDTH(                                 \
        const uint8_t *group, int64_t length, const limn_tile *tile, float *out) {                 \
        BODY(TYPE, group, length, tile, N, WIDTH, out);                                            \
    }

/// The columns of a tile from the fifth on.
INLINE limn_tile second_part(const limn_tile *tile) {
    const int32_t *outliers = tile->outliers;
    return (limn_tile){
        .values = tile->values + 16,
        .scales = tile->scales + 4,
        .sums = tile->sums + 4,
        .outliers = outliers ? outliers + 4 * LIMN_OUTLIERS : outliers,
    };
}

#define TWO_PARTS(NAME, WIDTH, REST)                                                               \
    NAME##_4_of_##WIDTH(group, length, tile, out);                                                 \
    NAME##_##REST##_of_##WIDTH(group, length, &second, out + 32);                                  \
    break

#define PRODUCT_IN_PARTS(NAME, BODY, TYPE)                                                         \
    PART(NAME, BODY, TYPE, 1, 1)                                                                   \
    PART(NAME, BODY, TYPE, 2, 2)                                                                   \
    PART(NAME, BODY, TYPE, 3, 3)                                                                   \
    PART(NAME, BODY, TYPE, 4, 4)                                                                   \
    PART(NAME, BODY, TYPE, 4, 5)                                                                   \
    PART(NAME, BODY, TYPE, 1, 5)                                                                   \
    PART(NAME, BODY, TYPE, 4, 6)                                                                   \
    PART(NAME, BODY, TYPE, 2, 6)                                                                   \
    PART(NAME, BODY, TYPE, 4, 7)                                                                   \
    PART(NAME, BODY, TYPE, 3, 7)                                                                   \
    PART(NAME, BODY, TYPE, 4, 8)                                                                   \
    static void NAME(const uint8_t *group, int64_t length, const limn_tile *tile, int columns,     \
                     float *out) {                                                                 \
        const limn_tile second = second_part(tile);                                                \
        switch (columns) {                                                                         \
        case 1: NAME##_1_of_1(group, length, tile, out); break;                                    \
        case 2: NAME##_2_of_2(group, length, tile, out); break;                                    \
        case 3: NAME##_3_of_3(group, length, tile, out); break;                                    \
        case 4: NAME##_4_of_4(group, length, tile, out); break;                                    \
        case 5: TWO_PARTS(NAME, 5, 1);                                                             \
        case 6: TWO_PARTS(NAME, 6, 2);                                                             \
        case 7: TWO_PARTS(NAME, 7, 3);                                                             \
        default: TWO_PARTS(NAME, 8, 4);                                                            \
        }                                                                                          \
    }

PRODUCT_IN_PARTS(product_q4_k, product_q45_k, LIMN_Q4_K)
PRODUCT_IN_PARTS(product_q5_k, product_q45_k, LIMN_Q5_K)
PRODUCT_IN_PARTS(product_q6_k, product_6_k, LIMN_Q6_K)

#define BODIES limn_avx2_bodies
#include "bodies_table.h"

#pragma clang attribute pop

#endif
