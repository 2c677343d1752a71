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

#include <string.h>

#include "limn_kernels.h"

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

static void pack_halves(packer *p, size_t offset) {
    for (int r = 0; r < 8; r++, p->out += 2) {
        if (r < p->rows)
            memcpy(p->out, p->source + (size_t)r * p->row_bytes + offset, 2);
        else
            memset(p->out, 0, 2);
    }
}

static inline void pack_words_of(packer *p, size_t offset, int words, int rows) {
    for (int r = 0; r < rows; r++) {
        const uint8_t *row = p->source + (size_t)r * p->row_bytes + offset;
        for (int i = 0; i < words; i++) memcpy(p->out + 32 * i + 4 * r, row + 4 * i, 4);
    }
}

static void pack_words(packer *p, size_t offset, int words) {
    if (p->rows == 8) {
        pack_words_of(p, offset, words, 8);
    } else {
        memset(p->out, 0, (size_t)words * 32);
        pack_words_of(p, offset, words, p->rows);
    }
    p->out += (size_t)words * 32;
}

static void pack_fifth_bits(packer *p, size_t offset) {
    uint8_t *start = p->out;
    pack_words(p, offset, 1);
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
static size_t pack_block(packer *p, int type) {
    switch (type) {
    case LIMN_Q4_0:
        pack_halves(p, 0);
        pack_words(p, 2, 4);
        return 18;
    case LIMN_Q4_1:
        pack_halves(p, 0);
        pack_halves(p, 2);
        pack_words(p, 4, 4);
        return 20;
    case LIMN_Q5_0:
        pack_halves(p, 0);
        pack_fifth_bits(p, 2);
        pack_words(p, 6, 4);
        return 22;
    case LIMN_Q5_1:
        pack_halves(p, 0);
        pack_halves(p, 2);
        pack_fifth_bits(p, 4);
        pack_words(p, 8, 4);
        return 24;
    case LIMN_Q8_0:
        pack_halves(p, 0);
        pack_words(p, 2, 8);
        return 34;
    case LIMN_Q4_K:
        pack_halves(p, 0);
        pack_halves(p, 2);
        pack_words(p, 4, 3);
        pack_words(p, 16, 32);
        return 144;
    case LIMN_Q5_K:
        pack_halves(p, 0);
        pack_halves(p, 2);
        pack_words(p, 4, 3);
        pack_words(p, 16, 8);
        pack_words(p, 48, 32);
        return 176;
    default: // LIMN_Q6_K
        pack_halves(p, 208);
        pack_words(p, 192, 4);
        pack_words(p, 128, 16);
        pack_words(p, 0, 32);
        return 210;
    }
}

void limn_pack_group(int type, const void *source, size_t row_bytes, int rows, int64_t length,
                     void *out) {
    packer p = {source, row_bytes, rows, out};
    switch (type) {
    case LIMN_F32: pack_elements(&p, 4, length); return;
    case LIMN_F16:
    case LIMN_BF16: pack_elements(&p, 2, length); return;
    default: break;
    }
    size_t consumed = 0;
    while (consumed < row_bytes) {
        size_t bytes = pack_block(&p, type);
        p.source += bytes;
        consumed += bytes;
    }
}
