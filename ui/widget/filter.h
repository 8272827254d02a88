/* Which rows are shown, as the operator types it.
 *
 * Terms are separated by blanks, and all must hold: "spring" is contained in any column, "!draft" in none,
 * "channel:email" in that column, "sent>1000", "sent<=1.5k", "edited>=2026-03-01" compare, "name=x" is exactly that;
 * quotes keep blanks ("field:\"two words\""). A term without capital letters ignores case. What is no known field is a
 * plain term. */
#ifndef UI_WIDGET_FILTER_H
#define UI_WIDGET_FILTER_H

#include <stdbool.h>
#include <stddef.h>

#include "support/text.h"
#include "ui/widget/cell.h"

struct filter;

/* columns are borrowed for as long as the filter lives. */
struct filter *filter_new(const char *text, const struct column *columns, size_t column_count);
void filter_free(struct filter *filter);

/* True if nothing is filtered out. */
bool filter_is_empty(const struct filter *filter);

/* Asks for the cells of one row as it needs them. */
bool filter_matches(const struct filter *filter, void (*cell)(void *context, size_t row, size_t column, struct cell *out),
                    void *context, size_t row);

/* The next place in visible text that a term looks for in this column, from *at on; false if there is none. *at and
 * *length are bytes. */
bool filter_find(const struct filter *filter, size_t column, const char *visible, size_t *at, size_t *length);

/* Folds case for comparing; the caller frees it. */
char *filter_fold(const char *text);

#endif
