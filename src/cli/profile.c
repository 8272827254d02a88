#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "cli/command.h"
#include "cli/ground.h"
#include "cli/profile_show.h"
#include "cli/prompt.h"
#include "support/file.h"
#include "support/memory.h"
#include "support/text.h"

/* The fields of data/profile.def, and for each key the way to give it on stdin. The first is for a profile that is there. */
static const struct cli_option change_options[] = {
    { "rewrite", 0, NULL, "take over a file that was written by hand; comments in it are lost" },
#define PROFILE_FIELD(identifier, key, option, kind, member, argument, label, help) { option, 0, argument, help },
#include "data/profile.def"
#undef PROFILE_FIELD
    { "api-key-stdin", 0, NULL, "read the REST API key from stdin" },
    { "app-key-stdin", 0, NULL, "read the app identifier key from stdin" },
    { "write-key-stdin", 0, NULL, "read the write key from stdin" },
    { NULL, 0, NULL, NULL },
};

static const struct cli_option json_options[] = { { "json", 0, NULL, "JSON instead of a table" }, { NULL, 0, NULL, NULL } };

static const struct cli_option remove_options[] = { { "yes", 'y', NULL, "do not ask" }, { NULL, 0, NULL, NULL } };

static const struct {
    enum profile_field field;
    const char *stdin_option;
    const char *words;
} keys[] = {
    { PROFILE_API_KEY, "api-key-stdin", "REST API key" },
    { PROFILE_APP_KEY, "app-key-stdin", "app identifier key" },
    { PROFILE_WRITE_KEY, "write-key-stdin", "write key" },
};

enum { KEYS = sizeof keys / sizeof *keys };

static bool list(const struct cli *cli, struct error *error)
{
    struct cli_ground ground;
    struct profile_list profiles = { 0 };
    bool done = cli_ground_open(&ground, cli, error) && profile_list_read(&ground.paths, &profiles, error);
    if (done) {
        const char *chosen = ground.overrides.profile;
        if (chosen == NULL)
            chosen = preferences_text(ground.preferences, PREFERENCE_DEFAULT_PROFILE);
        if (cli_has(cli, "json"))
            profile_list_json(&profiles);
        else
            profile_list_table(&profiles, chosen);
        if (profiles.count == 0 && !ground.quiet)
            (void)fprintf(stderr, "brazier: no profiles yet; brazier profile add NAME makes one\n");
    }
    profile_list_clear(&profiles);
    cli_ground_close(&ground);
    return done;
}

static bool show(const struct cli *cli, struct error *error)
{
    struct cli_ground ground;
    struct profile *profile = NULL;
    if (!cli_ground_open(&ground, cli, error))
        goto close;
    profile = cli_open_profile(&ground, cli, cli_operand(cli, 0), error);
    if (profile == NULL)
        goto close;
    if (cli_has(cli, "json"))
        profile_show_json(profile);
    else
        profile_show_table(profile);
close:
    cli_ground_close(&ground);
    bool done = profile != NULL;
    profile_free(profile);
    return done;
}

static bool refuse_key_argument(struct error *error)
{
    error_set(error, ERROR_USAGE, "a key is never given as an argument: everybody on this machine could read it");
    return error_hint(error, "--api-key asks for it without echo, --api-key-stdin reads it from stdin; if you typed a key, "
                             "it is in your shell's history now");
}

/* A name that may be shown: what stands before the = could also be the beginning of a key. */
static bool is_name(const char *text)
{
    return text[0] != '\0' && strlen(text) <= 40 && strspn(text, "abcdefghijklmnopqrstuvwxyz_-") == strlen(text);
}

static bool set_pair(struct profile *profile, const char *operand, struct error *error)
{
    const char *equals = strchr(operand, '=');
    char *name = memory_copy_bytes(operand, equals != NULL ? (size_t)(equals - operand) : 0);
    bool done = false;
    if (!is_name(name)) {
        error_set(error, ERROR_USAGE, "expected NAME=VALUE or an option after the profile's name");
        error_hint(error, "brazier profile set --help lists what can be set; keys are asked for, never given as an argument");
    } else {
        enum profile_field field = profile_find_field(name, error);
        if (field < PROFILE_FIELD_COUNT && profile_fields[field].kind == PROFILE_KIND_KEY && equals[1] != '\0')
            refuse_key_argument(error);
        else if (field < PROFILE_FIELD_COUNT)
            done = profile_set(profile, field, equals + 1, error) || error_prefix(error, "%s", name);
    }
    free(name);
    return done;
}

