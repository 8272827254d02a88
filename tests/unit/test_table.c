#include <math.h>
#include <stdio.h>
#include <string.h>

#include "fake_console.h"
#include "support/date.h"
#include "ui/widget/filter.h"
#include "ui/widget/table.h"
#include "unit.h"

struct campaign {
    const char *name;
    double sent; /* NAN: none */
    int32_t day;
    char id[32];
};

static struct campaign *campaigns;
static size_t campaign_count;

static size_t count_rows(void *context)
{
    (void)context;
    return campaign_count;
}

static void get_cell(void *context, size_t row, size_t column, struct cell *out)
{
    (void)context;
    const struct campaign *campaign = &campaigns[row];
    switch (column) {
    case 0:
        out->kind = CELL_TEXT;
        out->text = campaign->name;
        break;
    case 1:
        out->kind = isnan(campaign->sent) ? CELL_NONE : CELL_COUNT;
        out->number = campaign->sent;
        break;
    default:
        out->kind = CELL_DAY;
        out->number = campaign->day;
        break;
    }
}

static const char *get_id(void *context, size_t row)
{
    (void)context;
    return campaigns[row].id;
}

static const struct column columns[] = {
    { "NAME", "name", CELL_TEXT, 10, 20, 1, 0 },
    { "SENT", "sent", CELL_COUNT, 9, 9, 0, 2 },
    { "EDITED", "edited", CELL_DAY, 10, 10, 0, 1 },
};

static struct table *make_table(size_t count)
{
    static const char *const names[] = { "Spring sale", "Offspring onboarding", "winter", "Spring cleaning", "\xC3\x84pfel" };
    static const double sent[] = { 1200, NAN, 500, 41000, 500 };
    free(campaigns);
    campaigns = calloc(count + 1, sizeof *campaigns);
    campaign_count = count;
    for (size_t i = 0; i < count; i++) {
        campaigns[i].name = names[i % 5];
        campaigns[i].sent = sent[i % 5];
        campaigns[i].day = (int32_t)(20000 + i);
        (void)snprintf(campaigns[i].id, sizeof campaigns[i].id, "id-%zu", i);
    }
    struct rows_source source = { count_rows, get_cell, get_id, NULL };
    return table_new(rows_memory_new(&source, columns, 3), columns, 3);
}

static void act(struct table *table, enum action action)
{
    ck_assert_int_eq(table_act(table, fake_console(), action), REACTION_DONE);
}

static struct canvas *paint(struct table *table, int height, int width)
{
    struct canvas *canvas = canvas_new();
    canvas_resize(canvas, height, width);
    table_paint(table, canvas, (struct rect){ 0, 0, height, width }, "Campaigns", NULL, true);
    return canvas;
}

static void expect_row(struct table *table, int height, int width, int y, const char *expected)
{
    struct canvas *canvas = paint(table, height, width);
    char *text = canvas_row_text(canvas, y);
    ck_assert_str_eq(text, expected);
    free(text);
    canvas_free(canvas);
}

static void expect_selected(const struct table *table, const char *id)
{
    ck_assert_str_eq(table_selected_id(table), id);
}

START_TEST(a_table_shows_title_header_and_rows)
{
    struct table *table = make_table(5);
    expect_row(table, 8, 50, 0, " Campaigns \xC2\xB7 5");
    expect_row(table, 8, 50, 1, "  NAME                           SENT  EDITED");
    expect_row(table, 8, 50, 2, "\xE2\x96\xB8 Spring sale                   1,200  2024-10-04");
    expect_row(table, 8, 50, 3, "  Offspring onboarding              \xE2\x80\x94  2024-10-05");
    table_free(table);
}
END_TEST

START_TEST(columns_disappear_in_their_order_when_it_gets_narrow)
{
    struct table *table = make_table(1);
    expect_row(table, 8, 25, 2, "\xE2\x96\xB8 Spring sa\xE2\x80\xA6  2024-10-04");
    expect_row(table, 8, 20, 2, "\xE2\x96\xB8 Spring sale");
    table_free(table);
}
END_TEST

START_TEST(moving_stops_at_both_ends)
{
    struct table *table = make_table(30);
    struct canvas *canvas = paint(table, 12, 60); /* ten rows */
    canvas_free(canvas);
    act(table, ACTION_UP);
    expect_selected(table, "id-0");
    act(table, ACTION_LAST);
    expect_selected(table, "id-29");
    act(table, ACTION_DOWN);
    expect_selected(table, "id-29");
    canvas_free(paint(table, 12, 60));
    ck_assert_uint_eq(table_top(table), 20);
    act(table, ACTION_FIRST);
    act(table, ACTION_PAGE_DOWN);
    expect_selected(table, "id-9");
    canvas_free(paint(table, 12, 60));
    ck_assert_uint_eq(table_top(table), 9);
    act(table, ACTION_PAGE_UP);
    expect_selected(table, "id-0");
    table_free(table);
}
END_TEST

