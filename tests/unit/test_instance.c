#include <string.h>

#include "profile/instance.h"
#include "unit.h"

static void expect_url(const char *given, const char *expected, bool warns)
{
    struct error error = ERROR_INIT;
    char *normal = NULL;
    char *warning = NULL;
    ck_assert_msg(instance_check_rest_url(given, &normal, &warning, &error), "%s: %s", given, error.message);
    ck_assert_str_eq(normal, expected);
    ck_assert_int_eq(warning != NULL, warns);
    free(normal);
    free(warning);
}

static void expect_refused(const char *given, const char *in_message, const char *in_hint)
{
    struct error error = ERROR_INIT;
    char *normal = NULL;
    ck_assert_msg(!instance_check_rest_url(given, &normal, NULL, &error), "%s was accepted", given);
    ck_assert_int_eq(error.code, ERROR_CONFIGURATION);
    ck_assert_msg(strstr(error.message, in_message) != NULL, "%s: %s", given, error.message);
    ck_assert_ptr_nonnull(error.hint);
    ck_assert_msg(strstr(error.hint, in_hint) != NULL, "%s: %s", given, error.hint);
    error_clear(&error);
}

START_TEST(all_fifteen_instances_are_listed_and_found_in_any_case)
{
    ck_assert_uint_eq(instance_count, 15);
    ck_assert_str_eq(instance_find("us-10")->rest, "https://rest.us-10.braze.com");
    ck_assert_str_eq(instance_find("US-10")->rudderstack, "https://rest.iad-10.braze.com");
    ck_assert_str_eq(instance_find("EU-02")->sdk, "sdk.fra-02.braze.eu");
    ck_assert_ptr_null(instance_find("KR-01")->rudderstack);
    ck_assert_ptr_null(instance_find("US-09"));
    ck_assert_ptr_null(instance_find(""));
}
END_TEST

START_TEST(an_unknown_instance_is_answered_with_the_nearest)
{
    struct error error = ERROR_INIT;
    ck_assert_ptr_null(instance_parse("EU01", &error));
    ck_assert_ptr_nonnull(strstr(error.hint, "did you mean EU-01?"));
    ck_assert_ptr_null(instance_parse("EU-03", &error));
    ck_assert_ptr_nonnull(strstr(error.hint, "RudderStack's form offers EU-03"));
    error_clear(&error);
}
END_TEST

START_TEST(a_rest_url_is_brought_into_one_form)
{
    expect_url("https://rest.fra-01.braze.eu", "https://rest.fra-01.braze.eu", false);
    expect_url("https://REST.FRA-01.Braze.EU/", "https://rest.fra-01.braze.eu", false);
    expect_url("rest.iad-03.braze.com", "https://rest.iad-03.braze.com", false);
    expect_url("https://rest.iad-03.braze.com:443", "https://rest.iad-03.braze.com", false);
    expect_url("https://gateway.example:8443/", "https://gateway.example:8443", false);
    expect_url("http://127.0.0.1:8080", "http://127.0.0.1:8080", false);
    expect_url("http://localhost:1", "http://localhost:1", false);
    expect_url("http://[::1]:99", "http://[::1]:99", false);
}
END_TEST

START_TEST(a_rest_host_that_braze_does_not_list_is_a_warning)
{
    expect_url("https://rest.sfo-01.braze.com", "https://rest.sfo-01.braze.com", true);
    expect_url("https://rest.example.com", "https://rest.example.com", true);
    expect_url("https://api.braze.com", "https://api.braze.com", true);
}
END_TEST

START_TEST(plain_http_is_for_the_loopback_only)
{
    expect_refused("http://rest.fra-01.braze.eu", "plain http", "https://rest.fra-01.braze.eu");
    expect_refused("http://10.0.0.1", "plain http", "https://10.0.0.1");
    expect_refused("http://127.0.0.1.example.com", "plain http", "https://");
    expect_refused("http://localhost.example.com", "plain http", "https://");
}
END_TEST

