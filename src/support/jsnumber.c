#include "support/jsnumber.h"

#include <float.h>
#include <locale.h>
#include <math.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "support/jstext.h"
#include "support/memory.h"

enum { MOST_DIGITS = 17, EXACT_POWERS = 23, EXACT_DIGITS = 15 };

/* The powers of ten that a double holds exactly. */
static const double powers[EXACT_POWERS] = { 1e0,  1e1,  1e2,  1e3,  1e4,  1e5,  1e6,  1e7,  1e8,  1e9,  1e10, 1e11,
                                             1e12, 1e13, 1e14, 1e15, 1e16, 1e17, 1e18, 1e19, 1e20, 1e21, 1e22 };

static size_t put_text(char *out, const char *text)
{
    size_t length = strlen(text);
    memcpy(out, text, length + 1);
    return length;
}

/* Digits of a whole number, without a NUL. */
static size_t put_whole(char *out, uint64_t number)
{
    char reversed[20];
    size_t count = 0;
    do {
        reversed[count++] = (char)('0' + number % 10);
        number /= 10;
    } while (number > 0);
    for (size_t i = 0; i < count; i++)
        out[i] = reversed[count - 1 - i];
    return count;
}

/* The fewest digits that are read back as number, and the power of ten behind a point before the first of them:
 * number = 0.d1d2d3... * 10^point. Returns how many digits there are. */
static size_t shortest_digits(double number, char digits[MOST_DIGITS], int *point)
{
    char text[40];
    /* Of a normal number every decimal of up to 15 digits comes back; below, digits are lost one by one. */
    for (int precision = number < DBL_MIN ? 1 : EXACT_DIGITS; precision <= MOST_DIGITS; precision++) {
        (void)snprintf(text, sizeof text, "%.*e", precision - 1, number);
        if (precision == MOST_DIGITS || strtod(text, NULL) == number)
            break;
    }
    size_t count = 0;
    const char *at = text;
    for (; *at != 'e'; at++)
        if (*at >= '0' && *at <= '9') /* the point may be another character, or several */
            digits[count++] = *at;
    while (count > 1 && digits[count - 1] == '0')
        count--;
    *point = (int)strtol(at + 1, NULL, 10) + 1;
    return count;
}

/* Few decimals, which most numbers of events have: number = whole / 10^decimals, exactly rounded. */
static size_t put_few_decimals(char *out, double number)
{
    for (unsigned decimals = 1; decimals <= 4; decimals++) {
        double whole = round(number * powers[decimals]);
        if (whole >= 1e15)
            return 0;
        if (whole / powers[decimals] != number)
            continue;
        uint64_t scaled = (uint64_t)whole;
        uint64_t unit = (uint64_t)powers[decimals];
        size_t length = put_whole(out, scaled / unit);
        out[length++] = '.';
        uint64_t rest = scaled % unit;
        for (unsigned i = decimals; i-- > 0; rest /= 10)
            out[length + i] = (char)('0' + rest % 10);
        return length + decimals;
    }
    return 0;
}

static size_t put_zeros(char *out, int count)
{
    for (int i = 0; i < count; i++)
        out[i] = '0';
    return count > 0 ? (size_t)count : 0;
}

static size_t put_digits(char *out, double number)
{
    char digits[MOST_DIGITS];
    int point = 0;
    size_t count = shortest_digits(number, digits, &point);
    int whole = (int)count;
    size_t length = 0;
    if (whole <= point && point <= 21) {
        memcpy(out, digits, count);
        return count + put_zeros(out + count, point - whole);
    }
    if (point > 0 && point <= 21) {
        memcpy(out, digits, (size_t)point);
        out[point] = '.';
        memcpy(out + point + 1, digits + point, count - (size_t)point);
        return count + 1;
    }
    if (point > -6 && point <= 0) {
        length = put_text(out, "0.");
        length += put_zeros(out + length, -point);
        memcpy(out + length, digits, count);
        return length + count;
    }
    out[length++] = digits[0];
    if (count > 1) {
        out[length++] = '.';
        memcpy(out + length, digits + 1, count - 1);
        length += count - 1;
    }
    out[length++] = 'e';
    out[length++] = point > 0 ? '+' : '-';
    return length + put_whole(out + length, (uint64_t)abs(point - 1));
}

size_t js_number_format(double number, char out[JS_NUMBER_SIZE])
{
    if (isnan(number))
        return put_text(out, "NaN");
    if (isinf(number))
        return put_text(out, number > 0 ? "Infinity" : "-Infinity");
    if (number == 0)
        return put_text(out, "0");
    size_t length = 0;
    if (number < 0) {
        out[length++] = '-';
        number = -number;
    }
    if (number < 9007199254740992.0 && number == floor(number)) {
        length += put_whole(out + length, (uint64_t)number);
    } else {
        size_t decimals = number >= 1e-3 ? put_few_decimals(out + length, number) : 0;
        length += decimals > 0 ? decimals : put_digits(out + length, number);
    }
    out[length] = '\0';
    return length;
}

