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
/// The `index`th value of a row is that of `field`, both from 0. False without memory for it.
bool ccsv_plan_set(ccsv_plan *plan, size_t index, size_t field, ccsv_type type, const char *name, size_t length);

/// Pushes the record that `ccsv_find` has found, as a table, and its place, `path:line`. Uses six places of the stack.
///
/// Upvalue `keys` of the running function is nil at first and then holds the keys. Returns the number of fields in the
/// plan, or the place in the plan of the first field that is not of its type and is missing in the row.
size_t ccsv_push_row(lua_State *L, ccsv_reader *reader, ccsv_plan *plan, int keys, uint64_t line);
/// The same for a line without a byte that stands for one empty field.
void ccsv_push_blank(lua_State *L, ccsv_plan *plan, int keys, uint64_t line);

#endif
