/* The screen Doctor: what is wrong stands first, at every size, and can be taken along without the key. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "../unit/unit.h"
#include "support/memory.h"
#include "world.h"

#define DOT "\xC2\xB7"

/* The first line of the sheet, which stands below the title. */
static void expect_first(struct screen *screen, const char *text)
{
    screen_expect(screen, text);
    int row = screen_find(screen, text);
    ck_assert_int_eq(row, screen_find(screen, "Doctor " DOT) + 1);
    /* It is selected. */
    ck_assert_int_eq((int)screen_cell(screen, row, 0).chars[0], 0x25B8);
    ck_assert_int_eq(screen_cursor(screen).row, row);
}

static void expect_good(int rows, int columns)
{
    struct world *world = world_start(NULL);
    world_profile(world, "good", "sandbox", false, NULL, NULL);
    struct screen *screen = world_open(world, rows, columns, "good", "doctor");
    screen_expect(screen, "fine " DOT);
    expect_first(screen, "ok    good can do what it is set up to do");
    screen_expect(screen, "The key belongs to this instance");
    screen_expect(screen, "HTTP/1.1, 401 without a key");
    screen_expect(screen, "TCP");
    screen_expect(screen, "\xE2\x94\x81"); /* the waterfall */
    screen_expect(screen, "that are needed are granted");
    screen_expect(screen, "granted   campaigns.list");
    screen_type(screen, "G");
    screen_expect(screen, "Rate limits");
    screen_expect(screen, "users/track");
    screen_type(screen, "g");
    expect_first(screen, "ok    good can do what it is set up to do");
    ck_assert_int_eq(screen_find(screen, WORLD_KEY), -1);
    screen_leave(screen, "q");
    world_end(world);
}

START_TEST(a_good_profile_is_told_to_be_good_at_80x24)
{
    expect_good(24, 80);
}
END_TEST

START_TEST(a_good_profile_is_told_to_be_good_at_140x45)
{
    expect_good(45, 140);
}
END_TEST

static void expect_wrong_key(int rows, int columns)
{
    struct world *world = world_start(NULL);
    world_profile(world, "wrong", "sandbox", false, NULL, "dummy-key-of-another-9999");
    struct screen *screen = world_open(world, rows, columns, "wrong", "doctor");
    screen_expect(screen, "1 problem");
    expect_first(screen, "FAIL  127.0.0.1:");
    expect_first(screen, "does not know the key: it is wrong or revoked");
    /* Nobody else is shown the key unasked. */
    screen_type(screen, "o");
    screen_expect(screen, "Show the key of wrong to Braze's");
    ck_assert(screen_shows(screen, "\xE2\x96\xB8[ No ]"));
    screen_type(screen, "\r");
    screen_expect_gone(screen, "Show the key of wrong");
    ck_assert(screen_shows(screen, "1 problem"));
    screen_type(screen, "\r");
    screen_expect(screen, "why it matters  Braze answers 401");
    screen_expect(screen, "what to do");
    screen_type(screen, "q");
    screen_expect_gone(screen, "known as");
    screen_leave(screen, "q");
    world_end(world);
}

START_TEST(the_first_line_names_a_wrong_key_at_80x24)
{
    expect_wrong_key(24, 80);
}
END_TEST

START_TEST(the_first_line_names_a_wrong_key_at_140x45)
{
    expect_wrong_key(45, 140);
}
END_TEST

START_TEST(a_closed_port_is_told_in_the_first_line)
{
    struct world *world = world_start(NULL);
    world_profile(world, "closed", "sandbox", false, "http://127.0.0.1:1", NULL);
    struct screen *screen = world_open(world, 24, 80, "closed", "doctor");
    expect_first(screen, "FAIL  127.0.0.1:1: the connection was refused");
    screen_leave(screen, "q");
    world_end(world);
}
END_TEST

