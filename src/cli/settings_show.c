#include "cli/settings_show.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cli/table.h"
#include "rudderstack/settings_check.h"
#include "rudderstack/warning.h"
#include "support/json.h"
#include "support/jsvalue.h"
#include "support/text.h"

static void print_json(cJSON *json)
{
    char *text = json_print_pretty(json);
    (void)puts(text);
    free(text);
    cJSON_Delete(json);
}

static void print_visible(const char *text)
{
    char *visible = text_visible(text, strlen(text));
    (void)fputs(visible, stdout);
    free(visible);
}

/* Values as they are, but for secrets. */
static void add_value(cJSON *object, const struct setting *setting, const cJSON *value)
{
    if (value == NULL) {
        json_add_null(object, "value");
    } else if (setting->secret) {
        char *mask = setting_show(setting, value);
        json_add_string(object, "value", mask);
        free(mask);
    } else {
        json_add(object, "value", cJSON_Duplicate(value, true));
    }
}

static void add_texts(cJSON *object, const char *name, const char *const *texts)
{
    cJSON *list = json_add_array(object, name);
    for (; texts != NULL && *texts != NULL; texts++)
        json_append_string(list, *texts);
}

static void add_set(cJSON *object, const char *name, unsigned set, unsigned count, const char *(*key)(unsigned))
{
    cJSON *list = json_add_array(object, name);
    for (unsigned i = 0; i < count; i++)
        if (set & 1u << i)
            json_append_string(list, key(i));
}

static const char *source_key(unsigned i)
{
    return source_type_key((enum source_type)i);
}

static const char *mode_key(unsigned i)
{
    return connection_mode_key((enum connection_mode)i);
}

static const char *call_key(unsigned i)
{
    return call_type_key((enum call_type)i);
}

static const char *type_word(enum setting_type type)
{
    static const char *const words[] = { "switch", "choice", "text", "list", "consent" };
    return words[type];
}

static cJSON *describe(const struct settings_view *view, const struct setting *setting, bool whole)
{
    const char *reason = NULL;
    bool applies = setting_applies(setting, view->config, view->type, view->mode, &reason);
    cJSON *object = json_object();
    json_add_string(object, "key", setting->key);
    json_add_string(object, "label", setting->label);
    json_add_string(object, "section", setting->section);
    json_add_string(object, "type", type_word(setting->type));
    add_value(object, setting, setting_value(setting, view->config, view->type));
    cJSON *standard = setting_default(setting);
    json_add(object, "default", standard != NULL ? standard : cJSON_CreateNull());
    json_add_bool(object, "applies", applies);
    json_add_string(object, "reason", reason);
    if (!whole)
        return object;
    add_texts(object, "former_labels", setting->former_labels);
    json_add_string(object, "help", setting->help);
    add_texts(object, "traps", setting->traps);
    add_texts(object, "options", setting->options);
    json_add_bool(object, "per_source", setting->per_source);
    add_set(object, "modes", setting->modes, CONNECTION_MODE_COUNT, mode_key);
    add_set(object, "source_types", setting->sources, SOURCE_TYPE_COUNT, source_key);
    add_set(object, "calls", setting->calls, CALL_TYPE_COUNT, call_key);
    json_add_string(object, "required", setting->required);
    json_add_bool(object, "handed_to_clients", setting->client);
    json_add_bool(object, "deprecated", setting->deprecated);
    return object;
}

static char *shown_default(const struct setting *setting)
{
    cJSON *standard = setting_default(setting);
    char *shown = setting_show(setting, standard);
    cJSON_Delete(standard);
    return shown;
}

static void print_table(const struct settings_view *view)
{
    static const char *const titles[] = { "SETTING", "VALUE", "DEFAULT", NULL };
    struct cli_table *table = cli_table_new(titles);
    const char *section = "";
    for (size_t i = 0; i < settings_count; i++) {
        const struct setting *setting = &settings[i];
        const char *reason = NULL;
        bool applies = setting_applies(setting, view->config, view->type, view->mode, &reason);
        const cJSON *value = setting_value(setting, view->config, view->type);
        char *shown = setting_show(setting, value);
        char *standard = shown_default(setting);
        if (strcmp(section, setting->section) != 0)
            cli_table_add_note(table, section = setting->section, "");
        char *key = memory_format("  %s", setting->key);
        cli_table_add(table, key);
        cli_table_add(table, value != NULL ? shown : "");
        cli_table_add(table, standard);
        if (!applies) {
            char *note = memory_format("no effect: %s", reason);
            cli_table_add_note(table, "", note);
            free(note);
        }
        free(key);
        free(standard);
        free(shown);
    }
    cli_table_print(table);
}

