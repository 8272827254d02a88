#include "ui/widget/chart.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "support/date.h"
#include "ui/widget/cell.h"

void chart_read(const struct chart_series *series, struct chart_facts *facts)
{
    *facts = (struct chart_facts){ .least = NAN, .most = NAN, .last = NAN };
    for (size_t i = 0; i < series->count; i++) {
        double value = series->values[i];
        if (isnan(value))
            continue;
        if (isnan(facts->most) || value > facts->most) {
            facts->most = value;
            facts->most_day = series->first_day + (int32_t)i;
        }
        facts->least = fmin(facts->least, value); /* fmin() prefers what is a number */
        facts->last = value;
        facts->sum += value;
        facts->known++;
    }
}

/* Ends of a scale, and into how many parts it is divided so that each mark is a round number: where there is room for many
 * marks, and where there is not. */
static const struct {
    double end;
    int many;
    int few;
} scales[] = { { 1, 5, 2 }, { 2, 4, 2 }, { 2.5, 5, 1 }, { 3, 3, 1 }, { 4, 4, 2 }, { 5, 5, 1 }, { 6, 3, 1 }, { 8, 4, 2 }, { 10, 5, 2 } };

enum { SCALES = sizeof scales / sizeof scales[0] };

double chart_scale(double most)
{
    if (!(most > 0) || isinf(most))
        return 1;
    double power = pow(10, floor(log10(most)));
    for (size_t i = 0; i < SCALES; i++)
        if (scales[i].end * power >= most)
            return scales[i].end * power;
    return 10 * power;
}

static int scale_parts(double end, int rows)
{
    double first = end / pow(10, floor(log10(end) + 1e-9));
    for (size_t i = 0; i < SCALES; i++)
        if (fabs(scales[i].end - first) < 0.01)
            return rows >= 8 ? scales[i].many : rows >= 3 ? scales[i].few : 1;
    return 1;
}

static void append_day(UT_string *out, int32_t day, bool with_year)
{
    static const char *const months[] = { "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec" };
    int year = 0;
    int month = 1;
    int day_of_month = 1;
    date_split(day, &year, &month, &day_of_month);
    utstring_printf(out, "%s %02d", months[month - 1], day_of_month);
    if (with_year)
        utstring_printf(out, " %d", year);
}

static void append_number(UT_string *out, double number)
{
    struct cell cell = { .kind = isnan(number) ? CELL_NONE : number == floor(number) ? CELL_COUNT : CELL_DECIMAL,
                         .number = number };
    cell_append(out, &cell, 0);
}

enum part { PART_NAME, PART_DAYS, PART_MOST, PART_LEAST, PART_LAST, PARTS };

static void append_part(UT_string *out, enum part part, const struct chart_series *series, const struct chart_facts *facts)
{
    int32_t last_day = series->first_day + (int32_t)series->count - 1;
    int first_year = 0;
    int last_year = 0;
    int month = 0;
    int day = 0;
    switch (part) {
    case PART_NAME:
        utstring_printf(out, "%s%s", series->name, facts->known == 0 ? " \xC2\xB7 no values" : "");
        break;
    case PART_DAYS:
        date_split(series->first_day, &first_year, &month, &day);
        date_split(last_day, &last_year, &month, &day);
        append_day(out, series->first_day, first_year != last_year);
        utstring_printf(out, " \xE2\x80\x93 ");
        append_day(out, last_day, true);
        break;
    case PART_MOST:
        utstring_printf(out, "max ");
        append_number(out, facts->most);
        utstring_printf(out, " (");
        append_day(out, facts->most_day, false);
        utstring_printf(out, ")");
        break;
    case PART_LEAST:
        utstring_printf(out, "min ");
        append_number(out, facts->least);
        break;
    case PART_LAST:
        utstring_printf(out, "last ");
        append_number(out, facts->last);
        break;
    case PARTS:
        break;
    }
}

