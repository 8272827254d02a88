#include "ui/term_crash.h"

#include <signal.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* A signal handler gets no argument: what it needs is the one thing of this program that is known everywhere. */
static struct term_crash armed;
static volatile sig_atomic_t is_armed;
static struct sigaction before[NSIG]; /* what a debugger or a sanitizer had installed gets its turn afterwards */

static const int signals[] = { SIGSEGV, SIGBUS, SIGFPE, SIGILL, SIGABRT, SIGSYS, SIGTRAP };

enum { SIGNALS = sizeof signals / sizeof signals[0], STACK_SIZE = 64 * 1024 };

static void write_all(int descriptor, const char *bytes, size_t length)
{
    while (length > 0) {
        ssize_t written = write(descriptor, bytes, length);
        if (written <= 0)
            return;
        bytes += written;
        length -= (size_t)written;
    }
}

static void copy_log(void)
{
    char block[512];
    if (armed.log < 0 || lseek(armed.log, 0, SEEK_SET) != 0)
        return;
    for (;;) {
        ssize_t got = read(armed.log, block, sizeof block);
        if (got <= 0)
            return;
        write_all(armed.messages, block, (size_t)got);
    }
}

/* Only what POSIX allows in a handler. */
static void handle_crash(int number, siginfo_t *information, void *context)
{
    (void)context;
    if (is_armed) {
        is_armed = 0;
        write_all(armed.output, armed.restore, armed.restore_length);
        (void)tcsetattr(armed.output, TCSANOW, &armed.modes);
        (void)dup2(armed.messages, STDERR_FILENO);
        copy_log();
        write_all(armed.messages, armed.note, strlen(armed.note));
    }
    (void)sigaction(number, &before[number], NULL);
    /* A fault happens again on return; what was sent or raised does not. */
    if (information->si_code <= 0)
        (void)raise(number);
}

void term_crash_arm(const struct term_crash *crash)
{
    static char stack[STACK_SIZE];
    armed = *crash;
    is_armed = 1;
    stack_t alternate = { .ss_sp = stack, .ss_size = sizeof stack };
    (void)sigaltstack(&alternate, NULL);
    struct sigaction action;
    memset(&action, 0, sizeof action);
    action.sa_sigaction = handle_crash;
    action.sa_flags = SA_ONSTACK | SA_NODEFER | SA_SIGINFO;
    (void)sigemptyset(&action.sa_mask);
    for (size_t i = 0; i < SIGNALS; i++) {
        struct sigaction old;
        (void)sigaction(signals[i], &action, &old);
        if ((old.sa_flags & SA_SIGINFO) == 0 || old.sa_sigaction != handle_crash)
            before[signals[i]] = old;
    }
}

void term_crash_disarm(void)
{
    is_armed = 0;
}
