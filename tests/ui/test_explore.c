/* The Explore screen on its store: without a network, with any number of rows, and while an export fills it. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "../unit/place.h"
#include "../unit/unit.h"
#include "screen.h"

#if defined(__SANITIZE_ADDRESS__)
#define MEASURES_MEMORY false
#elif defined(__has_feature)
#if __has_feature(address_sanitizer)
#define MEASURES_MEMORY false
#endif
#endif
#ifndef MEASURES_MEMORY
#define MEASURES_MEMORY true
#endif

static const struct {
    int rows;
    int columns;
} sizes[] = { { 24, 80 }, { 45, 140 } };

/* A profile of a host that nothing listens at, and what was imported for it. */

static char *home;

static void run_program(const char *const *arguments)
{
    struct screen *screen = screen_start(&(struct screen_options){ .arguments = arguments, .home = home });
    ck_assert_int_eq(screen_wait(screen), 0);
    screen_end(screen);
}

static char *path_of(const char *name)
{
    char *path = malloc(strlen(home) + strlen(name) + 2);
    (void)snprintf(path, strlen(home) + strlen(name) + 2, "%s/%s", home, name);
    return path;
}

static void import(const char *stream, const char *path)
{
    run_program((const char *const[]){ "import", "-p", "far", "--stream", stream, path, NULL });
}

static void write_campaigns(FILE *file, int count)
{
    static const char *const seasons[] = { "spring", "summer", "autumn", "winter" };
    for (int i = 0; i < count; i++)
        (void)fprintf(file,
                      "{\"id\":\"c-%06d\",\"name\":\"Campaign %06d %s\",\"last_edited\":\"2026-%02d-%02dT10:00:00+00:00\","
                      "\"is_api_campaign\":%s,\"tags\":[\"t%d\"]}\n",
                      i, i, seasons[i % 4], i % 12 + 1, i % 28 + 1, i % 2 == 0 ? "true" : "false", i % 10);
}

/* Campaign 000000 from 2026-09-01 on: 100 sent on the first of 60 days, one more each day. */
static void write_analytics(FILE *file)
{
    for (int i = 0; i < 60; i++)
        (void)fprintf(file, "{\"campaign_id\":\"c-000000\",\"time\":\"2026-%02d-%02d\",\"messages\":{\"email\":[{\"sent\":%d,\"opens\":%d}]}}\n",
                      i < 30 ? 9 : 10, i % 30 + 1, 100 + i, i);
}

static void make_home(int campaigns)
{
    home = place_make();
    run_program((const char *const[]){ "profile", "add", "far", "--rest-url", "http://127.0.0.1:9", "--environment", "sandbox",
                                       "--api-key-env", "DUMMY", NULL });
    char *path = path_of("rows.jsonl");
    FILE *file = fopen(path, "w");
    ck_assert_ptr_nonnull(file);
    write_campaigns(file, campaigns);
    ck_assert_int_eq(fclose(file), 0);
    import("campaigns", path);
    file = fopen(path, "w");
    ck_assert_ptr_nonnull(file);
    write_analytics(file);
    ck_assert_int_eq(fclose(file), 0);
    import("campaigns_analytics", path);
    free(path);
}

static struct screen *open_far(int size)
{
    const char *const arguments[] = { "-p", "far", NULL };
    const char *const environment[] = { "DUMMY=dummy", NULL };
    struct screen *screen = screen_start(&(struct screen_options){
        .rows = sizes[size].rows, .columns = sizes[size].columns, .arguments = arguments, .environment = environment, .home = home });
    screen_expect(screen, "no answer");
    screen_type(screen, "2");
    return screen;
}

static void close_far(struct screen *screen)
{
    screen_end(screen);
    place_remove(home);
}

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

START_TEST(what_was_exported_is_there_without_a_network)
{
    make_home(1000);
    struct screen *screen = open_far(_i);
    screen_expect(screen, "1,000");
    screen_expect(screen, "campaigns analytics");
    screen_type(screen, "\r");
    screen_expect(screen, "campaigns \xC2\xB7 1,000 \xC2\xB7 exported");
    screen_expect(screen, "Campaign 000000 spring");
    screen_expect(screen, "4,335"); /* sent on the last 30 days: 130 to 159 */
    screen_type(screen, "\r");
    screen_expect(screen, "sent, 30 days");
    screen_expect(screen, "max 159 (Oct 30)");
    ck_assert(has_dots(screen));
    ck_assert(!screen_shows(screen, "live"));
    screen_type(screen, "]");
    screen_expect(screen, "c-000000");
    close_far(screen);
}
END_TEST

