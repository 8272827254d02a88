/* The profiles that were written. All of it is called under the simulator's lock. */
#ifndef SIM_USERS_H
#define SIM_USERS_H

#include <cjson/cJSON.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "sim/sim.h"

enum { SIM_MOST_EXTERNAL_ID = 987, SIM_MOST_ALIAS = 236, SIM_MOST_IDS = 50, SIM_BRAZE_ID_SIZE = 25 };

struct sim_alias {
    char *label, *name;
};

struct sim_user {
    char braze_id[SIM_BRAZE_ID_SIZE]; /* 24 hexadecimal digits */
    char *external_id;                /* NULL: known by something else */
    char **old_external_ids;          /* renamed, but not yet removed: they still find the user */
    size_t old_external_id_count;
    struct sim_alias *aliases;
    size_t alias_count;
    int64_t created_ms, updated_ms;
    int64_t push_opted_in_ms; /* 0: push_subscribe is not "opted_in" */
    unsigned random_bucket; /* 0 to 9999 */
    cJSON *fields;          /* profile fields by their names in the export: email, phone, first_name, ... */
    cJSON *custom;          /* custom attributes */
    cJSON *events;          /* [{name, first, last, count}], moments in milliseconds */
    cJSON *purchases;       /* the same */
    double revenue;
    cJSON *groups;      /* subscription group: "Subscribed" or "Unsubscribed" */
    cJSON *push_tokens; /* [{app, platform, token, device_id, notifications_enabled}] */
    struct sim_user *next, *prev;
};

/* What a user can be found by. */
enum sim_key { SIM_KEY_EXTERNAL_ID, SIM_KEY_BRAZE_ID, SIM_KEY_ALIAS, SIM_KEY_EMAIL, SIM_KEY_PHONE };

struct sim_identifier {
    enum sim_key key;
    const char *text;  /* of an alias its name */
    const char *label; /* of an alias */
};

struct sim_users *sim_users_new(void);
void sim_users_free(struct sim_users *users);

/* The users an identifier finds, oldest first, as a borrowed array of *count that lasts until the next change. */
struct sim_user *const *sim_users_find_all(const struct sim_users *users, const struct sim_identifier *identifier,
                                           size_t *count);
struct sim_user *sim_users_find(const struct sim_users *users,
                                const struct sim_identifier *identifier); /* the first, or NULL */

/* All of them, linked by next. */
struct sim_user *sim_users_first(const struct sim_users *users);

/* A new user that the identifier finds; a braze_id cannot be chosen. Takes over what was kept for its address. */
struct sim_user *sim_users_add(struct sim *sim, const struct sim_identifier *identifier);
void sim_users_remove(struct sim_users *users, struct sim_user *user);

/* Changes of what a user is found by. An alias that is taken is left alone, as is a second one with a label that the
 * user has already: false. */
void sim_user_set_external_id(struct sim_users *users, struct sim_user *user, const char *external_id, bool keep_old);
bool sim_user_drop_old_external_id(struct sim_users *users, struct sim_user *user, const char *external_id);
bool sim_user_add_alias(struct sim_users *users, struct sim_user *user, const char *label, const char *name);
bool sim_user_rename_alias(struct sim_users *users, const char *label, const char *name, const char *new_name);

/* Sets a profile field; value NULL removes it. Takes the value over. */
void sim_user_set_field(struct sim_users *users, struct sim_user *user, const char *name, cJSON *value);

/* Counts something that was done at ms: list is the user's events or purchases. */
void sim_user_count(cJSON *list, const char *name, int64_t ms, double times);

/* Moves to keep what from has and keep has not, adds its counts, and removes from. */
void sim_users_merge(struct sim_users *users, struct sim_user *keep, struct sim_user *from);

/* Of several users the one that the words of prioritization leave (an array of identified, unidentified,
 * most_recently_updated, least_recently_updated); NULL if it is not exactly one. */
struct sim_user *sim_users_choose(struct sim_user *const *found, size_t count, const cJSON *prioritization);

/* Subscription states of an address that no profile has yet: an object of groups, or NULL; make: made if it is not
 * there. */
cJSON *sim_users_kept_groups(struct sim_users *users, const struct sim_identifier *identifier, bool make);

/* Reads the identifier of an object of users/track: external_id, user_alias or braze_id, else email, else phone. NULL,
 * or what is wrong with it in Braze's words. */
const char *sim_identifier_read(const cJSON *object, struct sim_identifier *identifier);

/* An alias object with alias_name and alias_label; false if it is none. */
bool sim_alias_read(const cJSON *object, struct sim_identifier *identifier);

#endif
