#include <signal.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "journal/view.h"
#include "session.h"
#include "sim/simulator.h"
#include "support/file.h"
#include "support/json.h"
#include "support/memory.h"
#include "memory_scan.h"
#include "place.h"
#include "unit.h"

#define KEY "dummy-key-abcdefgh-3f1a"

static char *root;
static struct paths paths;
static struct sim *sim;

static void set_up(void)
{
    root = place_make();
    ck_assert(paths_init(&paths, root, root, root, NULL));
}

static void tear_down(void)
{
    sim_stop(sim);
    paths_clear(&paths);
    place_remove(root);
}

/* A simulator that knows KEY, with one more option. */
static void start(const char *option, const char *value)
{
    struct sim_options options;
    struct error error = ERROR_INIT;
    sim_options_init(&options);
    ck_assert(sim_options_set(&options, "today", "2026-09-15", &error));
    ck_assert(sim_options_set(&options, "api-key", KEY, &error));
    if (option != NULL)
        ck_assert_msg(sim_options_set(&options, option, value, &error), "%s", error.message);
    sim_stop(sim);
    sim = sim_start(&options, &error);
    ck_assert_msg(sim != NULL, "%s", error.message);
    sim_options_clear(&options);
}

static struct profile *profile_to(const char *url, const char *key)
{
    struct error error = ERROR_INIT;
    struct profile *profile = profile_new("acme");
    ck_assert_msg(profile_set(profile, PROFILE_REST_URL, url, &error), "%s", error.message);
    if (key != NULL)
        profile_set_key(profile, PROFILE_API_KEY, secret_new(key, strlen(key)));
    return profile;
}

static struct session *open_profile(struct profile *profile)
{
    struct error error = ERROR_INIT;
    const struct session_options options = { .paths = &paths, .environment = environ };
    struct session *session = session_open(profile, &options, &error);
    ck_assert_msg(session != NULL, "%s", error.message);
    return session;
}

static struct session *open_with_key(const char *key)
{
    return open_profile(profile_to(sim_url(sim), key));
}

/* What came of the requests; messages and hints are kept, but for the objects. */
struct seen {
    size_t count;
    uint64_t ticket;
    enum meaning_kind kind;
    struct error error;
    bool sent;
    int status;
    cJSON *body;
    size_t problems;
    bool maybe_done;
    struct session *submit_again; /* submit one more from the callback */
};

static void keep(uint64_t ticket, const struct session_answer *answer, void *context);

static uint64_t submit(struct session *session, enum endpoint endpoint, const char *body, struct seen *seen)
{
    const struct session_request request = { .call = { .endpoint = endpoint,
                                                       .body = body,
                                                       .body_length = body != NULL ? strlen(body) : 0 },
                                             .label = "explore",
                                             .attempts = 1 };
    return session_submit(session, &request, keep, seen);
}

static void keep(uint64_t ticket, const struct session_answer *answer, void *context)
{
    struct seen *seen = context;
    seen->count++;
    seen->ticket = ticket;
    seen->kind = answer->meaning->kind;
    error_clear(&seen->error);
    if (answer->meaning->error.message != NULL)
        error_set(&seen->error, answer->meaning->error.code, "%s", answer->meaning->error.message);
    if (answer->meaning->error.hint != NULL)
        error_hint(&seen->error, "%s", answer->meaning->error.hint);
    seen->sent = answer->http != NULL;
    seen->status = answer->http != NULL ? answer->http->status : 0;
    seen->problems = answer->meaning->problem_count;
    seen->maybe_done = answer->meaning->maybe_done;
    cJSON_Delete(seen->body);
    seen->body = cJSON_Duplicate(answer->meaning->body, true);
    if (seen->submit_again != NULL) {
        struct session *session = seen->submit_again;
        seen->submit_again = NULL;
        submit(session, ENDPOINT_CAMPAIGNS_LIST, NULL, seen);
    }
}

static void seen_clear(struct seen *seen)
{
    error_clear(&seen->error);
    cJSON_Delete(seen->body);
    *seen = (struct seen){ 0 };
}

