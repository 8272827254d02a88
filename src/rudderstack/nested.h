/* Nested custom attributes: "add", "update" and "remove" in a trait become Braze's operations on arrays of objects.
 *
 * From https://www.rudderstack.com/docs/destinations/streaming-destinations/braze/ (nested custom attributes) and
 * https://www.braze.com/docs/user_guide/data/custom_data/custom_attributes/array_of_objects/. */
#ifndef RUDDERSTACK_NESTED_H
#define RUDDERSTACK_NESTED_H

#include "rudderstack/event.h"

/* Applies the operations in traits to data, the attributes made of them. An operation that JavaScript throws at (an
 * item that is null, operations that are no list) ends all of it; what was done until then stays. The items of an
 * update lose their identifier and the member it names, in traits, too. */
void nested_apply(const struct event *event, const cJSON *traits, cJSON *data);

#endif
