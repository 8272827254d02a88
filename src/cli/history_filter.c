#include "cli/history_filter.h"

#include <stdlib.h>

#include "journal/filter.h"
#include "support/date.h"
#include "support/memory.h"

/* What is wrong with an option's value is wrong usage. */
static bool misused(const char *option, struct error *error)
{
    error_prefix(error, "%s", option);
    if (error != NULL)
        error->code = ERROR_USAGE;
    return false;
}

bool history_read_filter(const struct cli *cli, struct journal_filter *filter, struct error *error)
{
    *filter = (struct journal_filter)JOURNAL_FILTER_INIT;
    const char *status = cli_value(cli, "status");
    const char *since = cli_value(cli, "since");
    if (status != NULL && !journal_read_status(status, &filter->status, error))
        return misused("--status", error);
    if (since != NULL && !journal_read_since(since, date_now_ms(), &filter->since_ms, error))
        return misused("--since", error);
    filter->method = cli_value(cli, "method");
    filter->path = cli_value(cli, "path");
    filter->text = cli_value(cli, "text");
    filter->label = cli_value(cli, "label");
    return true;
}

char *history_find_name(const struct cli *cli, const struct cli_ground *ground, struct error *error)
{
    const char *named = cli_value(cli, "profile");
    if (named == NULL)
        named = ground->overrides.profile;
    if (named != NULL)
        return profile_check_name(named, error) ? memory_copy_string(named) : NULL;
    struct profile *profile = cli_open_profile(ground, cli, NULL, error);
    char *name = profile != NULL ? memory_copy_string(profile->name) : NULL;
    profile_free(profile);
    return name;
}
