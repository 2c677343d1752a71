// Products of two neighbouring groups at once, for x86-64 processors with AVX-512 and VNNI.
//
// A vector holds a word of each of sixteen rows; vpdpbusd multiplies its four unsigned bytes with the
// four signed ones of a column's word, which it broadcasts from memory itself, and adds the sums to 32
// bits, where they cannot overflow. Integer sums are exact and floats are rounded as in portable.c, so
// results are the same to the bit.

#if defined(__x86_64__)

#include <immintrin.h>
#include <string.h>

#include "bodies.h"

#pragma clang attribute push(                                                                      \
    __attribute__((target("avx2,f16c,avx512f,avx512bw,avx512vl,avx512dq,avx512vnni"))),            \
    apply_to = function)

#define INLINE static inline __attribute__((always_inline))
#define UNROLL _Pragma("clang loop unroll(full)")
// For many columns, a loop over the parts of a block would be mixed up, unrolled, until registers run
// out; for few, unrolled parts hide one another's latency.
#define ROLLED _Pragma("clang loop unroll(disable)")
#define FOR_PARTS(J, COUNT, STEP)                                                                  \
    if (columns <= 3) {                                                                            \
        UNROLL for (int J = 0; J < COUNT; J++) STEP;                                               \
    } else {                                                                                       \
        ROLLED for (int J = 0; J < COUNT; J++) STEP;                                               \
    }

typedef float f16 __attribute__((vector_size(64)));

/// Word `index` of a field of both groups; `next` is the distance between the groups.
INLINE __m512i load_words(const uint8_t *field, int64_t next, int index) {
    __m256i a = _mm256_loadu_si256((const __m256i *)(field + 32 * index));
    __m256i b = _mm256_loadu_si256((const __m256i *)(field + next + 32 * index));
    return _mm512_inserti64x4(_mm512_castsi256_si512(a), b, 1);
}

INLINE __m512i broadcast(const void *source) {
    int32_t value;
    memcpy(&value, source, 4);
    return _mm512_set1_epi32(value);
}

INLINE f16 halves(const uint8_t *field, int64_t next) {
    __m128i a = _mm_loadu_si128((const __m128i *)field);
    __m128i b = _mm_loadu_si128((const __m128i *)(field + next));
    return (f16)_mm512_cvtph_ps(_mm256_set_m128i(b, a));
}

INLINE f16 to_float(__m512i x) { return (f16)_mm512_cvtepi32_ps(x); }

INLINE f16 all16(float x) { return (f16)_mm512_set1_ps(x); }

// MARK: Blocks of 32

/// Weights 4i ..< 4i + 4 of the rows as unsigned bytes.
INLINE __m512i weights_32(const int type, const uint8_t *field, int64_t next, __m512i fifth, int i) {
    // Signed bytes plus 128.
    if (type == LIMN_Q8_0) return _mm512_xor_si512(load_words(field, next, i), _mm512_set1_epi8(-128));
    __m512i q = load_words(field, next, i & 3);
    if (i >= 4) q = _mm512_srli_epi16(q, 4);
    q = _mm512_and_si512(q, _mm512_set1_epi8(15));
    if (type != LIMN_Q5_0 && type != LIMN_Q5_1) return q;
    __m512i bit = i < 4 ? _mm512_slli_epi16(fifth, (unsigned)(4 - i))
                        : _mm512_srli_epi16(fifth, (unsigned)(i - 4));
    return _mm512_or_si512(q, _mm512_and_si512(bit, _mm512_set1_epi8(16)));
}

