#include "workbench/effect.h"

#include <stdlib.h>
#include <string.h>

#include "support/date.h"
#include "support/memory.h"
#include "workbench/trial.h"

enum { EVENTS_A_LOOK = 4 };

struct side {
    cJSON *config;
    enum source_type type;
    enum connection_mode mode;
    struct trial trial;
};

struct effect {
    struct side before;
    struct side after;
    bool same; /* both sides are: there is nothing to compare */
    size_t compared;
    struct effect_count count;
    size_t *listed;
    size_t listed_count;
};

struct effect *effect_new(void)
{
    struct effect *effect = memory_allocate(1, sizeof *effect);
    effect->listed = memory_allocate(EFFECT_MOST_LISTED, sizeof *effect->listed);
    effect->same = true;
    trial_init(&effect->before.trial);
    trial_init(&effect->after.trial);
    return effect;
}

static void clear_side(struct side *side)
{
    cJSON_Delete(side->config);
    trial_clear(&side->trial);
}

void effect_free(struct effect *effect)
{
    if (effect == NULL)
        return;
    clear_side(&effect->before);
    clear_side(&effect->after);
    free(effect->listed);
    free(effect);
}

static void set_side(struct side *side, const struct draft_state *state)
{
    cJSON_Delete(side->config);
    side->config = cJSON_Duplicate(state->config, true);
    side->type = state->type;
    side->mode = state->mode;
}

void effect_restart(struct effect *effect)
{
    effect->compared = effect->listed_count = 0;
    effect->count = (struct effect_count){ 0 };
}

void effect_begin(struct effect *effect, const struct draft_state *before, const struct draft_state *after)
{
    set_side(&effect->before, before);
    set_side(&effect->after, after);
    effect->same = before->type == after->type && before->mode == after->mode &&
                   cJSON_Compare(before->config, after->config, true);
    effect_restart(effect);
}

static char *tell(struct side *side, const struct listed_event *event, void (*append)(UT_string *, const struct trial *))
{
    struct error error = ERROR_INIT;
    struct draft_state state = { side->config, side->type, side->mode };
    UT_string text;
    utstring_init(&text);
    if (event->broken != NULL)
        utstring_printf(&text, "%s", event->broken);
    else if (trial_run(&side->trial, &state, event->text, event->length, false, &error))
        append(&text, &side->trial);
    else
        utstring_printf(&text, "%s", error.message);
    error_clear(&error);
    return utstring_body(&text);
}

struct effect_texts effect_summaries(struct effect *effect, const struct listed_event *event)
{
    return (struct effect_texts){ tell(&effect->before, event, trial_append_summary),
                                  tell(&effect->after, event, trial_append_summary) };
}

struct effect_texts effect_lines(struct effect *effect, const struct listed_event *event)
{
    return (struct effect_texts){ tell(&effect->before, event, trial_append_text),
                                  tell(&effect->after, event, trial_append_text) };
}

void effect_texts_clear(struct effect_texts *texts)
{
    free(texts->before);
    free(texts->after);
    *texts = (struct effect_texts){ 0 };
}

static bool changes(struct effect *effect, const struct listed_event *event)
{
    if (effect->same || event->broken != NULL)
        return false;
    struct effect_texts texts = effect_lines(effect, event);
    bool differ = strcmp(texts.before, texts.after) != 0;
    effect_texts_clear(&texts);
    return differ;
}

static void compare_next(struct effect *effect, const struct event_list *list)
{
    size_t index = effect->compared++;
    const struct listed_event *event = event_list_at(list, index);
    bool changed = changes(effect, event);
    *(event->is_sample ? &effect->count.samples : &effect->count.others) += 1;
    *(event->is_sample ? &effect->count.samples_changed : &effect->count.others_changed) += changed ? 1 : 0;
    if (changed && effect->listed_count < EFFECT_MOST_LISTED)
        effect->listed[effect->listed_count++] = index;
}

bool effect_step(struct effect *effect, const struct event_list *list, int64_t until_ms)
{
    size_t count = event_list_count(list);
    while (effect->compared < count) {
        bool is_sample = effect->compared < event_list_samples(list);
        if (!is_sample && effect->compared % EVENTS_A_LOOK == 0 && date_monotonic_ms() >= until_ms)
            return true;
        compare_next(effect, list);
    }
    return false;
}

bool effect_is_done(const struct effect *effect, const struct event_list *list)
{
    return effect->compared >= event_list_count(list);
}

struct effect_count effect_count(const struct effect *effect)
{
    return effect->count;
}

static void append_part(UT_string *out, size_t changed, size_t all, const char *what)
{
    text_append_count(out, (long long)changed);
    utstring_printf(out, " of ");
    text_append_count(out, (long long)all);
    utstring_printf(out, " %s", what);
}

void effect_append_count(UT_string *out, const struct effect *effect)
{
    const struct effect_count *count = &effect->count;
    size_t changed = count->samples_changed + count->others_changed;
    append_part(out, count->samples_changed, count->samples, "samples");
    if (count->others > 0) {
        utstring_printf(out, " and ");
        append_part(out, count->others_changed, count->others, "events of the file");
    }
    utstring_printf(out, changed == 1 ? " changes" : " change");
}

size_t effect_listed(const struct effect *effect)
{
    return effect->listed_count;
}

size_t effect_event(const struct effect *effect, size_t index)
{
    return effect->listed[index];
}
