#include "ui/term.h"

#include <curses.h>
#include <errno.h>
#include <langinfo.h>
#include <locale.h>
#include <poll.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/signalfd.h>
#include <time.h>
#include <unistd.h>
#include <wchar.h>

#include "support/file.h"
#include "ui/term_crash.h"

enum { CODE_PASTE_BEGIN = KEY_F(60), CODE_PASTE_END = KEY_F(61), SEQUENCE_LIMIT = 32 };

static const char paste_on[] = "\033[?2004h";
static const char paste_off[] = "\033[?2004l";

/* Signals that curses installs handlers of its own for; its handler for SIGINT ends the program. */
static const int curses_signals[] = { SIGINT, SIGTERM, SIGTSTP, SIGWINCH };

enum { CURSES_SIGNALS = sizeof curses_signals / sizeof curses_signals[0] };

struct terminal {
    struct sigaction old_actions[CURSES_SIGNALS];
    SCREEN *screen;
    WINDOW *keys; /* a pad: reading from it never draws */
    sigset_t old_mask;
    int signals;
    int log; /* takes standard error meanwhile */
    int messages; /* the real standard error */
    struct termios modes;
    UT_string restore;
    const char *crash_note;
    int colors;
    bool ascii;
    bool entered;
    bool gone;
    bool cursor_shown;
    attr_t role_attributes[ROLE_COUNT];
    short role_pairs[ROLE_COUNT];
    struct canvas_cell *shown; /* what curses was told last */
    cchar_t *line;
    int height;
    int width;
    bool shown_is_valid;
    unsigned char partial[4]; /* a character whose bytes have not all come */
    size_t partial_length;
    keypress held; /* a key that was read too early */
};

static const struct {
    uint32_t point;
    char ascii;
} glyphs[] = {
#define GLYPH(point, ascii) { point, ascii },
#include "data/glyphs.def"
#undef GLYPH
};

char term_ascii(unsigned point)
{
    if (point >= 0x20 && point < 0x7F)
        return (char)point;
    for (size_t i = 0; i < sizeof glyphs / sizeof glyphs[0]; i++)
        if (glyphs[i].point == point)
            return glyphs[i].ascii;
    return '?';
}

/* main() has made the program's own locale UTF-8; the environment tells what the terminal expects. */
static bool environment_is_utf8(void)
{
    locale_t locale = newlocale(LC_CTYPE_MASK, "", (locale_t)0);
    if (locale == (locale_t)0)
        return false;
    bool utf8 = strcmp(nl_langinfo_l(CODESET, locale), "UTF-8") == 0;
    freelocale(locale);
    return utf8;
}

static void set_roles(struct terminal *terminal)
{
    for (int role = 0; role < ROLE_COUNT; role++) {
        struct theme_look look = theme_look((enum role)role, terminal->colors);
        attr_t attributes = A_NORMAL;
        attributes |= (look.attributes & THEME_BOLD) != 0 ? A_BOLD : 0;
        attributes |= (look.attributes & THEME_UNDERLINE) != 0 ? A_UNDERLINE : 0;
        attributes |= (look.attributes & THEME_REVERSE) != 0 ? A_REVERSE : 0;
        attributes |= (look.attributes & THEME_DIM) != 0 ? A_DIM : 0;
        terminal->role_attributes[role] = attributes;
        terminal->role_pairs[role] = 0;
        if (terminal->colors > 0 && (look.foreground >= 0 || look.background >= 0)) {
            short pair = (short)(role + 1);
            if (init_pair(pair, look.foreground, look.background) != ERR)
                terminal->role_pairs[role] = pair;
        }
    }
}

static void set_colors(struct terminal *terminal, enum theme_color wanted)
{
    /* Once started, colours are in every text, the terminal's own or not: so without them it is not even started. */
    terminal->colors = theme_choose_colors(wanted, getenv("NO_COLOR"), tigetnum("colors"));
    if (terminal->colors > 0 && (start_color() == ERR || use_default_colors() == ERR))
        terminal->colors = 0;
    set_roles(terminal);
}

/* A capability without the pauses ("$<5>") that only tputs() understands. */
static void append_capability(UT_string *out, const char *name)
{
    const char *text = tigetstr(name);
    if (text == NULL || text == (const char *)-1)
        return;
    while (*text != '\0') {
        if (text[0] == '$' && text[1] == '<' && strchr(text, '>') != NULL)
            text = strchr(text, '>') + 1;
        else
            utstring_bincpy(out, text++, 1);
    }
}

