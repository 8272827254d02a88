#include <string.h>

#include "rudderstack/preview.h"
#include "rudderstack/preview_compare.h"
#include "support/jsread.h"
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

static const cJSON *read_json(const char *text)
{
    const cJSON *value = js_read(arena, text, strlen(text), NULL);
    ck_assert_msg(value != NULL, "%s", text);
    return value;
}

static struct preview_options options_of(const char *config, enum source_type type, enum connection_mode mode)
{
    return (struct preview_options){ .config = read_json(config), .source_type = type, .mode = mode, .explain = true };
}

static void expect_calls(const struct preview *preview, const char *expected)
{
    UT_string text;
    utstring_init(&text);
    js_write(&text, preview->calls);
    ck_assert_str_eq(utstring_body(&text), expected);
    utstring_done(&text);
}

static bool is_told(const cJSON *list, const char *key, const char *value, const char *words_key, const char *words)
{
    for (const cJSON *entry = list->child; entry != NULL; entry = entry->next)
        if (js_is_text(js_get(entry, key), value) && strstr(js_get(entry, words_key)->valuestring, words) != NULL)
            return true;
    return false;
}

#define CONFIG "{\"dataCenter\":\"EU-01\",\"restApiKey\":\"masked\",\"appKey\":\"masked\"}"
#define IDENTIFY                                                                                                       \
    "{\"type\":\"identify\",\"userId\":\"u\",\"anonymousId\":\"a\",\"traits\":{\"email\":\"a@example.com\",\"country\":\"DE\"}}"

START_TEST(traits_at_the_top_are_handed_over_as_the_core_does)
{
    struct preview_options options = options_of(CONFIG, SOURCE_WEB, MODE_DEVICE);
    struct preview preview = preview_event(arena, &options, read_json(IDENTIFY));
    expect_calls(&preview, "[{\"call\":\"changeUser\",\"args\":[\"u\"]},{\"call\":\"setEmail\",\"args\":[\"a@example.com\"]}]");
    ck_assert_uint_eq(js_count(preview.requests), 0);
    ck_assert_ptr_null(preview.dropped);
    ck_assert(is_told(preview.explain, "from", "/traits/email", "rule", "as it is"));
    ck_assert(is_told(preview.explain, "from", "/traits/country", "rule", "reserved"));
    ck_assert(is_told(preview.warnings, "about", "/traits", "text", "never reach Braze from the browser"));
}
END_TEST

START_TEST(hybrid_mode_shows_both_sides)
{
    struct preview_options options = options_of(CONFIG, SOURCE_WEB, MODE_HYBRID);
    struct preview preview = preview_event(arena, &options, read_json(IDENTIFY));
    expect_calls(&preview, "[{\"call\":\"changeUser\",\"args\":[\"u\"]}]");
    ck_assert_uint_eq(js_count(preview.requests), 2); /* users/identify and users/track */
    ck_assert_ptr_null(preview.dropped);
    options.source_type = SOURCE_IOS;
    preview = preview_event(arena, &options, read_json(IDENTIFY));
    expect_calls(&preview, "[]");
    ck_assert_uint_eq(js_count(preview.requests), 2);
    ck_assert_ptr_null(preview.dropped);
    ck_assert(is_told(preview.explain, "from", "", "rule", "in the client: in hybrid mode the mobile integrations drop every event"));
}
END_TEST

START_TEST(what_neither_side_delivers_is_dropped_with_the_reason)
{
    struct preview_options options = options_of(CONFIG, SOURCE_WEB, MODE_HYBRID);
    struct preview preview = preview_event(arena, &options, read_json("{\"type\":\"group\",\"userId\":\"u\",\"groupId\":\"g\"}"));
    ck_assert_str_eq(preview.dropped,
                     "hybrid mode of a web source lets identify, track and page through the servers only (filter code 298)");
    ck_assert_uint_eq(js_count(preview.requests) + js_count(preview.calls), 0);
    options = options_of(CONFIG, SOURCE_UNITY, MODE_DEVICE);
    preview = preview_event(arena, &options, read_json(IDENTIFY));
    ck_assert_str_eq(preview.dropped, "this kind of source has cloud mode only");
}
END_TEST