static void expect_missing(int rows, int columns)
{
    static const char *const options[] = { "permissions", "campaigns.list,users.track,users.identify,users.merge",
                                           NULL };
    struct world *world = world_start(options);
    world_profile(world, "lacking", "sandbox", false, NULL, NULL);
    struct screen *screen = world_open(world, rows, columns, "lacking", "doctor");
    screen_expect(screen, "1 problem, 1 warning");
    expect_first(screen, "FAIL  The key lacks the permission users.delete, needed for deletion");
    screen_type(screen, "/state:missing users.delete\r");
    screen_expect(screen, "MISSING   users.delete");
    ck_assert_int_eq(screen_find(screen, "users.track  "), -1);
    screen_type(screen, "\r");
    screen_expect(screen, "MISSING: Braze refuses what needs it");
    screen_expect(screen, "POST /users/delete");
    screen_type(screen, "\033");
    screen_expect_gone(screen, "MISSING: Braze refuses what needs it");
    screen_type(screen, "\033");
    expect_first(screen, "FAIL  The key lacks the permission users.delete");
    screen_leave(screen, "q");
    world_end(world);
}

START_TEST(a_missing_permission_says_what_needs_it_at_80x24)
{
    expect_missing(24, 80);
}
END_TEST

START_TEST(a_missing_permission_says_what_needs_it_at_140x45)
{
    expect_missing(45, 140);
}
END_TEST

static void save_as(struct screen *screen, const char *path)
{
    screen_type(screen, "w");
    screen_expect(screen, "Save the report");
    screen_type(screen, "\025"); /* what is proposed goes */
    screen_type(screen, path);
    screen_type(screen, "\r");
}

START_TEST(the_report_is_saved_without_the_key_and_replaced_only_when_asked)
{
    struct world *world = world_start(NULL);
    world_profile(world, "good", "sandbox", false, NULL, NULL);
    struct screen *screen = world_open(world, 24, 80, "good", "doctor");
    screen_expect(screen, "fine " DOT);
    char *path = world_path(world, "report.md");
    save_as(screen, "~/report.md");
    screen_expect(screen, "Saved the report, without keys");
    struct stat facts;
    ck_assert_int_eq(stat(path, &facts), 0);
    ck_assert_uint_eq(facts.st_mode & 0777, 0600);
    char *report = world_read(world, "report.md");
    ck_assert_ptr_nonnull(strstr(report, "# Braze connection report"));
    ck_assert_ptr_nonnull(strstr(report, "| `users.track` |"));
    ck_assert_ptr_null(strstr(report, WORLD_KEY));
    ck_assert_ptr_null(strstr(report, "3f1a")); /* not even the end of it */
    ck_assert_ptr_null(strstr(report, world->home));
    free(report);
    /* A directory is no file, and what is there stays unless it is agreed to. */
    save_as(screen, "~/");
    screen_expect(screen, "that is a directory");
    screen_type(screen, "\033");
    screen_expect_gone(screen, "Save the report");
    FILE *file = fopen(path, "w");
    ck_assert_ptr_nonnull(file);
    ck_assert_int_ge(fputs("mine", file), 0);
    ck_assert_int_eq(fclose(file), 0);
    save_as(screen, path);
    screen_expect(screen, "already.");
    screen_type(screen, "\r");
    screen_expect_gone(screen, "already.");
    report = world_read(world, "report.md");
    ck_assert_str_eq(report, "mine");
    free(report);
    save_as(screen, path);
    screen_expect(screen, "already.");
    screen_type(screen, "y");
    screen_expect_gone(screen, "already.");
    report = world_read(world, "report.md");
    ck_assert_ptr_nonnull(strstr(report, "# Braze connection report"));
    free(report);
    free(path);
    screen_leave(screen, "q");
    world_end(world);
}
END_TEST

START_TEST(a_report_that_cannot_be_written_says_why)
{
    struct world *world = world_start(NULL);
    world_profile(world, "good", "sandbox", false, NULL, NULL);
    struct screen *screen = world_open(world, 24, 100, "good", "doctor");
    screen_expect(screen, "fine " DOT);
    save_as(screen, "/nowhere/at/all.md");
    screen_expect(screen, "cannot write /nowhere/at/all.md: No such file");
    screen_leave(screen, "q");
    world_end(world);
}
END_TEST

