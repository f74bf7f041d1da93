/// The texts that a column has had lately. Most columns repeat some: a status, a city, a day. Lua hashes each short
/// text and looks it up among all that it has, which takes longer than to compare it with one.
#ifndef CCSV_RECENT_H
#define CCSV_RECENT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

typedef struct lua_State lua_State;

enum {
    CCSV_RECENT_TEXTS = 64,   ///< so many are kept of a column
    CCSV_RECENT_LENGTH = 32,  ///< of at most so many bytes; Lua hashes no longer ones than 40
    CCSV_RECENT_COLUMNS = 16,
};

typedef struct ccsv_recent {
    unsigned char lengths[CCSV_RECENT_TEXTS];
    unsigned char texts[CCSV_RECENT_TEXTS][CCSV_RECENT_LENGTH];
    unsigned tries, hits, pause;
} ccsv_recent;

/// Pushes a text of at least one byte. The table at `table`, a negative index, keeps those of the column from `first`
/// on. False, and pushes nothing, for a text that is too long, and in a column that hardly repeats any.
bool ccsv_push_recent(
    lua_State *L, ccsv_recent *recent, int table, long long first, const unsigned char *text, size_t length);

#endif
