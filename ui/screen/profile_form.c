#include "ui/screen/profile_form.h"

#include <stdlib.h>
#include <string.h>

#include "support/secret.h"
#include "support/text.h"
#include "ui/console.h"
#include "ui/desk.h"
#include "ui/widget/form.h"

#define CUSTOM_INSTANCE "custom"
#define NO_INSTANCE "none yet"
#define TAKE_OVER "Take the file over"

/* What a field of the form stands for: the name, a field of the profile, where a key comes from, or leave to replace a file
 * that was written by hand. */
enum part_kind { PART_NAME, PART_FIELD, PART_KEY_SOURCE, PART_TAKE_OVER };

struct part {
    enum part_kind kind;
    enum profile_field field; /* of PART_KEY_SOURCE: the key's first */
};

enum { PARTS_MOST = 2 * PROFILE_FIELD_COUNT + 2 };

struct profile_form {
    struct console *console;
    struct profile *base; /* what is edited or copied; a new one otherwise */
    bool is_edited;
    struct part parts[PARTS_MOST];
    struct form_field fields[PARTS_MOST];
    char *values[PARTS_MOST];
    char *placeholders[PARTS_MOST];
    char *labels[PARTS_MOST];
    size_t count;
    const char **instances; /* choices and their details */
    const char **urls;
    profile_saved saved;
    void *context;
};

/* Where a key comes from: nowhere, or as in the three fields that a key has in the table, in their order. */
static const char *const key_sources[] = { "none", "profile", "variable", "command", NULL };
static const char *const key_source_details[] = { "no key yet", "kept in its file, for you alone",
                                                  "from a variable of the environment",
                                                  "printed by a command", NULL };

static bool is_key(enum profile_field field)
{
    enum profile_kind kind = profile_fields[field].kind;
    return kind == PROFILE_KIND_KEY || kind == PROFILE_KIND_KEY_VARIABLE || kind == PROFILE_KIND_KEY_COMMAND;
}

static enum profile_field first_of_key(enum profile_field field)
{
    while (profile_fields[field].kind != PROFILE_KIND_KEY)
        field = (enum profile_field)(field - 1);
    return field;
}

static const struct key_source *key_of(const struct profile *profile, enum profile_field field)
{
    return (const struct key_source *)(const void *)((const char *)profile + profile_fields[field].offset);
}

/* Making the form's fields out of the table of the profile's. */

static struct form_field *add_part(struct profile_form *form, enum part_kind kind, enum profile_field field)
{
    form->parts[form->count] = (struct part){ kind, field };
    return &form->fields[form->count++];
}

static void make_instances(struct profile_form *form)
{
    size_t count = 0;
    form->instances = memory_allocate(instance_count + 3, sizeof *form->instances);
    form->urls = memory_allocate(instance_count + 3, sizeof *form->urls);
    /* None is chosen for the operator: a key sent to the wrong instance is a riddle. */
    form->instances[count] = NO_INSTANCE;
    form->urls[count++] = "the dashboard's address tells it";
    for (size_t i = 0; i < instance_count; i++) {
        form->instances[count] = instances[i].id;
        form->urls[count++] = instances[i].rest;
    }
    form->instances[count] = CUSTOM_INSTANCE;
    form->urls[count] = "a REST URL that is not listed";
}

static void add_key_source(struct profile_form *form, enum profile_field field)
{
    size_t index = form->count;
    struct form_field *part = add_part(form, PART_KEY_SOURCE, field);
    form->labels[index] = memory_format("%s from", profile_fields[field].label);
    part->label = form->labels[index];
    part->kind = FORM_CHOICE;
    part->help = "where the key comes from; it is never shown, logged or given as an argument";
    part->choices = key_sources;
    part->details = key_source_details;
    enum key_kind kind = key_of(form->base, field)->kind;
    /* A new profile most likely gets its key typed. */
    bool wants_one = kind == KEY_NONE && field == PROFILE_API_KEY && !form->is_edited;
    part->value = wants_one ? key_sources[1] : key_sources[kind];
}