INLINE void product_32(const int type, const uint8_t *group, int64_t next, int64_t length,
                       const limn_tile *tile, const int columns, float *out) {
    const uint8_t *x = tile->values;
    const float *scales = tile->scales;
    const int32_t *sums = tile->sums;
    const int has_minimum = type == LIMN_Q4_1 || type == LIMN_Q5_1;
    const int has_fifth = type == LIMN_Q5_0 || type == LIMN_Q5_1;
    const int centre_shift = type == LIMN_Q4_0 ? 3 : type == LIMN_Q5_0 ? 4 : type == LIMN_Q8_0 ? 7 : 0;
    f16 totals[8];
    UNROLL for (int c = 0; c < columns; c++) totals[c] = all16(0);
    for (int64_t b = 0; b < length / 32; b++) {
        f16 d = halves(group, next), m = all16(0);
        group += 16;
        if (has_minimum) {
            m = halves(group, next);
            group += 16;
        }
        __m512i fifth = _mm512_setzero_si512();
        if (has_fifth) {
            fifth = load_words(group, next, 0);
            group += 32;
        }
        __m512i wide[8];
        UNROLL for (int c = 0; c < columns; c++) wide[c] = _mm512_setzero_si512();
        UNROLL for (int i = 0; i < 8; i++) {
            __m512i w = weights_32(type, group, next, fifth, i);
            UNROLL for (int c = 0; c < columns; c++)
                wide[c] = _mm512_dpbusd_epi32(wide[c], w, broadcast(x + (i * columns + c) * 4));
        }
        UNROLL for (int c = 0; c < columns; c++) {
            __m512i total = broadcast(sums + c), sum = wide[c];
            if (centre_shift)
                sum = _mm512_sub_epi32(sum, _mm512_slli_epi32(total, (unsigned)centre_shift));
            f16 product = d * to_float(sum);
            if (has_minimum) product += m * to_float(total);
            totals[c] += all16(scales[c]) * product;
        }
        group += type == LIMN_Q8_0 ? 256 : 128;
        x += 32 * columns;
        scales += columns;
        sums += columns;
    }
    UNROLL for (int c = 0; c < columns; c++) memcpy(out + 16 * c, &totals[c], 64);
}

// MARK: Blocks of 256

/// Moves bytes within each word: byte n of `pattern` says which byte goes to place n, 0x80 for zero.
INLINE __m512i shuffle_words(__m512i words, uint32_t pattern) {
    const __m512i row = _mm512_set4_epi32(0x0c0c0c0c, 0x08080808, 0x04040404, 0);
    return _mm512_shuffle_epi8(words, _mm512_add_epi8(row, _mm512_set1_epi32((int)pattern)));
}

/// The scale s in byte `index` of each word as the halves s and 256 s, for add_scaled.
INLINE __m512i unsigned_scale(__m512i words, int index) {
    return shuffle_words(words, 0x00808000u | (uint32_t)index | (uint32_t)index << 24);
}

INLINE __m512i signed_scale(__m512i words, int index) {
    __m512i upper = shuffle_words(words, 0x00808080u | (uint32_t)index << 24);
    return _mm512_mask_blend_epi16(0x55555555u, upper, _mm512_srai_epi32(upper, 24));
}

/// `sum + part × scale` in two instructions: the halves of the part are its lowest byte and the rest,
/// those of the scale are s and 256 s. A part has 18 bits at most.
INLINE __m512i add_scaled(__m512i sum, __m512i part, __m512i scale) {
    const __m512i halves = _mm512_set1_epi32((int)0x02018000u);
    const __m512i word = _mm512_set4_epi32(0x0c0c0c0c, 0x08080808, 0x04040404, 0);
    return _mm512_dpwssd_epi32(sum, _mm512_shuffle_epi8(part, _mm512_add_epi8(word, halves)), scale);
}

/// Bytes `low` and `low + 1` of each word as its 16-bit halves, unsigned and signed.
INLINE __m512i unsigned_bytes(__m512i words, int low) {
    return shuffle_words(words, 0x80008000u | (uint32_t)low | (uint32_t)(low + 1) << 16);
}

INLINE __m512i signed_bytes(__m512i words, int low) {
    uint32_t pattern = 0x00800080u | (uint32_t)low << 8 | (uint32_t)(low + 1) << 24;
    return _mm512_srai_epi16(shuffle_words(words, pattern), 8);
}

/// Byte `index` of each word as its lowest, with zeros above.
INLINE __m512i lowest_byte(__m512i words, int index) {
    return shuffle_words(words, 0x80808000u | (uint32_t)index);
}

/// What the columns' outliers need of a block: weights 4i ..< 4i + 4 as unsigned bytes, as they are unpacked
/// on the way, and the scale of each part, of 16 or 32 weights, in the lowest byte of words.
typedef struct {
    __m512i words[64];
    __m512i scales[16];
} unpacked;

/// Adds the products with a column's outliers. The weight of one comes to the lowest bytes of words by
/// reading from its place on.
INLINE __m512i add_outliers(const unpacked *block, const int words, const int32_t *outliers,
                            __m512i sum) {
    UNROLL for (int e = 0; e < LIMN_OUTLIERS; e++) {
        const uint32_t offset = limn_outlier_offset(outliers[e]);
        const __m512i weight = _mm512_loadu_si512((const uint8_t *)block->words + offset);
        const __m512i scaled =
            _mm512_maddubs_epi16(weight, block->scales[offset / (64 * (uint32_t)words)]);
        sum = _mm512_dpwssd_epi32(sum, scaled, broadcast(outliers + e));
    }
    return sum;
}