START_TEST(in_device_mode_the_servers_do_nothing_about_an_unknown_type_either)
{
    static const char config[] = "{\"dataCenter\":\"EU-01\",\"restApiKey\":\"masked\",\"appKey\":\"masked\",\"supportDedup\":true}";
    static const char *const events[] = { "{\"type\":\"fun\",\"userId\":\"u\"}", "{\"userId\":\"u\"}", "{\"type\":5,\"userId\":\"u\"}" };
    struct preview_options options = options_of(config, SOURCE_WEB, MODE_DEVICE);
    for (size_t i = 0; i < sizeof events / sizeof events[0]; i++) {
        struct preview preview = preview_event(arena, &options, read_json(events[i]));
        ck_assert_uint_eq(js_count(preview.requests) + js_count(preview.calls), 0);
        ck_assert_ptr_null(preview.error);
        ck_assert_str_eq(preview.dropped, "the event has no type that the SDKs know");
    }
}
END_TEST

START_TEST(denied_consent_is_a_reason_on_the_servers_and_in_the_browser)
{
    static const char config[] = "{\"dataCenter\":\"EU-01\",\"restApiKey\":\"masked\",\"appKey\":\"masked\",\"consentManagement\":{"
                                 "\"web\":[{\"provider\":\"oneTrust\",\"consents\":[{\"consent\":\"C2\"}]}]}}";
    static const char event[] = "{\"type\":\"track\",\"event\":\"A\",\"userId\":\"u\",\"properties\":{},\"context\":{"
                                "\"consentManagement\":{\"provider\":\"oneTrust\",\"allowedConsentIds\":[\"C1\"],"
                                "\"deniedConsentIds\":[\"C2\"]}}}";
    struct preview_options options = options_of(config, SOURCE_WEB, MODE_CLOUD);
    struct preview preview = preview_event(arena, &options, read_json(event));
    ck_assert_str_eq(preview.dropped, "consent (oneTrust): a configured category is denied");
    ck_assert_uint_eq(js_count(preview.requests), 0);
    options.mode = MODE_DEVICE;
    preview = preview_event(arena, &options, read_json(event));
    ck_assert_str_eq(preview.dropped, "consent (oneTrust): the category C2 is not given");
}
END_TEST

START_TEST(a_history_remembers_what_was_sent_before)
{
    struct preview_options options = options_of("{\"dataCenter\":\"EU-01\",\"appKey\":\"masked\",\"supportDedup\":true}",
                                                SOURCE_ANDROID_KOTLIN, MODE_DEVICE);
    options.history = preview_history_new();
    struct preview preview = preview_event(arena, &options, read_json(IDENTIFY));
    ck_assert_uint_eq(js_count(preview.calls), 3);
    ck_assert(is_told(preview.warnings, "about", "connectionMode", "text", "vanish without a word"));
    preview = preview_event(arena, &options, read_json(IDENTIFY));
    ck_assert_uint_eq(js_count(preview.calls), 0);
    ck_assert_str_eq(preview.dropped, "nothing is left to send: all of it equals the previous identify's");
    ck_assert(!is_told(preview.warnings, "about", "connectionMode", "text", ""));
    preview_history_free(options.history);
    options.history = NULL;
    preview = preview_event(arena, &options, read_json(IDENTIFY));
    ck_assert_uint_eq(js_count(preview.calls), 3);
}
END_TEST