START_TEST(the_checks_run_again_and_only_when_asked_for_production)
{
    struct world *world = world_start(NULL);
    world_profile(world, "live", "production", false, NULL, NULL);
    struct screen *screen = world_open(world, 24, 80, "live", "doctor");
    screen_expect(screen, "r looks at live step by step");
    screen_expect(screen, " ok "); /* the test of the connection, which asks for one list */
    ck_assert_uint_eq(world_requests(world, "/users/identify"), 0);
    screen_type(screen, "r");
    screen_expect(screen, "fine " DOT);
    ck_assert_uint_eq(world_requests(world, "/users/identify"), 1);
    screen_type(screen, "r");
    while (world_requests(world, "/users/identify") < 2)
        ck_assert(screen_read(screen, SCREEN_TIMEOUT_MS));
    screen_expect(screen, "fine " DOT);
    /* Nothing of it was taken for data. */
    ck_assert_uint_eq(world_requests(world, "\"status\":201"), 0);
    screen_leave(screen, "q");
    world_end(world);
}
END_TEST

START_TEST(the_screen_answers_while_the_checks_run_and_they_can_be_stopped)
{
    static const char *const options[] = { "latency", "300", NULL };
    struct world *world = world_start(options);
    world_profile(world, "slow", "sandbox", false, NULL, NULL);
    struct screen *screen = world_open(world, 24, 80, "slow", "doctor");
    screen_expect(screen, "trying permissions");
    screen_expect(screen, "(^C stops)");
    screen_type(screen, "?");
    screen_expect(screen, "run all checks");
    screen_type(screen, "\033");
    screen_expect(screen, "trying permissions");
    screen_type(screen, "r");
    screen_expect(screen, "the checks are running");
    screen_type(screen, "\003");
    screen_expect(screen, "The checks were stopped");
    expect_first(screen, "warn  The checks were stopped; what follows is not all");
    screen_leave(screen, "q");
    world_end(world);
}
END_TEST

START_TEST(commands_that_print_keys_are_waited_for_without_standing_still)
{
    struct world *world = world_start(NULL);
    char *api = memory_format("[\"sh\", \"-c\", \"test -f %s/go || exec sleep 60; echo " WORLD_KEY "\"]", world->home);
    char *app = memory_format("[\"sh\", \"-c\", \"until test -f %s/go; do sleep 0.1; done; echo "
                              "00000000-1111-2222-3333-444444444444\"]",
                              world->home);
    world_profile(world, "vault", "sandbox", false, NULL, NULL);
    const char *const arguments[] = { "profile",           "set", "vault", "--api-key-command", api,
                                      "--app-key-command", app,   NULL };
    world_run(world, arguments, 0);
    struct screen *screen = world_open(world, 24, 80, "vault", "doctor");
    screen_expect(screen, "r looks at vault step by step"); /* a command may ask for a pass phrase: not unasked */
    screen_type(screen, "r");
    screen_expect(screen, "asking for the keys");
    screen_expect(screen, "A command that prints a key is running.");
    screen_type(screen, "?");
    screen_expect(screen, "run all checks");
    screen_type(screen, "\033\003");
    screen_expect(screen, "The checks were stopped");
    char *go = world_path(world, "go");
    FILE *file = fopen(go, "w");
    ck_assert_ptr_nonnull(file);
    ck_assert_int_eq(fclose(file), 0);
    free(go);
    /* The console gives its own command up with the session: opened anew, both keys are there. */
    screen_type(screen, "p");
    screen_expect(screen, "Switch to profile");
    screen_type(screen, "\r");
    screen_expect(screen, "Profile vault is open");
    screen_type(screen, "r");
    expect_first(screen, "ok    vault can do what it is set up to do");
    screen_expect(screen, "The app identifier key has the shape of one");
    free(api);
    free(app);
    screen_leave(screen, "q");
    world_end(world);
}
END_TEST

