#include <string.h>

#include "rudderstack/routing.h"
#include "support/json.h"
#include "unit.h"

static enum source_type type_of(const char *key)
{
    enum source_type type;
    ck_assert_msg(source_type_find(key, &type), "%s is no source type", key);
    return type;
}

START_TEST(every_name_finds_what_it_names)
{
    for (unsigned i = 0; i < SOURCE_TYPE_COUNT; i++)
        ck_assert_uint_eq(type_of(source_type_key(i)), i);
    for (unsigned i = 0; i < CONNECTION_MODE_COUNT; i++) {
        enum connection_mode mode;
        ck_assert(connection_mode_find(connection_mode_key(i), &mode));
        ck_assert_uint_eq(mode, i);
    }
    for (unsigned i = 0; i < PLATFORM_COUNT; i++) {
        enum platform platform;
        ck_assert(platform_find(platform_key(i), &platform));
        ck_assert_uint_eq(platform, i);
    }
    enum source_type type;
    ck_assert(!source_type_find("Web", &type));
    ck_assert(!source_type_find(NULL, &type));
}
END_TEST

START_TEST(an_event_type_is_read_without_regard_to_case_and_white_space)
{
    enum call_type call;
    ck_assert(call_type_find(" Identify\n", &call));
    ck_assert_uint_eq(call, CALL_IDENTIFY);
    ck_assert(!call_type_find("merge", &call));
    ck_assert(!call_type_find(NULL, &call));
}
END_TEST

START_TEST(a_wrapper_hands_over_to_the_phone_it_runs_on)
{
    enum platform platform;
    cJSON *event = cJSON_Parse("{\"context\":{\"os\":{\"name\":\"iOS\"}}}");
    ck_assert(source_type_platform(SOURCE_FLUTTER, event, &platform));
    ck_assert_uint_eq(platform, PLATFORM_IOS);
    cJSON_Delete(event);
    ck_assert(source_type_platform(SOURCE_REACT_NATIVE, NULL, &platform));
    ck_assert_uint_eq(platform, PLATFORM_ANDROID);
    ck_assert(!source_type_platform(SOURCE_UNITY, NULL, &platform));
}
END_TEST

START_TEST(hybrid_mode_of_a_web_source_loses_screen_group_and_alias)
{
    for (unsigned call = CALL_SCREEN; call <= CALL_ALIAS; call++) {
        struct route route = route_event(SOURCE_WEB, MODE_HYBRID, call);
        ck_assert(!route.cloud);
        ck_assert_uint_eq(route.device, DEVICE_NONE);
        ck_assert_ptr_nonnull(strstr(route.no_cloud, "298"));
    }
    ck_assert_uint_eq(route_event(SOURCE_WEB, MODE_HYBRID, CALL_IDENTIFY).device, DEVICE_CHANGE_USER_ONLY);
    ck_assert(route_event(SOURCE_IOS_SWIFT, MODE_HYBRID, CALL_ALIAS).cloud);
}
END_TEST

START_TEST(a_mode_that_a_source_does_not_have_delivers_nowhere)
{
    struct route route = route_event(SOURCE_FLUTTER, MODE_HYBRID, CALL_TRACK);
    ck_assert(!route.cloud);
    ck_assert_uint_eq(route.device, DEVICE_NONE);
    ck_assert_str_eq(route.no_cloud, "this kind of source has no hybrid mode");
    ck_assert_str_eq(route_event(SOURCE_SHOPIFY, MODE_DEVICE, CALL_TRACK).no_device,
                     "this kind of source has cloud mode only");
}
END_TEST

START_TEST(whatever_is_not_delivered_has_a_reason)
{
    for (unsigned type = 0; type < SOURCE_TYPE_COUNT; type++)
        for (unsigned mode = 0; mode < CONNECTION_MODE_COUNT; mode++)
            for (unsigned call = 0; call < CALL_TYPE_COUNT; call++) {
                struct route route = route_event(type, mode, call);
                ck_assert(route.cloud == (route.no_cloud == NULL));
                ck_assert((route.device == DEVICE_FULL) == (route.no_device == NULL));
            }
    ck_assert_uint_eq(route_calls(SOURCE_IOS, MODE_DEVICE), CALL_BIT(CALL_IDENTIFY) | CALL_BIT(CALL_TRACK));
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("routing");
    TCase *tests = tcase_create("routing");
    tcase_add_test(tests, every_name_finds_what_it_names);
    tcase_add_test(tests, an_event_type_is_read_without_regard_to_case_and_white_space);
    tcase_add_test(tests, a_wrapper_hands_over_to_the_phone_it_runs_on);
    tcase_add_test(tests, hybrid_mode_of_a_web_source_loses_screen_group_and_alias);
    tcase_add_test(tests, a_mode_that_a_source_does_not_have_delivers_nowhere);
    tcase_add_test(tests, whatever_is_not_delivered_has_a_reason);
    suite_add_tcase(suite, tests);
    return unit_run(suite);
}
