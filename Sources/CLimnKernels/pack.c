// Repacks rows of weights so that eight rows share a vector.
//
// A packed block of a group keeps the fields of the eight rows' blocks side by side:
//   halves (d, m): eight of them in a row
//   32-bit words (scales, nibbles, high bits): word i of row 0, word i of row 1, … of row 7
// so that word i of the eight rows is one 256-bit vector whose lane r belongs to row r. A word of
// nibbles holds four consecutive elements in its low and four in its high halves, as in the file.
// The order of the fields in a packed block:
//   Q4_0: d, nibbles             Q4_1: d, m, nibbles        Q8_0: d, values
//   Q5_0: d, fifth, nibbles      Q5_1: d, m, fifth, nibbles
//   Q4_K: d, m, scales, nibbles  Q5_K: d, m, scales, fifth, nibbles
//   Q6_K: d, scales, high, low
//   F32, F16, BF16: elements of eight rows take turns
// The fifth bits of Q5_0 and Q5_1 are rearranged: bit i of byte b belongs to element 4i + b, so that a
// shift brings the bits of one vector of elements into place.

//
// One text, compiled for any processor, where words are copied one by one, and for AVX2, where eight words
// of eight rows are transposed in vectors. Both give the same bytes.

#include <string.h>

#include "limn_kernels.h"
#include "vectors8.h"

typedef uint32_t w8 __attribute__((vector_size(32)));
typedef uint32_t w4 __attribute__((vector_size(16)));

static uint32_t arrange_fifth_bits(uint32_t bits) {
    // A transposition of the 8×4 bit matrix whose element (i, b) is bit 4i + b.
    uint32_t out = 0;
    for (int b = 0; b < 4; b++) {
        uint32_t x = (bits >> b) & 0x11111111u;
        x = (x | x >> 3) & 0x03030303u;
        x = (x | x >> 6) & 0x000f000fu;
        x = (x | x >> 12) & 0xffu;
        out |= x << (8 * b);
    }
    return out;
}

typedef struct {
    const uint8_t *source;
    size_t row_bytes;
    int rows;
    uint8_t *out;
} packer;

INLINE void pack_halves(packer *p, size_t offset) {
    for (int r = 0; r < 8; r++, p->out += 2) {
        if (r < p->rows)
            memcpy(p->out, p->source + (size_t)r * p->row_bytes + offset, 2);
        else
            memset(p->out, 0, 2);
    }
}

INLINE void pack_words_of(packer *p, size_t offset, int words, int rows) {
    for (int r = 0; r < rows; r++) {
        const uint8_t *row = p->source + (size_t)r * p->row_bytes + offset;
        for (int i = 0; i < words; i++) memcpy(p->out + 32 * i + 4 * r, row + 4 * i, 4);
    }
}

#define SHUFFLE(a, b, ...) __builtin_shufflevector(a, b, __VA_ARGS__)

/// Eight words of eight rows.
INLINE void transpose_eight(const uint8_t *row, size_t next, uint8_t *out) {
    w8 x[8], pairs[8], fours[8];
    for (int r = 0; r < 8; r++) memcpy(&x[r], row + (size_t)r * next, 32);
    for (int r = 0; r < 8; r += 2) {
        pairs[r] = SHUFFLE(x[r], x[r + 1], 0, 8, 1, 9, 4, 12, 5, 13);
        pairs[r + 1] = SHUFFLE(x[r], x[r + 1], 2, 10, 3, 11, 6, 14, 7, 15);
    }
    for (int r = 0; r < 8; r += 4)
        for (int i = 0; i < 2; i++) {
            fours[r + 2 * i] = SHUFFLE(pairs[r + i], pairs[r + i + 2], 0, 1, 8, 9, 4, 5, 12, 13);
            fours[r + 2 * i + 1] = SHUFFLE(pairs[r + i], pairs[r + i + 2], 2, 3, 10, 11, 6, 7, 14, 15);
        }
    for (int i = 0; i < 4; i++) {
        w8 low = SHUFFLE(fours[i], fours[i + 4], 0, 1, 2, 3, 8, 9, 10, 11);
        w8 high = SHUFFLE(fours[i], fours[i + 4], 4, 5, 6, 7, 12, 13, 14, 15);
        memcpy(out + 32 * i, &low, 32);
        memcpy(out + 32 * (i + 4), &high, 32);
    }
}

