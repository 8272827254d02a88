#include "ui/screen/history_rows.h"

#include <stdlib.h>
#include <string.h>

#include "support/date.h"
#include "support/memory.h"
#include "support/text.h"

struct history_rows {
    char *path;
    const struct journal_filter *filter; /* borrowed */
    struct journal_view *view;
    struct history_entry *entries; /* entry i is the view's row i */
    size_t count;
    size_t capacity;
    bool is_complete;
};

struct history_rows *history_rows_new(const char *path, const struct journal_filter *filter)
{
    struct history_rows *rows = memory_allocate(1, sizeof *rows);
    rows->path = memory_copy_string(path);
    rows->filter = filter;
    return rows;
}

static void free_entry(struct history_entry *entry)
{
    free(entry->id);
    free(entry->method);
    free(entry->target);
    free(entry->label);
    free(entry->result);
}

/* As before anything was read. */
static void forget(struct history_rows *rows)
{
    for (size_t i = 0; i < rows->count; i++)
        free_entry(&rows->entries[i]);
    rows->count = 0;
    journal_view_close(rows->view);
    rows->view = NULL;
    rows->is_complete = false;
}

void history_rows_free(struct history_rows *rows)
{
    if (rows == NULL)
        return;
    forget(rows);
    free(rows->entries);
    free(rows->path);
    free(rows);
}

const char *history_result(const struct journal_entry *entry)
{
    static const struct {
        int status;
        const char *words;
    } known[] = { { 400, "bad request" },   { 401, "key refused" },    { 403, "no permission" },
                  { 404, "not found" },     { 408, "too slow" },       { 413, "too large" },
                  { 429, "rate limit" },    { 500, "error at Braze" }, { 502, "error on the way" },
                  { 503, "not available" }, { 504, "too slow" } };
    static const struct {
        const char *outcome;
        const char *words;
    } outcomes[] = { { "not_sent", "not sent" },
                     { "no_answer", "no answer" },
                     { "unknown", "OUTCOME UNKNOWN" },
                     { "cancelled", "stopped" } };
    for (size_t i = 0; i < sizeof outcomes / sizeof outcomes[0]; i++)
        if (text_equal(entry->outcome, outcomes[i].outcome))
            return outcomes[i].words;
    for (size_t i = 0; i < sizeof known / sizeof known[0]; i++)
        if (entry->status == known[i].status)
            return known[i].words;
    return entry->status >= 200 && entry->status < 300 ? "ok" : entry->status == 0 ? "?" : "refused";
}

/* An id that the row keeps when others come before it. */
static char *make_id(const struct journal_entry *entry)
{
    return memory_format("%lld %llu %u %s", (long long)entry->time_ms, (unsigned long long)entry->request_id,
                         entry->attempt, entry->method != NULL ? entry->method : "");
}

static char *target_of(const char *url)
{
    const char *host = url != NULL ? strstr(url, "://") : NULL;
    const char *path = host != NULL ? strchr(host + 3, '/') : NULL;
    return memory_copy_string(path != NULL ? path : url != NULL ? url : "");
}

static struct history_entry make_entry(const struct journal_entry *entry)
{
    return (struct history_entry){
        .id = make_id(entry),
        .time_ms = entry->time_ms,
        .attempt = entry->attempt,
        .method = memory_copy_string(entry->method != NULL ? entry->method : "?"),
        .target = target_of(entry->url),
        .label = memory_copy_string(entry->label),
        .result = memory_copy_string(history_result(entry)),
        .status = entry->status,
        .total_us = entry->total_us,
        .is_bad = entry->status < 200 || entry->status >= 300,
    };
}

static void insert(struct history_rows *rows, size_t at, struct history_entry entry)
{
    if (rows->count == rows->capacity) {
        rows->capacity = rows->capacity > 0 ? rows->capacity * 2 : 128;
        rows->entries = memory_resize(rows->entries, rows->capacity, sizeof *rows->entries);
    }
    memmove(&rows->entries[at + 1], &rows->entries[at], (rows->count - at) * sizeof *rows->entries);
    rows->entries[at] = entry;
    rows->count++;
}

/* Makes the entry of the view's row; one that cannot be read any more has only its place. */
static void take_row(struct history_rows *rows, size_t at)
{
    struct journal_row row = { 0 };
    static const struct journal_entry gone = JOURNAL_ENTRY_INIT;
    bool read = journal_view_row(rows->view, at, &row);
    insert(rows, at, make_entry(read ? &row.entry : &gone));
    if (read)
        journal_row_clear(&row);
}

bool history_rows_step(struct history_rows *rows, int64_t until_ms, struct error *error)
{
    enum { LINES_A_LOOK = 16 };
    if (rows->view == NULL && !rows->is_complete) {
        rows->view = journal_view_open(rows->path, rows->filter, error);
        rows->is_complete = rows->view == NULL;
    }
    while (!rows->is_complete) {
        rows->is_complete = !journal_view_look(rows->view, LINES_A_LOOK);
        while (rows->count < journal_view_found(rows->view))
            take_row(rows, rows->count);
        if (date_monotonic_ms() >= until_ms)
            break;
    }
    return !rows->is_complete;
}

bool history_rows_is_complete(const struct history_rows *rows)
{
    return rows->is_complete;
}

bool history_rows_update(struct history_rows *rows)
{
    if (rows->view == NULL || !journal_view_is_outdated(rows->view))
        return false;
    size_t added = 0;
    if (!journal_view_grow(rows->view, &added)) {
        forget(rows);
        return true;
    }
    for (size_t i = 0; i < added; i++)
        take_row(rows, i);
    return added > 0;
}

size_t history_rows_count(const struct history_rows *rows)
{
    return rows->count;
}

size_t history_rows_total(const struct history_rows *rows)
{
    return rows->view != NULL ? journal_view_looked(rows->view) : 0;
}

const struct history_entry *history_rows_at(const struct history_rows *rows, size_t index)
{
    return &rows->entries[index];
}

bool history_rows_read(struct history_rows *rows, const char *id, struct journal_row *row)
{
    for (size_t i = 0; i < rows->count && rows->view != NULL; i++) {
        if (strcmp(rows->entries[i].id, id) != 0)
            continue;
        if (!journal_view_row(rows->view, i, row))
            return false;
        char *found = make_id(&row->entry);
        bool same = strcmp(found, id) == 0;
        free(found);
        if (!same)
            journal_row_clear(row);
        return same;
    }
    return false;
}
