/// File handles of Lua's `io` library on descriptors that the host opened. Nothing here raises in a host's call.
#ifndef CLUA_FILES_H
#define CLUA_FILES_H

#include <lua.h>
#include <stdbool.h>

/// Whether a script may keep a descriptor that the system has just given: the system gives the lowest number that is
/// free, and the last quarter of all, 64 at least, are the host's. Without them connections and journals cannot be
/// opened, and the network library ends the process.
bool clua_may_keep(int descriptor);

/// Whether a script may open one more file; `errno` is EMFILE if not.
bool clua_may_open(void);

/// Pushes a file handle that owns `descriptor`; false with `errno`, and the descriptor still the caller's, if the
/// system has none left.
bool clua_push_file(lua_State *L, int descriptor, const char *mode);

typedef enum clua_file { CLUA_NO_FILE, CLUA_CLOSED_FILE, CLUA_OPEN_FILE } clua_file;

/// What kind of file handle the value at `index` is.
clua_file clua_file_at(lua_State *L, int index);

/// Has the iterator at `index`, which `file:lines` made, close its file at the end, as that of `io.lines` does.
/// False if it is no such iterator. (Lua keeps that flag in the third upvalue.)
bool clua_close_at_end(lua_State *L, int index);

/// Pushes the file that `io.write` or `io.read` uses.
void clua_push_default_file(lua_State *L, bool output);

/// Makes the file handle on top of the stack, which it pops, the one that `io.write` or `io.read` uses.
void clua_set_default_file(lua_State *L, bool output);

#endif
