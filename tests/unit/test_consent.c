#include <string.h>

#include "rudderstack/consent.h"
#include "rudderstack/filtering.h"
#include "support/jsread.h"
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

/* expected is the reason for no, or NULL for yes. */
static void expect_reason(bool yes, UT_string *why, const char *expected)
{
    ck_assert_str_eq(utstring_body(why), expected != NULL ? expected : "");
    ck_assert(yes == (expected == NULL));
    utstring_free(why);
}

static void expect_loads(enum platform platform, const char *config, const char *state, const char *expected)
{
    UT_string *why;
    utstring_new(why);
    expect_reason(consent_loads(platform, read_json(config), read_json(state), why), why, expected);
}

static void expect_delivers(const char *config, const char *event_consent, const char *expected)
{
    UT_string *why;
    utstring_new(why);
    expect_reason(consent_delivers(read_json(config), read_json(event_consent), why), why, expected);
}

static void expect_passes(enum platform platform, const char *config, const char *event, const char *expected)
{
    UT_string *why;
    utstring_new(why);
    expect_reason(filtering_passes(platform, read_json(config), read_json(event), why), why, expected);
}

static void expect_integrations(enum platform platform, const char *integrations, const char *expected)
{
    UT_string *why;
    utstring_new(why);
    const cJSON *event = read_json(arena_format(arena, "{\"integrations\":%s}", integrations));
    expect_reason(filtering_integrations_pass(platform, event, why), why, expected);
}

#define TWO "\"consents\":[{\"consent\":\"a\"},{\"consent\":\" b \"}]"

START_TEST(a_browser_without_a_working_consent_manager_allows_everything)
{
    static const char config[] = "{\"oneTrustCookieCategories\":[{\"oneTrustCookieCategory\":\"C1\"}]}";
    expect_loads(PLATFORM_WEB, config, "{\"provider\":\"oneTrust\",\"initialized\":false,\"allowed\":[]}", NULL);
    expect_loads(PLATFORM_WEB, config, "null", NULL);
    expect_loads(PLATFORM_WEB, "{\"oneTrustCookieCategories\":[{}]}",
                 "{\"provider\":\"oneTrust\",\"initialized\":true,\"allowed\":[]}", NULL);
    expect_loads(PLATFORM_WEB, config, "{\"provider\":\"oneTrust\",\"initialized\":true,\"allowed\":[]}",
                 "consent (oneTrust): the category C1 is not given");
}
END_TEST

START_TEST(iubenda_takes_the_strategy_of_the_destination_and_ketch_that_of_the_account)
{
    static const char state[] = "{\"provider\":\"%s\",\"resolutionStrategy\":\"%s\",\"initialized\":true,\"allowed\":[\"b\"]}";
    const char *or_on_destination = "{\"consentManagement\":[{\"provider\":\"%s\",\"resolutionStrategy\":\"or\"," TWO "}]}";
    expect_loads(PLATFORM_WEB, arena_format(arena, or_on_destination, "iubenda"), arena_format(arena, state, "iubenda", "and"),
                 NULL);
    expect_loads(PLATFORM_WEB, arena_format(arena, or_on_destination, "ketch"), arena_format(arena, state, "ketch", "and"),
                 "consent (ketch): the category a is not given");
    expect_loads(PLATFORM_WEB, arena_format(arena, or_on_destination, "ketch"), arena_format(arena, state, "ketch", "or"), NULL);
    expect_loads(PLATFORM_WEB, "{\"consentManagement\":[{\"provider\":\"iubenda\"," TWO "}]}",
                 arena_format(arena, state, "iubenda", "or"), NULL);
}
END_TEST

START_TEST(the_kotlin_and_swift_sdks_do_not_look_at_consent)
{
    static const char config[] = "{\"oneTrustCookieCategories\":[{\"oneTrustCookieCategory\":\"C1\"}]}";
    static const char refused[] = "{\"groups\":{\"C1\":\"One\"},\"status\":{\"C1\":0}}";
    expect_loads(PLATFORM_ANDROID_KOTLIN, config, refused, NULL);
    expect_loads(PLATFORM_IOS_SWIFT, config, refused, NULL);
    expect_loads(PLATFORM_IOS, config, refused, "consent (OneTrust): the category C1 is refused");
    expect_loads(PLATFORM_ANDROID, config, refused, "consent (OneTrust): the category C1 is refused");
}
END_TEST

