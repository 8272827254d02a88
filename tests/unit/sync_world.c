#include "sync_world.h"

#include <check.h>
#include <stdlib.h>
#include <string.h>

#include "place.h"
#include "sim_client.h"
#include "store/export.h"
#include "support/date.h"
#include "support/file.h"
#include "support/json.h"
#include "sync/store_sink.h"

#define OK(call) ck_assert_msg((call), "%s", error.message != NULL ? error.message : "failed without a word")

int32_t world_day(const char *text)
{
    int32_t day = 0;
    ck_assert_msg(date_parse_day(text, &day), "%s is no day", text);
    return day;
}

static bool is_wanted(const char *const *names, const char *name)
{
    for (size_t i = 0; names != NULL && names[i] != NULL; i++) {
        if (strcmp(names[i], name) == 0)
            return true;
    }
    return names == NULL;
}

static void count_told(const struct stream *stream, const char *text, void *context)
{
    (void)stream;
    (void)text;
    ++*(size_t *)context;
}

static void take_report(const struct sync *sync, struct world_run *run)
{
    struct sync_progress progress;
    UT_string *errors;
    utstring_new(errors);
    run->complete = true;
    run->rows = run->requests = 0;
    run->vanished = run->untracked = 0;
    for (size_t i = 0; sync_progress(sync, i, &progress); i++) {
        if (!progress.selected)
            continue;
        run->complete = run->complete && progress.state == SYNC_COMPLETE;
        run->rows += progress.rows;
        run->requests += progress.requests;
        run->vanished += progress.vanished;
        run->untracked += progress.untracked;
        if (progress.error != NULL)
            utstring_printf(errors, "%s: %s\n", progress.stream->table.name, progress.error->message);
    }
    run->errors = memory_copy_string(utstring_body(errors));
    utstring_free(errors);
}

static int64_t rows_so_far(const struct sync *sync)
{
    struct sync_progress progress;
    int64_t rows = 0;
    for (size_t i = 0; sync_progress(sync, i, &progress); i++)
        rows += progress.rows;
    return rows;
}

static struct session *session_with(const char *url)
{
    struct error error = ERROR_INIT;
    static char nowhere[] = "/nonexistent", *environment[] = { NULL };
    struct paths paths = { .config = nowhere, .data = nowhere, .state = nowhere };
    struct profile *profile = profile_new("test");
    OK(profile_set(profile, PROFILE_REST_URL, url, &error));
    profile_set_key(profile, PROFILE_API_KEY, secret_new("demo-key", 8));
    struct session_options options = {
        .paths = &paths, .connections = 8, .environment = environment, .without_journal = true
    };
    struct session *session = session_open(profile, &options, &error);
    ck_assert_msg(session != NULL, "%s", error.message);
    OK(session_need_key(session, &error));
    return session;
}

struct session *world_session(const struct sim *sim)
{
    return session_with(sim_url(sim));
}

void world_sync(struct world_run *run)
{
    struct error error = ERROR_INIT;
    struct store *store;
    struct store_sink *sink;
    struct sync_selection *selections = memory_allocate(stream_count, sizeof *selections);
    size_t count = 0;
    for (size_t i = 0; i < stream_count; i++) {
        if (is_wanted(run->streams, streams[i].table.name))
            selections[count++] = (struct sync_selection){ &streams[i], run->mode };
    }
    struct sync_options options = {
        .selections = selections,
        .selection_count = count,
        .start = world_day(run->start),
        .today = world_day(run->today),
        .lookback = run->lookback < 0 ? WINDOW_LOOKBACK_DEFAULT : run->lookback,
        .without_archived = run->without_archived,
        .idle_timeout_ms = run->idle_timeout_ms,
    };
    struct session *session = session_with(run->url != NULL ? run->url : sim_url(run->sim));
    OK(store_open(&store, run->path, STORE_WRITE, 1000, &error));
    OK(store_sink_new(&sink, store, run->start, date_now_ms(), &error));
    struct sync_sink functions = store_sink_functions(sink);
    struct sync *sync = sync_new(session, &options, &functions, count_told, &run->told);
    for (int due = sync_step(sync); !sync_is_done(sync); due = sync_step(sync)) {
        http_wait(session_client(session), NULL, 0, session_is_due(session) ? 0 : due);
        session_run(session);
        if (run->stop_after_rows > 0 && rows_so_far(sync) >= run->stop_after_rows)
            sync_cancel(sync);
    }
    if (sync_failure(sync) != NULL)
        ck_abort_msg("%s", sync_failure(sync)->message);
    take_report(sync, run);
    bool more = true;
    while (more)
        OK(store_sink_clean(sink, &more, &error));
    OK(store_sink_finish(sink, run->complete ? "complete" : "incomplete", NULL, date_now_ms(), &error));
    sync_free(sync);
    store_sink_free(sink);
    store_close(store);
    session_free(session);
    free(selections);
}

