#include "CLua.h"

bool clua_reserve(lua_State *L, int count) {
    return count < INT_MAX - CLUA_STACK_ROOM && lua_checkstack(L, count + CLUA_STACK_ROOM);
}

bool clua_copy_values(lua_State *from, int index, int count, lua_State *to) {
    int top = lua_gettop(to), chunk = 64;
    if (!clua_reserve(to, count)) return false;
    while (count > 0) {
        int part = count < chunk ? count : chunk;
        if (!clua_reserve(from, part)) {
            lua_settop(to, top);
            return false;
        }
        for (int i = 0; i < part; i++) lua_pushvalue(from, index++);
        lua_xmove(from, to, part);
        count -= part;
    }
    return true;
}

void clua_copy_top(lua_State *from, lua_State *to) {
    lua_xmove(from, to, 1);
    lua_pushvalue(to, -1);
    lua_xmove(to, from, 1);
}
