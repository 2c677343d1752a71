#ifndef LIMN_BODIES_H
#define LIMN_BODIES_H

#include "limn_kernels.h"

// The functions that exist once for each instruction set.

/// The product of a packed group with one tile of columns: out[column * 8 + row].
typedef void (*limn_tile_product)(const uint8_t *group, int64_t length, const uint8_t *values,
                                  const float *scales, const int32_t *sums, int columns,
                                  float *out);

/// The same for two groups that lie `next` bytes apart: out[column * 16 + row].
typedef void (*limn_pair_product)(const uint8_t *group, int64_t next, int64_t length,
                                  const uint8_t *values, const float *scales, const int32_t *sums,
                                  int columns, float *out);

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
