#include "ui/desk.h"

#include <stdlib.h>
#include <string.h>

#include "support/date.h"
#include "support/memory.h"
#include "support/text.h"

#define uthash_fatal(message) memory_exhausted()
#include <uthash.h>

enum { WORKBENCH_SLICE_MS = 10, WORKBENCH_TELL_MS = 250 };
enum { CONNECTIONS = 8 }; /* of an export at the same time; what the operator asks for has room beside it */

/* A test, running or done. A profile that is not the open one is tested through a session of its own. */
struct test {
    char *name;
    struct desk *desk;
    struct session *session; /* its own, or NULL */
    uint64_t ticket;         /* 0: not running */
    bool is_over;            /* its own session can be closed */
    bool is_known;
    struct check check;
    int64_t when_ms;
    desk_tested done;
    void *context;
    UT_hash_handle hh;
};

struct desk {
    struct desk_options options;
    struct http_client *client;
    struct profile_list profiles;
    struct session *session;
    struct explore *explore;
    struct examination *examination; /* of the session; NULL: none */
    int64_t examined_ms;
    struct outbox *outbox; /* of the session */
    struct mailing *mailing; /* of the session */
    struct workbench *workbench;
    int64_t workbench_told_ms;
    struct error trouble;
    struct test *tests;
    char *first; /* the profile that the environment's overrides hold for; NULL: none */
    char *noticed; /* the last notice that was taken */
    int64_t waits_until_ms; /* a request waits for Braze's limit until then, since 1970; 0: none does */
    bool overview_is_due; /* to be exported */
    bool has_changed;
};

static void note_attempt(const struct http_attempt *attempt, void *context)
{
    struct desk *desk = context;
    (void)attempt;
    desk->waits_until_ms = 0;
    desk->has_changed = true;
}

static void note_waiting(const struct http_waiting *waiting, void *context)
{
    struct desk *desk = context;
    if (waiting->reason != HTTP_WAITS_FOR_RATE_LIMIT)
        return;
    desk->waits_until_ms = waiting->until_ms;
    desk->has_changed = true;
}

static void note_finding(void *context)
{
    ((struct desk *)context)->has_changed = true;
}

static void note_rows(void *context)
{
    ((struct desk *)context)->has_changed = true;
}

static struct session *open_session(struct desk *desk, struct profile *profile, struct error *error)
{
    struct session_options options = {
        .paths = desk->options.paths,
        .preferences = desk->options.preferences,
        .client = desk->client,
        .environment = desk->options.environment,
        .without_terminal = true,
    };
    return session_open(profile, &options, error);
}

/* Settings that are tried in a profile stay when it is opened anew, as after it was edited. */
static void use_workbench(struct desk *desk, const struct profile *profile)
{
    const char *open = desk_profile_name(desk);
    if (desk->workbench != NULL && open != NULL && strcmp(open, profile->name) == 0) {
        draft_follow(workbench_draft(desk->workbench), profile);
        return;
    }
    workbench_free(desk->workbench);
    desk->workbench = workbench_new(profile);
}

/* The open profile is changed for this one, which is taken over. */
static bool use_profile(struct desk *desk, struct profile *profile, struct error *error)
{
    struct session *session = open_session(desk, profile, error);
    if (session == NULL)
        return false;
    (void)desk_stop_tests(desk);
    examination_free(desk->examination);
    desk->examination = NULL;
    mailing_free(desk->mailing);
    use_workbench(desk, session_profile(session));
    explore_free(desk->explore);
    outbox_free(desk->outbox);
    session_free(desk->session);
    desk->session = session;
    desk->outbox = outbox_new(session, note_rows, desk);
    desk->mailing = mailing_new(session, note_rows, desk);
    char *store = paths_store(desk->options.paths, session_profile(session)->name);
    desk->explore = explore_new(&(struct explore_options){ session, store, note_rows, desk });
    free(store);
    desk->overview_is_due = desk->options.exports_overview; /* not here: the first frame does not wait for a database to be made */
    desk->has_changed = true;
    return true;
}

/* The environment may describe a connection without a profile: then none is put under it. */
static bool may_open_last(const struct desk *desk)
{
    const struct profile_overrides *overrides = desk->options.overrides;
    const char *last = desk->options.last_profile;
    bool is_there = false;
    for (size_t i = 0; last != NULL && i < desk->profiles.count; i++)
        is_there = is_there || strcmp(desk->profiles.entries[i].name, last) == 0;
    return is_there && overrides->instance == NULL && overrides->rest_url == NULL;
}

static void open_first(struct desk *desk)
{
    const char *usual = preferences_text(desk->options.preferences, PREFERENCE_DEFAULT_PROFILE);
    if (usual == NULL && may_open_last(desk))
        usual = desk->options.last_profile;
    struct profile *profile = profile_choose(desk->options.paths, desk->options.profile, usual, desk->options.overrides,
                                             &desk->trouble);
    if (profile == NULL)
        return;
    desk->first = memory_copy_string(profile->name);
    (void)use_profile(desk, profile, &desk->trouble);
}

