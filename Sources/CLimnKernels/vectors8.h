#ifndef LIMN_VECTORS8_H
#define LIMN_VECTORS8_H

// Vectors of eight floats, which each body compiles for its own instructions.

#include <stdint.h>
#include <string.h>

#pragma clang diagnostic ignored "-Wpsabi"

#define INLINE static inline __attribute__((always_inline))

typedef float f8 __attribute__((vector_size(32)));

INLINE f8 load8(const float *x) {
    f8 v;
    memcpy(&v, x, 32);
    return v;
}

INLINE void store8(float *x, f8 v) { memcpy(x, &v, 32); }

INLINE f8 all8(float x) { return (f8){x, x, x, x, x, x, x, x}; }

INLINE float sum8(f8 v) {
    return ((v[0] + v[4]) + (v[1] + v[5])) + ((v[2] + v[6]) + (v[3] + v[7]));
}

#endif
