#include <string.h>

#include "ui/canvas.h"
#include "ui/clipboard.h"
#include "ui/frame.h"
#include "ui/layout.h"
#include "ui/theme.h"
#include "unit.h"

static void expect_row(const struct canvas *canvas, int y, const char *expected)
{
    char *text = canvas_row_text(canvas, y);
    ck_assert_str_eq(text, expected);
    free(text);
}

static struct canvas *canvas_of(int height, int width)
{
    struct canvas *canvas = canvas_new();
    canvas_resize(canvas, height, width);
    return canvas;
}

START_TEST(a_wide_character_that_does_not_fit_becomes_a_space)
{
    struct canvas *canvas = canvas_of(1, 10);
    ck_assert_int_eq(canvas_text(canvas, 0, 0, 3, ROLE_TEXT, "a\xE6\x98\xA5\xE6\x98\xA5"), 3);
    ck_assert_int_eq(canvas_text(canvas, 0, 4, 2, ROLE_TEXT, "b\xE6\x98\xA5"), 1);
    expect_row(canvas, 0, "a\xE6\x98\xA5 b");
    canvas_free(canvas);
}
END_TEST

START_TEST(overwriting_half_of_a_wide_character_leaves_no_other_half)
{
    struct canvas *canvas = canvas_of(1, 6);
    (void)canvas_text(canvas, 0, 0, 6, ROLE_TEXT, "\xE6\x98\xA5\xE6\x98\xA5\xE6\x98\xA5");
    (void)canvas_text(canvas, 0, 1, 1, ROLE_TEXT, "x");
    (void)canvas_text(canvas, 0, 4, 1, ROLE_TEXT, "y");
    expect_row(canvas, 0, " x\xE6\x98\xA5y");
    const struct canvas_cell *row = canvas_row(canvas, 0);
    int columns = 0;
    for (int x = 0; x < 6; x++)
        columns += row[x].width;
    ck_assert_int_eq(columns, 6);
    canvas_free(canvas);
}
END_TEST

START_TEST(combining_marks_stay_on_their_base_and_take_no_column)
{
    struct canvas *canvas = canvas_of(1, 4);
    ck_assert_int_eq(canvas_text(canvas, 0, 0, 4, ROLE_TEXT, "e\xCC\x81" "f"), 2);
    expect_row(canvas, 0, "e\xCC\x81" "f");
    ck_assert_uint_eq(canvas_row(canvas, 0)[1].point, 'f');
    canvas_free(canvas);
}
END_TEST

START_TEST(drawing_outside_the_grid_is_cut_off)
{
    struct canvas *canvas = canvas_of(2, 4);
    (void)canvas_text(canvas, -1, 0, 4, ROLE_TEXT, "no");
    (void)canvas_text(canvas, 2, 0, 4, ROLE_TEXT, "no");
    (void)canvas_text(canvas, 0, 2, 40, ROLE_TEXT, "abcdef");
    (void)canvas_text(canvas, 1, 3, 40, ROLE_TEXT, "\xE6\x98\xA5");
    canvas_fill(canvas, (struct rect){ -5, -5, 3, 3 }, ROLE_TEXT);
    canvas_box(canvas, (struct rect){ 5, 5, 10, 10 }, "title");
    canvas_emphasize(canvas, 7, 0, 4, THEME_BOLD);
    expect_row(canvas, 0, "  ab");
    expect_row(canvas, 1, "");
    canvas_free(canvas);
}
END_TEST

START_TEST(a_control_character_never_reaches_a_cell)
{
    struct canvas *canvas = canvas_of(1, 8);
    (void)canvas_text(canvas, 0, 0, 8, ROLE_TEXT, "a\033[2J");
    for (int x = 0; x < 8; x++)
        ck_assert_uint_ge(canvas_row(canvas, 0)[x].point, 0x20);
    canvas_free(canvas);
}
END_TEST

START_TEST(a_column_of_text_is_cut_with_an_ellipsis)
{
    struct canvas *canvas = canvas_of(1, 12);
    canvas_field(canvas, 0, 0, 6, ROLE_TEXT, TEXT_LEFT, "campaigns");
    canvas_field(canvas, 0, 7, 5, ROLE_TEXT, TEXT_RIGHT, "12");
    expect_row(canvas, 0, "campa\xE2\x80\xA6    12");
    canvas_free(canvas);
}
END_TEST

START_TEST(a_scrolled_list_moves_as_little_as_possible)
{
    ck_assert_uint_eq(layout_scroll(0, 4, 100, 10), 0);
    ck_assert_uint_eq(layout_scroll(0, 10, 100, 10), 1);
    ck_assert_uint_eq(layout_scroll(50, 49, 100, 10), 49);
    ck_assert_uint_eq(layout_scroll(95, 99, 100, 10), 90);
    ck_assert_uint_eq(layout_scroll(7, 2, 5, 10), 0);
    ck_assert_uint_eq(layout_scroll(0, 0, 0, 10), 0);
    ck_assert_uint_eq(layout_scroll(3, 9, 10, 0), 0);
}
END_TEST

