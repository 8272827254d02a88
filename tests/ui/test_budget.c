/* What the console may cost: bytes over a slow line, time to answer a key, nothing at rest. Figures are those of 80x24 and
 * 200x50. Times are the best of several tries: the machine has other things to do as well. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "../unit/unit.h"
#include "screen.h"

/* Sanitizers make everything several times slower; bytes stay the same. */
#if defined(__SANITIZE_ADDRESS__)
enum { SLOWNESS = 8 };
#elif defined(__has_feature)
#if __has_feature(address_sanitizer)
enum { SLOWNESS = 8 };
#else
enum { SLOWNESS = 1 };
#endif
#else
enum { SLOWNESS = 1 };
#endif

enum { QUIET_MS = 80 };

static const struct {
    int rows;
    int columns;
    size_t first_frame;
    size_t move;
    size_t scroll;
    size_t page;
    size_t burst;
} budgets[] = {
    { 24, 80, 8 * 1024, 250, 300, 2 * 1024, 10 * 1024 },
    { 50, 200, 16 * 1024, 400, 450, 6 * 1024, 20 * 1024 },
};

static size_t bytes_for(struct screen *screen, const char *keys)
{
    screen_settle(screen, QUIET_MS);
    size_t before = screen->bytes;
    screen_type(screen, keys);
    ck_assert(screen_read(screen, SCREEN_TIMEOUT_MS));
    screen_settle(screen, QUIET_MS);
    return screen->bytes - before;
}

static struct screen *open_list(int rows, int columns)
{
    struct screen *screen = screen_demo(rows, columns, NULL);
    screen_expect(screen, "\xE2\x97\x8F ok");
    screen_type(screen, "2\r");
    screen_expect(screen, "Welcome Email");
    screen_expect(screen, "rows exported, 14 streams"); /* nothing runs any more */
    screen_settle(screen, QUIET_MS);
    return screen;
}

START_TEST(moving_scrolling_and_paging_cost_few_bytes)
{
    enum { TIMES = 8 };
    struct screen *screen = open_list(budgets[_i].rows, budgets[_i].columns);
    size_t move = 0;
    for (int i = 0; i < TIMES; i++)
        move += bytes_for(screen, "j");
    char *page = calloc((size_t)budgets[_i].rows + 1, 1);
    memset(page, 'j', (size_t)budgets[_i].rows);
    (void)bytes_for(screen, page); /* to the lower edge */
    free(page);
    size_t scroll = 0;
    for (int i = 0; i < TIMES; i++)
        scroll += bytes_for(screen, "j");
    size_t down = bytes_for(screen, "\006"); /* ^F */
    printf("%dx%d: move %zu, scroll %zu, page %zu bytes\n", budgets[_i].columns, budgets[_i].rows, move / TIMES, scroll / TIMES, down);
    ck_assert_uint_le(move / TIMES, budgets[_i].move);
    ck_assert_uint_le(scroll / TIMES, budgets[_i].scroll);
    ck_assert_uint_le(down, budgets[_i].page);
    screen_end(screen);
}
END_TEST

START_TEST(a_held_key_costs_one_frame_and_not_three_hundred)
{
    struct screen *screen = open_list(budgets[_i].rows, budgets[_i].columns);
    char keys[301];
    memset(keys, 'j', 300);
    keys[300] = '\0';
    size_t bytes = bytes_for(screen, keys);
    printf("%dx%d: 300 keys %zu bytes\n", budgets[_i].columns, budgets[_i].rows, bytes);
    ck_assert_uint_le(bytes, budgets[_i].burst);
    screen_end(screen);
}
END_TEST