/* What the simulator holds. */

struct expectation {
    const char *stream, *path, *field, *parent, *parameter, *added, *added_too, *wrap, *list;
    int days; /* of a series or summary that one request gives; 0: none */
    bool summary;
};

#define LIST(name, path_, field_, key)                                                                                 \
    {                                                                                                                  \
        .stream = name, .path = path_, .field = field_, .list = key                                                    \
    }
#define NAMES(name, path_, field_, key)                                                                                \
    {                                                                                                                  \
        .stream = name, .path = path_, .field = field_, .list = key, .wrap = key                                       \
    }
#define DETAILS(name, path_, parent_, id)                                                                              \
    {                                                                                                                  \
        .stream = name, .path = path_, .parent = parent_, .parameter = id, .added = id                                 \
    }
#define SERIES(name, path_)                                                                                            \
    {                                                                                                                  \
        .stream = name, .path = path_, .field = "data", .days = 100                                                    \
    }
#define SERIES_OF(name, path_, field_, parent_, id, days_)                                                             \
    {                                                                                                                  \
        .stream = name, .path = path_, .field = field_, .parent = parent_, .parameter = id, .added = id, .days = days_ \
    }
#define BREAKDOWNS "?include_variant_breakdown=true&include_step_breakdown=true"

static const struct expectation expectations[] = {
    LIST("campaigns", "/campaigns/list", "campaigns", "id"),
    SERIES_OF("campaigns_analytics", "/campaigns/data_series", "data", "campaigns", "campaign_id", 100),
    DETAILS("campaigns_details", "/campaigns/details", "campaigns", "campaign_id"),
    LIST("canvases", "/canvas/list", "canvases", "id"),
    SERIES_OF("canvases_analytics", "/canvas/data_series" BREAKDOWNS, "data/stats", "canvases", "canvas_id", 14),
    DETAILS("canvases_details", "/canvas/details", "canvases", "canvas_id"),
    { .stream = "canvases_summary",
      .path = "/canvas/data_summary" BREAKDOWNS,
      .field = "data",
      .parent = "canvases",
      .parameter = "canvas_id",
      .added = "canvas_id",
      .days = 14,
      .summary = true },
    LIST("cards", "/feed/list", "cards", "id"),
    SERIES_OF("cards_analytics", "/feed/data_series", "data", "cards", "card_id", 100),
    LIST("segments", "/segments/list", "segments", "id"),
    SERIES_OF("segments_analytics", "/segments/data_series", "data", "segments", "segment_id", 100),
    DETAILS("segments_details", "/segments/details", "segments", "segment_id"),
    NAMES("events", "/events/list", "events", "event_name"),
    { .stream = "events_analytics",
      .path = "/events/data_series?unit=day",
      .field = "data",
      .parent = "events",
      .parameter = "event",
      .added = "event_name",
      .added_too = "event_id",
      .days = 100 },
    SERIES("kpi_daily_new_users", "/kpi/new_users/data_series"),
    SERIES("kpi_daily_active_users", "/kpi/dau/data_series"),
    SERIES("kpi_monthly_active_users", "/kpi/mau/data_series"),
    SERIES("kpi_daily_app_uninstalls", "/kpi/uninstalls/data_series"),
    SERIES("sessions", "/sessions/data_series?unit=day"),
    NAMES("purchases_products", "/purchases/product_list", "products", "product_id"),
    SERIES("purchases_quantity", "/purchases/quantity_series?unit=day"),
    SERIES("purchases_revenue", "/purchases/revenue_series?unit=day"),
};
enum { EXPECTATIONS = sizeof expectations / sizeof *expectations };

