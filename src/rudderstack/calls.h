/* What each of RudderStack's calls becomes: identify.c, track.c (page and screen as well), group.c, alias.c; Order
 * Completed is in purchase.c, Braze's recommended ecommerce events are in ecommerce.c.
 *
 * Each makes one request to Braze, in the form of request.h, or says in failure why there is none. */
#ifndef RUDDERSTACK_CALLS_H
#define RUDDERSTACK_CALLS_H

#include <stdbool.h>

#include "rudderstack/ecommerce_table.h"
#include "rudderstack/event.h"

struct call_result {
    cJSON *request;
    cJSON *hidden; /* see struct attributes: the ids of an attribute object that cannot show them */
    struct failure failure;
};

/* An identify first tells Braze that an alias is now known by an external id, if the event has both: the alias to be
 * identified, an element of "aliases_to_identify". NULL: there is nothing to tell. Also takes over the id of mapped
 * columns. */
cJSON *identify_alias(struct event *event);

/* The call's name for Braze, where the event does not say: sets message.event for page and screen. */
void page_set_event(struct event *event);
void screen_set_event(struct event *event);

bool identify_map(struct event *event, struct call_result *result) MUST_CHECK;
bool track_map(struct event *event, bool is_track, struct call_result *result) MUST_CHECK;
bool group_map(struct event *event, struct call_result *result) MUST_CHECK;
bool alias_map(struct event *event, struct call_result *result) MUST_CHECK;

/* The properties of a custom event: those of the call, without names that Braze keeps for itself. NULL with failure
 * filled. */
cJSON *track_properties(const struct event *event, const cJSON *properties, struct failure *failure);

/* The purchases of an Order Completed; NULL with failure filled. */
cJSON *purchase_list(const struct event *event, const cJSON *properties, struct failure *failure);

/* Whether a track is one of Braze's recommended events, and which. False with failure filled: RudderStack's program
 * fails on the event's name. */
bool ecommerce_match(const struct event *event, enum ecommerce_event_id *id, bool *found,
                     struct failure *failure) MUST_CHECK;

/* The properties of a recommended event; NULL with failure filled. */
cJSON *ecommerce_properties(const struct event *event, enum ecommerce_event_id id, const cJSON *properties,
                            struct failure *failure);

/* Where an event came from, for Braze's recommended events: "web", "ios" or "android"; NULL with failure filled. */
const char *ecommerce_source(const struct event *event, struct failure *failure);

#endif
