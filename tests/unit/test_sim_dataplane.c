#include <stdlib.h>
#include <string.h>

#include "sim_client.h"
#include "support/json.h"
#include "unit.h"

/* base64 of "demo-write-key:", of the same with a password, and of another key. */
#define KEY "Authorization: Basic ZGVtby13cml0ZS1rZXk6"
#define KEY_AND_PASSWORD "Authorization: Basic ZGVtby13cml0ZS1rZXk6IiI="
#define OTHER_KEY "Authorization: Basic b3RoZXI6"

static struct sim *sim;

static void set_up(void)
{
    sim = client_start(NULL);
}

static void tear_down(void)
{
    sim_stop(sim);
}

static void expect_text(const char *key, const char *method, const char *path, const char *body, long status,
                        const char *text)
{
    const char *const headers[] = { key, "Content-Type: application/json", "Expect:", NULL };
    struct client_answer answer = client_ask_with(sim, method, path, body, body != NULL ? strlen(body) : 0, headers);
    ck_assert_int_eq(answer.code, CURLE_OK);
    ck_assert_str_eq(utstring_body(&answer.body), text);
    ck_assert_int_eq(answer.status, status);
    client_answer_clear(&answer);
}

START_TEST(an_event_is_taken_on_the_endpoint_of_its_type_and_in_a_batch)
{
    expect_text(KEY, NULL, "/v1/identify", "{\"userId\":\"u\",\"traits\":{}}", 200, "OK");
    expect_text(KEY_AND_PASSWORD, NULL, "/v1/track", "{\"anonymousId\":\"a\",\"event\":\"e\"}", 200, "OK");
    expect_text(KEY, NULL, "/v1/group", "{\"userId\":\"u\",\"groupId\":\"g\"}", 200, "OK");
    expect_text(KEY, NULL, "/v1/alias", "{\"userId\":\"u\",\"previousId\":\"p\"}", 200, "OK");
    expect_text(KEY, NULL, "/v1/batch",
                "{\"batch\":[{\"type\":\"page\",\"userId\":\"u\"},{\"type\":\"screen\",\"userId\":\"u\"}]}", 200, "OK");
}
END_TEST

START_TEST(what_is_wrong_is_said_in_the_words_of_the_gateway)
{
    expect_text("Authorization:", NULL, "/v1/track", "{}", 401, "Failed to read writeKey from header");
    expect_text(OTHER_KEY, NULL, "/v1/track", "{}", 401, "Invalid Write Key");
    expect_text(KEY, NULL, "/v1/track", "", 400, "Request body is nil");
    expect_text(KEY, NULL, "/v1/track", "{\"userId\":", 400, "Invalid JSON");
    expect_text(KEY, NULL, "/v1/track", "{\"event\":\"e\"}", 400, "Request neither has anonymousId nor userId");
    expect_text(KEY, NULL, "/v1/track", "{\"userId\":\"u\"}", 400, "Event is not a valid rudder event");
    expect_text(KEY, NULL, "/v1/group", "{\"userId\":\"u\"}", 400, "Event is not a valid rudder event");
    expect_text(KEY, NULL, "/v1/batch", "{\"batch\":[]}", 400, "Event is not a valid rudder event");
    expect_text(KEY, NULL, "/v1/batch", "{\"batch\":[{\"userId\":\"u\"}]}", 400, "Event is not a valid rudder event");
    expect_text(KEY, "PUT", "/v1/track", "{}", 400, "Invalid HTTP Request Method");
}
END_TEST

START_TEST(a_fault_comes_in_its_words_and_without_headers_of_a_limit)
{
    sim_stop(sim);
    sim = client_start("fault", "429:1", NULL);
    const char *const headers[] = { KEY, "Content-Type: application/json", "Expect:", NULL };
    for (int i = 0; i < 6; i++) {
        struct client_answer answer = client_ask_with(sim, NULL, "/v1/track", "{}", 2, headers);
        ck_assert_int_eq(answer.status, 429);
        ck_assert_str_eq(utstring_body(&answer.body), "Max Requests Limit reached");
        ck_assert_ptr_null(client_header(&answer, "x-ratelimit-reset"));
        ck_assert_ptr_null(client_header(&answer, "x-ratelimit-retry-after"));
        client_answer_clear(&answer);
    }
}
END_TEST

START_TEST(an_event_of_more_than_32_kilobytes_is_too_large)
{
    char *filler = memory_allocate(33 * 1024, 1);
    memset(filler, 'x', 33 * 1024 - 1);
    char *body = memory_format("{\"userId\":\"u\",\"event\":\"e\",\"properties\":{\"p\":\"%s\"}}", filler);
    expect_text(KEY, NULL, "/v1/track", body, 413, "Request size exceeds max limit");
    free(body);
    free(filler);
}
END_TEST

START_TEST(a_gzip_body_is_unpacked_and_a_broken_one_refused)
{
    /* printf '{"userId":"u","event":"e"}' | gzip -n */
    static const unsigned char packed[] = {
        0x1f, 0x8b, 0x08, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x03, 0xab, 0x56, 0x2a, 0x2d, 0x4e,
        0x2d, 0xf2, 0x4c, 0x51, 0xb2, 0x52, 0x2a, 0x55, 0xd2, 0x51, 0x4a, 0x2d, 0x4b, 0xcd, 0x2b,
        0x01, 0xb2, 0x53, 0x95, 0x6a, 0x01, 0x7c, 0xad, 0xf2, 0x06, 0x1a, 0x00, 0x00, 0x00,
    };
    const char *const headers[] = { KEY, "Content-Type: application/json", "Content-Encoding: gzip", "Expect:", NULL };
    struct client_answer answer = client_ask_with(sim, NULL, "/v1/track", packed, sizeof packed, headers);
    ck_assert_str_eq(utstring_body(&answer.body), "OK");
    client_answer_clear(&answer);
    answer = client_ask_with(sim, NULL, "/v1/track", packed, sizeof packed / 2, headers);
    ck_assert_int_eq(answer.status, 500);
    client_answer_clear(&answer);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("sim_dataplane");
    TCase *events = tcase_create("events");
    tcase_add_checked_fixture(events, set_up, tear_down);
    tcase_add_test(events, an_event_is_taken_on_the_endpoint_of_its_type_and_in_a_batch);
    tcase_add_test(events, what_is_wrong_is_said_in_the_words_of_the_gateway);
    tcase_add_test(events, a_fault_comes_in_its_words_and_without_headers_of_a_limit);
    tcase_add_test(events, an_event_of_more_than_32_kilobytes_is_too_large);
    tcase_add_test(events, a_gzip_body_is_unpacked_and_a_broken_one_refused);
    suite_add_tcase(suite, events);
    return unit_run(suite);
}