static bool set_options(struct profile *profile, const struct cli *cli, struct error *error)
{
    for (size_t i = 0; i < PROFILE_FIELD_COUNT; i++) {
        const struct profile_field_info *info = &profile_fields[i];
        const char *value = info->argument != NULL ? cli_value(cli, info->option) : NULL;
        if (value != NULL && !profile_set(profile, (enum profile_field)i, value, error))
            return error_prefix(error, "--%s", info->option);
    }
    return true;
}

static bool set_keys(struct profile *profile, const struct cli *cli, struct error *error)
{
    bool stdin_used = false;
    for (size_t i = 0; i < KEYS; i++) {
        bool from_stdin = cli_has(cli, keys[i].stdin_option);
        struct secret *key = NULL;
        if (!from_stdin && !cli_has(cli, profile_fields[keys[i].field].option))
            continue;
        if (from_stdin && stdin_used)
            return error_set(error, ERROR_USAGE, "stdin holds one key: use one of the -stdin options at a time");
        stdin_used = stdin_used || from_stdin;
        if (!(from_stdin ? prompt_read_key(keys[i].words, &key, error) : prompt_key(keys[i].words, false, &key, error)))
            return false;
        profile_set_key(profile, keys[i].field, key);
    }
    return true;
}

static bool change(struct profile *profile, const struct cli *cli, struct error *error)
{
    size_t warnings = profile->warning_count;
    if (!set_options(profile, cli, error))
        return false;
    for (size_t i = 1; i < cli_operand_count(cli); i++)
        if (!set_pair(profile, cli_operand(cli, i), error))
            return false;
    if (!profile_check(profile, error))
        return false;
    for (; warnings < profile->warning_count && !cli_has(cli, "quiet"); warnings++)
        (void)fprintf(stderr, "brazier: warning: %s\n", profile->warnings[warnings]);
    return set_keys(profile, cli, error);
}

static bool need_name(const struct cli *cli, struct error *error)
{
    if (cli_operand_count(cli) > 0)
        return profile_check_name(cli_operand(cli, 0), error);
    error_set(error, ERROR_USAGE, "the profile's name is missing");
    return error_hint(error, "brazier profile list shows the names there are");
}

/* A new profile wants its key, where there is somebody to ask. */
static bool ask_for_key(struct profile *profile, const struct cli_ground *ground, struct error *error)
{
    struct secret *key = NULL;
    if (profile->api_key.kind != KEY_NONE)
        return true;
    if (prompt_is_possible() && !prompt_key("REST API key", true, &key, error))
        return false;
    if (key != NULL)
        profile_set_key(profile, PROFILE_API_KEY, key);
    else if (!ground->quiet)
        (void)fprintf(stderr,
                      "brazier: no REST API key yet; brazier profile set %s --api-key asks for it, --api-key-stdin reads it\n",
                      profile->name);
    return true;
}

static bool add(const struct cli *cli, struct error *error)
{
    struct cli_ground ground;
    struct profile *profile = NULL;
    char *path = NULL;
    bool done = false;
    if (!cli_ground_open(&ground, cli, error) || !need_name(cli, error))
        goto close;
    const char *name = cli_operand(cli, 0);
    path = paths_profile(&ground.paths, name);
    if (file_exists(path)) {
        error_set(error, ERROR_CONFIGURATION, "there is a profile \"%s\" already", name);
        error_hint(error, "brazier profile set %s changes it", name);
        goto close;
    }
    profile = profile_new(name);
    done = change(profile, cli, error) && ask_for_key(profile, &ground, error) &&
           profile_save(&ground.paths, profile, error);
close:
    profile_free(profile);
    free(path);
    cli_ground_close(&ground);
    return done;
}

static bool set(const struct cli *cli, struct error *error)
{
    struct cli_ground ground;
    struct profile *profile = NULL;
    bool done = false;
    /* Without what the environment says: it is not to be written into the file. */
    if (cli_ground_open(&ground, cli, error) && need_name(cli, error))
        profile = profile_load(&ground.paths, cli_operand(cli, 0), error);
    if (profile != NULL)
        profile->may_take_over = cli_has(cli, "rewrite");
    if (profile != NULL)
        done = change(profile, cli, error) && profile_save(&ground.paths, profile, error);
    profile_free(profile);
    cli_ground_close(&ground);
    return done;
}