/// Adds the products of parts 2p and 2p + 1, of 32 elements, whose nibbles share bytes.
INLINE void add_q45_k(const int five, int p, const uint8_t *field, const uint8_t *fifth,
                      int64_t next, const uint8_t *x, const __m512i *scales, const int columns,
                      unpacked *block, __m512i *wide) {
    const __m512i low4 = _mm512_set1_epi8(15), low1 = _mm512_set1_epi8(1);
    const __m512i shift = _mm512_set1_epi16((int16_t)(2 * p));
    const uint8_t *words = field + p * 256, *inputs = x + p * 64 * columns;
    __m512i first[8], second[8];
    UNROLL for (int c = 0; c < columns; c++) first[c] = second[c] = _mm512_setzero_si512();
    UNROLL for (int i = 0; i < 8; i++) {
        const __m512i nibbles = load_words(words, next, i);
        __m512i low = _mm512_and_si512(nibbles, low4);
        __m512i high = _mm512_and_si512(_mm512_srli_epi16(nibbles, 4), low4);
        if (five) {
            const __m512i bits = _mm512_srlv_epi16(load_words(fifth, next, i), shift);
            low = _mm512_or_si512(low, _mm512_slli_epi16(_mm512_and_si512(bits, low1), 4));
            const __m512i next_bits = _mm512_and_si512(_mm512_srli_epi16(bits, 1), low1);
            high = _mm512_or_si512(high, _mm512_slli_epi16(next_bits, 4));
        }
        block->words[16 * p + i] = low;
        block->words[16 * p + 8 + i] = high;
        UNROLL for (int c = 0; c < columns; c++) {
            const uint8_t *input = inputs + (i * columns + c) * 4;
            first[c] = _mm512_dpbusd_epi32(first[c], low, broadcast(input));
            second[c] = _mm512_dpbusd_epi32(second[c], high, broadcast(input + 32 * columns));
        }
    }
    UNROLL for (int c = 0; c < columns; c++) {
        wide[c] = add_scaled(wide[c], first[c], scales[2 * p]);
        wide[c] = add_scaled(wide[c], second[c], scales[2 * p + 1]);
    }
}

INLINE void product_q45_k(const int type, const uint8_t *group, int64_t next, int64_t length,
                          const limn_tile *tile, const int columns, float *out) {
    const uint8_t *x = tile->values;
    const float *x_scales = tile->scales;
    const int32_t *x_sums = tile->sums, *outliers = tile->outliers;
    const int five = type == LIMN_Q5_K;
    const __m512i low6 = _mm512_set1_epi8(63), low4 = _mm512_set1_epi8(15);
    const __m512i low2 = _mm512_set1_epi8(3);
    f16 totals[8];
    unpacked block;
    UNROLL for (int c = 0; c < columns; c++) totals[c] = all16(0);
    for (int64_t b = 0; b < length / 256; b++) {
        __m512i s0 = load_words(group + 32, next, 0), s1 = load_words(group + 32, next, 1);
        __m512i s2 = load_words(group + 32, next, 2);
        __m512i scales[2] = {
            _mm512_and_si512(s0, low6),
            _mm512_or_si512(
                _mm512_and_si512(s2, low4),
                _mm512_slli_epi16(_mm512_and_si512(_mm512_srli_epi16(s0, 6), low2), 4)),
        };
        __m512i minimums[2] = {
            _mm512_and_si512(s1, low6),
            _mm512_or_si512(
                _mm512_and_si512(_mm512_srli_epi16(s2, 4), low4),
                _mm512_slli_epi16(_mm512_and_si512(_mm512_srli_epi16(s1, 6), low2), 4)),
        };
        const uint8_t *fifth = group + 128, *field = group + (five ? 384 : 128);
        __m512i wide[8];
        UNROLL for (int c = 0; c < columns; c++) wide[c] = _mm512_setzero_si512();
        __m512i part_scales[8];
        UNROLL for (int j = 0; j < 8; j++) {
            part_scales[j] = unsigned_scale(scales[j / 4], j & 3);
            block.scales[j] = lowest_byte(scales[j / 4], j & 3);
        }
        FOR_PARTS(p, 4,
                  add_q45_k(five, p, field, fifth, next, x, part_scales, columns, &block, wide))
        if (outliers)
            UNROLL for (int c = 0; c < columns; c++, outliers += LIMN_OUTLIERS)
                wide[c] = add_outliers(&block, 8, outliers, wide[c]);
        __m512i pairs[4];
        UNROLL for (int p = 0; p < 4; p++) pairs[p] = unsigned_bytes(minimums[p / 2], p % 2 * 2);
        f16 d = halves(group, next), m = halves(group + 16, next);
        UNROLL for (int c = 0; c < columns; c++) {
            __m512i minimum = _mm512_setzero_si512();
            UNROLL for (int p = 0; p < 4; p++)
                minimum = _mm512_dpwssd_epi32(minimum, pairs[p],
                                              broadcast(x_sums + (8 + p) * columns + c));
            f16 product = d * to_float(wide[c]);
            product -= m * to_float(minimum);
            totals[c] += all16(x_scales[c]) * product;
        }
        group = field + 1024;
        x += 256 * columns;
        x_scales += columns;
        x_sums += 12 * columns;
    }
    UNROLL for (int c = 0; c < columns; c++) memcpy(out + 16 * c, &totals[c], 64);
}

