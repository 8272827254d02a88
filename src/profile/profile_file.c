/* profiles/NAME.conf: reading, writing, removing, listing. */
#include <dirent.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "profile/profile_private.h"
#include "support/file.h"
#include "support/json.h"
#include "support/memory.h"
#include "support/nearest.h"
#include "support/text.h"

#define SETTINGS "settings"
#define SUFFIX ".conf"

static const char *key_words(enum profile_field field)
{
    switch (profile_first_of_key(field)) {
    case PROFILE_API_KEY:
        return "REST API key";
    case PROFILE_APP_KEY:
        return "app identifier key";
    default:
        return "write key";
    }
}

/* What the value was refused for, with the place in the file before it. */
static bool refuse(const struct config_file *file, const config_setting_t *setting, struct error *why,
                   struct error *error)
{
    if (why->message != NULL)
        config_file_error(file, setting, error, "%s", why->message);
    if (why->hint != NULL)
        error_hint(error, "%s", why->hint);
    error_clear(why);
    return false;
}

static bool read_command(struct profile *profile, enum profile_field field, const struct config_file *file,
                         const config_setting_t *setting, struct error *error)
{
    struct error why = ERROR_INIT;
    struct key_source *source = profile_key_source(profile, field);
    const char *text = NULL;
    if (config_setting_type(setting) == CONFIG_TYPE_STRING)
        return config_file_text(file, setting, &text, error) &&
               (key_source_parse_command(source, text, &why) || refuse(file, setting, &why, error));
    if (!config_setting_is_list(setting) && !config_setting_is_array(setting))
        return config_file_error(file, setting, error, "expected a list of texts: ( \"pass\", \"show\", \"braze\" )");
    size_t count = config_file_text_count(setting);
    const char **words = memory_allocate(count + 1, sizeof *words);
    bool done = true;
    for (size_t i = 0; i < count && done; i++)
        done = config_file_text_at(file, setting, i, &words[i], error);
    done = done && (key_source_set_command(source, words, count, &why) || refuse(file, setting, &why, error));
    free(words);
    return done;
}

static bool read_key(struct profile *profile, enum profile_field field, const struct config_file *file,
                     const config_setting_t *setting, struct error *error)
{
    struct error why = ERROR_INIT;
    const char *text = NULL;
    struct secret *key = NULL;
    if (!config_file_text(file, setting, &text, error))
        return false;
    if (!key_parse(text, strlen(text), key_words(field), &key, &why))
        return refuse(file, setting, &why, error);
    profile_set_key(profile, field, key);
    if (file->others_can_read) {
        profile_warn(profile, memory_format("%s holds a key and can be read by others", file->path));
        profile_warn(profile, memory_format("make it yours alone: chmod 600 %s", file->path));
    }
    return true;
}

/* A value that text can say, which is set as the operator would. */
static bool read_text(struct profile *profile, enum profile_field field, const struct config_file *file,
                      const config_setting_t *setting, struct error *error)
{
    struct error why = ERROR_INIT;
    const char *text = NULL;
    if (!config_file_text(file, setting, &text, error))
        return false;
    return profile_set(profile, field, text, &why) || refuse(file, setting, &why, error);
}

static bool read_value(struct profile *profile, enum profile_field field, const struct config_file *file,
                       const config_setting_t *setting, struct error *error)
{
    long long number = 0;
    switch (profile_fields[field].kind) {
    case PROFILE_KIND_SWITCH:
        return config_file_switch(file, setting, (bool *)((char *)profile + profile_fields[field].offset), error);
    case PROFILE_KIND_DAYS:
        if (!config_file_number(file, setting, 0, PROFILE_MOST_DAYS, &number, error))
            return false;
        profile->lookback_days = (int32_t)number;
        return true;
    case PROFILE_KIND_KEY:
        return read_key(profile, field, file, setting, error);
    case PROFILE_KIND_KEY_COMMAND:
        return read_command(profile, field, file, setting, error);
    case PROFILE_KIND_INSTANCE:
    case PROFILE_KIND_REST_URL:
    case PROFILE_KIND_URL:
    case PROFILE_KIND_TEXT:
    case PROFILE_KIND_ENVIRONMENT:
    case PROFILE_KIND_SOURCE_TYPE:
    case PROFILE_KIND_MODE:
    case PROFILE_KIND_DAY:
    case PROFILE_KIND_KEY_VARIABLE:
        return read_text(profile, field, file, setting, error);
    }
    return false;
}

