#include "ccsv_recent.h"

#include <lua.h>
#include <string.h>

/// Whether a column repeats its texts shows in so many of them; if not, so many are left out before it is tried again.
enum { WINDOW = 256, PAUSE = 16 * 1024 };

/// Where a text is kept: by bytes of its beginning, middle and end.
static unsigned slot_of(const unsigned char *text, size_t length) {
    uint64_t first = 0, middle = 0, last = 0;
    if (length < sizeof first) {
        memcpy(&first, text, length);
    } else {
        memcpy(&first, text, sizeof first);
        memcpy(&middle, text + (length - sizeof middle) / 2, sizeof middle);
        memcpy(&last, text + length - sizeof last, sizeof last);
    }
    uint64_t mixed = (first ^ middle << 21 ^ middle >> 43 ^ last << 42 ^ last >> 22) + length;
    return (unsigned)(mixed * UINT64_C(0x9E3779B97F4A7C15) >> 58) % CCSV_RECENT_TEXTS;
}

bool ccsv_push_recent(
    lua_State *L, ccsv_recent *recent, int table, long long first, const unsigned char *text, size_t length) {
    if (length > CCSV_RECENT_LENGTH) return false;
    if (recent->pause > 0) {
        recent->pause--;
        return false;
    }
    unsigned slot = slot_of(text, length);
    if (recent->lengths[slot] == length && memcmp(recent->texts[slot], text, length) == 0) {
        lua_rawgeti(L, table, first + slot);
        recent->hits++;
    } else {
        lua_pushlstring(L, (const char *)text, length);
        lua_pushvalue(L, -1);
        lua_rawseti(L, table - 2, first + slot);
        recent->lengths[slot] = (unsigned char)length;
        memcpy(recent->texts[slot], text, length);
    }
    if (++recent->tries == WINDOW) {
        if (recent->hits < WINDOW / 2) recent->pause = PAUSE;
        recent->tries = recent->hits = 0;
    }
    return true;
}
