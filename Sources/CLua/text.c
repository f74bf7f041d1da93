#include "include/clua_text.h"

#include <stdlib.h>

enum { FIRST_ROOM = 512, MOST_DIGITS = 20 };

bool clua_text_grow(clua_text *text, size_t count) {
    if (count > text->limit || text->count > text->limit - count) return false;
    size_t room = text->room ? text->room : FIRST_ROOM;
    while (room - text->count < count) {
        if (room > SIZE_MAX / 2) return false;
        room *= 2;
    }
    char *bytes = realloc(text->bytes, room);
    if (!bytes) return false;
    text->bytes = bytes;
    text->room = room;
    return true;
}

void clua_text_free(clua_text *text) {
    free(text->bytes);
    *text = (clua_text){.limit = text->limit};
}

bool clua_text_put_integer(clua_text *text, int64_t integer) {
    char digits[MOST_DIGITS + 1], *first = digits + sizeof digits;
    // Also right for the smallest integer, which has no positive counterpart.
    uint64_t rest = integer < 0 ? 0 - (uint64_t)integer : (uint64_t)integer;
    do *--first = (char)('0' + rest % 10);
    while (rest /= 10);
    if (integer < 0) *--first = '-';
    return clua_text_put(text, first, (size_t)(digits + sizeof digits - first));
}

bool clua_text_put_number(clua_text *text, double number, clua_number_writer write) {
    if (!clua_text_reserve(text, CLUA_NUMBER_ROOM)) return false;
    text->count += write(number, text->bytes + text->count);
    return true;
}