/* Sends one request and expects its own sentence, hint and exit status. */
static void expect(struct session *session, enum endpoint endpoint, const char *body, enum meaning_kind kind,
                   int exit_status, const char *in_message, const char *in_hint)
{
    struct seen seen = { 0 };
    submit(session, endpoint, body, &seen);
    ck_assert_uint_eq(seen.count, 0);
    session_finish(session);
    ck_assert_uint_eq(seen.count, 1);
    ck_assert_msg(seen.kind == kind, "%s instead of %s: %s", meaning_name(seen.kind), meaning_name(kind), seen.error.message);
    ck_assert_int_eq(error_exit_status(seen.error.code), exit_status);
    if (in_message != NULL) {
        ck_assert_msg(strstr(seen.error.message, in_message) != NULL, "%s", seen.error.message);
        ck_assert_msg(strstr(seen.error.hint, in_hint) != NULL, "%s", seen.error.hint);
    }
    seen_clear(&seen);
    session_free(session);
}

START_TEST(a_request_is_answered_with_its_meaning)
{
    start(NULL, NULL);
    struct session *session = open_with_key(KEY);
    struct seen seen = { 0 };
    uint64_t ticket = submit(session, ENDPOINT_CAMPAIGNS_LIST, NULL, &seen);
    session_finish(session);
    ck_assert_uint_eq(seen.ticket, ticket);
    ck_assert_int_eq(seen.kind, MEANING_OK);
    ck_assert_int_gt(cJSON_GetArraySize(json_get_array(seen.body, "campaigns")), 10);
    struct session_status status;
    session_status_read(session, &status);
    ck_assert(status.known && status.works);
    ck_assert_int_ge(status.latency_us, 0);
    ck_assert_int_eq(status.limit.limit, 250000);
    ck_assert_int_eq(status.limit.remaining, 249999);
    seen_clear(&seen);
    session_free(session);
}
END_TEST

START_TEST(a_wrong_key_has_its_own_words)
{
    start(NULL, NULL);
    struct session *session = open_with_key("dummy-other-key-9999");
    struct seen seen = { 0 };
    submit(session, ENDPOINT_CAMPAIGNS_LIST, NULL, &seen);
    session_finish(session);
    ck_assert_int_eq(seen.kind, MEANING_KEY_REFUSED);
    ck_assert_int_eq(error_exit_status(seen.error.code), 4);
    ck_assert_ptr_null(strstr(seen.error.message, "dummy-other"));
    struct session_status status;
    session_status_read(session, &status);
    ck_assert(status.known && !status.works);
    ck_assert_int_eq(status.code, ERROR_PERMISSION);
    seen_clear(&seen);
    session_free(session);
}
END_TEST

START_TEST(a_missing_permission_has_its_own_words)
{
    start("permissions", "all,-users.delete");
    expect(open_with_key(KEY), ENDPOINT_USERS_DELETE, "{\"external_ids\":[\"a\"]}", MEANING_NO_PERMISSION, 4, "users.delete", "make a new one");
}
END_TEST

START_TEST(a_rate_limit_has_its_own_words)
{
    start("fault", "429:1");
    expect(open_with_key(KEY), ENDPOINT_EVENTS_LIST, NULL, MEANING_RATE_LIMITED, 6, "the rate limit of GET /events/list", "wait");
}
END_TEST

START_TEST(every_status_that_says_outage_has_its_own_words)
{
    start("fault", "500:1");
    expect(open_with_key(KEY), ENDPOINT_CAMPAIGNS_LIST, NULL, MEANING_SERVER_ERROR, 5, "500", "later");
    start("fault", "502:1");
    expect(open_with_key(KEY), ENDPOINT_CAMPAIGNS_LIST, NULL, MEANING_BAD_GATEWAY, 5, "502 Bad Gateway", "later");
    start("fault", "503:1");
    expect(open_with_key(KEY), ENDPOINT_CAMPAIGNS_LIST, NULL, MEANING_UNAVAILABLE, 5, "503", "later");
    start("fault", "504:1");
    expect(open_with_key(KEY), ENDPOINT_CAMPAIGNS_LIST, NULL, MEANING_GATEWAY_TIMEOUT, 5, "504", "later");
    start("fault", "404:1");
    expect(open_with_key(KEY), ENDPOINT_CAMPAIGNS_LIST, NULL, MEANING_NOT_FOUND, 5, "does not know", "REST endpoint");
}
END_TEST

