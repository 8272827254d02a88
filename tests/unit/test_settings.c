#include <stdio.h>
#include <string.h>

#include "rudderstack/settings.h"
#include "rudderstack/settings_check.h"
#include "support/json.h"
#include "support/text.h"
#include "unit.h"

static cJSON *read_json(const char *text)
{
    cJSON *value = json_parse(text, strlen(text), NULL);
    ck_assert_msg(value != NULL, "%s", text);
    return value;
}

static void expect_json(cJSON *value, const char *expected)
{
    char *text = json_print(value);
    ck_assert_str_eq(text, expected);
    free(text);
    cJSON_Delete(value);
}

static void expect_parsed(const char *key, enum source_type type, const char *text, const char *expected)
{
    struct error error = ERROR_INIT;
    cJSON *value = setting_parse(setting_find(key), type, text, &error);
    ck_assert_msg(value != NULL, "%s: %s", key, error.message);
    expect_json(value, expected);
}

static void expect_refused(const char *key, enum source_type type, const char *text, const char *message, const char *hint)
{
    struct error error = ERROR_INIT;
    ck_assert_ptr_null(setting_parse(setting_find(key), type, text, &error));
    ck_assert_int_eq(error.code, ERROR_USAGE);
    ck_assert_str_eq(error.message, message);
    ck_assert_pstr_eq(error.hint, hint);
    error_clear(&error);
}

static void expect_shown(const char *key, const char *json, const char *expected)
{
    cJSON *value = read_json(json);
    char *shown = setting_show(setting_find(key), value);
    ck_assert_str_eq(shown, expected);
    free(shown);
    cJSON_Delete(value);
}

static void expect_no_effect(const char *key, const char *config, enum source_type type, enum connection_mode mode,
                             const char *expected)
{
    cJSON *parsed = config != NULL ? read_json(config) : NULL;
    const char *reason = NULL;
    ck_assert(setting_applies(setting_find(key), parsed, type, mode, &reason) == (expected == NULL));
    ck_assert_pstr_eq(reason, expected);
    cJSON_Delete(parsed);
}

START_TEST(the_table_is_whole)
{
    for (size_t i = 0; i < settings_count; i++) {
        const struct setting *setting = &settings[i];
        ck_assert_ptr_eq(setting_find(setting->key), setting);
        ck_assert_ptr_nonnull(setting->label);
        ck_assert_ptr_nonnull(setting->help);
        ck_assert_ptr_nonnull(setting->section);
        ck_assert_uint_ne(setting->modes, 0);
        ck_assert_uint_ne(setting->sources, 0);
        ck_assert((setting->type == SETTING_CHOICE) == (setting->options != NULL));
        ck_assert((setting->type == SETTING_LIST || setting->type == SETTING_CONSENT) == (setting->item_key != NULL));
        cJSON *standard = setting_default(setting);
        ck_assert((standard != NULL) == (setting->default_json != NULL));
        cJSON_Delete(standard);
    }
    ck_assert_str_eq(setting_nearest("supportdedupe"), "supportDedup");
}
END_TEST

START_TEST(what_an_operator_types_is_understood)
{
    expect_parsed("supportDedup", SOURCE_WEB, "On", "true");
    expect_parsed("supportDedup", SOURCE_WEB, "no", "false");
    expect_parsed("dataCenter", SOURCE_WEB, "eu-02", "\"EU-02\"");
    expect_parsed("eventFilteringOption", SOURCE_WEB, "filter via denylist", "\"blacklistedEvents\"");
    expect_parsed("whitelistedEvents", SOURCE_WEB, " Signed Up,,Order Completed ",
                  "[{\"eventName\":\"Signed Up\"},{\"eventName\":\"Order Completed\"}]");
    expect_parsed("whitelistedEvents", SOURCE_WEB, "", "[]");
    expect_parsed("consentManagement", SOURCE_WEB, "[{\"provider\":\"ketch\"}]", "[{\"provider\":\"ketch\"}]");
    expect_parsed("connectionMode", SOURCE_FLUTTER, "device", "\"device\"");
}
END_TEST

START_TEST(what_makes_no_sense_is_refused_with_advice)
{
    expect_refused("supportDedup", SOURCE_WEB, "maybe", "supportDedup: expected on or off, got \"maybe\"", NULL);
    expect_refused("connectionMode", SOURCE_FLUTTER, "hybrid", "connectionMode: \"hybrid\" is none of cloud, device",
                   NULL);
    expect_refused("eventFilteringOption", SOURCE_WEB, "whitelistedevent",
                   "eventFilteringOption: \"whitelistedevent\" is none of disable, whitelistedEvents, blacklistedEvents",
                   "did you mean whitelistedEvents?");
    expect_refused("consentManagement", SOURCE_WEB, "C0001", "consentManagement: expected a JSON list",
                   "for example [{\"provider\":\"oneTrust\",\"consents\":[{\"consent\":\"C0001\"}]}]");
}
END_TEST

