/* The explanation of a mapping: where each field of a request came from and by which rule, why each field of the
 * event that is in no request went nowhere, and warnings.
 *
 * The mapping tells as it goes, by the nodes of the trees it reads and builds; afterwards the nodes are looked up in
 * the event and in the requests, which gives the paths. Where no explanation is asked for, explain is NULL
 * everywhere, and a test of that is all it costs. Texts are borrowed: literals, or in the arena of the run. */
#ifndef RUDDERSTACK_EXPLAIN_H
#define RUDDERSTACK_EXPLAIN_H

#include <stdbool.h>
#include <stddef.h>

#include "support/jsvalue.h"

struct explain;

struct explain *explain_new(void);
void explain_free(struct explain *explain);

/* Notes the event that is mapped from here on, and where each of its fields stands. */
void explain_begin(struct explain *explain, struct arena *arena, const cJSON *event);

/* What was told: [{"request", "to", "from", "rule"}]. First the fields of the requests (a list of {"body"}): request
 * is the index, to a JSON Pointer into it, from one into the event, or null. Then what of the event went nowhere: to
 * is null, and there is no request; with an error (else NULL) that is all of it. In the arena. */
cJSON *explain_report(const struct explain *explain, struct arena *arena, const cJSON *requests, const char *error);

/* [{"about", "text"}]: about is a JSON Pointer into the event, or null. */
cJSON *explain_warnings(const struct explain *explain, struct arena *arena);

/* For the mapping; see the functions below without "record". */
void explain_record_field(struct explain *explain, const cJSON *to, const cJSON *from, const char *rule);
void explain_record_lost(struct explain *explain, const cJSON *from, const char *why);
void explain_record_warning(struct explain *explain, const cJSON *about, const char *text);
void explain_record_same(struct explain *explain, const cJSON *handle, const cJSON *original);

/* The node to of a request came from the node from of the event (NULL: from none; a constant, a setting). */
static inline void explain_field(struct explain *explain, const cJSON *to, const cJSON *from, const char *rule)
{
    if (explain != NULL && to != NULL)
        explain_record_field(explain, to, from, rule);
}

/* The node from of the event went nowhere. A node that went somewhere as well is not reported. */
static inline void explain_lost(struct explain *explain, const cJSON *from, const char *why)
{
    if (explain != NULL && from != NULL)
        explain_record_lost(explain, from, why);
}

/* A trap. about: the node of the event it is about, or NULL. */
static inline void explain_warn(struct explain *explain, const cJSON *about, const char *text)
{
    if (explain != NULL)
        explain_record_warning(explain, about, text);
}

/* handle stands for original: what is told of the one holds for the other. */
static inline void explain_same(struct explain *explain, const cJSON *handle, const cJSON *original)
{
    if (explain != NULL && handle != NULL && original != NULL)
        explain_record_same(explain, handle, original);
}

#endif
