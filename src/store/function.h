/* The SQL functions that this room adds, for its own files only. */
#ifndef STORE_FUNCTION_H
#define STORE_FUNCTION_H

#include "store/database.h"

/* brazier_contains(text, part, cased): 1 if part is in text; letters of either case count as the same unless cased. */
bool function_register(struct store *store, struct error *error) MUST_CHECK;

#endif
