#ifndef LIMN_KERNELS_H
#define LIMN_KERNELS_H

#include <stddef.h>
#include <stdint.h>

// Kernels for transformer inference.
//
// Every function has a portable body. A faster one is chosen at run time on x86-64 with AVX2, a faster one
// yet for products of quantised weights with AVX-512 and VNNI, and one on arm64 with the dot-product
// instructions. All give the same bits: integer sums are exact, and floating-point sums run over the
// same lanes in the same order without contraction. No result depends on how many columns or rows are
// computed together.

// MARK: Element types, numbered as in GGUF files

enum {
    LIMN_F32 = 0,
    LIMN_F16 = 1,
    LIMN_Q4_0 = 2,
    LIMN_Q4_1 = 3,
    LIMN_Q5_0 = 6,
    LIMN_Q5_1 = 7,
    LIMN_Q8_0 = 8,
    LIMN_Q4_K = 12,
    LIMN_Q5_K = 13,
    LIMN_Q6_K = 14,
    LIMN_BF16 = 30,
};

/// Whether the processor runs the AVX2 bodies.
int limn_has_avx2(void);

/// Whether the AVX2 bodies are in use: the processor has them and they are not turned off.
int limn_uses_avx2(void);

/// Whether the processor runs the AVX-512 bodies.
int limn_has_avx512(void);

/// Whether the AVX-512 bodies run: the processor has them and they are not held back.
int limn_uses_avx512(void);

/// Whether the processor runs the arm64 bodies.
int limn_has_dotprod(void);

enum {
    LIMN_LEVEL_PORTABLE = 0,
    LIMN_LEVEL_DOTPROD = 1,
    LIMN_LEVEL_AVX2 = 1,
    LIMN_LEVEL_AVX512 = 2,
};

/// The most that is used of what the processor has. For tests; not while kernels run.
void limn_limit_level(int level);

/// Writes `count` elements of `type` at `source` as floats. `count` is a whole number of blocks.
/// The plain definition of each type, against which everything else is tested.
void limn_dequantize(int type, const void *source, int64_t count, float *out);

/// Writes `count` floats, a whole number of blocks, as elements of `type`: F32, F16, BF16, Q4_0, Q5_0,
/// Q8_0, Q4_K or Q6_K. Returns 0 if one of them is not finite or too large, or the type is another.
int limn_quantize(int type, const float *source, int64_t count, void *out);

// MARK: Packed matrices
//
// Weights are repacked in groups of eight rows so that a vector's lanes belong to eight rows: group g
// holds rows 8g ..< 8g + 8, and in it 32-bit words of the eight rows take turns. A group takes eight
// times the bytes of a row. See pack.c.

enum { LIMN_GROUP_ROWS = 8, LIMN_TILE_COLUMNS = 8 };

/// Packs one group. `rows` of the eight are given, `row_bytes` apart; the others become zero.
void limn_pack_group(int type, const void *source, size_t row_bytes, int rows, int64_t length,
                     void *out);

// MARK: Activations
//
// The inputs of a product, one column a token, rounded to 8 bits in blocks of 32 or 256 with a float
// scale, or kept as floats. Columns are stored in tiles of up to eight whose 4-byte words take turns.
// With two planes a column is stored as two: the second holds what rounding left of the first, again
// rounded to 8 bits, so that the two together have about 16 bits. With one plane the four largest of each
// 256 elements stand apart, in 16 bits: a few elements far larger than the others would otherwise take
// the bits of all their neighbours (as Dettmers and others, 2022, found for whole columns of a layer).

enum { LIMN_ACTIVATION_FLOAT = 0, LIMN_ACTIVATION_Q8_32 = 1, LIMN_ACTIVATION_Q8_256 = 2 };

enum { LIMN_OUTLIERS = 4 };

