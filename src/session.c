#include "session.h"

#include <stdlib.h>
#include <string.h>

#include "braze/record.h"
#include "journal/journal.h"
#include "profile/key_command.h"
#include "support/date.h"
#include "support/memory.h"
#include "support/text.h"

#define uthash_fatal(message) memory_exhausted()
#include <uthash.h>

#define KEY_WORDS "REST API key"

enum { KEY_TIMEOUT_MS = KEY_COMMAND_TIMEOUT_MS };

struct job {
    struct session *session;
    uint64_t ticket;      /* the session's */
    uint64_t http_ticket; /* the client's; 0: not handed over yet */
    bool is_braze;
    enum endpoint endpoint;
    struct http_request *request; /* as long as it was not handed over */
    struct http_call call;        /* its texts are the job's */
    struct error error;           /* it will not be sent, and why */
    session_done done;
    session_tested tested;
    void *context;
    UT_hash_handle hh;      /* by ticket */
    UT_hash_handle hh_http; /* by http_ticket */
};

enum key_state { KEY_UNKNOWN, KEY_ASKED, KEY_THERE, KEY_REFUSED };

struct session {
    struct profile *profile;
    struct paths paths;
    const struct preferences *preferences;
    char *const *environment;
    struct http_client *client;
    bool owns_client;
    bool without_terminal;
    struct journal *journal;
    struct error journal_error;
    char *instance;
    enum key_state key_state;
    struct secret *key;
    struct key_command *key_command;
    struct error key_error;
    struct job *jobs;
    struct job *sent;
    size_t held; /* jobs that were not handed over */
    uint64_t last_ticket;
    struct session_status status;
};

static int64_t preferred_ms(const struct session *session, enum preference which, int64_t usual)
{
    return session->preferences != NULL ? preferences_ms(session->preferences, which) : usual;
}

/* A limit is one workspace's: a client that several sessions share must not mix them up. */
static char *scoped_class(const struct session *session, const char *limit_class)
{
    return memory_format("%s:%s", session->profile->name, limit_class);
}

static void job_free(struct job *job)
{
    http_request_free(job->request);
    free((char *)job->call.limit_class);
    free((char *)job->call.label);
    error_clear(&job->error);
    free(job);
}

static struct job *find_sent(struct session *session, uint64_t http_ticket)
{
    struct job *job = NULL;
    HASH_FIND(hh_http, session->sent, &http_ticket, sizeof http_ticket, job);
    return job;
}

static void write_down(const struct http_attempt *attempt, void *context)
{
    struct session *session = context;
    if (session->journal == NULL || find_sent(session, attempt->ticket) == NULL)
        return;
    struct error error = ERROR_INIT;
    if (record_attempt(session->journal, session->profile->name, attempt, &error))
        error_clear(&session->journal_error);
    else
        error_move(&session->journal_error, &error);
}

static struct http_client *new_client(const struct session *session, unsigned connections)
{
    struct http_options options = HTTP_OPTIONS_INIT;
    options.running = options.running_per_host = connections;
    struct http_rate *rates = memory_allocate(endpoint_rate_count, sizeof *rates);
    for (size_t i = 0; i < endpoint_rate_count; i++) {
        rates[i] = endpoint_rates[i];
        rates[i].limit_class = scoped_class(session, endpoint_rates[i].limit_class);
    }
    options.rates = rates;
    options.rate_count = endpoint_rate_count;
    if (session->preferences != NULL)
        options.ca_file = preferences_text(session->preferences, PREFERENCE_CA_FILE);
    struct http_client *client = http_client_new(&options);
    for (size_t i = 0; i < endpoint_rate_count; i++)
        free((char *)rates[i].limit_class);
    free(rates);
    return client;
}

static void open_journal(struct session *session)
{
    char *path = paths_journal(&session->paths, session->profile->name);
    session->journal = journal_open(path, NULL, &session->journal_error);
    free(path);
    const struct key_source *sources[] = { &session->profile->api_key, &session->profile->app_key,
                                           &session->profile->write_key };
    for (size_t i = 0; session->journal != NULL && i < sizeof sources / sizeof *sources; i++)
        if (sources[i]->text != NULL)
            journal_add_secret(session->journal, sources[i]->text);
}

