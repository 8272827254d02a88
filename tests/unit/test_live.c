#include <string.h>
#include <unistd.h>

#include "explore/live.h"
#include "sim/simulator.h"
#include "support/date.h"
#include "place.h"
#include "unit.h"

static char *root;
static struct paths paths;
static struct sim *sim;
static struct session *session;
static struct live *live;
static int changes;

static void count_change(void *context)
{
    (void)context;
    changes++;
}

/* A simulator with 250 campaigns and maybe one more option, and a session on it. */
static void start(const char *option, const char *value, const char *key)
{
    struct sim_options options;
    struct error error = ERROR_INIT;
    sim_options_init(&options);
    ck_assert(sim_options_set(&options, "campaigns", "250", &error));
    if (option != NULL)
        ck_assert_msg(sim_options_set(&options, option, value, &error), "%s", error.message);
    sim = sim_start(&options, &error);
    ck_assert_msg(sim != NULL, "%s", error.message);
    sim_options_clear(&options);
    struct profile *profile = profile_new("acme");
    ck_assert(profile_set(profile, PROFILE_REST_URL, sim_url(sim), &error));
    ck_assert(profile_set(profile, PROFILE_INCLUDE_ARCHIVED, "true", &error));
    profile_set_key(profile, PROFILE_API_KEY, secret_new(key, strlen(key)));
    const struct session_options session_options = { .paths = &paths, .environment = environ };
    session = session_open(profile, &session_options, &error);
    ck_assert_msg(session != NULL, "%s", error.message);
    live = live_new(session, count_change, NULL);
    changes = 0;
}

static void set_up(void)
{
    root = place_make();
    ck_assert(paths_init(&paths, root, root, root, NULL));
}

static void tear_down(void)
{
    live_free(live);
    session_free(session);
    sim_stop(sim);
    paths_clear(&paths);
    place_remove(root);
}

static const struct stream *stream(const char *name)
{
    const struct stream *found = stream_find(name);
    ck_assert_ptr_nonnull(found);
    return found;
}

static const struct store_column *column(const struct stream *of, const char *name)
{
    for (size_t i = 0; i < of->table.column_count; i++)
        if (strcmp(of->table.columns[i].name, name) == 0)
            return &of->table.columns[i];
    ck_abort_msg("no column %s", name);
}

static const struct live_rows *read_whole(const char *name, const char *item)
{
    live_read(live, stream(name), item);
    session_finish(session);
    return live_rows(live, stream(name), item);
}

START_TEST(a_list_is_read_page_by_page_each_item_once)
{
    start(NULL, NULL, "demo-key");
    ck_assert_int_eq(live_rows(live, stream("campaigns"), NULL)->state, LIVE_UNREAD);
    const struct live_rows *rows = read_whole("campaigns", NULL);
    ck_assert_int_eq(rows->state, LIVE_READ);
    ck_assert_uint_eq(rows->count, 250);
    ck_assert_uint_eq(rows->pages, 3);
    ck_assert_int_ge(changes, 3); /* a page is shown as soon as it has come */
    for (size_t i = 1; i < rows->count; i++)
        ck_assert_str_ne(rows->records[i].id, rows->records[0].id);
    char *name = explore_text(&rows->records[0], column(stream("campaigns"), "name"));
    ck_assert_str_eq(name, "Welcome Email");
    free(name);
}
END_TEST

START_TEST(what_is_shown_stays_until_the_new_reading_is_complete)
{
    start("fault", "500:1.0:/campaigns/details", "demo-key");
    const struct live_rows *rows = read_whole("campaigns", NULL);
    const struct explore_record *records = rows->records;
    live_read(live, stream("campaigns"), NULL);
    ck_assert_int_eq(rows->state, LIVE_READING);
    ck_assert_uint_eq(rows->count, 250);
    ck_assert_ptr_eq(rows->records, records);
    ck_assert(live_stop(live));
    ck_assert_int_eq(rows->state, LIVE_FAILED);
    ck_assert_int_eq(rows->error.code, ERROR_CANCELLED);
    ck_assert_uint_eq(rows->count, 250);
    ck_assert(!live_stop(live));
    rows = read_whole("campaigns", NULL);
    ck_assert_int_eq(rows->state, LIVE_READ);
    ck_assert_uint_eq(rows->count, 250);
}
END_TEST

