/// What the host's own Lua works with, whatever scripts do to the globals.
#ifndef CLUA_HOST_H
#define CLUA_HOST_H

#include <lua.h>

/// Keeps Lua's functions as they are now, in a table that no script can reach. Run with `clua_run`, before any script
/// and after the sandbox is closed.
int clua_keep_originals(lua_State *L);

/// Pushes that table; nil if nothing was kept. The globals are its field `globals`.
void clua_push_originals(lua_State *L);

/// Takes the globals away from the chunk on top of the stack: a use of one is an error.
void clua_close_globals(lua_State *L);

#endif
