#include <string.h>

#include "braze/endpoint.h"
#include "braze/request.h"
#include "support/json.h"
#include "unit.h"

#define KEY "dummy-key-abcdefgh-3f1a"

static void expect_endpoint(const char *method, const char *path, enum endpoint expected)
{
    enum endpoint found = ENDPOINT_COUNT;
    ck_assert_msg(endpoint_find(method, path, &found), "%s %s", method, path);
    ck_assert_int_eq(found, expected);
}

START_TEST(every_endpoint_is_found_by_its_own_path)
{
    for (size_t i = 0; i < ENDPOINT_COUNT; i++) {
        if (strchr(endpoints[i].path, '{') == NULL)
            expect_endpoint(endpoints[i].method, endpoints[i].path, (enum endpoint)i);
        ck_assert(endpoints[i].path[0] == '/');
        ck_assert(endpoints[i].path[strlen(endpoints[i].path) - 1] != '/');
    }
}
END_TEST

START_TEST(an_identifier_in_the_path_is_one_segment)
{
    enum endpoint found;
    expect_endpoint("get", "/preference_center/v1/8a7f-11", ENDPOINT_PREFERENCE_CENTER_GET);
    expect_endpoint("GET", "/preference_center/v1/list", ENDPOINT_PREFERENCE_CENTER_LIST);
    ck_assert(!endpoint_find("GET", "/preference_center/v1/", &found));
    ck_assert(!endpoint_find("GET", "/preference_center/v1/a/b", &found));
    ck_assert(!endpoint_find("POST", "/campaigns/list", &found));
    ck_assert(!endpoint_find("GET", "/campaigns/list/", &found));
    ck_assert(!endpoint_find("GET", "/campaigns/lis", &found));
}
END_TEST

START_TEST(the_traps_of_the_permission_table_are_in_it)
{
    ck_assert_str_eq(endpoints[ENDPOINT_SUBSCRIPTION_USER_STATUS].permission, "subscription.groups.get");
    ck_assert_str_eq(endpoints[ENDPOINT_SUBSCRIPTION_STATUS_SET_V2].permission, "subscription.status.set");
    ck_assert_str_eq(endpoints[ENDPOINT_KPI_NEW_USERS].permission, "kpi.new_users.data_series");
    ck_assert_str_eq(endpoints[ENDPOINT_SUBSCRIPTION_STATUS_SET].limit_class,
                     endpoints[ENDPOINT_SUBSCRIPTION_STATUS_SET_V2].limit_class);
}
END_TEST

START_TEST(exporting_users_is_a_read_although_it_is_posted)
{
    ck_assert(endpoints[ENDPOINT_USERS_EXPORT_IDS].is_read);
    ck_assert_str_eq(endpoints[ENDPOINT_USERS_EXPORT_IDS].method, "POST");
    size_t writes = 0;
    for (size_t i = 0; i < ENDPOINT_COUNT; i++) {
        if (strcmp(endpoints[i].method, "GET") == 0)
            ck_assert(endpoints[i].is_read);
        writes += !endpoints[i].is_read;
    }
    ck_assert_uint_eq(writes, 14); /* the two file exports leave a file behind, the rest changes users */
}
END_TEST

START_TEST(pages_and_limits_are_as_documented)
{
    ck_assert_uint_eq(endpoints[ENDPOINT_CAMPAIGNS_LIST].per_page, 100);
    ck_assert_uint_eq(endpoints[ENDPOINT_EVENTS_LIST].per_page, 250);
    ck_assert_uint_eq(endpoints[ENDPOINT_EVENTS_GET].per_page, 50);
    bool seen = false;
    for (size_t i = 0; i < endpoint_rate_count; i++) {
        if (strcmp(endpoint_rates[i].limit_class, endpoints[ENDPOINT_EVENTS_LIST].limit_class) != 0)
            continue;
        ck_assert_int_eq(endpoint_rates[i].requests, 1000);
        ck_assert_int_eq(endpoint_rates[i].window_ms, 3600000);
        seen = true;
    }
    ck_assert(seen);
    ck_assert_str_eq(endpoint_limit_what("USERS_TRACK"), "users/track");
    ck_assert_ptr_null(endpoint_limit_what("NOTHING"));
    ck_assert_ptr_null(endpoint_limit_what(NULL));
}
END_TEST

