/* The fields of a profile by name: the table, and values from and to text. */
#include <stdlib.h>
#include <string.h>

#include "profile/profile_private.h"
#include "support/date.h"
#include "support/memory.h"
#include "support/nearest.h"
#include "support/text.h"

const struct profile_field_info profile_fields[PROFILE_FIELD_COUNT] = {
#define PROFILE_FIELD(identifier, key, option, kind, member, argument, label, help) \
    { key, option, PROFILE_KIND_##kind, offsetof(struct profile, member), argument, label, help },
#include "data/profile.def"
#undef PROFILE_FIELD
};

static const char *const environments[] = { "production", "sandbox", NULL };
static const char *const modes[] = { "cloud", "device", "hybrid", NULL };
static const char *const source_types[] = {
#define SOURCE_TYPE(id, key, label, modes, native) key,
#include "data/source_types.def"
#undef SOURCE_TYPE
    NULL,
};

const char *const *profile_choices(enum profile_field field)
{
    switch (profile_fields[field].kind) {
    case PROFILE_KIND_ENVIRONMENT:
        return environments;
    case PROFILE_KIND_MODE:
        return modes;
    case PROFILE_KIND_SOURCE_TYPE:
        return source_types;
    case PROFILE_KIND_INSTANCE:
    case PROFILE_KIND_REST_URL:
    case PROFILE_KIND_URL:
    case PROFILE_KIND_TEXT:
    case PROFILE_KIND_SWITCH:
    case PROFILE_KIND_DAY:
    case PROFILE_KIND_DAYS:
    case PROFILE_KIND_KEY:
    case PROFILE_KIND_KEY_VARIABLE:
    case PROFILE_KIND_KEY_COMMAND:
        break;
    }
    return NULL;
}

enum profile_field profile_find_field(const char *name, struct error *error)
{
    const char *keys[PROFILE_FIELD_COUNT];
    for (size_t i = 0; i < PROFILE_FIELD_COUNT; i++) {
        keys[i] = profile_fields[i].key;
        if (strcmp(profile_fields[i].key, name) == 0 || strcmp(profile_fields[i].option, name) == 0)
            return (enum profile_field)i;
    }
    error_set(error, ERROR_USAGE, "a profile has no \"%s\"", name);
    const char *near = nearest_word(name, keys, PROFILE_FIELD_COUNT);
    if (near != NULL)
        error_hint(error, "did you mean %s?", near);
    else
        error_hint(error, "brazier profile set --help lists what it has");
    return PROFILE_FIELD_COUNT;
}

bool profile_is_key(enum profile_field field)
{
    enum profile_kind kind = profile_fields[field].kind;
    return kind == PROFILE_KIND_KEY || kind == PROFILE_KIND_KEY_VARIABLE || kind == PROFILE_KIND_KEY_COMMAND;
}

enum profile_field profile_first_of_key(enum profile_field field)
{
    while (profile_fields[field].kind != PROFILE_KIND_KEY)
        field = (enum profile_field)(field - 1); /* the table has the three next to each other */
    return field;
}

static void *member(struct profile *profile, enum profile_field field)
{
    return (char *)profile + profile_fields[field].offset;
}

static const void *member_const(const struct profile *profile, enum profile_field field)
{
    return (const char *)profile + profile_fields[field].offset;
}

struct key_source *profile_key_source(struct profile *profile, enum profile_field field)
{
    return member(profile, field);
}

const struct key_source *profile_key_source_const(const struct profile *profile, enum profile_field field)
{
    return member_const(profile, field);
}

void profile_mark(struct profile *profile, enum profile_field field, enum profile_origin origin, int line)
{
    size_t first = field;
    size_t last = field;
    if (profile_is_key(field)) {
        first = profile_first_of_key(field);
        last = first + 2;
    } else if (field == PROFILE_INSTANCE || field == PROFILE_REST_URL) {
        first = PROFILE_INSTANCE;
        last = PROFILE_REST_URL;
    }
    for (size_t i = first; i <= last; i++) {
        profile->origins[i] = origin;
        profile->lines[i] = line;
    }
}

void profile_warn(struct profile *profile, char *text)
{
    profile->warnings = memory_resize(profile->warnings, profile->warning_count + 1, sizeof *profile->warnings);
    profile->warnings[profile->warning_count++] = text;
}

static void set_url(char **url, char *value)
{
    free(*url);
    *url = value;
}

static void set_default(struct profile *profile, enum profile_field field)
{
    switch (profile_fields[field].kind) {
    case PROFILE_KIND_INSTANCE:
    case PROFILE_KIND_REST_URL:
        profile->instance = NULL;
        set_url(&profile->rest_url, NULL);
        break;
    case PROFILE_KIND_URL:
    case PROFILE_KIND_TEXT:
        set_url(member(profile, field), NULL);
        break;
    case PROFILE_KIND_ENVIRONMENT:
    case PROFILE_KIND_SOURCE_TYPE:
    case PROFILE_KIND_MODE:
        /* The first of the choices: production is the careful one; web in cloud mode the most common. */
        *(const char **)member(profile, field) = profile_choices(field)[0];
        break;
    case PROFILE_KIND_SWITCH:
        *(bool *)member(profile, field) = false;
        break;
    case PROFILE_KIND_DAY:
        *(int32_t *)member(profile, field) = PROFILE_NO_DAY;
        break;
    case PROFILE_KIND_DAYS:
        *(int32_t *)member(profile, field) = PROFILE_USUAL_DAYS;
        break;
    case PROFILE_KIND_KEY:
    case PROFILE_KIND_KEY_VARIABLE:
    case PROFILE_KIND_KEY_COMMAND:
        key_source_clear(profile_key_source(profile, field));
        break;
    }
}

static bool set_instance(struct profile *profile, const char *text, struct error *error)
{
    const struct instance *instance = instance_parse(text, error);
    if (instance == NULL)
        return false;
    profile->instance = instance;
    set_url(&profile->rest_url, memory_copy_string(instance->rest));
    return true;
}

static bool set_rest_url(struct profile *profile, const char *text, struct error *error)
{
    char *normal = NULL;
    char *warning = NULL;
    if (!instance_check_rest_url(text, &normal, &warning, error))
        return false;
    if (warning != NULL)
        profile_warn(profile, warning);
    profile->instance = instance_of_rest(normal);
    if (profile->instance != NULL && strcmp(profile->instance->rest, normal) != 0)
        profile->instance = NULL; /* a port of its own */
    set_url(&profile->rest_url, normal);
    return true;
}

static bool set_choice(struct profile *profile, enum profile_field field, const char *text, struct error *error)
{
    const char *const *choices = profile_choices(field);
    UT_string list;
    utstring_init(&list);
    size_t count = 0;
    bool done = false;
    for (; choices[count] != NULL; count++) {
        utstring_printf(&list, "%s%s", count > 0 ? ", " : "", choices[count]);
        if (text_equal_ignore_case(choices[count], text)) {
            *(const char **)member(profile, field) = choices[count];
            done = true;
        }
    }
    if (!done) {
        error_set(error, ERROR_CONFIGURATION, "expected one of %s, got \"%s\"", utstring_body(&list), text);
        const char *near = nearest_word(text, choices, count);
        if (near != NULL)
            error_hint(error, "did you mean %s?", near);
    }
    utstring_done(&list);
    return done;
}

static bool set_switch(bool *on, const char *text, struct error *error)
{
    static const char *const words[] = { "false", "true", "no", "yes", "off", "on" };
    for (size_t i = 0; i < sizeof words / sizeof *words; i++) {
        if (text_equal_ignore_case(words[i], text)) {
            *on = i % 2 == 1;
            return true;
        }
    }
    return error_set(error, ERROR_CONFIGURATION, "expected true or false, got \"%s\"", text);
}

static bool set_day(int32_t *day, const char *text, struct error *error)
{
    return date_parse_day(text, day) ||
           error_set(error, ERROR_CONFIGURATION, "expected a day as YYYY-MM-DD, got \"%s\"", text);
}

static bool set_days(int32_t *days, const char *text, struct error *error)
{
    char *end = NULL;
    long number = strtol(text, &end, 10);
    if (end == text || *end != '\0' || number < 0 || number > PROFILE_MOST_DAYS)
        return error_set(error, ERROR_CONFIGURATION, "expected a whole number from 0 to %d, got \"%s\"",
                         PROFILE_MOST_DAYS, text);
    *days = (int32_t)number;
    return true;
}

static bool set_value(struct profile *profile, enum profile_field field, const char *text, struct error *error)
{
    char *url = NULL;
    switch (profile_fields[field].kind) {
    case PROFILE_KIND_INSTANCE:
        return set_instance(profile, text, error);
    case PROFILE_KIND_REST_URL:
        return set_rest_url(profile, text, error);
    case PROFILE_KIND_URL:
        if (!instance_check_url(text, "URL", &url, error))
            return false;
        set_url(member(profile, field), url);
        return true;
    case PROFILE_KIND_TEXT:
        set_url(member(profile, field), text_visible(text, strlen(text)));
        return true;
    case PROFILE_KIND_ENVIRONMENT:
    case PROFILE_KIND_SOURCE_TYPE:
    case PROFILE_KIND_MODE:
        return set_choice(profile, field, text, error);
    case PROFILE_KIND_SWITCH:
        return set_switch(member(profile, field), text, error);
    case PROFILE_KIND_DAY:
        return set_day(member(profile, field), text, error);
    case PROFILE_KIND_DAYS:
        return set_days(member(profile, field), text, error);
    case PROFILE_KIND_KEY:
        return error_set(error, ERROR_USAGE, "a key is never given as plain text");
    case PROFILE_KIND_KEY_VARIABLE:
        return key_source_set_variable(profile_key_source(profile, field), text, error);
    case PROFILE_KIND_KEY_COMMAND:
        return key_source_parse_command(profile_key_source(profile, field), text, error);
    }
    return false;
}

bool profile_set(struct profile *profile, enum profile_field field, const char *text, struct error *error)
{
    char *trimmed = text_trim(text);
    bool done = true;
    if (trimmed[0] == '\0') {
        set_default(profile, field);
        profile_mark(profile, field, PROFILE_FROM_DEFAULT, 0);
    } else {
        done = set_value(profile, field, trimmed, error);
        if (done)
            profile_mark(profile, field, PROFILE_FROM_OPERATOR, 0);
    }
    free(trimmed);
    return done;
}

void profile_set_key(struct profile *profile, enum profile_field field, struct secret *key)
{
    key_source_set_text(profile_key_source(profile, field), key);
    profile_mark(profile, field, PROFILE_FROM_OPERATOR, 0);
}

static char *day_text(int32_t day)
{
    char text[DATE_DAY_SIZE] = "";
    if (day != PROFILE_NO_DAY)
        date_format_day(day, text);
    return memory_copy_string(text);
}

static char *text_or_empty(const char *text)
{
    return memory_copy_string(text != NULL ? text : "");
}

char *profile_text(const struct profile *profile, enum profile_field field)
{
    const void *value = member_const(profile, field);
    const struct key_source *key = value;
    switch (profile_fields[field].kind) {
    case PROFILE_KIND_INSTANCE:
        return text_or_empty(profile->instance != NULL ? profile->instance->id : NULL);
    case PROFILE_KIND_REST_URL:
    case PROFILE_KIND_URL:
    case PROFILE_KIND_TEXT:
    case PROFILE_KIND_ENVIRONMENT:
    case PROFILE_KIND_SOURCE_TYPE:
    case PROFILE_KIND_MODE:
        return text_or_empty(*(const char *const *)value);
    case PROFILE_KIND_SWITCH:
        return memory_copy_string(*(const bool *)value ? "true" : "false");
    case PROFILE_KIND_DAY:
        return day_text(*(const int32_t *)value);
    case PROFILE_KIND_DAYS:
        return memory_format("%d", (int)*(const int32_t *)value);
    case PROFILE_KIND_KEY:
        return memory_copy_string(secret_mask(key->text));
    case PROFILE_KIND_KEY_VARIABLE:
        return text_or_empty(key->variable);
    case PROFILE_KIND_KEY_COMMAND:
        return key_source_command_text(key);
    }
    return memory_copy_string("");
}

bool profile_has(const struct profile *profile, enum profile_field field)
{
    char *text = profile_text(profile, field);
    bool has = text[0] != '\0';
    free(text);
    return has;
}

static const char *variable_of(int field)
{
    switch (field) {
    case PROFILE_API_KEY:
        return "BRAZIER_API_KEY";
    case PROFILE_APP_KEY:
        return "BRAZIER_APP_KEY";
    case PROFILE_REST_URL:
        return "BRAZIER_REST_URL";
    default:
        return "BRAZIER_INSTANCE";
    }
}

char *profile_origin_text(const struct profile *profile, enum profile_field field)
{
    switch (profile->origins[field]) {
    case PROFILE_FROM_FILE: {
        const char *slash = profile->path != NULL ? strrchr(profile->path, '/') : NULL;
        return memory_format("%s:%d", slash != NULL ? slash + 1 : "file", profile->lines[field]);
    }
    case PROFILE_FROM_ENVIRONMENT:
        return memory_copy_string(variable_of(profile->lines[field]));
    case PROFILE_FROM_OPERATOR:
        return memory_copy_string("just set");
    case PROFILE_FROM_DEFAULT:
        break;
    }
    return memory_copy_string("default");
}
