/// Finds the records of a CSV file (RFC 4180), in memory that does not grow with the file.
///
/// A record ends with LF, CRLF or CR. A quote is special only as the first byte of a field. Any other byte passes,
/// NUL included. What a record means (blank lines, widths, headers) is the caller's to judge.
#ifndef CCSV_READER_H
#define CCSV_READER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum {
    CCSV_QUOTED = 1,   ///< `begin` and `length` leave the outer quotes out
    CCSV_DOUBLED = 2,  ///< two quotes stand for one somewhere in it
    CCSV_INNER = 4,    ///< quoted, with a separator or a line end inside
    CCSV_STRAY = 8,    ///< holds single quotes: it was not quoted, or its doubled quotes were joined
};

/// A buffer's first size is at least this: the first bytes show what is no CSV.
enum { CCSV_LEAST_CHUNK = 20 };

typedef struct ccsv_field {
    uint32_t begin, length, flags;
} ccsv_field;

typedef enum ccsv_found {
    CCSV_RECORD,            ///< `fields`, `count`, `next` and `lines` describe it
    CCSV_END,               ///< the file has ended
    CCSV_INCOMPLETE,        ///< more has to be read
    CCSV_OPEN_QUOTE,        ///< the same, with the quote of field `fault` open since line `lines`
    CCSV_TEXT_AFTER_QUOTE,  ///< after the closing quote of field `fault` on line `lines`
    CCSV_TOO_MANY_FIELDS,
    CCSV_NOT_UTF8,          ///< at `invalid`, on line `lines`
    CCSV_NO_MEMORY,
} ccsv_found;

typedef enum ccsv_filled {
    CCSV_MORE,            ///< or the file has ended
    CCSV_TOO_LONG,        ///< the record is longer than the limit
    CCSV_READ_FAILED,     ///< for the reason `error_number`
    CCSV_NOT_CONVERTED,   ///< the bytes are none of the encoding's
    CCSV_NOT_UNPACKED,    ///< for the reason `unpacking`, one of `cgz_result`
    CCSV_FILL_NO_MEMORY,
} ccsv_filled;

typedef struct ccsv_converter ccsv_converter;

typedef struct ccsv_reader {
    ccsv_field *fields;
    size_t count;
    uint64_t lines;  ///< counted from the record's own line, which is 0: those that it takes, or where the fault is
    size_t fault;    ///< the number of the field at fault, from 1
    size_t start;    ///< where the record begins; the caller moves it to `next` when it is done with the record
    size_t next;     ///< where the one after it begins
    size_t end;      ///< as far as the file was read
    unsigned char *bytes;
    size_t capacity;
    bool at_end_of_file;
    int error_number;
    bool checks_utf8;
    size_t invalid;  ///< the first byte that is not UTF-8; SIZE_MAX if none is known

    int descriptor;
    unsigned char separator;
    size_t chunk, limit, field_limit, field_capacity;
    uint64_t *bits;
    size_t word;  ///< where the walk over the bits stands
    uint64_t mask;
    size_t validated;
    ccsv_converter *converter;
    struct cgz_input *packed;  ///< NULL for a file as it is
    int unpacking;
} ccsv_reader;

/// Makes a reader that borrows the descriptor.
///
/// `chunk` is the buffer's first size, at least `CCSV_LEAST_CHUNK`; it grows up to `limit`, the longest record that
/// there may be.
void ccsv_open(
    ccsv_reader *reader, int descriptor, unsigned char separator, size_t chunk, size_t limit, size_t field_limit);
/// Frees what it holds.
void ccsv_close(ccsv_reader *reader);

/// Reads the file as text in `encoding`, one of iconv's names, from here on. False if there is no such encoding.
bool ccsv_convert(ccsv_reader *reader, const char *encoding);

/// Reads what the file, which is gzip, has packed. False without memory.
bool ccsv_unpack(ccsv_reader *reader);
/// Goes back to the beginning of the file, which nothing was consumed of. False if it has no position.
bool ccsv_rewind(ccsv_reader *reader);

/// Bytes that it holds.
size_t ccsv_held(const ccsv_reader *reader);
/// Bytes that it will hold after the next `ccsv_fill`.
size_t ccsv_held_when_filled(const ccsv_reader *reader);

/// Finds the record that begins at `start` in what was read, and consumes nothing.
ccsv_found ccsv_find(ccsv_reader *reader);
/// Reads on until the buffer is full or the file ends; what lies before `start` is dropped.
ccsv_filled ccsv_fill(ccsv_reader *reader);

/// Another separator for what follows; only before the first record.
void ccsv_set_separator(ccsv_reader *reader, unsigned char separator);

/// Joins the doubled quotes of a field of the record, where it stands.
void ccsv_join_quotes(ccsv_reader *reader, ccsv_field *field);

/// The first byte of `bytes[from, to)` that is not UTF-8, or `to`. A sequence that the bytes cut short is valid so far
/// unless they are the last; `*checked` is where to continue.
size_t ccsv_invalid_utf8(const unsigned char *bytes, size_t from, size_t to, bool is_last, size_t *checked);

#endif
