#include "doctor/doctor.h"

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include "cli/command.h"
#include "cli/ground.h"
#include "cli/interrupt.h"
#include "doctor/ground.h"
#include "support/file.h"
#include "support/json.h"

enum { USUAL_COLUMNS = 80, MOST_COLUMNS = 160 };

/* What a run works with. */
struct run {
    const struct cli *cli;
    struct cli_ground ground;
    struct profile *profile;
    struct session *session;
    struct secret *app_key;
    struct secret *write_key;
    struct error api_why;
    struct error app_why;
    struct doctor_stream *streams; /* what can be exported */
    size_t stream_count;
    bool tells_progress;
};

static void show_progress(enum doctor_stage stage, size_t done, size_t total, void *context)
{
    const struct run *run = context;
    if (!run->tells_progress)
        return;
    /* One line that is written over, and taken away at the end. */
    (void)fprintf(stderr, "\r\033[K");
    if (stage != DOCTOR_STAGE_DONE && total > 1)
        (void)fprintf(stderr, "%s, %zu of %zu ", doctor_stage_text(stage), done, total);
    else if (stage != DOCTOR_STAGE_DONE)
        (void)fprintf(stderr, "%s ", doctor_stage_text(stage));
    (void)fflush(stderr);
}

static bool has_source(const struct key_source *source)
{
    return source->kind != KEY_NONE;
}

/* Keys that commands print are waited for: the checks begin with what they say. */
static void find_keys(struct run *run)
{
    const struct profile *profile = run->profile;
    const int64_t limit = preferences_ms(run->ground.preferences, PREFERENCE_KEY_COMMAND_TIMEOUT);
    struct error unused = ERROR_INIT;
    if (run->session != NULL && has_source(&profile->api_key))
        (void)!session_need_key(run->session, &run->api_why);
    if (has_source(&profile->app_key))
        (void)!key_source_resolve(&profile->app_key, "app identifier key", environ, limit, &run->app_key, &run->app_why);
    if (has_source(&profile->write_key))
        (void)!key_source_resolve(&profile->write_key, "write key", environ, limit, &run->write_key, &unused);
    error_clear(&unused);
}

static struct doctor *examine(struct run *run)
{
    struct doctor_options options = {
        .profile = run->profile,
        .paths = &run->ground.paths,
        .session = run->session,
        .api_key = run->session != NULL ? session_key(run->session) : NULL,
        .api_why = &run->api_why,
        .app_key = run->app_key,
        .app_why = &run->app_why,
        .write_key = run->write_key,
        .streams = run->streams,
        .stream_count = run->stream_count,
        .try_other_instances = cli_has(run->cli, "try-other-instances"),
        .progress = show_progress,
        .context = run,
    };
    doctor_environment_read(&options.environment, environ);
    struct cli_interrupt interrupt;
    cli_interrupt_begin(&interrupt);
    struct doctor *doctor = doctor_start(&options);
    while (!doctor_is_finished(doctor))
        if (cli_interrupt_run(&interrupt, run->session, -1) > 0)
            doctor_cancel(doctor);
    cli_interrupt_end(&interrupt);
    show_progress(DOCTOR_STAGE_DONE, 0, 0, run);
    return doctor;
}

static size_t terminal_columns(void)
{
    struct winsize size;
    if (ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) != 0 || size.ws_col < 40)
        return USUAL_COLUMNS;
    return size.ws_col < MOST_COLUMNS ? size.ws_col : MOST_COLUMNS;
}

static void print_text(const struct run *run, const struct doctor_report *report)
{
    UT_string out;
    utstring_init(&out);
    doctor_report_text(report, terminal_columns(), cli_has(run->cli, "all"), &out);
    (void)fputs(utstring_body(&out), stdout);
    utstring_done(&out);
}

static void print_json(const struct doctor_report *report)
{
    cJSON *json = doctor_report_json(report);
    char *text = json_print_pretty(json);
    (void)puts(text);
    free(text);
    cJSON_Delete(json);
}

