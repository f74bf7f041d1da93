#include "crow_value.h"

enum { NIL, FALSE, TRUE, INTEGER, NUMBER, TEXT, POINTER, TABLE };

static crow_result done(bool is_written) { return is_written ? CROW_OK : CROW_NO_MEMORY; }

/// The number of a table's metatable among the kinds; 0 without one.
static uint32_t kind_of(lua_State *L, int index, int kinds) {
    if (!lua_getmetatable(L, index)) return 0;
    lua_Integer count = (lua_Integer)lua_rawlen(L, kinds), kind = 1;
    for (; kind <= count; kind++) {
        lua_rawgeti(L, kinds, kind);
        bool is_same = lua_rawequal(L, -1, -2);
        lua_pop(L, 1);
        if (is_same) break;
    }
    if (kind > count) {
        lua_pushvalue(L, -1);
        lua_rawseti(L, kinds, kind);
    }
    lua_pop(L, 1);
    return (uint32_t)kind;
}

static crow_result write_table(lua_State *L, clua_text *to, int index, int kinds, int depth) {
    if (depth == CROW_DEEPEST) return CROW_DEEP;
    uint32_t head[2] = {kind_of(L, index, kinds), 0};
    size_t at = to->count + 1;
    if (!clua_text_put_byte(to, TABLE) || !crow_put(to, head, sizeof head)) return CROW_NO_MEMORY;
    lua_pushnil(L);
    while (lua_next(L, index)) {
        int top = lua_gettop(L);
        crow_result result = crow_write_value(L, to, top - 1, kinds, depth + 1);
        if (result == CROW_OK) result = crow_write_value(L, to, top, kinds, depth + 1);
        lua_pop(L, 1);
        if (result != CROW_OK) {
            lua_pop(L, 1);
            return result;
        }
        head[1]++;
    }
    memcpy(to->bytes + at, head, sizeof head);
    return CROW_OK;
}

crow_result crow_write_value(lua_State *L, clua_text *to, int index, int kinds, int depth) {
    switch (lua_type(L, index)) {
    case LUA_TNIL: return done(clua_text_put_byte(to, NIL));
    case LUA_TBOOLEAN: return done(clua_text_put_byte(to, lua_toboolean(L, index) ? TRUE : FALSE));
    case LUA_TNUMBER: {
        if (lua_isinteger(L, index)) {
            lua_Integer integer = lua_tointeger(L, index);
            return done(clua_text_put_byte(to, INTEGER) && crow_put(to, &integer, sizeof integer));
        }
        lua_Number number = lua_tonumber(L, index);
        return done(clua_text_put_byte(to, NUMBER) && crow_put(to, &number, sizeof number));
    }
    case LUA_TSTRING: {
        size_t length;
        const char *text = lua_tolstring(L, index, &length);
        return done(clua_text_put_byte(to, TEXT) && crow_put(to, &length, sizeof length) && crow_put(to, text, length));
    }
    case LUA_TLIGHTUSERDATA: {
        void *pointer = lua_touserdata(L, index);
        return done(clua_text_put_byte(to, POINTER) && crow_put(to, &pointer, sizeof pointer));
    }
    case LUA_TTABLE: return write_table(L, to, index, kinds, depth);
    default: return CROW_FOREIGN;
    }
}

static const char *push_table(lua_State *L, const char *from, int kinds) {
    uint32_t head[2];
    memcpy(head, from, sizeof head);
    from += sizeof head;
    lua_createtable(L, 0, (int)(head[1] < 1024 ? head[1] : 1024));
    for (uint32_t i = 0; i < head[1]; i++) {
        from = crow_push_value(L, from, kinds);
        from = crow_push_value(L, from, kinds);
        lua_rawset(L, -3);
    }
    if (head[0] > 0) {
        lua_rawgeti(L, kinds, head[0]);
        lua_setmetatable(L, -2);
    }
    return from;
}

const char *crow_push_value(lua_State *L, const char *from, int kinds) {
    char tag = *from++;
    switch (tag) {
    case FALSE:
    case TRUE: lua_pushboolean(L, tag == TRUE); return from;
    case INTEGER: {
        lua_Integer integer;
        memcpy(&integer, from, sizeof integer);
        lua_pushinteger(L, integer);
        return from + sizeof integer;
    }
    case NUMBER: {
        lua_Number number;
        memcpy(&number, from, sizeof number);
        lua_pushnumber(L, number);
        return from + sizeof number;
    }
    case TEXT: {
        size_t length;
        memcpy(&length, from, sizeof length);
        lua_pushlstring(L, from + sizeof length, length);
        return from + sizeof length + length;
    }
    case POINTER: {
        void *pointer;
        memcpy(&pointer, from, sizeof pointer);
        lua_pushlightuserdata(L, pointer);
        return from + sizeof pointer;
    }
    case TABLE: return push_table(L, from, kinds);
    default: lua_pushnil(L); return from;
    }
}
