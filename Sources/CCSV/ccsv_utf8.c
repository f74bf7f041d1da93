#include "include/ccsv_reader.h"

#include <string.h>

/// The length of the valid sequence at `bytes`, 0 if it is none, -1 if the bytes end within it.
static int sequence(const unsigned char *bytes, size_t available) {
    unsigned char first = bytes[0], low = 0x80, high = 0xBF;
    int length;
    if (first < 0x80) return 1;
    if (first < 0xC2) return 0;
    if (first < 0xE0) length = 2;
    else if (first < 0xF0) {
        length = 3;
        if (first == 0xE0) low = 0xA0;
        if (first == 0xED) high = 0x9F;
    } else if (first < 0xF5) {
        length = 4;
        if (first == 0xF0) low = 0x90;
        if (first == 0xF4) high = 0x8F;
    } else return 0;
    for (int i = 1; i < length; i++) {
        if ((size_t)i == available) return -1;
        if (bytes[i] < low || bytes[i] > high) return 0;
        low = 0x80;
        high = 0xBF;
    }
    return length;
}

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
        int length = sequence(bytes + at, to - at);
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