/* Two fields that say the same thing: which of them would hold is nothing to guess about. */
static bool check_said_once(const struct profile *profile, enum profile_field field, const struct config_file *file,
                            const config_setting_t *setting, struct error *error)
{
    bool is_place = field == PROFILE_INSTANCE || field == PROFILE_REST_URL;
    if ((!is_place && !profile_is_key(field)) || profile->origins[field] != PROFILE_FROM_FILE)
        return true;
    config_file_error(file, setting, error, "line %d says it already in another way", profile->lines[field]);
    return error_hint(error, is_place ? "keep either instance or rest_url"
                                      : "keep one of the key itself, its _env and its _command");
}

static bool read_setting(struct profile *profile, const struct config_file *file, const config_setting_t *setting,
                         struct error *error)
{
    const char *name = config_setting_name(setting);
    const char *known[PROFILE_FIELD_COUNT + 1];
    for (size_t i = 0; i < PROFILE_FIELD_COUNT; i++) {
        enum profile_field field = (enum profile_field)i;
        known[i] = profile_fields[i].key;
        if (strcmp(name, known[i]) != 0)
            continue;
        if (!check_said_once(profile, field, file, setting, error) ||
            !read_value(profile, field, file, setting, error))
            return false;
        profile_mark(profile, field, PROFILE_FROM_FILE, (int)config_setting_source_line(setting));
        return true;
    }
    if (strcmp(name, SETTINGS) == 0) {
        cJSON *settings = settings_from_config(file, setting, error);
        if (settings == NULL)
            return false;
        cJSON_Delete(profile->settings);
        profile->settings = settings;
        return true;
    }
    known[PROFILE_FIELD_COUNT] = SETTINGS;
    profile_warn(profile, config_file_unknown(file, setting, known, PROFILE_FIELD_COUNT + 1));
    return true;
}

static bool read_all(struct profile *profile, const struct config_file *file, struct error *error)
{
    const config_setting_t *root = config_root_setting(&file->config);
    int count = config_setting_length(root);
    for (int i = 0; i < count; i++)
        if (!read_setting(profile, file, config_setting_get_elem(root, (unsigned)i), error))
            return false;
    return true;
}

static void tell_missing(const struct paths *paths, const char *name, struct error *error)
{
    struct profile_list list;
    error_set(error, ERROR_CONFIGURATION, "there is no profile \"%s\"", name);
    error_hint(error, "brazier profile add %s makes it", name);
    if (!profile_list_read(paths, &list, NULL))
        return;
    const char **names = memory_allocate(list.count + 1, sizeof *names);
    for (size_t i = 0; i < list.count; i++)
        names[i] = list.entries[i].name;
    const char *near = nearest_word(name, names, list.count);
    if (near != NULL)
        error_hint(error, "did you mean %s?", near);
    free(names);
    profile_list_clear(&list);
}

/* Everything but the words about a name that is not there. */
static struct profile *load(const struct paths *paths, const char *name, struct error *error)
{
    if (!profile_check_name(name, error))
        return NULL;
    struct config_file file;
    char *path = paths_profile(paths, name);
    struct profile *profile = NULL;
    if (!config_file_read(&file, path, error))
        goto free_path;
    profile = profile_new(name);
    profile->path = memory_copy_string(path);
    profile->is_by_hand = file.is_by_hand;
    if (!read_all(profile, &file, error)) {
        profile_free(profile);
        profile = NULL;
    }
    config_file_close(&file);
free_path:
    free(path);
    return profile;
}

