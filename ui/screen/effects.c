#include "ui/screen/effects.h"

#include <stdlib.h>
#include <string.h>

#include "support/text.h"
#include "ui/console.h"
#include "ui/frame.h"
#include "ui/screen/settings_details.h"
#include "ui/widget/diff.h"
#include "ui/widget/table.h"

enum { DETAIL_LEAST = 10 };

enum column_id { COLUMN_EVENT, COLUMN_EFFECT, COLUMNS };

static const struct column columns[COLUMNS] = {
    [COLUMN_EVENT] = { "EVENT", "event", CELL_TEXT, 16, 32, 1, 0 },
    [COLUMN_EFFECT] = { "WHAT COMES OF IT", "effect", CELL_TEXT, 20, 40, 2, 1 },
};

struct effects {
    struct view view;
    struct workbench *workbench;
    struct table *table;
    struct text_pane *difference;
    char *shown; /* the event of the difference */
    bool in_difference;
    bool is_zoomed;
    UT_string text; /* a cell's */
};

static const struct listed_event *event_at(struct effects *effects, size_t row)
{
    return event_list_at(workbench_events(effects->workbench), effect_event(workbench_effect(effects->workbench), row));
}

static size_t count_rows(void *context)
{
    return effect_listed(workbench_effect(((struct effects *)context)->workbench));
}

static const char *row_id(void *context, size_t row)
{
    return event_at(context, row)->id;
}

static void get_cell(void *context, size_t row, size_t column, struct cell *out)
{
    struct effects *effects = context;
    const struct listed_event *event = event_at(effects, row);
    *out = (struct cell){ .kind = CELL_TEXT, .text = event->title };
    if (column != COLUMN_EFFECT)
        return;
    utstring_clear(&effects->text);
    settings_append_event_effect(&effects->text, workbench_effect(effects->workbench), event);
    out->text = utstring_body(&effects->text);
}

static void show_selected(struct effects *effects)
{
    size_t position = 0;
    const char *id = table_selected_id(effects->table);
    if (id == NULL || !table_selected(effects->table, &position)) {
        text_pane_clear(effects->difference);
        free(effects->shown);
        effects->shown = NULL;
        return;
    }
    if (effects->shown != NULL && strcmp(id, effects->shown) == 0)
        return;
    free(effects->shown);
    effects->shown = memory_copy_string(id);
    size_t row = rows_memory_row(table_rows(effects->table), position);
    struct effect_texts texts = effect_lines(workbench_effect(effects->workbench), event_at(effects, row));
    (void)diff_fill(effects->difference, texts.before, texts.after);
    text_pane_rewind(effects->difference);
    effect_texts_clear(&texts);
}

/* View. */

static void paint_difference(struct effects *effects, struct canvas *canvas, struct rect rect)
{
    if (rect.height < 2)
        return;
    const char *status = text_pane_status(effects->difference);
    char *title = memory_format("%s%s%s", effects->shown != NULL ? "Before (-) and now (+)" : "No event is selected",
                                *status != '\0' ? " \xC2\xB7 " : "", status);
    frame_paint_title(canvas, (struct rect){ rect.y, rect.x, 1, rect.width }, title, effects->in_difference);
    free(title);
    if (effects->in_difference)
        canvas_park(canvas, rect.y, rect.x, false);
    text_pane_paint(effects->difference, canvas, (struct rect){ rect.y + 1, rect.x + 1, rect.height - 1, rect.width - 2 },
                    effects->in_difference);
}

static void effects_paint(struct view *view, struct canvas *canvas, struct rect rect)
{
    struct effects *effects = (struct effects *)view;
    struct layout_split split = { .list = rect };
    if (effects->is_zoomed)
        split = (struct layout_split){ .detail = rect };
    else if (rect.width >= LAYOUT_SIDE_WIDTH)
        split = layout_split(rect, canvas_height(canvas), true, LAYOUT_BOTH);
    else
        split = layout_stack(rect, (int)count_rows(effects) + 2, DETAIL_LEAST);
    const char *step = draft_last_step(workbench_draft(effects->workbench));
    bool saved = workbench_base(effects->workbench) == WORKBENCH_SAVED;
    char *note = text_visible(saved || step == NULL ? "against what is saved" : step, strlen(saved || step == NULL ? "against what is saved" : step));
    if (split.list.height > 0)
        table_paint(effects->table, canvas, split.list, "Changed events", note, !effects->in_difference);
    free(note);
    canvas_line(canvas, split.line);
    paint_difference(effects, canvas, split.detail);
}

static bool effects_takes_text(const struct view *view)
{
    const struct effects *effects = (const struct effects *)view;
    return effects->in_difference ? text_pane_takes_text(effects->difference) : table_takes_text(effects->table);
}