static bool may_remove(const struct cli *cli, const char *name, struct error *error)
{
    if (cli_has(cli, "yes"))
        return true;
    if (!prompt_is_possible()) {
        error_set(error, ERROR_USAGE, "removing profile \"%s\" was not confirmed", name);
        return error_hint(error, "there is no terminal to ask on: --yes removes it without asking");
    }
    char *question = memory_format("Remove profile \"%s\" with its key?", name);
    bool yes = prompt_confirm(question);
    free(question);
    return yes || error_set(error, ERROR_CANCELLED, "profile \"%s\" stays", name);
}

static bool remove_profile(const struct cli *cli, struct error *error)
{
    struct cli_ground ground;
    bool done = false;
    if (!cli_ground_open(&ground, cli, error) || !need_name(cli, error))
        goto close;
    const char *name = cli_operand(cli, 0);
    done = may_remove(cli, name, error) && profile_remove(&ground.paths, name, error);
    char *store = paths_store(&ground.paths, name);
    if (done && !ground.quiet && file_exists(store))
        (void)fprintf(stderr, "brazier: what was exported with it stays in %s\n", store);
    free(store);
close:
    cli_ground_close(&ground);
    return done;
}

static void keep_check(const struct check *check, void *context)
{
    struct check *kept = context;
    *kept = *check;
    kept->sentence = memory_copy_string(check->sentence);
    kept->hint = memory_copy_string(check->hint);
}

static bool test(const struct cli *cli, struct error *error)
{
    struct cli_ground ground;
    struct check check = { .code = ERROR_FAILED };
    bool done = false;
    struct session *session =
        cli_ground_open(&ground, cli, error) ? cli_open_session(&ground, cli, cli_operand(cli, 0), error) : NULL;
    if (session == NULL)
        goto close;
    (void)session_test(session, keep_check, &check);
    session_finish(session);
    done = check.works;
    if (!done) {
        error_set(error, check.code, "%s", check.sentence);
        if (check.hint != NULL)
            error_hint(error, "%s", check.hint);
    } else if (cli_has(cli, "json")) {
        profile_test_json(&check);
    } else {
        profile_test_text(&check);
    }
close:
    check_clear(&check);
    session_free(session);
    cli_ground_close(&ground);
    return done;
}

#define KEY_WORDS                                                                                                      \
    "Keys are never arguments. --api-key asks for the key without echo, --api-key-stdin reads it from stdin,\n"        \
    "--api-key-env names an environment variable, --api-key-command a command that prints it (run without a shell);\n" \
    "--app-key and --write-key likewise. NAME=VALUE after the profile's name does the same as the option --NAME VALUE;\n" \
    "an empty value takes it away."

static const struct cli_command verbs[] = {
    { .name = "list", .summary = "list the profiles", .options = json_options, .run = list },
    { .name = "show",
      .operands = "[NAME]",
      .summary = "show a profile, and where each value comes from",
      .description = "Shows what holds: what the environment (BRAZIER_API_KEY, BRAZIER_APP_KEY, BRAZIER_INSTANCE,\n"
                     "BRAZIER_REST_URL) says over the file, and what is the default. Of keys only a mask is shown.",
      .examples = "brazier profile show acme         # a table\n"
                  "brazier profile show --json       # the profile in use, for scripts",
      .options = json_options,
      .run = show },
    { .name = "add",
      .operands = "NAME [NAME=VALUE...]",
      .summary = "make a profile",
      .description = KEY_WORDS,
      .examples = "brazier profile add acme --instance EU-01               # asks for the key\n"
                  "  pass show braze | brazier profile add acme --instance EU-01 --environment sandbox --api-key-stdin",
      .options = change_options + 1,
      .run = add },
    { .name = "set",
      .operands = "NAME [NAME=VALUE...]",
      .summary = "change a profile; the version before is kept beside it as NAME.conf.bak",
      .description = KEY_WORDS "\nA file that was written by hand is left alone, but for --rewrite.",
      .examples = "brazier profile set acme --read-only true               # nothing is changed at Braze through it\n"
                  "brazier profile set acme --api-key-command 'pass show braze/acme'",
      .options = change_options,
      .run = set },
    { .name = "remove", .operands = "NAME", .summary = "remove a profile and its key", .options = remove_options, .run = remove_profile },
    { .name = "test",
      .operands = "[NAME]",
      .summary = "ask Braze whether the connection works",
      .options = json_options,
      .run = test },
    { 0 },
};

const struct cli_command cli_profile = {
    .name = "profile",
    .summary = "the connections: instance, key, source type, mode",
    .description = "A profile is a file profiles/NAME.conf in the configuration directory, written by this command with "
                   "mode 0600.",
    .commands = verbs,
};
