#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "braze/integration.h"
#include "cli/command.h"
#include "cli/confirm.h"
#include "cli/ground.h"
#include "cli/interrupt.h"
#include "cli/prompt.h"
#include "cli/replay_input.h"
#include "cli/replay_show.h"
#include "replay/readback.h"
#include "replay/replay.h"
#include "replay/setup.h"
#include "support/date.h"
#include "support/text.h"

enum { WINDOW = 500, MOST_RATE = 100000 };

static const struct cli_option replay_options[] = {
    CLI_CONFIRM_OPTIONS,
    { "resume", 0, NULL, "go on where a replay of this file was stopped" },
    { "restart", 0, NULL, "begin anew, whatever an earlier replay of this file has sent" },
    { "retry-unknown", 0, NULL, "with --resume: send those again of which nobody knows whether they were applied" },
    { "rate", 0, "N", "at most so many events a second (else as fast as the limits allow)" },
    { "via", 0, "WAY", "braze (the default), or rudderstack: through the profile's data plane" },
    { "timestamps", 0, "keep|now", "now: shift all moments together, so that the newest event happens now" },
    { "id-suffix", 0, "TEXT", "put behind every user's id, for a trial run; addresses stay as they are" },
    { "batching", 0, "items|users", "75 objects a request (the default), or up to 75 users and 75 objects of each kind" },
    { "read-back", 0, NULL, "then look the users up and compare" },
    { "json", 0, NULL, "a JSON object a line instead of text" },
    { NULL, 0, NULL, NULL },
};

/* What a run works with. */
struct run {
    const struct cli *cli;
    struct cli_ground ground;
    struct session *session;
    struct secret *write_key;
    struct replay_input input;
    struct replay_mapping mapping;
    struct replay_record *record;
    struct replay_show show;
    struct replay_readback *readback;
    bool through_rudderstack;
    bool timestamps_now;
};

static bool read_choice(const struct cli *cli, const char *option, const char *first, const char *second, bool *is_second,
                        struct error *error)
{
    const char *value = cli_value(cli, option);
    *is_second = value != NULL && strcmp(value, second) == 0;
    if (value == NULL || *is_second || strcmp(value, first) == 0)
        return true;
    return error_set(error, ERROR_USAGE, "--%s: expected %s or %s, got \"%s\"", option, first, second, value);
}

static bool read_options(struct run *run, struct error *error)
{
    const struct cli *cli = run->cli;
    const char *suffix = cli_value(cli, "id-suffix");
    run->mapping.id_suffix = suffix;
    if (suffix != NULL && (suffix[0] == '\0' || strlen(suffix) > REPLAY_LONGEST_ID_SUFFIX))
        return error_set(error, ERROR_USAGE, "--id-suffix: expected 1 to %d bytes", REPLAY_LONGEST_ID_SUFFIX);
    if (cli_has(cli, "resume") && cli_has(cli, "restart"))
        return error_set(error, ERROR_USAGE, "--resume goes on, --restart begins anew: give one of them");
    if (cli_has(cli, "retry-unknown") && !cli_has(cli, "resume"))
        return error_set(error, ERROR_USAGE, "--retry-unknown needs --resume");
    return read_choice(cli, "via", "braze", "rudderstack", &run->through_rudderstack, error) &&
           read_choice(cli, "timestamps", "keep", "now", &run->timestamps_now, error) &&
           read_choice(cli, "batching", "items", "users", &run->mapping.batch_by_users, error);
}

static bool open_session(struct run *run, bool needs_key, struct error *error)
{
    const struct session_options options = { .paths = &run->ground.paths,
                                             .preferences = run->ground.preferences,
                                             .environment = environ };
    struct profile *profile = cli_open_profile(&run->ground, run->cli, NULL, error);
    run->session = profile != NULL ? session_open(profile, &options, error) : NULL;
    if (run->session == NULL)
        return false;
    const struct error *journal = session_journal_error(run->session);
    if (journal->code != ERROR_NONE)
        cli_warn(&run->ground, journal->message);
    run->mapping.profile = session_profile(run->session);
    /* A dry run shows the key's mask where there is a key, and does without where there is none. */
    struct error missing = ERROR_INIT;
    bool has_key = session_need_key(run->session, needs_key ? error : &missing);
    error_clear(&missing);
    return has_key || !needs_key;
}

static bool need_data_plane(struct run *run, struct error *error)
{
    const struct profile *profile = run->mapping.profile;
    if (profile->data_plane_url == NULL || profile->write_key.kind == KEY_NONE) {
        error_set(error, ERROR_CONFIGURATION, "profile \"%s\" has no %s of RudderStack's", profile->name,
                  profile->data_plane_url == NULL ? "data plane URL" : "write key");
        return error_hint(error, "brazier profile set %s --data-plane-url URL --write-key", profile->name);
    }
    return key_source_resolve(&profile->write_key, "write key", environ,
                              preferences_ms(run->ground.preferences, PREFERENCE_KEY_COMMAND_TIMEOUT), &run->write_key,
                              error);
}

