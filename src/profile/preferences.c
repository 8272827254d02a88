#include "profile/preferences.h"

#include <stdlib.h>
#include <string.h>

#include "profile/config_file.h"
#include "support/file.h"
#include "support/memory.h"
#include "support/text.h"

const struct preference_info preference_infos[PREFERENCE_COUNT] = {
#define PREFERENCE(identifier, group, key, kind, choices, usual, help) \
    { group, key, PREFERENCE_KIND_##kind, choices, usual, help },
#include "data/preferences.def"
#undef PREFERENCE
};

#define KEYS "keys"

enum { MOST_SECONDS = 3600, MOST_KEYS = 20 };

struct action {
    char *name;
    int line;
    size_t count;
    char *keys[MOST_KEYS];
};

struct preferences {
    char *texts[PREFERENCE_COUNT]; /* NULL: not said */
    int lines[PREFERENCE_COUNT];
    struct action *actions;
    size_t action_count;
    char **warnings;
    size_t warning_count;
};

static bool is_choice(const char *choices, const char *text)
{
    size_t length = strlen(text);
    for (const char *at = choices; at != NULL; at = strchr(at, '|')) {
        if (*at == '|')
            at++;
        if (strcspn(at, "|") == length && strncmp(at, text, length) == 0)
            return true;
    }
    return false;
}

static bool read_value(struct preferences *preferences, enum preference which, const struct config_file *file,
                       const config_setting_t *setting, struct error *error)
{
    const struct preference_info *info = &preference_infos[which];
    const char *text = NULL;
    long long number = 0;
    if (info->kind == PREFERENCE_KIND_SECONDS) {
        if (!config_file_number(file, setting, 1, MOST_SECONDS, &number, error))
            return false;
        preferences->texts[which] = memory_format("%lld", number);
    } else {
        if (!config_file_text(file, setting, &text, error))
            return false;
        if (info->kind == PREFERENCE_KIND_CHOICE && !is_choice(info->choices, text))
            return config_file_error(file, setting, error, "expected one of %s, got \"%s\"", info->choices, text);
        preferences->texts[which] = memory_copy_string(text);
    }
    preferences->lines[which] = (int)config_setting_source_line(setting);
    return true;
}

static void warn_unknown(struct preferences *preferences, const struct config_file *file,
                         const config_setting_t *setting, const char *group)
{
    const char *known[PREFERENCE_COUNT * 2 + 1];
    size_t count = 0;
    for (size_t i = 0; i < PREFERENCE_COUNT; i++) {
        const struct preference_info *info = &preference_infos[i];
        if (group == NULL && info->group != NULL)
            known[count++] = info->group;
        if ((group == NULL) == (info->group == NULL) && (group == NULL || strcmp(group, info->group) == 0))
            known[count++] = info->key;
    }
    if (group == NULL)
        known[count++] = KEYS;
    preferences->warnings =
        memory_resize(preferences->warnings, preferences->warning_count + 1, sizeof *preferences->warnings);
    preferences->warnings[preferences->warning_count++] = config_file_unknown(file, setting, known, count);
}

static bool read_keys(struct preferences *preferences, const struct config_file *file, const config_setting_t *group,
                      struct error *error)
{
    int count = config_setting_length(group);
    preferences->actions = memory_allocate((size_t)count + 1, sizeof *preferences->actions);
    for (int i = 0; i < count; i++) {
        const config_setting_t *setting = config_setting_get_elem(group, (unsigned)i);
        struct action *action = &preferences->actions[preferences->action_count++];
        action->name = memory_copy_string(config_setting_name(setting));
        action->line = (int)config_setting_source_line(setting);
        size_t keys = config_file_text_count(setting);
        if (keys > MOST_KEYS)
            return config_file_error(file, setting, error, "expected at most %d keys", MOST_KEYS);
        while (action->count < keys) {
            const char *text = NULL;
            if (!config_file_text_at(file, setting, action->count, &text, error))
                return false;
            action->keys[action->count++] = memory_copy_string(text);
        }
    }
    return true;
}

static bool is_group(const char *name)
{
    for (size_t i = 0; i < PREFERENCE_COUNT; i++)
        if (preference_infos[i].group != NULL && strcmp(preference_infos[i].group, name) == 0)
            return true;
    return false;
}

/* The settings of a group, or, with a NULL name, of the file. */
static bool read_group(struct preferences *preferences, const struct config_file *file, const config_setting_t *group,
                       const char *group_name, struct error *error)
{
    int count = config_setting_length(group);
    for (int i = 0; i < count; i++) {
        const config_setting_t *setting = config_setting_get_elem(group, (unsigned)i);
        const char *name = config_setting_name(setting);
        size_t which = 0;
        while (which < PREFERENCE_COUNT && !(strcmp(preference_infos[which].key, name) == 0 &&
                                             text_equal(preference_infos[which].group, group_name)))
            which++;
        bool done = true;
        if (which < PREFERENCE_COUNT)
            done = read_value(preferences, (enum preference)which, file, setting, error);
        else if (group_name != NULL || (!is_group(name) && strcmp(name, KEYS) != 0))
            warn_unknown(preferences, file, setting, group_name);
        else if (!config_setting_is_group(setting))
            done = config_file_error(file, setting, error, "expected a group: { name = value; }");
        else if (strcmp(name, KEYS) == 0)
            done = read_keys(preferences, file, setting, error);
        else
            done = read_group(preferences, file, setting, name, error);
        if (!done)
            return false;
    }
    return true;
}

static void resolve_ca_file(struct preferences *preferences, const struct paths *paths)
{
    char **name = &preferences->texts[PREFERENCE_CA_FILE];
    if (*name == NULL || (*name)[0] == '/')
        return;
    char *path = file_join(paths->config, *name);
    free(*name);
    *name = path;
}

struct preferences *preferences_load(const struct paths *paths, struct error *error)
{
    struct preferences *preferences = memory_allocate(1, sizeof *preferences);
    struct config_file file;
    struct error why = ERROR_INIT;
    char *path = paths_preferences(paths);
    bool done = true;
    if (config_file_read(&file, path, &why)) {
        done = read_group(preferences, &file, config_root_setting(&file.config), NULL, error);
        config_file_close(&file);
        resolve_ca_file(preferences, paths);
    } else if (why.code != ERROR_NOT_FOUND) {
        error_move(error, &why);
        done = false;
    }
    error_clear(&why);
    free(path);
    if (done)
        return preferences;
    preferences_free(preferences);
    return NULL;
}

void preferences_free(struct preferences *preferences)
{
    if (preferences == NULL)
        return;
    for (size_t i = 0; i < PREFERENCE_COUNT; i++)
        free(preferences->texts[i]);
    for (size_t i = 0; i < preferences->action_count; i++) {
        for (size_t j = 0; j < preferences->actions[i].count; j++)
            free(preferences->actions[i].keys[j]);
        free(preferences->actions[i].name);
    }
    free(preferences->actions);
    for (size_t i = 0; i < preferences->warning_count; i++)
        free(preferences->warnings[i]);
    free(preferences->warnings);
    free(preferences);
}

const char *preferences_text(const struct preferences *preferences, enum preference which)
{
    return preferences->texts[which] != NULL ? preferences->texts[which] : preference_infos[which].usual;
}

int64_t preferences_ms(const struct preferences *preferences, enum preference which)
{
    return strtoll(preferences_text(preferences, which), NULL, 10) * 1000;
}

int preferences_line(const struct preferences *preferences, enum preference which)
{
    return preferences->lines[which];
}

bool preferences_keys(const struct preferences *preferences, size_t index, struct preference_keys *keys)
{
    if (index >= preferences->action_count)
        return false;
    const struct action *action = &preferences->actions[index];
    *keys = (struct preference_keys){ action->name, action->line, action->count, (const char *const *)action->keys };
    return true;
}

const char *preferences_warning(const struct preferences *preferences, size_t index)
{
    return index < preferences->warning_count ? preferences->warnings[index] : NULL;
}
