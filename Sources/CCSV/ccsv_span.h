#ifndef CCSV_SPAN_H
#define CCSV_SPAN_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

// What the recognizers of texts share.

#define BIT(trait) (UINT64_C(1) << (trait))
#define COUNT(array) (sizeof(array) / sizeof *(array))

/// What is left of a text.
typedef struct span {
    const unsigned char *at, *end;
} span;

static inline bool is_digit(unsigned char byte) { return (unsigned)(byte - '0') < 10; }

static inline bool is_at_end(const span *text) { return text->at == text->end; }

/// Passes the digits at the beginning, and returns how many they are.
static inline size_t skip_digits(span *text) {
    const unsigned char *start = text->at;
    while (!is_at_end(text) && is_digit(*text->at)) text->at++;
    return (size_t)(text->at - start);
}

/// How many bytes the character has that begins with a byte of valid UTF-8.
static inline size_t bytes_of(unsigned char first) {
    return first < 0x80 ? 1 : first < 0xE0 ? 2 : first < 0xF0 ? 3 : 4;
}

/// The character that so many bytes of valid UTF-8 are.
static inline uint32_t scalar_of(const unsigned char *text, size_t count) {
    uint32_t scalar = count > 1 ? *text & (0x7Fu >> count) : *text;
    for (size_t k = 1; k < count; k++) scalar = scalar << 6 | (text[k] & 0x3F);
    return scalar;
}

#endif
