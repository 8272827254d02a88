/* JavaScript's numbers: printed as short as they can be read back, parsed by its three rules. The locale does not
 * matter. */
#ifndef SUPPORT_JSNUMBER_H
#define SUPPORT_JSNUMBER_H

#include <stddef.h>

enum { JS_NUMBER_SIZE = 32 };

/* String(number), with a NUL behind; returns its length. NaN, Infinity and -Infinity by name; -0 is "0". */
size_t js_number_format(double number, char out[JS_NUMBER_SIZE]);

/* parseFloat(text): white space skipped, then the longest beginning that is a decimal number or Infinity; else NaN. */
double js_parse_float(const char *text);

/* parseInt(text, 10); NaN if it does not begin with a digit (behind white space and a sign). */
double js_parse_int(const char *text);

/* Number(text): the whole text, without white space at both ends, as a decimal, 0x, 0o or 0b number or Infinity;
 * 0 for no text at all; else NaN. */
double js_to_number(const char *text);

/* Reads length bytes that are a decimal number (digits, point, exponent, sign) to the nearest double. */
double js_decimal(const char *text, size_t length);

#endif
