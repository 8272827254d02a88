#include "sync/sync.h"

#include <stdio.h>
#include <string.h>

#include "sim_client.h"
#include "sync_world.h"
#include "unit.h"
#include "wire.h"

#define SMALL                                                                                                          \
    "seed", "7", "campaigns", "7", "canvases", "3", "segments", "5", "cards", "3", "events", "4", "products", "5",     \
        "days", "300"

static char *path;

static void set_up(void)
{
    path = world_make();
}

static void tear_down(void)
{
    world_remove(path);
}

static void expect_complete(struct world_run *run)
{
    ck_assert_msg(run->complete, "%s", run->errors);
    ck_assert_str_eq(run->errors, "");
    free(run->errors);
    run->errors = NULL;
}

START_TEST(a_full_export_holds_what_braze_holds)
{
    struct sim *sim = client_start(SMALL, NULL);
    struct world_run run = {
        .sim = sim, .path = path, .mode = SYNC_FULL, .start = "2026-03-01", .today = "2026-09-15"
    };
    world_sync(&run);
    expect_complete(&run);
    world_expect_equal(sim, path, NULL, "2026-03-01", "2026-09-15");
    ck_assert_int_eq(world_rows(path, "campaigns_analytics"), 7 * 198);
    sim_stop(sim);
}
END_TEST

/* A day in the life: what one run leaves is what the next one starts from. */
static void run_day(const char *today, const char *mode_of_days, enum sync_mode mode, struct world_run *run)
{
    struct sim *sim = client_start(SMALL, "today", today, "base-day", "2026-08-20", "new-every", "2", "vanish-every",
                                   "3", "ending-at", mode_of_days, NULL);
    *run = (struct world_run){
        .sim = sim, .path = path, .mode = mode, .start = "2026-06-01", .today = today, .lookback = -1
    };
    world_sync(run);
    expect_complete(run);
    sim_stop(sim);
}

static void expect_day(const char *today, const char *const *names)
{
    struct sim *sim =
        client_start(SMALL, "today", today, "base-day", "2026-08-20", "new-every", "2", "vanish-every", "3", NULL);
    world_expect_equal(sim, path, names, "2026-06-01", today);
    sim_stop(sim);
}

/* Series of items that have gone since keep their rows, so that they are not compared here. */
static const char *const without_history[] = {
    "campaigns",
    "campaigns_details",
    "canvases",
    "canvases_details",
    "canvases_summary",
    "segments",
    "segments_details",
    "cards",
    "events",
    "events_analytics",
    "kpi_daily_new_users",
    "kpi_daily_active_users",
    "kpi_monthly_active_users",
    "kpi_daily_app_uninstalls",
    "sessions",
    "purchases_products",
    "purchases_quantity",
    "purchases_revenue",
    NULL,
};

START_TEST(day_after_day_the_store_follows_what_is_new_restated_or_gone)
{
    static const char *const days[] = { "2026-09-01", "2026-09-02", "2026-09-05", "2026-09-06", "2026-09-12" };
    static const char *const modes[] = { "exclusive", "inclusive" };
    struct world_run run;
    const char *mode = modes[_i];
    for (size_t i = 0; i < sizeof days / sizeof *days; i++) {
        run_day(days[i], mode, SYNC_INCREMENTAL, &run);
        expect_day(days[i], without_history);
    }
    run_day("2026-09-13", mode, SYNC_FULL, &run);
    expect_day("2026-09-13", NULL);
}
END_TEST

