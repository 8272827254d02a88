#include "explore/grid.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "store/lookup.h"
#include "store/series.h"
#include "support/date.h"
#include "support/json.h"
#include "support/text.h"

enum {
    ROWS_A_STEP = 512, /* between two looks at the clock */
    BLOCK = 64,        /* rows that are read together */
    TEXT_MOST = 2048   /* bytes of a cell that are kept: more than any screen shows */
};

struct row {
    char *id;                 /* NULL: the row is gone */
    struct store_cell *cells; /* texts are the row's own */
    bool has_recent;          /* what follows was looked for */
    bool any_recent;
    double recent[GRID_DAYS];
    double sum;
    bool has_name;
    char *name;
};

struct grid {
    struct explore_reader reader;
    const struct stream *stream;
    struct store_window *shown;
    struct store_window *next; /* of the same query, found behind what is shown; NULL */
    char *filter;
    const struct store_column *sort;
    bool descending;
    struct error error;
    size_t *columns; /* where each column of the stream is in the window's table; SIZE_MAX: nowhere */
    struct row rows[BLOCK];
    size_t first; /* the place of rows[0] */
    size_t count;
};

static struct store *store_of(const struct grid *grid)
{
    return grid->reader.explore != NULL ? explore_store(grid->reader.explore) : NULL;
}

static void forget_rows(struct grid *grid)
{
    for (size_t i = 0; i < grid->count; i++) {
        struct row *row = &grid->rows[i];
        for (size_t k = 0; row->cells != NULL && k < grid->stream->table.column_count; k++)
            free((char *)row->cells[k].text);
        free(row->cells);
        free(row->id);
        free(row->name);
        *row = (struct row){ 0 };
    }
    grid->count = 0;
}

static void close_windows(struct grid *grid)
{
    forget_rows(grid);
    store_window_close(grid->shown);
    store_window_close(grid->next);
    grid->shown = grid->next = NULL;
}

static void on_close(struct explore_reader *reader)
{
    close_windows((struct grid *)reader);
}

struct grid *grid_new(struct explore *explore, const struct stream *stream)
{
    struct grid *grid = memory_allocate(1, sizeof *grid);
    grid->reader.close = on_close;
    grid->stream = stream;
    grid->columns = memory_allocate(stream->table.column_count, sizeof *grid->columns);
    explore_join(explore, &grid->reader);
    return grid;
}

void grid_free(struct grid *grid)
{
    if (grid == NULL)
        return;
    explore_leave(&grid->reader);
    close_windows(grid);
    error_clear(&grid->error);
    free(grid->filter);
    free(grid->columns);
    free(grid);
}

/* The store may have been written by a version of the program that knew other columns. */
static void map_columns(struct grid *grid)
{
    const struct store_table *table = store_window_table(grid->shown);
    for (size_t i = 0; i < grid->stream->table.column_count; i++) {
        grid->columns[i] = SIZE_MAX;
        for (size_t k = 0; k < table->column_count; k++)
            if (strcmp(table->columns[k].name, grid->stream->table.columns[i].name) == 0)
                grid->columns[i] = k;
    }
}

static void show(struct grid *grid, struct store_window *window)
{
    forget_rows(grid);
    store_window_close(grid->shown);
    grid->shown = window;
    if (window != NULL)
        map_columns(grid);
}

static bool open_window(struct grid *grid, struct store_window **window)
{
    const struct store_query query = { grid->filter, grid->sort != NULL ? grid->sort->name : NULL, grid->descending };
    error_clear(&grid->error);
    return store_window_open(window, store_of(grid), grid->stream->table.name, &query, &grid->error);
}

void grid_arrange(struct grid *grid, const char *filter, const struct store_column *sort, bool descending)
{
    bool same = grid->filter != NULL && strcmp(grid->filter, filter) == 0 && grid->sort == sort && grid->descending == descending;
    if (!same) {
        free(grid->filter);
        grid->filter = memory_copy_string(filter);
        grid->sort = sort;
        grid->descending = descending;
    }
    store_window_close(grid->next);
    grid->next = NULL;
    if (store_of(grid) == NULL || !explore_stream(grid->reader.explore, grid->stream).is_stored) {
        show(grid, NULL);
        return;
    }
    struct store_window *window = NULL;
    if (!open_window(grid, &window))
        show(grid, NULL);
    else if (same && grid_count(grid) > 0)
        grid->next = window;
    else
        show(grid, window);
}

