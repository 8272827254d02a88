#include "doctor/doctor.h"

#include <stdlib.h>
#include <string.h>

#include "braze/request.h"
#include "http/retry.h"
#include "profile/instance.h"
#include "support/date.h"

enum { LOW_PERCENT = 5 };

/* What a request was made for. */
enum purpose { FOR_REACH, FOR_LOOK, FOR_KEY, FOR_SWAPPED_KEY, FOR_PERMISSION, FOR_INSTANCE, FOR_PIPELINE };

struct inquiry {
    struct doctor *doctor;
    enum purpose purpose;
    size_t index; /* of the probe, of the instance */
    uint64_t ticket;
};

struct doctor {
    struct doctor_options options;
    struct doctor_report report;
    struct permissions permissions;
    struct http_answer *reached; /* the first answer, kept where its certificate is looked at */
    enum doctor_stage stage;
    struct inquiry **inquiries; /* on their way */
    size_t inquiry_count;
    size_t done;
    size_t total;
    size_t owners;     /* instances that know the key */
    int64_t began_ms;  /* of the clock that never goes back */
    bool app_key_works;
    bool starting;
    bool cancelled;
};

static void submit(struct doctor *doctor, enum purpose purpose, size_t index, struct http_request *request,
                   struct http_call call);
static void finish(struct doctor *doctor);

const char *doctor_stage_text(enum doctor_stage stage)
{
    switch (stage) {
    case DOCTOR_STAGE_CONNECTION:
        return "checking the connection";
    case DOCTOR_STAGE_KEY:
        return "checking the key";
    case DOCTOR_STAGE_PERMISSIONS:
        return "trying permissions";
    case DOCTOR_STAGE_INSTANCES:
        return "asking other instances";
    case DOCTOR_STAGE_PIPELINE:
        return "checking RudderStack's data plane";
    case DOCTOR_STAGE_DONE:
        return "finished";
    }
    return "";
}

static void tell_progress(const struct doctor *doctor)
{
    if (doctor->options.progress != NULL)
        doctor->options.progress(doctor->stage, doctor->done, doctor->total, doctor->options.context);
}

static void enter(struct doctor *doctor, enum doctor_stage stage, size_t total)
{
    doctor->stage = stage;
    doctor->done = 0;
    doctor->total = total;
    tell_progress(doctor);
}

/* A diagnosis wants to see what fails, not to have it repaired: one attempt, no waiting for a rate limit. Nothing that
 * is asked changes anything, so that all of it counts as reading, for a read-only profile as well. */
static struct http_call careful_call(const struct doctor *doctor, const char *limit_class)
{
    const struct doctor_options *options = &doctor->options;
    return (struct http_call){ .priority = HTTP_INTERACTIVE,
                               .is_read = true,
                               .limit_class = limit_class,
                               .label = "doctor",
                               .attempts = 1,
                               .connect_timeout_ms = options->connect_timeout_ms,
                               .idle_timeout_ms = options->answer_timeout_ms,
                               .total_timeout_ms = 3 * options->answer_timeout_ms,
                               .answer_limit = (size_t)1024 * 1024,
                               .longest_wait_ms = 1 };
}

/* The first of all lists: it asks for nothing, and is the call that others use to try a key. */
static struct http_request *list_request(const char *rest_url, const struct secret *key)
{
    const struct braze_call call = { .endpoint = ENDPOINT_CAMPAIGNS_LIST };
    return braze_request_new(rest_url, &call, key);
}

static void ask_reach(struct doctor *doctor)
{
    enter(doctor, DOCTOR_STAGE_CONNECTION, 1);
    struct http_call call = careful_call(doctor, NULL);
    call.fresh_connection = true;
    call.want_certificates = true;
    submit(doctor, FOR_REACH, 0, list_request(doctor->options.profile->rest_url, NULL), call);
}

static void ask_look(struct doctor *doctor)
{
    struct http_call call = careful_call(doctor, NULL);
    call.fresh_connection = true;
    call.want_certificates = true;
    call.unverified = true;
    submit(doctor, FOR_LOOK, 0, list_request(doctor->options.profile->rest_url, NULL), call);
}

static void ask_key(struct doctor *doctor)
{
    enter(doctor, DOCTOR_STAGE_KEY, 1);
    submit(doctor, FOR_KEY, 0, list_request(doctor->options.profile->rest_url, doctor->options.api_key),
           careful_call(doctor, endpoints[ENDPOINT_CAMPAIGNS_LIST].limit_class));
}

