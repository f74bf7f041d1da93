/// Numbers as people and spreadsheets write them.
#ifndef CCSV_DRESSED_H
#define CCSV_DRESSED_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/// The kind and the readings of a text that is a number but for its dress, such as `$1,200`, `(500)` or `12,5`, or that
/// is a formula; 0 for any other. The text is UTF-8, and is no plain number, date or missing-value mark.
uint64_t ccsv_dressed_kind(const unsigned char *text, size_t length);

/// Whether digits with a point among them, such as `1.200`, could be thousands.
static inline bool ccsv_has_two_readings(const unsigned char *digits, size_t whole, size_t fraction) {
    return fraction == 3 && whole >= 1 && whole <= 3 && *digits != '0';
}

#endif
