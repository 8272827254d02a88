#include "rudderstack/settings_check.h"

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "rudderstack/settings.h"
#include "support/json.h"
#include "support/memory.h"
#include "support/nearest.h"
#include "support/text.h"

enum {
    EVERY_SOURCE = (1u << SOURCE_TYPE_COUNT) - 1,
    WRAPPER_SOURCES = SOURCE_BIT(SOURCE_REACT_NATIVE) | SOURCE_BIT(SOURCE_FLUTTER),
    NATIVE_SOURCES = SOURCE_BIT(SOURCE_WEB) | SOURCE_BIT(SOURCE_ANDROID) | SOURCE_BIT(SOURCE_ANDROID_KOTLIN) |
                     SOURCE_BIT(SOURCE_IOS) | SOURCE_BIT(SOURCE_IOS_SWIFT),
    DEVICE_SIDE = MODE_BIT(MODE_DEVICE) | MODE_BIT(MODE_HYBRID)
};

static const struct {
    const char *key;
    enum { ANY, ON, OFF } platform_keys;
    unsigned sources, modes;
} requirements[] = {
#define REQUIRED(key, platform_keys, sources, modes) { key, platform_keys, sources, modes },
#include "data/settings_required.def"
#undef REQUIRED
};

static void add_problem(struct settings_problems *problems, const char *path, const char *rule, const char *expected,
                        char *message)
{
    problems->items = memory_resize(problems->items, problems->count + 1, sizeof *problems->items);
    problems->items[problems->count++] = (struct settings_problem){ memory_copy_string(path), rule, expected, message };
}

static bool has_type(const cJSON *value, const char *type)
{
    switch (type[0]) {
    case 'o':
        return cJSON_IsObject(value);
    case 'a':
        return cJSON_IsArray(value);
    case 'b':
        return cJSON_IsBool(value);
    default:
        return cJSON_IsString(value);
    }
}

static bool check_type(struct settings_problems *problems, const char *path, const cJSON *value, const char *type)
{
    if (has_type(value, type))
        return true;
    const char *article = type[0] == 'o' || type[0] == 'a' ? "an" : "a";
    add_problem(problems, path, "type", type, memory_format("%s has to be %s %s", path + 1, article, type));
    return false;
}

static bool is_among(const char *const *options, const char *text)
{
    for (; *options != NULL; options++)
        if (strcmp(*options, text) == 0)
            return true;
    return false;
}

/* A text among options; draft 7 reports a value of another type under both rules. */
static void check_options(struct settings_problems *problems, const char *path, const cJSON *value,
                          const char *const *options)
{
    check_type(problems, path, value, "string");
    const char *text = cJSON_IsString(value) ? value->valuestring : NULL;
    if (text != NULL && is_among(options, text))
        return;
    size_t count = 0;
    while (options[count] != NULL)
        count++;
    const char *nearest = text != NULL ? nearest_word(text, options, count) : NULL;
    add_problem(problems, path, "enum", NULL,
                nearest != NULL ? memory_format("%s is \"%s\", which cannot be chosen; did you mean %s?", path + 1, text, nearest)
                                : memory_format("%s has a value that cannot be chosen", path + 1));
}

static bool is_line_end(unsigned point)
{
    return point == '\n' || point == '\r' || point == 0x2028 || point == 0x2029;
}

/* Characters of a text without line ends; SIZE_MAX with one. */
static size_t count_characters(const char *text)
{
    size_t count = 0;
    size_t left = strlen(text);
    while (left > 0) {
        unsigned point;
        size_t used = text_decode(text, left, &point);
        if (is_line_end(point))
            return SIZE_MAX;
        text += used;
        left -= used;
        count++;
    }
    return count;
}