typedef struct {
    int32_t kind;    // LIMN_ACTIVATION_…
    int64_t length;  // elements in a column
    int64_t count;   // columns as stored: planes × tokens
    int32_t planes;  // 1, or 2 for more precision
    uint8_t *values; // 1 or 4 bytes an element
    float *scales;   // one a block
    int32_t *sums;   // Q8_32: one a block. Q8_256: twelve a block, see store_sums in float_body.h
    // Q8_256 with one plane: LIMN_OUTLIERS a block, the value in the lower half in units of the block's
    // scale, where it is above that, see bodies.h; `values` has 0 there. NULL otherwise.
    int32_t *outliers;
} limn_activations;

/// The kind of activations that weights of `type` are multiplied with.
int limn_activation_kind(int type);

/// Stores segment `begin ..< end` (multiples of 256, or `length`) of token `column`, whose elements
/// lie at `source[begin]…`.
void limn_store_activations(const limn_activations *x, int64_t column, int64_t begin, int64_t end,
                            const float *source);

enum { LIMN_GATE_SILU = 0, LIMN_GATE_GELU = 1 };

/// Like limn_store_activations for f(gate) × up, where f is silu, or gelu by its approximation with
/// tanh (Hendrycks and Gimpel, 2016).
void limn_store_gated(const limn_activations *x, int function, int64_t column, int64_t begin,
                      int64_t end, const float *gate, const float *up, float *scratch);

/// Products of groups `begin ..< end` of a packed matrix of `rows` rows with every column:
/// `out[column * stride + row]`, plus `bias[row]` where there is a bias, added to what is there if
/// `accumulate`.
void limn_matmul(int type, const void *packed, int64_t rows, const limn_activations *x,
                 int64_t begin, int64_t end, const float *bias, int accumulate, float *out,
                 int64_t stride);

// MARK: Float operations

/// `out = x / sqrt(mean(x²) + epsilon) × weight`.
void limn_rms_norm(const float *x, const float *weight, int64_t length, float epsilon, float *out);

/// `out += x`.
void limn_add(const float *x, int64_t count, float *out);

/// `x = limit × tanh(x / limit)` in place: logits that come near the limit are held back softly.
void limn_soft_cap(float *x, int64_t count, float limit);

/// Rotates pairs of a head by the angles whose cosines and sines are given, `rotated / 2` of each.
/// `neox`: pairs (i, i + rotated/2), else (2i, 2i + 1).
void limn_rope(float *head, int64_t rotated, int neox, const float *cosines, const float *sines);

/// `count` floats as IEEE half precision, round to nearest even.
void limn_store_f16(const float *x, int64_t count, uint16_t *out);

/// Attention of `group` query heads of `head_size` elements that share one key/value head over the
/// cached positions `first ..< end`. Page p holds positions p × page_positions… : keys at
/// pages[p] + offset, values right behind them, in half precision. `scores`: group × (end - first)
/// floats.
void limn_attend(const float *query, int64_t group, int64_t head_size, float scale,
                 const uint16_t *const *pages, int64_t page_positions, int64_t offset,
                 int64_t first, int64_t end, float *scores, float *out);

/// Multiplies parts of a vector, as long as the largest power of two that divides `count`, with the
/// orthogonal Hadamard matrix, in place. Products of two vectors stay as they are, but an element that is
/// far larger than the others becomes a little of each.
void limn_spread(float *x, int64_t count);

/// `count` floats rounded to 8 bits, each block of 32, and what is left at the end, with a scale in half
/// precision: 0 for a block of zeros, not a number for one that half precision cannot scale.
void limn_store_q8(const float *x, int64_t count, int8_t *values, uint16_t *scales);

/// Like limn_attend over a cache of 8 bits. At pages[p] + offset, in units of two bytes, lie the keys of a
/// page's positions, `head_size` bytes each, behind these the scales of all its positions, then in the
/// same way the values. `page_positions × head_size` is even.
void limn_attend_q8(const float *query, int64_t group, int64_t head_size, float scale,
                    const uint16_t *const *pages, int64_t page_positions, int64_t offset,
                    int64_t first, int64_t end, float *scores, float *out);

