#include "include/ccsv_copy.h"

#include <stdlib.h>
#include <string.h>

static const unsigned char byte_order_mark[] = {0xEF, 0xBB, 0xBF};

static bool begins_with_mark(const unsigned char *text, size_t length) {
    return length >= sizeof byte_order_mark && memcmp(text, byte_order_mark, sizeof byte_order_mark) == 0;
}

/// 0x80 in every byte of `x` that is zero.
static inline uint64_t zero_bytes(uint64_t x) {
    const uint64_t low = UINT64_C(0x7F7F7F7F7F7F7F7F);
    return ~(((x & low) + low) | x | low);
}

bool ccsv_needs_quotes(const unsigned char *text, size_t length, unsigned char separator) {
    const uint64_t ones = UINT64_C(0x0101010101010101);
    // At the head of a file a reader would take it for a byte order mark.
    if (begins_with_mark(text, length)) return true;
    size_t i = 0;
    for (; i + 8 <= length; i += 8) {
        uint64_t word;
        memcpy(&word, text + i, 8);
        if (zero_bytes(word ^ ones * separator) | zero_bytes(word ^ ones * '"') | zero_bytes(word ^ ones * '\n')
            | zero_bytes(word ^ ones * '\r'))
            return true;
    }
    for (; i < length; i++)
        if (text[i] == separator || text[i] == '"' || text[i] == '\n' || text[i] == '\r') return true;
    return false;
}

static unsigned char *put(unsigned char *to, const unsigned char *text, size_t length) {
    if (length > 0) memcpy(to, text, length);
    return to + length;
}

/// Appends the field as it has to stand in the output.
static unsigned char *encode(
    unsigned char *to, const unsigned char *text, size_t length, const ccsv_output *output) {
    if (!ccsv_needs_quotes(text, length, output->separator) && !(output->is_alone && length == 0))
        return put(to, text, length);
    *to++ = '"';
    for (size_t i = 0; i < length; i++) {
        if (text[i] == '"') *to++ = '"';
        *to++ = text[i];
    }
    *to++ = '"';
    return to;
}

/// Whether the field can be copied unchanged, with its outer quotes or without any.
static bool stays(const ccsv_field *field, const unsigned char *text, const ccsv_output *output) {
    // Quotes that need not be there are left out, as the writer does; quotes inside are doubled.
    if (field->flags & CCSV_STRAY) return false;
    if (field->flags & CCSV_QUOTED) return field->flags & (CCSV_INNER | CCSV_DOUBLED);
    return !(output->is_alone && field->length == 0) && !begins_with_mark(text, field->length);
}

static bool make_room(ccsv_output *output, size_t count) {
    if (output->capacity - output->count >= count) return true;
    size_t capacity = 2 * (output->capacity + count);
    unsigned char *bytes = realloc(output->bytes, capacity);
    if (!bytes) return false;
    output->bytes = bytes;
    output->capacity = capacity;
    return true;
}

bool ccsv_append(ccsv_output *output, const unsigned char *bytes, size_t count) {
    if (!make_room(output, count)) return false;
    output->count = (size_t)(put(output->bytes + output->count, bytes, count) - output->bytes);
    return true;
}

bool ccsv_copy_record(ccsv_output *output, ccsv_reader *reader, const size_t *wanted, size_t count) {
    size_t most = 2;
    for (size_t i = 0; i < count; i++) most += 2 * (size_t)reader->fields[wanted[i]].length + 3;
    if (!make_room(output, most)) return false;
    bool is_same = output->separator == reader->separator;
    unsigned char *to = output->bytes + output->count;
    for (size_t i = 0; i < count; i++) {
        ccsv_field *field = &reader->fields[wanted[i]];
        const unsigned char *text = reader->bytes + field->begin;
        if (i > 0) *to++ = output->separator;
        if (is_same && stays(field, text, output)) {
            size_t quotes = field->flags & CCSV_QUOTED ? 1 : 0;
            to = put(to, text - quotes, field->length + 2 * quotes);
        } else {
            ccsv_join_quotes(reader, field);
            to = encode(to, text, field->length, output);
        }
    }
    if (output->is_crlf) *to++ = '\r';
    *to++ = '\n';
    output->count = (size_t)(to - output->bytes);
    return true;
}

bool ccsv_field_equals(ccsv_reader *reader, size_t field, const unsigned char *text, size_t length) {
    ccsv_field *found = &reader->fields[field];
    ccsv_join_quotes(reader, found);
    return found->length == length && (length == 0 || memcmp(reader->bytes + found->begin, text, length) == 0);
}
