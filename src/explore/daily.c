#include "explore/daily.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "store/series.h"
#include "support/date.h"

enum {
    ROWS_A_STEP = 256, /* between two looks at the clock */
    DAYS_MOST = 4000   /* of "all days", and as many before them */
};

const struct daily_range daily_ranges[] = {
#define RANGE(days, words) { days, words },
#include "data/ranges.def"
#undef RANGE
};
const size_t daily_range_count = sizeof daily_ranges / sizeof daily_ranges[0];

struct measure {
    const struct store_column *column;
    double *values; /* of all days: those before, then those of the range */
};

/* What was read: complete, or in the making. */
struct figures {
    struct measure *measures;
    size_t count;
    int32_t first; /* the range's first day */
    int32_t days;  /* of the range, and as many before */
};

struct daily {
    struct explore_reader reader;
    const struct stream *stream;
    char *item;
    const struct store_column **columns; /* the measures, the headline first */
    size_t column_count;
    size_t range;
    bool is_live;
    bool has_days;
    struct store_series *reading; /* NULL: nothing is being read */
    int32_t first;                /* of what is being read */
    int32_t days;
    struct figures shown;
    uint64_t version;
    struct error error;
};

static struct store *store_of(const struct daily *daily)
{
    return daily->reader.explore != NULL ? explore_store(daily->reader.explore) : NULL;
}

static void stop_reading(struct daily *daily)
{
    store_series_close(daily->reading);
    daily->reading = NULL;
}

static void on_close(struct explore_reader *reader)
{
    stop_reading((struct daily *)reader);
}

static void collect_columns(struct daily *daily)
{
    const struct store_table *table = &daily->stream->table;
    const struct store_column *headline = explore_headline(daily->stream);
    daily->columns = memory_allocate(table->column_count + 1, sizeof(struct store_column *));
    if (headline != NULL)
        daily->columns[daily->column_count++] = headline;
    /* Sums over all messages before figures of the whole. */
    for (int sums = 1; sums >= 0; sums--) {
        for (size_t i = 0; i < table->column_count; i++) {
            const struct store_column *column = &table->columns[i];
            if (column != headline && explore_is_measure(column) && (column->path != NULL) == (sums == 1))
                daily->columns[daily->column_count++] = column;
        }
    }
}

struct daily *daily_new(struct explore *explore, const struct stream *series, const char *item)
{
    struct daily *daily = memory_allocate(1, sizeof *daily);
    daily->reader.close = on_close;
    daily->stream = series;
    daily->item = memory_copy_string(item);
    daily->range = DAILY_RANGE_USUAL;
    collect_columns(daily);
    explore_join(explore, &daily->reader);
    daily_restart(daily);
    return daily;
}

static void clear_figures(struct figures *figures)
{
    for (size_t i = 0; i < figures->count; i++)
        free(figures->measures[i].values);
    free(figures->measures);
    *figures = (struct figures){ 0 };
}

void daily_free(struct daily *daily)
{
    if (daily == NULL)
        return;
    explore_leave(&daily->reader);
    stop_reading(daily);
    clear_figures(&daily->shown);
    error_clear(&daily->error);
    free(daily->columns);
    free(daily->item);
    free(daily);
}

static bool find_days(struct daily *daily, int32_t *first, int32_t *last)
{
    struct explore *explore = daily->reader.explore;
    bool any = false;
    if (store_of(daily) == NULL || !explore_stream(explore, daily->stream).is_stored)
        return false;
    if (daily->item == NULL)
        return explore_days(explore, daily->stream, first, last);
    return store_series_extent(store_of(daily), daily->stream->table.name, daily->item, first, last, &any, &daily->error) && any;
}

/* The range's first day and its number of days, out of the days there are. */
static void choose_days(struct daily *daily, int32_t first, int32_t last)
{
    int32_t wanted = daily_ranges[daily->range].days;
    int32_t there = last - first < DAYS_MOST ? last - first + 1 : DAYS_MOST;
    daily->days = wanted > 0 ? wanted : there;
    daily->first = last - daily->days + 1;
}

static void begin_reading(struct daily *daily)
{
    int32_t first = 0;
    int32_t last = 0;
    daily->has_days = find_days(daily, &first, &last);
    if (!daily->has_days) {
        clear_figures(&daily->shown);
        daily->version++;
        return;
    }
    choose_days(daily, first, last);
    const char **names = memory_allocate(daily->column_count, sizeof(char *));
    for (size_t i = 0; i < daily->column_count; i++)
        names[i] = daily->columns[i]->name;
    const struct store_series_query query = { .stream = daily->stream->table.name,
                                              .item = daily->item,
                                              .first = daily->first - daily->days,
                                              .end = daily->first + daily->days,
                                              .measures = names,
                                              .measure_count = daily->column_count };
    if (!store_series_open(&daily->reading, store_of(daily), &query, &daily->error))
        daily->reading = NULL;
    free(names);
}

size_t daily_get_range(const struct daily *daily)
{
    return daily->range;
}

