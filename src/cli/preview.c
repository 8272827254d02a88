#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "braze/integration.h"
#include "cli/command.h"
#include "cli/ground.h"
#include "http/print.h"
#include "replay/reader.h"
#include "rudderstack/preview.h"
#include "rudderstack/preview_render.h"
#include "rudderstack/sample.h"
#include "rudderstack/settings.h"
#include "support/file.h"
#include "support/json.h"
#include "support/jsread.h"
#include "support/jswrite.h"
#include "support/nearest.h"

static const struct cli_option preview_options[] = {
    { "mode", 'm', "MODE", "cloud, device or hybrid (else the profile's, else cloud)" },
    { "source-type", 's', "TYPE",
      "where the events come from: web, android, ios, cloud and so on (else the profile's, else web)" },
    { "set", 0, "KEY=VALUE", "a setting of the integration, for this run; repeatable" },
    { "sample", 0, "NAME", "a sample event instead of a file, or all of them: all; a name that is none lists them" },
    { "explain", 'e', NULL, "say of every field where it comes from, and why others are not sent" },
    { "format", 'f', "FORMAT", "text (the default), json, curl, markdown or html" },
    { NULL, 0, NULL, NULL },
};

enum format { FORMAT_TEXT, FORMAT_MARKDOWN, FORMAT_HTML, FORMAT_JSON, FORMAT_CURL };

struct run {
    const struct cli_ground *ground;
    enum format format;
    cJSON *config;
    struct preview_options options;
    struct arena *arena; /* of one event */
    bool started;        /* the start of the SDK has been shown */
    UT_string out;
    size_t broken;
};

static bool read_format(const struct cli *cli, enum format *format, struct error *error)
{
    static const char *const names[] = { "text", "markdown", "html", "json", "curl" };
    const char *given = cli_value(cli, "format");
    *format = FORMAT_TEXT;
    for (size_t i = 0; given != NULL && i < sizeof names / sizeof *names; i++)
        if (strcmp(names[i], given) == 0) {
            *format = (enum format)i;
            return true;
        }
    if (given == NULL)
        return true;
    error_set(error, ERROR_USAGE, "%s: no such format", given);
    return error_hint(error, "text, json, curl, markdown or html");
}

#define MASK "\xE2\x80\xA2\xE2\x80\xA2\xE2\x80\xA2\xE2\x80\xA2\xE2\x80\xA2\xE2\x80\xA2\xE2\x80\xA2\xE2\x80\xA2"

/* A destination always has a data center; a profile may do without one, where its REST URL is none of Braze's. */
static void add_data_center(cJSON *config)
{
    if (json_get(config, "dataCenter") == NULL)
        json_add_string(config, "dataCenter", "US-01");
}

/* Without any profile the settings begin as RudderStack's form does. */
static cJSON *default_config(void)
{
    cJSON *config = json_object();
    json_add_string(config, "restApiKey", MASK);
    json_add_string(config, "appKey", MASK);
    return config;
}

/* Whether there is a profile to begin with, or one was asked for. */
static bool wants_profile(const struct cli *cli, const struct cli_ground *ground, bool *wanted, struct error *error)
{
    const struct profile_overrides *overrides = &ground->overrides;
    *wanted = cli_has(cli, "profile") || overrides->profile != NULL || overrides->instance != NULL ||
              overrides->rest_url != NULL || preferences_text(ground->preferences, PREFERENCE_DEFAULT_PROFILE) != NULL;
    if (*wanted)
        return true;
    struct profile_list list = { NULL, 0 };
    if (!profile_list_read(&ground->paths, &list, error))
        return false;
    *wanted = list.count == 1;
    profile_list_clear(&list);
    return true;
}

