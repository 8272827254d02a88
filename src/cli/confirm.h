/* May this command change data at Braze? Asked before the first request. */
#ifndef CLI_CONFIRM_H
#define CLI_CONFIRM_H

#include <stdbool.h>

#include "cli/command.h"
#include "profile/profile.h"
#include "support/error.h"

/* The options of a command that sends. */
#define CLI_CONFIRM_OPTIONS                                                                                            \
    { "confirm", 0, NULL, "send; without it nothing leaves this machine" },                                            \
    { "dry-run", 'n', NULL, "show what would be sent (the default)" },                                                 \
    { "production", 0, "NAME", "the profile's name, instead of typing it when the profile is a production one" }

/* Whether to send at all: --confirm without --dry-run. ERROR_USAGE if both were given. */
bool cli_wants_sending(const struct cli *cli, bool *sends, struct error *error) MUST_CHECK;

/* Refuses for a read-only profile; for a production one asks to type its name, unless --production says it. what is what
 * will happen ("delete 51 users at Braze"). ERROR_CONFIGURATION, ERROR_USAGE or ERROR_CANCELLED. */
bool cli_confirm_sending(const struct cli *cli, const struct profile *profile, const char *what,
                         struct error *error) MUST_CHECK;

#endif
