// Chooses the bodies for the processor, and the operations that need only one.

#include <stdatomic.h>
#include <string.h>

#if defined(__aarch64__) && defined(__linux__)
#include <asm/hwcap.h>
#include <sys/auxv.h>
#endif

#include "bodies.h"

static _Atomic int limit = LIMN_LEVEL_AVX512;

int limn_has_avx2(void) {
#if defined(__x86_64__)
    return __builtin_cpu_supports("avx2") && __builtin_cpu_supports("f16c");
#else
    return 0;
#endif
}

int limn_has_avx512(void) {
#if defined(__x86_64__)
    return limn_has_avx2() && __builtin_cpu_supports("avx512f") &&
           __builtin_cpu_supports("avx512bw") && __builtin_cpu_supports("avx512vl") &&
           __builtin_cpu_supports("avx512dq") && __builtin_cpu_supports("avx512vnni");
#else
    return 0;
#endif
}

int limn_has_dotprod(void) {
#if defined(__aarch64__) && defined(__APPLE__)
    return 1; // every processor of Apple's that runs programs of a desktop
#elif defined(__aarch64__) && defined(__linux__)
    return (getauxval(AT_HWCAP) & HWCAP_ASIMDDP) != 0;
#else
    return 0;
#endif
}

void limn_limit_level(int level) { atomic_store(&limit, level); }

static int allows(int level) { return atomic_load_explicit(&limit, memory_order_relaxed) >= level; }

int limn_uses_avx2(void) { return allows(LIMN_LEVEL_AVX2) && limn_has_avx2(); }

int limn_uses_avx512(void) { return allows(LIMN_LEVEL_AVX512) && limn_has_avx512(); }

static const limn_bodies *bodies(void) {
#if defined(__x86_64__)
    if (limn_uses_avx2())
        return &limn_avx2_bodies;
#elif defined(__aarch64__)
    if (allows(LIMN_LEVEL_DOTPROD) && limn_has_dotprod()) return &limn_dotprod_bodies;
#endif
    return &limn_portable_bodies;
}

/// The product of two groups at once, or NULL.
static limn_pair_product pair_product(int type) {
#if defined(__x86_64__)
    if (limn_uses_avx512()) return limn_avx512_pairs[type];
#endif
    (void)type;
    return NULL;
}

int limn_activation_kind(int type) {
    switch (type) {
    case LIMN_F32:
    case LIMN_F16:
    case LIMN_BF16: return LIMN_ACTIVATION_FLOAT;
    case LIMN_Q4_K:
    case LIMN_Q5_K:
    case LIMN_Q6_K: return LIMN_ACTIVATION_Q8_256;
    default: return LIMN_ACTIVATION_Q8_32;
    }
}

static int64_t packed_group_bytes(int type, int64_t length) {
    switch (type) {
    case LIMN_F32: return length * 32;
    case LIMN_F16:
    case LIMN_BF16: return length * 16;
    case LIMN_Q4_0: return length / 32 * 144;
    case LIMN_Q4_1: return length / 32 * 160;
    case LIMN_Q5_0: return length / 32 * 176;
    case LIMN_Q5_1: return length / 32 * 192;
    case LIMN_Q8_0: return length / 32 * 272;
    case LIMN_Q4_K: return length / 256 * 1152;
    case LIMN_Q5_K: return length / 256 * 1408;
    default: return length / 256 * 1680;
    }
}

/// Writes the products of `columns` stored columns with `height` rows, those of a token's planes added
/// up.
static void write_products(const float *products, int64_t height, int64_t row, int64_t rows,
                           int64_t columns, int planes, const float *bias, int accumulate,
                           float *out, int64_t stride) {
    int64_t count = rows - row < height ? rows - row : height;
    for (int64_t c = 0; c < columns; c += planes) {
        const float *product = products + height * c;
        float *target = out + c / planes * stride + row;
        for (int64_t r = 0; r < count; r++) {
            float value = planes == 2 ? product[r] + product[height + r] : product[r];
            if (bias) value += bias[row + r];
            target[r] = accumulate ? target[r] + value : value;
        }
    }
}

