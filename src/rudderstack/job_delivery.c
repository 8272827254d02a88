/* Batches whose jobs are told which items of a request are theirs, so that Braze's answer can be given to each of
 * them. */
#include "rudderstack/job.h"
#include "rudderstack/request.h"
#include "support/jswrite.h"

static const char *const index_names[BATCH_KIND_COUNT] = { "attributesIndices", "eventsIndices", "purchasesIndices" };

/* Adds a job's items to the list. False: it fails on its own, with its failure filled. */
static bool add_job(struct job *job, size_t index, struct batch_list *all)
{
    struct arena *arena = all->arena;
    struct failure *failure = &job->mapping.result.failure;
    size_t before = all->count;
    size_t bytes = 0;
    for (enum batch_kind kind = 0; kind < BATCH_KIND_COUNT; kind++) {
        const cJSON *items = job_items(job, batch_kind_name(kind));
        for (const cJSON *item = items != NULL ? items->child : NULL; item != NULL; item = item->next) {
            if (js_nullish(item))
                continue;
            size_t size = js_written_size(item);
            if (size > BATCH_ITEM_BYTES) {
                all->count = before;
                return failure_set(failure, arena, FAILURE_ITEM_TOO_LARGE, batch_kind_name(kind), size);
            }
            bytes += size;
            batch_add(all, (struct batch_item){ kind, item, job_item_id(job, kind, item), index, size });
        }
    }
    size_t count = all->count - before;
    if (count <= BATCH_ITEMS && bytes <= BATCH_REQUEST_BYTES)
        return true;
    all->count = before;
    return count > BATCH_ITEMS ? failure_set(failure, arena, FAILURE_JOB_TOO_MANY_ITEMS, count)
                               : failure_set(failure, arena, FAILURE_JOB_TOO_LARGE, bytes);
}

/* What a request holds so far. */
struct filling {
    size_t of_kind[BATCH_KIND_COUNT];
    size_t items;
    size_t bytes;
    size_t users;
    const cJSON *ids[BATCH_ITEMS];
};

/* Adds the run of items from start to end, as far as it fits; false: it does not, and nothing is added. */
static bool fill(struct filling *filling, const struct batch_list *all, size_t start, size_t end, bool by_users)
{
    struct filling filled = *filling;
    for (size_t i = start; i < end; i++) {
        const struct batch_item *item = &all->items[i];
        filled.of_kind[item->kind]++;
        filled.items++;
        filled.bytes += item->bytes;
        bool known = !js_truthy(item->external_id);
        for (size_t id = 0; id < filled.users && !known; id++)
            known = js_same(filled.ids[id], item->external_id);
        if (by_users && !known) {
            if (filled.users == BATCH_ITEMS)
                return false;
            filled.ids[filled.users++] = item->external_id;
        }
        if ((by_users ? filled.of_kind[item->kind] : filled.items) > BATCH_ITEMS || filled.bytes > BATCH_REQUEST_BYTES)
            return false;
    }
    *filling = filled;
    return true;
}

/* The end of the items of one job that stand together. */
static size_t run_end(const struct batch_list *all, size_t start)
{
    size_t end = start + 1;
    while (end < all->count && all->items[end].job == all->items[start].job)
        end++;
    return end;
}

static size_t request_end(const struct batch_list *all, size_t start, bool by_users)
{
    struct filling filling = { .items = 0 };
    size_t end = start;
    while (end < all->count) {
        size_t next = run_end(all, end);
        if (!fill(&filling, all, end, next, by_users) && end > start)
            break;
        end = next;
    }
    return end;
}

/* The job's metadata with destInfo, a new object in which *dest_info is to be completed. */
static cJSON *metadata_of(struct arena *arena, const struct job *job, cJSON **dest_info)
{
    cJSON *metadata = js_spread(arena, job->mapping.event.metadata);
    *dest_info = js_spread(arena, js_get(metadata, "destInfo"));
    js_set(metadata, "destInfo", *dest_info);
    return metadata;
}

/* A job of a request, and where its items stand in it. */
struct delivered {
    size_t job;
    cJSON *dest_info;
    cJSON *indices[BATCH_KIND_COUNT];
};

static struct delivered *find_delivered(struct delivered *delivered, size_t count, size_t job)
{
    for (size_t i = count; i-- > 0;) /* mostly the last one */
        if (delivered[i].job == job)
            return &delivered[i];
    return NULL;
}

