#include <math.h>
#include <string.h>

#include "fake_console.h"
#include "support/json.h"
#include "ui/widget/chart.h"
#include "ui/widget/chart_pane.h"
#include "ui/widget/diff.h"
#include "ui/widget/form.h"
#include "ui/widget/json_pane.h"
#include "ui/widget/text_pane.h"
#include "unit.h"

static char *screen_text(const struct canvas *canvas)
{
    UT_string out;
    utstring_init(&out);
    for (int y = 0; y < canvas_height(canvas); y++) {
        char *row = canvas_row_text(canvas, y);
        utstring_printf(&out, "%s\n", row);
        free(row);
    }
    return utstring_body(&out);
}

static void expect_json(struct json_pane *pane, int height, int width, const char *expected)
{
    struct canvas *canvas = canvas_new();
    canvas_resize(canvas, height, width);
    json_pane_paint(pane, canvas, (struct rect){ 0, 0, height, width }, true);
    char *text = screen_text(canvas);
    ck_assert_str_eq(text, expected);
    free(text);
    canvas_free(canvas);
}

static struct json_pane *json_of(const char *text)
{
    struct json_pane *pane = json_pane_new();
    json_pane_set(pane, text, strlen(text));
    return pane;
}

START_TEST(json_is_shown_as_a_tree_with_numbers_as_they_were_written)
{
    struct json_pane *pane = json_of("{\"id\":12345678901234567890,\"tags\":[\"a\\u00e9\",1.10],\"none\":{},\"ok\":true}");
    expect_json(pane, 9, 40,
                "\xE2\x96\xB8 \xE2\x96\xBE {\n"
                "      \"id\": 12345678901234567890,\n"
                "  \xE2\x96\xBE   \"tags\": [\n"
                "        \"a\xC3\xA9\",\n"
                "        1.10\n"
                "      ],\n"
                "      \"none\": {},\n"
                "      \"ok\": true\n"
                "    }\n");
    json_pane_free(pane);
}
END_TEST

START_TEST(json_folds_and_tells_how_much_is_folded)
{
    struct json_pane *pane = json_of("{\"a\":[1,2,3],\"b\":2}");
    (void)json_pane_act(pane, ACTION_DOWN);
    (void)json_pane_act(pane, ACTION_FOLD);
    expect_json(pane, 4, 40,
                "  \xE2\x96\xBE {\n"
                "\xE2\x96\xB8 \xE2\x96\xB8   \"a\": [\xE2\x80\xA6] 3,\n"
                "      \"b\": 2\n"
                "    }\n");
    ck_assert_str_eq(json_pane_status(pane), "/a");
    (void)json_pane_act(pane, ACTION_RIGHT);
    (void)json_pane_act(pane, ACTION_DOWN);
    (void)json_pane_act(pane, ACTION_DOWN);
    ck_assert_str_eq(json_pane_status(pane), "/a/1");
    (void)json_pane_act(pane, ACTION_LEFT);
    ck_assert_str_eq(json_pane_status(pane), "/a");
    (void)json_pane_act(pane, ACTION_LEFT);
    (void)json_pane_act(pane, ACTION_LEFT);
    ck_assert_str_eq(json_pane_status(pane), "");
    json_pane_free(pane);
}
END_TEST

START_TEST(a_search_opens_what_is_folded)
{
    struct json_pane *pane = json_of("{\"a\":{\"b\":[{\"needle\":1}]},\"c\":\"needle\"}");
    (void)json_pane_act(pane, ACTION_FOLD_ALL);
    (void)json_pane_act(pane, ACTION_SEARCH);
    for (const char *at = "needle"; *at != '\0'; at++)
        (void)json_pane_type(pane, (keypress)*at);
    ck_assert_str_eq(json_pane_status(pane), "/needle  2 found");
    (void)json_pane_act(pane, ACTION_ACCEPT);
    (void)json_pane_act(pane, ACTION_SEARCH_NEXT);
    (void)json_pane_act(pane, ACTION_ESCAPE);
    ck_assert_str_eq(json_pane_status(pane), "/c");
    (void)json_pane_act(pane, ACTION_UP);
    (void)json_pane_act(pane, ACTION_UP);
    json_pane_free(pane);
}
END_TEST

