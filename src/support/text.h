/* Text: growable buffers, and text from outside on its way to a screen.
 *
 * The growable buffer is uthash's UT_string. */
#ifndef SUPPORT_TEXT_H
#define SUPPORT_TEXT_H

#include <stdbool.h>
#include <stddef.h>

#include "support/memory.h"

#define utstring_oom() memory_exhausted()
#include <utstring.h>

/* Appends outside text so that it is safe and straight on a terminal: valid
 * UTF-8 or U+FFFD; control characters (C0, DEL, C1, escape) as ^X or <XX>,
 * a tab as a space, a line end as U+23CE; bidirectional controls and other
 * invisible format characters as <XXXX>; joiners and variation selectors are
 * left out, because terminals disagree on their width. */
void text_append_visible(UT_string *out, const char *text, size_t length);

/* The same as a new string; the caller frees it. */
char *text_visible(const char *text, size_t length);

/* Columns that a visible text takes on a terminal. The one width function of the program.
 * Anything that is not printable counts as text_append_visible() would show it. */
size_t text_width(const char *text);

/* The same for one code point: 0 for a combining mark. */
size_t text_point_width(unsigned point);

/* Bytes of the longest beginning of a visible text that fits columns; its width goes to *width
 * (may be NULL). Never cuts a character, and keeps combining marks with their base. */
size_t text_fit(const char *text, size_t columns, size_t *width);

/* Appends text cut or padded with spaces to exactly columns; a cut text ends in ellipsis (U+2026). */
enum text_align { TEXT_LEFT, TEXT_RIGHT };
void text_append_cell(UT_string *out, const char *visible, size_t columns, enum text_align align);

/* True for what steers a terminal or turns a line around: controls (C0 but tab and line end, DEL, C1), marks and
 * embeddings of direction, line and paragraph separators. */
bool text_steers(unsigned point);

/* Reads the code point that begins at text (length > 0 bytes left) into *point; invalid bytes give U+FFFD.
 * Returns the bytes used, at least 1. */
size_t text_decode(const char *text, size_t length, unsigned *point);

/* Appends a code point as UTF-8; a surrogate or a value past U+10FFFF becomes U+FFFD. */
void text_append_point(UT_string *out, unsigned point);

/* Appends a whole number with thousands separators: 1,204. */
void text_append_count(UT_string *out, long long number);

bool text_equal(const char *a, const char *b);        /* both NULL: equal */
bool text_equal_ignore_case(const char *a, const char *b); /* ASCII letters only */
bool text_starts_with(const char *text, const char *beginning);
bool text_ends_with(const char *text, const char *end);

/* A copy without white space (ASCII) at both ends; the caller frees it. */
char *text_trim(const char *text);

#endif
