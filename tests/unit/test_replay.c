#include <signal.h>
#include <spawn.h>
#include <string.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "replay_world.h"
#include "support/date.h"
#include "support/file.h"
#include "support/json.h"
#include "unit.h"

extern char **environ;

static struct world world;

static void tear_down(void)
{
    world_close(&world);
}

static size_t told_as(enum replay_outcome outcome)
{
    size_t count = 0;
    for (size_t i = 0; i < world.count; i++)
        count += world.outcomes[i] == outcome ? 1 : 0;
    return count;
}

START_TEST(every_event_is_accepted_once)
{
    world_open(&world, NULL);
    world_add_events(&world, 1200);
    world_run(&world, false);
    ck_assert_int_eq(world.stopped.code, ERROR_NONE);
    ck_assert_uint_eq(told_as(REPLAY_ACCEPTED), 1200);
    ck_assert_uint_eq(world.progress.done, 1200);
    world_check_against_log(&world);
    ck_assert(!replay_record_is_open(world.record));
}
END_TEST

/* Resumes until nothing is left but what is unknown; how often that took. */
static unsigned run_to_the_end(void)
{
    unsigned runs = 1;
    world_run(&world, false);
    world_check_against_log(&world);
    while (world.stopped.code != ERROR_NONE && runs < 200) {
        world_run(&world, true);
        world_check_against_log(&world);
        runs++;
    }
    ck_assert_int_eq(world.stopped.code, ERROR_NONE);
    return runs;
}

static void expect_nothing_lost(const char *const *settings, const char *fault, size_t unknown_at_most,
                                bool through_rudderstack)
{
    world_open(&world, settings);
    world.through_rudderstack = through_rudderstack;
    world_add_events(&world, 600);
    world.options.window = 100;
    world.options.idle_timeout_ms = strncmp(fault, "timeout", 7) == 0 ? 700 : 0;
    (void)run_to_the_end();
    const struct replay_tally *tally = &world.progress.tally;
    ck_assert_uint_eq(replay_tally_total(tally), 600);
    ck_assert_uint_eq(tally->count[REPLAY_NOT_SENT] + tally->count[REPLAY_PENDING] + tally->count[REPLAY_REFUSED] +
                          tally->count[REPLAY_FILTERED],
                      0);
    ck_assert_uint_le(tally->count[REPLAY_UNKNOWN], unknown_at_most);
    ck_assert_uint_eq(tally->count[REPLAY_ACCEPTED] + tally->count[REPLAY_UNKNOWN], 600);
}

/* What a fault leaves unknown depends on the draw; where nothing can be unknown, nothing is. */
static const struct {
    const char *fault;
    size_t unknown_at_most;
} faults[] = {
    { "401:0.2", 0 },   { "403:0.2", 0 },       { "404:0.2", 0 },     { "429:0.3", 0 },    { "500:0.2", 600 },
    { "502:0.3", 0 },   { "503:0.3", 0 },       { "504:0.2", 600 },   { "reset:0.2", 600 }, { "truncate:0.2", 600 },
    { "garbage:0.2", 600 }, { "slow:0.3", 0 },    { "timeout:0.08", 600 },
};

START_TEST(with_every_fault_nothing_is_lost_and_nothing_is_sent_twice)
{
    char *fault = memory_format("fault=%s", faults[_i].fault);
    const char *settings[] = { fault, "slow=30", NULL };
    expect_nothing_lost(settings, faults[_i].fault, faults[_i].unknown_at_most, false);
    free(fault);
}
END_TEST

START_TEST(all_faults_together_lose_nothing)
{
    static const char *const settings[] = { "fault=401:0.03",  "fault=429:0.05",      "fault=500:0.05", "fault=502:0.05",
                                            "fault=504:0.05",  "fault=reset:0.05",    "fault=truncate:0.05",
                                            "fault=garbage:0.05", "slow=20",          "fault=slow:0.05", NULL };
    expect_nothing_lost(settings, "all", 600, false);
}
END_TEST

