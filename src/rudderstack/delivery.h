/* Delivery: sending a request of the mapping to Braze, and what RudderStack makes of the answer.
 *
 * Version 0 delivers one job, version 1 a batch of them, each of which is told what became of it. */
#ifndef RUDDERSTACK_DELIVERY_H
#define RUDDERSTACK_DELIVERY_H

#include "rudderstack/exchange.h"

struct delivery {
    int http_status; /* of RudderStack's own answer */
    cJSON *output;
};

/* Sends the request (in the form of request.h, with "metadata": an object for version 0, a list of them for version
 * 1). */
struct delivery delivery_send_one(struct arena *arena, const struct exchange *exchange, const cJSON *request);
struct delivery delivery_send_batch(struct arena *arena, const struct exchange *exchange, const cJSON *request);

/* What an answer of Braze means: body and status as exchange_settle() gives them. */
struct delivery delivery_judge_one(struct arena *arena, const cJSON *request, const struct exchange_answer *answer);
struct delivery delivery_judge_batch(struct arena *arena, const cJSON *request, const struct exchange_answer *answer);

#endif
