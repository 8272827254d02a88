/* What is changed of an event before a replay, where the operator chose so: its moments, and the ids of its user. */
#ifndef REPLAY_PREPARE_H
#define REPLAY_PREPARE_H

#include <cjson/cJSON.h>
#include <stdbool.h>
#include <stdint.h>

#include "support/arena.h"

/* The moment at which the event happened, as far as it says: "timestamp", else "originalTimestamp", else "sentAt".
 * False if none of them is a moment. */
bool replay_event_moment(const cJSON *message, int64_t *ms);

/* Adds shift_ms to every moment at which the event happened, was sent or received. An event without any gets the
 * moment now_ms as its timestamp. */
void replay_shift_event(struct arena *arena, cJSON *message, int64_t shift_ms, int64_t now_ms);

/* Appends suffix to every id of the event's user: userId, anonymousId, previousId, brazeExternalId, an alias, ids among the
 * traits; and to its messageId, so that nobody takes the event for a repetition. Addresses (email, phone) and the
 * groupId stay. */
void replay_suffix_event(struct arena *arena, cJSON *message, const char *suffix);

#endif
