#include "ccsv_dressed.h"

#include <string.h>

#include "ccsv_kind.h"
#include "ccsv_span.h"
#include "include/ccsv_profile.h"

/// Longer texts are not numbers.
enum { LONGEST = 64 };

/// Stands for every sign of a currency.
enum { CURRENCY = '$' };

static inline bool is_one_of(unsigned char byte, const char *bytes) { return byte != 0 && strchr(bytes, byte); }
static inline bool is_letter(unsigned char byte) { return (unsigned)((byte | 0x20) - 'a') < 26; }

static inline size_t length_of(const span *text) { return (size_t)(text->end - text->at); }

static void trim(span *text) {
    while (!is_at_end(text) && *text->at == ' ') text->at++;
    while (!is_at_end(text) && text->end[-1] == ' ') text->end--;
}

/// The character of ASCII that a character looks like or stands for: 0 for one of no width, -1 for any other.
static int folded(uint32_t scalar) {
    static const struct {
        uint16_t first, last;
        int16_t as;  ///< a digit stands for ten
    } looks[] = {
        {0xA0, 0xA0, ' '},       {0xA2, 0xA5, CURRENCY},  {0xAD, 0xAD, 0},         {0x2BC, 0x2BC, '\''},
        {0x660, 0x669, '0'},     {0x66A, 0x66A, '%'},     {0x66B, 0x66B, '.'},     {0x66C, 0x66C, ','},
        {0x6F0, 0x6F9, '0'},     {0x966, 0x96F, '0'},     {0xE3F, 0xE3F, CURRENCY}, {0x2000, 0x200A, ' '},
        {0x200B, 0x200F, 0},     {0x2010, 0x2015, '-'},   {0x2018, 0x2019, '\''},  {0x202A, 0x202E, 0},
        {0x202F, 0x202F, ' '},   {0x205F, 0x205F, ' '},   {0x2060, 0x206F, 0},     {0x20A0, 0x20CF, CURRENCY},
        {0x2212, 0x2212, '-'},   {0x3000, 0x3000, ' '},   {0xFE63, 0xFE63, '-'},   {0xFEFF, 0xFEFF, 0},
        {0xFF04, 0xFF04, CURRENCY}, {0xFF05, 0xFF05, '%'}, {0xFF07, 0xFF07, '\''}, {0xFF08, 0xFF08, '('},
        {0xFF09, 0xFF09, ')'},   {0xFF0B, 0xFF0B, '+'},   {0xFF0C, 0xFF0C, ','},   {0xFF0D, 0xFF0D, '-'},
        {0xFF0E, 0xFF0E, '.'},   {0xFF10, 0xFF19, '0'},   {0xFF1D, 0xFF1D, '='},   {0xFFE0, 0xFFE1, CURRENCY},
        {0xFFE5, 0xFFE6, CURRENCY},
    };
    if (scalar >= 0x20 && scalar < 0x7F) return (int)scalar;
    if (scalar == '\t') return ' ';
    for (size_t i = 0; i < COUNT(looks) && scalar >= looks[i].first; i++)
        if (scalar <= looks[i].last) return looks[i].as == '0' ? '0' + (int)(scalar - looks[i].first) : looks[i].as;
    return -1;
}

/// Writes the text with characters of ASCII in place of those that look like them; SIZE_MAX if there are others, or too
/// many.
static size_t fold(const unsigned char *text, size_t length, unsigned char *to) {
    size_t made = 0;
    for (size_t i = 0; i < length;) {
        size_t count = bytes_of(text[i]);
        if (count > length - i) return SIZE_MAX;
        int character = folded(scalar_of(text + i, count));
        if (character < 0 || made == LONGEST) return SIZE_MAX;
        if (character > 0) to[made++] = (unsigned char)character;
        i += count;
    }
    return made;
}

/// `=SUM(A1)`, `+A1`, `@SUM(A1)`, `="01"`.
static bool is_formula(span text) {
    unsigned char sign = *text.at++;
    if (sign == '=') {
        while (!is_at_end(&text) && *text.at == ' ') text.at++;
        return !is_at_end(&text) && (is_digit(*text.at) || is_letter(*text.at) || is_one_of(*text.at, "\"'(+-$@[{#"));
    }
    if (sign != '+' && sign != '-' && sign != '@') return false;
    // The name of a function, or a cell with something behind it.
    const unsigned char *name = text.at;
    while (!is_at_end(&text) && (is_letter(*text.at) || *text.at == '$' || *text.at == '.')) text.at++;
    if (text.at == name || is_at_end(&text)) return false;
    if (*text.at == '(') return text.end[-1] == ')' || memchr(text.at, ')', length_of(&text));
    if (sign == '@' || skip_digits(&text) == 0) return false;
    return is_at_end(&text) ? sign == '+' : is_one_of(*text.at, "+-*/:!^");
}

