#include "ui/screen/browse.h"

#include <stdlib.h>
#include <string.h>

#include "explore/grid.h"
#include "support/date.h"
#include "support/json.h"
#include "support/text.h"
#include "ui/console.h"
#include "ui/frame.h"
#include "ui/screen/daily_chart.h"
#include "ui/screen/item_facts.h"
#include "ui/screen/record_copy.h"
#include "ui/screen/stored_rows.h"
#include "ui/widget/table.h"
#include "ui/widget/table_memory.h"
#include "ui/wrap.h"

enum { FOLLOW_MS = 5000 }; /* how often rows that are being written are found anew */

struct browse {
    struct console *console;
    struct explore *explore;
    const struct stream *stream;
    struct grid *grid;
    struct stored_columns *columns;
    struct table *table;
    struct daily_chart *chart; /* of daily figures; NULL */
    bool as_chart;
    uint64_t seen;             /* the store's version that is shown */
    struct explore_stream known; /* of the stream, at that version */
    int64_t followed_ms;
    int64_t due_ms;            /* when what has changed is looked at; INT64_MAX: nothing has */
};

char *browse_words(const char *name)
{
    char *words = memory_copy_string(name);
    for (char *at = words; *at != '\0'; at++)
        if (*at == '_')
            *at = ' ';
    return words;
}

void browse_append_moment(UT_string *out, const struct console *console, int64_t ms)
{
    bool today = console_wall_ms(console) - ms < DATE_MS_PER_DAY / 2;
    cell_append_moment(out, ms, today ? CELL_MINUTE : CELL_DAY_AND_MINUTE);
}

const struct stream *browse_stream(const struct browse *browse)
{
    return browse->stream;
}

struct browse *browse_new(struct console *console, struct explore *explore, const struct stream *stream)
{
    struct browse *browse = memory_allocate(1, sizeof *browse);
    browse->console = console;
    browse->explore = explore;
    browse->stream = stream;
    browse->grid = grid_new(explore, stream);
    browse->columns = stored_columns_new(stream);
    browse->table = table_new(stored_rows_new(browse->grid, stream, browse->columns), browse->columns->columns, browse->columns->count);
    for (size_t i = 0; i < browse->columns->count; i++) {
        int source = browse->columns->sources[i];
        table_set_sortable(browse->table, i, source >= 0);
        if (source >= 0 && stream->table.columns[source].type == STORE_OBJECT)
            table_show_column(browse->table, i, false);
    }
    if (stream->kind == STREAM_SERIES) {
        browse->chart = daily_chart_new(console, explore);
        browse->as_chart = true;
    }
    browse->due_ms = INT64_MAX;
    browse_refresh(browse);
    return browse;
}

void browse_free(struct browse *browse)
{
    if (browse == NULL)
        return;
    table_free(browse->table);
    grid_free(browse->grid);
    stored_columns_free(browse->columns);
    daily_chart_free(browse->chart);
    free(browse);
}

/* What is shown follows the store: at once when an export of the stream ends, now and then while it goes on. */

static void follow(struct browse *browse)
{
    browse->due_ms = INT64_MAX;
    browse->followed_ms = console_now_ms(browse->console);
    if (table_refresh(browse->table))
        console_say(browse->console, MESSAGE_NOTE, "The selected row is gone; the nearest one is selected");
    if (browse->chart != NULL && daily_chart_daily(browse->chart) == NULL)
        daily_chart_show(browse->chart, browse->stream, NULL);
    else if (browse->chart != NULL)
        daily_chart_refresh(browse->chart);
    console_repaint(browse->console);
}

static bool is_same(const struct explore_stream *a, const struct explore_stream *b)
{
    return a->is_stored == b->is_stored && a->rows == b->rows && a->synced_ms == b->synced_ms;
}

/* The figures beside the rows are the child's. */
static struct explore_stream state_of(const struct browse *browse)
{
    struct explore_stream state = explore_stream(browse->explore, browse->stream);
    const struct stream *series = explore_child(browse->stream, STREAM_SERIES);
    struct explore_stream figures = series != NULL ? explore_stream(browse->explore, series) : (struct explore_stream){ 0 };
    state.rows += figures.rows;
    state.synced_ms = figures.synced_ms > state.synced_ms ? figures.synced_ms : state.synced_ms;
    return state;
}

void browse_refresh(struct browse *browse)
{
    uint64_t version = explore_version(browse->explore);
    if (version == browse->seen)
        return;
    struct explore_stream now = state_of(browse);
    bool finished = now.synced_ms != browse->known.synced_ms;
    bool same = is_same(&now, &browse->known);
    browse->seen = version;
    browse->known = now;
    if (same)
        return;
    int64_t due_ms = browse->followed_ms + FOLLOW_MS;
    if (finished || due_ms <= console_now_ms(browse->console))
        follow(browse);
    else
        browse->due_ms = due_ms;
}