START_TEST(a_query_is_percent_encoded)
{
    const struct braze_query query[] = { { "last_edit.time[gt]", "2026-01-01T00:00:00+02:00" },
                                         { "page", NULL },
                                         { "name", "a b&c=\xE6\x98\xA5" } };
    const struct braze_call call = { .endpoint = ENDPOINT_CAMPAIGNS_LIST, .query = query, .query_count = 3 };
    struct http_request *request = braze_request_new("https://rest.fra-01.braze.eu", &call, NULL);
    ck_assert_str_eq(http_request_url(request),
                     "https://rest.fra-01.braze.eu/campaigns/list?last_edit.time%5Bgt%5D=2026-01-01T00%3A00%3A00%2B02%3A00"
                     "&name=a%20b%26c%3D%E6%98%A5");
    ck_assert_int_eq(http_request_scheme(request), HTTP_NO_SECRET);
    http_request_free(request);
}
END_TEST

START_TEST(an_identifier_cannot_leave_its_segment_of_the_path)
{
    const struct braze_call call = { .endpoint = ENDPOINT_PREFERENCE_CENTER_GET, .id = "../users/track?x=1#" };
    struct http_request *request = braze_request_new("https://rest.fra-01.braze.eu", &call, NULL);
    ck_assert_str_eq(http_request_url(request),
                     "https://rest.fra-01.braze.eu/preference_center/v1/..%2Fusers%2Ftrack%3Fx%3D1%23");
    http_request_free(request);
}
END_TEST

START_TEST(a_body_is_json_and_the_key_a_bearer)
{
    struct secret *key = secret_new(KEY, strlen(KEY));
    cJSON *json = cJSON_Parse("{\"external_ids\":[\"u-1\"]}");
    const struct braze_call call = { .endpoint = ENDPOINT_USERS_DELETE, .json = json };
    struct http_request *request = braze_request_new("http://127.0.0.1:1", &call, key);
    size_t length = 0;
    ck_assert_str_eq(http_request_method(request), "POST");
    ck_assert_str_eq(http_request_body(request, &length), "{\"external_ids\":[\"u-1\"]}");
    ck_assert_uint_eq(length, 24);
    ck_assert(secret_equal(http_request_secret(request), key));
    const char *name = NULL;
    const char *value = NULL;
    bool typed = false;
    for (size_t i = 0; http_request_header(request, i, &name, &value); i++) {
        ck_assert_ptr_null(strstr(value, "dummy"));
        typed = typed || (strcmp(name, "Content-Type") == 0 && strcmp(value, "application/json") == 0);
    }
    ck_assert(typed);
    struct http_call how = braze_http_call(ENDPOINT_USERS_DELETE, HTTP_BACKGROUND, "test");
    ck_assert(!how.is_read);
    ck_assert_str_eq(how.limit_class, "USERS_CHANGE");
    http_request_free(request);
    cJSON_Delete(json);
    secret_free(key);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("endpoint");
    TCase *all = tcase_create("all");
    tcase_add_test(all, every_endpoint_is_found_by_its_own_path);
    tcase_add_test(all, an_identifier_in_the_path_is_one_segment);
    tcase_add_test(all, the_traps_of_the_permission_table_are_in_it);
    tcase_add_test(all, exporting_users_is_a_read_although_it_is_posted);
    tcase_add_test(all, pages_and_limits_are_as_documented);
    tcase_add_test(all, a_query_is_percent_encoded);
    tcase_add_test(all, an_identifier_cannot_leave_its_segment_of_the_path);
    tcase_add_test(all, a_body_is_json_and_the_key_a_bearer);
    suite_add_tcase(suite, all);
    return unit_run(suite);
}