START_TEST(a_broken_connection_has_its_own_words)
{
    start("fault", "truncate:1");
    expect(open_with_key(KEY), ENDPOINT_CAMPAIGNS_LIST, NULL, MEANING_NO_ANSWER, 5, "cut off", "proxy");
    start("fault", "reset:1");
    expect(open_with_key(KEY), ENDPOINT_CAMPAIGNS_LIST, NULL, MEANING_NO_ANSWER, 5, "broke before the answer", "try again");
    expect(open_with_key(KEY), ENDPOINT_USERS_TRACK, "{\"events\":[]}", MEANING_MAYBE_DONE, 5, "may have carried it out", "read the users back");
    expect(open_profile(profile_to("http://127.0.0.1:1", KEY)), ENDPOINT_CAMPAIGNS_LIST, NULL, MEANING_NO_ANSWER, 5, "refused", "firewall");
}
END_TEST

START_TEST(something_that_is_not_braze_has_its_own_words)
{
    start("fault", "garbage:1");
    struct session *session = open_with_key(KEY);
    bool page = false;
    bool other = false;
    /* Both looks of the fault come within a few requests. */
    for (int i = 0; i < 40 && !(page && other); i++) {
        struct seen seen = { 0 };
        submit(session, ENDPOINT_CAMPAIGNS_LIST, NULL, &seen);
        session_finish(session);
        ck_assert_int_eq(error_exit_status(seen.error.code), 5);
        page = page || seen.kind == MEANING_WEB_PAGE;
        other = other || seen.kind == MEANING_NOT_JSON;
        seen_clear(&seen);
    }
    ck_assert(page && other);
    session_free(session);
}
END_TEST

START_TEST(a_bad_id_and_bad_objects_have_their_own_words)
{
    start(NULL, NULL);
    struct seen seen = { 0 };
    struct session *session = open_with_key(KEY);
    const struct braze_query query[] = { { "campaign_id", "5f6a7b8c9d0e1f2a3b4c5d6e" } };
    const struct session_request bad = { .call = { .endpoint = ENDPOINT_CAMPAIGNS_DETAILS, .query = query, .query_count = 1 } };
    session_submit(session, &bad, keep, &seen);
    session_finish(session);
    ck_assert_int_eq(seen.kind, MEANING_BAD_REQUEST);
    ck_assert_ptr_nonnull(strstr(seen.error.hint, "API identifier"));
    submit(session, ENDPOINT_USERS_TRACK,
           "{\"events\":[{\"external_id\":\"u\",\"name\":\"a\",\"time\":\"2026-01-01T00:00:00Z\"},{\"name\":\"b\",\"time\":\"2026-01-01T00:00:00Z\"}]}",
           &seen);
    session_finish(session);
    ck_assert_int_eq(seen.kind, MEANING_PARTLY);
    ck_assert_int_eq(error_exit_status(seen.error.code), 7);
    ck_assert_ptr_nonnull(strstr(seen.error.message, "events[1]"));
    seen_clear(&seen);
    session_free(session);
}
END_TEST

START_TEST(a_request_waits_for_a_command_that_prints_the_key)
{
    start(NULL, NULL);
    struct profile *profile = profile_to(sim_url(sim), NULL);
    ck_assert(profile_set(profile, PROFILE_API_KEY_COMMAND, "[\"sh\", \"-c\", \"echo " KEY "\"]", NULL));
    struct session *session = open_profile(profile);
    struct seen seen = { 0 };
    ck_assert_int_eq(session_descriptor(session), -1);
    submit(session, ENDPOINT_CAMPAIGNS_LIST, NULL, &seen);
    submit(session, ENDPOINT_SEGMENTS_LIST, NULL, &seen);
    ck_assert_int_ge(session_descriptor(session), 0);
    ck_assert_ptr_null(session_key(session));
    session_finish(session);
    ck_assert_uint_eq(seen.count, 2);
    ck_assert_int_eq(seen.kind, MEANING_OK);
    ck_assert_int_eq(session_descriptor(session), -1);
    ck_assert_str_eq(secret_reveal(session_key(session)), KEY);
    seen_clear(&seen);
    session_free(session);
}
END_TEST

