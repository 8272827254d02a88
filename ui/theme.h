/* Looks by role. A widget says what a text is (a title, something bad); the table in data/themes.def says how that
 * looks with how many colours. Curses is not needed for it. */
#ifndef UI_THEME_H
#define UI_THEME_H

#include <stdbool.h>

enum role {
#define ROLE(identifier, monochrome, eight, sixteen, many) ROLE_##identifier,
#include "data/themes.def"
#undef ROLE
    ROLE_COUNT
};

enum theme_attribute { THEME_BOLD = 1, THEME_UNDERLINE = 2, THEME_REVERSE = 4, THEME_DIM = 8 };

struct theme_look {
    short foreground; /* 0 to 255, or -1: the terminal's own */
    short background;
    unsigned attributes; /* of enum theme_attribute */
};

enum theme_color { THEME_AUTO, THEME_ALWAYS, THEME_NEVER };

/* How many colours to use: 0 (monochrome), 8, 16 or 256. no_color is the value of the variable NO_COLOR or NULL
 * (https://no-color.org: any value but the empty one switches colour off); available is what the terminal has. */
int theme_choose_colors(enum theme_color wanted, const char *no_color, int available);

struct theme_look theme_look(enum role role, int colors);

/* "auto", "always" or "never". */
bool theme_parse_color(const char *word, enum theme_color *color);

#endif
