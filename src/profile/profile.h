/* A connection: where Braze is, with which keys, and what the operator wants of it.
 *
 * A profile lives in profiles/NAME.conf, which the program writes. Its fields are read directly and changed through
 * the functions here, which check. data/profile.def lists the fields. */
#ifndef PROFILE_PROFILE_H
#define PROFILE_PROFILE_H

#include <cjson/cJSON.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "profile/instance.h"
#include "profile/key_source.h"
#include "profile/paths.h"
#include "support/error.h"

enum profile_field {
#define PROFILE_FIELD(identifier, key, option, kind, member, argument, label, help) PROFILE_##identifier,
#include "data/profile.def"
#undef PROFILE_FIELD
    PROFILE_FIELD_COUNT
};

/* How a field is written; and of what type its member is. */
enum profile_kind {
    PROFILE_KIND_INSTANCE,     /* const struct instance * */
    PROFILE_KIND_REST_URL,     /* char * */
    PROFILE_KIND_URL,          /* char * */
    PROFILE_KIND_TEXT,         /* char * */
    PROFILE_KIND_ENVIRONMENT,  /* const char *, one of profile_choices(); so are the next two */
    PROFILE_KIND_SOURCE_TYPE,
    PROFILE_KIND_MODE,
    PROFILE_KIND_SWITCH,       /* bool */
    PROFILE_KIND_DAY,          /* int32_t, see support/date.h */
    PROFILE_KIND_DAYS,         /* int32_t */
    PROFILE_KIND_KEY,          /* struct key_source; the next two as well */
    PROFILE_KIND_KEY_VARIABLE,
    PROFILE_KIND_KEY_COMMAND
};

struct profile_field_info {
    const char *key;      /* in the file and on the screen of "profile show" */
    const char *option;   /* on the command line */
    enum profile_kind kind;
    size_t offset;        /* of the member */
    const char *argument; /* what stands for the value in a help text; NULL for keys, which are asked for */
    const char *label;
    const char *help;
};

extern const struct profile_field_info profile_fields[PROFILE_FIELD_COUNT];

enum profile_origin {
    PROFILE_FROM_DEFAULT,
    PROFILE_FROM_FILE,        /* line tells where in it */
    PROFILE_FROM_ENVIRONMENT, /* a BRAZIER_ variable */
    PROFILE_FROM_OPERATOR     /* set since it was loaded */
};

#define PROFILE_NO_DAY INT32_MIN

struct profile {
    char *name;
    char *path; /* of its file; NULL as long as there is none */
    bool is_by_hand;    /* people have written that file: profile_save() refuses to replace it */
    bool may_take_over; /* the operator has said that it may be replaced all the same */

    const struct instance *instance; /* NULL: a REST URL that is not listed, or none yet */
    char *rest_url;                  /* where requests go, without a slash at its end; NULL: not said yet */
    const char *environment;         /* "production", or "sandbox"; see profile_is_production() */
    bool read_only;
    char *workspace; /* or NULL */
    struct key_source api_key;
    struct key_source app_key;
    const char *source_type; /* a key of data/source_types.def */
    const char *mode;        /* "cloud", "device" or "hybrid" */
    char *data_plane_url;    /* or NULL */
    struct key_source write_key;
    int32_t start_day; /* or PROFILE_NO_DAY */
    int32_t lookback_days;
    bool include_archived;

    cJSON *settings; /* the settings of the integration: an object, in the order of the file */

    enum profile_origin origins[PROFILE_FIELD_COUNT];
    int lines[PROFILE_FIELD_COUNT]; /* of the file; for PROFILE_FROM_ENVIRONMENT the field whose variable it was */
    char **warnings; /* what the operator should know about the file, one line each */
    size_t warning_count;
};

/* A name is 1 to 64 letters, digits, '.', '_', '-' and '@' of ASCII, and begins with a letter or a digit: it is the name
 * of a file. ERROR_CONFIGURATION otherwise. */
bool profile_check_name(const char *name, struct error *error) MUST_CHECK;

/* All defaults: environment production (the careful one), source type web, mode cloud. */
struct profile *profile_new(const char *name);
struct profile *profile_copy(const struct profile *profile, const char *name);
void profile_free(struct profile *profile); /* NULL is allowed */