START_TEST(without_a_key_nothing_is_sent_and_the_next_request_asks_again)
{
    start(NULL, NULL);
    struct profile *profile = profile_to(sim_url(sim), NULL);
    char *command = memory_format("[\"cat\", \"%s/key\"]", root);
    ck_assert(profile_set(profile, PROFILE_API_KEY_COMMAND, command, NULL));
    free(command);
    struct session *session = open_profile(profile);
    struct seen seen = { 0 };
    submit(session, ENDPOINT_CAMPAIGNS_LIST, NULL, &seen);
    session_finish(session);
    ck_assert(!seen.sent);
    ck_assert_int_eq(error_exit_status(seen.error.code), 3);
    ck_assert_ptr_nonnull(strstr(seen.error.message, "profile \"acme\": the command cat"));
    struct session_status status;
    session_status_read(session, &status);
    ck_assert(status.known && !status.works);
    char *path = file_join(root, "key");
    ck_assert(file_write_atomic(path, NULL, 0600, KEY "\n", strlen(KEY) + 1, NULL));
    free(path);
    submit(session, ENDPOINT_CAMPAIGNS_LIST, NULL, &seen);
    session_finish(session);
    ck_assert_int_eq(seen.kind, MEANING_OK);
    seen_clear(&seen);
    session_free(session);
}
END_TEST

START_TEST(a_profile_without_a_key_says_how_to_give_it_one)
{
    struct session *session = open_profile(profile_to("http://127.0.0.1:1", NULL));
    struct error error = ERROR_INIT;
    ck_assert(!session_need_key(session, &error));
    ck_assert_str_eq(error.message, "profile \"acme\" has no REST API key");
    ck_assert_ptr_nonnull(strstr(error.hint, "brazier profile set acme --api-key"));
    error_clear(&error);
    expect(session, ENDPOINT_CAMPAIGNS_LIST, NULL, MEANING_NO_ANSWER, 3, "has no REST API key", "--api-key");
}
END_TEST

START_TEST(a_key_that_a_program_without_a_loop_needs_is_waited_for)
{
    start(NULL, NULL);
    struct profile *profile = profile_to(sim_url(sim), NULL);
    setenv("ACME_BRAZE_KEY", KEY, 1);
    ck_assert(profile_set(profile, PROFILE_API_KEY_ENV, "ACME_BRAZE_KEY", NULL));
    struct session *session = open_profile(profile);
    struct error error = ERROR_INIT;
    ck_assert_msg(session_need_key(session, &error), "%s", error.message);
    ck_assert_str_eq(secret_reveal(session_key(session)), KEY);
    expect(session, ENDPOINT_CAMPAIGNS_LIST, NULL, MEANING_OK, 0, NULL, NULL);
}
END_TEST

START_TEST(a_read_only_profile_refuses_writes_before_anything_is_sent)
{
    start(NULL, NULL);
    struct profile *profile = profile_to(sim_url(sim), KEY);
    ck_assert(profile_set(profile, PROFILE_READ_ONLY, "true", NULL));
    struct session *session = open_profile(profile);
    struct seen seen = { 0 };
    submit(session, ENDPOINT_USERS_TRACK, "{}", &seen);
    session_finish(session);
    ck_assert(!seen.sent);
    ck_assert(!seen.maybe_done);
    ck_assert_str_eq(seen.error.message, "profile \"acme\" is read-only: POST /users/track was not sent");
    struct session_status status;
    session_status_read(session, &status);
    ck_assert(!status.known);
    seen_clear(&seen);
    struct http_request *other = http_request_new("POST", "http://127.0.0.1:1/v1/batch");
    session_send(session, other, NULL, keep, &seen);
    session_finish(session);
    ck_assert(!seen.sent);
    ck_assert_ptr_nonnull(strstr(seen.error.message, "POST /v1/batch was not sent"));
    seen_clear(&seen);
    expect(session, ENDPOINT_USERS_EXPORT_IDS, "{\"external_ids\":[\"a\"],\"fields_to_export\":[\"email\"]}", MEANING_OK, 0, NULL, NULL);
}
END_TEST

