#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "place.h"
#include "sim_client.h"
#include "support/date.h"
#include "support/file.h"
#include "support/json.h"
#include "unit.h"

#define TRACK "{\"attributes\":[{\"external_id\":\"u\",\"a\":1}]}"

static long status_of(const struct sim *sim, const char *path, const char *body)
{
    struct client_answer answer = client_ask(sim, path, body);
    long status = answer.status;
    client_answer_clear(&answer);
    return status;
}

static void expect_failure(const struct sim *sim, const char *path, const char *body, long limit_ms, CURLcode code)
{
    struct client_answer answer = client_ask_within(sim, path, body, limit_ms);
    ck_assert_msg(answer.code == code, "%s: %s", path, curl_easy_strerror(answer.code));
    client_answer_clear(&answer);
}

static void expect_header(const struct client_answer *answer, const char *name, const char *expected)
{
    char *value = client_header(answer, name);
    if (expected == NULL)
        ck_assert_msg(value == NULL, "%s: %s", name, value);
    else
        ck_assert_msg(value != NULL && strcmp(value, expected) == 0, "%s: %s", name, value != NULL ? value : "absent");
    free(value);
}

static cJSON *read_log(const char *path)
{
    char *text = NULL;
    size_t length = 0;
    ck_assert(file_read(path, 10000000, &text, &length, NULL));
    cJSON *lines = json_array();
    for (char *line = text; *line != '\0';) {
        char *end = strchr(line, '\n');
        ck_assert_ptr_nonnull(end);
        cJSON *value = json_parse(line, (size_t)(end - line), NULL);
        ck_assert_msg(value != NULL, "%s", line);
        json_append(lines, value);
        line = end + 1;
    }
    free(text);
    return lines;
}

/* The three headers are there, and empty: no pool has counted the request. */
static void expect_empty_limits(const struct sim *sim, const char *path, const char *body, long status)
{
    struct client_answer answer = client_ask(sim, path, body);
    ck_assert_int_eq(answer.status, status);
    expect_header(&answer, "x-ratelimit-limit", "");
    expect_header(&answer, "x-ratelimit-remaining", "");
    expect_header(&answer, "x-ratelimit-reset", "");
    client_answer_clear(&answer);
}

START_TEST(wrong_requests_are_refused_before_they_do_anything)
{
    struct sim *sim = client_start("permissions", "all,-users.delete", NULL);
    static const char key[] = "Authorization: Bearer demo-key";
    expect_empty_limits(sim, "/no/such/path", NULL, 404);
    ck_assert_int_eq(status_of(sim, "/campaigns/list/", NULL), 404);
    ck_assert_int_eq(status_of(sim, "/users/track/", TRACK), 403);
    expect_empty_limits(sim, "/users/track", NULL, 405);
    ck_assert_int_eq(status_of(sim, "/users/track", "{\"attributes\":"), 400);
    ck_assert_int_eq(status_of(sim, "/users/track", "[]"), 400);
    ck_assert_int_eq(status_of(sim, "/users/track", "{\"a\":\"\xFF\"}"), 400);
    cJSON *json = client_expect(sim, "/users/delete", "{\"external_ids\":[\"u\"]}", 403);
    client_expect_at(json, "/message", "\"You do not have permission to access this resource\"");
    cJSON_Delete(json);
    const char *const no_type[] = { key, "Content-Type: text/plain", NULL };
    struct client_answer answer = client_ask_with(sim, NULL, "/users/track", TRACK, strlen(TRACK), no_type);
    ck_assert_int_eq(answer.status, 415);
    client_answer_clear(&answer);
    const char *const no_key[] = { "Content-Type: application/json", NULL };
    answer = client_ask_with(sim, NULL, "/users/track", TRACK, strlen(TRACK), no_key);
    ck_assert_int_eq(answer.status, 401);
    client_answer_clear(&answer);
    enum { TOO_MUCH = 4 * 1024 * 1024 + 1 };
    char *large = memory_allocate(TOO_MUCH, 1);
    memset(large, ' ', TOO_MUCH);
    const char *const usual[] = { key, "Content-Type: application/json", "Expect:", NULL };
    answer = client_ask_with(sim, NULL, "/users/track", large, TOO_MUCH, usual);
    ck_assert_int_eq(answer.status, 413);
    client_answer_clear(&answer);
    free(large);
    sim_stop(sim);
}
END_TEST