START_TEST(another_profile_can_be_chosen_while_the_checks_run)
{
    static const char *const options[] = { "latency", "200", NULL };
    struct world *world = world_start(options);
    world_profile(world, "first", "sandbox", false, NULL, NULL);
    world_profile(world, "second", "sandbox", true, NULL, NULL);
    struct screen *screen = world_open(world, 24, 80, "first", "doctor");
    screen_expect(screen, "trying permissions");
    screen_type(screen, "p");
    screen_expect(screen, "Switch to profile");
    screen_type(screen, "second\r");
    screen_expect(screen, "Profile second is open");
    expect_first(screen, "second can do what it is set up to do");
    screen_leave(screen, "q");
    world_end(world);
}
END_TEST

START_TEST(what_is_copied_has_no_key)
{
    struct world *world = world_start(NULL);
    world_profile(world, "good", "sandbox", false, NULL, NULL);
    struct screen *screen = world_open(world, 24, 80, "good", "doctor");
    screen_expect(screen, "fine " DOT);
    screen_type(screen, "ym");
    screen_expect(screen, "the report as Markdown, ");
    char *copied = world_clipboard(screen);
    ck_assert_ptr_nonnull(copied);
    ck_assert_ptr_nonnull(strstr(copied, "# Braze connection report"));
    ck_assert_ptr_null(strstr(copied, WORLD_KEY));
    free(copied);
    screen_type(screen, "yj");
    screen_expect(screen, "the report as JSON, ");
    copied = world_clipboard(screen);
    ck_assert_int_eq(copied[0], '{');
    ck_assert_ptr_null(strstr(copied, WORLD_KEY));
    free(copied);
    screen_type(screen, "yc");
    screen_expect(screen, "Sent a command, ");
    copied = world_clipboard(screen);
    ck_assert_str_eq(copied, "brazier doctor -p good");
    free(copied);
    screen_leave(screen, "q");
    world_end(world);
}
END_TEST

START_TEST(it_works_in_a_small_terminal_and_while_that_changes)
{
    struct world *world = world_start(NULL);
    world_profile(world, "wrong", "sandbox", false, NULL, "dummy-key-of-another-9999");
    struct screen *screen = world_open(world, 16, 60, "wrong", "doctor");
    expect_first(screen, "FAIL  127.0.0.1:");
    screen_resize(screen, 10, 40);
    screen_expect(screen, "1 problem");
    expect_first(screen, "FAIL  127.0.0.1:");
    screen_type(screen, "GG\rq");
    screen_resize(screen, 45, 140);
    screen_type(screen, "g");
    expect_first(screen, "does not know the key: it is wrong or revoked, or belongs to another instance");
    screen_leave(screen, "q");
    world_end(world);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("doctor screen");
    TCase *tests = tcase_create("doctor screen");
    tcase_set_timeout(tests, 120);
    tcase_add_test(tests, a_good_profile_is_told_to_be_good_at_80x24);
    tcase_add_test(tests, a_good_profile_is_told_to_be_good_at_140x45);
    tcase_add_test(tests, the_first_line_names_a_wrong_key_at_80x24);
    tcase_add_test(tests, the_first_line_names_a_wrong_key_at_140x45);
    tcase_add_test(tests, a_closed_port_is_told_in_the_first_line);
    tcase_add_test(tests, a_missing_permission_says_what_needs_it_at_80x24);
    tcase_add_test(tests, a_missing_permission_says_what_needs_it_at_140x45);
    tcase_add_test(tests, the_report_is_saved_without_the_key_and_replaced_only_when_asked);
    tcase_add_test(tests, a_report_that_cannot_be_written_says_why);
    tcase_add_test(tests, the_checks_run_again_and_only_when_asked_for_production);
    tcase_add_test(tests, the_screen_answers_while_the_checks_run_and_they_can_be_stopped);
    tcase_add_test(tests, commands_that_print_keys_are_waited_for_without_standing_still);
    tcase_add_test(tests, another_profile_can_be_chosen_while_the_checks_run);
    tcase_add_test(tests, what_is_copied_has_no_key);
    tcase_add_test(tests, it_works_in_a_small_terminal_and_while_that_changes);
    suite_add_tcase(suite, tests);
    return unit_run(suite);
}