static void arm(struct terminal *terminal)
{
    term_crash_arm(&(struct term_crash){
        .restore = utstring_body(&terminal->restore),
        .restore_length = utstring_len(&terminal->restore),
        .note = terminal->crash_note != NULL ? terminal->crash_note : "",
        .modes = terminal->modes,
        .output = STDOUT_FILENO,
        .log = terminal->log,
        .messages = terminal->messages,
    });
}

static void collect_messages(struct terminal *terminal)
{
    (void)fflush(stderr);
    (void)dup2(terminal->log, STDERR_FILENO);
}

static void show_messages(struct terminal *terminal)
{
    (void)fflush(stderr);
    (void)dup2(terminal->messages, STDERR_FILENO);
    char block[512];
    if (lseek(terminal->log, 0, SEEK_SET) != 0)
        return;
    for (ssize_t got; (got = read(terminal->log, block, sizeof block)) > 0;)
        if (!file_write_all(STDERR_FILENO, block, (size_t)got))
            break;
    if (ftruncate(terminal->log, 0) == 0)
        (void)lseek(terminal->log, 0, SEEK_SET);
}

void term_enter(struct terminal *terminal)
{
    if (terminal->entered)
        return;
    terminal->entered = true;
    collect_messages(terminal);
    (void)reset_prog_mode();
    arm(terminal);
    term_redraw(terminal);
    term_write(terminal, paste_on, sizeof paste_on - 1);
    (void)raise(SIGWINCH); /* it may have another size by now */
}

void term_leave(struct terminal *terminal)
{
    if (!terminal->entered)
        return;
    terminal->entered = false;
    term_write(terminal, paste_off, sizeof paste_off - 1);
    (void)endwin();
    term_crash_disarm();
    show_messages(terminal);
}

static bool set_signals(struct terminal *terminal, struct error *error)
{
    sigset_t mask;
    static const int wanted[] = { SIGTERM, SIGHUP, SIGINT, SIGQUIT, SIGWINCH, SIGTSTP, SIGCONT };
    (void)sigemptyset(&mask);
    for (size_t i = 0; i < sizeof wanted / sizeof wanted[0]; i++)
        (void)sigaddset(&mask, wanted[i]);
    (void)sigprocmask(SIG_BLOCK, &mask, &terminal->old_mask);
    terminal->signals = signalfd(-1, &mask, SFD_NONBLOCK | SFD_CLOEXEC);
    if (terminal->signals < 0)
        return error_set(error, ERROR_FAILED, "cannot watch for signals: %s", strerror(errno));
    return true;
}

static bool start_curses(struct terminal *terminal, const struct term_options *options, struct error *error)
{
    const char *name = getenv("TERM");
    bool known = name != NULL && *name != '\0' && strcmp(name, "dumb") != 0;
    terminal->screen = known ? newterm(NULL, stdout, stdin) : NULL;
    const char *motion = terminal->screen != NULL ? tigetstr("cup") : NULL;
    if (motion == NULL || motion == (const char *)-1) {
        if (terminal->screen != NULL)
            (void)endwin();
        error_set(error, ERROR_USAGE, "the console needs a terminal that can move its cursor; TERM is \"%s\"",
                  name != NULL ? name : "");
        return error_hint(error, "set TERM to what your terminal is (often xterm-256color), or use the subcommands: brazier --help");
    }
    if (getenv("ESCDELAY") == NULL)
        (void)set_escdelay(25);
    (void)raw();
    (void)noecho();
    (void)nonl();
    (void)typeahead(-1);
    (void)idlok(stdscr, TRUE);
    (void)curs_set(0);
    terminal->keys = newpad(1, 1);
    if (terminal->keys == NULL)
        return error_set(error, ERROR_FAILED, "the terminal could not be set up");
    (void)keypad(terminal->keys, TRUE);
    (void)nodelay(terminal->keys, TRUE);
    (void)define_key("\033[200~", CODE_PASTE_BEGIN);
    (void)define_key("\033[201~", CODE_PASTE_END);
    set_colors(terminal, options->color);
    utstring_printf(&terminal->restore, "%s", paste_off);
    static const char *const capabilities[] = { "sgr0", "op", "rmkx", "cnorm", "rmcup" };
    for (size_t i = 0; i < sizeof capabilities / sizeof capabilities[0]; i++)
        append_capability(&terminal->restore, capabilities[i]);
    return true;
}

