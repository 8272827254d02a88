#include "cli/profile_show.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cli/table.h"
#include "support/json.h"
#include "support/memory.h"
#include "support/text.h"

/* Where requests go, in a word. */
static const char *place_of(const struct profile *profile)
{
    return profile->instance != NULL ? profile->instance->id : profile->rest_url != NULL ? profile->rest_url : "not set";
}

static const char *key_words(const struct key_source *source)
{
    switch (source->kind) {
    case KEY_TEXT:
        return "file";
    case KEY_VARIABLE:
        return "variable";
    case KEY_COMMAND:
        return "command";
    case KEY_NONE:
        break;
    }
    return "none";
}

void profile_list_table(const struct profile_list *profiles, const char *chosen)
{
    static const char *const titles[] = { "", "NAME", "INSTANCE", "ENVIRONMENT", "SOURCE", "MODE", "KEY", NULL };
    struct cli_table *table = cli_table_new(titles);
    for (size_t i = 0; i < profiles->count; i++) {
        const struct profile_entry *entry = &profiles->entries[i];
        const struct profile *profile = entry->profile;
        if (profile == NULL) {
            char *note = memory_format("%s  broken: %s", entry->name, entry->error.message);
            cli_table_add_note(table, "!", note);
            free(note);
            continue;
        }
        cli_table_add(table, text_equal(chosen, entry->name) || (profiles->count == 1 && chosen == NULL) ? "*" : "");
        cli_table_add(table, entry->name);
        cli_table_add(table, place_of(profile));
        cli_table_add(table, profile_is_production(profile) ? "PRODUCTION" : "sandbox");
        cli_table_add(table, profile->source_type);
        cli_table_add(table, profile->mode);
        cli_table_add(table, key_words(&profile->api_key));
    }
    cli_table_print(table);
}

static void print_json(cJSON *json)
{
    char *text = json_print_pretty(json);
    (void)puts(text);
    free(text);
    cJSON_Delete(json);
}

void profile_list_json(const struct profile_list *profiles)
{
    cJSON *array = json_array();
    for (size_t i = 0; i < profiles->count; i++) {
        const struct profile_entry *entry = &profiles->entries[i];
        const struct profile *profile = entry->profile;
        cJSON *object = json_object();
        json_add_string(object, "name", entry->name);
        if (profile != NULL) {
            json_add_string(object, "instance", profile->instance != NULL ? profile->instance->id : NULL);
            json_add_string(object, "rest_url", profile->rest_url);
            json_add_string(object, "environment", profile->environment);
            json_add_bool(object, "read_only", profile->read_only);
            json_add_string(object, "source_type", profile->source_type);
            json_add_string(object, "mode", profile->mode);
            json_add_string(object, "api_key", key_words(&profile->api_key));
        } else {
            json_add_string(object, "error", entry->error.message);
            json_add_string(object, "hint", entry->error.hint);
        }
        json_append(array, object);
    }
    print_json(array);
}

void profile_show_table(const struct profile *profile)
{
    static const char *const titles[] = { "FIELD", "VALUE", "FROM", NULL };
    struct cli_table *table = cli_table_new(titles);
    cli_table_add(table, "name");
    cli_table_add(table, profile->name);
    cli_table_add(table, profile->path != NULL ? profile->path : "the environment");
    for (size_t i = 0; i < PROFILE_FIELD_COUNT; i++) {
        enum profile_field field = (enum profile_field)i;
        bool is_form_of_key = profile_fields[i].kind == PROFILE_KIND_KEY_VARIABLE ||
                              profile_fields[i].kind == PROFILE_KIND_KEY_COMMAND;
        char *text = profile_text(profile, field);
        char *origin = profile_origin_text(profile, field);
        bool has = text[0] != '\0';
        if (has || !is_form_of_key) {
            cli_table_add(table, profile_fields[i].key);
            cli_table_add(table, has ? text : "-");
            cli_table_add(table, origin);
        }
        free(origin);
        free(text);
    }
    char *settings = memory_format("%d", cJSON_GetArraySize(profile->settings));
    cli_table_add(table, "settings");
    cli_table_add(table, settings);
    cli_table_add(table, "brazier settings lists them");
    free(settings);
    cli_table_print(table);
}

void profile_show_json(const struct profile *profile)
{
    cJSON *object = json_object();
    json_add_string(object, "name", profile->name);
    json_add_string(object, "file", profile->path);
    cJSON *fields = json_add_object(object, "fields");
    for (size_t i = 0; i < PROFILE_FIELD_COUNT; i++) {
        enum profile_field field = (enum profile_field)i;
        char *text = profile_text(profile, field);
        char *origin = profile_origin_text(profile, field);
        cJSON *value = json_add_object(fields, profile_fields[i].key);
        if (profile_fields[i].kind == PROFILE_KIND_SWITCH)
            json_add_bool(value, "value", text[0] == 't');
        else if (profile_fields[i].kind == PROFILE_KIND_DAYS)
            json_add_number(value, "value", (double)strtol(text, NULL, 10));
        else
            json_add_string(value, profile_fields[i].kind == PROFILE_KIND_KEY ? "mask" : "value",
                            text[0] != '\0' ? text : NULL);
        json_add_string(value, "from", origin);
        free(origin);
        free(text);
    }
    json_add_number(object, "settings", cJSON_GetArraySize(profile->settings));
    cJSON *warnings = json_add_array(object, "warnings");
    for (size_t i = 0; i < profile->warning_count; i++)
        json_append_string(warnings, profile->warnings[i]);
    print_json(object);
}

void profile_test_text(const struct check *check)
{
    (void)puts(check->sentence);
    if (check->hint != NULL)
        (void)printf("  %s\n", check->hint);
    if (check->limit.remaining >= 0) {
        UT_string line;
        utstring_init(&line);
        utstring_printf(&line, "  rate limit: ");
        text_append_count(&line, check->limit.remaining);
        utstring_printf(&line, " of ");
        text_append_count(&line, check->limit.limit);
        utstring_printf(&line, " requests left");
        (void)puts(utstring_body(&line));
        utstring_done(&line);
    }
}

void profile_test_json(const struct check *check)
{
    cJSON *object = json_object();
    json_add_bool(object, "works", check->works);
    json_add_string(object, "message", check->sentence);
    json_add_string(object, "hint", check->hint);
    json_add_number(object, "latency_ms", (double)check->latency_us / 1000);
    json_add_number(object, "limit", (double)check->limit.limit);
    json_add_number(object, "remaining", (double)check->limit.remaining);
    print_json(object);
}