/* (^\{\{.*\|\|(.*)\}\}$)|(^env[.].+): filled in by RudderStack from the event or the environment. */
static bool is_filled_in_later(const char *text)
{
    if (text_starts_with(text, "env."))
        return text[4] != '\0' && !is_line_end((unsigned char)text[4]);
    size_t length = strlen(text);
    const char *bars = strstr(text, "||");
    return text_starts_with(text, "{{") && text_ends_with(text, "}}") && bars != NULL && bars >= text + 2 &&
           bars + 4 <= text + length && count_characters(text) != SIZE_MAX;
}

static void check_text(struct settings_problems *problems, const char *path, const cJSON *value, size_t least, size_t most)
{
    if (!check_type(problems, path, value, "string") || is_filled_in_later(value->valuestring))
        return;
    size_t count = count_characters(value->valuestring);
    if (count >= least && count <= most)
        return;
    add_problem(problems, path, "pattern", NULL,
                count == SIZE_MAX ? memory_format("%s must not have line ends", path + 1)
                : count < least   ? memory_format("%s must not be empty", path + 1)
                                  : memory_format("%s is longer than %zu characters", path + 1, most));
}

static char *path_to(const char *parent, const char *name)
{
    return memory_format("%s/%s", parent, name);
}

/* Calls check for a member that is there; the path is made for the call. */
typedef void (*member_check)(struct settings_problems *problems, const char *path, const cJSON *value,
                             const struct setting *setting);

static void check_member(struct settings_problems *problems, const char *parent, const cJSON *object, const char *name,
                         member_check check, const struct setting *setting)
{
    const cJSON *value = json_get(object, name);
    if (value == NULL)
        return;
    char *path = path_to(parent, name);
    check(problems, path, value, setting);
    free(path);
}

static void check_entries(struct settings_problems *problems, const char *path, const cJSON *list, member_check check,
                          const struct setting *setting)
{
    if (!check_type(problems, path, list, "array"))
        return;
    size_t index = 0;
    const cJSON *entry;
    cJSON_ArrayForEach(entry, list)
    {
        char *place = memory_format("%s/%zu", path, index++);
        if (check_type(problems, place, entry, "object"))
            check(problems, place, entry, setting);
        free(place);
    }
}

static void check_setting_text(struct settings_problems *problems, const char *path, const cJSON *value,
                               const struct setting *setting)
{
    check_text(problems, path, value, setting->least, setting->most);
}

static void check_named_entry(struct settings_problems *problems, const char *path, const cJSON *entry,
                              const struct setting *setting)
{
    check_member(problems, path, entry, setting->item_key, check_setting_text, setting);
}

static void check_consents(struct settings_problems *problems, const char *path, const cJSON *list,
                           const struct setting *setting)
{
    check_entries(problems, path, list, check_named_entry, setting);
}

static void check_provider(struct settings_problems *problems, const char *path, const cJSON *value,
                           const struct setting *setting)
{
    static const char *const providers[] = { "custom", "iubenda", "ketch", "oneTrust", NULL };
    (void)setting;
    check_options(problems, path, value, providers);
}

static void check_strategy(struct settings_problems *problems, const char *path, const cJSON *value,
                           const struct setting *setting)
{
    static const char *const strategies[] = { "and", "or", NULL };
    (void)setting;
    check_options(problems, path, value, strategies);
}

static void check_consent_entry(struct settings_problems *problems, const char *path, const cJSON *entry,
                                const struct setting *setting)
{
    check_member(problems, path, entry, "provider", check_provider, setting);
    check_member(problems, path, entry, "consents", check_consents, setting);
    if (strcmp(json_get_string(entry, "provider", ""), "custom") != 0)
        return;
    check_member(problems, path, entry, "resolutionStrategy", check_strategy, setting);
    if (json_get(entry, "resolutionStrategy") == NULL)
        add_problem(problems, path, "required", "resolutionStrategy",
                    memory_format("%s: the provider custom needs a resolutionStrategy, \"and\" or \"or\"", path + 1));
}