START_TEST(a_request_can_be_cancelled_at_any_moment_and_is_told_once)
{
    start("latency", "5000");
    struct profile *profile = profile_to(sim_url(sim), NULL);
    ck_assert(profile_set(profile, PROFILE_API_KEY_COMMAND, "sleep 60", NULL));
    struct session *session = open_profile(profile);
    struct seen seen = { 0 };
    uint64_t ticket = submit(session, ENDPOINT_CAMPAIGNS_LIST, NULL, &seen);
    ck_assert(session_cancel(session, ticket));
    ck_assert(!session_cancel(session, ticket));
    ck_assert_uint_eq(seen.count, 1);
    ck_assert_int_eq(seen.error.code, ERROR_CANCELLED);
    session_free(session);
    session = open_with_key(KEY);
    ticket = submit(session, ENDPOINT_CAMPAIGNS_LIST, NULL, &seen);
    session_run(session);
    session_run(session);
    ck_assert(session_cancel(session, ticket));
    ck_assert_uint_eq(seen.count, 2);
    ck_assert_int_eq(seen.kind, MEANING_STOPPED);
    submit(session, ENDPOINT_CAMPAIGNS_LIST, NULL, &seen);
    session_free(session);
    ck_assert_uint_eq(seen.count, 3);
    seen_clear(&seen);
}
END_TEST

START_TEST(a_callback_may_submit_again)
{
    start(NULL, NULL);
    struct session *session = open_with_key(KEY);
    struct seen seen = { .submit_again = session };
    submit(session, ENDPOINT_CAMPAIGNS_LIST, NULL, &seen);
    session_finish(session);
    ck_assert_uint_eq(seen.count, 2);
    session_free(session);
    session = open_profile(profile_to("http://127.0.0.1:1", NULL));
    seen.submit_again = session;
    submit(session, ENDPOINT_CAMPAIGNS_LIST, NULL, &seen);
    session_finish(session);
    ck_assert_uint_eq(seen.count, 4);
    seen_clear(&seen);
    session_free(session);
}
END_TEST

START_TEST(the_journal_has_every_attempt_and_no_key)
{
    start("fault", "401:0.5");
    struct session *session = open_with_key(KEY);
    struct seen seen = { 0 };
    for (int i = 0; i < 20; i++)
        submit(session, ENDPOINT_CAMPAIGNS_LIST, NULL, &seen);
    submit(session, ENDPOINT_USERS_TRACK, "{\"attributes\":[{\"external_id\":\"" KEY "\"}]}", &seen);
    session_finish(session);
    ck_assert_uint_eq(seen.count, 21);
    ck_assert_int_eq(session_journal_error(session)->code, ERROR_NONE);
    seen_clear(&seen);
    session_free(session);
    char *path = paths_journal(&paths, "acme");
    char *bytes = NULL;
    size_t length = 0;
    ck_assert(file_read(path, 10000000, &bytes, &length, NULL));
    ck_assert_ptr_null(memmem(bytes, length, KEY, strlen(KEY)));
    ck_assert_ptr_nonnull(strstr(bytes, "Invalid API key"));
    free(bytes);
    struct journal_view *view = journal_view_open(path, NULL, NULL);
    ck_assert_uint_eq(journal_view_count(view), 21);
    struct journal_row row;
    ck_assert(journal_view_row(view, 20, &row));
    ck_assert_str_eq(row.entry.profile, "acme");
    ck_assert_str_eq(row.entry.label, "explore");
    ck_assert_str_eq(row.entry.method, "GET");
    ck_assert_str_eq(row.entry.outcome, "answered");
    ck_assert_uint_eq(row.entry.attempt, 1);
    journal_row_clear(&row);
    journal_view_close(view);
    free(path);
}
END_TEST

