#include "ui/screen/daily_chart.h"

#include <stdlib.h>

#include "support/memory.h"
#include "ui/console.h"
#include "ui/screen/browse.h"
#include "ui/widget/chart_pane.h"
#include "ui/widget/picker.h"

enum { STEP_MS = 10 };

struct daily_chart {
    struct console *console;
    struct explore *explore;
    struct daily *daily;
    struct chart_pane *pane;
    size_t range;
    uint64_t drawn; /* the version of what the pane has */
    bool is_busy;
};

struct daily_chart *daily_chart_new(struct console *console, struct explore *explore)
{
    struct daily_chart *chart = memory_allocate(1, sizeof *chart);
    chart->console = console;
    chart->explore = explore;
    chart->pane = chart_pane_new();
    chart->range = DAILY_RANGE_USUAL;
    return chart;
}

void daily_chart_free(struct daily_chart *chart)
{
    if (chart == NULL)
        return;
    daily_free(chart->daily);
    chart_pane_free(chart->pane);
    free(chart);
}

static void draw(struct daily_chart *chart)
{
    chart_pane_clear(chart->pane);
    chart_pane_set_words(chart->pane, daily_ranges[chart->range].words);
    chart->drawn = chart->daily != NULL ? daily_version(chart->daily) : 0;
    for (size_t i = 0; chart->daily != NULL && i < daily_count(chart->daily); i++) {
        struct daily_measure measure = daily_measure(chart->daily, i);
        char *name = browse_words(measure.column->name);
        chart_pane_add(chart->pane, &(struct chart_series){ name, measure.values, measure.count, measure.first_day, measure.before });
        free(name);
    }
    console_repaint(chart->console);
}

void daily_chart_tick(struct daily_chart *chart, int64_t now_ms)
{
    chart->is_busy = chart->daily != NULL && daily_step(chart->daily, now_ms + STEP_MS);
    if (chart->daily != NULL && daily_version(chart->daily) != chart->drawn)
        draw(chart);
}

/* What can be read within a few milliseconds is there at once. */
static void begin(struct daily_chart *chart)
{
    daily_chart_tick(chart, console_now_ms(chart->console));
}

void daily_chart_show(struct daily_chart *chart, const struct stream *series, const char *item)
{
    daily_free(chart->daily);
    chart->daily = NULL;
    chart->is_busy = false;
    if (series != NULL) {
        chart->daily = daily_new(chart->explore, series, item);
        daily_set_range(chart->daily, chart->range);
        (void)daily_step(chart->daily, console_now_ms(chart->console) + STEP_MS);
    }
    draw(chart);
    if (chart->daily != NULL)
        begin(chart);
}

struct daily *daily_chart_daily(const struct daily_chart *chart)
{
    return chart->daily;
}

void daily_chart_refresh(struct daily_chart *chart)
{
    if (chart->daily == NULL)
        return;
    daily_restart(chart->daily);
    begin(chart);
}

bool daily_chart_is_busy(const struct daily_chart *chart)
{
    return chart->is_busy;
}

size_t daily_chart_count(const struct daily_chart *chart)
{
    return chart_pane_count(chart->pane);
}

void daily_chart_paint(struct daily_chart *chart, struct canvas *canvas, struct rect rect, bool focused)
{
    chart_pane_paint(chart->pane, canvas, rect, console_is_ascii(chart->console), focused);
}

unsigned daily_chart_contexts(const struct daily_chart *chart)
{
    return chart_pane_contexts(chart->pane);
}

bool daily_chart_takes_text(const struct daily_chart *chart)
{
    return chart_pane_takes_text(chart->pane);
}

enum reaction daily_chart_type(struct daily_chart *chart, keypress key)
{
    return chart_pane_type(chart->pane, key);
}

static void set_range(struct daily_chart *chart, size_t range)
{
    if (chart->daily == NULL || range >= daily_range_count)
        return;
    chart->range = range;
    daily_set_range(chart->daily, range);
    begin(chart);
}

static void range_chosen(struct console *console, size_t index, void *context)
{
    set_range(context, index);
    console_repaint(console);
}

static void choose_range(struct daily_chart *chart)
{
    struct picker_item *items = memory_allocate(daily_range_count, sizeof *items);
    for (size_t i = 0; i < daily_range_count; i++)
        items[i].label = daily_ranges[i].words;
    console_push(chart->console, picker_new(&(struct picker_options){ .title = "Days", .items = items, .count = daily_range_count,
                                                                      .chosen = chart->range, .done = range_chosen,
                                                                      .context = chart }));
    free(items);
}

enum reaction daily_chart_act(struct daily_chart *chart, enum action action)
{
    switch (action) {
    case ACTION_CHART_RANGE:
        choose_range(chart);
        return REACTION_DONE;
    case ACTION_CHART_LONGER:
        set_range(chart, chart->range + 1);
        return REACTION_DONE;
    case ACTION_CHART_SHORTER:
        set_range(chart, chart->range - 1);
        return REACTION_DONE;
    default:
        return chart_pane_act(chart->pane, action);
    }
}

const char *daily_chart_why_not(const struct daily_chart *chart, enum action action)
{
    if (action == ACTION_CHART_RANGE || action == ACTION_CHART_LONGER || action == ACTION_CHART_SHORTER) {
        if (chart->daily == NULL || !daily_has_days(chart->daily))
            return "there are no daily figures";
        if (action == ACTION_CHART_LONGER && chart->range + 1 >= daily_range_count)
            return "these are all days there are";
        return action == ACTION_CHART_SHORTER && chart->range == 0 ? "there is no shorter range" : NULL;
    }
    return chart_pane_why_not(chart->pane, action);
}

char *daily_chart_csv(const struct daily_chart *chart)
{
    return chart_pane_csv(chart->pane);
}
