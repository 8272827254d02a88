#include <string.h>

#include "braze/check.h"
#include "braze/meaning.h"
#include "support/json.h"
#include "support/memory.h"
#include "support/text.h"
#include "unit.h"

#define KEY "dummy-key/abcdefgh-3f1a"
#define NOW INT64_C(1767225600000) /* 2026-01-01T00:00:00Z */

/* Reads an answer made of a status, one header and a body. The texts are the caller's as long as the meaning is. */
struct given {
    enum endpoint endpoint;
    int status;
    const char *header;
    const char *value;
    const char *body;
};

static struct meaning read_given(const struct given *given)
{
    struct http_header header = { memory_copy_string(given->header), memory_copy_string(given->value) };
    struct http_answer answer = { .outcome = HTTP_ANSWERED, .status = given->status, .version = "1.1" };
    answer.body = memory_copy_string(given->body);
    answer.body_length = strlen(given->body);
    answer.headers = &header;
    answer.header_count = given->header != NULL ? 1 : 0;
    struct secret *key = secret_new(KEY, strlen(KEY));
    const struct meaning_context context = { given->endpoint, "https://rest.fra-01.braze.eu", key, NOW };
    struct meaning meaning;
    meaning_read(&meaning, &context, &answer);
    secret_free(key);
    free(answer.body);
    free(header.name);
    free(header.value);
    return meaning;
}

static void expect_without_key(const struct meaning *meaning)
{
    const char *texts[] = { meaning->error.message, meaning->error.hint, meaning->said, meaning->note,
                            meaning->request_id };
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++)
        ck_assert(texts[i] == NULL || strstr(texts[i], "abcdefgh") == NULL);
    for (size_t i = 0; i < meaning->problem_count; i++)
        ck_assert_ptr_null(strstr(meaning->problems[i].what, "abcdefgh"));
    if (meaning->body != NULL) {
        char *body = json_print(meaning->body);
        ck_assert_ptr_null(strstr(body, "abcdefgh"));
        free(body);
    }
}

static void expect(const struct given *given, enum meaning_kind kind, int exit_status, const char *in_message,
                   const char *in_hint)
{
    struct meaning meaning = read_given(given);
    ck_assert_msg(meaning.kind == kind, "%s instead of %s: %s", meaning_name(meaning.kind), meaning_name(kind),
                  meaning.error.message);
    ck_assert_int_eq(error_exit_status(meaning.error.code), exit_status);
    ck_assert_msg(strstr(meaning.error.message, in_message) != NULL, "%s", meaning.error.message);
    ck_assert_ptr_null(strchr(meaning.error.message, '{'));
    ck_assert_ptr_nonnull(meaning.error.hint);
    ck_assert_msg(strstr(meaning.error.hint, in_hint) != NULL, "%s", meaning.error.hint);
    ck_assert_ptr_null(strchr(meaning.error.hint, '{'));
    ck_assert(meaning_accepted(&meaning) == (kind == MEANING_PARTLY));
    expect_without_key(&meaning);
    meaning_clear(&meaning);
}

START_TEST(a_success_gives_its_object)
{
    const struct given given = { ENDPOINT_CAMPAIGNS_LIST, 200, "X-Request-Id", "abc-1", "{\"campaigns\":[],\"message\":\"success\"}" };
    struct meaning meaning = read_given(&given);
    ck_assert_int_eq(meaning.kind, MEANING_OK);
    ck_assert_int_eq(meaning.error.code, ERROR_NONE);
    ck_assert_ptr_nonnull(json_get_array(meaning.body, "campaigns"));
    ck_assert_str_eq(meaning.request_id, "abc-1");
    ck_assert(meaning_accepted(&meaning));
    meaning_clear(&meaning);
}
END_TEST

START_TEST(a_success_needs_no_message)
{
    const struct given given = { ENDPOINT_PREFERENCE_CENTER_LIST, 200, NULL, NULL, "{\"preference_centers\":[]}" };
    struct meaning meaning = read_given(&given);
    ck_assert_int_eq(meaning.kind, MEANING_OK);
    meaning_clear(&meaning);
}
END_TEST

