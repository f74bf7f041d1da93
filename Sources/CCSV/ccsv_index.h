/// Marks the bytes of a buffer that can end a field or open a quote: separator, quote, LF, CR.
#ifndef CCSV_INDEX_H
#define CCSV_INDEX_H

#include <stddef.h>
#include <stdint.h>

/// How many bytes one word of marks stands for.
enum { CCSV_BLOCK = 64 };

/// Sets bit i % 64 of bits[i / 64] for every such byte i in [from, to); `from` is a multiple of 64.
/// Reads whole blocks: the buffer has 64 readable bytes after `to`. Bits from `to` on are cleared.
void ccsv_index(const unsigned char *bytes, size_t from, size_t to, unsigned char separator, uint64_t *bits);

#endif
