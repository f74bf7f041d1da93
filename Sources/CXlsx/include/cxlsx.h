/// Excel workbooks (.xlsx): their sheets, and the rows of a sheet one by one.
///
/// Memory does not grow with the rows. Nothing here raises a Lua error, so that Swift may call all of it. What takes
/// long is done in steps of 64 KiB, so that the caller can count memory and stop between them. A book belongs to one
/// thread at a time.
#ifndef CXLSX_H
#define CXLSX_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

typedef struct lua_State lua_State;
typedef struct cxlsx_book cxlsx_book;

/// Loads libzip and expat once; false, with the loader's text, if one is missing. From any thread.
bool cxlsx_load(const char **failure);

/// What a file is, by its first bytes.
typedef enum cxlsx_kind {
    CXLSX_ARCHIVE,      ///< a zip archive, perhaps a workbook
    CXLSX_EMPTY,
    CXLSX_OLD_EXCEL,    ///< .xls
    CXLSX_ENCRYPTED,    ///< a workbook with a password
    CXLSX_OLE,          ///< one of the two, or another file of old Office
    CXLSX_MARKUP,       ///< XML or HTML, as some programs name .xls
    CXLSX_OTHER,
    CXLSX_UNREADABLE,   ///< `errno` says why
} cxlsx_kind;

cxlsx_kind cxlsx_kind_of(int descriptor);

/// Why a book or a sheet cannot be read further.
typedef enum cxlsx_fault_code {
    CXLSX_NO_FAULT,
    CXLSX_NO_MEMORY,
    CXLSX_NOT_AN_ARCHIVE,    ///< `text` are libzip's words
    CXLSX_TOO_MANY_PARTS,
    CXLSX_OPEN_DOCUMENT,     ///< .ods
    CXLSX_BINARY_BOOK,       ///< .xlsb
    CXLSX_NO_BOOK,           ///< another zip archive
    CXLSX_NO_PART,           ///< `part` is named by another, and missing
    CXLSX_PART_DAMAGED,      ///< `text` are libzip's words
    CXLSX_PART_ENCRYPTED,
    CXLSX_PART_METHOD,       ///< compressed in a way that workbooks do not use
    CXLSX_PART_TOO_LARGE,
    CXLSX_PART_BOMB,         ///< unpacks to much more than any sheet does
    CXLSX_BAD_XML,           ///< `text` are expat's words, `number` is the line
    CXLSX_HAS_DTD,
    CXLSX_XML_MEMORY,        ///< one token takes more than a parser may
    CXLSX_XML_DEPTH,
    CXLSX_OTHER_ROOT,        ///< `part` is not what it is named as
    CXLSX_NO_SHEETS,
    CXLSX_TOO_MANY_STRINGS,
    CXLSX_BAD_REFERENCE,     ///< `text` is the reference of a row or a cell
    CXLSX_ROW_ORDER,         ///< row `row` stands after a later one
    CXLSX_CELL_ORDER,        ///< the cell stands after a later one of its row
    CXLSX_ROW_TOO_LONG,
} cxlsx_fault_code;

typedef struct cxlsx_fault {
    cxlsx_fault_code code;
    char part[160];
    char text[160];
    uint64_t number;
    uint32_t row, column;  ///< from 1; 0 where there is none
} cxlsx_fault;

/// What is wrong with one cell, so that its value is not known.
typedef enum cxlsx_flaw {
    CXLSX_NO_FLAW,
    CXLSX_NO_VALUE,         ///< a formula whose result is not stored
    CXLSX_NO_STRING,        ///< refers to a shared text that is not there
    CXLSX_NO_NUMBER,
    CXLSX_NO_DATE,          ///< a number beyond the calendar, shown as a date
    CXLSX_DAY_ZERO,         ///< 0 January 1900
    CXLSX_DAY_SIXTY,        ///< 29 February 1900
    CXLSX_NO_BOOLEAN,
    CXLSX_CELL_TYPE,        ///< of an unknown type
    CXLSX_NO_COLUMN,        ///< in a column that has no name
} cxlsx_flaw;

typedef enum cxlsx_status {
    CXLSX_MORE,    ///< a step is done, and more are to come
    CXLSX_READY,   ///< all steps are done
    CXLSX_ROW,     ///< a row was found
    CXLSX_END,     ///< the sheet has ended
    CXLSX_FAILED,  ///< for the reason `cxlsx_fault_of` gives
} cxlsx_status;

