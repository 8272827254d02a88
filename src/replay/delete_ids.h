/* The users to delete: their external ids, from a file as an operator has it. */
#ifndef REPLAY_DELETE_IDS_H
#define REPLAY_DELETE_IDS_H

#include <cjson/cJSON.h>
#include <stddef.h>

#include "support/error.h"

struct delete_ids {
    char **items;
    size_t count;
    size_t left_out; /* entries without a userId */
};

/* Reads one id a line, as it stands or as a JSON text, or as an object with "userId" as RudderStack's regulations have
 * it; or all of it as one JSON list of these. Blank lines are passed over. name is what errors call it.
 * ERROR_INPUT with the line; then nothing is read. The caller ends it with delete_ids_clear(). */
bool delete_ids_read(struct delete_ids *ids, const char *bytes, size_t length, const char *name,
                     struct error *error) MUST_CHECK;
void delete_ids_clear(struct delete_ids *ids);

/* [{"userId": id}], as a regulation and RudderStack's deletion job want them. The caller frees it. */
cJSON *delete_ids_users(const struct delete_ids *ids);

#endif
