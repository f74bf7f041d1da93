#include "ccsv_convert.h"

#include <errno.h>
#include <iconv.h>
#include <stdlib.h>
#include <string.h>

enum { RAW_SIZE = 64 * 1024 };

struct ccsv_converter {
    iconv_t conversion;
    size_t start, end;
    bool at_end;
    char raw[RAW_SIZE];
};

ccsv_converter *ccsv_converter_new(const char *encoding) {
    iconv_t conversion = iconv_open("UTF-8", encoding);
    if (conversion == (iconv_t)-1) return NULL;
    ccsv_converter *converter = calloc(1, sizeof *converter);
    if (converter) converter->conversion = conversion;
    else iconv_close(conversion);
    return converter;
}

void ccsv_converter_free(ccsv_converter *converter) {
    if (!converter) return;
    iconv_close(converter->conversion);
    free(converter);
}

size_t ccsv_converter_held(const ccsv_converter *converter) { return converter ? sizeof *converter : 0; }

static ccsv_filled read_more(ccsv_converter *converter, ccsv_reader *reader) {
    memmove(converter->raw, converter->raw + converter->start, converter->end - converter->start);
    converter->end -= converter->start;
    converter->start = 0;
    size_t count;
    ccsv_filled filled =
        ccsv_read_bytes(reader, converter->raw + converter->end, RAW_SIZE - converter->end, &count);
    if (filled != CCSV_MORE) return filled;
    converter->at_end = count == 0;
    converter->end += count;
    return CCSV_MORE;
}

ccsv_filled ccsv_converter_read(
    ccsv_converter *converter, ccsv_reader *reader, unsigned char *to, size_t room, size_t *count, bool *at_end) {
    // No character takes more than 4 bytes: with less room the conversion could stand still.
    while (room >= 4) {
        char *from = converter->raw + converter->start, *out = (char *)to;
        size_t left = converter->end - converter->start, out_left = room;
        size_t result = left > 0 ? iconv(converter->conversion, &from, &left, &out, &out_left) : 0;
        int failure = result == (size_t)-1 ? errno : 0;
        converter->start = converter->end - left;
        *count += room - out_left;
        to += room - out_left;
        room = out_left;
        if (failure == EILSEQ) return CCSV_NOT_CONVERTED;
        if (failure == E2BIG) return CCSV_MORE;
        if (converter->at_end) {
            // What is left is half a character.
            if (left > 0) return CCSV_NOT_CONVERTED;
            *at_end = true;
            return CCSV_MORE;
        }
        ccsv_filled filled = read_more(converter, reader);
        if (filled != CCSV_MORE) return filled;
    }
    return CCSV_MORE;
}