START_TEST(values_are_shown_in_one_line_and_keys_masked)
{
    expect_shown("supportDedup", "true", "on");
    expect_shown("eventFilteringOption", "\"disable\"", "Disabled");
    expect_shown("blacklistedEvents", "[{\"eventName\":\"A\"},{\"eventName\":\"B\"}]", "A, B");
    expect_shown("blacklistedEvents", "[]", "-");
    expect_shown("consentManagement",
                 "[{\"provider\":\"custom\",\"resolutionStrategy\":\"or\",\"consents\":[{\"consent\":\"a\"},{\"consent\":\"b\"}]}]",
                 "custom: a or b");
    expect_shown("trackAnonymousUser", "{\"android\":true}", "{\"android\":true}");
    cJSON *key = cJSON_CreateString("dummy-rest-key-0001");
    char *shown = setting_show(setting_find("restApiKey"), key);
    ck_assert_ptr_null(strstr(shown, "dummy"));
    free(shown);
    cJSON_Delete(key);
}
END_TEST

START_TEST(a_setting_per_source_is_changed_for_that_source_only)
{
    cJSON *config = read_json("{\"connectionMode\":{\"web\":\"device\"},\"supportDedup\":true}");
    setting_put(setting_find("connectionMode"), config, SOURCE_IOS, cJSON_CreateString("hybrid"));
    setting_put(setting_find("supportDedup"), config, SOURCE_IOS, NULL);
    setting_put(setting_find("trackAnonymousUser"), config, SOURCE_WEB, NULL);
    enum connection_mode mode;
    ck_assert(settings_mode(config, SOURCE_IOS, &mode) && mode == MODE_HYBRID);
    ck_assert(settings_mode(config, SOURCE_WEB, &mode) && mode == MODE_DEVICE);
    ck_assert(!settings_mode(config, SOURCE_AMP, &mode));
    setting_put(setting_find("connectionMode"), config, SOURCE_WEB, NULL);
    setting_put(setting_find("connectionMode"), config, SOURCE_IOS, NULL);
    expect_json(config, "{}");
}
END_TEST

START_TEST(a_client_gets_its_own_values_and_no_rest_key)
{
    cJSON *config = read_json("{\"dataCenter\":\"US-01\",\"restApiKey\":\"dummy\",\"connectionMode\":{\"web\":\"device\",\"ios\":"
                              "\"cloud\"},\"trackAnonymousUser\":{\"web\":true},\"useNativeSDK\":{\"web\":true},\"other\":1}");
    expect_json(settings_flatten(config, SOURCE_WEB, true),
                "{\"dataCenter\":\"US-01\",\"connectionMode\":\"device\",\"trackAnonymousUser\":true}");
    expect_json(settings_flatten(config, SOURCE_IOS, false),
                "{\"dataCenter\":\"US-01\",\"restApiKey\":\"dummy\",\"connectionMode\":\"cloud\",\"other\":1}");
    cJSON_Delete(config);
}
END_TEST

START_TEST(a_setting_says_why_it_has_no_effect)
{
    expect_no_effect("dataCenter", NULL, SOURCE_AMP, MODE_CLOUD, NULL);
    expect_no_effect("trackAnonymousUser", NULL, SOURCE_WEB, MODE_DEVICE, NULL);
    expect_no_effect("trackAnonymousUser", NULL, SOURCE_WEB, MODE_CLOUD, "the servers always send anonymous users, as aliases");
    expect_no_effect("trackAnonymousUser", NULL, SOURCE_IOS, MODE_DEVICE,
                     "mobile integrations and servers always send anonymous users");
    expect_no_effect("enableSubscriptionGroupInGroupCall", NULL, SOURCE_WEB, MODE_HYBRID,
                     "the calls it acts on do not reach Braze from this source in this mode");
    expect_no_effect("enableSubscriptionGroupInGroupCall", NULL, SOURCE_IOS, MODE_HYBRID, NULL);
    expect_no_effect("whitelistedEvents", "{\"eventFilteringOption\":\"disable\"}", SOURCE_WEB, MODE_DEVICE,
                     "the filter option does not choose this list");
    expect_no_effect("whitelistedEvents", "{}", SOURCE_WEB, MODE_DEVICE, "the filter option does not choose this list");
    expect_no_effect("whitelistedEvents", "{\"eventFilteringOption\":\"whitelistedEvents\"}", SOURCE_WEB, MODE_DEVICE, NULL);
    expect_no_effect("webApiKey", "{\"usePlatformSpecificApiKeys\":false}", SOURCE_WEB, MODE_HYBRID,
                     "usePlatformSpecificApiKeys is off");
    expect_no_effect("supportDedup", NULL, SOURCE_UNITY, MODE_DEVICE, "this kind of source has cloud mode only");
    expect_no_effect("oneTrustCookieCategories", "{\"consentManagement\":{\"web\":[]}}", SOURCE_WEB, MODE_DEVICE,
                     "consentManagement hides it in the browser");
    expect_no_effect("ketchConsentPurposes", NULL, SOURCE_IOS_SWIFT, MODE_CLOUD,
                     "the Kotlin and Swift SDKs do not look at consent at all");
}
END_TEST