static void add_field(struct profile_form *form, enum profile_field field)
{
    const struct profile_field_info *info = &profile_fields[field];
    if (info->kind == PROFILE_KIND_KEY)
        add_key_source(form, field);
    size_t index = form->count;
    struct form_field *part = add_part(form, PART_FIELD, field);
    form->values[index] = profile_text(form->base, field);
    *part = (struct form_field){ .kind = FORM_TEXT, .label = info->label, .help = info->help, .value = form->values[index] };
    switch (info->kind) {
    case PROFILE_KIND_INSTANCE:
        part->kind = FORM_CHOICE;
        part->choices = form->instances;
        part->details = form->urls;
        if (*form->values[index] == '\0' && profile_has(form->base, PROFILE_REST_URL))
            part->value = CUSTOM_INSTANCE;
        break;
    case PROFILE_KIND_ENVIRONMENT:
    case PROFILE_KIND_SOURCE_TYPE:
    case PROFILE_KIND_MODE:
        part->kind = FORM_CHOICE;
        part->choices = profile_choices(field);
        break;
    case PROFILE_KIND_SWITCH:
        part->kind = FORM_SWITCH;
        part->value = strcmp(form->values[index], "true") == 0 ? "on" : "off";
        break;
    case PROFILE_KIND_KEY:
        part->kind = FORM_SECRET;
        part->value = NULL;
        if (key_of(form->base, field)->kind == KEY_TEXT) {
            form->placeholders[index] = memory_format("%s  (stays unless you type another)", form->values[index]);
            part->placeholder = form->placeholders[index];
        }
        break;
    case PROFILE_KIND_REST_URL:
    case PROFILE_KIND_URL:
    case PROFILE_KIND_TEXT:
    case PROFILE_KIND_DAY:
    case PROFILE_KIND_DAYS:
    case PROFILE_KIND_KEY_VARIABLE:
    case PROFILE_KIND_KEY_COMMAND:
        break;
    }
}

/* Another name is another file. */
static bool asks_to_take_over(const struct profile_form *form)
{
    return form->is_edited && form->base->is_by_hand;
}

static void add_take_over(struct profile_form *form)
{
    if (!asks_to_take_over(form))
        return;
    *add_part(form, PART_TAKE_OVER, PROFILE_FIELD_COUNT) = (struct form_field){
        .kind = FORM_SWITCH,
        .label = TAKE_OVER,
        .help = "it was written by hand: saving replaces it, comments in it are lost; it is kept with .bak behind its name",
        .value = "off",
    };
}

/* What the form says. */

static size_t find_part(const struct profile_form *form, enum part_kind kind, enum profile_field field)
{
    for (size_t i = 0; i < form->count; i++)
        if (form->parts[i].kind == kind && form->parts[i].field == field)
            return i;
    abort();
}

static const char *part_value(const struct form *view, const struct profile_form *form, enum part_kind kind,
                              enum profile_field field)
{
    return form_value(view, find_part(form, kind, field));
}

static bool is_custom(const struct form *view, const struct profile_form *form)
{
    return strcmp(part_value(view, form, PART_FIELD, PROFILE_INSTANCE), CUSTOM_INSTANCE) == 0;
}

/* Whether the choice of source made for a key is this one of its three fields. */
static bool is_source(const struct form *view, const struct profile_form *form, enum profile_field field)
{
    enum profile_field first = first_of_key(field);
    return strcmp(part_value(view, form, PART_KEY_SOURCE, first), key_sources[1 + field - first]) == 0;
}

static void show_parts(struct form *view, const struct profile_form *form)
{
    for (size_t i = 0; i < form->count; i++) {
        enum profile_field field = form->parts[i].field;
        if (form->parts[i].kind != PART_FIELD)
            continue;
        if (field == PROFILE_REST_URL)
            form_set_hidden(view, i, !is_custom(view, form));
        else if (is_key(field))
            form_set_hidden(view, i, !is_source(view, form, field));
    }
}

