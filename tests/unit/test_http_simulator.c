/* The client against the simulator: every fault it knows, its rate limits, and many requests through bad weather. */
#include <string.h>

#include "asking.h"
#include "sim/simulator.h"
#include "support/date.h"
#include "support/text.h"
#include "unit.h"

static struct sim *start(const char *const *settings)
{
    struct sim_options options;
    struct error error = ERROR_INIT;
    sim_options_init(&options);
    for (size_t i = 0; settings[i] != NULL; i += 2)
        ck_assert_msg(sim_options_set(&options, settings[i], settings[i + 1], &error), "%s", error.message);
    options.slow_ms = 400;
    struct sim *sim = sim_start(&options, &error);
    ck_assert_msg(sim != NULL, "%s", error.message);
    sim_options_clear(&options);
    return sim;
}

#define START(...) start((const char *const[]){ __VA_ARGS__, NULL })

static struct http_request *list_request(const struct sim *sim, int page)
{
    char *url = memory_format("%s/campaigns/list?page=%d", sim_url(sim), page);
    struct secret *key = secret_new("demo-key", 8);
    struct http_request *request = http_request_new("GET", url);
    http_request_set_bearer(request, key);
    secret_free(key);
    free(url);
    return request;
}

static struct http_request *track_request(const struct sim *sim)
{
    static const char body[] = "{\"attributes\":[{\"external_id\":\"u\",\"a\":1}]}";
    char *url = memory_format("%s/users/track", sim_url(sim));
    struct secret *key = secret_new("demo-key", 8);
    struct http_request *request = http_request_new("POST", url);
    http_request_set_bearer(request, key);
    http_request_set_body(request, body, sizeof body - 1, "application/json");
    secret_free(key);
    free(url);
    return request;
}

/* What each fault looks like to a read and to a write that are sent once. */
static const struct {
    const char *fault;
    int status;
    enum http_outcome read;
    enum http_outcome write;
    enum http_failure failure;
} faults[] = {
    { "401:1", 401, HTTP_ANSWERED, HTTP_ANSWERED, HTTP_FAILURE_NONE },
    { "403:1", 403, HTTP_ANSWERED, HTTP_ANSWERED, HTTP_FAILURE_NONE },
    { "404:1", 404, HTTP_ANSWERED, HTTP_ANSWERED, HTTP_FAILURE_NONE },
    { "429:1", 429, HTTP_ANSWERED, HTTP_ANSWERED, HTTP_FAILURE_NONE },
    { "500:1", 500, HTTP_ANSWERED, HTTP_ANSWERED, HTTP_FAILURE_NONE },
    { "502:1", 502, HTTP_ANSWERED, HTTP_ANSWERED, HTTP_FAILURE_NONE },
    { "503:1", 503, HTTP_ANSWERED, HTTP_ANSWERED, HTTP_FAILURE_NONE },
    { "504:1", 504, HTTP_ANSWERED, HTTP_ANSWERED, HTTP_FAILURE_NONE },
    { "garbage:1", 200, HTTP_ANSWERED, HTTP_ANSWERED, HTTP_FAILURE_NONE },
    { "timeout:1", 0, HTTP_NO_ANSWER, HTTP_UNKNOWN, HTTP_FAILURE_IDLE_TIMEOUT },
    { "reset:1", 0, HTTP_NO_ANSWER, HTTP_UNKNOWN, HTTP_FAILURE_CONNECTION_LOST },
    { "truncate:1", -1, HTTP_NO_ANSWER, HTTP_UNKNOWN, HTTP_FAILURE_TRUNCATED },
    { "slow:1", -1, HTTP_ANSWERED, HTTP_ANSWERED, HTTP_FAILURE_NONE }, /* each piece in time */
};

