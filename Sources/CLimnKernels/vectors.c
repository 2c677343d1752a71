// Products of one vector with many, all of small integers. Sums are exact, so every body gives the same
// bits.

#include "limn_kernels.h"

#if defined(__x86_64__)
#include <immintrin.h>
#endif

static int32_t product_portable(const int8_t *row, const int16_t *query, int64_t length) {
    int32_t sum = 0;
    for (int64_t i = 0; i < length; i++) sum += row[i] * query[i];
    return sum;
}

static void score_portable(const int8_t *rows, int64_t count, int64_t length, const int16_t *query,
                           int32_t *out) {
    for (int64_t row = 0; row < count; row++)
        out[row] = product_portable(rows + row * length, query, length);
}

#if defined(__x86_64__)
__attribute__((target("avx2"))) static void score_avx2(const int8_t *rows, int64_t count,
                                                       int64_t length, const int16_t *query,
                                                       int32_t *out) {
    for (int64_t row = 0; row < count; row++) {
        const int8_t *values = rows + row * length;
        __m256i even = _mm256_setzero_si256(), odd = _mm256_setzero_si256();
        int64_t i = 0;
        for (; i + 32 <= length; i += 32) {
            __m256i low = _mm256_cvtepi8_epi16(_mm_loadu_si128((const __m128i *)(values + i)));
            __m256i high = _mm256_cvtepi8_epi16(_mm_loadu_si128((const __m128i *)(values + i + 16)));
            __m256i first = _mm256_loadu_si256((const __m256i *)(query + i));
            __m256i second = _mm256_loadu_si256((const __m256i *)(query + i + 16));
            even = _mm256_add_epi32(even, _mm256_madd_epi16(low, first));
            odd = _mm256_add_epi32(odd, _mm256_madd_epi16(high, second));
        }
        int32_t lanes[8];
        _mm256_storeu_si256((__m256i *)lanes, _mm256_add_epi32(even, odd));
        int32_t sum = product_portable(values + i, query + i, length - i);
        for (int lane = 0; lane < 8; lane++) sum += lanes[lane];
        out[row] = sum;
    }
}

__attribute__((target("avx512f,avx512bw,avx512vnni"))) static void score_avx512(
    const int8_t *rows, int64_t count, int64_t length, const int16_t *query, int32_t *out) {
    for (int64_t row = 0; row < count; row++) {
        const int8_t *values = rows + row * length;
        __m512i even = _mm512_setzero_si512(), odd = _mm512_setzero_si512();
        int64_t i = 0;
        for (; i + 64 <= length; i += 64) {
            // The processor's own look ahead stops at each page of memory.
            _mm_prefetch((const char *)(values + i + 4096), _MM_HINT_T0);
            __m512i low = _mm512_cvtepi8_epi16(_mm256_loadu_si256((const __m256i *)(values + i)));
            __m512i high = _mm512_cvtepi8_epi16(_mm256_loadu_si256((const __m256i *)(values + i + 32)));
            even = _mm512_dpwssd_epi32(even, low, _mm512_loadu_si512(query + i));
            odd = _mm512_dpwssd_epi32(odd, high, _mm512_loadu_si512(query + i + 32));
        }
        out[row] = _mm512_reduce_add_epi32(_mm512_add_epi32(even, odd)) +
                   product_portable(values + i, query + i, length - i);
    }
}
#endif

void limn_score_vectors(const int8_t *rows, int64_t count, int64_t length, const int16_t *query,
                        int32_t *out) {
#if defined(__x86_64__)
    if (limn_uses_avx512()) return score_avx512(rows, count, length, query, out);
    if (limn_uses_avx2()) return score_avx2(rows, count, length, query, out);
#endif
    score_portable(rows, count, length, query, out);
}
