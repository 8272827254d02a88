/* A series of numbers by day as a picture: braille dots in UTF-8, bars of ASCII characters otherwise; with a scale, dates, and
 * least, most and last value in words, so that nothing has to be read from the picture. */
#ifndef UI_WIDGET_CHART_H
#define UI_WIDGET_CHART_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "ui/canvas.h"
#include "ui/layout.h"

/* All borrowed. */
struct chart_series {
    const char *name;     /* visible text: "sent a day" */
    const double *values; /* one a day; NAN where there is none */
    size_t count;
    int32_t first_day;    /* of values[0], days since 1970-01-01 */
    const double *before; /* as many of the days just before, to compare with; NULL: none */
};

/* least, most: over the values that are there; last: the last that is there. All NAN where there is none. */
struct chart_facts {
    double least;
    double most;
    double last;
    double sum;
    size_t known; /* how many values are there */
    int32_t most_day;
};
void chart_read(const struct chart_series *series, struct chart_facts *facts);

/* The end of a scale from 0 that is at least most: 1, 2, 2.5, 3, 4, 5, 6 or 8 times a power of ten; 1 where nothing is above 0. */
double chart_scale(double most);

/* One line of words: "sent a day · Feb 22 – Mar 22 2026 · max 81,204 (Mar 02) · min 0 · last 3,400"; of at most width columns (0: any
 * number) as far as leaving out all but the name helps. */
void chart_append_words(UT_string *out, const struct chart_series *series, int width);

/* The sums of the period and of the one before, and by how much they differ: "sum 1,204 · before (Jan 22 – Feb 20) 1,100 · +9.5 %". */
void chart_append_comparison(UT_string *out, const struct chart_series *series);

/* Draws the words in the first row, the comparison, if there is one, in the second, and the picture below them: what was before as
 * single dots, or as ":". */
void chart_paint(struct canvas *canvas, struct rect rect, const struct chart_series *series, bool ascii);

#endif
