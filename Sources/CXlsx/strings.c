#include "internal.h"

/// Places in the texts are 32 bits wide.
enum { MOST_STRINGS = 0x40000000 };

static void on_start(cx_xml *xml, void *self, const char *name, const char **attributes) {
    (void)attributes;
    cxlsx_book *book = self;
    if (xml->depth == 2 && cx_is(name, "si")) book->string = (cx_rich){.depth = xml->depth};
    else cx_start_in_text(&book->string, xml, name, &book->strings);
}

static void on_text(cx_xml *xml, void *self, const char *text, size_t length) {
    cxlsx_book *book = self;
    if (book->string.open == 0) return;
    if (length > MOST_STRINGS - book->strings.count) return cx_fail(xml, CXLSX_TOO_MANY_STRINGS, "");
    if (!cx_append(&book->strings, text, length)) cx_fail(xml, CXLSX_NO_MEMORY, "");
}

static void on_end(cx_xml *xml, void *self) {
    cxlsx_book *book = self;
    if (xml->depth != book->string.depth || book->string.depth == 0)
        return cx_end_in_text(&book->string, xml, &book->strings);
    uint32_t end = (uint32_t)book->strings.count;
    book->string = (cx_rich){0};
    if (book->string_ends.count >= MOST_STRINGS) return cx_fail(xml, CXLSX_TOO_MANY_STRINGS, "");
    if (!cx_append(&book->string_ends, &end, sizeof end)) cx_fail(xml, CXLSX_NO_MEMORY, "");
}

const cx_handlers cx_strings_handlers = {.root = "sst", .start = on_start, .end = on_end, .text = on_text};
