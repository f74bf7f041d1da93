/// Lua tables as records.
#ifndef CCSV_WRITE_H
#define CCSV_WRITE_H

#include <clua_text.h>
#include <stdbool.h>
#include <stddef.h>

typedef struct lua_State lua_State;

/// How records are written.
typedef struct ccsv_form {
    char separator;
    const char *line_end;  ///< ended by a NUL
    clua_number_writer number;
} ccsv_form;

/// The names of the columns, in order, no two alike. Also remembers how the last row had them.
typedef struct ccsv_columns ccsv_columns;

/// Room for `count` names; NULL without memory.
ccsv_columns *ccsv_columns_new(size_t count);
void ccsv_columns_free(ccsv_columns *columns);
/// False without memory for it.
bool ccsv_columns_set(ccsv_columns *columns, size_t index, const char *name, size_t length);

/// Appends the row at `index`, a table of values by name or a list in the order of the columns, as a record.
///
/// Never raises, runs no Lua code and collects no garbage. False, and appends nothing, if a value is no string, finite
/// number, boolean, null or nil, the row has other keys than the columns, Lua's stack has no room, or there is no
/// memory.
bool ccsv_write_row(lua_State *L, int index, ccsv_columns *columns, const ccsv_form *form, clua_text *text);

#endif
