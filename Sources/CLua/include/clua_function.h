/// Swift functions that Lua can call.
#ifndef CLUA_FUNCTION_H
#define CLUA_FUNCTION_H

#include <lua.h>
#include <stdbool.h>
#include "clua_vm.h"

enum {
    CLUA_RAISE = -1,    ///< raise the value on top of the stack, with the place where it happens
    CLUA_RERAISE = -2,  ///< raise the value on top of the stack as it is
    CLUA_WAIT = -3,     ///< suspend the task; `body` is called again with `resumed` when it resumes
};

/// Registers what boxes need. Called once by `clua_new`.
void clua_prepare_functions(lua_State *L);

/// Pushes a function whose body is `box`; the box is released when Lua collects the function. It has `kept` upvalues
/// for the body besides, from 2 on, which are nil; there are at most four.
void clua_push_function(lua_State *L, void *box, int kept);

/// The box of a function that `clua_push_function` has pushed; NULL for any other value.
void *clua_function_at(lua_State *L, int index);

/// Pushes the userdata that stands for `box` already, if there is one.
bool clua_push_known_object(lua_State *L, void *box);

/// Pushes userdata that owns `box`, with the metatable on top of the stack, which it pops.
void clua_push_object(lua_State *L, void *box);

/// The box of the userdata at `index` if it was made by `clua_push_object`, else NULL.
void *clua_object_at(lua_State *L, int index);

/// Pushes the metatable that every object made by `clua_push_object` starts from: it releases the box.
void clua_push_object_metatable(lua_State *L, const char *type_name);

/// Whether a body may answer `CLUA_WAIT` now: no C function stands between the caller and its task.
bool clua_can_wait(lua_State *L);

/// Whether `co` is suspended in a body that answered `CLUA_WAIT`.
bool clua_is_waiting(lua_State *co);

/// Yields the running coroutine with the mark by which `clua_is_waiting` knows it.
int clua_yield_waiting(lua_State *L, lua_KContext context, lua_KFunction continuation);

/// Pushes `file:line: ` of the innermost script function at or above `level`, skipping the host's own Lua code;
/// an empty string where there is none.
void clua_push_location(lua_State *L, int level);

/// Starts or continues a task's coroutine and returns Lua's status. Never raises.
int clua_resume(lua_State *co, int arguments, int *results);

/// Pushes the traceback that a task had when it failed; false where none was kept.
/// `reference` is that of `clua_new_task`.
bool clua_push_kept_traceback(lua_State *L, int reference);

/// Makes a coroutine from the function and `arguments` values on top of `L`, which it pops, and anchors it
/// in the registry under `*reference`. NULL, and pops nothing, where a stack has no room for so many.
lua_State *clua_new_task(lua_State *L, int arguments, int *reference);

#endif
