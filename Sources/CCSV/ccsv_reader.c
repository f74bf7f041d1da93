#include "include/ccsv_reader.h"

#include <CGzip.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "ccsv_convert.h"
#include "ccsv_index.h"

static size_t words_for(size_t capacity) { return capacity / CCSV_BLOCK + 1; }

static bool resize(ccsv_reader *r, size_t capacity) {
    unsigned char *bytes = realloc(r->bytes, capacity + CCSV_BLOCK);
    if (!bytes) return false;
    r->bytes = bytes;
    uint64_t *bits = realloc(r->bits, words_for(capacity) * sizeof *bits);
    if (!bits) return false;
    r->bits = bits;
    // The index reads whole blocks.
    memset(bytes + r->end, 0, capacity + CCSV_BLOCK - r->end);
    r->capacity = capacity;
    return true;
}

void ccsv_open(
    ccsv_reader *r, int descriptor, unsigned char separator, size_t chunk, size_t limit, size_t field_limit) {
    *r = (ccsv_reader){
        .descriptor = descriptor,
        .separator = separator,
        .chunk = chunk < CCSV_LEAST_CHUNK ? CCSV_LEAST_CHUNK : chunk,
        .limit = limit,
        .field_limit = field_limit,
        .invalid = SIZE_MAX,
    };
}

void ccsv_close(ccsv_reader *r) {
    cgz_input_free(r->packed);
    ccsv_converter_free(r->converter);
    free(r->bytes);
    free(r->bits);
    free(r->fields);
}

bool ccsv_convert(ccsv_reader *r, const char *encoding) {
    ccsv_converter *converter = ccsv_converter_new(encoding);
    if (!converter) return false;
    ccsv_converter_free(r->converter);
    r->converter = converter;
    return true;
}

bool ccsv_unpack(ccsv_reader *r) {
    r->packed = cgz_input_new(r->descriptor);
    return r->packed != NULL;
}

bool ccsv_rewind(ccsv_reader *r) {
    return r->packed ? cgz_input_rewind(r->packed) : lseek(r->descriptor, 0, SEEK_SET) == 0;
}

static size_t held_with(const ccsv_reader *r, size_t capacity) {
    return capacity + words_for(capacity) * sizeof *r->bits + r->field_capacity * sizeof *r->fields
        + ccsv_converter_held(r->converter) + (r->packed ? cgz_input_held() : 0);
}

size_t ccsv_held(const ccsv_reader *r) { return held_with(r, r->capacity); }

static size_t larger_capacity(const ccsv_reader *r) {
    if (r->capacity == 0) return r->chunk;
    return r->capacity < r->limit - r->capacity ? 2 * r->capacity : r->limit;
}

size_t ccsv_held_when_filled(const ccsv_reader *r) {
    bool is_enough = r->start > 0 || r->end < r->capacity || (r->capacity > 0 && r->capacity >= r->limit);
    return held_with(r, is_enough ? r->capacity : larger_capacity(r));
}

/// The buffer is full but for too little to convert another character into.
static bool is_full(const ccsv_reader *r) { return r->capacity - r->end < (r->converter ? 4 : 1); }

ccsv_filled ccsv_read_bytes(ccsv_reader *r, void *to, size_t room, size_t *count) {
    *count = 0;
    if (r->packed) {
        r->unpacking = cgz_input_read(r->packed, to, room, count);
        if (r->unpacking == CGZ_OK) return CCSV_MORE;
        r->error_number = errno;
        return r->unpacking == CGZ_READ_FAILED ? CCSV_READ_FAILED : CCSV_NOT_UNPACKED;
    }
    ssize_t got;
    do got = read(r->descriptor, to, room);
    while (got < 0 && errno == EINTR);
    if (got < 0) {
        r->error_number = errno;
        return CCSV_READ_FAILED;
    }
    *count = (size_t)got;
    return CCSV_MORE;
}

static ccsv_filled read_on(ccsv_reader *r) {
    if (r->converter)
        return ccsv_converter_read(
            r->converter, r, r->bytes + r->end, r->capacity - r->end, &r->end, &r->at_end_of_file);
    while (r->end < r->capacity) {
        size_t count;
        ccsv_filled filled = ccsv_read_bytes(r, r->bytes + r->end, r->capacity - r->end, &count);
        if (filled != CCSV_MORE) return filled;
        if (count == 0) {
            r->at_end_of_file = true;
            break;
        }
        r->end += count;
    }
    return CCSV_MORE;
}

ccsv_filled ccsv_fill(ccsv_reader *r) {
    size_t indexed = r->end;
    if (r->start > 0) {
        size_t dropped = r->start;
        memmove(r->bytes, r->bytes + dropped, r->end - dropped);
        r->end -= dropped;
        r->start = r->next = 0;
        r->validated -= dropped < r->validated ? dropped : r->validated;
        if (r->invalid != SIZE_MAX) r->invalid -= dropped;
        indexed = 0;
    }
    if (is_full(r)) {
        if (r->capacity > 0 && r->capacity >= r->limit) return CCSV_TOO_LONG;
        if (!resize(r, larger_capacity(r))) return CCSV_FILL_NO_MEMORY;
    }
    ccsv_filled filled = read_on(r);
    ccsv_index(r->bytes, indexed / CCSV_BLOCK * CCSV_BLOCK, r->end, r->separator, r->bits);
    if (r->checks_utf8 && r->invalid == SIZE_MAX) {
        size_t found = ccsv_invalid_utf8(r->bytes, r->validated, r->end, r->at_end_of_file, &r->validated);
        if (found < r->end) r->invalid = found;
    }
    return filled;
}

