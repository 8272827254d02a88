/* Whatever is pressed, in whatever order and at whatever size: the program lives, answers, and gives the terminal back. */
#include <stdlib.h>
#include <string.h>

#include "../unit/unit.h"
#include "screen.h"

static unsigned next(unsigned *state)
{
    *state = *state * 1103515245u + 12345u;
    return *state >> 16 & 0x7FFF;
}

/* Everything but what ends or stops the program: q, ^C, ^Z, and : by which one can get at them. */
static const char *pick_key(unsigned *state)
{
    static const char *const keys[] = {
        "a", "e", "d", "t", "j", "k", "h", "l", "g", "G", "s", "/", "n", "N", "p", "r", "y", "z", "x", "c", "Z", "[", "]", "!", "?",
        "<", ">", "1", "2", "3", " ", "\r", "\r", "\r", "\t", "\033", "\033", "\033[A", "\033[B", "\033[C", "\033[D", "\033[5~",
        "\033[6~", "\033[Z", "\004", "\025", "\006", "\002", "\014", "\022", "\177", "\xC3\xA9", "\xE6\x98\xA5", "\xFF", "\033[200~x\033[201~",
        "\033[999;9u", "0", "9", "=", "i", "u", "D",
    };
    return keys[next(state) % (sizeof keys / sizeof keys[0])];
}

START_TEST(a_monkey_at_the_keyboard_does_no_harm)
{
    enum { KEYS = 1500 };
    unsigned state = 20260314u + (unsigned)_i * 7919u;
    const char *const faults[] = { "--fault", "500:10%", "--fault", "garbage:5%", "--fault", "truncate:5%", NULL };
    struct screen *screen = screen_demo(24, 80, faults);
    screen->is_blind = true;
    for (int i = 0; i < KEYS; i++) {
        screen_type(screen, pick_key(&state));
        if (next(&state) % 40 == 0)
            screen_resize(screen, 1 + (int)(next(&state) % 60), 1 + (int)(next(&state) % 200));
        if (next(&state) % 4 == 0)
            (void)screen_read(screen, 5);
    }
    screen_resize(screen, 24, 80);
    screen_settle(screen, 100);
    /* Out of whatever is open: a ^C closes a box, stops what runs, or leaves, maybe asking first; y agrees to that, and
     * opens a box where nothing was asked. */
    for (int i = 0; i < 100 && screen->on_alternate; i++) {
        screen_type(screen, next(&state) % 2 == 0 ? "\003" : "y");
        screen_settle(screen, 50);
    }
    ck_assert_msg(!screen->on_alternate, "it does not end:\n%s", screen->bytes > 4000 ? screen->raw + screen->bytes - 4000 : "");
    ck_assert_int_eq(screen_wait(screen), 0);
    screen_expect_restored(screen);
    screen_end(screen);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("monkey");
    TCase *tests = tcase_create("monkey");
    tcase_set_timeout(tests, 180);
    tcase_add_loop_test(tests, a_monkey_at_the_keyboard_does_no_harm, 0, 3);
    suite_add_tcase(suite, tests);
    return unit_run(suite);
}
