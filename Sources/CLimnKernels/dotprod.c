// The bodies for arm64 processors with the dot-product instructions (FEAT_DotProd): every server and
// phone since about 2018, and all of Apple's. Results are those of portable.c.
//
// A vector holds a word of each of four rows, two of them a group's eight; a column's word is broadcast
// and multiplied with it: sdot adds four products of bytes to each row's 32-bit sum. Nibbles and
// six-bit weights are below 128, so that they are signed bytes as they are.

#if defined(__aarch64__)

#include <arm_neon.h>
#include <string.h>

#include "bodies.h"

#pragma clang attribute push(__attribute__((target("dotprod"))), apply_to = function)

#include "float_body.h"

INLINE f8 load_half8(const uint16_t *x) {
    float16x8_t halves = vreinterpretq_f16_u16(vld1q_u16(x));
    float32x4_t low = vcvt_f32_f16(vget_low_f16(halves)), high = vcvt_high_f32_f16(halves);
    return __builtin_shufflevector(low, high, 0, 1, 2, 3, 4, 5, 6, 7);
}

INLINE void store_half8(uint16_t *x, f8 v) {
    float32x4_t low = __builtin_shufflevector(v, v, 0, 1, 2, 3);
    float32x4_t high = __builtin_shufflevector(v, v, 4, 5, 6, 7);
    vst1q_u16(x, vreinterpretq_u16_f16(vcvt_high_f16_f32(vcvt_f16_f32(low), high)));
}

#define UNROLL _Pragma("clang loop unroll(full)")

/// A word of each of the eight rows.
typedef struct {
    uint8x16_t low, high; // rows 0 ..< 4, rows 4 ..< 8
} words;

/// A 32-bit sum of each of the eight rows.
typedef struct {
    int32x4_t low, high;
} sums8;

INLINE words load_words(const uint8_t *field, int index) {
    return (words){vld1q_u8(field + 32 * index), vld1q_u8(field + 32 * index + 16)};
}

/// Bytes shifted to the left, or for a number below 0 to the right, and masked.
INLINE words shifted(words w, int left, int mask) {
    const int8x16_t by = vdupq_n_s8((int8_t)left);
    const uint8x16_t bits = vdupq_n_u8((uint8_t)mask);
    return (words){vandq_u8(vshlq_u8(w.low, by), bits), vandq_u8(vshlq_u8(w.high, by), bits)};
}

INLINE words either(words a, words b) {
    return (words){vorrq_u8(a.low, b.low), vorrq_u8(a.high, b.high)};
}

INLINE sums8 no_sums(void) { return (sums8){vdupq_n_s32(0), vdupq_n_s32(0)}; }

/// Adds the products of the eight rows' words with one word of a column.
INLINE void add_dots(sums8 *sums, words w, const uint8_t *x) {
    int32_t word;
    memcpy(&word, x, 4);
    const int8x16_t column = vreinterpretq_s8_s32(vdupq_n_s32(word));
    sums->low = vdotq_s32(sums->low, vreinterpretq_s8_u8(w.low), column);
    sums->high = vdotq_s32(sums->high, vreinterpretq_s8_u8(w.high), column);
}

INLINE i8 whole(sums8 sums) {
    return __builtin_shufflevector(sums.low, sums.high, 0, 1, 2, 3, 4, 5, 6, 7);
}

INLINE f8 to_float(i8 x) { return __builtin_convertvector(x, f8); }

INLINE u8 load_word8(const uint8_t *field, int index) {
    u8 v;
    memcpy(&v, field + 32 * index, 32);
    return v;
}

INLINE f8 halves(const uint8_t *field) { return load_half8((const uint16_t *)field); }

INLINE i8 all8i(int32_t x) { return (i8){x, x, x, x, x, x, x, x}; }

/// The 16-bit half of a column's pair of sums.
INLINE int32_t half_sum(const int32_t *sums, int high) {
    return (int16_t)((uint32_t)*sums >> (16 * high));
}

// MARK: Blocks of 32

/// Weights 4i ..< 4i + 4 of the eight rows.
INLINE words weights_32(const int type, const uint8_t *field, words fifth, const int i) {
    if (type == LIMN_Q8_0) return load_words(field, i);
    words w = shifted(load_words(field, i & 3), i >= 4 ? -4 : 0, 15);
    if (type != LIMN_Q5_0 && type != LIMN_Q5_1) return w;
    return either(w, shifted(fifth, 4 - i, 16));
}

