#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "cli/command.h"
#include "cli/stop.h"
#include "session.h"
#include "support/date.h"
#include "support/memory.h"
#include "support/text.h"
#include "sync/airbyte_check.h"
#include "sync/airbyte_config.h"
#include "sync/airbyte_sink.h"

enum { CONNECTIONS = 8 };

static const struct cli_option config_options[] = {
    { "config", 0, "FILE", "the configuration: url, api_key, start_date" },
    { "debug", 0, NULL, "say more" },
    { NULL, 0, NULL, NULL },
};

static const struct cli_option read_options[] = {
    { "config", 0, "FILE", "the configuration: url, api_key, start_date" },
    { "catalog", 0, "FILE", "the configured catalog: which streams, and how" },
    { "state", 0, "FILE", "what the last sync left; without it everything is read" },
    { "debug", 0, NULL, "say more" },
    { NULL, 0, NULL, NULL },
};

static const struct cli_option spec_options[] = {
    { "debug", 0, NULL, "say more" },
    { NULL, 0, NULL, NULL },
};

/* No profile, no journal: everything comes from the configuration, and goes to stdout. */
static struct session *open_session(struct airbyte_config *config, struct error *error)
{
    static char nowhere[] = "/nonexistent";
    const struct paths paths = { .config = nowhere, .data = nowhere, .state = nowhere };
    const struct session_options options = {
        .paths = &paths,
        .connections = (config->connections > 0 ? config->connections : CONNECTIONS) + 1, /* one is kept free */
        .environment = environ,
        .without_journal = true,
    };
    struct profile *profile = config->profile;
    config->profile = NULL;
    struct session *session = session_open(profile, &options, error);
    if (session != NULL && session_need_key(session, error))
        return session;
    session_free(session);
    return NULL;
}

static bool need(const struct cli *cli, const char *option, struct error *error)
{
    return cli_value(cli, option) != NULL || error_set(error, ERROR_USAGE, "--%s FILE is needed", option);
}

static bool spec(const struct cli *cli, struct error *error)
{
    (void)cli;
    struct message_writer *writer = message_writer_new(stdout, NULL);
    message_spec(writer, airbyte_specification());
    bool done = message_flush(writer, error);
    message_writer_free(writer);
    return done;
}

/* A configuration that cannot be used, in the messages' own way: the command fails with it. */
static bool config_failed(struct message_writer *writer, struct error *error)
{
    error->code = ERROR_CONFIGURATION;
    message_log(writer, MESSAGE_FATAL, "%s", error->message);
    message_trace_error(writer, NULL, error, date_now_ms());
    error->code = ERROR_FAILED;
    (void)!message_flush(writer, NULL);
    return false;
}

static bool discover(const struct cli *cli, struct error *error)
{
    struct airbyte_config config;
    if (!need(cli, "config", error))
        return false;
    struct message_writer *writer = message_writer_new(stdout, NULL);
    bool done = airbyte_config_read(&config, cli_value(cli, "config"), 0, error);
    if (done) {
        message_catalog(writer, airbyte_catalog_streams());
        done = message_flush(writer, error);
    } else {
        done = config_failed(writer, error);
    }
    airbyte_config_clear(&config);
    message_writer_free(writer);
    return done;
}

static void tell_lack(const char *text, void *context)
{
    message_log(context, MESSAGE_WARN, "%s", text);
}

/* A failed check is an answer, not a failure of the command. */
static bool check(const struct cli *cli, struct error *error)
{
    struct airbyte_config config;
    struct error reason = ERROR_INIT;
    if (!need(cli, "config", error))
        return false;
    struct message_writer *writer = message_writer_new(stdout, NULL);
    struct session *session = NULL;
    char *text = NULL;
    bool works = airbyte_config_read(&config, cli_value(cli, "config"), date_day_of(date_now_ms()), &reason);
    if (works && config.start >= config.today)
        works = error_set(&reason, ERROR_CONFIGURATION,
                          "Config validation error: start_date is not in the past: nothing would be read");
    if (works) {
        int32_t today = config.today;
        session = open_session(&config, &reason);
        works = session != NULL;
        message_writer_free(writer);
        writer = message_writer_new(stdout, session != NULL ? session_key(session) : NULL);
        /* Also as a log: the platform shows the status's own words only where it failed. */
        works = works && airbyte_check(session, today, tell_lack, writer, &text, &reason);
    }
    if (!works)
        text = reason.hint != NULL ? memory_format("%s (%s)", reason.message, reason.hint)
                                   : memory_copy_string(reason.message);
    message_connection_status(writer, works, text);
    bool done = message_flush(writer, error);
    message_writer_free(writer);
    session_free(session);
    airbyte_config_clear(&config);
    error_clear(&reason);
    free(text);
    return done;
}

struct told {
    struct message_writer *writer;
};

static void tell(const struct stream *stream, const char *text, void *context)
{
    struct told *told = context;
    message_log(told->writer, MESSAGE_WARN, "%s: %s", stream->table.name, text);
}

