#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "cli/command.h"
#include "cli/ground.h"
#include "cli/table.h"
#include "support/file.h"
#include "support/json.h"
#include "support/memory.h"
#include "support/text.h"

/* Works where nothing else does: a configuration that cannot be read is what one may be looking for. */
struct ground {
    struct paths paths;
    struct profile_overrides overrides;
    struct preferences *preferences; /* NULL: not readable */
};

static bool ground_open(struct ground *ground, const struct cli *cli, struct error *error)
{
    struct error unread = ERROR_INIT;
    if (!paths_init(&ground->paths, cli_value(cli, "config-dir"), cli_value(cli, "data-dir"), cli_value(cli, "state-dir"), error) ||
        !profile_overrides_take(&ground->overrides, error))
        return false;
    ground->preferences = preferences_load(&ground->paths, &unread);
    if (ground->preferences == NULL && !cli_has(cli, "quiet"))
        cli_tell_error(&unread);
    error_clear(&unread);
    return true;
}

static void ground_close(struct ground *ground)
{
    preferences_free(ground->preferences);
    profile_overrides_clear(&ground->overrides);
    paths_clear(&ground->paths);
}

/* The profile whose files are meant, which need not be there; NULL: none. The caller frees it. */
static char *choose_profile(const struct ground *ground, const struct cli *cli)
{
    const char *name = cli_value(cli, "profile");
    if (name == NULL)
        name = ground->overrides.profile;
    if (name == NULL && ground->preferences != NULL)
        name = preferences_text(ground->preferences, PREFERENCE_DEFAULT_PROFILE);
    if (name != NULL)
        return memory_copy_string(name);
    struct profile_list list = { NULL, 0 };
    struct error error = ERROR_INIT;
    char *only = NULL;
    if (profile_list_read(&ground->paths, &list, &error) && list.count == 1)
        only = memory_copy_string(list.entries[0].name);
    profile_list_clear(&list);
    error_clear(&error);
    return only;
}

struct listing {
    const struct cli *cli;
    struct cli_table *table; /* NULL: as JSON */
    cJSON *json;
};

/* What decided on the directory. */
static const char *origin(const struct cli *cli, const char *option, const char *variable)
{
    const char *value = getenv(variable);
    if (cli_has(cli, option))
        return option;
    return value != NULL && *value == '/' ? variable : "HOME";
}

/* path is taken over. */
static void add(struct listing *listing, const char *what, char *path, const char *option, const char *variable)
{
    bool is_there = file_exists(path);
    const char *from = origin(listing->cli, option, variable);
    char *source = memory_format("%s%s", from == option ? "--" : "", from);
    if (listing->table != NULL) {
        cli_table_add(listing->table, what);
        cli_table_add(listing->table, path);
        cli_table_add(listing->table, source);
        cli_table_add(listing->table, is_there ? "yes" : "not yet");
    } else {
        cJSON *entry = json_object();
        json_add_string(entry, "what", what);
        json_add_string(entry, "path", path);
        json_add_string(entry, "from", source);
        json_add_bool(entry, "exists", is_there);
        json_append(listing->json, entry);
    }
    free(source);
    free(path);
}

static void add_all(struct listing *listing, const struct paths *paths, const char *profile)
{
    static const char config[] = "config-dir", data[] = "data-dir", state[] = "state-dir";
    add(listing, "preferences", paths_preferences(paths), config, "XDG_CONFIG_HOME");
    add(listing, "profiles", paths_profiles(paths), config, "XDG_CONFIG_HOME");
    if (profile != NULL) {
        add(listing, "profile", paths_profile(paths, profile), config, "XDG_CONFIG_HOME");
        add(listing, "the one before it", paths_profile_backup(paths, profile), config, "XDG_CONFIG_HOME");
        add(listing, "exported data", paths_store(paths, profile), data, "XDG_DATA_HOME");
        add(listing, "journal", paths_journal(paths, profile), state, "XDG_STATE_HOME");
        add(listing, "lists in the console", paths_view(paths, profile), state, "XDG_STATE_HOME");
    } else {
        add(listing, "exported data", memory_copy_string(paths->data), data, "XDG_DATA_HOME");
        add(listing, "journals", memory_copy_string(paths->state), state, "XDG_STATE_HOME");
    }
    add(listing, "place in the console", paths_console(paths), state, "XDG_STATE_HOME");
}

static bool show_paths(const struct cli *cli, struct error *error)
{
    static const char *const titles[] = { "WHAT", "PATH", "FROM", "THERE", NULL };
    struct ground ground = { .preferences = NULL };
    struct listing listing = { .cli = cli };
    char *profile = NULL;
    bool done = ground_open(&ground, cli, error);
    if (done)
        profile = choose_profile(&ground, cli);
    if (done && profile != NULL)
        done = profile_check_name(profile, error);
    if (done && cli_has(cli, "json"))
        listing.json = json_array();
    else if (done)
        listing.table = cli_table_new(titles);
    if (done)
        add_all(&listing, &ground.paths, profile);
    if (listing.table != NULL)
        cli_table_print(listing.table);
    if (listing.json != NULL) {
        char *text = json_print_pretty(listing.json);
        (void)puts(text);
        free(text);
    }
    cJSON_Delete(listing.json);
    free(profile);
    ground_close(&ground);
    return done;
}

static const struct cli_option options[] = {
    { "json", 0, NULL, "a JSON array instead of a table" },
    { NULL, 0, NULL, NULL },
};

const struct cli_command cli_paths = {
    .name = "paths",
    .summary = "where everything is: configuration, profiles, exported data, journals",
    .description = "Lists the files that brazier works with, what decided on their directory, and whether they are there "
                   "yet. With a profile, its own files as well. Nothing is made or changed.",
    .examples = "brazier paths -p acme  # the files of the profile acme\n"
                "sqlite3 \"$(brazier paths -p acme --json | jq -r '.[] | select(.what == \"exported data\").path')\"\n",
    .options = options,
    .run = show_paths,
};