START_TEST(a_queued_request_is_accepted_with_a_note)
{
    const struct given given = { ENDPOINT_USERS_TRACK, 202, NULL, NULL, "{\"message\":\"queued\"}" };
    struct meaning meaning = read_given(&given);
    ck_assert_int_eq(meaning.kind, MEANING_QUEUED);
    ck_assert(meaning_accepted(&meaning));
    ck_assert_ptr_nonnull(strstr(meaning.note, "maintenance"));
    meaning_clear(&meaning);
}
END_TEST

START_TEST(a_401_is_a_wrong_key_or_a_wrong_instance_and_never_shows_the_key)
{
    expect(&(struct given){ ENDPOINT_CAMPAIGNS_LIST, 401, NULL, NULL, "{\"message\":\"Invalid API key: " KEY "\"}" },
           MEANING_KEY_REFUSED, 4, "rest.fra-01.braze.eu does not know the key", "instance");
    expect(&(struct given){ ENDPOINT_CAMPAIGNS_LIST, 401, NULL, NULL, "{\"message\":\"Invalid API key: dummy-key\\/abcdefgh-3f1a\"}" },
           MEANING_KEY_REFUSED, 4, "belongs to another instance", "Settings");
    expect(&(struct given){ ENDPOINT_CAMPAIGNS_LIST, 401, NULL, NULL, "Error authenticating credentials" },
           MEANING_KEY_REFUSED, 4, "does not know the key", "instance");
    expect(&(struct given){ ENDPOINT_CAMPAIGNS_LIST, 401, NULL, NULL, "" }, MEANING_KEY_REFUSED, 4, "does not know the key",
           "instance");
}
END_TEST

START_TEST(the_key_is_taken_out_of_every_text_an_answer_brings)
{
    expect(&(struct given){ ENDPOINT_USERS_TRACK, 400, "X-Request-Id", KEY,
                            "{\"message\":\"bad " KEY "\",\"errors\":[\"" KEY "\",{\"type\":\"" KEY "\",\"index\":0}]}" },
           MEANING_BAD_OBJECTS, 1, "bad", "correct");
    expect(&(struct given){ ENDPOINT_USERS_TRACK, 302, "Location", "https://login.example/?key=dummy-key%2Fabcdefgh-3f1a", "" },
           MEANING_REDIRECTED, 5, "login.example", "proxy");
    expect(&(struct given){ ENDPOINT_USERS_TRACK, 200, "Content-Type", "text/html", "<html><title>" KEY "</title></html>" },
           MEANING_WEB_PAGE, 5, "titled", "proxy");
    const struct given echo = { ENDPOINT_CAMPAIGNS_LIST, 200, NULL, NULL, "{\"headers\":{\"Authorization\":\"Bearer " KEY "\"}}" };
    struct meaning meaning = read_given(&echo);
    ck_assert_int_eq(meaning.kind, MEANING_OK);
    expect_without_key(&meaning);
    meaning_clear(&meaning);
}
END_TEST

START_TEST(a_403_names_the_permission_that_the_call_needs)
{
    expect(&(struct given){ ENDPOINT_SUBSCRIPTION_USER_STATUS, 403, NULL, NULL,
                            "{\"message\":\"You do not have permission to access this resource\"}" },
           MEANING_NO_PERMISSION, 4, "lacks the permission subscription.groups.get", "subscription.groups.get");
    expect(&(struct given){ ENDPOINT_USERS_DELETE, 403, NULL, NULL, "{\"message\":\"Access Denied\"}" },
           MEANING_NO_PERMISSION, 4, "may not POST /users/delete", "users.delete");
    expect(&(struct given){ ENDPOINT_USERS_DELETE, 403, NULL, NULL, "" }, MEANING_NO_PERMISSION, 4, "users.delete", "new one");
    expect(&(struct given){ ENDPOINT_USERS_DELETE, 401, NULL, NULL, "{\"message\":\"insufficient permissions\"}" },
           MEANING_NO_PERMISSION, 4, "users.delete", "new one");
}
END_TEST