START_TEST(what_is_not_exported_says_so_and_what_to_do)
{
    make_home(10);
    struct screen *screen = open_far(_i);
    screen_expect(screen, "Streams");
    screen_type(screen, "/canvases\r\r");
    screen_expect(screen, "canvases: not exported yet. R exports it now, A everything.");
    screen_type(screen, "X");
    screen_expect(screen, "nothing of this stream was exported yet");
    screen_type(screen, "R");
    screen_expect(screen, "incomplete"); /* nobody is there to export from */
    close_far(screen);
}
END_TEST

START_TEST(rows_are_filtered_and_sorted_and_stay_selected)
{
    make_home(1000);
    struct screen *screen = open_far(_i);
    screen_type(screen, "\r");
    screen_expect(screen, "Campaign 000000 spring");
    screen_type(screen, "/winter tags:t3 !000003");
    screen_expect(screen, "campaigns \xC2\xB7 49 of 1,000"); /* every 20th, from 3 on, but for that one */
    screen_expect(screen, "Campaign 000023 winter");
    screen_type(screen, "\r\033");
    screen_expect(screen, "campaigns \xC2\xB7 1,000");
    int row = screen_find(screen, "Campaign 000023 winter");
    ck_assert_int_ge(row, 0);
    ck_assert_int_eq((int)screen_cell(screen, row, 0).chars[0], 0x25B8); /* still selected */
    screen_type(screen, "slast ed\r");
    screen_expect(screen, "\xE2\x96\xB2");
    screen_type(screen, "s\r"); /* the same again */
    screen_expect(screen, "\xE2\x96\xBC");
    row = screen_find(screen, "Campaign 000023 winter"); /* 2026-12-24: near the first, 2026-12-28 */
    ck_assert_int_ge(row, 0);
    ck_assert_int_eq((int)screen_cell(screen, row, 0).chars[0], 0x25B8);
    screen_type(screen, "g");
    screen_expect(screen, "2026-12-28");
    screen_type(screen, "ssent");
    screen_expect(screen, "worked out, not stored");
    close_far(screen);
}
END_TEST

START_TEST(filters_say_what_they_know)
{
    make_home(1000);
    struct screen *screen = open_far(_i);
    screen_type(screen, "\r");
    screen_expect(screen, "Campaign 000000 spring");
    screen_type(screen, "/");
    screen_expect(screen, "/  word  !word  column:word  column>9");
    screen_type(screen, "is_api_campaign:yes");
    screen_expect(screen, "500 of 1,000");
    screen_type(screen, " last_edited>=2026-12");
    screen_expect(screen, "0 of 1,000"); /* December's have odd numbers */
    screen_expect(screen, "No row matches. Esc clears the filter. Columns that a filter knows");
    screen_expect(screen, "tags, id");
    screen_type(screen, "\033?");
    screen_expect(screen, "look into the selected row");
    screen_type(screen, "/filter");
    screen_expect(screen, "!word");
    screen_type(screen, "\033\033");
    screen_expect_gone(screen, "!word");
    close_far(screen);
}
END_TEST

START_TEST(columns_are_shown_and_hidden)
{
    make_home(10);
    struct screen *screen = open_far(_i);
    screen_type(screen, "\r");
    screen_expect(screen, "LAST EDITED UTC");
    screen_type(screen, "Clast\r");
    screen_expect(screen, "hidden");
    screen_type(screen, "\033");
    screen_expect_gone(screen, "Columns");
    ck_assert(!screen_shows(screen, "LAST EDITED UTC"));
    screen_type(screen, "Clast\r\033");
    screen_expect(screen, "LAST EDITED UTC");
    close_far(screen);
}
END_TEST