START_TEST(a_journal_that_cannot_be_written_does_not_stop_the_work)
{
    start(NULL, NULL);
    paths_clear(&paths);
    ck_assert(paths_init(&paths, root, root, "/proc/nonexistent", NULL));
    struct session *session = open_with_key(KEY);
    ck_assert_int_eq(session_journal_error(session)->code, ERROR_STORAGE);
    expect(session, ENDPOINT_CAMPAIGNS_LIST, NULL, MEANING_OK, 0, NULL, NULL);
}
END_TEST

START_TEST(sessions_that_share_a_client_write_down_only_their_own)
{
    start(NULL, NULL);
    struct http_client *client = http_client_new(NULL);
    const struct session_options options = { .paths = &paths, .environment = environ, .client = client };
    struct profile *other = profile_to(sim_url(sim), "dummy-other-key-9999");
    free(other->name);
    other->name = memory_copy_string("other");
    struct session *first = session_open(profile_to(sim_url(sim), KEY), &options, NULL);
    struct session *second = session_open(other, &options, NULL);
    struct seen seen = { 0 };
    struct seen seen_other = { 0 };
    submit(first, ENDPOINT_CAMPAIGNS_LIST, NULL, &seen);
    submit(second, ENDPOINT_CAMPAIGNS_LIST, NULL, &seen_other);
    session_finish(first);
    session_finish(second);
    ck_assert_int_eq(seen.kind, MEANING_OK);
    ck_assert_int_eq(seen_other.kind, MEANING_KEY_REFUSED);
    session_free(second);
    submit(first, ENDPOINT_CAMPAIGNS_LIST, NULL, &seen);
    session_finish(first);
    session_free(first);
    http_client_free(client);
    static const struct {
        const char *name;
        size_t count;
    } journals[] = { { "acme", 2 }, { "other", 1 } };
    for (size_t i = 0; i < 2; i++) {
        char *path = paths_journal(&paths, journals[i].name);
        struct journal_view *view = journal_view_open(path, NULL, NULL);
        ck_assert_uint_eq(journal_view_count(view), journals[i].count);
        journal_view_close(view);
        free(path);
    }
    seen_clear(&seen);
    seen_clear(&seen_other);
}
END_TEST

static void keep_test(const struct check *check, void *context)
{
    struct check *kept = context;
    *kept = *check;
    kept->sentence = memory_copy_string(check->sentence);
    kept->hint = memory_copy_string(check->hint);
}

START_TEST(the_test_of_a_connection_is_one_sentence)
{
    struct check check = { 0 };
    start(NULL, NULL);
    struct session *session = open_with_key(KEY);
    session_test(session, keep_test, &check);
    session_finish(session);
    ck_assert(check.works);
    ck_assert_ptr_nonnull(strstr(check.sentence, "knows the key and answered in"));
    ck_assert_int_eq(check.limit.limit, 250000);
    check_clear(&check);
    session_free(session);
    start("permissions", "users.track");
    session = open_with_key(KEY);
    session_test(session, keep_test, &check);
    session_finish(session);
    ck_assert(check.works);
    ck_assert_ptr_nonnull(strstr(check.sentence, "lacks the permission campaigns.list"));
    check_clear(&check);
    session_free(session);
    session = open_profile(profile_to("http://127.0.0.1:1", KEY));
    session_test(session, keep_test, &check);
    session_finish(session);
    ck_assert(!check.works);
    ck_assert_int_eq(error_exit_status(check.code), 5);
    ck_assert_ptr_nonnull(strstr(check.sentence, "refused"));
    check_clear(&check);
    session_free(session);
}
END_TEST

/* A simulator in a process of its own, whose memory is not looked through. Its URL goes to url. */
static pid_t start_elsewhere(const char *key, char *url, size_t size)
{
    int pipe_ends[2];
    ck_assert_int_eq(pipe(pipe_ends), 0);
    pid_t child = fork();
    ck_assert_int_ge(child, 0);
    if (child == 0) {
        start("api-key", key);
        const char *own = sim_url(sim);
        _exit(write(pipe_ends[1], own, strlen(own) + 1) > 0 ? pause() : 1);
    }
    ck_assert_int_gt(read(pipe_ends[0], url, size), 0);
    close(pipe_ends[0]);
    close(pipe_ends[1]);
    return child;
}

