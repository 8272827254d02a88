#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "journal/har_file.h"
#include "support/date.h"
#include "support/text.h"
#include "ui/console.h"
#include "ui/desk.h"
#include "ui/frame.h"
#include "ui/screen/attempt.h"
#include "ui/screen/history_filter.h"
#include "ui/screen/history_rows.h"
#include "ui/screen/history_send.h"
#include "ui/widget/path_prompt.h"
#include "ui/widget/table.h"

enum { STEP_MS = 10 };

enum column_id {
    COLUMN_DAY,
    COLUMN_TIME,
    COLUMN_METHOD,
    COLUMN_PATH,
    COLUMN_STATUS,
    COLUMN_RESULT,
    COLUMN_MS,
    COLUMN_WHAT,
    COLUMNS
};

static const struct column columns[COLUMNS] = {
    [COLUMN_DAY] = { "DAY", "day", CELL_DAY, 10, 10, 0, 6 },
    [COLUMN_TIME] = { "TIME", "time", CELL_TEXT, 8, 8, 0, 1 },
    [COLUMN_METHOD] = { "METHOD", "method", CELL_TEXT, 6, 6, 0, 4 },
    [COLUMN_PATH] = { "PATH", "path", CELL_TEXT, 16, 30, 1, 0 },
    [COLUMN_STATUS] = { "STATUS", "status", CELL_COUNT, 6, 6, 0, 2 },
    [COLUMN_RESULT] = { "RESULT", "result", CELL_TEXT, 15, 16, 0, 3 },
    [COLUMN_MS] = { "MS", "ms", CELL_COUNT, 7, 7, 0, 5 },
    [COLUMN_WHAT] = { "WHAT", "what", CELL_TEXT, 7, 8, 0, 7 },
};

struct history {
    struct view view;
    struct history_rows *rows; /* NULL: no profile is open */
    bool is_reading;
    struct history_filter *filter;
    struct history_sender *sender;
    struct har_file *har; /* being saved; or NULL */
    struct table *table;
    struct attempt *attempt; /* NULL: none is open */
    char *shown;             /* the row that attempt shows */
    bool in_detail;
    bool is_zoomed;
    UT_string text; /* a cell's */
};

/* The table's rows. */

static size_t count_rows(void *context)
{
    const struct history *history = context;
    return history->rows != NULL ? history_rows_count(history->rows) : 0;
}

static const char *row_id(void *context, size_t row)
{
    return history_rows_at(((const struct history *)context)->rows, row)->id;
}

static void get_cell(void *context, size_t row, size_t column, struct cell *out)
{
    struct history *history = context;
    const struct history_entry *entry = history_rows_at(history->rows, row);
    utstring_clear(&history->text);
    out->kind = CELL_TEXT;
    switch ((enum column_id)column) {
    case COLUMN_DAY:
        out->kind = CELL_DAY;
        out->number = date_day_of(entry->time_ms);
        break;
    case COLUMN_TIME:
        cell_append_moment(&history->text, entry->time_ms, CELL_SECOND);
        out->text = utstring_body(&history->text);
        break;
    case COLUMN_METHOD:
        out->text = entry->method;
        break;
    case COLUMN_PATH:
        out->text = entry->target;
        break;
    case COLUMN_STATUS:
        out->kind = entry->status != 0 ? CELL_COUNT : CELL_NONE;
        out->number = entry->status;
        out->role = entry->is_bad ? ROLE_BAD : ROLE_TEXT;
        break;
    case COLUMN_RESULT:
        utstring_printf(&history->text, "%s", entry->result);
        if (entry->attempt > 1)
            utstring_printf(&history->text, " (%u.)", entry->attempt);
        out->text = utstring_body(&history->text);
        out->role = entry->is_bad ? ROLE_BAD : ROLE_TEXT;
        break;
    case COLUMN_MS:
        out->kind = entry->total_us >= 0 ? CELL_COUNT : CELL_NONE;
        out->number = round((double)entry->total_us / 1000);
        break;
    case COLUMN_WHAT:
        out->kind = entry->label != NULL ? CELL_TEXT : CELL_NONE;
        out->text = entry->label;
        break;
    case COLUMNS:
        break;
    }
}

/* The detail follows the selected row. */
static void show_selected(struct history *history)
{
    const char *id = table_selected_id(history->table);
    if (history->attempt == NULL || (id != NULL && text_equal(id, history->shown)))
        return;
    struct journal_row row = { 0 };
    free(history->shown);
    history->shown = memory_copy_string(id);
    bool found = id != NULL && history_rows_read(history->rows, history->shown, &row);
    attempt_show(history->attempt, found ? &row.entry : NULL);
    journal_row_clear(&row);
}

