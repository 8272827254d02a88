/* What a window of events becomes: requests in the order in which they are sent, each object of which knows its event.
 *
 * Cloud mode as RudderStack's router does it: events of a user stay in order, identify calls come first, attributes,
 * events and purchases are batched, then subscription groups and merges. Where the settings ask for deduplication, the
 * profiles are to be looked up between replay_plan_begin() and replay_plan_end(). Pure: nothing is sent here. */
#ifndef REPLAY_PLAN_H
#define REPLAY_PLAN_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "braze/endpoint.h"
#include "profile/profile.h"
#include "replay/item.h"
#include "replay/outcome.h"
#include "replay/reader.h"
#include "support/arena.h"

/* How events are turned into requests. All borrowed while plans are made with it. */
struct replay_mapping {
    const struct profile *profile;
    const char *id_suffix;  /* NULL: ids are kept */
    bool shift;             /* moments are shifted */
    int64_t shift_ms;
    int64_t now_ms;         /* the moment of events that have none, where moments are shifted */
    bool batch_by_users;    /* up to 75 users and 75 objects of each kind in a request, as RudderStack does for
                             * workspaces that are not billed by active users; else up to 75 objects in all, which every
                             * contract allows */
};

struct replay_planned_event {
    size_t number;
    size_t line;
    uint64_t hash;
    enum replay_outcome outcome; /* REPLAY_PENDING: requests carry it; else nothing is sent for it */
    const char *reason;          /* why; NULL where it is pending */
};

struct replay_planned_item {
    struct replay_item item;
    size_t event;        /* index among the plan's events */
    size_t position;     /* in the array of its part in the request's body */
    const cJSON *object; /* what is sent; NULL for a user of a subscription group that others share */
};

struct replay_planned_request {
    enum endpoint endpoint;
    char *body;          /* the bytes that are sent */
    size_t length;
    bool is_packed;      /* with gzip */
    struct replay_planned_item *items;
    size_t count;
    uint64_t *users;     /* hashes of the ids it is about, ascending */
    size_t user_count;
};

struct replay_plan {
    struct arena *arena;
    const struct replay_mapping *mapping;
    struct replay_planned_event *events;
    size_t event_count;
    char **look_ups;     /* bodies for users/export/ids */
    size_t look_up_count;
    struct replay_planned_request *requests;
    size_t request_count;
    size_t first_batch;  /* those before it are identify calls, and are over before it begins */

    /* For plan.c alone. */
    char **texts;        /* the events as they were read */
    char **found;        /* answers to look-ups; NULL: none */
    int *found_status;
};

/* Whether an object may be sent: false for one that an earlier run has dealt with. */
typedef bool replay_wanted(void *context, const struct replay_item *item);

struct replay_plan *replay_plan_new(const struct replay_mapping *mapping);
void replay_plan_free(struct replay_plan *plan); /* NULL is allowed */

/* Adds an event; what it is read from is copied. */
void replay_plan_add(struct replay_plan *plan, const struct replay_event *event);

/* Finds out what has to be looked up: look_ups, which may be none. */
void replay_plan_begin(struct replay_plan *plan);

/* The answer to a look-up: a status of 0 where none came. */
void replay_plan_found(struct replay_plan *plan, size_t look_up, int status, const char *body, size_t length);

/* Makes the requests. wanted NULL: all objects are. */
void replay_plan_end(struct replay_plan *plan, replay_wanted *wanted, void *context);

/* The same for RudderStack's data plane, without replay_plan_begin(): batches of events for /v1/batch, packed. An event
 * without a messageId gets one that stays the same from run to run, so that RudderStack drops a repetition. sent_ms is
 * the moment of sending, which RudderStack corrects the events' moments by. */
void replay_plan_batches(struct replay_plan *plan, int64_t sent_ms, replay_wanted *wanted, void *context);

/* The body of a request as JSON text, unpacked where it is packed. The caller frees it. */
char *replay_planned_text(const struct replay_planned_request *request);

/* The event in the arena, changed as the mapping says; NULL for a broken one. */
cJSON *replay_plan_event(const struct replay_plan *plan, struct arena *arena, size_t event);

/* For the two files of the plan: an empty request at the end, an object at the end of a request, and the end of an event that
 * nothing (more) is sent for; the reason is copied. */
struct replay_planned_request *plan_add_request(struct replay_plan *plan, enum endpoint endpoint);
void plan_add_item(struct replay_plan *plan, struct replay_planned_request *request, size_t event,
                   enum replay_part part, unsigned index, size_t position, const cJSON *object);
void plan_settle(struct replay_plan *plan, size_t event, enum replay_outcome outcome, const char *reason);

#endif
