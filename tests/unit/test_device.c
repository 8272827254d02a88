#include <string.h>

#include "rudderstack/device.h"
#include "rudderstack/device_value.h"
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

static struct device *started(enum platform platform, const char *config, const char *consent)
{
    struct device *device = device_new(platform, read_json(config), consent != NULL ? read_json(consent) : NULL);
    (void)device_start(device, arena, "anon-1", NULL, false);
    return device;
}

static const cJSON *explanation(const cJSON *explain, const char *from)
{
    const cJSON *entry;
    cJSON_ArrayForEach(entry, explain)
    {
        if (js_is_text(js_get(entry, "from"), from))
            return entry;
    }
    return NULL;
}

static void expect_explained(const cJSON *explain, const char *from, const char *to, const char *rule)
{
    const cJSON *entry = explanation(explain, from);
    ck_assert_msg(entry != NULL, "%s is not explained", from);
    if (to != NULL)
        ck_assert_str_eq(js_get(entry, "to")->valuestring, to);
    else
        ck_assert(js_is_null(js_get(entry, "to")));
    ck_assert_str_eq(js_get(entry, "rule")->valuestring, rule);
}

#define CONFIG                                                                                                         \
    "{\"appKey\":\"dummy\",\"dataCenter\":\"US-03\",\"connectionMode\":\"device\",\"supportDedup\":false,"              \
    "\"trackAnonymousUser\":true}"

START_TEST(every_trait_is_explained_where_it_went_or_why_not)
{
    struct device *device = started(PLATFORM_WEB, CONFIG, NULL);
    struct device_report report = device_deliver(
        device, arena,
        read_json("{\"type\":\"identify\",\"userId\":\"u\",\"context\":{\"traits\":{\"email\":\"a@example.com\",\"country\":\"DE\","
                  "\"phone\":0,\"a/b~c\":1}}}"),
        true);
    expect_explained(report.explain, "/userId", "/calls/0/args/0", "the userId; a Braze external id is not looked at");
    expect_explained(report.explain, "/context/traits/email", "/calls/1/args/0", "as it is");
    expect_explained(report.explain, "/context/traits/country", NULL,
                     "reserved: this integration sends it neither as a standard nor as a custom attribute");
    expect_explained(report.explain, "/context/traits/phone", NULL, "empty, or not of a type that the integration sends");
    expect_explained(report.explain, "/context/traits/a~1b~0c", "/calls/2/args/1", "custom attribute, as it is");
    device_free(device);
}
END_TEST

START_TEST(a_field_of_a_recommended_event_is_explained_inside_the_properties)
{
    struct device *device = started(PLATFORM_WEB,
                                    "{\"appKey\":\"dummy\",\"dataCenter\":\"US-03\",\"useEcommerceRecommendedEvents\":true}", NULL);
    struct device_report report =
        device_deliver(device, arena,
                       read_json("{\"type\":\"track\",\"event\":\"Order Refunded\",\"userId\":\"u\",\"properties\":{\"order_id\":"
                                 "\"1\",\"value\":5,\"note\":\"\",\"products\":[{\"sku\":\"s\"}]}}"),
                       true);
    expect_explained(report.explain, "/properties/value", "/calls/0/args/1/total_value", "field of a recommended ecommerce event");
    expect_explained(report.explain, "/properties/products/0/sku", "/calls/0/args/1/products/0/product_id",
                     "field of a recommended ecommerce event");
    expect_explained(report.explain, "/properties/note", NULL, "empty: not even metadata");
    device_free(device);
}
END_TEST

static void expect_dropped(enum platform platform, const char *config, const char *consent, const char *event, const char *why)
{
    struct device *device = started(platform, config, consent);
    struct device_report report = device_deliver(device, arena, read_json(event), true);
    ck_assert_uint_eq(js_count(report.calls), 0);
    ck_assert_pstr_eq(report.dropped, why);
    device_free(device);
}

