#include "ui/screen/item.h"

#include <stdlib.h>
#include <string.h>

#include "explore/detail.h"
#include "explore/grid.h"
#include "support/text.h"
#include "ui/console.h"
#include "ui/frame.h"
#include "ui/screen/browse.h"
#include "ui/screen/daily_chart.h"
#include "ui/screen/item_facts.h"
#include "ui/screen/item_variants.h"
#include "ui/screen/record_copy.h"
#include "ui/widget/json_pane.h"
#include "ui/widget/text_pane.h"

enum tab { TAB_OVERVIEW, TAB_FIELDS, TAB_VARIANTS, TAB_JSON, TABS };
enum { WAIT_MS = 250, CHART_LEAST = 7 };

/* What Braze says of variants and steps stands in these. */
static const char *const variant_fields[] = { "messages", "variants", "steps", "variant_stats", "step_stats" };

static const char *const tab_titles[TABS] = { "Overview", "Fields", "Variants", "JSON" };

struct item_pane {
    struct console *console;
    struct explore *explore;
    const struct stream *stream;
    const struct stream *details; /* NULL: it has none */
    const struct stream *series;  /* NULL: it has none */
    char *id;                     /* of the row; NULL: nothing is shown */
    char *key;                    /* of the item that the row is about */
    char *name;
    char *json;                   /* the row's record */
    struct detail detail;
    bool wants_live;              /* what comes live goes before what is stored */
    bool asked_again;             /* by the operator, who was told nothing yet */
    uint64_t seen;                /* the store's version that is shown */
    int64_t seen_live;            /* what had come live then */
    enum tab tab;
    struct text_pane *facts;
    struct text_pane *fields;
    struct text_pane *variants;
    struct json_pane *tree;
    struct daily_chart *chart;
    int64_t due_ms; /* when what is missing is asked for; INT64_MAX: never */
};

static bool has_variants(const struct stream *stream)
{
    for (size_t i = 0; stream != NULL && i < stream->table.column_count; i++)
        for (size_t k = 0; k < sizeof variant_fields / sizeof variant_fields[0]; k++)
            if (text_equal(stream->table.columns[i].name, variant_fields[k]))
                return true;
    return false;
}

/* Where nothing more is known of a row than the row itself, its fields are all there is to see. */
static bool has_tab(const struct item_pane *item, enum tab tab)
{
    if (tab == TAB_OVERVIEW)
        return item->details != NULL || item->series != NULL;
    return tab != TAB_VARIANTS || has_variants(item->details) || has_variants(item->stream);
}

static void go_to_tab(struct item_pane *item, int step)
{
    do
        item->tab = (enum tab)(((int)item->tab + step) % TABS);
    while (!has_tab(item, item->tab));
}

struct item_pane *item_new(struct console *console, struct explore *explore, const struct stream *stream)
{
    struct item_pane *item = memory_allocate(1, sizeof *item);
    item->console = console;
    item->explore = explore;
    item->stream = stream;
    item->details = detail_stream(stream);
    item->series = detail_series(stream);
    item->facts = text_pane_new();
    item->fields = text_pane_new();
    item->variants = text_pane_new();
    item->tree = json_pane_new();
    item->chart = daily_chart_new(console, explore);
    item->due_ms = INT64_MAX;
    if (!has_tab(item, item->tab))
        go_to_tab(item, 1);
    return item;
}

static void forget(struct item_pane *item)
{
    detail_clear(&item->detail);
    free(item->id);
    free(item->key);
    free(item->name);
    free(item->json);
    item->id = item->key = item->name = item->json = NULL;
    item->due_ms = INT64_MAX;
    item->wants_live = item->asked_again = false;
}

void item_free(struct item_pane *item)
{
    if (item == NULL)
        return;
    forget(item);
    text_pane_free(item->facts);
    text_pane_free(item->fields);
    text_pane_free(item->variants);
    json_pane_free(item->tree);
    daily_chart_free(item->chart);
    free(item);
}