START_TEST(a_refused_address_and_a_plan_are_told_apart_from_a_permission)
{
    expect(&(struct given){ ENDPOINT_USERS_TRACK, 403, NULL, NULL, "{\"message\":\"Invalid whitelisted IPs\"}" },
           MEANING_IP_NOT_ALLOWED, 4, "network address", "allowed addresses");
    expect(&(struct given){ ENDPOINT_USERS_TRACK, 401, NULL, NULL, "{\"message\":\"Invalid whitelisted IPs\"}" },
           MEANING_IP_NOT_ALLOWED, 4, "network address", "allowed addresses");
    expect(&(struct given){ ENDPOINT_USERS_TRACK, 403, NULL, NULL, "{\"message\":\"Forbidden\"}" }, MEANING_NOT_IN_PLAN, 4,
           "Forbidden", "contract");
}
END_TEST

START_TEST(a_rate_limit_says_until_when)
{
    expect(&(struct given){ ENDPOINT_EVENTS_LIST, 429, "X-RateLimit-Reset", "1767225690", "{\"message\":\"Rate limited\"}" },
           MEANING_RATE_LIMITED, 6, "the rate limit of GET /events/list is used up until 00:01:30 UTC, for 90 s", "wait");
    expect(&(struct given){ ENDPOINT_EVENTS_LIST, 429, "X-RateLimit-Reset", "1767229200", "" }, MEANING_RATE_LIMITED, 6,
           "until 01:00:00 UTC, for 60 min", "wait");
    expect(&(struct given){ ENDPOINT_USERS_TRACK, 429, "X-Ratelimit-Retry-After", "7", "" }, MEANING_RATE_LIMITED, 6,
           "until 00:00:07 UTC, for 7 s", "wait");
    expect(&(struct given){ ENDPOINT_USERS_TRACK, 429, NULL, NULL, "Rate limited" }, MEANING_RATE_LIMITED, 6,
           "POST /users/track is used up", "wait");
}
END_TEST

START_TEST(a_bad_request_repeats_what_braze_says_with_what_to_do)
{
    expect(&(struct given){ ENDPOINT_CAMPAIGNS_DETAILS, 400, NULL, NULL,
                            "{\"message\":\"campaign_id must be a string of the campaign api identifier\"}" },
           MEANING_BAD_REQUEST, 1, "campaign_id must be a string", "API identifier");
    expect(&(struct given){ ENDPOINT_USERS_TRACK, 400, NULL, NULL, "{\"message\":\"Max Input Length Exceeded\"}" },
           MEANING_BAD_REQUEST, 1, "Max Input Length Exceeded", "at most 75");
    expect(&(struct given){ ENDPOINT_USERS_TRACK, 400, NULL, NULL, "" }, MEANING_BAD_REQUEST, 1, "does not say why", "correct");
    expect(&(struct given){ ENDPOINT_USERS_TRACK, 201, NULL, NULL, "{\"message\":\"something else\"}" }, MEANING_BAD_REQUEST, 1,
           "something else", "correct");
    expect(&(struct given){ ENDPOINT_EVENTS_GET, 400, NULL, NULL,
                            "{\"errors\":[{\"id\":\"invalid-cursor\",\"message\":\"'cursor' is not valid\",\"parameters\":[\"cursor\"],"
                            "\"parameter_values\":[\"bad\"]}],\"message\":\"Invalid Request\"}" },
           MEANING_BAD_OBJECTS, 1, "Invalid Request: cursor: 'cursor' is not valid", "parameters");
}
END_TEST