static void set_shift(struct run *run)
{
    replay_set_shift(&run->mapping, run->timestamps_now, run->input.has_moment, run->input.newest_ms, date_now_ms());
}

/* Dry run. */

static bool add_window(struct replay_plan *plan, struct replay_reader *reader, struct replay_input *input, bool *ended,
                       struct error *error)
{
    char bytes[16384];
    while (plan->event_count < WINDOW && !*ended) {
        struct replay_event event;
        size_t length = 0;
        switch (replay_reader_next(reader, &event)) {
        case REPLAY_READ_EVENT:
            replay_plan_add(plan, &event);
            break;
        case REPLAY_READ_END:
            *ended = true;
            break;
        case REPLAY_READ_MORE:
            if (!replay_input_read(input, bytes, sizeof bytes, &length, error))
                return false;
            if (length > 0)
                replay_reader_give(reader, bytes, length);
            else
                replay_reader_end(reader);
            break;
        }
    }
    return true;
}

static void count_plan(const struct replay_plan *plan, size_t *requests, struct replay_tally *tally)
{
    *requests += plan->request_count;
    for (size_t i = 0; i < plan->event_count; i++)
        replay_tally_add(tally, plan->events[i].outcome);
}

static void tell_dry_run(struct run *run, size_t requests, const struct replay_tally *tally)
{
    const struct profile *profile = run->mapping.profile;
    UT_string text;
    utstring_init(&text);
    utstring_printf(&text, "dry run: ");
    text_append_count(&text, (long long)tally->count[REPLAY_PENDING]);
    utstring_printf(&text, " of ");
    text_append_count(&text, (long long)replay_tally_total(tally));
    utstring_printf(&text, " events would go to %s in ",
                    run->through_rudderstack && profile->data_plane_url != NULL ? profile->data_plane_url
                                                                               : profile->rest_url);
    text_append_count(&text, (long long)requests);
    utstring_printf(&text, " request%s; nothing was sent (--confirm sends)", requests == 1 ? "" : "s");
    replay_show_word(&run->show, utstring_body(&text));
    utstring_done(&text);
}

static bool show_all(struct run *run, struct error *error)
{
    struct replay_reader *reader = replay_reader_new();
    struct replay_tally tally = { 0 };
    size_t requests = 0;
    bool ended = false;
    bool done = true;
    while (done && !ended) {
        struct replay_plan *plan = replay_plan_new(&run->mapping);
        done = add_window(plan, reader, &run->input, &ended, error);
        if (done && run->through_rudderstack)
            replay_plan_batches(plan, run->mapping.now_ms, NULL, NULL);
        else if (done)
            replay_plan_end(plan, NULL, NULL);
        if (done)
            replay_show_plan(&run->show, run->session, plan);
        count_plan(plan, &requests, &tally);
        replay_plan_free(plan);
    }
    replay_reader_free(reader);
    if (done)
        tell_dry_run(run, requests, &tally);
    return done;
}

static bool dry_run(struct run *run, struct error *error)
{
    return open_session(run, false, error) && replay_input_open(&run->input, cli_operand(run->cli, 0), error) &&
           (set_shift(run), show_all(run, error));
}

/* The record. */

static bool open_record(struct run *run, const char *path, struct error *error)
{
    const struct replay_wish wish = { .file = cli_operand(run->cli, 0),
                                      .id_suffix = run->mapping.id_suffix,
                                      .through_rudderstack = run->through_rudderstack,
                                      .timestamps_now = run->timestamps_now,
                                      .says_timestamps = cli_has(run->cli, "timestamps"),
                                      .resumes = cli_has(run->cli, "resume") };
    bool changed = false;
    run->record = replay_open_record(path, &wish, cli_has(run->cli, "restart"), &run->mapping, date_now_ms(), &changed, error);
    if (changed)
        cli_warn(&run->ground, "mode or settings of the profile have changed since the replay was begun: what is left is "
                               "mapped by the new ones");
    return run->record != NULL;
}

