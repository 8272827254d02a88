#include <string.h>

#include "rudderstack/deletion.h"
#include "support/jsread.h"
#include "support/jsvalue.h"
#include "support/jswrite.h"
#include "unit.h"

static struct arena *arena;

static void set_up(void)
{
    arena = arena_new();
}

static void tear_down(void)
{
    arena_free(arena);
}

static struct deletion plan(const char *job)
{
    const cJSON *parsed = js_read(arena, job, strlen(job), NULL);
    ck_assert_ptr_nonnull(parsed);
    return deletion_plan(arena, parsed);
}

static void expect_url(const char *data_center, const char *url)
{
    struct deletion deletion = plan(arena_format(
        arena, "{\"userAttributes\":[{\"userId\":\"u\"}],\"config\":{\"restApiKey\":\"dummy\",\"dataCenter\":\"%s\"}}",
        data_center));
    ck_assert_str_eq(js_path(deletion.requests, "0.url")->valuestring, url);
}

static void expect_text(const cJSON *value, const char *expected)
{
    UT_string text;
    utstring_init(&text);
    js_write(&text, value);
    ck_assert_str_eq(utstring_body(&text), expected);
    utstring_done(&text);
}

START_TEST(only_european_data_centers_get_a_host_of_their_own)
{
    expect_url("US-03", "https://rest.iad-03.braze.com/users/delete");
    expect_url(" eu-01 ", "https://rest.fra-01.braze.eu/users/delete");
    expect_url("AU-01", "https://rest.iad-01.braze.com/users/delete");
    expect_url("us", "https://rest.iad-undefined.braze.com/users/delete");
    expect_url("EU-01-x", "https://rest.fra-01.braze.eu/users/delete");
}
END_TEST

START_TEST(ids_go_out_in_batches_of_fifty_with_duplicates_kept)
{
    UT_string job;
    utstring_init(&job);
    utstring_printf(&job, "{\"config\":{\"dataCenter\":\"US-01\",\"restApiKey\":\"dummy\"},\"userAttributes\":[{}");
    for (int i = 0; i < 101; i++)
        utstring_printf(&job, ",{\"userId\":\"same\"},{\"email\":\"a@example.com\"}");
    utstring_printf(&job, "]}");
    struct deletion deletion = plan(utstring_body(&job));
    utstring_done(&job);
    ck_assert_uint_eq(js_count(deletion.requests), 3);
    const size_t sizes[] = { 50, 50, 1 };
    for (int i = 0; i < 3; i++)
        ck_assert_uint_eq(js_count(js_path(cJSON_GetArrayItem(deletion.requests, i), "body.external_ids")), sizes[i]);
}
END_TEST

START_TEST(a_job_that_cannot_be_done_says_why_in_the_handler_s_words)
{
    static const struct {
        const char *job;
        const char *result;
    } cases[] = {
        { "{}", "{\"statusCode\":400,\"error\":\"userAttributes is not an array\"}" },
        { "{\"userAttributes\":[]}", "{\"statusCode\":400,\"error\":\"Config for deletion not present\"}" },
        { "{\"userAttributes\":[],\"config\":{\"dataCenter\":\"US-01\",\"restApiKey\":\"\"}}",
          "{\"statusCode\":400,\"error\":\"data center / api key for deletion not present\"}" },
        { "{\"userAttributes\":[],\"config\":{\"dataCenter\":5,\"restApiKey\":\"dummy\"}}",
          "{\"statusCode\":500,\"error\":\"dataCenter.trim is not a function\"}" },
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct deletion deletion = plan(cases[i].job);
        ck_assert_uint_eq(js_count(deletion.requests), 0);
        expect_text(deletion_result(arena, &deletion, NULL, 0), cases[i].result);
    }
}
END_TEST

START_TEST(an_unknown_user_is_a_success_and_the_first_failure_decides)
{
    struct deletion deletion =
        plan("{\"userAttributes\":[{\"userId\":\"u\"}],\"config\":{\"dataCenter\":\"US-01\",\"restApiKey\":\"dummy\"}}");
    expect_text(deletion_result(arena, &deletion, (const int[]){ 201, 404 }, 2),
                "{\"statusCode\":200,\"status\":\"successful\"}");
    expect_text(deletion_result(arena, &deletion, (const int[]){ 200, 429, 500 }, 3),
                "{\"statusCode\":429,\"error\":\"User deletion request failed\"}");
}
END_TEST

START_TEST(a_regulation_suppresses_and_deletes)
{
    static const char destinations[] = "[\"destination-1\"]";
    static const char users[] = "[{\"userId\":\"1hKOmRA4GRlm\",\"customerId\":\"c-1\"}]";
    expect_text(deletion_regulation(arena, js_read(arena, destinations, strlen(destinations), NULL),
                                    js_read(arena, users, strlen(users), NULL)),
                "{\"regulationType\":\"suppress_with_delete\",\"destinationIds\":[\"destination-1\"],"
                "\"users\":[{\"userId\":\"1hKOmRA4GRlm\",\"customerId\":\"c-1\"}]}");
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("deletion");
    TCase *tests = tcase_create("deletion");
    tcase_add_checked_fixture(tests, set_up, tear_down);
    tcase_add_test(tests, only_european_data_centers_get_a_host_of_their_own);
    tcase_add_test(tests, ids_go_out_in_batches_of_fifty_with_duplicates_kept);
    tcase_add_test(tests, a_job_that_cannot_be_done_says_why_in_the_handler_s_words);
    tcase_add_test(tests, an_unknown_user_is_a_success_and_the_first_failure_decides);
    tcase_add_test(tests, a_regulation_suppresses_and_deletes);
    suite_add_tcase(suite, tests);
    return unit_run(suite);
}
