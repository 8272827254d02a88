/* What an Airbyte sync has written, taken in; and the export that goes on from there. */
#include <stdio.h>
#include <string.h>

#include "sim_client.h"
#include "support/json.h"
#include "support/memory.h"
#include "support/text.h"
#include "sync/import.h"
#include "sync_world.h"
#include "unit.h"

#define SMALL                                                                                                          \
    "seed", "5", "campaigns", "3", "canvases", "2", "segments", "2", "cards", "2", "events", "2", "products", "2"

static char *path;

static void set_up(void)
{
    path = world_make();
}

static void tear_down(void)
{
    world_remove(path);
}

/* RECORD messages of a daily series, as the simulator answers query. */
static void append_records(UT_string *out, struct sim *sim, const char *stream, const char *query, const char *key,
                           const char *item)
{
    cJSON *answer = client_expect(sim, query, NULL, 200);
    for (cJSON *row = client_at(answer, "/data")->child; row != NULL; row = row->next) {
        if (key != NULL)
            json_add_string(row, key, item);
        char *text = json_print(row);
        utstring_printf(out, "{\"type\":\"RECORD\",\"record\":{\"stream\":\"%s\",\"data\":%s,\"emitted_at\":1}}\n",
                        stream, text);
        free(text);
    }
    cJSON_Delete(answer);
}

static void append_state(UT_string *out, const char *stream, const char *state)
{
    utstring_printf(out,
                    "{\"type\":\"STATE\",\"state\":{\"type\":\"STREAM\",\"stream\":{\"stream_descriptor\":{\"name\":"
                    "\"%s\"},\"stream_state\":%s}}}\n",
                    stream, state);
}

static void import_text(UT_string *text, int64_t records)
{
    struct error error = ERROR_INIT;
    struct import_result result;
    struct store *store;
    FILE *file = fmemopen(utstring_body(text), utstring_len(text), "r");
    ck_assert_ptr_nonnull(file);
    ck_assert_msg(store_open(&store, path, STORE_WRITE, 1000, &error), "%s", error.message);
    ck_assert_msg(import_run(store, file, NULL, NULL, NULL, &result, &error), "%s", error.message);
    ck_assert_int_eq(result.records, records);
    ck_assert_int_eq(result.refused, 0);
    store_close(store);
    (void)fclose(file);
    utstring_clear(text);
}

static int64_t sync_from(struct sim *sim, const char *const *names, const char *start, const char *today)
{
    struct world_run run = { .sim = sim, .path = path, .streams = names, .start = start, .today = today };
    world_sync(&run);
    ck_assert_msg(run.complete, "%s", run.errors);
    free(run.errors);
    return run.rows;
}

START_TEST(an_export_goes_on_where_an_import_has_left_it)
{
    static const char *const names[] = { "kpi_daily_active_users", NULL };
    struct sim *sim = client_start(SMALL, "today", "2026-09-15", NULL);
    UT_string text;
    utstring_init(&text);
    append_records(&text, sim, names[0], "/kpi/dau/data_series?ending_at=2026-09-11&length=10", NULL, NULL);
    append_state(&text, names[0], "{\"time\":\"2026-09-10\"}");
    import_text(&text, 10);
    ck_assert_int_eq(sync_from(sim, names, "2026-09-01", "2026-09-15"), 5); /* 10 to 14 */
    world_expect_equal(sim, path, names, "2026-09-01", "2026-09-15");
    utstring_done(&text);
    sim_stop(sim);
}
END_TEST