typedef enum cxlsx_visibility { CXLSX_VISIBLE, CXLSX_HIDDEN, CXLSX_VERY_HIDDEN } cxlsx_visibility;

/// Opens a workbook and reads the list of its sheets; the descriptor is duplicated. NULL without memory. The library
/// must be loaded. What is wrong with the file is the book's fault then.
cxlsx_book *cxlsx_open(int descriptor);
void cxlsx_close(cxlsx_book *book);
const cxlsx_fault *cxlsx_fault_of(const cxlsx_book *book);

/// Bytes that the book holds, and those that it may hold after one more step.
size_t cxlsx_held(const cxlsx_book *book);
size_t cxlsx_held_after_step(const cxlsx_book *book);

/// The sheets with cells, in the order of their tabs.
size_t cxlsx_sheet_count(const cxlsx_book *book);
const char *cxlsx_sheet_name(const cxlsx_book *book, size_t sheet, size_t *length);
cxlsx_visibility cxlsx_sheet_visibility(const cxlsx_book *book, size_t sheet);

/// A defined name or a table. Its texts are valid until more names are read.
typedef struct cxlsx_name {
    const char *name;
    const char *reference;  ///< `Sheet1!$A$1:$C$9`, or any formula; of a table, its cells alone
    bool is_local;          ///< whether it belongs to one sheet, and not to the workbook
    size_t sheet;           ///< that sheet
    bool is_table, has_header;
    uint32_t total_rows;    ///< of a table: the rows at its end that are no data
} cxlsx_name;

/// The defined names, and the tables of the sheets that they were read of.
size_t cxlsx_name_count(const cxlsx_book *book);
/// False for a name that belongs to a sheet without cells.
bool cxlsx_get_name(const cxlsx_book *book, size_t index, cxlsx_name *name);
/// Whether there are more names than are kept.
bool cxlsx_lacks_names(const cxlsx_book *book);
/// Adds the tables of a sheet to the names. False for the reason `cxlsx_fault_of` gives.
bool cxlsx_read_tables(cxlsx_book *book, size_t sheet);

/// A part of a sheet; numbers from 1, both ends included.
typedef struct cxlsx_area {
    uint32_t first_row, last_row, first_column, last_column;
} cxlsx_area;

enum { CXLSX_LAST_ROW = 1048576, CXLSX_LAST_COLUMN = 16384 };

/// Begins to read a sheet, for which the shared texts and the formats are read first. Once for a book.
/// False for the reason `cxlsx_fault_of` gives.
bool cxlsx_begin(cxlsx_book *book, size_t sheet, cxlsx_area area, bool skips_hidden);
/// Does a step of the preparation: `CXLSX_MORE`, `CXLSX_READY` or `CXLSX_FAILED`.
cxlsx_status cxlsx_prepare(cxlsx_book *book);
/// Finds the next row with a value: `CXLSX_MORE`, `CXLSX_ROW`, `CXLSX_END` or `CXLSX_FAILED`.
cxlsx_status cxlsx_next(cxlsx_book *book);

// The row that was found.

uint32_t cxlsx_row_number(const cxlsx_book *book);
bool cxlsx_row_is_hidden(const cxlsx_book *book);
/// The first hidden column that had a value so far; 0 if none had.
uint32_t cxlsx_hidden_column(const cxlsx_book *book);
/// What is wrong with the first bad cell, its column, and a text of it.
cxlsx_flaw cxlsx_row_flaw(const cxlsx_book *book, uint32_t *column, const char **text);
/// Bytes that Lua needs for it, about.
size_t cxlsx_row_weight(const cxlsx_book *book);
size_t cxlsx_cell_count(const cxlsx_book *book);
uint32_t cxlsx_cell_column(const cxlsx_book *book, size_t cell);
/// The cell as text: numbers as Lua writes them. Valid until the next call.
const char *cxlsx_cell_text(cxlsx_book *book, size_t cell, size_t *length);

/// Names the columns of the rows that follow after the texts of this row. Once for a book. False without memory.
bool cxlsx_name_columns(cxlsx_book *book);

/// Pushes the row as a table: by name, if columns were named, else as a list whose first place is the area's first
/// column, with "" for empty cells, and `width` places at least. Uses six places of the stack.
///
/// Runs where Lua's allocator does not refuse. Upvalue `keys` of the running function is nil at first and then holds
/// the names. What has no named column is left out, and is the row's flaw already.
void cxlsx_push_row(lua_State *L, cxlsx_book *book, int keys, uint32_t width);

#endif