START_TEST(a_key_in_any_casing_of_the_scheme_is_taken_and_permissions_can_be_listed)
{
    struct sim *sim = client_start("api-key", "another-key", "permissions", "kpi.dau.data_series,events.list", NULL);
    const char *const headers[] = { "authorization: bEaReR another-key", NULL };
    struct client_answer answer = client_ask_with(sim, NULL, "/kpi/dau/data_series?length=1", NULL, 0, headers);
    ck_assert_int_eq(answer.status, 200);
    client_answer_clear(&answer);
    answer = client_ask_with(sim, NULL, "/campaigns/list", NULL, 0, headers);
    ck_assert_int_eq(answer.status, 403);
    client_answer_clear(&answer);
    sim_stop(sim);
}
END_TEST

START_TEST(a_key_may_be_bound_to_addresses)
{
    struct sim *sim = client_start("allow-ips", "10.0.0.1,10.0.0.2", NULL);
    expect_empty_limits(sim, "/campaigns/list", NULL, 403);
    cJSON *json = client_expect(sim, "/campaigns/list", NULL, 403);
    client_expect_at(json, "/message", "\"Invalid whitelisted IPs\"");
    cJSON_Delete(json);
    sim_stop(sim);
    sim = client_start("allow-ips", "10.0.0.1,127.0.0.1", NULL);
    ck_assert_int_eq(status_of(sim, "/campaigns/list", NULL), 200);
    sim_stop(sim);
}
END_TEST

START_TEST(a_limit_ends_in_429_and_each_class_counts_for_itself)
{
    struct sim *sim = client_start("rate-limit", "2/86400", "rate-limit", "100/86400:events", NULL);
    ck_assert_int_eq(status_of(sim, "/campaigns/list", NULL), 200);
    ck_assert_int_eq(status_of(sim, "/segments/list", NULL), 200);
    struct client_answer answer = client_ask(sim, "/canvas/list", NULL);
    ck_assert_int_eq(answer.status, 429);
    expect_header(&answer, "x-ratelimit-limit", "2");
    expect_header(&answer, "x-ratelimit-remaining", "0");
    char *reset = client_header(&answer, "x-ratelimit-reset");
    ck_assert_int_eq(strtoll(reset, NULL, 10) % 86400, 0);
    free(reset);
    client_answer_clear(&answer);
    answer = client_ask(sim, "/events/list", NULL);
    ck_assert_int_eq(answer.status, 200);
    expect_header(&answer, "x-ratelimit-remaining", "99");
    client_answer_clear(&answer);
    sim_stop(sim);
}
END_TEST

START_TEST(a_limit_can_be_told_in_seconds_that_are_left)
{
    struct sim *sim = client_start("rate-limit", "1/86400", "reset", "relative", NULL);
    struct client_answer answer = client_ask(sim, "/campaigns/list", NULL);
    char *reset = client_header(&answer, "x-ratelimit-reset");
    ck_assert_int_le(strtoll(reset, NULL, 10), 86400);
    ck_assert_int_gt(strtoll(reset, NULL, 10), 0);
    free(reset);
    client_answer_clear(&answer);
    sim_stop(sim);
    sim = client_start("rate-limit", "1/86400", "reset", "retry-after", NULL);
    answer = client_ask(sim, "/users/track", TRACK);
    ck_assert_int_eq(answer.status, 201);
    reset = client_header(&answer, "x-ratelimit-reset");
    ck_assert_int_le(strtoll(reset, NULL, 10), 86400);
    free(reset);
    client_answer_clear(&answer);
    answer = client_ask(sim, "/campaigns/list", NULL);
    reset = client_header(&answer, "x-ratelimit-reset"); /* a second of the clock: this is not users/track */
    ck_assert_int_gt(strtoll(reset, NULL, 10), 1000000000);
    free(reset);
    client_answer_clear(&answer);
    answer = client_ask(sim, "/users/track", TRACK);
    ck_assert_int_eq(answer.status, 429);
    expect_header(&answer, "x-ratelimit-reset", NULL);
    reset = client_header(&answer, "x-ratelimit-retry-after");
    ck_assert_int_gt(strtoll(reset, NULL, 10), 0);
    free(reset);
    client_answer_clear(&answer);
    sim_stop(sim);
}
END_TEST