static void ask_permissions(struct doctor *doctor)
{
    size_t total = 0;
    for (size_t i = 0; i < doctor->permissions.count; i++)
        total += doctor->permissions.probes[i].done ? 0 : 1;
    enter(doctor, DOCTOR_STAGE_PERMISSIONS, total);
    for (size_t i = 0; i < doctor->permissions.count; i++) {
        enum endpoint endpoint = doctor->permissions.probes[i].endpoint;
        if (!doctor->permissions.probes[i].done)
            submit(doctor, FOR_PERMISSION, i,
                   permission_request(doctor->options.profile->rest_url, endpoint, doctor->options.api_key),
                   careful_call(doctor, endpoints[endpoint].limit_class));
    }
}

static const char *other_url(const struct doctor *doctor, size_t index)
{
    if (doctor->options.other_urls != NULL)
        return doctor->options.other_urls[index];
    return index < instance_count ? instances[index].rest : NULL;
}

static void ask_instances(struct doctor *doctor)
{
    size_t total = 0;
    for (size_t i = 0; other_url(doctor, i) != NULL; i++)
        total += text_equal(other_url(doctor, i), doctor->options.profile->rest_url) ? 0 : 1;
    enter(doctor, DOCTOR_STAGE_INSTANCES, total);
    for (size_t i = 0; other_url(doctor, i) != NULL; i++)
        if (!text_equal(other_url(doctor, i), doctor->options.profile->rest_url))
            submit(doctor, FOR_INSTANCE, i, list_request(other_url(doctor, i), doctor->options.api_key),
                   careful_call(doctor, NULL));
}

/* An empty batch holds no event; whether it is taken or refused as empty, the write key has been looked at. */
static void ask_pipeline(struct doctor *doctor)
{
    const struct profile *profile = doctor->options.profile;
    if (doctor->cancelled || profile->data_plane_url == NULL || doctor->options.session == NULL) {
        finish(doctor);
        return;
    }
    enter(doctor, DOCTOR_STAGE_PIPELINE, 1);
    static const char body[] = "{\"batch\":[]}";
    char *url = memory_format("%s/v1/batch", profile->data_plane_url);
    struct http_request *request = http_request_new("POST", url);
    free(url);
    http_request_set_body(request, body, sizeof body - 1, "application/json");
    if (doctor->options.write_key != NULL)
        http_request_set_basic(request, doctor->options.write_key);
    submit(doctor, FOR_PIPELINE, 0, request, careful_call(doctor, NULL));
}

/* Takes note of what an answer tells of a limit. */
static void take_limit(struct doctor *doctor, enum endpoint endpoint, const struct http_answer *answer)
{
    struct http_rate_facts facts;
    http_rate_facts_read(answer, date_now_ms(), &facts);
    if (facts.limit < 0 && facts.remaining < 0)
        return;
    struct doctor_report *report = &doctor->report;
    const char *what = endpoint_limit_what(endpoints[endpoint].limit_class);
    struct doctor_limit *limit = NULL;
    for (size_t i = 0; i < report->limit_count && limit == NULL; i++)
        limit = strcmp(report->limits[i].what, what) == 0 ? &report->limits[i] : NULL;
    if (limit == NULL) {
        report->limits = memory_resize(report->limits, report->limit_count + 1, sizeof *report->limits);
        limit = &report->limits[report->limit_count++];
        *limit = (struct doctor_limit){ .what = what, .remaining = -1 };
    }
    if (limit->remaining >= 0 && limit->remaining <= facts.remaining)
        return;
    limit->limit = facts.limit;
    limit->remaining = facts.remaining;
    limit->reset_ms = facts.reset_in_ms >= 0 ? date_now_ms() + facts.reset_in_ms : -1;
}

static void check_limits(struct doctor_report *report)
{
    for (size_t i = 0; i < report->limit_count; i++) {
        const struct doctor_limit *limit = &report->limits[i];
        if (limit->remaining < 0 || limit->limit <= 0 || limit->remaining * 100 > limit->limit * LOW_PERCENT)
            continue;
        /* What is left of a small limit is little by nature: a warning is for those that others use up. */
        if (limit->remaining > 0 && limit->limit < 100)
            continue;
        struct doctor_finding *finding =
            doctor_report_add(report, DOCTOR_WARNING, DOCTOR_LIMIT, "limit-low", ERROR_NONE,
                              "Only %lld of %lld requests are left: %s", (long long)limit->remaining,
                              (long long)limit->limit, limit->what);
        doctor_finding_why(finding, "At zero Braze answers 429 to every key of the workspace, to RudderStack's as well.");
        doctor_finding_advice(finding, "Wait for the reset before a large export or replay.");
    }
}