static const struct expectation *expectation_of(const char *stream)
{
    for (size_t i = 0; i < EXPECTATIONS; i++) {
        if (strcmp(expectations[i].stream, stream) == 0)
            return &expectations[i];
    }
    ck_abort_msg("the tests do not know the stream %s", stream);
    return NULL;
}

static cJSON *ask(struct sim *sim, const char *path, const char *parameter, const char *item, const char *rest)
{
    char *escaped = item != NULL ? curl_easy_escape(NULL, item, 0) : NULL;
    const char *sign = strchr(path, '?') != NULL ? "&" : "?";
    char *whole = item != NULL ? memory_format("%s%s%s=%s&%s", path, sign, parameter, escaped, rest)
                               : memory_format("%s%s%s", path, sign, rest);
    cJSON *answer = client_expect(sim, whole, NULL, 200);
    free(whole);
    curl_free(escaped);
    return answer;
}

static cJSON *field_of(cJSON *answer, const char *field)
{
    char *pointer = field != NULL ? memory_format("/%s", field) : memory_copy_string("");
    cJSON *found = (cJSON *)client_at(answer, pointer);
    free(pointer);
    return found;
}

static cJSON *read_list(struct sim *sim, const struct expectation *what)
{
    cJSON *all = json_array();
    for (int page = 0;; page++) {
        char *rest = memory_format("page=%d&include_archived=true", page);
        cJSON *answer = ask(sim, what->path, NULL, NULL, rest);
        cJSON *rows = field_of(answer, what->field);
        ck_assert_ptr_nonnull(rows);
        bool empty = rows->child == NULL;
        while (rows->child != NULL) {
            cJSON *row = cJSON_DetachItemFromArray(rows, 0);
            if (what->wrap != NULL) {
                cJSON *object = json_object();
                json_add(object, what->wrap, row);
                row = object;
            }
            json_append(all, row);
        }
        cJSON_Delete(answer);
        free(rest);
        if (empty)
            return all;
    }
}

static void add_fields(const struct expectation *what, const char *item, cJSON *row)
{
    if (what->added != NULL)
        json_add_string(row, what->added, item);
    if (what->added_too != NULL)
        json_add_string(row, what->added_too, item);
}

static void read_series(struct sim *sim, const struct expectation *what, const char *item, int32_t start, int32_t today,
                        cJSON *all)
{
    for (int32_t end = today; end > start; end -= what->days) {
        char day[DATE_DAY_SIZE];
        date_format_day(end, day);
        char *rest = memory_format("ending_at=%s&length=%d", day, what->days);
        cJSON *answer = ask(sim, what->path, what->parameter, item, rest);
        cJSON *rows = field_of(answer, what->field);
        while (rows->child != NULL) {
            cJSON *row = cJSON_DetachItemFromArray(rows, 0);
            if (world_day(json_get_string(row, "time", "")) < start) {
                cJSON_Delete(row);
                continue;
            }
            add_fields(what, item, row);
            json_append(all, row);
        }
        cJSON_Delete(answer);
        free(rest);
    }
}

static void read_details(struct sim *sim, const struct expectation *what, const char *item, int32_t today, cJSON *all)
{
    char first[DATE_DAY_SIZE], last[DATE_DAY_SIZE], end[DATE_DAY_SIZE];
    date_format_day(today - what->days, first);
    date_format_day(today - 1, last);
    date_format_day(today, end);
    char *rest = what->summary ? memory_format("ending_at=%s&length=%d", end, what->days) : memory_copy_string("");
    cJSON *answer = ask(sim, what->path, what->parameter, item, rest);
    cJSON *row = cJSON_Duplicate(field_of(answer, what->field), true);
    add_fields(what, item, row);
    if (what->summary) {
        json_add_string(row, "first_day", first);
        json_add_string(row, "last_day", last);
    }
    json_append(all, row);
    cJSON_Delete(answer);
    free(rest);
}

static cJSON *read_children(struct sim *sim, const struct expectation *what, int32_t start, int32_t today)
{
    const struct expectation *parent = expectation_of(what->parent);
    cJSON *items = read_list(sim, parent), *all = json_array();
    for (const cJSON *item = items->child; item != NULL; item = item->next) {
        const char *name = json_get_string(item, parent->list, NULL);
        if (strcmp(what->stream, "segments_analytics") == 0 && !json_get_bool(item, "analytics_tracking_enabled", true))
            continue;
        if (what->days > 0 && !what->summary)
            read_series(sim, what, name, start, today, all);
        else
            read_details(sim, what, name, today, all);
    }
    cJSON_Delete(items);
    return all;
}

