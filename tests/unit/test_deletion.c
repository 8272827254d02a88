#include "rudderstack/deletion.h"
#include "support/json.h"
#include "unit.h"

static struct deletion plan(const char *job)
{
    struct deletion deletion;
    cJSON *parsed = cJSON_Parse(job);
    ck_assert_ptr_nonnull(parsed);
    deletion_plan(&deletion, parsed);
    cJSON_Delete(parsed);
    return deletion;
}

static void expect_url(const char *data_center, const char *url)
{
    cJSON *job = cJSON_Parse("{\"userAttributes\":[{\"userId\":\"u\"}],\"config\":{\"restApiKey\":\"dummy\"}}");
    json_add_string(json_get(job, "config"), "dataCenter", data_center);
    struct deletion deletion;
    deletion_plan(&deletion, job);
    ck_assert_str_eq(json_get_string(cJSON_GetArrayItem(deletion.requests, 0), "url", ""), url);
    deletion_clear(&deletion);
    cJSON_Delete(job);
}

static void expect_result(const struct deletion *deletion, const int *statuses, size_t count, const char *expected)
{
    cJSON *result = deletion_result(deletion, statuses, count);
    char *text = json_print(result);
    ck_assert_str_eq(text, expected);
    free(text);
    cJSON_Delete(result);
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
    cJSON *job = cJSON_Parse("{\"config\":{\"dataCenter\":\"US-01\",\"restApiKey\":\"dummy\"}}");
    cJSON *users = json_add_array(job, "userAttributes");
    for (int i = 0; i < 101; i++) {
        cJSON *user = json_object();
        json_add_string(user, "userId", "same");
        json_append(users, user);
        json_append(users, json_object());
    }
    struct deletion deletion;
    deletion_plan(&deletion, job);
    cJSON_Delete(job);
    ck_assert_int_eq(cJSON_GetArraySize(deletion.requests), 3);
    const int sizes[] = { 50, 50, 1 };
    for (int i = 0; i < 3; i++) {
        const cJSON *body = json_get(cJSON_GetArrayItem(deletion.requests, i), "body");
        ck_assert_int_eq(cJSON_GetArraySize(json_get(body, "external_ids")), sizes[i]);
    }
    deletion_clear(&deletion);
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
        ck_assert_int_eq(cJSON_GetArraySize(deletion.requests), 0);
        expect_result(&deletion, NULL, 0, cases[i].result);
        deletion_clear(&deletion);
    }
}
END_TEST

START_TEST(an_unknown_user_is_a_success_and_the_first_failure_decides)
{
    struct deletion deletion =
        plan("{\"userAttributes\":[{\"userId\":\"u\"}],\"config\":{\"dataCenter\":\"US-01\",\"restApiKey\":\"dummy\"}}");
    expect_result(&deletion, (const int[]){ 201, 404 }, 2, "{\"statusCode\":200,\"status\":\"successful\"}");
    expect_result(&deletion, (const int[]){ 200, 429, 500 }, 3,
                  "{\"statusCode\":429,\"error\":\"User deletion request failed\"}");
    deletion_clear(&deletion);
}
END_TEST

START_TEST(a_regulation_suppresses_and_deletes)
{
    cJSON *destinations = cJSON_Parse("[\"destination-1\"]");
    cJSON *users = cJSON_Parse("[{\"userId\":\"1hKOmRA4GRlm\",\"customerId\":\"c-1\"}]");
    cJSON *regulation = deletion_regulation(destinations, users);
    char *text = json_print(regulation);
    ck_assert_str_eq(text, "{\"regulationType\":\"suppress_with_delete\",\"destinationIds\":[\"destination-1\"],"
                           "\"users\":[{\"userId\":\"1hKOmRA4GRlm\",\"customerId\":\"c-1\"}]}");
    free(text);
    cJSON_Delete(regulation);
    cJSON_Delete(users);
    cJSON_Delete(destinations);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("deletion");
    TCase *tests = tcase_create("deletion");
    tcase_add_test(tests, only_european_data_centers_get_a_host_of_their_own);
    tcase_add_test(tests, ids_go_out_in_batches_of_fifty_with_duplicates_kept);
    tcase_add_test(tests, a_job_that_cannot_be_done_says_why_in_the_handler_s_words);
    tcase_add_test(tests, an_unknown_user_is_a_success_and_the_first_failure_decides);
    tcase_add_test(tests, a_regulation_suppresses_and_deletes);
    suite_add_tcase(suite, tests);
    return unit_run(suite);
}
