#ifndef LIMN_HALF_H
#define LIMN_HALF_H

#include <stdint.h>
#include <string.h>

static inline float limn_float_from_bits(uint32_t bits) {
    float value;
    memcpy(&value, &bits, 4);
    return value;
}

static inline uint32_t limn_bits_from_float(float value) {
    uint32_t bits;
    memcpy(&bits, &value, 4);
    return bits;
}

/// IEEE half to single: shift the fields into place, and for subnormal halves let a subtraction of
/// 2^-14 normalise. Infinities and NaNs keep their class; signalling NaNs become quiet.
static inline float limn_half_to_float(uint16_t half) {
    uint32_t sign = (uint32_t)(half & 0x8000u) << 16;
    uint32_t magnitude = half & 0x7fffu;
    uint32_t bits;
    if (magnitude >= 0x7c00u) {
        bits = 0x7f800000u | ((magnitude & 0x3ffu) << 13) | (magnitude > 0x7c00u ? 0x400000u : 0);
    } else if (magnitude >= 0x400u) {
        bits = (magnitude << 13) + 0x38000000u;
    } else {
        bits = limn_bits_from_float(limn_float_from_bits((magnitude << 13) + 0x38800000u) -
                                    limn_float_from_bits(0x38800000u));
    }
    return limn_float_from_bits(bits | sign);
}

/// IEEE single to half, round to nearest even.
static inline uint16_t limn_float_to_half(float value) {
    uint32_t bits = limn_bits_from_float(value);
    uint16_t sign = (uint16_t)((bits >> 16) & 0x8000u);
    bits &= 0x7fffffffu;
    if (bits > 0x7f800000u) return (uint16_t)(sign | 0x7e00u | ((bits >> 13) & 0x1ffu));
    if (bits >= 0x477ff000u) return sign | 0x7c00u;
    if (bits < 0x38800000u) {
        // Adding 0.5 puts the half's last bit at the float's last bit, and rounds.
        float shifted = limn_float_from_bits(bits) + 0.5f;
        return (uint16_t)(sign | (limn_bits_from_float(shifted) - 0x3f000000u));
    }
    uint32_t rounded = bits + 0xfffu + ((bits >> 13) & 1u);
    return (uint16_t)(sign | ((rounded - 0x38000000u) >> 13));
}

static inline float limn_load_half(const void *source) {
    uint16_t half;
    memcpy(&half, source, 2);
    return limn_half_to_float(half);
}

#endif
