#include "rudderstack/job.h"

#include <string.h>

#include "rudderstack/request.h"

/* Dropped on purpose: neither success nor failure. */
enum { STATUS_FILTERED = 298 };

bool job_succeeded(const struct job *job)
{
    return job->mapping.result.failure.status == 0;
}

const cJSON *job_items(const struct job *job, const char *name)
{
    const cJSON *items = js_get(request_body(job->mapping.result.request), name);
    return js_is_array(items) ? items : NULL;
}

const cJSON *job_item_id(const struct job *job, enum batch_kind kind, const cJSON *item)
{
    const cJSON *id = js_get(item, "external_id");
    if (id == NULL && kind == BATCH_ATTRIBUTES)
        id = js_get(job->mapping.result.hidden, "external_id");
    return id;
}

cJSON *job_request(const struct job_list *list, const char *path, cJSON *body, struct failure *failure)
{
    return request_new(list->cloud->arena, list->jobs[0]->mapping.event.config, path, body, failure);
}

static cJSON *share_entries(struct arena *arena, const cJSON *entries, size_t count)
{
    cJSON *list = js_array(arena);
    for (; count > 0; entries = entries->next, count--)
        js_append(arena, list, js_share(arena, entries));
    return list;
}

cJSON *job_subscription_request(const struct job_list *list, const cJSON *entries, size_t count,
                                struct failure *failure)
{
    struct arena *arena = list->cloud->arena;
    cJSON *combined = batch_combine_subscriptions(arena, entries, count, failure);
    if (combined == NULL)
        return NULL;
    cJSON *body = js_object(arena);
    js_add(body, "subscription_groups", combined);
    return job_request(list, REQUEST_SUBSCRIPTION_PATH, body, failure);
}

cJSON *job_merge_request(const struct job_list *list, const cJSON *entries, size_t count, struct failure *failure)
{
    cJSON *body = js_object(list->cloud->arena);
    js_add(body, "merge_updates", share_entries(list->cloud->arena, entries, count));
    return job_request(list, REQUEST_MERGE_PATH, body, failure);
}

cJSON *job_track_request(const struct job_list *list, const struct batch_list *items, size_t start, size_t end,
                         struct failure *failure)
{
    cJSON *body = js_object(list->cloud->arena);
    js_add(body, "partner", js_string(list->cloud->arena, "RudderStack"));
    batch_add_items(items, start, end, body);
    return job_request(list, REQUEST_TRACK_PATH, body, failure);
}

cJSON *job_answer(const struct job_list *list, cJSON *batched_request, cJSON *metadata)
{
    struct arena *arena = list->cloud->arena;
    cJSON *answer = js_object(arena);
    js_add(answer, "batchedRequest", batched_request);
    js_add(answer, "metadata", metadata);
    js_add(answer, "batched", js_bool(arena, true));
    js_add(answer, "statusCode", js_number(arena, 200));
    js_add(answer, "destination", js_share(arena, list->jobs[0]->mapping.event.destination));
    return answer;
}

/* The request of a job that is too large to be delivered: RudderStack answers with it. */
static cJSON *undelivered_request(struct arena *arena, const struct job *job)
{
    const struct event *event = &job->mapping.event;
    if (job->mapping.result.failure.tags != FAILURE_TAGS_ABORTED)
        return NULL;
    if (job->mapping.result.request == event->message)
        return js_share(arena, event->message);
    cJSON *request = js_copy_level(arena, job->mapping.result.request);
    const cJSON *user_id = event_get(event, "userId");
    js_set(request, "userId", js_share(arena, js_truthy(user_id) ? user_id : event_get(event, "anonymousId")));
    return request;
}

static cJSON *failed_answer(const struct job_list *list, const struct job *job)
{
    struct arena *arena = list->cloud->arena;
    const struct failure *failure = &job->mapping.result.failure;
    cJSON *metadata = js_array(arena);
    js_append(arena, metadata, js_share(arena, job->mapping.event.metadata));
    cJSON *answer = js_object(arena);
    js_add(answer, "batchedRequest", undelivered_request(arena, job));
    js_add(answer, "metadata", metadata);
    js_add(answer, "batched", js_bool(arena, false));
    js_add(answer, "statusCode", js_number(arena, failure->status));
    js_add(answer, "error", js_string(arena, failure->text));
    js_add(answer, "statTags", failure_stat_tags(arena, failure, "router", list->first_metadata));
    js_add(answer, "destination", js_share(arena, job->mapping.event.destination));
    return answer;
}

void job_append_failures(const struct job_list *list, cJSON *answers)
{
    for (int filtered = 0; filtered <= 1; filtered++)
        for (size_t i = 0; i < list->count; i++)
            if (!job_succeeded(list->jobs[i]) &&
                (list->jobs[i]->mapping.result.failure.status == STATUS_FILTERED) == (filtered == 1))
                js_append(list->cloud->arena, answers, failed_answer(list, list->jobs[i]));
}
