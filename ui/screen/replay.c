#include <stdlib.h>
#include <string.h>

#include "support/text.h"
#include "ui/desk.h"
#include "ui/frame.h"
#include "ui/screen/replay_private.h"
#include "ui/screen/replay_sent.h"
#include "ui/screen/replay_texts.h"
#include "ui/screen/settings_list.h"

enum column_id { COLUMN_EVENT, COLUMN_OUTCOME, COLUMN_ABOUT, COLUMN_FROM, COLUMNS };

static const struct column columns[COLUMNS] = {
    [COLUMN_EVENT] = { "EVENT", "event", CELL_TEXT, 28, 34, 1, 0 },
    [COLUMN_OUTCOME] = { "OUTCOME", "outcome", CELL_TEXT, 8, 8, 0, 1 },
    [COLUMN_ABOUT] = { "ABOUT", "about", CELL_TEXT, 20, 30, 2, 3 },
    [COLUMN_FROM] = { "FROM", "from", CELL_TEXT, 10, 10, 0, 2 },
};

enum { FOOT_ROWS = 5, FOOT_FROM = 16, SMALL_FOOT_ROWS = 3, SMALL_FOOT_FROM = 10 };

struct workbench *replay_bench(const struct replay_view *view)
{
    return desk_workbench(console_desk(view->view.console));
}

struct outbox *replay_outbox(const struct replay_view *view)
{
    return desk_outbox(console_desk(view->view.console));
}

struct mailing *replay_mailing(const struct replay_view *view)
{
    return desk_mailing(console_desk(view->view.console));
}

struct event_list *replay_list(const struct replay_view *view)
{
    return workbench_events(replay_bench(view));
}

/* The operator's own events stand before the samples. */
static size_t event_of_row(const struct replay_view *view, size_t row)
{
    size_t samples = event_list_samples(replay_list(view));
    size_t others = event_list_count(replay_list(view)) - samples;
    return row < others ? samples + row : row - others;
}

bool replay_selected_index(const struct replay_view *view, size_t *index)
{
    size_t position = 0;
    if (replay_bench(view) == NULL || !table_selected(view->events, &position))
        return false;
    *index = event_of_row(view, rows_memory_row(table_rows(view->events), position));
    return *index < event_list_count(replay_list(view));
}

const struct listed_event *replay_selected(const struct replay_view *view)
{
    size_t index = 0;
    return replay_selected_index(view, &index) ? event_list_at(replay_list(view), index) : NULL;
}

/* The table's rows. */

static size_t count_rows(void *context)
{
    const struct replay_view *view = context;
    return replay_bench(view) != NULL ? event_list_count(replay_list(view)) : 0;
}

static const char *row_id(void *context, size_t row)
{
    return event_list_at(replay_list(context), event_of_row(context, row))->id;
}

static void get_cell(void *context, size_t row, size_t column, struct cell *out)
{
    struct replay_view *view = context;
    const struct listed_event *event = event_list_at(replay_list(view), event_of_row(view, row));
    *out = (struct cell){ .kind = CELL_TEXT, .role = event->broken != NULL ? ROLE_BAD : ROLE_TEXT };
    utstring_clear(&view->text);
    switch ((enum column_id)column) {
    case COLUMN_EVENT:
        utstring_printf(&view->text, "%s%s", event->title, event->is_edited ? " (edited)" : "");
        break;
    case COLUMN_OUTCOME:
        utstring_printf(&view->text, "%s", replay_outcome_shown(event));
        if (event->is_told && event->outcome != REPLAY_ACCEPTED && event->outcome != REPLAY_PENDING && event->outcome != REPLAY_FILTERED)
            out->role = ROLE_BAD;
        break;
    case COLUMN_ABOUT:
        utstring_printf(&view->text, "%s", event->about != NULL ? event->about : "");
        break;
    case COLUMN_FROM:
        if (event->is_sample)
            utstring_printf(&view->text, "sample");
        else if (event_list_path(replay_list(view)) == NULL)
            utstring_printf(&view->text, "request");
        else
            utstring_printf(&view->text, "line %zu", event->line);
        break;
    case COLUMNS:
        break;
    }
    out->text = utstring_body(&view->text);
}

/* Showing what is selected. */

