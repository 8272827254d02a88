/* Shared by replay.c (panes, painting, keys) and replay_act.c (what is done with events) alone. */
#ifndef UI_SCREEN_REPLAY_PRIVATE_H
#define UI_SCREEN_REPLAY_PRIVATE_H

#include "ui/console.h"
#include "ui/screen/replay_event.h"
#include "ui/screen/replay_preview.h"
#include "ui/widget/table.h"
#include "workbench/mailing.h"
#include "workbench/outbox.h"
#include "workbench/workbench.h"

enum pane { PANE_EVENTS, PANE_EVENT, PANE_PREVIEW, PANES };

struct replay_view {
    struct view view;
    struct table *events;
    struct replay_event_pane *event;
    struct replay_preview *preview;
    struct text_pane *foot;
    enum pane pane;
    bool is_zoomed;
    bool has_foot; /* as painted last */
    char *shown; /* the event that is shown; NULL: none */
    unsigned long draft_version;
    unsigned long events_version;
    enum workbench_base base;
    bool was_sending;
    bool was_mailing;
    bool was_looking;  /* reading back */
    bool was_reading;
    bool selects_first; /* of the events that were opened */
    unsigned long opened;
    UT_string text; /* a cell's */
};

/* NULL while no profile is open. */
struct workbench *replay_bench(const struct replay_view *view);
struct outbox *replay_outbox(const struct replay_view *view);
struct mailing *replay_mailing(const struct replay_view *view);
struct event_list *replay_list(const struct replay_view *view);

/* The selected event, respectively its index in the list; NULL or false if there is none. */
const struct listed_event *replay_selected(const struct replay_view *view);
bool replay_selected_index(const struct replay_view *view, size_t *index);

/* Shows the selected event where it, or what it is mapped by, is another one than is shown. */
void replay_show_selected(struct replay_view *view, bool by_force);

/* replay_act.c: */
const char *replay_why_not(const struct view *base, enum action action);
bool replay_act_on_event(struct replay_view *view, enum action action);
void replay_open_copy(struct replay_view *view);

/* Say what came of sending one or all, of reading back, and of reading a file. */
void replay_tell_sent(struct replay_view *view);
void replay_tell_mailed(struct replay_view *view);
void replay_tell_stored(struct replay_view *view);
void replay_tell_read(struct replay_view *view);

#endif
