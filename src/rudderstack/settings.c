#include "rudderstack/settings.h"

#include <stdlib.h>
#include <string.h>

#include "rudderstack/routing.h"
#include "support/json.h"
#include "support/nearest.h"
#include "support/secret.h"
#include "support/text.h"

enum {
    EVERY_SOURCE = (1u << SOURCE_TYPE_COUNT) - 1,
    WEB_SOURCE = SOURCE_BIT(SOURCE_WEB),
    WRAPPER_SOURCES = SOURCE_BIT(SOURCE_REACT_NATIVE) | SOURCE_BIT(SOURCE_FLUTTER),
    APP_SOURCES = WEB_SOURCE | SOURCE_BIT(SOURCE_ANDROID) | SOURCE_BIT(SOURCE_ANDROID_KOTLIN) | SOURCE_BIT(SOURCE_IOS) |
                  SOURCE_BIT(SOURCE_IOS_SWIFT) | WRAPPER_SOURCES,
    EVERY_MODE = (1u << CONNECTION_MODE_COUNT) - 1,
    CLOUD_SIDE = MODE_BIT(MODE_CLOUD) | MODE_BIT(MODE_HYBRID),
    DEVICE_SIDE = MODE_BIT(MODE_DEVICE) | MODE_BIT(MODE_HYBRID),
    DEVICE_ONLY = MODE_BIT(MODE_DEVICE)
};

#define TEXTS(...) ((const char *const[]){ __VA_ARGS__, NULL })
#define NO_SDK "in cloud mode there is no Braze SDK in the client"
#define NO_GROUP "group calls reach Braze through the servers only"

/* What several rows of the table have in common. */
#define PLATFORM_KEY                                                                                                   \
    .type = SETTING_TEXT, .least = 1, .most = 100, .modes = DEVICE_SIDE, .client = true, .only_if_required = true,     \
    .not_in_mode = NO_SDK, .needs_key = "usePlatformSpecificApiKeys", .needs_json = "true",                            \
    .help = "App identifier of this platform; where it is blank the SDK takes the default key and says so in its log.", \
    .traps = TEXTS("the form says that blank means the default key, but the schema refuses a missing or blank value")
#define EVENT_FILTER                                                                                                   \
    .modes = DEVICE_ONLY, .sources = APP_SOURCES, .client = true, .calls = CALL_BIT(CALL_TRACK),                       \
    .not_in_mode = "what the servers deliver is not filtered"
#define WEB_SWITCH                                                                                                     \
    .type = SETTING_SWITCH, .default_json = "false", .per_source = true, .sources = WEB_SOURCE, .client = true
#define CONSENT_LIST                                                                                                   \
    .type = SETTING_LIST, .default_json = "[]", .per_source = true, .modes = EVERY_MODE,                               \
    .sources = EVERY_SOURCE & ~(SOURCE_BIT(SOURCE_ANDROID_KOTLIN) | SOURCE_BIT(SOURCE_IOS_SWIFT)), .client = true,     \
    .most = 100, .deprecated = true, .not_for_source = "the Kotlin and Swift SDKs do not look at consent at all"

const struct setting settings[] = {
#define SETTING(...) { __VA_ARGS__ },
#include "data/settings.def"
#undef SETTING
};
const size_t settings_count = sizeof settings / sizeof settings[0];

const struct setting *setting_find(const char *key)
{
    for (size_t i = 0; i < settings_count; i++)
        if (strcmp(settings[i].key, key) == 0)
            return &settings[i];
    return NULL;
}

const char *setting_nearest(const char *key)
{
    const char *keys[sizeof settings / sizeof settings[0]];
    for (size_t i = 0; i < settings_count; i++)
        keys[i] = settings[i].key;
    return nearest_word(key, keys, settings_count);
}

/* The value of a setting per source where it is written per source, else the setting's value. */
const cJSON *setting_value(const struct setting *setting, const cJSON *config, enum source_type type)
{
    const cJSON *value = json_get(config, setting->key);
    return setting->per_source && cJSON_IsObject(value) ? json_get(value, source_type_key(type)) : value;
}

static cJSON *parse_own(const char *json)
{
    return json_parse(json, strlen(json), NULL);
}

cJSON *setting_default(const struct setting *setting)
{
    return setting->default_json != NULL ? parse_own(setting->default_json) : NULL;
}

static bool has_value(const cJSON *config, const char *key, const char *json, enum source_type type)
{
    const struct setting *setting = setting_find(key);
    const cJSON *value = setting_value(setting, config, type);
    cJSON *standard = value == NULL ? setting_default(setting) : NULL;
    cJSON *wanted = parse_own(json);
    bool same = cJSON_Compare(value != NULL ? value : standard, wanted, true);
    cJSON_Delete(wanted);
    cJSON_Delete(standard);
    return same;
}

