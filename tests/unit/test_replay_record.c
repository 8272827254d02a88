#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/stat.h>

#include "replay/outcome.h"
#include "replay/record.h"
#include "support/date.h"
#include "support/file.h"
#include "support/memory.h"
#include "place.h"
#include "unit.h"

static char *directory;
static char *path;
static struct error error = ERROR_INIT;

static void set_up(void)
{
    directory = place_make();
    path = memory_format("%s/state/acme.replays/events.jsonl", directory);
}

static void tear_down(void)
{
    place_remove(directory);
    free(path);
    error_clear(&error);
}

/* Three requests of an earlier run: the first answered in part, the second on its way, the third never begun. */
static const struct replay_item items[] = {
    { 1, 101, REPLAY_PART_ATTRIBUTES, 0 }, { 1, 101, REPLAY_PART_EVENTS, 0 },    { 2, 102, REPLAY_PART_PURCHASES, 0 },
    { 2, 102, REPLAY_PART_PURCHASES, 1 },  { 3, 103, REPLAY_PART_ATTRIBUTES, 0 },
};

static struct replay_record *begin(void)
{
    struct replay_setup setup = { .profile = "acme", .target = "https://rest.example", .file = "events.jsonl",
                                  .id_suffix = "-trial", .timestamps_now = true, .shift_ms = -5,
                                  .started_ms = 1700000000123 };
    struct replay_record *record = replay_record_begin(path, &setup, &error);
    ck_assert_msg(record != NULL, "%s", error.message);
    return record;
}

static struct replay_record *resume(void)
{
    struct replay_record *record = replay_record_resume(path, 1700000100000, &error);
    ck_assert_msg(record != NULL, "%s", error.message);
    return record;
}

static void send(struct replay_record *record, const struct replay_item *sent, size_t count, uint64_t *request)
{
    ck_assert(replay_record_sending(record, sent, count, request, &error));
    ck_assert(replay_record_commit(record, &error));
}

static void answer(struct replay_record *record, uint64_t request, const struct replay_item *sent, size_t count,
                   const enum replay_outcome *outcomes)
{
    struct replay_item_outcome answered[8];
    for (size_t i = 0; i < count; i++)
        answered[i] = (struct replay_item_outcome){ sent[i], outcomes[i] };
    ck_assert(replay_record_answered(record, request, 201, answered, count, &error));
}

static void append_bytes(const char *bytes)
{
    FILE *file = fopen(path, "ae");
    ck_assert_ptr_nonnull(file);
    ck_assert(fputs(bytes, file) >= 0);
    ck_assert_int_eq(fclose(file), 0);
}

START_TEST(what_was_in_flight_is_unknown_and_what_never_left_is_pending)
{
    struct replay_record *record = begin();
    uint64_t first = 0;
    uint64_t second = 0;
    static const enum replay_outcome outcomes[] = { REPLAY_ACCEPTED, REPLAY_REFUSED };
    send(record, items, 2, &first);
    answer(record, first, items, 2, outcomes);
    send(record, items + 2, 1, &second);
    ck_assert_uint_ne(first, second);
    replay_record_close(record);

    record = resume();
    ck_assert_int_eq(replay_record_item(record, &items[0]), REPLAY_ACCEPTED);
    ck_assert_int_eq(replay_record_item(record, &items[1]), REPLAY_REFUSED);
    ck_assert_int_eq(replay_record_item(record, &items[2]), REPLAY_UNKNOWN);
    ck_assert_int_eq(replay_record_item(record, &items[3]), REPLAY_PENDING);
    size_t count = 0;
    size_t *unknown = replay_record_unknown(record, &count);
    ck_assert_uint_eq(count, 1);
    ck_assert_uint_eq(unknown[0], 2);
    free(unknown);
    ck_assert(!replay_record_is_settled(record, 1, false)); /* its window had not ended */
    replay_record_close(record);
}
END_TEST

START_TEST(the_setup_comes_back_as_it_was)
{
    replay_record_close(begin());
    struct replay_record *record = resume();
    const struct replay_setup *setup = replay_record_setup(record);
    ck_assert_str_eq(setup->profile, "acme");
    ck_assert_str_eq(setup->target, "https://rest.example");
    ck_assert_str_eq(setup->file, "events.jsonl");
    ck_assert_str_eq(setup->id_suffix, "-trial");
    ck_assert(setup->timestamps_now && !setup->through_rudderstack);
    ck_assert_int_eq(setup->shift_ms, -5);
    ck_assert_int_eq(setup->started_ms, 1700000000123);
    replay_record_close(record);
}
END_TEST