START_TEST(what_was_arranged_is_so_again_the_next_time)
{
    make_home(100);
    struct screen *screen = open_far(_i);
    screen_expect(screen, "campaigns details");
    screen_type(screen, "\r");
    screen_expect(screen, "LAST EDITED UTC");
    screen_type(screen, "Cedited\r\033"); /* hidden */
    screen_expect_gone(screen, "LAST EDITED UTC");
    screen_type(screen, "/spring\r");
    screen_expect(screen, "25 of 100");
    screen_type(screen, ">"); /* by name */
    screen_expect(screen, "NAME\xE2\x96\xB2");
    screen_type(screen, "jj"); /* the third: 000008 */
    screen_type(screen, "\033OD"); /* Left: back to the streams */
    screen_expect(screen, "STREAM ");
    screen_type(screen, "jq"); /* on to campaigns analytics */
    ck_assert_int_eq(screen_wait(screen), 0);
    screen_end(screen);

    screen = open_far(_i);
    screen_expect(screen, "\xE2\x96\xB8 campaigns analytics");
    screen_type(screen, "k\r");
    screen_expect(screen, "25 of 100");
    screen_expect(screen, "NAME\xE2\x96\xB2");
    screen_expect(screen, "\xE2\x96\xB8 Campaign 000008 spring");
    ck_assert(!screen_shows(screen, "LAST EDITED UTC"));
    screen_end(screen);

    /* A broken file is as none. */
    char *path = path_of(".local/state/brazier/far.view.json");
    FILE *file = fopen(path, "w");
    ck_assert_ptr_nonnull(file);
    (void)fprintf(file, "{\"stream\":[7],\"streams\":{\"campaigns\":{\"shown\":{},\"hidden\":[3,\"name\"],\"sort\":\"nothing\"}}}");
    ck_assert_int_eq(fclose(file), 0);
    free(path);
    screen = open_far(_i);
    screen_expect(screen, "campaigns details");
    screen_type(screen, "\r");
    screen_expect(screen, "campaigns \xC2\xB7 100");
    screen_expect(screen, "LAST EDITED UTC");
    close_far(screen);
}
END_TEST

START_TEST(a_chart_has_ranges_and_a_comparison_with_the_days_before)
{
    make_home(10);
    struct screen *screen = open_far(_i);
    screen_type(screen, "\r\r");
    screen_expect(screen, "sent, 30 days (1 of 2) \xC2\xB7 Oct 01");
    screen_type(screen, "b");
    screen_expect(screen, "sum 4,335 \xC2\xB7 before (Sep 01 \xE2\x80\x93 Sep 30) 3,435 \xC2\xB7 +26.2 %");
    screen_type(screen, "-");
    screen_expect(screen, "sent, 14 days");
    screen_expect(screen, "sum 2,135 \xC2\xB7 before (Oct 03 \xE2\x80\x93 Oct 16) 1,939 \xC2\xB7 +10.1 %");
    screen_type(screen, "d");
    screen_expect(screen, "Days");
    screen_type(screen, "7 d\r"); /* "7 days" */
    screen_expect(screen, "sent, 7 days");
    screen_expect(screen, "Oct 24");
    screen_type(screen, "t");
    screen_expect(screen, "2026-10-30");
    screen_expect(screen, "159             152 before");
    screen_type(screen, "tc");
    screen_expect(screen, "opens, 7 days (2 of 2)");
    close_far(screen);
}
END_TEST

START_TEST(daily_figures_of_all_items_are_a_chart_and_rows_with_names)
{
    make_home(10);
    struct screen *screen = open_far(_i);
    screen_expect(screen, "Streams");
    screen_type(screen, "j\r");
    screen_expect(screen, "campaigns analytics, all together");
    screen_expect(screen, "max 159 (Oct 30)");
    screen_type(screen, "t");
    screen_expect(screen, "Campaign 000000 spring");
    screen_expect(screen, "2026-09-01");
    screen_type(screen, "/sent>=158");
    screen_expect(screen, "2 of 60");
    screen_type(screen, "\r\r");
    screen_expect(screen, "Campaign 000000 spring, 2026-10-29");
    close_far(screen);
}
END_TEST

static char *read_text(const char *name)
{
    char *path = path_of(name);
    char *text = calloc(65536, 1);
    struct stat facts;
    ck_assert_int_eq(stat(path, &facts), 0);
    ck_assert_uint_eq(facts.st_mode & 0777, 0600);
    FILE *file = fopen(path, "r");
    ck_assert_ptr_nonnull(file);
    (void)!fread(text, 1, 65535, file);
    (void)fclose(file);
    free(path);
    return text;
}

