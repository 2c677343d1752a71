// Pictures of red, green and blue bytes at another width or height, in whole numbers.
//
// Sums of a byte times a weight are exact in 32 bits, so every body gives the same bytes.

#include "limn_kernels.h"

#if defined(__x86_64__)
#include <immintrin.h>
#endif

#define HALF (1 << (LIMN_RESAMPLE_PRECISION - 1))

static uint8_t byte(int32_t sum) {
    sum >>= LIMN_RESAMPLE_PRECISION;
    return (uint8_t)(sum < 0 ? 0 : sum > 255 ? 255 : sum);
}

static void across_portable(const limn_resample_taps *t, const uint8_t *in, int64_t width,
                            int64_t rows, uint8_t *out) {
    for (int64_t y = 0; y < rows; y++, in += width * 3) {
        for (int64_t x = 0; x < t->count; x++, out += 3) {
            const uint8_t *pixel = in + t->starts[x] * 3;
            const int32_t *weights = t->weights + x * t->most;
            int32_t red = HALF, green = HALF, blue = HALF;
            for (int64_t i = 0; i < t->lengths[x]; i++, pixel += 3) {
                red += pixel[0] * weights[i];
                green += pixel[1] * weights[i];
                blue += pixel[2] * weights[i];
            }
            out[0] = byte(red);
            out[1] = byte(green);
            out[2] = byte(blue);
        }
    }
}

/// The outputs `first ..< length` of a row, which is a sum of rows.
static void down_portable(const limn_resample_taps *t, const uint8_t *in, int64_t length,
                          int64_t y, int64_t first, uint8_t *out) {
    const int32_t *weights = t->weights + y * t->most;
    in += t->starts[y] * length;
    for (int64_t i = first; i < length; i++) {
        int32_t sum = HALF;
        for (int64_t tap = 0; tap < t->lengths[y]; tap++)
            sum += in[tap * length + i] * weights[tap];
        out[i] = byte(sum);
    }
}

#if defined(__x86_64__)

#define AVX2 __attribute__((target("avx2")))

/// Two neighbouring pixels a step, in the halves of a register.
AVX2 static void across_avx2(const limn_resample_taps *t, const uint8_t *in, int64_t width,
                             int64_t rows, uint8_t *out) {
    const uint8_t *end = in + width * rows * 3;
    const __m128i apart =
        _mm_setr_epi8(0, 1, 2, -1, 3, 4, 5, -1, -1, -1, -1, -1, -1, -1, -1, -1);
    const __m256i halves = _mm256_setr_epi32(0, 0, 0, 0, 1, 1, 1, 1);
    for (int64_t y = 0; y < rows; y++, in += width * 3) {
        for (int64_t x = 0; x < t->count; x++, out += 3) {
            const uint8_t *pixel = in + t->starts[x] * 3;
            const int32_t *weights = t->weights + x * t->most;
            int64_t length = t->lengths[x], i = 0;
            __m256i pairs = _mm256_setzero_si256();
            // Eight bytes are read, of which six count.
            for (; i + 2 <= length && end - pixel >= 8; i += 2, pixel += 6) {
                __m256i bytes = _mm256_cvtepu8_epi32(
                    _mm_shuffle_epi8(_mm_loadl_epi64((const __m128i *)pixel), apart));
                __m256i weight = _mm256_permutevar8x32_epi32(
                    _mm256_castsi128_si256(_mm_loadl_epi64((const __m128i *)(weights + i))),
                    halves);
                pairs = _mm256_add_epi32(pairs, _mm256_mullo_epi32(bytes, weight));
            }
            int32_t sum[4];
            _mm_storeu_si128((__m128i *)sum, _mm_add_epi32(_mm256_castsi256_si128(pairs),
                                                           _mm256_extracti128_si256(pairs, 1)));
            for (; i < length; i++, pixel += 3)
                for (int c = 0; c < 3; c++) sum[c] += pixel[c] * weights[i];
            for (int c = 0; c < 3; c++) out[c] = byte(sum[c] + HALF);
        }
    }
}

AVX2 static int64_t down_avx2(const limn_resample_taps *t, const uint8_t *in, int64_t length,
                              int64_t y, uint8_t *out) {
    const int32_t *weights = t->weights + y * t->most;
    in += t->starts[y] * length;
    int64_t i = 0;
    for (; i + 16 <= length; i += 16) {
        __m256i low = _mm256_set1_epi32(HALF), high = low;
        const uint8_t *from = in + i;
        for (int64_t tap = 0; tap < t->lengths[y]; tap++, from += length) {
            __m256i weight = _mm256_set1_epi32(weights[tap]);
            __m128i bytes = _mm_loadu_si128((const __m128i *)from);
            low = _mm256_add_epi32(
                low, _mm256_mullo_epi32(_mm256_cvtepu8_epi32(bytes), weight));
            high = _mm256_add_epi32(
                high,
                _mm256_mullo_epi32(_mm256_cvtepu8_epi32(_mm_srli_si128(bytes, 8)), weight));
        }
        low = _mm256_srai_epi32(low, LIMN_RESAMPLE_PRECISION);
        high = _mm256_srai_epi32(high, LIMN_RESAMPLE_PRECISION);
        __m256i words = _mm256_permute4x64_epi64(_mm256_packs_epi32(low, high), 0xD8);
        _mm_storeu_si128((__m128i *)(out + i),
                         _mm_packus_epi16(_mm256_castsi256_si128(words),
                                          _mm256_extracti128_si256(words, 1)));
    }
    return i;
}
#endif

void limn_resample_across(const limn_resample_taps *taps, const uint8_t *in, int64_t width,
                          int64_t rows, uint8_t *out) {
#if defined(__x86_64__)
    if (limn_uses_avx2()) {
        across_avx2(taps, in, width, rows, out);
        return;
    }
#endif
    across_portable(taps, in, width, rows, out);
}

void limn_resample_down(const limn_resample_taps *taps, const uint8_t *in, int64_t length,
                        uint8_t *out) {
    for (int64_t y = 0; y < taps->count; y++, out += length) {
        int64_t done = 0;
#if defined(__x86_64__)
        if (limn_uses_avx2()) done = down_avx2(taps, in, length, y, out);
#endif
        down_portable(taps, in, length, y, done, out);
    }
}