bool term_open(struct terminal **out, const struct term_options *options, struct error *error)
{
    *out = NULL;
    struct terminal *terminal = memory_allocate(1, sizeof *terminal);
    terminal->signals = terminal->log = terminal->messages = -1;
    terminal->ascii = options->ascii || !environment_is_utf8();
    terminal->crash_note = options->crash_note;
    utstring_init(&terminal->restore);
    (void)sigprocmask(SIG_BLOCK, NULL, &terminal->old_mask);
    for (size_t i = 0; i < CURSES_SIGNALS; i++)
        (void)sigaction(curses_signals[i], NULL, &terminal->old_actions[i]);
    if (!isatty(STDIN_FILENO) || !isatty(STDOUT_FILENO) || tcgetattr(STDOUT_FILENO, &terminal->modes) != 0) {
        error_set(error, ERROR_USAGE, "the console needs a terminal on stdin and stdout");
        error_hint(error, "everything it does, a subcommand does too: brazier --help");
        goto fail;
    }
    terminal->messages = dup(STDERR_FILENO);
    terminal->log = memfd_create("standard error", MFD_CLOEXEC);
    if (terminal->log < 0 || terminal->messages < 0) {
        error_set(error, ERROR_FAILED, "standard error cannot be put aside: %s", strerror(errno));
        goto fail;
    }
    if (!set_signals(terminal, error) || !start_curses(terminal, options, error))
        goto fail;
    terminal->entered = true;
    collect_messages(terminal);
    arm(terminal);
    term_write(terminal, paste_on, sizeof paste_on - 1);
    int height = 0;
    int width = 0;
    (void)term_measure(terminal, &height, &width);
    *out = terminal;
    return true;

fail:
    term_close(terminal);
    return false;
}

void term_close(struct terminal *terminal)
{
    if (terminal == NULL)
        return;
    term_leave(terminal);
    if (terminal->keys != NULL)
        (void)delwin(terminal->keys);
    if (terminal->screen != NULL)
        delscreen(terminal->screen);
    if (terminal->signals >= 0) {
        while (term_read_signal(terminal) != 0)
            continue;
        (void)close(terminal->signals);
    }
    if (terminal->log >= 0)
        (void)close(terminal->log);
    if (terminal->messages >= 0)
        (void)close(terminal->messages);
    for (size_t i = 0; i < CURSES_SIGNALS; i++)
        (void)sigaction(curses_signals[i], &terminal->old_actions[i], NULL);
    (void)sigprocmask(SIG_SETMASK, &terminal->old_mask, NULL);
    utstring_done(&terminal->restore);
    free(terminal->shown);
    free(terminal->line);
    free(terminal);
}

int term_input(const struct terminal *terminal)
{
    (void)terminal;
    return STDIN_FILENO;
}

int term_output(const struct terminal *terminal)
{
    (void)terminal;
    return STDOUT_FILENO;
}

int term_signals(const struct terminal *terminal)
{
    return terminal->signals;
}

int term_read_signal(struct terminal *terminal)
{
    struct signalfd_siginfo information;
    ssize_t got = read(terminal->signals, &information, sizeof information);
    return got == (ssize_t)sizeof information ? (int)information.ssi_signo : 0;
}

bool term_is_gone(const struct terminal *terminal)
{
    return terminal->gone;
}

static keypress map_code(int code)
{
    static const struct {
        int code;
        keypress key;
    } codes[] = {
        { KEY_UP, KEYS_UP },         { KEY_DOWN, KEYS_DOWN },           { KEY_LEFT, KEYS_LEFT },
        { KEY_RIGHT, KEYS_RIGHT },   { KEY_HOME, KEYS_HOME },           { KEY_END, KEYS_END },
        { KEY_PPAGE, KEYS_PAGE_UP }, { KEY_NPAGE, KEYS_PAGE_DOWN },     { KEY_IC, KEYS_INSERT },
        { KEY_DC, KEYS_DELETE },     { KEY_BACKSPACE, KEYS_BACKSPACE }, { KEY_BTAB, KEYS_BACK_TAB },
        { KEY_ENTER, KEYS_ENTER },   { KEY_A1, KEYS_HOME },             { KEY_A3, KEYS_PAGE_UP },
        { KEY_C1, KEYS_END },        { KEY_C3, KEYS_PAGE_DOWN },        { KEY_FIND, KEYS_HOME },
        { KEY_SELECT, KEYS_END },    { CODE_PASTE_BEGIN, KEYS_PASTE_BEGIN }, { CODE_PASTE_END, KEYS_PASTE_END },
    };
    for (size_t i = 0; i < sizeof codes / sizeof codes[0]; i++)
        if (codes[i].code == code)
            return codes[i].key;
    if (code >= KEY_F(1) && code <= KEY_F(12))
        return KEYS_F1 + (keypress)(code - KEY_F(1));
    return KEYS_UNKNOWN;
}

