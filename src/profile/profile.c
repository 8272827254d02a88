#include "profile/profile.h"

#include <stdlib.h>
#include <string.h>

#include "profile/profile_private.h"
#include "support/json.h"
#include "support/memory.h"

enum { LONGEST_NAME = 64 };

bool profile_check_name(const char *name, struct error *error)
{
    static const char letters[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789._-@";
    size_t length = strlen(name);
    if (length > 0 && length <= LONGEST_NAME && strspn(name, letters) == length && strchr("._-@", name[0]) == NULL)
        return true;
    error_set(error, ERROR_CONFIGURATION, "\"%.*s\" cannot be the name of a profile", LONGEST_NAME, name);
    return error_hint(error, "use letters and digits, and after the first also . _ - @; at most %d", LONGEST_NAME);
}

struct profile *profile_new(const char *name)
{
    struct profile *profile = memory_allocate(1, sizeof *profile);
    profile->name = memory_copy_string(name);
    profile->settings = json_object();
    for (size_t i = 0; i < PROFILE_FIELD_COUNT; i++)
        (void)!profile_set(profile, (enum profile_field)i, "", NULL); /* the default cannot be refused */
    return profile;
}

struct profile *profile_copy(const struct profile *profile, const char *name)
{
    struct profile *copy = memory_allocate(1, sizeof *copy);
    *copy = *profile;
    copy->name = memory_copy_string(name);
    copy->path = strcmp(name, profile->name) == 0 ? memory_copy_string(profile->path) : NULL;
    copy->is_by_hand = copy->path != NULL && profile->is_by_hand;
    copy->rest_url = memory_copy_string(profile->rest_url);
    copy->workspace = memory_copy_string(profile->workspace);
    copy->data_plane_url = memory_copy_string(profile->data_plane_url);
    copy->api_key = copy->app_key = copy->write_key = (struct key_source){ 0 };
    key_source_copy(&copy->api_key, &profile->api_key);
    key_source_copy(&copy->app_key, &profile->app_key);
    key_source_copy(&copy->write_key, &profile->write_key);
    copy->settings = cJSON_Duplicate(profile->settings, true);
    if (copy->settings == NULL)
        memory_exhausted();
    copy->warnings = NULL;
    copy->warning_count = 0;
    return copy;
}

void profile_free(struct profile *profile)
{
    if (profile == NULL)
        return;
    for (size_t i = 0; i < profile->warning_count; i++)
        free(profile->warnings[i]);
    free(profile->warnings);
    cJSON_Delete(profile->settings);
    key_source_clear(&profile->api_key);
    key_source_clear(&profile->app_key);
    key_source_clear(&profile->write_key);
    free(profile->data_plane_url);
    free(profile->workspace);
    free(profile->rest_url);
    free(profile->path);
    free(profile->name);
    free(profile);
}

void profile_set_setting(struct profile *profile, const char *key, cJSON *value)
{
    if (value == NULL || cJSON_IsNull(value)) {
        cJSON_Delete(value);
        cJSON_DeleteItemFromObjectCaseSensitive(profile->settings, key);
    } else if (json_get(profile->settings, key) != NULL) {
        (void)cJSON_ReplaceItemInObjectCaseSensitive(profile->settings, key, value);
    } else {
        json_add(profile->settings, key, value);
    }
}

bool profile_is_production(const struct profile *profile)
{
    return strcmp(profile->environment, "sandbox") != 0;
}

/* Which modes a source type has, in the words of data/source_types.def. */
enum { CLOUD_ONLY = 1, CLOUD_AND_DEVICE = 2, ALL_MODES = 3 };

static int modes_of(const char *source_type)
{
    static const struct {
        const char *key;
        int modes;
    } types[] = {
#define SOURCE_TYPE(id, key, label, modes, native) { key, modes },
#include "data/source_types.def"
#undef SOURCE_TYPE
    };
    for (size_t i = 0; i < sizeof types / sizeof *types; i++)
        if (strcmp(types[i].key, source_type) == 0)
            return types[i].modes;
    return CLOUD_ONLY;
}

bool profile_check(const struct profile *profile, struct error *error)
{
    if (profile->rest_url == NULL) {
        error_set(error, ERROR_CONFIGURATION, "profile \"%s\" does not say where Braze is", profile->name);
        return error_hint(error, "brazier profile set %s --instance ID; the address of your dashboard tells which",
                          profile->name);
    }
    int modes = modes_of(profile->source_type);
    if ((strcmp(profile->mode, "hybrid") == 0 && modes != ALL_MODES) ||
        (strcmp(profile->mode, "device") == 0 && modes == CLOUD_ONLY)) {
        error_set(error, ERROR_CONFIGURATION, "profile \"%s\": a source of type %s cannot be connected in %s mode",
                  profile->name, profile->source_type, profile->mode);
        return error_hint(error, "use mode cloud%s", modes == CLOUD_AND_DEVICE ? " or device" : "");
    }
    return true;
}
