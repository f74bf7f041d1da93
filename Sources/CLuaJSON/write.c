#include <CLua.h>
#include <lua.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "clj_array.h"
#include "include/CLuaJSON.h"

/// A key of a table. The string itself is on the stack: pushing a copy could collect garbage, whose finalisers may
/// change the tables that are being written.
typedef struct name {
    const char *bytes;
    size_t count;
    int place;
} name;

typedef struct writer {
    lua_State *L;
    const clj_style *style;
    clua_text *text;
    /// The names of all objects that enclose the present value, each object's sorted.
    name *names;
    size_t names_count, names_room;
} writer;

static bool put_escape(clua_text *text, unsigned char byte) {
    static const char hexadecimal[] = "0123456789abcdef";
    char escape[] = {'\\', 'u', '0', '0', hexadecimal[byte >> 4], hexadecimal[byte & 15]};
    switch (byte) {
    case '"':
    case '\\': escape[1] = (char)byte; break;
    case '\b': escape[1] = 'b'; break;
    case '\t': escape[1] = 't'; break;
    case '\n': escape[1] = 'n'; break;
    case '\f': escape[1] = 'f'; break;
    case '\r': escape[1] = 'r'; break;
    default: return clua_text_put(text, escape, 6);
    }
    return clua_text_put(text, escape, 2);
}

static bool is_plain(unsigned char byte) { return byte >= 0x20 && byte < 0x80 && byte != '"' && byte != '\\'; }

/// Whether none of eight bytes is a control character, a quote, a backslash or beyond ASCII.
static bool are_plain(const unsigned char *bytes) {
    const uint64_t ones = 0x0101010101010101, tops = 0x8080808080808080;
    uint64_t word;
    memcpy(&word, bytes, sizeof word);
    uint64_t quote = word ^ (ones * '"'), backslash = word ^ (ones * '\\');
    uint64_t marks = word | (word - ones * 0x20) | ((quote - ones) & ~quote) | ((backslash - ones) & ~backslash);
    return (marks & tops) == 0;
}

static bool put_string(clua_text *text, const char *string, size_t count) {
    const unsigned char *bytes = (const unsigned char *)string, *end = bytes + count;
    if (!clua_text_put_byte(text, '"')) return false;
    while (bytes < end) {
        const unsigned char *plain = bytes;
        while (end - bytes >= 8 && are_plain(bytes)) bytes += 8;
        while (bytes < end && is_plain(*bytes)) bytes++;
        if (!clua_text_put(text, (const char *)plain, (size_t)(bytes - plain))) return false;
        if (bytes == end) break;
        if (*bytes < 0x80) {
            if (!put_escape(text, *bytes++)) return false;
            continue;
        }
        int length = clua_utf8_length(bytes, (size_t)(end - bytes));
        if (length <= 0 || !clua_text_put(text, (const char *)bytes, (size_t)length)) return false;
        bytes += length;
    }
    return clua_text_put_byte(text, '"');
}

static bool put_line(writer *w, int depth) {
    if (!w->style->is_pretty) return true;
    if (!clua_text_put_byte(w->text, '\n') || !clua_text_reserve(w->text, 2 * (size_t)depth)) return false;
    memset(w->text->bytes + w->text->count, ' ', 2 * (size_t)depth);
    w->text->count += 2 * (size_t)depth;
    return true;
}

static bool put_value(writer *w, int depth);

static bool put_list(writer *w, int depth, lua_Integer count) {
    lua_State *L = w->L;
    if (!clua_text_put_byte(w->text, '[')) return false;
    for (lua_Integer i = 1; i <= count; i++) {
        if (i > 1 && !clua_text_put_byte(w->text, ',')) return false;
        if (!put_line(w, depth + 1)) return false;
        lua_rawgeti(L, -1, i);
        if (!put_value(w, depth + 1)) return false;
        lua_pop(L, 1);
    }
    return put_line(w, depth) && clua_text_put_byte(w->text, ']');
}

static int compare(const void *left, const void *right) {
    const name *a = left, *b = right;
    int order = memcmp(a->bytes, b->bytes, a->count < b->count ? a->count : b->count);
    return order ? order : (a->count > b->count) - (a->count < b->count);
}

/// qsort asks malloc and calls through a pointer, which costs more than a few names do.
static void sort(name *names, size_t count) {
    if (count > 32) {
        qsort(names, count, sizeof *names, compare);
        return;
    }
    for (size_t i = 1; i < count; i++) {
        name next = names[i];
        size_t place = i;
        for (; place > 0 && compare(&names[place - 1], &next) > 0; place--) names[place] = names[place - 1];
        names[place] = next;
    }
}

