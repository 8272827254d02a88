#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "cli/command.h"
#include "cli/confirm.h"
#include "cli/delete_show.h"
#include "cli/ground.h"
#include "cli/interrupt.h"
#include "replay/delete_ids.h"
#include "replay/delete_run.h"
#include "session.h"
#include "support/date.h"
#include "support/file.h"
#include "support/json.h"
#include "support/memory.h"

/* A file with more is to be split. */
enum { LARGEST_FILE = 256 << 20 };

static const struct cli_option delete_options[] = {
    CLI_CONFIRM_OPTIONS,
    { "resume", 0, NULL, "go on where a run with this file was stopped" },
    { "restart", 0, NULL, "begin anew, whatever an earlier run with this file has done" },
    { "retry-unknown", 0, NULL, "with --resume: send those again of which nobody knows whether they were deleted" },
    { "destination-id", 0, "ID", "a Braze destination's id in RudderStack, for the regulation that is shown; repeatable" },
    { "json", 0, NULL, "JSON instead of text" },
    { NULL, 0, NULL, NULL },
};

static bool read_ids(const char *path, struct delete_ids *ids, struct error *error)
{
    char *bytes = NULL;
    size_t length = 0;
    bool is_stdin = strcmp(path, "-") == 0;
    bool done = is_stdin ? file_read_all(STDIN_FILENO, "stdin", LARGEST_FILE, &bytes, &length, error)
                         : file_read(path, LARGEST_FILE, &bytes, &length, error);
    if (done)
        done = delete_ids_read(ids, bytes, length, is_stdin ? "stdin" : path, error);
    free(bytes);
    if (done && ids->count == 0) {
        delete_ids_clear(ids);
        done = error_set(error, ERROR_INPUT, "%s has no ids", is_stdin ? "stdin" : path);
    }
    return done;
}

static bool refuse_begun(const char *file, struct error *error)
{
    error_set(error, ERROR_USAGE, "a deletion of %s has been begun and not brought to its end", file);
    return error_hint(error, "--resume goes on with it, --restart begins anew");
}

static struct replay_record *open_record(const struct cli *cli, const struct session *session, const char *path,
                                         const char *file, struct error *error)
{
    const struct profile *profile = session_profile(session);
    if (cli_has(cli, "resume"))
        return replay_record_resume(path, date_now_ms(), error);
    if (!cli_has(cli, "restart") && replay_record_is_open(path)) {
        (void)refuse_begun(file, error);
        return NULL;
    }
    const struct replay_setup setup = { .profile = profile->name,
                                        .target = profile->rest_url,
                                        .file = file,
                                        .started_ms = date_now_ms() };
    return replay_record_begin(path, &setup, error);
}

/* A run belongs to the place it was begun for. */
static bool check_setup(const struct replay_record *record, const struct profile *profile, struct error *error)
{
    const char *target = replay_record_setup(record)->target;
    if (target == NULL || strcmp(target, profile->rest_url) == 0)
        return true;
    error_set(error, ERROR_CONFIGURATION, "this deletion was begun at %s, and the profile is now at %s", target,
              profile->rest_url);
    return error_hint(error, "--restart begins anew");
}

static void show_progress(const struct delete_progress *progress, void *context)
{
    (void)context;
    (void)fprintf(stderr, "\r%zu of %zu users%s", progress->done, progress->all, progress->done == progress->all ? "\n" : "");
}

/* Sends until it is over; the first ^C sends nothing more, a second one does not wait either. */
static void drive(struct session *session, struct delete_run *run)
{
    struct cli_interrupt interrupt;
    cli_interrupt_begin(&interrupt);
    while (!delete_run_is_over(run)) {
        unsigned stops = cli_interrupt_run(&interrupt, session, -1);
        if (stops > 0)
            delete_run_stop(run);
        if (stops > 1)
            break;
    }
    cli_interrupt_end(&interrupt);
}

static bool tell_end(const struct delete_run *run, struct error *error)
{
    const struct error *why = delete_run_error(run);
    if (replay_tally_check(delete_run_tally(run), why->code, error))
        return true;
    if (why->code == ERROR_NONE)
        return false;
    error_prefix(error, "%s", why->message);
    return why->hint != NULL && error_hint(error, "%s", why->hint);
}

