#include "cli/ground.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "support/text.h"

bool cli_ground_open(struct cli_ground *ground, const struct cli *cli, struct error *error)
{
    *ground = (struct cli_ground){ .quiet = cli_has(cli, "quiet") };
    if (!paths_init(&ground->paths, cli_value(cli, "config-dir"), cli_value(cli, "data-dir"),
                    cli_value(cli, "state-dir"), error) ||
        !profile_overrides_take(&ground->overrides, error))
        return false;
    ground->preferences = preferences_load(&ground->paths, error);
    if (ground->preferences == NULL)
        return false;
    for (size_t i = 0; preferences_warning(ground->preferences, i) != NULL; i++)
        cli_warn(ground, preferences_warning(ground->preferences, i));
    return true;
}

void cli_ground_close(struct cli_ground *ground)
{
    preferences_free(ground->preferences);
    profile_overrides_clear(&ground->overrides);
    paths_clear(&ground->paths);
}

void cli_warn(const struct cli_ground *ground, const char *text)
{
    if (ground->quiet)
        return;
    char *visible = text_visible(text, strlen(text));
    (void)fprintf(stderr, "brazier: warning: %s\n", visible);
    free(visible);
}

struct profile *cli_open_profile(const struct cli_ground *ground, const struct cli *cli, const char *name,
                                 struct error *error)
{
    if (name == NULL)
        name = cli_value(cli, "profile");
    struct profile *profile =
        profile_choose(&ground->paths, name, preferences_text(ground->preferences, PREFERENCE_DEFAULT_PROFILE),
                       &ground->overrides, error);
    for (size_t i = 0; profile != NULL && i < profile->warning_count; i++)
        cli_warn(ground, profile->warnings[i]);
    return profile;
}

struct session *cli_open_session(const struct cli_ground *ground, const struct cli *cli, const char *name,
                                 struct error *error)
{
    const struct session_options options = { .paths = &ground->paths,
                                             .preferences = ground->preferences,
                                             .environment = environ };
    struct profile *profile = cli_open_profile(ground, cli, name, error);
    struct session *session = profile != NULL ? session_open(profile, &options, error) : NULL;
    if (session == NULL)
        return NULL;
    const struct error *journal = session_journal_error(session);
    if (journal->code != ERROR_NONE)
        cli_warn(ground, journal->message);
    if (session_need_key(session, error))
        return session;
    session_free(session);
    return NULL;
}