START_TEST(a_partial_failure_names_the_objects)
{
    expect(&(struct given){ ENDPOINT_USERS_TRACK, 201, NULL, NULL,
                            "{\"attributes_processed\":1,\"message\":\"success\",\"errors\":[{\"type\":\"'price' is not valid\","
                            "\"input_array\":\"purchases\",\"index\":2}]}" },
           MEANING_PARTLY, 7, "refused purchases[2]: 'price' is not valid", "was accepted");
    expect(&(struct given){ ENDPOINT_USERS_TRACK, 400, NULL, NULL,
                            "{\"message\":\"Valid data must be provided in the 'attributes', 'events', or 'purchases' fields.\","
                            "\"errors\":[{\"type\":\"a\",\"input_array\":\"events\",\"index\":0},{\"type\":\"b\",\"input_array\":\"events\","
                            "\"index\":1},\"plain\",{\"type\":\"d\"},{\"type\":\"e\"}]}" },
           MEANING_BAD_OBJECTS, 1, "events[0]: a; events[1]: b; plain; and 2 more", "external_id");
    expect(&(struct given){ ENDPOINT_EXTERNAL_IDS_RENAME, 201, NULL, NULL,
                            "{\"message\":\"success\",\"external_ids\":[],\"rename_errors\":[[0,\"unknown id\"]]}" },
           MEANING_PARTLY, 7, "rename_errors: [0,\"unknown id\"]", "was accepted");
}
END_TEST

START_TEST(hostile_lists_of_problems_are_bounded)
{
    UT_string body;
    utstring_init(&body);
    utstring_printf(&body, "{\"message\":\"success\",\"errors\":[{\"type\":\"\\u001b[31m\",\"index\":-5,\"input_array\":\"\\n\"}");
    for (int i = 0; i < 5000; i++)
        utstring_printf(&body, ",{\"type\":\"x\",\"index\":1e300}");
    utstring_printf(&body, "]}");
    const struct given given = { ENDPOINT_USERS_TRACK, 201, NULL, NULL, utstring_body(&body) };
    struct meaning meaning = read_given(&given);
    ck_assert_uint_eq(meaning.problem_count, 1000);
    ck_assert_ptr_null(strchr(meaning.problems[0].what, '\x1b'));
    ck_assert_int_eq(meaning.problems[0].index, -1);
    ck_assert_int_eq(meaning.problems[1].index, -1);
    meaning_clear(&meaning);
    utstring_done(&body);
}
END_TEST

START_TEST(each_kind_of_outage_has_its_own_words)
{
    expect(&(struct given){ ENDPOINT_CAMPAIGNS_LIST, 500, NULL, NULL, "{\"message\":\"Internal error\"}" }, MEANING_SERVER_ERROR, 5,
           "500 Internal Server Error (Internal error)", "statuspage");
    expect(&(struct given){ ENDPOINT_CAMPAIGNS_LIST, 500, NULL, NULL, "{\"message\":\"Internal server error\"}" },
           MEANING_SERVER_ERROR, 5, "500 Internal Server Error (it does not say why)", "statuspage");
    expect(&(struct given){ ENDPOINT_CAMPAIGNS_LIST, 502, "Content-Type", "text/html", "<html>502</html>" }, MEANING_BAD_GATEWAY, 5,
           "did not reach Braze's servers", "later");
    expect(&(struct given){ ENDPOINT_CAMPAIGNS_LIST, 503, NULL, NULL, "" }, MEANING_UNAVAILABLE, 5, "no capacity", "later");
    expect(&(struct given){ ENDPOINT_CAMPAIGNS_LIST, 503, NULL, NULL, "{\"message\":\"Down for maintenance\"}" },
           MEANING_MAINTENANCE, 5, "maintenance", "statuspage");
    expect(&(struct given){ ENDPOINT_CAMPAIGNS_LIST, 504, NULL, NULL, "" }, MEANING_GATEWAY_TIMEOUT, 5, "in time", "later");
    expect(&(struct given){ ENDPOINT_CAMPAIGNS_LIST, 599, NULL, NULL, "" }, MEANING_SERVER_ERROR, 5, "599", "later");
}
END_TEST