/* What went wrong with a window ends it: its rows are those that were found. */
static bool step_window(struct grid *grid, struct store_window *window, int64_t until_ms)
{
    bool more = !store_window_complete(window) && grid->error.code == ERROR_NONE;
    while (more) {
        if (!store_window_step(window, ROWS_A_STEP, &more, &grid->error))
            return false;
        if (date_monotonic_ms() >= until_ms)
            break;
    }
    return more;
}

bool grid_step(struct grid *grid, int64_t until_ms)
{
    if (grid->next == NULL)
        return grid->shown != NULL && step_window(grid, grid->shown, until_ms);
    if (step_window(grid, grid->next, until_ms))
        return true;
    struct store_window *window = grid->next;
    grid->next = NULL;
    show(grid, window);
    return false;
}

size_t grid_count(const struct grid *grid)
{
    return grid->shown != NULL ? store_window_found(grid->shown) : 0;
}

size_t grid_total(const struct grid *grid)
{
    size_t looked_at = 0;
    size_t total = 0;
    if (grid->shown != NULL)
        store_window_progress(grid->shown, &looked_at, &total);
    return total;
}

const struct error *grid_error(const struct grid *grid)
{
    return &grid->error;
}

/* Rows. */

static void copy_cell(struct store_cell *to, const struct store_cell *from)
{
    *to = *from;
    if (from->kind == STORE_CELL_NULL) {
        to->text = NULL;
        return;
    }
    to->length = from->length < TEXT_MOST ? from->length : TEXT_MOST;
    to->text = memory_copy_bytes(from->text, to->length);
}

static char *join_key(const struct grid *grid, const struct store_cell *cells)
{
    UT_string id;
    utstring_init(&id);
    for (size_t i = 0; i < grid->stream->table.column_count; i++) {
        if ((grid->stream->table.columns[i].flags & STORE_KEY) == 0 || cells[i].text == NULL)
            continue;
        utstring_printf(&id, "%s%s", utstring_len(&id) > 0 ? GRID_SEPARATOR : "", cells[i].text);
    }
    return utstring_body(&id);
}

static void keep_row(const struct store_row *from, void *context)
{
    struct grid *grid = context;
    struct row *row = &grid->rows[grid->count++];
    if (from->id == 0)
        return;
    row->cells = memory_allocate(grid->stream->table.column_count, sizeof *row->cells);
    for (size_t i = 0; i < grid->stream->table.column_count; i++) {
        row->cells[i].kind = STORE_CELL_NULL;
        if (grid->columns[i] != SIZE_MAX)
            copy_cell(&row->cells[i], &from->cells[grid->columns[i]]);
    }
    row->id = join_key(grid, row->cells);
}

/* The block is laid so that the rows around the place are in it, too. */
static struct row *row_at(struct grid *grid, size_t place)
{
    if (place >= grid->first && place - grid->first < grid->count)
        return &grid->rows[place - grid->first];
    if (place >= grid_count(grid))
        return NULL;
    forget_rows(grid);
    grid->first = place > BLOCK / 2 ? place - BLOCK / 2 : 0;
    struct error error = ERROR_INIT;
    bool read = store_window_read(grid->shown, grid->first, BLOCK, keep_row, grid, &error);
    if (!read && grid->error.code == ERROR_NONE)
        error_move(&grid->error, &error);
    error_clear(&error);
    return place - grid->first < grid->count ? &grid->rows[place - grid->first] : NULL;
}

const struct store_cell *grid_cells(struct grid *grid, size_t place)
{
    const struct row *row = row_at(grid, place);
    return row != NULL ? row->cells : NULL;
}

const char *grid_id(struct grid *grid, size_t place)
{
    const struct row *row = row_at(grid, place);
    return row != NULL && row->id != NULL ? row->id : "";
}

bool grid_find(struct grid *grid, const char *id, size_t *place)
{
    if (grid->shown == NULL)
        return false;
    enum { KEYS = 2 };
    const char *keys[KEYS] = { NULL };
    char *parts = memory_copy_string(id);
    size_t count = 0;
    for (char *part = parts; part != NULL && count < KEYS; count++) {
        keys[count] = part;
        part = strchr(part, *GRID_SEPARATOR);
        if (part != NULL)
            *part++ = '\0';
    }
    bool found = false;
    struct error error = ERROR_INIT;
    if (!store_window_locate(grid->shown, keys, count, place, &found, &error))
        found = false;
    error_clear(&error);
    free(parts);
    return found;
}

