/* Replay sends many events through faults: each is told what came of it, what was stopped is gone on with, and nothing is
 * applied twice. Checked against what the simulator says it applied. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "../unit/unit.h"
#include "support/file.h"
#include "support/json.h"
#include "support/memory.h"
#include "support/text.h"
#include "world.h"

enum { EVENTS = 600 };

static void write_events(const struct world *world)
{
    UT_string lines;
    utstring_init(&lines);
    for (int i = 1; i <= EVENTS; i++)
        utstring_printf(&lines,
                        "{\"type\":\"track\",\"event\":\"Seen\",\"userId\":\"u-%d\",\"timestamp\":\"2026-11-01T10:00:00Z\","
                        "\"properties\":{\"n\":%d}}\n",
                        i % 50, i);
    char *path = world_path(world, "events.jsonl");
    ck_assert(file_write_atomic(path, NULL, 0600, utstring_body(&lines), utstring_len(&lines), NULL));
    free(path);
    utstring_done(&lines);
}

/* How many events were applied at least once; none more often. */
static int applied(const struct world *world)
{
    int counts[EVENTS + 1] = { 0 };
    int all = 0;
    char *log = world_read(world, "simulator.log");
    for (char *line = log; *line != '\0';) {
        size_t length = strcspn(line, "\n");
        cJSON *entry = json_parse(line, length, NULL);
        bool was_applied = json_get_bool(entry, "applied", false);
        const cJSON *event = NULL;
        cJSON_ArrayForEach(event, json_get_array(json_get(entry, "body"), "events"))
        {
            int number = (int)json_get_number(json_get(event, "properties"), "n", 0);
            ck_assert_int_ge(number, 1);
            ck_assert_int_le(number, EVENTS);
            counts[number] += was_applied ? 1 : 0;
        }
        cJSON_Delete(entry);
        line += length + (line[length] == '\n' ? 1 : 0);
    }
    free(log);
    for (int i = 1; i <= EVENTS; i++) {
        ck_assert_msg(counts[i] <= 1, "event %d was applied %d times", i, counts[i]);
        all += counts[i];
    }
    return all;
}

/* Replay with the file open, on a profile of the given environment. */
static struct screen *open_events(const struct world *world, const char *environment, bool read_only, int rows, int columns)
{
    world_profile(world, "acme", environment, read_only, NULL, NULL);
    write_events(world);
    struct screen *screen = world_open(world, rows, columns, "acme", "replay");
    screen_expect(screen, "Samples \xC2\xB7 ");
    screen_type(screen, "f");
    screen_expect(screen, "Open a file of events");
    screen_type(screen, "~/events.jsonl\r");
    screen_expect(screen, "600 events from ");
    return screen;
}

/* A, the form as it is, and yes. */
static void agree(struct screen *screen)
{
    screen_type(screen, "A");
    screen_expect(screen, "Send 600 events of events.jsonl");
    screen_type(screen, "\023");
    screen_expect(screen, "Send all to Braze");
    screen_type(screen, "y");
    screen_expect_gone(screen, "Send all to Braze");
}

static void leave(struct screen *screen, struct world *world)
{
    screen_leave(screen, "\003");
    world_end(world);
}

static void send_through_faults(int rows, int columns)
{
    static const char *const options[] = { "fault", "429:0.1", "fault", "503:0.1", NULL };
    struct world *world = world_start(options);
    struct screen *screen = open_events(world, "sandbox", false, rows, columns);
    agree(screen);
    screen_expect(screen, "600 of 600 (100.0%)");
    screen_expect(screen, "600 accepted");
    ck_assert_int_eq(applied(world), EVENTS);
    leave(screen, world);
}

START_TEST(through_faults_that_apply_nothing_all_are_accepted_at_80x24)
{
    send_through_faults(24, 80);
}
END_TEST

START_TEST(through_faults_that_apply_nothing_all_are_accepted_at_140x45)
{
    send_through_faults(45, 140);
}
END_TEST

START_TEST(what_was_stopped_is_gone_on_with_and_the_command_line_agrees)
{
    static const char *const options[] = { "latency", "2000", NULL };
    struct world *world = world_start(options);
    struct screen *screen = open_events(world, "sandbox", false, 24, 80);
    agree(screen);
    screen_expect(screen, "on their way");
    screen_type(screen, "pacme\r"); /* would make unknown what is on its way */
    screen_expect(screen, "events are being sent through acme");
    screen_type(screen, "\003");
    screen_expect(screen, ": the replay was stopped");
    int before = applied(world);
    ck_assert_int_gt(before, 0);
    ck_assert_int_lt(before, EVENTS);
    char *path = world_path(world, "events.jsonl");
    const char *const begin[] = { "replay", "-p", "acme", "--confirm", path, NULL };
    world_run(world, begin, 2); /* begun, and not ended: it has to be said what is wanted */
    screen_type(screen, "A");
    screen_expect(screen, "has not ended: ");
    ck_assert(screen_shows(screen, "go on"));
    screen_type(screen, "\023");
    screen_expect(screen, "What was answered is not sent again.");
    screen_type(screen, "y");
    screen_expect(screen, "600 accepted");
    ck_assert_int_eq(applied(world), EVENTS);
    free(path);
    leave(screen, world);
}
END_TEST

