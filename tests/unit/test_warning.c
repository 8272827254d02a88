#include <string.h>

#include "rudderstack/settings.h"
#include "rudderstack/warning.h"
#include "support/jsread.h"
#include "support/jsvalue.h"
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

static bool has_warning(const cJSON *list, const char *about, const char *words)
{
    const cJSON *warning;
    cJSON_ArrayForEach(warning, list)
    {
        if (js_is_text(js_get(warning, "about"), about) && strstr(js_get(warning, "text")->valuestring, words) != NULL)
            return true;
    }
    return false;
}

static const cJSON *of_settings(const char *config, enum source_type type, enum connection_mode mode)
{
    return warnings_of_settings(arena, read_json(config), type, mode);
}

static const cJSON *of_event(const char *config, enum source_type type, const char *event)
{
    return warnings_of_event(arena, read_json(config), type, MODE_DEVICE, read_json(event), NULL);
}

START_TEST(contradictions_that_the_schema_lets_pass_are_told)
{
    const cJSON *list = of_settings("{\"dataCenter\":\"EU-03\",\"eventFilteringOption\":\"whitelistedEvents\"}",
                                    SOURCE_ANDROID_KOTLIN, MODE_DEVICE);
    ck_assert(has_warning(list, "dataCenter", "EU-03 works in the browser only"));
    ck_assert(has_warning(list, "whitelistedEvents", "allowlist without a list"));
    ck_assert(has_warning(list, "appKey", "do not start without the default app key"));
    ck_assert(has_warning(list, "supportDedup", "do not start while this is missing"));
    ck_assert(has_warning(list, "usePlatformSpecificApiKeys", "no app identifier at all"));
    ck_assert(!has_warning(list, "blacklistedEvents", ""));
    list = of_settings("{\"dataCenter\":\"US-01\"}", SOURCE_WAREHOUSE, MODE_CLOUD);
    ck_assert(has_warning(list, "restApiKey", "nothing can be delivered"));
    ck_assert_uint_eq(js_count(list), 1);
}
END_TEST

START_TEST(a_warning_about_one_platform_is_not_told_on_another)
{
    static const char config[] = "{\"dataCenter\":\"us-01\",\"appKey\":\"dummy\",\"supportDedup\":true,\"restApiKey\":\"dummy\","
                                 "\"usePlatformSpecificApiKeys\":false,\"trackAnonymousUser\":{\"web\":true}}";
    ck_assert(has_warning(of_settings(config, SOURCE_IOS, MODE_DEVICE), "dataCenter", "capital letters only"));
    ck_assert(!has_warning(of_settings(config, SOURCE_IOS_SWIFT, MODE_DEVICE), "dataCenter", ""));
    ck_assert(has_warning(of_settings(config, SOURCE_WEB, MODE_DEVICE), "supportDedup", "never calls changeUser"));
    ck_assert(!has_warning(of_settings(config, SOURCE_WEB, MODE_DEVICE), "supportDedup", "On mobile"));
    ck_assert(has_warning(of_settings(config, SOURCE_REACT_NATIVE, MODE_DEVICE), "supportDedup", "on mobile"));
    ck_assert(has_warning(of_settings(config, SOURCE_FLUTTER, MODE_DEVICE), "connectionMode", "Flutter's mobile builds only"));
    ck_assert(!has_warning(of_settings(config, SOURCE_REACT_NATIVE, MODE_DEVICE), "connectionMode", "Flutter"));
    ck_assert_uint_eq(js_count(of_settings(config, SOURCE_AMP, MODE_CLOUD)), 0);
    ck_assert(has_warning(of_settings(config, SOURCE_WEB, MODE_HYBRID), "connectionMode", "split profiles"));
}
END_TEST