INLINE void product_32(const int type, const uint8_t *group, int64_t length, const limn_tile *tile,
                       const int columns, float *out) {
    const uint8_t *x = tile->values;
    const float *scales = tile->scales;
    const int32_t *sums = tile->sums;
    const int has_minimum = type == LIMN_Q4_1 || type == LIMN_Q5_1;
    const int has_fifth = type == LIMN_Q5_0 || type == LIMN_Q5_1;
    const int centre = type == LIMN_Q4_0 ? 8 : type == LIMN_Q5_0 ? 16 : 0;
    f8 totals[8];
    UNROLL for (int c = 0; c < columns; c++) totals[c] = all8(0);
    for (int64_t b = 0; b < length / 32; b++) {
        f8 d = halves(group), m = all8(0);
        group += 16;
        if (has_minimum) {
            m = halves(group);
            group += 16;
        }
        words fifth = {vdupq_n_u8(0), vdupq_n_u8(0)};
        if (has_fifth) {
            fifth = load_words(group, 0);
            group += 32;
        }
        sums8 dots[8];
        UNROLL for (int c = 0; c < columns; c++) dots[c] = no_sums();
        UNROLL for (int i = 0; i < 8; i++) {
            words w = weights_32(type, group, fifth, i);
            UNROLL for (int c = 0; c < columns; c++) add_dots(&dots[c], w, x + (i * columns + c) * 4);
        }
        UNROLL for (int c = 0; c < columns; c++) {
            f8 product = d * to_float(whole(dots[c]) - all8i(centre * sums[c]));
            if (has_minimum) product += m * all8((float)sums[c]);
            totals[c] += all8(scales[c]) * product;
        }
        group += type == LIMN_Q8_0 ? 256 : 128;
        x += 32 * columns;
        scales += columns;
        sums += columns;
    }
    UNROLL for (int c = 0; c < columns; c++) store8(out + 8 * c, totals[c]);
}

// MARK: Blocks of 256

/// Byte `place % 4` of word `index` of the eight rows, shifted to the right.
INLINE u8 byte_of_words(const uint8_t *field, int index, int place, int shift) {
    return load_word8(field, index) >> (8 * (place & 3) + shift);
}

/// Adds the products with a column's outliers in a block.
INLINE void add_outliers_q45_k(const int five, const uint8_t *field, const uint8_t *fifth,
                               const i8 *scales, const int32_t *outliers, i8 *wide) {
    for (int e = 0; e < LIMN_OUTLIERS; e++) {
        const int place = limn_outlier_place(outliers[e]), j = place / 32, word = place % 32 / 4;
        u8 w = byte_of_words(field, j / 2 * 8 + word, place, j % 2 * 4) & 15;
        if (five) w |= (byte_of_words(fifth, word, place, j) & 1) << 4;
        *wide += (i8)w * scales[j] * all8i((int16_t)outliers[e]);
    }
}

INLINE void add_outliers_6_k(const uint8_t *low, const uint8_t *high, const i8 *scales,
                             const int32_t *outliers, i8 *wide) {
    for (int e = 0; e < LIMN_OUTLIERS; e++) {
        const int place = limn_outlier_place(outliers[e]), quarter = place / 32 % 4;
        const int word = place % 32 / 4, half = place / 128;
        u8 w = byte_of_words(low, half * 16 + (quarter & 1) * 8 + word, place, quarter / 2 * 4) & 15;
        w |= (byte_of_words(high, half * 8 + word, place, 2 * quarter) & 3) << 4;
        *wide += (i8)w * scales[place / 16] * all8i((int16_t)outliers[e]);
    }
}

INLINE void product_q45_k(const int type, const uint8_t *group, int64_t length,
                          const limn_tile *tile, const int columns, float *out) {
    const uint8_t *x = tile->values;
    const float *x_scales = tile->scales;
    const int32_t *x_sums = tile->sums, *outliers = tile->outliers;
    const int five = type == LIMN_Q5_K;
    f8 totals[8];
    UNROLL for (int c = 0; c < columns; c++) totals[c] = all8(0);
    for (int64_t b = 0; b < length / 256; b++) {
        const u8 s0 = load_word8(group + 32, 0), s1 = load_word8(group + 32, 1);
        const u8 s2 = load_word8(group + 32, 2);
        const uint8_t *fifth = group + 128, *field = group + (five ? 384 : 128);
        i8 wide[8], minimum[8], scales[8];
        UNROLL for (int c = 0; c < columns; c++) wide[c] = minimum[c] = all8i(0);
        UNROLL for (int j = 0; j < 8; j++) {
            const int byte = 8 * (j & 3);
            const u8 scale = j < 4 ? s0 >> byte & 63 : (s2 >> byte & 15) | (s0 >> byte & 192) >> 2;
            const u8 least =
                j < 4 ? s1 >> byte & 63 : (s2 >> byte & 240) >> 4 | (s1 >> byte & 192) >> 2;
            scales[j] = (i8)scale;
            sums8 dots[8];
            UNROLL for (int c = 0; c < columns; c++) dots[c] = no_sums();
            UNROLL for (int i = 0; i < 8; i++) {
                words w = shifted(load_words(field, j / 2 * 8 + i), j & 1 ? -4 : 0, 15);
                if (five) w = either(w, shifted(load_words(fifth, i), 4 - j, 16));
                UNROLL for (int c = 0; c < columns; c++)
                    add_dots(&dots[c], w, x + ((j * 8 + i) * columns + c) * 4);
            }
            UNROLL for (int c = 0; c < columns; c++) {
                wide[c] += whole(dots[c]) * (i8)scale;
                minimum[c] +=
                    (i8)least * all8i(half_sum(x_sums + (8 + j / 2) * columns + c, j & 1));
            }
        }
        if (outliers)
            UNROLL for (int c = 0; c < columns; c++, outliers += LIMN_OUTLIERS)
                add_outliers_q45_k(five, field, fifth, scales, outliers, &wide[c]);
        f8 d = halves(group), m = halves(group + 16);
        UNROLL for (int c = 0; c < columns; c++) {
            f8 product = d * to_float(wide[c]);
            product -= m * to_float(minimum[c]);
            totals[c] += all8(x_scales[c]) * product;
        }
        group = field + 1024;
        x += 256 * columns;
        x_scales += columns;
        x_sums += 12 * columns;
    }
    UNROLL for (int c = 0; c < columns; c++) store8(out + 8 * c, totals[c]);
}

