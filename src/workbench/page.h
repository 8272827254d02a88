/* Previews as a page to keep: event, request and explanation side by side, in one file of HTML. */
#ifndef WORKBENCH_PAGE_H
#define WORKBENCH_PAGE_H

#include <stddef.h>

#include "support/error.h"
#include "workbench/workbench.h"

/* Writes the previews of these events (indexes into the list) under the settings as they are now. A file that is there is
 * not written over: ERROR_USAGE. */
bool page_write(const char *path, struct workbench *workbench, const size_t *events, size_t count,
                struct error *error) MUST_CHECK;

#endif
