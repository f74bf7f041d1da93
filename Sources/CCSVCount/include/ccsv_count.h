/// Counts the records of a CSV file that comes piece by piece, at the speed of memory where nothing is quoted.
///
/// The rules are those of `ccsv_reader`, with commas: a record ends with LF, CRLF or CR, and a quote is special only as
/// the first byte of a field. It builds on no Lua, so that the clients may use it; a test holds the two against each
/// other.
#ifndef CCSV_COUNT_H
#define CCSV_COUNT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

typedef struct ccsv_counter {
    uint64_t records;       ///< those that have ended, blank lines left out
    uint64_t blanks;        ///< blank lines between two records
    uint64_t record_start;  ///< where in the file the record begins that has not ended, or blank lines before it
    uint64_t waiting;       ///< blank lines since the last record: they count if another follows
    uint64_t offset;        ///< bytes taken so far
    uint64_t closed_at;     ///< where the last closing quote is
    unsigned char previous;
    bool is_quoted;
} ccsv_counter;

/// A counter at the beginning of a file.
ccsv_counter ccsv_counter_begin(void);
/// Takes the next bytes; a byte order mark at the beginning has to come as a whole.
void ccsv_count(ccsv_counter *counter, const unsigned char *bytes, size_t count);
/// Counts a last record without a line end.
void ccsv_count_end(ccsv_counter *counter);

#endif
