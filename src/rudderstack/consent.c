#include "rudderstack/consent.h"

#include <stdlib.h>
#include <string.h>

#include "support/jsvalue.h"

/* Ids, borrowed or owned; small enough lists that looking through them is all it takes. */
struct ids {
    char **items;
    size_t count;
    bool broken; /* the list is not what it has to be: in the browser an exception, which allows everything */
};

static void ids_add(struct ids *ids, const char *text)
{
    char *trimmed = text_trim(text);
    if (trimmed[0] == '\0') {
        free(trimmed);
        return;
    }
    ids->items = memory_resize(ids->items, ids->count + 1, sizeof *ids->items);
    ids->items[ids->count++] = trimmed;
}

/* The texts of a list: its elements, or their members where they are objects with one. Blank ones are left out. */
static struct ids ids_read(const cJSON *list, const char *member)
{
    struct ids ids = { .broken = !js_is_array(list) };
    const cJSON *entry;
    cJSON_ArrayForEach(entry, list)
    {
        const cJSON *id = member != NULL ? js_get(entry, member) : entry;
        if (js_is_string(id))
            ids_add(&ids, id->valuestring);
        else
            ids.broken = true;
    }
    return ids;
}

static void ids_clear(struct ids *ids)
{
    for (size_t i = 0; i < ids->count; i++)
        free(ids->items[i]);
    free(ids->items);
}

static bool ids_have(const struct ids *ids, const char *id)
{
    for (size_t i = 0; i < ids->count; i++)
        if (strcmp(ids->items[i], id) == 0)
            return true;
    return false;
}

static size_t ids_in_common(const struct ids *ids, const struct ids *others, const char **last_missing)
{
    size_t count = 0;
    for (size_t i = 0; i < ids->count; i++) {
        if (ids_have(others, ids->items[i]))
            count++;
        else if (last_missing != NULL)
            *last_missing = ids->items[i];
    }
    return count;
}

static const char *text_at(const cJSON *object, const char *name)
{
    const cJSON *value = js_get(object, name);
    return js_is_string(value) ? value->valuestring : "";
}

static bool refuse(UT_string *why, const char *format, const char *first, const char *second)
{
    if (why != NULL)
        utstring_printf(why, format, first, second);
    return false;
}

/* The entry of the generic settings for a provider; NULL if it has none. */
static const cJSON *find_entry(const cJSON *config, const char *provider)
{
    const cJSON *entry;
    cJSON_ArrayForEach(entry, js_get(config, "consentManagement"))
    {
        if (js_is_text(js_get(entry, "provider"), provider))
            return entry;
    }
    return NULL;
}

enum strategy { ALL_OF_THEM, ANY_OF_THEM };

static enum strategy strategy_of(const char *text)
{
    return strcmp(text, "or") == 0 ? ANY_OF_THEM : ALL_OF_THEM;
}

static bool web_allows(const struct ids *needed, const struct ids *allowed, enum strategy strategy, const char *provider,
                       UT_string *why)
{
    if (needed->broken || needed->count == 0)
        return true;
    const char *missing = "";
    size_t given = ids_in_common(needed, allowed, &missing);
    if (strategy == ANY_OF_THEM)
        return given > 0 || refuse(why, "consent (%s): none of the configured categories is given, %s neither", provider, missing);
    return given == needed->count || refuse(why, "consent (%s): the category %s is not given", provider, missing);
}

/* custom and iubenda take the strategy of the destination, the others that of the account. */
static enum strategy web_strategy(const char *provider, const cJSON *entry, const cJSON *state)
{
    bool own = strcmp(provider, "custom") == 0 || strcmp(provider, "iubenda") == 0;
    if (own && js_is_string(js_get(entry, "resolutionStrategy")))
        return strategy_of(text_at(entry, "resolutionStrategy"));
    return strategy_of(text_at(state, "resolutionStrategy"));
}

static bool web_loads(const cJSON *config, const cJSON *state, UT_string *why)
{
    const char *provider = text_at(state, "provider");
    const cJSON *initialised = js_get(state, "initialized");
    if (initialised != NULL && !js_truthy(initialised))
        return true;
    struct ids needed;
    enum strategy strategy;
    if (js_truthy(js_get(config, "consentManagement"))) {
        const cJSON *entry = find_entry(config, provider);
        if (entry == NULL)
            return true;
        needed = ids_read(js_get(entry, "consents"), "consent");
        strategy = web_strategy(provider, entry, state);
    } else if (strcmp(provider, "oneTrust") == 0) {
        needed = ids_read(js_get(config, "oneTrustCookieCategories"), "oneTrustCookieCategory");
        strategy = ALL_OF_THEM;
    } else if (strcmp(provider, "ketch") == 0) {
        needed = ids_read(js_get(config, "ketchConsentPurposes"), "purpose");
        strategy = ANY_OF_THEM;
    } else {
        return true;
    }
    struct ids allowed = ids_read(js_get(state, "allowed"), NULL);
    bool loads = web_allows(&needed, &allowed, strategy, provider, why);
    ids_clear(&allowed);
    ids_clear(&needed);
    return loads;
}