START_TEST(what_is_no_json_is_shown_as_it_came)
{
    static const char text[] = "<html>\n\033[2J</html>";
    struct json_pane *pane = json_of(text);
    struct canvas *canvas = canvas_new();
    canvas_resize(canvas, 5, 60);
    json_pane_paint(pane, canvas, (struct rect){ 0, 0, 5, 60 }, true);
    char *shown = screen_text(canvas);
    ck_assert_ptr_nonnull(strstr(shown, "<html>\n^[[2J</html>\n"));
    free(shown);
    canvas_free(canvas);
    size_t length = 0;
    ck_assert_ptr_nonnull(json_pane_value(pane, &length));
    ck_assert_uint_eq(length, strlen(text));
    for (int action = 1; action < ACTION_COUNT; action++)
        (void)json_pane_act(pane, (enum action)action);
    json_pane_set(pane, "", 0);
    ck_assert(json_pane_is_empty(pane));
    json_pane_free(pane);
}
END_TEST

START_TEST(every_action_on_a_json_pane_is_harmless)
{
    struct json_pane *pane = json_of("[{\"a\":[[],{},[1]]},null,\"x\"]");
    for (int first = 1; first < ACTION_COUNT; first++)
        for (int second = 1; second < ACTION_COUNT; second++) {
            (void)json_pane_act(pane, (enum action)first);
            (void)json_pane_act(pane, (enum action)second);
            struct canvas *canvas = canvas_new();
            canvas_resize(canvas, 3, 10);
            json_pane_paint(pane, canvas, (struct rect){ 0, 0, 3, 10 }, true);
            canvas_free(canvas);
            (void)json_pane_status(pane);
        }
    json_pane_free(pane);
}
END_TEST

START_TEST(the_end_of_a_scale_is_a_round_number)
{
    ck_assert_double_eq(chart_scale(0), 1);
    ck_assert_double_eq(chart_scale(NAN), 1);
    ck_assert_double_eq(chart_scale(1), 1);
    ck_assert_double_eq(chart_scale(1.1), 2);
    ck_assert_double_eq(chart_scale(81204), 100000);
    ck_assert_double_eq(chart_scale(24000), 25000);
    ck_assert_double_eq(chart_scale(41), 50);
    ck_assert_double_eq(chart_scale(2510), 3000);
    ck_assert_double_eq(chart_scale(5001), 6000);
    ck_assert_double_eq(chart_scale(75066), 80000);
}
END_TEST

static const double few[] = { 0, 10, NAN, 40, 20 };
static const struct chart_series few_series = { "sent a day", few, 5, 20505, NULL }; /* from 2026-02-21 */

START_TEST(a_chart_says_its_values_in_words)
{
    UT_string out;
    utstring_init(&out);
    chart_append_words(&out, &few_series, 0);
    ck_assert_str_eq(utstring_body(&out), "sent a day \xC2\xB7 Feb 21 \xE2\x80\x93 Feb 25 2026 \xC2\xB7 max 40 (Feb 24) \xC2\xB7 "
                                          "min 0 \xC2\xB7 last 20");
    utstring_clear(&out);
    /* Where there is no room it is left out what the picture shows, too, and nothing is cut. */
    chart_append_words(&out, &few_series, 61);
    ck_assert_str_eq(utstring_body(&out), "sent a day \xC2\xB7 Feb 21 \xE2\x80\x93 Feb 25 2026 \xC2\xB7 max 40 (Feb 24) \xC2\xB7 last 20");
    utstring_clear(&out);
    chart_append_words(&out, &few_series, 60);
    ck_assert_str_eq(utstring_body(&out), "sent a day \xC2\xB7 max 40 (Feb 24) \xC2\xB7 last 20");
    utstring_clear(&out);
    chart_append_words(&out, &few_series, 12);
    ck_assert_str_eq(utstring_body(&out), "sent a day");
    utstring_clear(&out);
    struct chart_series none = { "sent a day", few + 2, 1, 20505, NULL };
    chart_append_words(&out, &none, 0);
    ck_assert_str_eq(utstring_body(&out), "sent a day \xC2\xB7 no values");
    utstring_done(&out);
}
END_TEST