START_TEST(an_event_that_leads_to_nothing_says_why)
{
    static const char track[] = "{\"type\":\"track\",\"event\":\"A\",\"userId\":\"u\",\"properties\":{}}";
    expect_dropped(PLATFORM_WEB, "{\"appKey\":\"k\",\"dataCenter\":\"US-03\",\"connectionMode\":\"cloud\"}", NULL, track,
                   "in cloud mode the web SDK does not load the integration");
    expect_dropped(PLATFORM_WEB, "{\"dataCenter\":\"US-03\",\"ketchConsentPurposes\":[{\"purpose\":\"p\"}]}",
                   "{\"provider\":\"ketch\",\"allowed\":[]}", track,
                   "consent (ketch): none of the configured categories is given, p neither");
    expect_dropped(PLATFORM_ANDROID, "{\"appKey\":\"k\",\"dataCenter\":\"EU-03\",\"connectionMode\":\"device\"}", NULL, track,
                   "the integration does not know the data center and does not start");
    expect_dropped(PLATFORM_WEB,
                   "{\"dataCenter\":\"US-03\",\"eventFilteringOption\":\"blacklistedEvents\",\"blacklistedEvents\":[{\"eventName\":"
                   "\"A\"}]}",
                   NULL, track, "the event is on the denylist");
    expect_dropped(PLATFORM_WEB, "{\"dataCenter\":\"US-03\"}", NULL, "{\"type\":\"track\",\"event\":\"A\",\"properties\":{}}",
                   "the visitor has no userId, and trackAnonymousUser is off");
    expect_dropped(PLATFORM_IOS, "{\"appKey\":\"k\",\"dataCenter\":\"US-03\",\"connectionMode\":\"hybrid\"}", NULL, track,
                   "in hybrid mode the mobile integrations drop every event");
    expect_dropped(PLATFORM_IOS, "{\"appKey\":\"k\",\"dataCenter\":\"US-03\",\"connectionMode\":\"device\"}", NULL,
                   "{\"type\":\"group\"}", "the integration knows identify and track only; the event vanishes without a word");
    expect_dropped(PLATFORM_WEB, "{\"dataCenter\":\"US-03\"}", NULL,
                   "{\"type\":\"track\",\"event\":\"Order Completed\",\"userId\":\"u\",\"properties\":{\"products\":[]}}",
                   "the list of products is empty: no purchase is logged");
}
END_TEST

START_TEST(a_device_that_was_never_started_drops_everything)
{
    struct device *device = device_new(PLATFORM_WEB, read_json(CONFIG), NULL);
    struct device_report report =
        device_deliver(device, arena, read_json("{\"type\":\"identify\",\"userId\":\"u\",\"context\":{}}"), false);
    ck_assert_str_eq(report.dropped, "the integration has not been started");
    ck_assert_ptr_null(report.explain);
    device_free(device);
    device_free(NULL);
}
END_TEST

START_TEST(a_browser_without_an_anonymous_id_never_gets_ready)
{
    struct device *device = device_new(PLATFORM_WEB, read_json(CONFIG), NULL);
    struct device_report report = device_start(device, arena, NULL, NULL, false);
    ck_assert_uint_eq(js_count(report.calls), 4); /* initialize, in-app messages, session, metadata; no alias */
    ck_assert_str_eq(report.dropped, "there is no anonymous id: the integration never gets ready and fails after 11 seconds");
    device_free(device);
}
END_TEST

START_TEST(anything_may_come_as_an_event)
{
    static const char *const events[] = {
        "null", "5", "\"track\"", "[]", "{}", "{\"type\":5}", "{\"type\":\"identify\"}",
        "{\"type\":\"identify\",\"userId\":{},\"context\":[]}",
        "{\"type\":\"identify\",\"userId\":[],\"context\":{\"traits\":[],\"externalId\":{}}}",
        "{\"type\":\"identify\",\"userId\":\"u\",\"context\":{\"traits\":\"x\",\"externalId\":[null,{\"type\":\"brazeExternalId\"}]}}",
        "{\"type\":\"identify\",\"userId\":\"u\",\"context\":{\"traits\":{\"address\":[],\"birthday\":{},\"gender\":[],\"email\":{}}}}",
        "{\"type\":\"track\",\"event\":{},\"properties\":[]}",
        "{\"type\":\"track\",\"event\":\"Order Completed\",\"userId\":\"u\",\"properties\":{\"products\":[null,5,[],{},\"x\"]}}",
        "{\"type\":\"track\",\"event\":\"Order Completed\",\"userId\":\"u\",\"properties\":\"x\"}",
        "{\"type\":\"track\",\"event\":\"Install Attributed\",\"userId\":\"u\",\"properties\":{\"campaign\":[1]}}",
        "{\"type\":\"track\",\"event\":\"Product Added\",\"userId\":\"u\",\"properties\":{\"products\":{\"a\":[]},\"product_id\":[[]]}}",
        "{\"type\":\"track\",\"event\":\"A\",\"integrations\":5}", "{\"type\":\"page\",\"properties\":5}",
    };
    static const char config[] = "{\"appKey\":\"k\",\"dataCenter\":\"US-03\",\"connectionMode\":\"device\",\"supportDedup\":true,"
                                 "\"useEcommerceRecommendedEvents\":true,\"trackAnonymousUser\":true}";
    for (unsigned platform = 0; platform < PLATFORM_COUNT; platform++) {
        struct device *device = started(platform, config, NULL);
        for (size_t round = 0; round < 2; round++)
            for (size_t i = 0; i < sizeof events / sizeof events[0]; i++) {
                struct device_report report = device_deliver(device, arena, read_json(events[i]), true);
                ck_assert(js_is_array(report.calls));
            }
        device_free(device);
    }
}
END_TEST

