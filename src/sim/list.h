/* The lists of campaigns, Canvases, segments and cards: pages, order, and what they leave out. */
#ifndef SIM_LIST_H
#define SIM_LIST_H

#include "sim/series.h"

struct sim_list {
    enum sim_kind kind;
    const char *name;   /* of the array in the answer */
    bool has_archived;  /* include_archived is known; otherwise archived ones are never shown */
    bool has_last_edit; /* so is last_edit.time[gt] */
    bool (*is_archived)(const struct sim_world *world, unsigned index); /* NULL: none is */
    void (*add)(const struct sim_world *world, unsigned index, const char *id, cJSON *object);
};

void sim_list_answer(struct sim *sim, const struct sim_request *request, struct sim_reply *reply,
                     const struct sim_list *list);

/* Adds the array "conversion_behaviors" with count behaviours. */
void sim_add_conversion_behaviors(const struct sim_world *world, enum sim_kind kind, unsigned index, unsigned count,
                                  cJSON *object);

#endif