static void expect_export_limit(const struct sim *sim, const char *fields, const char *limit)
{
    char *body = memory_format("{\"external_ids\":[\"u\"]%s}", fields);
    struct client_answer answer = client_ask(sim, "/users/export/ids", body);
    ck_assert_int_eq(answer.status, 201);
    expect_header(&answer, "x-ratelimit-limit", limit);
    client_answer_clear(&answer);
    free(body);
}

START_TEST(exports_of_named_fields_have_a_limit_of_their_own_unless_theirs_is_no_default)
{
    struct sim *sim = client_start(NULL);
    expect_export_limit(sim, "", "250");
    expect_export_limit(sim, ",\"fields_to_export\":[\"email\"]", "40");
    expect_export_limit(sim, ",\"fields_to_export\":[\"email\",\"campaigns_received\"]", "250");
    expect_export_limit(sim, ",\"fields_to_export\":[\"canvases_received\"]", "250");
    sim_stop(sim);
    sim = client_start("rate-limit", "2500/60:users_export_ids", NULL);
    expect_export_limit(sim, ",\"fields_to_export\":[\"email\"]", "2500");
    sim_stop(sim);
}
END_TEST

START_TEST(a_fault_may_be_any_status_and_a_502_is_a_web_page)
{
    static const struct {
        const char *fault;
        long status;
    } cases[] = { { "401:1", 401 }, { "403:1", 403 }, { "404:100%", 404 }, { "429:1", 429 },
                  { "500:1", 500 }, { "502:1", 502 }, { "503:1", 503 },    { "504:1", 504 } };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct sim *sim = client_start("fault", cases[i].fault, NULL);
        struct client_answer answer = client_ask(sim, "/campaigns/list", NULL);
        ck_assert_int_eq(answer.status, cases[i].status);
        ck_assert((answer.json == NULL) == (cases[i].status == 502));
        client_answer_clear(&answer);
        sim_stop(sim);
    }
}
END_TEST

START_TEST(a_429_comes_with_the_three_headers_with_one_and_with_none)
{
    struct sim *sim = client_start("fault", "429:1", NULL);
    int with_reset = 0, with_retry_after = 0, with_none = 0;
    for (int i = 0; i < 60; i++) {
        struct client_answer answer = client_ask(sim, "/campaigns/list", NULL);
        char *reset = client_header(&answer, "x-ratelimit-reset"),
             *after = client_header(&answer, "x-ratelimit-retry-after");
        ck_assert(reset == NULL || after == NULL);
        with_reset += reset != NULL ? 1 : 0;
        with_retry_after += after != NULL ? 1 : 0;
        with_none += reset == NULL && after == NULL ? 1 : 0;
        free(reset);
        free(after);
        client_answer_clear(&answer);
    }
    ck_assert_int_gt(with_reset, 0);
    ck_assert_int_gt(with_retry_after, 0);
    ck_assert_int_gt(with_none, 0);
    sim_stop(sim);
}
END_TEST

