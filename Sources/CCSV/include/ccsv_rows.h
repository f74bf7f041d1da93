/// Records as Lua tables.
#ifndef CCSV_ROWS_H
#define CCSV_ROWS_H

#include "ccsv_reader.h"

typedef struct lua_State lua_State;

typedef enum ccsv_type { CCSV_TEXT, CCSV_INTEGER, CCSV_NUMBER, CCSV_BOOLEAN } ccsv_type;

/// Which fields become Lua values, and what of them.
typedef struct ccsv_plan ccsv_plan;

/// Room for `count` fields; none for rows that are lists of all fields. `path` begins the place of each row.
/// NULL without memory for it.
ccsv_plan *ccsv_plan_new(size_t count, const char *path, size_t path_length);
void ccsv_plan_free(ccsv_plan *plan);
/// Notes that the rows leave out columns of the file, for messages.
void ccsv_plan_note_part(ccsv_plan *plan);
/// The `index`th value of a row is that of `field`, both from 0. False without memory for it.
bool ccsv_plan_set(ccsv_plan *plan, size_t index, size_t field, ccsv_type type, const char *name, size_t length);

/// Pushes the record that `ccsv_find` has found, as a table, and its place, `path:line`. Uses six places of the stack.
///
/// Upvalue `keys` of the running function is nil at first and then holds the keys. Returns the number of fields in the
/// plan, or the place in the plan of the first field that is not of its type and is missing in the row.
size_t ccsv_push_row(lua_State *L, ccsv_reader *reader, ccsv_plan *plan, int keys, uint64_t line);
/// Finds the next record and pushes it in the same way, where nothing about it is to be judged: it was read whole, has
/// `width` fields, is no blank line, and has at most `most` bytes. Else returns -1; nothing is pushed then, and
/// `ccsv_find` finds the same. The record is not consumed.
ptrdiff_t ccsv_push_next(
    lua_State *L, ccsv_reader *reader, ccsv_plan *plan, int keys, size_t width, size_t most, uint64_t line);
/// As `ccsv_push_row`, for a line without a byte that stands for one empty field.
void ccsv_push_blank(lua_State *L, ccsv_plan *plan, int keys, uint64_t line);

/// A name of a column, which lives as long as the table that has it.
typedef struct ccsv_name {
    const unsigned char *text;
    size_t length;
} ccsv_name;

/// Writes the first `room` columns of the row at an index of the stack to `names`, in the order of the file.
///
/// Returns how many that are; with NULL how many there are; 0 for a value that is no such row. Uses three places of the
/// stack.
size_t ccsv_row_columns(lua_State *L, int index, ccsv_name *names, size_t room);

#endif
