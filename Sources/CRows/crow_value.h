/// Values of Lua's as bytes.
#ifndef CROW_VALUE_H
#define CROW_VALUE_H

#include <CLua.h>
#include <lua.h>
#include <stdlib.h>
#include <string.h>

#include "include/CRows.h"

/// How deeply tables may be nested, and the places of the stack that such a value takes.
enum { CROW_DEEPEST = 100, CROW_STACK = 4 * CROW_DEEPEST };

static inline bool crow_put(clua_text *to, const void *bytes, size_t count) { return clua_text_put(to, bytes, count); }

/// Appends the value at `index`; needs `CROW_STACK` places of the stack, as pushing it does.
crow_result crow_write_value(lua_State *L, clua_text *to, int index, int kinds, int depth);
/// Pushes the value at `from`; gives where the next one stands.
const char *crow_push_value(lua_State *L, const char *from, int kinds);
/// Appends the value at `index` so that bytes compare as values: nil, false, true, numbers, texts.
crow_result crow_write_key(lua_State *L, clua_text *to, int index, bool has_numbers);

#endif