static void check_value(struct settings_problems *problems, const char *path, const cJSON *value,
                        const struct setting *setting)
{
    switch (setting->type) {
    case SETTING_SWITCH:
        check_type(problems, path, value, "boolean");
        break;
    case SETTING_CHOICE:
        check_options(problems, path, value, setting->options);
        break;
    case SETTING_TEXT:
        check_setting_text(problems, path, value, setting);
        break;
    case SETTING_LIST:
        check_entries(problems, path, value, check_named_entry, setting);
        break;
    case SETTING_CONSENT:
        check_entries(problems, path, value, check_consent_entry, setting);
        break;
    }
}

static void check_mode(struct settings_problems *problems, const char *path, const cJSON *value, enum source_type type)
{
    const char *offered[CONNECTION_MODE_COUNT + 1] = { NULL };
    size_t count = 0;
    for (unsigned mode = 0; mode < CONNECTION_MODE_COUNT; mode++)
        if (source_type_modes(type) & MODE_BIT(mode))
            offered[count++] = connection_mode_key(mode);
    check_options(problems, path, value, offered);
}

static void check_by_source(struct settings_problems *problems, const char *path, const cJSON *by_source,
                            const struct setting *setting)
{
    if (!check_type(problems, path, by_source, "object"))
        return;
    for (unsigned type = 0; type < SOURCE_TYPE_COUNT; type++) {
        const cJSON *value = json_get(by_source, source_type_key(type));
        if (value == NULL || !(setting->sources & SOURCE_BIT(type)))
            continue;
        char *place = path_to(path, source_type_key(type));
        if (setting->options_by_source)
            check_mode(problems, place, value, type);
        else
            check_value(problems, place, value, setting);
        free(place);
    }
}

static bool has_mode(const cJSON *config, unsigned sources, unsigned modes)
{
    for (unsigned type = 0; type < SOURCE_TYPE_COUNT; type++) {
        enum connection_mode mode;
        if ((sources & SOURCE_BIT(type)) && settings_mode(config, type, &mode) && (modes & MODE_BIT(mode)))
            return true;
    }
    return false;
}

static bool is_required(const cJSON *config, const char *key)
{
    const cJSON *platform_keys = json_get(config, "usePlatformSpecificApiKeys");
    for (size_t i = 0; i < sizeof requirements / sizeof requirements[0]; i++) {
        if (strcmp(requirements[i].key, key) != 0 ||
            (requirements[i].platform_keys == ON && !cJSON_IsTrue(platform_keys)) ||
            (requirements[i].platform_keys == OFF && !cJSON_IsFalse(platform_keys)))
            continue;
        if (has_mode(config, requirements[i].sources, requirements[i].modes))
            return true;
    }
    return false;
}

static void check_setting(struct settings_problems *problems, const cJSON *config, const struct setting *setting)
{
    if (setting->unpublished)
        return;
    bool required = strcmp(setting->key, "dataCenter") == 0 || is_required(config, setting->key);
    if (required && json_get(config, setting->key) == NULL)
        add_problem(problems, "/", "required", setting->key,
                    strcmp(setting->required, "always") == 0
                        ? memory_format("%s is missing; it is always needed", setting->key)
                        : memory_format("%s is missing; it is needed while %s", setting->key, setting->required));
    if (setting->only_if_required && !required)
        return;
    check_member(problems, "", config, setting->key, setting->per_source ? check_by_source : check_value, setting);
}

void settings_check(const cJSON *config, struct settings_problems *problems)
{
    *problems = (struct settings_problems){ NULL, 0 };
    if (!cJSON_IsObject(config)) {
        add_problem(problems, "/", "type", "object", memory_copy_string("the settings have to be an object"));
        return;
    }
    for (size_t i = 0; i < settings_count; i++)
        check_setting(problems, config, &settings[i]);
}

void settings_problems_clear(struct settings_problems *problems)
{
    for (size_t i = 0; i < problems->count; i++) {
        free(problems->items[i].path);
        free(problems->items[i].message);
    }
    free(problems->items);
    *problems = (struct settings_problems){ NULL, 0 };
}
