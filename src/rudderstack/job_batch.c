/* Batches that answer for all their jobs together. */
#include "rudderstack/job.h"
#include "rudderstack/request.h"

/* All jobs' lists of one name as one; *any: whether a job succeeded at all. */
static cJSON *collect(const struct job_list *list, const char *name)
{
    struct arena *arena = list->cloud->arena;
    cJSON *all = js_array(arena);
    for (size_t i = 0; i < list->count; i++) {
        const cJSON *items = job_succeeded(list->jobs[i]) ? job_items(list->jobs[i], name) : NULL;
        for (const cJSON *item = items != NULL ? items->child : NULL; item != NULL; item = item->next)
            js_append(arena, all, js_share(arena, item));
    }
    return all;
}

/* The items of one kind, with their ids. */
static struct batch_list collect_kind(const struct job_list *list, enum batch_kind kind)
{
    struct batch_list items = { .arena = list->cloud->arena };
    for (size_t i = 0; i < list->count; i++) {
        const struct job *job = list->jobs[i];
        const cJSON *of_job = job_succeeded(job) ? job_items(job, batch_kind_name(kind)) : NULL;
        for (const cJSON *item = of_job != NULL ? of_job->child : NULL; item != NULL; item = item->next)
            batch_add(&items,
                      (struct batch_item){ .kind = kind, .value = item, .external_id = job_item_id(job, kind, item) });
    }
    return items;
}

static bool add_track_requests(const struct job_list *list, cJSON *requests, struct failure *failure)
{
    struct arena *arena = list->cloud->arena;
    const cJSON *workspace = js_get(list->jobs[0]->mapping.event.metadata, "workspaceId");
    bool by_users = batch_counts_users(arena, list->cloud->options->mau_skip_list, workspace);
    struct batch_list of_kind[BATCH_KIND_COUNT];
    for (enum batch_kind kind = 0; kind < BATCH_KIND_COUNT; kind++)
        of_kind[kind] = collect_kind(list, kind);
    struct batch_list all = { .arena = arena };
    batch_interleave(of_kind, by_users, &all);
    if (!batch_sort(&all, failure))
        return false;
    for (size_t start = 0, end = 0; start < all.count; start = end) {
        end = by_users ? batch_end_by_users(&all, start) : batch_end_by_items(&all, start);
        cJSON *request = job_track_request(list, &all, start, end, failure);
        if (request == NULL)
            return false;
        js_append(arena, requests, request);
    }
    return true;
}

/* Requests for the entries of one name, so many in each. */
static bool add_requests(const struct job_list *list, const char *name, size_t size,
                         cJSON *(*make)(const struct job_list *list, const cJSON *entries, size_t count,
                                        struct failure *failure),
                         cJSON *requests, struct failure *failure)
{
    const cJSON *entries = collect(list, name)->child;
    while (entries != NULL) {
        size_t count = 0;
        const cJSON *rest = entries;
        for (; rest != NULL && count < size; rest = rest->next)
            count++;
        cJSON *request = make(list, entries, count, failure);
        if (request == NULL)
            return false;
        js_append(list->cloud->arena, requests, request);
        entries = rest;
    }
    return true;
}

bool job_batch(const struct job_list *list, cJSON *answers, struct failure *failure)
{
    struct arena *arena = list->cloud->arena;
    cJSON *metadata = js_array(arena);
    for (size_t i = 0; i < list->count; i++)
        if (job_succeeded(list->jobs[i]))
            js_append(arena, metadata, js_share(arena, list->jobs[i]->mapping.event.metadata));
    cJSON *requests = js_array(arena);
    if (!add_track_requests(list, requests, failure) ||
        !add_requests(list, "subscription_groups", BATCH_SUBSCRIPTIONS, job_subscription_request, requests, failure) ||
        !add_requests(list, "merge_updates", BATCH_MERGES, job_merge_request, requests, failure))
        return false;
    if (metadata->child != NULL)
        js_append(arena, answers, job_answer(list, requests, metadata));
    job_append_failures(list, answers);
    return true;
}