START_TEST(stopping_waits_for_what_is_on_its_way)
{
    static const char *const settings[] = { "latency=20", NULL };
    world_open(&world, settings);
    world_add_events(&world, 900);
    world.options.window = 300;
    world.stop_after = 2;
    world_run(&world, false);
    ck_assert_int_eq(world.stopped.code, ERROR_CANCELLED);
    ck_assert_uint_eq(told_as(REPLAY_UNKNOWN), 0);
    ck_assert_uint_gt(told_as(REPLAY_ACCEPTED), 0);
    ck_assert_uint_lt(told_as(REPLAY_ACCEPTED), 900);
    world_check_against_log(&world);
    world.stop_after = 0;
    world_run(&world, true);
    ck_assert_uint_eq(world.progress.tally.count[REPLAY_ACCEPTED], 900);
    world_check_against_log(&world);
}
END_TEST

START_TEST(abandoning_leaves_what_is_on_its_way_unknown)
{
    static const char *const settings[] = { "latency=60", NULL };
    world_open(&world, settings);
    world_add_events(&world, 600);
    world.stop_after = 1;
    world.abandons = true;
    world_run(&world, false);
    ck_assert_int_eq(world.stopped.code, ERROR_CANCELLED);
    ck_assert_uint_gt(told_as(REPLAY_UNKNOWN), 0);
    size_t unknown = told_as(REPLAY_UNKNOWN);
    /* They stay so unless they are asked for. */
    world.stop_after = 0;
    world_run(&world, true);
    world_check_against_log(&world);
    ck_assert_uint_eq(world.progress.tally.count[REPLAY_UNKNOWN], unknown);
    ck_assert_uint_eq(world.progress.tally.count[REPLAY_ACCEPTED], 600 - unknown);
    world.options.send_unknown = true;
    world_run(&world, true);
    ck_assert_uint_eq(world.progress.tally.count[REPLAY_ACCEPTED], 600);
}
END_TEST

/* What the child of the test below does, a test of a program of its own: it replays, and never comes to its end. */
static char *const *child_arguments;

START_TEST(replay_until_killed)
{
    world_join(&world, child_arguments[0], child_arguments[1]);
    world_add_events(&world, 2000);
    world.options.window = 200;
    world_run(&world, strcmp(child_arguments[2], "resume") == 0);
    world_leave(&world);
}
END_TEST

static int run_child(char *const *arguments)
{
    Suite *suite = suite_create("child");
    TCase *tcase = tcase_create("child");
    child_arguments = arguments;
    tcase_add_test(tcase, replay_until_killed);
    suite_add_tcase(suite, tcase);
    SRunner *runner = srunner_create(suite);
    srunner_set_fork_status(runner, CK_NOFORK);
    srunner_run_all(runner, CK_SILENT);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed;
}

/* A program of its own, not a fork of this one, whose simulator has threads: what they hold at that moment would be held in
 * the child for ever. */
static pid_t start_child(bool resume)
{
    const char *const arguments[] = { "test_replay",   "--until-killed",           sim_url(world.sim),
                                      world.directory, resume ? "resume" : "begin", NULL };
    pid_t child = 0;
    ck_assert_int_eq(posix_spawn(&child, "/proc/self/exe", NULL, NULL, (char *const *)arguments, environ), 0);
    return child;
}

/* Kills it once the record has so many more answers, wherever it is then. False: it had come to its end. */
static bool kill_after(pid_t child, size_t answers)
{
    const struct timespec moment = { 0, 1000000 };
    size_t before = world_recorded(&world, "\"answered\"");
    int status = 0;
    while (world_recorded(&world, "\"answered\"") < before + answers) {
        if (waitpid(child, &status, WNOHANG) == child)
            return false;
        (void)nanosleep(&moment, NULL);
    }
    (void)kill(child, SIGKILL);
    ck_assert_int_eq(waitpid(child, &status, 0), child);
    return WIFSIGNALED(status);
}

