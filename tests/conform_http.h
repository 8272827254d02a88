/* Requests answered from a case's "http", and kept for the answer. */
#ifndef TESTS_CONFORM_HTTP_H
#define TESTS_CONFORM_HTTP_H

#include "rudderstack/exchange.h"

struct conform_http {
    struct exchange exchange; /* give this to the mapping */
    const cJSON *entries;     /* the case's [{request, response}] */
    bool *used;
    cJSON *made; /* [{method, url, headers, body}] */
};

/* All of it is the arena's. */
struct conform_http *conform_http_new(struct arena *arena, const cJSON *conform_case);

#endif
