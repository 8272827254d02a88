/* Settings and events of any kind in device mode: each platform makes of them a list of calls that can be written, or says why not;
 * and the settings are judged, shown and changed without harm. */
#include "fuzz.h"
#include "rudderstack/consent.h"
#include "rudderstack/deletion.h"
#include "rudderstack/device.h"
#include "rudderstack/settings.h"
#include "rudderstack/settings_check.h"
#include "rudderstack/warning.h"
#include "support/jsread.h"
#include "support/jsvalue.h"
#include "support/jswrite.h"

/* A list: the settings, then events. */
const char *const fuzz_seeds[] = {
    "[{\"appKey\":\"k\",\"dataCenter\":\"US-01\",\"connectionMode\":\"device\",\"supportDedup\":true,\"trackAnonymousUser\":true},"
    "{\"type\":\"identify\",\"userId\":\"u\",\"context\":{\"traits\":{\"email\":\"a@example.com\",\"firstName\":\"A\",\"lastname\":"
    "\"B\",\"birthday\":\"1990-01-01\",\"gender\":\"f\",\"address\":{\"city\":\"C\"},\"x\":[1],\"y\":{\"z\":null}},\"externalId\":[{"
    "\"type\":\"brazeExternalId\",\"id\":\"e\"}]}},"
    "{\"type\":\"identify\",\"userId\":\"u\",\"context\":{\"traits\":{\"email\":\"b@example.com\",\"x\":[1]}}}]",
    "[{\"appKey\":\"k\",\"dataCenter\":\"EU-02\",\"connectionMode\":\"device\",\"supportDedup\":false,"
    "\"useEcommerceRecommendedEvents\":true},"
    "{\"type\":\"track\",\"event\":\"Product Added\",\"userId\":\"u\",\"properties\":{\"cart_id\":1,\"product_id\":\"p\",\"price\":"
    "\"1e3\",\"quantity\":2.0,\"products\":[{\"sku\":5},\"x\"],\"source\":\"s\",\"tags\":[]}}]",
    "[{\"appKey\":\"k\",\"dataCenter\":\"US-01\",\"connectionMode\":\"device\",\"supportDedup\":false,\"eventFilteringOption\":"
    "\"whitelistedEvents\",\"whitelistedEvents\":[{\"eventName\":\" Order Completed\"}]},"
    "{\"type\":\"track\",\"event\":\"Order Completed\",\"userId\":\"u\",\"integrations\":{\"All\":true},\"properties\":{\"currency\":"
    "\"EUR\",\"products\":[{\"product_id\":1,\"price\":\"2.5\",\"quantity\":\"2 x\",\"color\":\"red\"}]}},"
    "{\"type\":\"track\",\"event\":\"Install Attributed\",\"properties\":{\"campaign\":{\"source\":\"s\"}}},{\"type\":\"page\","
    "\"properties\":{}}]",
    "[{\"dataCenter\":\"US-01\",\"connectionMode\":{\"web\":\"hybrid\",\"ios\":\"device\"},\"usePlatformSpecificApiKeys\":true,"
    "\"consentManagement\":{\"web\":[{\"provider\":\"custom\",\"consents\":[{\"consent\":\"a\"}]}]},\"oneTrustCookieCategories\":[{"
    "\"oneTrustCookieCategory\":\"C1\"}],\"userAttributes\":[{\"userId\":\"a\"}],\"config\":{\"dataCenter\":\"eu-1\",\"restApiKey\":"
    "\"k\"}},{\"provider\":\"oneTrust\",\"allowed\":[\"C1\"],\"groups\":{\"C1\":\"n\"},\"status\":{\"C1\":0},\"deniedConsentIds\":["
    "\"a\"]}]",
    NULL,
};

const char *const fuzz_words[] = { "null", "[]", "{}", "true", "\"track\"", "\"Order Completed\"", "\"$date\"", "1e999", "-0",
                                   "\"address\":", "\"products\":", "\"traits\":", "\\u0000", "\\ud800", "\"__proto__\":",
                                   "{{ a || b }}", "env.x", "\"Jan 5, 1990 10:99 PM GMT+99\"", "\"0\":", "2.0", NULL };

static void expect_report(const struct device_report *report)
{
    UT_string text;
    utstring_init(&text);
    FUZZ_EXPECT(js_is_array(report->calls));
    FUZZ_EXPECT(report->dropped == NULL || report->dropped[0] != '\0');
    const cJSON *call;
    cJSON_ArrayForEach(call, report->calls)
        FUZZ_EXPECT(js_is_string(js_get(call, "call")) && js_is_array(js_get(call, "args")));
    const cJSON *entry;
    cJSON_ArrayForEach(entry, report->explain)
        FUZZ_EXPECT(js_is_string(js_get(entry, "rule")));
    js_write(&text, report->calls);
    js_write(&text, report->explain);
    utstring_done(&text);
}

static void try_platforms(struct arena *arena, const cJSON *config, const cJSON *events)
{
    for (unsigned platform = 0; platform < PLATFORM_COUNT; platform++) {
        struct device *device = device_new((enum platform)platform, config, NULL);
        struct device_report started = device_start(device, arena, "anon-1", "host", true);
        expect_report(&started);
        for (const cJSON *event = events; event != NULL; event = event->next) {
            struct device_report report = device_deliver(device, arena, event, true);
            expect_report(&report);
            (void)consent_loads((enum platform)platform, config, event, NULL);
        }
        device_free(device);
    }
}

static void try_settings(struct arena *arena, const cJSON *config, const cJSON *events)
{
    struct settings_problems problems;
    settings_check(config, &problems);
    for (size_t i = 0; i < problems.count; i++)
        FUZZ_EXPECT(problems.items[i].path[0] == '/' && problems.items[i].message != NULL);
    settings_problems_clear(&problems);
    for (unsigned type = 0; type < SOURCE_TYPE_COUNT; type++) {
        cJSON *flat = settings_flatten(config, (enum source_type)type, true);
        FUZZ_EXPECT(cJSON_IsObject(flat));
        cJSON_Delete(flat);
        for (unsigned mode = 0; mode < CONNECTION_MODE_COUNT; mode++) {
            (void)warnings_of_settings(arena, config, (enum source_type)type, (enum connection_mode)mode);
            (void)warnings_of_event(arena, config, (enum source_type)type, (enum connection_mode)mode, events, NULL);
        }
    }
    for (size_t i = 0; i < settings_count; i++) {
        const char *reason = NULL;
        char *shown = setting_show(&settings[i], setting_value(&settings[i], config, SOURCE_WEB));
        FUZZ_EXPECT(setting_applies(&settings[i], config, SOURCE_WEB, MODE_DEVICE, &reason) == (reason == NULL));
        free(shown);
    }
    (void)consent_delivers(config, events, NULL);
    struct deletion deletion = deletion_plan(arena, config);
    FUZZ_EXPECT(js_is_object(deletion_result(arena, &deletion, NULL, 0)));
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t length)
{
    struct arena *arena = arena_new();
    const cJSON *list = js_read(arena, (const char *)bytes, length, NULL);
    if (js_is_array(list) && list->child != NULL) {
        try_platforms(arena, list->child, list->child->next);
        try_settings(arena, list->child, list->child->next);
    }
    arena_free(arena);
    return 0;
}
