/* Daily figures as charts: several measures, a range of days to choose, compared with the days before. */
#ifndef UI_SCREEN_DAILY_CHART_H
#define UI_SCREEN_DAILY_CHART_H

#include "explore/daily.h"
#include "ui/view.h"

struct daily_chart;

/* explore is borrowed. */
struct daily_chart *daily_chart_new(struct console *console, struct explore *explore);
void daily_chart_free(struct daily_chart *chart); /* NULL is allowed */

/* What is shown: a daily stream, and one item of its parent or NULL for all. The range stays as it was chosen. NULL: nothing. */
void daily_chart_show(struct daily_chart *chart, const struct stream *series, const char *item);

/* NULL as long as nothing is shown. */
struct daily *daily_chart_daily(const struct daily_chart *chart);

/* The store has changed, or live days have come. */
void daily_chart_refresh(struct daily_chart *chart);

/* Figures are being read: call daily_chart_tick() at once. */
bool daily_chart_is_busy(const struct daily_chart *chart);
void daily_chart_tick(struct daily_chart *chart, int64_t now_ms);

/* Series that there are to draw. */
size_t daily_chart_count(const struct daily_chart *chart);

void daily_chart_paint(struct daily_chart *chart, struct canvas *canvas, struct rect rect, bool focused);
unsigned daily_chart_contexts(const struct daily_chart *chart);
bool daily_chart_takes_text(const struct daily_chart *chart);
enum reaction daily_chart_type(struct daily_chart *chart, keypress key);
enum reaction daily_chart_act(struct daily_chart *chart, enum action action);
const char *daily_chart_why_not(const struct daily_chart *chart, enum action action);

/* See chart_pane_csv(). */
char *daily_chart_csv(const struct daily_chart *chart);

#endif
