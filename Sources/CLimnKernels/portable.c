// The bodies for any processor: the reference that the others are compared with.

#include "float_body.h"

INLINE f8 load_half8(const uint16_t *x) {
    f8 v;
    for (int i = 0; i < 8; i++) v[i] = limn_half_to_float(x[i]);
    return v;
}

INLINE void store_half8(uint16_t *x, f8 v) {
    for (int i = 0; i < 8; i++) x[i] = limn_float_to_half(v[i]);
}

INLINE uint32_t word(const uint8_t *field, int64_t index, int row) {
    uint32_t value;
    memcpy(&value, field + 32 * index + 4 * row, 4);
    return value;
}

INLINE int byte_of(uint32_t word, int index) { return (int)((word >> (8 * index)) & 0xff); }

// MARK: Blocks of 32

/// One row's 32 weights as integers; see pack.c for where they lie.
INLINE void weights_32(int type, const uint8_t *fifth, const uint8_t *field, int row, int *w) {
    for (int i = 0; i < 32; i++) {
        if (type == LIMN_Q8_0) {
            w[i] = (int8_t)byte_of(word(field, i / 4, row), i % 4);
            continue;
        }
        int nibbles = byte_of(word(field, i / 4 % 4, row), i % 4);
        w[i] = i < 16 ? nibbles & 15 : nibbles >> 4;
        if (fifth) w[i] |= ((byte_of(word(fifth, 0, row), i % 4) >> (i / 4)) & 1) << 4;
    }
}

INLINE void product_32(int type, const uint8_t *group, int64_t length, const limn_tile *tile,
                       int columns, float *out) {
    const uint8_t *values = tile->values;
    const float *scales = tile->scales;
    const int32_t *sums = tile->sums;
    const int has_minimum = type == LIMN_Q4_1 || type == LIMN_Q5_1;
    const int has_fifth = type == LIMN_Q5_0 || type == LIMN_Q5_1;
    const int centre = type == LIMN_Q4_0 ? 8 : type == LIMN_Q5_0 ? 16 : 0;
    memset(out, 0, (size_t)columns * 32);
    for (int64_t b = 0; b < length / 32; b++) {
        const uint8_t *d = group, *m = group + 16;
        const uint8_t *fifth = group + (has_minimum ? 32 : 16);
        const uint8_t *field = fifth + (has_fifth ? 32 : 0);
        group = field + (type == LIMN_Q8_0 ? 256 : 128);
        for (int r = 0; r < 8; r++) {
            int w[32];
            weights_32(type, has_fifth ? fifth : NULL, field, r, w);
            for (int c = 0; c < columns; c++) {
                int sum = 0;
                for (int i = 0; i < 32; i++)
                    sum += w[i] *
                           (int8_t)values[((b * 8 + i / 4) * columns + c) * 4 + i % 4];
                int total = sums[b * columns + c];
                float product = limn_load_half(d + 2 * r) * (float)(sum - centre * total);
                if (has_minimum) product += limn_load_half(m + 2 * r) * (float)total;
                out[8 * c + r] += scales[b * columns + c] * product;
            }
        }
    }
}

// MARK: Blocks of 256

typedef struct {
    int weights[256];
    int scales[16];
    int minimums[8];
} row_256;

INLINE void read_q45_k(int type, const uint8_t *scales, const uint8_t *fifth, const uint8_t *field,
                       int row, row_256 *out) {
    uint32_t a = word(scales, 0, row), b = word(scales, 1, row), c = word(scales, 2, row);
    for (int j = 0; j < 4; j++) {
        out->scales[j] = byte_of(a, j) & 63;
        out->minimums[j] = byte_of(b, j) & 63;
        out->scales[j + 4] = (byte_of(c, j) & 15) | (byte_of(a, j) >> 6) << 4;
        out->minimums[j + 4] = (byte_of(c, j) >> 4) | (byte_of(b, j) >> 6) << 4;
    }
    for (int i = 0; i < 256; i++) {
        int j = i / 32, l = i % 32;
        int nibbles = byte_of(word(field, j / 2 * 8 + l / 4, row), l % 4);
        out->weights[i] = j & 1 ? nibbles >> 4 : nibbles & 15;
        if (type == LIMN_Q5_K)
            out->weights[i] |= ((byte_of(word(fifth, l / 4, row), l % 4) >> j) & 1) << 4;
    }
}

/// The products of a row's weights with a column's outliers in block `b`; `group` weights share a scale.
INLINE int outlier_products(const row_256 *row, int group, const limn_tile *tile, int64_t b,
                            int columns, int c) {
    int sum = 0;
    if (!tile->outliers) return 0;
    for (int e = 0; e < LIMN_OUTLIERS; e++) {
        int32_t outlier = tile->outliers[(b * columns + c) * LIMN_OUTLIERS + e];
        int place = limn_outlier_place(outlier);
        sum += row->scales[place / group] * row->weights[place] * (int16_t)outlier;
    }
    return sum;
}