START_TEST(settled_events_are_counted_and_asked_for_only_where_something_is_open)
{
    struct replay_record *record = begin();
    uint64_t request = 0;
    static const enum replay_outcome outcomes[] = { REPLAY_ACCEPTED, REPLAY_ACCEPTED, REPLAY_ACCEPTED, REPLAY_NOT_SENT,
                                                    REPLAY_UNKNOWN };
    send(record, items, 5, &request);
    answer(record, request, items, 5, outcomes);
    ck_assert(replay_record_event(record, 4, 104, REPLAY_FILTERED, &error));
    ck_assert(replay_record_settle(record, 4, &error));
    replay_record_close(record);

    record = resume();
    ck_assert(replay_record_is_settled(record, 1, true));
    ck_assert(!replay_record_is_settled(record, 2, false)); /* a purchase was not sent */
    ck_assert_int_eq(replay_record_item(record, &items[2]), REPLAY_ACCEPTED); /* the other must not go again */
    ck_assert(replay_record_is_settled(record, 3, false));
    ck_assert(!replay_record_is_settled(record, 3, true));
    ck_assert(replay_record_is_settled(record, 4, true));
    ck_assert(!replay_record_is_settled(record, 5, false));
    struct replay_tally tally = replay_record_before(record, false);
    ck_assert_uint_eq(tally.count[REPLAY_ACCEPTED], 1);
    ck_assert_uint_eq(tally.count[REPLAY_UNKNOWN], 1);
    ck_assert_uint_eq(tally.count[REPLAY_FILTERED], 1);
    ck_assert_uint_eq(replay_tally_total(&tally), 3);

    /* The second run sends what was left; after that nothing is. */
    static const enum replay_outcome all_accepted[] = { REPLAY_ACCEPTED };
    send(record, items + 3, 1, &request);
    ck_assert_uint_eq(request, 2);
    answer(record, request, items + 3, 1, all_accepted);
    ck_assert(replay_record_settle(record, 4, &error));
    ck_assert(replay_record_finish(record, &error));
    replay_record_close(record);
    record = resume();
    ck_assert(replay_record_is_settled(record, 2, true));
    tally = replay_record_before(record, true);
    ck_assert_uint_eq(tally.count[REPLAY_ACCEPTED], 2);
    replay_record_close(record);
    ck_assert(replay_record_is_open(path)); /* event 3 is still unknown */
}
END_TEST

START_TEST(a_finished_replay_is_not_open)
{
    ck_assert(!replay_record_is_open(path));
    struct replay_record *record = begin();
    uint64_t request = 0;
    static const enum replay_outcome outcomes[] = { REPLAY_ACCEPTED };
    send(record, items, 1, &request);
    answer(record, request, items, 1, outcomes);
    ck_assert(replay_record_settle(record, 1, &error));
    replay_record_close(record);
    ck_assert(replay_record_is_open(path));
    record = resume();
    ck_assert(replay_record_finish(record, &error));
    replay_record_close(record);
    ck_assert(!replay_record_is_open(path));
}
END_TEST

START_TEST(a_line_that_was_being_written_is_cut_off)
{
    struct replay_record *record = begin();
    uint64_t request = 0;
    send(record, items, 1, &request);
    replay_record_close(record);
    append_bytes("{\"answered\":1,\"status\":201,\"outc");
    record = resume();
    ck_assert_int_eq(replay_record_item(record, &items[0]), REPLAY_UNKNOWN);
    replay_record_close(record);
    record = resume(); /* what the resumed run wrote stands on lines of its own */
    ck_assert_int_eq(replay_record_item(record, &items[0]), REPLAY_UNKNOWN);
    replay_record_close(record);
}
END_TEST

START_TEST(every_cut_of_the_record_can_be_resumed_and_forgets_no_request)
{
    struct replay_record *record = begin();
    uint64_t request = 0;
    static const enum replay_outcome outcomes[] = { REPLAY_ACCEPTED, REPLAY_REFUSED };
    send(record, items, 2, &request);
    replay_record_close(record);
    struct stat sent;
    ck_assert_int_eq(stat(path, &sent), 0);
    record = resume();
    answer(record, request, items, 2, outcomes);
    ck_assert(replay_record_settle(record, 1, &error));
    replay_record_close(record);
    char *bytes = NULL;
    size_t length = 0;
    ck_assert(file_read(path, 100000, &bytes, &length, &error));
    for (size_t cut = (size_t)sent.st_size; cut < length; cut++) {
        ck_assert(file_write_atomic(path, NULL, 0600, bytes, cut, &error));
        record = resume();
        enum replay_outcome outcome = replay_record_item(record, &items[0]);
        ck_assert(outcome == REPLAY_UNKNOWN || outcome == REPLAY_ACCEPTED || replay_record_is_settled(record, 1, true));
        ck_assert(!replay_record_agrees(record, 1, 102));
        replay_record_close(record);
    }
    free(bytes);
}
END_TEST

