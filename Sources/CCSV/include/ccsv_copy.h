/// Records from one file to another, without a Lua value between them.
#ifndef CCSV_COPY_H
#define CCSV_COPY_H

#include "ccsv_reader.h"

/// The bytes of records that wait to be written.
typedef struct ccsv_output {
    unsigned char *bytes;
    size_t count, capacity;
    unsigned char separator;
    bool is_crlf;
    bool is_alone;  ///< whether a record has one field: then an empty one is written as two quotes
} ccsv_output;

/// Whether a field has to be quoted to be read as it is.
bool ccsv_needs_quotes(const unsigned char *text, size_t length, unsigned char separator);

/// Appends fields `wanted`, numbers from 0, of the record that was found. A field is copied unchanged where
/// it can. False without memory for it; then nothing is appended.
bool ccsv_copy_record(ccsv_output *output, ccsv_reader *reader, const size_t *wanted, size_t count);

/// Appends bytes as they are. False without memory for it; then nothing is appended.
bool ccsv_append(ccsv_output *output, const unsigned char *bytes, size_t count);

/// Whether the field is `text`.
bool ccsv_field_equals(ccsv_reader *reader, size_t field, const unsigned char *text, size_t length);

#endif
