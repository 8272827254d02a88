#include "ui/screen/settings_details.h"

#include <stdlib.h>
#include <string.h>

#include "rudderstack/settings_check.h"
#include "rudderstack/warning.h"
#include "support/json.h"
#include "support/text.h"

enum { LABEL_COLUMNS = 12, EVENTS_MOST = 30 };

static void add(struct text_pane *pane, enum role role, const char *text)
{
    char *visible = text_visible(text, strlen(text));
    text_pane_add(pane, role, visible);
    free(visible);
}

static void add_marked(struct text_pane *pane, const char *mark, enum role role, const char *text)
{
    char *visible = text_visible(text, strlen(text));
    text_pane_add_pair(pane, role, mark, 2, role, visible);
    free(visible);
}

static void append_visible(UT_string *out, const char *text)
{
    text_append_visible(out, text, strlen(text));
}

/* The effect. */

void settings_append_effect(UT_string *out, struct workbench *workbench)
{
    const struct draft *draft = workbench_draft(workbench);
    const char *step = draft_last_step(draft);
    if (workbench_base(workbench) == WORKBENCH_SAVED) {
        utstring_printf(out, "Against what is saved: ");
    } else if (step != NULL) {
        append_visible(out, step);
        utstring_printf(out, ": ");
    } else {
        return;
    }
    effect_append_count(out, workbench_effect(workbench));
}

void settings_append_event_effect(UT_string *out, struct effect *effect, const struct listed_event *event)
{
    struct effect_texts texts = effect_summaries(effect, event);
    append_visible(out, texts.before);
    if (strcmp(texts.before, texts.after) != 0) {
        utstring_printf(out, "  \xE2\x86\x92  ");
        append_visible(out, texts.after);
    } else {
        utstring_printf(out, ", with other contents");
    }
    effect_texts_clear(&texts);
}

static void add_effect(struct text_pane *pane, struct workbench *workbench, bool is_named)
{
    struct effect *effect = workbench_effect(workbench);
    size_t count = effect_listed(effect);
    UT_string line;
    utstring_init(&line);
    if (is_named)
        settings_append_effect(&line, workbench);
    else
        effect_append_count(&line, effect);
    utstring_printf(&line, "%s", count > 0 ? ":" : ".");
    text_pane_add(pane, ROLE_TITLE, utstring_body(&line));
    for (size_t i = 0; i < count && i < EVENTS_MOST; i++) {
        const struct listed_event *event = event_list_at(workbench_events(workbench), effect_event(effect, i));
        utstring_clear(&line);
        append_visible(&line, event->title);
        utstring_printf(&line, ": ");
        settings_append_event_effect(&line, effect, event);
        text_pane_add_pair(pane, ROLE_TEXT, "  ", 4, ROLE_TEXT, utstring_body(&line));
    }
    utstring_clear(&line);
    if (count > EVENTS_MOST) {
        utstring_printf(&line, "  and %zu more", count - EVENTS_MOST);
        text_pane_add(pane, ROLE_TEXT, utstring_body(&line));
    }
    text_pane_add(pane, ROLE_TEXT, "");
    utstring_done(&line);
}

/* Whether the last step is of interest where this setting is looked at. */
static bool shows_effect(struct workbench *workbench, const struct setting *setting)
{
    const struct draft *draft = workbench_draft(workbench);
    const struct setting *last = draft_last_setting(draft);
    if (workbench_base(workbench) == WORKBENCH_SAVED)
        return draft_changed_count(draft) > 0;
    return draft_last_step(draft) != NULL && (last == NULL || last == setting);
}

/* What is wrong. */

static bool is_about(const char *pointer, const char *key)
{
    size_t length = strlen(key);
    return pointer[0] == '/' && strncmp(pointer + 1, key, length) == 0 && (pointer[1 + length] == '\0' || pointer[1 + length] == '/');
}

static void add_problems(struct text_pane *pane, const struct draft_state *state, const struct setting *setting)
{
    struct settings_problems problems;
    settings_check(state->config, &problems);
    for (size_t i = 0; i < problems.count; i++) {
        const struct settings_problem *problem = &problems.items[i];
        bool lacks_it = problem->expected != NULL && strcmp(problem->rule, "required") == 0 &&
                        strcmp(problem->expected, setting->key) == 0;
        if (!lacks_it && !is_about(problem->path, setting->key))
            continue;
        char *text = memory_format("RudderStack refuses this: %s", problem->message);
        add_marked(pane, "!", ROLE_BAD, text);
        free(text);
    }
    settings_problems_clear(&problems);
}

