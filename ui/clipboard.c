#include "ui/clipboard.h"

#include <stdlib.h>
#include <string.h>

static void append_base64(UT_string *out, const unsigned char *bytes, size_t length)
{
    static const char digits[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    for (size_t i = 0; i < length; i += 3) {
        unsigned long block = (unsigned long)bytes[i] << 16;
        block |= i + 1 < length ? (unsigned long)bytes[i + 1] << 8 : 0;
        block |= i + 2 < length ? bytes[i + 2] : 0;
        char four[4] = { digits[block >> 18 & 63], digits[block >> 12 & 63], i + 1 < length ? digits[block >> 6 & 63] : '=',
                         i + 2 < length ? digits[block & 63] : '=' };
        utstring_bincpy(out, four, sizeof four);
    }
}

/* GNU screen passes a string through in pieces of at most 768 bytes. */
static void append_for_screen(UT_string *out, const char *sequence, size_t length)
{
    enum { PIECE = 512 };
    for (size_t at = 0; at < length; at += PIECE) {
        size_t piece = length - at < PIECE ? length - at : PIECE;
        utstring_bincpy(out, "\033P", 2);
        utstring_bincpy(out, sequence + at, piece);
        utstring_bincpy(out, "\033\\", 2);
    }
}

bool clipboard_append(UT_string *out, const void *bytes, size_t length, const char *tmux, const char *term,
                      struct error *error)
{
    if (length > (size_t)CLIPBOARD_LONGEST / 4 * 3) {
        error_set(error, ERROR_INPUT, "%zu bytes are too many for the terminal's clipboard", length);
        return error_hint(error, "it takes at most %d", CLIPBOARD_LONGEST / 4 * 3);
    }
    bool in_tmux = tmux != NULL && *tmux != '\0';
    bool in_screen = !in_tmux && term != NULL && text_starts_with(term, "screen");
    /* screen ends its own string at the first ESC \, so that the sequence inside ends with BEL there. */
    UT_string sequence;
    utstring_init(&sequence);
    utstring_printf(&sequence, "\033]52;c;");
    append_base64(&sequence, bytes, length);
    utstring_printf(&sequence, in_screen ? "\a" : "\033\\");
    if (in_tmux) {
        /* Plain for tmux itself (its option set-clipboard), wrapped for the terminal around it (allow-passthrough):
         * which of the two is on cannot be asked, and twice the same does no harm. */
        utstring_concat(out, &sequence);
        utstring_printf(out, "\033Ptmux;");
        for (const char *at = utstring_body(&sequence); *at != '\0'; at++)
            utstring_printf(out, *at == '\033' ? "\033%c" : "%c", *at);
        utstring_printf(out, "\033\\");
    } else if (in_screen) {
        append_for_screen(out, utstring_body(&sequence), utstring_len(&sequence));
    } else {
        utstring_bincpy(out, utstring_body(&sequence), utstring_len(&sequence));
    }
    utstring_done(&sequence);
    return true;
}
