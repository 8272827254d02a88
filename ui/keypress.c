#include "ui/keypress.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* The first name of a key is the one that is shown. */
static const struct {
    keypress key;
    const char *name;
} names[] = {
    { KEYS_ENTER, "Enter" },       { KEYS_ENTER, "Return" },        { KEYS_TAB, "Tab" },
    { KEYS_ESCAPE, "Esc" },        { KEYS_ESCAPE, "Escape" },       { KEYS_SPACE, "Space" },
    { KEYS_UP, "Up" },             { KEYS_DOWN, "Down" },           { KEYS_LEFT, "Left" },
    { KEYS_RIGHT, "Right" },       { KEYS_HOME, "Home" },           { KEYS_END, "End" },
    { KEYS_PAGE_UP, "PgUp" },      { KEYS_PAGE_UP, "PageUp" },      { KEYS_PAGE_DOWN, "PgDn" },
    { KEYS_PAGE_DOWN, "PageDown" }, { KEYS_INSERT, "Insert" },      { KEYS_DELETE, "Delete" },
    { KEYS_DELETE, "Del" },        { KEYS_BACKSPACE, "Backspace" }, { KEYS_BACK_TAB, "S-Tab" },
    { KEYS_BACK_TAB, "Shift-Tab" },
};

enum { NAMES = sizeof names / sizeof names[0] };

void keypress_append_name(UT_string *out, keypress key)
{
    for (size_t i = 0; i < NAMES; i++) {
        if (names[i].key == key) {
            utstring_printf(out, "%s", names[i].name);
            return;
        }
    }
    if (key >= KEYS_F1 && key <= KEYS_F12)
        utstring_printf(out, "F%u", (unsigned)(key - KEYS_F1 + 1));
    else if (key < 0x20)
        utstring_printf(out, "^%c", (int)(key + '@'));
    else if (key < KEYS_SPECIAL && key != 0x7F && text_point_width(key) <= 2)
        text_append_point(out, key);
    else
        utstring_printf(out, "?");
}

static bool parse_control(const char *letter, keypress *key)
{
    if (letter[0] == '\0' || letter[1] != '\0')
        return false;
    char c = letter[0];
    if (c >= 'a' && c <= 'z')
        c = (char)(c - 'a' + 'A');
    if (c < 'A' || c > '_')
        return false;
    *key = (keypress)(c - '@');
    return true;
}

bool keypress_parse(const char *name, keypress *key)
{
    for (size_t i = 0; i < NAMES; i++) {
        if (text_equal_ignore_case(names[i].name, name)) {
            *key = names[i].key;
            return true;
        }
    }
    if ((name[0] == 'F' || name[0] == 'f') && name[1] >= '1' && name[1] <= '9') {
        char *end = NULL;
        unsigned long number = strtoul(name + 1, &end, 10);
        if (*end != '\0' || number > 12)
            return false;
        *key = KEYS_F1 + (keypress)number - 1;
        return true;
    }
    if (name[0] == '^' && name[1] != '\0')
        return parse_control(name + 1, key);
    if (strncmp(name, "C-", 2) == 0)
        return parse_control(name + 2, key);
    if (strncmp(name, "Ctrl-", 5) == 0)
        return parse_control(name + 5, key);
    size_t length = strlen(name);
    unsigned point = 0;
    if (length == 0 || text_decode(name, length, &point) != length || !keypress_is_text(point) || point == 0xFFFD)
        return false;
    *key = point;
    return true;
}

bool keypress_is_text(keypress key)
{
    return key >= 0x20 && key != 0x7F && key < KEYS_SPECIAL && (key < 0x80 || key >= 0xA0);
}
