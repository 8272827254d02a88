#include "support/jstext.h"

#include <stdlib.h>
#include <string.h>
#include <unicase.h>
#include <unictype.h>

#include "support/text.h"

enum { CAPITAL_SIGMA = 0x3A3 };

size_t js_decode(const char *text, uint32_t *point)
{
    const unsigned char *at = (const unsigned char *)text;
    if (at[0] < 0x80) {
        *point = at[0];
        return 1;
    }
    if (at[0] < 0xE0) { /* C0 80, U+0000, is read by the same rule */
        *point = (uint32_t)(at[0] & 0x1F) << 6 | (at[1] & 0x3F);
        return 2;
    }
    if (at[0] < 0xF0) {
        *point = (uint32_t)(at[0] & 0x0F) << 12 | (uint32_t)(at[1] & 0x3F) << 6 | (at[2] & 0x3F);
        return 3;
    }
    *point = (uint32_t)(at[0] & 0x07) << 18 | (uint32_t)(at[1] & 0x3F) << 12 | (uint32_t)(at[2] & 0x3F) << 6 |
             (at[3] & 0x3F);
    return 4;
}

size_t js_encode(uint32_t point, char out[4])
{
    if (point > 0 && point < 0x80) {
        out[0] = (char)point;
        return 1;
    }
    if (point < 0x800) {
        out[0] = (char)(0xC0 | point >> 6);
        out[1] = (char)(0x80 | (point & 0x3F));
        return 2;
    }
    if (point < 0x10000) {
        out[0] = (char)(0xE0 | point >> 12);
        out[1] = (char)(0x80 | (point >> 6 & 0x3F));
        out[2] = (char)(0x80 | (point & 0x3F));
        return 3;
    }
    out[0] = (char)(0xF0 | point >> 18);
    out[1] = (char)(0x80 | (point >> 12 & 0x3F));
    out[2] = (char)(0x80 | (point >> 6 & 0x3F));
    out[3] = (char)(0x80 | (point & 0x3F));
    return 4;
}

static bool is_space(uint32_t point)
{
    return (point >= 0x09 && point <= 0x0D) || point == 0x20 || point == 0xA0 || point == 0x1680 ||
           (point >= 0x2000 && point <= 0x200A) || point == 0x2028 || point == 0x2029 || point == 0x202F ||
           point == 0x205F || point == 0x3000 || point == 0xFEFF;
}

size_t js_space(const char *text)
{
    size_t at = 0;
    uint32_t point = 0;
    while (text[at] != '\0') {
        size_t used = js_decode(text + at, &point);
        if (!is_space(point))
            break;
        at += used;
    }
    return at;
}

const char *js_trim(struct arena *arena, const char *text)
{
    text += js_space(text);
    size_t length = strlen(text);
    size_t kept = length;
    while (kept > 0) {
        size_t start = kept - 1;
        while (start > 0 && ((unsigned char)text[start] & 0xC0) == 0x80)
            start--;
        uint32_t point = 0;
        js_decode(text + start, &point);
        if (!is_space(point))
            break;
        kept = start;
    }
    return kept == length ? text : arena_copy(arena, text, kept);
}

/* Lower-cases what libunistring can read; what it cannot (U+0000 as two bytes, halves of surrogate pairs) has no case
 * and stands in between. */
static void append_lowered(UT_string *out, const char *text, size_t length)
{
    if (length == 0)
        return;
    size_t lowered_length = 0;
    char *lowered = (char *)u8_tolower((const uint8_t *)text, length, NULL, NULL, NULL, &lowered_length);
    if (lowered == NULL)
        memory_exhausted();
    utstring_bincpy(out, lowered, lowered_length);
    free(lowered);
}

/* The first of the character's bytes; at stands behind it. */
static const char *step_back(const char *at)
{
    do
        at--;
    while (((unsigned char)*at & 0xC0) == 0x80);
    return at;
}

/* Whether a character with case stands before at, or behind it, where those that Unicode calls case-ignorable do not
 * count. What is both, as some modifier letters are, is ignored. */
static bool follows_cased(const char *text, const char *at)
{
    uint32_t point = 0;
    while (at > text) {
        at = step_back(at);
        js_decode(at, &point);
        if (!uc_is_property_case_ignorable(point))
            return uc_is_property_cased(point);
    }
    return false;
}

