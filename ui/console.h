/* The console: one loop over terminal, signals, requests and timers; the views; the lines that always stand there.
 *
 * Everything here is called from that loop, by views and by what answers their requests. */
#ifndef UI_CONSOLE_H
#define UI_CONSOLE_H

#include <stdbool.h>
#include <stdint.h>

#include "support/error.h"
#include "ui/keymap.h"
#include "ui/messages.h"
#include "ui/screen.h"
#include "ui/theme.h"
#include "ui/view.h"

struct desk;

struct console_options {
    const char *program;     /* stands first in the top line: "brazier", "brazier demo" */
    struct desk *desk;       /* what is worked with; borrowed */
    struct keymap *keymap;   /* borrowed */
    enum theme_color color;
    bool ascii;              /* ASCII even in a UTF-8 locale */
    enum screen_id first;    /* the screen shown first */
    enum screen_id *last;    /* set to the screen that was left on; NULL: nobody asks */
    const char *greeting;    /* a first message, or NULL */
    const struct error *trouble; /* what went wrong before, or NULL */
};

/* Runs until the operator leaves. *signal is the signal that ended it (SIGTERM, SIGHUP, to be raised again when all
 * is cleaned up), or 0. ERROR_USAGE: no terminal. */
bool console_run(const struct console_options *options, int *signal, struct error *error) MUST_CHECK;

/* Opens a view on top of the current screen; the console owns it from now on. */
void console_push(struct console *console, struct view *view);

/* Closes a view, whereever it is; it is freed when the key or event that is being handled is done with. */
void console_close(struct console *console, struct view *view);

void console_go(struct console *console, enum screen_id screen);

/* Closes everything but the screens' first levels, and lets those start again: another profile was chosen. */
void console_restart_screens(struct console *console);

/* Does an action as if its key had been pressed. */
void console_act(struct console *console, enum action action);

/* The message line. */
void console_say(struct console *console, enum message_kind kind, const char *format, ...) PRINTF_LIKE(3, 4);
void console_tell(struct console *console, const struct error *error);

/* Something on the screen is out of date. Marked by what the operator did the frame follows at once, by anything else at most
 * four times a second. */
void console_repaint(struct console *console);

/* All views are told that the state behind them has changed. */
void console_refresh_views(struct console *console);

/* Puts text on the terminal's clipboard, and says so. what names it: "the campaign's id". */
void console_copy(struct console *console, const char *what, const char *text, size_t length);

/* Gives the terminal to run(), which may start another program, and takes it back. */
void console_lend_terminal(struct console *console, void (*run)(void *context), void *context);

void console_quit(struct console *console);

struct desk *console_desk(const struct console *console);
const struct keymap *console_keymap(const struct console *console);
const struct messages *console_messages(const struct console *console);
bool console_is_ascii(const struct console *console);

/* The clocks, read once a turn. */
int64_t console_now_ms(const struct console *console);  /* monotonic */
int64_t console_wall_ms(const struct console *console); /* since 1970-01-01T00:00:00Z */

/* The levels gone down on this screen: "campaigns › Spring sale"; nothing on its first one. */
void console_append_crumbs(const struct console *console, UT_string *out);

/* True if keys go to this view: nothing lies over it. */
bool console_is_top(const struct console *console, const struct view *view);

/* For the palette and the help: what keys reach now (below a box that is asking), and why not. */
unsigned console_contexts_below(const struct console *console, const struct view *box);
const char *console_why_not(const struct console *console, const struct view *box, enum action action);

/* The actions done last, newest first; ACTION_NONE past the last. */
enum action console_recent(const struct console *console, size_t index);

#endif
