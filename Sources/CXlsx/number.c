#define _GNU_SOURCE
#include <math.h>
#include <stdlib.h>

#include "internal.h"

/// Excel shows 15 digits, and files hold the 17 of a double: 0.30000000000000004 for what is shown as 0.3.
enum { MOST_DIGITS = 15, MOST_EXPONENT = 400 };

typedef struct decimal {
    uint64_t digits;  ///< 15 at most, rounded
    int exponent;
    bool is_negative, is_rounded_up;
} decimal;

static const double powers[] = {1e0,  1e1,  1e2,  1e3,  1e4,  1e5,  1e6,  1e7,  1e8,  1e9,  1e10, 1e11,
                                1e12, 1e13, 1e14, 1e15, 1e16, 1e17, 1e18, 1e19, 1e20, 1e21, 1e22};

static bool is_digit(char byte) { return byte >= '0' && byte <= '9'; }

/// Nothing but a sign and 18 digits at most.
static bool read_integer(const char *text, size_t length, int64_t *integer) {
    size_t at = length > 0 && (*text == '-' || *text == '+') ? 1 : 0;
    if (at == length || length - at > 18) return false;
    int64_t value = 0;
    for (size_t i = at; i < length; i++) {
        if (!is_digit(text[i])) return false;
        value = value * 10 + (text[i] - '0');
    }
    *integer = *text == '-' ? -value : value;
    return true;
}

static bool read_decimal(const char *text, size_t length, decimal *value) {
    *value = (decimal){.is_negative = length > 0 && *text == '-'};
    size_t at = length > 0 && (*text == '-' || *text == '+') ? 1 : 0;
    bool has_digits = false, has_point = false, rounds_up = false;
    int kept = 0, dropped = 0;
    for (; at < length; at++) {
        if (text[at] == '.' && !has_point) {
            has_point = true;
            continue;
        }
        if (!is_digit(text[at])) break;
        has_digits = true;
        if (kept < MOST_DIGITS) {
            value->digits = value->digits * 10 + (uint64_t)(text[at] - '0');
            if (value->digits > 0) kept++;
            if (has_point && value->exponent > -1000000) value->exponent--;
        } else {
            if (dropped++ == 0) rounds_up = text[at] >= '5';
            if (!has_point && value->exponent < 1000000) value->exponent++;
        }
    }
    if (!has_digits) return false;
    if (at < length && (text[at] == 'e' || text[at] == 'E')) {
        at++;
        bool is_negative = at < length && text[at] == '-';
        if (at < length && (text[at] == '-' || text[at] == '+')) at++;
        if (at == length) return false;
        int exponent = 0;
        for (; at < length && is_digit(text[at]); at++)
            if (exponent < 1000000) exponent = exponent * 10 + (text[at] - '0');
        value->exponent += is_negative ? -exponent : exponent;
    }
    if (at != length) return false;
    value->is_rounded_up = rounds_up;
    if (rounds_up) value->digits++;
    while (value->digits > 0 && value->digits % 10 == 0) {
        value->digits /= 10;
        value->exponent++;
    }
    return true;
}

bool cx_read_number(const char *text, size_t length, cx_number *number) {
    *number = (cx_number){.is_integer = true};
    if (read_integer(text, length, &number->integer)) {
        number->number = (double)number->integer;
        return true;
    }
    decimal value;
    if (!read_decimal(text, length, &value)) return false;
    if (value.digits == 0) return true;
    int64_t integer = (int64_t)value.digits;
    int exponent = value.exponent;
    // Up to 10^15 a double holds each integer.
    while (exponent > 0 && integer < 1000000000000000 / 10) {
        integer *= 10;
        exponent--;
    }
    number->is_integer = exponent == 0;
    number->integer = value.is_negative ? -integer : integer;
    double magnitude;
    // Both sides are exact, so that the result is rounded once.
    if (value.exponent >= 0 && value.exponent <= 22) {
        magnitude = (double)value.digits * powers[value.exponent];
    } else if (value.exponent < 0 && value.exponent >= -22) {
        magnitude = (double)value.digits / powers[-value.exponent];
    } else {
        if (value.exponent > MOST_EXPONENT) return false;
        if (value.exponent < -MOST_EXPONENT) value.exponent = -MOST_EXPONENT;
        char digits[48];
        snprintf(digits, sizeof digits, "%llue%d", (unsigned long long)value.digits, value.exponent);
        magnitude = strtod_l(digits, NULL, cx.plain);
        // The largest doubles must not be rounded beyond what there is.
        if (isinf(magnitude) && value.is_rounded_up && value.digits >= 100000000000000) {
            snprintf(digits, sizeof digits, "%llue%d", (unsigned long long)value.digits - 1, value.exponent);
            magnitude = strtod_l(digits, NULL, cx.plain);
        }
        if (!isfinite(magnitude)) return false;
    }
    number->number = value.is_negative ? -magnitude : magnitude;
    return true;
}