/// Four words of eight rows.
INLINE void transpose_four(const uint8_t *row, size_t next, uint8_t *out) {
    w4 x[8], pairs[8];
    for (int r = 0; r < 8; r++) memcpy(&x[r], row + (size_t)r * next, 16);
    for (int r = 0; r < 8; r += 2) {
        pairs[r] = SHUFFLE(x[r], x[r + 1], 0, 4, 1, 5);
        pairs[r + 1] = SHUFFLE(x[r], x[r + 1], 2, 6, 3, 7);
    }
    for (int i = 0; i < 2; i++)
        for (int half = 0; half < 2; half++) {
            w4 first = SHUFFLE(pairs[4 * half + i], pairs[4 * half + i + 2], 0, 1, 4, 5);
            w4 second = SHUFFLE(pairs[4 * half + i], pairs[4 * half + i + 2], 2, 3, 6, 7);
            memcpy(out + 64 * i + 16 * half, &first, 16);
            memcpy(out + 64 * i + 32 + 16 * half, &second, 16);
        }
}

INLINE void pack_words(packer *p, size_t offset, int words, const int vectors) {
    if (p->rows < 8) {
        memset(p->out, 0, (size_t)words * 32);
        pack_words_of(p, offset, words, p->rows);
    } else if (vectors && words % 4 == 0) {
        const uint8_t *row = p->source + offset;
        int i = 0;
        for (; i + 8 <= words; i += 8)
            transpose_eight(row + 4 * i, p->row_bytes, p->out + 32 * i);
        if (i < words) transpose_four(row + 4 * i, p->row_bytes, p->out + 32 * i);
    } else {
        pack_words_of(p, offset, words, 8);
    }
    p->out += (size_t)words * 32;
}

INLINE void pack_fifth_bits(packer *p, size_t offset) {
    uint8_t *start = p->out;
    pack_words(p, offset, 1, 0);
    for (int r = 0; r < 8; r++) {
        uint32_t bits;
        memcpy(&bits, start + 4 * r, 4);
        bits = arrange_fifth_bits(bits);
        memcpy(start + 4 * r, &bits, 4);
    }
}

static void pack_elements(packer *p, int bytes, int64_t length) {
    for (int64_t i = 0; i < length; i++) {
        for (int r = 0; r < 8; r++, p->out += bytes) {
            if (r < p->rows)
                memcpy(p->out, p->source + (size_t)r * p->row_bytes + (size_t)(i * bytes),
                       (size_t)bytes);
            else
                memset(p->out, 0, (size_t)bytes);
        }
    }
}

/// Packs the block at p->source and returns its size in the file.
INLINE size_t pack_block(packer *p, int type, const int vectors) {
    switch (type) {
    case LIMN_Q4_0:
        pack_halves(p, 0);
        pack_words(p, 2, 4, vectors);
        return 18;
    case LIMN_Q4_1:
        pack_halves(p, 0);
        pack_halves(p, 2);
        pack_words(p, 4, 4, vectors);
        return 20;
    case LIMN_Q5_0:
        pack_halves(p, 0);
        pack_fifth_bits(p, 2);
        pack_words(p, 6, 4, vectors);
        return 22;
    case LIMN_Q5_1:
        pack_halves(p, 0);
        pack_halves(p, 2);
        pack_fifth_bits(p, 4);
        pack_words(p, 8, 4, vectors);
        return 24;
    case LIMN_Q8_0:
        pack_halves(p, 0);
        pack_words(p, 2, 8, vectors);
        return 34;
    case LIMN_Q4_K:
        pack_halves(p, 0);
        pack_halves(p, 2);
        pack_words(p, 4, 3, vectors);
        pack_words(p, 16, 32, vectors);
        return 144;
    case LIMN_Q5_K:
        pack_halves(p, 0);
        pack_halves(p, 2);
        pack_words(p, 4, 3, vectors);
        pack_words(p, 16, 8, vectors);
        pack_words(p, 48, 32, vectors);
        return 176;
    default: // LIMN_Q6_K
        pack_halves(p, 208);
        pack_words(p, 192, 4, vectors);
        pack_words(p, 128, 16, vectors);
        pack_words(p, 0, 32, vectors);
        return 210;
    }
}

INLINE void pack_blocks(packer p, int type, const int vectors) {
    for (size_t consumed = 0; consumed < p.row_bytes;) {
        size_t bytes = pack_block(&p, type, vectors);
        p.source += bytes;
        consumed += bytes;
    }
}

#if defined(__x86_64__)
__attribute__((target("avx2"))) static void pack_blocks_avx2(packer p, int type) {
    pack_blocks(p, type, 1);
}
#endif

void limn_pack_group(int type, const void *source, size_t row_bytes, int rows, int64_t length,
                     void *out) {
    packer p = {source, row_bytes, rows, out};
    switch (type) {
    case LIMN_F32: pack_elements(&p, 4, length); return;
    case LIMN_F16:
    case LIMN_BF16: pack_elements(&p, 2, length); return;
    default: break;
    }
#if defined(__x86_64__)
    if (limn_uses_avx2()) {
        pack_blocks_avx2(p, type);
        return;
    }
#endif
    pack_blocks(p, type, 0);
}
