/* Names as people give them: in several scripts, with emoji, some very long, one with a control character. */
#ifndef SIM_NAMES_H
#define SIM_NAMES_H

#include "sim/sim.h"

/* The name of a campaign, Canvas, segment or card; the caller frees it. */
char *sim_name(const struct sim_world *world, enum sim_kind kind, unsigned index);

/* A sentence for descriptions, subjects, alerts and texts; the caller frees it. */
char *sim_sentence(const struct sim_world *world, enum sim_kind kind, unsigned index, unsigned salt);

/* Adds the arrays "tags", respectively "teams"; both may be empty. */
void sim_add_tags(const struct sim_world *world, enum sim_kind kind, unsigned index, cJSON *object);
void sim_add_teams(const struct sim_world *world, enum sim_kind kind, unsigned index, cJSON *object);

/* Adds a moment as 2026-08-19T14:59:02+00:00; ms < 0: null. */
void sim_add_moment(cJSON *object, const char *name, int64_t ms);

#endif
