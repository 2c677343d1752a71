#ifndef LIMN_KERNELS_H
#define LIMN_KERNELS_H
#include <stddef.h>
#include <stdint.h>
#endif