/* Tells each job of the request where its items stand. */
static cJSON *deliveries(const struct job_list *list, const struct batch_list *all, size_t start, size_t end)
{
    struct arena *arena = list->cloud->arena;
    cJSON *metadata = js_array(arena);
    struct delivered *delivered = arena_allocate_zeroed(arena, end - start, sizeof *delivered);
    size_t count = 0;
    size_t position[BATCH_KIND_COUNT] = { 0 };
    for (size_t i = start; i < end; i++) {
        const struct batch_item *item = &all->items[i];
        struct delivered *of_job = find_delivered(delivered, count, item->job);
        if (of_job == NULL) {
            of_job = &delivered[count++];
            of_job->job = item->job;
            js_append(arena, metadata, metadata_of(arena, list->jobs[item->job], &of_job->dest_info));
        }
        if (of_job->indices[item->kind] == NULL) {
            of_job->indices[item->kind] = js_array(arena);
            js_set(of_job->dest_info, index_names[item->kind], of_job->indices[item->kind]);
        }
        js_append(arena, of_job->indices[item->kind], js_number(arena, (double)position[item->kind]++));
    }
    return metadata;
}

static bool append_track_answers(const struct job_list *list, struct batch_list *all, cJSON *answers,
                                 struct failure *failure)
{
    struct arena *arena = list->cloud->arena;
    const cJSON *workspace = js_get(list->jobs[0]->mapping.event.metadata, "workspaceId");
    bool by_users = batch_counts_users(arena, list->cloud->options->mau_skip_list, workspace);
    if (!batch_sort(all, failure))
        return false;
    for (size_t start = 0, end = 0; start < all->count; start = end) {
        end = request_end(all, start, by_users);
        cJSON *request = job_track_request(list, all, start, end, failure);
        if (request == NULL)
            return false;
        js_append(arena, answers, job_answer(list, request, deliveries(list, all, start, end)));
    }
    return true;
}

/* Entries of one name from all jobs, and whose they are. */
struct entries {
    cJSON *values;
    const struct job **jobs;
    size_t count;
};

static struct entries collect_entries(const struct job_list *list, const char *name)
{
    struct arena *arena = list->cloud->arena;
    struct entries entries = { .values = js_array(arena) };
    size_t capacity = 0;
    for (size_t i = 0; i < list->count; i++)
        if (job_succeeded(list->jobs[i]))
            capacity += js_count(job_items(list->jobs[i], name));
    entries.jobs = arena_allocate_zeroed(arena, capacity, sizeof(struct job *));
    for (size_t i = 0; i < list->count; i++) {
        const cJSON *items = job_succeeded(list->jobs[i]) ? job_items(list->jobs[i], name) : NULL;
        for (const cJSON *item = items != NULL ? items->child : NULL; item != NULL; item = item->next) {
            js_append(arena, entries.values, js_share(arena, item));
            entries.jobs[entries.count++] = list->jobs[i];
        }
    }
    return entries;
}

static bool append_answers(const struct job_list *list, const char *name, size_t size,
                           cJSON *(*make)(const struct job_list *list, const cJSON *entries, size_t count,
                                          struct failure *failure),
                           cJSON *answers, struct failure *failure)
{
    struct arena *arena = list->cloud->arena;
    struct entries entries = collect_entries(list, name);
    const cJSON *value = entries.values->child;
    for (size_t start = 0; start < entries.count; start += size) {
        size_t count = entries.count - start < size ? entries.count - start : size;
        cJSON *request = make(list, value, count, failure);
        if (request == NULL)
            return false;
        cJSON *metadata = js_array(arena);
        for (size_t i = start; i < start + count; i++) {
            cJSON *dest_info = NULL;
            if (i == start || entries.jobs[i] != entries.jobs[i - 1])
                js_append(arena, metadata, metadata_of(arena, entries.jobs[i], &dest_info));
            value = value->next;
        }
        js_append(arena, answers, job_answer(list, request, metadata));
    }
    return true;
}

static bool has_track_items(const struct job *job)
{
    const cJSON *body = request_body(job->mapping.result.request);
    for (enum batch_kind kind = 0; kind < BATCH_KIND_COUNT; kind++)
        if (js_truthy(js_get(body, batch_kind_name(kind))))
            return true;
    return false;
}

bool job_batch_with_delivery(const struct job_list *list, cJSON *answers, struct failure *failure)
{
    struct batch_list all = { .arena = list->cloud->arena };
    for (size_t i = 0; i < list->count; i++) {
        struct job *job = list->jobs[i];
        if (!job_succeeded(job))
            continue;
        const cJSON *body = request_body(job->mapping.result.request);
        if (has_track_items(job))
            (void)add_job(job, i, &all); /* a job that does not fit is answered with the failures */
        else if (!js_truthy(js_get(body, "subscription_groups")) && !js_truthy(js_get(body, "merge_updates")))
            return failure_set(failure, list->cloud->arena, FAILURE_BODY_UNKNOWN);
    }
    if (!append_track_answers(list, &all, answers, failure) ||
        !append_answers(list, "subscription_groups", BATCH_SUBSCRIPTIONS, job_subscription_request, answers, failure) ||
        !append_answers(list, "merge_updates", BATCH_MERGES, job_merge_request, answers, failure))
        return false;
    job_append_failures(list, answers);
    return true;
}