INLINE void product_6_k(const int type, const uint8_t *group, int64_t length,
                        const limn_tile *tile, const int columns, float *out) {
    const uint8_t *x = tile->values;
    const float *x_scales = tile->scales;
    const int32_t *x_sums = tile->sums, *outliers = tile->outliers;
    (void)type;
    f8 totals[8];
    UNROLL for (int c = 0; c < columns; c++) totals[c] = all8(0);
    for (int64_t b = 0; b < length / 256; b++) {
        const uint8_t *scales = group + 16, *high = group + 144, *low = group + 656;
        i8 wide[8], part_scales[16];
        UNROLL for (int c = 0; c < columns; c++) wide[c] = all8i(0);
        UNROLL for (int g = 0; g < 16; g++) {
            const int j = g / 2, quarter = j & 3, byte = 8 * (g & 3);
            // The byte's sign is that of the word it is shifted to the top of.
            const i8 scale = (i8)(load_word8(scales, g / 4) << (24 - byte)) >> 24;
            part_scales[g] = scale;
            sums8 dots[8];
            UNROLL for (int c = 0; c < columns; c++) dots[c] = no_sums();
            UNROLL for (int i = 4 * (g & 1); i < 4 * (g & 1) + 4; i++) {
                words w = shifted(load_words(low, j / 4 * 16 + (quarter & 1) * 8 + i),
                                  quarter >= 2 ? -4 : 0, 15);
                w = either(w, shifted(load_words(high, j / 4 * 8 + i), 4 - 2 * quarter, 48));
                UNROLL for (int c = 0; c < columns; c++)
                    add_dots(&dots[c], w, x + ((j * 8 + i) * columns + c) * 4);
            }
            UNROLL for (int c = 0; c < columns; c++) {
                // Weights are stored with 32 added.
                const int32_t extra = 32 * half_sum(x_sums + j * columns + c, g & 1);
                wide[c] += (whole(dots[c]) - all8i(extra)) * scale;
            }
        }
        if (outliers)
            UNROLL for (int c = 0; c < columns; c++, outliers += LIMN_OUTLIERS)
                add_outliers_6_k(low, high, part_scales, outliers, &wide[c]);
        f8 d = halves(group);
        UNROLL for (int c = 0; c < columns; c++)
            totals[c] += all8(x_scales[c]) * (d * to_float(wide[c]));
        group += 1680;
        x += 256 * columns;
        x_scales += columns;
        x_sums += 12 * columns;
    }
    UNROLL for (int c = 0; c < columns; c++) store8(out + 8 * c, totals[c]);
}

#include "columns.h"

PRODUCT(product_q4_0, product_32, LIMN_Q4_0)
PRODUCT(product_q4_1, product_32, LIMN_Q4_1)
PRODUCT(product_q5_0, product_32, LIMN_Q5_0)
PRODUCT(product_q5_1, product_32, LIMN_Q5_1)
PRODUCT(product_q8_0, product_32, LIMN_Q8_0)
PRODUCT(product_q4_k, product_q45_k, LIMN_Q4_K)
PRODUCT(product_q5_k, product_q45_k, LIMN_Q5_K)
PRODUCT(product_q6_k, product_6_k, LIMN_Q6_K)

#define BODIES limn_dotprod_bodies
#include "bodies_table.h"

#pragma clang attribute pop

#endif