void ccsv_set_separator(ccsv_reader *r, unsigned char separator) {
    r->separator = separator;
    ccsv_index(r->bytes, 0, r->end, separator, r->bits);
}

static inline void seek_to(ccsv_reader *r, size_t position) {
    r->word = position / CCSV_BLOCK;
    r->mask = position < r->end ? r->bits[r->word] & ~UINT64_C(0) << position % CCSV_BLOCK : 0;
}

/// The next marked byte, or `end`.
static inline size_t next_mark(ccsv_reader *r) {
    size_t words = (r->end + CCSV_BLOCK - 1) / CCSV_BLOCK;
    while (r->mask == 0) {
        if (++r->word >= words) {
            r->word = words;
            return r->end;
        }
        r->mask = r->bits[r->word];
    }
    size_t position = r->word * CCSV_BLOCK + (size_t)__builtin_ctzll(r->mask);
    r->mask &= r->mask - 1;
    return position;
}

static bool grow_fields(ccsv_reader *r) {
    size_t capacity = r->field_capacity == 0 ? 64 : 2 * r->field_capacity;
    ccsv_field *fields = realloc(r->fields, capacity * sizeof *fields);
    if (!fields) return false;
    r->fields = fields;
    r->field_capacity = capacity;
    return true;
}

static ccsv_found fault(ccsv_reader *r, ccsv_found found, size_t field, uint64_t line) {
    r->fault = field;
    r->lines = line;
    return found;
}

/// The line ends before `position`, in or between the fields of the record.
static uint64_t lines_before(const ccsv_reader *r, size_t position) {
    uint64_t lines = 0;
    for (size_t i = r->start; i < position; i++)
        lines += r->bytes[i] == '\r' || (r->bytes[i] == '\n' && (i == r->start || r->bytes[i - 1] != '\r'));
    return lines;
}

static ccsv_found found_record(ccsv_reader *r, size_t count, size_t next, uint64_t lines) {
    if (next > r->invalid) return fault(r, CCSV_NOT_UTF8, 0, lines_before(r, r->invalid));
    r->count = count;
    r->next = next;
    r->lines = lines;
    return CCSV_RECORD;
}

ccsv_found ccsv_find(ccsv_reader *r) {
    if (r->start == r->end) return r->at_end_of_file ? CCSV_END : CCSV_INCOMPLETE;
    const unsigned char *bytes = r->bytes;
    const size_t end = r->end;
    const unsigned char separator = r->separator;
    size_t position = r->start, count = 0;
    uint64_t line = 0;
    seek_to(r, position);
    for (;;) {
        if (count == r->field_capacity && !grow_fields(r)) return CCSV_NO_MEMORY;
        size_t at = next_mark(r), begin = position;
        uint32_t flags = 0;
        if (at < end && at == position && bytes[at] == '"') {
            uint64_t open_line = line;
            flags = CCSV_QUOTED;
            begin++;
            for (;;) {
                at = next_mark(r);
                if (at == end) return fault(r, CCSV_OPEN_QUOTE, count + 1, open_line);
                if (bytes[at] == '"') {
                    if (at + 1 == end || bytes[at + 1] != '"') break;
                    next_mark(r);
                    flags |= CCSV_DOUBLED;
                } else {
                    flags |= CCSV_INNER;
                    line += bytes[at] == '\r' || (bytes[at] == '\n' && bytes[at - 1] != '\r');
                }
            }
            r->fields[count++] = (ccsv_field){(uint32_t)begin, (uint32_t)(at - begin), flags};
            if (++at == end) {
                // The quote that ends the bytes may yet prove to be the first of two.
                if (!r->at_end_of_file) return CCSV_INCOMPLETE;
            } else if (bytes[at] != separator && bytes[at] != '\n' && bytes[at] != '\r') {
                return fault(r, CCSV_TEXT_AFTER_QUOTE, count, line);
            } else {
                next_mark(r);
            }
        } else {
            while (at < end && bytes[at] == '"') {
                flags = CCSV_STRAY;
                at = next_mark(r);
            }
            if (at == end && !r->at_end_of_file) return CCSV_INCOMPLETE;
            r->fields[count++] = (ccsv_field){(uint32_t)begin, (uint32_t)(at - begin), flags};
        }
        if (at == end) return found_record(r, count, at, line + 1);
        position = at + 1;
        if (bytes[at] == separator) {
            if (count == r->field_limit) return CCSV_TOO_MANY_FIELDS;
            continue;
        }
        if (bytes[at] == '\r') {
            // Whether a line feed follows must be known, or it would count as a line of its own.
            if (position == end && !r->at_end_of_file) return CCSV_INCOMPLETE;
            if (position < end && bytes[position] == '\n') position++;
        }
        return found_record(r, count, position, line + 1);
    }
}

void ccsv_join_quotes(ccsv_reader *r, ccsv_field *field) {
    if (!(field->flags & CCSV_DOUBLED)) return;
    unsigned char *from = r->bytes + field->begin, *to = from;
    const unsigned char *end = from + field->length;
    while (from < end) {
        const unsigned char *quote = memchr(from, '"', (size_t)(end - from));
        size_t length = quote ? (size_t)(quote - from) + 1 : (size_t)(end - from);
        memmove(to, from, length);
        to += length;
        from += quote ? length + 1 : length;
    }
    field->length = (uint32_t)(to - (r->bytes + field->begin));
    field->flags = (field->flags & ~(uint32_t)CCSV_DOUBLED) | CCSV_STRAY;
}
