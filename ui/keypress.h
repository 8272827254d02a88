/* A key press: the character it sends, or one of the codes below. Control characters are characters (^A is 1). */
#ifndef UI_KEYPRESS_H
#define UI_KEYPRESS_H

#include <stdbool.h>
#include <stdint.h>

#include "support/text.h"

typedef uint32_t keypress;

enum {
    KEYS_NONE = 0,
    KEYS_TAB = '\t',
    KEYS_ENTER = '\r',
    KEYS_ESCAPE = 27,
    KEYS_SPACE = ' ',
    /* Beyond every Unicode character. */
    KEYS_SPECIAL = 0x110000,
    KEYS_UP = KEYS_SPECIAL,
    KEYS_DOWN,
    KEYS_LEFT,
    KEYS_RIGHT,
    KEYS_HOME,
    KEYS_END,
    KEYS_PAGE_UP,
    KEYS_PAGE_DOWN,
    KEYS_INSERT,
    KEYS_DELETE,
    KEYS_BACKSPACE,
    KEYS_BACK_TAB,
    KEYS_F1,
    KEYS_F12 = KEYS_F1 + 11,
    KEYS_PASTE_BEGIN, /* the terminal brackets what is pasted between these two */
    KEYS_PASTE_END,
    KEYS_UNKNOWN
};

/* The key as it is shown and written in brazier.conf: "a", "Enter", "^P", "S-Tab", "F5". */
void keypress_append_name(UT_string *out, keypress key);

/* Reads such a name; also "C-p", "Ctrl-P", "Return", "Escape", "PageUp". False if it names no key. */
bool keypress_parse(const char *name, keypress *key);

/* A character that belongs into a text field: no control character, no special key. */
bool keypress_is_text(keypress key);

#endif