START_TEST(columns_are_dropped_in_their_declared_order)
{
    static const struct layout_column columns[] = {
        { .least = 10, .preferred = 20, .weight = 1, .drop = 0 },
        { .least = 8, .preferred = 8, .drop = 1 },
        { .least = 6, .preferred = 6, .drop = 3 },
        { .least = 6, .preferred = 6, .drop = 2 },
    };
    int widths[4];
    layout_columns(columns, 4, 60, 2, widths);
    ck_assert_int_eq(widths[0], 34); /* 60 - 8 - 6 - 6 - 3 gaps of 2 */
    ck_assert_int_eq(widths[1], 8);
    layout_columns(columns, 4, 35, 2, widths); /* 36 are needed for all */
    ck_assert_int_eq(widths[2], 0);
    ck_assert_int_eq(widths[3], 6);
    ck_assert_int_eq(widths[0], 17);
    layout_columns(columns, 4, 12, 2, widths);
    ck_assert_int_eq(widths[0], 12);
    ck_assert_int_eq(widths[1] + widths[2] + widths[3], 0);
    layout_columns(columns, 4, 4, 2, widths);
    ck_assert_int_eq(widths[0], 4);
}
END_TEST

START_TEST(the_frame_has_room_for_a_body_from_40x10_on)
{
    struct layout_frame frame = layout_frame(10, 40);
    ck_assert(!frame.too_small);
    ck_assert_int_eq(frame.body.height, 6);
    ck_assert_int_eq(frame.hints.y, 9);
    ck_assert(layout_frame(9, 40).too_small);
    ck_assert(layout_frame(10, 39).too_small);
    ck_assert(layout_frame(1, 1).too_small);
}
END_TEST

START_TEST(a_detail_stands_beside_below_or_alone_as_there_is_room)
{
    struct layout_split side = layout_split((struct rect){ 2, 0, 32, 140 }, 36, true, LAYOUT_BOTH);
    ck_assert_int_eq(side.line.width, 1);
    ck_assert_int_eq(side.list.width + 1 + side.detail.width, 140);
    struct layout_split below = layout_split((struct rect){ 2, 0, 36, 80 }, 40, true, LAYOUT_BOTH);
    ck_assert_int_eq(below.line.height, 1);
    ck_assert_int_eq(below.list.height + 1 + below.detail.height, 36);
    struct layout_split tall = layout_split((struct rect){ 2, 0, 41, 140 }, 45, true, LAYOUT_BOTH);
    ck_assert_int_eq(tall.list.width, 140);
    ck_assert_int_eq(tall.list.height + 1 + tall.detail.height, 41);
    struct layout_split alone = layout_split((struct rect){ 2, 0, 20, 80 }, 24, true, LAYOUT_BOTH);
    ck_assert_int_eq(alone.list.height, 0);
    ck_assert_int_eq(alone.detail.height, 20);
    struct layout_split closed = layout_split((struct rect){ 2, 0, 41, 140 }, 45, false, LAYOUT_BOTH);
    ck_assert_int_eq(closed.list.width, 140);
}
END_TEST

START_TEST(every_size_gives_rectangles_inside_it)
{
    for (int height = 0; height <= 60; height++) {
        for (int width = 0; width <= 160; width += 3) {
            struct layout_frame frame = layout_frame(height, width);
            struct layout_split split = layout_stack(frame.body, 5, 6);
            ck_assert_int_ge(split.list.height, 0);
            ck_assert_int_ge(split.detail.height, 0);
            ck_assert_int_le(split.list.height + split.detail.height, height);
            struct rect box = layout_center(frame.body, 30, 70);
            ck_assert_int_le(box.y + box.height, height);
            ck_assert_int_le(box.x + box.width, width);
        }
    }
}
END_TEST

START_TEST(no_color_and_the_option_choose_the_monochrome_column)
{
    ck_assert_int_eq(theme_choose_colors(THEME_AUTO, NULL, 256), 256);
    ck_assert_int_eq(theme_choose_colors(THEME_AUTO, "1", 256), 0);
    ck_assert_int_eq(theme_choose_colors(THEME_AUTO, "", 256), 256);
    ck_assert_int_eq(theme_choose_colors(THEME_ALWAYS, "1", 16), 16);
    ck_assert_int_eq(theme_choose_colors(THEME_NEVER, NULL, 256), 0);
    ck_assert_int_eq(theme_choose_colors(THEME_ALWAYS, NULL, 2), 0);
}
END_TEST

START_TEST(monochrome_looks_have_no_colour)
{
    for (int role = 0; role < ROLE_COUNT; role++) {
        ck_assert_int_eq(theme_look((enum role)role, 0).foreground, -1);
        ck_assert_int_eq(theme_look((enum role)role, 0).background, -1);
        ck_assert_int_lt(theme_look((enum role)role, 8).foreground, 8);
        ck_assert_int_lt(theme_look((enum role)role, 16).foreground, 16);
    }
    ck_assert_uint_eq(theme_look(ROLE_PRODUCTION, 0).attributes, THEME_REVERSE | THEME_BOLD);
}
END_TEST