/* Empty figures of the days that were chosen, to be filled. */
static struct figures make_figures(const struct daily *daily)
{
    struct figures figures = { .count = daily->column_count, .first = daily->first, .days = daily->days };
    size_t days = 2 * (size_t)daily->days;
    figures.measures = memory_allocate(figures.count, sizeof *figures.measures);
    for (size_t i = 0; i < figures.count; i++) {
        figures.measures[i].column = daily->columns[i];
        figures.measures[i].values = memory_allocate(days, sizeof(double));
        for (size_t k = 0; k < days; k++)
            figures.measures[i].values[k] = (double)NAN;
    }
    return figures;
}

static bool says_something(const struct figures *figures, const struct measure *measure)
{
    for (int32_t i = figures->days; i < 2 * figures->days; i++)
        if (measure->values[i] > 0 || measure->values[i] < 0)
            return true;
    return false;
}

/* Shows them, which are taken over, but for measures that are zero throughout. */
static void show(struct daily *daily, struct figures *figures)
{
    size_t kept = 0;
    for (size_t i = 0; i < figures->count; i++) {
        if (says_something(figures, &figures->measures[i]))
            figures->measures[kept++] = figures->measures[i];
        else
            free(figures->measures[i].values);
    }
    figures->count = kept;
    clear_figures(&daily->shown);
    daily->shown = *figures;
    daily->version++;
}

static void show_stored(struct daily *daily)
{
    struct figures figures = make_figures(daily);
    for (size_t i = 0; i < figures.count; i++) {
        for (int32_t k = 0; k < 2 * figures.days; k++) {
            double value = 0;
            if (store_series_value(daily->reading, i, figures.first - figures.days + k, &value))
                figures.measures[i].values[k] = value;
        }
    }
    show(daily, &figures);
}

static void show_live(struct daily *daily)
{
    const struct live_rows *rows = live_rows(explore_live(daily->reader.explore), daily->stream, daily->item);
    int32_t first = INT32_MAX;
    int32_t last = INT32_MIN;
    for (size_t i = 0; i < rows->count; i++) {
        if (!rows->records[i].has_day)
            continue;
        first = rows->records[i].day < first ? rows->records[i].day : first;
        last = rows->records[i].day > last ? rows->records[i].day : last;
    }
    daily->has_days = first <= last;
    struct figures figures = { 0 };
    if (daily->has_days) {
        choose_days(daily, first, last);
        figures = make_figures(daily);
    }
    for (size_t k = 0; daily->has_days && k < rows->count; k++) {
        int64_t at = (int64_t)rows->records[k].day - figures.first + figures.days;
        for (size_t i = 0; i < figures.count && rows->records[k].has_day && at >= 0 && at < 2 * (int64_t)figures.days; i++)
            (void)explore_number(&rows->records[k], figures.measures[i].column, &figures.measures[i].values[at]);
    }
    show(daily, &figures);
}

void daily_restart(struct daily *daily)
{
    if (daily->reader.explore == NULL)
        return;
    stop_reading(daily);
    error_clear(&daily->error);
    if (daily->is_live)
        show_live(daily);
    else
        begin_reading(daily);
}

void daily_set_range(struct daily *daily, size_t range)
{
    daily->range = range < daily_range_count ? range : daily_range_count - 1;
    daily_restart(daily);
}

void daily_set_live(struct daily *daily, bool is_live)
{
    daily->is_live = is_live;
    daily_restart(daily);
}

bool daily_is_live(const struct daily *daily)
{
    return daily->is_live;
}

bool daily_step(struct daily *daily, int64_t until_ms)
{
    bool more = true;
    while (daily->reading != NULL && more) {
        if (!store_series_step(daily->reading, ROWS_A_STEP, &more, &daily->error)) {
            stop_reading(daily);
            break;
        }
        if (more && date_monotonic_ms() >= until_ms)
            return true;
    }
    if (daily->reading != NULL)
        show_stored(daily);
    stop_reading(daily);
    return false;
}

bool daily_has_days(const struct daily *daily)
{
    return daily->has_days;
}

const struct error *daily_error(const struct daily *daily)
{
    return &daily->error;
}

size_t daily_count(const struct daily *daily)
{
    return daily->shown.count;
}

static double sum_of(const double *values, int32_t count, bool *any)
{
    double sum = 0;
    for (int32_t i = 0; i < count; i++) {
        *any = *any || !isnan(values[i]);
        sum += isnan(values[i]) ? 0 : values[i];
    }
    return sum;
}

struct daily_measure daily_measure(const struct daily *daily, size_t index)
{
    const struct figures *shown = &daily->shown;
    const struct measure *measure = &shown->measures[index];
    struct daily_measure out = { .column = measure->column, .first_day = shown->first, .count = (size_t)shown->days };
    bool any = false;
    bool any_before = false;
    out.values = measure->values + shown->days;
    out.sum = sum_of(out.values, shown->days, &any);
    out.sum_before = sum_of(measure->values, shown->days, &any_before);
    out.before = any_before ? measure->values : NULL;
    return out;
}

uint64_t daily_version(const struct daily *daily)
{
    return daily->version;
}
