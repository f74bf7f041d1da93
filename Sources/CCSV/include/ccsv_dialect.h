/// What a file's first bytes tell of its separator.
#ifndef CCSV_DIALECT_H
#define CCSV_DIALECT_H

#include <stdbool.h>
#include <stddef.h>

typedef struct ccsv_shape {
    size_t records;   ///< how many were looked at; blank lines are none
    size_t width;     ///< the fields of the first
    bool is_regular;  ///< whether all have as many
} ccsv_shape;

/// How `separator` divides the first records, `most` at most. Unless the bytes are all of the file, a record that they
/// cut short is left out.
ccsv_shape ccsv_shape_of(
    const unsigned char *bytes, size_t count, bool is_whole, unsigned char separator, size_t most);

#endif
