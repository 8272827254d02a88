#include "ui/screen/item.h"

#include <stdlib.h>
#include <string.h>

#include "support/text.h"
#include "ui/console.h"
#include "ui/frame.h"
#include "ui/screen/browse.h"
#include "ui/screen/item_facts.h"
#include "ui/screen/record_copy.h"
#include "ui/widget/chart_pane.h"
#include "ui/widget/json_pane.h"
#include "ui/widget/text_pane.h"

enum tab { TAB_OVERVIEW, TAB_FIELDS, TAB_JSON, TABS };
enum { WAIT_MS = 250, CHART_LEAST = 7 };

static const char *const tab_titles[TABS] = { "Overview", "Fields", "JSON" };

struct item {
    struct console *console;
    struct explore *explore;
    const struct stream *list;
    const struct stream *details; /* NULL: it has none */
    const struct stream *series;  /* NULL: it has none */
    char *id;                     /* NULL: nothing is shown */
    char *name;
    char *listed;                 /* the list's record as JSON */
    size_t listed_length;
    enum tab tab;
    struct text_pane *facts;
    struct text_pane *fields;
    struct json_pane *json;
    struct chart_pane *chart;
    int64_t due_ms; /* when what is missing is asked for; INT64_MAX: never */
};

struct item *item_new(struct console *console, struct explore *explore, const struct stream *list)
{
    struct item *item = memory_allocate(1, sizeof *item);
    item->console = console;
    item->explore = explore;
    item->list = list;
    item->details = explore_child(list, STREAM_DETAILS);
    item->series = explore_child(list, STREAM_SERIES);
    item->facts = text_pane_new();
    item->fields = text_pane_new();
    item->json = json_pane_new();
    item->chart = chart_pane_new();
    item->due_ms = INT64_MAX;
    return item;
}

static void forget(struct item *item)
{
    free(item->id);
    free(item->name);
    free(item->listed);
    item->id = item->name = item->listed = NULL;
    item->due_ms = INT64_MAX;
}

void item_free(struct item *item)
{
    if (item == NULL)
        return;
    forget(item);
    text_pane_free(item->facts);
    text_pane_free(item->fields);
    json_pane_free(item->json);
    chart_pane_free(item->chart);
    free(item);
}

static const struct explore_rows *rows_of(const struct item *item, const struct stream *stream)
{
    return stream != NULL && item->id != NULL ? explore_rows(item->explore, stream, item->id) : NULL;
}

/* The record of its details, or NULL as long as that has not come. */
static const struct explore_record *details_of(const struct item *item)
{
    const struct explore_rows *rows = rows_of(item, item->details);
    return rows != NULL && rows->count > 0 ? &rows->records[0] : NULL;
}

/* The series that has values comes first, sums over all messages before figures of the whole. */
static void draw_series(struct item *item)
{
    const struct explore_rows *rows = rows_of(item, item->series);
    chart_pane_clear(item->chart);
    for (int sums = 1; rows != NULL && sums >= 0; sums--) {
        for (size_t i = 0; i < item->series->table.column_count; i++) {
            const struct store_column *column = &item->series->table.columns[i];
            bool is_sum = column->path != NULL;
            bool measures = (column->flags & STORE_MEASURE) != 0 || is_sum;
            if (!measures || is_sum != (sums == 1))
                continue;
            double *values = NULL;
            char *name = browse_words(column->name);
            struct chart_series series = { .name = name };
            explore_series(rows, column, &values, &series.count, &series.first_day);
            series.values = values;
            struct chart_facts facts;
            chart_read(&series, &facts);
            if (facts.known > 0 && (facts.most > 0 || facts.least < 0))
                chart_pane_add(item->chart, &series);
            free(values);
            free(name);
        }
    }
}

void item_refresh(struct item *item)
{
    if (item->id == NULL)
        return;
    const struct explore_record *details = details_of(item);
    item_facts_fill(item->facts, item->details, details, item->list, item->listed, item->listed_length);
    item_fields_fill(item->fields, item->details, details, item->list, item->listed, item->listed_length);
    if (details != NULL)
        json_pane_set(item->json, details->json, details->length);
    else
        json_pane_set(item->json, item->listed, item->listed_length);
    draw_series(item);
    console_repaint(item->console);
}

