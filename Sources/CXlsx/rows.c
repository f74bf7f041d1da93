#define _GNU_SOURCE
#include <lua.h>
#include <stdlib.h>

#include "internal.h"

uint32_t cxlsx_row_number(const cxlsx_book *book) { return book->last_row; }

bool cxlsx_row_is_hidden(const cxlsx_book *book) { return book->is_row_hidden; }

uint32_t cxlsx_hidden_column(const cxlsx_book *book) { return book->hidden_column; }

cxlsx_flaw cxlsx_row_flaw(const cxlsx_book *book, uint32_t *column, const char **text) {
    *column = book->flaw_column;
    *text = book->flaw_text;
    return book->flaw;
}

size_t cxlsx_row_weight(const cxlsx_book *book) {
    return book->text.count + book->shared_weight + book->cell_count * 64;
}

size_t cxlsx_cell_count(const cxlsx_book *book) { return book->cell_count; }

uint32_t cxlsx_cell_column(const cxlsx_book *book, size_t cell) { return book->cells[cell].column; }

static const char *text_of(const cxlsx_book *book, const cx_cell *cell) {
    return (cell->kind == CX_SHARED ? book->strings.bytes : book->text.bytes) + cell->text.begin;
}

const char *cxlsx_cell_text(cxlsx_book *book, size_t index, size_t *length) {
    const cx_cell *cell = &book->cells[index];
    int written = 0;
    switch (cell->kind) {
    case CX_INTEGER:
        written = snprintf(book->shown, sizeof book->shown, "%lld", (long long)cell->integer);
        break;
    case CX_BOOLEAN: written = snprintf(book->shown, sizeof book->shown, cell->integer ? "true" : "false"); break;
    case CX_NUMBER: {
        locale_t before = uselocale(cx.plain);
        written = snprintf(book->shown, sizeof book->shown, "%.15g", cell->number);
        uselocale(before);
        break;
    }
    default: *length = cell->text.length; return text_of(book, cell);
    }
    *length = (size_t)written;
    return book->shown;
}

bool cxlsx_name_columns(cxlsx_book *book) {
    book->columns = calloc(book->cell_count + 1, sizeof *book->columns);
    if (!book->columns) return false;
    for (size_t i = 0; i < book->cell_count; i++) {
        size_t length;
        const char *text = cxlsx_cell_text(book, i, &length);
        char *name = malloc(length + 1);
        if (!name) return false;
        memcpy(name, text, length);
        book->columns[book->column_count++] = (cx_column){book->cells[i].column, name, length};
    }
    return true;
}

static void push_cell(lua_State *L, const cxlsx_book *book, const cx_cell *cell) {
    switch (cell->kind) {
    case CX_INTEGER: lua_pushinteger(L, cell->integer); break;
    case CX_NUMBER: lua_pushnumber(L, cell->number); break;
    case CX_BOOLEAN: lua_pushboolean(L, cell->integer != 0); break;
    default: lua_pushlstring(L, text_of(book, cell), cell->text.length);
    }
}

/// Pushes the table of names, made at the first row.
static void push_keys(lua_State *L, const cxlsx_book *book, int keys) {
    lua_pushvalue(L, lua_upvalueindex(keys));
    if (lua_type(L, -1) == LUA_TTABLE) return;
    lua_pop(L, 1);
    lua_createtable(L, (int)book->column_count, 0);
    for (size_t i = 0; i < book->column_count; i++) {
        lua_pushlstring(L, book->columns[i].name, book->columns[i].length);
        lua_rawseti(L, -2, (lua_Integer)i + 1);
    }
    lua_pushvalue(L, -1);
    lua_replace(L, lua_upvalueindex(keys));
}

static void push_list(lua_State *L, const cxlsx_book *book, uint32_t width) {
    uint32_t first = book->area.first_column;
    if (book->cell_count > 0) {
        uint32_t reach = book->cells[book->cell_count - 1].column - first + 1;
        if (reach > width) width = reach;
    }
    lua_createtable(L, (int)width, 0);
    size_t next = 0;
    for (uint32_t i = 0; i < width; i++) {
        if (next < book->cell_count && book->cells[next].column == first + i) push_cell(L, book, &book->cells[next++]);
        else lua_pushliteral(L, "");
        lua_rawseti(L, -2, (lua_Integer)i + 1);
    }
}

void cxlsx_push_row(lua_State *L, cxlsx_book *book, int keys, uint32_t width) {
    if (book->column_count == 0) return push_list(L, book, width);
    push_keys(L, book, keys);
    lua_createtable(L, 0, (int)book->cell_count);
    size_t next = 0;
    for (size_t i = 0; i < book->cell_count; i++) {
        const cx_cell *cell = &book->cells[i];
        while (next < book->column_count && book->columns[next].number < cell->column) next++;
        if (next == book->column_count || book->columns[next].number != cell->column) continue;
        lua_rawgeti(L, -2, (lua_Integer)next + 1);
        push_cell(L, book, cell);
        lua_rawset(L, -3);
    }
    lua_replace(L, -2);
}
