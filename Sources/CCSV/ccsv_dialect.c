#include "include/ccsv_dialect.h"

static bool is_line_end(unsigned char byte) { return byte == '\n' || byte == '\r'; }

ccsv_shape ccsv_shape_of(
    const unsigned char *bytes, size_t count, bool is_whole, unsigned char separator, size_t most) {
    ccsv_shape shape = {0, 0, true};
    size_t at = 0;
    while (at < count && shape.records < most && shape.is_regular) {
        size_t width = 0;
        bool is_blank = is_line_end(bytes[at]), is_complete = false;
        while (!is_complete) {
            width++;
            if (at < count && bytes[at] == '"') {
                for (at++; at < count && (bytes[at] != '"' || (at + 1 < count && bytes[at + 1] == '"')); at++)
                    if (bytes[at] == '"') at++;
                if (at < count) at++;
            }
            while (at < count && bytes[at] != separator && !is_line_end(bytes[at])) at++;
            if (at == count && !is_whole) return shape;
            is_complete = at == count || is_line_end(bytes[at]);
            at++;
        }
        if (at < count && bytes[at - 1] == '\r' && bytes[at] == '\n') at++;
        if (is_blank) continue;
        if (shape.records == 0) shape.width = width;
        shape.is_regular = width == shape.width;
        shape.records++;
    }
    return shape;
}
