#include "braze/integration.h"

#include <string.h>

#include "rudderstack/settings_check.h"
#include "support/json.h"
#include "support/text.h"

enum source_type integration_source_type(const struct profile *profile)
{
    enum source_type type = SOURCE_WEB;
    (void)source_type_find(profile->source_type, &type);
    return type;
}

enum connection_mode integration_mode(const struct profile *profile)
{
    enum connection_mode mode = MODE_CLOUD;
    (void)connection_mode_find(profile->mode, &mode);
    return mode;
}

/* The mask of a key that is known, else that there is one. */
static void add_key(cJSON *config, const char *key, const struct profile *profile, enum profile_field field,
                    const struct key_source *source)
{
    if (json_get(config, key) != NULL || source->kind == KEY_NONE)
        return;
    char *mask = source->kind == KEY_TEXT ? profile_text(profile, field) : memory_copy_string("\xE2\x80\xA2\xE2\x80\xA2\xE2\x80\xA2\xE2\x80\xA2");
    json_add_string(config, key, mask);
    free(mask);
}

cJSON *integration_config(const struct profile *profile)
{
    cJSON *config = profile->settings != NULL ? cJSON_Duplicate(profile->settings, true) : json_object();
    enum source_type type = integration_source_type(profile);
    const struct setting *mode = setting_find("connectionMode");
    if (json_get(config, "dataCenter") == NULL && profile->instance != NULL)
        json_add_string(config, "dataCenter", profile->instance->id);
    if (setting_value(mode, config, type) == NULL)
        setting_put(mode, config, type, json_string(profile->mode));
    add_key(config, "restApiKey", profile, PROFILE_API_KEY, &profile->api_key);
    add_key(config, "appKey", profile, PROFILE_APP_KEY, &profile->app_key);
    return config;
}

/* What the check says of this setting, if anything. */
static bool check_setting(const cJSON *config, const struct setting *setting, struct error *error)
{
    struct settings_problems problems;
    bool fine = true;
    size_t length = strlen(setting->key);
    settings_check(config, &problems);
    for (size_t i = 0; fine && i < problems.count; i++) {
        const char *path = problems.items[i].path + 1;
        if (strncmp(path, setting->key, length) == 0 && (path[length] == '\0' || path[length] == '/'))
            fine = error_set(error, ERROR_CONFIGURATION, "%s", problems.items[i].message);
    }
    settings_problems_clear(&problems);
    return fine;
}

static bool refuse_key(const struct profile *profile, const char *key, const char *option, struct error *error)
{
    error_set(error, ERROR_USAGE, "%s is a key of the profile and not set here", key);
    return error_hint(error, "brazier profile set %s --%s asks for it without echo", profile->name, option);
}

static bool change_mode(struct profile *profile, const cJSON *value, struct error *error)
{
    return profile_set(profile, PROFILE_MODE, cJSON_IsString(value) ? value->valuestring : "", error);
}

bool integration_change(struct profile *profile, const struct setting *setting, enum source_type type, cJSON *value,
                        struct error *error)
{
    cJSON *changed = profile->settings != NULL ? cJSON_Duplicate(profile->settings, true) : json_object();
    bool is_mode = strcmp(setting->key, "connectionMode") == 0 && type == integration_source_type(profile);
    bool done = false;
    if (strcmp(setting->key, "restApiKey") == 0) {
        refuse_key(profile, setting->key, "api-key", error);
    } else if (strcmp(setting->key, "appKey") == 0) {
        refuse_key(profile, setting->key, "app-key", error);
    } else {
        setting_put(setting, changed, type, cJSON_Duplicate(value, true));
        done = check_setting(changed, setting, error);
    }
    if (done && is_mode) {
        done = change_mode(profile, value, error);
        setting_put(setting, changed, type, NULL);
    }
    if (done) {
        const cJSON *member = json_get(changed, setting->key);
        profile_set_setting(profile, setting->key, member != NULL ? cJSON_Duplicate(member, true) : NULL);
    }
    cJSON_Delete(changed);
    cJSON_Delete(value);
    return done;
}
