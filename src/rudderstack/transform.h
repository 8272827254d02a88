/* Cloud mode as a filter: a line of JSON in, a line of JSON out.
 *
 * An object {message, destination, metadata} is answered as RudderStack's processor answers it, a list of them as its
 * router: {"output": [...]}. What cannot be read is answered by {"error", "statusCode": 400}. No request is made on
 * the way: identify calls count as accepted, looked-up profiles as unknown. */
#ifndef RUDDERSTACK_TRANSFORM_H
#define RUDDERSTACK_TRANSFORM_H

#include <stdbool.h>
#include <stddef.h>

#include "rudderstack/cloud.h"
#include "support/text.h"

struct transform;

/* router: a line that is an object is taken as a list of one, too, and one with a list "input" as that list. The
 * options are borrowed. */
struct transform *transform_new(const struct cloud_options *options, bool router);
void transform_free(struct transform *transform);

/* Appends the answer to a line, with a line end. */
void transform_line(struct transform *transform, const char *line, size_t length, UT_string *out);

/* Appends an answer that says what is wrong with a line. */
void transform_refuse(const char *what, UT_string *out);

#endif