static void close_attempt(struct history *history)
{
    attempt_free(history->attempt);
    free(history->shown);
    history->attempt = NULL;
    history->shown = NULL;
    history->in_detail = history->is_zoomed = false;
}

static void open_attempt(struct history *history)
{
    if (table_selected_id(history->table) == NULL)
        return;
    if (history->attempt == NULL)
        history->attempt = attempt_new(history->view.console);
    history->in_detail = true;
    show_selected(history);
}

static void tell(struct history *history, struct error *error)
{
    if (error->code != ERROR_NONE)
        console_tell(history->view.console, error);
    error_clear(error);
}

static void read_on(struct history *history, int64_t now_ms)
{
    struct error error = ERROR_INIT;
    if (history->rows == NULL)
        return;
    history->is_reading = history_rows_step(history->rows, now_ms + STEP_MS, &error);
    tell(history, &error);
    (void)table_refresh(history->table);
}

/* The conditions. */

static void open_rows(struct history *history)
{
    const char *name = desk_profile_name(console_desk(history->view.console));
    history_rows_free(history->rows);
    history->rows = NULL;
    if (name != NULL) {
        char *path = paths_journal(desk_paths(console_desk(history->view.console)), name);
        history->rows = history_rows_new(path, history_filter_conditions(history->filter));
        free(path);
    }
    bool filtered = history_filter_conditions(history->filter) != NULL;
    table_set_empty(history->table,
                    name == NULL ? "No profile is open."
                    : filtered   ? "No request in the journal is like that. Esc shows all."
                                 : "Nothing was sent yet. Every request that goes out is recorded here, without keys.");
    read_on(history, date_monotonic_ms());
}

static void conditions_changed(void *context)
{
    struct history *history = context;
    open_rows(history);
    show_selected(history);
    console_repaint(history->view.console);
}

/* The archive. */

static void save_har(struct console *console, const char *path, void *context)
{
    struct history *history = context;
    struct error error = ERROR_INIT;
    const char *name = desk_profile_name(console_desk(console));
    char *journal = paths_journal(desk_paths(console_desk(console)), name != NULL ? name : "");
    har_file_free(history->har);
    history->har = har_file_start(journal, history_filter_conditions(history->filter), path, &error);
    tell(history, &error);
    free(journal);
}

static void ask_where_to_save(struct history *history)
{
    const char *words = history_filter_words(history->filter);
    const char *name = desk_profile_name(console_desk(history->view.console));
    char *text =
        memory_format("%s%s, as an HTTP Archive that browsers' developer tools open: with headers and bodies, without "
                      "keys. What was sent may be people's data.",
                      *words != '\0' ? "The requests with " : "All requests of the journal", words);
    char *path = memory_format("brazier-%s.har", name);
    console_push(history->view.console,
                 path_prompt_new(&(struct path_prompt_options){
                     .title = "Save as HAR", .text = text, .path = path, .chosen = save_har, .context = history }));
    free(text);
    free(path);
}

static void save_on(struct history *history, int64_t now_ms)
{
    struct error error = ERROR_INIT;
    enum har_state state = har_file_step(history->har, now_ms + STEP_MS, &error);
    if (state == HAR_GOES_ON)
        return;
    size_t rows = har_file_rows(history->har);
    if (state == HAR_DONE)
        console_say(history->view.console, MESSAGE_GOOD, "Saved %zu request%s, without keys, as %s", rows,
                    rows == 1 ? "" : "s", har_file_path(history->har));
    tell(history, &error);
    har_file_free(history->har);
    history->har = NULL;
}

/* View. */

static void paint_table(struct history *history, struct canvas *canvas, struct rect rect)
{
    UT_string note;
    utstring_init(&note);
    const char *words = history_filter_words(history->filter);
    if (*words != '\0' && history->rows != NULL) {
        utstring_printf(&note, "with %s, of ", words);
        text_append_count(&note, (long long)history_rows_total(history->rows));
    }
    if (history->is_reading)
        utstring_printf(&note, "%sreading", utstring_len(&note) > 0 ? " \xC2\xB7 " : "");
    if (history->har != NULL)
        utstring_printf(&note, "%ssaving", utstring_len(&note) > 0 ? " \xC2\xB7 " : "");
    utstring_printf(&note, "%stimes in %s", utstring_len(&note) > 0 ? " \xC2\xB7 " : "", cell_zone());
    table_paint(history->table, canvas, rect, "History", utstring_body(&note), !history->in_detail);
    utstring_done(&note);
}