static bool read_place(const struct cli *cli, struct run *run, struct error *error)
{
    const char *type = cli_value(cli, "source-type");
    const char *mode = cli_value(cli, "mode");
    if (type != NULL && !source_type_find(type, &run->options.source_type)) {
        const char *keys[SOURCE_TYPE_COUNT];
        for (unsigned i = 0; i < SOURCE_TYPE_COUNT; i++)
            keys[i] = source_type_key((enum source_type)i);
        const char *nearest = nearest_word(type, keys, SOURCE_TYPE_COUNT);
        error_set(error, ERROR_USAGE, "%s: no such source type", type);
        return nearest != NULL && error_hint(error, "did you mean %s?", nearest);
    }
    if (mode != NULL && !connection_mode_find(mode, &run->options.mode)) {
        error_set(error, ERROR_USAGE, "%s: no such mode", mode);
        return error_hint(error, "cloud, device or hybrid");
    }
    if ((source_type_modes(run->options.source_type) & MODE_BIT(run->options.mode)) == 0)
        return error_set(error, ERROR_USAGE, "sources of the type %s have no %s mode",
                         source_type_key(run->options.source_type), connection_mode_key(run->options.mode));
    return true;
}

static bool set_one(struct run *run, const char *text, struct error *error)
{
    const char *equals = strchr(text, '=');
    if (equals == NULL)
        return error_set(error, ERROR_USAGE, "--set %s: KEY=VALUE is expected", text);
    char *key = memory_copy_bytes(text, (size_t)(equals - text));
    const struct setting *setting = setting_find(key);
    if (setting == NULL) {
        error_set(error, ERROR_USAGE, "%s: no such setting", key);
        if (setting_nearest(key) != NULL)
            error_hint(error, "did you mean %s?", setting_nearest(key));
    }
    free(key);
    if (setting == NULL)
        return false;
    if (setting->secret) {
        error_set(error, ERROR_USAGE, "--set %s: keys are not given on the command line", setting->key);
        return error_hint(error, "a preview does without; brazier profile set asks for them");
    }
    cJSON *value = setting_parse(setting, run->options.source_type, equals + 1, error);
    if (value == NULL)
        return false;
    setting_put(setting, run->config, run->options.source_type, value);
    return true;
}

static bool apply_settings(const struct cli *cli, struct run *run, struct error *error)
{
    for (size_t i = 0; i < cli_value_count(cli, "set"); i++)
        if (!set_one(run, cli_value_at(cli, "set", i), error))
            return false;
    return true;
}

static bool open_run(const struct cli *cli, struct run *run, struct error *error)
{
    bool wanted = false;
    if (!read_format(cli, &run->format, error) || !wants_profile(cli, run->ground, &wanted, error))
        return false;
    run->options =
        (struct preview_options){ .source_type = SOURCE_WEB, .mode = MODE_CLOUD, .explain = cli_has(cli, "explain") };
    if (wanted) {
        struct profile *profile = cli_open_profile(run->ground, cli, NULL, error);
        if (profile == NULL)
            return false;
        run->config = integration_config(profile);
        run->options.source_type = integration_source_type(profile);
        run->options.mode = integration_mode(profile);
        profile_free(profile);
    } else {
        run->config = default_config();
    }
    add_data_center(run->config);
    run->options.config = run->config;
    return read_place(cli, run, error) && apply_settings(cli, run, error);
}

/* A request as a curl command; the key comes from the environment. */
static void put_curl(struct run *run, const cJSON *request)
{
    struct http_request *http =
        http_request_new(js_get(request, "method")->valuestring, js_get(request, "url")->valuestring);
    struct secret *secret = secret_new("preview", strlen("preview")); /* only its place is shown */
    http_request_set_bearer(http, secret);
    secret_free(secret);
    UT_string body;
    utstring_init(&body);
    js_write_safe(&body, js_get(request, "body"));
    http_request_set_body(http, utstring_body(&body), utstring_len(&body), "application/json");
    http_print_curl(http, "BRAZIER_API_KEY", &run->out);
    utstring_printf(&run->out, "\n");
    utstring_done(&body);
    http_request_free(http);
}

static void put_curl_item(struct run *run, const struct preview_item *item)
{
    const char *why = item->preview->error != NULL ? item->preview->error : item->preview->dropped;
    utstring_printf(&run->out, "# %zu: ", item->number);
    text_append_visible(&run->out, item->title, strlen(item->title));
    if (why != NULL) {
        utstring_printf(&run->out, ": ");
        text_append_visible(&run->out, why, strlen(why));
    }
    utstring_printf(&run->out, "\n");
    for (const cJSON *request = item->preview->requests->child; request != NULL; request = request->next)
        put_curl(run, request);
}

