/* What a change of settings does: which of the events at hand become something else at Braze. */
#ifndef WORKBENCH_EFFECT_H
#define WORKBENCH_EFFECT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "support/text.h"
#include "workbench/draft.h"
#include "workbench/event_list.h"

/* So many changed events can be looked at; more are only counted. */
enum { EFFECT_MOST_LISTED = 2000 };

struct effect;

struct effect *effect_new(void);
void effect_free(struct effect *effect); /* NULL is allowed */

/* Begins anew, with copies of both states. */
void effect_begin(struct effect *effect, const struct draft_state *before, const struct draft_state *after);

/* The same states, the events of the list having changed. */
void effect_restart(struct effect *effect);

/* Compares on until the moment of the monotonic clock; true while there is more to compare. The samples are compared in
 * any case. */
bool effect_step(struct effect *effect, const struct event_list *list, int64_t until_ms);

bool effect_is_done(const struct effect *effect, const struct event_list *list);

struct effect_count {
    size_t samples; /* compared */
    size_t samples_changed;
    size_t others; /* of the file */
    size_t others_changed;
};
struct effect_count effect_count(const struct effect *effect);

/* Appends "3 of 34 samples and 120 of 4,000 events of the file change". */
void effect_append_count(UT_string *out, const struct effect *effect);

/* The changed events that can be looked at: indexes into the list. */
size_t effect_listed(const struct effect *effect);
size_t effect_event(const struct effect *effect, size_t index);

/* What comes of an event's text before and after, in one line each: "users/track"; respectively in all its lines. What is
 * no event gives why. The caller frees both. */
struct effect_texts {
    char *before;
    char *after;
};
struct effect_texts effect_summaries(struct effect *effect, const struct listed_event *event);
struct effect_texts effect_lines(struct effect *effect, const struct listed_event *event);
void effect_texts_clear(struct effect_texts *texts);

#endif
