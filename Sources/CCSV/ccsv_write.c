#define _GNU_SOURCE
#include "include/ccsv_write.h"

#include <CLua.h>
#include <lua.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "include/ccsv_copy.h"

typedef struct name {
    char *bytes;
    size_t length;
    size_t next;  ///< the column that came behind this one in the row before
} name;

struct ccsv_columns {
    size_t count;
    size_t first;    ///< the column that came first in the row before
    size_t *sorted;  ///< the columns by their names; NULL before it is needed
    name names[];
};

ccsv_columns *ccsv_columns_new(size_t count) {
    if (count > (SIZE_MAX - sizeof(ccsv_columns)) / sizeof(name)) return NULL;
    ccsv_columns *columns = calloc(1, sizeof *columns + count * sizeof *columns->names);
    if (!columns) return NULL;
    columns->count = count;
    for (size_t i = 0; i < count; i++) columns->names[i].next = i + 1;
    return columns;
}

void ccsv_columns_free(ccsv_columns *columns) {
    if (!columns) return;
    for (size_t i = 0; i < columns->count; i++) free(columns->names[i].bytes);
    free(columns->sorted);
    free(columns);
}

bool ccsv_columns_set(ccsv_columns *columns, size_t index, const char *bytes, size_t length) {
    char *copy = malloc(length + 1);
    if (!copy) return false;
    if (length > 0) memcpy(copy, bytes, length);
    free(columns->names[index].bytes);
    columns->names[index].bytes = copy;
    columns->names[index].length = length;
    return true;
}

static int compare(const name *a, const char *bytes, size_t length) {
    int order = memcmp(a->bytes, bytes, a->length < length ? a->length : length);
    return order ? order : (a->length > length) - (a->length < length);
}

static int compare_columns(const void *left, const void *right, void *columns) {
    const name *names = ((const ccsv_columns *)columns)->names;
    const name *b = &names[*(const size_t *)right];
    return compare(&names[*(const size_t *)left], b->bytes, b->length);
}

static bool sort(ccsv_columns *columns) {
    if (columns->sorted) return true;
    columns->sorted = calloc(columns->count + 1, sizeof *columns->sorted);
    if (!columns->sorted) return false;
    for (size_t i = 0; i < columns->count; i++) columns->sorted[i] = i;
    qsort_r(columns->sorted, columns->count, sizeof *columns->sorted, compare_columns, columns);
    return true;
}

/// The column of this name; the number of columns if there is none, or no memory to look for it.
static size_t find(ccsv_columns *columns, size_t guess, const char *bytes, size_t length) {
    if (guess < columns->count && compare(&columns->names[guess], bytes, length) == 0) return guess;
    if (!sort(columns)) return columns->count;
    size_t from = 0, to = columns->count;
    while (from < to) {
        size_t middle = from + (to - from) / 2;
        int order = compare(&columns->names[columns->sorted[middle]], bytes, length);
        if (order == 0) return columns->sorted[middle];
        if (order < 0) from = middle + 1;
        else to = middle;
    }
    return columns->count;
}

static bool needs_quotes(const char *bytes, size_t count, char separator) {
    return ccsv_needs_quotes((const unsigned char *)bytes, count, (unsigned char)separator);
}

static bool put_text(clua_text *text, const char *bytes, size_t count, char separator) {
    if (!needs_quotes(bytes, count, separator)) return clua_text_put(text, bytes, count);
    if (!clua_text_put_byte(text, '"')) return false;
    const char *end = bytes + count;
    while (bytes < end) {
        const char *quote = memchr(bytes, '"', (size_t)(end - bytes));
        const char *stop = quote ? quote + 1 : end;
        if (!clua_text_put(text, bytes, (size_t)(stop - bytes))) return false;
        if (quote && !clua_text_put_byte(text, '"')) return false;
        bytes = stop;
    }
    return clua_text_put_byte(text, '"');
}

static bool put_value(lua_State *L, int index, const ccsv_form *form, clua_text *text) {
    switch (lua_type(L, index)) {
    case LUA_TNIL: return true;
    case LUA_TLIGHTUSERDATA: return clua_is_null(L, index);
    case LUA_TBOOLEAN:
        return lua_toboolean(L, index) ? put_text(text, "true", 4, form->separator)
                                       : put_text(text, "false", 5, form->separator);
    case LUA_TNUMBER: {
        size_t begin = text->count;
        if (lua_isinteger(L, index)) {
            if (!clua_text_put_integer(text, lua_tointeger(L, index))) return false;
        } else {
            double number = lua_tonumber(L, index);
            if (!isfinite(number) || !clua_text_put_number(text, number, form->number)) return false;
        }
        // A separator may be a digit, a dot or a minus.
        return !needs_quotes(text->bytes + begin, text->count - begin, form->separator);
    }
    case LUA_TSTRING: {
        size_t count;
        const char *bytes = lua_tolstring(L, index, &count);
        return put_text(text, bytes, count, form->separator);
    }
    default: return false;
    }
}

/// Pushes the values of the row in the order of the columns; false if it has another key.
///
/// The row is asked for its keys, rather than for each name: to push a name could collect garbage, whose finalisers may
/// change the row. Rows of one writer mostly have their keys in the same order, so that one comparison finds a column.
static bool push_named(lua_State *L, int row, ccsv_columns *columns) {
    int base = lua_gettop(L);
    lua_settop(L, base + (int)columns->count);
    size_t *guess = &columns->first;
    lua_pushnil(L);
    while (lua_next(L, row)) {
        if (lua_type(L, -2) != LUA_TSTRING) return false;
        size_t length;
        const char *bytes = lua_tolstring(L, -2, &length);
        size_t column = find(columns, *guess, bytes, length);
        if (column == columns->count) return false;
        *guess = column;
        guess = &columns->names[column].next;
        lua_replace(L, base + 1 + (int)column);
    }
    return true;
}

/// Pushes the values of a list; false if it has another key.
static bool push_listed(lua_State *L, int row, const ccsv_columns *columns) {
    size_t entries = 0, found = 0;
    for (lua_pushnil(L); lua_next(L, row); lua_pop(L, 1)) entries++;
    for (size_t i = 1; i <= columns->count; i++) {
        if (lua_rawgeti(L, row, (lua_Integer)i) != LUA_TNIL) found++;
    }
    return found == entries;
}

static bool put_row(lua_State *L, int row, ccsv_columns *columns, const ccsv_form *form, clua_text *text) {
    int base = lua_gettop(L);
    if (!(lua_rawlen(L, row) > 0 ? push_listed(L, row, columns) : push_named(L, row, columns))) return false;
    size_t begin = text->count;
    for (size_t i = 0; i < columns->count; i++) {
        if (i > 0 && !clua_text_put_byte(text, form->separator)) return false;
        if (!put_value(L, base + 1 + (int)i, form, text)) return false;
    }
    // A record of one empty field would be a blank line.
    if (columns->count == 1 && text->count == begin && !clua_text_put(text, "\"\"", 2)) return false;
    return clua_text_put(text, form->line_end, strlen(form->line_end));
}

bool ccsv_write_row(lua_State *L, int index, ccsv_columns *columns, const ccsv_form *form, clua_text *text) {
    if (lua_type(L, index) != LUA_TTABLE) return false;
    if (columns->count > INT_MAX - 4 || !clua_reserve(L, (int)columns->count + 4)) return false;
    int row = lua_absindex(L, index), top = lua_gettop(L);
    size_t begin = text->count;
    bool is_written = put_row(L, row, columns, form, text);
    lua_settop(L, top);
    if (!is_written) text->count = begin;
    return is_written;
}