/* Ascending numbers as "1 to 75, 80". */
static char *describe_numbers(const size_t *numbers, size_t count)
{
    enum { MOST_RANGES = 20 };
    UT_string text;
    size_t ranges = 0;
    utstring_init(&text);
    for (size_t i = 0; i < count; ranges++) {
        size_t last = i;
        if (ranges == MOST_RANGES) {
            utstring_printf(&text, " and others");
            break;
        }
        while (last + 1 < count && numbers[last + 1] == numbers[last] + 1)
            last++;
        utstring_printf(&text, "%s%zu", i > 0 ? ", " : "", numbers[i]);
        if (last > i)
            utstring_printf(&text, " to %zu", numbers[last]);
        i = last + 1;
    }
    return utstring_body(&text);
}

/* What an earlier run left unknown is sent again only if the operator says so. */
static bool asks_for_unknown(struct run *run)
{
    size_t count = 0;
    size_t *numbers = replay_record_unknown(run->record, &count);
    char *which = describe_numbers(numbers, count);
    free(numbers);
    if (count == 0 || cli_has(run->cli, "retry-unknown")) {
        free(which);
        return count > 0;
    }
    char *text = memory_format("%zu events were sent and not answered: Braze may have applied them. Send them again?", count);
    bool again = prompt_is_possible() && prompt_confirm(text);
    free(text);
    if (!again) {
        text = memory_format("%zu events of which nobody knows whether they were applied are left as they are: %s", count,
                             which);
        cli_warn(&run->ground, text);
        free(text);
    }
    free(which);
    return again;
}

/* Sending. */

static bool read_bytes(void *context, char *bytes, size_t room, size_t *length, struct error *error)
{
    struct run *run = context;
    return replay_input_read(&run->input, bytes, room, length, error);
}

static void take_told(const struct replay_told *told, void *context)
{
    struct run *run = context;
    replay_show_told(&run->show, told);
}

static void take_waiting(const char *why, int64_t until_ms, void *context)
{
    struct run *run = context;
    char *text = memory_format("%s; waiting %lld s", why, (long long)(until_ms - date_now_ms() + 999) / 1000);
    replay_show_word(&run->show, text);
    free(text);
}

static void draw(struct run *run, const struct replay *replay)
{
    struct replay_progress progress;
    replay_progress_read(replay, &progress);
    replay_show_progress(&run->show, &progress);
}

static int sooner(int a, int b)
{
    return a < 0 ? b : b < 0 ? a : a < b ? a : b;
}

static void drive(struct run *run, struct replay *replay)
{
    struct cli_interrupt interrupt;
    unsigned stops = 0;
    cli_interrupt_begin(&interrupt);
    while (!replay_is_finished(replay)) {
        replay_run(replay);
        draw(run, replay);
        if (replay_is_finished(replay))
            break;
        int due = run->show.live ? sooner(replay_due_ms(replay), 1000) : replay_due_ms(replay);
        unsigned now = cli_interrupt_run(&interrupt, run->session, due);
        if (now > 0 && stops == 0) {
            replay_show_word(&run->show, "stopping: waiting for what is on its way (^C again does not wait)");
            replay_stop(replay);
        } else if (now > 1) {
            replay_abandon(replay);
        }
        stops = now;
    }
    cli_interrupt_end(&interrupt);
}

static void read_back(struct run *run)
{
    const struct readback_options options = { .session = run->session };
    struct cli_interrupt interrupt;
    cli_interrupt_begin(&interrupt);
    replay_show_word(&run->show, "reading users back");
    readback_start(run->readback, &options);
    while (!readback_is_finished(run->readback)) {
        readback_run(run->readback);
        if (readback_is_finished(run->readback))
            break;
        if (cli_interrupt_run(&interrupt, run->session, readback_due_ms(run->readback)) > 0)
            readback_stop(run->readback);
    }
    cli_interrupt_end(&interrupt);
    replay_show_readback(&run->show, run->readback);
    const struct error *why = readback_error(run->readback);
    if (why->code != ERROR_NONE)
        cli_warn(&run->ground, why->message);
}

/* What came of all of it, those that were never reached included. */
static bool tell_end(struct run *run, const struct replay *replay, struct error *error)
{
    struct replay_progress progress;
    replay_progress_read(replay, &progress);
    struct replay_tally tally = progress.tally;
    if (progress.total > progress.done)
        tally.count[REPLAY_NOT_SENT] += progress.total - progress.done;
    const struct error *why = replay_stopped_by(replay);
    char *text = replay_tally_text(&tally);
    replay_show_word(&run->show, text);
    free(text);
    if (replay_tally_check(&tally, why->code, error))
        return true;
    if (why->code == ERROR_NONE && tally.count[REPLAY_UNKNOWN] == 0)
        return error_hint(error, "the reasons are told with the events; --resume tries again what was not refused for itself");
    if (why->code == ERROR_NONE)
        return false;
    error_prefix(error, "%s", why->message);
    return why->hint != NULL ? error_hint(error, "%s", why->hint) : false;
}