/// Digits in groups, with those behind the decimal mark: `1,200`, `1 200`, `12,34,567`, `1.200,50`. 0 for what is no
/// such number.
static uint64_t grouped_kind(span text) {
    span groups = text;
    size_t first = skip_digits(&groups), twos = 0, threes = 0;
    if (first == 0 || first > 3 || is_at_end(&groups)) return 0;
    const unsigned char mark = *groups.at;
    if (!is_one_of(mark, ",. '_")) return 0;
    while (!is_at_end(&groups) && *groups.at == mark) {
        groups.at++;
        size_t digits = skip_digits(&groups);
        if (digits == 3) threes++;
        else if (digits == 2 && mark == ',' && threes == 0) twos++;
        else return 0;
    }
    // In lakhs, all groups but the last have two digits.
    if (threes == 0 || (twos > 0 && (threes > 1 || first > 2))) return 0;
    const size_t whole = twos + threes;
    // 0,125 is no number of thousands.
    bool has_zero = *text.at == '0';
    uint64_t continental = mark == '.' ? BIT(CCSV_CONTINENTAL) : 0;
    if (is_at_end(&groups)) {
        if (has_zero) return 0;
        if (mark == ',') return BIT(CCSV_THOUSANDS) | (whole == 1 ? BIT(CCSV_TWO_READINGS) : 0);
        // 1.200 is a plain number already.
        return mark == '.' && whole == 1 ? 0 : BIT(CCSV_GROUPS) | continental;
    }
    const unsigned char point = *groups.at++;
    if (has_zero || (point != '.' && point != ',') || point == mark) return 0;
    skip_digits(&groups);
    if (!is_at_end(&groups)) return 0;
    if (point == '.') return mark == ',' ? BIT(CCSV_THOUSANDS) : BIT(CCSV_GROUPS);
    return BIT(CCSV_DECIMAL_COMMA) | BIT(CCSV_CONTINENTAL);
}

static bool skip_exponent(span *text) {
    if (is_at_end(text) || (*text->at | 0x20) != 'e') return false;
    text->at++;
    if (!is_at_end(text) && (*text->at == '+' || *text->at == '-')) text->at++;
    return skip_digits(text) > 0;
}

/// The kind of digits and the marks among them, without a sign. 0 for what is no number.
static uint64_t bare_kind(span text) {
    span rest = text;
    size_t whole = skip_digits(&rest), fraction = 0;
    if (is_at_end(&rest)) return whole > 0 ? BIT(CCSV_WHOLE) : 0;
    uint64_t grouped = grouped_kind(text);
    if (grouped != 0) return grouped;
    unsigned char mark = *rest.at;
    if (mark == '.' || mark == ',') {
        rest.at++;
        fraction = skip_digits(&rest);
    }
    if (whole + fraction == 0 || (mark == ',' && fraction == 0)) return 0;
    const bool has_exponent = !is_at_end(&rest);
    if (has_exponent && (!skip_exponent(&rest) || !is_at_end(&rest))) return 0;
    if (mark == ',') return BIT(CCSV_DECIMAL_COMMA) | BIT(CCSV_CONTINENTAL);
    if (has_exponent) return BIT(CCSV_EXPONENT);
    return BIT(CCSV_DECIMAL) | (ccsv_has_two_readings(text.at, whole, fraction) ? BIT(CCSV_TWO_READINGS) : 0);
}

static bool is_currency(const unsigned char *code, size_t length) {
    static const char codes[][4] = {
        "SGD", "USD", "EUR", "GBP", "MYR", "AUD", "JPY", "CNY", "HKD", "IDR", "INR", "THB", "RMB", "KRW",
        "NZD", "CHF", "CAD", "TWD", "PHP", "VND", "BND", "RM",  "Rp",  "Rs",  "Rs.",
    };
    for (size_t i = 0; i < COUNT(codes); i++)
        if (strlen(codes[i]) == length && memcmp(codes[i], code, length) == 0) return true;
    return false;
}

/// Takes a currency from the beginning: `$`, `S$`, `SGD`.
static bool take_first_currency(span *text) {
    size_t letters = 0;
    while (letters < length_of(text) && is_letter(text->at[letters])) letters++;
    bool has_sign = letters < length_of(text) && text->at[letters] == CURRENCY;
    if (letters > 0 && letters < length_of(text) && text->at[letters] == '.' && !has_sign) letters++;
    if (letters > 3 || (has_sign ? false : !is_currency(text->at, letters))) return false;
    text->at += letters + has_sign;
    trim(text);
    return true;
}

/// Takes one from the end: `12 SGD`, `12€`.
static bool take_last_currency(span *text) {
    if (!is_at_end(text) && text->end[-1] == CURRENCY) {
        text->end--;
        trim(text);
        return true;
    }
    size_t letters = 0;
    while (letters < length_of(text) && is_letter(text->end[-1 - (ptrdiff_t)letters])) letters++;
    if (!is_currency(text->end - letters, letters)) return false;
    text->end -= letters;
    trim(text);
    return true;
}

