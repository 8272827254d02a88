/* Profiles on stdout. Keys are shown as masks. */
#ifndef CLI_PROFILE_SHOW_H
#define CLI_PROFILE_SHOW_H

#include "braze/check.h"
#include "profile/profile.h"

/* chosen is the name of the profile that is used when none is named; may be NULL. */
void profile_list_table(const struct profile_list *profiles, const char *chosen);
void profile_list_json(const struct profile_list *profiles);

void profile_show_table(const struct profile *profile);
void profile_show_json(const struct profile *profile);

void profile_test_text(const struct check *check);
void profile_test_json(const struct check *check);

#endif
