/* The screen History: finding a request, taking it along, and sending it again only as the operator wants it. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "../unit/unit.h"
#include "support/json.h"
#include "support/memory.h"
#include "world.h"

#define DOT "\xC2\xB7"

static void write_events(const struct world *world)
{
    char *path = world_path(world, "events.jsonl");
    FILE *file = fopen(path, "w");
    ck_assert_ptr_nonnull(file);
    ck_assert_int_ge(
        fputs("{\"type\":\"identify\",\"userId\":\"u-1\",\"traits\":{\"email\":\"a@example.com\"}}\n"
              "{\"type\":\"track\",\"userId\":\"u-2\",\"event\":\"Tea\",\"timestamp\":\"2026-01-01T00:00:00Z\"}\n",
              file),
        0);
    ck_assert_int_eq(fclose(file), 0);
    free(path);
}

/* Two events through a profile: one request to users/track. */
static void replay(const struct world *world, const char *profile, int status)
{
    write_events(world);
    char *path = world_path(world, "events.jsonl");
    const char *const arguments[] = { "replay", "-p", profile, "--confirm", "--production", profile, path, NULL };
    world_run(world, arguments, status);
    free(path);
}

/* A history of every permission tried, of which some are refused. */
static struct world *start_with_doctor(const char *profile)
{
    static const char *const options[] = { "permissions", "campaigns.list,users.track", NULL };
    struct world *world = world_start(options);
    world_profile(world, profile, "sandbox", false, NULL, NULL);
    const char *const arguments[] = { "doctor", "-p", profile, NULL };
    world_run(world, arguments, 4);
    return world;
}

static void narrow(int rows, int columns)
{
    struct world *world = start_with_doctor("acme");
    struct screen *screen = world_open(world, rows, columns, "acme", "history");
    screen_expect(screen, "/campaigns/list");
    screen_type(screen, "f");
    screen_expect(screen, "Show requests with");
    screen_type(screen, "40x\t\033[Z");
    screen_expect(screen, "expected a status such as 404, 4xx or none");
    screen_type(screen, "\0254xx\t\tusers/\t\t\t2h\023");
    screen_expect(screen, "with status 4xx, path users/, since 2h");
    screen_expect_gone(screen, "/campaigns/list");
    ck_assert(screen_shows(screen, "/users/identify"));
    /* The rows of a filter can be filtered further. */
    screen_type(screen, "/identify\r");
    screen_expect(screen, "/identify");
    screen_expect_gone(screen, "/users/merge");
    screen_type(screen, "\033");
    screen_expect(screen, "/users/merge");
    screen_type(screen, "\033");
    screen_expect_gone(screen, "with status 4xx");
    screen_type(screen, "g");
    screen_expect(screen, "/campaigns/list");
    /* What nothing is like says how to get back. */
    screen_type(screen, "f\t\t\tno such words\023");
    screen_expect(screen, "No request in the journal is like that. Esc shows all.");
    screen_type(screen, "\033");
    screen_expect(screen, "/campaigns/list");
    screen_leave(screen, "q");
    world_end(world);
}

START_TEST(the_history_narrows_by_status_path_and_time_at_80x24)
{
    narrow(24, 80);
}
END_TEST

START_TEST(the_history_narrows_by_status_path_and_time_at_140x45)
{
    narrow(45, 140);
}
END_TEST

START_TEST(a_request_is_copied_as_curl_without_its_key)
{
    struct world *world = world_start(NULL);
    world_profile(world, "acme", "sandbox", false, NULL, NULL);
    replay(world, "acme", 0);
    struct screen *screen = world_open(world, 24, 80, "acme", "history");
    screen_type(screen, "/users/track\r");
    screen_expect(screen, "201");
    screen_type(screen, "yc");
    screen_expect(screen, "Sent a curl command");
    char *copied = world_clipboard(screen);
    ck_assert_ptr_nonnull(copied);
    ck_assert_int_eq(strncmp(copied, "curl ", 5), 0);
    ck_assert_ptr_nonnull(strstr(copied, "$BRAZIER_API_KEY"));
    ck_assert_ptr_nonnull(strstr(copied, "/users/track"));
    ck_assert_ptr_nonnull(strstr(copied, "a@example.com"));
    ck_assert_ptr_null(strstr(copied, WORLD_KEY));
    ck_assert_ptr_null(strstr(copied, "3f1a"));
    free(copied);
    screen_type(screen, "q");
    screen_leave(screen, "q");
    world_end(world);
}
END_TEST

