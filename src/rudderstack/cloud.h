/* Cloud mode: what RudderStack's servers make of events for Braze, and send to Braze's REST API.
 *
 * From https://www.rudderstack.com/docs/destinations/streaming-destinations/braze/ and RudderStack's transformer,
 * whose answers these functions give, value for value. An input is {message, destination, metadata}: the event, the
 * destination with its settings in "Config", and what RudderStack's server knows of the job. Pure functions: see
 * exchange.h for the requests that have to be answered on the way. */
#ifndef RUDDERSTACK_CLOUD_H
#define RUDDERSTACK_CLOUD_H

#include <stdbool.h>

#include "rudderstack/exchange.h"
#include "rudderstack/explain.h"
#include "support/jsvalue.h"

struct dedup_store;

struct cloud_options {
    /* Workspaces whose batches count 75 users and 75 items of a kind: NULL or "ALL" for all, "NONE" for none, else a
     * list with commas. Those of the others count 75 items. */
    const char *mau_skip_list;
    /* Workspaces whose jobs are told singly which items of a batch are theirs: NULL or "" for none, "ALL", or a list.
     */
    const char *delivery_mapping_list;
    /* Events that deduplication leaves nothing of are answered with status 298 instead of 400. */
    bool filter_code;
};

/* Told by cloud_route() of every input that became a request, before requests are put into batches: its metadata, its
 * own request (NULL: only an alias came of it), and the alias that Braze is told of for it (NULL: none). Items of
 * batches share what they hold with the items of these requests, so that the child of a node tells whose it is. */
struct cloud_trace {
    void (*mapped)(void *context, const cJSON *metadata, const cJSON *request, const cJSON *alias);
    void *context;
};

struct cloud {
    struct arena *arena; /* all that is built is its */
    const struct cloud_options *options;
    const struct exchange *exchange;
    struct explain *explain;         /* NULL: no explanation is asked for */
    const struct cloud_trace *trace; /* NULL: nobody asks whose items are whose */
    /* Profiles for cloud_process() to deduplicate against. RudderStack's own processor has none (NULL), and fails an
     * event that asks for it; the router looks up its own. */
    struct dedup_store *profiles;
};

/* The answer for one input, as RudderStack's processor gives it: {output, metadata, statusCode} or {error, metadata,
 * statusCode, statTags}. The input's tree may be changed. */
cJSON *cloud_process(const struct cloud *cloud, cJSON *input);

/* The answers for a list of inputs, as RudderStack's router gives them: batches and failures. As above. */
cJSON *cloud_route(const struct cloud *cloud, cJSON *inputs);

#endif