struct session *session_open(struct profile *profile, const struct session_options *options, struct error *error)
{
    if (!profile_check(profile, error)) {
        profile_free(profile);
        return NULL;
    }
    struct session *session = memory_allocate(1, sizeof *session);
    session->profile = profile;
    session->preferences = options->preferences;
    session->environment = options->environment;
    session->without_terminal = options->without_terminal;
    session->status.limit = (struct http_limit){ -1, -1, -1, -1, -1 };
    session->status.latency_us = -1;
    (void)!paths_init(&session->paths, options->paths->config, options->paths->data, options->paths->state, NULL);
    session->instance = memory_copy_string(profile->instance != NULL ? profile->instance->id
                                                                     : strstr(profile->rest_url, "://") + strlen("://"));
    session->owns_client = options->client == NULL;
    session->client = session->owns_client ? new_client(session, options->connections) : options->client;
    if (!options->without_journal)
        open_journal(session);
    const struct http_observer observer = { .attempt = write_down, .context = session };
    http_observe(session->client, &observer);
    return session;
}

const struct profile *session_profile(const struct session *session)
{
    return session->profile;
}

struct http_client *session_client(struct session *session)
{
    return session->client;
}

const char *session_instance(const struct session *session)
{
    return session->instance;
}

const struct error *session_journal_error(const struct session *session)
{
    return &session->journal_error;
}

const struct secret *session_key(const struct session *session)
{
    return session->key;
}

int session_descriptor(const struct session *session)
{
    return session->key_command != NULL ? key_command_descriptor(session->key_command) : -1;
}

static void tell_no_key(const struct session *session, struct error *error)
{
    error_set(error, ERROR_CONFIGURATION, "profile \"%s\" has no REST API key", session->profile->name);
    error_hint(error, "brazier profile set %s --api-key asks for it; or set BRAZIER_API_KEY", session->profile->name);
}

static void end_key(struct session *session, bool done, struct secret *key)
{
    session->key_state = done ? KEY_THERE : KEY_REFUSED;
    if (!done) {
        error_prefix(&session->key_error, "profile \"%s\"", session->profile->name);
        return;
    }
    session->key = key;
    error_clear(&session->key_error);
    if (session->journal != NULL)
        journal_add_secret(session->journal, key);
}

/* Begins to look for the key; only a command takes longer than this call. */
static void ask_key(struct session *session)
{
    const struct key_source *source = &session->profile->api_key;
    struct secret *key = NULL;
    if (source->kind == KEY_NONE) {
        tell_no_key(session, &session->key_error);
        session->key_state = KEY_REFUSED;
    } else if (source->kind != KEY_COMMAND) {
        bool done = key_source_read(source, KEY_WORDS, session->environment, &key, &session->key_error);
        end_key(session, done, key);
    } else {
        session->key_command = key_command_start(
            source->command, session->environment,
            preferred_ms(session, PREFERENCE_KEY_COMMAND_TIMEOUT, KEY_TIMEOUT_MS),
            session->without_terminal ? KEY_COMMAND_LOSES_TERMINAL : KEY_COMMAND_KEEPS_TERMINAL, &session->key_error);
        session->key_state = KEY_ASKED;
        if (session->key_command == NULL)
            end_key(session, false, NULL);
    }
}

static void continue_key(struct session *session)
{
    if (session->key_state != KEY_ASKED || !key_command_continue(session->key_command))
        return;
    struct secret *key = NULL;
    bool done = key_command_take(session->key_command, KEY_WORDS, &key, &session->key_error);
    key_command_free(session->key_command);
    session->key_command = NULL;
    end_key(session, done, key);
}

static void wait_for_key(struct session *session)
{
    while (session->key_state == KEY_ASKED) {
        struct http_watch watch = { .descriptor = session_descriptor(session) };
        http_wait(session->client, &watch, 1, -1);
        continue_key(session);
        http_run(session->client);
    }
}

static void copy_error(struct error *to, const struct error *from)
{
    error_set(to, from->code, "%s", from->message);
    if (from->hint != NULL)
        error_hint(to, "%s", from->hint);
}

void session_ask_key(struct session *session)
{
    if (session->key_state == KEY_UNKNOWN || session->key_state == KEY_REFUSED)
        ask_key(session);
}

bool session_is_asking_key(const struct session *session)
{
    return session->key_state == KEY_ASKED;
}

const struct error *session_key_error(const struct session *session)
{
    return &session->key_error;
}

bool session_need_key(struct session *session, struct error *error)
{
    session_ask_key(session);
    wait_for_key(session);
    if (session->key_state == KEY_THERE)
        return true;
    copy_error(error, &session->key_error);
    return false;
}

