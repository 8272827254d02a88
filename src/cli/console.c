#include "cli/command.h"
#include "cli/ground.h"
#include "cli/open_console.h"

static const struct cli_option console_options[] = {
    { "screen", 0, "NAME", "the screen to begin with: connections, explore, settings, replay, doctor or history" },
    { "ascii", 0, NULL, "draw lines, charts and marks in ASCII" },
    { NULL, 0, NULL, NULL },
};

static bool open_it(const struct cli *cli, struct error *error)
{
    struct cli_ground ground;
    int signal = 0;
    bool done = cli_need_terminal(error);
    if (!done)
        return false;
    cli_hold_signals();
    done = cli_ground_open(&ground, cli, error);
    if (done) {
        struct console_start start = {
            .paths = &ground.paths,
            .preferences = ground.preferences,
            .overrides = &ground.overrides,
            .profile = cli_value(cli, "profile"),
            .program = "brazier",
        };
        done = cli_open_console(cli, &start, &signal, error);
    }
    cli_ground_close(&ground);
    cli_release_signals(signal);
    return done;
}

const struct cli_command cli_console = {
    .name = "console",
    .summary = "the console; also what brazier does without a subcommand",
    .description = "Opens the console on the terminal: the connections, what is at Braze, and every request that was made. "
                   "Press ? there for its keys. brazier demo opens it on a simulator instead.",
    .examples = "brazier -p acme-eu  # with the profile acme-eu\n"
                "brazier console --screen history --color never  # begin with the history, without colours\n",
    .options = console_options,
    .run = open_it,
};