START_TEST(series_of_items_that_are_still_there_follow_too_and_those_of_gone_ones_stay)
{
    static const char *const series[] = { "campaigns_analytics", "canvases_analytics", "segments_analytics",
                                          "cards_analytics", NULL };
    static const char *const days[] = { "2026-09-01", "2026-09-02", "2026-09-20" };
    for (size_t i = 0; i < 3; i++) {
        struct sim *sim = client_start(SMALL, "today", days[i], "base-day", "2026-08-20", "new-every", "2", NULL);
        struct world_run run = {
            .sim = sim, .path = path, .streams = series, .start = "2026-06-01", .today = days[i], .lookback = -1
        };
        world_sync(&run);
        expect_complete(&run);
        world_expect_equal(sim, path, series, "2026-06-01", days[i]);
        sim_stop(sim);
    }
    int64_t before = world_rows(path, "campaigns_analytics");
    struct sim *sim = client_start(SMALL, "today", "2026-09-20", "base-day", "2026-08-20", "new-every", "2",
                                   "vanish-every", "3", NULL);
    struct world_run run = {
        .sim = sim, .path = path, .streams = series, .start = "2026-06-01", .today = "2026-09-20", .lookback = -1
    };
    world_sync(&run);
    expect_complete(&run);
    ck_assert_int_eq(world_rows(path, "campaigns_analytics"), before);
    sim_stop(sim);
}
END_TEST

/* Kinds of faults that pass by themselves, or are told apart from what they look like. */
static const char *const faults[] = { "429:0.1",   "500:0.1",      "502:0.1",     "503:0.1",  "504:0.1",
                                      "reset:0.1", "truncate:0.1", "garbage:0.1", "slow:0.1", "timeout:0.1" };

START_TEST(faults_in_a_tenth_of_the_answers_change_nothing)
{
    struct sim *sim = client_start(SMALL, "fault", faults[_i], "slow", "20", "reset", "relative", NULL);
    struct sim *sound = client_start(SMALL, NULL);
    struct world_run run = { .sim = sim,
                             .path = path,
                             .mode = SYNC_FULL,
                             .start = "2026-07-01",
                             .today = "2026-09-15",
                             .idle_timeout_ms = 200 };
    world_sync(&run);
    expect_complete(&run);
    world_expect_equal(sound, path, NULL, "2026-07-01", "2026-09-15");
    sim_stop(sim);
    sim_stop(sound);
}
END_TEST

START_TEST(refusals_in_a_tenth_of_the_answers_lose_nothing_that_a_later_run_does_not_bring)
{
    static const char *const refusals[] = { "401:0.1", "403:0.1", "404:0.1" };
    struct sim *sim = client_start(SMALL, "fault", refusals[_i], NULL);
    struct sim *sound = client_start(SMALL, NULL);
    struct world_run run = { .sim = sim, .path = path, .start = "2026-07-01", .today = "2026-09-15" };
    for (int runs = 0; runs < 10; runs++) {
        free(run.errors);
        world_sync(&run);
        if (run.complete && run.vanished == 0)
            break;
    }
    expect_complete(&run);
    world_expect_equal(sound, path, NULL, "2026-07-01", "2026-09-15");
    sim_stop(sim);
    sim_stop(sound);
}
END_TEST

START_TEST(an_item_that_is_gone_is_passed_over_with_a_word)
{
    static const char *const names[] = { "campaigns_analytics", "campaigns_details", NULL };
    struct sim *sim = client_start(SMALL, NULL);
    cJSON *list = client_expect(sim, "/campaigns/list?include_archived=true", NULL, 200);
    const char *gone = client_at(list, "/campaigns/2/id")->valuestring;
    sim_stop(sim);
    sim = client_start(SMALL, "vanish", gone, NULL);
    struct world_run run = {
        .sim = sim, .path = path, .streams = names, .mode = SYNC_FULL, .start = "2026-09-01", .today = "2026-09-15"
    };
    world_sync(&run);
    expect_complete(&run);
    ck_assert_uint_eq(run.vanished, 2);
    ck_assert_uint_ge(run.told, 2);
    ck_assert_int_eq(world_rows(path, "campaigns_analytics"), 6 * 14);
    ck_assert_int_eq(world_rows(path, "campaigns_details"), 6);
    cJSON_Delete(list);
    sim_stop(sim);
}
END_TEST

