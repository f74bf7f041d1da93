#include <stdlib.h>

#include "internal.h"

enum {
    MOST_NAMES = 4 * 1024 * 1024,      ///< bytes of names and of what they stand for; those after them are not known
    MOST_RELATIONS = 64 * 1024 * 1024, ///< of one sheet: each link in a cell is one
    MOST_TABLES = 256,                 ///< of one sheet
    MOST_TABLE = 16 * 1024 * 1024,
    MOST_REFERENCE = 64,               ///< of a table: two cells
};

/// The tables of a sheet while they are looked for.
typedef struct finder {
    cxlsx_book *book;
    size_t sheet;
    char *parts[MOST_TABLES];
    size_t count;
} finder;

/// Begins a name; what it stands for is appended behind it.
static cx_name *add_name(cx_xml *xml, cxlsx_book *book, const char *text) {
    size_t length = strlen(text) + 1;
    if (book->lacks_names || book->names.count + book->name_texts.count + length > MOST_NAMES) {
        book->lacks_names = true;
        return NULL;
    }
    cx_name name = {.name = book->name_texts.count, .reference = book->name_texts.count + length};
    if (!cx_append(&book->name_texts, text, length) || !cx_append(&book->names, &name, sizeof name)) {
        cx_fail(xml, CXLSX_NO_MEMORY, "");
        return NULL;
    }
    return (cx_name *)(void *)(book->names.bytes + book->names.count) - 1;
}

static size_t name_count(const cxlsx_book *book) { return book->names.count / sizeof(cx_name); }

/// Takes back a name for which there is no room.
static void drop_name(cxlsx_book *book, const cx_name *name) {
    book->lacks_names = true;
    book->name_texts.count = name->name;
    book->names.count -= sizeof *name;
}

void cx_start_name(cx_xml *xml, cxlsx_book *book, const char **attributes) {
    const char *text = cx_attribute(attributes, "name"), *sheet = cx_attribute(attributes, "localSheetId");
    if (!text) return;
    cx_name *name = add_name(xml, book, text);
    if (!name) return;
    name->is_local = sheet != NULL;
    name->sheet = sheet ? strtoul(sheet, NULL, 10) : 0;
    book->is_in_name = true;
}

void cx_text_in_name(cx_xml *xml, cxlsx_book *book, const char *text, size_t length) {
    if (!book->is_in_name) return;
    if (book->names.count + book->name_texts.count + length > MOST_NAMES) {
        drop_name(book, (cx_name *)(void *)(book->names.bytes + book->names.count) - 1);
        book->is_in_name = false;
    } else if (!cx_append(&book->name_texts, text, length)) {
        cx_fail(xml, CXLSX_NO_MEMORY, "");
    }
}

void cx_end_name(cx_xml *xml, cxlsx_book *book) {
    if (!book->is_in_name) return;
    book->is_in_name = false;
    if (!cx_append(&book->name_texts, "", 1)) cx_fail(xml, CXLSX_NO_MEMORY, "");
}

static void on_relation(cx_xml *xml, void *self, const char *name, const char **attributes) {
    finder *found = self;
    if (xml->depth != 2 || !cx_is(name, "Relationship")) return;
    const char *type = cx_attribute(attributes, "Type"), *target = cx_attribute(attributes, "Target");
    if (!type || !target || !cx_ends_with(type, "/table")) return;
    if (found->count == MOST_TABLES) return cx_fail(xml, CXLSX_TOO_MANY_PARTS, "");
    char *part = cx_target_of(found->book->sheets[found->sheet].part, target);
    if (!part) return cx_fail(xml, CXLSX_NO_MEMORY, "");
    found->parts[found->count++] = part;
}

/// All that is to be known of a table stands in its first element.
static void on_table(cx_xml *xml, void *self, const char *element, const char **attributes) {
    finder *found = self;
    cxlsx_book *book = found->book;
    (void)element;
    const char *text = cx_attribute(attributes, "displayName"), *cells = cx_attribute(attributes, "ref");
    const char *headers = cx_attribute(attributes, "headerRowCount");
    const char *totals = cx_attribute(attributes, "totalsRowCount");
    if (xml->depth > 1 || xml->fault->code != CXLSX_NO_FAULT) return;
    cx_suspend(xml);
    if (!text) text = cx_attribute(attributes, "name");
    if (!text || !cells || strlen(cells) > MOST_REFERENCE) return;
    cx_name *name = add_name(xml, book, text);
    if (!name) return;
    name->is_table = name->is_local = true;
    name->sheet = book->sheets[found->sheet].position;
    name->has_header = !headers || !cx_is(headers, "0");
    name->total_rows = totals ? (uint32_t)strtoul(totals, NULL, 10) : 0;
    if (!cx_append(&book->name_texts, cells, strlen(cells) + 1)) cx_fail(xml, CXLSX_NO_MEMORY, "");
}

static bool read_table(finder *found, const char *part) {
    static const cx_handlers handlers = {.root = "table", .start = on_table};
    cxlsx_book *book = found->book;
    return cx_parse_whole(&book->archive, part, MOST_TABLE, &handlers, found, &book->fault);
}

bool cxlsx_read_tables(cxlsx_book *book, size_t sheet) {
    static const cx_handlers handlers = {.root = "Relationships", .start = on_relation};
    finder found = {.book = book, .sheet = sheet};
    char *relations = cx_relations_of(book->sheets[sheet].part);
    if (!relations) return book->fault.code = CXLSX_NO_MEMORY, false;
    bool is_read = !cx_has_part(&book->archive, relations)
        || cx_parse_whole(&book->archive, relations, MOST_RELATIONS, &handlers, &found, &book->fault);
    free(relations);
    for (size_t i = 0; i < found.count; i++) {
        is_read = is_read && read_table(&found, found.parts[i]);
        free(found.parts[i]);
    }
    return is_read;
}

size_t cxlsx_name_count(const cxlsx_book *book) { return name_count(book); }

bool cxlsx_lacks_names(const cxlsx_book *book) { return book->lacks_names; }

bool cxlsx_get_name(const cxlsx_book *book, size_t index, cxlsx_name *found) {
    const cx_name *name = (const cx_name *)(const void *)book->names.bytes + index;
    *found = (cxlsx_name){
        .name = book->name_texts.bytes + name->name,
        .reference = book->name_texts.bytes + name->reference,
        .is_local = name->is_local,
        .is_table = name->is_table,
        .has_header = name->has_header,
        .total_rows = name->total_rows,
    };
    if (!name->is_local) return true;
    for (size_t i = 0; i < book->sheet_count; i++)
        if (book->sheets[i].position == name->sheet) return found->sheet = i, true;
    return false;
}
