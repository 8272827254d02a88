/* The terminal is given back as it was, whatever happens, and is used as it is. */
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "../unit/unit.h"
#include "screen.h"

static void end_by(int number)
{
    struct screen *screen = screen_demo(24, 80, NULL);
    screen_expect(screen, "ok,");
    ck_assert_int_eq(kill(screen->child, number), 0);
    ck_assert_int_eq(screen_wait(screen), 128 + number);
    screen_expect_restored(screen);
    screen_end(screen);
}

START_TEST(sigterm_gives_the_terminal_back)
{
    end_by(SIGTERM);
}
END_TEST

START_TEST(sighup_gives_the_terminal_back)
{
    end_by(SIGHUP);
}
END_TEST

START_TEST(a_crash_gives_the_terminal_back_and_says_what_happened)
{
    struct screen *screen = screen_demo(24, 80, NULL);
    screen_expect(screen, "ok,");
    ck_assert_int_eq(kill(screen->child, SIGABRT), 0);
    ck_assert_int_eq(screen_wait(screen), 128 + SIGABRT);
    screen_expect_restored(screen);
    screen_expect(screen, "brazier: crashed");
    screen_end(screen);
}
END_TEST

START_TEST(a_fault_gives_the_terminal_back)
{
    struct screen *screen = screen_demo(24, 80, NULL);
    screen_expect(screen, "ok,");
    ck_assert_int_eq(kill(screen->child, SIGSEGV), 0);
    (void)screen_wait(screen); /* a sanitizer ends with a status of its own, and with a long report */
    screen_expect_restored(screen);
    ck_assert_ptr_nonnull(strstr(screen->raw, "brazier: crashed"));
    screen_end(screen);
}
END_TEST

START_TEST(a_terminal_that_goes_away_ends_the_program)
{
    struct screen *screen = screen_demo(24, 80, NULL);
    screen_expect(screen, "ok,");
    (void)close(screen->slave);
    (void)close(screen->master);
    screen->slave = screen->master = -1;
    int64_t deadline = screen_now_ms() + SCREEN_TIMEOUT_MS;
    while (kill(screen->child, 0) == 0 && waitpid(screen->child, &screen->status, WNOHANG) == 0)
        ck_assert_int_lt(screen_now_ms(), deadline);
    screen->ended = true;
    screen_end(screen);
}
END_TEST

START_TEST(interrupting_at_rest_leaves_the_program)
{
    struct screen *screen = screen_demo(24, 80, NULL);
    screen_expect(screen, "ok,");
    screen_leave(screen, "\003");
}
END_TEST

START_TEST(interrupting_stops_what_runs_first)
{
    const char *const slow[] = { "--latency", "20000", NULL };
    struct screen *screen = screen_demo(24, 80, slow);
    screen_expect(screen, "testing");
    screen_type(screen, "\003");
    screen_expect_gone(screen, "testing");
    screen_type(screen, "2\r");
    screen_expect(screen, "Exporting campaigns");
    screen_type(screen, "\003");
    screen_expect(screen, "stopped; 0 of 14 streams are complete");
    screen_type(screen, "\003");
    ck_assert_int_eq(screen_wait(screen), 0);
    screen_end(screen);
}
END_TEST

START_TEST(it_can_be_suspended_and_comes_back_as_it_was)
{
    const char *const arguments[] = { "-i", NULL };
    const char *const environment[] = { "PS1=ready> ", "ENV=", NULL };
    struct screen *screen = screen_start(&(struct screen_options){ .program = "/bin/sh", .arguments = arguments, .environment = environment });
    screen_expect(screen, "ready>");
    char command[512];
    (void)snprintf(command, sizeof command, "set -m; %s demo\n", getenv("BRAZIER"));
    screen_type(screen, command);
    screen_expect(screen, "LAST TEST");
    screen_expect(screen, "ok,");
    screen_type(screen, "j\032");
    screen_expect_gone(screen, "LAST TEST");
    screen_type(screen, "echo in the sh''ell\n");
    screen_expect(screen, "in the shell");
    ck_assert(!screen->on_alternate);
    screen_resize(screen, 30, 100);
    screen_type(screen, "fg\n");
    screen_expect(screen, "LAST TEST");
    ck_assert(screen->on_alternate);
    screen_expect(screen, "\xE2\x96\xB8 demo-production");
    char *hints = screen_row(screen, 29); /* it has taken the new size over */
    ck_assert_ptr_nonnull(strstr(hints, "? help"));
    free(hints);
    screen_type(screen, "q");
    screen_expect_gone(screen, "LAST TEST");
    screen_type(screen, "exit\n");
    ck_assert_int_eq(screen_wait(screen), 0);
    screen_end(screen);
}
END_TEST