/* Reads profiles/NAME.conf. NULL: ERROR_NOT_FOUND with the nearest name there is, or ERROR_CONFIGURATION with file, line
 * and what was expected. What is unknown in it becomes a warning and is kept when the profile is saved. */
struct profile *profile_load(const struct paths *paths, const char *name, struct error *error) MUST_CHECK;

/* Writes profiles/NAME.conf, 0600, keeping the previous one as NAME.conf.bak, also 0600. A file that people have written
 * (its first line is not the program's own) is replaced only with may_take_over: comments in it would be lost. */
bool profile_save(const struct paths *paths, struct profile *profile, struct error *error) MUST_CHECK;

/* Removes the file and its backup; exported data and journal stay. */
bool profile_remove(const struct paths *paths, const char *name, struct error *error) MUST_CHECK;

/* All profiles by name. One that is broken has its error instead. */
struct profile_entry {
    char *name;
    struct profile *profile; /* NULL: broken, and error says why */
    struct error error;
};
struct profile_list {
    struct profile_entry *entries;
    size_t count;
};
/* A directory that is not there yet is an empty list. The caller ends the list with profile_list_clear(). */
bool profile_list_read(const struct paths *paths, struct profile_list *list, struct error *error) MUST_CHECK;
void profile_list_clear(struct profile_list *list);

/* The field with this key or option; PROFILE_FIELD_COUNT and ERROR_USAGE with the nearest one if there is none. */
enum profile_field profile_find_field(const char *name, struct error *error) MUST_CHECK;

/* Sets a field from text as an operator writes it; "" is the default. Not for PROFILE_KIND_KEY, except "" for none.
 * Setting one of the fields of a key replaces the others. ERROR_CONFIGURATION says what was expected. */
bool profile_set(struct profile *profile, enum profile_field field, const char *text, struct error *error) MUST_CHECK;

/* Sets a key; it is taken over. */
void profile_set_key(struct profile *profile, enum profile_field field, struct secret *key);

/* The value as text, "" where there is none; a key as its mask. The caller frees it. */
char *profile_text(const struct profile *profile, enum profile_field field);
bool profile_has(const struct profile *profile, enum profile_field field);

/* Where the value comes from: "default", "acme.conf:4", "BRAZIER_REST_URL". The caller frees it. */
char *profile_origin_text(const struct profile *profile, enum profile_field field);

/* The texts that a field with a choice allows; ended by NULL. NULL for other fields. */
const char *const *profile_choices(enum profile_field field);

/* Sets (taking value over) or, with NULL, removes a setting of the integration. */
void profile_set_setting(struct profile *profile, const char *key, cJSON *value);

bool profile_is_production(const struct profile *profile);

/* Where it can be used at all: there is a REST URL, and the mode exists for the source type. ERROR_CONFIGURATION
 * otherwise. That there is a key is found when it is looked for. */
bool profile_check(const struct profile *profile, struct error *error) MUST_CHECK;

/* What the environment says over every file. Keys are taken out of the environment and wiped there: children do not
 * inherit them. */
struct profile_overrides {
    char *profile;  /* BRAZIER_PROFILE */
    char *instance; /* BRAZIER_INSTANCE */
    char *rest_url; /* BRAZIER_REST_URL */
    struct secret *api_key; /* BRAZIER_API_KEY */
    struct secret *app_key; /* BRAZIER_APP_KEY */
};

/* Reads the variables; an empty one counts as unset. The caller ends it with profile_overrides_clear(). Called once, at
 * start. */
bool profile_overrides_take(struct profile_overrides *overrides, struct error *error) MUST_CHECK;
void profile_overrides_clear(struct profile_overrides *overrides);
bool profile_override(struct profile *profile, const struct profile_overrides *overrides,
                      struct error *error) MUST_CHECK;

/* The profile to work with: the given name, else BRAZIER_PROFILE, else default_profile of brazier.conf (may be NULL), else
 * the only one there is, else one made of the environment alone, if that says where Braze is. Overrides are applied.
 * NULL: ERROR_CONFIGURATION (or ERROR_NOT_FOUND) with what to do. */
struct profile *profile_choose(const struct paths *paths, const char *name, const char *default_profile,
                               const struct profile_overrides *overrides, struct error *error) MUST_CHECK;

#endif
