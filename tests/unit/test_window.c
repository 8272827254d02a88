#include "sync/window.h"

#include <stdio.h>
#include <string.h>

#include "support/date.h"
#include "support/text.h"
#include "unit.h"

static int32_t day(const char *text)
{
    int32_t value = 0;
    ck_assert_msg(date_parse_day(text, &value), "%s is no day", text);
    return value;
}

/* "2026-01-01..2026-01-05/4 ..." for the windows of a plan. */
static char *describe(struct window_plan plan, int32_t step)
{
    UT_string *out;
    utstring_new(out);
    for (size_t i = 0; i < plan.count; i++) {
        for (struct window rest = plan.ranges[i]; rest.first < rest.end;) {
            struct window window = window_next(rest, step);
            char first[DATE_DAY_SIZE], end[DATE_DAY_SIZE];
            date_format_day(window.first, first);
            date_format_day(window_ending_at(window, 0), end);
            utstring_printf(out, "%s%s..%s/%d", utstring_len(out) > 0 ? " " : "", first, end,
                            (int)window_length(window));
            rest.first = window.end;
        }
    }
    char *text = memory_copy_string(utstring_body(out));
    utstring_free(out);
    return text;
}

static void expect_plan(const char *start, const char *today, int32_t step, const char *cursor, int32_t lookback,
                        const char *expected)
{
    struct window_coverage coverage = { .any = cursor != NULL };
    if (cursor != NULL)
        coverage.cursor = day(cursor);
    char *got = describe(window_plan(day(start), day(today), &coverage, lookback), step);
    ck_assert_str_eq(got, expected);
    free(got);
}

START_TEST(a_first_run_asks_for_every_day_up_to_yesterday_once)
{
    expect_plan("2022-09-01", "2022-12-15", 100, NULL, 0, "2022-09-01..2022-12-10/100 2022-12-10..2022-12-15/5");
    expect_plan("2022-12-01", "2022-12-08", 3, NULL, 0,
                "2022-12-01..2022-12-04/3 2022-12-04..2022-12-07/3 2022-12-07..2022-12-08/1");
    expect_plan("2022-09-01", "2022-12-15", 14, NULL, 0,
                "2022-09-01..2022-09-15/14 2022-09-15..2022-09-29/14 2022-09-29..2022-10-13/14 "
                "2022-10-13..2022-10-27/14 2022-10-27..2022-11-10/14 2022-11-10..2022-11-24/14 "
                "2022-11-24..2022-12-08/14 2022-12-08..2022-12-15/7");
}
END_TEST

START_TEST(a_tail_of_one_day_is_not_lost)
{
    expect_plan("2022-12-01", "2022-12-16", 14, NULL, 0, "2022-12-01..2022-12-15/14 2022-12-15..2022-12-16/1");
    expect_plan("2022-12-01", "2022-12-15", 14, NULL, 0, "2022-12-01..2022-12-15/14");
}
END_TEST

START_TEST(a_later_run_starts_lookback_days_before_the_cursor)
{
    expect_plan("2022-09-01", "2022-12-15", 100, "2022-12-14", 0, "2022-12-14..2022-12-15/1");
    expect_plan("2022-09-01", "2022-12-16", 100, "2022-12-14", 0, "2022-12-14..2022-12-16/2");
    expect_plan("2022-09-01", "2022-12-16", 100, "2022-12-14", 14, "2022-11-30..2022-12-16/16");
    expect_plan("2022-12-10", "2022-12-16", 100, "2022-12-14", 14, "2022-12-10..2022-12-16/6");
}
END_TEST

START_TEST(a_start_of_today_or_later_asks_for_nothing)
{
    expect_plan("2022-12-15", "2022-12-15", 100, NULL, 14, "");
    expect_plan("2023-01-01", "2022-12-15", 100, NULL, 14, "");
    expect_plan("2022-09-01", "2022-12-15", 100, "2022-12-15", 0, "");
}
END_TEST

START_TEST(the_later_of_start_and_cursor_wins)
{
    expect_plan("2022-12-01", "2022-12-10", 100, "2022-06-01", 14, "2022-12-01..2022-12-10/9");
}
END_TEST