/// Adds the products of two parts of 16 elements, four words each, that share their low bits' bytes: those
/// that begin at word `first` of quarters q and q + 2 of a half.
INLINE void add_6_k(int step, const uint8_t *low, const uint8_t *high, int64_t next,
                    const uint8_t *x, const __m512i *scales, const int columns, unpacked *block,
                    __m512i *wide) {
    const __m512i low4 = _mm512_set1_epi8(15), low6 = _mm512_set1_epi8(63);
    const int half = step / 4, quarter = step / 2 % 2, first = step % 2 * 4;
    // The two bits of each byte come to places 4 and 5.
    const __m512i left = _mm512_set1_epi16((int16_t)(4 - 2 * quarter));
    const __m512i right = _mm512_set1_epi16((int16_t)(2 * quarter));
    const uint8_t *lows = low + (half * 16 + quarter * 8 + first) * 32;
    const uint8_t *highs = high + (half * 8 + first) * 32;
    const int word = half * 32 + quarter * 8 + first;
    const uint8_t *inputs = x + word * 4 * columns;
    __m512i sums[8], others[8];
    UNROLL for (int c = 0; c < columns; c++) sums[c] = others[c] = _mm512_setzero_si512();
    UNROLL for (int i = 0; i < 4; i++) {
        const __m512i nibbles = load_words(lows, next, i), bits = load_words(highs, next, i);
        const __m512i w = _mm512_and_si512(
            low6, _mm512_ternarylogic_epi64(low4, nibbles, _mm512_sllv_epi16(bits, left), 0xca));
        const __m512i v = _mm512_and_si512(
            low6, _mm512_ternarylogic_epi64(low4, _mm512_srli_epi16(nibbles, 4),
                                            _mm512_srlv_epi16(bits, right), 0xca));
        block->words[word + i] = w;
        block->words[word + 16 + i] = v;
        UNROLL for (int c = 0; c < columns; c++) {
            const uint8_t *input = inputs + (i * columns + c) * 4;
            sums[c] = _mm512_dpbusd_epi32(sums[c], w, broadcast(input));
            others[c] = _mm512_dpbusd_epi32(others[c], v, broadcast(input + 64 * columns));
        }
    }
    UNROLL for (int c = 0; c < columns; c++) {
        wide[c] = add_scaled(wide[c], sums[c], scales[word / 4]);
        wide[c] = add_scaled(wide[c], others[c], scales[word / 4 + 4]);
    }
}