static bool take_key(const struct form *view, const struct profile_form *form, enum profile_field field, const char *value,
                     struct profile *profile, struct error *error)
{
    enum profile_field first = first_of_key(field);
    bool no_key = strcmp(part_value(view, form, PART_KEY_SOURCE, first), key_sources[0]) == 0;
    if (no_key)
        return field != first || profile_set(profile, field, "", error);
    if (!is_source(view, form, field))
        return true;
    if (*value == '\0' && (field != first || key_of(form->base, field)->kind != KEY_TEXT)) {
        error_set(error, ERROR_CONFIGURATION, "%s is missing", profile_fields[field].label);
        return error_hint(error, "choose \"none\" to do without for now");
    }
    if (field != first)
        return profile_set(profile, field, value, error);
    struct secret *key = NULL;
    if (*value == '\0')
        return true;
    if (!key_parse(value, strlen(value), profile_fields[field].label, &key, error))
        return false;
    profile_set_key(profile, field, key);
    return true;
}

static bool take_part(const struct form *view, const struct profile_form *form, size_t index, struct profile *profile,
                      struct error *error)
{
    enum profile_field field = form->parts[index].field;
    const char *value = form_value(view, index);
    if (form->parts[index].kind != PART_FIELD)
        return true;
    if (is_key(field))
        return take_key(view, form, field, value, profile, error);
    if (field == PROFILE_INSTANCE && strcmp(value, NO_INSTANCE) == 0) {
        error_set(error, ERROR_CONFIGURATION, "the instance is missing");
        return error_hint(error, "the dashboard's address tells which it is; \"custom\" takes any REST URL");
    }
    if (field == PROFILE_INSTANCE)
        return is_custom(view, form) || profile_set(profile, field, value, error);
    if (profile_fields[field].kind == PROFILE_KIND_SWITCH)
        return profile_set(profile, field, strcmp(value, "on") == 0 ? "true" : "false", error);
    if (field != PROFILE_REST_URL)
        return profile_set(profile, field, value, error);
    if (is_custom(view, form) && *value == '\0') {
        error_set(error, ERROR_CONFIGURATION, "the REST URL is missing");
        return error_hint(error, "choose an instance, or give the URL of the REST endpoint");
    }
    return !is_custom(view, form) || profile_set(profile, field, value, error);
}

/* The profile as the form has it; NULL with error if a field cannot be taken. */
static struct profile *make_profile(const struct form *view, const struct profile_form *form, struct error *error)
{
    const char *typed = part_value(view, form, PART_NAME, PROFILE_FIELD_COUNT);
    const char *name = form->is_edited || *typed == '\0' ? form->base->name : typed;
    struct profile *profile = profile_copy(form->base, name);
    for (size_t i = 0; i < form->count; i++) {
        if (!take_part(view, form, i, profile, error)) {
            profile_free(profile);
            return NULL;
        }
    }
    return profile;
}

/* What the form asks for. */

static bool check_name(const struct profile_form *form, const char *name, struct error *error)
{
    const struct profile_list *list = desk_profiles(console_desk(form->console));
    if (!profile_check_name(name, error))
        return false;
    for (size_t i = 0; i < list->count; i++)
        if (strcmp(list->entries[i].name, name) == 0)
            return error_set(error, ERROR_CONFIGURATION, "there is a profile %s already", name);
    return true;
}

static bool check(const struct form *view, size_t index, void *context, struct error *error)
{
    const struct profile_form *form = context;
    if (form->parts[index].kind == PART_NAME)
        return form->is_edited || check_name(form, form_value(view, index), error);
    struct profile *trial = profile_copy(form->base, form->base->name);
    bool good = take_part(view, form, index, trial, error);
    profile_free(trial);
    return good;
}