static const struct live_rows *live_of(const struct item_pane *item, const struct stream *stream)
{
    return stream != NULL && item->id != NULL ? live_rows(explore_live(item->explore), stream, item->key) : NULL;
}

/* What is stored stays on the screen when it cannot be read anew: that it is old has to be said. */
static void tell_failure(struct item_pane *item)
{
    const struct stream *const both[] = { item->details, item->series };
    for (size_t i = 0; i < 2 && item->asked_again; i++) {
        const struct live_rows *rows = live_of(item, both[i]);
        if (rows == NULL || rows->state != LIVE_FAILED)
            continue;
        console_tell(item->console, &rows->error);
        item->asked_again = false;
    }
}

/* Changes whenever something more has come live. */
static int64_t count_live(const struct item_pane *item)
{
    const struct stream *const both[] = { item->details, item->series };
    int64_t count = 0;
    for (size_t i = 0; i < 2; i++) {
        const struct live_rows *rows = live_of(item, both[i]);
        if (rows != NULL)
            count += rows->read_ms + (int64_t)rows->state;
    }
    return count;
}

/* Daily figures come live where none are stored, or where they were asked for. */
static void choose_figures(struct item_pane *item)
{
    struct daily *daily = daily_chart_daily(item->chart);
    const struct live_rows *rows = live_of(item, item->series);
    if (daily == NULL || rows == NULL)
        return;
    bool missing = !daily_is_live(daily) && !daily_has_days(daily);
    bool is_live = rows->count > 0 && (item->wants_live || missing || daily_is_live(daily));
    if (is_live != daily_is_live(daily))
        daily_set_live(daily, is_live);
    daily_chart_refresh(item->chart);
}

static void fill(struct item_pane *item)
{
    const struct explore_record *details = item->detail.tree != NULL ? &item->detail.record : NULL;
    size_t length = strlen(item->json);
    item_facts_fill(item->facts, item->details, details, item->stream, item->json, length);
    item_fields_fill(item->fields, item->details, details, item->stream, item->json, length);
    /* A day speaks for itself. */
    const char *json = details != NULL && item->stream->kind != STREAM_SERIES ? item->detail.json : item->json;
    item_variants_fill(item->variants, json, strlen(json));
    json_pane_set(item->tree, json, strlen(json));
    console_repaint(item->console);
}

void item_refresh(struct item_pane *item)
{
    uint64_t version = explore_version(item->explore);
    if (item->id == NULL || (version == item->seen && count_live(item) == item->seen_live))
        return;
    item->seen = version;
    item->seen_live = count_live(item);
    detail_clear(&item->detail);
    item->detail = detail_read(item->explore, item->details, item->key, item->wants_live);
    choose_figures(item);
    fill(item);
    tell_failure(item);
}

void item_show(struct item_pane *item, const char *id, const char *json, const char *item_name)
{
    bool same = id != NULL && item->id != NULL && strcmp(id, item->id) == 0;
    if (same && strcmp(json, item->json) == 0)
        return;
    if (same) { /* it was written anew */
        free(item->json);
        item->json = memory_copy_string(json);
        fill(item);
        return;
    }
    forget(item);
    if (id == NULL) {
        daily_chart_show(item->chart, NULL, NULL);
        return;
    }
    item->id = memory_copy_string(id);
    item->key = memory_copy_bytes(id, strcspn(id, GRID_SEPARATOR));
    item->json = memory_copy_string(json);
    item->name = item_facts_name(item->stream, json, strlen(json), item_name);
    item->due_ms = console_now_ms(item->console) + WAIT_MS;
    text_pane_rewind(item->fields);
    text_pane_rewind(item->variants);
    daily_chart_show(item->chart, item->series, item->key);
    item->seen = UINT64_MAX;
    item_refresh(item);
}

const char *item_id(const struct item_pane *item)
{
    return item->id;
}

const char *item_name(const struct item_pane *item)
{
    return item->name != NULL ? item->name : "";
}