START_TEST(an_ascii_chart_draws_bars_up_to_the_scale)
{
    static const double values[] = { 0, 25, 50 };
    struct chart_series series = { "n", values, 3, 20505, NULL };
    struct canvas *canvas = canvas_new();
    canvas_resize(canvas, 8, 40);
    chart_paint(canvas, (struct rect){ 0, 0, 8, 40 }, &series, true);
    char *top = canvas_row_text(canvas, 1);
    char *bottom = canvas_row_text(canvas, 5);
    /* The scale ends at 50: only the last bar reaches the top row, and every bar the bottom one. */
    ck_assert_str_eq(top, "    50 \xE2\x94\xA4" "                              #");
    ck_assert_ptr_nonnull(strstr(bottom, "_"));
    ck_assert_ptr_nonnull(strstr(bottom, "###"));
    free(top);
    free(bottom);
    canvas_free(canvas);
}
END_TEST

START_TEST(a_chart_of_any_size_stays_in_its_rectangle)
{
    for (int height = 0; height < 14; height++)
        for (int width = 0; width < 60; width += 7)
            for (int ascii = 0; ascii < 2; ascii++) {
                struct canvas *canvas = canvas_new();
                canvas_resize(canvas, 20, 80);
                chart_paint(canvas, (struct rect){ 2, 3, height, width }, &few_series, ascii != 0);
                for (int y = 0; y < 20; y++)
                    for (int x = 0; x < 80; x++) {
                        bool inside = y >= 2 && y < 2 + height && x >= 3 && x < 3 + width;
                        ck_assert(inside || canvas_row(canvas, y)[x].point == ' ');
                    }
                canvas_free(canvas);
            }
}
END_TEST

START_TEST(a_gap_in_a_series_is_not_drawn_over)
{
    static const double values[] = { 100, NAN, NAN, NAN, 100 };
    struct chart_series series = { "n", values, 5, 20505, NULL };
    struct canvas *canvas = canvas_new();
    canvas_resize(canvas, 10, 49);
    chart_paint(canvas, (struct rect){ 0, 0, 10, 49 }, &series, false);
    int dots = 0;
    for (int x = 8; x < 49; x++)
        dots += canvas_row(canvas, 1)[x].point >= 0x2800 && canvas_row(canvas, 1)[x].point < 0x2900;
    ck_assert_int_eq(dots, 2);
    canvas_free(canvas);
}
END_TEST

START_TEST(a_chart_has_a_table_with_the_newest_day_first)
{
    struct chart_pane *pane = chart_pane_new();
    struct canvas *canvas = canvas_new();
    canvas_resize(canvas, 8, 60);
    ck_assert_str_eq(chart_pane_why_not(pane, ACTION_CHART_TABLE), "there is no series to show");
    chart_pane_add(pane, &few_series);
    ck_assert_ptr_null(chart_pane_why_not(pane, ACTION_CHART_TABLE));
    (void)chart_pane_act(pane, ACTION_CHART_TABLE);
    chart_pane_paint(pane, canvas, (struct rect){ 0, 0, 8, 60 }, false, true);
    char *first = canvas_row_text(canvas, 1);
    char *third = canvas_row_text(canvas, 3);
    ck_assert_str_eq(first, " 2026-02-25                20");
    ck_assert_str_eq(third, " 2026-02-23                 \xE2\x80\x94");
    free(first);
    free(third);
    char *csv = chart_pane_csv(pane);
    ck_assert_str_eq(csv, "day,value\n2026-02-21,0\n2026-02-22,10\n2026-02-23,\n2026-02-24,40\n2026-02-25,20\n");
    free(csv);
    canvas_free(canvas);
    chart_pane_free(pane);
}
END_TEST