void item_show(struct item *item, const struct explore_record *record)
{
    bool same = record != NULL && item->id != NULL && strcmp(record->id, item->id) == 0;
    if (same)
        return;
    forget(item);
    if (record == NULL)
        return;
    item->id = memory_copy_string(record->id);
    item->listed = memory_copy_bytes(record->json, record->length);
    item->listed_length = record->length;
    item->name = item_facts_name(item->list, record);
    item->due_ms = console_now_ms(item->console) + WAIT_MS;
    text_pane_rewind(item->fields);
    item_refresh(item);
}

const char *item_name(const struct item *item)
{
    return item->name != NULL ? item->name : "";
}

const struct stream *item_list(const struct item *item)
{
    return item->list;
}

void item_read(struct item *item, bool again)
{
    const struct stream *const streams_of_item[] = { item->details, item->series };
    item->due_ms = INT64_MAX;
    for (size_t i = 0; i < 2; i++) {
        const struct explore_rows *rows = rows_of(item, streams_of_item[i]);
        if (rows != NULL && (again || rows->state == EXPLORE_UNREAD))
            explore_read(item->explore, streams_of_item[i], item->id);
    }
}

int64_t item_due(const struct item *item)
{
    return item->due_ms;
}

void item_tick(struct item *item)
{
    item_read(item, false);
}

/* Painting. */

static void paint_tabs(const struct item *item, struct canvas *canvas, struct rect row)
{
    int at = 1;
    for (int i = 0; i < TABS; i++) {
        bool current = i == (int)item->tab;
        (void)canvas_text(canvas, row.y, row.x + at - 1, 1, ROLE_TAB, current ? "\xE2\x96\xB8" : " ");
        at += canvas_text(canvas, row.y, row.x + at, row.width - at, current ? ROLE_TAB_CURRENT : ROLE_TAB, tab_titles[i]) + 2;
    }
}

/* Why there is no chart, in words. */
static void append_no_chart(UT_string *out, const struct item *item)
{
    const struct explore_rows *rows = rows_of(item, item->series);
    if (rows == NULL) {
        utstring_printf(out, "Braze keeps no daily figures of this.");
    } else if (rows->state == EXPLORE_READING || rows->state == EXPLORE_UNREAD) {
        utstring_printf(out, "Reading the daily figures");
    } else if (rows->state == EXPLORE_FAILED) {
        const char *message = rows->error.message != NULL ? rows->error.message : "failed";
        text_append_visible(out, message, strlen(message));
        if (rows->error.hint != NULL) {
            utstring_printf(out, ". ");
            text_append_visible(out, rows->error.hint, strlen(rows->error.hint));
        }
    } else {
        utstring_printf(out, "All daily figures of the last %d days are zero.", item->series->step_days);
    }
}

static void paint_overview(struct item *item, struct canvas *canvas, struct rect rect, bool focused)
{
    int facts = (int)text_pane_count(item->facts);
    int most = rect.height - CHART_LEAST - 1;
    if (most < 1)
        most = rect.height > 2 ? rect.height - 2 : 1;
    facts = facts < most ? facts : most;
    text_pane_paint(item->facts, canvas, (struct rect){ rect.y, rect.x + 1, facts, rect.width - 2 }, focused);
    struct rect below = { rect.y + facts + 1, rect.x, rect.height - facts - 1, rect.width };
    if (below.height < 1)
        return;
    if (chart_pane_count(item->chart) > 0) {
        chart_pane_paint(item->chart, canvas, below, console_is_ascii(item->console), focused);
        return;
    }
    UT_string text;
    utstring_init(&text);
    append_no_chart(&text, item);
    canvas_field(canvas, below.y, below.x + 1, below.width - 2, ROLE_TEXT, TEXT_LEFT, utstring_body(&text));
    utstring_done(&text);
}

