#include "ui/screen/history_rows.h"

#include <stdlib.h>
#include <string.h>

#include "support/date.h"
#include "support/memory.h"
#include "support/text.h"

struct history_rows {
    char *path;
    struct journal_view *view;
    struct history_entry *entries; /* entry i is the view's row i */
    size_t count;
    size_t capacity;
    bool is_complete;
};

struct history_rows *history_rows_new(const char *path)
{
    struct history_rows *rows = memory_allocate(1, sizeof *rows);
    rows->path = memory_copy_string(path);
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

void history_rows_free(struct history_rows *rows)
{
    if (rows == NULL)
        return;
    for (size_t i = 0; i < rows->count; i++)
        free_entry(&rows->entries[i]);
    journal_view_close(rows->view);
    free(rows->entries);
    free(rows->path);
    free(rows);
}

const char *history_result(const struct journal_entry *entry)
{
    static const struct {
        int status;
        const char *words;
    } known[] = { { 400, "bad request" },     { 401, "key refused" },      { 403, "no permission" }, { 404, "not found" },
                  { 408, "too slow" },        { 413, "too large" },        { 429, "rate limit" },    { 500, "error at Braze" },
                  { 502, "error on the way" }, { 503, "not available" },   { 504, "too slow" } };
    static const struct {
        const char *outcome;
        const char *words;
    } outcomes[] = { { "not_sent", "not sent" }, { "no_answer", "no answer" }, { "unknown", "OUTCOME UNKNOWN" }, { "cancelled", "stopped" } };
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
    return memory_format("%lld %llu %u %s", (long long)entry->time_ms, (unsigned long long)entry->request_id, entry->attempt,
                         entry->method != NULL ? entry->method : "");
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

bool history_rows_step(struct history_rows *rows, int64_t until_ms, struct error *error)
{
    enum { ROWS_A_LOOK = 32 };
    if (rows->view == NULL && !rows->is_complete) {
        rows->view = journal_view_open(rows->path, NULL, error);
        rows->is_complete = rows->view == NULL;
    }
    while (!rows->is_complete) {
        struct journal_row row = { 0 };
        if (!journal_view_row(rows->view, rows->count, &row)) {
            rows->is_complete = true;
            break;
        }
        insert(rows, rows->count, make_entry(&row.entry));
        journal_row_clear(&row);
        if (rows->count % ROWS_A_LOOK == 0 && date_monotonic_ms() >= until_ms)
            break;
    }
    return !rows->is_complete;
}

bool history_rows_update(struct history_rows *rows, struct error *error)
{
    if (rows->view == NULL || !journal_view_is_outdated(rows->view))
        return false;
    struct journal_view *view = journal_view_open(rows->path, NULL, error);
    if (view == NULL)
        return false;
    journal_view_close(rows->view);
    rows->view = view;
    char *newest = rows->count > 0 ? memory_copy_string(rows->entries[0].id) : NULL;
    size_t added = 0;
    for (;; added++) {
        struct journal_row row = { 0 };
        if (!journal_view_row(view, added, &row))
            break;
        struct history_entry entry = make_entry(&row.entry);
        journal_row_clear(&row);
        if (newest != NULL && strcmp(entry.id, newest) == 0) {
            free_entry(&entry);
            break;
        }
        insert(rows, added, entry);
    }
    free(newest);
    return added > 0;
}

size_t history_rows_count(const struct history_rows *rows)
{
    return rows->count;
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