int64_t browse_due(const struct browse *browse)
{
    bool busy = table_is_busy(browse->table) || (browse->chart != NULL && daily_chart_is_busy(browse->chart));
    return busy ? 0 : browse->due_ms;
}

void browse_tick(struct browse *browse, int64_t now_ms)
{
    if (browse->due_ms <= now_ms)
        follow(browse);
    if (table_is_busy(browse->table))
        table_tick(browse->table, now_ms);
    if (browse->chart != NULL && daily_chart_is_busy(browse->chart))
        daily_chart_tick(browse->chart, now_ms);
}

const char *browse_filter(const struct browse *browse)
{
    return browse->as_chart ? "" : table_filter(browse->table);
}

void browse_remember(const struct browse *browse, cJSON *out)
{
    table_remember(browse->table, out);
    if (browse->chart != NULL)
        json_add_bool(out, "chart", browse->as_chart);
}

void browse_recall(struct browse *browse, const cJSON *from)
{
    table_recall(browse->table, from);
    if (browse->chart != NULL)
        browse->as_chart = json_get_bool(from, "chart", true);
}

const char *browse_selected_id(const struct browse *browse)
{
    const char *id = browse->as_chart ? NULL : table_selected_id(browse->table);
    return id != NULL && *id != '\0' ? id : NULL;
}

char *browse_selected(const struct browse *browse, int64_t *extracted_ms, const char **item_name)
{
    size_t position = 0;
    *item_name = NULL;
    if (browse->as_chart || !table_selected(browse->table, &position))
        return NULL;
    *item_name = grid_item_name(browse->grid, position);
    return grid_record(browse->grid, position, extracted_ms);
}

/* Painting. */

static void append_key(UT_string *out, const struct browse *browse, enum action action)
{
    keymap_append_key(out, console_keymap(browse->console), action);
}

static void append_error(UT_string *out, const struct error *error)
{
    text_append_visible(out, error->message, strlen(error->message));
    utstring_printf(out, ". ");
    if (error->hint == NULL)
        return;
    text_append_visible(out, error->hint, strlen(error->hint));
    utstring_printf(out, ". ");
}

/* What stands where there are no rows: why, and what next. */
static void append_empty(UT_string *out, const struct browse *browse, const char *words)
{
    struct sync_progress progress;
    struct explore_stream stream = explore_stream(browse->explore, browse->stream);
    if (explore_trouble(browse->explore)->code != ERROR_NONE) {
        append_error(out, explore_trouble(browse->explore));
    } else if (grid_error(browse->grid)->code != ERROR_NONE) {
        append_error(out, grid_error(browse->grid));
    } else if (explore_stream_progress(browse->explore, browse->stream, &progress) && progress.state <= SYNC_RUNNING) {
        utstring_printf(out, "Exporting %s", words);
        if (progress.rows > 0) {
            utstring_printf(out, ", ");
            text_append_count(out, progress.rows);
            utstring_printf(out, " so far");
        }
        utstring_printf(out, "; ");
        append_key(out, browse, ACTION_INTERRUPT);
        utstring_printf(out, " stops.");
    } else if (stream.is_stored) {
        utstring_printf(out, browse->stream->kind == STREAM_SERIES ? "Braze has no figures of %s. " : "Braze has no %s. ", words);
        append_key(out, browse, ACTION_SYNC);
        utstring_printf(out, " asks again.");
    } else {
        if (stream.is_incomplete) {
            text_append_visible(out, stream.message, strlen(stream.message));
            utstring_printf(out, ". ");
        }
        utstring_printf(out, "%s: not exported yet. ", words);
        append_key(out, browse, ACTION_SYNC);
        utstring_printf(out, " exports it now, ");
        append_key(out, browse, ACTION_SYNC_ALL);
        utstring_printf(out, " everything.");
    }
}

static void paint_text(struct canvas *canvas, struct rect rect, const char *text)
{
    UT_string line;
    utstring_init(&line);
    const char *rest = text;
    for (int y = 0; y < rect.height && rest != NULL && rect.width > 0; y++) {
        rest = wrap_next(rest, (size_t)rect.width, &line);
        (void)canvas_text(canvas, rect.y + y, rect.x, rect.width, ROLE_TEXT, utstring_body(&line));
    }
    utstring_done(&line);
}

/* "exported 10:14", "exporting, 300 so far", "exported 10:14, the last export broke off". */
static void append_state(UT_string *out, const struct browse *browse)
{
    struct sync_progress progress;
    struct explore_stream stream = explore_stream(browse->explore, browse->stream);
    if (explore_stream_progress(browse->explore, browse->stream, &progress) && progress.state <= SYNC_RUNNING) {
        utstring_printf(out, "exporting, ");
        text_append_count(out, progress.rows);
        utstring_printf(out, " so far");
        return;
    }
    if (stream.synced_ms >= 0) {
        utstring_printf(out, "exported ");
        browse_append_moment(out, browse->console, stream.synced_ms);
    }
    if (stream.is_incomplete)
        utstring_printf(out, "%sthe last export is INCOMPLETE", stream.synced_ms >= 0 ? ", " : "");
}

