#include "cli/prompt.h"

#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/signalfd.h>
#include <termios.h>
#include <unistd.h>

#include "profile/key_source.h"
#include "support/file.h"
#include "support/memory.h"

enum { LONGEST_LINE = 4096 };

bool prompt_is_possible(void)
{
    return isatty(STDIN_FILENO) == 1 && isatty(STDERR_FILENO) == 1;
}

static void say(const char *text)
{
    (void)!file_write_all(STDERR_FILENO, text, strlen(text));
}

static void fill_signals(sigset_t *signals)
{
    static const int ending[] = { SIGINT, SIGTERM, SIGHUP, SIGQUIT, SIGTSTP };
    (void)sigemptyset(signals);
    for (size_t i = 0; i < sizeof ending / sizeof *ending; i++)
        (void)sigaddset(signals, ending[i]);
}

static bool hide_input(struct termios *before)
{
    struct termios hidden;
    if (tcgetattr(STDIN_FILENO, before) != 0)
        return false;
    hidden = *before;
    hidden.c_lflag &= ~(tcflag_t)(ECHO | ECHOE | ECHOK | ECHONL);
    hidden.c_lflag |= ICANON | ISIG;
    return tcsetattr(STDIN_FILENO, TCSAFLUSH, &hidden) == 0;
}

/* The signal with the terminal as it was: it stops or ends the program, or whatever its sender wants of it. */
static void let_signal_act(int number, const struct termios *terminal)
{
    sigset_t one;
    (void)tcsetattr(STDIN_FILENO, TCSAFLUSH, terminal);
    (void)sigemptyset(&one);
    (void)sigaddset(&one, number);
    (void)raise(number);
    (void)sigprocmask(SIG_UNBLOCK, &one, NULL);
    (void)sigprocmask(SIG_BLOCK, &one, NULL);
}

/* Reads the line while signals wait in a descriptor. Returns its bytes, or -1. */
static ssize_t read_hidden(const char *what, int signals, const struct termios *before, char *line, size_t size)
{
    struct termios ignored;
    for (;;) {
        struct pollfd waiting[] = { { .fd = STDIN_FILENO, .events = POLLIN }, { .fd = signals, .events = POLLIN } };
        struct signalfd_siginfo information;
        if (poll(waiting, 2, -1) < 0 && errno != EINTR)
            return -1;
        if (waiting[1].revents != 0 && read(signals, &information, sizeof information) == (ssize_t)sizeof information) {
            let_signal_act((int)information.ssi_signo, before);
            /* Still here: it was stopped and goes on. */
            if (!hide_input(&ignored))
                return -1;
            say(what);
            say(": ");
            continue;
        }
        if (waiting[0].revents != 0) {
            ssize_t got = read(STDIN_FILENO, line, size);
            if (got >= 0 || errno != EINTR)
                return got;
        }
    }
}

bool prompt_key(const char *what, bool optional, struct secret **key, struct error *error)
{
    struct termios before;
    sigset_t signals;
    sigset_t mask;
    char line[LONGEST_LINE];
    bool done = false;
    *key = NULL;
    if (!prompt_is_possible()) {
        error_set(error, ERROR_USAGE, "there is no terminal to ask for the %s on", what);
        return error_hint(error, "give it on stdin with the -stdin form of the option");
    }
    fill_signals(&signals);
    (void)sigprocmask(SIG_BLOCK, &signals, &mask);
    int descriptor = signalfd(-1, &signals, SFD_CLOEXEC | SFD_NONBLOCK);
    if (descriptor < 0 || !hide_input(&before)) {
        error_set(error, ERROR_FAILED, "cannot ask for the %s: %s", what, strerror(errno));
        goto restore_signals;
    }
    say(what);
    say(optional ? " (Enter for none): " : ": ");
    ssize_t got = read_hidden(what, descriptor, &before, line, sizeof line);
    (void)tcsetattr(STDIN_FILENO, TCSAFLUSH, &before);
    say("\n");
    if (got < 0)
        error_set(error, ERROR_FAILED, "cannot read the %s: %s", what, strerror(errno));
    else if (optional && (got == 0 || (got == 1 && line[0] == '\n')))
        done = true;
    else
        done = key_parse(line, (size_t)got, what, key, error);
    secret_wipe(line, sizeof line);
restore_signals:
    if (descriptor >= 0)
        (void)close(descriptor);
    (void)sigprocmask(SIG_SETMASK, &mask, NULL);
    return done;
}

bool prompt_read_key(const char *what, struct secret **key, struct error *error)
{
    char line[LONGEST_LINE];
    size_t length = 0;
    if (prompt_is_possible())
        return prompt_key(what, false, key, error);
    while (length < sizeof line) {
        ssize_t got = read(STDIN_FILENO, line + length, sizeof line - length);
        if (got < 0 && errno == EINTR)
            continue;
        if (got <= 0)
            break;
        length += (size_t)got;
    }
    bool done = key_parse(line, length, what, key, error);
    secret_wipe(line, sizeof line);
    return done || error_prefix(error, "stdin");
}

bool prompt_confirm(const char *question)
{
    char answer[16] = "";
    say(question);
    say(" [y/N] ");
    ssize_t got = read(STDIN_FILENO, answer, sizeof answer - 1);
    return got > 0 && (answer[0] == 'y' || answer[0] == 'Y') && (answer[1] == '\n' || answer[1] == '\0');
}

char *prompt_text(const char *question)
{
    char answer[LONGEST_LINE];
    say(question);
    ssize_t got = read(STDIN_FILENO, answer, sizeof answer - 1);
    if (got <= 0)
        return NULL;
    answer[got] = '\0';
    answer[strcspn(answer, "\n")] = '\0';
    return memory_copy_string(answer);
}