enum { DAY = 86400000 };

/// Year, month and day of a day that is counted from 1 March 0000; the months from March on make years of equal shape.
static void civil(int64_t days, int *year, int *month, int *day) {
    int64_t era = days / 146097;
    int64_t of_era = days % 146097;
    int64_t years = (of_era - of_era / 1460 + of_era / 36524 - of_era / 146096) / 365;
    int64_t of_year = of_era - (365 * years + years / 4 - years / 100);
    int64_t shifted = (5 * of_year + 2) / 153;
    *day = (int)(of_year - (153 * shifted + 2) / 5) + 1;
    *month = (int)(shifted < 10 ? shifted + 3 : shifted - 9);
    *year = (int)(years + era * 400) + (*month <= 2);
}

static size_t write_time(int64_t milliseconds, char *out, size_t capacity) {
    int seconds = (int)(milliseconds / 1000), rest = (int)(milliseconds % 1000);
    int written = snprintf(out, capacity, "%02d:%02d:%02d", seconds / 3600, seconds / 60 % 60, seconds % 60);
    if (rest > 0) written += snprintf(out + written, capacity - (size_t)written, ".%03d", rest);
    return (size_t)written;
}

static size_t write_elapsed(int64_t milliseconds, char *out, size_t capacity) {
    int64_t left = milliseconds < 0 ? -milliseconds : milliseconds;
    int written = snprintf(out, capacity, "%s%02lld", milliseconds < 0 ? "-" : "", (long long)(left / 3600000));
    char time[32];
    size_t length = write_time(left % 3600000, time, sizeof time);
    // The hours of what is left are 00.
    written += snprintf(out + written, capacity - (size_t)written, "%.*s", (int)length - 2, time + 2);
    return (size_t)written;
}

size_t cx_write_date(double serial, cx_format format, bool is_1904, char *out, size_t capacity, cxlsx_flaw *flaw) {
    *flaw = CXLSX_NO_DATE;
    // 2958465 is 31 December 9999.
    if (!(fabs(serial) < 2958466)) return 0;
    int64_t milliseconds = llround(serial * DAY);
    if (format == CX_ELAPSED) return write_elapsed(milliseconds, out, capacity);
    if (milliseconds < 0) return 0;
    int64_t day = milliseconds / DAY, time = milliseconds % DAY;
    if (format == CX_TIME && day == 0) return write_time(time, out, capacity);
    if (!is_1904 && (day == 0 || day == 60)) {
        *flaw = day == 0 ? CXLSX_DAY_ZERO : CXLSX_DAY_SIXTY;
        return 0;
    }
    // From 1 March 0000 to 31 December 1899, the day before it, and 1 January 1904.
    int64_t origin = is_1904 ? 695361 : day < 60 ? 693900 : 693899;
    int year, month, of_month;
    civil(day + origin, &year, &month, &of_month);
    if (year > 9999) return 0;
    size_t written = (size_t)snprintf(out, capacity, "%04d-%02d-%02d", year, month, of_month);
    if (format == CX_DATE && time == 0) return written;
    out[written++] = 'T';
    return written + write_time(time, out + written, capacity - written);
}
