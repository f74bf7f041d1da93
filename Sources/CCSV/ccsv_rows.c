#include "include/ccsv_rows.h"

#include <lauxlib.h>
#include <lua.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "ccsv_number.h"
#include "ccsv_recent.h"

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
    ccsv_recent *recent;  ///< of the first columns
    size_t recent_count;
    const void *recent_table;  ///< the table of keys that has those texts
    size_t place_length;
    bool is_part;  ///< whether columns of the file were left out
    char place[];  ///< `path:`, and room for a number
};

ccsv_plan *ccsv_plan_new(size_t count, const char *path, size_t path_length) {
    ccsv_plan *plan = calloc(1, sizeof *plan + path_length + 1 + MOST_DIGITS);
    if (!plan) return NULL;
    plan->count = count;
    plan->recent_count = count < CCSV_RECENT_COLUMNS ? count : CCSV_RECENT_COLUMNS;
    plan->columns = calloc(count + 1, sizeof *plan->columns);
    plan->recent = calloc(plan->recent_count + 1, sizeof *plan->recent);
    if (!plan->columns || !plan->recent) {
        ccsv_plan_free(plan);
        return NULL;
    }
    if (path_length > 0) memcpy(plan->place, path, path_length);
    plan->place[path_length] = ':';
    plan->place_length = path_length + 1;
    return plan;
}

void ccsv_plan_note_part(ccsv_plan *plan) { plan->is_part = true; }

