/* The attributes object of users/track: checked whole before any of it is applied. */
#ifndef SIM_ATTRIBUTES_H
#define SIM_ATTRIBUTES_H

#include "sim/users.h"

/* NULL, or what is wrong in Braze's words (a sentence or a code). */
const char *sim_attributes_check(const struct sim *sim, const cJSON *object);

void sim_attributes_apply(struct sim *sim, struct sim_user *user, const cJSON *object);

/* Sets one custom attribute as its value says: null removes, {"inc"}, {"add"}, {"remove"}, {"$add"}, {"$remove"},
 * {"$update"} change, an object replaces or (merge) is merged. What Braze drops silently is dropped. */
void sim_custom_apply(struct sim_user *user, const char *name, const cJSON *value, bool merge);

/* How many characters a text has that was checked to be UTF-8: what the limits of names and values count. */
size_t sim_count_characters(const char *text);

/* Whether a member of an attributes object is one that the API itself knows, so that it is no custom attribute. */
bool sim_attribute_is_known(const char *name);

/* Reads the times that users/track takes: ISO 8601 and yyyy-MM-ddTHH:mm:ss:SSSZ. */
bool sim_time_read(const cJSON *value, int64_t *ms);

/* The times of attributes: those, MM/dd/yyyy and ddd MM dd HH:mm:ss.TZD YYYY. */
bool sim_attribute_time_read(const cJSON *value, int64_t *ms);

/* Whether a subscription group exists; and the name in the export of a state ("subscribed"), or NULL. */
bool sim_group_exists(const struct sim *sim, const char *id);
const char *sim_group_state(const char *state);

#endif
