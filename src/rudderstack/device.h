/* Device mode: the calls that RudderStack's client integrations make to the Braze SDK.
 *
 * A device is one installation, a browser or an app on a phone, with the integration of its platform in it. It
 * remembers what the integration remembers between events; the caller owns it. Calls are named as the SDK of the web
 * names them; user setters stand without the user object, an argument that is undefined or nil is null, a native
 * date is {"$date": text}. From the published integrations and
 * https://www.rudderstack.com/docs/destinations/streaming-destinations/braze/. */
#ifndef RUDDERSTACK_DEVICE_H
#define RUDDERSTACK_DEVICE_H

#include <cjson/cJSON.h>
#include <stdbool.h>

#include "rudderstack/source.h"
#include "support/arena.h"

struct device;

/* What a start-up or an event led to. Everything is in the arena it was asked for with. */
struct device_report {
    cJSON *calls;         /* [{"call", "args"}], in order */
    const char *dropped;  /* why there are no calls, a sentence without full stop; NULL if the integration has acted */
    bool throws;          /* an exception left the integration after these calls; the SDK logs it and goes on */
    cJSON *missing;       /* a recommended ecommerce event: required fields it lacks, as the integration names them */
    cJSON *type_mismatch; /* the same: fields of a wrong type, "price (expected float)" */
    cJSON *explain;       /* [{"to", "from", "rule"}], JSON Pointers into the calls and the event; NULL if not asked for.
                             to is null for what was not sent, from for what came from no field */
};

/* config: the settings as the client has them (settings_flatten() with client). consent: see consent_loads(). Both
 * are copied. */
struct device *device_new(enum platform platform, const cJSON *config, const cJSON *consent);
void device_free(struct device *device);

/* Starts the integration, as when the page or the app is loaded. anonymous_id may be NULL; host_user_id is the userId
 * property of the page's analytics object, which only older web SDKs have (NULL: none). */
struct device_report device_start(struct device *device, struct arena *arena, const char *anonymous_id,
                                  const char *host_user_id, bool explain);

/* Hands over an event, its traits in context.traits. A device that has not started successfully drops it. */
struct device_report device_deliver(struct device *device, struct arena *arena, const cJSON *event, bool explain);

#endif
