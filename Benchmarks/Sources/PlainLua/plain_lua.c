#include "plain_lua.h"

#include <lauxlib.h>
#include <lua.h>

static int add(lua_State *L) {
    lua_pushinteger(L, luaL_checkinteger(L, 1) + luaL_checkinteger(L, 2));
    return 1;
}

void plain_lua_register(struct lua_State *L) {
    lua_pushcfunction(L, add);
    lua_setglobal(L, "plain_add");
}