static void history_paint(struct view *view, struct canvas *canvas, struct rect rect)
{
    struct history *history = (struct history *)view;
    bool open = history->attempt != NULL;
    enum layout_pane wanted = history->is_zoomed ? LAYOUT_DETAIL_ONLY : LAYOUT_BOTH;
    struct layout_split split = layout_split(rect, canvas_height(canvas), open, wanted);
    /* Where only one of them has room, it is the one with the keys. */
    if (open && split.list.height == 0 && !history->in_detail)
        split = (struct layout_split){ .list = rect };
    if (split.list.height > 0)
        paint_table(history, canvas, split.list);
    canvas_line(canvas, split.line);
    if (open && split.detail.height > 0)
        attempt_paint(history->attempt, canvas, split.detail, history->in_detail);
}

static bool history_takes_text(const struct view *view)
{
    const struct history *history = (const struct history *)view;
    return history->in_detail ? attempt_takes_text(history->attempt) : table_takes_text(history->table);
}

static unsigned history_contexts(const struct view *view)
{
    const struct history *history = (const struct history *)view;
    unsigned contexts = history->in_detail ? attempt_contexts(history->attempt) : table_contexts(history->table);
    return history_takes_text(view) ? contexts : contexts | CONTEXT_BIT(HISTORY);
}

static enum reaction history_type(struct view *view, keypress key)
{
    struct history *history = (struct history *)view;
    enum reaction reaction = history->in_detail ? attempt_type(history->attempt, key) : table_type(history->table, key);
    show_selected(history);
    return reaction;
}

static bool is_read_only(const struct history *history)
{
    const struct session *session = desk_session(console_desk(history->view.console));
    return session != NULL && session_profile(session)->read_only;
}

/* Whether the selected row's request changes something at Braze. */
static bool writes(const struct history *history)
{
    size_t position = 0;
    if (!table_selected(history->table, &position))
        return false;
    const struct history_entry *entry =
        history_rows_at(history->rows, rows_memory_row(table_rows(history->table), position));
    char *path = memory_copy_bytes(entry->target, strcspn(entry->target, "?#"));
    enum endpoint endpoint = ENDPOINT_COUNT;
    bool found = endpoint_find(entry->method, path, &endpoint);
    free(path);
    return found && !endpoints[endpoint].is_read;
}

static const char *history_why_not(const struct view *view, enum action action)
{
    const struct history *history = (const struct history *)view;
    bool needs_row = action == ACTION_SEND_AGAIN || action == ACTION_READ_BACK || action == ACTION_LOAD;
    if (action == ACTION_ZOOM && history->attempt == NULL)
        return "nothing stands beside it";
    if (needs_row && table_selected_id(history->table) == NULL)
        return "no row is selected";
    if (action == ACTION_SEND_AGAIN && writes(history) && is_read_only(history))
        return "the profile is read-only, and this request changes data at Braze";
    const struct mailing *mailing = desk_mailing(console_desk(view->console));
    if (action == ACTION_LOAD && mailing != NULL && mailing_is_busy(mailing))
        return "events are being sent in Replay";
    if (action == ACTION_SAVE_HAR && history->har != NULL)
        return "an archive is being saved";
    if ((action == ACTION_NARROW || action == ACTION_SAVE_HAR) && history->rows == NULL)
        return "no profile is open";
    if (history->in_detail)
        return attempt_why_not(history->attempt, action);
    if (action == ACTION_OPEN && table_selected_id(history->table) == NULL)
        return "no row is selected";
    if (action == ACTION_REFRESH && history->rows == NULL)
        return "no profile is open";
    return NULL;
}

static void history_refresh(struct view *view)
{
    struct history *history = (struct history *)view;
    if (history->rows == NULL || history->is_reading || !history_rows_update(history->rows))
        return;
    history->is_reading = !history_rows_is_complete(history->rows);
    if (table_refresh(history->table))
        console_say(view->console, MESSAGE_NOTE, "The selected row is gone; the nearest one is selected");
    show_selected(history);
}

