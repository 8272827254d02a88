#include "cli/confirm.h"

#include <stdlib.h>
#include <string.h>

#include "cli/prompt.h"
#include "support/memory.h"

bool cli_wants_sending(const struct cli *cli, bool *sends, struct error *error)
{
    *sends = cli_has(cli, "confirm");
    if (*sends && cli_has(cli, "dry-run"))
        return error_set(error, ERROR_USAGE, "--confirm sends, --dry-run does not: give one of them");
    return true;
}

static bool ask_name(const struct profile *profile, const char *what, struct error *error)
{
    char *question = memory_format("This will %s through the PRODUCTION profile \"%s\". Type its name to go on: ", what,
                                   profile->name);
    char *answer = prompt_text(question);
    bool same = answer != NULL && strcmp(answer, profile->name) == 0;
    free(answer);
    free(question);
    return same || error_set(error, ERROR_CANCELLED, "not confirmed: nothing was sent");
}

bool cli_confirm_sending(const struct cli *cli, const struct profile *profile, const char *what, struct error *error)
{
    const char *named = cli_value(cli, "production");
    if (profile->read_only) {
        error_set(error, ERROR_CONFIGURATION, "profile \"%s\" is read-only: it will not %s", profile->name, what);
        return error_hint(error, "brazier profile set %s --read-only false allows it", profile->name);
    }
    if (named != NULL && strcmp(named, profile->name) != 0)
        return error_set(error, ERROR_USAGE, "--production names \"%s\", but the profile is \"%s\"", named, profile->name);
    if (named != NULL || !profile_is_production(profile))
        return true;
    if (prompt_is_possible())
        return ask_name(profile, what, error);
    error_set(error, ERROR_USAGE, "profile \"%s\" is a production one: this was not confirmed", profile->name);
    return error_hint(error, "there is no terminal to ask on: --production %s confirms it", profile->name);
}