static void notice_hangup(struct terminal *terminal)
{
    struct pollfd input = { .fd = STDIN_FILENO, .events = POLLIN };
    if (poll(&input, 1, 0) <= 0)
        return;
    int waiting = 0;
    bool ended = (input.revents & POLLIN) != 0 && ioctl(STDIN_FILENO, FIONREAD, &waiting) == 0 && waiting == 0;
    if (ended || (input.revents & (POLLHUP | POLLERR | POLLNVAL)) != 0)
        terminal->gone = true;
}

/* Takes one byte of a character; true when it is complete. Bytes that are no UTF-8 are dropped. */
static bool take_byte(struct terminal *terminal, unsigned char byte, keypress *key)
{
    if (byte < 0x80) {
        terminal->partial_length = 0;
        *key = byte;
        return true;
    }
    bool follows = (byte & 0xC0) == 0x80;
    if (follows != (terminal->partial_length > 0))
        terminal->partial_length = 0;
    if (follows && terminal->partial_length == 0)
        return false;
    terminal->partial[terminal->partial_length++] = byte;
    unsigned char first = terminal->partial[0];
    size_t needed = first >= 0xF0 ? 4 : first >= 0xE0 ? 3 : 2;
    if (terminal->partial_length < needed)
        return false;
    unsigned point = 0;
    size_t used = text_decode((const char *)terminal->partial, needed, &point);
    terminal->partial_length = 0;
    *key = point;
    return used == needed && point != 0xFFFD;
}

/* A sequence that curses does not know, of a key nobody bound: swallowed whole, or its letters would act as keys. */
static keypress read_escape(struct terminal *terminal)
{
    int next = wgetch(terminal->keys);
    if (next == ERR)
        return KEYS_ESCAPE;
    if (next != '[' && next != 'O') {
        terminal->held = next < 256 ? (keypress)next : map_code(next);
        return KEYS_ESCAPE;
    }
    for (int i = 0; i < SEQUENCE_LIMIT; i++) {
        int byte = wgetch(terminal->keys);
        if (byte == ERR || byte >= 256 || next == 'O' || (byte >= 0x40 && byte <= 0x7E))
            break;
    }
    return KEYS_UNKNOWN;
}

static keypress fold(keypress key)
{
    if (key == '\n')
        return KEYS_ENTER;
    if (key == 0x7F || key == '\b')
        return KEYS_BACKSPACE;
    return key;
}

bool term_read_key(struct terminal *terminal, keypress *key)
{
    if (terminal->held != KEYS_NONE) {
        keypress held = terminal->held;
        terminal->held = KEYS_NONE;
        if (held < 0x80 || held >= KEYS_SPECIAL) {
            *key = held == KEYS_ESCAPE ? read_escape(terminal) : fold(held);
            return true;
        }
        if (take_byte(terminal, (unsigned char)held, key))
            return true;
    }
    for (;;) {
        int code = wgetch(terminal->keys);
        if (code == ERR) {
            notice_hangup(terminal);
            return false;
        }
        if (code == KEY_RESIZE)
            continue;
        if (code >= 256) {
            *key = map_code(code);
            return true;
        }
        if (code == KEYS_ESCAPE) {
            *key = read_escape(terminal);
            return true;
        }
        if (take_byte(terminal, (unsigned char)code, key)) {
            *key = fold(*key);
            return true;
        }
    }
}

bool term_measure(struct terminal *terminal, int *height, int *width)
{
    struct winsize size = { 0 };
    int lines = LINES;
    int columns = COLS;
    if (ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) == 0 && size.ws_row > 0 && size.ws_col > 0) {
        lines = size.ws_row;
        columns = size.ws_col;
    }
    *height = lines;
    *width = columns;
    if (lines == terminal->height && columns == terminal->width)
        return false;
    if (lines != LINES || columns != COLS)
        (void)resize_term(lines, columns);
    terminal->height = lines;
    terminal->width = columns;
    size_t cells = (size_t)lines * (size_t)columns;
    terminal->shown = memory_resize(terminal->shown, cells, sizeof *terminal->shown);
    terminal->line = memory_resize(terminal->line, (size_t)columns, sizeof *terminal->line);
    term_redraw(terminal);
    return true;
}

