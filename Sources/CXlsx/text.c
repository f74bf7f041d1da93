#include "internal.h"

static int hex_digit(char digit) {
    if (digit >= '0' && digit <= '9') return digit - '0';
    if (digit >= 'A' && digit <= 'F') return digit - 'A' + 10;
    if (digit >= 'a' && digit <= 'f') return digit - 'a' + 10;
    return -1;
}

/// The UTF-16 unit that `_xHHHH_` stands for, or -1.
static int32_t escape(const char *text, size_t length) {
    if (length < 7 || text[0] != '_' || text[1] != 'x' || text[6] != '_') return -1;
    int32_t unit = 0;
    for (int i = 2; i < 6; i++) {
        int digit = hex_digit(text[i]);
        if (digit < 0) return -1;
        unit = unit << 4 | digit;
    }
    return unit;
}

static size_t write_utf8(char *out, uint32_t point) {
    if (point < 0x80) {
        out[0] = (char)point;
        return 1;
    }
    if (point < 0x800) {
        out[0] = (char)(0xC0 | point >> 6);
        out[1] = (char)(0x80 | (point & 0x3F));
        return 2;
    }
    if (point < 0x10000) {
        out[0] = (char)(0xE0 | point >> 12);
        out[1] = (char)(0x80 | (point >> 6 & 0x3F));
        out[2] = (char)(0x80 | (point & 0x3F));
        return 3;
    }
    out[0] = (char)(0xF0 | point >> 18);
    out[1] = (char)(0x80 | (point >> 12 & 0x3F));
    out[2] = (char)(0x80 | (point >> 6 & 0x3F));
    out[3] = (char)(0x80 | (point & 0x3F));
    return 4;
}

/// Replaces the escapes, which only become shorter.
static size_t unescape(char *text, size_t length) {
    size_t to = 0, at = 0;
    while (at < length) {
        int32_t unit = text[at] == '_' ? escape(text + at, length - at) : -1;
        if (unit < 0) {
            text[to++] = text[at++];
            continue;
        }
        if (unit >= 0xD800 && unit < 0xE000) {
            int32_t low = unit < 0xDC00 ? escape(text + at + 7, length - at - 7) : -1;
            if (low < 0xDC00 || low >= 0xE000) {
                // Half of a character stays as it is written.
                text[to++] = text[at++];
                continue;
            }
            to += write_utf8(text + to, 0x10000 + ((uint32_t)(unit - 0xD800) << 10) + (uint32_t)(low - 0xDC00));
            at += 14;
            continue;
        }
        to += write_utf8(text + to, (uint32_t)unit);
        at += 7;
    }
    return to;
}

static bool is_blank(char byte) { return byte == ' ' || byte == '\t' || byte == '\n' || byte == '\r'; }

void cx_finish_text(cx_bytes *text, size_t from, bool preserves) {
    if (text->count == from) return;
    char *begin = text->bytes + from;
    size_t length = text->count - from;
    if (!preserves) {
        size_t lead = 0;
        while (length > 0 && is_blank(begin[length - 1])) length--;
        while (lead < length && is_blank(begin[lead])) lead++;
        length -= lead;
        if (lead > 0) memmove(begin, begin + lead, length);
    }
    if (length >= 7 && memchr(begin, '_', length)) length = unescape(begin, length);
    text->count = from + length;
}

void cx_start_in_text(cx_rich *rich, const cx_xml *xml, const char *name, const cx_bytes *text) {
    if (rich->depth == 0 || rich->skipped > 0 || rich->open > 0) return;
    int below = xml->depth - rich->depth;
    // <si><t>, or <si><r><t>.
    if (cx_is(name, "t") && below <= 2) {
        rich->open = xml->depth;
        rich->from = text->count;
    } else if (cx_is(name, "rPh")) {
        rich->skipped = xml->depth;
    }
}

void cx_end_in_text(cx_rich *rich, const cx_xml *xml, cx_bytes *text) {
    if (rich->depth == 0) return;
    if (xml->depth == rich->open) {
        cx_finish_text(text, rich->from, xml->preserves[xml->depth]);
        rich->open = 0;
    } else if (xml->depth == rich->skipped) {
        rich->skipped = 0;
    }
}