START_TEST(the_documentation_s_sample_order_gives_no_purchase_on_web)
{
    static const char order[] = "{\"type\":\"track\",\"event\":\"Order Completed\",\"userId\":\"u\",\"properties\":{\"currency\":"
                                "\"USD\",\"products\":[{\"product_id\":\"1\",\"name\":\"Game\",\"price\":15.99}]}}";
    ck_assert(has_warning(of_event("{}", SOURCE_WEB, order), "/properties/products",
                          "on web the quantity is missing, so no purchase is logged"));
    ck_assert(!has_warning(of_event("{}", SOURCE_IOS, order), "/properties/products", "quantity"));
    ck_assert(!has_warning(of_event("{\"useEcommerceRecommendedEvents\":true}", SOURCE_WEB, order), "/properties/products",
                           "quantity"));
}
END_TEST

START_TEST(traits_that_a_platform_reads_otherwise_are_told)
{
    static const char event[] =
        "{\"type\":\"identify\",\"userId\":\"u\",\"context\":{\"traits\":{\"firstName\":\"A\",\"zip\":\"02139\",\"gender\":\"o\","
        "\"country\":\"DE\",\"birthday\":\"1990-01-01\",\"tags\":[1],\"externalId\":[]}}}";
    const cJSON *web = of_event("{}", SOURCE_WEB, event);
    ck_assert(has_warning(web, "/context/traits/gender", "is sent as m"));
    ck_assert(has_warning(web, "/context/traits", "never reach Braze from the browser"));
    ck_assert(has_warning(web, "/context/traits/externalId", "ordinary trait"));
    const cJSON *kotlin = of_event("{}", SOURCE_ANDROID_KOTLIN, event);
    ck_assert(has_warning(kotlin, "/context/traits", "02139 arrives as 2139"));
    ck_assert(!has_warning(kotlin, "/context/traits", "firstname"));
    ck_assert(has_warning(of_event("{}", SOURCE_ANDROID, event), "/context/traits", "it reads firstname and lastname"));
    ck_assert(has_warning(of_event("{}", SOURCE_IOS, event), "/context/traits/birthday", "native date only"));
    ck_assert(has_warning(of_event("{}", SOURCE_IOS_SWIFT, event), "/context/traits/birthday", "plain date is ignored"));
}
END_TEST

START_TEST(what_the_integration_warns_of_is_passed_on)
{
    const cJSON *config = read_json("{\"dataCenter\":\"US-01\",\"appKey\":\"dummy\",\"useEcommerceRecommendedEvents\":true}");
    const cJSON *event = read_json("{\"type\":\"track\",\"event\":\"Order Refunded\",\"userId\":\"u\",\"properties\":{\"order_id\":"
                                   "\"1\",\"total\":\"free\",\"currency\":\"EUR\",\"products\":[{\"product_id\":\"p\"}]}}");
    cJSON *flat = settings_flatten(config, SOURCE_WEB, true);
    struct device *device = device_new(PLATFORM_WEB, flat, NULL);
    (void)device_start(device, arena, "anon-1", NULL, false);
    struct device_report report = device_deliver(device, arena, event, false);
    const cJSON *list = warnings_of_event(arena, config, SOURCE_WEB, MODE_DEVICE, event, &report);
    ck_assert(has_warning(list, "/properties", "the recommended event lacks the field products.price"));
    ck_assert(has_warning(list, "/properties", "has a field of a wrong type: total_value (expected float)"));
    device_free(device);
    cJSON_Delete(flat);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("warning");
    TCase *tests = tcase_create("warning");
    tcase_add_checked_fixture(tests, set_up, tear_down);
    tcase_add_test(tests, contradictions_that_the_schema_lets_pass_are_told);
    tcase_add_test(tests, a_warning_about_one_platform_is_not_told_on_another);
    tcase_add_test(tests, the_documentation_s_sample_order_gives_no_purchase_on_web);
    tcase_add_test(tests, traits_that_a_platform_reads_otherwise_are_told);
    tcase_add_test(tests, what_the_integration_warns_of_is_passed_on);
    suite_add_tcase(suite, tests);
    return unit_run(suite);
}
