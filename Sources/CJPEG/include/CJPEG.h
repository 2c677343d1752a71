#ifndef LIMN_CJPEG_H
#define LIMN_CJPEG_H

#include <stddef.h>
#include <stdint.h>

// libjpeg reports errors by longjmp, which must not cross Swift frames. These functions keep it
// inside C and return a status with a message.

enum { CJPEG_OK = 0, CJPEG_MALFORMED = 1, CJPEG_TOO_LARGE = 2, CJPEG_NO_MEMORY = 3 };

typedef struct {
    uint8_t *pixels;      // RGB, 3 bytes a pixel, rows from the top; malloc
    uint32_t width;       // as decoded, after DCT scaling
    uint32_t height;
    uint32_t full_width;  // as stored
    uint32_t full_height;
    uint8_t *profile;     // ICC profile or NULL; malloc
    size_t profile_size;
    char message[256];
} cjpeg_picture;

// Decodes a whole JPEG to RGB, scaled down by the DCT to the smallest of 1/1, 1/2, 1/4, 1/8 that
// is still at least `least_width` by `least_height`; 0 means full size.
int cjpeg_decode(
    const uint8_t *data, size_t size, uint64_t most_pixels, uint32_t least_width,
    uint32_t least_height, cjpeg_picture *picture);

void cjpeg_release(cjpeg_picture *picture);

// Encodes RGB as a progressive JPEG with optimised Huffman tables and no metadata. `*bytes` is
// from malloc.
int cjpeg_encode(
    const uint8_t *pixels, uint32_t width, uint32_t height, int quality, uint8_t **bytes,
    size_t *size, char message[256]);

#endif
