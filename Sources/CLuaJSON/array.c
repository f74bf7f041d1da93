#include <lua.h>

#include "clj_array.h"
#include "include/CLuaJSON.h"

// Its address is the key in Lua's registry.
static const char array_key = 0;

void clj_push_array_mark(lua_State *L) {
    if (lua_rawgetp(L, LUA_REGISTRYINDEX, &array_key) == LUA_TTABLE) return;
    lua_pop(L, 1);
    lua_createtable(L, 0, 0);
    lua_pushvalue(L, -1);
    lua_rawsetp(L, LUA_REGISTRYINDEX, &array_key);
}

bool clj_is_array(lua_State *L, int index) {
    if (!lua_getmetatable(L, index)) return false;
    lua_rawgetp(L, LUA_REGISTRYINDEX, &array_key);
    bool is_array = lua_rawequal(L, -1, -2);
    lua_pop(L, 2);
    return is_array;
}

void clj_mark_array(lua_State *L, int index) {
    index = lua_absindex(L, index);
    clj_push_array_mark(L);
    lua_setmetatable(L, index);
}
