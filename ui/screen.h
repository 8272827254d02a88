/* The console's screens: a row in data/screens.def and a file in ui/screen/ each. */
#ifndef UI_SCREEN_H
#define UI_SCREEN_H

#include "ui/view.h"

enum screen_id {
#define SCREEN(identifier, IDENTIFIER, name, title, help) SCREEN_##IDENTIFIER,
#include "data/screens.def"
#undef SCREEN
    SCREEN_COUNT
};

struct screen {
    /* The screen's first level; called when the screen is first shown. */
    struct view *(*open)(struct console *console);
};

#define SCREEN(identifier, IDENTIFIER, name, title, help) extern const struct screen screen_##identifier;
#include "data/screens.def"
#undef SCREEN

#endif