void ccsv_plan_free(ccsv_plan *plan) {
    if (!plan) return;
    for (size_t i = 0; plan->columns && i < plan->count; i++) free(plan->columns[i].name);
    free(plan->columns);
    free(plan->recent);
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

/// The `__index` of a row, with the names of the columns, the file's name, whether columns are left out, and how many
/// there are: a column without a value is nil, and a name that is no column raises an error, since what was meant would
/// be left out without a word.
static int missing_column(lua_State *L) {
    lua_settop(L, 2);
    lua_Integer count = lua_tointeger(L, lua_upvalueindex(4));
    for (lua_Integer i = 1; i <= count; i++) {
        lua_rawgeti(L, lua_upvalueindex(1), i);
        if (lua_rawequal(L, 2, -1)) return lua_pushnil(L), 1;
        lua_pop(L, 1);
    }
    if (lua_type(L, 2) != LUA_TSTRING) return lua_pushnil(L), 1;
    luaL_Buffer message;
    luaL_where(L, 1);
    lua_pushfstring(L, "%s%s has no column '%s'; there are ", lua_tostring(L, -1),
        lua_tostring(L, lua_upvalueindex(2)), lua_tostring(L, 2));
    const char *start = lua_tostring(L, -1);
    luaL_buffinit(L, &message);
    luaL_addstring(&message, start);
    for (lua_Integer i = 1; i <= count; i++) {
        luaL_addstring(&message, i > 1 ? ", '" : "'");
        lua_rawgeti(L, lua_upvalueindex(1), i);
        luaL_addvalue(&message);
        luaL_addchar(&message, '\'');
    }
    if (lua_toboolean(L, lua_upvalueindex(3))) luaL_addstring(&message, " of those chosen");
    luaL_pushresult(&message);
    return lua_error(L);
}

/// Pushes the metatable of rows, whose columns are in the table on top of the stack.
static void push_metatable(lua_State *L, const ccsv_plan *plan) {
    lua_createtable(L, 0, 1);
    lua_pushvalue(L, -2);
    lua_pushlstring(L, plan->place, plan->place_length - 1);
    lua_pushboolean(L, plan->is_part);
    lua_pushinteger(L, (lua_Integer)plan->count);
    lua_pushcclosure(L, missing_column, 4);
    lua_setfield(L, -2, "__index");
}

size_t ccsv_row_columns(lua_State *L, int index, ccsv_name *names, size_t room) {
    if (luaL_getmetafield(L, index, "__index") == LUA_TNIL) return 0;
    size_t count = 0;
    if (lua_tocfunction(L, -1) == missing_column && lua_getupvalue(L, -1, 4)) {
        count = (size_t)lua_tointeger(L, -1);
        lua_pop(L, 1);
        lua_getupvalue(L, -1, 1);
        if (names != NULL && count > room) count = room;
        for (size_t i = 0; names != NULL && i < count; i++) {
            lua_rawgeti(L, -1, (lua_Integer)i + 1);
            names[i].text = (const unsigned char *)lua_tolstring(L, -1, &names[i].length);
            lua_pop(L, 1);
        }
        lua_pop(L, 1);
    }
    lua_pop(L, 1);
    return count;
}

/// Where the table of keys has the recent texts of a column.
static long long first_recent(const ccsv_plan *plan, size_t column) {
    return (long long)(plan->count + 1 + column * CCSV_RECENT_TEXTS);
}

/// Pushes the table of keys, made at the first row; the metatable of rows stands at 0, recent texts behind the keys.
static void push_keys(lua_State *L, ccsv_plan *plan, int keys) {
    lua_pushvalue(L, lua_upvalueindex(keys));
    if (lua_type(L, -1) == LUA_TTABLE) return;
    lua_pop(L, 1);
    // All its places are made at once, so that nothing moves them.
    lua_createtable(L, (int)first_recent(plan, plan->recent_count), 1);
    for (size_t i = 0; i < plan->count; i++) {
        lua_pushlstring(L, plan->columns[i].name, plan->columns[i].name_length);
        lua_rawseti(L, -2, (lua_Integer)i + 1);
    }
    push_metatable(L, plan);
    lua_rawseti(L, -2, 0);
    lua_pushvalue(L, -1);
    lua_replace(L, lua_upvalueindex(keys));
    plan->recent_table = NULL;
}

/// Forgets recent texts that are in another table than the one on top of the stack.
static inline void match_recent(lua_State *L, ccsv_plan *plan) {
    const void *table = lua_topointer(L, -1);
    if (table == plan->recent_table) return;
    memset(plan->recent, 0, plan->recent_count * sizeof *plan->recent);
    plan->recent_table = table;
}

/// Gives the row on top of the stack, above the table of keys, the metatable of rows.
static void set_metatable(lua_State *L) {
    lua_rawgeti(L, -2, 0);
    lua_setmetatable(L, -2);
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

/// The same for a column of the row that is being made, above the table of keys and below its key.
static inline bool push_column(lua_State *L, ccsv_reader *reader, ccsv_plan *plan, size_t index) {
    const column *column = &plan->columns[index];
    ccsv_field *field = &reader->fields[column->field];
    bool is_text = column->type == CCSV_TEXT && field->length > 0 && !(field->flags & CCSV_DOUBLED);
    if (is_text && index < plan->recent_count) {
        const unsigned char *text = reader->bytes + field->begin;
        if (ccsv_push_recent(L, &plan->recent[index], -3, first_recent(plan, index), text, field->length)) return true;
    }
    return push_field(L, reader, field, column->type);
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
    match_recent(L, plan);
    lua_createtable(L, 0, (int)plan->count);
    size_t misfit = plan->count;
    for (size_t i = 0; i < plan->count; i++) {
        // A row that is too short, where that is no error, has no value there.
        if (plan->columns[i].field >= reader->count) continue;
        lua_rawgeti(L, -2, (lua_Integer)i + 1);
        if (push_column(L, reader, plan, i)) {
            lua_rawset(L, -3);
        } else {
            lua_pop(L, 1);
            if (misfit == plan->count) misfit = i;
        }
    }
    set_metatable(L);
    lua_replace(L, -2);
    push_place(L, plan, line);
    return misfit;
}

ptrdiff_t ccsv_push_next(
    lua_State *L, ccsv_reader *reader, ccsv_plan *plan, int keys, size_t width, size_t most, uint64_t line) {
    if (ccsv_find(reader) != CCSV_RECORD || reader->count != width) return -1;
    // A blank line, whose meaning depends on what follows it.
    if (width == 1 && reader->fields[0].length == 0) return -1;
    if (reader->next - reader->start > most) return -1;
    return (ptrdiff_t)ccsv_push_row(L, reader, plan, keys, line);
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
        set_metatable(L);
        lua_replace(L, -2);
    }
    push_place(L, plan, line);
}
