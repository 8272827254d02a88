#include "cli/interrupt.h"

#include <signal.h>
#include <stddef.h>
#include <sys/signalfd.h>
#include <unistd.h>

static void watched_signals(sigset_t *signals)
{
    (void)sigemptyset(signals);
    (void)sigaddset(signals, SIGINT);
    (void)sigaddset(signals, SIGTERM);
    (void)sigaddset(signals, SIGHUP);
}

void cli_interrupt_begin(struct cli_interrupt *interrupt)
{
    sigset_t signals;
    watched_signals(&signals);
    interrupt->count = 0;
    interrupt->descriptor = signalfd(-1, &signals, SFD_CLOEXEC | SFD_NONBLOCK);
    if (interrupt->descriptor != -1)
        (void)sigprocmask(SIG_BLOCK, &signals, NULL);
}

void cli_interrupt_end(struct cli_interrupt *interrupt)
{
    if (interrupt->descriptor == -1)
        return;
    sigset_t signals;
    watched_signals(&signals);
    (void)close(interrupt->descriptor);
    (void)sigprocmask(SIG_UNBLOCK, &signals, NULL);
    interrupt->descriptor = -1;
}

static void count_signals(struct cli_interrupt *interrupt)
{
    struct signalfd_siginfo information;
    while (interrupt->descriptor != -1 &&
           read(interrupt->descriptor, &information, sizeof information) == (ssize_t)sizeof information)
        interrupt->count++;
}

unsigned cli_interrupt_run(struct cli_interrupt *interrupt, struct session *session, int timeout_ms)
{
    struct http_watch watches[2];
    size_t count = 0;
    if (interrupt->descriptor != -1)
        watches[count++] = (struct http_watch){ .descriptor = interrupt->descriptor };
    if (session_descriptor(session) != -1)
        watches[count++] = (struct http_watch){ .descriptor = session_descriptor(session) };
    http_wait(session_client(session), watches, count, session_is_due(session) ? 0 : timeout_ms);
    count_signals(interrupt);
    session_run(session);
    return interrupt->count;
}
