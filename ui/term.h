/* The terminal: taken over, and given back as it was, whatever happens.
 *
 * Only this module (and its signal handlers) talks to curses. There is one terminal in a process. */
#ifndef UI_TERM_H
#define UI_TERM_H

#include <stdbool.h>
#include <stddef.h>

#include "support/error.h"
#include "ui/canvas.h"
#include "ui/keypress.h"
#include "ui/theme.h"

struct terminal;

struct term_options {
    enum theme_color color;
    bool ascii;         /* draw lines, blocks and marks in ASCII even where the locale is UTF-8 */
    const char *crash_note; /* what is told after a crash besides the signal: version and where to report; may be NULL */
};

/* Takes the terminal over: alternate screen, raw keys, cursor hidden, standard error collected. SIGTERM, SIGHUP,
 * SIGINT, SIGWINCH, SIGTSTP and SIGCONT come as events from now on (they are blocked: children must unblock them).
 * ERROR_USAGE: stdin or stdout is no terminal, or one that cannot move its cursor. */
bool term_open(struct terminal **out, const struct term_options *options, struct error *error) MUST_CHECK;

/* Gives the terminal back and writes to standard error what was written there meanwhile. NULL is allowed. */
void term_close(struct terminal *terminal);

/* Readable when there are keys, respectively signals. */
int term_input(const struct terminal *terminal);
int term_signals(const struct terminal *terminal);

/* The next key without waiting; false when there is none now. */
bool term_read_key(struct terminal *terminal, keypress *key);

/* The terminal is gone: closed, or its connection lost. */
bool term_is_gone(const struct terminal *terminal);

/* The next signal without waiting, or 0. */
int term_read_signal(struct terminal *terminal);

/* Asks the terminal for its size and takes it over; true if it has changed. */
bool term_measure(struct terminal *terminal, int *height, int *width);

/* Shows the canvas, writing only what differs from what is shown. */
void term_paint(struct terminal *terminal, const struct canvas *canvas);

/* Can more be written now without waiting? A frame for a terminal that is behind is better left out. */
bool term_is_writable(const struct terminal *terminal);
int term_output(const struct terminal *terminal);

/* Everything is drawn anew with the next frame. */
void term_redraw(struct terminal *terminal);

/* Gives the terminal to another program (an editor), respectively takes it back. */
void term_leave(struct terminal *terminal);
void term_enter(struct terminal *terminal);

/* Stops the process group as ^Z does and returns when it goes on; the terminal is left and entered. */
void term_suspend(struct terminal *terminal);

/* Writes bytes that are no part of the picture (OSC 52). */
void term_write(struct terminal *terminal, const char *bytes, size_t length);

/* What the terminal can show. */
int term_colors(const struct terminal *terminal); /* 0: monochrome */
bool term_is_ascii(const struct terminal *terminal);

/* The ASCII character that stands for a glyph where UTF-8 cannot be shown. */
char term_ascii(unsigned point);

#endif