/* The fates of count different requests, one letter each. */
static char *fates(const char *seed, int count)
{
    struct sim *sim = client_start("seed", seed, "fault", "500:0.5:/kpi", NULL);
    char *letters = memory_allocate((size_t)count + 1, 1);
    for (int i = 0; i < count; i++) {
        char *path = memory_format("/kpi/dau/data_series?length=%d", i + 1);
        letters[i] = status_of(sim, path, NULL) == 200 ? '.' : 'x';
        free(path);
    }
    ck_assert_int_eq(status_of(sim, "/campaigns/list", NULL), 200); /* another path */
    sim_stop(sim);
    return letters;
}

START_TEST(faults_follow_the_seed_and_hit_the_share_that_was_asked_for)
{
    char *first = fates("7", 80), *again = fates("7", 80), *other = fates("8", 80);
    int hit = 0;
    for (const char *at = first; *at != '\0'; at++)
        hit += *at == 'x' ? 1 : 0;
    ck_assert_str_eq(first, again);
    ck_assert_str_ne(first, other);
    ck_assert_int_gt(hit, 20);
    ck_assert_int_lt(hit, 60);
    free(first);
    free(again);
    free(other);
}
END_TEST

START_TEST(each_of_several_faults_hits_its_share)
{
    struct sim *sim = client_start("fault", "500:0.3", "fault", "503:0.3", "fault", "404:40%", NULL);
    int counts[3] = { 0 };
    for (int i = 0; i < 200; i++) {
        long status = status_of(sim, "/campaigns/list", NULL);
        ck_assert_int_ne(status, 200); /* they add up to all of it */
        counts[status == 500 ? 0 : status == 503 ? 1 : 2]++;
    }
    for (int i = 0; i < 3; i++) {
        ck_assert_int_gt(counts[i], 35);
        ck_assert_int_lt(counts[i], 115);
    }
    sim_stop(sim);
}
END_TEST

START_TEST(a_request_that_is_repeated_is_drawn_anew)
{
    struct sim *sim = client_start("fault", "503:0.5", NULL);
    int good = 0;
    for (int i = 0; i < 40; i++)
        good += status_of(sim, "/campaigns/list", NULL) == 200 ? 1 : 0;
    ck_assert_int_gt(good, 5);
    ck_assert_int_lt(good, 35);
    sim_stop(sim);
}
END_TEST

START_TEST(truncated_garbage_and_silent_answers_look_so_to_a_client)
{
    struct sim *sim = client_start("fault", "truncate:1:/campaigns", "fault", "garbage:1:/canvas", "fault",
                                   "timeout:1:/segments", NULL);
    expect_failure(sim, "/campaigns/list", NULL, 20000, CURLE_PARTIAL_FILE);
    expect_failure(sim, "/segments/list", NULL, 200, CURLE_OPERATION_TIMEDOUT);
    struct client_answer answer = client_ask(sim, "/canvas/list", NULL);
    ck_assert_int_eq(answer.status, 200);
    ck_assert_ptr_null(answer.json);
    client_answer_clear(&answer);
    sim_stop(sim);
}
END_TEST

START_TEST(a_slow_answer_arrives_whole)
{
    struct sim *sim = client_start("fault", "slow:1", "slow", "200", NULL);
    int64_t before = date_monotonic_ms();
    cJSON *json = client_expect(sim, "/campaigns/list", NULL, 200);
    ck_assert_int_ge(date_monotonic_ms() - before, 190);
    ck_assert_int_gt(cJSON_GetArraySize(client_at(json, "/campaigns")), 50);
    cJSON_Delete(json);
    sim_stop(sim);
}
END_TEST

