/* What a command that works with profiles stands on: where the files are, what the operator prefers, what the environment
 * says; and from there the profile and its session. */
#ifndef CLI_GROUND_H
#define CLI_GROUND_H

#include <stdbool.h>

#include "cli/command.h"
#include "profile/paths.h"
#include "profile/preferences.h"
#include "profile/profile.h"
#include "session.h"
#include "support/error.h"

struct cli_ground {
    struct paths paths;
    struct preferences *preferences;
    struct profile_overrides overrides;
    bool quiet;
};

/* Reads the directories from the common options, brazier.conf, and the environment. The caller ends it with
 * cli_ground_close(), also after a failure. */
bool cli_ground_open(struct cli_ground *ground, const struct cli *cli, struct error *error) MUST_CHECK;
void cli_ground_close(struct cli_ground *ground);

/* The profile to work with, see profile_choose(); what is to be known about its file is told on stderr. name NULL: as
 * --profile says. NULL: ERROR_CONFIGURATION. The caller frees it. */
struct profile *cli_open_profile(const struct cli_ground *ground, const struct cli *cli, const char *name,
                                 struct error *error) MUST_CHECK;

/* The same, opened, with its key there: a command that prints it has been waited for. The ground must outlive it. */
struct session *cli_open_session(const struct cli_ground *ground, const struct cli *cli, const char *name,
                                 struct error *error) MUST_CHECK;

/* "brazier: warning: TEXT" on stderr, made safe for the terminal; nothing if --quiet was given. */
void cli_warn(const struct cli_ground *ground, const char *text);

#endif
