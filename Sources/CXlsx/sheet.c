#include <stdlib.h>

#include "internal.h"

enum { MOST_ROW = 64 * 1024 * 1024 };

/// The row and the column of `AB12`, or false.
static bool read_reference(const char *text, uint32_t *row, uint32_t *column) {
    uint32_t letters = 0, digits = 0;
    for (; *text >= 'A' && *text <= 'Z'; text++)
        if ((letters = letters * 26 + (uint32_t)(*text - 'A') + 1) > CXLSX_LAST_COLUMN) return false;
    for (; *text >= '0' && *text <= '9'; text++)
        if ((digits = digits * 10 + (uint32_t)(*text - '0')) > CXLSX_LAST_ROW) return false;
    *row = digits;
    *column = letters;
    return *text == 0 && letters > 0 && digits > 0;
}

static void fail_at(cx_xml *xml, cxlsx_book *book, cxlsx_fault_code code, uint32_t column, const char *text) {
    if (book->fault.code != CXLSX_NO_FAULT) return;
    book->fault.row = book->last_row;
    book->fault.column = column;
    cx_fail(xml, code, text);
}

static void note_flaw(cxlsx_book *book, cxlsx_flaw flaw, uint32_t column, const char *text, size_t length) {
    if (book->flaw != CXLSX_NO_FLAW) return;
    book->flaw = flaw;
    book->flaw_column = column;
    if (length > sizeof book->flaw_text - 1) {
        length = sizeof book->flaw_text - 1;
        // A character is not cut.
        while (length > 0 && ((unsigned char)text[length] & 0xC0) == 0x80) length--;
    }
    if (length > 0) memcpy(book->flaw_text, text, length);
    book->flaw_text[length] = 0;
}

static void start_row(cx_xml *xml, cxlsx_book *book, const char **attributes) {
    const char *reference = cx_attribute(attributes, "r");
    uint32_t number = book->last_row + 1;
    if (reference) {
        char *end;
        unsigned long long given = strtoull(reference, &end, 10);
        if (*end || end == reference || *reference == '-' || given == 0 || given > CXLSX_LAST_ROW)
            return fail_at(xml, book, CXLSX_BAD_REFERENCE, 0, reference);
        if (given <= book->last_row) return fail_at(xml, book, CXLSX_ROW_ORDER, 0, reference);
        number = (uint32_t)given;
    }
    if (number > CXLSX_LAST_ROW) return fail_at(xml, book, CXLSX_BAD_REFERENCE, 0, "");
    book->last_row = number;
    book->last_column = 0;
    book->is_in_row = true;
    if (number > book->area.last_row) {
        book->is_after_area = true;
        book->is_row_wanted = false;
        return cx_suspend(xml);
    }
    book->is_row_hidden = cx_is_true(cx_attribute(attributes, "hidden"));
    book->is_row_wanted = number >= book->area.first_row && !(book->skips_hidden && book->is_row_hidden);
}

static void start_cell(cx_xml *xml, cxlsx_book *book, const char **attributes) {
    cx_open_cell *cell = &book->cell;
    uint32_t row = 0, column = book->last_column + 1;
    *cell = (cx_open_cell){.from = book->text.count};
    for (const char **at = attributes; *at; at += 2) {
        if (at[0][1]) continue;
        switch (at[0][0]) {
        case 'r':
            if (!read_reference(at[1], &row, &column) || row != book->last_row)
                return fail_at(xml, book, CXLSX_BAD_REFERENCE, 0, at[1]);
            break;
        case 's': cell->style = strtoul(at[1], NULL, 10); break;
        case 't': snprintf(cell->type, sizeof cell->type, "%s", at[1]); break;
        default: break;
        }
    }
    if (column > CXLSX_LAST_COLUMN) return fail_at(xml, book, CXLSX_BAD_REFERENCE, 0, "");
    if (column <= book->last_column) return fail_at(xml, book, CXLSX_CELL_ORDER, column, "");
    cell->column = book->last_column = column;
    cell->is_wanted = column >= book->area.first_column && column <= book->area.last_column;
}

static void start_in_cell(cx_xml *xml, cxlsx_book *book, const char *name) {
    cx_open_cell *cell = &book->cell;
    if (cell->rich.depth > 0) return cx_start_in_text(&cell->rich, xml, name, &book->text);
    if (xml->depth != 5) return;
    if (cx_is(name, "v")) {
        cell->has_value = cell->is_in_value = true;
        book->text.count = cell->from;
    } else if (cx_is(name, "f")) {
        cell->has_formula = true;
    } else if (cx_is(name, "is")) {
        cell->rich = (cx_rich){.depth = xml->depth};
        book->text.count = cell->from;
    }
}