void item_paint(struct item *item, struct canvas *canvas, struct rect rect, bool focused)
{
    if (rect.height < 1)
        return;
    if (focused)
        canvas_park(canvas, rect.y, rect.x, false);
    UT_string title;
    utstring_init(&title);
    utstring_printf(&title, "%s", item->name != NULL ? item->name : "Nothing is selected");
    const char *status = item->tab == TAB_JSON     ? json_pane_status(item->json)
                         : item->tab == TAB_FIELDS ? text_pane_status(item->fields)
                                                   : "";
    if (*status != '\0')
        utstring_printf(&title, " \xC2\xB7 %s", status);
    frame_paint_pane_title(canvas, rect, utstring_body(&title), focused);
    utstring_done(&title);
    if (item->id == NULL || rect.height < 3)
        return;
    paint_tabs(item, canvas, (struct rect){ rect.y + 1, rect.x, 1, rect.width });
    struct rect body = { rect.y + 2, rect.x, rect.height - 2, rect.width };
    switch (item->tab) {
    case TAB_OVERVIEW:
        paint_overview(item, canvas, body, focused);
        break;
    case TAB_FIELDS:
        text_pane_paint(item->fields, canvas, (struct rect){ body.y, body.x + 1, body.height, body.width - 2 }, focused);
        break;
    case TAB_JSON:
        json_pane_paint(item->json, canvas, body, focused);
        break;
    case TABS:
        break;
    }
}

/* Keys. */

unsigned item_contexts(const struct item *item)
{
    unsigned contexts = 0;
    if (item->tab == TAB_OVERVIEW)
        contexts = chart_pane_contexts(item->chart) | (item_takes_text(item) ? 0 : CONTEXT_BIT(MOVE));
    else if (item->tab == TAB_FIELDS)
        contexts = text_pane_contexts(item->fields);
    else
        contexts = json_pane_contexts(item->json);
    return item_takes_text(item) ? contexts : contexts | CONTEXT_BIT(DETAIL);
}

bool item_takes_text(const struct item *item)
{
    if (item->tab == TAB_OVERVIEW)
        return chart_pane_takes_text(item->chart);
    return item->tab == TAB_FIELDS ? text_pane_takes_text(item->fields) : json_pane_takes_text(item->json);
}

enum reaction item_type(struct item *item, keypress key)
{
    if (item->tab == TAB_OVERVIEW)
        return chart_pane_type(item->chart, key);
    return item->tab == TAB_FIELDS ? text_pane_type(item->fields, key) : json_pane_type(item->json, key);
}

const char *item_why_not(const struct item *item, enum action action)
{
    if (action == ACTION_RAW && item->tab != TAB_JSON)
        return "only JSON can be shown as it came; that is another tab";
    return item->tab == TAB_OVERVIEW ? chart_pane_why_not(item->chart, action) : NULL;
}

static void open_copy(struct item *item)
{
    struct record_copy record = { .list = item->list, .name = item->name, .id = item->id };
    record.json = json_pane_text(item->json, &record.json_length);
    char *csv = chart_pane_csv(item->chart);
    record.csv = csv;
    record_copy_open(item->console, &record);
    free(csv);
}

enum reaction item_act(struct item *item, enum action action)
{
    switch (action) {
    case ACTION_NEXT_TAB:
        item->tab = (enum tab)(((int)item->tab + 1) % TABS);
        return REACTION_DONE;
    case ACTION_PREVIOUS_TAB:
        item->tab = (enum tab)(((int)item->tab + TABS - 1) % TABS);
        return REACTION_DONE;
    case ACTION_REFRESH:
        item_read(item, true);
        return REACTION_DONE;
    case ACTION_COPY:
        if (item->id == NULL)
            return REACTION_NONE;
        open_copy(item);
        return REACTION_DONE;
    default:
        break;
    }
    if (item->tab == TAB_OVERVIEW)
        return chart_pane_act(item->chart, action);
    return item->tab == TAB_FIELDS ? text_pane_act(item->fields, action) : json_pane_act(item->json, action);
}
