/// Leaving a script by `os.exit`: an error that its `pcall` lets pass, so that `__close` handlers run on the way.
#ifndef CLUA_EXIT_H
#define CLUA_EXIT_H

#include <lua.h>
#include <stdbool.h>

/// Makes the value on top of the stack, which it pops, the error that no protected call of a script's catches.
void clua_keep_exit_error(lua_State *L);

/// Pushes that value.
void clua_push_exit_error(lua_State *L);

/// Whether the value at `index` is that value.
bool clua_is_exit_error(lua_State *L, int index);

/// Replaces `pcall` and `xpcall`. May raise.
void clua_replace_protected_calls(lua_State *L);

#endif
