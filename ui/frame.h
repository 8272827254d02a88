/* The lines that always stand in the same place: where am I, is it well; the screens; the last message; the keys. */
#ifndef UI_FRAME_H
#define UI_FRAME_H

#include <stdbool.h>
#include <stdint.h>

#include "ui/canvas.h"
#include "ui/keymap.h"
#include "ui/messages.h"

enum frame_connection { FRAME_NO_CONNECTION, FRAME_UNTRIED, FRAME_WAITING, FRAME_GOOD, FRAME_BAD };

struct frame_top {
    const char *profile;     /* outside text; NULL: none is open */
    const char *instance;    /* "EU-01", "custom" */
    const char *environment; /* "sandbox", "production" */
    bool is_production;
    bool is_read_only;
    enum frame_connection connection;
    const char *trouble;     /* a few words, for FRAME_BAD; outside text */
    int64_t until_ms;        /* for FRAME_WAITING: Braze's limit is waited for until then, since 1970; 0: it is not */
    int64_t latency_ms;      /* -1: unknown */
    int64_t limit_left;      /* -1: unknown */
    int64_t limit;           /* -1: unknown */
};

/* program stands first: "brazier", or "brazier demo". */
void frame_paint_top(struct canvas *canvas, struct rect rect, const char *program, const struct frame_top *top);

/* titles of the screens with their keys. Returns the first column that is free behind them. */
int frame_paint_tabs(struct canvas *canvas, struct rect rect, const struct keymap *keymap, const char *const *titles,
                     const enum action *actions, size_t count, size_t current);

/* The levels one has gone down, at the right end of the tabs' line, where there is room from column from on. */
void frame_paint_crumbs(struct canvas *canvas, struct rect rect, int from, const char *crumbs);

/* Nothing for NULL. more is the name of the key that shows messages in full. */
void frame_paint_message(struct canvas *canvas, struct rect rect, const struct message *message, const char *more);

/* word: as for keymap_hints(). */
void frame_paint_hints(struct canvas *canvas, struct rect rect, const struct keymap *keymap, unsigned contexts,
                       const char *(*word)(enum action action, const void *data), const void *data);

/* A pane's title, cut in its middle when it is too long. */
void frame_paint_title(struct canvas *canvas, struct rect rect, const char *title, bool focused);

/* The same with a sign before it where the pane has the keys: for panes whose body has no selected row to show that. */
void frame_paint_pane_title(struct canvas *canvas, struct rect rect, const char *title, bool focused);

/* What a screen that works with a profile says where none is open. */
void frame_append_no_profile(UT_string *out, const struct keymap *keymap);
void frame_paint_no_profile(struct canvas *canvas, struct rect rect, const struct keymap *keymap);

/* "40x10 needed, now 30x8" */
void frame_paint_too_small(struct canvas *canvas);

#endif
