#include <math.h>

#include "crow_value.h"

// In the order of the values.
enum { NOTHING = 1, FALSE, TRUE, NUMBER, NOT_A_NUMBER, TEXT };

static bool put_number(clua_text *to, lua_Number number, int residue) {
    uint64_t bits;
    if (number == 0) number = 0;  // Minus zero is zero.
    memcpy(&bits, &number, sizeof bits);
    bits = bits >> 63 ? ~bits : bits | UINT64_C(1) << 63;
    unsigned char key[11] = {NUMBER};
    for (int i = 0; i < 8; i++) key[1 + i] = (unsigned char)(bits >> (56 - 8 * i));
    // What the integer has beyond the float nearest to it.
    unsigned rest = (unsigned)(residue + 0x8000);
    key[9] = (unsigned char)(rest >> 8);
    key[10] = (unsigned char)rest;
    return crow_put(to, key, sizeof key);
}

static bool put_integer(clua_text *to, lua_Integer integer) {
    lua_Number number = (lua_Number)integer;
    // 2^63 itself is no integer.
    int residue = number >= 0x1p63 ? (int)(integer - INT64_MAX) - 1 : (int)(integer - (lua_Integer)number);
    return put_number(to, number, residue);
}

static bool put_text(clua_text *to, const char *text, size_t length) {
    if (!clua_text_put_byte(to, TEXT)) return false;
    const char *end = text + length;
    while (text < end) {
        const char *zero = memchr(text, 0, (size_t)(end - text));
        size_t part = zero ? (size_t)(zero - text) : (size_t)(end - text);
        if (!crow_put(to, text, part)) return false;
        if (zero && !crow_put(to, "\0\xff", 2)) return false;
        text += part + (zero ? 1 : 0);
    }
    return crow_put(to, "\0\0", 2);
}

/// Pushes the number that a text is, written in decimal; false, and pushes nothing, for another text.
static bool push_decimal(lua_State *L, const char *text, size_t length) {
    if (length == 0 || length > 64 || strspn(text, "0123456789+-.eE") != length) return false;
    return lua_stringtonumber(L, text) == length + 1;
}

crow_result crow_write_key(lua_State *L, clua_text *to, int index, bool has_numbers) {
    bool is_written;
    switch (lua_type(L, index)) {
    case LUA_TNONE:
    case LUA_TNIL:
    case LUA_TLIGHTUSERDATA: is_written = clua_text_put_byte(to, NOTHING); break;
    case LUA_TBOOLEAN: is_written = clua_text_put_byte(to, lua_toboolean(L, index) ? TRUE : FALSE); break;
    case LUA_TNUMBER: {
        lua_Number number = lua_tonumber(L, index);
        if (lua_isinteger(L, index)) is_written = put_integer(to, lua_tointeger(L, index));
        else is_written = isnan(number) ? clua_text_put_byte(to, NOT_A_NUMBER) : put_number(to, number, 0);
        break;
    }
    case LUA_TSTRING: {
        size_t length;
        const char *text = lua_tolstring(L, index, &length);
        if (has_numbers && push_decimal(L, text, length)) {
            crow_result result = crow_write_key(L, to, lua_gettop(L), false);
            lua_pop(L, 1);
            return result;
        }
        is_written = put_text(to, text, length);
        break;
    }
    default: return CROW_BAD_KEY;
    }
    return is_written ? CROW_OK : CROW_NO_MEMORY;
}
