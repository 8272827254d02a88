/* The requests of one event, as bytes that are sent. What is shown of them is what goes out. */
#ifndef WORKBENCH_PARCEL_H
#define WORKBENCH_PARCEL_H

#include <stdbool.h>
#include <stddef.h>

#include "braze/endpoint.h"
#include "braze/request.h"
#include "support/error.h"
#include "support/text.h"
#include "workbench/trial.h"

struct parcel_request {
    enum endpoint endpoint;
    char *body; /* JSON */
    size_t length;
};

struct parcel {
    struct parcel_request *requests; /* in the order in which they are sent */
    size_t count;
};

/* Makes the requests of a trial. False where it has none, or one that Braze's API does not know: ERROR_USAGE with why. */
bool parcel_make(struct parcel *parcel, const struct trial *trial, struct error *error) MUST_CHECK;
void parcel_clear(struct parcel *parcel);

/* The request as a call; borrowed from it. */
struct braze_call parcel_call(const struct parcel_request *request);

/* Appends "POST /users/track: 1 of attributes, 3 of purchases" for each request, a line each. */
void parcel_append_contents(UT_string *out, const struct parcel *parcel);

#endif