static void expect_damaged(const char *line)
{
    replay_record_close(begin());
    append_bytes(line);
    append_bytes("\n");
    ck_assert_ptr_null(replay_record_resume(path, 0, &error));
    ck_assert_int_eq(error.code, ERROR_STORAGE);
    ck_assert_msg(strstr(error.message, ":2: the record of the replay is damaged") != NULL, "%s", error.message);
}

START_TEST(a_damaged_record_is_refused_with_its_line)
{
    expect_damaged("what");
    expect_damaged("{}");
    expect_damaged("{\"sending\":1,\"items\":[[0,\"0000000000000065\",\"events\",0]]}");
    expect_damaged("{\"sending\":1,\"items\":[[99999999999,\"0000000000000065\",\"events\",0]]}");
    expect_damaged("{\"sending\":1,\"items\":[[1,\"65\",\"events\",0]]}");
    expect_damaged("{\"sending\":1,\"items\":[[1,\"0000000000000065\",\"nothing\",0]]}");
    expect_damaged("{\"answered\":1,\"outcome\":\"perhaps\"}");
    expect_damaged("{\"answered\":1,\"outcome\":\"accepted\",\"except\":[[1,\"events\",0,\"refused\"]]}");
    expect_damaged("{\"event\":-1,\"hash\":\"0000000000000065\",\"outcome\":\"filtered\"}");
    expect_damaged("{\"settled\":1e300}");
}
END_TEST

START_TEST(nothing_to_resume_is_told_apart_from_damage)
{
    ck_assert_ptr_null(replay_record_resume(path, 0, &error));
    ck_assert_int_eq(error.code, ERROR_NOT_FOUND);
    replay_record_close(begin());
    ck_assert(file_write_atomic(path, NULL, 0600, "{\"repl", 6, &error));
    ck_assert_ptr_null(replay_record_resume(path, 0, &error));
    ck_assert_int_eq(error.code, ERROR_NOT_FOUND);
}
END_TEST

START_TEST(two_programs_cannot_have_one_record_open)
{
    struct replay_record *record = begin();
    ck_assert_ptr_null(replay_record_resume(path, 0, &error));
    ck_assert_msg(strstr(error.message, "running already") != NULL, "%s", error.message);
    struct replay_setup setup = { .started_ms = 1 };
    ck_assert_ptr_null(replay_record_begin(path, &setup, &error));
    ck_assert_msg(strstr(error.message, "running already") != NULL, "%s", error.message);
    replay_record_close(record);
}
END_TEST

START_TEST(beginning_anew_keeps_the_old_record_under_another_name)
{
    struct replay_record *record = begin();
    uint64_t request = 0;
    send(record, items, 1, &request);
    replay_record_close(record);
    replay_record_close(begin());
    record = resume();
    ck_assert_int_eq(replay_record_item(record, &items[0]), REPLAY_PENDING);
    replay_record_close(record);
    char *old = memory_format("%s.old", path);
    ck_assert(replay_record_is_open(old));
    struct stat status;
    ck_assert_int_eq(stat(old, &status), 0);
    ck_assert_int_eq(status.st_mode & 0777, 0600);
    free(old);
}
END_TEST

START_TEST(after_half_a_line_nothing_more_is_written)
{
    struct replay_record *record = begin();
    struct stat status;
    ck_assert_int_eq(stat(path, &status), 0);
    const struct rlimit limit = { (rlim_t)status.st_size + 10, RLIM_INFINITY };
    const struct rlimit none = { RLIM_INFINITY, RLIM_INFINITY };
    (void)signal(SIGXFSZ, SIG_IGN);
    uint64_t request = 0;
    /* Check, too, writes a file: nothing is asserted under the limit. */
    int limited = setrlimit(RLIMIT_FSIZE, &limit);
    bool sending = replay_record_sending(record, items, 1, &request, &error);
    ck_assert_int_eq(setrlimit(RLIMIT_FSIZE, &none), 0);
    ck_assert_int_eq(limited, 0);
    ck_assert(!sending);
    ck_assert_int_eq(error.code, ERROR_STORAGE);
    ck_assert(!replay_record_settle(record, 1, &error));
    replay_record_close(record);
    record = resume();
    ck_assert_int_eq(replay_record_item(record, &items[0]), REPLAY_PENDING);
    replay_record_close(record);
}
END_TEST

