/* Which way an event goes: through RudderStack's servers to Braze's REST API, through the Braze SDK in the client,
 * both, or nowhere.
 *
 * From https://www.rudderstack.com/docs/destinations/rudderstack-connection-modes/ and the published definition of
 * the Braze destination. Event filtering, consent and the event's own integrations object come on top. */
#ifndef RUDDERSTACK_ROUTING_H
#define RUDDERSTACK_ROUTING_H

#include "rudderstack/source.h"

enum device_delivery {
    DEVICE_NONE,
    DEVICE_CHANGE_USER_ONLY, /* identify only tells the SDK who the user is */
    DEVICE_FULL
};

/* Why the servers do nothing in device mode, whatever the event. */
#define ROUTE_NO_SERVERS "in device mode the servers do not send to Braze"

struct route {
    bool cloud; /* RudderStack's servers deliver it */
    enum device_delivery device;
    const char *no_cloud;  /* why not, a sentence without full stop; NULL if delivered. Static */
    const char *no_device; /* the same for the client; set for DEVICE_CHANGE_USER_ONLY, too */
};

/* A mode that the source type does not have delivers nowhere; both reasons say so. */
struct route route_event(enum source_type type, enum connection_mode mode, enum call_type call);

/* The call types that reach Braze one way or the other, a set of CALL_BIT. */
unsigned route_calls(enum source_type type, enum connection_mode mode);

const char *device_delivery_key(enum device_delivery delivery); /* "none", "changeUser_only", "full" */

#endif