static void paint_chart(struct browse *browse, struct canvas *canvas, struct rect rect, const char *title, const char *state, bool focused)
{
    UT_string text;
    utstring_init(&text);
    utstring_printf(&text, "%s%s%s%s", title, browse->stream->parent != NULL ? ", all together" : "", *state != '\0' ? " \xC2\xB7 " : "",
                    state);
    frame_paint_title(canvas, rect, utstring_body(&text), focused);
    utstring_done(&text);
    struct rect body = { rect.y + 1, rect.x, rect.height - 1, rect.width };
    daily_chart_paint(browse->chart, canvas, body, focused);
}

static bool is_empty(const struct browse *browse)
{
    if (browse->as_chart)
        return daily_chart_count(browse->chart) == 0 && !daily_chart_is_busy(browse->chart);
    return grid_total(browse->grid) == 0;
}

void browse_paint(struct browse *browse, struct canvas *canvas, struct rect rect, bool focused)
{
    char *words = browse_words(browse->stream->table.name);
    UT_string state;
    UT_string empty;
    utstring_init(&state);
    utstring_init(&empty);
    append_state(&state, browse);
    if (browse->as_chart)
        paint_chart(browse, canvas, rect, words, utstring_body(&state), focused);
    else
        table_paint(browse->table, canvas, rect, words, utstring_body(&state), focused);
    if (is_empty(browse)) {
        enum { ABOVE = 2 }; /* title and header */
        if (browse->as_chart && browse->known.rows > 0)
            utstring_printf(&empty, "All figures of these days are zero.");
        else
            append_empty(&empty, browse, words);
        paint_text(canvas, (struct rect){ rect.y + ABOVE, rect.x + 2, rect.height - ABOVE, rect.width - 3 }, utstring_body(&empty));
    }
    utstring_done(&empty);
    utstring_done(&state);
    free(words);
}

/* Keys. */

unsigned browse_contexts(const struct browse *browse)
{
    if (browse->as_chart)
        return daily_chart_contexts(browse->chart) | (browse_takes_text(browse) ? 0 : CONTEXT_BIT(MOVE));
    unsigned contexts = table_contexts(browse->table);
    return browse->chart != NULL && !table_takes_text(browse->table) ? contexts | CONTEXT_BIT(DAILY) : contexts;
}

bool browse_takes_text(const struct browse *browse)
{
    return browse->as_chart ? daily_chart_takes_text(browse->chart) : table_takes_text(browse->table);
}

enum reaction browse_type(struct browse *browse, keypress key)
{
    return browse->as_chart ? daily_chart_type(browse->chart, key) : table_type(browse->table, key);
}

static enum reaction copy_chart(struct browse *browse)
{
    char *csv = daily_chart_csv(browse->chart);
    if (csv == NULL)
        return REACTION_NONE;
    console_copy(browse->console, "the series as CSV", csv, strlen(csv));
    free(csv);
    return REACTION_DONE;
}

static enum reaction copy_row(struct browse *browse)
{
    const char *item_name = NULL;
    int64_t extracted_ms = 0;
    char *json = browse_selected(browse, &extracted_ms, &item_name);
    if (json == NULL)
        return REACTION_NONE;
    char *id = memory_copy_string(browse_selected_id(browse));
    char *name = item_facts_name(browse->stream, json, strlen(json), item_name);
    record_copy_open(browse->console, &(struct record_copy){ browse->stream, name, id != NULL ? id : "", json, strlen(json), NULL });
    free(name);
    free(id);
    free(json);
    return REACTION_DONE;
}

enum reaction browse_act(struct browse *browse, enum action action)
{
    /* A chart's own table is for where there is no other. */
    if (browse->chart != NULL && (action == ACTION_DAILY_TABLE || action == ACTION_CHART_TABLE)) {
        browse->as_chart = !browse->as_chart;
        return REACTION_DONE;
    }
    if (browse->as_chart)
        return action == ACTION_COPY ? copy_chart(browse) : daily_chart_act(browse->chart, action);
    return action == ACTION_COPY ? copy_row(browse) : table_act(browse->table, browse->console, action);
}

const char *browse_why_not(const struct browse *browse, enum action action)
{
    if (action == ACTION_CHART_TABLE)
        return NULL;
    if (browse->as_chart)
        return daily_chart_why_not(browse->chart, action);
    if (action == ACTION_MARK)
        return "there is nothing to do with marked rows; a filter chooses what is written to a file";
    return action == ACTION_OPEN && browse_selected_id(browse) == NULL ? "no row is selected" : NULL;
}