START_TEST(an_sdk_host_is_answered_with_the_rest_endpoint_of_its_instance)
{
    expect_refused("https://sdk.fra-01.braze.eu", "SDK endpoint of EU-01", "https://rest.fra-01.braze.eu");
    expect_refused("sdk.us-10.braze.com", "SDK endpoint of US-10", "https://rest.us-10.braze.com");
    expect_refused("https://sdk.iad-03.braze.com/api/v3", "SDK endpoint of US-03", "https://rest.iad-03.braze.com");
    expect_refused("https://sdk.xx-07.braze.com", "an SDK endpoint", "https://rest.xx-07.braze.com");
}
END_TEST

START_TEST(a_dashboard_is_answered_with_the_rest_endpoint_of_its_instance)
{
    expect_refused("https://dashboard-01.braze.eu/sessions?a=b", "dashboard of EU-01", "https://rest.fra-01.braze.eu");
    expect_refused("dashboard.au-01.braze.com", "dashboard of AU-01", "https://rest.au-01.braze.com");
    expect_refused("https://dashboard.braze.com", "is a dashboard", "instance to choose");
}
END_TEST

START_TEST(a_rest_url_has_no_path_query_user_or_other_scheme)
{
    expect_refused("https://rest.fra-01.braze.eu/users/track", "path", "https://rest.fra-01.braze.eu");
    expect_refused("https://rest.fra-01.braze.eu?x=1", "query", "https://rest.fra-01.braze.eu");
    expect_refused("https://me:pass@rest.fra-01.braze.eu", "user", "https://rest.fra-01.braze.eu");
    expect_refused("https://rest.fra-01.braze.eu#top", "fragment", "https://rest.fra-01.braze.eu");
    expect_refused("ftp://rest.fra-01.braze.eu", "ftp://", "https://");
    expect_refused("file:///etc/passwd", "URL", "https://");
    expect_refused("", "URL", "https://");
    expect_refused("https://", "URL", "https://");
    expect_refused("https://bad host", "URL", "https://");
    expect_refused("https://r\xC3\xA9st.braze.com", "URL", "https://");
    expect_refused("https://a\nb", "URL", "https://");
}
END_TEST

START_TEST(a_refused_url_is_not_repeated_because_it_may_be_a_pasted_key)
{
    struct error error = ERROR_INIT;
    char *normal = NULL;
    ck_assert(!instance_check_rest_url("dummy key with blanks", &normal, NULL, &error));
    ck_assert_ptr_null(strstr(error.message, "dummy"));
    ck_assert_ptr_null(strstr(error.hint, "dummy"));
    error_clear(&error);
}
END_TEST

START_TEST(the_url_of_another_server_may_have_a_path)
{
    char *normal = NULL;
    ck_assert(instance_check_url("https://Acme.dataplane.rudderstack.com/v1/", "URL", &normal, NULL));
    ck_assert_str_eq(normal, "https://acme.dataplane.rudderstack.com/v1");
    free(normal);
    ck_assert(!instance_check_url("http://acme.example", "URL", &normal, NULL));
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("instance");
    TCase *all = tcase_create("all");
    tcase_add_test(all, all_fifteen_instances_are_listed_and_found_in_any_case);
    tcase_add_test(all, an_unknown_instance_is_answered_with_the_nearest);
    tcase_add_test(all, a_rest_url_is_brought_into_one_form);
    tcase_add_test(all, a_rest_host_that_braze_does_not_list_is_a_warning);
    tcase_add_test(all, plain_http_is_for_the_loopback_only);
    tcase_add_test(all, an_sdk_host_is_answered_with_the_rest_endpoint_of_its_instance);
    tcase_add_test(all, a_dashboard_is_answered_with_the_rest_endpoint_of_its_instance);
    tcase_add_test(all, a_rest_url_has_no_path_query_user_or_other_scheme);
    tcase_add_test(all, a_refused_url_is_not_repeated_because_it_may_be_a_pasted_key);
    tcase_add_test(all, the_url_of_another_server_may_have_a_path);
    suite_add_tcase(suite, all);
    return unit_run(suite);
}