START_TEST(a_failure_is_kept_with_its_words_and_its_hint)
{
    start(NULL, NULL, "some-other-key");
    const struct live_rows *rows = read_whole("segments", NULL);
    ck_assert_int_eq(rows->state, LIVE_FAILED);
    ck_assert_int_eq(rows->error.code, ERROR_PERMISSION);
    ck_assert_ptr_nonnull(rows->error.message);
    ck_assert_ptr_nonnull(rows->error.hint);
    ck_assert_uint_eq(rows->count, 0);
}
END_TEST

START_TEST(an_answer_that_is_not_brazes_is_a_failure_and_no_crash)
{
    start("fault", "garbage:1.0", "demo-key");
    const struct live_rows *rows = read_whole("campaigns", NULL);
    ck_assert_int_eq(rows->state, LIVE_FAILED);
    ck_assert_ptr_nonnull(rows->error.message);
}
END_TEST

START_TEST(an_item_has_details_and_a_daily_series)
{
    int32_t yesterday = date_day_of(date_now_ms()) - 1;
    start(NULL, NULL, "demo-key");
    const struct live_rows *list = read_whole("campaigns", NULL);
    char *id = strdup(list->records[0].id);
    const struct stream *details = explore_child(stream("campaigns"), STREAM_DETAILS);
    const struct stream *series = explore_child(stream("campaigns"), STREAM_SERIES);
    ck_assert_str_eq(details->table.name, "campaigns_details");
    ck_assert_str_eq(series->table.name, "campaigns_analytics");
    const struct live_rows *rows = read_whole(details->table.name, id);
    ck_assert_uint_eq(rows->count, 1);
    char *channels = explore_text(&rows->records[0], column(details, "channels"));
    ck_assert_str_eq(channels, "email, ios_push, android_push");
    char *enabled = explore_text(&rows->records[0], column(details, "enabled"));
    ck_assert_str_eq(enabled, "yes");
    double moment = 0;
    ck_assert(explore_number(&rows->records[0], column(details, "created_at"), &moment));
    ck_assert_double_gt(moment, 1.6e12);
    free(channels);
    free(enabled);

    rows = read_whole(series->table.name, id);
    ck_assert_uint_eq(rows->count, 100);
    double sent = -1;
    for (size_t i = 0; i < rows->count; i++) {
        ck_assert(rows->records[i].has_day);
        ck_assert(explore_number(&rows->records[i], column(series, "sent"), &sent));
        ck_assert_double_ge(sent, 0);
    }
    ck_assert_int_ge(rows->records[rows->count - 1].day, yesterday);
    ck_assert_int_lt(rows->records[rows->count - 1].day, date_day_of(date_now_ms()));
    free(id);
}
END_TEST

static struct explore_record record_of(const char *json, int32_t day)
{
    return (struct explore_record){ .id = "", .json = json, .length = strlen(json), .tree = cJSON_Parse(json), .has_day = true, .day = day };
}

START_TEST(numbers_keep_the_way_they_were_written)
{
    struct explore_record record = record_of("{\"count\":12345678901234567890,\"event_name\":null}", 0);
    char *text = explore_text(&record, column(stream("events_analytics"), "count"));
    ck_assert_str_eq(text, "12345678901234567890");
    ck_assert_ptr_null(explore_text(&record, column(stream("events_analytics"), "event_name")));
    free(text);
    cJSON_Delete((cJSON *)record.tree);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("live");
    TCase *tests = tcase_create("live");
    tcase_set_timeout(tests, 60);
    tcase_add_checked_fixture(tests, set_up, tear_down);
    tcase_add_test(tests, a_list_is_read_page_by_page_each_item_once);
    tcase_add_test(tests, what_is_shown_stays_until_the_new_reading_is_complete);
    tcase_add_test(tests, a_failure_is_kept_with_its_words_and_its_hint);
    tcase_add_test(tests, an_answer_that_is_not_brazes_is_a_failure_and_no_crash);
    tcase_add_test(tests, an_item_has_details_and_a_daily_series);
    tcase_add_test(tests, numbers_keep_the_way_they_were_written);
    suite_add_tcase(suite, tests);
    return unit_run(suite);
}