/* What the last answer says of the connection; without one, that there was no key. */
static void note_status(struct session *session, const struct meaning *meaning, const struct http_answer *answer)
{
    struct session_status *status = &session->status;
    if (meaning->kind == MEANING_STOPPED)
        return;
    bool answered = answer != NULL && answer->outcome == HTTP_ANSWERED && meaning->error.code != ERROR_NETWORK;
    status->known = true;
    status->works = answered && meaning->kind != MEANING_KEY_REFUSED && meaning->kind != MEANING_IP_NOT_ALLOWED;
    status->code = status->works ? ERROR_NONE : meaning->error.code;
    status->when_ms = date_now_ms();
    if (answered)
        status->latency_us = answer->timings.first_byte_us;
}

static void take_out(struct session *session, struct job *job)
{
    HASH_DELETE(hh, session->jobs, job);
    if (job->http_ticket != 0)
        HASH_DELETE(hh_http, session->sent, job);
    else
        session->held--;
}

static void tell_tested(const struct job *job, const struct session_answer *answer)
{
    struct check check;
    check_read(&check, job->session->instance, answer->meaning, answer->http, date_now_ms());
    job->tested(&check, job->context);
    check_clear(&check);
}

/* Nobody finds the job any more when its callback is called, so that it cannot be cancelled from there. */
static void end_job(struct job *job, struct meaning *meaning, const struct http_answer *answer)
{
    struct session *session = job->session;
    const struct session_answer told = { meaning, answer };
    take_out(session, job);
    if (job->tested != NULL)
        tell_tested(job, &told);
    else if (job->done != NULL)
        job->done(job->ticket, &told, job->context);
    meaning_clear(meaning);
    job_free(job);
}

static void http_answered(uint64_t http_ticket, const struct http_answer *answer, void *context)
{
    struct job *job = context;
    struct meaning meaning = { .retry_at_ms = -1 };
    (void)http_ticket;
    if (job->is_braze) {
        const struct meaning_context where = { job->endpoint, job->session->profile->rest_url, job->session->key,
                                               date_now_ms() };
        meaning_read(&meaning, &where, answer);
        note_status(job->session, &meaning, answer);
    }
    end_job(job, &meaning, answer);
}

static void hand_over(struct session *session, struct job *job)
{
    struct http_request *request = job->request;
    job->request = NULL;
    if (job->is_braze)
        http_request_set_bearer(request, session->key);
    job->http_ticket = http_submit(session->client, request, &job->call, http_answered, job);
    HASH_ADD(hh_http, session->sent, http_ticket, sizeof job->http_ticket, job);
    session->held--;
}

static struct job *add_job(struct session *session, struct http_request *request, const struct http_call *call,
                           bool is_braze, void *context)
{
    struct job *job = memory_allocate(1, sizeof *job);
    job->session = session;
    job->ticket = ++session->last_ticket;
    job->is_braze = is_braze;
    job->request = request;
    job->call = *call;
    job->call.limit_class = call->limit_class != NULL ? scoped_class(session, call->limit_class) : NULL;
    job->call.label = memory_copy_string(call->label);
    if (job->call.connect_timeout_ms == 0)
        job->call.connect_timeout_ms = (int)preferred_ms(session, PREFERENCE_CONNECT_TIMEOUT, 0);
    if (call->priority == HTTP_INTERACTIVE && job->call.idle_timeout_ms == 0)
        job->call.idle_timeout_ms = (int)preferred_ms(session, PREFERENCE_IDLE_TIMEOUT, 0);
    if (call->priority == HTTP_INTERACTIVE && job->call.total_timeout_ms == 0)
        job->call.total_timeout_ms = (int)preferred_ms(session, PREFERENCE_TOTAL_TIMEOUT, 0);
    job->context = context;
    HASH_ADD(hh, session->jobs, ticket, sizeof job->ticket, job);
    session->held++;
    if (!call->is_read && session->profile->read_only) {
        char *target = http_request_target(request);
        error_set(&job->error, ERROR_CONFIGURATION, "profile \"%s\" is read-only: %s %s was not sent",
                  session->profile->name, http_request_method(request), target);
        free(target);
        error_hint(&job->error, "brazier profile set %s --read-only false allows it", session->profile->name);
    } else if (!is_braze || session->key_state == KEY_THERE) {
        hand_over(session, job);
    } else if (session->key_state != KEY_ASKED) {
        /* Also after a failure: the vault may have been opened since. */
        ask_key(session);
    }
    return job;
}

static struct job *submit(struct session *session, const struct session_request *request, void *context)
{
    struct http_call call = braze_http_call(request->call.endpoint, request->priority, request->label);
    call.want_certificates = request->want_certificates;
    call.attempts = request->attempts;
    call.idle_timeout_ms = request->idle_timeout_ms;
    call.first_idle_timeout_ms = request->first_idle_timeout_ms;
    struct job *job = add_job(session, braze_request_new(session->profile->rest_url, &request->call, NULL), &call, true,
                              context);
    job->endpoint = request->call.endpoint;
    return job;
}