struct desk *desk_new(const struct desk_options *options)
{
    struct desk *desk = memory_allocate(1, sizeof *desk);
    desk->options = *options;
    struct http_options http = HTTP_OPTIONS_INIT;
    http.ca_file = preferences_text(options->preferences, PREFERENCE_CA_FILE);
    http.rates = endpoint_rates;
    http.rate_count = endpoint_rate_count;
    http.running = 2 * CONNECTIONS;
    http.running_per_host = CONNECTIONS;
    desk->client = http_client_new(&http);
    struct http_observer observer = { note_attempt, note_waiting, desk };
    http_observe(desk->client, &observer);
    if (desk_reload(desk, &desk->trouble))
        open_first(desk);
    return desk;
}

static void free_test(struct desk *desk, struct test *test)
{
    HASH_DEL(desk->tests, test);
    test->done = NULL;
    if (test->ticket != 0 && test->session == NULL)
        (void)session_cancel(desk->session, test->ticket);
    session_free(test->session);
    check_clear(&test->check);
    free(test->name);
    free(test);
}

void desk_free(struct desk *desk)
{
    if (desk == NULL)
        return;
    while (desk->tests != NULL)
        free_test(desk, desk->tests);
    examination_free(desk->examination);
    mailing_free(desk->mailing);
    workbench_free(desk->workbench);
    outbox_free(desk->outbox);
    explore_free(desk->explore);
    session_free(desk->session);
    http_client_free(desk->client);
    profile_list_clear(&desk->profiles);
    error_clear(&desk->trouble);
    free(desk->first);
    free(desk->noticed);
    free(desk);
}

const struct error *desk_trouble(const struct desk *desk)
{
    return &desk->trouble;
}

struct http_client *desk_client(struct desk *desk)
{
    return desk->client;
}

static size_t watch_session(struct session *session, struct http_watch *watches, size_t limit)
{
    int descriptor = session != NULL ? session_descriptor(session) : -1;
    if (descriptor < 0 || limit == 0)
        return 0;
    watches[0] = (struct http_watch){ .descriptor = descriptor };
    return 1;
}

size_t desk_watch(struct desk *desk, struct http_watch *watches, size_t limit)
{
    size_t count = watch_session(desk->session, watches, limit);
    for (struct test *test = desk->tests; test != NULL; test = test->hh.next)
        count += watch_session(test->session, watches + count, limit - count);
    int descriptors[4];
    size_t keys = desk->examination != NULL ? examination_descriptors(desk->examination, descriptors, 4) : 0;
    for (size_t i = 0; i < keys && count < limit; i++)
        watches[count++] = (struct http_watch){ .descriptor = descriptors[i] };
    return count;
}

int64_t desk_due(struct desk *desk)
{
    if (desk->overview_is_due)
        return 0;
    if (desk->session != NULL && session_is_due(desk->session))
        return 0;
    if (desk->workbench != NULL && workbench_is_due(desk->workbench))
        return 0;
    for (struct test *test = desk->tests; test != NULL; test = test->hh.next)
        if (test->session != NULL && session_is_due(test->session))
            return 0;
    int64_t explore = desk->explore != NULL ? explore_due(desk->explore) : INT64_MAX;
    int mailing = desk->mailing != NULL ? mailing_due_ms(desk->mailing) : -1;
    int64_t due = mailing >= 0 ? date_monotonic_ms() + mailing : INT64_MAX;
    return due < explore ? due : explore;
}

/* Changes are shown now and then while much is worked through, and when it is done. */
static void run_workbench(struct desk *desk)
{
    int64_t now_ms = date_monotonic_ms();
    if (desk->workbench == NULL || !workbench_run(desk->workbench, now_ms + WORKBENCH_SLICE_MS))
        return;
    if (workbench_is_due(desk->workbench) && now_ms < desk->workbench_told_ms + WORKBENCH_TELL_MS)
        return;
    desk->workbench_told_ms = now_ms;
    desk->has_changed = true;
}

static void export_lists(struct desk *desk)
{
    struct error error = ERROR_INIT;
    desk->overview_is_due = false;
    if (!explore_sync_overview(desk->explore, &error))
        explore_add_note(desk->explore, NULL, &error);
    error_clear(&error);
}

