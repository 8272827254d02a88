#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/prctl.h>
#include <unistd.h>

#include "cli/command.h"
#include "sim/simulator.h"

static const struct cli_option simulate_options[] = {
#define SIMULATE(name, argument, help) { name, 0, argument, help },
#include "data/simulate.def"
#undef SIMULATE
    { "parent-exit", 0, NULL, "stop when the process that started it ends" },
    { NULL, 0, NULL, NULL },
};

static bool read_options(const struct cli *cli, struct sim_options *options, struct error *error)
{
    static const char *const names[] = {
#define SIMULATE(name, argument, help) name,
#include "data/simulate.def"
#undef SIMULATE
    };
    for (size_t i = 0; i < sizeof names / sizeof *names; i++)
        for (size_t given = 0; given < cli_value_count(cli, names[i]); given++)
            if (!sim_options_set(options, names[i], cli_value_at(cli, names[i], given), error))
                return false;
    return true;
}

/* The signals that end it, or none of them if one was there before. */
static bool wait_for_end(const sigset_t *signals, struct error *error)
{
    int signal = 0;
    int failure = sigwait(signals, &signal);
    return failure == 0 || error_set(error, ERROR_FAILED, "cannot wait for signals: %s", strerror(failure));
}

static bool simulate(const struct cli *cli, struct error *error)
{
    /* Before any thread is there, so that all of them leave these signals to the wait below. */
    sigset_t signals;
    (void)sigemptyset(&signals);
    (void)sigaddset(&signals, SIGTERM);
    (void)sigaddset(&signals, SIGINT);
    (void)sigaddset(&signals, SIGHUP);
    (void)sigprocmask(SIG_BLOCK, &signals, NULL);
    pid_t parent = getppid();
    if (cli_has(cli, "parent-exit") && prctl(PR_SET_PDEATHSIG, SIGTERM) != 0)
        return error_set(error, ERROR_FAILED, "cannot follow the end of the parent process: %s", strerror(errno));
    if (cli_has(cli, "parent-exit") && getppid() != parent)
        return true; /* it has ended already */

    struct sim_options options;
    sim_options_init(&options);
    bool done = read_options(cli, &options, error);
    struct sim *sim = done ? sim_start(&options, error) : NULL;
    done = sim != NULL;
    if (done) {
        (void)printf("listening on %s\n", sim_url(sim));
        done = fflush(stdout) == 0 || error_set(error, ERROR_FAILED, "cannot write to stdout: %s", strerror(errno));
    }
    if (done)
        done = wait_for_end(&signals, error);
    sim_stop(sim);
    sim_options_clear(&options);
    return done;
}

const struct cli_command cli_simulate = {
    .name = "simulate",
    .summary = "a Braze to try things on: generated data on a port of this machine",
    .description =
        "Answers Braze's REST API and RudderStack's data plane on 127.0.0.1 with generated data, and keeps what is "
        "written to it until it stops. The first line on stdout says where it listens. SIGTERM, SIGINT or SIGHUP ends "
        "it.\n"
        "\n"
        "The same options give the same data. Numbers do not depend on --today, but for those of the last days, which "
        "still grow: a later --today shows what a later look would have shown.\n"
        "\n"
        "A fault is drawn for each request from the seed; a repeated request is drawn anew. 401, 403, 404, 429, 500, "
        "502, "
        "503 and garbage answer without doing what was asked; truncate and slow do it; timeout, reset and 504 do it "
        "every "
        "second time, and the log says when.",
    .examples =
        "brazier simulate --port 8080  # on http://127.0.0.1:8080, key demo-key\n"
        "brazier simulate --fault 429:10% --fault reset:0.05:/users/track --log requests.jsonl  # with trouble\n"
        "brazier simulate --today 2026-11-01 --new-every 7  # as it was then\n",
    .options = simulate_options,
    .run = simulate,
};