void chart_append_words(UT_string *out, const struct chart_series *series, int width)
{
    /* What the picture says, too, goes first where there is no room. */
    static const enum part dropped[] = { PART_LEAST, PART_DAYS, PART_LAST, PART_MOST };
    enum { DROPPED = sizeof dropped / sizeof dropped[0] };
    struct chart_facts facts;
    UT_string line;
    utstring_init(&line);
    chart_read(series, &facts);
    bool shown[PARTS] = { [PART_NAME] = true };
    for (int i = PART_NAME + 1; i < PARTS; i++)
        shown[i] = facts.known > 0;
    for (size_t next = 0;; next++) {
        utstring_clear(&line);
        for (int i = 0; i < PARTS; i++) {
            if (!shown[i])
                continue;
            utstring_printf(&line, "%s", i > 0 ? " \xC2\xB7 " : "");
            append_part(&line, (enum part)i, series, &facts);
        }
        if (width <= 0 || next >= DROPPED || text_width(utstring_body(&line)) <= (size_t)width)
            break;
        shown[dropped[next]] = false;
    }
    utstring_concat(out, &line);
    utstring_done(&line);
}

static struct chart_series series_before(const struct chart_series *series)
{
    return (struct chart_series){ "", series->before, series->count, series->first_day - (int32_t)series->count, NULL };
}

void chart_append_comparison(UT_string *out, const struct chart_series *series)
{
    const struct chart_series earlier = series_before(series);
    struct chart_facts now;
    struct chart_facts before;
    chart_read(series, &now);
    chart_read(&earlier, &before);
    utstring_printf(out, "sum ");
    append_number(out, now.sum);
    utstring_printf(out, " \xC2\xB7 before (");
    append_day(out, earlier.first_day, false);
    utstring_printf(out, " \xE2\x80\x93 ");
    append_day(out, series->first_day - 1, false);
    utstring_printf(out, ") ");
    append_number(out, before.sum);
    if (before.known < earlier.count)
        utstring_printf(out, " of %zu days", before.known);
    if (before.sum > 0)
        utstring_printf(out, " \xC2\xB7 %+.1f %%", (now.sum - before.sum) / before.sum * 100);
}

/* The picture as a grid of dots: 2 x 4 of them in a braille character. */
struct dots {
    int width;
    int height;
    unsigned char *on;
};

static void set_dot(struct dots *dots, int x, int y)
{
    if (x >= 0 && x < dots->width && y >= 0 && y < dots->height)
        dots->on[(size_t)y * (size_t)dots->width + (size_t)x] = 1;
}

/* Bresenham's line. */
static void draw_line(struct dots *dots, int x0, int y0, int x1, int y1)
{
    int dx = abs(x1 - x0);
    int dy = -abs(y1 - y0);
    int step_x = x0 < x1 ? 1 : -1;
    int step_y = y0 < y1 ? 1 : -1;
    int error = dx + dy;
    for (;;) {
        set_dot(dots, x0, y0);
        if (x0 == x1 && y0 == y1)
            return;
        int twice = 2 * error;
        if (twice >= dy) {
            error += dy;
            x0 += step_x;
        }
        if (twice <= dx) {
            error += dx;
            y0 += step_y;
        }
    }
}

/* Column (of steps) of the i-th of count values. */
static int place(size_t i, size_t count, int steps)
{
    if (count < 2)
        return (steps - 1) / 2;
    return (int)lround((double)i * (steps - 1) / (double)(count - 1));
}

static unsigned braille(const struct dots *dots, int column, int row)
{
    static const unsigned char bits[4][2] = { { 0x01, 0x08 }, { 0x02, 0x10 }, { 0x04, 0x20 }, { 0x40, 0x80 } };
    unsigned point = 0x2800;
    for (int y = 0; y < 4; y++)
        for (int x = 0; x < 2; x++)
            if (dots->on[(size_t)(row * 4 + y) * (size_t)dots->width + (size_t)(column * 2 + x)] != 0)
                point |= bits[y][x];
    return point;
}