START_TEST(a_killed_replay_goes_on_and_sends_nothing_again_that_was_answered)
{
    static const char *const settings[] = { "latency=5", NULL };
    unsigned killed = 0;
    world_open(&world, settings);
    world_add_events(&world, 2000);
    world.options.window = 200;
    for (size_t run = 0; run < 6; run++)
        killed += kill_after(start_child(run > 0), run + 1) ? 1 : 0;
    ck_assert_uint_gt(killed, 0);
    world_run(&world, true);
    ck_assert_int_eq(world.stopped.code, ERROR_NONE);
    world_check_against_log(&world);
    const struct replay_tally *tally = &world.progress.tally;
    ck_assert_uint_eq(tally->count[REPLAY_ACCEPTED] + tally->count[REPLAY_UNKNOWN], 2000);
    ck_assert_uint_gt(tally->count[REPLAY_ACCEPTED], 0);
}
END_TEST

START_TEST(events_that_have_changed_are_not_resumed)
{
    static const char *const settings[] = { "fault=502:1", NULL };
    world_open(&world, settings);
    world_add_events(&world, 10);
    world.options.attempts = 1;
    world_run(&world, false);
    ck_assert_uint_eq(told_as(REPLAY_NOT_SENT), 10);
    char *event = strstr(world.events, "\"n\":4");
    event[4] = '7';
    world_run(&world, true);
    ck_assert_int_eq(world.stopped.code, ERROR_INPUT);
    ck_assert_msg(strstr(world.stopped.message, "line 4: event 4 is not the one that was sent") != NULL, "%s",
                  world.stopped.message);
}
END_TEST

static void expect_told(size_t number, enum replay_outcome outcome, const char *reason)
{
    const char *got = world.reasons[number - 1] != NULL ? world.reasons[number - 1] : "";
    ck_assert_msg(world.outcomes[number - 1] == outcome, "event %zu is %s: %s", number,
                  replay_outcome_word(world.outcomes[number - 1]), got);
    ck_assert_msg(strstr(got, reason) != NULL, "event %zu: \"%s\" is not in \"%s\"", number, reason, got);
}

START_TEST(each_event_is_told_what_came_of_it)
{
    world_open(&world, NULL);
    world_add_text(&world,
                   "{\"type\":\"track\",\"event\":\"Fine\",\"userId\":\"u\",\"timestamp\":\"2026-11-01T10:00:00Z\"}\n"
                   "not an event\n"
                   "{\"type\":\"dance\",\"userId\":\"u\"}\n"
                   "{\"type\":\"identify\",\"userId\":\"v\",\"traits\":{\"email\":\"not an address\"}}\n"
                   "{\"type\":\"identify\",\"userId\":\"w\"}\n"
                   "{\"type\":\"track\",\"event\":\"Order Completed\",\"userId\":\"u\",\"timestamp\":\"2026-11-01T10:00:00Z\","
                   "\"properties\":{\"currency\":\"EUR\",\"products\":["
                   "{\"product_id\":\"good\",\"price\":1,\"quantity\":1},{\"product_id\":\"bad\",\"price\":1,\"quantity\":1000}]}}\n",
                   6);
    world_run(&world, false);
    ck_assert_int_eq(world.stopped.code, ERROR_NONE);
    expect_told(1, REPLAY_ACCEPTED, "");
    expect_told(2, REPLAY_NOT_SENT, "not valid JSON");
    expect_told(3, REPLAY_NOT_SENT, "Message type is not supported");
    expect_told(4, REPLAY_REFUSED, "email");
    expect_told(5, REPLAY_NOT_SENT, "No attributes found");
    expect_told(6, REPLAY_PARTLY, "quantity");
}
END_TEST

START_TEST(what_the_servers_do_not_deliver_is_filtered)
{
    world_open(&world, NULL);
    struct error error = ERROR_INIT;
    ck_assert(profile_set(world.profile, PROFILE_MODE, "hybrid", &error));
    world_add_text(&world,
                   "{\"type\":\"group\",\"userId\":\"u\",\"groupId\":\"g\"}\n"
                   "{\"type\":\"track\",\"event\":\"Fine\",\"userId\":\"u\",\"timestamp\":\"2026-11-01T10:00:00Z\"}\n",
                   2);
    world_run(&world, false);
    ck_assert_int_eq(world.outcomes[0], REPLAY_FILTERED);
    ck_assert_int_eq(world.outcomes[1], REPLAY_ACCEPTED);
    ck_assert(profile_set(world.profile, PROFILE_MODE, "device", &error));
    world_run(&world, false);
    ck_assert_int_eq(world.outcomes[1], REPLAY_FILTERED);
}
END_TEST

