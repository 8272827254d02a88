#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "cli/command.h"
#include "cli/ground.h"
#include "cli/progress.h"
#include "cli/stop.h"
#include "cli/stream_operand.h"
#include "cli/table.h"
#include "support/date.h"
#include "support/file.h"
#include "support/json.h"
#include "support/memory.h"
#include "support/text.h"
#include "sync/pull.h"

enum { STORE_WAIT_MS = 5000, CONNECTIONS = 8, CONNECTIONS_MAX = 64, LOOKBACK_MAX = 365 };

static const struct cli_option sync_options[] = {
    { "mode", 'm', "MODE", "incremental (default): only what may have changed; full: everything again" },
    { "start-date", 0, "YYYY-MM-DD", "the first day of daily figures (default: the profile's, else a year ago)" },
    { "end-date", 0, "YYYY-MM-DD", "the day after the last one (default: today, in UTC)" },
    { "lookback-days", 0, "DAYS", "days that an incremental export reads again (default: the profile's, else 14)" },
    { "archived", 0, "WHICH", "archived items: include or exclude (default: the profile's)" },
    { "edited-since", 0, "YYYY-MM-DD", "only campaigns and Canvases that were edited after that day (default: all)" },
    { "connections", 0, "N", "requests under way at the same time (default 8)" },
    { "json", 0, NULL, "the summary as JSON" },
    { NULL, 0, NULL, NULL },
};

struct plan {
    struct sync_selection *selections;
    size_t count;
    struct sync_options options;
    unsigned connections;
};

static bool read_day(const struct cli *cli, const char *option, int32_t fallback, int32_t *day, struct error *error)
{
    const char *text = cli_value(cli, option);
    *day = fallback;
    if (text == NULL || date_parse_day(text, day))
        return true;
    return error_set(error, ERROR_USAGE, "--%s: expected a date as 2026-01-31, got \"%s\"", option, text);
}

static bool read_mode(const struct cli *cli, enum sync_mode *mode, struct error *error)
{
    const char *text = cli_value(cli, "mode");
    *mode = text != NULL && strcmp(text, "full") == 0 ? SYNC_FULL : SYNC_INCREMENTAL;
    if (text == NULL || strcmp(text, "full") == 0 || strcmp(text, "incremental") == 0)
        return true;
    return error_set(error, ERROR_USAGE, "--mode: expected full or incremental, got \"%s\"", text);
}

static bool read_archived(const struct cli *cli, bool included, bool *without, struct error *error)
{
    const char *text = cli_value(cli, "archived");
    *without = text != NULL ? strcmp(text, "exclude") == 0 : !included;
    if (text == NULL || strcmp(text, "include") == 0 || strcmp(text, "exclude") == 0)
        return true;
    return error_set(error, ERROR_USAGE, "--archived: expected include or exclude, got \"%s\"", text);
}

static bool read_streams(const struct cli *cli, struct plan *plan, enum sync_mode mode, struct error *error)
{
    size_t given = cli_operand_count(cli);
    plan->selections = memory_allocate(given > 0 ? given : stream_count, sizeof *plan->selections);
    for (size_t i = 0; i < (given > 0 ? given : stream_count); i++) {
        const struct stream *stream = given > 0 ? stream_require(cli_operand(cli, i), error) : &streams[i];
        bool twice = false;
        if (stream == NULL)
            return false;
        for (size_t k = 0; k < plan->count; k++)
            twice = twice || plan->selections[k].stream == stream;
        if (!twice)
            plan->selections[plan->count++] = (struct sync_selection){ stream, mode };
    }
    return true;
}