START_TEST(a_stream_that_fails_stops_no_other)
{
    struct sim *sim =
        client_start(SMALL, "permissions", "all,-campaigns.list,-kpi.dau.data_series,-segments.details", NULL);
    struct world_run run = {
        .sim = sim, .path = path, .mode = SYNC_FULL, .start = "2026-09-01", .today = "2026-09-15"
    };
    world_sync(&run);
    ck_assert(!run.complete);
    ck_assert_ptr_nonnull(strstr(run.errors, "campaigns: "));
    ck_assert_ptr_nonnull(strstr(run.errors, "campaigns.list"));
    ck_assert_ptr_nonnull(strstr(run.errors, "campaigns_analytics: campaigns could not be listed"));
    ck_assert_ptr_nonnull(strstr(run.errors, "kpi.dau.data_series"));
    ck_assert_ptr_nonnull(strstr(run.errors, "segments.details"));
    ck_assert_ptr_null(strstr(run.errors, "canvases"));
    free(run.errors);
    static const char *const others[] = {
        "canvases",         "canvases_analytics",  "canvases_details", "segments", "segments_analytics", "events",
        "events_analytics", "kpi_daily_new_users", "sessions",         "cards",    "cards_analytics",    NULL
    };
    world_expect_equal(sim, path, others, "2026-09-01", "2026-09-15");
    ck_assert_int_eq(world_rows(path, "campaigns"), 0);
    sim_stop(sim);
}
END_TEST

START_TEST(what_was_there_stays_when_a_full_refresh_fails)
{
    static const char *const names[] = { "campaigns", "kpi_daily_active_users", NULL };
    struct sim *sim = client_start(SMALL, NULL);
    struct world_run run = {
        .sim = sim, .path = path, .streams = names, .mode = SYNC_FULL, .start = "2026-09-01", .today = "2026-09-15"
    };
    world_sync(&run);
    expect_complete(&run);
    sim_stop(sim);
    sim = client_start(SMALL, "api-key", "another-key", NULL);
    run.sim = sim;
    world_sync(&run);
    ck_assert(!run.complete);
    free(run.errors);
    ck_assert_int_eq(world_rows(path, "campaigns"), 7);
    ck_assert_int_eq(world_rows(path, "kpi_daily_active_users"), 14);
    sim_stop(sim);
}
END_TEST

START_TEST(a_run_that_is_stopped_goes_on_where_it_was)
{
    for (int mode = SYNC_INCREMENTAL; mode <= SYNC_FULL; mode++) {
        struct sim *sim = client_start(SMALL, NULL);
        struct world_run run = {
            .sim = sim, .path = path, .mode = (enum sync_mode)mode, .start = "2026-03-01", .today = "2026-09-15"
        };
        int64_t requests = 0;
        run.stop_after_rows = 900;
        world_sync(&run);
        ck_assert(!run.complete);
        requests = run.requests;
        free(run.errors);
        run.stop_after_rows = 0;
        world_sync(&run);
        expect_complete(&run);
        world_expect_equal(sim, path, NULL, "2026-03-01", "2026-09-15");
        ck_assert_int_gt(requests, 0);
        sim_stop(sim);
        world_remove(path);
        path = world_make();
    }
}
END_TEST

START_TEST(a_cursor_in_the_future_is_healed_with_a_word)
{
    static const char *const names[] = { "kpi_daily_active_users", "campaigns_analytics", NULL };
    struct sim *later = client_start(SMALL, "today", "2026-12-15", NULL);
    struct sim *sim = client_start(SMALL, NULL);
    struct world_run run = {
        .sim = later, .path = path, .streams = names, .start = "2026-12-01", .today = "2026-12-15", .lookback = -1
    };
    world_sync(&run);
    expect_complete(&run);
    run.sim = sim;
    run.start = "2026-09-01";
    run.today = "2026-09-15";
    run.told = 0;
    world_sync(&run);
    expect_complete(&run);
    ck_assert_uint_eq(run.told, 1 + 7);
    ck_assert_int_eq(world_rows(path, "kpi_daily_active_users"), 14 + 14);
    run.told = 0;
    world_sync(&run);
    expect_complete(&run);
    ck_assert_uint_eq(run.told, 0);
    sim_stop(later);
    sim_stop(sim);
}
END_TEST