uint64_t session_submit(struct session *session, const struct session_request *request, session_done done,
                        void *context)
{
    struct job *job = submit(session, request, context);
    job->done = done;
    return job->ticket;
}

uint64_t session_test(struct session *session, session_tested done, void *context)
{
    const struct session_request request = { .call = check_call, .label = "test", .attempts = 1 };
    struct job *job = submit(session, &request, context);
    job->tested = done;
    return job->ticket;
}

uint64_t session_send(struct session *session, struct http_request *request, const struct http_call *call,
                      session_done done, void *context)
{
    static const struct http_call usual = HTTP_CALL_INIT;
    struct job *job = add_job(session, request, call != NULL ? call : &usual, false, context);
    job->done = done;
    return job->ticket;
}

struct http_request *session_preview(const struct session *session, const struct braze_call *call)
{
    return braze_request_new(session->profile->rest_url, call, session->key);
}

static void end_unsent(struct job *job, const struct error *why)
{
    struct meaning meaning;
    struct error error = ERROR_INIT;
    copy_error(&error, why);
    meaning_unsent(&meaning, &error);
    end_job(job, &meaning, NULL);
}

bool session_cancel(struct session *session, uint64_t ticket)
{
    struct job *job = NULL;
    HASH_FIND(hh, session->jobs, &ticket, sizeof ticket, job);
    if (job == NULL)
        return false;
    if (job->http_ticket != 0)
        return http_cancel(session->client, job->http_ticket);
    struct error stopped = ERROR_INIT;
    (void)!http_failure_tell(HTTP_FAILURE_CANCELLED, session->instance, NULL, &stopped);
    end_unsent(job, &stopped);
    error_clear(&stopped);
    return true;
}

/* A job, not younger than the last one given, that can go on or end without the network; NULL if there is none. */
static struct job *next_ready(struct session *session, uint64_t last)
{
    struct job *job = NULL;
    struct job *next = NULL;
    if (session->held == 0)
        return NULL;
    HASH_ITER(hh, session->jobs, job, next)
    {
        bool key_known = session->key_state == KEY_THERE || session->key_state == KEY_REFUSED;
        if (job->http_ticket == 0 && job->ticket <= last && (job->error.code != ERROR_NONE || key_known))
            return job;
    }
    return NULL;
}

void session_run(struct session *session)
{
    uint64_t last = session->last_ticket; /* a callback that always submits anew gets its next turn later */
    continue_key(session);
    for (struct job *job = next_ready(session, last); job != NULL; job = next_ready(session, last)) {
        if (job->error.code != ERROR_NONE) {
            end_unsent(job, &job->error);
        } else if (session->key_state == KEY_THERE) {
            hand_over(session, job);
        } else {
            struct error why = ERROR_INIT;
            copy_error(&why, &session->key_error);
            struct meaning meaning = { .kind = MEANING_NO_ANSWER, .error = why };
            note_status(session, &meaning, NULL);
            end_unsent(job, &why);
            error_clear(&why);
        }
    }
    http_run(session->client);
}

bool session_is_due(struct session *session)
{
    return next_ready(session, session->last_ticket) != NULL;
}

void session_finish(struct session *session)
{
    session_run(session);
    while (session->jobs != NULL) {
        struct http_watch watch = { .descriptor = session_descriptor(session) };
        http_wait(session->client, &watch, watch.descriptor >= 0 ? 1 : 0, session_is_due(session) ? 0 : -1);
        session_run(session);
    }
}

void session_status_read(struct session *session, struct session_status *status)
{
    *status = session->status;
    (void)session_limit(session, endpoints[check_call.endpoint].limit_class, &status->limit);
}

bool session_limit(struct session *session, const char *limit_class, struct http_limit *limit)
{
    char *scoped = scoped_class(session, limit_class);
    bool known = http_client_limit(session->client, scoped, limit);
    free(scoped);
    return known;
}

void session_free(struct session *session)
{
    if (session == NULL)
        return;
    while (session->jobs != NULL)
        (void)session_cancel(session, session->jobs->ticket);
    http_unobserve(session->client, session);
    if (session->owns_client)
        http_client_free(session->client);
    key_command_free(session->key_command);
    secret_free(session->key);
    journal_close(session->journal);
    profile_free(session->profile);
    paths_clear(&session->paths);
    error_clear(&session->journal_error);
    error_clear(&session->key_error);
    free(session->instance);
    free(session);
}
