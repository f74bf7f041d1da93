#include <stdlib.h>

#include "internal.h"

enum {
    MOST_SHEETS = 4096,
    MOST_BOOK = 64 * 1024 * 1024,      ///< what the list of sheets may unpack to, with all names that are defined
    MOST_RELATIONS = 4 * 1024 * 1024,  ///< each is looked up in the list of sheets
};
/// What a sheet, and the shared texts, may unpack to.
static const uint64_t most_sheet = 1ULL << 36, most_strings = 1ULL << 32;

static bool fail_memory(cxlsx_book *book) {
    book->fault.code = CXLSX_NO_MEMORY;
    return false;
}

/// The part that a relation of `source` leads to: `..` and `.` are followed, and a leading slash is the archive's root.
char *cx_target_of(const char *source, const char *target) {
    const char *slash = strrchr(source, '/');
    size_t folder = *target == '/' || !slash ? 0 : (size_t)(slash - source) + 1, length = strlen(target);
    char *path = malloc(folder + length + 1);
    if (!path) return NULL;
    memcpy(path, source, folder);
    memcpy(path + folder, target, length + 1);
    size_t to = 0;
    for (char *name = path; name;) {
        char *end = strchr(name, '/');
        size_t count = end ? (size_t)(end - name) : strlen(name);
        if (count == 2 && memcmp(name, "..", 2) == 0) {
            if (to > 0) to--;
            while (to > 0 && path[to - 1] != '/') to--;
        } else if (count > 0 && !(count == 1 && *name == '.')) {
            memmove(path + to, name, count);
            to += count;
            if (end) path[to++] = '/';
        }
        name = end ? end + 1 : NULL;
    }
    path[to] = 0;
    return path;
}

/// The part with the relations of `part`.
char *cx_relations_of(const char *part) {
    const char *slash = strrchr(part, '/');
    size_t folder = slash ? (size_t)(slash - part) + 1 : 0, size = strlen(part) + sizeof "_rels/.rels";
    char *path = malloc(size);
    if (path) snprintf(path, size, "%.*s_rels/%s.rels", (int)folder, part, part + folder);
    return path;
}

bool cx_ends_with(const char *text, const char *end) {
    size_t length = strlen(text), count = strlen(end);
    return length >= count && memcmp(text + length - count, end, count) == 0;
}

/// Keeps the first.
static void set_part(cx_xml *xml, char **part, const char *source, const char *target) {
    if (*part) return;
    *part = cx_target_of(source, target);
    if (!*part) cx_fail(xml, CXLSX_NO_MEMORY, "");
}

static void on_root_relation(cx_xml *xml, void *self, const char *name, const char **attributes) {
    cxlsx_book *book = self;
    const char *type = cx_attribute(attributes, "Type"), *target = cx_attribute(attributes, "Target");
    if (xml->depth == 2 && cx_is(name, "Relationship") && type && target && cx_ends_with(type, "/officeDocument"))
        set_part(xml, &book->book_part, "", target);
}

static void on_book_relation(cx_xml *xml, void *self, const char *name, const char **attributes) {
    cxlsx_book *book = self;
    if (xml->depth != 2 || !cx_is(name, "Relationship")) return;
    const char *type = cx_attribute(attributes, "Type"), *target = cx_attribute(attributes, "Target");
    const char *id = cx_attribute(attributes, "Id");
    if (!type || !target || !id) return;
    if (cx_ends_with(type, "/sharedStrings")) set_part(xml, &book->strings_part, book->book_part, target);
    if (cx_ends_with(type, "/styles")) set_part(xml, &book->styles_part, book->book_part, target);
    // Charts and macros have tabs too.
    if (!cx_ends_with(type, "/worksheet")) return;
    for (size_t i = 0; i < book->sheet_count; i++) {
        cx_sheet *sheet = &book->sheets[i];
        if (!sheet->relation || !cx_is(sheet->relation, id)) continue;
        sheet->has_cells = true;
        set_part(xml, &sheet->part, book->book_part, target);
    }
}

