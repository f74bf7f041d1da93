/// The libraries that a script sees.
#ifndef CLUA_LIBRARIES_H
#define CLUA_LIBRARIES_H

#include <lua.h>

/// Opens every standard library, with the host's own `coroutine` functions, `pcall` and `xpcall`. Run with `clua_run`.
int clua_open_libraries(lua_State *L);

/// Takes away what reaches beyond the interpreter, commands excepted. Run with `clua_run` after
/// `clua_open_libraries`; files, modules, the environment and `os.exit` are put back by the host, confined.
int clua_close_sandbox(lua_State *L);

/// Takes away `os.execute` and `io.popen`. Run with `clua_run`.
int clua_close_commands(lua_State *L);

/// Puts the host's own `os.execute` and `io.popen` in place of Lua's: they behave the same, but what they start
/// inherits no descriptors but the standard streams. Run with `clua_run`.
int clua_open_commands(lua_State *L);

/// Replaces `coroutine.*`, so that a wait inside a script's own coroutine reaches the task. May raise.
void clua_replace_coroutines(lua_State *L);

/// The coroutine that `co`, which stands still, is in the middle of resuming; NULL if it is not.
lua_State *clua_inner_coroutine(lua_State *co);

#endif
