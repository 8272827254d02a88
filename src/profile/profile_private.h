/* What the files of struct profile share. */
#ifndef PROFILE_PROFILE_PRIVATE_H
#define PROFILE_PROFILE_PRIVATE_H

#include "profile/config_file.h"
#include "profile/profile.h"

enum { PROFILE_MOST_DAYS = 100, PROFILE_USUAL_DAYS = 14 };

/* The three fields of one key: text, variable, command. False for a field that is none of a key's. */
bool profile_is_key(enum profile_field field);
enum profile_field profile_first_of_key(enum profile_field field);
struct key_source *profile_key_source(struct profile *profile, enum profile_field field);
const struct key_source *profile_key_source_const(const struct profile *profile, enum profile_field field);

/* Marks where a value comes from; the instance and the REST URL, and the fields of one key, are marked together. */
void profile_mark(struct profile *profile, enum profile_field field, enum profile_origin origin, int line);

/* Takes text over. */
void profile_warn(struct profile *profile, char *text);

/* Settings of the integration from and to a libconfig group. */
cJSON *settings_from_config(const struct config_file *file, const config_setting_t *group,
                            struct error *error) MUST_CHECK;
bool settings_to_config(const cJSON *settings, config_setting_t *group, struct error *error) MUST_CHECK;

#endif