static void fill_foot(struct replay_view *view)
{
    const struct listed_event *event = replay_selected(view);
    const struct trial *trial = replay_preview_trial(view->preview);
    text_pane_clear(view->foot);
    text_pane_rewind(view->foot);
    if (view->pane == PANE_PREVIEW)
        replay_preview_explain(view->preview, view->foot);
    else if (view->pane == PANE_EVENT && trial != NULL)
        replay_add_field(view->foot, trial, replay_event_pane_place(view->event));
    if (text_pane_count(view->foot) == 0 && event != NULL) {
        char *about = memory_format("%s%s%s", event->title, event->about != NULL ? ": " : "", event->about != NULL ? event->about : "");
        text_pane_add_field(view->foot, "", 0, about);
        free(about);
    }
    if (view->pane == PANE_EVENTS)
        replay_add_outcome(view->foot, event);
    if (view->pane == PANE_EVENTS && trial != NULL) {
        UT_string line;
        utstring_init(&line);
        utstring_printf(&line, "\xE2\x86\x92 ");
        trial_append_summary(&line, trial);
        char *visible = text_visible(utstring_body(&line), utstring_len(&line));
        text_pane_add(view->foot, ROLE_TEXT, visible);
        free(visible);
        utstring_done(&line);
    }
    if (event != NULL && event->settings != NULL && view->pane == PANE_EVENTS)
        text_pane_add(view->foot, ROLE_TEXT, "It needs a setting to show that: t tries it.");
    if (trial != NULL)
        replay_add_warnings(view->foot, trial);
}

/* Whether anything that the panes were filled from is another one now. */
static bool is_stale(const struct replay_view *view, const char *id)
{
    struct workbench *workbench = replay_bench(view);
    return !text_equal(id, view->shown) || draft_version(workbench_draft(workbench)) != view->draft_version ||
           event_list_version(workbench_events(workbench)) != view->events_version || workbench_base(workbench) != view->base;
}

void replay_show_selected(struct replay_view *view, bool by_force)
{
    const struct listed_event *event = replay_selected(view);
    const char *id = event != NULL ? event->id : NULL;
    struct workbench *workbench = replay_bench(view);
    if (workbench == NULL)
        return;
    if (by_force || is_stale(view, id)) {
        if (!replay_event_pane_is_editing(view->event))
            replay_event_pane_show(view->event, event);
        replay_preview_show(view->preview, desk_session(console_desk(view->view.console)), workbench, event, replay_outbox(view),
                            replay_mailing(view));
        free(view->shown);
        view->shown = memory_copy_string(id);
        view->draft_version = draft_version(workbench_draft(workbench));
        view->events_version = event_list_version(workbench_events(workbench));
        view->base = workbench_base(workbench);
    }
    fill_foot(view);
}

/* Painting. */

static void append_part(UT_string *out, const char *part)
{
    utstring_printf(out, "%s%s", utstring_len(out) > 0 ? " \xC2\xB7 " : "", part);
}

/* From where events are looked at, and with which settings. */
static void append_state(UT_string *out, const struct replay_view *view)
{
    const struct draft *draft = workbench_draft(replay_bench(view));
    size_t changed = draft_changed_count(draft);
    settings_append_view(out, draft);
    if (changed == 1)
        append_part(out, "1 setting tried, not saved");
    else if (changed > 1)
        utstring_printf(out, " \xC2\xB7 %zu settings tried, not saved", changed);
    append_part(out, "");
    replay_append_state(out, replay_mailing(view), outbox_is_sending(replay_outbox(view)));
}

static char *make_note(const struct replay_view *view)
{
    const struct event_list *list = replay_list(view);
    size_t line = 0;
    size_t broken = event_list_broken(list, &line);
    UT_string note;
    utstring_init(&note);
    if (!view->has_foot)
        append_state(&note, view);
    if (event_list_is_reading(list))
        append_part(&note, "reading");
    if (broken > 0) {
        append_part(&note, "");
        utstring_printf(&note, "%zu broken", broken);
    }
    return utstring_body(&note);
}

static void paint_events(struct replay_view *view, struct canvas *canvas, struct rect rect)
{
    char *note = make_note(view);
    bool has_file = event_list_file(replay_list(view)) != NULL;
    table_paint(view->events, canvas, rect, has_file ? "Events" : "Samples", note, view->pane == PANE_EVENTS);
    free(note);
}