START_TEST(the_requests_shown_are_saved_as_har)
{
    struct world *world = start_with_doctor("acme");
    struct screen *screen = world_open(world, 24, 80, "acme", "history");
    screen_expect(screen, "/campaigns/list");
    screen_type(screen, "f403\023");
    screen_expect(screen, "with status 403");
    screen_type(screen, "H");
    screen_expect(screen, "Save as HAR");
    screen_type(screen, "\025~/all.har\r");
    screen_expect(screen, "without keys, as ");
    char *path = world_path(world, "all.har");
    struct stat facts;
    ck_assert_int_eq(stat(path, &facts), 0);
    ck_assert_uint_eq(facts.st_mode & 0777, 0600);
    free(path);
    char *text = world_read(world, "all.har");
    ck_assert_ptr_null(strstr(text, WORLD_KEY));
    cJSON *archive = json_parse(text, strlen(text), NULL);
    ck_assert_ptr_nonnull(archive);
    const cJSON *log = json_get_object(archive, "log");
    ck_assert_str_eq(json_get_string(log, "version", ""), "1.2");
    const cJSON *entries = json_get_array(log, "entries");
    ck_assert_int_eq(cJSON_GetArraySize(entries), (int)world_requests(world, "\"status\":403"));
    ck_assert_int_gt(cJSON_GetArraySize(entries), 10);
    const cJSON *entry = NULL;
    cJSON_ArrayForEach(entry, entries)
    {
        ck_assert_double_eq(json_get_number(json_get_object(entry, "response"), "status", 0), 403);
    }
    cJSON_Delete(archive);
    free(text);
    screen_leave(screen, "q");
    world_end(world);
}
END_TEST

START_TEST(a_read_is_sent_again_at_once)
{
    struct world *world = start_with_doctor("acme");
    struct screen *screen = world_open(world, 24, 80, "acme", "history");
    screen_expect(screen, "ok "); /* the connection's test is over */
    screen_type(screen, "/segments/list\r");
    screen_expect(screen, "1 of ");
    screen_type(screen, "S");
    screen_expect(screen, "GET /segments/list: ");
    ck_assert_uint_eq(world_requests(world, "/segments/list"), 2);
    screen_expect(screen, "2 of ");
    screen_leave(screen, "q");
    world_end(world);
}
END_TEST

START_TEST(a_write_is_sent_again_only_after_the_question)
{
    struct world *world = world_start(NULL);
    world_profile(world, "acme", "sandbox", false, NULL, NULL);
    replay(world, "acme", 0);
    struct screen *screen = world_open(world, 24, 80, "acme", "history");
    screen_type(screen, "/users/track\r");
    screen_expect(screen, "201");
    screen_type(screen, "S");
    screen_expect(screen, "Send POST /users/track again?");
    ck_assert(screen_shows(screen, "profile: acme, sandbox"));
    ck_assert(screen_shows(screen, "host: 127.0.0.1:"));
    ck_assert(screen_shows(screen, "objects: 2 (attributes: 1, events: 1)"));
    ck_assert(screen_shows(screen, "\xE2\x96\xB8[ No ]"));
    screen_type(screen, "\r");
    screen_expect_gone(screen, "Send POST");
    ck_assert_uint_eq(world_requests(world, "\"/users/track\""), 1);
    screen_type(screen, "S");
    screen_expect(screen, "Send POST /users/track again?");
    screen_type(screen, "y");
    screen_expect(screen, "POST /users/track: 201");
    ck_assert_uint_eq(world_requests(world, "\"/users/track\""), 2);
    screen_leave(screen, "q");
    world_end(world);
}
END_TEST

