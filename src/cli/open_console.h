/* Opening the console: on the operator's profiles (brazier), or on the simulator (brazier demo). */
#ifndef CLI_OPEN_CONSOLE_H
#define CLI_OPEN_CONSOLE_H

#include <stdbool.h>

#include "cli/command.h"
#include "profile/paths.h"
#include "profile/preferences.h"
#include "profile/profile.h"
#include "support/error.h"

struct console_start {
    const struct paths *paths;
    const struct preferences *preferences;
    const struct profile_overrides *overrides;
    const char *profile;  /* NULL: as profile_choose() says */
    const char *program;  /* what stands first in the top line */
    const char *greeting; /* the first message; NULL: none */
    bool exports_overview;   /* see struct desk_options */
};

/* Fails with ERROR_USAGE and a hint where stdin or stdout is no terminal. */
bool cli_need_terminal(struct error *error) MUST_CHECK;

/* Runs the console. *signal is what ended it, or 0: the caller cleans up and then gives it to cli_release_signals(). */
bool cli_open_console(const struct cli *cli, const struct console_start *start, int *signal, struct error *error) MUST_CHECK;

/* From here on a signal that ends the program waits until all is cleaned up. */
void cli_hold_signals(void);

/* All is cleaned up: ends the program as the signal would have, or, for 0, lets it go on; what else has come meanwhile
 * (a second ^C) is forgotten. */
void cli_release_signals(int signal);

#endif
