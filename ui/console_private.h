/* Shared by console.c (views, actions, messages) and loop.c (waiting, keys, frames) alone. */
#ifndef UI_CONSOLE_PRIVATE_H
#define UI_CONSOLE_PRIVATE_H

#include "ui/console.h"
#include "ui/stack.h"
#include "ui/term.h"

enum { CONSOLE_RECENTS = 8 };

struct console {
    const struct console_options *options;
    struct terminal *terminal;
    struct canvas *canvas;
    struct messages *messages;
    struct stack stacks[SCREEN_COUNT];
    enum screen_id current;
    struct stack closed; /* views to be freed when what is being handled is done */
    enum action recents[CONSOLE_RECENTS];
    int64_t now_ms;
    int64_t wall_ms;
    bool operator_acts;      /* a key is being handled */
    bool stale;              /* a frame is due because of a key */
    bool stale_behind;       /* a frame is due because of anything else */
    bool too_small;
    bool quits;
    int signal;
    bool pastes;
    UT_string pasted;
};

extern const char *const console_screen_titles[SCREEN_COUNT];

/* Opens the first level of the current screen, if that is not done yet. */
void console_open_screen(struct console *console);

/* Handles a key where it belongs. */
void console_press(struct console *console, keypress key);

/* Whether q would leave the program. */
bool console_is_at_first_level(const struct console *console);

/* What keys reach now. */
unsigned console_contexts(const struct console *console);

/* Stops what runs, or leaves. */
void console_interrupt(struct console *console);

/* Frees the views that were closed. */
void console_bury(struct console *console);

/* The views of all screens, one after the other; NULL past the last. */
struct view *console_view_at(const struct console *console, size_t index);

#endif
