#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "cli/command.h"
#include "cli/ground.h"
#include "cli/table.h"
#include "journal/har.h"
#include "journal/view.h"
#include "support/date.h"
#include "support/file.h"
#include "support/json.h"
#include "support/memory.h"
#include "support/text.h"

enum { USUAL_ROWS = 100, MOST_ROWS = 1000000000, STAMP_SIZE = 32 };

static const struct cli_option options[] = {
    { "har", 0, "FILE", "write an HTTP Archive 1.2 to FILE (- is stdout) instead of a table" },
    { "json", 0, NULL, "one JSON object a line instead of a table, with headers and bodies" },
    { "status", 0, "STATUS", "only answers with this status: 404, 4xx, or none for requests without an answer" },
    { "method", 0, "METHOD", "only this method: GET, POST" },
    { "path", 0, "TEXT", "only requests with TEXT in their path or query" },
    { "text", 0, "TEXT", "only those with TEXT in the URL, a header, a body or a message" },
    { "label", 0, "WORD", "only what was made for this: test, explore, sync, replay, doctor" },
    { "since", 0, "WHEN", "not before WHEN: 2026-09-15, 2026-09-15T10:00, or 30m, 2h, 7d ago" },
    { "limit", 'n', "N", "at most the newest N rows; without it 100, or all with --json" },
    { NULL, 0, NULL, NULL },
};

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

static bool read_filter(const struct cli *cli, struct journal_filter *filter, struct error *error)
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

static void stamp(int64_t ms, bool local, char out[STAMP_SIZE])
{
    time_t seconds = (time_t)(ms / 1000);
    struct tm parts;
    memset(&parts, 0, sizeof parts);
    if (local)
        (void)localtime_r(&seconds, &parts);
    else
        (void)gmtime_r(&seconds, &parts);
    if (strftime(out, STAMP_SIZE, local ? "%Y-%m-%d %H:%M:%S" : "%Y-%m-%d %H:%M:%SZ", &parts) == 0)
        out[0] = '\0';
}

static const char *outcome_words(const struct journal_entry *entry)
{
    static const struct {
        const char *outcome;
        const char *words;
    } outcomes[] = { { "not_sent", "not sent" },
                     { "no_answer", "no answer" },
                     { "unknown", "outcome unknown" },
                     { "cancelled", "stopped" } };
    for (size_t i = 0; i < sizeof outcomes / sizeof *outcomes; i++)
        if (text_equal(outcomes[i].outcome, entry->outcome))
            return outcomes[i].words;
    return "no answer";
}

/* The path and query of a URL. */
static const char *target_of(const char *url)
{
    const char *scheme = url != NULL ? strstr(url, "://") : NULL;
    const char *slash = scheme != NULL ? strchr(scheme + strlen("://"), '/') : NULL;
    return slash != NULL ? slash : url;
}

static void add_row(struct cli_table *table, const struct journal_entry *entry, bool local)
{
    char time[STAMP_SIZE];
    stamp(entry->time_ms, local, time);
    bool answered = text_equal(entry->outcome, "answered");
    char *status = answered ? memory_format("%d", entry->status) : memory_copy_string(outcome_words(entry));
    char *took = entry->total_us >= 0 ? memory_format("%lld", (long long)(entry->total_us / 1000)) : memory_copy_string("");
    const char *label = entry->label != NULL ? entry->label : "";
    char *what = entry->attempt > 1 ? memory_format("%s, attempt %u", label, entry->attempt) : memory_copy_string(label);
    const char *cells[] = { time, entry->method, target_of(entry->url), status, took, what };
    for (size_t i = 0; i < sizeof cells / sizeof *cells; i++)
        cli_table_add(table, cells[i]);
    free(what);
    free(took);
    free(status);
}

static void print_rows(struct journal_view *view, size_t most, bool as_json, bool local)
{
    static const char *const titles[] = { "TIME", "METHOD", "PATH", "STATUS", ">MS", "WHAT", NULL };
    struct cli_table *table = as_json ? NULL : cli_table_new(titles);
    struct journal_row row;
    for (size_t i = 0; i < most && journal_view_row(view, i, &row); i++) {
        if (as_json) {
            char *line = json_print(row.tree);
            (void)puts(line);
            free(line);
        } else {
            add_row(table, &row.entry, local);
        }
        journal_row_clear(&row);
    }
    if (table != NULL)
        cli_table_print(table);
}

/* What was sent may be people's data: the file is the owner's alone. */
static bool write_har(struct journal_view *view, const char *path, struct error *error)
{
    if (strcmp(path, "-") == 0)
        return har_write(view, STDOUT_FILENO, error);
    int descriptor = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, S_IRUSR | S_IWUSR);
    if (descriptor < 0)
        return error_set(error, ERROR_STORAGE, "cannot write %s: %s", path, strerror(errno));
    bool done = har_write(view, descriptor, error);
    if (close(descriptor) != 0 && done)
        done = error_set(error, ERROR_STORAGE, "cannot write %s: %s", path, strerror(errno));
    return done;
}

/* A journal can be read without its profile, which may be broken or gone. The caller frees the name. */
static char *find_name(const struct cli *cli, const struct cli_ground *ground, struct error *error)
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

static bool history(const struct cli *cli, struct error *error)
{
    struct cli_ground ground;
    struct journal_filter filter;
    struct journal_view *view = NULL;
    char *name = NULL;
    char *path = NULL;
    long long most = 0;
    bool done = false;
    const char *har = cli_value(cli, "har");
    bool as_json = cli_has(cli, "json");
    if (!cli_ground_open(&ground, cli, error) || !read_filter(cli, &filter, error) ||
        !cli_number(cli, "limit", 1, MOST_ROWS, as_json ? MOST_ROWS : USUAL_ROWS, &most, error))
        goto close;
    name = find_name(cli, &ground, error);
    if (name == NULL)
        goto close;
    path = paths_journal(&ground.paths, name);
    view = journal_view_open(path, &filter, error);
    if (view == NULL)
        goto close;
    struct journal_row first;
    bool is_empty = !journal_view_row(view, 0, &first);
    if (!is_empty)
        journal_row_clear(&first);
    if (is_empty && !ground.quiet)
        (void)fprintf(stderr, "brazier: %s\n", file_exists(path) ? "no request in the journal is like that"
                                                                 : "nothing was sent through this profile yet");
    if (har != NULL) {
        done = write_har(view, har, error);
    } else {
        bool local = strcmp(preferences_text(ground.preferences, PREFERENCE_TIME), "local") == 0;
        print_rows(view, (size_t)most, as_json, local);
        done = true;
    }
close:
    journal_view_close(view);
    free(path);
    free(name);
    cli_ground_close(&ground);
    return done;
}

const struct cli_command cli_history = {
    .name = "history",
    .summary = "what was sent to Braze and what came back, newest first",
    .description = "Reads the profile's journal: every attempt of every request, with keys taken out. Times are UTC, or local\n"
                   "where brazier.conf says so.",
    .examples = "  brazier history --status 4xx --since 2h        # what was refused lately\n"
                "  brazier history --path users/track --json      # with headers and bodies\n"
                "  brazier history --har acme.har                 # for a browser's developer tools",
    .options = options,
    .run = history,
};