void settings_show_all(const struct settings_view *view, bool json)
{
    if (!json) {
        (void)printf("%s, %s mode\n", source_type_key(view->type), connection_mode_key(view->mode));
        print_table(view);
        return;
    }
    cJSON *list = json_array();
    for (size_t i = 0; i < settings_count; i++)
        json_append(list, describe(view, &settings[i], false));
    print_json(list);
}

static void print_field(const char *name, const char *text)
{
    if (text == NULL || text[0] == '\0')
        return;
    (void)printf("%-14s", name);
    print_visible(text);
    (void)putchar('\n');
}

static char *joined(const cJSON *list)
{
    UT_string text;
    utstring_init(&text);
    const cJSON *entry;
    cJSON_ArrayForEach(entry, list)
        utstring_printf(&text, "%s%s", utstring_len(&text) > 0 ? ", " : "", entry->valuestring);
    return utstring_body(&text);
}

static void print_list(const char *name, const cJSON *object, const char *member)
{
    char *text = joined(json_get(object, member));
    print_field(name, text);
    free(text);
}

static void print_one(const struct settings_view *view, const struct setting *setting)
{
    cJSON *object = describe(view, setting, true);
    char *value = setting_show(setting, setting_value(setting, view->config, view->type));
    char *standard = shown_default(setting);
    print_field("setting", setting->key);
    print_field("label", setting->label);
    print_list("once called", object, "former_labels");
    print_field("value", value);
    print_field("default", standard);
    print_list("options", object, "options");
    print_field("no effect", json_get_string(object, "reason", NULL));
    print_field("required", setting->required);
    print_list("modes", object, "modes");
    print_list("sources", object, "source_types");
    print_list("calls", object, "calls");
    (void)putchar('\n');
    print_visible(setting->help);
    (void)putchar('\n');
    for (const char *const *trap = setting->traps; trap != NULL && *trap != NULL; trap++) {
        (void)fputs("! ", stdout);
        print_visible(*trap);
        (void)putchar('\n');
    }
    free(standard);
    free(value);
    cJSON_Delete(object);
}

void settings_show_one(const struct settings_view *view, const struct setting *setting, bool json)
{
    if (json)
        print_json(describe(view, setting, true));
    else
        print_one(view, setting);
}

static void print_problems(const struct settings_problems *problems, const cJSON *warnings)
{
    static const char *const titles[] = { "", "WHERE", "WHAT", NULL };
    struct cli_table *table = cli_table_new(titles);
    for (size_t i = 0; i < problems->count; i++) {
        char *what = memory_format("%s (%s)", problems->items[i].message, problems->items[i].rule);
        cli_table_add(table, "refused");
        cli_table_add(table, problems->items[i].path);
        cli_table_add(table, what);
        free(what);
    }
    const cJSON *warning;
    cJSON_ArrayForEach(warning, warnings)
    {
        cli_table_add(table, "warning");
        cli_table_add(table, json_get_string(warning, "about", ""));
        cli_table_add(table, json_get_string(warning, "text", ""));
    }
    cli_table_print(table);
}

static void print_problems_json(const struct settings_problems *problems, const cJSON *warnings)
{
    cJSON *object = json_object();
    cJSON *list = json_add_array(object, "problems");
    for (size_t i = 0; i < problems->count; i++) {
        cJSON *problem = json_object();
        json_add_string(problem, "path", problems->items[i].path);
        json_add_string(problem, "rule", problems->items[i].rule);
        json_add_string(problem, "message", problems->items[i].message);
        json_append(list, problem);
    }
    json_add(object, "warnings", cJSON_Duplicate(warnings, true));
    print_json(object);
}

bool settings_show_check(const struct settings_view *view, bool json, struct error *error)
{
    struct arena *arena = arena_new();
    struct settings_problems problems;
    settings_check(view->config, &problems);
    const cJSON *warnings = warnings_of_settings(arena, view->config, view->type, view->mode);
    if (json)
        print_problems_json(&problems, warnings);
    else
        print_problems(&problems, warnings);
    bool fine = problems.count == 0;
    if (!fine)
        error_set(error, ERROR_CONFIGURATION, "RudderStack would refuse these settings: %zu problem%s", problems.count,
                  problems.count == 1 ? "" : "s");
    settings_problems_clear(&problems);
    arena_free(arena);
    return fine;
}