static bool read_plan(const struct cli *cli, const struct profile *profile, struct plan *plan, struct error *error)
{
    enum sync_mode mode;
    long long lookback, connections;
    struct sync_options *options = &plan->options;
    int32_t today;
    if (!read_mode(cli, &mode, error) || !read_streams(cli, plan, mode, error) ||
        !read_day(cli, "end-date", date_day_of(date_now_ms()), &today, error))
        return false;
    pull_usual_options(options, profile, today);
    if (!read_day(cli, "start-date", options->start, &options->start, error) ||
        !cli_number(cli, "lookback-days", 0, LOOKBACK_MAX, profile->lookback_days, &lookback, error) ||
        !cli_number(cli, "connections", 1, CONNECTIONS_MAX, CONNECTIONS, &connections, error) ||
        !read_day(cli, "edited-since", 0, &options->edited_since, error) ||
        !read_archived(cli, profile->include_archived, &options->without_archived, error))
        return false;
    if (options->start >= options->today) {
        error_set(error, ERROR_USAGE, "there is no complete day between the start date and the end");
        return error_hint(error, "the start date must be before today");
    }
    options->selections = plan->selections;
    options->selection_count = plan->count;
    options->lookback = (int32_t)lookback;
    options->only_edited = cli_has(cli, "edited-since");
    options->requests_at_once = (unsigned)connections;
    plan->connections = (unsigned)connections + 1; /* one place is always kept for what is not in the background */
    return true;
}

static void tell(const struct stream *stream, const char *text, void *context)
{
    progress_tell(context, stream, text);
}

static int sooner(int a, int b)
{
    return a < 0 ? b : b < 0 || a < b ? a : b;
}

/* Runs the export to its end. */
static void run_loop(struct session *session, struct pull *pull, struct progress *progress)
{
    struct http_watch signals = { .descriptor = stop_watch() };
    for (int due = pull_step(pull); !pull_is_done(pull); due = pull_step(pull)) {
        due = session_is_due(session) ? 0 : sooner(due, progress_due_ms(progress));
        http_wait(session_client(session), &signals, signals.descriptor >= 0 ? 1 : 0, due);
        session_run(session);
        progress_draw(progress, pull_sync(pull));
        if (signals.ready)
            pull_cancel(pull);
    }
    if (signals.descriptor >= 0)
        (void)close(signals.descriptor);
}

static const char *state_name(enum sync_state state)
{
    switch (state) {
    case SYNC_WAITING:
        return "waiting";
    case SYNC_RUNNING:
        return "running";
    case SYNC_COMPLETE:
        return "complete";
    case SYNC_INCOMPLETE:
        return "incomplete";
    case SYNC_STOPPED:
        return "stopped";
    }
    return "";
}

static char *note_of(const struct sync_progress *stream)
{
    UT_string note;
    utstring_init(&note);
    if (stream->error != NULL && stream->error->code != ERROR_CANCELLED) /* its state says that it was stopped */
        utstring_printf(&note, "%s", stream->error->message);
    if (stream->vanished > 0)
        utstring_printf(&note, "%s%zu vanished", utstring_len(&note) > 0 ? "; " : "", stream->vanished);
    if (stream->untracked > 0)
        utstring_printf(&note, "%s%zu not tracked", utstring_len(&note) > 0 ? "; " : "", stream->untracked);
    return utstring_body(&note);
}

static void print_json(const struct sync *sync, const char *path, int64_t elapsed_ms)
{
    struct sync_progress stream;
    cJSON *summary = json_object();
    json_add_string(summary, "store", path);
    json_add_number(summary, "milliseconds", (double)elapsed_ms);
    cJSON *list = json_add_array(summary, "streams");
    for (size_t i = 0; sync_progress(sync, i, &stream); i++) {
        if (!stream.selected)
            continue;
        cJSON *entry = json_object();
        json_add_string(entry, "stream", stream.stream->table.name);
        json_add_string(entry, "state", state_name(stream.state));
        json_add_number(entry, "rows", (double)stream.rows);
        json_add_number(entry, "requests", (double)stream.requests);
        json_add_number(entry, "vanished", (double)stream.vanished);
        json_add_number(entry, "untracked", (double)stream.untracked);
        json_add_string(entry, "error", stream.error != NULL ? stream.error->message : NULL);
        json_add_string(entry, "hint", stream.error != NULL ? stream.error->hint : NULL);
        json_append(list, entry);
    }
    char *text = json_print(summary);
    (void)printf("%s\n", text);
    free(text);
    cJSON_Delete(summary);
}