START_TEST(a_later_run_asks_only_for_the_days_that_may_have_changed)
{
    static const char *const names[] = { "campaigns_analytics", NULL };
    struct sim *sim = client_start(SMALL, NULL);
    struct world_run run = {
        .sim = sim, .path = path, .streams = names, .start = "2026-01-01", .today = "2026-09-14", .lookback = -1
    };
    world_sync(&run);
    expect_complete(&run);
    ck_assert_int_eq(run.requests, 7 * 3);
    run.today = "2026-09-15";
    world_sync(&run);
    expect_complete(&run);
    ck_assert_int_eq(run.requests, 7);
    ck_assert_int_eq(run.rows, 7 * 16);
    world_expect_equal(sim, path, names, "2026-01-01", "2026-09-15");
    sim_stop(sim);
}
END_TEST

START_TEST(a_series_without_rows_is_not_asked_for_all_of_its_days_again)
{
    static const char *const names[] = { "sessions", NULL };
    static const char nothing[] = "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 31\r\n\r\n"
                                  "{\"message\":\"success\",\"data\":[]}";
    const struct wire_step step = { .answer = nothing, .then = WIRE_KEEP };
    struct wire *wire = wire_start(&step, 1);
    char *url = wire_url(wire, "");
    struct sim *sim = client_start(SMALL, "today", "2026-09-17", NULL);
    struct world_run run = {
        .url = url, .path = path, .streams = names, .start = "2026-01-01", .today = "2026-09-14", .lookback = -1
    };
    world_sync(&run);
    expect_complete(&run);
    ck_assert_int_eq(run.requests, 3);
    run.today = "2026-09-15";
    world_sync(&run);
    expect_complete(&run);
    ck_assert_int_eq(run.requests, 1);
    ck_assert_ptr_nonnull(strstr(wire_request(wire, 3), "length=18 ")); /* the lookback, and two days of doubt */
    run.today = "2026-09-16";
    world_sync(&run);
    expect_complete(&run);
    ck_assert_ptr_nonnull(strstr(wire_request(wire, 4), "length=18 "));
    run.start = "2025-12-01"; /* days that nobody has asked for */
    world_sync(&run);
    expect_complete(&run);
    ck_assert_int_eq(run.requests, 2);
    world_sync(&run);
    expect_complete(&run);
    ck_assert_int_eq(run.requests, 1);
    /* What comes at last is taken in. */
    run.url = NULL;
    run.sim = sim;
    run.today = "2026-09-17";
    world_sync(&run);
    expect_complete(&run);
    ck_assert_int_eq(run.rows, 18);
    free(url);
    wire_stop(wire);
    sim_stop(sim);
}
END_TEST

START_TEST(an_earlier_start_brings_the_days_before)
{
    static const char *const names[] = { "kpi_daily_active_users", "campaigns_analytics", "canvases_analytics", NULL };
    struct sim *sim = client_start(SMALL, NULL);
    struct world_run run = {
        .sim = sim, .path = path, .streams = names, .start = "2026-08-01", .today = "2026-09-15", .lookback = -1
    };
    world_sync(&run);
    expect_complete(&run);
    run.start = "2026-03-01";
    world_sync(&run);
    expect_complete(&run);
    world_expect_equal(sim, path, names, "2026-03-01", "2026-09-15");
    sim_stop(sim);
}
END_TEST

START_TEST(archived_items_are_left_out_when_asked_for)
{
    static const char *const names[] = { "campaigns", "canvases", NULL };
    struct sim *sim = client_start("seed", "7", "campaigns", "60", "canvases", "40", NULL);
    struct world_run run = { .sim = sim,
                             .path = path,
                             .streams = names,
                             .start = "2026-09-01",
                             .today = "2026-09-15",
                             .without_archived = true };
    world_sync(&run);
    expect_complete(&run);
    ck_assert_int_lt(world_rows(path, "campaigns"), 60);
    run.without_archived = false;
    world_sync(&run);
    expect_complete(&run);
    ck_assert_int_eq(world_rows(path, "campaigns"), 60);
    ck_assert_int_eq(world_rows(path, "canvases"), 40);
    sim_stop(sim);
}
END_TEST

