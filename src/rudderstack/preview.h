/* The preview of an event: what Braze would get of it, by either way, without anything being sent.
 *
 * Identify calls count as accepted, profiles that deduplication looks up as unknown. */
#ifndef RUDDERSTACK_PREVIEW_H
#define RUDDERSTACK_PREVIEW_H

#include <stdbool.h>

#include "rudderstack/source.h"
#include "support/jsvalue.h"

/* What the client integrations remember of earlier events of one installation: deduplication depends on it. */
struct preview_history;
struct preview_history *preview_history_new(void);
void preview_history_free(struct preview_history *history); /* NULL is allowed */

struct preview_options {
    const cJSON
        *config; /* the settings as RudderStack keeps them; keys in it are shown as they stand there, so: masked */
    enum source_type source_type;
    enum connection_mode mode;
    bool explain;
    struct preview_history *history; /* changed by each event in device mode; NULL: the event stands alone. It belongs
                                        to one set of settings, source type and mode */
};

struct preview {
    enum connection_mode mode;
    const cJSON *event;  /* as it came in */
    cJSON *requests;     /* [{"method", "url", "headers", "body"}], in the order in which they are sent */
    cJSON *calls;        /* [{"call", "args"}] of the Braze SDK in the client, in order */
    const char *dropped; /* why nothing is sent although nothing is wrong; NULL */
    const char *error;   /* what RudderStack reports instead of sending; NULL */
    cJSON *explain;      /* [{"request", "to", "from", "rule"}], see explain_report(); empty if not asked for */
    cJSON *warnings;     /* [{"about", "text"}]: about is a JSON Pointer into the event, a setting's key, or null. Those
                            about     settings come with the first event of a history only */
};

/* Everything in it is in the arena, and shares with event. */
struct preview preview_event(struct arena *arena, const struct preview_options *options, const cJSON *event);

/* What the start of the SDK integration leads to, before any event: calls, or why it does not start. event (an
 * object) is the first one; it tells the phone and the anonymous id. */
struct preview preview_start_up(struct arena *arena, const struct preview_options *options, const cJSON *event);

/* The name of an event for people: identify, track "Order Completed". In the arena. */
const char *preview_title(struct arena *arena, const cJSON *event);

/* {"event": number, "mode", "requests", "calls", "dropped", "error", "explain", "warnings"} */
cJSON *preview_json(struct arena *arena, const struct preview *preview, size_t number);

#endif