static void paint_pane(struct replay_view *view, struct canvas *canvas, enum pane pane, struct rect rect)
{
    if (rect.height < 1)
        return;
    if (pane == PANE_EVENTS)
        paint_events(view, canvas, rect);
    else if (pane == PANE_EVENT)
        replay_event_pane_paint(view->event, canvas, rect, view->pane == PANE_EVENT);
    else
        replay_preview_paint(view->preview, canvas, rect, view->pane == PANE_PREVIEW);
}

static void paint_columns(struct replay_view *view, struct canvas *canvas, struct rect rect)
{
    bool has_outcomes = event_list_has_outcomes(replay_list(view));
    int list = rect.width * (has_outcomes ? 30 : 27) / 100;
    int event = rect.width * (has_outcomes ? 31 : 34) / 100;
    struct rect left = { rect.y, rect.x, rect.height, list };
    struct rect middle = { rect.y, rect.x + list + 1, rect.height, event };
    struct rect right = { rect.y, middle.x + event + 1, rect.height, rect.width - list - event - 2 };
    paint_pane(view, canvas, PANE_EVENTS, left);
    canvas_wall(canvas, rect.y, left.x + list, rect.height);
    paint_pane(view, canvas, PANE_EVENT, middle);
    canvas_wall(canvas, rect.y, middle.x + event, rect.height);
    paint_pane(view, canvas, PANE_PREVIEW, right);
}

/* The preview below what it is a preview of. */
static void paint_stacked(struct replay_view *view, struct canvas *canvas, struct rect rect)
{
    int above = rect.height * 2 / 5;
    enum pane upper = view->pane == PANE_EVENT ? PANE_EVENT : PANE_EVENTS;
    paint_pane(view, canvas, upper, (struct rect){ rect.y, rect.x, above, rect.width });
    canvas_rule(canvas, rect.y + above, rect.x, rect.width);
    paint_pane(view, canvas, PANE_PREVIEW, (struct rect){ rect.y + above + 1, rect.x, rect.height - above - 1, rect.width });
}

static struct rect paint_foot(struct replay_view *view, struct canvas *canvas, struct rect rect)
{
    int rows = rect.height >= FOOT_FROM ? FOOT_ROWS : rect.height >= SMALL_FOOT_FROM ? SMALL_FOOT_ROWS : 0;
    view->has_foot = rows > 0;
    if (rows == 0)
        return rect;
    struct rect foot = { rect.y + rect.height - rows, rect.x + 1, rows, rect.width - 2 };
    UT_string state;
    utstring_init(&state);
    utstring_printf(&state, " ");
    append_state(&state, view);
    utstring_printf(&state, " ");
    canvas_rule(canvas, foot.y - 1, rect.x, rect.width);
    (void)canvas_text(canvas, foot.y - 1, rect.x + 2, rect.width - 4, ROLE_TEXT, utstring_body(&state));
    utstring_done(&state);
    text_pane_paint(view->foot, canvas, foot, false);
    rect.height -= rows + 1;
    return rect;
}

static void replay_paint(struct view *base, struct canvas *canvas, struct rect rect)
{
    struct replay_view *view = (struct replay_view *)base;
    if (replay_bench(view) == NULL) {
        frame_paint_no_profile(canvas, rect, console_keymap(view->view.console));
        return;
    }
    struct rect body = paint_foot(view, canvas, rect);
    if (view->is_zoomed)
        paint_pane(view, canvas, view->pane, body);
    else if (rect.width >= LAYOUT_SIDE_WIDTH)
        paint_columns(view, canvas, body);
    else if (canvas_height(canvas) >= LAYOUT_BELOW_HEIGHT)
        paint_stacked(view, canvas, body);
    else
        paint_pane(view, canvas, view->pane, body);
}

/* Keys. */

static bool replay_takes_text(const struct view *base)
{
    const struct replay_view *view = (const struct replay_view *)base;
    switch (view->pane) {
    case PANE_EVENT:
        return replay_event_pane_takes_text(view->event);
    case PANE_PREVIEW:
        return replay_preview_takes_text(view->preview);
    default:
        return table_takes_text(view->events);
    }
}

static unsigned replay_contexts(const struct view *base)
{
    const struct replay_view *view = (const struct replay_view *)base;
    if (replay_bench(view) == NULL)
        return 0;
    unsigned contexts = view->pane == PANE_EVENTS  ? table_contexts(view->events)
                        : view->pane == PANE_EVENT ? replay_event_pane_contexts(view->event)
                                                   : replay_preview_contexts(view->preview);
    return replay_takes_text(base) ? contexts : contexts | CONTEXT_BIT(REPLAY) | CONTEXT_BIT(DETAIL) | CONTEXT_BIT(EFFECT);
}