START_TEST(any_size_is_survived_and_the_last_one_counts)
{
    struct screen *screen = screen_demo(24, 80, NULL);
    screen_expect(screen, "ok,");
    screen_type(screen, "2\r");
    screen_expect(screen, "Welcome Email");
    static const int sizes[][2] = { { 1, 1 }, { 200, 500 }, { 2, 300 }, { 100, 2 }, { 10, 40 }, { 9, 40 }, { 10, 39 }, { 45, 140 }, { 3, 3 } };
    for (int round = 0; round < 3; round++)
        for (size_t i = 0; i < sizeof sizes / sizeof sizes[0]; i++) {
            screen_resize(screen, sizes[i][0], sizes[i][1]);
            screen_type(screen, "j\033[B");
        }
    screen_resize(screen, 8, 30);
    screen_expect(screen, "40x10 needed, now 30x8");
    screen_resize(screen, 24, 80);
    screen_expect(screen, "campaigns \xC2\xB7 111");
    screen_settle(screen, 200);
    char *hints = screen_row(screen, 23);
    ck_assert_ptr_nonnull(strstr(hints, "? help"));
    free(hints);
    screen_type(screen, "qq");
    ck_assert_int_eq(screen_wait(screen), 0);
    screen_end(screen);
}
END_TEST

START_TEST(the_40x10_terminal_has_lists_and_single_panes)
{
    struct screen *screen = screen_demo(10, 40, NULL);
    screen_type(screen, "2\r");
    screen_expect(screen, "Welcome Email");
    screen_type(screen, "\r");
    screen_expect(screen, "Overview");
    screen_type(screen, "]]]");
    screen_expect(screen, "{");
    screen_end(screen);
}
END_TEST

/* Whether any colour but the terminal's own was ever asked for (SGR 30 to 37, 40 to 47, 38, 48, 90 to 107). */
static bool has_colour(const struct screen *screen)
{
    for (const char *at = screen->raw; (at = strstr(at, "\033[")) != NULL; at++) {
        const char *end = at + 2 + strspn(at + 2, "0123456789;");
        const char *number = at + 2;
        while (*end == 'm' && number < end) {
            long code = strtol(number, NULL, 10);
            if ((code >= 30 && code <= 38) || (code >= 40 && code <= 48) || code >= 90)
                return true;
            number += strcspn(number, ";m") + 1;
        }
    }
    return false;
}

static struct screen *start_with(const char *variable, const char *option)
{
    const char *const arguments[] = { "demo", option, NULL };
    const char *const environment[] = { variable, NULL };
    struct screen *screen = screen_start(&(struct screen_options){ .arguments = arguments, .environment = environment });
    screen_expect(screen, "ok,");
    screen_type(screen, "pproduction\r");
    screen_expect(screen, "this is PRODUCTION");
    screen_settle(screen, 100);
    return screen;
}

START_TEST(no_color_is_honoured_and_production_is_still_seen)
{
    struct screen *screen = start_with("NO_COLOR=1", NULL);
    ck_assert(!has_colour(screen));
    int column = screen_find_column(screen, 0, "PRODUCTION");
    ck_assert(screen_cell(screen, 0, column).attrs.reverse);
    screen_end(screen);
    screen = start_with("NO_COLOR=1", "--color=always");
    ck_assert(has_colour(screen));
    screen_end(screen);
    screen = start_with("NO_COLOR=", "--color=never");
    ck_assert(!has_colour(screen));
    screen_end(screen);
}
END_TEST