static void add_warnings(struct text_pane *pane, const struct draft_state *state, const struct setting *setting)
{
    struct arena *arena = arena_new();
    const cJSON *warnings = warnings_of_settings(arena, state->config, state->type, state->mode);
    const cJSON *warning;
    cJSON_ArrayForEach(warning, warnings) if (strcmp(json_get_string(warning, "about", ""), setting->key) == 0)
        add_marked(pane, "!", ROLE_WARNING, json_get_string(warning, "text", ""));
    arena_free(arena);
}

/* Facts. */

static void append_word(UT_string *out, const char *word)
{
    utstring_printf(out, "%s%s", utstring_len(out) > 0 ? ", " : "", word);
}

static void add_field(struct text_pane *pane, const char *label, const char *text)
{
    if (text != NULL && *text != '\0')
        text_pane_add_field(pane, label, LABEL_COLUMNS, text);
}

static void add_options(struct text_pane *pane, const struct setting *setting)
{
    UT_string text;
    utstring_init(&text);
    for (size_t i = 0; setting->options != NULL && setting->options[i] != NULL; i++)
        append_word(&text, setting->option_labels != NULL ? setting->option_labels[i] : setting->options[i]);
    add_field(pane, "options", utstring_body(&text));
    utstring_done(&text);
}

static void add_places(struct text_pane *pane, const struct setting *setting)
{
    UT_string text;
    utstring_init(&text);
    for (int i = 0; i < CONNECTION_MODE_COUNT; i++)
        if (setting->modes & MODE_BIT(i))
            append_word(&text, connection_mode_key((enum connection_mode)i));
    add_field(pane, "modes", utstring_body(&text));
    utstring_clear(&text);
    for (int i = 0; i < SOURCE_TYPE_COUNT; i++)
        if (setting->sources & SOURCE_BIT(i))
            append_word(&text, source_type_key((enum source_type)i));
    bool everywhere = setting->sources == (1u << SOURCE_TYPE_COUNT) - 1;
    add_field(pane, "sources", everywhere ? "all" : utstring_body(&text));
    utstring_clear(&text);
    for (int i = 0; i < CALL_TYPE_COUNT; i++)
        if (setting->calls & CALL_BIT(i))
            append_word(&text, call_type_key((enum call_type)i));
    add_field(pane, "calls", utstring_body(&text));
    utstring_done(&text);
}

static void add_former_labels(struct text_pane *pane, const struct setting *setting)
{
    UT_string text;
    utstring_init(&text);
    for (size_t i = 0; setting->former_labels != NULL && setting->former_labels[i] != NULL; i++)
        append_word(&text, setting->former_labels[i]);
    add_field(pane, "once called", utstring_body(&text));
    utstring_done(&text);
}

static void add_facts(struct text_pane *pane, const struct draft *draft, const struct setting *setting)
{
    char *value = setting_show(setting, draft_value(draft, setting));
    cJSON *standard = setting_default(setting);
    char *shown_standard = setting_show(setting, standard);
    char *command = memory_format("brazier settings %s VALUE", setting->key);
    text_pane_add(pane, ROLE_TEXT, "");
    add_field(pane, "key", setting->key);
    add_field(pane, "value", strcmp(value, "-") == 0 ? "not set" : value);
    add_field(pane, "default", strcmp(shown_standard, "-") == 0 ? "none" : shown_standard);
    add_options(pane, setting);
    add_places(pane, setting);
    add_field(pane, "per source", setting->per_source ? "each source type has a value of its own" : NULL);
    add_field(pane, "required", setting->required);
    add_former_labels(pane, setting);
    if (draft_why_fixed(setting) == NULL)
        add_field(pane, "command", command);
    free(command);
    free(shown_standard);
    cJSON_Delete(standard);
    free(value);
}

void settings_details_fill(struct text_pane *pane, struct workbench *workbench, const struct setting *setting)
{
    const struct draft *draft = workbench_draft(workbench);
    struct draft_state state = draft_now(draft);
    const char *reason = NULL;
    text_pane_clear(pane);
    if (setting == NULL)
        return;
    if (shows_effect(workbench, setting))
        add_effect(pane, workbench, draft_last_setting(draft) != setting || workbench_base(workbench) == WORKBENCH_SAVED);
    if (!setting_applies(setting, state.config, state.type, state.mode, &reason)) {
        char *text = memory_format("No effect for %s in %s mode: %s.", source_type_key(state.type), connection_mode_key(state.mode), reason);
        add(pane, ROLE_WARNING, text);
        free(text);
    }
    add_problems(pane, &state, setting);
    add_warnings(pane, &state, setting);
    add(pane, ROLE_TEXT, setting->help);
    for (const char *const *trap = setting->traps; trap != NULL && *trap != NULL; trap++)
        add_marked(pane, "!", ROLE_TEXT, *trap);
    add_facts(pane, draft, setting);
}
