/* A request out of the journal, to be copied or made again. */
#ifndef BRAZE_REPEAT_H
#define BRAZE_REPEAT_H

#include <stddef.h>

#include "braze/request.h"
#include "http/request.h"
#include "journal/journal.h"
#include "support/error.h"

/* The request as it was sent, with a stand-in in the key's place: for http_print_curl(), which names a variable there.
 * ERROR_INPUT if the journal does not have all of its body. The caller frees it. */
struct http_request *repeat_request(const struct journal_entry *entry, struct error *error) MUST_CHECK;

/* A call of Braze's to be made again. */
struct repeat {
    struct braze_call call; /* borrows from the rest */
    struct braze_query *query;
    char *id;
    char *body;
};

/* Reads an entry, for a profile's REST URL. ERROR_INPUT if it is not a call of Braze's, went elsewhere, or its body is not
 * all there. Ends with repeat_clear(), also after a failure. */
bool repeat_read(struct repeat *repeat, const struct journal_entry *entry, const char *rest_url,
                 struct error *error) MUST_CHECK;
void repeat_clear(struct repeat *repeat);

#endif
