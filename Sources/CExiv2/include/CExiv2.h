#ifndef LIMN_CEXIV2_H
#define LIMN_CEXIV2_H

#ifdef __cplusplus
extern "C" {
#endif

// Texts that a photographer or a camera put into a picture file. Each is malloc'ed or NULL; the bytes are
// usually UTF-8, but old IPTC may be Latin-1.
typedef struct {
    char *headline;
    char *caption;
    char *keywords;   // one a line
    char *creator;    // one a line
    char *copyright;
    char *licence;    // usage terms, or the address of the licence
    char *taken;      // when, as EXIF (2020:05:14 10:22:31) or ISO 8601 (2020-05-14T10:22:31) writes it
    char *place;      // the smallest area first, one a line
    int has_position;
    double latitude;  // degrees, to the north
    double longitude; // degrees, to the east
    char message[256];
} cexiv2_texts;

// Reads XMP, then IPTC, then EXIF; the first that has a text wins. Returns 0, or 1 with a message.
int cexiv2_read(const char *path, cexiv2_texts *texts);

void cexiv2_release(cexiv2_texts *texts);

#ifdef __cplusplus
}
#endif

#endif
