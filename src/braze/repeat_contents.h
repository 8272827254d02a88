/* What a request of the journal is about. */
#ifndef BRAZE_REPEAT_CONTENTS_H
#define BRAZE_REPEAT_CONTENTS_H

#include <cjson/cJSON.h>
#include <stddef.h>

#include "journal/journal.h"

/* What users/export/ids takes in one call. */
enum { REPEAT_MOST_USERS = 50 };

/* What is in the body, in words: "attributes: 2, events: 1"; "" for nothing. The caller frees it. *objects is how many
 * in all. */
char *repeat_contents(const struct journal_entry *entry, size_t *objects);

/* The body of the users/export/ids call that reads back the users that the request names, at most REPEAT_MOST_USERS of
 * them; *users is how many it asks for. NULL: it names none. The caller frees it. */
cJSON *repeat_users(const struct journal_entry *entry, size_t *users);

#endif
