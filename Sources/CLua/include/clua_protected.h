/// Lua calls that may raise, made under `lua_pcall` so that Swift may call them.
///
/// Each returns Lua's status; where it is not `LUA_OK`, the error value is on top of the stack.
#ifndef CLUA_PROTECTED_H
#define CLUA_PROTECTED_H

#include <lua.h>
#include <stdbool.h>
#include <stddef.h>

/// Compiles a chunk and pushes it as a function. `mode` is Lua's: `"t"`, `"b"` or `"bt"`.
int clua_load(lua_State *L, const char *chunk, size_t size, const char *name, const char *mode);

/// Calls a function with its arguments on the stack. With `traceback` a string error gets one appended.
int clua_call(lua_State *L, int arguments, int results, bool traceback);

/// Pushes `subject[name]`, metamethods included.
int clua_get_field(lua_State *L, int index, const char *name);

/// Pushes what `tostring` gives for the value at `index`, metamethods included.
int clua_describe(lua_State *L, int index);

/// Pushes the traceback of `co` onto `L`.
int clua_traceback(lua_State *L, lua_State *co, int level);

/// Runs a C function that takes no arguments.
int clua_run(lua_State *L, lua_CFunction function);

/// Runs a full garbage collection, finalisers included.
void clua_collect(lua_State *L);

#endif
