#include "rudderstack/filtering.h"

#include <stdlib.h>
#include <string.h>

#include "support/jsvalue.h"

/* Where the platforms differ. */
static const struct {
    bool unknown_option_denies; /* an unknown option counts as a denylist */
    bool allows_without_list;   /* an allowlist that is missing lets everything pass */
    bool denies_without_list;   /* a denylist that is missing stops everything */
    bool allows_nameless;       /* an event without a name passes the allowlist */
} differences[PLATFORM_COUNT] = {
    [PLATFORM_WEB] = { false, false, false, false },
    [PLATFORM_ANDROID] = { true, false, true, true },
    [PLATFORM_ANDROID_KOTLIN] = { false, false, false, false },
    [PLATFORM_IOS] = { true, false, true, true },
    [PLATFORM_IOS_SWIFT] = { false, true, false, false },
};

static bool refuse(UT_string *why, const char *text)
{
    if (why != NULL)
        utstring_printf(why, "%s", text);
    return false;
}

static bool is_true(const cJSON *value)
{
    return js_is_bool(value) && js_truthy(value);
}

static bool web_integrations_pass(const cJSON *all, const cJSON *braze)
{
    if (braze != NULL)
        return js_truthy(braze);
    return all == NULL || js_truthy(all);
}

static bool legacy_integrations_pass(const cJSON *all, const cJSON *braze)
{
    return is_true(braze != NULL ? braze : all) || (braze == NULL && all == NULL);
}

static bool typed_integrations_pass(const cJSON *all, const cJSON *braze)
{
    const cJSON *decisive = js_is_bool(braze) ? braze : all;
    return !js_is_bool(decisive) || js_truthy(decisive);
}

bool filtering_integrations_pass(enum platform platform, const cJSON *event, UT_string *why)
{
    const cJSON *integrations = js_get(event, "integrations");
    if (!js_is_object(integrations))
        return true;
    const cJSON *all = js_get(integrations, "All");
    const cJSON *braze = js_get(integrations, "Braze");
    bool passes = true;
    switch (platform) {
    case PLATFORM_WEB:
        passes = web_integrations_pass(all, braze);
        break;
    case PLATFORM_ANDROID:
    case PLATFORM_IOS:
        passes = legacy_integrations_pass(all, braze);
        break;
    case PLATFORM_ANDROID_KOTLIN:
    case PLATFORM_IOS_SWIFT:
        passes = typed_integrations_pass(all, braze);
        break;
    case PLATFORM_COUNT:
        break;
    }
    if (passes)
        return true;
    return refuse(why, braze != NULL ? "the event's integrations object excludes Braze"
                                     : "the event's integrations object excludes all destinations but those it names");
}

static bool list_has(const cJSON *list, const char *name)
{
    bool found = false;
    const cJSON *entry;
    cJSON_ArrayForEach(entry, list)
    {
        const cJSON *listed = js_get(entry, "eventName");
        if (!js_is_string(listed) || found)
            continue;
        char *trimmed = text_trim(listed->valuestring);
        found = strcmp(trimmed, name) == 0;
        free(trimmed);
    }
    return found;
}

static bool allowlist_passes(enum platform platform, const cJSON *config, const char *name, UT_string *why)
{
    const cJSON *list = js_get(config, "whitelistedEvents");
    if (!js_is_array(list) && differences[platform].allows_without_list)
        return true;
    if (name[0] == '\0')
        return differences[platform].allows_nameless || refuse(why, "an event without a name does not pass the allowlist");
    if (!js_is_array(list))
        return refuse(why, "the filter is an allowlist, but there is no list");
    return list_has(list, name) || refuse(why, "the event is not on the allowlist");
}

static bool denylist_passes(enum platform platform, const cJSON *list, const char *name, UT_string *why)
{
    if (name[0] == '\0')
        return true;
    if (!js_is_array(list))
        return !differences[platform].denies_without_list ||
               refuse(why, "the filter is a denylist, but there is no list, and this SDK then delivers nothing");
    return !list_has(list, name) || refuse(why, "the event is on the denylist");
}

bool filtering_passes(enum platform platform, const cJSON *config, const cJSON *event, UT_string *why)
{
    const cJSON *type = js_get(event, "type");
    enum call_type call;
    if (!js_is_string(type) || !call_type_find(type->valuestring, &call) || call != CALL_TRACK)
        return true;
    const cJSON *option = js_get(config, "eventFilteringOption");
    if (js_nullish(option) || js_is_text(option, "disable"))
        return true;
    const cJSON *name = js_get(event, "event");
    char *trimmed = text_trim(js_is_string(name) ? name->valuestring : "");
    bool passes = true;
    if (js_is_text(option, "whitelistedEvents"))
        passes = allowlist_passes(platform, config, trimmed, why);
    else if (js_is_text(option, "blacklistedEvents"))
        passes = denylist_passes(platform, js_get(config, "blacklistedEvents"), trimmed, why);
    else if (differences[platform].unknown_option_denies)
        passes = denylist_passes(platform, NULL, trimmed, why);
    free(trimmed);
    return passes;
}