static cJSON *read_expected(struct sim *sim, const char *stream, int32_t start, int32_t today)
{
    const struct expectation *what = expectation_of(stream);
    if (what->list != NULL)
        return read_list(sim, what);
    if (what->parent != NULL)
        return read_children(sim, what, start, today);
    cJSON *all = json_array();
    read_series(sim, what, NULL, start, today, all);
    return all;
}

struct lines {
    char **texts;
    size_t count;
};

static void add_line(struct lines *lines, char *text)
{
    lines->texts = memory_resize(lines->texts, lines->count + 1, sizeof *lines->texts);
    lines->texts[lines->count++] = text;
}

static int compare_texts(const void *a, const void *b)
{
    return strcmp(*(char *const *)a, *(char *const *)b);
}

static void free_lines(struct lines *lines)
{
    for (size_t i = 0; i < lines->count; i++)
        free(lines->texts[i]);
    free(lines->texts);
}

static struct lines read_store(struct store *store, const char *stream)
{
    struct error error = ERROR_INIT;
    struct lines lines = { NULL, 0 };
    struct store_export *reading;
    const char *text;
    size_t length;
    OK(store_export_open(&reading, store, stream, STORE_JSONL, &error));
    for (;;) {
        OK(store_export_next(reading, &text, &length, &error));
        if (text == NULL)
            break;
        cJSON *row = json_parse(text, length, &error);
        ck_assert_ptr_nonnull(row);
        add_line(&lines, json_print(row));
        cJSON_Delete(row);
    }
    store_export_close(reading);
    return lines;
}

static void expect_stream(struct sim *sim, struct store *store, const char *stream, int32_t start, int32_t today)
{
    cJSON *rows = read_expected(sim, stream, start, today);
    struct lines expected = { NULL, 0 };
    for (const cJSON *row = rows->child; row != NULL; row = row->next)
        add_line(&expected, json_print(row));
    cJSON_Delete(rows);
    struct lines stored = read_store(store, stream);
    if (expected.count > 0)
        qsort(expected.texts, expected.count, sizeof *expected.texts, compare_texts);
    if (stored.count > 0)
        qsort(stored.texts, stored.count, sizeof *stored.texts, compare_texts);
    for (size_t i = 0; i < expected.count && i < stored.count; i++)
        ck_assert_msg(strcmp(stored.texts[i], expected.texts[i]) == 0, "%s:\n%.300s\nnot\n%.300s", stream,
                      stored.texts[i], expected.texts[i]);
    ck_assert_msg(stored.count == expected.count, "%s: %zu rows, not %zu", stream, stored.count, expected.count);
    free_lines(&expected);
    free_lines(&stored);
}

void world_expect_equal(struct sim *sim, const char *path, const char *const *names, const char *start,
                        const char *today)
{
    struct error error = ERROR_INIT;
    struct store *store;
    OK(store_open(&store, path, STORE_READ, 1000, &error));
    for (size_t i = 0; i < stream_count; i++) {
        if (is_wanted(names, streams[i].table.name))
            expect_stream(sim, store, streams[i].table.name, world_day(start), world_day(today));
    }
    store_close(store);
}

struct count {
    const char *stream;
    int64_t rows;
};

static void take_rows(const struct store_stream *stream, void *context)
{
    struct count *count = context;
    if (strcmp(stream->name, count->stream) == 0)
        count->rows = stream->rows;
}

int64_t world_rows(const char *path, const char *stream)
{
    struct error error = ERROR_INIT;
    struct store *store;
    struct count count = { stream, -1 };
    OK(store_open(&store, path, STORE_READ, 1000, &error));
    OK(store_streams(store, take_rows, &count, &error));
    store_close(store);
    return count.rows;
}

char *world_make(void)
{
    char *directory = place_make();
    char *path = file_join(directory, "test.db");
    free(directory);
    return path;
}

void world_remove(char *path)
{
    *strrchr(path, '/') = '\0';
    place_remove(path);
}
