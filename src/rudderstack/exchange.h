/* The requests that the mapping needs answers to while it works: identify calls, and look-ups of profiles.
 *
 * The mapping does no I/O of its own. Whoever calls it says here how such a request is answered: by sending it, by an
 * answer that was fetched before, or by an assumption (a preview takes an identify call as accepted). */
#ifndef RUDDERSTACK_EXCHANGE_H
#define RUDDERSTACK_EXCHANGE_H

#include "support/jsvalue.h"

/* A POST of JSON. */
struct exchange_request {
    const char *url;
    const cJSON *headers;
    const cJSON *params; /* members of the query; NULL: none */
    const cJSON *body;   /* NULL: none */
};

struct exchange_answer {
    int status;           /* 0: none came */
    const cJSON *body;    /* JSON, or a string where it was no JSON; NULL: none */
    const cJSON *headers; /* NULL: none */
    const char *failure;  /* the system's name of what failed in the network, "ECONNRESET"; NULL: an answer came */
};

struct exchange {
    /* Answers the request; what it builds for the answer belongs into the arena. */
    void (*send)(void *context, struct arena *arena, const struct exchange_request *request,
                 struct exchange_answer *answer);
    void *context;
};

/* Accepts every identify call and knows no user. */
extern const struct exchange exchange_offline;

/* What RudderStack makes of an answer: a network failure becomes a status and a text, an absent status 500, a falsy
 * body the empty string. *body is never NULL. */
void exchange_settle(struct arena *arena, const struct exchange_answer *answer, int *status, const cJSON **body);

#endif
