// Reading memory and doing nothing with it, as fast as it comes.

#include "limn_kernels.h"

uint64_t limn_read_memory(const uint64_t *words, int64_t count) {
    // Independent sums, so that additions never wait for one another.
    uint64_t sums[32] = {0};
    int64_t i = 0;
    for (; i + 32 <= count; i += 32)
        for (int lane = 0; lane < 32; lane++) sums[lane] += words[i + lane];
    for (; i < count; i++) sums[0] += words[i];
    uint64_t total = 0;
    for (int lane = 0; lane < 32; lane++) total += sums[lane];
    return total;
}