START_TEST(a_stream_is_written_to_a_file_in_either_format)
{
    make_home(3);
    struct screen *screen = open_far(_i);
    screen_type(screen, "\r");
    screen_expect(screen, "Campaign 000002 autumn");
    screen_type(screen, "X");
    screen_expect(screen, "Write campaigns to a file \xC2\xB7 3 rows");
    screen_type(screen, "\t\025~/out.jsonl\023"); /* ^U empties the field, ^S writes */
    screen_expect(screen, "3 rows written to");
    char *text = read_text("out.jsonl");
    ck_assert_str_eq(text, "{\"id\":\"c-000000\",\"name\":\"Campaign 000000 spring\",\"last_edited\":\"2026-01-01T10:00:00+00:00\","
                           "\"is_api_campaign\":true,\"tags\":[\"t0\"]}\n"
                           "{\"id\":\"c-000001\",\"name\":\"Campaign 000001 summer\",\"last_edited\":\"2026-02-02T10:00:00+00:00\","
                           "\"is_api_campaign\":false,\"tags\":[\"t1\"]}\n"
                           "{\"id\":\"c-000002\",\"name\":\"Campaign 000002 autumn\",\"last_edited\":\"2026-03-03T10:00:00+00:00\","
                           "\"is_api_campaign\":true,\"tags\":[\"t2\"]}\n");
    free(text);
    /* A file that is there is replaced only after a question. */
    screen_type(screen, "X\t\025~/out.jsonl\023");
    screen_expect(screen, "Replace the file?");
    screen_type(screen, "\r");
    screen_expect_gone(screen, "Replace the file?");
    screen_type(screen, "X\033OC\t\025~/out.csv\023");
    screen_expect(screen, "out.csv");
    screen_expect_gone(screen, "Format ");
    screen_expect(screen, "3 rows written to");
    text = read_text("out.csv");
    ck_assert_str_eq(text, "id,name,last_edited,is_api_campaign,tags\r\n"
                           "c-000000,Campaign 000000 spring,2026-01-01T10:00:00+00:00,true,\"[\"\"t0\"\"]\"\r\n"
                           "c-000001,Campaign 000001 summer,2026-02-02T10:00:00+00:00,false,\"[\"\"t1\"\"]\"\r\n"
                           "c-000002,Campaign 000002 autumn,2026-03-03T10:00:00+00:00,true,\"[\"\"t2\"\"]\"\r\n");
    free(text);
    screen_type(screen, "X\t\025~/nowhere/out.csv\023");
    screen_expect(screen, "cannot write");
    close_far(screen);
}
END_TEST

START_TEST(what_matches_a_filter_is_written_alone)
{
    make_home(100);
    struct screen *screen = open_far(_i);
    screen_expect(screen, "campaigns details");
    screen_type(screen, "\r");
    screen_expect(screen, "Campaign 000000 spring");
    screen_type(screen, "/winter name:00009\r"); /* 91, 95, 99 */
    screen_expect(screen, "3 of 100");
    screen_type(screen, "X");
    screen_expect(screen, "as filtered  winter name:00009");
    screen_type(screen, "\t\t\025~/three.jsonl\023");
    screen_expect(screen, "3 rows written to");
    char *text = read_text("three.jsonl");
    ck_assert_str_eq(text, "{\"id\":\"c-000091\",\"name\":\"Campaign 000091 winter\",\"last_edited\":\"2026-08-08T10:00:00+00:00\","
                           "\"is_api_campaign\":false,\"tags\":[\"t1\"]}\n"
                           "{\"id\":\"c-000095\",\"name\":\"Campaign 000095 winter\",\"last_edited\":\"2026-12-12T10:00:00+00:00\","
                           "\"is_api_campaign\":false,\"tags\":[\"t5\"]}\n"
                           "{\"id\":\"c-000099\",\"name\":\"Campaign 000099 winter\",\"last_edited\":\"2026-04-16T10:00:00+00:00\","
                           "\"is_api_campaign\":false,\"tags\":[\"t9\"]}\n");
    free(text);
    close_far(screen);
}
END_TEST

START_TEST(marked_streams_are_exported_together)
{
    struct screen *screen = screen_demo(sizes[_i].rows, sizes[_i].columns, NULL);
    screen_type(screen, "2");
    screen_expect(screen, "14 streams");
    screen_type(screen, "/details\r");
    screen_expect(screen, "3 of 22");
    screen_type(screen, "  ");
    screen_expect(screen, "2 marked");
    screen_type(screen, "R");
    screen_expect(screen, "rows exported, 4 streams"); /* and their lists */
    screen_expect_gone(screen, "2 marked");
    screen_end(screen);
}
END_TEST

