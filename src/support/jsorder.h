/* The order in which lodash's sortBy() puts JavaScript's values. */
#ifndef SUPPORT_JSORDER_H
#define SUPPORT_JSORDER_H

#include <stdbool.h>

#include "support/jsvalue.h"

/* Below, equal to or above 0 as a stands before, with or behind b: undefined last, null before it, then by
 * JavaScript's < and >, which compare texts by UTF-16 units and all else as numbers. What is no number ties with
 * every number. *thrown becomes true where JavaScript throws because a value cannot become text. */
int js_order(struct arena *arena, const cJSON *a, const cJSON *b, bool *thrown);

#endif
