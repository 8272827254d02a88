/* The preview of an event: what Braze would get of it, by either way, without anything being sent.
 *
 * Identify calls count as accepted, profiles that deduplication looks up as unknown. */
#ifndef RUDDERSTACK_PREVIEW_H
#define RUDDERSTACK_PREVIEW_H

#include <stdbool.h>

#include "rudderstack/source.h"
#include "support/jsvalue.h"

struct preview_options {
    const cJSON *config; /* the settings as RudderStack keeps them; keys in it are shown as they stand there, so: masked */
    enum source_type source_type;
    enum connection_mode mode;
    bool explain;
};

struct preview {
    enum connection_mode mode;
    const cJSON *event;  /* as it came in */
    cJSON *requests;     /* [{"method", "url", "headers", "body"}], in the order in which they are sent */
    cJSON *calls;        /* [{"call", "args"}] of the Braze SDK in the client, in order */
    const char *dropped; /* why nothing is sent although nothing is wrong; NULL */
    const char *error;   /* what RudderStack reports instead of sending; NULL */
    cJSON *explain;      /* [{"request", "to", "from", "rule"}], see explain_report(); empty if not asked for */
    cJSON *warnings;     /* [{"about", "text"}]: about is a JSON Pointer into the event, a setting's key, or null */
};

/* Everything in it is in the arena, and shares with event. */
struct preview preview_event(struct arena *arena, const struct preview_options *options, const cJSON *event);

/* The name of an event for people: identify, track "Order Completed". In the arena. */
const char *preview_title(struct arena *arena, const cJSON *event);

/* {"event": number, "mode", "requests", "calls", "dropped", "error", "explain", "warnings"} */
cJSON *preview_json(struct arena *arena, const struct preview *preview, size_t number);

#endif
