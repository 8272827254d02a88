#include "doctor/examination.h"

#include <stdlib.h>

#include "doctor/ground.h"
#include "profile/key_command.h"
#include "support/memory.h"

/* A key that is looked for besides the session's own. */
struct look_up {
    const char *what;
    struct key_command *command; /* NULL: it is known whether there is one */
    struct secret *key;
    struct error why;
};

enum { APP_KEY, WRITE_KEY, KEYS };

struct examination {
    struct examination_options options;
    struct look_up keys[KEYS];
    struct error api_why;
    struct doctor_stream *streams;
    size_t stream_count;
    struct doctor *doctor;        /* NULL as long as keys are looked for */
    struct doctor_report nothing; /* what is shown until then */
    enum doctor_stage stage;
    size_t done;
    size_t total;
    bool cancelled;
};

static void tell(const struct examination *examination)
{
    if (examination->options.changed != NULL)
        examination->options.changed(examination->options.context);
}

static void on_progress(enum doctor_stage stage, size_t done, size_t total, void *context)
{
    struct examination *examination = context;
    examination->stage = stage;
    examination->done = done;
    examination->total = total;
    tell(examination);
}

static void on_finished(struct doctor *doctor, void *context)
{
    (void)doctor;
    tell(context);
}

static void begin_look_up(const struct examination *examination, struct look_up *look_up, const char *what,
                          const struct key_source *source)
{
    look_up->what = what;
    if (source->kind == KEY_COMMAND)
        look_up->command =
            key_command_start(source->command, examination->options.environment, examination->options.key_timeout_ms,
                              KEY_COMMAND_LOSES_TERMINAL, &look_up->why);
    else if (source->kind != KEY_NONE)
        (void)!key_source_read(source, what, examination->options.environment, &look_up->key, &look_up->why);
}

/* True as long as it is not known whether there is a key. */
static bool is_looking(struct look_up *look_up)
{
    if (look_up->command == NULL)
        return false;
    if (!key_command_continue(look_up->command))
        return true;
    (void)!key_command_take(look_up->command, look_up->what, &look_up->key, &look_up->why);
    key_command_free(look_up->command);
    look_up->command = NULL;
    return false;
}

static void begin(struct examination *examination)
{
    const struct examination_options *given = &examination->options;
    const struct error *why = session_key_error(given->session);
    if (why->code != ERROR_NONE) {
        error_set(&examination->api_why, why->code, "%s", why->message);
        if (why->hint != NULL)
            error_hint(&examination->api_why, "%s", why->hint);
    }
    struct doctor_options options = {
        .profile = session_profile(given->session),
        .paths = given->paths,
        .session = given->session,
        .api_key = session_key(given->session),
        .api_why = &examination->api_why,
        .app_key = examination->keys[APP_KEY].key,
        .app_why = &examination->keys[APP_KEY].why,
        .write_key = examination->keys[WRITE_KEY].key,
        .streams = examination->streams,
        .stream_count = examination->stream_count,
        .try_other_instances = given->try_other_instances,
        .progress = on_progress,
        .finished = on_finished,
        .context = examination,
    };
    doctor_environment_read(&options.environment, given->environment);
    examination->doctor = doctor_start(&options);
    tell(examination);
}

void examination_run(struct examination *examination)
{
    if (examination->doctor != NULL || examination->cancelled)
        return;
    bool looking = session_is_asking_key(examination->options.session);
    for (int i = 0; i < KEYS; i++)
        looking = is_looking(&examination->keys[i]) || looking;
    if (!looking)
        begin(examination);
}

struct examination *examination_start(const struct examination_options *options)
{
    struct examination *examination = memory_allocate(1, sizeof *examination);
    const struct profile *profile = session_profile(options->session);
    examination->options = *options;
    examination->streams = doctor_streams_new(&examination->stream_count);
    doctor_report_init(&examination->nothing);
    if (profile->api_key.kind != KEY_NONE)
        session_ask_key(options->session);
    begin_look_up(examination, &examination->keys[APP_KEY], "app identifier key", &profile->app_key);
    begin_look_up(examination, &examination->keys[WRITE_KEY], "write key", &profile->write_key);
    examination_run(examination);
    return examination;
}

size_t examination_descriptors(const struct examination *examination, int *descriptors, size_t limit)
{
    size_t count = 0;
    for (int i = 0; i < KEYS; i++)
        if (examination->keys[i].command != NULL && count < limit)
            descriptors[count++] = key_command_descriptor(examination->keys[i].command);
    return count;
}

void examination_cancel(struct examination *examination)
{
    examination->cancelled = true;
    for (int i = 0; i < KEYS; i++) {
        key_command_free(examination->keys[i].command);
        examination->keys[i].command = NULL;
    }
    if (examination->doctor != NULL)
        doctor_cancel(examination->doctor);
    tell(examination);
}

bool examination_is_finished(const struct examination *examination)
{
    return examination->doctor != NULL ? doctor_is_finished(examination->doctor) : examination->cancelled;
}

const struct doctor_report *examination_report(const struct examination *examination)
{
    return examination->doctor != NULL ? doctor_report(examination->doctor) : &examination->nothing;
}

const char *examination_progress(const struct examination *examination, size_t *done, size_t *total)
{
    *done = examination->done;
    *total = examination->total;
    return examination->doctor == NULL ? "asking for the keys" : doctor_stage_text(examination->stage);
}

void examination_free(struct examination *examination)
{
    if (examination == NULL)
        return;
    examination->options.changed = NULL;
    doctor_free(examination->doctor);
    doctor_report_clear(&examination->nothing);
    for (int i = 0; i < KEYS; i++) {
        key_command_free(examination->keys[i].command);
        secret_free(examination->keys[i].key);
        error_clear(&examination->keys[i].why);
    }
    error_clear(&examination->api_why);
    free(examination->streams);
    free(examination);
}