static struct frame_top some_top(void)
{
    return (struct frame_top){ .profile = "acme-eu", .instance = "EU-01", .environment = "sandbox",
                               .connection = FRAME_GOOD, .latency_ms = 84, .limit_left = 249204, .limit = 250000 };
}

START_TEST(the_top_line_says_where_one_is_and_whether_it_is_well)
{
    struct canvas *canvas = canvas_of(1, 80);
    struct frame_top top = some_top();
    frame_paint_top(canvas, (struct rect){ 0, 0, 1, 80 }, "brazier", &top);
    expect_row(canvas, 0, " brazier  acme-eu  EU-01  sandbox  \xE2\x97\x8F ok 84 ms  limit 249,204 of 250,000");
    canvas_free(canvas);
}
END_TEST

START_TEST(production_is_said_even_behind_a_hostile_profile_name)
{
    struct canvas *canvas = canvas_of(1, 40);
    struct frame_top top = some_top();
    top.profile = "a\033]0;x\a very long name that goes on and on and on";
    top.is_production = true;
    frame_paint_top(canvas, (struct rect){ 0, 0, 1, 40 }, "brazier", &top);
    char *text = canvas_row_text(canvas, 0);
    ck_assert_ptr_nonnull(strstr(text, " PRODUCTION"));
    free(text);
    canvas_free(canvas);
}
END_TEST

START_TEST(too_small_a_terminal_says_what_is_needed)
{
    struct canvas *canvas = canvas_of(8, 30);
    frame_paint_too_small(canvas);
    expect_row(canvas, 0, "40x10 needed, now 30x8");
    canvas_free(canvas);
}
END_TEST

static void expect_sequence(const char *text, const char *tmux, const char *term, const char *expected)
{
    struct error error = ERROR_INIT;
    UT_string out;
    utstring_init(&out);
    ck_assert(clipboard_append(&out, text, strlen(text), tmux, term, &error));
    ck_assert_str_eq(utstring_body(&out), expected);
    utstring_done(&out);
}

START_TEST(the_clipboard_is_reached_by_osc_52)
{
    expect_sequence("f", NULL, "xterm", "\033]52;c;Zg==\033\\");
    expect_sequence("fo", NULL, "xterm", "\033]52;c;Zm8=\033\\");
    expect_sequence("foobar", "", NULL, "\033]52;c;Zm9vYmFy\033\\");
    expect_sequence("f", "/tmp/tmux", "tmux-256color",
                    "\033]52;c;Zg==\033\\\033Ptmux;\033\033]52;c;Zg==\033\033\\\033\\");
    expect_sequence("f", NULL, "screen-256color", "\033P\033]52;c;Zg==\a\033\\");
}
END_TEST

START_TEST(too_much_for_the_clipboard_is_an_error)
{
    struct error error = ERROR_INIT;
    UT_string out;
    utstring_init(&out);
    char *much = calloc(60000, 1);
    ck_assert(!clipboard_append(&out, much, 60000, NULL, NULL, &error));
    ck_assert_uint_eq(utstring_len(&out), 0);
    ck_assert_ptr_nonnull(error.message);
    free(much);
    utstring_done(&out);
    error_clear(&error);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("canvas");
    TCase *tests = tcase_create("canvas");
    tcase_add_test(tests, a_wide_character_that_does_not_fit_becomes_a_space);
    tcase_add_test(tests, overwriting_half_of_a_wide_character_leaves_no_other_half);
    tcase_add_test(tests, combining_marks_stay_on_their_base_and_take_no_column);
    tcase_add_test(tests, drawing_outside_the_grid_is_cut_off);
    tcase_add_test(tests, a_control_character_never_reaches_a_cell);
    tcase_add_test(tests, a_column_of_text_is_cut_with_an_ellipsis);
    tcase_add_test(tests, a_scrolled_list_moves_as_little_as_possible);
    tcase_add_test(tests, columns_are_dropped_in_their_declared_order);
    tcase_add_test(tests, the_frame_has_room_for_a_body_from_40x10_on);
    tcase_add_test(tests, a_detail_stands_beside_below_or_alone_as_there_is_room);
    tcase_add_test(tests, every_size_gives_rectangles_inside_it);
    tcase_add_test(tests, no_color_and_the_option_choose_the_monochrome_column);
    tcase_add_test(tests, monochrome_looks_have_no_colour);
    tcase_add_test(tests, the_top_line_says_where_one_is_and_whether_it_is_well);
    tcase_add_test(tests, production_is_said_even_behind_a_hostile_profile_name);
    tcase_add_test(tests, too_small_a_terminal_says_what_is_needed);
    tcase_add_test(tests, the_clipboard_is_reached_by_osc_52);
    tcase_add_test(tests, too_much_for_the_clipboard_is_an_error);
    suite_add_tcase(suite, tests);
    return unit_run(suite);
}
