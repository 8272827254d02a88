#include "workbench/draft.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "support/json.h"

/* The settings and where they are looked at from. */
struct position {
    struct profile *profile;
    cJSON *config;
    enum source_type type;
    enum connection_mode mode;
};

/* How it was before a step, and what the step was. */
struct step {
    struct position before;
    const struct setting *setting; /* NULL: another source type or mode */
    char *text;
};

struct draft {
    struct position now;
    struct position saved;
    struct step *steps;
    size_t count;
    unsigned long version;
};

static const struct setting *mode_setting(void)
{
    return setting_find("connectionMode");
}

static struct position make_position(const struct profile *profile, enum source_type type, enum connection_mode mode)
{
    return (struct position){ profile_copy(profile, profile->name), integration_config(profile), type, mode };
}

static void clear_position(struct position *position)
{
    profile_free(position->profile);
    cJSON_Delete(position->config);
    *position = (struct position){ 0 };
}

static void forget_steps(struct draft *draft)
{
    for (size_t i = 0; i < draft->count; i++) {
        clear_position(&draft->steps[i].before);
        free(draft->steps[i].text);
    }
    draft->count = 0;
}

struct draft *draft_new(const struct profile *profile)
{
    struct draft *draft = memory_allocate(1, sizeof *draft);
    draft->steps = memory_allocate(DRAFT_STEPS_KEPT, sizeof *draft->steps);
    draft->now = make_position(profile, integration_source_type(profile), integration_mode(profile));
    draft->saved = make_position(profile, draft->now.type, draft->now.mode);
    return draft;
}

void draft_free(struct draft *draft)
{
    if (draft == NULL)
        return;
    forget_steps(draft);
    clear_position(&draft->now);
    clear_position(&draft->saved);
    free(draft->steps);
    free(draft);
}

unsigned long draft_version(const struct draft *draft)
{
    return draft->version;
}

static struct draft_state state_of(const struct position *position)
{
    return (struct draft_state){ position->config, position->type, position->mode };
}

struct draft_state draft_now(const struct draft *draft)
{
    return state_of(&draft->now);
}

cJSON *draft_settings(const struct draft *draft)
{
    const cJSON *set = draft->now.profile->settings;
    return set != NULL ? cJSON_Duplicate(set, true) : NULL;
}

struct draft_state draft_before(const struct draft *draft)
{
    return state_of(draft->count > 0 ? &draft->steps[draft->count - 1].before : &draft->now);
}

struct draft_state draft_saved(const struct draft *draft)
{
    return (struct draft_state){ draft->saved.config, draft->now.type, draft->now.mode };
}

const char *draft_last_step(const struct draft *draft)
{
    return draft->count > 0 ? draft->steps[draft->count - 1].text : NULL;
}

const struct setting *draft_last_setting(const struct draft *draft)
{
    return draft->count > 0 ? draft->steps[draft->count - 1].setting : NULL;
}

const cJSON *draft_value(const struct draft *draft, const struct setting *setting)
{
    return setting_value(setting, draft->now.config, draft->now.type);
}

static bool same_value(const cJSON *a, const cJSON *b)
{
    return a == b || (a != NULL && b != NULL && cJSON_Compare(a, b, true));
}

bool draft_is_changed_here(const struct draft *draft, const struct setting *setting)
{
    return !same_value(draft_value(draft, setting), setting_value(setting, draft->saved.config, draft->now.type));
}

bool draft_is_changed(const struct draft *draft, const struct setting *setting)
{
    return !same_value(json_get(draft->now.config, setting->key), json_get(draft->saved.config, setting->key));
}

size_t draft_changed_count(const struct draft *draft)
{
    size_t count = 0;
    for (size_t i = 0; i < settings_count; i++)
        count += draft_is_changed(draft, &settings[i]) ? 1 : 0;
    return count;
}

const char *draft_why_fixed(const struct setting *setting)
{
    bool is_key = strcmp(setting->key, "restApiKey") == 0 || strcmp(setting->key, "appKey") == 0;
    return is_key ? "it is a key of the profile, which Connections edits" : NULL;
}

/* Steps. */

static void drop_oldest_step(struct draft *draft)
{
    clear_position(&draft->steps[0].before);
    free(draft->steps[0].text);
    memmove(&draft->steps[0], &draft->steps[1], (DRAFT_STEPS_KEPT - 1) * sizeof *draft->steps);
    draft->count--;
}

/* Takes the new position and the text over. */
static void take_step(struct draft *draft, const struct setting *setting, struct position next, char *text)
{
    if (draft->count == DRAFT_STEPS_KEPT)
        drop_oldest_step(draft);
    draft->steps[draft->count++] = (struct step){ draft->now, setting, text };
    draft->now = next;
    draft->version++;
}