START_TEST(what_is_unknown_is_told_and_only_sent_again_when_asked_for)
{
    static const char *const options[] = { "fault", "reset:1:/users/track", NULL };
    struct world *world = world_start(options);
    struct screen *screen = open_events(world, "sandbox", false, 24, 80);
    agree(screen);
    screen_expect(screen, "STOPPED: 5 requests in a row got no answer");
    screen_expect(screen, "unknown: sent, but no answer came");
    screen_settle(screen, 200);
    size_t sent = world_requests(world, "\"path\":\"/users/track\"");
    ck_assert_uint_ge(sent, 5); /* and those that were on their way beside them */
    screen_type(screen, "A");
    screen_expect(screen, "Unknown");
    screen_expect(screen, "leave them");
    screen_type(screen, "\023");
    screen_expect(screen, "of which nobody");
    screen_type(screen, "\033");
    screen_expect_gone(screen, "Send all to Braze");
    ck_assert_uint_eq(world_requests(world, "\"path\":\"/users/track\""), sent);
    (void)applied(world);
    leave(screen, world);
}
END_TEST

START_TEST(production_is_agreed_to_by_name)
{
    struct world *world = world_start(NULL);
    struct screen *screen = open_events(world, "production", false, 24, 80);
    screen_type(screen, "A");
    screen_expect(screen, "Send 600 events of events.jsonl");
    screen_type(screen, "\023");
    screen_expect(screen, "Type acme and Enter");
    screen_type(screen, "y\r");
    screen_settle(screen, 200);
    ck_assert_uint_eq(world_requests(world, "\"path\":\"/users/track\""), 0);
    screen_type(screen, "\033");
    screen_expect_gone(screen, "Type acme and Enter");
    screen_type(screen, "A");
    screen_expect(screen, "Send 600 events of events.jsonl");
    screen_type(screen, "\023");
    screen_expect(screen, "Type acme and Enter");
    screen_type(screen, "acme\r");
    screen_expect(screen, "600 accepted");
    ck_assert_int_eq(applied(world), EVENTS);
    leave(screen, world);
}
END_TEST

START_TEST(a_read_only_profile_sends_nothing_but_shows_what_would_go)
{
    struct world *world = world_start(NULL);
    struct screen *screen = open_events(world, "sandbox", true, 24, 80);
    screen_type(screen, "A");
    screen_expect(screen, "the profile is read-only");
    screen_type(screen, "d");
    screen_expect(screen, "600 of 600 events would be sent in 9 requests; nothing was sent");
    ck_assert_uint_eq(world_requests(world, "/users/track"), 0);
    leave(screen, world);
}
END_TEST

START_TEST(a_request_of_the_journal_comes_back_as_events)
{
    struct world *world = world_start(NULL);
    world_profile(world, "acme", "sandbox", false, NULL, NULL);
    struct screen *screen = world_open(world, 24, 80, "acme", "replay");
    screen_expect(screen, "Samples \xC2\xB7 ");
    screen_type(screen, "/\"three products\"\r");
    screen_expect(screen, "Order Completed, three products");
    screen_type(screen, "Sy");
    screen_expect(screen, "201: Braze took the request");
    screen_type(screen, "6");
    screen_expect(screen, "/users/track");
    screen_type(screen, "l");
    screen_expect(screen, "4 events from POST /users/track of ");
    screen_expect(screen, "track \"Order Completed\"");
    ck_assert(screen_shows(screen, "identify"));
    leave(screen, world);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("send all");
    TCase *tests = tcase_create("send all");
    tcase_set_timeout(tests, 180);
    tcase_add_test(tests, through_faults_that_apply_nothing_all_are_accepted_at_80x24);
    tcase_add_test(tests, through_faults_that_apply_nothing_all_are_accepted_at_140x45);
    tcase_add_test(tests, what_was_stopped_is_gone_on_with_and_the_command_line_agrees);
    tcase_add_test(tests, what_is_unknown_is_told_and_only_sent_again_when_asked_for);
    tcase_add_test(tests, production_is_agreed_to_by_name);
    tcase_add_test(tests, a_read_only_profile_sends_nothing_but_shows_what_would_go);
    tcase_add_test(tests, a_request_of_the_journal_comes_back_as_events);
    suite_add_tcase(suite, tests);
    return unit_run(suite);
}