START_TEST(of_writes_that_are_reset_half_are_applied_and_the_log_tells_which)
{
    char *directory = place_make();
    char *path = file_join(directory, "log.jsonl");
    struct sim *sim = client_start("fault", "reset:1:/users/track", "log", path, NULL);
    enum { WRITES = 40 };
    for (int i = 0; i < WRITES; i++) {
        char *body = memory_format("{\"attributes\":[{\"external_id\":\"u%d\",\"a\":1}]}", i);
        expect_failure(sim, "/users/track", body, 20000, CURLE_RECV_ERROR);
        free(body);
    }
    cJSON *lines = read_log(path);
    int applied = 0;
    ck_assert_int_eq(cJSON_GetArraySize(lines), WRITES);
    for (int i = 0; i < WRITES; i++) {
        const cJSON *line = cJSON_GetArrayItem(lines, i);
        client_expect_at(line, "/status", "0");
        client_expect_at(line, "/fault", "\"reset\"");
        char *body = memory_format("{\"external_ids\":[\"u%d\"],\"fields_to_export\":[\"external_id\"]}", i);
        cJSON *json = client_expect(sim, "/users/export/ids", body, 201);
        bool there = cJSON_GetArraySize(client_at(json, "/users")) == 1;
        ck_assert(there == cJSON_IsTrue(client_at(line, "/applied")));
        applied += there ? 1 : 0;
        cJSON_Delete(json);
        free(body);
    }
    ck_assert_int_gt(applied, 5);
    ck_assert_int_lt(applied, WRITES - 5);
    cJSON_Delete(lines);
    sim_stop(sim);
    free(path);
    place_remove(directory);
}
END_TEST

START_TEST(the_log_has_every_request_with_the_key_masked)
{
    char *directory = place_make();
    char *path = file_join(directory, "log.jsonl");
    struct sim *sim = client_start("log", path, NULL);
    ck_assert_int_eq(status_of(sim, "/campaigns/list?page=0&x=a%20b&x=c", NULL), 200);
    ck_assert_int_eq(status_of(sim, "/users/track", TRACK), 201);
    ck_assert_int_eq(status_of(sim, "/users/track", "{broken \xFF"), 400);
    struct stat file;
    ck_assert_int_eq(stat(path, &file), 0);
    ck_assert_uint_eq(file.st_mode & 0777, 0600);
    cJSON *lines = read_log(path);
    ck_assert_int_eq(cJSON_GetArraySize(lines), 3);
    client_expect_at(lines, "/0/method", "\"GET\"");
    client_expect_at(lines, "/0/path", "\"/campaigns/list\"");
    client_expect_at(lines, "/0/query", "{\"page\":\"0\",\"x\":[\"a b\",\"c\"]}");
    client_expect_at(lines, "/0/headers/Authorization", "\"Bearer ****-key\"");
    client_expect_at(lines, "/0/body", "null");
    client_expect_at(lines, "/0/status", "200");
    client_expect_at(lines, "/0/applied", "false");
    client_expect_at(lines, "/1/body", TRACK);
    client_expect_at(lines, "/1/status", "201");
    client_expect_at(lines, "/1/applied", "true");
    client_expect_at(lines, "/2/body", "\"{broken \xEF\xBF\xBD\"");
    client_expect_at(lines, "/2/applied", "false");
    cJSON_Delete(lines);
    sim_stop(sim);
    free(path);
    place_remove(directory);
}
END_TEST

enum { CLIENTS = 64 };

static size_t swallow(char *bytes, size_t size, size_t count, void *context)
{
    (void)bytes;
    (void)context;
    return size * count;
}

/* Adds CLIENTS requests to multi. */
static void add_clients(CURLM *multi, const struct sim *sim, struct curl_slist *headers, CURL *clients[CLIENTS])
{
    char *url = memory_format("%s/kpi/dau/data_series?length=1", sim_url(sim));
    for (int i = 0; i < CLIENTS; i++) {
        clients[i] = curl_easy_init();
        curl_easy_setopt(clients[i], CURLOPT_URL, url);
        curl_easy_setopt(clients[i], CURLOPT_NOPROXY, "*");
        curl_easy_setopt(clients[i], CURLOPT_HTTPHEADER, headers);
        curl_easy_setopt(clients[i], CURLOPT_WRITEFUNCTION, swallow);
        curl_multi_add_handle(multi, clients[i]);
    }
    free(url);
}

