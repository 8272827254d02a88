/* Starting the Braze SDK: keys, hosts, and what each integration insists on. */
#include <string.h>

#include "rudderstack/device_run.h"
#include "rudderstack/device_value.h"
#include "rudderstack/settings.h"
#include "support/jstext.h"
#include "support/text.h"

static const struct {
    const char *id;
    const char *sdk_host;
} hosts[] = {
#define INSTANCE(id, dashboard, rest, sdk, rudderstack) { id, sdk },
#include "data/instances.def"
#undef INSTANCE
};

/* A copy: the report lives longer than the settings may. */
static const char *text_of(const struct run *run, const char *key)
{
    const cJSON *value = js_get(run->config, key);
    return js_is_string(value) ? arena_copy_string(run->arena, value->valuestring) : NULL;
}

static bool refuse(const char **why, const char *text)
{
    *why = text;
    return false;
}

static bool is_offered(const char *id)
{
    for (const char *const *option = setting_find("dataCenter")->options; *option != NULL; option++)
        if (strcmp(*option, id) == 0)
            return true;
    return false;
}

/* The host of a data center that the mobile integrations know: what the form offers and Braze lists. */
static const char *known_host(const char *data_center)
{
    for (size_t i = 0; i < sizeof hosts / sizeof hosts[0]; i++)
        if (strcmp(hosts[i].id, data_center) == 0)
            return is_offered(data_center) ? hosts[i].sdk_host : NULL;
    return NULL;
}

/* Any number, any case; a region it does not know counts as the American one. */
static const char *web_host(struct run *run, const char *data_center)
{
    char *place = arena_copy_string(run->arena, js_trim(run->arena, data_center));
    char *number = strchr(place, '-');
    if (number != NULL) {
        *number++ = '\0';
        number[strcspn(number, "-")] = '\0';
    }
    const char *zone = number != NULL ? number : "undefined";
    if (text_equal_ignore_case(place, "eu"))
        return arena_format(run->arena, "sdk.fra-%s.braze.eu", zone);
    return arena_format(run->arena, text_equal_ignore_case(place, "au") ? "sdk.au-%s.braze.com" : "sdk.iad-%s.braze.com",
                        zone);
}

static bool is_blank(const char *text)
{
    return text == NULL || text[strspn(text, " \t\r\n\f\v")] == '\0';
}

/* The key of the platform where that is switched on and there is one, else the default key. */
static const char *choose_key(const struct run *run, const char *platform_key_name, const char **rule)
{
    const char *key = text_of(run, platform_key_name);
    bool web = run->device->platform == PLATFORM_WEB;
    bool usable = web ? key != NULL && key[0] != '\0' : !is_blank(key);
    bool wanted = js_truthy(js_get(run->config, "usePlatformSpecificApiKeys"));
    if (wanted && usable) {
        *rule = "the key of the platform";
        return key;
    }
    *rule = wanted ? "the key of the platform is blank: the default key is used" : "the default key";
    return text_of(run, "appKey");
}

static cJSON *switched_on(struct run *run, const char *key)
{
    return js_bool(run->arena, js_truthy(js_get(run->config, key)));
}

static void add_alias(struct run *run, const char *anonymous_id)
{
    run_call(run, "addAlias");
    run_argument_text(run, anonymous_id, NULL, "the anonymous id of the SDK");
    run_argument_text(run, "rudder_id", NULL, "fixed label");
}

