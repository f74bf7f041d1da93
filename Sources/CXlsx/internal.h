/// What the files of this target share.
#ifndef CXLSX_INTERNAL_H
#define CXLSX_INTERNAL_H

#include <stdio.h>
#include <string.h>

#include "include/cxlsx.h"
#include "libraries.h"

/// How much is unpacked and parsed in a step, and how much the step may add to any buffer.
enum { CX_CHUNK = 64 * 1024, CX_MOST_ADDED = 256 * 1024 };

// Bytes that grow.

typedef struct cx_bytes {
    char *bytes;
    size_t count, capacity;
} cx_bytes;

/// False without memory; then nothing is added.
bool cx_append(cx_bytes *to, const void *bytes, size_t count);
bool cx_reserve(cx_bytes *to, size_t more);
void cx_free_bytes(cx_bytes *bytes);
size_t cx_capacity_after_step(const cx_bytes *bytes);

// The archive.

typedef struct cx_archive {
    zip_t *zip;
    uint64_t file_size;
    size_t held;  ///< what libzip holds, about
} cx_archive;

typedef struct cx_part {
    zip_file_t *file;
    char name[160];
    uint64_t packed, unpacked, limit;
} cx_part;

bool cx_open_archive(cx_archive *archive, int descriptor, cxlsx_fault *fault);
void cx_close_archive(cx_archive *archive);
bool cx_has_part(const cx_archive *archive, const char *name);
/// `limit` is the most that it may unpack to.
bool cx_open_part(const cx_archive *archive, cx_part *part, const char *name, uint64_t limit, cxlsx_fault *fault);
void cx_close_part(cx_part *part);
/// The number of bytes, 0 at the end, -1 with a fault.
long cx_read_part(cx_part *part, void *buffer, size_t count, cxlsx_fault *fault);

// XML.

enum { CX_MOST_DEPTH = 64 };

typedef struct cx_xml cx_xml;

/// Names have no prefix; an element that is not in the root's namespace has the name "". `depth` of the root is 1.
typedef struct cx_handlers {
    const char *root;
    void (*start)(cx_xml *xml, void *self, const char *name, const char **attributes);
    void (*end)(cx_xml *xml, void *self);
    void (*text)(cx_xml *xml, void *self, const char *text, size_t length);
} cx_handlers;

struct cx_xml {
    XML_Parser parser;
    cx_part part;
    const cx_handlers *handlers;
    void *self;
    cxlsx_fault *fault;
    int depth;
    bool preserves[CX_MOST_DEPTH + 1];  ///< xml:space, by depth
    char prefix[32];
    size_t prefix_length;  ///< with its colon
    bool is_suspended, is_final;
    size_t held;
};

typedef enum cx_step { CX_AGAIN, CX_SUSPENDED, CX_FINISHED, CX_FAULT } cx_step;

bool cx_open_xml(
    cx_xml *xml, const cx_archive *archive, const char *part, uint64_t limit, const cx_handlers *handlers, void *self,
    cxlsx_fault *fault);
void cx_close_xml(cx_xml *xml);
/// Parses the next chunk, or what is left of it after `cx_suspend`.
cx_step cx_parse(cx_xml *xml);
/// Parses a small part whole, or until a handler suspends.
bool cx_parse_whole(
    const cx_archive *archive, const char *part, uint64_t limit, const cx_handlers *handlers, void *self,
    cxlsx_fault *fault);
/// For handlers: ends the step here, to be continued.
void cx_suspend(cx_xml *xml);
/// For handlers: ends the parsing with a fault.
void cx_fail(cx_xml *xml, cxlsx_fault_code code, const char *text);
/// An attribute without a prefix, or NULL.
const char *cx_attribute(const char **attributes, const char *name);
bool cx_is_true(const char *value);

static inline bool cx_is(const char *name, const char *wanted) { return strcmp(name, wanted) == 0; }

// Texts: those of <t> elements.

/// Ends a text that begins at `from`: blanks at its ends go unless they are preserved, and _xHHHH_ become characters.
void cx_finish_text(cx_bytes *text, size_t from, bool preserves);

/// Follows a text of runs: where <t> counts, and where it is a reading aid.
typedef struct cx_rich {
    int depth;  ///< of <si> or <is>; 0 outside
    int skipped;  ///< of <rPh>; 0 outside
    int open;  ///< of <t>; 0 outside
    size_t from;
} cx_rich;