START_TEST(a_list_takes_no_more_requests_than_it_has_pages)
{
    static const struct {
        const char *campaigns;
        int64_t requests;
    } cases[] = { { "0", 1 }, { "1", 1 }, { "2", 1 }, { "100", 2 }, { "101", 2 }, { "200", 3 } };
    static const char *const names[] = { "campaigns", NULL };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct sim *sim = client_start("campaigns", cases[i].campaigns, NULL);
        struct world_run run = {
            .sim = sim, .path = path, .streams = names, .mode = SYNC_FULL, .start = "2026-09-01", .today = "2026-09-15"
        };
        world_sync(&run);
        expect_complete(&run);
        ck_assert_int_eq(run.requests, cases[i].requests);
        ck_assert_int_eq(world_rows(path, "campaigns"), strtol(cases[i].campaigns, NULL, 10));
        sim_stop(sim);
    }
}
END_TEST

START_TEST(segments_that_are_not_tracked_are_not_asked_for)
{
    static const char *const names[] = { "segments_analytics", NULL };
    struct sim *sim = client_start("segments", "60", NULL);
    struct world_run run = {
        .sim = sim, .path = path, .streams = names, .mode = SYNC_FULL, .start = "2026-09-01", .today = "2026-09-15"
    };
    world_sync(&run);
    expect_complete(&run);
    ck_assert_uint_gt(run.untracked, 0);
    ck_assert_int_eq(run.requests + (int64_t)run.untracked, 60);
    world_expect_equal(sim, path, names, "2026-09-01", "2026-09-15");
    sim_stop(sim);
}
END_TEST

START_TEST(a_rate_limit_is_waited_for_and_only_by_its_own_streams)
{
    static const char *const names[] = { "events", "events_analytics", "kpi_daily_active_users", "campaigns_analytics",
                                         NULL };
    struct sim *sim = client_start(SMALL, "rate-limit", "5/1", NULL);
    struct world_run run = {
        .sim = sim, .path = path, .streams = names, .mode = SYNC_FULL, .start = "2026-03-01", .today = "2026-09-15"
    };
    world_sync(&run);
    expect_complete(&run);
    sim_stop(sim);
    sim = client_start(SMALL, NULL);
    world_expect_equal(sim, path, names, "2026-03-01", "2026-09-15");
    sim_stop(sim);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("sync");
    TCase *sync = tcase_create("sync");
    tcase_set_timeout(sync, 120);
    tcase_add_checked_fixture(sync, set_up, tear_down);
    tcase_add_test(sync, a_full_export_holds_what_braze_holds);
    tcase_add_loop_test(sync, day_after_day_the_store_follows_what_is_new_restated_or_gone, 0, 2);
    tcase_add_test(sync, series_of_items_that_are_still_there_follow_too_and_those_of_gone_ones_stay);
    tcase_add_test(sync, a_run_that_is_stopped_goes_on_where_it_was);
    tcase_add_test(sync, a_cursor_in_the_future_is_healed_with_a_word);
    tcase_add_test(sync, a_later_run_asks_only_for_the_days_that_may_have_changed);
    tcase_add_test(sync, a_series_without_rows_is_not_asked_for_all_of_its_days_again);
    tcase_add_test(sync, an_earlier_start_brings_the_days_before);
    tcase_add_test(sync, archived_items_are_left_out_when_asked_for);
    tcase_add_test(sync, a_list_takes_no_more_requests_than_it_has_pages);
    tcase_add_test(sync, segments_that_are_not_tracked_are_not_asked_for);
    suite_add_tcase(suite, sync);
    TCase *trouble = tcase_create("trouble");
    tcase_set_timeout(trouble, 120);
    tcase_add_checked_fixture(trouble, set_up, tear_down);
    tcase_add_loop_test(trouble, faults_in_a_tenth_of_the_answers_change_nothing, 0,
                        (int)(sizeof faults / sizeof *faults));
    tcase_add_loop_test(trouble, refusals_in_a_tenth_of_the_answers_lose_nothing_that_a_later_run_does_not_bring, 0, 3);
    tcase_add_test(trouble, an_item_that_is_gone_is_passed_over_with_a_word);
    tcase_add_test(trouble, a_stream_that_fails_stops_no_other);
    tcase_add_test(trouble, what_was_there_stays_when_a_full_refresh_fails);
    tcase_add_test(trouble, a_rate_limit_is_waited_for_and_only_by_its_own_streams);
    suite_add_tcase(suite, trouble);
    return unit_run(suite);
}
