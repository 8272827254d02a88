/* Deduplication of traits: only what differs from the profile in Braze is sent.
 *
 * From https://www.rudderstack.com/docs/destinations/streaming-destinations/braze/ (deduplicate traits). */
#ifndef RUDDERSTACK_DEDUP_H
#define RUDDERSTACK_DEDUP_H

#include <stdbool.h>

#include "rudderstack/attributes.h"
#include "rudderstack/event.h"

/* The profiles known so far, by external id and by alias name: those that Braze exported, and what was sent since. */
struct dedup_store;

struct dedup_store *dedup_store_new(struct arena *arena);

/* Adds the users of an export. False with failure filled: one of them has a shape that RudderStack's program fails
 * on. */
bool dedup_store_add(struct dedup_store *store, const cJSON *users, struct failure *failure) MUST_CHECK;

const cJSON *dedup_store_find(const struct dedup_store *store, const cJSON *id);
void dedup_store_set(struct dedup_store *store, const cJSON *id, const cJSON *user);

/* The ids that are looked up for a list of inputs {message, ...}, each once, in order. */
void dedup_collect_ids(struct arena *arena, const cJSON *inputs, cJSON **external_ids, cJSON **alias_names);

/* The same ids as lists of at most 50 identifiers, one list for each request. */
cJSON *dedup_chunk_ids(struct arena *arena, const cJSON *external_ids, const cJSON *alias_names);

/* Asks Braze for the profiles of each chunk: a list of users, all of one list. Chunks that fail give none. */
cJSON *dedup_look_up(struct arena *arena, const struct exchange *exchange, const cJSON *config, const cJSON *chunks);

/* What of a user's attributes, ids included, is to be sent; NULL: nothing. May return attributes itself. */
cJSON *dedup_compare(struct dedup_store *store, cJSON *attributes);

/* The whole step for an event: leaves in attributes what is to be sent, a NULL value for nothing. */
bool dedup_reduce(const struct event *event, struct attributes *attributes, struct failure *failure) MUST_CHECK;

/* Ids in one request; Braze refuses more. */
enum { DEDUP_CHUNK = 50 };

#endif
