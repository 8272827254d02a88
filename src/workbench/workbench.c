#include "workbench/workbench.h"

#include <stdlib.h>

#include "support/memory.h"

struct workbench {
    struct draft *draft;
    struct event_list *events;
    struct effect *effect;
    enum workbench_base base;
    enum workbench_base effect_base; /* what effect was begun with */
    unsigned long draft_version;
    unsigned long events_version;
    bool has_begun;
};

struct workbench *workbench_new(const struct profile *profile)
{
    struct workbench *workbench = memory_allocate(1, sizeof *workbench);
    workbench->draft = draft_new(profile);
    workbench->events = event_list_new();
    workbench->effect = effect_new();
    return workbench;
}

void workbench_free(struct workbench *workbench)
{
    if (workbench == NULL)
        return;
    effect_free(workbench->effect);
    event_list_free(workbench->events);
    draft_free(workbench->draft);
    free(workbench);
}

struct draft *workbench_draft(struct workbench *workbench)
{
    return workbench->draft;
}

struct event_list *workbench_events(struct workbench *workbench)
{
    return workbench->events;
}

enum workbench_base workbench_base(const struct workbench *workbench)
{
    return workbench->base;
}

void workbench_compare_with(struct workbench *workbench, enum workbench_base base)
{
    workbench->base = base;
}

struct draft_state workbench_base_state(const struct workbench *workbench)
{
    return workbench->base == WORKBENCH_SAVED ? draft_saved(workbench->draft) : draft_before(workbench->draft);
}

/* Begins to compare where something is other than what was compared. */
static void begin(struct workbench *workbench)
{
    unsigned long draft_now_at = draft_version(workbench->draft);
    unsigned long events_now_at = event_list_version(workbench->events);
    bool same_states = workbench->has_begun && workbench->draft_version == draft_now_at &&
                       workbench->effect_base == workbench->base;
    if (!same_states) {
        struct draft_state before = workbench_base_state(workbench);
        struct draft_state after = draft_now(workbench->draft);
        effect_begin(workbench->effect, &before, &after);
    } else if (workbench->events_version != events_now_at) {
        effect_restart(workbench->effect);
    }
    workbench->has_begun = true;
    workbench->draft_version = draft_now_at;
    workbench->events_version = events_now_at;
    workbench->effect_base = workbench->base;
}

struct effect *workbench_effect(struct workbench *workbench)
{
    begin(workbench);
    (void)effect_step(workbench->effect, workbench->events, 0);
    return workbench->effect;
}

bool workbench_is_due(const struct workbench *workbench)
{
    return event_list_is_reading(workbench->events) ||
           (workbench->has_begun && !effect_is_done(workbench->effect, workbench->events));
}

bool workbench_run(struct workbench *workbench, int64_t until_ms)
{
    if (!workbench_is_due(workbench))
        return false;
    begin(workbench);
    if (event_list_is_reading(workbench->events))
        (void)event_list_step(workbench->events, until_ms);
    else
        (void)effect_step(workbench->effect, workbench->events, until_ms);
    return true;
}
