// Convolutions over images stored row by row with the channels of a pixel side by side.
//
// Sums of a channel run over the taps in order, each product added with one rounding, so every body gives
// the same bits. The bodies are one source, compiled for each instruction set.

#include <math.h>

#include "limn_kernels.h"

#define INLINE static inline __attribute__((always_inline))

typedef float lanes __attribute__((vector_size(64), aligned(4), may_alias));

enum { LANES = 16 };

// Not a function, which could not return a vector that the plain body's processor has no register for.
#define load(from) (*(const lanes *)(from))

/// `count` outputs side by side, of `vectors × LANES` channels, over the columns `first ..< last` of the
/// kernel, which lie within the image for all of them.
INLINE void tile(const limn_depthwise_shape *s, const float *in, const float *weights,
                 const float *bias, int64_t channel, int64_t y, int64_t x, int64_t first,
                 int64_t last, float limit, float *out, const int count, const int vectors) {
    lanes sum[4][4];
    for (int v = 0; v < vectors; v++)
        for (int c = 0; c < count; c++) sum[c][v] = load(bias + channel + v * LANES);
    for (int64_t ky = 0; ky < s->kernel; ky++) {
        int64_t row = y * s->stride - s->top + ky;
        if (row < 0 || row >= s->height) continue;
        for (int64_t kx = first; kx < last; kx++) {
            const float *pixel =
                in + (row * s->width + x * s->stride - s->left + kx) * s->channels + channel;
            const float *tap = weights + (ky * s->kernel + kx) * s->channels + channel;
            for (int v = 0; v < vectors; v++) {
                lanes weight = load(tap + v * LANES);
                for (int c = 0; c < count; c++)
                    sum[c][v] = __builtin_elementwise_fma(
                        load(pixel + c * s->stride * s->channels + v * LANES), weight, sum[c][v]);
            }
        }
    }
    for (int c = 0; c < count; c++) {
        for (int v = 0; v < vectors; v++) {
            lanes value = sum[c][v];
            value = __builtin_elementwise_min(__builtin_elementwise_max(value, (lanes){0}),
                                              (lanes){0} + limit);
            *(lanes *)(out + c * s->channels + channel + v * LANES) = value;
        }
    }
}

/// One output of one channel.
INLINE void single(const limn_depthwise_shape *s, const float *in, const float *weights,
                   const float *bias, int64_t channel, int64_t y, int64_t x, int64_t first,
                   int64_t last, float limit, float *out) {
    float sum = bias[channel];
    for (int64_t ky = 0; ky < s->kernel; ky++) {
        int64_t row = y * s->stride - s->top + ky;
        if (row < 0 || row >= s->height) continue;
        for (int64_t kx = first; kx < last; kx++)
            sum = fmaf(in[(row * s->width + x * s->stride - s->left + kx) * s->channels + channel],
                       weights[(ky * s->kernel + kx) * s->channels + channel], sum);
    }
    sum = sum > 0 ? sum : 0;
    out[channel] = sum < limit ? sum : limit;
}

/// Some rows in `vectors × LANES` channels, or in one channel if `vectors` is 0. Few channels at a time,
/// so that their weights and rows stay in the first cache.
INLINE void channels(const limn_depthwise_shape *s, const float *in, const float *weights,
                     const float *bias, int64_t channel, int64_t from, int64_t until, float limit,
                     float *out, const int vectors) {
    // The outputs between `begin` and `end` see no column outside the image.
    int64_t begin = (s->left + s->stride - 1) / s->stride;
    int64_t room = s->width - s->kernel + s->left;
    int64_t end = room < 0 ? 0 : room / s->stride + 1;
    if (end > s->out_width) end = s->out_width;
    for (int64_t y = from; y < until; y++) {
        for (int64_t x = 0, count; x < s->out_width; x += count) {
            float *to = out + (y * s->out_width + x) * s->channels;
            int64_t column = x * s->stride - s->left;
            int64_t first = column < 0 ? -column : 0;
            int64_t last = s->width - column < s->kernel ? s->width - column : s->kernel;
            count = 1;
            if (vectors == 0) {
                single(s, in, weights, bias, channel, y, x, first, last, limit, to);
            } else if (x >= begin && x + 4 <= end) {
                tile(s, in, weights, bias, channel, y, x, first, last, limit, to, 4, vectors);
                count = 4;
            } else if (x >= begin && x + 2 <= end) {
                tile(s, in, weights, bias, channel, y, x, first, last, limit, to, 2, vectors);
                count = 2;
            } else {
                tile(s, in, weights, bias, channel, y, x, first, last, limit, to, 1, vectors);
            }
        }
    }
}

INLINE void depthwise(const limn_depthwise_shape *s, const float *in, const float *weights,
                      const float *bias, float limit, float *out) {
    // Rows of half a megabyte stay in the second cache while the channels pass by.
    int64_t rows = (1 << 17) / (s->width * s->channels * s->stride);
    if (rows < 4) rows = 4;
    for (int64_t y = 0; y < s->out_height; y += rows) {
        int64_t end = y + rows < s->out_height ? y + rows : s->out_height, channel = 0;
        for (; channel + 4 * LANES <= s->channels; channel += 4 * LANES)
            channels(s, in, weights, bias, channel, y, end, limit, out, 4);
        for (; channel + 2 * LANES <= s->channels; channel += 2 * LANES)
            channels(s, in, weights, bias, channel, y, end, limit, out, 2);
        for (; channel + LANES <= s->channels; channel += LANES)
            channels(s, in, weights, bias, channel, y, end, limit, out, 1);
        for (; channel < s->channels; channel++)
            channels(s, in, weights, bias, channel, y, end, limit, out, 0);
    }
}

static void depthwise_portable(const limn_depthwise_shape *s, const float *in, const float *weights,
                               const float *bias, float limit, float *out) {
    depthwise(s, in, weights, bias, limit, out);
}

#if defined(__x86_64__)
__attribute__((target("avx2,fma"))) static void depthwise_avx2(
    const limn_depthwise_shape *s, const float *in, const float *weights, const float *bias,
    float limit, float *out) {
    depthwise(s, in, weights, bias, limit, out);
}

__attribute__((target("avx512f,avx512bw,avx512vl,avx512dq,fma"), min_vector_width(512))) static void
depthwise_avx512(const limn_depthwise_shape *s, const float *in, const float *weights,
                 const float *bias, float limit, float *out) {
    depthwise(s, in, weights, bias, limit, out);
}
#endif

void limn_depthwise(const limn_depthwise_shape *shape, const float *in, const float *weights,
                    const float *bias, float limit, float *out) {
#if defined(__x86_64__)
    if (limn_uses_avx512()) {
        depthwise_avx512(shape, in, weights, bias, limit, out);
        return;
    }
    if (limn_uses_avx2() && __builtin_cpu_supports("fma")) {
        depthwise_avx2(shape, in, weights, bias, limit, out);
        return;
    }
#endif
    depthwise_portable(shape, in, weights, bias, limit, out);
}