INLINE void product_6_k(const int type, const uint8_t *group, int64_t next, int64_t length,
                        const limn_tile *tile, const int columns, float *out) {
    const uint8_t *x = tile->values;
    const float *x_scales = tile->scales;
    const int32_t *x_sums = tile->sums, *outliers = tile->outliers;
    (void)type;
    f16 totals[8];
    unpacked block;
    UNROLL for (int c = 0; c < columns; c++) totals[c] = all16(0);
    for (int64_t b = 0; b < length / 256; b++) {
        const uint8_t *scales = group + 16, *high = group + 144, *low = group + 656;
        __m512i wide[8];
        UNROLL for (int c = 0; c < columns; c++) wide[c] = _mm512_setzero_si512();
        __m512i part_scales[16];
        UNROLL for (int k = 0; k < 16; k++) {
            const __m512i words = load_words(scales, next, k / 4);
            part_scales[k] = signed_scale(words, k & 3);
            block.scales[k] = lowest_byte(words, k & 3);
        }
        FOR_PARTS(s, 8, add_6_k(s, low, high, next, x, part_scales, columns, &block, wide))
        if (outliers)
            UNROLL for (int c = 0; c < columns; c++, outliers += LIMN_OUTLIERS)
                wide[c] = add_outliers(&block, 4, outliers, wide[c]);
        __m512i pairs[8];
        UNROLL for (int p = 0; p < 8; p++)
            pairs[p] = signed_bytes(load_words(scales, next, p / 2), p % 2 * 2);
        f16 d = halves(group, next);
        UNROLL for (int c = 0; c < columns; c++) {
            __m512i centre = _mm512_setzero_si512();
            UNROLL for (int p = 0; p < 8; p++)
                centre = _mm512_dpwssd_epi32(centre, pairs[p], broadcast(x_sums + p * columns + c));
            __m512i sum = _mm512_sub_epi32(wide[c], _mm512_slli_epi32(centre, 5));
            totals[c] += all16(x_scales[c]) * (d * to_float(sum));
        }
        group += 1680;
        x += 256 * columns;
        x_scales += columns;
        x_sums += 12 * columns;
    }
    UNROLL for (int c = 0; c < columns; c++) memcpy(out + 16 * c, &totals[c], 64);
}

// One instance for each number of columns.
#define COLUMNS(NAME, BODY, TYPE, N)                                                               \
    static __attribute__((noinline)) void NAME##_##N(                                              \
        const uint8_t *group, int64_t next, int64_t length, const limn_tile *tile, float *out) {   \
        BODY(TYPE, group, next, length, tile, N, out);                                             \
    }

#define PRODUCT(NAME, BODY, TYPE)                                                                  \
    COLUMNS(NAME, BODY, TYPE, 1)                                                                   \
    COLUMNS(NAME, BODY, TYPE, 2)                                                                   \
    COLUMNS(NAME, BODY, TYPE, 3)                                                                   \
    COLUMNS(NAME, BODY, TYPE, 4)                                                                   \
    COLUMNS(NAME, BODY, TYPE, 5)                                                                   \
    COLUMNS(NAME, BODY, TYPE, 6)                                                                   \
    COLUMNS(NAME, BODY, TYPE, 7)                                                                   \
    COLUMNS(NAME, BODY, TYPE, 8)                                                                   \
    static void NAME(const uint8_t *group, int64_t next, int64_t length, const limn_tile *tile,    \
                     int columns, float *out) {                                                    \
        switch (columns) {                                                                         \
        case 1: NAME##_1(group, next, length, tile, out); break;                                   \
        case 2: NAME##_2(group, next, length, tile, out); break;                                   \
        case 3: NAME##_3(group, next, length, tile, out); break;                                   \
        case 4: NAME##_4(group, next, length, tile, out); break;                                   \
        case 5: NAME##_5(group, next, length, tile, out); break;                                   \
        case 6: NAME##_6(group, next, length, tile, out); break;                                   \
        case 7: NAME##_7(group, next, length, tile, out); break;                                   \
        default: NAME##_8(group, next, length, tile, out); break;                                  \
        }                                                                                          \
    }

PRODUCT(pair_q4_0, product_32, LIMN_Q4_0)
PRODUCT(pair_q4_1, product_32, LIMN_Q4_1)
PRODUCT(pair_q5_0, product_32, LIMN_Q5_0)
PRODUCT(pair_q5_1, product_32, LIMN_Q5_1)
PRODUCT(pair_q8_0, product_32, LIMN_Q8_0)
PRODUCT(pair_q4_k, product_q45_k, LIMN_Q4_K)
PRODUCT(pair_q5_k, product_q45_k, LIMN_Q5_K)
PRODUCT(pair_q6_k, product_6_k, LIMN_Q6_K)

const limn_pair_product limn_avx512_pairs[31] = {
    [LIMN_Q4_0] = pair_q4_0, [LIMN_Q4_1] = pair_q4_1, [LIMN_Q5_0] = pair_q5_0,
    [LIMN_Q5_1] = pair_q5_1, [LIMN_Q8_0] = pair_q8_0, [LIMN_Q4_K] = pair_q4_k,
    [LIMN_Q5_K] = pair_q5_k, [LIMN_Q6_K] = pair_q6_k,
};

#pragma clang attribute pop

#endif