static enum reaction replay_type(struct view *base, keypress key)
{
    struct replay_view *view = (struct replay_view *)base;
    enum reaction reaction = REACTION_NONE;
    bool edited = false;
    if (view->pane == PANE_EVENT)
        reaction = replay_event_pane_type(view->event, key, &edited);
    else if (view->pane == PANE_PREVIEW)
        reaction = replay_preview_type(view->preview, key);
    else
        reaction = table_type(view->events, key);
    size_t index = 0;
    if (edited && replay_selected_index(view, &index)) {
        size_t length = 0;
        const char *text = replay_event_pane_typed(view->event, &length);
        event_list_edit(replay_list(view), index, text, length);
    }
    replay_show_selected(view, false);
    return reaction;
}

/* Actions. */

static enum reaction act_in_pane(struct replay_view *view, enum action action)
{
    bool tabs = action == ACTION_NEXT_TAB || action == ACTION_PREVIOUS_TAB;
    if (tabs || view->pane == PANE_PREVIEW)
        return replay_preview_act(view->preview, action);
    if (view->pane == PANE_EVENT)
        return action == ACTION_COPY ? REACTION_NONE : replay_event_pane_act(view->event, action);
    if (action == ACTION_RAW)
        return replay_preview_act(view->preview, action);
    if (action == ACTION_RIGHT)
        return REACTION_NONE;
    return table_act(view->events, view->view.console, action);
}

static enum reaction go_to(struct replay_view *view, enum action action)
{
    switch (action) {
    case ACTION_SHOW_PREVIEW:
        view->pane = PANE_PREVIEW;
        return REACTION_DONE;
    case ACTION_NEXT_PANE:
        view->pane = (enum pane)((view->pane + 1) % PANES);
        return REACTION_DONE;
    case ACTION_PREVIOUS_PANE:
        view->pane = (enum pane)((view->pane + PANES - 1) % PANES);
        return REACTION_DONE;
    case ACTION_RIGHT:
        view->pane = view->pane == PANE_PREVIEW ? PANE_PREVIEW : (enum pane)(view->pane + 1);
        return REACTION_DONE;
    case ACTION_LEFT:
        view->pane = view->pane == PANE_EVENTS ? PANE_EVENTS : (enum pane)(view->pane - 1);
        return REACTION_DONE;
    case ACTION_ZOOM:
        view->is_zoomed = !view->is_zoomed;
        return REACTION_DONE;
    case ACTION_BACK:
    case ACTION_ESCAPE:
        if (view->pane == PANE_EVENTS && !view->is_zoomed)
            return REACTION_NONE;
        view->pane = view->is_zoomed ? view->pane : PANE_EVENTS;
        view->is_zoomed = false;
        return REACTION_DONE;
    case ACTION_COPY:
        replay_open_copy(view);
        return REACTION_DONE;
    default:
        return REACTION_NONE;
    }
}

static enum reaction replay_act(struct view *base, enum action action)
{
    struct replay_view *view = (struct replay_view *)base;
    if (replay_bench(view) == NULL)
        return REACTION_NONE;
    enum reaction reaction = replay_act_on_event(view, action) ? REACTION_DONE : act_in_pane(view, action);
    if (reaction == REACTION_NONE)
        reaction = go_to(view, action);
    replay_show_selected(view, false);
    return reaction;
}

/* What was on its way before and is not any more is told. */
static void note_sending(struct replay_view *view)
{
    bool sending = outbox_is_sending(replay_outbox(view));
    bool mailing = mailing_is_busy(replay_mailing(view));
    bool looking = mailing_is_reading_back(replay_mailing(view));
    bool changed = sending || mailing || looking || view->was_sending || view->was_mailing || view->was_looking;
    if (view->was_sending && !sending)
        replay_tell_sent(view);
    if (view->was_mailing && !mailing)
        replay_tell_mailed(view);
    if (view->was_looking && !looking)
        replay_tell_stored(view);
    view->was_sending = sending;
    view->was_mailing = mailing;
    view->was_looking = looking;
    table_show_column(view->events, COLUMN_OUTCOME, event_list_has_outcomes(replay_list(view)));
    if (changed)
        replay_preview_show_answer(view->preview, replay_selected(view), replay_outbox(view), replay_mailing(view));
}

