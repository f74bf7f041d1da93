#include "include/ccsv_profile.h"

#include <stdlib.h>
#include <string.h>

#include "ccsv_dressed.h"
#include "ccsv_kind.h"
#include "ccsv_span.h"

static const uint64_t ones = UINT64_C(0x0101010101010101);
static const uint64_t tops = UINT64_C(0x8080808080808080);

/// Whether all bytes are ASCII characters that can be seen, or blanks.
static inline bool is_plain(const unsigned char *text, size_t length) {
    size_t i = 0;
    uint64_t odd = 0;
    for (; i + 8 <= length; i += 8) {
        uint64_t word;
        memcpy(&word, text + i, 8);
        // Beyond 0x7E, and below 0x20; a carry can only come from a byte that is odd itself.
        odd |= word | (word + ones) | (word - ones * 0x20);
    }
    if (odd & tops) return false;
    for (; i < length; i++)
        if ((unsigned)text[i] - 0x20 > 0x7E - 0x20) return false;
    return true;
}

static bool is_space(unsigned char byte) { return byte == ' ' || (byte >= '\t' && byte <= '\r'); }

static bool is_in(uint32_t scalar, uint32_t low, uint32_t high) { return scalar >= low && scalar <= high; }

/// The trait of a character that is no plain one; 0 for a letter of any script.
static uint64_t trait_of(uint32_t scalar, bool is_after_ascii) {
    if (scalar == '\n' || scalar == '\r') return BIT(CCSV_LINE_BREAK);
    if (scalar == '\t') return BIT(CCSV_UNSEEN);
    if (scalar < 0x20 || is_in(scalar, 0x7F, 0x9F)) return BIT(CCSV_CONTROL);
    // Some scripts and emoji need joiners; Latin letters do not.
    if (scalar == 0x200C || scalar == 0x200D) return is_after_ascii ? BIT(CCSV_UNSEEN) : 0;
    if (scalar == 0x2018 || scalar == 0x2019 || scalar == 0x201C || scalar == 0x201D) return BIT(CCSV_CURLY);
    bool is_unseen = scalar == 0xA0 || scalar == 0xAD || scalar == 0x180E || is_in(scalar, 0x2000, 0x200F)
        || is_in(scalar, 0x2028, 0x202F) || is_in(scalar, 0x205F, 0x206F) || scalar == 0xFEFF;
    return is_unseen ? BIT(CCSV_UNSEEN) : 0;
}

/// The traits of the characters of a text that is not plain.
static uint64_t traits_of_characters(const unsigned char *text, size_t length, bool *is_blank) {
    uint64_t traits = 0;
    size_t checked, valid = ccsv_invalid_utf8(text, 0, length, true, &checked);
    if (valid < length) traits |= BIT(CCSV_NOT_TEXT);
    *is_blank = valid == length;
    bool is_after_ascii = true;
    for (size_t i = 0; i < valid;) {
        size_t count = bytes_of(text[i]);
        uint32_t scalar = scalar_of(text + i, count);
        uint64_t trait = is_in(scalar, 0x20, 0x7E) ? 0 : trait_of(scalar, is_after_ascii);
        traits |= trait;
        if (scalar != ' ' && !(trait & (BIT(CCSV_UNSEEN) | BIT(CCSV_LINE_BREAK)))) *is_blank = false;
        is_after_ascii = count == 1;
        i += count;
    }
    return traits;
}

static bool is_all_blank(const unsigned char *text, size_t length) {
    for (size_t i = 0; i < length; i++)
        if (text[i] != ' ') return false;
    return true;
}

uint64_t ccsv_traits(const unsigned char *text, size_t length, uint32_t flags) {
    if (length == 0) return BIT(CCSV_EMPTY);
    uint64_t traits = (flags & (CCSV_STRAY | CCSV_QUOTED)) == CCSV_STRAY ? BIT(CCSV_QUOTE_INSIDE) : 0;
    bool is_spaced = is_space(text[0]) || is_space(text[length - 1]), is_blank = false;
    if (is_plain(text, length)) {
        if (!is_spaced) return traits | ccsv_kind(text, length);
        is_blank = is_all_blank(text, length);
    } else {
        traits |= traits_of_characters(text, length, &is_blank);
    }
    if (is_blank) return traits | BIT(CCSV_BLANK);
    bool is_one_line = !(traits & (BIT(CCSV_NOT_TEXT) | BIT(CCSV_CONTROL) | BIT(CCSV_LINE_BREAK)));
    uint64_t dressed = is_one_line ? ccsv_dressed_kind(text, length) : 0;
    return traits | (dressed != 0 ? dressed : BIT(CCSV_OTHER)) | (is_spaced ? BIT(CCSV_OUTER_SPACE) : 0);
}

bool ccsv_profile_open(ccsv_profile *profile, size_t width, uint64_t samples) {
    *profile = (ccsv_profile){.width = width, .samples = samples};
    profile->columns = calloc(width, sizeof *profile->columns);
    profile->notes = calloc(width, sizeof *profile->notes);
    if (profile->columns && profile->notes) return true;
    ccsv_profile_close(profile);
    return false;
}

void ccsv_profile_close(ccsv_profile *profile) {
    free(profile->columns);
    free(profile->notes);
    *profile = (ccsv_profile){0};
}

static uint64_t traits_of_field(const ccsv_reader *reader, size_t field) {
    const ccsv_field *found = &reader->fields[field];
    return ccsv_traits(reader->bytes + found->begin, found->length, found->flags);
}

static bool is_blank_record(const ccsv_reader *reader) {
    for (size_t i = 0; i < reader->count; i++) {
        if (reader->fields[i].length == 0) continue;
        // Most records end here, at a first letter or digit.
        unsigned char first = reader->bytes[reader->fields[i].begin];
        if (first > ' ' && first < 0x7F) return false;
        if (!(traits_of_field(reader, i) & BIT(CCSV_BLANK))) return false;
    }
    return true;
}

/// Counts an integer by its length.
static void count_digits(ccsv_column *column, const unsigned char *text, size_t length, bool has_zeros, uint64_t line) {
    if (*text == '-' || length > CCSV_MOST_DIGITS) return;
    ccsv_digits *digits = &column->digits[length];
    if (has_zeros) {
        digits->zeros++;
    } else if (digits->others++ == 0) {
        digits->line = line;
        memcpy(digits->first, text, length);
    }
}

bool ccsv_profile_record(ccsv_profile *profile, const ccsv_reader *reader, uint64_t line) {
    profile->note_count = 0;
    if (is_blank_record(reader)) return false;
    size_t count = reader->count < profile->width ? reader->count : profile->width;
    for (size_t i = 0; i < count; i++) {
        ccsv_column *column = &profile->columns[i];
        uint64_t traits = traits_of_field(reader, i), noted = 0;
        if (traits & (BIT(CCSV_WHOLE) | BIT(CCSV_YEAR) | BIT(CCSV_ZEROS))) {
            const ccsv_field *field = &reader->fields[i];
            count_digits(column, reader->bytes + field->begin, field->length, traits & BIT(CCSV_ZEROS), line);
        }
        for (uint64_t rest = traits; rest; rest &= rest - 1) {
            int trait = __builtin_ctzll(rest);
            if (column->counts[trait]++ < profile->samples) noted |= BIT(trait);
        }
        if (noted) profile->notes[profile->note_count++] = (ccsv_note){(uint32_t)i, noted};
    }
    return true;
}
