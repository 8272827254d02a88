/* A view is what a screen is made of: its first level, what opens on top of it, and the boxes over it (questions, forms,
 * the palette). Views change their state and say so; they draw only when they are asked to.
 *
 * A concrete view is a struct with a struct view as its first member and a table of functions. Only paint is
 * required. The console frees a view through its table when it is closed. */
#ifndef UI_VIEW_H
#define UI_VIEW_H

#include <stdbool.h>
#include <stdint.h>

#include "ui/canvas.h"
#include "ui/keymap.h"
#include "ui/layout.h"

struct console;
struct view;

/* What a view did with a key or an action. */
enum reaction {
    REACTION_NONE,    /* not mine */
    REACTION_DONE,    /* done; draw again */
    REACTION_CLOSE    /* done, and the view is to be closed */
};

struct view_ops {
    bool is_overlay; /* drawn over what is below, which stays visible */

    void (*free)(struct view *view);

    /* Draws into rect, a part of a cleared canvas, and parks the cursor. rows is the height of the whole console. */
    void (*paint)(struct view *view, struct canvas *canvas, struct rect rect);

    /* Which keys work now: bits of enum context. An overlay names all it wants; for other views CONTEXT_GLOBAL and
     * CONTEXT_ALWAYS are added. Absent: none of its own. */
    unsigned (*contexts)(const struct view *view);

    /* Does an action. Actions that come back as REACTION_NONE go to the console. */
    enum reaction (*act)(struct view *view, enum action action);

    /* Why an action that this view's contexts offer cannot be done now (a sentence without a full stop, borrowed until
     * the next call), or NULL. */
    const char *(*why_not)(const struct view *view, enum action action);

    /* While text is typed, keys come here before they are looked up as actions; characters go nowhere else. */
    bool (*takes_text)(const struct view *view);
    enum reaction (*type)(struct view *view, keypress key);

    /* Whether q leads one level up within the view; absent: it has but one. */
    bool (*is_deeper)(const struct view *view);

    /* Appends what the view adds to the line of levels, as visible text: "campaigns › Spring sale"; nothing on a screen's first
     * level. */
    void (*crumb)(const struct view *view, UT_string *out);

    /* The state behind the view has changed: requests were answered, the profile was switched. */
    void (*refresh)(struct view *view);

    /* The moment of the monotonic clock at which tick is to be called, or INT64_MAX. */
    int64_t (*due)(const struct view *view);
    void (*tick)(struct view *view, int64_t now_ms);

    /* Stops what the view has running; false if that is nothing. */
    bool (*interrupt)(struct view *view);

    /* What would be lost by leaving ("the form is not saved"), or NULL. */
    const char *(*unsaved)(const struct view *view);
};

struct view {
    const struct view_ops *ops;
    struct console *console; /* set when it is pushed */
};

#endif