/* strtod() with a point whatever the locale's is. */
static double read_any_decimal(const char *text, size_t length)
{
    const char *mark = localeconv()->decimal_point;
    size_t mark_length = strlen(mark);
    char *copy = memory_allocate(length + mark_length + 1, 1);
    size_t used = 0;
    for (size_t i = 0; i < length; i++) {
        if (text[i] == '.') {
            memcpy(copy + used, mark, mark_length);
            used += mark_length;
        } else {
            copy[used++] = text[i];
        }
    }
    double number = strtod(copy, NULL);
    free(copy);
    return number;
}

double js_decimal(const char *text, size_t length)
{
    /* Digits that fit a double and a small power of ten need one exact operation; the rest is for strtod(). */
    size_t at = 0;
    bool negative = length > 0 && text[0] == '-';
    if (length > 0 && (text[0] == '-' || text[0] == '+'))
        at++;
    uint64_t digits = 0;
    unsigned count = 0;
    unsigned decimals = 0;
    bool behind_point = false;
    for (; at < length && count <= EXACT_DIGITS; at++) {
        if (text[at] == '.' && !behind_point) {
            behind_point = true;
            continue;
        }
        if (text[at] < '0' || text[at] > '9')
            break;
        digits = digits * 10 + (uint64_t)(text[at] - '0');
        count += digits > 0;
        decimals += behind_point;
    }
    if (at < length || count > EXACT_DIGITS || decimals >= EXACT_POWERS)
        return read_any_decimal(text, length);
    double number = (double)digits / powers[decimals];
    return negative ? -number : number;
}

static size_t count_digits(const char *text)
{
    size_t count = 0;
    while (text[count] >= '0' && text[count] <= '9')
        count++;
    return count;
}

/* Length of the longest beginning that is a decimal number, 0 if there is none. */
static size_t decimal_length(const char *text)
{
    size_t at = text[0] == '+' || text[0] == '-' ? 1 : 0;
    size_t whole = count_digits(text + at);
    at += whole;
    size_t decimals = 0;
    if (text[at] == '.') {
        decimals = count_digits(text + at + 1);
        if (whole + decimals > 0)
            at += 1 + decimals;
    }
    if (whole + decimals == 0)
        return 0;
    if (text[at] == 'e' || text[at] == 'E') {
        size_t sign = text[at + 1] == '+' || text[at + 1] == '-' ? 1 : 0;
        size_t exponent = count_digits(text + at + 1 + sign);
        if (exponent > 0)
            at += 1 + sign + exponent;
    }
    return at;
}

/* Length of "Infinity" with its sign at the beginning of text; 0 if it is not there. */
static size_t infinity_length(const char *text, double *number)
{
    size_t sign = text[0] == '+' || text[0] == '-' ? 1 : 0;
    if (strncmp(text + sign, "Infinity", 8) != 0)
        return 0;
    *number = text[0] == '-' ? -(double)INFINITY : (double)INFINITY;
    return sign + 8;
}

double js_parse_float(const char *text)
{
    text += js_space(text);
    double number = 0;
    if (infinity_length(text, &number) > 0)
        return number;
    size_t length = decimal_length(text);
    return length > 0 ? js_decimal(text, length) : (double)NAN;
}

double js_parse_int(const char *text)
{
    text += js_space(text);
    size_t sign = text[0] == '+' || text[0] == '-' ? 1 : 0;
    size_t digits = count_digits(text + sign);
    return digits > 0 ? js_decimal(text, sign + digits) : (double)NAN;
}

static int digit_value(char c)
{
    if (c >= '0' && c <= '9')
        return c - '0';
    c = (char)(c | 0x20);
    return c >= 'a' && c <= 'f' ? c - 'a' + 10 : 16;
}

/* Digits of base 2, 8 or 16 to the nearest double (ties to even); NaN where one is no such digit. */
static double read_base(const char *text, size_t length, unsigned bits)
{
    uint64_t number = 0;
    int exponent = 0;
    bool lost = false;
    for (size_t i = 0; i < length; i++) {
        int value = digit_value(text[i]);
        if (value >= 1 << bits)
            return (double)NAN;
        if (number >> (62 - bits) == 0) {
            number = number << bits | (uint64_t)value;
        } else {
            exponent += exponent < 100000 ? (int)bits : 0;
            lost = lost || value != 0;
        }
    }
    if (lost)
        number |= 1; /* far below the last bit that counts: decides a tie, nothing else */
    return ldexp((double)number, exponent);
}

double js_to_number(const char *text)
{
    text += js_space(text);
    size_t length = strlen(text);
    if (length == 0)
        return 0;
    double number = 0;
    size_t used = infinity_length(text, &number);
    char base = (char)(text[0] == '0' && length > 2 ? text[1] | 0x20 : 0);
    if (used == 0 && (base == 'x' || base == 'o' || base == 'b')) {
        const char *digits = text + 2;
        used = 2 + strcspn(digits, " \t\n\v\f\r\xC2\xE1\xE2\xE3\xEF"); /* white space begins with these */
        number = used > 2 ? read_base(digits, used - 2, base == 'x' ? 4 : base == 'o' ? 3 : 1) : (double)NAN;
    } else if (used == 0) {
        used = decimal_length(text);
        number = used > 0 ? js_decimal(text, used) : (double)NAN;
    }
    const char *rest = text + used;
    rest += js_space(rest);
    return *rest == '\0' ? number : (double)NAN;
}
