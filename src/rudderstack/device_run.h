/* One event on its way through a client integration: what the files of device mode share. Not for use outside. */
#ifndef RUDDERSTACK_DEVICE_RUN_H
#define RUDDERSTACK_DEVICE_RUN_H

#include "rudderstack/device.h"
#include "rudderstack/device_rules.h"
#include "support/jsvalue.h"

struct device {
    enum platform platform;
    const struct device_rules *rules;
    cJSON *config;
    cJSON *consent;
    bool started;
    char *refusal;   /* why it has not started */
    cJSON *previous; /* the identify that the next one is compared with; NULL: none yet */
};

struct run {
    struct device *device;
    const struct device_rules *rules;
    struct arena *arena;
    const cJSON *config;
    const cJSON *event;
    struct device_report *report;
    cJSON *arguments; /* of the last call */
};

/* Begins a call; its arguments follow. */
void run_call(struct run *run, const char *name);

/* Adds an argument to the last call: a value that may be part of another tree; NULL for undefined. from is the JSON
 * Pointer of the field it came from (NULL: none), rule says how. */
void run_argument(struct run *run, const cJSON *value, const char *from, const char *rule);
void run_argument_text(struct run *run, const char *text, const char *from, const char *rule);

/* A field that goes nowhere, and why. */
void run_omit(struct run *run, const char *from, const char *rule);

/* A field that becomes part of an argument that was added already: at is a JSON Pointer below the last one. */
void run_explain_inside(struct run *run, const char *at, const char *from, const char *rule);

/* Nothing comes of the event as a whole. */
void run_drop(struct run *run, const char *why);

/* base/key as a JSON Pointer. */
const char *run_pointer(struct run *run, const char *base, const char *key);

/* The files of device mode, each with its part. */
void device_identify(struct run *run);
void device_track(struct run *run);
void device_page(struct run *run);
void device_purchase(struct run *run);
bool device_ecommerce(struct run *run, const char *event_name); /* false: not one of the recommended events */

/* Starts the integration of a platform; false with a reason if it does not come up. */
bool device_start_platform(struct run *run, const char *anonymous_id, const char *host_user_id, const char **why);

/* Keeps the event for the comparison with the next identify. */
void device_remember(struct device *device, const cJSON *event);

#endif