bool desk_run(struct desk *desk)
{
    run_workbench(desk);
    if (desk->overview_is_due)
        export_lists(desk);
    if (desk->session != NULL)
        session_run(desk->session);
    if (desk->mailing != NULL)
        mailing_run(desk->mailing);
    if (desk->examination != NULL)
        examination_run(desk->examination);
    if (desk->explore != NULL)
        explore_run(desk->explore);
    for (struct test *test = desk->tests; test != NULL; test = test->hh.next) {
        if (test->session != NULL)
            session_run(test->session);
        if (test->is_over) { /* not from inside its own callback */
            session_free(test->session);
            test->session = NULL;
            test->is_over = false;
        }
    }
    bool changed = desk->has_changed;
    desk->has_changed = false;
    return changed;
}

bool desk_take_notice(struct desk *desk, struct error *notice)
{
    const struct error *journal = desk->session != NULL ? session_journal_error(desk->session) : NULL;
    if (journal == NULL || journal->code == ERROR_NONE || journal->message == NULL) {
        free(desk->noticed);
        desk->noticed = NULL;
        return false;
    }
    if (desk->noticed != NULL && strcmp(desk->noticed, journal->message) == 0)
        return false;
    free(desk->noticed);
    desk->noticed = memory_copy_string(journal->message);
    error_set(notice, journal->code, "the journal cannot be written: %s", journal->message);
    if (journal->hint != NULL)
        error_hint(notice, "%s", journal->hint);
    return true;
}

const struct profile_list *desk_profiles(const struct desk *desk)
{
    return &desk->profiles;
}

bool desk_reload(struct desk *desk, struct error *error)
{
    struct profile_list list = { 0 };
    if (!profile_list_read(desk->options.paths, &list, error))
        return false;
    profile_list_clear(&desk->profiles);
    desk->profiles = list;
    desk->has_changed = true;
    return true;
}

struct session *desk_session(const struct desk *desk)
{
    return desk->session;
}

struct explore *desk_explore(const struct desk *desk)
{
    return desk->explore;
}

struct outbox *desk_outbox(const struct desk *desk)
{
    return desk->outbox;
}

struct mailing *desk_mailing(const struct desk *desk)
{
    return desk->mailing;
}

struct workbench *desk_workbench(const struct desk *desk)
{
    return desk->workbench;
}

const char *desk_profile_name(const struct desk *desk)
{
    return desk->session != NULL ? session_profile(desk->session)->name : NULL;
}

const struct paths *desk_paths(const struct desk *desk)
{
    return desk->options.paths;
}

const struct preferences *desk_preferences(const struct desk *desk)
{
    return desk->options.preferences;
}

/* Reads a profile of the list from its file, as the open one would be. */
static struct profile *load(struct desk *desk, const char *name, struct error *error)
{
    struct profile *profile = profile_load(desk->options.paths, name, error);
    bool overridden = profile != NULL && desk->first != NULL && strcmp(desk->first, name) == 0;
    if (overridden && !profile_override(profile, desk->options.overrides, error)) {
        profile_free(profile);
        return NULL;
    }
    return profile;
}

bool desk_open(struct desk *desk, const char *name, struct error *error)
{
    enum mailing_state mailing = desk->mailing != NULL ? mailing_state(desk->mailing) : MAILING_NONE;
    if (mailing == MAILING_SENDS || mailing == MAILING_STOPS) {
        error_set(error, ERROR_USAGE, "events are being sent through %s", desk_profile_name(desk));
        return error_hint(error, "wait for the end, or stop it first; what is on its way would become unknown");
    }
    struct profile *profile = load(desk, name, error);
    return profile != NULL && use_profile(desk, profile, error);
}

/* The doctor. */

bool desk_examine(struct desk *desk, bool try_other_instances)
{
    if (desk->session == NULL)
        return false;
    examination_free(desk->examination);
    const struct examination_options options = {
        .session = desk->session,
        .paths = desk->options.paths,
        .environment = desk->options.environment,
        .key_timeout_ms = preferences_ms(desk->options.preferences, PREFERENCE_KEY_COMMAND_TIMEOUT),
        .try_other_instances = try_other_instances,
        .changed = note_finding,
        .context = desk,
    };
    desk->examined_ms = date_now_ms();
    desk->examination = examination_start(&options);
    desk->has_changed = true;
    return true;
}

const struct examination *desk_examination(const struct desk *desk)
{
    return desk->examination;
}

int64_t desk_examined_ms(const struct desk *desk)
{
    return desk->examined_ms;
}

bool desk_stop_examination(struct desk *desk)
{
    if (desk->examination == NULL || examination_is_finished(desk->examination))
        return false;
    examination_cancel(desk->examination);
    return true;
}

/* What went wrong, in two words. */
static const char *trouble_words(enum error_code code)
{
    static const char *const words[] = {
        [ERROR_PERMISSION] = "key refused", [ERROR_NETWORK] = "no answer", [ERROR_RATE_LIMIT] = "rate limit",
        [ERROR_CONFIGURATION] = "no key",   [ERROR_CANCELLED] = "stopped",
    };
    bool named = (size_t)code < sizeof words / sizeof words[0] && words[code] != NULL;
    return named ? words[code] : "failed";
}