START_TEST(no_copy_of_a_key_stays_in_memory_after_the_session)
{
    if (!memory_scan_works())
        return;
    /* Once accepted, and once refused with the key in the answer. */
    for (int refused = 0; refused < 2; refused++) {
        char key[40];
        char url[64] = "";
        struct check check = { 0 };
        memory_scan_key(key);
        pid_t child = start_elsewhere(refused ? "another-dummy-key" : key, url, sizeof url);
        struct profile *profile = profile_to(url, NULL);
        profile_set_key(profile, PROFILE_API_KEY, secret_new(key, 36));
        struct session *session = open_profile(profile);
        session_test(session, keep_test, &check);
        session_finish(session);
        ck_assert_int_eq(check.works, !refused);
        ck_assert_uint_ge(memory_scan_count(key, 36), 1);
        session_free(session);
        ck_assert_uint_eq(memory_scan_count(key, 36), 0);
        ck_assert_uint_eq(memory_scan_count(key + 18, 18), 0);
        check_clear(&check);
        kill(child, SIGKILL);
        ck_assert_int_eq(waitpid(child, NULL, 0), child);
    }
}
END_TEST

START_TEST(a_preview_is_the_request_without_being_sent)
{
    struct session *session = open_profile(profile_to("http://127.0.0.1:1", KEY));
    const struct braze_call call = { .endpoint = ENDPOINT_USERS_TRACK, .body = "{}", .body_length = 2 };
    struct http_request *request = session_preview(session, &call);
    ck_assert_str_eq(http_request_url(request), "http://127.0.0.1:1/users/track");
    ck_assert_str_eq(session_instance(session), "127.0.0.1:1");
    http_request_free(request);
    session_free(session);
}
END_TEST

START_TEST(a_profile_that_cannot_be_used_is_not_opened)
{
    struct error error = ERROR_INIT;
    const struct session_options options = { .paths = &paths, .environment = environ };
    ck_assert_ptr_null(session_open(profile_new("empty"), &options, &error));
    ck_assert_int_eq(error.code, ERROR_CONFIGURATION);
    error_clear(&error);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("session");
    TCase *all = tcase_create("all");
    tcase_set_timeout(all, 60);
    tcase_add_checked_fixture(all, set_up, tear_down);
    tcase_add_test(all, a_request_is_answered_with_its_meaning);
    tcase_add_test(all, a_wrong_key_has_its_own_words);
    tcase_add_test(all, a_missing_permission_has_its_own_words);
    tcase_add_test(all, a_rate_limit_has_its_own_words);
    tcase_add_test(all, every_status_that_says_outage_has_its_own_words);
    tcase_add_test(all, a_broken_connection_has_its_own_words);
    tcase_add_test(all, something_that_is_not_braze_has_its_own_words);
    tcase_add_test(all, a_bad_id_and_bad_objects_have_their_own_words);
    tcase_add_test(all, a_request_waits_for_a_command_that_prints_the_key);
    tcase_add_test(all, without_a_key_nothing_is_sent_and_the_next_request_asks_again);
    tcase_add_test(all, a_profile_without_a_key_says_how_to_give_it_one);
    tcase_add_test(all, a_key_that_a_program_without_a_loop_needs_is_waited_for);
    tcase_add_test(all, a_read_only_profile_refuses_writes_before_anything_is_sent);
    tcase_add_test(all, a_request_can_be_cancelled_at_any_moment_and_is_told_once);
    tcase_add_test(all, a_callback_may_submit_again);
    tcase_add_test(all, the_journal_has_every_attempt_and_no_key);
    tcase_add_test(all, a_journal_that_cannot_be_written_does_not_stop_the_work);
    tcase_add_test(all, sessions_that_share_a_client_write_down_only_their_own);
    tcase_add_test(all, the_test_of_a_connection_is_one_sentence);
    tcase_add_test(all, no_copy_of_a_key_stays_in_memory_after_the_session);
    tcase_add_test(all, a_preview_is_the_request_without_being_sent);
    tcase_add_test(all, a_profile_that_cannot_be_used_is_not_opened);
    suite_add_tcase(suite, all);
    return unit_run(suite);
}