static bool precedes_cased(const char *at)
{
    uint32_t point = 0;
    while (*at != '\0') {
        at += js_decode(at, &point);
        if (!uc_is_property_case_ignorable(point))
            return uc_is_property_cased(point);
    }
    return false;
}

static bool is_beyond_utf8(uint32_t point)
{
    return point == 0 || (point >= 0xD800 && point <= 0xDFFF);
}

const char *js_lower(struct arena *arena, const char *text)
{
    size_t length = 0;
    bool changes = false;
    while (text[length] != '\0' && (unsigned char)text[length] < 0x80) {
        changes = changes || (text[length] >= 'A' && text[length] <= 'Z');
        length++;
    }
    if (text[length] == '\0') {
        if (!changes)
            return text;
        char *ascii = arena_copy(arena, text, length);
        for (size_t i = 0; i < length; i++)
            if (ascii[i] >= 'A' && ascii[i] <= 'Z')
                ascii[i] = (char)(ascii[i] + ('a' - 'A'));
        return ascii;
    }
    UT_string out;
    utstring_init(&out);
    const char *start = text;
    const char *at = text;
    while (*at != '\0') {
        uint32_t point = 0;
        size_t used = js_decode(at, &point);
        if (is_beyond_utf8(point) || point == CAPITAL_SIGMA) {
            append_lowered(&out, start, (size_t)(at - start));
            if (point != CAPITAL_SIGMA)
                utstring_bincpy(&out, at, used);
            else if (follows_cased(text, at) && !precedes_cased(at + used))
                utstring_bincpy(&out, "\xCF\x82", 2); /* the sigma at the end of a word */
            else
                utstring_bincpy(&out, "\xCF\x83", 2);
            start = at + used;
        }
        at += used;
    }
    append_lowered(&out, start, (size_t)(at - start));
    const char *lowered = arena_copy(arena, utstring_body(&out), utstring_len(&out));
    utstring_done(&out);
    return lowered;
}

/* UTF-16 code units of one code point; *second is 0 where there is one unit only. */
static uint32_t first_unit(uint32_t point, uint32_t *second)
{
    if (point < 0x10000) {
        *second = 0;
        return point;
    }
    *second = 0xDC00 + (point & 0x3FF);
    return 0xD800 + ((point - 0x10000) >> 10);
}

int js_compare(const char *a, const char *b)
{
    size_t at = 0;
    while (a[at] == b[at] && a[at] != '\0')
        at++;
    if (a[at] == b[at])
        return 0;
    if (a[at] == '\0' || b[at] == '\0')
        return a[at] == '\0' ? -1 : 1;
    while (at > 0 && ((unsigned char)a[at] & 0xC0) == 0x80)
        at--;
    uint32_t point_a = 0;
    uint32_t point_b = 0;
    size_t used = js_decode(a + at, &point_a);
    js_decode(b + at, &point_b);
    uint32_t second_a = 0;
    uint32_t second_b = 0;
    uint32_t first_a = first_unit(point_a, &second_a);
    uint32_t first_b = first_unit(point_b, &second_b);
    if (first_a != first_b)
        return first_a < first_b ? -1 : 1;
    if (second_a == 0 || second_b == 0) {
        /* Half a pair against a whole one: what follows the half decides. */
        bool half_is_a = second_a == 0;
        const char *rest = half_is_a ? a + at + used : b + at + 3;
        uint32_t next = 0;
        uint32_t ignored = 0;
        uint32_t unit = 0;
        if (*rest != '\0') {
            js_decode(rest, &next);
            unit = first_unit(next, &ignored);
        } else {
            return half_is_a ? -1 : 1;
        }
        uint32_t other = half_is_a ? second_b : second_a;
        return (unit < other) == half_is_a ? -1 : 1;
    }
    return second_a < second_b ? -1 : 1;
}

size_t js_length(const char *text)
{
    size_t units = 0;
    for (; *text != '\0'; text++) {
        unsigned char byte = (unsigned char)*text;
        units += (byte & 0xC0) != 0x80;
        units += byte >= 0xF0;
    }
    return units;
}