/* The top line. */

void desk_describe(const struct desk *desk, struct frame_top *top)
{
    *top = (struct frame_top){ .latency_ms = -1, .limit_left = -1, .limit = -1 };
    if (desk->session == NULL)
        return;
    const struct profile *profile = session_profile(desk->session);
    struct session_status status;
    session_status_read(desk->session, &status);
    top->profile = profile->name;
    top->instance = session_instance(desk->session);
    top->environment = profile->environment;
    top->is_production = profile_is_production(profile);
    top->is_read_only = profile->read_only;
    top->limit_left = status.limit.remaining;
    top->limit = status.limit.limit;
    struct http_load load = http_client_load(desk->client);
    if (desk->waits_until_ms > date_now_ms()) {
        top->connection = FRAME_WAITING;
        top->until_ms = desk->waits_until_ms;
    } else if (!status.known) {
        top->connection = load.running + load.queued + load.waiting > 0 ? FRAME_WAITING : FRAME_UNTRIED;
    } else {
        top->connection = status.works ? FRAME_GOOD : FRAME_BAD;
    }
    top->latency_ms = status.known && status.latency_us >= 0 ? (status.latency_us + 500) / 1000 : -1;
    top->trouble = trouble_words(status.code);
}

/* Tests. */

static struct test *find_test(const struct desk *desk, const char *name)
{
    struct test *test = NULL;
    HASH_FIND_STR(desk->tests, name, test);
    return test;
}

void desk_test_read(const struct desk *desk, const char *name, struct desk_test *out)
{
    *out = (struct desk_test){ .latency_us = -1 };
    const struct test *test = find_test(desk, name);
    if (test == NULL)
        return;
    out->is_running = test->ticket != 0;
    out->is_known = test->is_known;
    out->works = test->check.works;
    out->words = test->check.works ? "ok" : trouble_words(test->check.code);
    out->sentence = test->check.sentence;
    out->hint = test->check.hint;
    out->latency_us = test->check.latency_us;
    out->when_ms = test->when_ms;
}

static void on_tested(const struct check *check, void *context)
{
    struct test *test = context;
    test->ticket = 0;
    test->is_over = test->session != NULL;
    check_clear(&test->check);
    test->check = *check;
    test->check.sentence = memory_copy_string(check->sentence);
    test->check.hint = memory_copy_string(check->hint);
    test->is_known = check->code != ERROR_CANCELLED;
    test->when_ms = date_now_ms();
    test->desk->has_changed = true;
    if (test->done != NULL)
        test->done(test->name, test->context);
}

static struct test *make_test(struct desk *desk, const char *name, desk_tested done, void *context)
{
    struct test *test = find_test(desk, name);
    if (test != NULL)
        free_test(desk, test);
    test = memory_allocate(1, sizeof *test);
    test->desk = desk;
    test->name = memory_copy_string(name);
    test->done = done;
    test->context = context;
    HASH_ADD_KEYPTR(hh, desk->tests, test->name, strlen(test->name), test);
    desk->has_changed = true;
    return test;
}

static bool start_own(struct desk *desk, const char *name, struct profile *profile, desk_tested done, void *context,
                      struct error *error)
{
    struct session *session = open_session(desk, profile, error);
    if (session == NULL)
        return false;
    struct test *test = make_test(desk, name, done, context);
    test->session = session;
    test->ticket = session_test(session, on_tested, test);
    return true;
}

bool desk_test(struct desk *desk, const char *name, desk_tested done, void *context, struct error *error)
{
    const char *open = desk_profile_name(desk);
    if (open != NULL && strcmp(open, name) == 0) {
        struct test *test = make_test(desk, name, done, context);
        test->ticket = session_test(desk->session, on_tested, test);
        return true;
    }
    struct profile *profile = load(desk, name, error);
    return profile != NULL && start_own(desk, name, profile, done, context, error);
}

bool desk_test_draft(struct desk *desk, struct profile *profile, desk_tested done, void *context, struct error *error)
{
    return start_own(desk, "", profile, done, context, error);
}

void desk_forget_test(struct desk *desk, const char *name)
{
    struct test *test = find_test(desk, name);
    if (test != NULL)
        free_test(desk, test);
}

void desk_forget_listener(struct desk *desk, const void *context)
{
    for (struct test *test = desk->tests; test != NULL; test = test->hh.next)
        if (test->context == context)
            test->done = NULL;
}

bool desk_stop_tests(struct desk *desk)
{
    bool any = false;
    for (struct test *test = desk->tests; test != NULL; test = test->hh.next) {
        if (test->ticket == 0)
            continue;
        struct session *session = test->session != NULL ? test->session : desk->session;
        any = session_cancel(session, test->ticket) || any;
    }
    return any;
}
