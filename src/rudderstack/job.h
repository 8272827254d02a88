/* What the router has of one input after the mapping: a request, or the reason why there is none. */
#ifndef RUDDERSTACK_JOB_H
#define RUDDERSTACK_JOB_H

#include <stdbool.h>
#include <stddef.h>

#include "rudderstack/batch.h"
#include "rudderstack/cloud.h"
#include "rudderstack/mapping.h"

struct job {
    struct mapping mapping; /* the event; mapping.result is what became of it */
    bool started;
    cJSON *alias; /* what Braze is told first; NULL: nothing */
};

/* Jobs of one destination, in the order in which they are answered. */
struct job_list {
    const struct cloud *cloud;
    struct job **jobs;
    size_t count;
    const cJSON *first_metadata; /* of the first input, for the tags of failures */
};

bool job_succeeded(const struct job *job);

/* A list in the body of a job's request ("events"); NULL if there is none. */
const cJSON *job_items(const struct job *job, const char *name);

/* The external id of an item of the job, even where JSON does not show it; NULL if it has none. */
const cJSON *job_item_id(const struct job *job, enum batch_kind kind, const cJSON *item);

/* The two ways to make batches: job_batch.c, where a batch answers for all its jobs together, and job_delivery.c,
 * where each job is told which items of a request are its. Both append to answers: what goes out, then failures, then
 * what was dropped on purpose. False with failure filled: all of the jobs fail together. */
bool job_batch(const struct job_list *list, cJSON *answers, struct failure *failure) MUST_CHECK;
bool job_batch_with_delivery(const struct job_list *list, cJSON *answers, struct failure *failure) MUST_CHECK;

/* For these two: a request with the first job's key and data center. NULL with failure filled. */
cJSON *job_request(const struct job_list *list, const char *path, cJSON *body, struct failure *failure);
cJSON *job_subscription_request(const struct job_list *list, const cJSON *entries, size_t count,
                                struct failure *failure);
cJSON *job_merge_request(const struct job_list *list, const cJSON *entries, size_t count, struct failure *failure);
cJSON *job_track_request(const struct job_list *list, const struct batch_list *items, size_t start, size_t end,
                         struct failure *failure);

/* For these two: the answer for what goes out, and those for what does not. */
cJSON *job_answer(const struct job_list *list, cJSON *batched_request, cJSON *metadata);
void job_append_failures(const struct job_list *list, cJSON *answers);

#endif
