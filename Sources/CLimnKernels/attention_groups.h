// The query heads of a group, four at a time. The including file defines attend_heads.

enum { HEADS = 4 };

INLINE void attend(const float *query, int64_t group, int64_t size, float scale,
                   const uint16_t *const *pages, int64_t page, int64_t offset, int64_t first,
                   int64_t end, float *scores, float *out) {
    while (group > 0) {
        const int heads = group < HEADS ? (int)group : HEADS;
        switch (heads) {
        case 1: attend_heads(query, 1, size, scale, pages, page, offset, first, end, scores, out); break;
        case 2: attend_heads(query, 2, size, scale, pages, page, offset, first, end, scores, out); break;
        case 3: attend_heads(query, 3, size, scale, pages, page, offset, first, end, scores, out); break;
        default: attend_heads(query, 4, size, scale, pages, page, offset, first, end, scores, out); break;
        }
        query += heads * size;
        out += heads * size;
        group -= heads;
    }
}