static void put_item(struct run *run, const struct preview_item *item)
{
    switch (run->format) {
    case FORMAT_TEXT:
    case FORMAT_MARKDOWN:
    case FORMAT_HTML:
        preview_render_item(&run->out, (enum preview_format)run->format, item);
        break;
    case FORMAT_JSON:
        js_write(&run->out, preview_json(run->arena, item->preview, item->number));
        utstring_printf(&run->out, "\n");
        break;
    case FORMAT_CURL:
        put_curl_item(run, item);
        break;
    }
}

static bool write_out(struct run *run, struct error *error)
{
    if (fwrite(utstring_body(&run->out), 1, utstring_len(&run->out), stdout) != utstring_len(&run->out))
        return error_set(error, ERROR_STORAGE, "cannot write the output: %s", strerror(errno));
    utstring_clear(&run->out);
    return true;
}

static void put_head_or_foot(struct run *run, bool head)
{
    if (run->format > FORMAT_HTML)
        return;
    if (head)
        preview_render_head(&run->out, (enum preview_format)run->format, &run->options);
    else
        preview_render_foot(&run->out, (enum preview_format)run->format);
}

/* What happens before the first event, where there is an SDK in the client. */
static void preview_start(struct run *run, const cJSON *event)
{
    if (run->started || run->options.mode == MODE_CLOUD || run->format > FORMAT_HTML)
        return;
    run->started = true;
    const struct preview preview = preview_start_up(run->arena, &run->options, event);
    const struct preview_item item = { 0, "start of the Braze SDK", NULL, NULL, &preview };
    put_item(run, &item);
}

static void preview_one(struct run *run, const struct replay_event *event)
{
    struct preview preview = { .mode = run->options.mode };
    const cJSON *value = event->broken == NULL ? js_read(run->arena, event->text, event->length, NULL) : NULL;
    if (value != NULL) {
        preview_start(run, value);
        preview = preview_event(run->arena, &run->options, value);
    } else {
        preview.event = js_null(run->arena);
        preview.requests = preview.calls = preview.explain = preview.warnings = js_array(run->arena);
        preview.error =
            arena_format(run->arena, "line %zu: %s", event->line, event->broken != NULL ? event->broken : "not JSON");
        run->broken++;
    }
    const struct preview_item item = { event->number, preview_title(run->arena, value), NULL, NULL, &preview };
    put_item(run, &item);
    arena_reset(run->arena);
}

static bool preview_input(struct run *run, int descriptor, struct replay_reader *reader, struct error *error)
{
    char bytes[64 * 1024];
    for (;;) {
        struct replay_event event;
        switch (replay_reader_next(reader, &event)) {
        case REPLAY_READ_EVENT:
            preview_one(run, &event);
            if (!write_out(run, error))
                return false;
            break;
        case REPLAY_READ_MORE: {
            ssize_t got = read(descriptor, bytes, sizeof bytes);
            if (got < 0 && errno != EINTR)
                return error_set(error, ERROR_STORAGE, "cannot read the input: %s", strerror(errno));
            if (got == 0)
                replay_reader_end(reader);
            else if (got > 0)
                replay_reader_give(reader, bytes, (size_t)got);
            break;
        }
        case REPLAY_READ_END:
            return true;
        }
    }
}

static bool preview_file(struct run *run, const char *path, struct error *error)
{
    bool is_stdin = strcmp(path, "-") == 0;
    int descriptor = is_stdin ? STDIN_FILENO : open(path, O_RDONLY | O_CLOEXEC);
    if (descriptor < 0)
        return error_set(error, errno == ENOENT ? ERROR_NOT_FOUND : ERROR_STORAGE, "cannot open %s: %s", path,
                         strerror(errno));
    struct replay_reader *reader = replay_reader_new();
    run->options.history = preview_history_new(); /* the events of a file happen one after the other */
    bool done = preview_input(run, descriptor, reader, error);
    preview_history_free(run->options.history);
    run->options.history = NULL;
    replay_reader_free(reader);
    if (!is_stdin)
        (void)close(descriptor);
    if (done && run->broken > 0)
        done = error_set(error, ERROR_PARTIAL, "%zu of the events could not be read", run->broken);
    return done;
}