/// Softmax in place.
void limn_softmax(float *x, int64_t count);

/// Natural logarithm of the sum of exponentials.
double limn_log_sum_exp(const float *x, int64_t count);

/// The index of the largest value, the first of equals; -1 if one is not a number or there is none.
int64_t limn_argmax(const float *x, int64_t count);

/// The indices of the `k` largest values, largest first, of equals the first. Returns how many.
int64_t limn_top_k(const float *x, int64_t count, int64_t k, int32_t *indices);

// MARK: Memory

/// The sum of `count` words: what a measurement of the memory's speed reads them for.
uint64_t limn_read_memory(const uint64_t *words, int64_t count);

// MARK: Convolutions

/// A convolution of each channel by itself. Pixels outside the image count as zeros.
typedef struct {
    int64_t height, width, channels;
    int64_t kernel, stride;
    int64_t top, left; // rows and columns of zeros before the image
    int64_t out_height, out_width;
} limn_depthwise_shape;

/// `out = min(max(conv(in) + bias, 0), limit)`; images are [y][x][channel], weights
/// [ky][kx][channel].
void limn_depthwise(const limn_depthwise_shape *shape, const float *in, const float *weights,
                    const float *bias, float limit, float *out);

enum { LIMN_POINTWISE_PANEL = 16 };

/// A convolution of 1 × 1 and what follows it.
typedef struct {
    int64_t inputs, outputs;
    const float *packed; // by limn_pack_pointwise
    const float *bias;   // one an output
    int clamps;          // whether results are clamped to 0 … limit
    float limit;
} limn_pointwise_layer;

/// Packs weights of `outputs × inputs` in panels of LIMN_POINTWISE_PANEL outputs, the last filled up with
/// zeros.
void limn_pack_pointwise(const float *weights, int64_t inputs, int64_t outputs, float *packed);

/// `out = in × weightsᵀ + bias`, clamped or not, plus `other` where it is not NULL, for each pixel.
void limn_pointwise(const limn_pointwise_layer *layer, const float *in, const float *other,
                    int64_t pixels, float *out);

// MARK: Pictures at another size

/// Fractional bits of a weight.
enum { LIMN_RESAMPLE_PRECISION = 22 };

/// For each position of a resampled line, which positions of the source count and how much.
typedef struct {
    int64_t count;          // positions of the result
    int64_t most;           // weights that each has room for
    const int32_t *starts;  // the first position of the source
    const int32_t *lengths; // how many from there on, at most `most`
    const int32_t *weights; // `count × most`; the magnitudes of a position's add up to less than 2 as fractions
} limn_resample_taps;

/// `rows` rows of `width` pixels of three bytes, each row at the width of `taps`.
void limn_resample_across(const limn_resample_taps *taps, const uint8_t *in, int64_t width,
                          int64_t rows, uint8_t *out);

/// Rows of `length` bytes, as many as `taps` refer to, at the height of `taps`.
void limn_resample_down(const limn_resample_taps *taps, const uint8_t *in, int64_t length,
                        uint8_t *out);

// MARK: Vectors

/// `out[i]` = the product of row i of `count × length` with `query`. Elements of `query` times 128 must not
/// add up to more than 2^31.
void limn_score_vectors(const int8_t *rows, int64_t count, int64_t length, const int16_t *query,
                        int32_t *out);

// MARK: Worker pool

typedef struct limn_pool limn_pool;
typedef void (*limn_task)(void *context, int64_t index, int64_t worker);

/// A pool in which `threads` threads work, the caller among them. NULL if threads cannot be made.
limn_pool *limn_pool_create(int threads);

/// Calls `task` for 0 ..< count, each once, and returns when all are done. count < 2^20.
void limn_pool_run(limn_pool *pool, int64_t count, limn_task task, void *context);

void limn_pool_destroy(limn_pool *pool);

#endif