static void add_sheet(cx_xml *xml, cxlsx_book *book, const char **attributes) {
    if (book->sheet_count == MOST_SHEETS) return cx_fail(xml, CXLSX_TOO_MANY_PARTS, "");
    if (book->sheet_count == book->sheet_capacity) {
        size_t capacity = book->sheet_capacity ? book->sheet_capacity * 2 : 16;
        cx_sheet *larger = realloc(book->sheets, capacity * sizeof *larger);
        if (!larger) return cx_fail(xml, CXLSX_NO_MEMORY, "");
        book->sheets = larger;
        book->sheet_capacity = capacity;
    }
    const char *name = cx_attribute(attributes, "name"), *state = cx_attribute(attributes, "state"), *relation = NULL;
    // `r:id`, whatever its prefix is.
    for (const char **at = attributes; *at; at += 2)
        if (cx_ends_with(at[0], ":id")) relation = at[1];
    cx_sheet *sheet = &book->sheets[book->sheet_count++];
    *sheet = (cx_sheet){
        .name = strdup(name ? name : ""),
        .relation = relation ? strdup(relation) : NULL,
        .position = book->sheet_count - 1,
    };
    if (state && cx_is(state, "hidden")) sheet->visibility = CXLSX_HIDDEN;
    if (state && cx_is(state, "veryHidden")) sheet->visibility = CXLSX_VERY_HIDDEN;
    if (!sheet->name || (relation && !sheet->relation)) cx_fail(xml, CXLSX_NO_MEMORY, "");
}

static void on_book(cx_xml *xml, void *self, const char *name, const char **attributes) {
    cxlsx_book *book = self;
    if (xml->depth == 2) {
        if (cx_is(name, "workbookPr")) book->is_1904 = cx_is_true(cx_attribute(attributes, "date1904"));
        book->is_in_data = cx_is(name, "sheets");
        book->is_in_names = cx_is(name, "definedNames");
    } else if (xml->depth == 3 && book->is_in_names && cx_is(name, "definedName")) {
        cx_start_name(xml, book, attributes);
    } else if (xml->depth == 3 && book->is_in_data && cx_is(name, "sheet")) {
        add_sheet(xml, book, attributes);
    }
}

static void on_book_text(cx_xml *xml, void *self, const char *text, size_t length) {
    cx_text_in_name(xml, self, text, length);
}

static void on_book_end(cx_xml *xml, void *self) {
    if (xml->depth == 3) cx_end_name(xml, self);
}

/// What other zip archive it is.
static cxlsx_fault_code other_archive(const cxlsx_book *book) {
    if (cx_has_part(&book->archive, "xl/workbook.bin")) return CXLSX_BINARY_BOOK;
    bool is_open = cx_has_part(&book->archive, "content.xml") && cx_has_part(&book->archive, "mimetype");
    return is_open ? CXLSX_OPEN_DOCUMENT : CXLSX_NO_BOOK;
}

/// Charts leave the list, so that numbers count what can be read.
static void drop_sheets_without_cells(cxlsx_book *book) {
    size_t kept = 0;
    for (size_t i = 0; i < book->sheet_count; i++) {
        cx_sheet sheet = book->sheets[i];
        if (sheet.has_cells) {
            book->sheets[kept++] = sheet;
        } else {
            free(sheet.name);
            free(sheet.relation);
            free(sheet.part);
        }
    }
    book->sheet_count = kept;
}

bool cx_read_book(cxlsx_book *book) {
    static const cx_handlers root = {.root = "Relationships", .start = on_root_relation};
    static const cx_handlers list = {
        .root = "workbook", .start = on_book, .end = on_book_end, .text = on_book_text};
    static const cx_handlers relations = {.root = "Relationships", .start = on_book_relation};
    const cx_archive *archive = &book->archive;
    cxlsx_fault *fault = &book->fault;
    if (!cx_has_part(archive, "_rels/.rels")) return fault->code = other_archive(book), false;
    if (!cx_parse_whole(archive, "_rels/.rels", MOST_RELATIONS, &root, book, fault)) return false;
    if (!book->book_part || cx_ends_with(book->book_part, ".bin")) return fault->code = other_archive(book), false;
    if (!cx_parse_whole(archive, book->book_part, MOST_BOOK, &list, book, fault)) {
        // The document of a text program or of a presentation.
        if (fault->code == CXLSX_OTHER_ROOT) fault->code = CXLSX_NO_BOOK;
        return false;
    }
    char *path = cx_relations_of(book->book_part);
    if (!path) return fail_memory(book);
    bool is_read = cx_parse_whole(archive, path, MOST_RELATIONS, &relations, book, fault);
    free(path);
    if (!is_read) return false;
    drop_sheets_without_cells(book);
    if (book->sheet_count == 0) fault->code = CXLSX_NO_SHEETS;
    return book->sheet_count > 0;
}

cxlsx_book *cxlsx_open(int descriptor) {
    cxlsx_book *book = calloc(1, sizeof *book);
    if (book && cx_open_archive(&book->archive, descriptor, &book->fault)) cx_read_book(book);
    return book;
}