START_TEST(the_start_of_the_sdk_can_be_shown)
{
    struct preview_options options = options_of("{\"dataCenter\":\"EU-03\"}", SOURCE_ANDROID, MODE_DEVICE);
    struct preview preview = preview_start_up(arena, &options, read_json(IDENTIFY));
    ck_assert_str_eq(preview.dropped, "the integration does not know the data center and does not start");
    options = options_of("{\"dataCenter\":\"EU-01\"}", SOURCE_ANDROID, MODE_HYBRID);
    preview = preview_start_up(arena, &options, read_json(IDENTIFY));
    expect_calls(&preview, "[{\"call\":\"configure\",\"args\":[\"<app key>\",\"sdk.fra-01.braze.eu\"]},"
                           "{\"call\":\"addAlias\",\"args\":[\"a\",\"rudder_id\"]}]");
    preview = preview_event(arena, &options, read_json("{\"type\":\"track\",\"event\":\"A\",\"userId\":\"u\"}"));
    ck_assert(is_told(preview.warnings, "about", "appKey", "text", "as if there were one"));
    options.mode = MODE_CLOUD;
    preview = preview_start_up(arena, &options, read_json(IDENTIFY));
    ck_assert_str_eq(preview.dropped, "there is no Braze SDK in the client");
}
END_TEST

START_TEST(an_exception_is_an_error_with_the_calls_before_it)
{
    struct preview_options options = options_of(CONFIG, SOURCE_WEB, MODE_DEVICE);
    struct preview preview = preview_event(arena, &options, read_json("{\"type\":\"identify\",\"anonymousId\":\"a\",\"context\":{}}"));
    expect_calls(&preview, "[{\"call\":\"changeUser\",\"args\":[null]}]");
    ck_assert_str_eq(preview.error, "an exception ends the integration's work on this event; the calls made before it stay made");
}
END_TEST

START_TEST(what_a_setting_changes_is_found_among_events)
{
    static const char group[] = "{\"type\":\"group\",\"userId\":\"u\",\"groupId\":\"g\",\"traits\":{\"subscriptionState\":\"subscribed\","
                                "\"email\":\"a@example.com\"}}";
    const cJSON *events = read_json(arena_format(arena, "[%s,%s]", IDENTIFY, group));
    struct preview_options before = options_of(CONFIG, SOURCE_WEB, MODE_CLOUD);
    struct preview_options after = options_of("{\"dataCenter\":\"EU-01\",\"restApiKey\":\"masked\",\"appKey\":\"masked\","
                                              "\"enableSubscriptionGroupInGroupCall\":true}",
                                              SOURCE_WEB, MODE_CLOUD);
    size_t count = 0;
    struct preview_change *changes = preview_compare(arena, &before, &after, events, &count);
    ck_assert_uint_eq(count, 1);
    ck_assert_uint_eq(changes[0].number, 2);
    ck_assert_str_eq(changes[0].title, "group");
    ck_assert_str_eq(changes[0].before, "users/track");
    ck_assert_str_eq(changes[0].after, "v2/subscription/status/set");
    after.mode = MODE_DEVICE;
    changes = preview_compare(arena, &before, &after, events, &count);
    ck_assert_uint_eq(count, 2);
    ck_assert_str_eq(changes[0].before, "users/identify, users/track");
    ck_assert_str_eq(changes[0].after, "2 calls");
    ck_assert_str_eq(changes[1].after,
                     "nothing: the web integration knows identify, track and page only; the event vanishes without a word");
    changes = preview_compare(arena, &before, &before, events, &count);
    ck_assert_uint_eq(count, 0);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("preview of device mode");
    TCase *tests = tcase_create("preview of device mode");
    tcase_add_checked_fixture(tests, set_up, tear_down);
    tcase_add_test(tests, traits_at_the_top_are_handed_over_as_the_core_does);
    tcase_add_test(tests, hybrid_mode_shows_both_sides);
    tcase_add_test(tests, what_neither_side_delivers_is_dropped_with_the_reason);
    tcase_add_test(tests, in_device_mode_the_servers_do_nothing_about_an_unknown_type_either);
    tcase_add_test(tests, denied_consent_is_a_reason_on_the_servers_and_in_the_browser);
    tcase_add_test(tests, a_history_remembers_what_was_sent_before);
    tcase_add_test(tests, the_start_of_the_sdk_can_be_shown);
    tcase_add_test(tests, an_exception_is_an_error_with_the_calls_before_it);
    tcase_add_test(tests, what_a_setting_changes_is_found_among_events);
    suite_add_tcase(suite, tests);
    return unit_run(suite);
}
