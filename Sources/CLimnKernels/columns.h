// One instance of a product for each number of columns, so that all loops over columns are unrolled.
#define COLUMNS(NAME, BODY, TYPE, N)                                                               \
    static __attribute__((noinline)) void NAME##_##N(                                              \
        const uint8_t *group, int64_t length, const limn_tile *tile, float *out) {                 \
        BODY(TYPE, group, length, tile, N, out);                                                   \
    }

#define PRODUCT(NAME, BODY, TYPE)                                                                  \
    COLUMNS(NAME, BODY, TYPE, 1)                                                                   \
    COLUMNS(NAME, BODY, TYPE, 2)                                                                   \
    COLUMNS(NAME, BODY, TYPE, 3)                                                                   \
    COLUMNS(NAME, BODY, TYPE, 4)                                                                   \
    COLUMNS(NAME, BODY, TYPE, 5)                                                                   \
    COLUMNS(NAME, BODY, TYPE, 6)                                                                   \
    COLUMNS(NAME, BODY, TYPE, 7)                                                                   \
    COLUMNS(NAME, BODY, TYPE, 8)                                                                   \
    static void NAME(const uint8_t *group, int64_t length, const limn_tile *tile, int columns,     \
                     float *out) {                                                                 \
        switch (columns) {                                                                         \
        case 1: NAME##_1(group, length, tile, out); break;                                         \
        case 2: NAME##_2(group, length, tile, out); break;                                         \
        case 3: NAME##_3(group, length, tile, out); break;                                         \
        case 4: NAME##_4(group, length, tile, out); break;                                         \
        case 5: NAME##_5(group, length, tile, out); break;                                         \
        case 6: NAME##_6(group, length, tile, out); break;                                         \
        case 7: NAME##_7(group, length, tile, out); break;                                         \
        default: NAME##_8(group, length, tile, out); break;                                        \
        }                                                                                          \
    }
