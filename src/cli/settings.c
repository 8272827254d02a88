#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "braze/integration.h"
#include "cli/command.h"
#include "cli/ground.h"
#include "cli/settings_show.h"
#include "rudderstack/settings.h"
#include "rudderstack/settings_check.h"
#include "support/file.h"
#include "support/json.h"
#include "support/memory.h"
#include "support/nearest.h"

static const struct cli_option settings_options[] = {
    { "source-type", 's', "TYPE", "the source it is about (else the profile's): web, android, ios, cloud and so on" },
    { "mode", 'm', "MODE", "show what applies in this mode (else the profile's): cloud, device or hybrid" },
    { "unset", 'u', NULL, "take the setting out, so that its default holds" },
    { "rewrite", 0, NULL, "take over a profile's file that was written by hand; comments in it are lost" },
    { "check", 'c', NULL, "say what RudderStack would refuse, and what will surprise" },
    { "json", 0, NULL, "JSON instead of text" },
    { NULL, 0, NULL, NULL },
};

/* A longer value cannot be meant: RudderStack takes 100 characters for one entry. */
enum { LARGEST_VALUE = 1 << 20 };

static bool tell_unknown(const char *what, const char *given, const char *nearest, struct error *error)
{
    error_set(error, ERROR_USAGE, "%s: no such %s", given, what);
    return nearest != NULL && error_hint(error, "did you mean %s?", nearest);
}

static bool choose_type(const struct cli *cli, const struct profile *profile, enum source_type *type, struct error *error)
{
    const char *given = cli_value(cli, "source-type");
    *type = integration_source_type(profile);
    if (given == NULL || source_type_find(given, type))
        return true;
    const char *keys[SOURCE_TYPE_COUNT];
    for (unsigned i = 0; i < SOURCE_TYPE_COUNT; i++)
        keys[i] = source_type_key((enum source_type)i);
    return tell_unknown("source type", given, nearest_word(given, keys, SOURCE_TYPE_COUNT), error);
}

/* The mode of another source type than the profile's is the one its settings say. */
static bool choose_mode(const struct cli *cli, const struct profile *profile, struct settings_view *view, struct error *error)
{
    const char *given = cli_value(cli, "mode");
    view->mode = integration_mode(profile);
    if (given != NULL && !connection_mode_find(given, &view->mode)) {
        error_set(error, ERROR_USAGE, "%s: no such mode", given);
        return error_hint(error, "cloud, device or hybrid");
    }
    if (given == NULL && view->type != integration_source_type(profile) &&
        !settings_mode(view->config, view->type, &view->mode))
        view->mode = MODE_CLOUD;
    return true;
}

static const struct setting *find_setting(const char *key, struct error *error)
{
    const struct setting *setting = setting_find(key);
    if (setting == NULL)
        (void)tell_unknown("setting", key, setting_nearest(key), error);
    return setting;
}

/* "-" is all of stdin: lists can be long. The caller frees it. */
static char *read_value(const char *operand, struct error *error)
{
    char *bytes = NULL;
    size_t length = 0;
    if (strcmp(operand, "-") != 0)
        return memory_copy_string(operand);
    if (!file_read_all(STDIN_FILENO, "stdin", LARGEST_VALUE, &bytes, &length, error))
        return NULL;
    while (length > 0 && (bytes[length - 1] == '\n' || bytes[length - 1] == '\r'))
        bytes[--length] = '\0';
    return bytes;
}

/* What a change led to, for the person who made it. */
static void tell_change(const struct cli_ground *ground, const struct profile *profile, const struct setting *setting,
                        enum source_type type)
{
    cJSON *config = integration_config(profile);
    enum connection_mode mode = integration_mode(profile);
    const char *reason = NULL;
    if (type != integration_source_type(profile) && !settings_mode(config, type, &mode))
        mode = MODE_CLOUD;
    if (!setting_applies(setting, config, type, mode, &reason)) {
        char *note = memory_format("%s has no effect for %s in %s mode: %s", setting->key, source_type_key(type),
                                   connection_mode_key(mode), reason);
        cli_warn(ground, note);
        free(note);
    }
    if (strcmp(setting->key, "dataCenter") == 0 && profile->instance != NULL &&
        strcmp(json_get_string(config, "dataCenter", ""), profile->instance->id) != 0) {
        char *note = memory_format("the profile's instance is %s: RudderStack would send elsewhere", profile->instance->id);
        cli_warn(ground, note);
        free(note);
    }
    cJSON_Delete(config);
}