static void print_table(const struct sync *sync)
{
    static const char *const titles[] = { "STREAM", "STATE", ">ROWS", ">REQUESTS", "NOTE", NULL };
    struct cli_table *table = cli_table_new(titles);
    struct sync_progress stream;
    for (size_t i = 0; sync_progress(sync, i, &stream); i++) {
        if (!stream.selected)
            continue;
        UT_string rows, requests;
        utstring_init(&rows);
        utstring_init(&requests);
        text_append_count(&rows, stream.rows);
        text_append_count(&requests, stream.requests);
        char *note = note_of(&stream);
        cli_table_add(table, stream.stream->table.name);
        cli_table_add(table, state_name(stream.state));
        cli_table_add(table, utstring_body(&rows));
        cli_table_add(table, utstring_body(&requests));
        cli_table_add(table, note);
        free(note);
        utstring_done(&rows);
        utstring_done(&requests);
    }
    cli_table_print(table);
}

static bool export_to(const struct cli *cli, struct session *session, struct store *store, const struct plan *plan,
                      struct error *error)
{
    bool quiet = cli_has(cli, "quiet");
    int64_t started_ms = date_monotonic_ms();
    struct progress *progress = progress_new(quiet);
    struct pull *pull = NULL;
    if (!pull_new(&pull, session, store, &plan->options, tell, progress, error)) {
        progress_free(progress);
        return false;
    }
    run_loop(session, pull, progress);
    progress_free(progress);
    bool done = pull_judge(pull, error);
    if (cli_has(cli, "json"))
        print_json(pull_sync(pull), store_path(store), date_monotonic_ms() - started_ms);
    else if (!quiet)
        print_table(pull_sync(pull));
    pull_free(pull);
    return done;
}

static struct session *open_session(const struct cli_ground *ground, struct profile *profile, unsigned connections,
                                    struct error *error)
{
    const struct session_options options = {
        .paths = &ground->paths, .preferences = ground->preferences, .connections = connections, .environment = environ
    };
    struct session *session = session_open(profile, &options, error);
    if (session == NULL)
        return NULL;
    if (session_journal_error(session)->code != ERROR_NONE)
        cli_warn(ground, session_journal_error(session)->message);
    if (session_need_key(session, error))
        return session;
    session_free(session);
    return NULL;
}

static bool run(const struct cli *cli, struct error *error)
{
    struct cli_ground ground;
    struct plan plan = { .count = 0 };
    struct session *session = NULL;
    struct store *store = NULL;
    char *path = NULL;
    bool done = false;
    struct profile *profile = NULL;
    if (!cli_ground_open(&ground, cli, error))
        goto free_all;
    profile = cli_open_profile(&ground, cli, NULL, error);
    if (profile == NULL || !read_plan(cli, profile, &plan, error))
        goto free_all;
    path = paths_store(&ground.paths, profile->name);
    struct profile *taken = profile;
    profile = NULL;
    session = open_session(&ground, taken, plan.connections, error);
    if (session == NULL || !file_make_directories(ground.paths.data, 0700, error) ||
        !store_open(&store, path, STORE_WRITE, STORE_WAIT_MS, error))
        goto free_all;
    done = export_to(cli, session, store, &plan, error);
free_all:
    session_free(session);
    store_close(store);
    profile_free(profile);
    free(plan.selections);
    free(path);
    cli_ground_close(&ground);
    return done;
}

const struct cli_command cli_sync = {
    .name = "sync",
    .operands = "[STREAM...]",
    .operand = stream_operand,
    .operand_title = "Streams",
    .summary = "export from Braze into the local database",
    .description =
        "Reads the streams (all of them, if none is named) into NAME.db of the data directory, a SQLite "
        "database with a view for each stream. Daily figures are read for complete days, up to yesterday in "
        "UTC.\n"
        "\n"
        "incremental reads daily figures from where the last run left them, going back a few days because "
        "Braze still revises them; lists and details are read whole. full reads everything again; what was "
        "there is shown until the new is complete. A run that was stopped, by ^C or by a crash, is gone on "
        "with by the next one.\n"
        "\n"
        "An item that Braze no longer knows is passed over, a stream that fails stops no other. Limits of "
        "Braze are waited for, however long that takes.",
    .examples = "brazier sync  # everything that may have changed\n"
                "brazier sync campaigns campaigns_analytics --start-date 2026-01-01  # two streams, this year",
    .options = sync_options,
    .run = run,
};
