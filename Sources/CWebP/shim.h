#ifndef LIMN_CWEBP_SHIM_H
#define LIMN_CWEBP_SHIM_H

#include <webp/decode.h>
#include <webp/encode.h>

#endif