static const char *why_not(const struct setting *setting, const cJSON *config, enum source_type type,
                           enum connection_mode mode)
{
    if (!(source_type_modes(type) & MODE_BIT(mode)))
        return route_event(type, mode, CALL_TRACK).no_cloud;
    if (!(setting->sources & SOURCE_BIT(type)))
        return setting->not_for_source != NULL ? setting->not_for_source : "sources of this type have no Braze SDK";
    if (!(setting->modes & MODE_BIT(mode)))
        return setting->not_in_mode != NULL ? setting->not_in_mode : "has no effect in this mode";
    if (setting->calls != 0 && !(setting->calls & route_calls(type, mode)))
        return "the calls it acts on do not reach Braze from this source in this mode";
    if (setting->deprecated && setting->type == SETTING_SWITCH)
        return "connectionMode has taken its place";
    if (config == NULL)
        return NULL;
    if (setting->needs_key != NULL && !has_value(config, setting->needs_key, setting->needs_json, type))
        return setting->type == SETTING_LIST ? "the filter option does not choose this list"
                                             : "usePlatformSpecificApiKeys is off";
    if (setting->deprecated && type == SOURCE_WEB && mode == MODE_DEVICE &&
        setting_value(setting_find("consentManagement"), config, type) != NULL)
        return "consentManagement hides it in the browser";
    return NULL;
}

bool setting_applies(const struct setting *setting, const cJSON *config, enum source_type type, enum connection_mode mode,
                     const char **reason)
{
    const char *why = why_not(setting, config, type, mode);
    if (reason != NULL)
        *reason = why;
    return why == NULL;
}

/* Not offered is a mode that the source type does not have. */
static bool is_offered(const struct setting *setting, enum source_type type, const char *option)
{
    enum connection_mode mode;
    return !setting->options_by_source || !connection_mode_find(option, &mode) || (source_type_modes(type) & MODE_BIT(mode));
}

static void tell_options(const struct setting *setting, enum source_type type, const char *text, struct error *error)
{
    UT_string expected;
    utstring_init(&expected);
    for (size_t i = 0; setting->options[i] != NULL; i++)
        if (is_offered(setting, type, setting->options[i]))
            utstring_printf(&expected, "%s%s", utstring_len(&expected) > 0 ? ", " : "", setting->options[i]);
    error_set(error, ERROR_USAGE, "%s: \"%s\" is none of %s", setting->key, text, utstring_body(&expected));
    utstring_done(&expected);
    size_t count = 0;
    while (setting->options[count] != NULL)
        count++;
    const char *nearest = nearest_word(text, setting->options, count);
    if (nearest != NULL && is_offered(setting, type, nearest))
        error_hint(error, "did you mean %s?", nearest);
}

static cJSON *parse_choice(const struct setting *setting, enum source_type type, const char *text, struct error *error)
{
    for (size_t i = 0; setting->options[i] != NULL; i++)
        if (is_offered(setting, type, setting->options[i]) &&
            (text_equal_ignore_case(setting->options[i], text) ||
             (setting->option_labels != NULL && text_equal_ignore_case(setting->option_labels[i], text))))
            return json_string(setting->options[i]);
    tell_options(setting, type, text, error);
    return NULL;
}

static cJSON *parse_switch(const struct setting *setting, const char *text, struct error *error)
{
    static const struct {
        const char *word;
        bool on;
    } words[] = { { "on", true }, { "true", true }, { "yes", true }, { "off", false }, { "false", false }, { "no", false } };
    for (size_t i = 0; i < sizeof words / sizeof words[0]; i++)
        if (text_equal_ignore_case(words[i].word, text))
            return cJSON_CreateBool(words[i].on);
    error_set(error, ERROR_USAGE, "%s: expected on or off, got \"%s\"", setting->key, text);
    return NULL;
}

static void append_entry(cJSON *list, const char *item_key, const char *text, size_t length)
{
    char *copy = memory_copy_bytes(text, length);
    char *trimmed = text_trim(copy);
    if (trimmed[0] != '\0') {
        cJSON *entry = json_object();
        json_add_string(entry, item_key, trimmed);
        json_append(list, entry);
    }
    free(trimmed);
    free(copy);
}

static cJSON *parse_list(const struct setting *setting, const char *text, struct error *error)
{
    const char *start = text + strspn(text, " \t\r\n");
    if (*start == '[') {
        cJSON *list = json_parse(text, strlen(text), error);
        if (list == NULL)
            error_prefix(error, "%s", setting->key);
        return list;
    }
    if (setting->type == SETTING_CONSENT) {
        error_set(error, ERROR_USAGE, "%s: expected a JSON list", setting->key);
        error_hint(error, "for example [{\"provider\":\"oneTrust\",\"consents\":[{\"consent\":\"C0001\"}]}]");
        return NULL;
    }
    cJSON *list = json_array();
    while (*start != '\0') {
        size_t length = strcspn(start, ",");
        append_entry(list, setting->item_key, start, length);
        start += length + (start[length] == ',');
    }
    return list;
}