static size_t count_paths(const char *path)
{
    char *bytes = NULL;
    size_t length = 0;
    size_t count = 0;
    ck_assert(file_read(world.log, 100000000, &bytes, &length, NULL));
    char *wanted = memory_format("\"path\":\"%s\"", path);
    for (const char *at = strstr(bytes, wanted); at != NULL; at = strstr(at + 1, wanted))
        count++;
    free(wanted);
    free(bytes);
    return count;
}

START_TEST(identify_subscription_and_alias_calls_are_made_as_rudderstack_makes_them)
{
    static const char *const settings[] = { "subscription-group=group-1", NULL };
    world_open(&world, settings);
    profile_set_setting(world.profile, "enableSubscriptionGroupInGroupCall", cJSON_CreateBool(true));
    world_add_text(&world,
                   "{\"type\":\"identify\",\"userId\":\"u\",\"anonymousId\":\"a\",\"traits\":{\"firstName\":\"Ann\"}}\n"
                   "{\"type\":\"identify\",\"userId\":\"v\",\"traits\":{\"firstName\":\"Bob\"}}\n"
                   "{\"type\":\"group\",\"userId\":\"u\",\"groupId\":\"group-1\",\"traits\":{\"email\":\"a@example.com\","
                   "\"subscriptionState\":\"subscribed\"}}\n"
                   "{\"type\":\"group\",\"userId\":\"v\",\"groupId\":\"group-1\",\"traits\":{\"email\":\"b@example.com\","
                   "\"subscriptionState\":\"subscribed\"}}\n"
                   "{\"type\":\"alias\",\"userId\":\"u\",\"previousId\":\"v\"}\n",
                   5);
    world_run(&world, false);
    ck_assert_uint_eq(told_as(REPLAY_ACCEPTED), 5);
    ck_assert_uint_eq(count_paths("/users/identify"), 1);
    ck_assert_uint_eq(count_paths("/users/track"), 1);
    ck_assert_uint_eq(count_paths("/v2/subscription/status/set"), 1); /* both users in one */
    ck_assert_uint_eq(count_paths("/users/merge"), 1);
}
END_TEST

START_TEST(a_refused_subscription_group_is_told_to_each_of_its_events)
{
    world_open(&world, NULL);
    profile_set_setting(world.profile, "enableSubscriptionGroupInGroupCall", cJSON_CreateBool(true));
    world_add_text(&world,
                   "{\"type\":\"group\",\"userId\":\"u\",\"groupId\":\"nowhere\",\"traits\":{\"email\":\"a@example.com\","
                   "\"subscriptionState\":\"subscribed\"}}\n"
                   "{\"type\":\"group\",\"userId\":\"v\",\"groupId\":\"nowhere\",\"traits\":{\"email\":\"b@example.com\","
                   "\"subscriptionState\":\"subscribed\"}}\n",
                   2);
    world_run(&world, false);
    expect_told(1, REPLAY_REFUSED, "Invalid subscription group ID");
    expect_told(2, REPLAY_REFUSED, "Invalid subscription group ID");
}
END_TEST

START_TEST(deduplication_looks_profiles_up_and_sends_what_differs)
{
    world_open(&world, NULL);
    profile_set_setting(world.profile, "supportDedup", cJSON_CreateBool(true));
    world_add_text(&world, "{\"type\":\"identify\",\"userId\":\"u\",\"traits\":{\"plan\":\"gold\"}}\n", 1);
    world_run(&world, false);
    ck_assert_int_eq(world.outcomes[0], REPLAY_ACCEPTED);
    ck_assert_uint_eq(count_paths("/users/export/ids"), 1);
    world_run(&world, false);
    ck_assert_int_eq(world.outcomes[0], REPLAY_FILTERED);
    expect_told(1, REPLAY_FILTERED, "Duplicate user detected");
    ck_assert_uint_eq(count_paths("/users/track"), 1);
}
END_TEST

