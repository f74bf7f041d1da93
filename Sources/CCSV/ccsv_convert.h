/// Text of other encodings as UTF-8, by iconv.
#ifndef CCSV_CONVERT_H
#define CCSV_CONVERT_H

#include "include/ccsv_reader.h"

ccsv_converter *ccsv_converter_new(const char *encoding);
void ccsv_converter_free(ccsv_converter *converter);
size_t ccsv_converter_held(const ccsv_converter *converter);

/// Reads the file and fills `to` with UTF-8 as far as it goes; adds to `*count` and tells the file's end.
ccsv_filled ccsv_converter_read(
    ccsv_converter *converter, ccsv_reader *reader, unsigned char *to, size_t room, size_t *count, bool *at_end);

/// Reads bytes of the file, unpacked; none at its end.
ccsv_filled ccsv_read_bytes(ccsv_reader *reader, void *to, size_t room, size_t *count);

#endif