START_TEST(the_servers_look_at_both_older_lists_when_the_event_names_no_provider)
{
    static const char config[] = "{\"oneTrustCookieCategories\":[{\"oneTrustCookieCategory\":\"C1\"}],"
                                 "\"ketchConsentPurposes\":[{\"purpose\":\"p1\"},{\"purpose\":\"p2\"}]}";
    expect_delivers(config, "{\"deniedConsentIds\":[\"p1\"]}", NULL);
    expect_delivers(config, "{\"deniedConsentIds\":[\"p1\",\"p2\"]}", "consent (ketch): all of ketchConsentPurposes are denied");
    expect_delivers(config, "{\"deniedConsentIds\":[\"C1\"]}", "consent (oneTrust): a category of oneTrustCookieCategories is denied");
    expect_delivers(config, "{\"provider\":\"ketch\",\"deniedConsentIds\":[\"C1\"]}", NULL);
    expect_delivers("{\"consentManagement\":[{\"provider\":\"ketch\"," TWO "}]}",
                    "{\"provider\":\"ketch\",\"deniedConsentIds\":[\"b\"]}",
                    "consent (ketch): a configured category is denied");
}
END_TEST

START_TEST(an_event_without_a_name_meets_the_allowlist_differently)
{
    static const char config[] = "{\"eventFilteringOption\":\"whitelistedEvents\",\"whitelistedEvents\":[{\"eventName\":\"A\"}]}";
    static const char event[] = "{\"type\":\"track\"}";
    static const char dropped[] = "an event without a name does not pass the allowlist";
    expect_passes(PLATFORM_WEB, config, event, dropped);
    expect_passes(PLATFORM_ANDROID, config, event, NULL);
    expect_passes(PLATFORM_IOS, config, event, NULL);
    expect_passes(PLATFORM_ANDROID_KOTLIN, config, event, dropped);
    expect_passes(PLATFORM_IOS_SWIFT, config, event, dropped);
    static const char denylist[] = "{\"eventFilteringOption\":\"blacklistedEvents\",\"blacklistedEvents\":[{\"eventName\":\"\"}]}";
    for (unsigned platform = 0; platform < PLATFORM_COUNT; platform++)
        expect_passes(platform, denylist, event, NULL);
}
END_TEST

START_TEST(a_missing_list_means_something_else_on_each_platform)
{
    static const char allow[] = "{\"eventFilteringOption\":\"whitelistedEvents\"}";
    static const char deny[] = "{\"eventFilteringOption\":\"blacklistedEvents\"}";
    static const char unknown[] = "{\"eventFilteringOption\":\"other\"}";
    static const char event[] = "{\"type\":\" Track \",\"event\":\"A\"}";
    static const char no_allowlist[] = "the filter is an allowlist, but there is no list";
    static const char no_denylist[] = "the filter is a denylist, but there is no list, and this SDK then delivers nothing";
    static const struct {
        enum platform platform;
        const char *allow, *deny, *unknown;
    } cases[] = {
        { PLATFORM_WEB, no_allowlist, NULL, NULL },
        { PLATFORM_ANDROID, no_allowlist, no_denylist, no_denylist },
        { PLATFORM_IOS, no_allowlist, no_denylist, no_denylist },
        { PLATFORM_ANDROID_KOTLIN, no_allowlist, NULL, NULL },
        { PLATFORM_IOS_SWIFT, NULL, NULL, NULL },
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        expect_passes(cases[i].platform, allow, event, cases[i].allow);
        expect_passes(cases[i].platform, deny, event, cases[i].deny);
        expect_passes(cases[i].platform, unknown, event, cases[i].unknown);
    }
}
END_TEST

START_TEST(the_integrations_object_is_read_three_ways)
{
    static const char excluded[] = "the event's integrations object excludes Braze";
    static const char others[] = "the event's integrations object excludes all destinations but those it names";
    expect_integrations(PLATFORM_WEB, "{\"All\":false,\"Braze\":{\"option\":1}}", NULL);
    expect_integrations(PLATFORM_WEB, "{\"Braze\":null}", excluded);
    expect_integrations(PLATFORM_WEB, "{\"All\":false}", others);
    expect_integrations(PLATFORM_ANDROID, "{\"Braze\":{\"option\":1}}", excluded);
    expect_integrations(PLATFORM_IOS, "{\"All\":false}", others);
    expect_integrations(PLATFORM_ANDROID_KOTLIN, "{\"All\":false,\"Braze\":{\"option\":1}}", excluded);
    expect_integrations(PLATFORM_IOS_SWIFT, "{\"All\":\"no\"}", NULL);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("consent");
    TCase *tests = tcase_create("consent and filtering");
    tcase_add_checked_fixture(tests, set_up, tear_down);
    tcase_add_test(tests, a_browser_without_a_working_consent_manager_allows_everything);
    tcase_add_test(tests, iubenda_takes_the_strategy_of_the_destination_and_ketch_that_of_the_account);
    tcase_add_test(tests, the_kotlin_and_swift_sdks_do_not_look_at_consent);
    tcase_add_test(tests, the_servers_look_at_both_older_lists_when_the_event_names_no_provider);
    tcase_add_test(tests, an_event_without_a_name_meets_the_allowlist_differently);
    tcase_add_test(tests, a_missing_list_means_something_else_on_each_platform);
    tcase_add_test(tests, the_integrations_object_is_read_three_ways);
    suite_add_tcase(suite, tests);
    return unit_run(suite);
}