START_TEST(numbers_in_text_are_read_as_each_platform_does)
{
    double number;
    ck_assert(value_parse_decimal(" 29.99 ", false, &number) && number == 29.99);
    ck_assert(!value_parse_decimal("1e3", false, &number));
    ck_assert(!value_parse_decimal(".5", false, &number));
    ck_assert(!value_parse_decimal("+5", false, &number));
    ck_assert(value_parse_decimal(".5", true, &number) && number == 0.5);
    ck_assert(value_parse_decimal("-1E-2", true, &number) && number == -0.01);
    ck_assert(!value_parse_decimal("", true, &number));
    ck_assert(!value_parse_decimal(".", true, &number));
    ck_assert(!value_parse_decimal("1e", true, &number));
    int64_t whole;
    ck_assert(value_parse_integer("-12", &whole) && whole == -12);
    ck_assert(!value_parse_integer("9223372036854775808", &whole));
    ck_assert(!value_parse_integer("12 ", &whole));
    ck_assert_int_eq(value_parse_integer_prefix(" 12abc"), 12);
    ck_assert_int_eq(value_parse_integer_prefix("abc"), 0);
}
END_TEST

static void expect_date(const char *json, const char *moment)
{
    int64_t ms = 0, expected = 0;
    bool read = value_parse_js_date(read_json(json), &ms);
    ck_assert_msg(read == (moment != NULL), "%s", json);
    if (moment == NULL)
        return;
    ck_assert(value_parse_iso_moment(moment, &expected));
    ck_assert_msg(ms == expected, "%s: %lld", json, (long long)ms);
}

START_TEST(dates_are_read_as_a_browser_reads_them)
{
    expect_date("\"1990-01-01\"", "1990-01-01T00:00:00.000Z");
    expect_date("\"1990-02-31\"", "1990-03-03T00:00:00.000Z");
    expect_date("\"1990-01-01T10:20:30.5+02:00\"", "1990-01-01T08:20:30.500Z");
    expect_date("\"Jan 5\"", "2001-01-05T00:00:00.000Z");
    expect_date("\"5 January 49\"", "2049-01-05T00:00:00.000Z");
    expect_date("\"1/5/50 12:30 am\"", "1950-01-05T00:30:00.000Z");
    expect_date("\"1990 Jan 5\"", "1990-01-05T00:00:00.000Z");
    expect_date("\"Fri Jan 05 1990 10:00:00 GMT+0200 (Central European)\"", "1990-01-05T08:00:00.000Z");
    expect_date("\"Fri Jan 05 1990 10:00:00 GMT+2\"", "1990-01-05T08:00:00.000Z");
    expect_date("86400000.9", "1970-01-02T00:00:00.000Z");
    expect_date("true", "1970-01-01T00:00:00.001Z");
    expect_date("\"13/13/1990\"", NULL);
    expect_date("\"1990-01-05 99:00\"", NULL);
    expect_date("\"1 2 3 4\"", NULL);
    expect_date("\"5th January 1990\"", NULL);
    expect_date("\"\"", NULL);
    expect_date("9e15", NULL);
    expect_date("[]", NULL);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("device");
    TCase *tests = tcase_create("device");
    tcase_add_checked_fixture(tests, set_up, tear_down);
    tcase_add_test(tests, every_trait_is_explained_where_it_went_or_why_not);
    tcase_add_test(tests, a_field_of_a_recommended_event_is_explained_inside_the_properties);
    tcase_add_test(tests, an_event_that_leads_to_nothing_says_why);
    tcase_add_test(tests, a_device_that_was_never_started_drops_everything);
    tcase_add_test(tests, a_browser_without_an_anonymous_id_never_gets_ready);
    tcase_add_test(tests, anything_may_come_as_an_event);
    tcase_add_test(tests, numbers_in_text_are_read_as_each_platform_does);
    tcase_add_test(tests, dates_are_read_as_a_browser_reads_them);
    suite_add_tcase(suite, tests);
    return unit_run(suite);
}
