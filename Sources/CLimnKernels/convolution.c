// Convolutions over images stored row by row with the channels of a pixel side by side.
//
// Sums of a channel run over the taps in order, whatever the vector width, so every body gives the
// same bits. The bodies are one source, compiled for each instruction set.

#include "limn_kernels.h"

static inline __attribute__((always_inline)) void depthwise_block(
    const limn_depthwise_shape *s, const float *in, const float *weights, const float *bias,
    int64_t channel, int64_t y, int64_t x, float limit, float *out, const int width) {
    float sum[32];
    for (int i = 0; i < width; i++) sum[i] = bias[channel + i];
    for (int64_t ky = 0; ky < s->kernel; ky++) {
        int64_t row = y * s->stride - s->top + ky;
        if (row < 0 || row >= s->height) continue;
        for (int64_t kx = 0; kx < s->kernel; kx++) {
            int64_t column = x * s->stride - s->left + kx;
            if (column < 0 || column >= s->width) continue;
            const float *pixel = in + (row * s->width + column) * s->channels + channel;
            const float *tap = weights + (ky * s->kernel + kx) * s->channels + channel;
            for (int i = 0; i < width; i++) sum[i] += pixel[i] * tap[i];
        }
    }
    for (int i = 0; i < width; i++) {
        float value = sum[i] > 0 ? sum[i] : 0;
        out[channel + i] = value < limit ? value : limit;
    }
}

static inline __attribute__((always_inline)) void depthwise(
    const limn_depthwise_shape *s, const float *in, const float *weights, const float *bias,
    float limit, float *out) {
    for (int64_t y = 0; y < s->out_height; y++) {
        for (int64_t x = 0; x < s->out_width; x++) {
            float *pixel = out + (y * s->out_width + x) * s->channels;
            int64_t channel = 0;
            for (; channel + 32 <= s->channels; channel += 32)
                depthwise_block(s, in, weights, bias, channel, y, x, limit, pixel, 32);
            for (; channel + 8 <= s->channels; channel += 8)
                depthwise_block(s, in, weights, bias, channel, y, x, limit, pixel, 8);
            for (; channel < s->channels; channel++)
                depthwise_block(s, in, weights, bias, channel, y, x, limit, pixel, 1);
        }
    }
}

static inline __attribute__((always_inline)) void finish(
    float *x, const float *bias, const float *other, int64_t pixels, int64_t channels, int clamp,
    float limit) {
    for (int64_t pixel = 0; pixel < pixels; pixel++) {
        float *row = x + pixel * channels;
        if (clamp) {
            for (int64_t i = 0; i < channels; i++) {
                float value = row[i] + bias[i];
                value = value > 0 ? value : 0;
                row[i] = value < limit ? value : limit;
            }
        } else if (other) {
            const float *added = other + pixel * channels;
            for (int64_t i = 0; i < channels; i++) row[i] = row[i] + bias[i] + added[i];
        } else {
            for (int64_t i = 0; i < channels; i++) row[i] += bias[i];
        }
    }
}

static void depthwise_portable(const limn_depthwise_shape *s, const float *in, const float *weights,
                               const float *bias, float limit, float *out) {
    depthwise(s, in, weights, bias, limit, out);
}

static void finish_portable(float *x, const float *bias, const float *other, int64_t pixels,
                            int64_t channels, int clamp, float limit) {
    finish(x, bias, other, pixels, channels, clamp, limit);
}

#if defined(__x86_64__)
__attribute__((target("avx2"))) static void depthwise_avx2(
    const limn_depthwise_shape *s, const float *in, const float *weights, const float *bias,
    float limit, float *out) {
    depthwise(s, in, weights, bias, limit, out);
}

__attribute__((target("avx2"))) static void finish_avx2(float *x, const float *bias,
                                                        const float *other, int64_t pixels,
                                                        int64_t channels, int clamp, float limit) {
    finish(x, bias, other, pixels, channels, clamp, limit);
}
#endif

void limn_depthwise(const limn_depthwise_shape *shape, const float *in, const float *weights,
                    const float *bias, float limit, float *out) {
#if defined(__x86_64__)
    if (limn_uses_avx2()) {
        depthwise_avx2(shape, in, weights, bias, limit, out);
        return;
    }
#endif
    depthwise_portable(shape, in, weights, bias, limit, out);
}

void limn_finish_convolution(float *x, const float *bias, const float *other, int64_t pixels,
                             int64_t channels, int clamp, float limit) {
#if defined(__x86_64__)
    if (limn_uses_avx2()) {
        finish_avx2(x, bias, other, pixels, channels, clamp, limit);
        return;
    }
#endif
    finish_portable(x, bias, other, pixels, channels, clamp, limit);
}