/* The group that a category of the legacy settings means, by its id or its name; NULL if OneTrust has no such group. */
static const char *find_group(const cJSON *groups, const char *category)
{
    for (const cJSON *group = js_members(groups); group != NULL; group = group->next)
        if (strcmp(group->string, category) == 0 || js_is_text(group, category))
            return group->string;
    return NULL;
}

static bool is_given(const cJSON *state, const char *group, bool apple)
{
    const cJSON *status = js_get(js_get(state, "status"), group);
    if (js_is_number(status))
        return status->valuedouble >= 1;
    return !apple;
}

/* Android takes a group that OneTrust does not know for given; iOS passes over it, unless it knows none of them. */
static bool mobile_loads(const cJSON *config, const cJSON *state, bool apple, UT_string *why)
{
    const cJSON *groups = js_get(state, "groups");
    struct ids needed = ids_read(js_get(config, "oneTrustCookieCategories"), "oneTrustCookieCategory");
    size_t known = 0;
    bool loads = true;
    for (size_t i = 0; loads && i < needed.count; i++) {
        const char *group = find_group(groups, needed.items[i]);
        if (group == NULL && apple)
            continue;
        known++;
        if (!is_given(state, group != NULL ? group : needed.items[i], apple))
            loads = refuse(why, "consent (%s): the category %s is refused", "OneTrust", needed.items[i]);
    }
    if (apple && needed.count > 0 && known == 0 && js_count(groups) > 0)
        loads = refuse(why, "consent (%s): none of the configured categories is known, %s neither", "OneTrust",
                       needed.items[needed.count - 1]);
    ids_clear(&needed);
    return loads;
}

bool consent_loads(enum platform platform, const cJSON *config, const cJSON *state, UT_string *why)
{
    if (!js_is_object(state))
        return true;
    switch (platform) {
    case PLATFORM_WEB:
        return web_loads(config, state, why);
    case PLATFORM_ANDROID:
        return mobile_loads(config, state, false, why);
    case PLATFORM_IOS:
        return mobile_loads(config, state, true, why);
    case PLATFORM_ANDROID_KOTLIN:
    case PLATFORM_IOS_SWIFT:
    case PLATFORM_COUNT:
        break;
    }
    return true;
}

/* Whether what is denied stops the event; an empty list of needed ids never does. */
static bool is_denied(const struct ids *needed, const struct ids *denied, enum strategy strategy)
{
    size_t count = ids_in_common(needed, denied, NULL);
    return strategy == ANY_OF_THEM ? count > 0 && count == needed->count : count > 0;
}

static bool is_denied_by_list(const cJSON *config, const char *key, const char *member, const struct ids *denied,
                              enum strategy strategy)
{
    struct ids needed = ids_read(js_get(config, key), member);
    bool stopped = is_denied(&needed, denied, strategy);
    ids_clear(&needed);
    return stopped;
}

static bool delivers_by_lists(const cJSON *config, const char *provider, const struct ids *denied, UT_string *why)
{
    bool any = provider[0] == '\0';
    if ((any || strcmp(provider, "oneTrust") == 0) &&
        is_denied_by_list(config, "oneTrustCookieCategories", "oneTrustCookieCategory", denied, ALL_OF_THEM))
        return refuse(why, "consent (%s): a category of %s is denied", "oneTrust", "oneTrustCookieCategories");
    if ((any || strcmp(provider, "ketch") == 0) &&
        is_denied_by_list(config, "ketchConsentPurposes", "purpose", denied, ANY_OF_THEM))
        return refuse(why, "consent (%s): all of %s are denied", "ketch", "ketchConsentPurposes");
    return true;
}

bool consent_delivers(const cJSON *config, const cJSON *event_consent, UT_string *why)
{
    const char *provider = text_at(event_consent, "provider");
    struct ids denied = ids_read(js_get(event_consent, "deniedConsentIds"), NULL);
    const cJSON *entry = provider[0] != '\0' ? find_entry(config, provider) : NULL;
    struct ids needed = ids_read(js_get(entry, "consents"), "consent");
    bool delivers = true;
    if (denied.count > 0 && needed.count > 0) {
        bool custom = strcmp(provider, "custom") == 0;
        enum strategy strategy = strategy_of(text_at(custom ? entry : event_consent, "resolutionStrategy"));
        if (is_denied(&needed, &denied, strategy))
            delivers = refuse(why, "consent (%s): %s", provider,
                              strategy == ANY_OF_THEM ? "all configured categories are denied"
                                                      : "a configured category is denied");
    } else if (denied.count > 0) {
        delivers = delivers_by_lists(config, provider, &denied, why);
    }
    ids_clear(&needed);
    ids_clear(&denied);
    return delivers;
}