void limn_matmul(int type, const void *packed, int64_t rows, const limn_activations *x,
                 int64_t begin, int64_t end, const float *bias, int accumulate, float *out,
                 int64_t stride) {
    // Four groups stay in the second-level cache while the columns pass by.
    enum { BLOCK = 4 };
    const limn_tile_product product = bodies()->product[type];
    const limn_pair_product pair = pair_product(type);
    const int64_t bytes = packed_group_bytes(type, x->length);
    const int64_t element = x->kind == LIMN_ACTIVATION_FLOAT ? 4 : 1;
    const int64_t scales = x->kind == LIMN_ACTIVATION_Q8_256 ? x->length / 256 : x->length / 32;
    const int64_t sums = x->kind == LIMN_ACTIVATION_Q8_256 ? x->length / 256 * 12 : x->length / 32;
    float products[2 * LIMN_GROUP_ROWS * LIMN_TILE_COLUMNS];
    for (int64_t block = begin; block < end; block += BLOCK) {
        int64_t last = end < block + BLOCK ? end : block + BLOCK;
        for (int64_t c = 0; c < x->count; c += LIMN_TILE_COLUMNS) {
            int64_t columns = x->count - c < LIMN_TILE_COLUMNS ? x->count - c : LIMN_TILE_COLUMNS;
            const limn_tile tile = {
                .values = x->values + c * x->length * element,
                .scales = x->scales + c * scales,
                .sums = x->sums + c * sums,
                .outliers = x->outliers ? x->outliers + c * scales * LIMN_OUTLIERS : NULL,
            };
            for (int64_t g = block, done; g < last; g += done) {
                const uint8_t *group = (const uint8_t *)packed + g * bytes;
                done = pair && g + 1 < last ? 2 : 1;
                if (done == 2)
                    pair(group, bytes, x->length, &tile, (int)columns, products);
                else
                    product(group, x->length, &tile, (int)columns, products);
                write_products(products, LIMN_GROUP_ROWS * done, LIMN_GROUP_ROWS * g, rows, columns,
                               x->planes, bias, accumulate, out + c / x->planes * stride, stride);
            }
        }
    }
}

void limn_store_activations(const limn_activations *x, int64_t column, int64_t begin, int64_t end,
                            const float *source) {
    bodies()->store_activations(x, column, begin, end, source);
}

void limn_store_gated(const limn_activations *x, int function, int64_t column, int64_t begin,
                      int64_t end, const float *gate, const float *up, float *scratch) {
    bodies()->gate(function, gate + begin, up + begin, end - begin, scratch + begin);
    bodies()->store_activations(x, column, begin, end, scratch);
}

void limn_rms_norm(const float *x, const float *weight, int64_t length, float epsilon, float *out) {
    bodies()->rms_norm(x, weight, length, epsilon, out);
}

void limn_add(const float *x, int64_t count, float *out) {
    for (int64_t i = 0; i < count; i++) out[i] += x[i];
}

void limn_soft_cap(float *x, int64_t count, float limit) {
    for (int64_t i = 0; i < count; i++) x[i] = limit * __builtin_tanhf(x[i] / limit);
}

void limn_rope(float *head, int64_t rotated, int neox, const float *cosines, const float *sines) {
    int64_t half = rotated / 2;
    for (int64_t i = 0; i < half; i++) {
        float *first = head + (neox ? i : 2 * i), *second = first + (neox ? half : 1);
        float a = *first, b = *second;
        *first = a * cosines[i] - b * sines[i];
        *second = a * sines[i] + b * cosines[i];
    }
}

void limn_store_f16(const float *x, int64_t count, uint16_t *out) {
    bodies()->store_f16(x, count, out);
}

void limn_attend(const float *query, int64_t group, int64_t head_size, float scale,
                 const uint16_t *const *pages, int64_t page_positions, int64_t offset,
                 int64_t first, int64_t end, float *scores, float *out) {
    bodies()->attend(query, group, head_size, scale, pages, page_positions, offset, first, end,
                     scores, out);
}

void limn_softmax(float *x, int64_t count) { bodies()->softmax(x, count); }

double limn_log_sum_exp(const float *x, int64_t count) { return bodies()->log_sum_exp(x, count); }

int64_t limn_argmax(const float *x, int64_t count) {
    if (count <= 0) return -1;
    int64_t best = 0;
    for (int64_t i = 0; i < count; i++) {
        if (x[i] != x[i]) return -1;
        if (x[i] > x[best]) best = i;
    }
    return best;
}

/// Whether index `a` ranks before index `b`.
static int ranks_before(const float *x, int32_t a, int32_t b) {
    return x[a] > x[b] || (x[a] == x[b] && a < b);
}

/// Restores the heap whose root is the lowest in rank.
static void sift_down(const float *x, int32_t *heap, int64_t size, int64_t at) {
    for (;;) {
        int64_t child = 2 * at + 1;
        if (child >= size) return;
        if (child + 1 < size && ranks_before(x, heap[child], heap[child + 1])) child++;
        if (!ranks_before(x, heap[at], heap[child])) return;
        int32_t moved = heap[at];
        heap[at] = heap[child];
        heap[child] = moved;
        at = child;
    }
}

int64_t limn_top_k(const float *x, int64_t count, int64_t k, int32_t *indices) {
    if (k > count) k = count;
    if (k <= 0) return 0;
    int64_t size = 0;
    for (int64_t i = 0; i < count; i++) {
        if (x[i] != x[i]) continue;
        if (size < k) {
            indices[size++] = (int32_t)i;
            if (size == k)
                for (int64_t at = k / 2; at-- > 0;) sift_down(x, indices, k, at);
        } else if (x[i] > x[indices[0]]) {
            indices[0] = (int32_t)i;
            sift_down(x, indices, k, 0);
        }
    }
    if (size < k)
        for (int64_t at = size / 2; at-- > 0;) sift_down(x, indices, size, at);
    for (int64_t last = size - 1; last > 0; last--) {
        int32_t lowest = indices[0];
        indices[0] = indices[last];
        indices[last] = lowest;
        sift_down(x, indices, last, 0);
    }
    return size;
}