START_TEST(sorting_twice_by_a_column_reverses_and_rows_without_value_come_last)
{
    struct table *table = make_table(5);
    table_sort(table, 1, false);
    struct canvas *canvas = paint(table, 8, 50);
    static const char *const upwards[] = { "winter", "\xC3\x84pfel", "Spring sale", "Spring cleaning", "Offspring" };
    for (int i = 0; i < 5; i++) {
        char *text = canvas_row_text(canvas, i + 2);
        ck_assert_ptr_nonnull(strstr(text, upwards[i]));
        free(text);
    }
    canvas_free(canvas);
    expect_row(table, 8, 50, 1, "  NAME                           SENT\xE2\x96\xB2 EDITED");
    table_sort(table, 1, true);
    act(table, ACTION_FIRST);
    expect_selected(table, "id-3");
    act(table, ACTION_LAST);
    expect_selected(table, "id-1");
    table_free(table);
}
END_TEST

START_TEST(equal_rows_keep_the_order_they_had)
{
    struct table *table = make_table(5);
    table_sort(table, 2, true); /* newest first: 4 3 2 1 0 */
    table_sort(table, 1, false); /* 500 twice: 4 before 2 */
    act(table, ACTION_FIRST);
    expect_selected(table, "id-4");
    act(table, ACTION_DOWN);
    expect_selected(table, "id-2");
    table_free(table);
}
END_TEST

START_TEST(the_selection_stays_with_its_row_through_sort_filter_and_refresh)
{
    struct table *table = make_table(5);
    ck_assert(table_select(table, "id-3"));
    table_sort(table, 1, true);
    expect_selected(table, "id-3");
    table_set_filter(table, "spring");
    expect_selected(table, "id-3");
    table_set_filter(table, "");
    expect_selected(table, "id-3");
    campaigns[0].sent = 9e6;
    ck_assert(!table_refresh(table));
    expect_selected(table, "id-3");
    table_free(table);
}
END_TEST

START_TEST(a_row_that_vanished_leaves_the_nearest_one_selected)
{
    struct table *table = make_table(5);
    ck_assert(table_select(table, "id-4"));
    campaign_count = 3;
    ck_assert(table_refresh(table));
    expect_selected(table, "id-2");
    campaign_count = 0;
    (void)table_refresh(table);
    ck_assert_ptr_null(table_selected_id(table));
    act(table, ACTION_DOWN);
    act(table, ACTION_LAST);
    act(table, ACTION_MARK);
    table_free(table);
}
END_TEST

START_TEST(background_rows_do_not_move_the_selected_row_on_the_screen)
{
    struct table *table = make_table(100);
    ck_assert(table_select(table, "id-50"));
    canvas_free(paint(table, 12, 60));
    size_t offset = 50 - table_top(table);
    /* Ten rows appear before it. */
    struct campaign *more = calloc(111, sizeof *more);
    for (size_t i = 0; i < 110; i++) {
        more[i] = campaigns[i < 10 ? 0 : i - 10];
        if (i < 10)
            (void)snprintf(more[i].id, sizeof more[i].id, "new-%zu", i);
    }
    free(campaigns);
    campaigns = more;
    campaign_count = 110;
    ck_assert(!table_refresh(table));
    canvas_free(paint(table, 12, 60));
    expect_selected(table, "id-50");
    ck_assert_uint_eq(60 - table_top(table), offset);
    table_free(table);
}
END_TEST

static void type(struct table *table, const char *text)
{
    for (; *text != '\0'; text++)
        ck_assert_int_eq(table_type(table, (keypress)*text), REACTION_DONE);
}

START_TEST(a_filter_narrows_while_it_is_typed_and_escape_clears_it)
{
    struct table *table = make_table(5);
    act(table, ACTION_FILTER);
    ck_assert(table_takes_text(table));
    type(table, "spring");
    expect_row(table, 8, 50, 0, " Campaigns \xC2\xB7 3 of 5 \xC2\xB7 /spring");
    act(table, ACTION_ACCEPT);
    ck_assert(!table_takes_text(table));
    act(table, ACTION_ESCAPE);
    ck_assert_uint_eq(table_count(table), 5);
    ck_assert_int_eq(table_act(table, fake_console(), ACTION_ESCAPE), REACTION_NONE);
    table_free(table);
}
END_TEST

