/* Where settings are tried on events: the draft of the settings, the events at hand, and what the last change does to
 * them. What goes on in the background is done in slices by workbench_run(). */
#ifndef WORKBENCH_WORKBENCH_H
#define WORKBENCH_WORKBENCH_H

#include <stdbool.h>
#include <stdint.h>

#include "workbench/draft.h"
#include "workbench/effect.h"
#include "workbench/event_list.h"

/* What the settings as they are now are compared with. */
enum workbench_base { WORKBENCH_LAST_STEP, WORKBENCH_SAVED };

struct workbench;

struct workbench *workbench_new(const struct profile *profile);
void workbench_free(struct workbench *workbench); /* NULL is allowed */

struct draft *workbench_draft(struct workbench *workbench);
struct event_list *workbench_events(struct workbench *workbench);

/* Up to date for the samples whatever was changed. */
struct effect *workbench_effect(struct workbench *workbench);

enum workbench_base workbench_base(const struct workbench *workbench);
void workbench_compare_with(struct workbench *workbench, enum workbench_base base);
struct draft_state workbench_base_state(const struct workbench *workbench);

/* Something is to be done at once. */
bool workbench_is_due(const struct workbench *workbench);

/* Reads and compares on until the moment of the monotonic clock; true if anything that is shown may have changed. */
bool workbench_run(struct workbench *workbench, int64_t until_ms);

#endif
