#include "ccsv_kind.h"

#include <stdbool.h>
#include <string.h>
#include <strings.h>

#include "ccsv_dressed.h"
#include "ccsv_span.h"
#include "include/ccsv_profile.h"

static inline bool skip(span *text, unsigned char byte) {
    if (text->at == text->end || *text->at != byte) return false;
    text->at++;
    return true;
}

/// The number that `count` digits are, which must be all in a row; -1 if they are not.
static int number(span *text, size_t count) {
    if ((size_t)(text->end - text->at) < count) return -1;
    int value = 0;
    for (size_t i = 0; i < count; i++) {
        if (!is_digit(text->at[i])) return -1;
        value = value * 10 + text->at[i] - '0';
    }
    text->at += count;
    return value;
}

static bool exists(int year, int month, int day) {
    static const int days[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
    if (month < 1 || month > 12 || day < 1) return false;
    bool is_leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
    return day <= days[month - 1] + (month == 2 && is_leap);
}

/// hh:mm[:ss]
static bool skip_time(span *text) {
    int hour = number(text, 2);
    if (hour < 0 || hour > 23 || !skip(text, ':')) return false;
    int minute = number(text, 2);
    if (minute < 0 || minute > 59) return false;
    if (!skip(text, ':')) return true;
    int second = number(text, 2);
    return second >= 0 && second < 60;
}

/// +hh:mm, +hh:mm:ss or nothing
static bool skip_zone(span *text) {
    if (!skip(text, '+') && !skip(text, '-')) return true;
    return skip_time(text);
}

/// What begins with a year and a hyphen.
static uint64_t calendar_kind(int year, span text) {
    if (text.at == text.end) return BIT(CCSV_OTHER);
    unsigned char letter = *text.at;
    if (letter == 'W' || letter == 'Q' || letter == 'H') {
        text.at++;
        int part = number(&text, letter == 'W' ? 2 : 1);
        if (part < 1 || !is_at_end(&text)) return BIT(CCSV_OTHER);
        if (letter == 'W') return part <= 53 ? BIT(CCSV_WEEK) : BIT(CCSV_OTHER);
        if (letter == 'Q') return part <= 4 ? BIT(CCSV_QUARTER) : BIT(CCSV_OTHER);
        return part <= 2 ? BIT(CCSV_HALF_YEAR) : BIT(CCSV_OTHER);
    }
    int month = number(&text, 2);
    if (month < 1 || month > 12) return BIT(CCSV_OTHER);
    if (is_at_end(&text)) return BIT(CCSV_MONTH);
    if (!skip(&text, '-') || !exists(year, month, number(&text, 2))) return BIT(CCSV_OTHER);
    if (is_at_end(&text)) return BIT(CCSV_DATE);
    bool is_standard = skip(&text, 'T');
    if (!is_standard && !skip(&text, ' ')) return BIT(CCSV_OTHER);
    if (!skip_time(&text)) return BIT(CCSV_OTHER);
    span rest = text;
    if (is_standard && skip_zone(&rest) && is_at_end(&rest)) return BIT(CCSV_DATE_TIME);
    // Fractions of a second, and the Z for UTC.
    if (skip(&text, '.') && skip_digits(&text) == 0) return BIT(CCSV_OTHER);
    if (!skip(&text, 'Z') && !skip_zone(&text)) return BIT(CCSV_OTHER);
    return is_at_end(&text) ? BIT(CCSV_OTHER_TIME) : BIT(CCSV_OTHER);
}

/// Two numbers and a year, with a time after them or without: which is the day?
static uint64_t day_month_kind(int first, unsigned char sign, span text) {
    const unsigned char *start = text.at;
    int second = 0;
    while (text.at < text.end && is_digit(*text.at) && text.at - start < 2) second = second * 10 + *text.at++ - '0';
    if (text.at == start || !skip(&text, sign)) return BIT(CCSV_OTHER);
    size_t year_digits = skip_digits(&text);
    if (year_digits != 4 && !(year_digits == 2 && sign == '/')) return BIT(CCSV_OTHER);
    if (!is_at_end(&text) && *text.at != ' ') return BIT(CCSV_OTHER);
    // A leap year has every day that there can be.
    bool as_day_month = exists(2000, second, first), as_month_day = exists(2000, first, second);
    if (!as_day_month && !as_month_day) return BIT(CCSV_OTHER);
    return as_day_month && as_month_day && first != second ? BIT(CCSV_AMBIGUOUS_DATE) : BIT(CCSV_OTHER_DATE);
}

/// 20000 is in 1954, 60000 in 2064.
static uint64_t serial(const unsigned char *digits, size_t count) {
    return count == 5 && digits[0] >= '2' && digits[0] <= '5' ? BIT(CCSV_SERIAL) : 0;
}

static uint64_t number_kind(span text) {
    bool is_negative = skip(&text, '-');
    const unsigned char *digits = text.at;
    size_t whole = skip_digits(&text);
    uint64_t day = is_negative ? 0 : serial(digits, whole);
    if (is_at_end(&text)) {
        if (whole == 0) return BIT(CCSV_OTHER);
        if (whole > 1 && *digits == '0') return BIT(CCSV_ZEROS);
        return day | (whole == 4 && !is_negative ? BIT(CCSV_YEAR) : BIT(CCSV_WHOLE));
    }
    unsigned char sign = *text.at;
    span rest = {text.at + 1, text.end};
    if (!is_negative && (whole == 1 || whole == 2) && (sign == '/' || sign == '-' || sign == '.')) {
        span start = {digits, text.at};
        uint64_t kind = day_month_kind(number(&start, whole), sign, rest);
        if (kind != BIT(CCSV_OTHER)) return kind;
    }
    if (!is_negative && whole == 4 && (sign == '-' || sign == '/')) {
        span start = {digits, text.at};
        int year = number(&start, 4);
        if (sign == '-') return calendar_kind(year, rest);
        int month = number(&rest, 2);
        bool is_date = month > 0 && skip(&rest, '/') && exists(year, month, number(&rest, 2)) && is_at_end(&rest);
        return is_date ? BIT(CCSV_OTHER_DATE) : BIT(CCSV_OTHER);
    }
    if (sign == ':' && !is_negative) {
        span time = {digits, text.end};
        return skip_time(&time) && is_at_end(&time) ? BIT(CCSV_TIME) : BIT(CCSV_OTHER);
    }
    size_t fraction = 0;
    if (skip(&text, '.')) fraction = skip_digits(&text);
    if (whole + fraction == 0) return BIT(CCSV_OTHER);
    if (is_at_end(&text))
        return day | BIT(CCSV_DECIMAL) | (ccsv_has_two_readings(digits, whole, fraction) ? BIT(CCSV_TWO_READINGS) : 0);
    if (!skip(&text, 'E') && !skip(&text, 'e')) return BIT(CCSV_OTHER);
    if (!skip(&text, '+')) skip(&text, '-');
    return skip_digits(&text) > 0 && is_at_end(&text) ? BIT(CCSV_EXPONENT) : BIT(CCSV_OTHER);
}

static bool is_one_of(const unsigned char *text, size_t length, const char *const *words, size_t count) {
    for (size_t i = 0; i < count; i++)
        if (strlen(words[i]) == length && strncasecmp((const char *)text, words[i], length) == 0) return true;
    return false;
}

static uint64_t plain_kind(const unsigned char *text, size_t length) {
    static const char *const missing[] = {"n/a", "na", "n.a.", "n.a", "nan", "null", "--", "<na>", "(null)"};
    static const char *const sheet_errors[] = {
        "#REF!", "#N/A", "#VALUE!", "#DIV/0!", "#NAME?", "#NUM!", "#NULL!", "#SPILL!", "#CALC!", "#GETTING_DATA",
        "#FIELD!", "#BLOCKED!", "#CONNECT!", "#UNKNOWN!", "#BUSY!",
    };
    unsigned char first = text[0];
    if (is_digit(first) || first == '.') return number_kind((span){text, text + length});
    switch (first) {
    case '-':
        if (length == 1) return BIT(CCSV_NEGLIGIBLE);
        if (length == 2 && text[1] == '-') return BIT(CCSV_MISSING);
        return number_kind((span){text, text + length});
    case 's': return length == 1 ? BIT(CCSV_NEGLIGIBLE) : BIT(CCSV_OTHER);
    case 'n':
        if (length == 2 && text[1] == 'a') return BIT(CCSV_NOT_AVAILABLE);
        return is_one_of(text, length, missing, COUNT(missing)) ? BIT(CCSV_MISSING) : BIT(CCSV_OTHER);
    case 'N':
    case '<':
    case '(': return is_one_of(text, length, missing, COUNT(missing)) ? BIT(CCSV_MISSING) : BIT(CCSV_OTHER);
    case '#':
        return is_one_of(text, length, sheet_errors, COUNT(sheet_errors)) ? BIT(CCSV_SHEET_ERROR) : BIT(CCSV_OTHER);
    default: return BIT(CCSV_OTHER);
    }
}

uint64_t ccsv_kind(const unsigned char *text, size_t length) {
    uint64_t kind = plain_kind(text, length);
    if (kind != BIT(CCSV_OTHER)) return kind;
    uint64_t dressed = ccsv_dressed_kind(text, length);
    return dressed != 0 ? dressed : kind;
}
