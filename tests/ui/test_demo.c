/* The journey that the demo is for, and what every part of it must keep. */
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "../unit/place.h"
#include "../unit/unit.h"
#include "screen.h"

static bool has_dots(const struct screen *screen)
{
    for (int row = 0; row < screen->rows; row++)
        for (int column = 0; column < screen->columns; column++) {
            uint32_t point = screen_cell(screen, row, column).chars[0];
            if (point > 0x2800 && point < 0x2900)
                return true;
        }
    return false;
}

/* Waits for a chart in braille. */
static void expect_dots(struct screen *screen)
{
    int64_t deadline = screen_now_ms() + SCREEN_TIMEOUT_MS;
    while (!has_dots(screen)) {
        ck_assert_int_lt(screen_now_ms(), deadline);
        (void)screen_read(screen, 100);
    }
}

static void walk_through(int rows, int columns)
{
    struct screen *screen = screen_demo(rows, columns, NULL);
    ck_assert(screen->on_alternate);
    screen_expect(screen, "\xE2\x97\x8F ok"); /* the connection was tested */
    screen_type(screen, "2");
    screen_expect(screen, "Streams");
    screen_type(screen, "\r");
    screen_expect(screen, "campaigns \xC2\xB7 111");
    screen_expect(screen, "Welcome Email");
    screen_type(screen, "\r");
    screen_expect(screen, "ios_push");
    screen_expect(screen, "max ");
    expect_dots(screen);
    screen_type(screen, "6");
    screen_expect(screen, "/campaigns/data_");
    screen_leave(screen, "q");
}

START_TEST(the_demo_goes_from_the_test_to_a_chart_at_80x24)
{
    walk_through(24, 80);
}
END_TEST

START_TEST(the_demo_goes_from_the_test_to_a_chart_at_140x45)
{
    walk_through(45, 140);
}
END_TEST

START_TEST(the_demo_goes_from_the_test_to_a_chart_at_60x16)
{
    walk_through(16, 60);
}
END_TEST

START_TEST(the_demo_leaves_nothing_behind)
{
    char *directory = place_make();
    char variable[4096];
    (void)snprintf(variable, sizeof variable, "TMPDIR=%s", directory);
    const char *const environment[] = { variable, NULL };
    const char *const arguments[] = { "demo", NULL };
    struct screen *screen = screen_start(&(struct screen_options){ .arguments = arguments, .environment = environment });
    screen_expect(screen, "ok,");
    screen_type(screen, "q");
    ck_assert_int_eq(screen_wait(screen), 0);
    /* Nothing in HOME, nothing in TMPDIR: both can be removed as empty directories are. */
    ck_assert_int_eq(remove(directory), 0);
    ck_assert_int_eq(remove(screen->home), 0);
    screen_end(screen);
    place_remove(directory);
}
END_TEST

START_TEST(a_demo_that_is_killed_leaves_nothing_behind)
{
    static const int signals[] = { SIGKILL, SIGSEGV, SIGTERM, SIGHUP };
    int number = signals[_i];
    char *directory = place_make();
    char variable[4096];
    (void)snprintf(variable, sizeof variable, "TMPDIR=%s", directory);
    const char *const environment[] = { variable, NULL };
    const char *const arguments[] = { "demo", NULL };
    struct screen *screen = screen_start(&(struct screen_options){ .arguments = arguments, .environment = environment });
    screen_expect(screen, "ok,");
    ck_assert_int_ne(remove(directory), 0); /* there is something in it */
    ck_assert_int_eq(kill(screen->child, number), 0);
    (void)screen_wait(screen);
    /* Who removes it does so a moment after the end; the directory around it can then be removed. */
    int64_t deadline = screen_now_ms() + SCREEN_TIMEOUT_MS;
    while (remove(directory) != 0) {
        ck_assert_int_lt(screen_now_ms(), deadline);
        (void)poll(NULL, 0, 5);
    }
    screen_end(screen);
    place_remove(directory);
}
END_TEST

