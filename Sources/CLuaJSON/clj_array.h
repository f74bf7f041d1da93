/// The metatable that tells an array from an object where there is no element to tell by.
#ifndef CLJ_ARRAY_H
#define CLJ_ARRAY_H

#include <stdbool.h>

typedef struct lua_State lua_State;

/// Pushes the metatable, made at its first use.
void clj_push_array_mark(lua_State *L);

/// Whether the table at `index` is marked. Needs two places of the stack.
bool clj_is_array(lua_State *L, int index);

#endif