START_TEST(a_missing_permission_stops_what_it_is_needed_for)
{
    static const char *const settings[] = { "permissions=all,-users.track", NULL };
    world_open(&world, settings);
    world_add_events(&world, 200);
    world_run(&world, false);
    ck_assert_int_eq(world.stopped.code, ERROR_PERMISSION);
    ck_assert_uint_eq(told_as(REPLAY_NOT_SENT), 200);
    static const char *const other[] = { "permissions=all,-users.merge", NULL };
    world_restart_sim(&world, other);
    world_add_text(&world, "{\"type\":\"alias\",\"userId\":\"u\",\"previousId\":\"v\"}\n", 1);
    world_run(&world, true);
    ck_assert_int_eq(world.stopped.code, ERROR_NONE);
    ck_assert_uint_eq(told_as(REPLAY_ACCEPTED), 200);
    expect_told(201, REPLAY_NOT_SENT, "users.merge");
}
END_TEST

START_TEST(a_read_only_profile_sends_nothing)
{
    world_open(&world, NULL);
    world.profile->read_only = true;
    world_add_events(&world, 3);
    world_run(&world, false);
    ck_assert_int_eq(world.stopped.code, ERROR_CONFIGURATION);
    ck_assert_uint_eq(told_as(REPLAY_NOT_SENT), 3);
    ck_assert_uint_eq(count_paths("/users/track"), 0);
}
END_TEST

START_TEST(a_rate_is_kept)
{
    world_open(&world, NULL);
    world_add_events(&world, 300);
    world.options.rate = 400;
    world_run(&world, false);
    ck_assert_uint_eq(told_as(REPLAY_ACCEPTED), 300);
    /* Events and the attributes that come with them count; 75 objects go at once. */
    ck_assert_int_ge(world.progress.elapsed_ms, 500);
}
END_TEST

START_TEST(a_rate_limit_is_waited_for)
{
    static const char *const settings[] = { "rate-limit=4/1:users_track", NULL };
    world_open(&world, settings);
    world_add_events(&world, 400);
    world_run(&world, false);
    ck_assert_int_eq(world.stopped.code, ERROR_NONE);
    ck_assert_uint_eq(told_as(REPLAY_ACCEPTED), 400);
    world_check_against_log(&world);
}
END_TEST

START_TEST(an_absent_server_ends_the_replay_with_everything_left)
{
    world_open(&world, NULL);
    world_add_events(&world, 80);
    free(world.profile->rest_url);
    world.profile->rest_url = memory_copy_string("http://127.0.0.1:1");
    world.options.attempts = 1;
    world_run(&world, false);
    ck_assert_int_eq(world.stopped.code, ERROR_NETWORK);
    ck_assert_uint_eq(told_as(REPLAY_NOT_SENT), 80);
}
END_TEST

START_TEST(through_rudderstack_every_event_is_taken_once)
{
    world_open(&world, NULL);
    world.through_rudderstack = true;
    world_add_events(&world, 700);
    world_add_text(&world, "{\"type\":\"track\",\"event\":\"Nobody's\"}\n", 1);
    world_run(&world, false);
    ck_assert_int_eq(world.stopped.code, ERROR_NONE);
    ck_assert_uint_eq(told_as(REPLAY_ACCEPTED), 700);
    expect_told(701, REPLAY_NOT_SENT, "neither userId nor anonymousId");
    world_check_against_log(&world);
    ck_assert_uint_eq(count_paths("/v1/batch"), 2);
}
END_TEST

START_TEST(through_rudderstack_with_every_fault_nothing_is_lost_and_nothing_is_sent_twice)
{
    char *fault = memory_format("fault=%s", faults[_i].fault);
    const char *settings[] = { fault, "slow=30", NULL };
    expect_nothing_lost(settings, faults[_i].fault, faults[_i].unknown_at_most, true);
    free(fault);
}
END_TEST