START_TEST(on_production_the_profiles_name_is_typed)
{
    struct world *world = world_start(NULL);
    world_profile(world, "live", "production", false, NULL, NULL);
    replay(world, "live", 0);
    struct screen *screen = world_open(world, 45, 140, "live", "history");
    screen_type(screen, "/users/track\r");
    screen_expect(screen, "201");
    screen_type(screen, "S");
    screen_expect(screen, "Type live and Enter:");
    screen_type(screen, "y\r");
    screen_expect(screen, "That is not live; nothing was done.");
    ck_assert_uint_eq(world_requests(world, "\"/users/track\""), 1);
    screen_type(screen, "\025live\r");
    screen_expect(screen, "POST /users/track: 201");
    ck_assert_uint_eq(world_requests(world, "\"/users/track\""), 2);
    screen_leave(screen, "q");
    world_end(world);
}
END_TEST

START_TEST(a_read_only_profile_refuses_and_says_why)
{
    struct world *world = world_start(NULL);
    world_profile(world, "acme", "sandbox", false, NULL, NULL);
    replay(world, "acme", 0);
    const char *const arguments[] = { "profile", "set", "acme", "--read-only", "true", NULL };
    world_run(world, arguments, 0);
    struct screen *screen = world_open(world, 24, 80, "acme", "history");
    screen_type(screen, "/users/track\r");
    screen_expect(screen, "201");
    screen_type(screen, "S");
    screen_expect(screen, "send-again: the profile is read-only");
    ck_assert_uint_eq(world_requests(world, "\"/users/track\""), 1);
    screen_leave(screen, "q");
    world_end(world);
}
END_TEST

START_TEST(an_unknown_outcome_says_to_read_back_first_and_does_it)
{
    static const char *const options[] = { "fault", "reset:1:/users/track", NULL };
    struct world *world = world_start(options);
    world_profile(world, "acme", "sandbox", false, NULL, NULL);
    replay(world, "acme", 1);
    struct screen *screen = world_open(world, 24, 80, "acme", "history");
    screen_type(screen, "/users/track\r");
    screen_expect(screen, "OUTCOME UNKNOWN");
    screen_type(screen, "\r");
    screen_expect(screen, "Read the users back (b)");
    screen_type(screen, "S");
    screen_expect(screen, "may be counted twice");
    screen_type(screen, "\033");
    screen_expect_gone(screen, "may be counted twice");
    screen_type(screen, "b");
    screen_expect(screen, "POST /users/export/ids for 2 users: 2");
    ck_assert_uint_eq(world_requests(world, "\"/users/track\""), 1);
    ck_assert_uint_eq(world_requests(world, "/users/export/ids"), 1);
    screen_type(screen, "q");
    screen_leave(screen, "q");
    world_end(world);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("history screen");
    TCase *tests = tcase_create("history screen");
    tcase_set_timeout(tests, 120);
    tcase_add_test(tests, the_history_narrows_by_status_path_and_time_at_80x24);
    tcase_add_test(tests, the_history_narrows_by_status_path_and_time_at_140x45);
    tcase_add_test(tests, a_request_is_copied_as_curl_without_its_key);
    tcase_add_test(tests, the_requests_shown_are_saved_as_har);
    tcase_add_test(tests, a_read_is_sent_again_at_once);
    tcase_add_test(tests, a_write_is_sent_again_only_after_the_question);
    tcase_add_test(tests, on_production_the_profiles_name_is_typed);
    tcase_add_test(tests, a_read_only_profile_refuses_and_says_why);
    tcase_add_test(tests, an_unknown_outcome_says_to_read_back_first_and_does_it);
    suite_add_tcase(suite, tests);
    return unit_run(suite);
}
