/* Every value of events, settings and consent in turn as a value of every other type: nothing is taken for granted. */
#include <string.h>

#include "rudderstack/consent.h"
#include "rudderstack/preview.h"
#include "rudderstack/preview_render.h"
#include "rudderstack/settings.h"
#include "rudderstack/settings_check.h"
#include "support/jsread.h"
#include "support/jsvalue.h"
#include "unit.h"

static const char settings_with_everything[] =
    "{\"dataCenter\":\"US-01\",\"restApiKey\":\"dummy\",\"appKey\":\"dummy\",\"usePlatformSpecificApiKeys\":true,"
    "\"webApiKey\":\"w\",\"iOSApiKey\":\"i\",\"androidApiKey\":\"a\",\"connectionMode\":{\"web\":\"device\"},\"supportDedup\":true,"
    "\"enableNestedArrayOperations\":true,\"enableSubscriptionGroupInGroupCall\":true,\"trackAnonymousUser\":{\"web\":true},"
    "\"eventFilteringOption\":\"whitelistedEvents\",\"whitelistedEvents\":[{\"eventName\":\"Order Completed\"}],"
    "\"blacklistedEvents\":[{\"eventName\":\"x\"}],\"consentManagement\":{\"web\":[{\"provider\":\"custom\",\"consents\":[{\"consent\":"
    "\"a\"}],\"resolutionStrategy\":\"or\"}]},\"oneTrustCookieCategories\":{\"web\":[{\"oneTrustCookieCategory\":\"C1\"}]}}";
static const char settings_of_ecommerce[] =
    "{\"dataCenter\":\"EU-02\",\"appKey\":\"dummy\",\"supportDedup\":false,\"useEcommerceRecommendedEvents\":true}";
static const char identify[] =
    "{\"type\":\"identify\",\"userId\":\"u\",\"anonymousId\":\"a\",\"integrations\":{\"All\":true},\"context\":{\"traits\":{\"email\":"
    "\"a@example.com\",\"firstName\":\"A\",\"lastname\":\"B\",\"birthday\":\"1990-01-01\",\"gender\":\"f\",\"phone\":\"1\",\"address\":{"
    "\"city\":\"C\",\"country\":\"D\"},\"zip\":\"02139\",\"cars\":{\"add\":[{\"id\":1}],\"update\":[{\"id\":1,\"identifier\":\"id\"}]}},"
    "\"externalId\":[{\"type\":\"brazeExternalId\",\"id\":\"e\"}],\"consentManagement\":{\"provider\":\"custom\",\"deniedConsentIds\":["
    "\"a\"]}}}";
static const char order[] =
    "{\"type\":\"track\",\"event\":\"Order Completed\",\"userId\":\"u\",\"properties\":{\"currency\":\"EUR\",\"order_id\":\"1\",\"total\":"
    "\"2\",\"discounts\":[{}],\"products\":[{\"product_id\":\"p\",\"price\":\"2.5\",\"quantity\":\"2\",\"color\":\"red\"},{\"sku\":5,"
    "\"price\":1}],\"tags\":[\"a\"]}}";
static const char added[] =
    "{\"type\":\"track\",\"event\":\"Product Added\",\"userId\":\"u\",\"properties\":{\"cart_id\":1,\"product_id\":\"p\",\"price\":\"1e3\","
    "\"source\":\"s\"}}";
static const char installed[] =
    "{\"type\":\"track\",\"event\":\"Install Attributed\",\"userId\":\"u\",\"properties\":{\"campaign\":{\"source\":\"s\",\"name\":\"n\"}}}";
static const char group[] = "{\"type\":\"group\",\"userId\":\"u\",\"groupId\":\"g\",\"traits\":{\"subscriptionState\":\"subscribed\","
                            "\"email\":\"a@example.com\"}}";
static const char alias[] = "{\"type\":\"alias\",\"userId\":\"u\",\"previousId\":\"v\"}";
static const char page[] = "{\"type\":\"page\",\"name\":\"P\",\"anonymousId\":\"a\",\"properties\":{\"url\":\"u\"}}";

static const char *const kinds[] = { "null", "true", "0", "-1.5", "\"\"", "\"x\"", "[]", "[\"1\",1,null]", "{}", "{\"a\":1}", NULL };

static const struct {
    enum source_type source;
    enum connection_mode mode;
} connections[] = { { SOURCE_WEB, MODE_DEVICE },      { SOURCE_WEB, MODE_HYBRID },        { SOURCE_ANDROID, MODE_DEVICE },
                    { SOURCE_IOS, MODE_DEVICE },      { SOURCE_ANDROID_KOTLIN, MODE_DEVICE }, { SOURCE_IOS_SWIFT, MODE_DEVICE },
                    { SOURCE_IOS_SWIFT, MODE_HYBRID }, { SOURCE_CLOUD, MODE_CLOUD } };

static struct arena *arena;

static void set_up(void)
{
    arena = arena_new();
}

static void tear_down(void)
{
    arena_free(arena);
}

