#ifndef LIMN_BODIES_H
#define LIMN_BODIES_H

#include "limn_kernels.h"

// The functions that exist once for each instruction set.

/// Up to eight columns of activations: the fields of limn_activations from there on.
typedef struct {
    const uint8_t *values;
    const float *scales;
    const int32_t *sums;
    const int32_t *outliers; // or NULL
} limn_tile;

/// The product of a packed group with one tile of columns: out[column * 8 + row].
typedef void (*limn_tile_product)(const uint8_t *group, int64_t length, const limn_tile *tile,
                                  int columns, float *out);

/// The same for two groups that lie `next` bytes apart: out[column * 16 + row].
typedef void (*limn_pair_product)(const uint8_t *group, int64_t next, int64_t length,
                                  const limn_tile *tile, int columns, float *out);

/// Where an outlier's weight is, in bytes, where words of four weights lie 64 bytes apart.
static inline uint32_t limn_outlier_offset(int32_t outlier) { return (uint32_t)outlier >> 16; }

/// The place of an outlier in its block.
static inline int limn_outlier_place(int32_t outlier) {
    uint32_t offset = limn_outlier_offset(outlier);
    return (int)(offset / 64 * 4 + offset % 64);
}

typedef struct {
    limn_tile_product product[31]; // by element type
    void (*store_activations)(const limn_activations *, int64_t, int64_t, int64_t, const float *);
    void (*gate)(int function, const float *gate, const float *up, int64_t count, float *out);
    void (*rms_norm)(const float *, const float *, int64_t, float, float *);
    void (*store_f16)(const float *, int64_t, uint16_t *);
    void (*attend)(const float *, int64_t, int64_t, float, const uint16_t *const *, int64_t,
                   int64_t, int64_t, int64_t, float *, float *);
    void (*softmax)(float *, int64_t);
    double (*log_sum_exp)(const float *, int64_t);
} limn_bodies;

extern const limn_bodies limn_portable_bodies;
#if defined(__x86_64__)
extern const limn_bodies limn_avx2_bodies;
extern const limn_pair_product limn_avx512_pairs[31]; // by element type; NULL where there is none
#elif defined(__aarch64__)
extern const limn_bodies limn_dotprod_bodies;
#endif

#endif