START_TEST(q_goes_up_one_level_and_never_two)
{
    struct screen *screen = screen_demo(24, 80, NULL);
    screen_expect(screen, "q quit");
    screen_type(screen, "2\r");
    screen_expect(screen, "Welcome Email");
    screen_expect(screen, "q back");
    screen_type(screen, "\r");
    screen_expect(screen, "Overview");
    screen_type(screen, "q");
    screen_expect_gone(screen, "Overview");
    ck_assert(screen_shows(screen, "campaigns \xC2\xB7 111"));
    screen_type(screen, "\033");
    screen_expect(screen, "Streams \xC2\xB7");
    screen_expect(screen, "q quit");
    screen_type(screen, "\033");
    screen_expect(screen, "This is the first level; q leaves the program");
    screen_type(screen, "q");
    ck_assert_int_eq(screen_wait(screen), 0);
    screen_end(screen);
}
END_TEST

START_TEST(an_unknown_key_says_so_and_rings_no_bell)
{
    struct screen *screen = screen_demo(24, 80, NULL);
    screen_type(screen, "v");
    screen_expect(screen, "no action on v; ? for keys");
    ck_assert_ptr_null(strchr(screen->raw, '\a'));
    screen_type(screen, "\033[1;5A"); /* a key that terminals send and nobody has bound: its letters are no keys */
    screen_expect(screen, "no action on ?; ? for keys");
    screen_type(screen, "q");
    ck_assert_int_eq(screen_wait(screen), 0);
    screen_end(screen);
}
END_TEST

START_TEST(the_filter_the_sort_and_the_selection_work_together)
{
    struct screen *screen = screen_demo(24, 80, NULL);
    screen_type(screen, "2\r");
    screen_expect(screen, "Welcome Email");
    screen_type(screen, "/week");
    screen_expect(screen, "of 111");
    screen_expect(screen, "Weekly digest");
    screen_expect_gone(screen, "Welcome Email");
    screen_settle(screen, 100);
    ck_assert(screen->cursor_shown);
    ck_assert_int_eq(screen_cursor(screen).row, screen_find(screen, "/week"));
    screen_type(screen, "\r\033");
    screen_expect(screen, "campaigns \xC2\xB7 111 ");
    int row = screen_find(screen, "Weekly digest");
    ck_assert_int_eq((int)screen_cell(screen, row, 0).chars[0], 0x25B8); /* still selected */
    screen_type(screen, ">");
    screen_expect(screen, "NAME\xE2\x96\xB2");
    row = screen_find(screen, "Weekly digest");
    ck_assert_int_eq((int)screen_cell(screen, row, 0).chars[0], 0x25B8);
    screen_type(screen, "s\r");
    screen_expect(screen, "NAME\xE2\x96\xBC");
    screen_end(screen);
}
END_TEST

START_TEST(the_palette_finds_actions_and_the_help_lists_them)
{
    struct screen *screen = screen_demo(24, 80, NULL);
    screen_type(screen, ":");
    screen_expect(screen, "Commands");
    screen_type(screen, "hist");
    screen_expect(screen, "screen-history");
    screen_type(screen, "\r");
    screen_expect(screen, "History \xC2\xB7");
    screen_type(screen, "?");
    screen_expect(screen, "Here");
    screen_type(screen, "/suspend");
    screen_expect_gone(screen, "sort by the next column");
    screen_type(screen, "\r");
    screen_type(screen, "q");
    screen_expect_gone(screen, "Keys");
    /* Enter opens a row of any list but this one. */
    screen_type(screen, "1?");
    screen_expect(screen, "Enter             work with the selected profile");
    ck_assert(!screen_shows(screen, "look into the selected row"));
    screen_end(screen);
}
END_TEST

