/// Numbers of text, whatever the locale.
#ifndef CCSV_NUMBER_H
#define CCSV_NUMBER_H

#include <lua.h>
#include <stdbool.h>

/// An optional sign and decimal digits that fit into 64 bits, and nothing else.
bool ccsv_integer(const unsigned char *text, size_t length, lua_Integer *integer);

/// Pushes an integer, or a float of the form [sign] digits [. digits] [e [sign] digits]. False, and pushes nothing, for
/// anything else; hexadecimal, infinities and blanks are not numbers.
bool ccsv_push_number(lua_State *L, const unsigned char *text, size_t length);

#endif