static bool change(const struct cli *cli, const struct cli_ground *ground, const struct setting *setting, struct error *error)
{
    const char *name = cli_value(cli, "profile");
    char *text = NULL;
    bool done = false;
    struct profile *chosen = cli_open_profile(ground, cli, name, error);
    /* Saved is what the file says, without what the environment says over it. */
    struct profile *profile = chosen != NULL ? profile_load(&ground->paths, chosen->name, error) : NULL;
    enum source_type type = SOURCE_WEB;
    cJSON *value = NULL;
    if (profile == NULL || !choose_type(cli, profile, &type, error))
        goto close;
    profile->may_take_over = cli_has(cli, "rewrite");
    if (!cli_has(cli, "unset")) {
        text = read_value(cli_operand(cli, 1), error);
        value = text != NULL ? setting_parse(setting, type, text, error) : NULL;
        if (value == NULL)
            goto close;
    }
    done = integration_change(profile, setting, type, value, error) && profile_save(&ground->paths, profile, error);
    if (done)
        tell_change(ground, profile, setting, type);
close:
    free(text);
    profile_free(profile);
    profile_free(chosen);
    return done;
}

static bool show(const struct cli *cli, const struct cli_ground *ground, const struct setting *setting, struct error *error)
{
    struct profile *profile = cli_open_profile(ground, cli, NULL, error);
    bool json = cli_has(cli, "json");
    bool done = false;
    if (profile == NULL)
        return false;
    struct settings_view view = { .config = integration_config(profile) };
    if (!choose_type(cli, profile, &view.type, error) || !choose_mode(cli, profile, &view, error))
        goto close;
    done = true;
    if (cli_has(cli, "check"))
        done = settings_show_check(&view, json, error);
    else if (setting != NULL)
        settings_show_one(&view, setting, json);
    else
        settings_show_all(&view, json);
close:
    cJSON_Delete(view.config);
    profile_free(profile);
    return done;
}

static bool run(const struct cli *cli, struct error *error)
{
    size_t operands = cli_operand_count(cli);
    bool unset = cli_has(cli, "unset");
    if (!cli_expect_operands(cli, unset ? 1 : 0, cli_has(cli, "check") ? 0 : unset ? 1 : 2, error))
        return false;
    const struct setting *setting = operands > 0 ? find_setting(cli_operand(cli, 0), error) : NULL;
    if (operands > 0 && setting == NULL)
        return false;
    struct cli_ground ground;
    bool done = cli_ground_open(&ground, cli, error);
    if (done)
        done = unset || operands == 2 ? change(cli, &ground, setting, error) : show(cli, &ground, setting, error);
    cli_ground_close(&ground);
    return done;
}

const struct cli_command cli_settings = {
    .name = "settings",
    .operands = "[KEY [VALUE|-]]",
    .summary = "the settings of RudderStack's Braze destination: list, show, set, check",
    .description = "Without KEY, all of them: value, default, and why a setting does nothing for this source in this mode.\n"
                   "With KEY, all about it. With VALUE it is set in the profile, as RudderStack would take it: on or off,\n"
                   "one of the options, a text, names with commas between them, or a JSON list; - reads it from stdin.\n"
                   "Settings per source are set for the profile's source type, or the one that --source-type names.",
    .examples = "brazier settings                                      # all of them\n"
                "brazier settings supportDedup on                      # for the next preview and replay\n"
                "brazier settings whitelistedEvents 'Signed Up,Order Completed'\n"
                "brazier settings --check                              # what RudderStack would refuse",
    .options = settings_options,
    .run = run,
};
