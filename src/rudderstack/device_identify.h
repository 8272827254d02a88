/* An identify, as the files of device mode share it. Not for use outside. */
#ifndef RUDDERSTACK_DEVICE_IDENTIFY_H
#define RUDDERSTACK_DEVICE_IDENTIFY_H

#include "rudderstack/device_run.h"

/* An identify event as the integration of a platform reads it. */
struct identity {
    const cJSON *user_id;
    const cJSON *external_ids; /* the whole list */
    const cJSON *external_id;  /* the Braze one in it */
    const char *external_from; /* where that stands */
    const cJSON *standard;     /* the traits that have setters of their own; NULL: none */
    const cJSON *traits;       /* all of them, for the custom attributes; NULL: none */
};

struct identify {
    struct run *run;
    const struct identify_rules *rules;
    struct identity now;
    struct identity before; /* of the previous identify, all NULL if there was none */
    bool dedup;             /* what is equal to the previous identify's is not sent again */
};

/* Who the user is: each integration decides in its own way. */
void change_user_web(struct identify *identify);
void change_user_fall_through(struct identify *identify);
void change_user_once(struct identify *identify);

bool same_address_whole(const cJSON *now, const cJSON *before);
bool same_address_parts(const cJSON *now, const cJSON *before);
bool same_address_complete(const cJSON *now, const cJSON *before);

bool set_birthday_web(struct run *run, const cJSON *value, const char *from);
bool set_birthday_prefix(struct run *run, const cJSON *value, const char *from);
bool set_birthday_native(struct run *run, const cJSON *value, const char *from);
bool set_birthday_iso(struct run *run, const cJSON *value, const char *from);

/* Make the call for a custom attribute; the reason why not, or NULL. */
const char *set_custom_any(struct run *run, const char *key, const cJSON *value, const char *from);
const char *set_custom_scalar(struct run *run, const char *key, const cJSON *value, const char *from);
const char *set_custom_by_content(struct run *run, const char *key, const cJSON *value, const char *from);
const char *set_custom_with_lists(struct run *run, const char *key, const cJSON *value, const char *from);
const char *set_custom_with_dates(struct run *run, const char *key, const cJSON *value, const char *from);

#endif