START_TEST(a_write_after_an_outage_may_have_been_carried_out)
{
    static const struct {
        int status;
        bool maybe;
    } cases[] = { { 500, true }, { 502, false }, { 503, false }, { 504, true }, { 400, false }, { 429, false } };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        const struct given write = { ENDPOINT_USERS_TRACK, cases[i].status, NULL, NULL, "" };
        struct meaning meaning = read_given(&write);
        ck_assert_int_eq(meaning.maybe_done, cases[i].maybe);
        ck_assert_int_eq(strstr(meaning.error.hint, "read the users back") != NULL, cases[i].maybe);
        meaning_clear(&meaning);
        const struct given read = { ENDPOINT_CAMPAIGNS_LIST, cases[i].status, NULL, NULL, "" };
        meaning = read_given(&read);
        ck_assert(!meaning.maybe_done);
        meaning_clear(&meaning);
    }
}
END_TEST

START_TEST(what_is_not_braze_is_told_as_such)
{
    expect(&(struct given){ ENDPOINT_CAMPAIGNS_LIST, 200, "Content-Type", "text/html; charset=utf-8",
                            "<!DOCTYPE html><html><head><title> Sign in\nto the network </title>" },
           MEANING_WEB_PAGE, 5, "with a web page titled \"Sign in\xE2\x8F\x8Eto the network\", not as Braze does (200 OK)", "login page");
    expect(&(struct given){ ENDPOINT_CAMPAIGNS_LIST, 403, NULL, NULL, "\n <html>blocked</html>" }, MEANING_WEB_PAGE, 5,
           "403 Forbidden", "firewall");
    expect(&(struct given){ ENDPOINT_CAMPAIGNS_LIST, 401, "Content-Type", "text/html", "<p>log in" }, MEANING_WEB_PAGE, 5, "401",
           "REST URL");
    expect(&(struct given){ ENDPOINT_CAMPAIGNS_LIST, 302, "Location", "https://login.example/", "" }, MEANING_REDIRECTED, 5,
           "sends GET /campaigns/list on to https://login.example/", "login page");
    expect(&(struct given){ ENDPOINT_CAMPAIGNS_LIST, 407, NULL, NULL, "" }, MEANING_PROXY_LOGIN, 5, "the proxy wants", "https_proxy");
    expect(&(struct given){ ENDPOINT_CAMPAIGNS_LIST, 200, NULL, NULL, "pong" }, MEANING_NOT_JSON, 5, "not Braze's JSON", "REST endpoint");
    expect(&(struct given){ ENDPOINT_CAMPAIGNS_LIST, 200, NULL, NULL, "[1,2]" }, MEANING_NOT_JSON, 5, "not Braze's JSON", "REST endpoint");
    expect(&(struct given){ ENDPOINT_CAMPAIGNS_LIST, 200, NULL, NULL, "{\"campaigns\":[" }, MEANING_NOT_JSON, 5, "200 OK", "cut");
    expect(&(struct given){ ENDPOINT_CAMPAIGNS_LIST, 200, NULL, NULL, "" }, MEANING_EMPTY, 5, "with nothing", "proxy");
    expect(&(struct given){ ENDPOINT_CAMPAIGNS_LIST, 404, NULL, NULL, "{\"message\":\"x\"}" }, MEANING_NOT_FOUND, 5, "does not know GET",
           "REST endpoint");
    expect(&(struct given){ ENDPOINT_FEED_LIST, 404, NULL, NULL, "" }, MEANING_FEED_GONE, 5, "News Feed", "cards");
    expect(&(struct given){ ENDPOINT_USERS_TRACK, 413, NULL, NULL, "" }, MEANING_TOO_LARGE, 1, "too large", "fewer");
    expect(&(struct given){ ENDPOINT_USERS_TRACK, 415, NULL, NULL, "" }, MEANING_WRONG_TYPE, 1, "JSON", "Content-Type");
    expect(&(struct given){ ENDPOINT_USERS_TRACK, 418, NULL, NULL, "" }, MEANING_UNEXPECTED, 1, "418", "request id");
}
END_TEST

