/// Which bytes are UTF-8, as Unicode defines it: no surrogates, no longer forms than needed.
#ifndef CLUA_UTF8_H
#define CLUA_UTF8_H

#include <stddef.h>

/// The length of the character at `bytes`, of which `available` are there and at least one; 0 if it is no UTF-8, -1 if
/// the bytes end within a character that is UTF-8 so far.
int clua_utf8_length(const unsigned char *bytes, size_t available);

#endif
