#ifndef LIMN_CPNG_SHIM_H
#define LIMN_CPNG_SHIM_H

#include <png.h>

// Composite macros do not reach Swift.
static const png_uint_32 CPNG_RGB = PNG_FORMAT_RGB;
static const png_uint_32 CPNG_RGBA = PNG_FORMAT_RGBA;
static const png_uint_32 CPNG_HAS_ALPHA = PNG_FORMAT_FLAG_ALPHA;
static const png_uint_32 CPNG_VERSION = PNG_IMAGE_VERSION;

#endif
