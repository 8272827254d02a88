#include "screen.h"

#include <check.h>
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <pty.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "../unit/place.h"

int64_t screen_now_ms(void)
{
    struct timespec now;
    (void)clock_gettime(CLOCK_MONOTONIC, &now);
    return (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

static char *format(const char *pattern, const char *value)
{
    char *text = NULL;
    ck_assert_int_gt(asprintf(&text, pattern, value), 0);
    return text;
}

/* The child's whole environment. */
static char **make_environment(const struct screen *screen, const struct screen_options *options)
{
    static const char *const fixed[] = { "TERM=tmux-256color", "LANG=C.UTF-8", "TZ=UTC0", "PATH=/usr/bin:/bin:/usr/sbin:/sbin", NULL };
    static const char *const kept[] = { "ASAN_OPTIONS", "UBSAN_OPTIONS", "LSAN_OPTIONS", "TMPDIR", NULL };
    char **environment = calloc(64, sizeof(char *));
    size_t count = 0;
    environment[count++] = format("HOME=%s", screen->home);
    for (size_t i = 0; fixed[i] != NULL; i++)
        environment[count++] = strdup(fixed[i]);
    for (size_t i = 0; kept[i] != NULL; i++) {
        const char *value = getenv(kept[i]);
        if (value != NULL && asprintf(&environment[count], "%s=%s", kept[i], value) > 0)
            count++;
    }
    for (size_t i = 0; options->environment != NULL && options->environment[i] != NULL; i++) {
        size_t name = strcspn(options->environment[i], "=") + 1;
        size_t at = 0;
        while (at < count && strncmp(environment[at], options->environment[i], name) != 0)
            at++;
        free(environment[at]);
        environment[at] = strdup(options->environment[i]);
        count = at == count ? count + 1 : count;
    }
    return environment;
}

static void run_child(const struct screen *screen, const char *program, char *const *arguments, char *const *environment)
{
    (void)close(screen->master);
    (void)setsid();
    (void)ioctl(screen->slave, TIOCSCTTY, 0);
    for (int i = 0; i < 3; i++)
        (void)dup2(screen->slave, i);
    if (screen->slave > 2)
        (void)close(screen->slave);
    sigset_t none;
    (void)sigemptyset(&none);
    (void)sigprocmask(SIG_SETMASK, &none, NULL);
    (void)execve(program, arguments, environment);
    _exit(127);
}

struct screen *screen_start(const struct screen_options *options)
{
    struct screen *screen = calloc(1, sizeof *screen);
    screen->rows = options->rows > 0 ? options->rows : 24;
    screen->columns = options->columns > 0 ? options->columns : 80;
    screen->cursor_shown = true;
    screen->own_home = options->home == NULL ? place_make() : NULL;
    screen->home = options->home != NULL ? options->home : screen->own_home;
    screen->terminal = vterm_new(screen->rows, screen->columns);
    vterm_set_utf8(screen->terminal, 1);
    screen->cells = vterm_obtain_screen(screen->terminal);
    vterm_screen_enable_altscreen(screen->cells, 1);
    vterm_screen_reset(screen->cells, 1);
    screen->on_alternate = false;

    struct winsize size = { .ws_row = (unsigned short)screen->rows, .ws_col = (unsigned short)screen->columns };
    ck_assert_int_eq(openpty(&screen->master, &screen->slave, NULL, NULL, &size), 0);
    (void)fcntl(screen->master, F_SETFD, FD_CLOEXEC);
    (void)fcntl(screen->slave, F_SETFD, FD_CLOEXEC);
    ck_assert_int_eq(tcgetattr(screen->slave, &screen->before), 0);
    const char *program = options->program != NULL ? options->program : getenv("BRAZIER");
    ck_assert_ptr_nonnull(program);
    char *arguments[32] = { (char *)program };
    for (size_t i = 0; options->arguments != NULL && options->arguments[i] != NULL && i < 30; i++)
        arguments[i + 1] = (char *)options->arguments[i];
    char **environment = make_environment(screen, options);
    screen->child = fork();
    ck_assert_int_ge(screen->child, 0);
    if (screen->child == 0)
        run_child(screen, program, arguments, environment);
    for (size_t i = 0; environment[i] != NULL; i++)
        free(environment[i]);
    free(environment);
    return screen;
}

struct screen *screen_demo(int rows, int columns, const char *const *arguments)
{
    /* A fixed workspace. Its days are the clock's, so that the last ones are there. */
    const char *all[24] = { "demo", "--campaigns", "120", "--seed", "1" };
    for (size_t i = 0; arguments != NULL && arguments[i] != NULL && i < 16; i++)
        all[i + 5] = arguments[i];
    struct screen *screen = screen_start(&(struct screen_options){ .rows = rows, .columns = columns, .arguments = all });
    screen_expect(screen, "Profiles \xC2\xB7 3");
    return screen;
}

/* What the program said last of a mode that is switched by h and l. */
static void note_mode(const struct screen *screen, size_t from, const char *mode, bool *on)
{
    size_t length = strlen(mode);
    for (const char *at = screen->raw + from; (at = strstr(at, mode)) != NULL; at++)
        if (at[length] == 'h' || at[length] == 'l')
            *on = at[length] == 'h';
}

static void draw(struct screen *screen, const char *bytes, size_t length)
{
    screen->raw = realloc(screen->raw, screen->bytes + length + 1);
    memcpy(screen->raw + screen->bytes, bytes, length);
    screen->bytes += length;
    screen->raw[screen->bytes] = '\0';
    if (!screen->is_blind)
        (void)vterm_input_write(screen->terminal, bytes, length);
    size_t from = screen->bytes > length + 8 ? screen->bytes - length - 8 : 0;
    note_mode(screen, from, "\033[?25", &screen->cursor_shown);
    note_mode(screen, from, "\033[?1049", &screen->on_alternate);
}

bool screen_read(struct screen *screen, int timeout_ms)
{
    bool any = false;
    for (;;) {
        struct pollfd polled = { .fd = screen->master, .events = POLLIN };
        if (poll(&polled, 1, any ? 0 : timeout_ms) <= 0)
            return any;
        char block[16384];
        ssize_t got = read(screen->master, block, sizeof block);
        if (got <= 0)
            return any;
        draw(screen, block, (size_t)got);
        any = true;
    }
}

void screen_type(struct screen *screen, const char *keys)
{
    size_t length = strlen(keys);
    ck_assert_int_eq(write(screen->master, keys, length), (ssize_t)length);
}

VTermScreenCell screen_cell(const struct screen *screen, int row, int column)
{
    VTermScreenCell cell;
    memset(&cell, 0, sizeof cell);
    (void)vterm_screen_get_cell(screen->cells, (VTermPos){ row, column }, &cell);
    return cell;
}

static size_t append_point(char *out, uint32_t point)
{
    if (point < 0x80) {
        out[0] = (char)point;
        return 1;
    }
    size_t more = point < 0x800 ? 1 : point < 0x10000 ? 2 : 3;
    static const unsigned char heads[] = { 0, 0xC0, 0xE0, 0xF0 };
    out[0] = (char)(heads[more] | (point >> (6 * more)));
    for (size_t i = 1; i <= more; i++)
        out[i] = (char)(0x80 | ((point >> (6 * (more - i))) & 0x3F));
    return more + 1;
}

char *screen_row(const struct screen *screen, int row)
{
    char *text = calloc((size_t)screen->columns * VTERM_MAX_CHARS_PER_CELL * 4 + 1, 1);
    size_t length = 0;
    size_t end = 0;
    for (int column = 0; column < screen->columns;) {
        VTermScreenCell cell = screen_cell(screen, row, column);
        if (cell.chars[0] == 0)
            text[length++] = ' ';
        for (int i = 0; i < VTERM_MAX_CHARS_PER_CELL && cell.chars[i] != 0; i++)
            length += append_point(text + length, cell.chars[i]);
        if (cell.chars[0] != 0 && cell.chars[0] != ' ')
            end = length;
        column += cell.width > 0 ? cell.width : 1;
    }
    text[end] = '\0';
    return text;
}

char *screen_text(const struct screen *screen)
{
    char *text = strdup("");
    for (int row = 0; row < screen->rows; row++) {
        char *line = screen_row(screen, row);
        char *more = NULL;
        ck_assert_int_ge(asprintf(&more, "%s%s\n", text, line), 0);
        free(line);
        free(text);
        text = more;
    }
    return text;
}

int screen_find(const struct screen *screen, const char *text)
{
    for (int row = 0; row < screen->rows; row++) {
        char *line = screen_row(screen, row);
        bool found = strstr(line, text) != NULL;
        free(line);
        if (found)
            return row;
    }
    return -1;
}

int screen_find_column(const struct screen *screen, int row, const char *text)
{
    for (int column = 0; column < screen->columns; column++) {
        size_t i = 0;
        while (text[i] != '\0' && screen_cell(screen, row, column + (int)i).chars[0] == (unsigned char)text[i])
            i++;
        if (text[i] == '\0')
            return column;
    }
    return -1;
}

bool screen_shows(const struct screen *screen, const char *text)
{
    return screen_find(screen, text) >= 0;
}

static void wait_for(struct screen *screen, const char *text, bool shown)
{
    int64_t deadline = screen_now_ms() + SCREEN_TIMEOUT_MS;
    while (screen_shows(screen, text) != shown) {
        int64_t left = deadline - screen_now_ms();
        if (left <= 0 || !screen_read(screen, (int)left)) {
            if (screen_shows(screen, text) == shown)
                return;
            char *seen = screen_text(screen);
            ck_abort_msg("%s \"%s\" in:\n%s", shown ? "waited for" : "still there:", text, seen);
        }
    }
}

/* The text is there: the rest of its frame may still be on the way. */
enum { FRAME_MS = 25 };

void screen_expect(struct screen *screen, const char *text)
{
    wait_for(screen, text, true);
    screen_settle(screen, FRAME_MS);
}

void screen_expect_gone(struct screen *screen, const char *text)
{
    wait_for(screen, text, false);
    screen_settle(screen, FRAME_MS);
}

void screen_settle(struct screen *screen, int quiet_ms)
{
    while (screen_read(screen, quiet_ms))
        continue;
}

VTermPos screen_cursor(const struct screen *screen)
{
    VTermPos position = { 0, 0 };
    vterm_state_get_cursorpos(vterm_obtain_state(screen->terminal), &position);
    return position;
}

void screen_resize(struct screen *screen, int rows, int columns)
{
    struct winsize size = { .ws_row = (unsigned short)rows, .ws_col = (unsigned short)columns };
    screen->rows = rows;
    screen->columns = columns;
    if (!screen->is_blind)
        vterm_set_size(screen->terminal, rows, columns);
    ck_assert_int_eq(ioctl(screen->master, TIOCSWINSZ, &size), 0);
}

int screen_wait(struct screen *screen)
{
    int64_t deadline = screen_now_ms() + SCREEN_TIMEOUT_MS;
    while (!screen->ended) {
        pid_t done = waitpid(screen->child, &screen->status, WNOHANG);
        screen->ended = done == screen->child;
        /* The end of the program is no event of the terminal as long as its other end is open here. */
        if (!screen->ended)
            (void)screen_read(screen, 5);
        if (screen_now_ms() > deadline) {
            char *seen = screen_text(screen);
            ck_abort_msg("the program does not end:\n%s", seen);
        }
    }
    /* What was written last may still be on its way through the terminal. */
    screen_settle(screen, 50);
    return WIFSIGNALED(screen->status) ? 128 + WTERMSIG(screen->status) : WEXITSTATUS(screen->status);
}

void screen_end(struct screen *screen)
{
    if (screen->slave >= 0)
        (void)close(screen->slave);
    if (screen->master >= 0)
        (void)close(screen->master);
    if (!screen->ended) {
        /* The terminal is gone: that ends the program, and what it has started. */
        for (int i = 0; i < 1000 && waitpid(screen->child, NULL, WNOHANG) == 0; i++)
            (void)poll(NULL, 0, 5);
        (void)kill(screen->child, SIGKILL);
        (void)waitpid(screen->child, NULL, 0);
    }
    place_remove(screen->own_home);
    vterm_free(screen->terminal);
    free(screen->raw);
    free(screen);
}

/* What a mode was set to last: 'h' or 'l'. */
static char last_letter(const struct screen *screen, const char *mode)
{
    const char *last = NULL;
    ck_assert_ptr_nonnull(screen->raw);
    for (const char *at = screen->raw; (at = strstr(at, mode)) != NULL; at++)
        last = at;
    ck_assert_ptr_nonnull(last);
    return last[strlen(mode)];
}

void screen_expect_restored(struct screen *screen)
{
    struct termios after;
    memset(&after, 0, sizeof after);
    ck_assert_int_eq(tcgetattr(screen->slave, &after), 0);
    ck_assert_uint_eq(after.c_iflag, screen->before.c_iflag);
    ck_assert_uint_eq(after.c_oflag, screen->before.c_oflag);
    ck_assert_uint_eq(after.c_lflag, screen->before.c_lflag);
    ck_assert_uint_eq(after.c_cflag, screen->before.c_cflag);
    ck_assert_mem_eq(after.c_cc, screen->before.c_cc, sizeof after.c_cc);
    ck_assert(!screen->on_alternate);
    /* Not as libvterm has it: it restores with the screen whether the cursor was shown when it was saved last. */
    ck_assert_int_eq(last_letter(screen, "\033[?25"), 'h');
    /* Brackets around what is pasted are switched off again. */
    ck_assert_int_eq(last_letter(screen, "\033[?2004"), 'l');
}

void screen_leave(struct screen *screen, const char *keys)
{
    screen_type(screen, keys);
    ck_assert_int_eq(screen_wait(screen), 0);
    screen_expect_restored(screen);
    screen_end(screen);
}

void screen_filter(struct screen *screen, const char *words, const char *expected)
{
    screen_type(screen, "/");
    screen_type(screen, words);
    screen_type(screen, "\r");
    screen_expect(screen, expected);
    screen_settle(screen, 100);
}
