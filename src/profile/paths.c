#include "profile/paths.h"

#include <stdlib.h>

#include "support/file.h"
#include "support/memory.h"

static bool choose(char **out, const char *given, const char *option, const char *variable, const char *fallback,
                   struct error *error)
{
    if (given != NULL && given[0] == '\0')
        return error_set(error, ERROR_USAGE, "%s needs the name of a directory", option);
    *out = given != NULL ? memory_copy_string(given) : file_standard_directory(variable, fallback);
    if (*out != NULL)
        return true;
    error_set(error, ERROR_CONFIGURATION, "neither HOME nor %s says where to keep files", variable);
    return error_hint(error, "set HOME, or give %s DIRECTORY", option);
}

bool paths_init(struct paths *paths, const char *config, const char *data, const char *state, struct error *error)
{
    *paths = (struct paths){ 0 };
    if (choose(&paths->config, config, "--config-dir", "XDG_CONFIG_HOME", ".config", error) &&
        choose(&paths->data, data, "--data-dir", "XDG_DATA_HOME", ".local/share", error) &&
        choose(&paths->state, state, "--state-dir", "XDG_STATE_HOME", ".local/state", error))
        return true;
    paths_clear(paths);
    return false;
}

void paths_clear(struct paths *paths)
{
    free(paths->config);
    free(paths->data);
    free(paths->state);
    *paths = (struct paths){ 0 };
}

char *paths_preferences(const struct paths *paths)
{
    return file_join(paths->config, "brazier.conf");
}

char *paths_profiles(const struct paths *paths)
{
    return file_join(paths->config, "profiles");
}

char *paths_profile(const struct paths *paths, const char *name)
{
    return memory_format("%s/profiles/%s.conf", paths->config, name);
}

char *paths_profile_backup(const struct paths *paths, const char *name)
{
    return memory_format("%s/profiles/%s.conf.bak", paths->config, name);
}

char *paths_store(const struct paths *paths, const char *name)
{
    return memory_format("%s/%s.db", paths->data, name);
}

char *paths_journal(const struct paths *paths, const char *name)
{
    return memory_format("%s/%s.jsonl", paths->state, name);
}

char *paths_view(const struct paths *paths, const char *name)
{
    return memory_format("%s/%s.view.json", paths->state, name);
}

char *paths_console(const struct paths *paths)
{
    return file_join(paths->state, "console.json");
}