START_TEST(days_between_what_was_exported_and_what_was_imported_are_not_lost)
{
    static const char *const names[] = { "kpi_daily_active_users", NULL };
    struct sim *sim = client_start(SMALL, "today", "2026-09-15", NULL);
    UT_string text;
    utstring_init(&text);
    ck_assert_int_eq(sync_from(sim, names, "2026-07-01", "2026-07-11"), 10);
    append_records(&text, sim, names[0], "/kpi/dau/data_series?ending_at=2026-09-11&length=10", NULL, NULL);
    append_state(&text, names[0], "{\"time\":\"2026-09-10\"}");
    import_text(&text, 10);
    (void)sync_from(sim, names, "2026-07-01", "2026-09-15");
    world_expect_equal(sim, path, names, "2026-07-01", "2026-09-15");
    /* An older state takes nothing back. */
    append_state(&text, names[0], "{\"time\":\"2026-09-03\"}");
    append_records(&text, sim, names[0], "/kpi/dau/data_series?ending_at=2026-09-04&length=2", NULL, NULL);
    import_text(&text, 2);
    ck_assert_int_eq(sync_from(sim, names, "2026-07-01", "2026-09-15"), 1);
    utstring_done(&text);
    sim_stop(sim);
}
END_TEST

START_TEST(a_state_in_a_file_of_its_own_counts_where_there_are_rows)
{
    static const char *const names[] = { "kpi_daily_active_users", NULL };
    struct sim *sim = client_start(SMALL, "today", "2026-09-15", NULL);
    UT_string text;
    utstring_init(&text);
    append_state(&text, names[0], "{\"time\":\"2026-09-10\"}");
    import_text(&text, 0);
    append_records(&text, sim, names[0], "/kpi/dau/data_series?ending_at=2026-09-11&length=10", NULL, NULL);
    import_text(&text, 10);
    append_state(&text, names[0], "{\"time\":\"2026-09-10\"}");
    import_text(&text, 0);
    ck_assert_int_eq(sync_from(sim, names, "2026-09-01", "2026-09-15"), 5); /* 10 to 14 */
    world_expect_equal(sim, path, names, "2026-09-01", "2026-09-15");
    utstring_done(&text);
    sim_stop(sim);
}
END_TEST

/* In each of the shapes that a cursor for all items has had. */
static const char *const states_for_all[] = {
    "{\"time\":\"2026-09-10\",\"campaign_id\":\"whichever\"}",
    "{\"use_global_cursor\":true,\"state\":{\"time\":\"2026-09-10\"}}",
    "{\"use_global_cursor\":false,\"states\":[],\"state\":{\"time\":\"2026-09-10\"},\"lookback_window\":1}",
};

START_TEST(a_cursor_for_all_items_serves_those_that_came)
{
    static const char *const names[] = { "campaigns_analytics", NULL };
    struct sim *sim = client_start(SMALL, "today", "2026-09-15", NULL);
    cJSON *list = client_expect(sim, "/campaigns/list?include_archived=true", NULL, 200);
    UT_string text;
    utstring_init(&text);
    for (int i = 0; i < 2; i++) {
        char *pointer = memory_format("/campaigns/%d/id", i);
        const char *id = client_at(list, pointer)->valuestring;
        char *query = memory_format("/campaigns/data_series?campaign_id=%s&ending_at=2026-09-11&length=10", id);
        append_records(&text, sim, names[0], query, "campaign_id", id);
        free(pointer);
        free(query);
    }
    append_state(&text, names[0], states_for_all[_i]);
    import_text(&text, 20);
    ck_assert_int_eq(sync_from(sim, names, "2026-09-01", "2026-09-15"), 2 * 5 + 14);
    world_expect_equal(sim, path, names, "2026-09-01", "2026-09-15");
    utstring_done(&text);
    cJSON_Delete(list);
    sim_stop(sim);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("import");
    TCase *import = tcase_create("import");
    tcase_set_timeout(import, 60);
    tcase_add_checked_fixture(import, set_up, tear_down);
    tcase_add_test(import, an_export_goes_on_where_an_import_has_left_it);
    tcase_add_test(import, days_between_what_was_exported_and_what_was_imported_are_not_lost);
    tcase_add_test(import, a_state_in_a_file_of_its_own_counts_where_there_are_rows);
    tcase_add_loop_test(import, a_cursor_for_all_items_serves_those_that_came, 0,
                        (int)(sizeof states_for_all / sizeof *states_for_all));
    suite_add_tcase(suite, import);
    return unit_run(suite);
}