START_TEST(a_difference_has_signs_and_folds_what_is_the_same)
{
    struct text_pane *pane = text_pane_new();
    struct diff_count count = diff_fill(pane, "1\n2\n3\n4\n5\n6\n7\n8\nold\n9\n", "1\n2\n3\n4\n5\n6\n7\n8\nnew\nmore\n9\n");
    ck_assert_uint_eq(count.added, 2);
    ck_assert_uint_eq(count.removed, 1);
    static const char *const expected[] = { "\xE2\x80\xA6 5 lines unchanged", "6", "7", "8", "old", "new", "more", "9" };
    ck_assert_uint_eq(text_pane_count(pane), 8);
    for (size_t i = 0; i < 8; i++)
        ck_assert_str_eq(text_pane_line(pane, i), expected[i]);
    count = diff_fill(pane, "a\n", "a\n");
    ck_assert_uint_eq(count.added + count.removed, 0);
    ck_assert_str_eq(text_pane_line(pane, 0), "No difference.");
    count = diff_fill(pane, "", "a\nb");
    ck_assert_uint_eq(count.added, 2);
    count = diff_fill(pane, "a\nb", "");
    ck_assert_uint_eq(count.removed, 2);
    (void)diff_fill(pane, "", "");
    text_pane_free(pane);
}
END_TEST

static int saved_times;

static bool check_field(const struct form *form, size_t field, void *context, struct error *error)
{
    (void)context;
    if (field == 0 && *form_value(form, 0) == '\0') {
        error_set(error, ERROR_CONFIGURATION, "a name is needed");
        return error_hint(error, "letters and digits");
    }
    return true;
}

static void changed(struct form *form, size_t field, void *context)
{
    (void)context;
    if (field == 1)
        form_set_reason(form, 2, strcmp(form_value(form, 1), "custom") == 0 ? NULL : "only for custom");
}

static bool save(struct form *form, void *context, struct error *error)
{
    (void)context;
    (void)form;
    saved_times++;
    return saved_times > 1 || error_set(error, ERROR_STORAGE, "the disk is full");
}

static struct view *make_form(void)
{
    static const char *const instances[] = { "US-01", "EU-01", "custom", NULL };
    static const struct form_field fields[] = {
        { FORM_TEXT, "Name", "What it is called", NULL, NULL, NULL, NULL },
        { FORM_CHOICE, "Instance", NULL, "EU-01", NULL, instances, NULL },
        { FORM_TEXT, "URL", NULL, NULL, NULL, NULL, NULL },
        { FORM_SECRET, "Key", NULL, NULL, "(none)", NULL, NULL },
        { FORM_SWITCH, "Read-only", NULL, "off", NULL, NULL, NULL },
    };
    struct view *view = form_new(&(struct form_options){
        .title = "Add", .fields = fields, .count = 5, .save = "Save", .check = check_field, .changed = changed, .saved = save });
    view->console = fake_console();
    form_set_reason((struct form *)view, 2, "only for custom");
    return view;
}

static void type_text(struct view *view, const char *text)
{
    for (; *text != '\0'; text++)
        ck_assert_int_eq(view->ops->type(view, (keypress)*text), REACTION_DONE);
}

static char *paint_form(struct view *view)
{
    struct canvas *canvas = canvas_new();
    canvas_resize(canvas, 20, 70);
    view->ops->paint(view, canvas, (struct rect){ 0, 0, 20, 70 });
    char *text = screen_text(canvas);
    canvas_free(canvas);
    return text;
}

START_TEST(a_form_checks_a_field_when_it_is_left_and_all_before_saving)
{
    struct view *view = make_form();
    saved_times = 0;
    (void)view->ops->act(view, ACTION_NEXT_FIELD);
    (void)view->ops->act(view, ACTION_PREVIOUS_FIELD);
    char *shown = paint_form(view);
    ck_assert_ptr_nonnull(strstr(shown, "! a name is needed: letters and digits"));
    free(shown);
    ck_assert_int_eq(view->ops->act(view, ACTION_SAVE), REACTION_DONE);
    ck_assert_int_eq(saved_times, 0);
    type_text(view, "acme");
    shown = paint_form(view);
    ck_assert_ptr_null(strstr(shown, "a name is needed"));
    free(shown);
    ck_assert_int_eq(view->ops->act(view, ACTION_SAVE), REACTION_DONE);
    shown = paint_form(view);
    ck_assert_ptr_nonnull(strstr(shown, "! the disk is full"));
    free(shown);
    ck_assert_int_eq(view->ops->act(view, ACTION_SAVE), REACTION_CLOSE);
    view->ops->free(view);
    fake_console_clear(fake_console());
}
END_TEST