START_TEST(nothing_found_says_how_to_get_out)
{
    struct table *table = make_table(5);
    table_set_empty(table, "No campaigns.");
    table_set_filter(table, "autumn");
    expect_row(table, 8, 50, 2, "  No row matches. Esc clears the filter. Columns");
    campaign_count = 0;
    table_set_filter(table, "");
    (void)table_refresh(table);
    expect_row(table, 8, 50, 2, "  No campaigns.");
    table_free(table);
}
END_TEST

static size_t matches(const char *filter)
{
    struct table *table = make_table(5);
    table_set_filter(table, filter);
    size_t count = table_count(table);
    table_free(table);
    return count;
}

START_TEST(filters_know_terms_negation_fields_and_comparisons)
{
    ck_assert_uint_eq(matches("spring"), 3);
    ck_assert_uint_eq(matches("Spring"), 2); /* a capital letter: case counts */
    ck_assert_uint_eq(matches("spring sale"), 1);
    ck_assert_uint_eq(matches("\"spring sale\""), 1);
    ck_assert_uint_eq(matches("\"sale spring\""), 0);
    ck_assert_uint_eq(matches("sale spring"), 1);
    ck_assert_uint_eq(matches("!spring"), 2);
    ck_assert_uint_eq(matches("spring !sale"), 2);
    ck_assert_uint_eq(matches("name:WINTER"), 0);
    ck_assert_uint_eq(matches("name:winter"), 1);
    ck_assert_uint_eq(matches("name=spring"), 0);
    ck_assert_uint_eq(matches("name=winter"), 1);
    ck_assert_uint_eq(matches("sent>500"), 2);
    ck_assert_uint_eq(matches("sent>=500"), 4);
    ck_assert_uint_eq(matches("sent<1.5k"), 3);
    ck_assert_uint_eq(matches("sent=41,000"), 1);
    ck_assert_uint_eq(matches("sent="), 1); /* no value */
    ck_assert_uint_eq(matches("!sent>500"), 3);
    ck_assert_uint_eq(matches("edited>=2024-10-06"), 3);
    ck_assert_uint_eq(matches("edited:2024-10"), 5);
    ck_assert_uint_eq(matches("edited<2024-10"), 0);
    ck_assert_uint_eq(matches("nofield:x"), 0);
    ck_assert_uint_eq(matches("sent>"), 5); /* still being typed */
    ck_assert_uint_eq(matches("   "), 5);
    ck_assert_uint_eq(matches("!"), 5);
    ck_assert_uint_eq(matches("\xC3\xA4pfel"), 1);
    ck_assert_uint_eq(matches("\xC3\x84PFEL"), 0);
}
END_TEST

START_TEST(found_letters_are_underlined)
{
    struct table *table = make_table(1);
    table_set_filter(table, "sale");
    struct canvas *canvas = paint(table, 8, 50);
    const struct canvas_cell *row = canvas_row(canvas, 2);
    for (int x = 0; x < 20; x++) {
        bool found = x >= 9 && x < 13; /* two columns of marks, then "Spring sale" */
        ck_assert_int_eq((row[x].extra & THEME_UNDERLINE) != 0, found);
    }
    canvas_free(canvas);
    table_free(table);
}
END_TEST

START_TEST(marks_stay_with_their_rows)
{
    struct table *table = make_table(5);
    act(table, ACTION_MARK);
    act(table, ACTION_MARK);
    ck_assert_uint_eq(table_marked_count(table), 2);
    ck_assert(table_is_marked(table, "id-1"));
    table_sort(table, 0, true);
    ck_assert(table_is_marked(table, "id-1"));
    ck_assert(table_select(table, "id-1"));
    act(table, ACTION_MARK);
    ck_assert(!table_is_marked(table, "id-1"));
    table_free(table);
}
END_TEST

START_TEST(the_column_to_sort_by_is_chosen_in_a_box)
{
    struct table *table = make_table(5);
    act(table, ACTION_SORT);
    struct view *box = fake_console_top(fake_console());
    ck_assert_ptr_nonnull(box);
    (void)box->ops->act(box, ACTION_CHOICE_DOWN);
    (void)box->ops->act(box, ACTION_ACCEPT);
    fake_console_clear(fake_console());
    expect_row(table, 8, 50, 1, "  NAME                           SENT\xE2\x96\xBC EDITED");
    table_free(table);
}
END_TEST