static bool add_name(writer *w, name next) {
    if (w->names_count == w->names_room) {
        size_t room = w->names_room ? w->names_room * 2 : 64;
        name *names = realloc(w->names, room * sizeof *names);
        if (!names) return false;
        w->names = names;
        w->names_room = room;
    }
    w->names[w->names_count++] = next;
    return true;
}

/// Pushes the keys of the table on top of the stack and sorts their names; false if one is no text.
static bool gather_names(writer *w) {
    lua_State *L = w->L;
    size_t first = w->names_count;
    int table = lua_gettop(L);
    lua_pushnil(L);
    while (lua_next(L, table)) {
        lua_pop(L, 1);
        name key = {.place = lua_gettop(L)};
        if (lua_type(L, key.place) != LUA_TSTRING || !clua_reserve(L, 2)) return false;
        key.bytes = lua_tolstring(L, key.place, &key.count);
        if (!add_name(w, key)) return false;
        lua_pushvalue(L, key.place);
    }
    sort(w->names + first, w->names_count - first);
    return true;
}

static bool put_object(writer *w, int depth) {
    lua_State *L = w->L;
    size_t first = w->names_count;
    int table = lua_gettop(L);
    if (!gather_names(w) || !clua_reserve(L, 4)) return false;
    size_t end = w->names_count;
    if (!clua_text_put_byte(w->text, '{')) return false;
    for (size_t i = first; i < end; i++) {
        name key = w->names[i];
        if (i > first && !clua_text_put_byte(w->text, ',')) return false;
        if (!put_line(w, depth + 1) || !put_string(w->text, key.bytes, key.count)) return false;
        if (!clua_text_put(w->text, ": ", w->style->is_pretty ? 2 : 1)) return false;
        lua_pushvalue(L, key.place);
        lua_rawget(L, table);
        if (!put_value(w, depth + 1)) return false;
        lua_pop(L, 1);
    }
    lua_settop(L, table);
    w->names_count = first;
    return put_line(w, depth) && clua_text_put_byte(w->text, '}');
}

/// Whether the table on top of the stack has exactly the keys 1 to `count`.
static bool is_sequence(lua_State *L, lua_Integer count) {
    lua_Integer found = 0;
    for (lua_pushnil(L); lua_next(L, -2); lua_pop(L, 1)) {
        lua_Integer key = lua_isinteger(L, -2) ? lua_tointeger(L, -2) : 0;
        if (key < 1 || key > count) {
            lua_pop(L, 2);
            return false;
        }
        found++;
    }
    return found == count;
}

static bool put_table(writer *w, int depth) {
    lua_State *L = w->L;
    if (depth >= CSJ_MAXIMUM_DEPTH || !clua_reserve(L, 4)) return false;
    lua_Integer count = (lua_Integer)lua_rawlen(L, -1);
    if (count > 0) return is_sequence(L, count) && put_list(w, depth, count);
    lua_pushnil(L);
    if (lua_next(L, -2)) {
        lua_pop(L, 2);
        return put_object(w, depth);
    }
    bool is_array = w->style->empty_is_array || clj_is_array(L, -1);
    return clua_text_put(w->text, is_array ? "[]" : "{}", 2);
}

/// Writes the value on top of the stack.
static bool put_value(writer *w, int depth) {
    lua_State *L = w->L;
    switch (lua_type(L, -1)) {
    case LUA_TNIL: return clua_text_put(w->text, "null", 4);
    case LUA_TBOOLEAN:
        return lua_toboolean(L, -1) ? clua_text_put(w->text, "true", 4) : clua_text_put(w->text, "false", 5);
    case LUA_TNUMBER: {
        if (lua_isinteger(L, -1)) return clua_text_put_integer(w->text, lua_tointeger(L, -1));
        double number = lua_tonumber(L, -1);
        return isfinite(number) && clua_text_put_number(w->text, number, w->style->number);
    }
    case LUA_TSTRING: {
        size_t count;
        const char *bytes = lua_tolstring(L, -1, &count);
        return put_string(w->text, bytes, count);
    }
    case LUA_TLIGHTUSERDATA: return clua_is_null(L, -1) && clua_text_put(w->text, "null", 4);
    case LUA_TTABLE: return put_table(w, depth);
    default: return false;
    }
}

bool clj_write(lua_State *L, int index, const clj_style *style, clua_text *text) {
    writer writer = {.L = L, .style = style, .text = text};
    if (!clua_reserve(L, 4)) return false;
    int top = lua_gettop(L);
    lua_pushvalue(L, index);
    // Nothing on the way makes an object of Lua's, so that no garbage is collected: finalisers could change the tables.
    bool is_whole = put_value(&writer, 0);
    lua_settop(L, top);
    free(writer.names);
    return is_whole && text->count <= text->limit;
}