START_TEST(a_wrong_write_key_ends_the_replay)
{
    static const char *const settings[] = { "write-key=another-write-key", NULL };
    world_open(&world, settings);
    world.through_rudderstack = true;
    world_add_events(&world, 5);
    world_run(&world, false);
    ck_assert_int_eq(world.stopped.code, ERROR_PERMISSION);
    ck_assert_uint_eq(told_as(REPLAY_NOT_SENT), 5);
}
END_TEST

/* Reading back. */

static struct replay_readback *read_back(const char *lines, size_t events)
{
    struct replay_readback *readback = readback_new();
    world.options.readback = readback;
    world_add_text(&world, lines, events);
    world_run(&world, false);
    ck_assert_int_eq(readback_error(readback)->code, ERROR_NONE);
    return readback;
}

static const struct compare_field *field_of(const struct replay_readback *readback, const char *user, const char *name)
{
    size_t count = 0;
    const struct readback_user *users = readback_users(readback, &count);
    for (size_t i = 0; i < count; i++)
        for (size_t j = 0; strcmp(users[i].name, user) == 0 && j < users[i].result.count; j++)
            if (strcmp(users[i].result.fields[j].name, name) == 0)
                return &users[i].result.fields[j];
    ck_abort_msg("%s of %s was not compared", name, user);
    return NULL;
}

START_TEST(what_was_sent_is_what_braze_holds)
{
    char yesterday[DATE_MOMENT_SIZE];
    date_format_moment(date_now_ms() - (int64_t)86400 * 1000, yesterday);
    world_open(&world, NULL);
    char *lines = memory_format(
        "{\"type\":\"identify\",\"userId\":\"u\",\"traits\":{\"email\":\"Ann@Example.com\",\"firstName\":\"Ann\",\"gender\":\"woman\","
        "\"plan\":\"gold\",\"tags\":[\"a\",\"b\"],\"address\":{\"city\":\"Bern\",\"country\":\"CH\"},\"deep\":{\"x\":{\"y\":1}}}}\n"
        "{\"type\":\"identify\",\"userId\":\"u\",\"traits\":{\"plan\":\"silver\",\"gone\":null}}\n"
        "{\"type\":\"track\",\"event\":\"Signed Up\",\"userId\":\"u\",\"timestamp\":\"%s\"}\n"
        "{\"type\":\"track\",\"event\":\"Signed Up\",\"userId\":\"u\",\"timestamp\":\"%s\"}\n"
        "{\"type\":\"track\",\"event\":\"Seen\",\"anonymousId\":\"a\",\"timestamp\":\"%s\","
        "\"context\":{\"traits\":{\"plan\":\"none\"}}}\n"
        "{\"type\":\"track\",\"event\":\"Order Completed\",\"userId\":\"u\",\"timestamp\":\"%s\",\"properties\":"
        "{\"currency\":\"EUR\",\"products\":[{\"product_id\":\"p\",\"price\":2.5,\"quantity\":3}]}}\n"
        "{\"type\":\"track\",\"event\":\"Long Ago\",\"userId\":\"u\",\"timestamp\":\"2019-01-01T10:00:00Z\"}\n",
        yesterday, yesterday, yesterday, yesterday);
    struct replay_readback *readback = read_back(lines, 7);
    free(lines);
    ck_assert_uint_eq(told_as(REPLAY_ACCEPTED), 7);
    ck_assert_uint_eq(readback_different(readback), 0);
    ck_assert_str_eq(field_of(readback, "u", "email")->stored, "\"ann@example.com\"");
    ck_assert_str_eq(field_of(readback, "u", "custom_attributes.plan")->sent, "\"silver\"");
    ck_assert_int_eq(field_of(readback, "u", "custom_attributes.gone")->difference, COMPARE_REMOVED);
    ck_assert_str_eq(field_of(readback, "u", "events.Signed Up")->stored, "2");
    ck_assert_str_eq(field_of(readback, "u", "purchases.p")->stored, "3");
    ck_assert_str_eq(field_of(readback, "rudder_id:a", "custom_attributes.plan")->stored, "\"none\"");
    ck_assert_int_eq(field_of(readback, "u", "events.Long Ago")->difference, COMPARE_UNTOLD_PAST);
    readback_free(readback);
}
END_TEST

