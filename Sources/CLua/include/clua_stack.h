/// Room on Lua's stacks. Everything here may be called by Swift and never raises.
#ifndef CLUA_STACK_H
#define CLUA_STACK_H

#include <lua.h>
#include <stdbool.h>

/// Slots that a body may push without asking for more.
enum { CLUA_STACK_ROOM = 20 };

/// Makes room for `count` more values on `L`, and for `CLUA_STACK_ROOM` besides, which the calls of this library use.
/// False if Lua's limit does not allow it: then nothing may be pushed. The only place that asks Lua for room.
bool clua_reserve(lua_State *L, int count);

/// Pushes copies of the `count` values from `index` of `from` onto `to`, another coroutine that stands still or runs.
/// False, and pushes nothing, if one of the two has no room.
bool clua_copy_values(lua_State *from, int index, int count, lua_State *to);

/// Pushes a copy of the value on top of `from` onto `to`, which has room for two values. Needs none on `from`: a
/// coroutine that failed because its stack was full has none.
void clua_copy_top(lua_State *from, lua_State *to);

#endif