START_TEST(an_export_shows_its_progress_and_keys_are_answered_meanwhile)
{
    const char *const slow[] = { "--latency", "60", NULL };
    struct screen *screen = screen_demo(sizes[_i].rows, sizes[_i].columns, slow);
    screen_type(screen, "2");
    screen_expect(screen, "Streams");
    screen_type(screen, "jR");
    screen_expect(screen, "campaigns analytics: ");
    screen_expect(screen, " requests, ");
    screen_expect(screen, " to go, ");
    screen_expect(screen, " rows/s");
    int64_t worst = 0;
    for (int i = 0; i < 20; i++) {
        screen_settle(screen, 20);
        int64_t start = screen_now_ms();
        screen_type(screen, i % 2 == 0 ? "j" : "k");
        ck_assert(screen_read(screen, SCREEN_TIMEOUT_MS));
        worst = screen_now_ms() - start > worst ? screen_now_ms() - start : worst;
    }
    printf("%dx%d: worst key while exporting %lld ms\n", sizes[_i].columns, sizes[_i].rows, (long long)worst);
    ck_assert_int_le(worst, 5000); /* a program that waits for its export would take as long as that */
    screen_type(screen, "\003");
    screen_expect(screen, "stopped; ");
    screen_expect_gone(screen, " to go");
    /* What was read is kept, and the same goes on from there. */
    screen_type(screen, "R");
    screen_expect(screen, "rows exported, 2 streams");
    screen_type(screen, "\r");
    screen_expect(screen, "campaigns analytics, all together");
    screen_expect(screen, "max ");
    ck_assert(has_dots(screen));
    screen_type(screen, "t");
    screen_expect(screen, "\xC2\xB7 exported");
    screen_end(screen);
}
END_TEST

START_TEST(leaving_asks_while_an_export_runs)
{
    const char *const slow[] = { "--latency", "60", NULL };
    struct screen *screen = screen_demo(sizes[_i].rows, sizes[_i].columns, slow);
    screen_type(screen, "2");
    screen_expect(screen, "14 streams"); /* what is exported at first */
    screen_type(screen, "A");
    screen_expect(screen, "22 streams, ");
    screen_type(screen, "q");
    screen_expect(screen, "An export is running; what was read is kept");
    screen_type(screen, "\033");
    screen_expect_gone(screen, "what was read is kept");
    screen_type(screen, "\003"); /* stops it, and does not leave */
    screen_expect(screen, "stopped; ");
    screen_expect(screen, "INCOMPLETE");
    screen_type(screen, "j");
    screen_expect(screen, _i == 0 ? "campaigns analytics, INCOMPLETE: stopped" : "campaigns analytics");
    screen_type(screen, "q");
    ck_assert_int_eq(screen_wait(screen), 0);
    screen_end(screen);
}
END_TEST

START_TEST(a_used_up_rate_limit_is_waited_for_in_sight)
{
    const char *const limited[] = { "--rate-limit", "90/60", NULL };
    struct screen *screen = screen_demo(24, 80, limited);
    screen_type(screen, "2");
    screen_expect(screen, "Streams");
    screen_type(screen, "jR");
    screen_expect(screen, "until ");
    screen_type(screen, "\003");
    screen_expect(screen, "stopped; ");
    screen_end(screen);
}
END_TEST

/* Milliseconds from a key to the first byte that follows; the best of several. */
static int64_t answer_ms(struct screen *screen, const char *key, const char *back)
{
    int64_t best = SCREEN_TIMEOUT_MS;
    for (int i = 0; i < 5; i++) {
        screen_settle(screen, 60);
        int64_t start = screen_now_ms();
        screen_type(screen, key);
        ck_assert(screen_read(screen, SCREEN_TIMEOUT_MS));
        int64_t took = screen_now_ms() - start;
        best = took < best ? took : best;
        screen_settle(screen, 60);
        screen_type(screen, back);
    }
    return best;
}

static long resident_kib(const struct screen *screen)
{
    char path[64];
    char line[256];
    long kib = -1;
    (void)snprintf(path, sizeof path, "/proc/%d/status", (int)screen->child);
    FILE *file = fopen(path, "r");
    ck_assert_ptr_nonnull(file);
    while (fgets(line, sizeof line, file) != NULL)
        if (strncmp(line, "VmRSS:", 6) == 0)
            kib = strtol(line + 6, NULL, 10);
    (void)fclose(file);
    return kib;
}

struct pace {
    int64_t opened, down, page, end, filter, sort;
    long kib;
};