START_TEST(what_braze_changed_or_dropped_is_told_with_the_reason)
{
    world_open(&world, NULL);
    char *text = memory_allocate(302, 1);
    memset(text, 'x', 300);
    char *lines = memory_format("{\"type\":\"identify\",\"userId\":\"u\",\"traits\":{\"long\":\"%s\",\"plan\":\"gold\"}}\n", text);
    struct replay_readback *readback = read_back(lines, 1);
    const struct compare_field *field = field_of(readback, "u", "custom_attributes.long");
    ck_assert(!compare_is_equal(field->difference));
    ck_assert_msg(field->difference == COMPARE_CUT || field->difference == COMPARE_TOO_LONG, "%s",
                  compare_reason(field->difference));
    ck_assert_int_eq(field_of(readback, "u", "custom_attributes.plan")->difference, COMPARE_NONE);
    ck_assert_uint_eq(readback_different(readback), 1);
    readback_free(readback);
    free(lines);
    free(text);
}
END_TEST

int main(int count, char **arguments)
{
    if (count == 5 && strcmp(arguments[1], "--until-killed") == 0)
        return run_child(arguments + 2);
    Suite *suite = suite_create("replay");
    TCase *sending = tcase_create("sending");
    tcase_set_timeout(sending, 120);
    tcase_add_checked_fixture(sending, NULL, tear_down);
    tcase_add_test(sending, every_event_is_accepted_once);
    tcase_add_loop_test(sending, with_every_fault_nothing_is_lost_and_nothing_is_sent_twice, 0,
                        (int)(sizeof faults / sizeof *faults));
    tcase_add_test(sending, all_faults_together_lose_nothing);
    tcase_add_test(sending, stopping_waits_for_what_is_on_its_way);
    tcase_add_test(sending, abandoning_leaves_what_is_on_its_way_unknown);
    tcase_add_test(sending, a_killed_replay_goes_on_and_sends_nothing_again_that_was_answered);
    tcase_add_test(sending, events_that_have_changed_are_not_resumed);
    tcase_add_test(sending, each_event_is_told_what_came_of_it);
    tcase_add_test(sending, what_the_servers_do_not_deliver_is_filtered);
    tcase_add_test(sending, identify_subscription_and_alias_calls_are_made_as_rudderstack_makes_them);
    tcase_add_test(sending, a_refused_subscription_group_is_told_to_each_of_its_events);
    tcase_add_test(sending, deduplication_looks_profiles_up_and_sends_what_differs);
    tcase_add_test(sending, a_missing_permission_stops_what_it_is_needed_for);
    tcase_add_test(sending, a_read_only_profile_sends_nothing);
    tcase_add_test(sending, a_rate_is_kept);
    tcase_add_test(sending, a_rate_limit_is_waited_for);
    tcase_add_test(sending, an_absent_server_ends_the_replay_with_everything_left);
    tcase_add_test(sending, through_rudderstack_every_event_is_taken_once);
    tcase_add_loop_test(sending, through_rudderstack_with_every_fault_nothing_is_lost_and_nothing_is_sent_twice, 0,
                        (int)(sizeof faults / sizeof *faults));
    tcase_add_test(sending, a_wrong_write_key_ends_the_replay);
    suite_add_tcase(suite, sending);
    TCase *reading = tcase_create("reading back");
    tcase_set_timeout(reading, 60);
    tcase_add_checked_fixture(reading, NULL, tear_down);
    tcase_add_test(reading, what_was_sent_is_what_braze_holds);
    tcase_add_test(reading, what_braze_changed_or_dropped_is_told_with_the_reason);
    suite_add_tcase(suite, reading);
    return unit_run(suite);
}