START_TEST(the_path_tells_files_apart_and_shows_their_name)
{
    char *here = replay_record_path("/state", "acme", "/no/such/events.jsonl");
    char *there = replay_record_path("/state", "acme", "/no/other/events.jsonl");
    char *standard = replay_record_path("/state", "acme", "-");
    ck_assert_ptr_nonnull(strstr(here, "/state/acme.replays/events.jsonl-"));
    ck_assert_str_ne(here, there);
    ck_assert_ptr_nonnull(strstr(standard, "/state/acme.replays/stdin-"));
    free(here);
    free(there);
    free(standard);
}
END_TEST

START_TEST(outcomes_join_to_what_can_safely_be_said)
{
    ck_assert_int_eq(replay_outcome_join(REPLAY_PENDING, REPLAY_ACCEPTED), REPLAY_ACCEPTED);
    ck_assert_int_eq(replay_outcome_join(REPLAY_ACCEPTED, REPLAY_ACCEPTED), REPLAY_ACCEPTED);
    ck_assert_int_eq(replay_outcome_join(REPLAY_ACCEPTED, REPLAY_REFUSED), REPLAY_PARTLY);
    ck_assert_int_eq(replay_outcome_join(REPLAY_REFUSED, REPLAY_ACCEPTED), REPLAY_PARTLY);
    ck_assert_int_eq(replay_outcome_join(REPLAY_PARTLY, REPLAY_UNKNOWN), REPLAY_UNKNOWN);
    ck_assert_int_eq(replay_outcome_join(REPLAY_UNKNOWN, REPLAY_ACCEPTED), REPLAY_UNKNOWN);
    ck_assert_int_eq(replay_outcome_join(REPLAY_FILTERED, REPLAY_ACCEPTED), REPLAY_ACCEPTED);
    ck_assert_int_eq(replay_outcome_join(REPLAY_REFUSED, REPLAY_NOT_SENT), REPLAY_NOT_SENT);
    ck_assert_int_eq(replay_outcome_join(REPLAY_ACCEPTED, REPLAY_NOT_SENT), REPLAY_PARTLY);
}
END_TEST

START_TEST(the_exit_follows_from_the_outcomes)
{
    struct replay_tally tally = { 0 };
    ck_assert(replay_tally_check(&tally, ERROR_NONE, &error));
    tally.count[REPLAY_ACCEPTED] = 4212;
    tally.count[REPLAY_FILTERED] = 2;
    ck_assert(replay_tally_check(&tally, ERROR_NONE, &error));
    tally.count[REPLAY_UNKNOWN] = 1;
    ck_assert(!replay_tally_check(&tally, ERROR_NONE, &error));
    ck_assert_int_eq(error.code, ERROR_PARTIAL);
    ck_assert_str_eq(error.message, "4,212 accepted, 1 unknown, 2 filtered");
    tally = (struct replay_tally){ .count = { [REPLAY_NOT_SENT] = 3 } };
    ck_assert(!replay_tally_check(&tally, ERROR_PERMISSION, &error));
    ck_assert_int_eq(error.code, ERROR_PERMISSION);
    tally = (struct replay_tally){ .count = { [REPLAY_REFUSED] = 3 } };
    ck_assert(!replay_tally_check(&tally, ERROR_NONE, &error));
    ck_assert_int_eq(error.code, ERROR_FAILED);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("replay record");
    TCase *record = tcase_create("record");
    tcase_add_checked_fixture(record, set_up, tear_down);
    tcase_add_test(record, what_was_in_flight_is_unknown_and_what_never_left_is_pending);
    tcase_add_test(record, the_setup_comes_back_as_it_was);
    tcase_add_test(record, settled_events_are_counted_and_asked_for_only_where_something_is_open);
    tcase_add_test(record, a_finished_replay_is_not_open);
    tcase_add_test(record, a_line_that_was_being_written_is_cut_off);
    tcase_add_test(record, every_cut_of_the_record_can_be_resumed_and_forgets_no_request);
    tcase_add_test(record, a_damaged_record_is_refused_with_its_line);
    tcase_add_test(record, nothing_to_resume_is_told_apart_from_damage);
    tcase_add_test(record, two_programs_cannot_have_one_record_open);
    tcase_add_test(record, beginning_anew_keeps_the_old_record_under_another_name);
    tcase_add_test(record, after_half_a_line_nothing_more_is_written);
    tcase_add_test(record, the_path_tells_files_apart_and_shows_their_name);
    suite_add_tcase(suite, record);
    TCase *outcome = tcase_create("outcome");
    tcase_add_test(outcome, outcomes_join_to_what_can_safely_be_said);
    tcase_add_test(outcome, the_exit_follows_from_the_outcomes);
    suite_add_tcase(suite, outcome);
    return unit_run(suite);
}
