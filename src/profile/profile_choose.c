/* Which profile to work with, and what the environment says over it. */
#include <stdlib.h>
#include <string.h>

#include "profile/profile_private.h"
#include "support/memory.h"

#define ENVIRONMENT_PROFILE "environment"

static char *take_text(const char *variable)
{
    const char *value = getenv(variable);
    return value != NULL && value[0] != '\0' ? memory_copy_string(value) : NULL;
}

static bool take_key(const char *variable, const char *what, struct secret **key, struct error *error)
{
    char *value = getenv(variable);
    if (value == NULL || value[0] == '\0')
        return true;
    bool done = key_parse(value, strlen(value), what, key, error) || error_prefix(error, "%s", variable);
    /* /proc/PID/environ shows this memory, and a child would get a copy of it. */
    secret_wipe(value, strlen(value));
    (void)unsetenv(variable);
    return done;
}

bool profile_overrides_take(struct profile_overrides *overrides, struct error *error)
{
    *overrides = (struct profile_overrides){
        .profile = take_text("BRAZIER_PROFILE"),
        .instance = take_text("BRAZIER_INSTANCE"),
        .rest_url = take_text("BRAZIER_REST_URL"),
    };
    bool done = take_key("BRAZIER_API_KEY", "REST API key", &overrides->api_key, error);
    done = take_key("BRAZIER_APP_KEY", "app identifier key", &overrides->app_key, done ? error : NULL) && done;
    if (!done)
        profile_overrides_clear(overrides);
    return done;
}

void profile_overrides_clear(struct profile_overrides *overrides)
{
    free(overrides->profile);
    free(overrides->instance);
    free(overrides->rest_url);
    secret_free(overrides->api_key);
    secret_free(overrides->app_key);
    *overrides = (struct profile_overrides){ 0 };
}

static bool override_text(struct profile *profile, enum profile_field field, const char *variable, const char *text,
                          struct error *error)
{
    if (text == NULL)
        return true;
    if (!profile_set(profile, field, text, error))
        return error_prefix(error, "%s", variable);
    profile_mark(profile, field, PROFILE_FROM_ENVIRONMENT, (int)field);
    return true;
}

static void override_key(struct profile *profile, enum profile_field field, const struct secret *key)
{
    if (key == NULL)
        return;
    profile_set_key(profile, field, secret_copy(key));
    profile_mark(profile, field, PROFILE_FROM_ENVIRONMENT, (int)field);
}

bool profile_override(struct profile *profile, const struct profile_overrides *overrides, struct error *error)
{
    /* A URL is more exact than an instance, so that it has the last word. */
    if (!override_text(profile, PROFILE_INSTANCE, "BRAZIER_INSTANCE", overrides->instance, error) ||
        !override_text(profile, PROFILE_REST_URL, "BRAZIER_REST_URL", overrides->rest_url, error))
        return false;
    override_key(profile, PROFILE_API_KEY, overrides->api_key);
    override_key(profile, PROFILE_APP_KEY, overrides->app_key);
    return true;
}

/* The only profile there is, or one of the environment alone. */
static struct profile *choose_unnamed(const struct paths *paths, const struct profile_overrides *overrides,
                                      struct error *error)
{
    struct profile_list list;
    struct profile *profile = NULL;
    if (!profile_list_read(paths, &list, error))
        return NULL;
    if (list.count == 1) {
        profile = profile_load(paths, list.entries[0].name, error);
    } else if (overrides->rest_url != NULL || overrides->instance != NULL) {
        profile = profile_new(ENVIRONMENT_PROFILE);
    } else if (list.count == 0) {
        error_set(error, ERROR_CONFIGURATION, "there is no profile yet");
        error_hint(error, "brazier profile add NAME makes one; brazier demo needs none");
    } else {
        error_set(error, ERROR_CONFIGURATION, "there are %zu profiles, and none was chosen", list.count);
        error_hint(error, "choose one with -p NAME, BRAZIER_PROFILE, or default_profile in brazier.conf");
    }
    profile_list_clear(&list);
    return profile;
}

struct profile *profile_choose(const struct paths *paths, const char *name, const char *default_profile,
                               const struct profile_overrides *overrides, struct error *error)
{
    if (name == NULL)
        name = overrides->profile != NULL ? overrides->profile : default_profile;
    struct profile *profile =
        name != NULL ? profile_load(paths, name, error) : choose_unnamed(paths, overrides, error);
    if (profile == NULL || profile_override(profile, overrides, error))
        return profile;
    profile_free(profile);
    return NULL;
}