void cxlsx_close(cxlsx_book *book) {
    if (!book) return;
    if (book->phase == CX_STRINGS || book->phase == CX_SHEET) cx_close_xml(&book->xml);
    cx_close_archive(&book->archive);
    for (size_t i = 0; i < book->sheet_count; i++) {
        free(book->sheets[i].name);
        free(book->sheets[i].relation);
        free(book->sheets[i].part);
    }
    free(book->sheets);
    free(book->book_part);
    free(book->strings_part);
    free(book->styles_part);
    free(book->formats);
    cx_free_bytes(&book->names);
    cx_free_bytes(&book->name_texts);
    cx_free_bytes(&book->strings);
    cx_free_bytes(&book->string_ends);
    cx_free_bytes(&book->text);
    free(book->cells);
    free(book->hidden_columns);
    for (size_t i = 0; i < book->column_count; i++) free(book->columns[i].name);
    free(book->columns);
    free(book);
}

const cxlsx_fault *cxlsx_fault_of(const cxlsx_book *book) { return &book->fault; }

static size_t held_besides_buffers(const cxlsx_book *book) {
    return sizeof *book + book->archive.held + book->xml.held + book->sheet_capacity * (sizeof *book->sheets + 64)
        + book->names.capacity + book->name_texts.capacity + book->format_count * 2
        + book->cell_capacity * sizeof *book->cells + book->column_count * 64;
}

size_t cxlsx_held(const cxlsx_book *book) {
    return held_besides_buffers(book) + book->strings.capacity + book->string_ends.capacity + book->text.capacity;
}

size_t cxlsx_held_after_step(const cxlsx_book *book) {
    size_t held = held_besides_buffers(book);
    if (book->phase == CX_STRINGS)
        return held + cx_capacity_after_step(&book->strings) + cx_capacity_after_step(&book->string_ends);
    return held + book->strings.capacity + book->string_ends.capacity + cx_capacity_after_step(&book->text);
}

size_t cxlsx_sheet_count(const cxlsx_book *book) { return book->sheet_count; }

const char *cxlsx_sheet_name(const cxlsx_book *book, size_t sheet, size_t *length) {
    *length = strlen(book->sheets[sheet].name);
    return book->sheets[sheet].name;
}

cxlsx_visibility cxlsx_sheet_visibility(const cxlsx_book *book, size_t sheet) { return book->sheets[sheet].visibility; }

static bool open_sheet(cxlsx_book *book) {
    book->phase = CX_IDLE;
    if (!cx_open_xml(&book->xml, &book->archive, book->sheet_part, most_sheet, &cx_sheet_handlers, book, &book->fault))
        return false;
    book->phase = CX_SHEET;
    return true;
}

bool cxlsx_begin(cxlsx_book *book, size_t sheet, cxlsx_area area, bool skips_hidden) {
    book->area = area;
    book->skips_hidden = skips_hidden;
    book->sheet_part = book->sheets[sheet].part;
    book->is_in_data = false;
    if (!cx_read_styles(book)) return false;
    if (!book->strings_part) return open_sheet(book);
    if (!cx_open_xml(
            &book->xml, &book->archive, book->strings_part, most_strings, &cx_strings_handlers, book, &book->fault))
        return false;
    book->phase = CX_STRINGS;
    return true;
}

cxlsx_status cxlsx_prepare(cxlsx_book *book) {
    if (book->fault.code != CXLSX_NO_FAULT) return CXLSX_FAILED;
    if (book->phase != CX_STRINGS) return CXLSX_READY;
    switch (cx_parse(&book->xml)) {
    case CX_AGAIN: return CXLSX_MORE;
    case CX_FINISHED:
        cx_close_xml(&book->xml);
        return open_sheet(book) ? CXLSX_READY : CXLSX_FAILED;
    default: return CXLSX_FAILED;
    }
}

static void forget_row(cxlsx_book *book) {
    book->cell_count = 0;
    book->text.count = 0;
    book->shared_weight = 0;
    book->flaw = CXLSX_NO_FLAW;
}

cxlsx_status cxlsx_next(cxlsx_book *book) {
    if (book->fault.code != CXLSX_NO_FAULT) return CXLSX_FAILED;
    if (book->phase != CX_SHEET) return CXLSX_END;
    if (book->xml.is_suspended) forget_row(book);
    switch (cx_parse(&book->xml)) {
    case CX_AGAIN: return CXLSX_MORE;
    case CX_SUSPENDED:
        if (!book->is_after_area) return CXLSX_ROW;
        break;
    case CX_FINISHED: break;
    default: return CXLSX_FAILED;
    }
    cx_close_xml(&book->xml);
    book->phase = CX_DONE;
    return CXLSX_END;
}