static bool send(struct run *run, struct error *error)
{
    long long rate = 0;
    if (!cli_number(run->cli, "rate", 1, MOST_RATE, 0, &rate, error))
        return false;
    run->readback = cli_has(run->cli, "read-back") ? readback_new() : NULL;
    const struct replay_options options = {
        .session = run->session,
        .mapping = &run->mapping,
        .record = run->record,
        .read = read_bytes,
        .total = run->input.events,
        .send_unknown = cli_has(run->cli, "resume") && asks_for_unknown(run),
        .write_key = run->write_key,
        .rate = (unsigned)rate,
        .idle_timeout_ms = (int)preferences_ms(run->ground.preferences, PREFERENCE_IDLE_TIMEOUT),
        .readback = run->readback,
        .told = take_told,
        .waiting = take_waiting,
        .context = run,
    };
    struct replay *replay = replay_start(&options);
    drive(run, replay);
    bool done = tell_end(run, replay, error);
    bool stopped = replay_stopped_by(replay)->code == ERROR_CANCELLED;
    replay_free(replay);
    if (run->readback != NULL && !stopped)
        read_back(run);
    return done;
}

static bool confirm(struct run *run, struct error *error)
{
    UT_string what;
    utstring_init(&what);
    utstring_printf(&what, "send ");
    text_append_count(&what, (long long)run->input.events);
    utstring_printf(&what, " events to %s", run->through_rudderstack ? "RudderStack" : "Braze");
    bool done = cli_confirm_sending(run->cli, run->mapping.profile, utstring_body(&what), error);
    utstring_done(&what);
    return done;
}

static bool confirmed_run(struct run *run, struct error *error)
{
    if (!replay_input_open(&run->input, cli_operand(run->cli, 0), error) || !open_session(run, !run->through_rudderstack, error))
        return false;
    set_shift(run);
    if ((run->through_rudderstack && !need_data_plane(run, error)) || !confirm(run, error))
        return false;
    char *path = replay_record_path(run->ground.paths.state, run->mapping.profile->name, cli_operand(run->cli, 0));
    bool done = open_record(run, path, error) && send(run, error);
    free(path);
    return done;
}

static bool run_replay(const struct cli *cli, struct error *error)
{
    struct run run = { .cli = cli, .input = { .descriptor = -1 } };
    bool sends = false;
    if (!cli_expect_operands(cli, 1, 1, error) || !cli_wants_sending(cli, &sends, error) || !read_options(&run, error))
        return false;
    bool done = cli_ground_open(&run.ground, cli, error);
    replay_show_begin(&run.show, cli_has(cli, "json"), run.ground.quiet);
    if (done)
        done = sends ? confirmed_run(&run, error) : dry_run(&run, error);
    /* The session first: what is still on its way tells the rest of it. */
    session_free(run.session);
    readback_free(run.readback);
    replay_record_close(run.record);
    replay_input_close(&run.input);
    secret_free(run.write_key);
    cli_ground_close(&run.ground);
    return done;
}

const struct cli_command cli_replay = {
    .name = "replay",
    .operands = "FILE|-",
    .summary = "send events to Braze as RudderStack would, and tell what came of each",
    .description =
        "FILE has RudderStack events: one a line, lines with \"message\" as the transformer gets them, or batches as the SDKs "
        "send them. Broken lines are told and passed over.\n"
        "\n"
        "Without --confirm it shows the requests and sends nothing. With --confirm events are mapped as the profile's mode, "
        "source type and settings say, batched, kept within the rate limits, and sent; events that were not accepted are told "
        "with the reason. A production profile has to be confirmed by its name, a read-only one refuses.\n"
        "\n"
        "What is sent is written down before it is sent. A replay that was stopped, by ^C or in any other way, goes on with "
        "--resume and sends nothing again that was answered. What was sent and not answered may have been applied: it is "
        "unknown, and only sent again with --retry-unknown.\n"
        "\n"
        "--via rudderstack sends the events to the data plane of the profile instead, so that the real pipeline does the "
        "rest; accepted then means that RudderStack has them.\n"
        "\n"
        "The exit status is 0 if every event was accepted or dropped on purpose, 7 if some were, else that of what stopped it: "
        "3 for the configuration, 4 for the key, 5 for the network, 6 for a rate limit, 1 otherwise.",
    .examples = "brazier replay events.jsonl  # what would be sent\n"
                "brazier replay --confirm --rate 50 events.jsonl  # send, 50 events a second\n"
                "brazier replay --confirm --resume events.jsonl  # go on after a break\n"
                "brazier replay --confirm --id-suffix -trial --timestamps now --read-back events.jsonl  # a trial run\n",
    .options = replay_options,
    .run = run_replay,
};
