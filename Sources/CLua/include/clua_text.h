/// A text that grows while values of Lua's are written to it.
#ifndef CLUA_TEXT_H
#define CLUA_TEXT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

/// Enough for any number.
enum { CLUA_NUMBER_ROOM = 32 };

/// Writes a finite number into `room`, `CLUA_NUMBER_ROOM` bytes, and returns how many it took.
typedef size_t (*clua_number_writer)(double value, char *room);

typedef struct clua_text {
    char *bytes;
    size_t count;
    size_t room;
    size_t limit;  ///< the most bytes that it may have
} clua_text;

/// Makes room for `count` more bytes. False beyond the limit, or without memory.
bool clua_text_grow(clua_text *text, size_t count);

/// Frees the bytes; the text is empty then.
void clua_text_free(clua_text *text);

static inline bool clua_text_reserve(clua_text *text, size_t count) {
    return count <= text->room - text->count || clua_text_grow(text, count);
}

static inline bool clua_text_put(clua_text *text, const char *bytes, size_t count) {
    if (!clua_text_reserve(text, count)) return false;
    if (count > 0) memcpy(text->bytes + text->count, bytes, count);
    text->count += count;
    return true;
}

static inline bool clua_text_put_byte(clua_text *text, char byte) { return clua_text_put(text, &byte, 1); }

bool clua_text_put_integer(clua_text *text, int64_t integer);
bool clua_text_put_number(clua_text *text, double number, clua_number_writer write);

#endif