START_TEST(a_locale_without_utf_8_gets_ascii_only)
{
    const char *const arguments[] = { "demo", NULL };
    const char *const environment[] = { "LANG=C", NULL };
    struct screen *screen = screen_start(&(struct screen_options){ .arguments = arguments, .environment = environment });
    screen_expect(screen, "ok,");
    screen_type(screen, "2\r");
    screen_expect(screen, "Welcome Email");
    screen_type(screen, "\r");
    screen_expect(screen, "max ");
    screen_settle(screen, 100);
    for (size_t i = 0; i < screen->bytes; i++)
        ck_assert_uint_lt((unsigned char)screen->raw[i], 0x80);
    ck_assert(screen_shows(screen, "###")); /* the chart's bars */
    screen_end(screen);
}
END_TEST

START_TEST(hostile_names_keep_the_columns_straight_and_drive_nothing)
{
    struct screen *screen = screen_demo(60, 100, NULL);
    screen_type(screen, "2\r");
    screen_expect(screen, "Welcome Email");
    screen_expect(screen, "14 streams"); /* what the demo exports by itself is there */
    screen_settle(screen, 100);
    int header = screen_find(screen, "LAST EDITED UTC");
    int column = screen_find_column(screen, header, "LAST EDITED UTC");
    int rows = 0;
    bool controls = false;
    /* The last four rows are not the table's while a message or the progress of an export stands there. */
    for (int row = header + 1; row < screen->rows - 4; row++) {
        ck_assert_int_eq((int)screen_cell(screen, row, column).chars[0], '2'); /* a year */
        ck_assert_int_eq((int)screen_cell(screen, row, column + 4).chars[0], '-');
        char *text = screen_row(screen, row);
        controls = controls || strstr(text, "^[") != NULL;
        free(text);
        rows++;
    }
    ck_assert_int_gt(rows, 40);
    ck_assert(controls); /* a name with an escape sequence was among them, and was shown */
    screen_end(screen);
}
END_TEST

START_TEST(without_a_terminal_there_is_a_hint_and_status_2)
{
    char command[512];
    (void)snprintf(command, sizeof command, "'%s' </dev/null 2>&1 >/dev/null", getenv("BRAZIER"));
    const char *const arguments[] = { "-c", command, NULL };
    struct screen *screen = screen_start(&(struct screen_options){ .program = "/bin/sh", .arguments = arguments });
    screen_expect(screen, "the console needs a terminal");
    screen_expect(screen, "brazier --help");
    ck_assert_int_eq(screen_wait(screen), 2);
    screen_end(screen);
    const char *const none[] = { NULL };
    const char *const dumb[] = { "TERM=dumb", NULL };
    screen = screen_start(&(struct screen_options){ .arguments = none, .environment = dumb });
    ck_assert_int_eq(screen_wait(screen), 2);
    screen_expect(screen, "TERM is \"dumb\"");
    screen_end(screen);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("terminal");
    TCase *tests = tcase_create("terminal");
    tcase_set_timeout(tests, 120);
    tcase_add_test(tests, sigterm_gives_the_terminal_back);
    tcase_add_test(tests, sighup_gives_the_terminal_back);
    tcase_add_test(tests, a_crash_gives_the_terminal_back_and_says_what_happened);
    tcase_add_test(tests, a_fault_gives_the_terminal_back);
    tcase_add_test(tests, a_terminal_that_goes_away_ends_the_program);
    tcase_add_test(tests, interrupting_at_rest_leaves_the_program);
    tcase_add_test(tests, interrupting_stops_what_runs_first);
    tcase_add_test(tests, it_can_be_suspended_and_comes_back_as_it_was);
    tcase_add_test(tests, any_size_is_survived_and_the_last_one_counts);
    tcase_add_test(tests, the_40x10_terminal_has_lists_and_single_panes);
    tcase_add_test(tests, no_color_is_honoured_and_production_is_still_seen);
    tcase_add_test(tests, a_locale_without_utf_8_gets_ascii_only);
    tcase_add_test(tests, hostile_names_keep_the_columns_straight_and_drive_nothing);
    tcase_add_test(tests, without_a_terminal_there_is_a_hint_and_status_2);
    suite_add_tcase(suite, tests);
    return unit_run(suite);
}