static void remove_clients(CURLM *multi, CURL *clients[CLIENTS])
{
    for (int i = 0; i < CLIENTS; i++) {
        curl_multi_remove_handle(multi, clients[i]);
        curl_easy_cleanup(clients[i]);
    }
}

START_TEST(sixty_four_requests_wait_out_the_latency_together)
{
    struct sim *sim = client_start("latency", "400", NULL);
    struct curl_slist *headers = curl_slist_append(NULL, "Authorization: Bearer demo-key");
    CURLM *multi = curl_multi_init();
    CURL *clients[CLIENTS];
    int64_t before = date_monotonic_ms();
    add_clients(multi, sim, headers, clients);
    int running = 1;
    while (running > 0) {
        ck_assert_int_eq(curl_multi_perform(multi, &running), CURLM_OK);
        ck_assert_int_eq(curl_multi_poll(multi, NULL, 0, 100, NULL), CURLM_OK);
    }
    int64_t took = date_monotonic_ms() - before;
    for (int i = 0; i < CLIENTS; i++) {
        long status = 0;
        curl_easy_getinfo(clients[i], CURLINFO_RESPONSE_CODE, &status);
        ck_assert_int_eq(status, 200);
    }
    /* One after the other it would be 25.6 s. */
    ck_assert_int_ge(took, 400);
    ck_assert_int_lt(took, 8000);
    remove_clients(multi, clients);
    curl_multi_cleanup(multi);
    curl_slist_free_all(headers);
    sim_stop(sim);
}
END_TEST

START_TEST(the_clock_of_the_answers_can_be_wrong)
{
    struct sim *sim = client_start("clock-skew", "-7200", NULL);
    struct client_answer answer = client_ask(sim, "/campaigns/list", NULL);
    char *date = client_header(&answer, "date");
    time_t now = time(NULL), said = curl_getdate(date, NULL);
    ck_assert_int_ge(now - said, 7200);
    ck_assert_int_lt(now - said, 7260);
    free(date);
    client_answer_clear(&answer);
    sim_stop(sim);
}
END_TEST

START_TEST(stopping_does_not_wait_for_those_who_wait)
{
    struct sim *sim = client_start("fault", "timeout:1", NULL);
    struct curl_slist *headers = curl_slist_append(NULL, "Authorization: Bearer demo-key");
    CURLM *multi = curl_multi_init();
    CURL *clients[CLIENTS];
    add_clients(multi, sim, headers, clients);
    int running = 0;
    for (int i = 0; i < 50; i++) {
        ck_assert_int_eq(curl_multi_perform(multi, &running), CURLM_OK);
        ck_assert_int_eq(curl_multi_poll(multi, NULL, 0, 5, NULL), CURLM_OK);
    }
    ck_assert_int_eq(running, CLIENTS);
    int64_t before = date_monotonic_ms();
    sim_stop(sim);
    ck_assert_int_lt(date_monotonic_ms() - before, 3000);
    remove_clients(multi, clients);
    curl_multi_cleanup(multi);
    curl_slist_free_all(headers);
}
END_TEST

START_TEST(options_that_are_not_understood_are_refused_with_a_word)
{
    static const char *const wrong[][2] = {
        { "fault", "502" },           { "fault", "502:2" },      { "fault", "418:0.1" },
        { "fault", "502:0.1:users" }, { "rate-limit", "5" },     { "rate-limit", "5/0" },
        { "rate-limit", "5/1:nix" },  { "today", "2026-13-01" }, { "campaigns", "-1" },
        { "campaigns", "many" },      { "port", "65536" },       { "permissions", "users.fly" },
        { "ending-at", "sometimes" }, { "reset", "never" },      { "seed", "x" },
        { "no-such-option", "1" },    { "clock-skew", "late" },
    };
    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++) {
        struct sim_options options;
        struct error error = ERROR_INIT;
        sim_options_init(&options);
        ck_assert_msg(!sim_options_set(&options, wrong[i][0], wrong[i][1], &error), "%s", wrong[i][1]);
        ck_assert_int_eq(error.code, ERROR_USAGE);
        ck_assert_ptr_nonnull(strstr(error.message, wrong[i][0]));
        error_clear(&error);
        sim_options_clear(&options);
    }
}
END_TEST