const struct stream *item_stream(const struct item_pane *item)
{
    return item->stream;
}

void item_read(struct item_pane *item, bool again)
{
    item->due_ms = INT64_MAX;
    if (item->id == NULL)
        return;
    const struct daily *daily = daily_chart_daily(item->chart);
    const struct live_rows *details = live_of(item, item->details);
    const struct live_rows *series = live_of(item, item->series);
    bool has_details = item->detail.tree != NULL && !item->detail.is_live;
    bool has_series = daily != NULL && !daily_is_live(daily) && daily_has_days(daily);
    item->wants_live = item->wants_live || again;
    item->asked_again = again;
    if (details != NULL && (again || (!has_details && details->state == LIVE_UNREAD)))
        live_read(explore_live(item->explore), item->details, item->key);
    if (series != NULL && (again || (!has_series && series->state == LIVE_UNREAD)))
        live_read(explore_live(item->explore), item->series, item->key);
}

int64_t item_due(const struct item_pane *item)
{
    return daily_chart_is_busy(item->chart) ? 0 : item->due_ms;
}

void item_tick(struct item_pane *item, int64_t now_ms)
{
    if (daily_chart_is_busy(item->chart))
        daily_chart_tick(item->chart, now_ms);
    if (item->due_ms <= now_ms)
        item_read(item, false);
}

/* Painting. */

static void paint_tabs(const struct item_pane *item, struct canvas *canvas, struct rect row)
{
    int at = 1;
    for (int i = 0; i < TABS; i++) {
        if (!has_tab(item, (enum tab)i))
            continue;
        bool current = i == (int)item->tab;
        (void)canvas_text(canvas, row.y, row.x + at - 1, 1, ROLE_TAB, current ? "\xE2\x96\xB8" : " ");
        at += canvas_text(canvas, row.y, row.x + at, row.width - at, current ? ROLE_TAB_CURRENT : ROLE_TAB, tab_titles[i]) + 2;
    }
}

/* Why there is no chart, in words. */
static void append_no_chart(UT_string *out, const struct item_pane *item)
{
    const struct live_rows *rows = live_of(item, item->series);
    const struct daily *daily = daily_chart_daily(item->chart);
    if (rows == NULL || daily == NULL) {
        utstring_printf(out, "Braze keeps no daily figures of this.");
    } else if (daily_has_days(daily)) {
        utstring_printf(out, "All daily figures of %s are zero.", daily_ranges[daily_get_range(daily)].words);
    } else if (rows->state == LIVE_READING || rows->state == LIVE_UNREAD) {
        utstring_printf(out, "Reading the daily figures live: they are not exported yet");
    } else if (rows->state == LIVE_FAILED) {
        const char *message = rows->error.message != NULL ? rows->error.message : "failed";
        text_append_visible(out, message, strlen(message));
        if (rows->error.hint != NULL) {
            utstring_printf(out, ". ");
            text_append_visible(out, rows->error.hint, strlen(rows->error.hint));
        }
    } else {
        utstring_printf(out, "Braze has no daily figures of this.");
    }
}

/* Where it comes from: "live 10:14" or "exported 10:14"; nothing where the row is all there is. */
static void append_source(UT_string *out, const struct item_pane *item)
{
    const struct daily *daily = daily_chart_daily(item->chart);
    const struct live_rows *rows = live_of(item, item->series);
    bool live_figures = daily != NULL && daily_is_live(daily);
    bool on_overview = item->tab == TAB_OVERVIEW;
    if (on_overview && live_figures && rows != NULL) {
        utstring_printf(out, " \xC2\xB7 live ");
        browse_append_moment(out, item->console, rows->read_ms);
    } else if (item->detail.tree != NULL && (!on_overview || daily == NULL)) {
        utstring_printf(out, item->detail.is_live ? " \xC2\xB7 live " : " \xC2\xB7 exported ");
        browse_append_moment(out, item->console, item->detail.read_ms);
    }
}

