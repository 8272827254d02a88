#include "ui/widget/chart_pane.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "support/date.h"
#include "ui/widget/cell.h"
#include "ui/widget/text_pane.h"

struct chart_pane {
    struct chart_series *series;
    size_t count;
    size_t current;
    char *wanted; /* the name of the series that was shown last */
    bool as_table;
    struct text_pane *table;
    bool table_is_filled;
    bool compares;
    char *words; /* or NULL */
};

enum { CHART_ROWS = 11 }; /* that each of several charts has at least */

struct chart_pane *chart_pane_new(void)
{
    struct chart_pane *pane = memory_allocate(1, sizeof *pane);
    pane->table = text_pane_new();
    return pane;
}

void chart_pane_clear(struct chart_pane *pane)
{
    if (pane->count > 0) {
        free(pane->wanted);
        pane->wanted = memory_copy_string(pane->series[pane->current].name);
    }
    for (size_t i = 0; i < pane->count; i++) {
        free((char *)pane->series[i].name);
        free((double *)pane->series[i].values);
        free((double *)pane->series[i].before);
    }
    pane->count = 0;
    pane->current = 0;
    pane->table_is_filled = false;
}

void chart_pane_free(struct chart_pane *pane)
{
    if (pane == NULL)
        return;
    chart_pane_clear(pane);
    free(pane->series);
    free(pane->wanted);
    free(pane->words);
    text_pane_free(pane->table);
    free(pane);
}

static double *copy_values(const double *values, size_t count)
{
    double *copy = memory_allocate(count + 1, sizeof *copy);
    memcpy(copy, values, count * sizeof *copy);
    return copy;
}

void chart_pane_add(struct chart_pane *pane, const struct chart_series *series)
{
    pane->series = memory_resize(pane->series, pane->count + 1, sizeof *pane->series);
    struct chart_series *copy = &pane->series[pane->count];
    *copy = *series;
    copy->name = memory_copy_string(series->name);
    copy->values = copy_values(series->values, series->count);
    copy->before = series->before != NULL ? copy_values(series->before, series->count) : NULL;
    if (pane->wanted != NULL && strcmp(pane->wanted, copy->name) == 0)
        pane->current = pane->count;
    pane->count++;
    pane->table_is_filled = false;
}

size_t chart_pane_count(const struct chart_pane *pane)
{
    return pane->count;
}

void chart_pane_compare(struct chart_pane *pane, bool compares)
{
    pane->compares = compares;
    pane->table_is_filled = false;
}

void chart_pane_set_words(struct chart_pane *pane, const char *words)
{
    free(pane->words);
    pane->words = memory_copy_string(words);
}

static const double *before_of(const struct chart_pane *pane, const struct chart_series *series)
{
    return pane->compares ? series->before : NULL;
}

static void append_value(UT_string *line, double value)
{
    enum { VALUE_COLUMNS = 16 };
    struct cell cell = { .kind = isnan(value) ? CELL_NONE : value == floor(value) ? CELL_COUNT : CELL_DECIMAL, .number = value };
    UT_string number;
    utstring_init(&number);
    cell_append(&number, &cell, 0);
    text_append_cell(line, utstring_body(&number), VALUE_COLUMNS, TEXT_RIGHT);
    utstring_done(&number);
}

static void fill_table(struct chart_pane *pane)
{
    if (pane->table_is_filled)
        return;
    const struct chart_series *series = &pane->series[pane->current];
    const double *before = before_of(pane, series);
    text_pane_clear(pane->table);
    UT_string line;
    utstring_init(&line);
    for (size_t i = series->count; i > 0; i--) { /* newest first */
        char day[DATE_DAY_SIZE];
        date_format_day(series->first_day + (int32_t)(i - 1), day);
        utstring_clear(&line);
        utstring_printf(&line, "%s  ", day);
        append_value(&line, series->values[i - 1]);
        if (before != NULL) {
            append_value(&line, before[i - 1]);
            utstring_printf(&line, " before");
        }
        text_pane_add(pane->table, ROLE_TEXT, utstring_body(&line));
    }
    utstring_done(&line);
    pane->table_is_filled = true;
}

/* The series at an index as it is drawn; its name is the caller's to free. */
static struct chart_series drawn_series(const struct chart_pane *pane, size_t index)
{
    struct chart_series shown = pane->series[index];
    UT_string name;
    utstring_init(&name);
    utstring_printf(&name, "%s", shown.name);
    if (pane->words != NULL && *pane->words != '\0')
        utstring_printf(&name, ", %s", pane->words);
    if (pane->count > 1)
        utstring_printf(&name, " (%zu of %zu)", index + 1, pane->count);
    shown.name = utstring_body(&name);
    shown.before = before_of(pane, &shown);
    return shown;
}

