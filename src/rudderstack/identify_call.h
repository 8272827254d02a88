/* Identify calls: telling Braze that an alias is now known by an external id.
 *
 * From https://www.braze.com/docs/api/endpoints/user_data/post_user_identify/. */
#ifndef RUDDERSTACK_IDENTIFY_CALL_H
#define RUDDERSTACK_IDENTIFY_CALL_H

#include <stdbool.h>

#include "rudderstack/exchange.h"
#include "rudderstack/explain.h"
#include "rudderstack/failure.h"

/* Aliases in one request; Braze refuses more. */
enum { IDENTIFY_CALL_CHUNK = 50 };

/* Sends one request for a list of aliases. False with failure filled: data center or key are wrong, or Braze did not
 * accept. */
bool identify_call_send(struct arena *arena, const struct exchange *exchange, const cJSON *config, cJSON *aliases,
                        struct failure *failure) MUST_CHECK;

/* An alias to be told, and the settings of the destination it is told with. */
struct identify_call {
    const cJSON *config;
    cJSON *alias;
};

/* Tells all of them, so many in a request, each request with the settings of its first. Whether Braze accepts them
 * does not matter: RudderStack's router goes on without. */
void identify_call_send_all(struct arena *arena, const struct exchange *exchange, const struct identify_call *calls,
                            size_t count);

#endif