START_TEST(a_hundred_thousand_rows_are_filtered_in_slices)
{
    struct table *table = make_table(100000);
    int64_t before = date_monotonic_ms();
    table_set_filter(table, "winter");
    int64_t first = date_monotonic_ms() - before;
    size_t some = table_count(table);
    while (table_is_busy(table))
        table_tick(table, date_monotonic_ms());
    ck_assert_uint_gt(some, 0);
    ck_assert_uint_eq(table_count(table), 20000);
    /* Ten milliseconds are planned; sanitizers and a busy machine are allowed for. */
    ck_assert_int_lt(first, 500);
    table_free(table);
}
END_TEST

START_TEST(numbers_are_shown_as_people_read_them)
{
    static const struct {
        double number;
        const char *text;
    } shorts[] = { { 812, "812" },       { 0, "0" },        { 41234, "41.2 k" }, { 1234567, "1.2 M" }, { 999600, "1 M" },
                   { 0.25, "0.25" },     { 99.5, "99.5" },  { NAN, "\xE2\x80\x94" } };
    for (size_t i = 0; i < sizeof shorts / sizeof shorts[0]; i++) {
        UT_string out;
        utstring_init(&out);
        cell_append_short(&out, shorts[i].number);
        ck_assert_str_eq(utstring_body(&out), shorts[i].text);
        utstring_done(&out);
    }
    struct cell percent = { .kind = CELL_PERCENT, .number = 12.345 };
    struct cell decimal = { .kind = CELL_DECIMAL, .number = -1234.5 };
    UT_string out;
    utstring_init(&out);
    cell_append(&out, &percent, 0);
    utstring_printf(&out, " ");
    cell_append(&out, &decimal, 0);
    ck_assert_str_eq(utstring_body(&out), "12.3 -1,234.50");
    utstring_done(&out);
}
END_TEST

START_TEST(a_spark_line_has_room_for_all_of_a_series)
{
    static const double series[] = { 0, 0, 40, 60, NAN, NAN, NAN, 100, 100, 100 };
    UT_string out;
    utstring_init(&out);
    cell_append_spark(&out, series, 10, 5); /* means of two: 0, 50, none, 100, 100 */
    ck_assert_str_eq(utstring_body(&out), "\xE2\x96\x81\xE2\x96\x85 \xE2\x96\x88\xE2\x96\x88");
    utstring_done(&out);
}
END_TEST

START_TEST(a_spark_line_stands_on_zero_and_leaves_gaps)
{
    static const double series[] = { 0, 50, NAN, 100 };
    UT_string out;
    utstring_init(&out);
    cell_append_spark(&out, series, 4, 6);
    ck_assert_str_eq(utstring_body(&out), "\xE2\x96\x81\xE2\x96\x85 \xE2\x96\x88");
    utstring_done(&out);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("table");
    TCase *tests = tcase_create("table");
    tcase_set_timeout(tests, 60);
    tcase_add_test(tests, a_table_shows_title_header_and_rows);
    tcase_add_test(tests, columns_disappear_in_their_order_when_it_gets_narrow);
    tcase_add_test(tests, moving_stops_at_both_ends);
    tcase_add_test(tests, sorting_twice_by_a_column_reverses_and_rows_without_value_come_last);
    tcase_add_test(tests, equal_rows_keep_the_order_they_had);
    tcase_add_test(tests, the_selection_stays_with_its_row_through_sort_filter_and_refresh);
    tcase_add_test(tests, a_row_that_vanished_leaves_the_nearest_one_selected);
    tcase_add_test(tests, background_rows_do_not_move_the_selected_row_on_the_screen);
    tcase_add_test(tests, a_filter_narrows_while_it_is_typed_and_escape_clears_it);
    tcase_add_test(tests, nothing_found_says_how_to_get_out);
    tcase_add_test(tests, filters_know_terms_negation_fields_and_comparisons);
    tcase_add_test(tests, found_letters_are_underlined);
    tcase_add_test(tests, marks_stay_with_their_rows);
    tcase_add_test(tests, the_column_to_sort_by_is_chosen_in_a_box);
    tcase_add_test(tests, a_hundred_thousand_rows_are_filtered_in_slices);
    tcase_add_test(tests, numbers_are_shown_as_people_read_them);
    tcase_add_test(tests, a_spark_line_stands_on_zero_and_leaves_gaps);
    tcase_add_test(tests, a_spark_line_has_room_for_all_of_a_series);
    suite_add_tcase(suite, tests);
    int status = unit_run(suite);
    free(campaigns);
    return status;
}
