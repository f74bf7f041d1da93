#include <ctype.h>
#include <stdlib.h>
#include <strings.h>

#include "internal.h"

enum { MOST_STYLES = 65536, MOST_CUSTOM_FORMATS = 4096 };

cx_format cx_format_of_id(unsigned long id) {
    switch (id) {
    case 14: case 15: case 16: case 17: return CX_DATE;
    case 18: case 19: case 20: case 21: case 45: case 47: return CX_TIME;
    case 22: return CX_DATE_TIME;
    case 46: return CX_ELAPSED;
    // The dates and times of East Asian editions.
    case 27: case 28: case 29: case 30: case 31: case 36: return CX_DATE;
    case 50: case 51: case 52: case 53: case 54: case 57: case 58: return CX_DATE;
    case 32: case 33: case 34: case 35: case 55: case 56: return CX_TIME;
    default: return CX_GENERAL;
    }
}

/// Skips what a format does not show literally; NULL if the code ends inside it.
static const char *skip_literal(const char *at) {
    switch (*at) {
    case '"':
        at = strchr(at + 1, '"');
        return at ? at + 1 : NULL;
    case '\\': case '_': case '*': return at[1] ? at + 2 : NULL;
    default: return at;
    }
}

/// `[h]`, `[mm]`, `[s]` count hours, minutes or seconds beyond a day.
static bool is_elapsed(const char *at, const char *end) {
    char letter = (char)tolower((unsigned char)*at);
    if (letter != 'h' && letter != 'm' && letter != 's') return false;
    for (; at < end; at++)
        if (tolower((unsigned char)*at) != letter) return false;
    return true;
}

cx_format cx_format_of_code(const char *code) {
    bool has_date = false, has_time = false, has_elapsed = false;
    // An m is a minute after an h or before an s, and a month elsewhere.
    char before = 0;
    bool has_open_month = false;
    const char *at = code;
    // The first section is for positive numbers.
    while (at && *at && *at != ';') {
        const char *next = skip_literal(at);
        if (next != at) {
            at = next;
            continue;
        }
        if (*at == '[') {
            const char *end = strchr(at, ']');
            if (!end) break;
            if (end > at + 1 && is_elapsed(at + 1, end)) {
                has_elapsed = true;
                before = 'h';
            }
            at = end + 1;
            continue;
        }
        if (strncasecmp(at, "general", 7) == 0) {
            at += 7;
            continue;
        }
        if (strncasecmp(at, "am/pm", 5) == 0 || strncasecmp(at, "a/p", 3) == 0) {
            has_time = true;
            at += strncasecmp(at, "a/p", 3) == 0 ? 3 : 5;
            continue;
        }
        char letter = (char)tolower((unsigned char)*at);
        size_t run = 1;
        while (tolower((unsigned char)at[run]) == letter) run++;
        switch (letter) {
        case 'y': case 'd': has_date = true; break;
        // An era's year, where no exponent follows: 0.00E+00.
        case 'e':
            if (at[run] != '+' && at[run] != '-') has_date = true;
            break;
        case 'h': has_time = true; break;
        case 's':
            has_time = true;
            has_open_month = false;
            break;
        case 'm':
            if (has_open_month) has_date = true;
            if (before == 'h') has_time = true;
            else has_open_month = true;
            break;
        default: break;
        }
        if (strchr("ydhsm", letter)) {
            if (letter != 'm' && letter != 's' && has_open_month) {
                has_date = true;
                has_open_month = false;
            }
            before = letter;
        }
        at += run;
    }
    if (has_open_month) has_date = true;
    if (has_elapsed) return CX_ELAPSED;
    return has_date ? has_time ? CX_DATE_TIME : CX_DATE : has_time ? CX_TIME : CX_GENERAL;
}

typedef struct custom {
    unsigned long id;
    cx_format format;
} custom;

typedef struct styles {
    cxlsx_book *book;
    custom *customs;
    size_t custom_count;
    bool is_in_formats, is_in_styles;
} styles;

static bool grow(void *list, size_t count, size_t size) {
    // A power of two is full.
    if (count & (count - 1)) return true;
    void *larger = realloc(*(void **)list, (count ? count * 2 : 1) * size);
    if (larger) *(void **)list = larger;
    return larger != NULL;
}

static void add_format(cx_xml *xml, styles *all, const char **attributes) {
    const char *id = cx_attribute(attributes, "numFmtId"), *code = cx_attribute(attributes, "formatCode");
    if (!id || !code || all->custom_count == MOST_CUSTOM_FORMATS) return;
    if (!grow(&all->customs, all->custom_count, sizeof *all->customs)) return cx_fail(xml, CXLSX_NO_MEMORY, "");
    all->customs[all->custom_count++] = (custom){strtoul(id, NULL, 10), cx_format_of_code(code)};
}

static void add_style(cx_xml *xml, styles *all, const char **attributes) {
    cxlsx_book *book = all->book;
    if (book->format_count == MOST_STYLES) return;
    if (!grow(&book->formats, book->format_count, sizeof *book->formats)) return cx_fail(xml, CXLSX_NO_MEMORY, "");
    const char *text = cx_attribute(attributes, "numFmtId");
    unsigned long id = text ? strtoul(text, NULL, 10) : 0;
    cx_format format = cx_format_of_id(id);
    for (size_t i = 0; i < all->custom_count; i++)
        if (all->customs[i].id == id) format = all->customs[i].format;
    book->formats[book->format_count++] = (uint8_t)format;
}

static void on_start(cx_xml *xml, void *self, const char *name, const char **attributes) {
    styles *all = self;
    if (xml->depth == 2) {
        all->is_in_formats = cx_is(name, "numFmts");
        all->is_in_styles = cx_is(name, "cellXfs");
    } else if (xml->depth == 3) {
        if (all->is_in_formats && cx_is(name, "numFmt")) add_format(xml, all, attributes);
        if (all->is_in_styles && cx_is(name, "xf")) add_style(xml, all, attributes);
    }
}

bool cx_read_styles(cxlsx_book *book) {
    static const cx_handlers handlers = {.root = "styleSheet", .start = on_start};
    if (!book->styles_part) return true;
    styles all = {.book = book};
    bool is_read = cx_parse_whole(&book->archive, book->styles_part, 64 << 20, &handlers, &all, &book->fault);
    free(all.customs);
    return is_read;
}