static void paint_charts(const struct chart_pane *pane, struct canvas *canvas, struct rect rect, bool ascii)
{
    size_t charts = rect.height >= 2 * CHART_ROWS ? (size_t)(rect.height / CHART_ROWS) : 1;
    charts = charts < pane->count ? charts : pane->count;
    int height = rect.height / (int)charts;
    for (size_t i = 0; i < charts; i++) {
        struct chart_series shown = drawn_series(pane, (pane->current + i) % pane->count);
        chart_paint(canvas, (struct rect){ rect.y + (int)i * height, rect.x, charts > 1 ? height - 1 : height, rect.width }, &shown,
                    ascii);
        free((char *)shown.name);
    }
}

void chart_pane_paint(struct chart_pane *pane, struct canvas *canvas, struct rect rect, bool ascii, bool focused)
{
    if (focused)
        canvas_park(canvas, rect.y, rect.x, false);
    if (pane->count == 0 || rect.height < 1)
        return;
    if (!pane->as_table) {
        paint_charts(pane, canvas, rect, ascii);
        return;
    }
    fill_table(pane);
    struct chart_series shown = drawn_series(pane, pane->current);
    UT_string words;
    utstring_init(&words);
    chart_append_words(&words, &shown, rect.width - 1);
    canvas_field(canvas, rect.y, rect.x + 1, rect.width - 1, ROLE_TEXT, TEXT_LEFT, utstring_body(&words));
    utstring_done(&words);
    free((char *)shown.name);
    text_pane_paint(pane->table, canvas, (struct rect){ rect.y + 1, rect.x + 1, rect.height - 1, rect.width - 1 }, focused);
}

unsigned chart_pane_contexts(const struct chart_pane *pane)
{
    if (pane->as_table && text_pane_takes_text(pane->table))
        return text_pane_contexts(pane->table);
    return CONTEXT_BIT(CHART) | (pane->as_table ? text_pane_contexts(pane->table) : 0);
}

bool chart_pane_takes_text(const struct chart_pane *pane)
{
    return pane->as_table && text_pane_takes_text(pane->table);
}

enum reaction chart_pane_type(struct chart_pane *pane, keypress key)
{
    return text_pane_type(pane->table, key);
}

enum reaction chart_pane_act(struct chart_pane *pane, enum action action)
{
    switch (action) {
    case ACTION_CHART_TABLE:
        pane->as_table = !pane->as_table;
        return REACTION_DONE;
    case ACTION_CHART_NEXT:
        if (pane->count > 0)
            pane->current = (pane->current + 1) % pane->count;
        pane->table_is_filled = false;
        return REACTION_DONE;
    case ACTION_CHART_COMPARE:
        chart_pane_compare(pane, !pane->compares);
        return REACTION_DONE;
    default:
        return pane->as_table ? text_pane_act(pane->table, action) : REACTION_NONE;
    }
}

const char *chart_pane_why_not(const struct chart_pane *pane, enum action action)
{
    if (action == ACTION_CHART_TABLE && pane->count == 0)
        return "there is no series to show";
    if (action == ACTION_CHART_NEXT && pane->count < 2)
        return "there is no other series";
    if (action == ACTION_CHART_COMPARE && (pane->count == 0 || pane->series[pane->current].before == NULL))
        return "nothing is known of the days before";
    return NULL;
}

char *chart_pane_csv(const struct chart_pane *pane)
{
    if (pane->count == 0)
        return NULL;
    const struct chart_series *series = &pane->series[pane->current];
    UT_string out;
    utstring_init(&out);
    const double *before = before_of(pane, series);
    utstring_printf(&out, before != NULL ? "day,value,before\n" : "day,value\n");
    for (size_t i = 0; i < series->count; i++) {
        char day[DATE_DAY_SIZE];
        date_format_day(series->first_day + (int32_t)i, day);
        utstring_printf(&out, "%s,", day);
        if (!isnan(series->values[i]))
            utstring_printf(&out, "%.15g", series->values[i]);
        if (before != NULL)
            utstring_printf(&out, ",");
        if (before != NULL && !isnan(before[i]))
            utstring_printf(&out, "%.15g", before[i]);
        utstring_printf(&out, "\n");
    }
    return utstring_body(&out);
}
