#include "cli/stop.h"

#include <signal.h>
#include <stddef.h>
#include <sys/signalfd.h>

int stop_watch(void)
{
    static const int stopping[] = { SIGINT, SIGTERM, SIGHUP };
    sigset_t signals;
    (void)sigemptyset(&signals);
    for (size_t i = 0; i < sizeof stopping / sizeof *stopping; i++) {
        struct sigaction action;
        if (sigaction(stopping[i], NULL, &action) == 0 && action.sa_handler != SIG_IGN)
            (void)sigaddset(&signals, stopping[i]);
    }
    (void)sigprocmask(SIG_BLOCK, &signals, NULL);
    return signalfd(-1, &signals, SFD_CLOEXEC | SFD_NONBLOCK);
}