START_TEST(text_from_outside_cannot_write_on_the_terminal)
{
    const struct given given = { ENDPOINT_CAMPAIGNS_LIST, 400, "X-Request-Id", "\x1b[2J", "{\"message\":\"\\u001b]0;x\\u0007 \\u202e {host}\"}" };
    struct meaning meaning = read_given(&given);
    ck_assert_ptr_null(strchr(meaning.error.message, '\x1b'));
    ck_assert_ptr_null(strstr(meaning.error.message, "\xE2\x80\xAE"));
    ck_assert_ptr_nonnull(strstr(meaning.error.message, "{host}")); /* what is said is no template */
    ck_assert_ptr_null(strchr(meaning.request_id, '\x1b'));
    meaning_clear(&meaning);
}
END_TEST

START_TEST(a_long_message_is_shortened)
{
    char body[5000] = "{\"message\":\"";
    memset(body + strlen(body), 'x', 4000);
    strncat(body, "\"}", 3);
    const struct given given = { ENDPOINT_CAMPAIGNS_LIST, 400, NULL, NULL, body };
    struct meaning meaning = read_given(&given);
    ck_assert_uint_lt(strlen(meaning.said), 310);
    ck_assert_ptr_nonnull(strstr(meaning.said, "x\xE2\x80\xA6"));
    meaning_clear(&meaning);
}
END_TEST

static struct meaning read_outcome(enum http_outcome outcome, enum http_failure failure, enum endpoint endpoint)
{
    struct http_answer answer = { .outcome = outcome, .failure = failure, .version = "" };
    (void)!http_failure_tell(failure, "rest.fra-01.braze.eu", NULL, &answer.error);
    const struct meaning_context context = { endpoint, "https://rest.fra-01.braze.eu", NULL, NOW };
    struct meaning meaning;
    meaning_read(&meaning, &context, &answer);
    error_clear(&answer.error);
    return meaning;
}

START_TEST(every_network_failure_keeps_its_own_sentence_hint_and_status)
{
    for (int failure = HTTP_FAILURE_NONE + 1; failure < HTTP_FAILURE_COUNT; failure++) {
        struct error expected = ERROR_INIT;
        (void)!http_failure_tell((enum http_failure)failure, "rest.fra-01.braze.eu", NULL, &expected);
        struct meaning meaning = read_outcome(HTTP_NO_ANSWER, (enum http_failure)failure, ENDPOINT_CAMPAIGNS_LIST);
        ck_assert_str_eq(meaning.error.message, expected.message);
        ck_assert_str_eq(meaning.error.hint, expected.hint);
        ck_assert_int_eq(meaning.error.code, expected.code);
        ck_assert(!meaning.maybe_done);
        meaning_clear(&meaning);
        error_clear(&expected);
    }
}
END_TEST

START_TEST(a_write_whose_connection_broke_has_an_unknown_outcome)
{
    struct meaning meaning = read_outcome(HTTP_UNKNOWN, HTTP_FAILURE_CONNECTION_LOST, ENDPOINT_USERS_TRACK);
    ck_assert_int_eq(meaning.kind, MEANING_MAYBE_DONE);
    ck_assert(meaning.maybe_done);
    ck_assert_ptr_nonnull(strstr(meaning.error.message, "the connection broke before the answer came: POST /users/track was sent"));
    ck_assert_ptr_nonnull(strstr(meaning.error.hint, "read the users back"));
    ck_assert_int_eq(error_exit_status(meaning.error.code), 5);
    meaning_clear(&meaning);
    meaning = read_outcome(HTTP_CANCELLED, HTTP_FAILURE_CANCELLED, ENDPOINT_USERS_TRACK);
    ck_assert_int_eq(meaning.kind, MEANING_STOPPED);
    ck_assert(!meaning.maybe_done);
    meaning_clear(&meaning);
    meaning = read_outcome(HTTP_NOT_SENT, HTTP_FAILURE_RATE_LIMIT, ENDPOINT_USERS_TRACK);
    ck_assert_int_eq(meaning.kind, MEANING_RATE_LIMITED);
    ck_assert_int_eq(error_exit_status(meaning.error.code), 6);
    meaning_clear(&meaning);
}
END_TEST