char *grid_record(struct grid *grid, size_t place, int64_t *extracted_ms)
{
    char *json = NULL;
    struct error error = ERROR_INIT;
    *extracted_ms = 0;
    if (grid->shown != NULL && !store_window_record(grid->shown, place, &json, extracted_ms, &error) &&
        grid->error.code == ERROR_NONE)
        error_move(&grid->error, &error);
    error_clear(&error);
    return json;
}

/* What other streams say of a row. */

static const char *first_key(const struct grid *grid, const struct row *row)
{
    for (size_t i = 0; row->cells != NULL && i < grid->stream->table.column_count; i++)
        if ((grid->stream->table.columns[i].flags & STORE_KEY) != 0)
            return row->cells[i].text;
    return NULL;
}

static void read_recent(struct grid *grid, struct row *row, const struct stream *series, const char *item, int32_t last_day)
{
    const char *measure = explore_headline(series)->name;
    const struct store_series_query query = { .stream = series->table.name,
                                              .item = item,
                                              .first = last_day - GRID_DAYS + 1,
                                              .end = last_day + 1,
                                              .measures = &measure,
                                              .measure_count = 1 };
    struct store_series *days = NULL;
    struct error error = ERROR_INIT;
    bool more = true;
    bool read = store_series_open(&days, store_of(grid), &query, &error);
    while (read && more)
        read = store_series_step(days, BLOCK, &more, &error);
    for (int i = 0; i < GRID_DAYS; i++) {
        double value = 0;
        bool known = read && store_series_value(days, 0, query.first + i, &value);
        row->recent[i] = known ? value : (double)NAN;
        row->sum += known ? value : 0;
        row->any_recent = row->any_recent || known;
    }
    store_series_close(days);
    error_clear(&error);
}

bool grid_recent(struct grid *grid, size_t place, const double **values, double *sum)
{
    struct row *row = row_at(grid, place);
    const struct stream *series = explore_child(grid->stream, STREAM_SERIES);
    const char *item = row != NULL ? first_key(grid, row) : NULL;
    int32_t first_day = 0;
    int32_t last_day = 0;
    if (item == NULL || series == NULL || store_of(grid) == NULL ||
        !explore_days(grid->reader.explore, series, &first_day, &last_day))
        return false;
    if (!row->has_recent) {
        row->has_recent = true;
        read_recent(grid, row, series, item, last_day);
    }
    *values = row->recent;
    *sum = row->sum;
    return row->any_recent;
}

static char *look_up_name(const struct grid *grid, const struct stream *list, const char *item)
{
    char *json = NULL;
    char *name = NULL;
    int64_t extracted_ms = 0;
    struct error error = ERROR_INIT;
    if (store_lookup(store_of(grid), list->table.name, &item, 1, &json, &extracted_ms, &error) && json != NULL) {
        cJSON *tree = json_parse(json, strlen(json), NULL);
        for (size_t i = 0; i < list->table.column_count && name == NULL; i++)
            if ((list->table.columns[i].flags & STORE_MAIN) != 0)
                name = memory_copy_string(json_get_string(tree, list->table.columns[i].name, NULL));
        cJSON_Delete(tree);
    }
    free(json);
    error_clear(&error);
    return name;
}

const char *grid_item_name(struct grid *grid, size_t place)
{
    struct row *row = row_at(grid, place);
    const struct stream *list = stream_parent(grid->stream);
    const char *item = row != NULL ? first_key(grid, row) : NULL;
    if (item == NULL || list == NULL || store_of(grid) == NULL)
        return NULL;
    if (!row->has_name) {
        row->has_name = true;
        /* Days of one item stand together. */
        const struct row *before = row > grid->rows ? row - 1 : NULL;
        const char *same = before != NULL && before->has_name ? first_key(grid, before) : NULL;
        row->name = same != NULL && strcmp(same, item) == 0 ? memory_copy_string(before->name) : look_up_name(grid, list, item);
    }
    return row->name;
}