struct profile *profile_load(const struct paths *paths, const char *name, struct error *error)
{
    struct error why = ERROR_INIT;
    struct profile *profile = load(paths, name, &why);
    if (profile == NULL && why.code == ERROR_NOT_FOUND)
        tell_missing(paths, name, error);
    else if (profile == NULL)
        error_move(error, &why);
    error_clear(&why);
    return profile;
}

static void write_key(config_setting_t *root, const struct profile *profile, enum profile_field first)
{
    const struct key_source *source = profile_key_source_const(profile, first);
    for (size_t i = 0; i < 3; i++)
        config_file_remove(root, profile_fields[first + i].key);
    switch (source->kind) {
    case KEY_TEXT:
        config_file_put_text(root, profile_fields[first].key, secret_reveal(source->text));
        break;
    case KEY_VARIABLE:
        config_file_put_text(root, profile_fields[first + 1].key, source->variable);
        break;
    case KEY_COMMAND: {
        config_setting_t *list = config_file_put(root, profile_fields[first + 2].key, CONFIG_TYPE_LIST);
        for (size_t i = 0; source->command[i] != NULL; i++)
            (void)config_setting_set_string_elem(list, -1, source->command[i]);
        break;
    }
    case KEY_NONE:
        break;
    }
}

static void write_field(config_setting_t *root, const struct profile *profile, enum profile_field field)
{
    const struct profile_field_info *info = &profile_fields[field];
    /* What the environment says for now is not for the file: what stands there stays. */
    if (profile->origins[field] == PROFILE_FROM_ENVIRONMENT)
        return;
    bool is_default = profile->origins[field] == PROFILE_FROM_DEFAULT;
    char *text = profile_text(profile, field);
    switch (info->kind) {
    case PROFILE_KIND_KEY:
        write_key(root, profile, field);
        break;
    case PROFILE_KIND_KEY_VARIABLE:
    case PROFILE_KIND_KEY_COMMAND:
        break; /* with the key */
    case PROFILE_KIND_SWITCH:
    case PROFILE_KIND_DAYS:
        if (is_default)
            config_file_remove(root, info->key);
        else if (info->kind == PROFILE_KIND_SWITCH)
            config_file_put_switch(root, info->key, text[0] == 't');
        else
            config_file_put_number(root, info->key, profile->lookback_days);
        break;
    case PROFILE_KIND_REST_URL:
    case PROFILE_KIND_INSTANCE:
    case PROFILE_KIND_URL:
    case PROFILE_KIND_TEXT:
    case PROFILE_KIND_DAY:
    case PROFILE_KIND_ENVIRONMENT:
    case PROFILE_KIND_SOURCE_TYPE:
    case PROFILE_KIND_MODE:
        if (text[0] == '\0' || (field == PROFILE_REST_URL && profile->instance != NULL))
            config_file_remove(root, info->key);
        else
            config_file_put_text(root, info->key, text);
        break;
    }
    free(text);
}

static bool write_all(config_setting_t *root, const struct profile *profile, struct error *error)
{
    for (size_t i = 0; i < PROFILE_FIELD_COUNT; i++)
        write_field(root, profile, (enum profile_field)i);
    config_file_remove(root, SETTINGS);
    if (cJSON_GetArraySize(profile->settings) == 0)
        return true;
    return settings_to_config(profile->settings, config_file_put(root, SETTINGS, CONFIG_TYPE_GROUP), error) ||
           error_prefix(error, "profile \"%s\"", profile->name);
}

static bool may_replace(const struct config_file *file, const struct profile *profile, const char *backup, struct error *error)
{
    if (!file->is_by_hand || profile->may_take_over)
        return true;
    error_set(error, ERROR_CONFIGURATION, "%s was written by hand, and such files are not changed", file->path);
    return error_hint(error, "change it yourself, or have it taken over with --rewrite: comments in it are lost, and it is kept as %s",
                      backup);
}