START_TEST(the_first_frame_is_small_and_comes_before_any_answer)
{
    enum { TRIES = 7, LIMIT_MS = 50 * SLOWNESS };
    const char *const arguments[] = { "-p", "far", NULL };
    /* The simulator needs a moment of its own, so that this is about a profile; nothing listens there. */
    struct screen *making = screen_start(&(struct screen_options){
        .arguments = (const char *const[]){ "profile", "add", "far", "--rest-url", "http://127.0.0.1:9", "--environment", "sandbox",
                                            "--api-key-env", "DUMMY", NULL } });
    ck_assert_int_eq(screen_wait(making), 0);
    int64_t best = SCREEN_TIMEOUT_MS;
    for (int i = 0; i < TRIES; i++) {
        const char *const environment[] = { "DUMMY=dummy", NULL };
        int64_t start = screen_now_ms();
        struct screen *screen = screen_start(&(struct screen_options){ .rows = budgets[_i].rows,
                                                                       .columns = budgets[_i].columns,
                                                                       .arguments = arguments,
                                                                       .environment = environment,
                                                                       .home = making->home });
        while (!screen_shows(screen, "? help"))
            ck_assert(screen_read(screen, SCREEN_TIMEOUT_MS));
        int64_t took = screen_now_ms() - start;
        best = took < best ? took : best;
        if (i == 0)
            ck_assert_uint_le(screen->bytes, budgets[_i].first_frame);
        screen_type(screen, "\003\003");
        (void)screen_wait(screen);
        screen_end(screen);
    }
    printf("%dx%d: first frame after %lld ms\n", budgets[_i].columns, budgets[_i].rows, (long long)best);
    ck_assert_int_le(best, LIMIT_MS);
    screen_end(making);
}
END_TEST

/* How often the process went to sleep of itself so far. */
static long naps(const struct screen *screen)
{
    char path[64];
    char line[256];
    long count = -1;
    (void)snprintf(path, sizeof path, "/proc/%d/status", (int)screen->child);
    FILE *file = fopen(path, "r");
    ck_assert_ptr_nonnull(file);
    while (fgets(line, sizeof line, file) != NULL)
        if (strncmp(line, "voluntary_ctxt_switches:", 24) == 0)
            count = strtol(line + 24, NULL, 10);
    (void)fclose(file);
    return count;
}

START_TEST(at_rest_it_writes_nothing_and_does_not_wake_up)
{
    enum { REST_MS = 2000 };
    struct screen *screen = open_list(24, 80);
    /* What is still done for the answers is over when a second went by. */
    screen_settle(screen, 1000);
    size_t bytes = screen->bytes;
    long before = naps(screen);
    ck_assert(!screen_read(screen, REST_MS));
    ck_assert_uint_eq(screen->bytes, bytes);
    ck_assert_int_eq(naps(screen), before);
    screen_end(screen);
}
END_TEST

START_TEST(while_braze_takes_five_seconds_every_key_is_answered_at_once)
{
    enum { KEYS = 40, MEDIAN_MS = 10 * SLOWNESS, WORST_MS = 300 * SLOWNESS };
    const char *const slow[] = { "--latency", "5000", NULL };
    struct screen *screen = screen_demo(24, 80, slow);
    screen_expect(screen, "testing");
    screen_type(screen, "2\r");
    screen_expect(screen, "Exporting campaigns");
    screen_type(screen, "q");
    screen_expect(screen, "Streams \xC2\xB7");
    int64_t times[KEYS];
    for (int i = 0; i < KEYS; i++) {
        screen_settle(screen, 20);
        int64_t start = screen_now_ms();
        screen_type(screen, i % 2 == 0 ? "j" : "k");
        ck_assert(screen_read(screen, SCREEN_TIMEOUT_MS));
        times[i] = screen_now_ms() - start;
    }
    for (int i = 1; i < KEYS; i++) /* sorted, for the median */
        for (int k = i; k > 0 && times[k - 1] > times[k]; k--) {
            int64_t swap = times[k];
            times[k] = times[k - 1];
            times[k - 1] = swap;
        }
    printf("key to first byte: median %lld ms, worst %lld ms\n", (long long)times[KEYS / 2], (long long)times[KEYS - 1]);
    ck_assert_int_le(times[KEYS / 2], MEDIAN_MS);
    ck_assert_int_le(times[KEYS - 1], WORST_MS);
    ck_assert(!screen_shows(screen, "111")); /* the answer has still not come */
    screen_end(screen);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("budget");
    TCase *tests = tcase_create("budget");
    tcase_set_timeout(tests, 120);
    tcase_add_loop_test(tests, moving_scrolling_and_paging_cost_few_bytes, 0, 2);
    tcase_add_loop_test(tests, a_held_key_costs_one_frame_and_not_three_hundred, 0, 2);
    tcase_add_loop_test(tests, the_first_frame_is_small_and_comes_before_any_answer, 0, 2);
    tcase_add_test(tests, at_rest_it_writes_nothing_and_does_not_wake_up);
    tcase_add_test(tests, while_braze_takes_five_seconds_every_key_is_answered_at_once);
    suite_add_tcase(suite, tests);
    return unit_run(suite);
}