static void do_with_selected(struct history *history, enum action action)
{
    struct journal_row row = { 0 };
    char *id = memory_copy_string(table_selected_id(history->table));
    if (!history_rows_read(history->rows, id, &row))
        console_say(history->view.console, MESSAGE_WARNING, "The request is not in the journal any more");
    else if (action == ACTION_SEND_AGAIN)
        history_send_again(history->sender, &row.entry);
    else if (action == ACTION_LOAD)
        history_load(history->view.console, &row.entry);
    else
        history_read_back(history->sender, &row.entry);
    journal_row_clear(&row);
    free(id);
}

static enum reaction act_in_pane(struct history *history, enum action action)
{
    if (history->in_detail)
        return attempt_act(history->attempt, action);
    if (action == ACTION_OPEN || action == ACTION_RIGHT) {
        open_attempt(history);
        return REACTION_DONE;
    }
    if (action == ACTION_COPY && table_selected_id(history->table) != NULL) {
        open_attempt(history);
        return attempt_act(history->attempt, action);
    }
    return table_act(history->table, history->view.console, action);
}

static enum reaction history_act(struct view *view, enum action action)
{
    struct history *history = (struct history *)view;
    enum reaction reaction = act_in_pane(history, action);
    show_selected(history);
    if (reaction != REACTION_NONE)
        return reaction;
    switch (action) {
    case ACTION_BACK:
    case ACTION_ESCAPE:
    case ACTION_LEFT:
        if (history->attempt != NULL) {
            close_attempt(history);
            return REACTION_DONE;
        }
        if (action != ACTION_ESCAPE || history_filter_conditions(history->filter) == NULL)
            return REACTION_NONE;
        history_filter_clear(history->filter);
        conditions_changed(history);
        return REACTION_DONE;
    case ACTION_NARROW:
        history_filter_open(view->console, history->filter, conditions_changed, history);
        return REACTION_DONE;
    case ACTION_SEND_AGAIN:
    case ACTION_READ_BACK:
    case ACTION_LOAD:
        do_with_selected(history, action);
        return REACTION_DONE;
    case ACTION_SAVE_HAR:
        ask_where_to_save(history);
        return REACTION_DONE;
    case ACTION_NEXT_PANE:
    case ACTION_PREVIOUS_PANE:
        if (history->attempt == NULL)
            return REACTION_NONE;
        history->in_detail = !history->in_detail;
        return REACTION_DONE;
    case ACTION_ZOOM:
        history->is_zoomed = !history->is_zoomed && history->in_detail;
        return REACTION_DONE;
    case ACTION_REFRESH:
        history_refresh(view);
        console_say(view->console, MESSAGE_NOTE, "The journal was read again");
        return REACTION_DONE;
    default:
        return REACTION_NONE;
    }
}

static int64_t history_due(const struct view *view)
{
    const struct history *history = (const struct history *)view;
    return history->is_reading || history->har != NULL || table_is_busy(history->table) ? 0 : INT64_MAX;
}

static void history_tick(struct view *view, int64_t now_ms)
{
    struct history *history = (struct history *)view;
    if (history->is_reading)
        read_on(history, now_ms);
    if (history->har != NULL)
        save_on(history, now_ms);
    if (table_is_busy(history->table))
        table_tick(history->table, now_ms);
    console_repaint(view->console);
}

static void history_free(struct view *view)
{
    struct history *history = (struct history *)view;
    attempt_free(history->attempt);
    table_free(history->table);
    history_rows_free(history->rows);
    history_filter_free(history->filter);
    history_sender_free(history->sender);
    har_file_free(history->har);
    free(history->shown);
    utstring_done(&history->text);
    free(history);
}

static bool history_is_deeper(const struct view *base)
{
    const struct history *history = (const struct history *)base;
    return history->attempt != NULL;
}

static const struct view_ops history_ops = {
    .free = history_free,
    .paint = history_paint,
    .contexts = history_contexts,
    .act = history_act,
    .why_not = history_why_not,
    .takes_text = history_takes_text,
    .type = history_type,
    .is_deeper = history_is_deeper,
    .refresh = history_refresh,
    .due = history_due,
    .tick = history_tick,
};

static struct view *history_open(struct console *console)
{
    struct history *history = memory_allocate(1, sizeof *history);
    history->view.ops = &history_ops;
    history->view.console = console;
    utstring_init(&history->text);
    history->filter = history_filter_new();
    history->sender = history_sender_new(console);
    struct rows_source source = { count_rows, get_cell, row_id, history };
    history->table = table_new(rows_memory_new(&source, columns, COLUMNS), columns, COLUMNS);
    open_rows(history);
    return &history->view;
}

const struct screen screen_history = { .open = history_open };