INLINE void product_q45_k(int type, const uint8_t *group, int64_t length, const limn_tile *tile,
                          int columns, float *out) {
    const uint8_t *values = tile->values;
    const float *x_scales = tile->scales;
    const int32_t *x_sums = tile->sums;
    memset(out, 0, (size_t)columns * 32);
    for (int64_t b = 0; b < length / 256; b++) {
        const uint8_t *d = group, *m = group + 16, *scales = group + 32, *fifth = group + 128;
        const uint8_t *field = fifth + (type == LIMN_Q5_K ? 256 : 0);
        group = field + 1024;
        for (int r = 0; r < 8; r++) {
            row_256 row;
            read_q45_k(type, scales, fifth, field, r, &row);
            for (int c = 0; c < columns; c++) {
                int sum = outlier_products(&row, 32, tile, b, columns, c), minimum = 0;
                for (int i = 0; i < 256; i++)
                    sum += row.scales[i / 32] * row.weights[i] *
                           (int8_t)values[((b * 64 + i / 4) * columns + c) * 4 + i % 4];
                for (int j = 0; j < 8; j++) {
                    uint32_t sums = (uint32_t)x_sums[(b * 12 + 8 + j / 2) * columns + c];
                    minimum += row.minimums[j] * (int16_t)(sums >> (16 * (j & 1)));
                }
                float product = limn_load_half(d + 2 * r) * (float)sum;
                product -= limn_load_half(m + 2 * r) * (float)minimum;
                out[8 * c + r] += x_scales[b * columns + c] * product;
            }
        }
    }
}

INLINE void read_q6_k(const uint8_t *scales, const uint8_t *high, const uint8_t *low, int row,
                      row_256 *out) {
    for (int j = 0; j < 16; j++) out->scales[j] = (int8_t)byte_of(word(scales, j / 4, row), j % 4);
    for (int i = 0; i < 256; i++) {
        int half = i / 128, quarter = i / 32 % 4, l = i % 32;
        int nibbles = byte_of(word(low, half * 16 + (quarter & 1) * 8 + l / 4, row), l % 4);
        int bits = byte_of(word(high, half * 8 + l / 4, row), l % 4) >> (2 * quarter);
        out->weights[i] = ((nibbles >> (4 * (quarter >> 1))) & 15) | (bits & 3) << 4;
    }
}

static void product_q6_k(const uint8_t *group, int64_t length, const limn_tile *tile, int columns,
                         float *out) {
    const uint8_t *values = tile->values;
    const float *x_scales = tile->scales;
    const int32_t *x_sums = tile->sums;
    memset(out, 0, (size_t)columns * 32);
    for (int64_t b = 0; b < length / 256; b++, group += 1680) {
        for (int r = 0; r < 8; r++) {
            row_256 row;
            read_q6_k(group + 16, group + 144, group + 656, r, &row);
            for (int c = 0; c < columns; c++) {
                int sum = outlier_products(&row, 16, tile, b, columns, c);
                for (int i = 0; i < 256; i++)
                    sum += row.scales[i / 16] * row.weights[i] *
                           (int8_t)values[((b * 64 + i / 4) * columns + c) * 4 + i % 4];
                for (int j = 0; j < 16; j++) {
                    uint32_t sums = (uint32_t)x_sums[(b * 12 + j / 2) * columns + c];
                    sum -= 32 * row.scales[j] * (int16_t)(sums >> (16 * (j & 1)));
                }
                float product = limn_load_half(group + 2 * r) * (float)sum;
                out[8 * c + r] += x_scales[b * columns + c] * product;
            }
        }
    }
}

#define PRODUCT(NAME, BODY, TYPE)                                                                  \
    static void NAME(const uint8_t *group, int64_t length, const limn_tile *tile, int columns,     \
                     float *out) {                                                                 \
        BODY(TYPE, group, length, tile, columns, out);                                             \
    }

PRODUCT(product_q4_0, product_32, LIMN_Q4_0)
PRODUCT(product_q4_1, product_32, LIMN_Q4_1)
PRODUCT(product_q5_0, product_32, LIMN_Q5_0)
PRODUCT(product_q5_1, product_32, LIMN_Q5_1)
PRODUCT(product_q8_0, product_32, LIMN_Q8_0)
PRODUCT(product_q4_k, product_q45_k, LIMN_Q4_K)
PRODUCT(product_q5_k, product_q45_k, LIMN_Q5_K)

#define BODIES limn_portable_bodies
#include "bodies_table.h"