static unsigned effects_contexts(const struct view *view)
{
    const struct effects *effects = (const struct effects *)view;
    unsigned contexts = effects->in_difference ? text_pane_contexts(effects->difference) : table_contexts(effects->table);
    return effects_takes_text(view) ? contexts : contexts | CONTEXT_BIT(EFFECT);
}

static enum reaction effects_type(struct view *view, keypress key)
{
    struct effects *effects = (struct effects *)view;
    enum reaction reaction =
        effects->in_difference ? text_pane_type(effects->difference, key) : table_type(effects->table, key);
    show_selected(effects);
    return reaction;
}

static void effects_refresh(struct view *view)
{
    struct effects *effects = (struct effects *)view;
    (void)table_refresh(effects->table);
    free(effects->shown);
    effects->shown = NULL;
    show_selected(effects);
}

static enum reaction effects_act(struct view *view, enum action action)
{
    struct effects *effects = (struct effects *)view;
    enum reaction reaction = REACTION_NONE;
    if (effects->in_difference)
        reaction = text_pane_act(effects->difference, action);
    else if (action != ACTION_OPEN && action != ACTION_RIGHT)
        reaction = table_act(effects->table, view->console, action);
    show_selected(effects);
    if (reaction != REACTION_NONE)
        return reaction;
    switch (action) {
    case ACTION_COMPARE:
        workbench_compare_with(effects->workbench,
                               workbench_base(effects->workbench) == WORKBENCH_SAVED ? WORKBENCH_LAST_STEP : WORKBENCH_SAVED);
        console_refresh_views(view->console);
        return REACTION_DONE;
    case ACTION_OPEN:
    case ACTION_RIGHT:
        effects->in_difference = effects->shown != NULL;
        return REACTION_DONE;
    case ACTION_NEXT_PANE:
    case ACTION_PREVIOUS_PANE:
        effects->in_difference = !effects->in_difference && effects->shown != NULL;
        effects->is_zoomed = effects->is_zoomed && effects->in_difference;
        return REACTION_DONE;
    case ACTION_ZOOM:
        effects->is_zoomed = !effects->is_zoomed && effects->shown != NULL;
        effects->in_difference = effects->is_zoomed || effects->in_difference;
        return REACTION_DONE;
    case ACTION_BACK:
    case ACTION_ESCAPE:
    case ACTION_LEFT:
        if (!effects->in_difference)
            return action == ACTION_LEFT ? REACTION_DONE : REACTION_CLOSE;
        effects->in_difference = effects->is_zoomed = false;
        return REACTION_DONE;
    case ACTION_COPY:
        if (effects->shown == NULL)
            return REACTION_NONE;
        utstring_clear(&effects->text);
        text_pane_append_text(&effects->text, effects->difference);
        console_copy(view->console, "the difference", utstring_body(&effects->text), utstring_len(&effects->text));
        return REACTION_DONE;
    default:
        return REACTION_NONE;
    }
}

static void effects_crumb(const struct view *view, UT_string *out)
{
    (void)view;
    utstring_printf(out, "changes");
}

static int64_t effects_due(const struct view *view)
{
    return table_is_busy(((const struct effects *)view)->table) ? 0 : INT64_MAX;
}

static void effects_tick(struct view *view, int64_t now_ms)
{
    table_tick(((struct effects *)view)->table, now_ms);
    console_repaint(view->console);
}

static void effects_free(struct view *view)
{
    struct effects *effects = (struct effects *)view;
    table_free(effects->table);
    text_pane_free(effects->difference);
    free(effects->shown);
    utstring_done(&effects->text);
    free(effects);
}

static const struct view_ops effects_ops = {
    .free = effects_free,
    .paint = effects_paint,
    .contexts = effects_contexts,
    .act = effects_act,
    .takes_text = effects_takes_text,
    .type = effects_type,
    .crumb = effects_crumb,
    .refresh = effects_refresh,
    .due = effects_due,
    .tick = effects_tick,
};

struct view *effects_new(struct console *console, struct workbench *workbench)
{
    struct effects *effects = memory_allocate(1, sizeof *effects);
    effects->view.ops = &effects_ops;
    effects->view.console = console;
    effects->workbench = workbench;
    effects->difference = text_pane_new();
    utstring_init(&effects->text);
    struct rows_source source = { count_rows, get_cell, row_id, effects };
    effects->table = table_new(rows_memory_new(&source, columns, COLUMNS), columns, COLUMNS);
    table_set_empty(effects->table, "None of the events at hand changes.");
    (void)table_refresh(effects->table);
    show_selected(effects);
    return &effects->view;
}
