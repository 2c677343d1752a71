// Convolutions of 1 × 1: each pixel's channels times a matrix, with what follows done on the way.
//
// Sums run over the inputs in order, each product added with one rounding, so every body gives the same
// bits.

#include <math.h>
#include <string.h>

#include "limn_kernels.h"

#if defined(__x86_64__)
#include <immintrin.h>
#endif

#define PANEL LIMN_POINTWISE_PANEL
#define INLINE static inline __attribute__((always_inline))

void limn_pack_pointwise(const float *weights, int64_t inputs, int64_t outputs, float *packed) {
    for (int64_t first = 0; first < outputs; first += PANEL)
        for (int64_t k = 0; k < inputs; k++)
            for (int64_t i = 0; i < PANEL; i++)
                *packed++ = first + i < outputs ? weights[(first + i) * inputs + k] : 0;
}

static void portable(const limn_pointwise_layer *l, const float *in, const float *other,
                     int64_t pixels, float *out) {
    for (int64_t pixel = 0; pixel < pixels; pixel++) {
        for (int64_t o = 0; o < l->outputs; o++) {
            const float *panel = l->packed + o / PANEL * l->inputs * PANEL + o % PANEL;
            float sum = l->bias[o];
            for (int64_t k = 0; k < l->inputs; k++)
                sum = fmaf(in[pixel * l->inputs + k], panel[k * PANEL], sum);
            if (l->clamps) {
                sum = sum > 0 ? sum : 0;
                sum = sum < l->limit ? sum : l->limit;
            }
            out[pixel * l->outputs + o] = other ? sum + other[pixel * l->outputs + o] : sum;
        }
    }
}

#if defined(__x86_64__)

#define AVX512 __attribute__((target("avx512f,avx512bw,avx512vl,avx512dq,fma")))

/// `rows` pixels times `vectors` panels, of which the last has `mask` outputs. The loops have constant
/// bounds and are unrolled, so that sums stay in registers.
INLINE AVX512 void tile_avx512(const limn_pointwise_layer *l, const float *in, const float *other,
                               int64_t output, __mmask16 mask, float *out, const int rows,
                               const int vectors) {
    const float *panels = l->packed + output * l->inputs;
    const int64_t step = l->inputs * PANEL;
    __m512 sum[8][3];
    for (int v = 0; v < vectors; v++) {
        __mmask16 kept = v == vectors - 1 ? mask : 0xFFFF;
        __m512 bias = _mm512_maskz_loadu_ps(kept, l->bias + output + v * PANEL);
        for (int r = 0; r < rows; r++) sum[r][v] = bias;
    }
    for (int64_t k = 0; k < l->inputs; k++) {
        __m512 weights[3];
        for (int v = 0; v < vectors; v++)
            weights[v] = _mm512_loadu_ps(panels + v * step + k * PANEL);
        for (int r = 0; r < rows; r++) {
            __m512 x = _mm512_set1_ps(in[r * l->inputs + k]);
            for (int v = 0; v < vectors; v++) sum[r][v] = _mm512_fmadd_ps(x, weights[v], sum[r][v]);
        }
    }
    const __m512 zero = _mm512_setzero_ps(), limit = _mm512_set1_ps(l->limit);
    for (int r = 0; r < rows; r++) {
        for (int v = 0; v < vectors; v++) {
            __mmask16 kept = v == vectors - 1 ? mask : 0xFFFF;
            int64_t place = r * l->outputs + output + v * PANEL;
            __m512 value = sum[r][v];
            if (l->clamps) value = _mm512_min_ps(_mm512_max_ps(value, zero), limit);
            if (other)
                value = _mm512_add_ps(value, _mm512_maskz_loadu_ps(kept, other + place));
            _mm512_mask_storeu_ps(out + place, kept, value);
        }
    }
}

#define TILE(body, rows, vectors)                                                                  \
    case rows: body(l, in, other, output, mask, out, rows, vectors); break

#define TILES(body, vectors)                                                                       \
    switch (rows) {                                                                                \
        TILE(body, 1, vectors);                                                                    \
        TILE(body, 2, vectors);                                                                    \
        TILE(body, 3, vectors);                                                                    \
        TILE(body, 4, vectors);                                                                    \
        TILE(body, 5, vectors);                                                                    \
        TILE(body, 6, vectors);                                                                    \
        TILE(body, 7, vectors);                                                                    \
        TILE(body, 8, vectors);                                                                    \
    }

