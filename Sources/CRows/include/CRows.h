/// Sorts Lua's tables in memory that does not grow with their number: what is too much goes to a file meanwhile. Also
/// joins two of them.
///
/// Nothing here raises an error of Lua's, provided that the state's allocator does not refuse. After the last row, and
/// after a failure of `crow_spill`, `crow_finish` or `crow_next`, a sorter holds no rows any more, and gives the same
/// result to whoever asks on.
#ifndef CROWS_H
#define CROWS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct lua_State;

typedef enum crow_result {
    CROW_OK,
    CROW_END,
    CROW_FULL,       ///< the row was taken; `crow_spill` is due
    CROW_NO_MEMORY,
    CROW_FOREIGN,    ///< a value is neither text, number, boolean nor table
    CROW_DEEP,       ///< tables are nested too deeply, or hold each other
    CROW_BAD_KEY,    ///< a key is no text, number or boolean
    CROW_FAILED,     ///< the file cannot be written or read, for the reason `errno`
} crow_result;

typedef struct crow_sorter crow_sorter;

/// `limit` is how many bytes of rows are held. NULL without memory.
crow_sorter *crow_new(size_t limit, bool is_descending, bool has_numbers);
void crow_free(crow_sorter *sorter);
/// Bytes that it holds.
size_t crow_held(const crow_sorter *sorter);

/// Takes the row and its place at `row` and `row + 1` of the stack, by the key at `row + 2`, a list of `count` values
/// or, with a negative count, one value. `kinds` is a table that keeps the metatables of the rows.
crow_result crow_add(struct lua_State *L, crow_sorter *sorter, int row, int count, int kinds);
/// Writes the rows that are held to the descriptor, behind those that it wrote there before.
crow_result crow_spill(crow_sorter *sorter, int descriptor);
/// No more rows come; with a file, those that are held were spilled.
crow_result crow_finish(crow_sorter *sorter);

/// Finds the next row; `*size` is how many bytes it takes.
crow_result crow_next(crow_sorter *sorter, size_t *size);
/// Pushes the row that was found, and its place. False, and pushes nothing, without room on the stack.
bool crow_push(struct lua_State *L, const crow_sorter *sorter, int kinds);

/// How many fields `crow_join` gives a row. Uses two places of the stack.
size_t crow_joined_fields(struct lua_State *L, int left, int columns);

/// Pushes a table, with room for `fields`, of the fields of the row at `left` and of those fields of the row at `right`
/// that the list at `columns` names; without such a row they are "". All three are places counted from 1; no metamethod
/// is called. Uses six places of the stack.
///
/// Returns 0, or the place in the list of a column that both have; nothing is pushed then.
int crow_join(struct lua_State *L, int left, int right, int columns, size_t fields);

#endif