static void paint_overview(struct item_pane *item, struct canvas *canvas, struct rect rect, bool focused)
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
    if (daily_chart_count(item->chart) > 0) {
        daily_chart_paint(item->chart, canvas, below, focused);
        return;
    }
    UT_string text;
    utstring_init(&text);
    append_no_chart(&text, item);
    canvas_field(canvas, below.y, below.x + 1, below.width - 2, ROLE_TEXT, TEXT_LEFT, utstring_body(&text));
    utstring_done(&text);
}

/* The lines of text that the tab shows; NULL: it shows something else. */
static struct text_pane *text_of(const struct item_pane *item)
{
    return item->tab == TAB_FIELDS ? item->fields : item->tab == TAB_VARIANTS ? item->variants : NULL;
}

void item_paint(struct item_pane *item, struct canvas *canvas, struct rect rect, bool focused)
{
    if (rect.height < 1)
        return;
    if (focused)
        canvas_park(canvas, rect.y, rect.x, false);
    UT_string title;
    utstring_init(&title);
    utstring_printf(&title, "%s", item->name != NULL ? item->name : "Nothing is selected");
    if (item->id != NULL)
        append_source(&title, item);
    struct text_pane *text = text_of(item);
    const char *status = item->tab == TAB_JSON ? json_pane_status(item->tree) : text != NULL ? text_pane_status(text) : "";
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
    case TAB_VARIANTS:
        text_pane_paint(text_of(item), canvas, (struct rect){ body.y, body.x + 1, body.height, body.width - 2 }, focused);
        break;
    case TAB_JSON:
        json_pane_paint(item->tree, canvas, body, focused);
        break;
    case TABS:
        break;
    }
}

/* Keys. */

unsigned item_contexts(const struct item_pane *item)
{
    unsigned contexts = 0;
    if (item->tab == TAB_OVERVIEW)
        contexts = daily_chart_contexts(item->chart) | (item_takes_text(item) ? 0 : CONTEXT_BIT(MOVE));
    else if (item->tab == TAB_JSON)
        contexts = json_pane_contexts(item->tree);
    else
        contexts = text_pane_contexts(text_of(item));
    return item_takes_text(item) ? contexts : contexts | CONTEXT_BIT(DETAIL);
}

bool item_takes_text(const struct item_pane *item)
{
    if (item->tab == TAB_OVERVIEW)
        return daily_chart_takes_text(item->chart);
    return item->tab == TAB_JSON ? json_pane_takes_text(item->tree) : text_pane_takes_text(text_of(item));
}

enum reaction item_type(struct item_pane *item, keypress key)
{
    if (item->tab == TAB_OVERVIEW)
        return daily_chart_type(item->chart, key);
    return item->tab == TAB_JSON ? json_pane_type(item->tree, key) : text_pane_type(text_of(item), key);
}

const char *item_why_not(const struct item_pane *item, enum action action)
{
    if (action == ACTION_RAW && item->tab != TAB_JSON)
        return "only JSON can be shown as it came; that is another tab";
    if (action == ACTION_REFRESH && item->details == NULL && item->series == NULL)
        return "there is nothing to read of a single one";
    return item->tab == TAB_OVERVIEW ? daily_chart_why_not(item->chart, action) : NULL;
}

static void open_copy(struct item_pane *item)
{
    struct record_copy record = { .list = item->stream, .name = item->name, .id = item->key };
    record.json = json_pane_text(item->tree, &record.json_length);
    char *csv = daily_chart_csv(item->chart);
    record.csv = csv;
    record_copy_open(item->console, &record);
    free(csv);
}

enum reaction item_act(struct item_pane *item, enum action action)
{
    switch (action) {
    case ACTION_NEXT_TAB:
        go_to_tab(item, 1);
        return REACTION_DONE;
    case ACTION_PREVIOUS_TAB:
        go_to_tab(item, TABS - 1);
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
        return daily_chart_act(item->chart, action);
    return item->tab == TAB_JSON ? json_pane_act(item->tree, action) : text_pane_act(text_of(item), action);
}
