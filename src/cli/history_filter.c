#include "cli/history_filter.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "support/date.h"
#include "support/memory.h"
#include "support/text.h"

static bool parse_status(const char *text, int *status, struct error *error)
{
    char *end = NULL;
    long number = strtol(text, &end, 10);
    if (text_equal_ignore_case(text, "none"))
        *status = -1;
    else if (end == text + 3 && *end == '\0' && number >= 100 && number <= 599)
        *status = (int)number;
    else if (end == text + 1 && number >= 1 && number <= 5 && text_equal_ignore_case(end, "xx"))
        *status = (int)number;
    else
        return error_set(error, ERROR_USAGE, "--status: expected a status such as 404, 4xx or none, got \"%s\"", text);
    return true;
}

static bool parse_since(const char *text, int64_t now_ms, int64_t *since_ms, struct error *error)
{
    static const struct {
        const char *unit;
        int64_t ms;
    } units[] = { { "s", 1000 }, { "m", 60 * 1000 }, { "h", 60 * 60 * 1000 }, { "d", DATE_MS_PER_DAY } };
    char *end = NULL;
    errno = 0;
    long long number = strtoll(text, &end, 10);
    for (size_t i = 0; i < sizeof units / sizeof *units; i++) {
        if (end != text && errno == 0 && number >= 0 && number <= 100000 && strcmp(end, units[i].unit) == 0) {
            *since_ms = now_ms - number * units[i].ms;
            return true;
        }
    }
    return date_parse_moment(text, since_ms) ||
           error_set(error, ERROR_USAGE, "--since: expected a moment such as 2026-09-15T10:00, or 2h, got \"%s\"", text);
}

bool history_read_filter(const struct cli *cli, struct journal_filter *filter, struct error *error)
{
    *filter = (struct journal_filter)JOURNAL_FILTER_INIT;
    const char *status = cli_value(cli, "status");
    const char *since = cli_value(cli, "since");
    if (status != NULL && !parse_status(status, &filter->status, error))
        return false;
    if (since != NULL && !parse_since(since, date_now_ms(), &filter->since_ms, error))
        return false;
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