START_TEST(every_fault_has_its_outcome)
{
    struct sim *sim = START("fault", faults[_i].fault);
    struct http_client *client = asking_client();
    const struct http_call read = { .is_read = true, .attempts = 1, .idle_timeout_ms = 300 };
    const struct http_call write = { .idle_timeout_ms = 300 };
    for (int is_write = 0; is_write < 2; is_write++) {
        struct http_answer *answer = is_write ? ask(client, track_request(sim), &write)
                                              : ask(client, list_request(sim, 0), &read);
        ck_assert_int_eq(answer->outcome, is_write ? faults[_i].write : faults[_i].read);
        ck_assert_str_eq(http_failure_name(answer->failure), http_failure_name(faults[_i].failure));
        ck_assert_int_eq(answer->status, faults[_i].status >= 0 ? faults[_i].status : is_write ? 201 : 200);
        ck_assert_uint_eq(answer->attempts, 1);
        ck_assert_int_eq(answer->error.code, faults[_i].failure == HTTP_FAILURE_NONE ? ERROR_NONE : ERROR_NETWORK);
        http_answer_free(answer);
    }
    http_client_free(client);
    sim_stop(sim);
}
END_TEST

struct weather {
    unsigned good;
    unsigned other;
    unsigned attempts;
    unsigned limited;
};

static void count_answer(uint64_t ticket, const struct http_answer *answer, void *context)
{
    (void)ticket;
    struct weather *weather = context;
    if (answer->outcome == HTTP_ANSWERED && answer->status == 200)
        weather->good++;
    else
        weather->other++;
}

static void count_attempt(const struct http_attempt *attempt, void *context)
{
    struct weather *weather = context;
    weather->attempts++;
    weather->limited += attempt->answer->status == 429;
}

START_TEST(reads_come_through_bad_weather)
{
    struct sim *sim = START("fault", "500:0.15", "fault", "reset:0.15", "fault", "truncate:0.15", "fault", "503:0.1");
    struct http_client *client = asking_client();
    struct weather weather = { 0 };
    const struct http_observer observer = { count_attempt, NULL, &weather };
    http_observe(client, &observer);
    const struct http_call call = { .is_read = true, .priority = HTTP_BACKGROUND, .attempts = 9 };
    for (int page = 0; page < 40; page++)
        http_submit(client, list_request(sim, page), &call, count_answer, &weather);
    http_run_until_idle(client);
    ck_assert_uint_eq(weather.good, 40);
    ck_assert_uint_eq(weather.other, 0);
    ck_assert_uint_gt(weather.attempts, 60); /* some 88 are to be expected */
    http_client_free(client);
    sim_stop(sim);
}
END_TEST

static void keep_within(const char *reset)
{
    struct sim *sim = START("rate-limit", "6/1", "reset", reset);
    struct http_client *client = asking_client();
    struct weather weather = { 0 };
    const struct http_observer observer = { count_attempt, NULL, &weather };
    http_observe(client, &observer);
    const struct http_call call = { .is_read = true, .priority = HTTP_BACKGROUND, .limit_class = "all" };
    int64_t begin = date_monotonic_ms();
    for (int page = 0; page < 14; page++)
        http_submit(client, list_request(sim, page), &call, count_answer, &weather);
    http_run_until_idle(client);
    ck_assert_uint_eq(weather.good, 14);
    ck_assert_uint_eq(weather.limited, 0); /* nobody ran into the limit */
    ck_assert_int_ge(date_monotonic_ms() - begin, 1000);
    struct http_limit limit;
    ck_assert(http_client_limit(client, "all", &limit));
    ck_assert_int_eq(limit.limit, 6);
    http_client_free(client);
    sim_stop(sim);
}

START_TEST(a_limit_told_as_a_moment_is_kept)
{
    keep_within("epoch");
}
END_TEST

START_TEST(a_limit_told_in_seconds_is_kept)
{
    keep_within("relative");
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("http simulator");
    TCase *tests = tcase_create("http simulator");
    tcase_set_timeout(tests, 60);
    tcase_add_loop_test(tests, every_fault_has_its_outcome, 0, sizeof faults / sizeof *faults);
    tcase_add_test(tests, reads_come_through_bad_weather);
    tcase_add_test(tests, a_limit_told_as_a_moment_is_kept);
    tcase_add_test(tests, a_limit_told_in_seconds_is_kept);
    suite_add_tcase(suite, tests);
    return unit_run(suite);
}
