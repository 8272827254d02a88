/* Requests to Braze, built as values: what is shown is what is sent. */
#ifndef BRAZE_REQUEST_H
#define BRAZE_REQUEST_H

#include <cjson/cJSON.h>
#include <stddef.h>

#include "braze/endpoint.h"
#include "http/client.h"
#include "http/request.h"
#include "support/secret.h"

/* A part of the query; one with a NULL value is left out. Names and values are percent-encoded when they are added:
 * + as %2B, [ and ] as %5B and %5D. */
struct braze_query {
    const char *name;
    const char *value;
};

struct braze_call {
    enum endpoint endpoint;
    const char *id;                 /* for {id} in the path; else NULL */
    const struct braze_query *query;
    size_t query_count;
    const cJSON *json;              /* the body; NULL: none */
    const char *body;               /* or the body as bytes that are sent as they are; else NULL */
    size_t body_length;
};

/* The request to the REST URL (see profile/instance.h), the key in Authorization: Bearer; a NULL key leaves that out.
 * The caller frees it, or gives it to http_submit(). */
struct http_request *braze_request_new(const char *rest_url, const struct braze_call *call, const struct secret *key);

/* How to send it: its limit class, and whether it may be repeated. label is borrowed. */
struct http_call braze_http_call(enum endpoint endpoint, enum http_priority priority, const char *label);

#endif
