/// All C of the project: what Swift cannot do because Lua reports errors with `longjmp`.
///
/// The rule everywhere in this folder: a function that may raise is called from Lua, or runs under `lua_pcall`;
/// a function that Swift calls never raises.
#ifndef CLUA_H
#define CLUA_H

#include <lua.h>
#include <lauxlib.h>
#include <lualib.h>
#include <limits.h>

#include "clua_vm.h"
#include "clua_stack.h"
#include "clua_display.h"
#include "clua_exit.h"
#include "clua_files.h"
#include "clua_function.h"
#include "clua_host.h"
#include "clua_interrupt.h"
#include "clua_protected.h"
#include "clua_text.h"
#include "clua_time.h"
#include "clua_utf8.h"
#include "clua_visit.h"
#include "clua_libraries.h"
#include "openat2.h"

// Lua's macros, which Swift does not import.
static inline void clua_pop(lua_State *L, int count) { lua_settop(L, -count - 1); }
static inline int clua_registry_index(void) { return LUA_REGISTRYINDEX; }
static inline int clua_upvalue_index(int i) { return lua_upvalueindex(i); }

#endif