START_TEST(a_cursor_in_the_future_is_told_and_everything_read_again)
{
    struct window_coverage coverage = { .any = true, .cursor = day("2050-10-31") };
    struct window_plan plan = window_plan(day("2026-11-01"), day("2026-11-22"), &coverage, 14);
    ck_assert(plan.cursor_in_future);
    char *got = describe(plan, 100);
    ck_assert_str_eq(got, "2026-11-01..2026-11-22/21");
    free(got);
    coverage.cursor = day("2026-11-22");
    ck_assert(!window_plan(day("2026-11-01"), day("2026-11-22"), &coverage, 14).cursor_in_future);
}
END_TEST

START_TEST(an_earlier_start_than_last_time_reads_the_days_before_what_is_there)
{
    struct window_coverage coverage = { true, true, day("2026-10-01"), day("2026-11-20") };
    char *got = describe(window_plan(day("2026-09-01"), day("2026-11-22"), &coverage, 5), 100);
    ck_assert_str_eq(got, "2026-09-01..2026-10-01/30 2026-11-15..2026-11-22/7");
    free(got);
    coverage.cursor = day("2026-10-03");
    got = describe(window_plan(day("2026-09-01"), day("2026-11-22"), &coverage, 5), 100);
    ck_assert_str_eq(got, "2026-09-01..2026-11-22/82");
    free(got);
}
END_TEST

START_TEST(the_count_of_windows_is_that_of_the_windows)
{
    ck_assert_uint_eq(window_count((struct window){ 0, 0 }, 100), 0);
    ck_assert_uint_eq(window_count((struct window){ 5, 4 }, 100), 0);
    ck_assert_uint_eq(window_count((struct window){ 0, 100 }, 100), 1);
    ck_assert_uint_eq(window_count((struct window){ 0, 101 }, 100), 2);
}
END_TEST

/* A server that answers length days, the last of which is last_of(ending_at). */
static struct window_verdict ask(struct window asked, int32_t shift, int32_t last_offset)
{
    int32_t days[100];
    size_t count = (size_t)window_length(asked);
    for (size_t i = 0; i < count; i++)
        days[i] = window_ending_at(asked, shift) + last_offset - (int32_t)i;
    return window_judge(asked, shift, days, count);
}

START_TEST(an_answer_with_all_days_is_complete)
{
    ck_assert(!ask((struct window){ 100, 200 }, 0, -1).again);
    ck_assert(!ask((struct window){ 100, 101 }, 0, -1).again);
}
END_TEST

START_TEST(a_server_whose_last_day_is_ending_at_is_asked_again_for_the_first_day_and_then_a_day_earlier)
{
    struct window asked = { 100, 200 };
    struct window_verdict verdict = ask(asked, 0, 0);
    ck_assert(verdict.again);
    ck_assert_int_eq(verdict.missing.first, 100);
    ck_assert_int_eq(verdict.missing.end, 101);
    ck_assert_int_eq(verdict.shift, -1);
    ck_assert(!ask(verdict.missing, verdict.shift, 0).again);
    ck_assert(!ask((struct window){ 200, 214 }, verdict.shift, 0).again);
    verdict = ask((struct window){ 100, 101 }, 0, 0); /* all of it is outside */
    ck_assert(verdict.again);
    ck_assert_int_eq(verdict.missing.first, 100);
    ck_assert_int_eq(verdict.missing.end, 101);
    ck_assert_int_eq(verdict.shift, -1);
}
END_TEST

START_TEST(a_server_whose_last_day_is_earlier_is_asked_again_for_the_last_day_and_then_a_day_later)
{
    struct window_verdict verdict = ask((struct window){ 100, 200 }, 0, -2);
    ck_assert(verdict.again);
    ck_assert_int_eq(verdict.missing.first, 199);
    ck_assert_int_eq(verdict.missing.end, 200);
    ck_assert_int_eq(verdict.shift, 1);
    ck_assert(!ask(verdict.missing, verdict.shift, -2).again);
}
END_TEST

START_TEST(an_answer_without_days_or_with_gaps_inside_is_taken_as_it_is)
{
    struct window asked = { 10, 20 };
    ck_assert(!window_judge(asked, 0, NULL, 0).again);
    const int32_t gap[] = { 10, 19 };
    ck_assert(!window_judge(asked, 0, gap, 2).again);
}
END_TEST