static void expect_problem(const char *config, const char *path, const char *rule, const char *message)
{
    cJSON *parsed = read_json(config);
    struct settings_problems problems;
    settings_check(parsed, &problems);
    cJSON_Delete(parsed);
    if (path == NULL) {
        ck_assert_uint_eq(problems.count, 0);
    } else {
        ck_assert_uint_eq(problems.count, 1);
        ck_assert_str_eq(problems.items[0].path, path);
        ck_assert_str_eq(problems.items[0].rule, rule);
        ck_assert_str_eq(problems.items[0].message, message);
    }
    settings_problems_clear(&problems);
}

START_TEST(a_problem_names_its_place_and_its_rule)
{
    expect_problem("{\"dataCenter\":\"EU-04\"}", "/dataCenter", "enum",
                   "dataCenter is \"EU-04\", which cannot be chosen; did you mean EU-01?");
    expect_problem("{\"dataCenter\":\"US-01\",\"connectionMode\":{\"web\":\"cloud\"}}", "/", "required",
                   "restApiKey is missing; it is needed while a source other than cloud and warehouse is in cloud or hybrid mode");
    expect_problem("{\"dataCenter\":\"US-01\",\"enableBrazeLogging\":{\"web\":\"true\"}}", "/enableBrazeLogging/web", "type",
                   "enableBrazeLogging/web has to be a boolean");
    expect_problem("{\"dataCenter\":\"US-01\",\"useNativeSDK\":{\"reactnative\":1}}", "/useNativeSDK/reactnative", "type",
                   "useNativeSDK/reactnative has to be a boolean");
    expect_problem("{\"dataCenter\":\"US-01\",\"ketchConsentPurposes\":{\"web\":{}}}", "/ketchConsentPurposes/web", "type",
                   "ketchConsentPurposes/web has to be an array");
    expect_problem("[]", "/", "type", "the settings have to be an object");
}
END_TEST

START_TEST(what_rudderstack_fills_in_later_may_have_any_length)
{
    expect_problem("{\"dataCenter\":\"US-01\",\"whitelistedEvents\":[{\"eventName\":\"a\\nb\"}]}", "/whitelistedEvents/0/eventName",
                   "pattern", "whitelistedEvents/0/eventName must not have line ends");
    char config[400];
    static const char *const passing[] = { "env.%s", "{{ a || %s }}", "{{||%s}}" };
    char text[121];
    memset(text, 'x', 120);
    text[120] = '\0';
    for (size_t i = 0; i < sizeof passing / sizeof passing[0]; i++) {
        UT_string name;
        utstring_init(&name);
        utstring_printf(&name, passing[i], text);
        snprintf(config, sizeof config, "{\"dataCenter\":\"US-01\",\"whitelistedEvents\":[{\"eventName\":\"%s\"}]}",
                 utstring_body(&name));
        expect_problem(config, NULL, NULL, NULL);
        utstring_done(&name);
    }
    snprintf(config, sizeof config, "{\"dataCenter\":\"US-01\",\"whitelistedEvents\":[{\"eventName\":\"{{ a | %s }}\"}]}", text);
    expect_problem(config, "/whitelistedEvents/0/eventName", "pattern",
                   "whitelistedEvents/0/eventName is longer than 100 characters");
}
END_TEST

START_TEST(characters_are_counted_not_bytes)
{
    UT_string config;
    utstring_init(&config);
    utstring_printf(&config, "{\"dataCenter\":\"US-01\",\"blacklistedEvents\":[{\"eventName\":\"");
    for (int i = 0; i < 100; i++)
        utstring_printf(&config, "\xC3\xA9");
    utstring_printf(&config, "\"}]}");
    expect_problem(utstring_body(&config), NULL, NULL, NULL);
    utstring_done(&config);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("settings");
    TCase *tests = tcase_create("settings");
    tcase_add_test(tests, the_table_is_whole);
    tcase_add_test(tests, what_an_operator_types_is_understood);
    tcase_add_test(tests, what_makes_no_sense_is_refused_with_advice);
    tcase_add_test(tests, values_are_shown_in_one_line_and_keys_masked);
    tcase_add_test(tests, a_setting_per_source_is_changed_for_that_source_only);
    tcase_add_test(tests, a_client_gets_its_own_values_and_no_rest_key);
    tcase_add_test(tests, a_setting_says_why_it_has_no_effect);
    tcase_add_test(tests, a_problem_names_its_place_and_its_rule);
    tcase_add_test(tests, what_rudderstack_fills_in_later_may_have_any_length);
    tcase_add_test(tests, characters_are_counted_not_bytes);
    suite_add_tcase(suite, tests);
    return unit_run(suite);
}
