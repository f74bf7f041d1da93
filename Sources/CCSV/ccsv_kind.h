/// What a plain text is: a number, a date, a mark for a missing value.
#ifndef CCSV_KIND_H
#define CCSV_KIND_H

#include <stddef.h>
#include <stdint.h>

/// The kind of a text of visible ASCII characters that neither begins nor ends with a blank, and its traits, as bits.
uint64_t ccsv_kind(const unsigned char *text, size_t length);

#endif
