#include <CLua.h>
#include <limits.h>

#include "include/CRows.h"

size_t crow_joined_fields(lua_State *L, int left, int columns) {
    size_t count = lua_rawlen(L, columns);
    lua_pushnil(L);
    for (; lua_next(L, left); count++) lua_pop(L, 1);
    return count;
}

int crow_join(lua_State *L, int left, int right, int columns, size_t fields) {
    bool has_right = lua_type(L, right) == LUA_TTABLE;
    lua_Integer count = (lua_Integer)lua_rawlen(L, columns);
    lua_createtable(L, 0, fields < INT_MAX ? (int)fields : INT_MAX);
    int made = lua_gettop(L);
    lua_pushnil(L);
    while (lua_next(L, left)) {
        lua_pushvalue(L, -2);
        lua_insert(L, -2);
        lua_rawset(L, made);
    }
    for (lua_Integer i = 1; i <= count; i++) {
        lua_rawgeti(L, columns, i);
        lua_pushvalue(L, -1);
        if (lua_rawget(L, made) != LUA_TNIL) {
            lua_settop(L, made - 1);
            return (int)i;
        }
        lua_pop(L, 1);
        if (has_right) {
            lua_pushvalue(L, -1);
            lua_rawget(L, right);
        } else {
            lua_pushliteral(L, "");
        }
        lua_rawset(L, made);
    }
    return 0;
}