/* Where the mode of the source that is looked at was set, it is looked at in that mode. */
static void follow_mode(struct position *position, const struct setting *setting)
{
    enum connection_mode mode;
    if (setting == mode_setting() && settings_mode(position->config, position->type, &mode))
        position->mode = mode;
}

static char *show_value(const struct setting *setting, const cJSON *value)
{
    return value != NULL ? setting_show(setting, value) : memory_copy_string("not set");
}

static char *describe_change(const struct draft *draft, const struct setting *setting, const struct position *next)
{
    char *before = show_value(setting, draft_value(draft, setting));
    char *after = show_value(setting, setting_value(setting, next->config, next->type));
    char *text = memory_format("%s: %s, now %s", setting->label, before, after);
    free(before);
    free(after);
    return text;
}

bool draft_change(struct draft *draft, const struct setting *setting, cJSON *value, struct error *error)
{
    const char *fixed = draft_why_fixed(setting);
    if (fixed != NULL || same_value(value, draft_value(draft, setting))) {
        cJSON_Delete(value);
        return error_set(error, ERROR_USAGE, "%s: %s", setting->label, fixed != NULL ? fixed : "it has that value already");
    }
    struct profile *profile = profile_copy(draft->now.profile, draft->now.profile->name);
    if (!integration_change(profile, setting, draft->now.type, value, error)) {
        profile_free(profile);
        return false;
    }
    struct position next = { profile, integration_config(profile), draft->now.type, draft->now.mode };
    follow_mode(&next, setting);
    take_step(draft, setting, next, describe_change(draft, setting, &next));
    return true;
}

static const char *next_option(const struct draft *draft, const struct setting *setting)
{
    const cJSON *value = draft_value(draft, setting);
    size_t count = 0;
    size_t at = SIZE_MAX;
    for (; setting->options[count] != NULL; count++)
        if (cJSON_IsString(value) && strcmp(setting->options[count], value->valuestring) == 0)
            at = count;
    for (size_t i = 1; i <= count; i++) {
        const char *option = setting->options[at == SIZE_MAX ? i - 1 : (at + i) % count];
        enum connection_mode mode;
        bool offered = !setting->options_by_source || !connection_mode_find(option, &mode) ||
                       (source_type_modes(draft->now.type) & MODE_BIT(mode)) != 0;
        if (offered)
            return option;
    }
    return setting->options[0];
}

bool draft_flip(struct draft *draft, const struct setting *setting, struct error *error)
{
    if (setting->type == SETTING_CHOICE)
        return draft_change(draft, setting, json_string(next_option(draft, setting)), error);
    if (setting->type != SETTING_SWITCH)
        return error_set(error, ERROR_USAGE, "%s is no switch", setting->label);
    const cJSON *value = draft_value(draft, setting);
    cJSON *standard = value == NULL ? setting_default(setting) : NULL;
    bool is_on = cJSON_IsTrue(value != NULL ? value : standard);
    cJSON_Delete(standard);
    return draft_change(draft, setting, cJSON_CreateBool(!is_on), error);
}

/* Several changes as one step, made in profile, which is taken over. */
static bool take_changes(struct draft *draft, struct profile *profile, const char *what, struct error *error)
{
    struct position next = { profile, integration_config(profile), draft->now.type, draft->now.mode };
    if (cJSON_Compare(next.config, draft->now.config, true)) {
        clear_position(&next);
        return error_set(error, ERROR_USAGE, "%s: the settings are so already", what);
    }
    if (!settings_mode(next.config, next.type, &next.mode))
        next.mode = draft->now.mode;
    take_step(draft, NULL, next, memory_copy_string(what));
    return true;
}

/* What a profile says in fields of its own stays when everything is set back. */
static bool is_reset(const struct setting *setting)
{
    return draft_why_fixed(setting) == NULL && setting != mode_setting() && strcmp(setting->key, "dataCenter") != 0;
}

bool draft_reset(struct draft *draft, struct error *error)
{
    struct profile *profile = profile_copy(draft->now.profile, draft->now.profile->name);
    for (size_t i = 0; i < settings_count; i++)
        if (is_reset(&settings[i]))
            profile_set_setting(profile, settings[i].key, NULL);
    return take_changes(draft, profile, "all settings as they are by default", error);
}

bool draft_try(struct draft *draft, const cJSON *values, const char *what, struct error *error)
{
    struct profile *profile = profile_copy(draft->now.profile, draft->now.profile->name);
    const cJSON *value;
    cJSON_ArrayForEach(value, values)
    {
        const struct setting *setting = setting_find(value->string);
        if (setting == NULL || draft_why_fixed(setting) != NULL)
            continue;
        if (!integration_change(profile, setting, draft->now.type, cJSON_Duplicate(value, true), error)) {
            profile_free(profile);
            return false;
        }
    }
    return take_changes(draft, profile, what, error);
}