void term_redraw(struct terminal *terminal)
{
    terminal->shown_is_valid = false;
    (void)clearok(curscr, TRUE);
}

static void make_cell(const struct terminal *terminal, const struct canvas_cell *cell, cchar_t *out)
{
    attr_t attributes = terminal->role_attributes[cell->role];
    attributes |= (cell->extra & THEME_BOLD) != 0 ? A_BOLD : 0;
    attributes |= (cell->extra & THEME_UNDERLINE) != 0 ? A_UNDERLINE : 0;
    attributes |= (cell->extra & THEME_REVERSE) != 0 ? A_REVERSE : 0;
    attributes |= (cell->extra & THEME_DIM) != 0 ? A_DIM : 0;
    wchar_t text[CANVAS_MARKS + 2] = { (wchar_t)cell->point, 0 };
    if (terminal->ascii)
        text[0] = (wchar_t)term_ascii(cell->point);
    else
        for (size_t i = 0; i < CANVAS_MARKS && cell->marks[i] != 0; i++)
            text[i + 1] = (wchar_t)cell->marks[i];
    (void)setcchar(out, text, attributes, terminal->role_pairs[cell->role], NULL);
}

static void paint_row(struct terminal *terminal, int y, const struct canvas_cell *row)
{
    int count = 0;
    for (int x = 0; x < terminal->width; x++) {
        if (row[x].width == 0)
            continue;
        make_cell(terminal, &row[x], &terminal->line[count++]);
        if (row[x].width == 2 && terminal->ascii) {
            struct canvas_cell second = row[x];
            second.point = ' ';
            make_cell(terminal, &second, &terminal->line[count++]);
        }
    }
    (void)mvwadd_wchnstr(stdscr, y, 0, terminal->line, count);
}

void term_paint(struct terminal *terminal, const struct canvas *canvas)
{
    size_t row_size = (size_t)terminal->width * sizeof *terminal->shown;
    if (!terminal->entered || canvas_height(canvas) != terminal->height || canvas_width(canvas) != terminal->width)
        return;
    for (int y = 0; y < terminal->height; y++) {
        const struct canvas_cell *row = canvas_row(canvas, y);
        struct canvas_cell *shown = terminal->shown + (size_t)y * (size_t)terminal->width;
        if (terminal->shown_is_valid && memcmp(row, shown, row_size) == 0)
            continue;
        memcpy(shown, row, row_size);
        paint_row(terminal, y, row);
    }
    terminal->shown_is_valid = true;
    int y = 0;
    int x = 0;
    bool cursor_shown = canvas_cursor(canvas, &y, &x);
    if (cursor_shown != terminal->cursor_shown) {
        terminal->cursor_shown = cursor_shown;
        (void)curs_set(cursor_shown ? 1 : 0);
    }
    (void)wmove(stdscr, y, x);
    (void)wnoutrefresh(stdscr);
    (void)doupdate();
}

bool term_is_writable(const struct terminal *terminal)
{
    (void)terminal;
    struct pollfd output = { .fd = STDOUT_FILENO, .events = POLLOUT };
    return poll(&output, 1, 0) != 0;
}

void term_suspend(struct terminal *terminal)
{
    sigset_t stop;
    (void)sigemptyset(&stop);
    (void)sigaddset(&stop, SIGTSTP);
    term_leave(terminal);
    (void)kill(0, SIGTSTP);
    (void)sigprocmask(SIG_UNBLOCK, &stop, NULL); /* it is delivered here: the process stops, and goes on after fg */
    (void)sigprocmask(SIG_BLOCK, &stop, NULL);
    sigset_t resume;
    (void)sigemptyset(&resume);
    (void)sigaddset(&resume, SIGCONT);
    (void)sigtimedwait(&resume, NULL, &(struct timespec){ 0, 0 }); /* known already */
    term_enter(terminal);
}

void term_write(struct terminal *terminal, const char *bytes, size_t length)
{
    (void)fflush(stdout);
    if (!file_write_all(STDOUT_FILENO, bytes, length))
        notice_hangup(terminal);
}

int term_colors(const struct terminal *terminal)
{
    return terminal->colors;
}

bool term_is_ascii(const struct terminal *terminal)
{
    return terminal->ascii;
}