static void paint_point(struct canvas *canvas, int y, int x, unsigned point)
{
    UT_string text;
    utstring_init(&text);
    text_append_point(&text, point);
    (void)canvas_text(canvas, y, x, 1, ROLE_CHART, utstring_body(&text));
    utstring_done(&text);
}

static int dot_row(const struct dots *dots, double value, double low, double high)
{
    return dots->height - 1 - (int)lround((value - low) / (high - low) * (dots->height - 1));
}

/* Values joined by lines, or as single dots with room between them. */
static void plot_values(struct dots *dots, const double *values, size_t count, bool joined, double low, double high)
{
    enum { DOT_GAP = 3 };
    int last_x = -1;
    int last_y = 0;
    for (size_t i = 0; i < count; i++) {
        if (isnan(values[i])) {
            last_x = -1;
            continue;
        }
        int x = place(i, count, dots->width);
        int y = dot_row(dots, values[i], low, high);
        if (!joined && last_x >= 0 && x - last_x < DOT_GAP)
            continue;
        if (last_x < 0 || !joined)
            set_dot(dots, x, y);
        else
            draw_line(dots, last_x, last_y, x, y);
        last_x = x;
        last_y = y;
    }
}

static void paint_braille(struct canvas *canvas, struct rect plot, const struct chart_series *series, double low, double high)
{
    struct dots dots = { plot.width * 2, plot.height * 4, NULL };
    dots.on = memory_allocate((size_t)dots.width * (size_t)dots.height, 1);
    if (series->before != NULL)
        plot_values(&dots, series->before, series->count, false, low, high);
    plot_values(&dots, series->values, series->count, true, low, high);
    for (int row = 0; row < plot.height; row++) {
        for (int column = 0; column < plot.width; column++) {
            unsigned point = braille(&dots, column, row);
            if (point != 0x2800)
                paint_point(canvas, plot.y + row, plot.x + column, point);
        }
    }
    free(dots.on);
}

/* What was before, one mark a day, over the bars. */
static void paint_marks(struct canvas *canvas, struct rect plot, const struct chart_series *series, double low, double high)
{
    for (size_t i = 0; i < series->count; i++) {
        if (isnan(series->before[i]))
            continue;
        int row = (int)lround((series->before[i] - low) / (high - low) * (plot.height - 1));
        paint_point(canvas, plot.y + plot.height - 1 - row, plot.x + place(i, series->count, plot.width), ':');
    }
}

/* Each column is a bar as high as the largest value that falls into it. */
static void paint_bars(struct canvas *canvas, struct rect plot, const struct chart_series *series, double low, double high)
{
    static const char steps[] = "_.-=#";
    enum { STEPS = sizeof steps - 1 };
    double *columns = memory_allocate((size_t)plot.width, sizeof *columns);
    for (int x = 0; x < plot.width; x++)
        columns[x] = NAN;
    for (size_t i = 0; i < series->count; i++) {
        int x = place(i, series->count, plot.width);
        columns[x] = fmax(columns[x], series->values[i]);
        /* A value stands until the next one: few values still make a closed shape. */
        int next = i + 1 < series->count ? place(i + 1, series->count, plot.width) : x + 1;
        for (int between = x + 1; between < next; between++)
            columns[between] = series->values[i];
    }
    for (int x = 0; x < plot.width; x++) {
        if (isnan(columns[x]))
            continue;
        int level = (int)lround((columns[x] - low) / (high - low) * (plot.height * STEPS - 1)) + 1;
        for (int row = 0; row < plot.height && level > 0; row++, level -= STEPS)
            paint_point(canvas, plot.y + plot.height - 1 - row, plot.x + x,
                        (unsigned char)steps[level >= STEPS ? STEPS - 1 : level - 1]);
    }
    free(columns);
}

