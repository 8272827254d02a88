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
};

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
    text_pane_free(pane->table);
    free(pane);
}

void chart_pane_add(struct chart_pane *pane, const struct chart_series *series)
{
    pane->series = memory_resize(pane->series, pane->count + 1, sizeof *pane->series);
    struct chart_series *copy = &pane->series[pane->count];
    *copy = *series;
    copy->name = memory_copy_string(series->name);
    double *values = memory_allocate(series->count + 1, sizeof *values);
    memcpy(values, series->values, series->count * sizeof *values);
    copy->values = values;
    if (pane->wanted != NULL && strcmp(pane->wanted, copy->name) == 0)
        pane->current = pane->count;
    pane->count++;
    pane->table_is_filled = false;
}

size_t chart_pane_count(const struct chart_pane *pane)
{
    return pane->count;
}

static void fill_table(struct chart_pane *pane)
{
    if (pane->table_is_filled)
        return;
    const struct chart_series *series = &pane->series[pane->current];
    text_pane_clear(pane->table);
    UT_string line;
    utstring_init(&line);
    for (size_t i = series->count; i > 0; i--) { /* newest first */
        char day[DATE_DAY_SIZE];
        date_format_day(series->first_day + (int32_t)(i - 1), day);
        double value = series->values[i - 1];
        UT_string number;
        utstring_init(&number);
        struct cell cell = { .kind = isnan(value) ? CELL_NONE : value == floor(value) ? CELL_COUNT : CELL_DECIMAL,
                             .number = value };
        cell_append(&number, &cell, 0);
        utstring_clear(&line);
        utstring_printf(&line, "%s  ", day);
        text_append_cell(&line, utstring_body(&number), 16, TEXT_RIGHT);
        text_pane_add(pane->table, ROLE_TEXT, utstring_body(&line));
        utstring_done(&number);
    }
    utstring_done(&line);
    pane->table_is_filled = true;
}

void chart_pane_paint(struct chart_pane *pane, struct canvas *canvas, struct rect rect, bool ascii, bool focused)
{
    if (focused)
        canvas_park(canvas, rect.y, rect.x, false);
    if (pane->count == 0 || rect.height < 1)
        return;
    struct chart_series shown = pane->series[pane->current];
    const struct chart_series *series = &shown;
    char *name = memory_format(pane->count > 1 ? "%s (%zu of %zu)" : "%s", shown.name, pane->current + 1, pane->count);
    shown.name = name;
    if (!pane->as_table) {
        chart_paint(canvas, rect, series, ascii);
        free(name);
        return;
    }
    fill_table(pane);
    UT_string words;
    utstring_init(&words);
    chart_append_words(&words, series);
    canvas_field(canvas, rect.y, rect.x + 1, rect.width - 1, ROLE_TEXT, TEXT_LEFT, utstring_body(&words));
    utstring_done(&words);
    free(name);
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
    return NULL;
}

char *chart_pane_csv(const struct chart_pane *pane)
{
    if (pane->count == 0)
        return NULL;
    const struct chart_series *series = &pane->series[pane->current];
    UT_string out;
    utstring_init(&out);
    utstring_printf(&out, "day,value\n");
    for (size_t i = 0; i < series->count; i++) {
        char day[DATE_DAY_SIZE];
        date_format_day(series->first_day + (int32_t)i, day);
        utstring_printf(&out, "%s,", day);
        if (!isnan(series->values[i]))
            utstring_printf(&out, "%.15g", series->values[i]);
        utstring_printf(&out, "\n");
    }
    return utstring_body(&out);
}