static void on_start(cx_xml *xml, void *self, const char *name, const char **attributes) {
    cxlsx_book *book = self;
    switch (xml->depth) {
    case 1: return;
    case 2:
        book->is_in_data = cx_is(name, "sheetData");
        book->is_in_columns = cx_is(name, "cols");
        return;
    case 3:
        if (book->is_in_data) {
            if (cx_is(name, "row")) start_row(xml, book, attributes);
        } else if (book->is_in_columns && cx_is(name, "col") && cx_is_true(cx_attribute(attributes, "hidden"))) {
            const char *first = cx_attribute(attributes, "min"), *last = cx_attribute(attributes, "max");
            if (!book->hidden_columns) book->hidden_columns = calloc(CXLSX_LAST_COLUMN + 1, 1);
            if (!first || !last || !book->hidden_columns) return;
            unsigned long from = strtoul(first, NULL, 10), to = strtoul(last, NULL, 10);
            for (; from > 0 && from <= to && from <= CXLSX_LAST_COLUMN; from++) book->hidden_columns[from] = 1;
        }
        return;
    case 4:
        if (book->is_in_row && book->is_row_wanted && cx_is(name, "c")) start_cell(xml, book, attributes);
        return;
    default:
        if (book->cell.is_wanted) start_in_cell(xml, book, name);
    }
}

static void on_text(cx_xml *xml, void *self, const char *text, size_t length) {
    cxlsx_book *book = self;
    if (!book->cell.is_in_value && book->cell.rich.open == 0) return;
    // A date may be longer than its number, so that the text may be a little over the limit already.
    if (book->text.count > MOST_ROW || length > MOST_ROW - book->text.count)
        return fail_at(xml, book, CXLSX_ROW_TOO_LONG, 0, "");
    if (!cx_append(&book->text, text, length)) cx_fail(xml, CXLSX_NO_MEMORY, "");
}

static cx_cell *add_cell(cx_xml *xml, cxlsx_book *book) {
    if (book->cell_count == book->cell_capacity) {
        size_t capacity = book->cell_capacity ? book->cell_capacity * 2 : 32;
        cx_cell *larger = realloc(book->cells, capacity * sizeof *larger);
        if (!larger) return cx_fail(xml, CXLSX_NO_MEMORY, ""), NULL;
        book->cells = larger;
        book->cell_capacity = capacity;
    }
    uint32_t column = book->cell.column;
    if (book->hidden_columns && book->hidden_columns[column] && book->hidden_column == 0) book->hidden_column = column;
    cx_cell *cell = &book->cells[book->cell_count++];
    *cell = (cx_cell){.column = column};
    return cell;
}

/// What was collected of the cell's text; there is none of an empty one.
static void keep_text(cx_xml *xml, cxlsx_book *book) {
    size_t from = book->cell.from;
    if (book->text.count == from) return;
    cx_cell *cell = add_cell(xml, book);
    if (!cell) return;
    cell->kind = CX_TEXT;
    cell->text.begin = from;
    cell->text.length = book->text.count - from;
}

static void keep_shared(cx_xml *xml, cxlsx_book *book, const char *text, size_t length) {
    size_t count = cx_string_count(book);
    uint64_t index = 0;
    bool is_number = length > 0;
    for (size_t i = 0; i < length && index < count; i++) {
        is_number = is_number && text[i] >= '0' && text[i] <= '9';
        index = index * 10 + (uint64_t)(text[i] - '0');
    }
    if (!is_number || index >= count) return note_flaw(book, CXLSX_NO_STRING, book->cell.column, text, length);
    const uint32_t *ends = (const uint32_t *)(const void *)book->string_ends.bytes;
    size_t begin = index > 0 ? ends[index - 1] : 0;
    if (ends[index] == begin) return;
    cx_cell *cell = add_cell(xml, book);
    if (!cell) return;
    cell->kind = CX_SHARED;
    cell->text.begin = begin;
    cell->text.length = ends[index] - begin;
    book->shared_weight += cell->text.length;
}

static void keep_number(cx_xml *xml, cxlsx_book *book, const char *text, size_t length) {
    cx_number number;
    uint32_t column = book->cell.column;
    if (!cx_read_number(text, length, &number)) return note_flaw(book, CXLSX_NO_NUMBER, column, text, length);
    cx_format format = book->cell.style < book->format_count ? (cx_format)book->formats[book->cell.style] : CX_GENERAL;
    if (format != CX_GENERAL) {
        char date[64];
        cxlsx_flaw flaw;
        size_t written = cx_write_date(number.number, format, book->is_1904, date, sizeof date, &flaw);
        if (written == 0) return note_flaw(book, flaw, column, text, length);
        book->text.count = book->cell.from;
        if (!cx_append(&book->text, date, written)) return cx_fail(xml, CXLSX_NO_MEMORY, "");
        return keep_text(xml, book);
    }
    cx_cell *cell = add_cell(xml, book);
    if (!cell) return;
    book->text.count = book->cell.from;
    cell->kind = number.is_integer ? CX_INTEGER : CX_NUMBER;
    if (number.is_integer) cell->integer = number.integer;
    else cell->number = number.number;
}