static bool start_web(struct run *run, const char *anonymous_id, const char *host_user_id, const char **why)
{
    const char *data_center = text_of(run, "dataCenter");
    if (data_center == NULL)
        return refuse(why, "dataCenter is missing: the integration fails while it starts");
    const char *rule;
    const char *key = choose_key(run, "webApiKey", &rule);
    run_call(run, "initialize");
    run_argument_text(run, key != NULL ? key : "", NULL, rule);
    cJSON *options = js_object(run->arena);
    js_add(options, "enableLogging", switched_on(run, "enableBrazeLogging"));
    js_add(options, "baseUrl", js_string(run->arena, web_host(run, data_center)));
    js_add(options, "allowUserSuppliedJavascript", switched_on(run, "allowUserSuppliedJavascript"));
    run_argument(run, options, NULL, "from the settings");
    run_call(run, "automaticallyShowInAppMessages");
    if (host_user_id != NULL && host_user_id[0] != '\0') {
        run_call(run, "changeUser");
        run_argument_text(run, host_user_id, NULL, "the userId of the page's analytics object, which only older SDKs have");
    }
    if (js_truthy(js_get(run->config, "enablePushNotification")))
        run_call(run, "requestPushPermission");
    run_call(run, "openSession");
    run_call(run, "addSdkMetadata");
    cJSON *metadata = js_array(run->arena);
    js_append(run->arena, metadata, js_string(run->arena, "wcd"));
    run_argument(run, metadata, NULL, "loaded from Braze's CDN");
    if (anonymous_id == NULL || anonymous_id[0] == '\0')
        return refuse(why, "there is no anonymous id: the integration never gets ready and fails after 11 seconds");
    add_alias(run, anonymous_id);
    run_call(run, "requestImmediateDataFlush");
    return true;
}

/* What the newer integrations insist on; a reason, or NULL. */
static const char *refuse_typed(const struct run *run)
{
    const cJSON *mode = js_get(run->config, "connectionMode");
    if (text_of(run, "appKey") == NULL)
        return "appKey is missing: the integration does not start, even if there is a key of the platform";
    if (!js_is_bool(js_get(run->config, "supportDedup")))
        return "supportDedup is missing: the integration does not start";
    if (!js_is_text(mode, "device") && !js_is_text(mode, "hybrid"))
        return "the connection mode is neither device nor hybrid: the integration does not start";
    return NULL;
}

static const char *upper_case(struct run *run, const char *text)
{
    char *upper = arena_copy_string(run->arena, text);
    for (char *at = upper; *at != '\0'; at++)
        if (*at >= 'a' && *at <= 'z')
            *at = (char)(*at - 'a' + 'A');
    return upper;
}

/* Typed: Kotlin and Swift read the settings into a class and take a data center in any case, but do not trim it;
 * the older two trim, and take exactly what the form offers. */
static bool start_mobile(struct run *run, const char *anonymous_id, bool typed, bool apple, const char **why)
{
    const char *rule;
    const char *key = choose_key(run, apple ? "iOSApiKey" : "androidApiKey", &rule);
    const char *data_center = text_of(run, "dataCenter");
    if (typed && (*why = refuse_typed(run)) != NULL)
        return false;
    if (is_blank(key))
        return refuse(why, "there is no app identifier key: the integration does not start");
    const char *host = NULL;
    if (data_center != NULL)
        host = known_host(typed ? upper_case(run, data_center) : js_trim(run->arena, data_center));
    if (host == NULL && (typed || !apple))
        return refuse(why, "the integration does not know the data center and does not start");
    run_call(run, apple ? "initWithConfiguration" : "configure");
    run_argument_text(run, key, NULL, rule);
    run_argument_text(run, host, NULL, host != NULL ? "the SDK host of the data center"
                                                    : "the data center is not known: the SDK starts without a host");
    add_alias(run, anonymous_id);
    return true;
}

bool device_start_platform(struct run *run, const char *anonymous_id, const char *host_user_id, const char **why)
{
    switch (run->device->platform) {
    case PLATFORM_WEB:
        return start_web(run, anonymous_id, host_user_id, why);
    case PLATFORM_ANDROID:
        return start_mobile(run, anonymous_id, false, false, why);
    case PLATFORM_ANDROID_KOTLIN:
        return start_mobile(run, anonymous_id, true, false, why);
    case PLATFORM_IOS:
        return start_mobile(run, anonymous_id, false, true, why);
    case PLATFORM_IOS_SWIFT:
        return start_mobile(run, anonymous_id, true, true, why);
    case PLATFORM_COUNT:
        break;
    }
    return refuse(why, "no such platform");
}