static bool take_first(span *text, const char *signs) {
    if (is_at_end(text) || !is_one_of(*text->at, signs)) return false;
    text->at++;
    return true;
}

static bool take_last(span *text, const char *signs) {
    if (is_at_end(text) || !is_one_of(text->end[-1], signs)) return false;
    text->end--;
    trim(text);
    return true;
}

static bool take_parentheses(span *text) {
    if (length_of(text) < 3 || *text->at != '(' || text->end[-1] != ')') return false;
    text->at++;
    text->end--;
    trim(text);
    return true;
}

static inline uint64_t readings(uint64_t kind) { return kind & (BIT(CCSV_CONTINENTAL) | BIT(CCSV_TWO_READINGS)); }

/// The kind of what is neither a formula nor behind an apostrophe, without blanks at its ends.
static uint64_t number_kind(span text) {
    bool has_parentheses = false, has_sign = false, is_odd_sign = false, has_currency = false, has_percent = false;
    while (!is_at_end(&text)) {
        if (!has_parentheses && take_parentheses(&text)) {
            has_parentheses = true;
        } else if (!has_sign && take_first(&text, "+-")) {
            has_sign = true;
            is_odd_sign = text.at[-1] == '+' || (!is_at_end(&text) && *text.at == ' ');
            trim(&text);
        } else if (!has_currency && take_first_currency(&text)) {
            has_currency = true;
        } else {
            break;
        }
    }
    // What accounts write for nothing: `$ -`.
    if (is_at_end(&text)) return has_currency && has_sign ? BIT(CCSV_ACCOUNTING) : 0;
    for (;;) {
        if (!has_percent && take_last(&text, "%")) has_percent = true;
        else if (!has_currency && take_last_currency(&text)) has_currency = true;
        else if (!has_sign && take_last(&text, "+-")) has_sign = is_odd_sign = true;
        else break;
    }
    uint64_t bare = is_at_end(&text) ? 0 : bare_kind(text);
    if (bare == 0) return 0;
    if (has_parentheses) return BIT(CCSV_ACCOUNTING) | readings(bare);
    if (has_currency) return BIT(CCSV_CURRENCY) | readings(bare);
    if (has_percent) return BIT(CCSV_PERCENT) | readings(bare);
    return is_odd_sign ? BIT(CCSV_ODD_SIGN) | readings(bare) : bare;
}

/// What an apostrophe in front makes a text for a spreadsheet: `'01`, `'1200`, `'12A`.
static bool is_behind_apostrophe(span text) {
    text.at++;
    if (is_at_end(&text) || text.end[-1] == '\'') return false;
    if (*text.at == '=' || *text.at == '@') return true;
    if (number_kind(text) != 0) return true;
    // '90s is a word.
    if (!is_digit(*text.at) || text.end[-1] == 's') return false;
    for (; !is_at_end(&text); text.at++)
        if (!is_digit(*text.at) && !is_letter(*text.at) && !is_one_of(*text.at, "-/.:")) return false;
    return true;
}

/// Most texts are words: whether one can be a number by its first characters.
static bool may_be_dressed(const unsigned char *text, size_t length) {
    if (!is_letter(*text)) return true;
    // The longest name of a currency has three letters, or stands before its sign.
    for (size_t i = 1; i < length && i < 4; i++)
        if (!is_letter(text[i])) return true;
    return false;
}

uint64_t ccsv_dressed_kind(const unsigned char *text, size_t length) {
    if (length == 0 || !may_be_dressed(text, length)) return 0;
    if (*text == '=' && is_formula((span){text, text + length})) return BIT(CCSV_FORMULA);
    // Each character that stands for another has up to three bytes.
    if (length > 3 * LONGEST) return 0;
    unsigned char plain[LONGEST];
    size_t count = fold(text, length, plain);
    if (count == SIZE_MAX) return 0;
    bool is_folded = count != length || memcmp(plain, text, length) != 0;
    span all = {plain, plain + count};
    trim(&all);
    if (is_at_end(&all)) return 0;
    if (is_formula(all)) return BIT(CCSV_FORMULA);
    if (*all.at == '\'') return is_behind_apostrophe(all) ? BIT(CCSV_APOSTROPHE) : 0;
    // A dash for what is missing; with blanks around it, what accounts write for nothing.
    if (length_of(&all) == 1 && *all.at == '-') return count > 1 ? BIT(CCSV_ACCOUNTING) : BIT(CCSV_MISSING);
    uint64_t kind = number_kind(all);
    // A plain number except for blanks around it, or for look-alike characters.
    const uint64_t bare = BIT(CCSV_WHOLE) | BIT(CCSV_DECIMAL) | BIT(CCSV_EXPONENT);
    return (kind & bare) == 0 ? kind : is_folded ? BIT(CCSV_DISGUISED) : 0;
}