/* What an answer to the list of campaigns says; the other instances answer as ours does. */
static struct doctor_verdict list_verdict(const struct doctor *doctor, const struct secret *key,
                                          const struct http_answer *answer)
{
    struct doctor_verdict verdict;
    doctor_verdict_read(&verdict, ENDPOINT_CAMPAIGNS_LIST, doctor->options.profile->rest_url, key, answer, date_now_ms());
    return verdict;
}

static enum doctor_verdict_kind list_kind(const struct doctor *doctor, const struct secret *key,
                                          const struct http_answer *answer)
{
    struct doctor_verdict verdict = list_verdict(doctor, key, answer);
    enum doctor_verdict_kind kind = verdict.kind;
    doctor_verdict_clear(&verdict);
    return kind;
}

static void take_instance(struct doctor *doctor, size_t index, const struct http_answer *answer)
{
    enum doctor_verdict_kind kind = list_kind(doctor, doctor->options.api_key, answer);
    if (kind != DOCTOR_KEY_WORKS && kind != DOCTOR_KEY_FORBIDDEN && kind != DOCTOR_ADDRESS_REFUSED)
        return;
    doctor->owners++;
    const struct instance *instance = instance_of_rest(other_url(doctor, index));
    const char *name = instance != NULL ? instance->id : other_url(doctor, index);
    struct doctor_finding *finding =
        doctor_report_add(&doctor->report, DOCTOR_FAILURE, DOCTOR_INSTANCE, "key-of-other-instance", ERROR_CONFIGURATION,
                          "The key belongs to %s, not to the profile's instance", name);
    doctor_finding_why(finding, "A workspace lives on one instance; the others refuse its keys with 401.");
    doctor_finding_advice(finding, "Run \"brazier profile set %s --%s %s\".", doctor->options.profile->name,
                          instance != NULL ? "instance" : "rest-url", name);
}

static void take_swapped_key(struct doctor *doctor, const struct http_answer *answer)
{
    enum doctor_verdict_kind kind = list_kind(doctor, doctor->options.app_key, answer);
    doctor->app_key_works = kind == DOCTOR_KEY_WORKS || kind == DOCTOR_KEY_FORBIDDEN;
    if (!doctor->app_key_works)
        return;
    /* Before all that follows from it. */
    struct doctor_finding *finding =
        doctor_report_add(&doctor->report, DOCTOR_FAILURE, DOCTOR_INSTANCE, "keys-swapped", ERROR_CONFIGURATION,
                          "The keys are swapped: what is set as the app identifier key is the REST API key");
    doctor_finding_why(finding, "Braze refuses the REST API key of the profile and accepts its app key. A REST key in an app's "
                                "place would be handed to every client.");
    doctor_finding_advice(finding, "Set each in its place; if the REST key has been in an app, make a new one.");
}