/* Streams of the catalog that are not ours end at once. */
static void tell_unknown(struct message_writer *writer, const struct airbyte_catalog *catalog)
{
    for (size_t i = 0; i < catalog->unknown_count; i++) {
        message_log(writer, MESSAGE_WARN, "there is no stream %s in this source", catalog->unknown[i]);
        message_stream_status(writer, catalog->unknown[i], MESSAGE_INCOMPLETE, date_now_ms());
    }
}

static bool read_all(struct session *session, const struct airbyte_config *config,
                     const struct airbyte_catalog *catalog, struct message_writer *writer, const cJSON *states,
                     bool debug, struct error *error)
{
    struct told told = { writer };
    const struct sync_options options = {
        .selections = catalog->selections,
        .selection_count = catalog->count,
        .start = config->start,
        .today = config->today,
        .lookback = config->lookback,
        .without_archived = config->without_archived,
        .only_edited = config->only_edited,
        .edited_since = config->start,
        .requests_at_once = config->connections,
    };
    struct airbyte_sink *sink = airbyte_sink_new(writer, states, debug);
    const struct sync_sink functions = airbyte_sink_functions(sink);
    struct sync *sync = sync_new(session, &options, &functions, tell, &told);
    struct http_watch signals = { .descriptor = stop_watch() };
    for (int due = sync_step(sync); !sync_is_done(sync); due = sync_step(sync)) {
        airbyte_sink_watch(sink, sync);
        http_wait(session_client(session), &signals, signals.descriptor >= 0 ? 1 : 0,
                  session_is_due(session) ? 0 : due);
        session_run(session);
        if (signals.ready)
            sync_cancel(sync); /* every stream ends with the state it has */
    }
    if (signals.descriptor >= 0)
        (void)close(signals.descriptor);
    enum error_code code = ERROR_NONE;
    const char *failed = airbyte_sink_failed(sink, &code);
    bool done = sync_failure(sync) == NULL && code == ERROR_NONE;
    if (sync_failure(sync) != NULL)
        error_set(error, sync_failure(sync)->code, "%s", sync_failure(sync)->message);
    else if (!done)
        error_set(error, code, "During the sync, the following streams did not sync successfully: %s", failed);
    sync_free(sync);
    airbyte_sink_free(sink);
    return done;
}

static bool read_source(const struct cli *cli, struct error *error)
{
    struct airbyte_config config = { .profile = NULL };
    struct airbyte_catalog catalog = { .count = 0 };
    cJSON *states = NULL;
    struct session *session = NULL;
    struct message_writer *writer = message_writer_new(stdout, NULL);
    bool done = false;
    if (!need(cli, "config", error) || !need(cli, "catalog", error)) {
        message_writer_free(writer);
        return false;
    }
    if (airbyte_config_read(&config, cli_value(cli, "config"), date_day_of(date_now_ms()), error) &&
        airbyte_catalog_read(&catalog, cli_value(cli, "catalog"), error) &&
        airbyte_state_read(&states, cli_value(cli, "state"), error))
        session = open_session(&config, error);
    if (session == NULL) {
        done = config_failed(writer, error);
        goto free_all;
    }
    message_writer_free(writer);
    writer = message_writer_new(stdout, session_key(session));
    message_log(writer, MESSAGE_INFO, "Starting syncing");
    if (config.start >= config.today)
        message_log(writer, MESSAGE_WARN, "start_date is not in the past: there are no complete days to read");
    tell_unknown(writer, &catalog);
    done = read_all(session, &config, &catalog, writer, states, cli_has(cli, "debug"), error);
    if (!done)
        message_trace_error(writer, NULL, error, date_now_ms());
    message_log(writer, MESSAGE_INFO, "Finished syncing");
    if (!message_flush(writer, done ? error : NULL))
        done = false;
    if (!done)
        error->code = ERROR_FAILED; /* the platform knows exit status 1 only; the messages say more */
free_all:
    message_writer_free(writer);
    session_free(session);
    cJSON_Delete(states);
    airbyte_catalog_clear(&catalog);
    airbyte_config_clear(&config);
    return done;
}

static const struct cli_command verbs[] = {
    { .name = "spec", .summary = "tell what the configuration must hold", .options = spec_options, .run = spec },
    { .name = "check",
      .summary = "try the configuration, and tell which permissions the key lacks",
      .options = config_options,
      .run = check },
    { .name = "discover", .summary = "tell the streams and their schemas", .options = config_options, .run = discover },
    { .name = "read", .summary = "export as Airbyte messages", .options = read_options, .run = read_source },
    { .name = NULL },
};

const struct cli_command cli_airbyte = {
    .name = "airbyte",
    .summary = "be a source for Airbyte",
    .description =
        "Speaks Airbyte's protocol: only messages on stdout, one a line. The configuration is that of "
        "Airbyte's own source for Braze, and so are the streams and their records; states of either are "
        "understood by the other. Under the name source-braze the program is the connector: source-braze read "
        "--config ...\n"
        "\n"
        "Besides url, api_key and start_date the configuration may have lookback_days (14), include_archived "
        "(true), only_edited_since_start (false), end_date (today) and connections (8).",
    .examples = "brazier airbyte check --config config.json  # does it work, and for which streams?\n"
                "brazier airbyte read --config config.json --catalog catalog.json --state state.json  # export",
    .commands = verbs,
};
