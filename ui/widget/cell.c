#include "ui/widget/cell.h"

#include <math.h>
#include <string.h>
#include <time.h>

#include "support/date.h"

bool cell_is_right(enum cell_kind kind)
{
    return kind == CELL_COUNT || kind == CELL_DECIMAL || kind == CELL_PERCENT;
}

void cell_append_moment(UT_string *out, int64_t ms, enum cell_clock clock)
{
    static const char *const formats[] = {
        [CELL_DAY_AND_MINUTE] = "%Y-%m-%d %H:%M",
        [CELL_DAY_AND_SECOND] = "%Y-%m-%d %H:%M:%S",
        [CELL_SECOND] = "%H:%M:%S",
        [CELL_MINUTE] = "%H:%M",
    };
    time_t seconds = (time_t)(ms / 1000 - (ms % 1000 < 0 ? 1 : 0));
    struct tm local;
    char text[40];
    if (localtime_r(&seconds, &local) == NULL ||
        strftime(text, sizeof text, formats[clock], &local) == 0)
        utstring_printf(out, "?");
    else
        utstring_printf(out, "%s", text);
}

const char *cell_zone(void)
{
    time_t now = time(NULL);
    struct tm local;
    return localtime_r(&now, &local) != NULL && local.tm_zone != NULL ? local.tm_zone : "";
}

void cell_append_short(UT_string *out, double number)
{
    static const char *const units[] = { "", " k", " M", " G", " T" };
    size_t unit = 0;
    if (isnan(number)) {
        utstring_printf(out, "\xE2\x80\x94");
        return;
    }
    while (fabs(number) >= 999.5 && unit + 1 < sizeof units / sizeof units[0]) {
        number /= 1000;
        unit++;
    }
    bool whole = fabs(number) >= 99.95 || fabs(number - round(number)) < 0.005;
    if (unit == 0 && !whole && fabs(number) < 9.995)
        utstring_printf(out, "%.2f", number);
    else
        utstring_printf(out, "%.*f%s", whole ? 0 : 1, number, units[unit]);
}

/* The mean of the values of a column that are there; NAN: none is. */
static double spark_value(const double *series, size_t count, size_t column, size_t columns)
{
    double sum = 0;
    size_t known = 0;
    for (size_t i = column * count / columns; i < (column + 1) * count / columns; i++) {
        if (isnan(series[i]))
            continue;
        sum += series[i];
        known++;
    }
    return known > 0 ? sum / (double)known : (double)NAN;
}

void cell_append_spark(UT_string *out, const double *series, size_t count, int columns)
{
    enum { LOWEST = 0x2581, STEPS = 8 };
    size_t room = columns > 0 ? (size_t)columns : 0;
    size_t bars = count < room ? count : room;
    double least = 0; /* bars stand on zero */
    double most = -INFINITY;
    for (size_t i = 0; i < bars; i++) {
        least = fmin(least, spark_value(series, count, i, bars)); /* fmin() prefers what is a number */
        most = fmax(most, spark_value(series, count, i, bars));
    }
    for (size_t i = 0; i < bars; i++) {
        double value = spark_value(series, count, i, bars);
        if (isnan(value)) {
            utstring_printf(out, " ");
            continue;
        }
        double share = most > least ? (value - least) / (most - least) : 0;
        text_append_point(out, LOWEST + (unsigned)lround(share * (STEPS - 1)));
    }
}

static void append_decimal(UT_string *out, double number, int decimals)
{
    char digits[64];
    int length = snprintf(digits, sizeof digits, "%.*f", decimals, fabs(number));
    if (length < 0 || (size_t)length >= sizeof digits || fabs(number) >= 1e15) {
        utstring_printf(out, "%g", number);
        return;
    }
    if (number < 0)
        utstring_printf(out, "-");
    text_append_count(out, (long long)trunc(fabs(strtod(digits, NULL))));
    const char *point = strchr(digits, '.');
    if (point != NULL)
        utstring_printf(out, "%s", point);
}

void cell_append(UT_string *out, const struct cell *cell, int columns)
{
    char day[DATE_DAY_SIZE];
    switch (cell->kind) {
    case CELL_NONE:
        utstring_printf(out, "\xE2\x80\x94");
        break;
    case CELL_UNKNOWN:
        utstring_printf(out, "?");
        break;
    case CELL_TEXT:
        text_append_visible(out, cell->text, strlen(cell->text));
        break;
    case CELL_COUNT:
        append_decimal(out, cell->number, 0);
        break;
    case CELL_DECIMAL:
        append_decimal(out, cell->number, 2);
        break;
    case CELL_PERCENT:
        append_decimal(out, cell->number, 1);
        break;
    case CELL_DAY:
        date_format_day((int32_t)cell->number, day);
        utstring_printf(out, "%s", day);
        break;
    case CELL_MOMENT:
        cell_append_moment(out, (int64_t)cell->number, CELL_DAY_AND_MINUTE);
        break;
    case CELL_SPARK:
        cell_append_spark(out, cell->series, cell->series_count, columns);
        break;
    }
}