cJSON *setting_parse(const struct setting *setting, enum source_type type, const char *text, struct error *error)
{
    switch (setting->type) {
    case SETTING_SWITCH:
        return parse_switch(setting, text, error);
    case SETTING_CHOICE:
        return parse_choice(setting, type, text, error);
    case SETTING_TEXT:
        return json_string(text);
    case SETTING_LIST:
    case SETTING_CONSENT:
        return parse_list(setting, text, error);
    }
    return NULL;
}

static void append_consents(UT_string *out, const cJSON *entry)
{
    utstring_printf(out, "%s:", json_get_string(entry, "provider", "?"));
    const char *strategy = json_get_string(entry, "resolutionStrategy", NULL);
    const char *joint = strategy != NULL && strcmp(strategy, "or") == 0 ? " or " : " and ";
    const char *before = " ";
    const cJSON *consent;
    cJSON_ArrayForEach(consent, json_get(entry, "consents"))
    {
        utstring_printf(out, "%s%s", before, json_get_string(consent, "consent", "?"));
        before = joint;
    }
}

static void append_list(UT_string *out, const struct setting *setting, const cJSON *list)
{
    const cJSON *entry;
    cJSON_ArrayForEach(entry, list)
    {
        if (utstring_len(out) > 0)
            utstring_printf(out, ", ");
        if (setting->type == SETTING_CONSENT)
            append_consents(out, entry);
        else
            utstring_printf(out, "%s", json_get_string(entry, setting->item_key, "?"));
    }
    if (utstring_len(out) == 0)
        utstring_printf(out, "-");
}

static const char *option_label(const struct setting *setting, const char *option)
{
    for (size_t i = 0; setting->option_labels != NULL && setting->options[i] != NULL; i++)
        if (strcmp(setting->options[i], option) == 0)
            return setting->option_labels[i];
    return option;
}

char *setting_show(const struct setting *setting, const cJSON *value)
{
    if (value == NULL)
        return memory_copy_string("-");
    bool is_masked = cJSON_IsString(value) && text_starts_with(value->valuestring, "\xE2\x80\xA2");
    if (setting->secret && cJSON_IsString(value) && !is_masked) {
        struct secret *secret = secret_new(value->valuestring, strlen(value->valuestring));
        char *mask = memory_copy_string(secret_mask(secret));
        secret_free(secret);
        return mask;
    }
    if (cJSON_IsBool(value))
        return memory_copy_string(cJSON_IsTrue(value) ? "on" : "off");
    if (cJSON_IsString(value))
        return memory_copy_string(setting->options != NULL ? option_label(setting, value->valuestring) : value->valuestring);
    if (!cJSON_IsArray(value) || setting->item_key == NULL)
        return json_print(value);
    UT_string text;
    utstring_init(&text);
    append_list(&text, setting, value);
    return utstring_body(&text);
}

static void replace_member(cJSON *object, const char *name, cJSON *value)
{
    if (value == NULL)
        cJSON_DeleteItemFromObjectCaseSensitive(object, name);
    else if (json_get(object, name) == NULL)
        json_add(object, name, value);
    else if (!cJSON_ReplaceItemInObjectCaseSensitive(object, name, value))
        memory_exhausted();
}

void setting_put(const struct setting *setting, cJSON *config, enum source_type type, cJSON *value)
{
    if (!setting->per_source) {
        replace_member(config, setting->key, value);
        return;
    }
    cJSON *by_source = json_get_object(config, setting->key);
    if (by_source == NULL) {
        if (value == NULL)
            return;
        replace_member(config, setting->key, by_source = json_object());
    }
    replace_member(by_source, source_type_key(type), value);
    if (by_source->child == NULL)
        replace_member(config, setting->key, NULL);
}

cJSON *settings_flatten(const cJSON *config, enum source_type type, bool client)
{
    cJSON *flat = json_object();
    const cJSON *member;
    cJSON_ArrayForEach(member, config)
    {
        const struct setting *setting = member->string != NULL ? setting_find(member->string) : NULL;
        if (client && (setting == NULL || !setting->client))
            continue;
        const cJSON *value = setting != NULL ? setting_value(setting, config, type) : member;
        if (value != NULL)
            json_add(flat, member->string, cJSON_Duplicate(value, true));
    }
    return flat;
}

bool settings_mode(const cJSON *config, enum source_type type, enum connection_mode *mode)
{
    const cJSON *value = setting_value(setting_find("connectionMode"), config, type);
    return cJSON_IsString(value) && connection_mode_find(value->valuestring, mode);
}