static bool take_over(const struct form *view, const struct profile_form *form, struct profile *profile, struct error *error)
{
    if (!asks_to_take_over(form))
        return true;
    profile->may_take_over = strcmp(part_value(view, form, PART_TAKE_OVER, PROFILE_FIELD_COUNT), "on") == 0;
    if (profile->may_take_over)
        return true;
    error_set(error, ERROR_CONFIGURATION, "the file of %s was written by hand", profile->name);
    return error_hint(error, "change it with an editor, or turn on \"" TAKE_OVER "\" at the end of the form");
}

static void changed(struct form *view, size_t index, void *context)
{
    (void)index;
    show_parts(view, context);
    form_set_note(view, true, NULL);
}

static bool save(struct form *view, void *context, struct error *error)
{
    struct profile_form *form = context;
    struct desk *desk = console_desk(form->console);
    struct profile *profile = make_profile(view, form, error);
    bool saved = profile != NULL && profile_check(profile, error) && take_over(view, form, profile, error) &&
                 profile_save(desk_paths(desk), profile, error) &&
                 desk_reload(desk, error);
    if (saved)
        desk_forget_test(desk, profile->name);
    if (saved)
        form->saved(form->console, profile->name, form->context);
    profile_free(profile);
    return saved;
}

static void note(struct form *view, bool is_good, const char *message, const char *hint)
{
    char *text = memory_format("%s%s%s", message, hint != NULL ? ": " : "", hint != NULL ? hint : "");
    char *visible = text_visible(text, strlen(text));
    form_set_note(view, is_good, visible);
    free(visible);
    free(text);
}

static void on_tested(const char *name, void *context)
{
    struct form *view = context;
    struct desk_test test;
    desk_test_read(console_desk(form_console(view)), name, &test);
    note(view, test.works, test.sentence != NULL ? test.sentence : "stopped", test.hint);
}

static void test(struct form *view, void *context)
{
    const struct profile_form *form = context;
    struct error error = ERROR_INIT;
    struct profile *profile = make_profile(view, form, &error);
    bool usable = profile != NULL && profile_check(profile, &error);
    if (!usable)
        profile_free(profile);
    if (usable && desk_test_draft(console_desk(form->console), profile, on_tested, view, &error))
        form_set_note(view, true, "Testing the connection");
    else
        note(view, false, error.message, error.hint);
    error_clear(&error);
}

static void release(void *context)
{
    struct profile_form *form = context;
    desk_forget_test(console_desk(form->console), "");
    for (size_t i = 0; i < form->count; i++) {
        free(form->values[i]);
        free(form->placeholders[i]);
        free(form->labels[i]);
    }
    free(form->instances);
    free(form->urls);
    profile_free(form->base);
    free(form);
}

struct view *profile_form_new(struct console *console, const struct profile *profile, bool is_edited, profile_saved saved,
                              void *context)
{
    struct profile_form *form = memory_allocate(1, sizeof *form);
    form->console = console;
    form->is_edited = is_edited;
    form->base = profile != NULL ? profile_copy(profile, profile->name) : profile_new("new");
    form->saved = saved;
    form->context = context;
    make_instances(form);
    *add_part(form, PART_NAME, PROFILE_FIELD_COUNT) = (struct form_field){
        .kind = FORM_TEXT, .label = "Name", .help = "letters, digits, '.', '_', '-' and '@': it is the name of the file" };
    for (int i = 0; i < PROFILE_FIELD_COUNT; i++)
        add_field(form, (enum profile_field)i);
    add_take_over(form);
    char *title = memory_format(is_edited ? "Edit %s" : profile != NULL ? "Add a profile like %s" : "Add a profile",
                                form->base->name);
    struct view *view = form_new(&(struct form_options){ .title = title,
                                                         .fields = form->fields,
                                                         .count = form->count,
                                                         .save = "Save",
                                                         .test = "Test",
                                                         .context = form,
                                                         .release = release,
                                                         .check = check,
                                                         .changed = changed,
                                                         .saved = save,
                                                         .tested = test });
    free(title);
    if (is_edited)
        form_set_hidden((struct form *)view, 0, true);
    show_parts((struct form *)view, form);
    return view;
}