void draft_look_from(struct draft *draft, enum source_type type)
{
    struct position next = make_position(draft->now.profile, type, MODE_CLOUD);
    if (!settings_mode(next.config, type, &next.mode) || (source_type_modes(type) & MODE_BIT(next.mode)) == 0)
        next.mode = MODE_CLOUD;
    char *text = memory_format("source: %s, now %s", source_type_label(draft->now.type), source_type_label(type));
    take_step(draft, NULL, next, text);
}

bool draft_look_in(struct draft *draft, enum connection_mode mode, struct error *error)
{
    const char *label = source_type_label(draft->now.type);
    if ((source_type_modes(draft->now.type) & MODE_BIT(mode)) == 0)
        return error_set(error, ERROR_USAGE, "%s has no %s mode", label, connection_mode_key(mode));
    struct position next = make_position(draft->now.profile, draft->now.type, mode);
    char *text = memory_format("mode: %s, now %s", connection_mode_key(draft->now.mode), connection_mode_key(mode));
    take_step(draft, NULL, next, text);
    return true;
}

bool draft_undo(struct draft *draft)
{
    if (draft->count == 0)
        return false;
    struct step *step = &draft->steps[--draft->count];
    clear_position(&draft->now);
    draft->now = step->before;
    free(step->text);
    draft->version++;
    return true;
}

/* Saving. */

static void append_line(UT_string *out, const struct setting *setting, const char *source, const cJSON *value)
{
    char *shown = setting_show(setting, value);
    utstring_printf(out, "%s", setting->label);
    if (source != NULL)
        utstring_printf(out, " (%s)", source);
    utstring_printf(out, ": %s\n", shown);
    free(shown);
}

char *draft_text(const struct draft *draft, bool saved)
{
    const cJSON *config = saved ? draft->saved.config : draft->now.config;
    UT_string text;
    utstring_init(&text);
    for (size_t i = 0; i < settings_count; i++) {
        const struct setting *setting = &settings[i];
        const cJSON *member = json_get(config, setting->key);
        if (member == NULL || draft_why_fixed(setting) != NULL)
            continue;
        const cJSON *value = NULL;
        if (!setting->per_source || !cJSON_IsObject(member))
            append_line(&text, setting, NULL, member);
        else
            cJSON_ArrayForEach(value, member) append_line(&text, setting, value->string, value);
    }
    return utstring_body(&text);
}

/* Gives the profile what the draft has changed. */
static bool apply(const struct draft *draft, struct profile *profile, struct error *error)
{
    for (size_t i = 0; i < settings_count; i++) {
        const struct setting *setting = &settings[i];
        const cJSON *value = json_get(draft->now.profile->settings, setting->key);
        if (!same_value(value, json_get(draft->saved.profile->settings, setting->key)))
            profile_set_setting(profile, setting->key, value != NULL ? cJSON_Duplicate(value, true) : NULL);
    }
    return strcmp(draft->now.profile->mode, draft->saved.profile->mode) == 0 ||
           profile_set(profile, PROFILE_MODE, draft->now.profile->mode, error);
}

void draft_follow(struct draft *draft, const struct profile *profile)
{
    struct profile *next = profile_copy(profile, profile->name);
    if (!apply(draft, next, NULL)) { /* the mode does not fit the profile any more */
        profile_free(next);
        next = profile_copy(profile, profile->name);
    }
    bool same_view = draft->now.type == draft->saved.type && draft->now.mode == draft->saved.mode;
    forget_steps(draft);
    clear_position(&draft->saved);
    draft->saved = make_position(profile, integration_source_type(profile), integration_mode(profile));
    enum source_type type = same_view ? draft->saved.type : draft->now.type;
    enum connection_mode mode = same_view ? integration_mode(next) : draft->now.mode;
    clear_position(&draft->now);
    draft->now = make_position(next, type, mode);
    profile_free(next);
    draft->version++;
}

bool draft_is_by_hand(const struct draft *draft)
{
    return draft->saved.profile->is_by_hand;
}

bool draft_save(struct draft *draft, const struct paths *paths, bool may_take_over, struct error *error)
{
    const char *name = draft->now.profile->name;
    if (draft->now.profile->path == NULL) {
        error_set(error, ERROR_CONFIGURATION, "the profile %s has no file: it was made of variables of the environment", name);
        return error_hint(error, "add a profile in Connections to keep settings");
    }
    /* What the file says now, without what the environment says over it. */
    struct profile *profile = profile_load(paths, name, error);
    if (profile != NULL)
        profile->may_take_over = may_take_over;
    bool done = profile != NULL && apply(draft, profile, error) && profile_save(paths, profile, error);
    profile_free(profile);
    if (done) {
        clear_position(&draft->saved);
        draft->now.profile->is_by_hand = false;
        draft->saved = make_position(draft->now.profile, draft->now.type, draft->now.mode);
        draft->version++;
    }
    return done;
}