static void replay_refresh(struct view *base)
{
    struct replay_view *view = (struct replay_view *)base;
    if (replay_bench(view) == NULL)
        return;
    struct event_list *list = replay_list(view);
    if (event_list_opened(list) != view->opened) {
        view->opened = event_list_opened(list);
        view->was_reading = view->selects_first = true;
        view->pane = PANE_EVENTS;
        table_set_filter(view->events, "");
        table_clear_marks(view->events);
    }
    (void)table_refresh(view->events);
    if (view->selects_first && event_list_count(list) > event_list_samples(list)) {
        (void)table_select(view->events, event_list_at(list, event_list_samples(list))->id);
        view->selects_first = false;
    }
    if (view->was_reading && !event_list_is_reading(list)) {
        view->was_reading = view->selects_first = false;
        replay_tell_read(view);
    }
    note_sending(view);
    replay_show_selected(view, false);
}

static int64_t replay_due(const struct view *base)
{
    return table_is_busy(((const struct replay_view *)base)->events) ? 0 : INT64_MAX;
}

static void replay_tick(struct view *base, int64_t now_ms)
{
    struct replay_view *view = (struct replay_view *)base;
    table_tick(view->events, now_ms);
    replay_show_selected(view, false);
    console_repaint(base->console);
}

static bool replay_interrupt(struct view *base)
{
    struct replay_view *view = (struct replay_view *)base;
    if (replay_bench(view) == NULL)
        return false;
    bool stopped = outbox_stop(replay_outbox(view)) || mailing_stop(replay_mailing(view));
    if (stopped && mailing_state(replay_mailing(view)) == MAILING_STOPS)
        console_say(base->console, MESSAGE_NOTE, "Stopping: waiting for what is on its way; once more does not wait");
    else if (stopped)
        console_say(base->console, MESSAGE_NOTE, "It was stopped");
    return stopped;
}

static const char *replay_unsaved(const struct view *base)
{
    const struct replay_view *view = (const struct replay_view *)base;
    if (replay_bench(view) == NULL)
        return NULL;
    if (outbox_is_sending(replay_outbox(view)))
        return "A request is on its way to Braze";
    if (mailing_state(replay_mailing(view)) == MAILING_SENDS || mailing_state(replay_mailing(view)) == MAILING_STOPS)
        return "Events are being sent; what is on its way becomes unknown, and the rest can be gone on with";
    for (size_t i = 0; i < event_list_count(replay_list(view)); i++)
        if (event_list_at(replay_list(view), i)->is_edited)
            return "Edited events are nowhere else";
    return draft_changed_count(workbench_draft(replay_bench(view))) > 0 ? "Changed settings are not saved" : NULL;
}

static void replay_close(struct view *base)
{
    struct replay_view *view = (struct replay_view *)base;
    table_free(view->events);
    replay_event_pane_free(view->event);
    replay_preview_free(view->preview);
    text_pane_free(view->foot);
    free(view->shown);
    utstring_done(&view->text);
    free(view);
}

static bool replay_is_deeper(const struct view *base)
{
    const struct replay_view *view = (const struct replay_view *)base;
    return view->pane != PANE_EVENTS || view->is_zoomed;
}

static const struct view_ops replay_ops = {
    .free = replay_close,
    .paint = replay_paint,
    .contexts = replay_contexts,
    .act = replay_act,
    .why_not = replay_why_not,
    .takes_text = replay_takes_text,
    .type = replay_type,
    .is_deeper = replay_is_deeper,
    .refresh = replay_refresh,
    .due = replay_due,
    .tick = replay_tick,
    .interrupt = replay_interrupt,
    .unsaved = replay_unsaved,
};

static struct view *replay_open(struct console *console)
{
    struct replay_view *view = memory_allocate(1, sizeof *view);
    view->view.ops = &replay_ops;
    view->view.console = console;
    utstring_init(&view->text);
    view->event = replay_event_pane_new(console);
    view->preview = replay_preview_new(console);
    view->foot = text_pane_new();
    struct rows_source source = { count_rows, get_cell, row_id, view };
    view->events = table_new(rows_memory_new(&source, columns, COLUMNS), columns, COLUMNS);
    table_set_empty(view->events, "There are no events.");
    replay_refresh(&view->view);
    replay_show_selected(view, true);
    return &view->view;
}

const struct screen screen_replay = { .open = replay_open };