void cx_start_in_text(cx_rich *rich, const cx_xml *xml, const char *name, const cx_bytes *text);
void cx_end_in_text(cx_rich *rich, const cx_xml *xml, cx_bytes *text);

// Numbers and dates.

typedef struct cx_number {
    bool is_integer;
    int64_t integer;
    double number;
} cx_number;

/// A number as a sheet shows it: 15 digits count. Integers that fit keep all.
bool cx_read_number(const char *text, size_t length, cx_number *number);

typedef enum cx_format { CX_GENERAL, CX_DATE, CX_TIME, CX_DATE_TIME, CX_ELAPSED } cx_format;

/// What a number format shows.
cx_format cx_format_of_code(const char *code);
cx_format cx_format_of_id(unsigned long id);
/// Writes `serial` as the format shows it, in ISO 8601; 0 for a flaw.
size_t cx_write_date(double serial, cx_format format, bool is_1904, char *out, size_t capacity, cxlsx_flaw *flaw);

// The book.

typedef struct cx_sheet {
    char *name;
    char *relation, *part;
    cxlsx_visibility visibility;
    bool has_cells;
    size_t position;  ///< among all tabs, from 0
} cx_sheet;

/// A defined name or a table.
typedef struct cx_name {
    size_t name, reference;  ///< where they begin in `name_texts`; each ends with a NUL
    bool is_table, has_header;
    bool is_local;  ///< whether it belongs to one sheet
    size_t sheet;   ///< that sheet's position
    uint32_t total_rows;
} cx_name;

typedef enum cx_cell_kind { CX_TEXT, CX_SHARED, CX_INTEGER, CX_NUMBER, CX_BOOLEAN } cx_cell_kind;

typedef struct cx_cell {
    uint32_t column;
    cx_cell_kind kind;
    union {
        struct {
            size_t begin, length;
        } text;
        int64_t integer;
        double number;
    };
} cx_cell;

typedef struct cx_column {
    uint32_t number;
    char *name;
    size_t length;
} cx_column;

/// The cell that is being read.
typedef struct cx_open_cell {
    bool is_wanted;
    uint32_t column;
    char type[12];
    unsigned long style;
    bool has_formula, has_value, is_in_value;
    size_t from;
    cx_rich rich;
} cx_open_cell;

struct cxlsx_book {
    cxlsx_fault fault;
    cx_archive archive;

    cx_sheet *sheets;
    size_t sheet_count, sheet_capacity;
    bool is_1904;
    char *book_part, *strings_part, *styles_part;

    cx_bytes names;  ///< `cx_name` each
    cx_bytes name_texts;
    bool lacks_names, is_in_names, is_in_name;

    uint8_t *formats;  ///< by style
    size_t format_count;

    cx_bytes strings;
    cx_bytes string_ends;  ///< uint32_t each

    cx_xml xml;
    enum { CX_IDLE, CX_STRINGS, CX_SHEET, CX_DONE } phase;
    const char *sheet_part;
    cxlsx_area area;
    bool skips_hidden;

    bool is_in_data, is_in_columns, is_in_row, is_after_area;
    uint32_t last_row;     ///< the number of the latest row; 0 before the first
    uint32_t last_column;  ///< of the latest cell of the row
    bool is_row_wanted, is_row_hidden;
    cx_open_cell cell;
    cx_rich string;

    cx_cell *cells;
    size_t cell_count, cell_capacity;
    cx_bytes text;
    size_t shared_weight;
    cxlsx_flaw flaw;
    uint32_t flaw_column;
    char flaw_text[48];
    uint8_t *hidden_columns;  ///< one byte a column; NULL if none is hidden
    uint32_t hidden_column;

    cx_column *columns;
    size_t column_count;
    char shown[64];
};

/// The part that a relation of `source` leads to, and the part with the relations of a part. To be freed.
char *cx_target_of(const char *source, const char *target);
char *cx_relations_of(const char *part);
bool cx_ends_with(const char *text, const char *end);

/// Follow an element of the list of defined names.
void cx_start_name(cx_xml *xml, cxlsx_book *book, const char **attributes);
void cx_text_in_name(cx_xml *xml, cxlsx_book *book, const char *text, size_t length);
void cx_end_name(cx_xml *xml, cxlsx_book *book);

bool cx_read_book(cxlsx_book *book);
bool cx_read_styles(cxlsx_book *book);
extern const cx_handlers cx_strings_handlers, cx_sheet_handlers;

static inline size_t cx_string_count(const cxlsx_book *book) { return book->string_ends.count / sizeof(uint32_t); }

#endif
