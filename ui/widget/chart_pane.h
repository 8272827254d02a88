/* Series as charts, as many of them below each other as there is room for, or their values as a table. */
#ifndef UI_WIDGET_CHART_PANE_H
#define UI_WIDGET_CHART_PANE_H

#include "ui/view.h"
#include "ui/widget/chart.h"

struct chart_pane;

struct chart_pane *chart_pane_new(void);
void chart_pane_free(struct chart_pane *pane);

/* Takes all series away; the one that was shown is shown again if a series of its name is added. */
void chart_pane_clear(struct chart_pane *pane);

/* Copies. What was before is drawn only while the pane compares. */
void chart_pane_add(struct chart_pane *pane, const struct chart_series *series);

/* Draws the days before as well, if they are known; the operator switches it, too. */
void chart_pane_compare(struct chart_pane *pane, bool compares);

/* What stands behind the name of each series, as "30 days"; "" at first. Copied. */
void chart_pane_set_words(struct chart_pane *pane, const char *words);
size_t chart_pane_count(const struct chart_pane *pane);

void chart_pane_paint(struct chart_pane *pane, struct canvas *canvas, struct rect rect, bool ascii, bool focused);
unsigned chart_pane_contexts(const struct chart_pane *pane);
bool chart_pane_takes_text(const struct chart_pane *pane);
enum reaction chart_pane_type(struct chart_pane *pane, keypress key);
enum reaction chart_pane_act(struct chart_pane *pane, enum action action);
const char *chart_pane_why_not(const struct chart_pane *pane, enum action action);

/* The values of the series that is shown as CSV: "day,value", with a column "before" while the pane compares; the caller frees it. NULL if there is none. */
char *chart_pane_csv(const struct chart_pane *pane);

#endif
