#include "rudderstack/source.h"

#include <stdlib.h>
#include <string.h>

#include "support/json.h"
#include "support/text.h"

enum native {
    NATIVE_NONE,
    NATIVE_BOTH,
    NATIVE_WEB,
    NATIVE_ANDROID,
    NATIVE_ANDROID_KOTLIN,
    NATIVE_IOS,
    NATIVE_IOS_SWIFT
};

enum {
    CLOUD_ONLY = MODE_BIT(MODE_CLOUD),
    CLOUD_AND_DEVICE = MODE_BIT(MODE_CLOUD) | MODE_BIT(MODE_DEVICE),
    ALL_MODES = MODE_BIT(MODE_CLOUD) | MODE_BIT(MODE_DEVICE) | MODE_BIT(MODE_HYBRID)
};

static const struct {
    const char *key;
    const char *label;
    unsigned modes;
    enum native native;
} source_types[] = {
#define SOURCE_TYPE(id, key, label, modes, native) { key, label, modes, native },
#include "data/source_types.def"
#undef SOURCE_TYPE
};

static const char *const mode_keys[] = { "cloud", "device", "hybrid" };
static const char *const call_keys[] = { "identify", "track", "page", "screen", "group", "alias" };
static const char *const platform_keys[] = { "web", "android", "androidKotlin", "ios", "iosSwift" };

static bool find_key(const char *const *keys, size_t count, const char *key, unsigned *found)
{
    for (size_t i = 0; key != NULL && i < count; i++)
        if (strcmp(keys[i], key) == 0) {
            *found = (unsigned)i;
            return true;
        }
    return false;
}

const char *source_type_key(enum source_type type)
{
    return source_types[type].key;
}

const char *source_type_label(enum source_type type)
{
    return source_types[type].label;
}

bool source_type_find(const char *key, enum source_type *type)
{
    for (unsigned i = 0; key != NULL && i < SOURCE_TYPE_COUNT; i++)
        if (strcmp(source_types[i].key, key) == 0) {
            *type = i;
            return true;
        }
    return false;
}

unsigned source_type_modes(enum source_type type)
{
    return source_types[type].modes;
}

static bool is_apple(const cJSON *event)
{
    const cJSON *context = json_get(event, "context");
    const char *os = json_get_string(json_get(context, "os"), "name", NULL);
    if (os == NULL)
        os = json_get_string(json_get(context, "device"), "type", "");
    return text_equal_ignore_case(os, "ios") || text_equal_ignore_case(os, "ipados");
}

bool source_type_platform(enum source_type type, const cJSON *event, enum platform *platform)
{
    switch (source_types[type].native) {
    case NATIVE_NONE:
        return false;
    case NATIVE_BOTH:
        *platform = is_apple(event) ? PLATFORM_IOS : PLATFORM_ANDROID;
        break;
    case NATIVE_WEB:
        *platform = PLATFORM_WEB;
        break;
    case NATIVE_ANDROID:
        *platform = PLATFORM_ANDROID;
        break;
    case NATIVE_ANDROID_KOTLIN:
        *platform = PLATFORM_ANDROID_KOTLIN;
        break;
    case NATIVE_IOS:
        *platform = PLATFORM_IOS;
        break;
    case NATIVE_IOS_SWIFT:
        *platform = PLATFORM_IOS_SWIFT;
        break;
    }
    return true;
}

const char *connection_mode_key(enum connection_mode mode)
{
    return mode_keys[mode];
}

bool connection_mode_find(const char *key, enum connection_mode *mode)
{
    unsigned found;
    if (!find_key(mode_keys, CONNECTION_MODE_COUNT, key, &found))
        return false;
    *mode = found;
    return true;
}

const char *call_type_key(enum call_type call)
{
    return call_keys[call];
}

bool call_type_find(const char *text, enum call_type *call)
{
    if (text == NULL)
        return false;
    char *trimmed = text_trim(text);
    bool found = false;
    for (unsigned i = 0; i < CALL_TYPE_COUNT && !found; i++)
        if (text_equal_ignore_case(call_keys[i], trimmed)) {
            *call = i;
            found = true;
        }
    free(trimmed);
    return found;
}

const char *platform_key(enum platform platform)
{
    return platform_keys[platform];
}

bool platform_find(const char *key, enum platform *platform)
{
    unsigned found;
    if (!find_key(platform_keys, PLATFORM_COUNT, key, &found))
        return false;
    *platform = found;
    return true;
}