static struct pace pace_of(int campaigns, const char *count)
{
    struct pace pace = { .opened = SCREEN_TIMEOUT_MS };
    struct screen *screen = NULL;
    make_home(campaigns);
    for (int i = 0; i < 3; i++) {
        if (screen != NULL)
            screen_end(screen);
        screen = open_far(0);
        screen_expect(screen, count);
        screen_settle(screen, 100);
        int64_t start = screen_now_ms();
        screen_type(screen, "\r");
        while (!screen_shows(screen, "Campaign 000000 spring"))
            ck_assert(screen_read(screen, SCREEN_TIMEOUT_MS));
        int64_t opened = screen_now_ms() - start;
        pace.opened = opened < pace.opened ? opened : pace.opened;
    }
    screen_settle(screen, 200);
    pace.down = answer_ms(screen, "j", "k");
    pace.page = answer_ms(screen, "\006", "\002");
    pace.end = answer_ms(screen, "G", "g");
    screen_settle(screen, 60);
    screen_type(screen, "/");
    screen_settle(screen, 60);
    pace.filter = answer_ms(screen, "7", "\177");
    screen_type(screen, "\033");
    screen_settle(screen, 300);
    pace.sort = answer_ms(screen, ">", "<");
    pace.kib = resident_kib(screen);
    printf("%d campaigns: opened %lld, down %lld, page %lld, end %lld, filter %lld, sort %lld ms; %ld KiB\n", campaigns,
           (long long)pace.opened, (long long)pace.down, (long long)pace.page, (long long)pace.end, (long long)pace.filter,
           (long long)pace.sort, pace.kib);
    close_far(screen);
    return pace;
}

/* On whatever machine: a thousand times the rows may cost a few times as much, never a thousand times. The rest is what a
 * busy machine puts on top. */
static void compare(const char *what, int64_t few, int64_t many)
{
    enum { TIMES = 4, REST_MS = 80 };
    ck_assert_msg(many <= TIMES * few + REST_MS, "%s: %lld ms with many rows, %lld with few", what, (long long)many, (long long)few);
}

START_TEST(a_hundred_thousand_campaigns_browse_like_a_hundred)
{
    enum { MORE_KIB = 8 * 1024 };
    struct pace few = pace_of(100, "      100");
    struct pace many = pace_of(100000, "  100,000");
    compare("opening", few.opened, many.opened);
    compare("one down", few.down, many.down);
    compare("a page", few.page, many.page);
    compare("the end", few.end, many.end);
    compare("filtering", few.filter, many.filter);
    compare("sorting", few.sort, many.sort);
    if (MEASURES_MEMORY)
        ck_assert_int_le(many.kib - few.kib, MORE_KIB);
}
END_TEST

int main(void)
{
    enum { SIZES = sizeof sizes / sizeof sizes[0] };
    Suite *suite = suite_create("explore screen");
    TCase *tests = tcase_create("explore screen");
    tcase_set_timeout(tests, 300);
    tcase_add_loop_test(tests, what_was_exported_is_there_without_a_network, 0, SIZES);
    tcase_add_loop_test(tests, what_is_not_exported_says_so_and_what_to_do, 0, SIZES);
    tcase_add_loop_test(tests, rows_are_filtered_and_sorted_and_stay_selected, 0, SIZES);
    tcase_add_loop_test(tests, filters_say_what_they_know, 0, SIZES);
    tcase_add_loop_test(tests, columns_are_shown_and_hidden, 0, SIZES);
    tcase_add_loop_test(tests, what_was_arranged_is_so_again_the_next_time, 0, SIZES);
    tcase_add_loop_test(tests, a_chart_has_ranges_and_a_comparison_with_the_days_before, 0, SIZES);
    tcase_add_loop_test(tests, daily_figures_of_all_items_are_a_chart_and_rows_with_names, 0, SIZES);
    tcase_add_loop_test(tests, a_stream_is_written_to_a_file_in_either_format, 0, SIZES);
    tcase_add_loop_test(tests, what_matches_a_filter_is_written_alone, 0, SIZES);
    tcase_add_loop_test(tests, marked_streams_are_exported_together, 0, SIZES);
    tcase_add_loop_test(tests, an_export_shows_its_progress_and_keys_are_answered_meanwhile, 0, SIZES);
    tcase_add_loop_test(tests, leaving_asks_while_an_export_runs, 0, SIZES);
    tcase_add_test(tests, a_used_up_rate_limit_is_waited_for_in_sight);
    tcase_add_test(tests, a_hundred_thousand_campaigns_browse_like_a_hundred);
    suite_add_tcase(suite, tests);
    return unit_run(suite);
}
