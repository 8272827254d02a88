#include "support/text.h"

#include <string.h>
#include <strings.h>
#include <unictype.h>
#include <unistr.h>
#include <wchar.h>

enum { REPLACEMENT = 0xFFFD };

size_t text_decode(const char *text, size_t length, unsigned *point)
{
    ucs4_t decoded = REPLACEMENT;
    int used = u8_mbtouc(&decoded, (const uint8_t *)text, length);
    *point = decoded;
    return used > 0 ? (size_t)used : 1;
}

void text_append_point(UT_string *out, unsigned point)
{
    uint8_t bytes[6];
    int used = u8_uctomb(bytes, point, sizeof bytes);
    if (used < 0)
        used = u8_uctomb(bytes, REPLACEMENT, sizeof bytes);
    utstring_bincpy(out, (const char *)bytes, (size_t)used);
}

/* Joiners and variation selectors: dropped, since terminals disagree on what they do to the width. */
static bool is_dropped(unsigned point)
{
    return point == 0x200C || point == 0x200D || (point >= 0xFE00 && point <= 0xFE0F) ||
           (point >= 0xE0100 && point <= 0xE01EF);
}

bool text_steers(unsigned point)
{
    return (point < 0x20 && point != '\t' && point != '\n') || (point >= 0x7F && point <= 0x9F) || point == 0x061C ||
           point == 0x200E || point == 0x200F || (point >= 0x2028 && point <= 0x202E) ||
           (point >= 0x2066 && point <= 0x2069) || point == 0xFEFF;
}

/* Columns of one code point, or -1 if it cannot be shown as it is. */
static int point_width(unsigned point)
{
    if (point < 0x20 || (point >= 0x7F && point < 0xA0))
        return -1;
    if (uc_is_general_category_withtable(point, UC_CATEGORY_MASK_Cf | UC_CATEGORY_MASK_Cs | UC_CATEGORY_MASK_Zl |
                                                    UC_CATEGORY_MASK_Zp))
        return -1;
    return wcwidth((wchar_t)point);
}

static void append_escaped(UT_string *out, unsigned point)
{
    if (point == '\t')
        utstring_bincpy(out, " ", 1);
    else if (point == '\n')
        utstring_bincpy(out, "\xE2\x8F\x8E", 3);
    else if (point < 0x20)
        utstring_printf(out, "^%c", (int)(point + '@'));
    else if (point == 0x7F)
        utstring_bincpy(out, "^?", 2);
    else
        utstring_printf(out, point < 0x100 ? "<%02X>" : "<%04X>", point);
}

void text_append_visible(UT_string *out, const char *text, size_t length)
{
    for (size_t at = 0; at < length;) {
        unsigned point = 0;
        size_t used = text_decode(text + at, length - at, &point);
        if (point_width(point) >= 0 && !is_dropped(point)) {
            if (point == REPLACEMENT)
                text_append_point(out, point);
            else
                utstring_bincpy(out, text + at, used);
        } else if (!is_dropped(point)) {
            append_escaped(out, point);
        }
        at += used;
    }
}

char *text_visible(const char *text, size_t length)
{
    UT_string out;
    utstring_init(&out);
    text_append_visible(&out, text, length);
    return utstring_body(&out);
}

size_t text_point_width(unsigned point)
{
    if (is_dropped(point))
        return 0;
    int width = point_width(point);
    if (width >= 0)
        return (size_t)width;
    if (point == '\t' || point == '\n')
        return 1;
    if (point < 0x80)
        return 2;
    return point < 0x100 ? 4 : point < 0x10000 ? 6 : 8;
}

size_t text_width(const char *text)
{
    size_t width = 0;
    (void)text_fit(text, (size_t)-1, &width);
    return width;
}

size_t text_fit(const char *text, size_t columns, size_t *width)
{
    size_t length = strlen(text);
    size_t total = 0;
    size_t at = 0;
    while (at < length) {
        unsigned point = 0;
        size_t used = text_decode(text + at, length - at, &point);
        size_t wide = text_point_width(point);
        if (wide > columns - total)
            break;
        total += wide;
        at += used;
    }
    if (width != NULL)
        *width = total;
    return at;
}

static void append_spaces(UT_string *out, size_t count)
{
    for (; count > 0; count--)
        utstring_bincpy(out, " ", 1);
}

void text_append_cell(UT_string *out, const char *visible, size_t columns, enum text_align align)
{
    if (columns == 0)
        return;
    size_t width = 0;
    size_t bytes = text_fit(visible, columns, &width);
    bool cut = visible[bytes] != '\0';
    if (cut)
        bytes = text_fit(visible, columns - 1, &width);
    size_t padding = columns - width - (cut ? 1 : 0);
    if (align == TEXT_RIGHT)
        append_spaces(out, padding);
    utstring_bincpy(out, visible, bytes);
    if (cut)
        utstring_bincpy(out, "\xE2\x80\xA6", 3);
    if (align == TEXT_LEFT)
        append_spaces(out, padding);
}

void text_append_count(UT_string *out, long long number)
{
    char *digits = memory_format("%lld", number);
    const char *from = digits;
    if (*from == '-')
        utstring_bincpy(out, from++, 1);
    for (size_t left = strlen(from); left > 0; left--) {
        utstring_bincpy(out, from++, 1);
        if (left > 1 && left % 3 == 1)
            utstring_bincpy(out, ",", 1);
    }
    free(digits);
}

bool text_equal(const char *a, const char *b)
{
    return a == b || (a != NULL && b != NULL && strcmp(a, b) == 0);
}

static char lower(char c)
{
    return c >= 'A' && c <= 'Z' ? (char)(c - 'A' + 'a') : c;
}

bool text_equal_ignore_case(const char *a, const char *b)
{
    if (a == NULL || b == NULL)
        return a == b;
    while (*a != '\0' && lower(*a) == lower(*b)) {
        a++;
        b++;
    }
    return lower(*a) == lower(*b);
}

bool text_starts_with(const char *text, const char *beginning)
{
    return strncmp(text, beginning, strlen(beginning)) == 0;
}

bool text_ends_with(const char *text, const char *end)
{
    size_t length = strlen(text);
    size_t tail = strlen(end);
    return length >= tail && strcmp(text + length - tail, end) == 0;
}

char *text_trim(const char *text)
{
    static const char space[] = " \t\r\n\v\f";
    text += strspn(text, space);
    size_t length = strlen(text);
    while (length > 0 && strchr(space, text[length - 1]) != NULL)
        length--;
    return memory_copy_bytes(text, length);
}