/* The settings that a sample needs, and over them what the operator set. */
static bool preview_sample(const struct cli *cli, struct run *run, const struct sample *sample, size_t number,
                           struct error *error)
{
    cJSON *kept = run->config;
    run->config = cJSON_Duplicate(kept, true);
    run->options.config = run->config;
    for (const cJSON *member = sample->settings != NULL ? sample->settings->child : NULL; member != NULL;
         member = member->next) {
        const struct setting *setting = setting_find(member->string);
        if (setting != NULL)
            setting_put(setting, run->config, run->options.source_type, cJSON_Duplicate(member, true));
    }
    bool done = apply_settings(cli, run, error);
    if (done) {
        const struct preview preview = preview_event(run->arena, &run->options, sample->event);
        const struct preview_item item = { number, sample->title, sample->summary, sample->settings, &preview };
        put_item(run, &item);
        arena_reset(run->arena);
    }
    cJSON_Delete(run->config);
    run->config = kept;
    run->options.config = kept;
    return done && write_out(run, error);
}

static bool tell_samples(const struct samples *samples, const char *name, struct error *error)
{
    for (size_t i = 0; i < samples->count; i++)
        (void)fprintf(stderr, "%-28s %s\n", samples->items[i].name, samples->items[i].title);
    return error_set(error, ERROR_USAGE, "%s: no such sample", name);
}

static bool preview_samples(const struct cli *cli, struct run *run, struct error *error)
{
    const char *name = cli_value(cli, "sample");
    struct arena *arena = arena_new();
    struct samples samples = samples_read(arena);
    const struct sample *one = sample_find(&samples, name);
    bool all = strcmp(name, "all") == 0;
    bool done = all || one != NULL || tell_samples(&samples, name, error);
    for (size_t i = 0; done && i < samples.count; i++)
        if (all || &samples.items[i] == one)
            done = preview_sample(cli, run, &samples.items[i], all ? i + 1 : 1, error);
    arena_free(arena);
    return done;
}

static bool preview_all(const struct cli *cli, struct run *run, struct error *error)
{
    if (!open_run(cli, run, error))
        return false;
    put_head_or_foot(run, true);
    bool done = write_out(run, error) && (cli_has(cli, "sample") ? preview_samples(cli, run, error)
                                                                 : preview_file(run, cli_operand(cli, 0), error));
    if (!done && error->code != ERROR_PARTIAL)
        return false;
    put_head_or_foot(run, false);
    struct error written = ERROR_INIT;
    if (!write_out(run, &written) || fflush(stdout) != 0) {
        error_clear(&written);
        return error_set(error, ERROR_STORAGE, "cannot write the output: %s", strerror(errno));
    }
    return done;
}

static bool run_preview(const struct cli *cli, struct error *error)
{
    size_t operands = cli_has(cli, "sample") ? 0 : 1;
    if (!cli_expect_operands(cli, operands, operands, error))
        return false;
    struct cli_ground ground;
    struct run run = { .ground = &ground };
    utstring_init(&run.out);
    run.arena = arena_new();
    bool done = cli_ground_open(&ground, cli, error) && preview_all(cli, &run, error);
    cli_ground_close(&ground);
    cJSON_Delete(run.config);
    arena_free(run.arena);
    utstring_done(&run.out);
    return done;
}

const struct cli_command cli_preview = {
    .name = "preview",
    .operands = "FILE|-",
    .summary = "what Braze would get of RudderStack's events, and why",
    .description = "Reads RudderStack events, one JSON object a line (or a batch, or a list of them), and shows the "
                   "requests that Braze "
                   "would get. Nothing is sent: identify calls count as accepted, profiles that deduplication looks up "
                   "as unknown. Keys "
                   "are masked.\n"
                   "\n"
                   "The settings are those of the profile; --set changes them for this run. Without a profile they "
                   "begin as RudderStack's "
                   "form does.",
    .examples = "brazier preview events.jsonl  # the requests, as text\n"
                "brazier preview --explain --set supportDedup=on --format json -  # for scripts, from stdin\n"
                "brazier preview --sample all --explain --format html > page.html  # a page to hand to somebody",
    .options = preview_options,
    .run = run_preview,
};