START_TEST(a_refusal_names_what_could_be_said)
{
    static const struct {
        const char *name, *value, *said;
    } cases[] = {
        { "fault", "418:0.1", "truncate" },
        { "fault", "502", "share" },
        { "fault", "502:2", "100%" },
        { "fault", "502:0.1:users", "begin with /" },
        { "rate-limit", "5/1:nix", "users_export_fields" },
        { "permissions", "users.fly", "campaigns.list" },
        { "reset", "never", "retry-after" },
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct sim_options options;
        struct error error = ERROR_INIT;
        sim_options_init(&options);
        ck_assert(!sim_options_set(&options, cases[i].name, cases[i].value, &error));
        ck_assert_msg(strstr(error.message, cases[i].said) != NULL || strstr(error.hint, cases[i].said) != NULL,
                      "%s: %s; %s", cases[i].said, error.message, error.hint);
        error_clear(&error);
        sim_options_clear(&options);
    }
}
END_TEST

START_TEST(a_port_that_is_taken_is_told)
{
    struct sim *sim = client_start(NULL);
    struct sim_options options;
    struct error error = ERROR_INIT;
    sim_options_init(&options);
    options.port = sim_port(sim);
    ck_assert_ptr_null(sim_start(&options, &error));
    ck_assert_int_eq(error.code, ERROR_NETWORK);
    ck_assert_ptr_nonnull(error.hint);
    error_clear(&error);
    sim_options_clear(&options);
    sim_stop(sim);
}
END_TEST

int main(void)
{
    const TTest *const access[] = {
        wrong_requests_are_refused_before_they_do_anything,
        a_key_in_any_casing_of_the_scheme_is_taken_and_permissions_can_be_listed,
        a_key_may_be_bound_to_addresses,
        a_limit_ends_in_429_and_each_class_counts_for_itself,
        a_limit_can_be_told_in_seconds_that_are_left,
        exports_of_named_fields_have_a_limit_of_their_own_unless_theirs_is_no_default,
        the_log_has_every_request_with_the_key_masked,
        options_that_are_not_understood_are_refused_with_a_word,
        a_refusal_names_what_could_be_said,
        a_port_that_is_taken_is_told,
    };
    const TTest *const faults[] = {
        a_fault_may_be_any_status_and_a_502_is_a_web_page,
        a_429_comes_with_the_three_headers_with_one_and_with_none,
        faults_follow_the_seed_and_hit_the_share_that_was_asked_for,
        each_of_several_faults_hits_its_share,
        a_request_that_is_repeated_is_drawn_anew,
        the_clock_of_the_answers_can_be_wrong,
        truncated_garbage_and_silent_answers_look_so_to_a_client,
        a_slow_answer_arrives_whole,
        of_writes_that_are_reset_half_are_applied_and_the_log_tells_which,
        sixty_four_requests_wait_out_the_latency_together,
        stopping_does_not_wait_for_those_who_wait,
    };
    Suite *suite = suite_create("sim_faults");
    TCase *requests = tcase_create("access"), *trouble = tcase_create("faults");
    tcase_set_timeout(requests, 60);
    tcase_set_timeout(trouble, 60);
    for (size_t i = 0; i < sizeof access / sizeof *access; i++)
        tcase_add_test(requests, access[i]);
    for (size_t i = 0; i < sizeof faults / sizeof *faults; i++)
        tcase_add_test(trouble, faults[i]);
    suite_add_tcase(suite, requests);
    suite_add_tcase(suite, trouble);
    return unit_run(suite);
}
