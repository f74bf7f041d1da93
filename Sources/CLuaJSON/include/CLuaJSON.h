/// JSON straight onto Lua's stack and from it.
///
/// None of these functions raises, runs Lua code or collects garbage while it walks a value; they are called with a
/// Swift frame on top, when the allocator does not refuse. What is out of the ordinary they give up, so that the code
/// that has the messages can look again.
#ifndef CLUAJSON_H
#define CLUAJSON_H

#include <CSimdJSON.h>
#include <clua_text.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

typedef struct lua_State lua_State;

/// The bytes of the string at `index`, for as long as it stays on the stack.
const char *clj_string_at(lua_State *L, int index, size_t *count);

/// Pushes a string.
void clj_push_string(lua_State *L, const char *bytes, size_t count);

/// Pushes what is at `index` once more; 1.
int clj_push_copy(lua_State *L, int index);

/// About how many bytes of Lua's memory the value at `node` takes, rather too much than too little.
size_t clj_weight(const csj_node *node);

/// Pushes the value at `node`. False, and pushes nothing, if an object has a name twice or a name with a NUL, or Lua
/// has no room for so deep a value.
bool clj_push(lua_State *L, const csj_node *node);

/// Marks the table at `index` as an array, so that it is one in JSON also without elements. `clj_push` marks all
/// arrays.
void clj_mark_array(lua_State *L, int index);

/// How a value is written.
typedef struct clj_style {
    /// An element a line, indented by two spaces.
    bool is_pretty;
    /// Whether a table without elements that is not marked is an array.
    bool empty_is_array;
    clua_number_writer number;
} clj_style;

/// Writes the value at `index` to an empty text, names sorted by their bytes. False if JSON has no such value, the text
/// is longer than its limit, or there is no memory for it. The caller frees the text in any case.
bool clj_write(lua_State *L, int index, const clj_style *style, clua_text *text);

#endif
