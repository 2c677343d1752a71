#include "CJPEG.h"

#include <setjmp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <jpeglib.h>
#include <jerror.h>

// A progressive file may hold thousands of tiny scans that each cost a full pass.
#define MOST_SCANS 500

typedef struct {
    struct jpeg_error_mgr base;
    jmp_buf jump;
    int truncated;
    char message[JMSG_LENGTH_MAX];
} failure;

static void on_error(j_common_ptr info)
{
    failure *f = (failure *)info->err;
    f->base.format_message(info, f->message);
    longjmp(f->jump, 1);
}

static void on_message(j_common_ptr info, int level)
{
    failure *f = (failure *)info->err;
    if (level >= 0)
        return;
    f->base.num_warnings++;
    int code = f->base.msg_code;
    if (code == JWRN_JPEG_EOF || code == JWRN_HIT_MARKER) {
        f->truncated = 1;
        f->base.format_message(info, f->message);
    }
}

static void on_output(j_common_ptr info)
{
    (void)info;
}

static void on_progress(j_common_ptr info)
{
    j_decompress_ptr d = (j_decompress_ptr)info;
    if (d->input_scan_number > MOST_SCANS) {
        failure *f = (failure *)info->err;
        snprintf(f->message, sizeof f->message, "more than %d scans", MOST_SCANS);
        longjmp(f->jump, 1);
    }
}

static struct jpeg_error_mgr *prepare(failure *f)
{
    memset(f, 0, sizeof *f);
    struct jpeg_error_mgr *e = jpeg_std_error(&f->base);
    e->error_exit = on_error;
    e->emit_message = on_message;
    e->output_message = on_output;
    return e;
}

// CMYK as Adobe writes it is inverted: 255 means no ink.
static void cmyk_to_rgb(const uint8_t *in, uint8_t *out, uint32_t count, int inverted)
{
    for (uint32_t i = 0; i < count; i++, in += 4, out += 3) {
        unsigned k = inverted ? in[3] : 255u - in[3];
        for (int c = 0; c < 3; c++) {
            unsigned v = inverted ? in[c] : 255u - in[c];
            out[c] = (uint8_t)((v * k + 127) / 255);
        }
    }
}

static int report(cjpeg_picture *p, int status, const char *text)
{
    free(p->pixels);
    free(p->profile);
    p->pixels = NULL;
    p->profile = NULL;
    p->profile_size = 0;
    snprintf(p->message, sizeof p->message, "%s", text);
    return status;
}

int cjpeg_decode(
    const uint8_t *data, size_t size, uint64_t most_pixels, uint32_t least_width,
    uint32_t least_height, cjpeg_picture *p)
{
    struct jpeg_decompress_struct d;
    struct jpeg_progress_mgr progress;
    failure f;
    // Written between setjmp and longjmp, so kept out of registers.
    uint8_t *volatile row = NULL;

    memset(p, 0, sizeof *p);
    memset(&d, 0, sizeof d);
    memset(&progress, 0, sizeof progress);
    d.err = prepare(&f);
    if (setjmp(f.jump)) {
        jpeg_destroy_decompress(&d);
        free(row);
        return report(p, CJPEG_MALFORMED, f.message);
    }
    jpeg_create_decompress(&d);
    progress.progress_monitor = on_progress;
    d.progress = &progress;
    jpeg_mem_src(&d, data, (unsigned long)size);
    jpeg_save_markers(&d, JPEG_APP0 + 2, 0xFFFF);
    jpeg_read_header(&d, TRUE);

    p->full_width = d.image_width;
    p->full_height = d.image_height;
    if ((uint64_t)d.image_width * d.image_height > most_pixels) {
        jpeg_destroy_decompress(&d);
        return report(p, CJPEG_TOO_LARGE, "too many pixels");
    }

    JOCTET *profile = NULL;
    unsigned int profile_size = 0;
    if (jpeg_read_icc_profile(&d, &profile, &profile_size)) {
        p->profile = profile;
        p->profile_size = profile_size;
    }

    int is_cmyk = d.jpeg_color_space == JCS_CMYK || d.jpeg_color_space == JCS_YCCK;
    int inverted = d.saw_Adobe_marker;
    d.out_color_space = is_cmyk ? JCS_CMYK : JCS_RGB;
    d.dct_method = JDCT_ISLOW;
    d.scale_num = 1;
    d.scale_denom = 1;
    if (least_width > 0 && least_height > 0) {
        for (unsigned denominator = 8; denominator > 1; denominator /= 2) {
            if (d.image_width / denominator >= least_width
                && d.image_height / denominator >= least_height) {
                d.scale_denom = denominator;
                break;
            }
        }
    }
    jpeg_start_decompress(&d);

    p->width = d.output_width;
    p->height = d.output_height;
    size_t stride = (size_t)d.output_width * 3;
    p->pixels = malloc(stride * d.output_height);
    row = malloc((size_t)d.output_width * 4);
    if (!p->pixels || !row) {
        jpeg_destroy_decompress(&d);
        free(row);
        return report(p, CJPEG_NO_MEMORY, "not enough memory");
    }
    while (d.output_scanline < d.output_height) {
        uint8_t *target = p->pixels + stride * d.output_scanline;
        JSAMPROW line = is_cmyk ? row : target;
        if (jpeg_read_scanlines(&d, &line, 1) != 1)
            break;
        if (is_cmyk)
            cmyk_to_rgb(row, target, d.output_width, inverted);
        // libjpeg fills a truncated picture with grey; there is no point in going on.
        if (f.truncated)
            break;
    }
    if (!f.truncated)
        jpeg_finish_decompress(&d);
    jpeg_destroy_decompress(&d);
    free(row);
    return f.truncated ? report(p, CJPEG_MALFORMED, f.message) : CJPEG_OK;
}

void cjpeg_release(cjpeg_picture *p)
{
    report(p, CJPEG_OK, "");
}

int cjpeg_encode(
    const uint8_t *pixels, uint32_t width, uint32_t height, int quality, uint8_t **bytes,
    size_t *size, char message[256])
{
    struct jpeg_compress_struct c;
    failure f;
    unsigned char *buffer = NULL;
    unsigned long length = 0;

    memset(&c, 0, sizeof c);
    c.err = prepare(&f);
    if (setjmp(f.jump)) {
        jpeg_destroy_compress(&c);
        snprintf(message, 256, "%s", f.message);
        return CJPEG_MALFORMED;
    }
    jpeg_create_compress(&c);
    jpeg_mem_dest(&c, &buffer, &length);
    c.image_width = width;
    c.image_height = height;
    c.input_components = 3;
    c.in_color_space = JCS_RGB;
    jpeg_set_defaults(&c);
    jpeg_set_quality(&c, quality, TRUE);
    c.optimize_coding = TRUE;
    jpeg_simple_progression(&c);
    jpeg_start_compress(&c, TRUE);
    while (c.next_scanline < height) {
        JSAMPROW line = (JSAMPROW)(pixels + (size_t)width * 3 * c.next_scanline);
        jpeg_write_scanlines(&c, &line, 1);
    }
    jpeg_finish_compress(&c);
    jpeg_destroy_compress(&c);
    *bytes = buffer;
    *size = length;
    return CJPEG_OK;
}
