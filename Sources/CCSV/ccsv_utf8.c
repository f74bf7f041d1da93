#include <clua_utf8.h>
#include <string.h>

#include "include/ccsv_reader.h"

size_t ccsv_invalid_utf8(const unsigned char *bytes, size_t from, size_t to, bool is_last, size_t *checked) {
    size_t at = from;
    while (at < to) {
        uint64_t words[2];
        while (to - at >= sizeof words) {
            memcpy(words, bytes + at, sizeof words);
            if ((words[0] | words[1]) & UINT64_C(0x8080808080808080)) break;
            at += sizeof words;
        }
        if (at == to) break;
        int length = clua_utf8_length(bytes + at, to - at);
        if (length == 0 || (length < 0 && is_last)) {
            *checked = at;
            return at;
        }
        if (length < 0) break;
        at += (size_t)length;
    }
    *checked = at;
    return to;
}
