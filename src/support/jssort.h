/* Array.prototype.sort() as V8 does it: a stable merge sort (Tim Peters' listsort). For a comparison that is a total
 * order any stable sort gives the same; JavaScript's comparisons of mixed types are none, and then the result depends
 * on which elements are compared. */
#ifndef SUPPORT_JSSORT_H
#define SUPPORT_JSSORT_H

#include <stddef.h>

/* Below 0: a stands before b. */
typedef int js_sort_compare(const void *a, const void *b, void *context);

void js_sort(const void **items, size_t count, js_sort_compare *compare, void *context);

#endif
