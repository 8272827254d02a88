/* Conditions for rows of a journal as an operator writes them. */
#ifndef JOURNAL_FILTER_H
#define JOURNAL_FILTER_H

#include <stdbool.h>
#include <stdint.h>

#include "journal/view.h"
#include "support/error.h"
#include "support/text.h"

/* "404", "4xx", or "none" for those without an answer. ERROR_INPUT says what was expected. */
bool journal_read_status(const char *text, int *status, struct error *error) MUST_CHECK;

/* "2026-09-15", "2026-09-15T10:00", or "30m", "2h", "7d" ago. ERROR_INPUT says what was expected. */
bool journal_read_since(const char *text, int64_t now_ms, int64_t *since_ms, struct error *error) MUST_CHECK;

/* Appends the conditions in words, as they were written where that is given: "status 4xx, path /users". Nothing for a
 * filter that everything meets. Texts are made visible. since is what was written for it, or NULL. */
void journal_filter_describe(const struct journal_filter *filter, const char *since, UT_string *out);

#endif