static cJSON *parse(const char *text)
{
    const cJSON *value = js_read(arena, text, strlen(text), NULL);
    ck_assert_msg(value != NULL, "%s", text);
    return (cJSON *)value;
}

/* The node of that number, the root being 0, in the order of the text; *number goes down to 0. */
static cJSON *find_node(cJSON *node, size_t *number)
{
    if (*number == 0)
        return node;
    for (cJSON *child = node->child; child != NULL; child = child->next) {
        (*number)--;
        cJSON *found = find_node(child, number);
        if (found != NULL)
            return found;
    }
    return NULL;
}

/* The text read, with one of its values exchanged; NULL if it has not so many. */
static const cJSON *parse_with(const char *text, size_t number, const char *kind)
{
    cJSON *root = parse(text);
    cJSON *node = find_node(root, &number);
    if (node == NULL)
        return NULL;
    cJSON *other = parse(kind);
    node->type = other->type | (node->type & cJSON_StringIsConst);
    node->child = other->child;
    node->valuestring = other->valuestring;
    node->valuedouble = other->valuedouble;
    return root;
}

static void preview_everywhere(const cJSON *config, const cJSON *event)
{
    for (size_t i = 0; i < sizeof connections / sizeof connections[0]; i++) {
        struct preview_options options = { .config = config,
                                           .source_type = connections[i].source,
                                           .mode = connections[i].mode,
                                           .explain = true,
                                           .history = preview_history_new() };
        for (size_t round = 0; round < 2; round++) {
            struct preview preview = preview_event(arena, &options, event);
            ck_assert(js_is_array(preview.requests) && js_is_array(preview.calls) && js_is_array(preview.warnings));
            ck_assert(js_is_object(preview_json(arena, &preview, 1)));
        }
        preview_history_free(options.history);
    }
}

/* Calls check for the text with each of its values exchanged for each kind. */
static size_t exchange_each(const char *text, void (*check)(const cJSON *changed))
{
    size_t count = 0;
    for (const char *const *kind = kinds; *kind != NULL; kind++)
        for (size_t number = 0;; number++) {
            const cJSON *changed = parse_with(text, number, *kind);
            if (changed == NULL)
                break;
            check(changed);
            arena_reset(arena);
            count++;
        }
    return count;
}

static void preview_changed_event(const cJSON *event)
{
    preview_everywhere(parse(settings_with_everything), event);
    preview_everywhere(parse(settings_of_ecommerce), event);
}

START_TEST(each_value_of_an_event_may_be_of_any_type)
{
    static const char *const events[] = { identify, order, added, installed, group, alias, page };
    ck_assert_uint_gt(exchange_each(events[_i], preview_changed_event), 30);
}
END_TEST

static void use_changed_settings(const cJSON *config)
{
    struct settings_problems problems;
    settings_check(config, &problems);
    settings_problems_clear(&problems);
    if (!js_is_object(config))
        return;
    preview_everywhere(config, parse(identify));
    preview_everywhere(config, parse(order));
}

START_TEST(each_setting_may_be_of_any_type)
{
    ck_assert_uint_gt(exchange_each(settings_with_everything, use_changed_settings), 300);
    ck_assert_uint_gt(exchange_each(settings_of_ecommerce, use_changed_settings), 40);
}
END_TEST

static const char flat_settings[] = "{\"oneTrustCookieCategories\":[{\"oneTrustCookieCategory\":\"Performance\"}]}";

static void ask_changed_consent(const cJSON *consent)
{
    for (unsigned platform = 0; platform < PLATFORM_COUNT; platform++)
        (void)consent_loads(platform, parse(flat_settings), consent, NULL);
    (void)consent_delivers(parse(flat_settings), consent, NULL);
}

static void ask_changed_settings(const cJSON *config)
{
    static const char consent[] = "{\"provider\":\"oneTrust\",\"allowed\":[\"C2\"],\"groups\":{\"C2\":\"Performance\"},\"status\":{\"C2\":0}}";
    for (unsigned platform = 0; platform < PLATFORM_COUNT; platform++)
        (void)consent_loads(platform, config, parse(consent), NULL);
}

START_TEST(each_value_of_consent_may_be_of_any_type)
{
    static const char consent[] = "{\"provider\":\"oneTrust\",\"allowed\":[\"C2\"],\"groups\":{\"C2\":\"Performance\"},\"status\":{\"C2\":0},"
                                  "\"deniedConsentIds\":[\"C2\"],\"initialized\":true,\"resolutionStrategy\":\"or\"}";
    ck_assert_uint_gt(exchange_each(consent, ask_changed_consent), 100);
    ck_assert_uint_gt(exchange_each(flat_settings, ask_changed_settings), 30);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("any type");
    TCase *tests = tcase_create("any type");
    tcase_add_checked_fixture(tests, set_up, tear_down);
    tcase_set_timeout(tests, 120);
    tcase_add_loop_test(tests, each_value_of_an_event_may_be_of_any_type, 0, 7);
    tcase_add_test(tests, each_setting_may_be_of_any_type);
    tcase_add_test(tests, each_value_of_consent_may_be_of_any_type);
    suite_add_tcase(suite, tests);
    return unit_run(suite);
}
