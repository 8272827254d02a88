#include "ui/wrap.h"

#include <string.h>

/* Where the last columns of a text begin: the shortest tail start so that what follows is at most columns wide. */
static const char *tail(const char *visible, size_t columns)
{
    size_t whole = text_width(visible);
    const char *at = visible;
    size_t length = strlen(visible);
    size_t skipped = 0;
    while (*at != '\0' && whole - skipped > columns) {
        unsigned point = 0;
        size_t used = text_decode(at, length - (size_t)(at - visible), &point);
        skipped += text_point_width(point);
        at += used;
    }
    return at;
}

void wrap_append_middle(UT_string *out, const char *visible, size_t width)
{
    if (text_width(visible) <= width) {
        utstring_bincpy(out, visible, strlen(visible));
        return;
    }
    if (width == 0)
        return;
    size_t left = (width - 1 + 1) / 2;
    size_t bytes = text_fit(visible, left, &left);
    utstring_bincpy(out, visible, bytes);
    utstring_bincpy(out, "\xE2\x80\xA6", 3);
    const char *end = tail(visible, width - 1 - left);
    utstring_bincpy(out, end, strlen(end));
}