START_TEST(the_check_takes_a_missing_permission_for_a_key_that_works)
{
    struct http_header headers[] = { { (char *)"x-ratelimit-limit", (char *)"250000" },
                                     { (char *)"x-ratelimit-remaining", (char *)"249871" } };
    struct http_answer answer = { .outcome = HTTP_ANSWERED, .status = 200, .version = "2", .headers = headers, .header_count = 2 };
    answer.timings.first_byte_us = 84321;
    struct meaning meaning = { .kind = MEANING_OK };
    struct check check;
    check_read(&check, "EU-01", &meaning, &answer, NOW);
    ck_assert(check.works);
    ck_assert_str_eq(check.sentence, "EU-01 knows the key and answered in 84 ms");
    ck_assert_int_eq(check.limit.remaining, 249871);
    ck_assert_int_eq(check.latency_us, 84321);
    check_clear(&check);

    const struct given denied = { ENDPOINT_CAMPAIGNS_LIST, 403, NULL, NULL, "" };
    meaning = read_given(&denied);
    check_read(&check, "EU-01", &meaning, &answer, NOW);
    ck_assert(check.works);
    ck_assert_int_eq(check.code, ERROR_NONE);
    ck_assert_ptr_nonnull(strstr(check.sentence, "lacks the permission campaigns.list"));
    check_clear(&check);
    meaning_clear(&meaning);

    const struct given refused = { ENDPOINT_CAMPAIGNS_LIST, 401, NULL, NULL, "" };
    meaning = read_given(&refused);
    check_read(&check, "EU-01", &meaning, NULL, NOW);
    ck_assert(!check.works);
    ck_assert_int_eq(error_exit_status(check.code), 4);
    ck_assert_int_eq(check.latency_us, -1);
    ck_assert_int_eq(check.limit.remaining, -1);
    ck_assert_str_eq(check.sentence, meaning.error.message);
    ck_assert_str_eq(check.hint, meaning.error.hint);
    check_clear(&check);
    meaning_clear(&meaning);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("meaning");
    TCase *all = tcase_create("all");
    tcase_add_test(all, a_success_gives_its_object);
    tcase_add_test(all, a_success_needs_no_message);
    tcase_add_test(all, a_queued_request_is_accepted_with_a_note);
    tcase_add_test(all, a_401_is_a_wrong_key_or_a_wrong_instance_and_never_shows_the_key);
    tcase_add_test(all, the_key_is_taken_out_of_every_text_an_answer_brings);
    tcase_add_test(all, a_403_names_the_permission_that_the_call_needs);
    tcase_add_test(all, a_refused_address_and_a_plan_are_told_apart_from_a_permission);
    tcase_add_test(all, a_rate_limit_says_until_when);
    tcase_add_test(all, a_bad_request_repeats_what_braze_says_with_what_to_do);
    tcase_add_test(all, a_partial_failure_names_the_objects);
    tcase_add_test(all, hostile_lists_of_problems_are_bounded);
    tcase_add_test(all, each_kind_of_outage_has_its_own_words);
    tcase_add_test(all, a_write_after_an_outage_may_have_been_carried_out);
    tcase_add_test(all, what_is_not_braze_is_told_as_such);
    tcase_add_test(all, text_from_outside_cannot_write_on_the_terminal);
    tcase_add_test(all, a_long_message_is_shortened);
    tcase_add_test(all, every_network_failure_keeps_its_own_sentence_hint_and_status);
    tcase_add_test(all, a_write_whose_connection_broke_has_an_unknown_outcome);
    tcase_add_test(all, the_check_takes_a_missing_permission_for_a_key_that_works);
    suite_add_tcase(suite, all);
    return unit_run(suite);
}