bool profile_save(const struct paths *paths, struct profile *profile, struct error *error)
{
    static const char comment[] = CONFIG_FILE_MARK "; the version before is kept as *.conf.bak.\n\n";
    if (!profile_check_name(profile->name, error))
        return false;
    char *directory = paths_profiles(paths);
    char *path = paths_profile(paths, profile->name);
    char *backup = paths_profile_backup(paths, profile->name);
    struct config_file file;
    bool done = false;
    /* What is there and not known here, perhaps to a newer version, is kept. */
    if (!file_exists(path))
        config_file_start(&file, path);
    else if (!config_file_read(&file, path, error))
        goto free_names;
    if (!may_replace(&file, profile, backup, error) || !write_all(config_root_setting(&file.config), profile, error))
        goto close_file;
    size_t length = 0;
    char *bytes = config_file_bytes(&file, comment, &length);
    /* The backup is the old file under another name, so that the old file's mode is the backup's. */
    (void)chmod(path, S_IRUSR | S_IWUSR);
    done = file_make_directories(directory, S_IRWXU, error) &&
           (paths->is_temporary ? file_write_temporary : file_write_atomic)(path, backup, S_IRUSR | S_IWUSR, bytes,
                                                                            length, error);
    secret_wipe(bytes, length);
    free(bytes);
    if (done) {
        free(profile->path);
        profile->path = memory_copy_string(path);
        profile->is_by_hand = false;
    }
close_file:
    config_file_close(&file);
free_names:
    free(backup);
    free(path);
    free(directory);
    return done;
}

bool profile_remove(const struct paths *paths, const char *name, struct error *error)
{
    if (!profile_check_name(name, error))
        return false;
    char *path = paths_profile(paths, name);
    char *backup = paths_profile_backup(paths, name);
    bool done = false;
    if (unlink(path) == 0 && (unlink(backup) == 0 || errno == ENOENT))
        done = true;
    else if (errno == ENOENT)
        tell_missing(paths, name, error);
    else
        error_set(error, ERROR_STORAGE, "cannot remove %s: %s", path, strerror(errno));
    free(backup);
    free(path);
    return done;
}

static int compare_entries(const void *a, const void *b)
{
    const struct profile_entry *left = a;
    const struct profile_entry *right = b;
    return strcmp(left->name, right->name);
}

static void add_entry(const struct paths *paths, struct profile_list *list, const char *file_name)
{
    list->entries = memory_resize(list->entries, list->count + 1, sizeof *list->entries);
    struct profile_entry *entry = &list->entries[list->count++];
    *entry = (struct profile_entry){ .name = memory_copy_bytes(file_name, strlen(file_name) - strlen(SUFFIX)) };
    entry->profile = load(paths, entry->name, &entry->error);
}

bool profile_list_read(const struct paths *paths, struct profile_list *list, struct error *error)
{
    *list = (struct profile_list){ 0 };
    char *directory = paths_profiles(paths);
    bool done = true;
    DIR *stream = opendir(directory);
    if (stream == NULL && errno != ENOENT)
        done = error_set(error, ERROR_STORAGE, "cannot read %s: %s", directory, strerror(errno));
    if (stream == NULL)
        goto free_directory;
    for (struct dirent *entry = readdir(stream); entry != NULL; entry = readdir(stream))
        if (entry->d_name[0] != '.' && text_ends_with(entry->d_name, SUFFIX))
            add_entry(paths, list, entry->d_name);
    (void)closedir(stream);
    if (list->count > 0)
        qsort(list->entries, list->count, sizeof *list->entries, compare_entries);
free_directory:
    free(directory);
    return done;
}

void profile_list_clear(struct profile_list *list)
{
    for (size_t i = 0; i < list->count; i++) {
        profile_free(list->entries[i].profile);
        error_clear(&list->entries[i].error);
        free(list->entries[i].name);
    }
    free(list->entries);
    *list = (struct profile_list){ 0 };
}