/* Labels of the scale, the upright line, and the base with its dates. */
static void paint_axes(struct canvas *canvas, struct rect plot, int label_width, const struct chart_series *series, double low,
                       double high)
{
    enum { DATE_COLUMNS = 6, DATE_GAP = 6 };
    canvas_wall(canvas, plot.y, plot.x - 1, plot.height);
    int marks = low < 0 ? 2 : scale_parts(high, plot.height);
    UT_string label;
    utstring_init(&label);
    for (int i = 0; i <= marks; i++) {
        int y = plot.y + plot.height - 1 - (plot.height - 1) * i / marks;
        utstring_clear(&label);
        cell_append_short(&label, low + (high - low) * i / marks);
        canvas_field(canvas, y, plot.x - 1 - label_width, label_width - 1, ROLE_TEXT, TEXT_RIGHT, utstring_body(&label));
        (void)canvas_text(canvas, y, plot.x - 1, 1, ROLE_BORDER, "\xE2\x94\xA4");
    }
    int base = plot.y + plot.height;
    canvas_rule(canvas, base, plot.x - 1, plot.width + 1);
    (void)canvas_text(canvas, base, plot.x - 1, 1, ROLE_BORDER, "\xE2\x94\x94");
    int next_free = plot.x;
    for (size_t i = 0; i < series->count; i++) {
        int x = plot.x + place(i, series->count, plot.width);
        if (x < next_free || x + DATE_COLUMNS > plot.x + plot.width)
            continue;
        utstring_clear(&label);
        append_day(&label, series->first_day + (int32_t)i, false);
        (void)canvas_text(canvas, base, x, 1, ROLE_BORDER, "\xE2\x94\xAC");
        (void)canvas_text(canvas, base + 1, x, DATE_COLUMNS, ROLE_TEXT, utstring_body(&label));
        next_free = x + DATE_COLUMNS + DATE_GAP;
    }
    utstring_done(&label);
}

void chart_paint(struct canvas *canvas, struct rect rect, const struct chart_series *series, bool ascii)
{
    enum { LABEL_COLUMNS = 7, LEAST_WIDTH = 16, LEAST_HEIGHT = 4 };
    if (rect.height < 1)
        return;
    UT_string words;
    utstring_init(&words);
    chart_append_words(&words, series, rect.width - 1);
    canvas_field(canvas, rect.y, rect.x + 1, rect.width - 1, ROLE_TEXT, TEXT_LEFT, utstring_body(&words));
    utstring_done(&words);
    struct chart_facts facts;
    struct chart_facts before = { .least = NAN, .most = NAN };
    chart_read(series, &facts);
    if (series->before != NULL && rect.height > 1) {
        const struct chart_series earlier = series_before(series);
        chart_read(&earlier, &before);
        utstring_init(&words);
        chart_append_comparison(&words, series);
        canvas_field(canvas, rect.y + 1, rect.x + 1, rect.width - 1, ROLE_TEXT, TEXT_LEFT, utstring_body(&words));
        utstring_done(&words);
        rect.y++;
        rect.height--;
    }
    if (facts.known == 0 || rect.width < LEAST_WIDTH || rect.height < LEAST_HEIGHT + 1)
        return;
    double most = fmax(facts.most, before.most);
    double least = fmin(facts.least, before.least);
    double high = chart_scale(most);
    double low = least < 0 ? -chart_scale(-least) : 0;
    struct rect plot = { rect.y + 1, rect.x + LABEL_COLUMNS + 1, rect.height - 3, rect.width - LABEL_COLUMNS - 2 };
    paint_axes(canvas, plot, LABEL_COLUMNS, series, low, high);
    if (!ascii) {
        paint_braille(canvas, plot, series, low, high);
        return;
    }
    paint_bars(canvas, plot, series, low, high);
    if (series->before != NULL)
        paint_marks(canvas, plot, series, low, high);
}
