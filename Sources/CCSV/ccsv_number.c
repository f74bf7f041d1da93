#include "ccsv_number.h"

#include <stdint.h>
#include <string.h>

static bool is_digit(unsigned char byte) { return (unsigned)(byte - '0') < 10; }

bool ccsv_integer(const unsigned char *text, size_t length, lua_Integer *integer) {
    const unsigned char *end = text + length;
    bool is_negative = text < end && *text == '-';
    if (text < end && (*text == '-' || *text == '+')) text++;
    if (text == end) return false;
    uint64_t value = 0;
    for (; text < end; text++) {
        uint64_t digit = (uint64_t)*text - '0';
        if (digit > 9 || __builtin_mul_overflow(value, UINT64_C(10), &value)) return false;
        if (__builtin_add_overflow(value, digit, &value)) return false;
    }
    if (value > (uint64_t)INT64_MAX + is_negative) return false;
    *integer = (lua_Integer)(is_negative ? 0 - value : value);
    return true;
}

bool ccsv_push_number(lua_State *L, const unsigned char *text, size_t length) {
    static const double powers[] = {1e0,  1e1,  1e2,  1e3,  1e4,  1e5,  1e6,  1e7,  1e8,  1e9,  1e10, 1e11,
                                    1e12, 1e13, 1e14, 1e15, 1e16, 1e17, 1e18, 1e19, 1e20, 1e21, 1e22};
    lua_Integer integer;
    if (ccsv_integer(text, length, &integer)) return lua_pushinteger(L, integer), true;
    const unsigned char *at = text, *end = text + length;
    bool is_negative = at < end && *at == '-';
    if (at < end && (*at == '-' || *at == '+')) at++;
    uint64_t mantissa = 0;
    size_t digits = 0, fraction = 0;
    for (; at < end && is_digit(*at); at++, digits++)
        if (digits < 19) mantissa = mantissa * 10 + (uint64_t)(*at - '0');
    if (at < end && *at == '.')
        for (at++; at < end && is_digit(*at); at++, digits++, fraction++)
            if (digits < 19) mantissa = mantissa * 10 + (uint64_t)(*at - '0');
    if (digits == 0) return false;
    bool has_exponent = at < end && (*at | 32) == 'e';
    if (has_exponent) {
        at++;
        if (at < end && (*at == '-' || *at == '+')) at++;
        if (at == end) return false;
        while (at < end && is_digit(*at)) at++;
    }
    if (at != end) return false;
    // Both are exact doubles, so that the quotient is rounded once.
    if (!has_exponent && digits <= 19 && mantissa <= UINT64_C(1) << 53 && fraction <= 22) {
        double value = (double)mantissa / powers[fraction];
        return lua_pushnumber(L, is_negative ? -value : value), true;
    }
    // Lua knows the locale's decimal sign. No sum of money and no measurement has so many digits.
    char copy[200];
    if (length >= sizeof copy) return false;
    memcpy(copy, text, length);
    copy[length] = 0;
    if (lua_stringtonumber(L, copy) == 0) return false;
    lua_Number number = lua_tonumber(L, -1);
    lua_pop(L, 1);
    lua_pushnumber(L, number);
    return true;
}