AVX512 static void row_avx512(const limn_pointwise_layer *l, const float *in, const float *other,
                              int64_t rows, float *out) {
    for (int64_t output = 0; output < l->outputs;) {
        int64_t left = l->outputs - output;
        int64_t vectors = (left + PANEL - 1) / PANEL;
        // Four panels are two and two, not three and a poor one.
        if (vectors > 3) vectors = vectors == 4 ? 2 : 3;
        int64_t last = left - (vectors - 1) * PANEL;
        __mmask16 mask = last >= PANEL ? 0xFFFF : (__mmask16)((1 << last) - 1);
        if (vectors == 3) {
            TILES(tile_avx512, 3)
        } else if (vectors == 2) {
            TILES(tile_avx512, 2)
        } else {
            TILES(tile_avx512, 1)
        }
        output += vectors * PANEL;
    }
}

#define AVX2 __attribute__((target("avx2,fma")))

/// `rows` pixels times a panel, of which `mask` outputs count.
INLINE AVX2 void tile_avx2(const limn_pointwise_layer *l, const float *in, const float *other,
                           int64_t output, int64_t mask, float *out, const int rows,
                           const int unused) {
    (void)unused;
    const float *panel = l->packed + output * l->inputs;
    float bias[PANEL] = {0};
    memcpy(bias, l->bias + output, (size_t)mask * sizeof(float));
    __m256 low[8], high[8];
    for (int r = 0; r < rows; r++) {
        low[r] = _mm256_loadu_ps(bias);
        high[r] = _mm256_loadu_ps(bias + 8);
    }
    for (int64_t k = 0; k < l->inputs; k++) {
        __m256 first = _mm256_loadu_ps(panel + k * PANEL);
        __m256 second = _mm256_loadu_ps(panel + k * PANEL + 8);
        for (int r = 0; r < rows; r++) {
            __m256 x = _mm256_broadcast_ss(in + r * l->inputs + k);
            low[r] = _mm256_fmadd_ps(x, first, low[r]);
            high[r] = _mm256_fmadd_ps(x, second, high[r]);
        }
    }
    const __m256 zero = _mm256_setzero_ps(), limit = _mm256_set1_ps(l->limit);
    for (int r = 0; r < rows; r++) {
        float values[PANEL];
        if (l->clamps) {
            low[r] = _mm256_min_ps(_mm256_max_ps(low[r], zero), limit);
            high[r] = _mm256_min_ps(_mm256_max_ps(high[r], zero), limit);
        }
        _mm256_storeu_ps(values, low[r]);
        _mm256_storeu_ps(values + 8, high[r]);
        float *place = out + r * l->outputs + output;
        const float *added = other ? other + r * l->outputs + output : NULL;
        for (int64_t i = 0; i < mask; i++) place[i] = added ? values[i] + added[i] : values[i];
    }
}

AVX2 static void row_avx2(const limn_pointwise_layer *l, const float *in, const float *other,
                          int64_t rows, float *out) {
    for (int64_t output = 0; output < l->outputs; output += PANEL) {
        int64_t left = l->outputs - output, mask = left < PANEL ? left : PANEL;
        TILES(tile_avx2, 1)
    }
}
#endif

void limn_pointwise(const limn_pointwise_layer *l, const float *in, const float *other,
                    int64_t pixels, float *out) {
#if defined(__x86_64__)
    const int wide = limn_uses_avx512(), fused = __builtin_cpu_supports("fma");
    if (wide || (fused && limn_uses_avx2())) {
        // Rows in tiles of nearly the same height, so that no last tile is a thin one.
        const int64_t most = wide ? 8 : 6, tiles = (pixels + most - 1) / most;
        for (int64_t tile = 0; tile < tiles; tile++) {
            int64_t first = pixels * tile / tiles, rows = pixels * (tile + 1) / tiles - first;
            const float *from = in + first * l->inputs;
            const float *added = other ? other + first * l->outputs : NULL;
            float *to = out + first * l->outputs;
            if (wide)
                row_avx512(l, from, added, rows, to);
            else
                row_avx2(l, from, added, rows, to);
        }
        return;
    }
#endif
    portable(l, in, other, pixels, out);
}
