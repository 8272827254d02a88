/* The real program in a pseudo-terminal, its output drawn by libvterm: what an operator would see, waited for and never
 * slept for. */
#ifndef SCREEN_H
#define SCREEN_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>
#include <sys/wait.h>
#include <termios.h>
#include <vterm.h>

enum { SCREEN_TIMEOUT_MS = 60000 };

struct screen {
    int master;
    int slave; /* kept open, so that the terminal's modes can be read after the program has gone; -1: closed */
    pid_t child;
    bool ended;
    int status; /* as waitpid() gave it */
    int rows;
    int columns;
    VTerm *terminal;
    VTermScreen *cells;
    bool on_alternate; /* screen */
    bool cursor_shown;
    bool is_blind;     /* what comes is kept but not drawn any more: libvterm 0.1 does not survive storms of sizes */
    size_t bytes; /* received so far */
    char *raw;    /* all of them */
    struct termios before;
    const char *home; /* HOME, and everything below it */
    char *own_home; /* the same where it is a new one, else NULL */
};

struct screen_options {
    int rows; /* 0: 24 */
    int columns; /* 0: 80 */
    const char *const *arguments; /* of brazier; ended by NULL */
    const char *const *environment; /* "NAME=value", ended by NULL; NULL: none besides the usual */
    const char *program; /* NULL: brazier */
    const char *home;    /* use this directory instead of a new one; it is not removed */
};

/* Starts it. The environment is a fixed one: TERM is tmux-256color, the locale C.UTF-8, the time UTC, no NO_COLOR. */
struct screen *screen_start(const struct screen_options *options);

/* brazier demo with these arguments (ended by NULL), 24 x 80 or as given. */
struct screen *screen_demo(int rows, int columns, const char *const *arguments);

/* Ends what still runs, and frees. */
void screen_end(struct screen *screen);

/* Leaves by these keys: it ends well, and the terminal is as it was. Frees as screen_end() does. */
void screen_leave(struct screen *screen, const char *keys);

/* Presses keys. */
void screen_type(struct screen *screen, const char *keys);

/* Filters the list by words; what is expected of it is selected then. */
void screen_filter(struct screen *screen, const char *words, const char *expected);

/* Reads what there is, waiting up to timeout_ms for the first byte. False if nothing came. */
bool screen_read(struct screen *screen, int timeout_ms);

/* Waits until the screen shows this text (in one row), respectively does not; fails the test when it takes too long. */
void screen_expect(struct screen *screen, const char *text);
void screen_expect_gone(struct screen *screen, const char *text);
bool screen_shows(const struct screen *screen, const char *text);

/* Waits until nothing has come for so long. */
void screen_settle(struct screen *screen, int quiet_ms);

/* Waits for the end of the program, and returns its exit status, or 128 + signal. */
int screen_wait(struct screen *screen);

/* One row as text without the spaces at its end; the caller frees it. */
char *screen_row(const struct screen *screen, int row);
char *screen_text(const struct screen *screen); /* all rows */

/* The first row that has this text, or -1; and its column. */
int screen_find(const struct screen *screen, const char *text);
int screen_find_column(const struct screen *screen, int row, const char *text);

VTermScreenCell screen_cell(const struct screen *screen, int row, int column);
VTermPos screen_cursor(const struct screen *screen);

void screen_resize(struct screen *screen, int rows, int columns);

int64_t screen_now_ms(void);

/* The terminal is as it was before: its modes, the normal screen, the cursor shown. */
void screen_expect_restored(struct screen *screen);

#endif
