/// What a binding costs without Swift: a C function registered with the Lua API and nothing else.
#ifndef PLAIN_LUA_H
#define PLAIN_LUA_H

struct lua_State;

/// Sets the global `plain_add` to a C function of two integers that returns their sum.
void plain_lua_register(struct lua_State *L);

#endif
