/// What the fields of a file hold, counted column by column.
#ifndef CCSV_PROFILE_H
#define CCSV_PROFILE_H

#include "ccsv_reader.h"

/// What a field looks like. Every field has exactly one of the kinds up to `CCSV_OTHER`, and any of the rest.
enum {
    CCSV_EMPTY,              ///< no byte
    CCSV_BLANK,              ///< white space and characters of no width only
    CCSV_WHOLE,              ///< an integer without leading zeros
    CCSV_YEAR,               ///< the same of four digits, which may be a year
    CCSV_ZEROS,              ///< an integer with leading zeros
    CCSV_DECIMAL,            ///< digits with a point among them
    CCSV_EXPONENT,           ///< `1.2E+05`
    CCSV_NOT_AVAILABLE,      ///< `na`, as data.gov.sg's guideline writes a missing value
    CCSV_NEGLIGIBLE,         ///< `-` or `s`, its other marks
    CCSV_MISSING,            ///< what others write for it: `N/A`, `null`, `NaN` …
    CCSV_THOUSANDS,          ///< `40,120`
    CCSV_PERCENT,            ///< `12.5%`
    CCSV_CURRENCY,           ///< `$1,200`, `12 SGD`
    CCSV_ACCOUNTING,         ///< `(500)` for -500; `$ -` or a hyphen among blanks for 0
    CCSV_ODD_SIGN,           ///< `500-`, `+5`, `- 5`
    CCSV_DECIMAL_COMMA,      ///< `12,5`, `1.200,50`
    CCSV_GROUPS,             ///< digits in groups, but not by commas: `1 200`, `1'200`, `1.200.300`
    CCSV_APOSTROPHE,         ///< `'01`: what makes it a text for spreadsheets
    CCSV_FORMULA,            ///< `=SUM(A1)`
    CCSV_DISGUISED,          ///< a number, but for characters that look like its own or have no width
    CCSV_SHEET_ERROR,        ///< `#REF!`
    CCSV_MONTH,              ///< `2026-01`
    CCSV_DATE,               ///< `2026-01-31`, which exists
    CCSV_WEEK,               ///< `2026-W05`
    CCSV_QUARTER,            ///< `2026-Q1`
    CCSV_HALF_YEAR,          ///< `2026-H1`
    CCSV_DATE_TIME,          ///< `2026-01-31T09:30`, with or without seconds and zone
    CCSV_TIME,               ///< `09:30`
    CCSV_OTHER_TIME,         ///< `2026-01-31 09:30`, `2026-01-31T09:30:00.5Z`: what else machines write for a moment
    CCSV_OTHER_DATE,         ///< `31/1/2026`, `2026/01/31`: it can be read one way only
    CCSV_AMBIGUOUS_DATE,     ///< `1/2/2026`: two readings
    CCSV_OTHER,              ///< any other text
    CCSV_SERIAL,             ///< a number that spreadsheets have for a day of 1954 to 2064
    CCSV_OUTER_SPACE,        ///< white space at an end
    CCSV_CONTROL,            ///< a control character, NUL included, that is no tab and no line break
    CCSV_LINE_BREAK,
    CCSV_UNSEEN,             ///< a tab, a no-break space or a character of no width
    CCSV_CURLY,              ///< a curly quote
    CCSV_NOT_TEXT,           ///< not UTF-8
    CCSV_QUOTE_INSIDE,       ///< a quote, and the field is not quoted
    CCSV_CONTINENTAL,        ///< a number with a decimal comma, or with points between thousands
    CCSV_TWO_READINGS,       ///< a number whose only comma or point may be one or the other: `1,200`, `1.200`
    CCSV_TRAITS,
};

/// The longest integers whose lengths are told apart.
enum { CCSV_MOST_DIGITS = 20 };

/// Integers of one length, of one column.
typedef struct ccsv_digits {
    uint64_t zeros;  ///< those with leading zeros
    uint64_t others;
    uint64_t line;   ///< of the first of the others
    unsigned char first[CCSV_MOST_DIGITS];
} ccsv_digits;

typedef struct ccsv_column {
    uint64_t counts[CCSV_TRAITS];
    ccsv_digits digits[CCSV_MOST_DIGITS + 1];  ///< by length
} ccsv_column;

/// A field that is one of the first of its column with some of its traits.
typedef struct ccsv_note {
    uint32_t field;
    uint64_t traits;  ///< those, as bits
} ccsv_note;

typedef struct ccsv_profile {
    ccsv_column *columns;
    size_t width;
    ccsv_note *notes;  ///< of the last record
    size_t note_count;
    uint64_t samples;  ///< how many fields are noted of each column and trait
} ccsv_profile;

/// Room for `width` columns; what stands to the right of them is not looked at. False without memory for it.
bool ccsv_profile_open(ccsv_profile *profile, size_t width, uint64_t samples);
/// Frees what it holds.
void ccsv_profile_close(ccsv_profile *profile);

/// Looks at the record that was found. A record of empty and blank fields only is not counted: returns false for it.
bool ccsv_profile_record(ccsv_profile *profile, const ccsv_reader *reader, uint64_t line);

/// The traits of a field, as bits; `flags` are those of `ccsv_field`.
uint64_t ccsv_traits(const unsigned char *text, size_t length, uint32_t flags);

#endif