static void keep_boolean(cx_xml *xml, cxlsx_book *book, const char *text, size_t length) {
    bool is_true = (length == 1 && *text == '1') || (length == 4 && memcmp(text, "true", 4) == 0);
    if (!is_true && !(length == 1 && *text == '0') && !(length == 5 && memcmp(text, "false", 5) == 0))
        return note_flaw(book, CXLSX_NO_BOOLEAN, book->cell.column, text, length);
    cx_cell *cell = add_cell(xml, book);
    if (!cell) return;
    book->text.count = book->cell.from;
    cell->kind = CX_BOOLEAN;
    cell->integer = is_true;
}

static bool drop_end(cx_bytes *text, size_t from, const char *end) {
    size_t length = strlen(end);
    if (text->count - from < length || memcmp(text->bytes + text->count - length, end, length) != 0) return false;
    text->count -= length;
    return true;
}

/// A date in ISO 8601: a Z goes, for there is no time zone, and midnight where the format shows no time.
static void keep_iso_date(cx_xml *xml, cxlsx_book *book) {
    cx_bytes *text = &book->text;
    size_t from = book->cell.from;
    drop_end(text, from, "Z");
    cx_format format = book->cell.style < book->format_count ? (cx_format)book->formats[book->cell.style] : CX_GENERAL;
    if (format == CX_DATE && !drop_end(text, from, "T00:00:00.000")) drop_end(text, from, "T00:00:00");
    keep_text(xml, book);
}

static void end_cell(cx_xml *xml, cxlsx_book *book) {
    cx_open_cell *cell = &book->cell;
    cell->is_wanted = false;
    const char *type = cell->type;
    size_t length = book->text.count - cell->from;
    const char *text = length > 0 ? book->text.bytes + cell->from : "";
    // A formula that gives no text has an empty value, and its type.
    bool gives_text = cx_is(type, "str") && cell->has_value;
    if (cell->has_formula && length == 0 && !gives_text)
        return note_flaw(book, CXLSX_NO_VALUE, cell->column, "", 0);
    if (length == 0) return;
    if (!*type || cx_is(type, "n")) keep_number(xml, book, text, length);
    else if (cx_is(type, "s")) keep_shared(xml, book, text, length);
    else if (cx_is(type, "str") || cx_is(type, "inlineStr") || cx_is(type, "e")) return keep_text(xml, book);
    else if (cx_is(type, "b")) keep_boolean(xml, book, text, length);
    else if (cx_is(type, "d")) return keep_iso_date(xml, book);
    else note_flaw(book, CXLSX_CELL_TYPE, cell->column, type, strlen(type));
    // Only a date has written a text of its own.
    if (book->cell_count == 0 || book->cells[book->cell_count - 1].column != cell->column
        || book->cells[book->cell_count - 1].kind != CX_TEXT)
        book->text.count = cell->from;
}

static void note_unnamed(cxlsx_book *book) {
    size_t next = 0;
    for (size_t i = 0; i < book->cell_count; i++) {
        while (next < book->column_count && book->columns[next].number < book->cells[i].column) next++;
        if (next < book->column_count && book->columns[next].number == book->cells[i].column) continue;
        return note_flaw(book, CXLSX_NO_COLUMN, book->cells[i].column, "", 0);
    }
}

static void end_row(cx_xml *xml, cxlsx_book *book) {
    book->is_in_row = false;
    if (!book->is_row_wanted || (book->cell_count == 0 && book->flaw == CXLSX_NO_FLAW)) return;
    if (book->column_count > 0) note_unnamed(book);
    cx_suspend(xml);
}

static void on_end(cx_xml *xml, void *self) {
    cxlsx_book *book = self;
    cx_open_cell *cell = &book->cell;
    switch (xml->depth) {
    case 2: book->is_in_data = book->is_in_columns = false; return;
    case 3:
        if (book->is_in_row) end_row(xml, book);
        return;
    case 4:
        if (cell->is_wanted) end_cell(xml, book);
        return;
    case 5:
        if (!cell->is_wanted) return;
        if (cell->is_in_value) {
            // Blanks are a part of texts only.
            bool preserves = cx_is(cell->type, "str") && xml->preserves[xml->depth];
            cx_finish_text(&book->text, cell->from, preserves);
            cell->is_in_value = false;
        } else if (cell->rich.depth > 0) {
            cell->rich = (cx_rich){0};
        }
        return;
    default:
        if (cell->is_wanted) cx_end_in_text(&cell->rich, xml, &book->text);
    }
}

const cx_handlers cx_sheet_handlers = {.root = "worksheet", .start = on_start, .end = on_end, .text = on_text};