static void check_pipeline_answer(struct doctor *doctor, const struct http_answer *answer)
{
    struct doctor_report *report = &doctor->report;
    const char *url = doctor->options.profile->data_plane_url;
    struct doctor_finding *finding = NULL;
    if (answer->outcome != HTTP_ANSWERED) {
        finding = doctor_report_add(report, DOCTOR_WARNING, DOCTOR_PIPELINE, "data-plane-unreachable", ERROR_NONE,
                                    "RudderStack's data plane cannot be reached: %s", answer->error.message);
        doctor_finding_hint(finding, &answer->error);
    } else if (answer->status == 401 && doctor->options.write_key != NULL) {
        finding = doctor_report_add(report, DOCTOR_WARNING, DOCTOR_PIPELINE, "write-key-refused", ERROR_NONE,
                                    "RudderStack's data plane refuses the write key");
        doctor_finding_advice(finding, "Copy it from the source's page in RudderStack's dashboard, and check that %s is its "
                                       "workspace's data plane.", url);
    } else if (answer->status == 401) {
        doctor_report_add(report, DOCTOR_NOTE, DOCTOR_PIPELINE, "no-write-key", ERROR_NONE,
                          "RudderStack's data plane answers; the profile has no write key to try");
        return;
    } else if (answer->status == 404 && strcasestr(answer->body, "disabled") != NULL) {
        finding = doctor_report_add(report, DOCTOR_WARNING, DOCTOR_PIPELINE, "source-disabled", ERROR_NONE,
                                    "The write key's source is disabled in RudderStack");
        doctor_finding_advice(finding, "Enable the source in RudderStack's dashboard.");
    } else if (answer->status / 100 == 2 || answer->status == 400) {
        doctor_report_add(report, DOCTOR_FINE, DOCTOR_PIPELINE, "data-plane", ERROR_NONE,
                          "RudderStack's data plane takes the write key");
        return;
    } else {
        finding = doctor_report_add(report, DOCTOR_WARNING, DOCTOR_PIPELINE, "data-plane-strange", ERROR_NONE,
                                    "%s answers %d: it may not be a RudderStack data plane", url, answer->status);
        doctor_finding_advice(finding, "Compare it with the data plane URL in RudderStack's dashboard.");
    }
    doctor_finding_why(finding, "Nothing can be replayed through RudderStack; what is sent to Braze directly is not concerned.");
}

static struct permission_probe *list_probe(struct doctor *doctor)
{
    for (size_t i = 0; i < doctor->permissions.count; i++)
        if (doctor->permissions.probes[i].endpoint == ENDPOINT_CAMPAIGNS_LIST)
            return &doctor->permissions.probes[i];
    return NULL;
}

static bool is_certificate_failure(enum http_failure failure)
{
    return failure == HTTP_FAILURE_TLS_UNKNOWN_ISSUER || failure == HTTP_FAILURE_TLS_EXPIRED ||
           failure == HTTP_FAILURE_TLS_NOT_YET_VALID || failure == HTTP_FAILURE_TLS_WRONG_NAME;
}

/* After the connection has been judged: a key is shown only to what answers as Braze would. */
static void go_on_to_key(struct doctor *doctor, const struct http_answer *answer)
{
    struct doctor_verdict verdict = list_verdict(doctor, NULL, answer);
    doctor_check_clock(&doctor->report, answer);
    bool is_likely = verdict.kind != DOCTOR_NOT_BRAZE && verdict.kind != DOCTOR_NOT_FOUND &&
                     verdict.kind != DOCTOR_SERVER_TROUBLE;
    if (!is_likely)
        (void)doctor_check_key(&doctor->report, &verdict);
    doctor_verdict_clear(&verdict);
    if (is_likely && doctor->options.api_key != NULL)
        ask_key(doctor);
    else
        ask_pipeline(doctor);
}

static void take_reach(struct doctor *doctor, const struct http_answer *answer)
{
    if (is_certificate_failure(answer->failure)) {
        doctor->reached = http_answer_copy(answer);
        ask_look(doctor);
    } else if (doctor_check_reach(&doctor->report, doctor->options.profile->rest_url, answer, NULL, date_now_ms())) {
        go_on_to_key(doctor, answer);
    } else {
        ask_pipeline(doctor);
    }
}

/* A key that is refused here may be good elsewhere: in the app key's place, or at another instance. */
static void look_elsewhere(struct doctor *doctor, bool ask_app_key)
{
    const struct doctor_options *options = &doctor->options;
    if (ask_app_key && options->app_key != NULL && !secret_equal(options->app_key, options->api_key))
        submit(doctor, FOR_SWAPPED_KEY, 0, list_request(options->profile->rest_url, options->app_key),
               careful_call(doctor, NULL));
    else if (options->try_other_instances && !doctor->app_key_works)
        ask_instances(doctor);
    else
        ask_pipeline(doctor);
}

static void take_key(struct doctor *doctor, const struct http_answer *answer)
{
    struct doctor_verdict verdict = list_verdict(doctor, doctor->options.api_key, answer);
    take_limit(doctor, ENDPOINT_CAMPAIGNS_LIST, answer);
    if (doctor_check_key(&doctor->report, &verdict)) {
        permission_take(list_probe(doctor), &verdict);
        ask_permissions(doctor);
    } else if (verdict.kind == DOCTOR_KEY_REFUSED) {
        look_elsewhere(doctor, true);
    } else {
        ask_pipeline(doctor);
    }
    doctor_verdict_clear(&verdict);
}