static bool write_report(const char *path, const struct doctor_report *report, struct error *error)
{
    UT_string out;
    utstring_init(&out);
    doctor_report_markdown(report, &out);
    bool done = file_write_atomic(path, NULL, 0600, utstring_body(&out), utstring_len(&out), error);
    utstring_done(&out);
    return done;
}

static bool tell(const struct run *run, const struct doctor_report *report, struct error *error)
{
    if (cli_has(run->cli, "json"))
        print_json(report);
    else
        print_text(run, report);
    const char *path = cli_value(run->cli, "report");
    if (path != NULL && !write_report(path, report, error))
        return false;
    /* The report has said everything; what is left is the exit status. */
    struct error worst = ERROR_INIT;
    if (doctor_report_check(report, &worst))
        return true;
    char *summary = doctor_report_summary(report);
    error_set(error, worst.code, "%s: %s", report->profile[0] != '\0' ? report->profile : "doctor", summary);
    free(summary);
    error_clear(&worst);
    return false;
}

static bool check_broken(struct run *run, const struct error *why, struct error *error)
{
    struct doctor_report report;
    doctor_report_broken_profile(&report, cli_value(run->cli, "profile"), &run->ground.paths, getenv("HOME"), why);
    bool done = tell(run, &report, error);
    doctor_report_clear(&report);
    return done;
}

static bool check(struct run *run, struct error *error)
{
    struct error why = ERROR_INIT;
    bool opened = cli_ground_open(&run->ground, run->cli, &why);
    run->tells_progress = !run->ground.quiet && isatty(STDERR_FILENO) == 1;
    run->profile = opened ? cli_open_profile(&run->ground, run->cli, NULL, &why) : NULL;
    if (run->profile == NULL) {
        bool done = check_broken(run, &why, error);
        error_clear(&why);
        return done;
    }
    const struct session_options options = { .paths = &run->ground.paths,
                                             .preferences = run->ground.preferences,
                                             .environment = environ };
    /* A profile that cannot be opened is still looked at. */
    run->session = session_open(profile_copy(run->profile, run->profile->name), &options, &why);
    error_clear(&why);
    find_keys(run);
    run->streams = doctor_streams_new(&run->stream_count);
    struct doctor *doctor = examine(run);
    bool done = tell(run, doctor_report(doctor), error);
    doctor_free(doctor);
    return done;
}

static bool run_doctor(const struct cli *cli, struct error *error)
{
    struct run run = { .cli = cli };
    bool done = check(&run, error);
    session_free(run.session);
    profile_free(run.profile);
    secret_free(run.app_key);
    secret_free(run.write_key);
    error_clear(&run.api_why);
    error_clear(&run.app_why);
    free(run.streams);
    cli_ground_close(&run.ground);
    return done;
}

static const struct cli_option options[] = {
    { "json", 0, NULL, "the report as JSON" },
    { "report", 0, "FILE", "write a report for a ticket, as Markdown, without keys and without this machine's paths" },
    { "all", 'a', NULL, "list permissions that nothing needs, too" },
    { "try-other-instances", 0, NULL, "if the key is refused, show it to Braze's other instances to find its own" },
    { NULL, 0, NULL, NULL },
};

const struct cli_command cli_doctor = {
    .name = "doctor",
    .summary = "why it does not work: connection, key, permissions, limits, clock, settings",
    .description =
        "Looks at the profile and its connection step by step: name look-up, proxy, TCP, TLS, HTTP, instance, key, every "
        "permission, rate limits, clock, settings and files. The first line of the report is the cause; what follows from it "
        "comes after.\n"
        "\n"
        "Nothing is changed at Braze: permissions are tried with requests that lack what they would need to do anything. The "
        "key is shown to the profile's own instance only.\n"
        "\n"
        "The exit status is that of the worst finding: 0 where nothing keeps the profile from working, 3 for the "
        "configuration, 4 for the key or a permission, 5 for the network, 6 for a rate limit.",
    .examples = "brazier doctor -p acme-eu  # all checks\n"
                "brazier doctor --report ticket.md  # and a report to show to others\n"
                "brazier doctor --json  # for a script\n",
    .options = options,
    .run = run_doctor,
};
