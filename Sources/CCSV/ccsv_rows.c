#include "include/ccsv_rows.h"

#include <lua.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "ccsv_number.h"

enum { MOST_DIGITS = 20 };

typedef struct column {
    size_t field;
    ccsv_type type;
    char *name;
    size_t name_length;
} column;

struct ccsv_plan {
    size_t count;
    column *columns;
    size_t place_length;
    char place[];  ///< `path:`, and room for a number
};

ccsv_plan *ccsv_plan_new(size_t count, const char *path, size_t path_length) {
    ccsv_plan *plan = calloc(1, sizeof *plan + path_length + 1 + MOST_DIGITS);
    if (!plan) return NULL;
    plan->columns = calloc(count + 1, sizeof *plan->columns);
    if (!plan->columns) {
        free(plan);
        return NULL;
    }
    plan->count = count;
    if (path_length > 0) memcpy(plan->place, path, path_length);
    plan->place[path_length] = ':';
    plan->place_length = path_length + 1;
    return plan;
}

void ccsv_plan_free(ccsv_plan *plan) {
    if (!plan) return;
    for (size_t i = 0; i < plan->count; i++) free(plan->columns[i].name);
    free(plan->columns);
    free(plan);
}

bool ccsv_plan_set(ccsv_plan *plan, size_t index, size_t field, ccsv_type type, const char *name, size_t length) {
    char *copy = malloc(length + 1);
    if (!copy) return false;
    if (length > 0) memcpy(copy, name, length);
    plan->columns[index] = (column){field, type, copy, length};
    return true;
}

static void push_place(lua_State *L, ccsv_plan *plan, uint64_t line) {
    char digits[MOST_DIGITS], *first = digits + MOST_DIGITS;
    do *--first = (char)('0' + line % 10);
    while (line /= 10);
    size_t count = (size_t)(digits + MOST_DIGITS - first);
    memcpy(plan->place + plan->place_length, first, count);
    lua_pushlstring(L, plan->place, plan->place_length + count);
}

/// Pushes the table of keys, made at the first row.
static void push_keys(lua_State *L, const ccsv_plan *plan, int keys) {
    lua_pushvalue(L, lua_upvalueindex(keys));
    if (lua_type(L, -1) == LUA_TTABLE) return;
    lua_pop(L, 1);
    lua_createtable(L, (int)plan->count, 0);
    for (size_t i = 0; i < plan->count; i++) {
        lua_pushlstring(L, plan->columns[i].name, plan->columns[i].name_length);
        lua_rawseti(L, -2, (lua_Integer)i + 1);
    }
    lua_pushvalue(L, -1);
    lua_replace(L, lua_upvalueindex(keys));
}

static bool push_boolean(lua_State *L, const char *text, size_t length) {
    bool is_true = length == 4 && strncasecmp(text, "true", 4) == 0;
    if (!is_true && !(length == 5 && strncasecmp(text, "false", 5) == 0)) return false;
    lua_pushboolean(L, is_true);
    return true;
}

/// False, and pushes nothing, if the field is not of the type.
static bool push_field(lua_State *L, ccsv_reader *reader, ccsv_field *field, ccsv_type type) {
    if (field->flags & CCSV_DOUBLED) ccsv_join_quotes(reader, field);
    const unsigned char *text = reader->bytes + field->begin;
    lua_Integer integer;
    if (type == CCSV_TEXT) return lua_pushlstring(L, (const char *)text, field->length), true;
    if (field->length == 0) return lua_pushnil(L), true;
    switch (type) {
    case CCSV_INTEGER:
        if (!ccsv_integer(text, field->length, &integer)) return false;
        lua_pushinteger(L, integer);
        return true;
    case CCSV_BOOLEAN: return push_boolean(L, (const char *)text, field->length);
    default: return ccsv_push_number(L, text, field->length);
    }
}

static void push_list(lua_State *L, ccsv_reader *reader) {
    lua_createtable(L, (int)reader->count, 0);
    for (size_t i = 0; i < reader->count; i++) {
        push_field(L, reader, &reader->fields[i], CCSV_TEXT);
        lua_rawseti(L, -2, (lua_Integer)i + 1);
    }
}

size_t ccsv_push_row(lua_State *L, ccsv_reader *reader, ccsv_plan *plan, int keys, uint64_t line) {
    if (plan->count == 0) {
        push_list(L, reader);
        push_place(L, plan, line);
        return 0;
    }
    push_keys(L, plan, keys);
    lua_createtable(L, 0, (int)plan->count);
    size_t misfit = plan->count;
    for (size_t i = 0; i < plan->count; i++) {
        const column *column = &plan->columns[i];
        // A row that is too short, where that is no error, has no value there.
        if (column->field >= reader->count) continue;
        lua_rawgeti(L, -2, (lua_Integer)i + 1);
        if (push_field(L, reader, &reader->fields[column->field], column->type)) {
            lua_rawset(L, -3);
        } else {
            lua_pop(L, 1);
            if (misfit == plan->count) misfit = i;
        }
    }
    lua_replace(L, -2);
    push_place(L, plan, line);
    return misfit;
}

void ccsv_push_blank(lua_State *L, ccsv_plan *plan, int keys, uint64_t line) {
    if (plan->count == 0) {
        lua_createtable(L, 1, 0);
        lua_pushliteral(L, "");
        lua_rawseti(L, -2, 1);
    } else {
        push_keys(L, plan, keys);
        lua_createtable(L, 0, 1);
        // The file has one column. An empty field that is not text is no value.
        if (plan->columns[0].type == CCSV_TEXT) {
            lua_rawgeti(L, -2, 1);
            lua_pushliteral(L, "");
            lua_rawset(L, -3);
        }
        lua_replace(L, -2);
    }
    push_place(L, plan, line);
}