static void take_permission(struct doctor *doctor, size_t index, const struct http_answer *answer)
{
    struct permission_probe *probe = &doctor->permissions.probes[index];
    struct doctor_verdict verdict;
    doctor_verdict_read(&verdict, probe->endpoint, doctor->options.profile->rest_url, doctor->options.api_key, answer,
                        date_now_ms());
    take_limit(doctor, probe->endpoint, answer);
    permission_take(probe, &verdict);
    doctor_verdict_clear(&verdict);
}

static void end_instances(struct doctor *doctor)
{
    if (doctor->owners == 0 && !doctor->cancelled)
        doctor_report_add(&doctor->report, DOCTOR_NOTE, DOCTOR_KEY, "key-of-no-instance", ERROR_NONE,
                          "No other instance of Braze knows the key either: it is wrong or revoked");
    ask_pipeline(doctor);
}

/* What follows once all requests of a step are answered. */
static void go_on(struct doctor *doctor, enum purpose purpose)
{
    switch (purpose) {
    case FOR_SWAPPED_KEY:
        look_elsewhere(doctor, false);
        break;
    case FOR_PERMISSION:
        permissions_check(&doctor->permissions, doctor->options.profile, doctor->options.streams,
                          doctor->options.stream_count, &doctor->report);
        ask_pipeline(doctor);
        break;
    case FOR_INSTANCE:
        end_instances(doctor);
        break;
    case FOR_PIPELINE:
        finish(doctor);
        break;
    case FOR_REACH:
    case FOR_LOOK:
    case FOR_KEY: /* they went on by themselves */
        break;
    }
}

static void take(struct doctor *doctor, const struct inquiry *inquiry, const struct http_answer *answer)
{
    switch (inquiry->purpose) {
    case FOR_REACH:
        take_reach(doctor, answer);
        break;
    case FOR_LOOK:
        (void)doctor_check_reach(&doctor->report, doctor->options.profile->rest_url, doctor->reached, answer,
                                 date_now_ms());
        ask_pipeline(doctor);
        break;
    case FOR_KEY:
        take_key(doctor, answer);
        break;
    case FOR_SWAPPED_KEY:
        take_swapped_key(doctor, answer);
        break;
    case FOR_PERMISSION:
        take_permission(doctor, inquiry->index, answer);
        break;
    case FOR_INSTANCE:
        take_instance(doctor, inquiry->index, answer);
        break;
    case FOR_PIPELINE:
        check_pipeline_answer(doctor, answer);
        break;
    }
}

static void answered(uint64_t ticket, const struct session_answer *answer, void *context)
{
    (void)ticket;
    struct inquiry inquiry = *(struct inquiry *)context;
    struct doctor *doctor = inquiry.doctor;
    for (size_t i = 0; i < doctor->inquiry_count; i++) {
        if (doctor->inquiries[i] == context) {
            doctor->inquiries[i] = doctor->inquiries[--doctor->inquiry_count];
            break;
        }
    }
    free(context);
    if (doctor->cancelled)
        return;
    doctor->done++;
    take(doctor, &inquiry, answer->http);
    if (doctor->stage == DOCTOR_STAGE_DONE)
        return;
    if (doctor->inquiry_count == 0)
        go_on(doctor, inquiry.purpose);
    else
        tell_progress(doctor);
}

static void submit(struct doctor *doctor, enum purpose purpose, size_t index, struct http_request *request,
                   struct http_call call)
{
    struct inquiry *inquiry = memory_allocate(1, sizeof *inquiry);
    *inquiry = (struct inquiry){ .doctor = doctor, .purpose = purpose, .index = index };
    doctor->inquiries = memory_resize(doctor->inquiries, doctor->inquiry_count + 1, sizeof(struct inquiry *));
    doctor->inquiries[doctor->inquiry_count++] = inquiry;
    inquiry->ticket = session_send(doctor->options.session, request, &call, answered, inquiry);
}

static void finish(struct doctor *doctor)
{
    struct doctor_report *report = &doctor->report;
    check_limits(report);
    if (doctor->cancelled)
        doctor_report_add(report, DOCTOR_WARNING, DOCTOR_PROFILE, "cancelled", ERROR_NONE,
                          "The checks were stopped; what follows is not all");
    if (doctor_report_count(report, DOCTOR_FAILURE) + doctor_report_count(report, DOCTOR_WARNING) == 0)
        doctor_report_add(report, DOCTOR_FINE, DOCTOR_PROFILE, "all-fine", ERROR_NONE,
                          "%s can do what it is set up to do", report->profile);
    report->elapsed_ms = date_monotonic_ms() - doctor->began_ms;
    doctor_report_sort(report);
    doctor->stage = DOCTOR_STAGE_DONE;
    if (doctor->options.finished != NULL && !doctor->starting)
        doctor->options.finished(doctor, doctor->options.context);
}