START_TEST(a_field_that_does_not_apply_is_passed_over_and_says_why)
{
    struct view *view = make_form();
    struct form *form = (struct form *)view;
    type_text(view, "acme");
    (void)view->ops->act(view, ACTION_NEXT_FIELD); /* Instance */
    char *shown = paint_form(view);
    ck_assert_ptr_nonnull(strstr(shown, "(only for custom)"));
    free(shown);
    (void)view->ops->act(view, ACTION_NEXT_FIELD); /* Key, not URL */
    type_text(view, "dummy-key");
    ck_assert_str_eq(form_value(form, 3), "dummy-key");
    shown = paint_form(view);
    ck_assert_ptr_null(strstr(shown, "dummy"));
    free(shown);
    (void)view->ops->act(view, ACTION_PREVIOUS_FIELD);
    (void)view->ops->type(view, KEYS_RIGHT);
    ck_assert_str_eq(form_value(form, 1), "custom");
    (void)view->ops->act(view, ACTION_NEXT_FIELD); /* URL now */
    type_text(view, "u");
    ck_assert_str_eq(form_value(form, 2), "u");
    ck_assert(form_is_changed(form, 1));
    ck_assert(!form_is_changed(form, 4));
    view->ops->free(view);
}
END_TEST

START_TEST(a_changed_form_is_not_left_without_a_question)
{
    struct view *view = make_form();
    ck_assert_ptr_null(view->ops->unsaved(view));
    ck_assert_int_eq(view->ops->act(view, ACTION_CANCEL), REACTION_CLOSE);
    type_text(view, "a");
    ck_assert_ptr_nonnull(view->ops->unsaved(view));
    ck_assert_int_eq(view->ops->act(view, ACTION_CANCEL), REACTION_DONE);
    ck_assert_ptr_nonnull(fake_console_top(fake_console()));
    fake_console_clear(fake_console());
    view->ops->free(view);
}
END_TEST

START_TEST(a_choice_is_made_in_a_box)
{
    struct view *view = make_form();
    struct form *form = (struct form *)view;
    (void)view->ops->act(view, ACTION_NEXT_FIELD);
    (void)view->ops->act(view, ACTION_ACCEPT);
    struct view *box = fake_console_top(fake_console());
    ck_assert_ptr_nonnull(box);
    for (const char *at = "us"; *at != '\0'; at++)
        (void)box->ops->type(box, (keypress)*at);
    (void)box->ops->act(box, ACTION_ACCEPT);
    ck_assert_str_eq(form_value(form, 1), "US-01");
    fake_console_clear(fake_console());
    view->ops->free(view);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("panes");
    TCase *tests = tcase_create("panes");
    tcase_set_timeout(tests, 60);
    tcase_add_test(tests, json_is_shown_as_a_tree_with_numbers_as_they_were_written);
    tcase_add_test(tests, json_folds_and_tells_how_much_is_folded);
    tcase_add_test(tests, a_search_opens_what_is_folded);
    tcase_add_test(tests, what_is_no_json_is_shown_as_it_came);
    tcase_add_test(tests, every_action_on_a_json_pane_is_harmless);
    tcase_add_test(tests, the_end_of_a_scale_is_a_round_number);
    tcase_add_test(tests, a_chart_says_its_values_in_words);
    tcase_add_test(tests, an_ascii_chart_draws_bars_up_to_the_scale);
    tcase_add_test(tests, a_chart_of_any_size_stays_in_its_rectangle);
    tcase_add_test(tests, a_gap_in_a_series_is_not_drawn_over);
    tcase_add_test(tests, a_chart_has_a_table_with_the_newest_day_first);
    tcase_add_test(tests, a_difference_has_signs_and_folds_what_is_the_same);
    tcase_add_test(tests, a_form_checks_a_field_when_it_is_left_and_all_before_saving);
    tcase_add_test(tests, a_field_that_does_not_apply_is_passed_over_and_says_why);
    tcase_add_test(tests, a_changed_form_is_not_left_without_a_question);
    tcase_add_test(tests, a_choice_is_made_in_a_box);
    suite_add_tcase(suite, tests);
    return unit_run(suite);
}