START_TEST(missing_ends_are_asked_for_again_even_when_nothing_lies_outside)
{
    struct window asked = { 10, 20 };
    const int32_t late_start[] = { 13, 14, 15, 16, 17, 18, 19 };
    struct window_verdict verdict = window_judge(asked, 0, late_start, 7);
    ck_assert(verdict.again && verdict.missing.first == 10 && verdict.missing.end == 13 && verdict.shift == 0);
    const int32_t early_end[] = { 10, 11, 12 };
    verdict = window_judge(asked, 0, early_end, 3);
    ck_assert(verdict.again && verdict.missing.first == 13 && verdict.missing.end == 20 && verdict.shift == 0);
    const int32_t middle[] = { 14 };
    verdict = window_judge(asked, 0, middle, 1);
    ck_assert(verdict.again && verdict.missing.first == 10 && verdict.missing.end == 20 && verdict.shift == 0);
}
END_TEST

START_TEST(days_far_from_the_window_do_not_move_it)
{
    const int32_t nonsense[] = { 9000 };
    ck_assert(!window_judge((struct window){ 10, 20 }, 0, nonsense, 1).again);
    const int32_t past[] = { -9000 };
    ck_assert(!window_judge((struct window){ 10, 20 }, 0, past, 1).again);
}
END_TEST

START_TEST(no_day_is_lost_or_doubled_for_any_range_and_either_reading)
{
    for (int32_t offset = -2; offset <= 0; offset++) {
        for (int32_t length = 1; length <= 230; length++) {
            int seen[230] = { 0 };
            int32_t shift = 0;
            for (struct window rest = { 1000, 1000 + length }; rest.first < rest.end;) {
                struct window window = window_next(rest, 14), asked = window;
                for (int tries = 0; tries < 2; tries++) {
                    int32_t last = window_ending_at(asked, shift) + offset;
                    for (int32_t d = last - window_length(asked) + 1; d <= last; d++) {
                        if (d >= asked.first && d < asked.end)
                            seen[d - 1000]++;
                    }
                    struct window_verdict verdict = ask(asked, shift, offset);
                    if (!verdict.again)
                        break;
                    asked = verdict.missing;
                    shift = verdict.shift;
                }
                rest.first = window.end;
            }
            for (int32_t d = 0; d < length; d++)
                ck_assert_msg(seen[d] == 1, "offset %d, length %d: day %d came %d times", (int)offset, (int)length,
                              (int)d, seen[d]);
        }
    }
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("window");
    TCase *plan = tcase_create("plan");
    tcase_add_test(plan, a_first_run_asks_for_every_day_up_to_yesterday_once);
    tcase_add_test(plan, a_tail_of_one_day_is_not_lost);
    tcase_add_test(plan, a_later_run_starts_lookback_days_before_the_cursor);
    tcase_add_test(plan, a_start_of_today_or_later_asks_for_nothing);
    tcase_add_test(plan, the_later_of_start_and_cursor_wins);
    tcase_add_test(plan, a_cursor_in_the_future_is_told_and_everything_read_again);
    tcase_add_test(plan, an_earlier_start_than_last_time_reads_the_days_before_what_is_there);
    tcase_add_test(plan, the_count_of_windows_is_that_of_the_windows);
    suite_add_tcase(suite, plan);
    TCase *judge = tcase_create("judge");
    tcase_add_test(judge, an_answer_with_all_days_is_complete);
    tcase_add_test(judge, a_server_whose_last_day_is_ending_at_is_asked_again_for_the_first_day_and_then_a_day_earlier);
    tcase_add_test(judge, a_server_whose_last_day_is_earlier_is_asked_again_for_the_last_day_and_then_a_day_later);
    tcase_add_test(judge, an_answer_without_days_or_with_gaps_inside_is_taken_as_it_is);
    tcase_add_test(judge, missing_ends_are_asked_for_again_even_when_nothing_lies_outside);
    tcase_add_test(judge, days_far_from_the_window_do_not_move_it);
    tcase_add_test(judge, no_day_is_lost_or_doubled_for_any_range_and_either_reading);
    suite_add_tcase(suite, judge);
    return unit_run(suite);
}