static void replace(char **text, char *by)
{
    free(*text);
    *text = by;
}

static void describe(struct doctor_report *report, const struct profile *profile, const struct secret *key)
{
    const char *instance = profile->instance != NULL ? profile->instance->id : "";
    replace(&report->profile, memory_copy_string(profile->name));
    replace(&report->instance, memory_copy_string(instance));
    replace(&report->environment, memory_copy_string(profile->environment));
    replace(&report->rest_url, memory_copy_string(profile->rest_url != NULL ? profile->rest_url : ""));
    replace(&report->key, memory_copy_string(secret_mask(key)));
    replace(&report->setup, memory_format("%s, %s mode%s", profile->source_type, profile->mode,
                                          profile->read_only ? ", read-only" : ""));
}

/* Files are named from the configuration directory on; it may be within the home directory. */
static void hide_paths(struct doctor_report *report, const struct paths *paths)
{
    doctor_report_hide(report, paths->config, "");
    doctor_report_hide(report, paths->data, "");
    doctor_report_hide(report, paths->state, "");
}

struct doctor *doctor_start(const struct doctor_options *options)
{
    struct doctor *doctor = memory_allocate(1, sizeof *doctor);
    const struct profile *profile = options->profile;
    doctor->options = *options;
    doctor->began_ms = date_monotonic_ms();
    doctor->starting = true;
    doctor_report_init(&doctor->report);
    doctor->report.started_ms = date_now_ms();
    if (options->paths != NULL)
        hide_paths(&doctor->report, options->paths);
    doctor_report_hide(&doctor->report, options->environment.home, "~");
    describe(&doctor->report, profile, options->api_key);
    permissions_init(&doctor->permissions);
    bool reachable = doctor_check_profile(&doctor->report, profile);
    (void)doctor_check_keys(&doctor->report, profile, options->api_key, options->api_why, options->app_key,
                            options->app_why);
    doctor_check_settings(&doctor->report, profile);
    if (options->paths != NULL)
        doctor_check_files(&doctor->report, profile, options->paths);
    if (reachable)
        doctor_check_environment(&doctor->report, &options->environment, profile->rest_url);
    if (reachable && options->session != NULL)
        ask_reach(doctor);
    else
        ask_pipeline(doctor);
    doctor->starting = false;
    return doctor;
}

void doctor_cancel(struct doctor *doctor)
{
    if (doctor->stage == DOCTOR_STAGE_DONE)
        return;
    doctor->cancelled = true;
    while (doctor->inquiry_count > 0)
        (void)session_cancel(doctor->options.session, doctor->inquiries[0]->ticket);
    finish(doctor);
}

void doctor_free(struct doctor *doctor)
{
    if (doctor == NULL)
        return;
    doctor->options.finished = NULL;
    doctor_cancel(doctor);
    http_answer_free(doctor->reached);
    permissions_clear(&doctor->permissions);
    doctor_report_clear(&doctor->report);
    free(doctor->inquiries);
    free(doctor);
}

bool doctor_is_finished(const struct doctor *doctor)
{
    return doctor->stage == DOCTOR_STAGE_DONE;
}

const struct doctor_report *doctor_report(const struct doctor *doctor)
{
    return &doctor->report;
}

void doctor_report_broken_profile(struct doctor_report *report, const char *name, const struct paths *paths,
                                  const char *home, const struct error *why)
{
    doctor_report_init(report);
    if (paths != NULL)
        hide_paths(report, paths);
    doctor_report_hide(report, home, "~");
    report->started_ms = date_now_ms();
    replace(&report->profile, memory_copy_string(name != NULL ? name : ""));
    struct doctor_finding *finding = doctor_report_add_error(report, DOCTOR_FAILURE, DOCTOR_PROFILE, "profile-broken", why);
    if (why->code == ERROR_NONE)
        finding->code = ERROR_CONFIGURATION;
    doctor_finding_why(finding, "The connection was not looked at: there is no profile that could be used for it.");
}