static bool send(const struct cli *cli, const struct cli_ground *ground, struct session *session, const struct delete_ids *ids,
                 struct error *error)
{
    const char *file = cli_operand(cli, 0);
    char *path = delete_record_path(ground->paths.state, session_profile(session)->name, file);
    struct replay_record *record = open_record(cli, session, path, file, error);
    struct delete_run *run = NULL;
    bool done = record != NULL && check_setup(record, session_profile(session), error);
    const struct delete_options options = { .and_unknown = cli_has(cli, "retry-unknown"),
                                            .progress = !ground->quiet && isatty(STDERR_FILENO) ? show_progress : NULL };
    if (done)
        run = delete_run_begin(session, ids, record, &options, error);
    if (run != NULL) {
        drive(session, run);
        delete_show_end(delete_run_tally(run), path, cli_has(cli, "json"));
    }
    done = run != NULL && tell_end(run, error);
    /* What is still on its way ends with the session, and is written down then. */
    session_free(session);
    delete_run_free(run);
    replay_record_close(record);
    free(path);
    return done;
}

static bool send_confirmed(const struct cli *cli, const struct cli_ground *ground, const struct delete_ids *ids,
                           struct error *error)
{
    struct profile *profile = cli_open_profile(ground, cli, NULL, error);
    char *what = memory_format("delete %zu user%s at Braze", ids->count, ids->count == 1 ? "" : "s");
    bool done = profile != NULL && cli_confirm_sending(cli, profile, what, error);
    free(what);
    struct session *session = done ? cli_open_session(ground, cli, NULL, error) : NULL;
    profile_free(profile);
    return session != NULL && send(cli, ground, session, ids, error);
}

static bool show(const struct cli *cli, const struct cli_ground *ground, const struct delete_ids *ids, struct error *error)
{
    struct profile *profile = cli_open_profile(ground, cli, NULL, error);
    if (profile == NULL)
        return false;
    struct delete_view view = { .profile = profile, .ids = ids, .json = cli_has(cli, "json") };
    cJSON *destinations = json_array();
    if (!cli_has(cli, "destination-id"))
        json_append_string(destinations, "<destination id>");
    for (size_t i = 0; i < cli_value_count(cli, "destination-id"); i++)
        json_append_string(destinations, cli_value_at(cli, "destination-id", i));
    view.destinations = destinations;
    bool done = delete_show_plan(&view, error);
    cJSON_Delete(destinations);
    profile_free(profile);
    return done;
}

static bool run(const struct cli *cli, struct error *error)
{
    struct cli_ground ground = { 0 };
    struct delete_ids ids = { 0 };
    bool sends = false;
    bool done = cli_expect_operands(cli, 1, 1, error) && cli_wants_sending(cli, &sends, error);
    if (!done)
        return false;
    done = cli_ground_open(&ground, cli, error) && read_ids(cli_operand(cli, 0), &ids, error);
    if (done && ids.left_out > 0) {
        char *note = memory_format("%zu %s no userId and will not be deleted", ids.left_out,
                                   ids.left_out == 1 ? "entry has" : "entries have");
        cli_warn(&ground, note);
        free(note);
    }
    if (done)
        done = sends ? send_confirmed(cli, &ground, &ids, error) : show(cli, &ground, &ids, error);
    delete_ids_clear(&ids);
    cli_ground_close(&ground);
    return done;
}

const struct cli_command cli_delete_users = {
    .name = "delete-users",
    .operands = "FILE|-",
    .summary = "delete users at Braze for good, and show how RudderStack would do it",
    .description =
        "FILE has an external id a line (as text, as JSON, or as an object with userId), or is one JSON list of them.\n"
        "Without --confirm it shows the requests, and the regulation (suppress_with_delete) that has RudderStack do the\n"
        "same. With --confirm the users are deleted, 50 a request; what was sent and answered is written down first, so\n"
        "that a run that was stopped can be gone on with. Deleting is permanent. Ids that Braze does not know are no error.",
    .examples = "brazier delete-users ids.txt                       # what would be sent\n"
                "brazier delete-users --confirm ids.txt             # delete them\n"
                "brazier delete-users --confirm --resume ids.txt    # go on after a break",
    .options = delete_options,
    .run = run,
};
