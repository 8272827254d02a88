#include "support/wrap.h"

#include <string.h>

/* Only so many bytes are looked at for one line, so that a line of a megabyte costs no more than its length. */
static size_t window_bytes(size_t width)
{
    enum { BYTES_A_COLUMN = 8, SPARE = 64 };
    return width * BYTES_A_COLUMN + SPARE;
}

const char *wrap_next(const char *visible, size_t width, UT_string *out)
{
    utstring_clear(out);
    width = width > 0 ? width : 1;
    size_t length = strnlen(visible, window_bytes(width));
    const char *line_feed = memchr(visible, '\n', length);
    if (line_feed != NULL)
        length = (size_t)(line_feed - visible);
    utstring_bincpy(out, visible, length);
    size_t fits = text_fit(utstring_body(out), width, NULL);
    if (fits >= length && (line_feed != NULL || visible[length] == '\0'))
        return line_feed != NULL ? line_feed + 1 : NULL;
    size_t cut = fits;
    while (cut > 0 && visible[cut] != ' ')
        cut--;
    if (cut == 0) {
        unsigned point = 0;
        cut = fits > 0 ? fits : text_decode(visible, length, &point);
    }
    size_t rest = cut;
    while (visible[rest] == ' ')
        rest++;
    utstring_clear(out);
    utstring_bincpy(out, visible, cut);
    return visible[rest] != '\0' ? visible + rest : NULL;
}

size_t wrap_count(const char *visible, size_t width)
{
    UT_string line;
    utstring_init(&line);
    size_t count = 0;
    for (const char *rest = visible; rest != NULL; count++)
        rest = wrap_next(rest, width, &line);
    utstring_done(&line);
    return count;
}