START_TEST(a_wrong_key_says_what_is_wrong_and_what_to_do)
{
    struct screen *screen = screen_demo(24, 80, NULL);
    screen_type(screen, "Gt");
    screen_expect(screen, "does not know the key");
    screen_expect(screen, "FAIL: key refused");
    screen_type(screen, "!");
    screen_expect(screen, "FAILED: demo-wrong-key");
    screen_expect(screen, "Settings > APIs and Identifiers");
    ck_assert_ptr_null(strstr(screen->raw, "not-the-key-of-this-workspace"));
    screen_end(screen);
}
END_TEST

START_TEST(another_profile_is_opened_and_production_says_its_word)
{
    struct screen *screen = screen_demo(24, 80, NULL);
    screen_type(screen, "pproduction\r");
    screen_expect(screen, "this is PRODUCTION");
    char *top = screen_row(screen, 0);
    ck_assert_ptr_nonnull(strstr(top, " PRODUCTION "));
    ck_assert_ptr_nonnull(strstr(top, "read-only"));
    int column = screen_find_column(screen, 0, "PRODUCTION");
    ck_assert(screen_cell(screen, 0, column).attrs.bold);
    free(top);
    screen_end(screen);
}
END_TEST

START_TEST(a_daily_series_is_a_chart_and_a_table)
{
    struct screen *screen = screen_demo(24, 80, NULL);
    screen_type(screen, "2/active\r\r"); /* kpi daily active users */
    screen_expect(screen, "dau, 30 days \xC2\xB7");
    expect_dots(screen);
    screen_type(screen, "t");
    screen_expect(screen, "365 \xC2\xB7 exported");
    screen_settle(screen, 100);
    ck_assert(!has_dots(screen));
    screen_type(screen, "t");
    expect_dots(screen);
    screen_type(screen, "q");
    screen_expect(screen, "Streams");
    screen_end(screen);
}
END_TEST

START_TEST(pasted_text_is_never_a_row_of_commands)
{
    struct screen *screen = screen_demo(24, 80, NULL);
    screen_type(screen, "\033[200~qqq2\033[201~");
    screen_expect(screen, "Text can be pasted only where it is typed");
    screen_type(screen, "/\033[200~demo-w\033[201~");
    screen_expect(screen, "1 of 3");
    screen_end(screen);
}
END_TEST

START_TEST(copying_goes_to_the_terminals_clipboard)
{
    struct screen *screen = screen_demo(24, 80, NULL);
    screen_type(screen, "yn");
    screen_expect(screen, "Sent the profile's name, 4 bytes");
    ck_assert_ptr_nonnull(strstr(screen->raw, "\033]52;c;ZGVtbw==\033\\")); /* "demo" */
    screen_end(screen);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("demo");
    TCase *tests = tcase_create("demo");
    tcase_set_timeout(tests, 120);
    tcase_add_test(tests, the_demo_goes_from_the_test_to_a_chart_at_80x24);
    tcase_add_test(tests, the_demo_goes_from_the_test_to_a_chart_at_140x45);
    tcase_add_test(tests, the_demo_goes_from_the_test_to_a_chart_at_60x16);
    tcase_add_test(tests, the_demo_leaves_nothing_behind);
    tcase_add_loop_test(tests, a_demo_that_is_killed_leaves_nothing_behind, 0, 4);
    tcase_add_test(tests, q_goes_up_one_level_and_never_two);
    tcase_add_test(tests, an_unknown_key_says_so_and_rings_no_bell);
    tcase_add_test(tests, the_filter_the_sort_and_the_selection_work_together);
    tcase_add_test(tests, the_palette_finds_actions_and_the_help_lists_them);
    tcase_add_test(tests, a_wrong_key_says_what_is_wrong_and_what_to_do);
    tcase_add_test(tests, another_profile_is_opened_and_production_says_its_word);
    tcase_add_test(tests, a_daily_series_is_a_chart_and_a_table);
    tcase_add_test(tests, pasted_text_is_never_a_row_of_commands);
    tcase_add_test(tests, copying_goes_to_the_terminals_clipboard);
    suite_add_tcase(suite, tests);
    return unit_run(suite);
}
