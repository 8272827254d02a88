/* Many events, few requests: RudderStack's router. */
#include <string.h>

#include "rudderstack/cloud.h"
#include "rudderstack/dedup.h"
#include "rudderstack/identify_call.h"
#include "rudderstack/job.h"
#include "rudderstack/request.h"
#include "support/jsmap.h"
#include "support/jswrite.h"

enum { STATUS_FILTERED = 298, EVENTS_AT_A_TIME = 50 };

/* Jobs of one destination, in the order of the input. */
struct group {
    struct job *jobs;
    size_t count;
    size_t capacity;
    cJSON *inputs;
};

/* Jobs of one user, in order. */
struct user {
    struct job **jobs;
    size_t count;
    size_t next; /* the job that has its turn next */
    size_t capacity;
};

static void *grow(struct arena *arena, void *items, size_t count, size_t *capacity, size_t size)
{
    if (count < *capacity)
        return items;
    size_t larger = *capacity > 0 ? *capacity * 2 : 4;
    void *copy = arena_allocate_zeroed(arena, larger, size);
    if (count > 0)
        memcpy(copy, items, count * size);
    *capacity = larger;
    return copy;
}

/* Compact JSON with the members of every object sorted by name. */
static void write_sorted(struct arena *arena, UT_string *out, const cJSON *value);

static int compare_names(const void *a, const void *b)
{
    return strcmp((*(const cJSON *const *)a)->string, (*(const cJSON *const *)b)->string);
}

static void write_sorted_members(struct arena *arena, UT_string *out, const cJSON *object)
{
    size_t count = js_count(object);
    const cJSON **members = arena_allocate_zeroed(arena, count, sizeof *members);
    size_t used = 0;
    for (const cJSON *member = object->child; member != NULL; member = member->next)
        members[used++] = member;
    qsort(members, count, sizeof *members, compare_names);
    utstring_bincpy(out, "{", 1);
    for (size_t i = 0; i < count; i++) {
        if (i > 0)
            utstring_bincpy(out, ",", 1);
        js_write_text(out, members[i]->string);
        utstring_bincpy(out, ":", 1);
        write_sorted(arena, out, members[i]);
    }
    utstring_bincpy(out, "}", 1);
}

static void write_sorted(struct arena *arena, UT_string *out, const cJSON *value)
{
    if (js_is_object(value)) {
        write_sorted_members(arena, out, value);
    } else if (js_is_array(value)) {
        utstring_bincpy(out, "[", 1);
        for (const cJSON *element = value->child; element != NULL; element = element->next) {
            write_sorted(arena, out, element);
            if (element->next != NULL)
                utstring_bincpy(out, ",", 1);
        }
        utstring_bincpy(out, "]", 1);
    } else {
        js_write(out, value);
    }
}

/* What the jobs of one destination have in common: its id and, where settings may depend on the event, the settings. */
static const char *destination_key(struct arena *arena, const struct event *event)
{
    const cJSON *id = js_get(event->destination, "ID");
    const cJSON *dynamic = js_get(event->destination, "hasDynamicConfig");
    UT_string key;
    utstring_init(&key);
    const char *name = "default";
    if (js_truthy(id) && !js_to_text(arena, id, &name))
        name = "";
    js_write_text(&key, name);
    if (!js_is_bool(dynamic) || js_truthy(dynamic)) {
        if (event->config != NULL)
            write_sorted(arena, &key, event->config);
        else
            utstring_printf(&key, "undefined"); /* neither null nor settings that are not looked at */
    }
    const char *copy = arena_copy(arena, utstring_body(&key), utstring_len(&key));
    utstring_done(&key);
    return copy;
}

/* The user whose events come one after the other. NULL: the id cannot become text. */
static const char *user_key(struct arena *arena, const struct event *event)
{
    const char *key = NULL;
    const cJSON *id = event_get(event, "userId");
    return js_to_text(arena, js_truthy(id) ? id : event_get(event, "anonymousId"), &key) ? key : NULL;
}

/* Takes one step of a job; true: it has had its last. An identify that has an alias to tell takes two. */
static bool step(const struct cloud *cloud, struct job *job)
{
    struct mapping *mapping = &job->mapping;
    if (!job->started) {
        job->started = true;
        if (js_truthy(event_get(&mapping->event, "statusCode"))) {
            mapping->result.request = mapping->event.message; /* was mapped already */
            return true;
        }
        if (!mapping_start(mapping))
            return true;
        job->alias = mapping_alias(mapping);
        if (job->alias != NULL)
            return false;
    }
    if (!mapping_finish(mapping) && mapping->result.failure.id == FAILURE_DUPLICATE_USER &&
        cloud->options->filter_code) {
        mapping->result.failure.status = STATUS_FILTERED;
        mapping->result.failure.tags = FAILURE_TAGS_NONE;
    }
    return true;
}

struct run {
    const struct cloud *cloud;
    struct user *users;
    size_t user_count;
    struct identify_call *calls; /* aliases to be told, in the order of the jobs' turns */
    size_t call_count;
};

static void note_alias(struct run *run, const struct job *job)
{
    if (job->alias != NULL)
        run->calls[run->call_count++] = (struct identify_call){ job->mapping.event.config, job->alias };
}

/* User after user; of those with many events the rest comes after everybody's first. */
static void run_by_user(struct run *run)
{
    bool left = true;
    while (left) {
        left = false;
        for (size_t i = 0; i < run->user_count; i++) {
            struct user *user = &run->users[i];
            for (size_t turn = 0; turn < EVENTS_AT_A_TIME && user->next < user->count; turn++) {
                struct job *job = user->jobs[user->next++];
                while (!step(run->cloud, job))
                    continue;
                note_alias(run, job);
            }
            left = left || user->next < user->count;
        }
    }
}

/* One step of each user in turn: what is sent of one event is known to the next. */
static void run_in_turns(struct run *run)
{
    bool left = true;
    while (left) {
        left = false;
        for (size_t i = 0; i < run->user_count; i++) {
            struct user *user = &run->users[i];
            if (user->next == user->count)
                continue;
            struct job *job = user->jobs[user->next];
            bool was_started = job->started;
            if (step(run->cloud, job))
                user->next++;
            if (!was_started)
                note_alias(run, job);
            left = left || user->next < user->count;
        }
    }
}

static int compare_users(const void *a, const void *b)
{
    uint32_t left = 0;
    uint32_t right = 0;
    (void)js_is_index((*(const cJSON *const *)a)->string, &left);
    (void)js_is_index((*(const cJSON *const *)b)->string, &right);
    return left < right ? -1 : left > right;
}

/* Sorts the group's jobs by user, users in the order of JavaScript's members: numbers first. False: an id is no text.
 */
static bool find_users(struct run *run, struct group *group)
{
    struct arena *arena = run->cloud->arena;
    struct js_map *by_key = js_map_new(arena);
    const cJSON **numbered = arena_allocate_zeroed(arena, group->count, sizeof *numbered);
    const cJSON **others = arena_allocate_zeroed(arena, group->count, sizeof *others);
    size_t number_count = 0;
    size_t other_count = 0;
    struct user *found_users = arena_allocate_zeroed(arena, group->count, sizeof *found_users);
    for (size_t i = 0; i < group->count; i++) {
        const char *key = user_key(arena, &group->jobs[i].mapping.event);
        if (key == NULL)
            return false;
        const cJSON *place = js_map_find_text(by_key, key);
        if (place == NULL) {
            cJSON *new_place = js_number(arena, (double)run->user_count++);
            cJSON holder = { 0 };
            js_add(&holder, key, new_place); /* gives it its name */
            place = new_place;
            js_map_put_text(by_key, key, place);
            if (js_is_index(key, NULL))
                numbered[number_count++] = place;
            else
                others[other_count++] = place;
        }
        struct user *user = &found_users[(size_t)place->valuedouble];
        user->jobs = grow(arena, user->jobs, user->count, &user->capacity, sizeof *user->jobs);
        user->jobs[user->count++] = &group->jobs[i];
    }
    qsort(numbered, number_count, sizeof *numbered, compare_users);
    run->users = arena_allocate_zeroed(arena, run->user_count, sizeof *run->users);
    for (size_t i = 0; i < number_count; i++)
        run->users[i] = found_users[(size_t)numbered[i]->valuedouble];
    for (size_t i = 0; i < other_count; i++)
        run->users[number_count + i] = found_users[(size_t)others[i]->valuedouble];
    return true;
}

/* Looks up the profiles that deduplication compares with. */
static bool look_up_profiles(const struct cloud *cloud, struct group *group, bool wanted, struct failure *failure)
{
    struct arena *arena = cloud->arena;
    struct dedup_store *profiles = dedup_store_new(arena);
    if (wanted) {
        cJSON *external_ids = NULL;
        cJSON *alias_names = NULL;
        dedup_collect_ids(arena, group->inputs, &external_ids, &alias_names);
        cJSON *chunks = dedup_chunk_ids(arena, external_ids, alias_names);
        const cJSON *config = group->jobs[0].mapping.event.config;
        if (!dedup_store_add(profiles, dedup_look_up(arena, cloud->exchange, config, chunks), failure))
            return false;
    }
    for (size_t i = 0; i < group->count; i++)
        group->jobs[i].mapping.event.profiles = profiles;
    return true;
}

static void tell_trace(const struct cloud *cloud, const struct job_list *list)
{
    for (size_t i = 0; cloud->trace != NULL && i < list->count; i++) {
        const struct job *job = list->jobs[i];
        /* An alias is told even where the event itself comes to nothing. */
        if (job_succeeded(job) || job->alias != NULL)
            cloud->trace->mapped(cloud->trace->context, job->mapping.event.metadata,
                                 job_succeeded(job) ? job->mapping.result.request : NULL, job->alias);
    }
}

static bool route_group(const struct cloud *cloud, struct group *group, cJSON *answers, struct failure *failure)
{
    struct arena *arena = cloud->arena;
    bool dedup = event_switch(&group->jobs[0].mapping.event, "supportDedup");
    struct run run = { .cloud = cloud };
    run.calls = arena_allocate_zeroed(arena, group->count, sizeof *run.calls);
    if (!look_up_profiles(cloud, group, dedup, failure))
        return false;
    if (!find_users(&run, group))
        return failure_set(failure, arena, FAILURE_NO_PRIMITIVE);
    if (dedup)
        run_in_turns(&run);
    else
        run_by_user(&run);
    identify_call_send_all(arena, cloud->exchange, run.calls, run.call_count);

    struct job_list list = { .cloud = cloud, .first_metadata = group->jobs[0].mapping.event.metadata };
    list.jobs = arena_allocate_zeroed(arena, group->count, sizeof(struct job *));
    for (size_t i = 0; i < run.user_count; i++)
        for (size_t j = 0; j < run.users[i].count; j++)
            list.jobs[list.count++] = run.users[i].jobs[j];
    tell_trace(cloud, &list);
    if (request_base_url(arena, list.jobs[0]->mapping.event.config, failure) == NULL)
        return false;
    const cJSON *workspace = js_get(group->jobs[0].mapping.event.destination, "WorkspaceID");
    if (batch_list_names(arena, cloud->options->delivery_mapping_list, workspace))
        return job_batch_with_delivery(&list, answers, failure);
    return job_batch(&list, answers, failure);
}

/* All jobs of the group failed together. */
static cJSON *group_failure(const struct cloud *cloud, const struct group *group, const struct failure *failure)
{
    struct arena *arena = cloud->arena;
    cJSON *metadata = js_array(arena);
    for (size_t i = 0; i < group->count; i++)
        js_append(arena, metadata, js_share(arena, group->jobs[i].mapping.event.metadata));
    cJSON *answer = js_object(arena);
    js_add(answer, "metadata", metadata);
    js_add(answer, "batched", js_bool(arena, false));
    js_add(answer, "statusCode", js_number(arena, failure->status));
    js_add(answer, "error", js_string(arena, failure->text));
    js_add(answer, "statTags",
           failure_stat_tags(arena, failure, failure->tags == FAILURE_TAGS_EXCEPTION ? NULL : "router",
                             group->jobs[0].mapping.event.metadata));
    return answer;
}

/* Puts the inputs into groups, in the order of their first inputs. */
static struct group *find_groups(const struct cloud *cloud, cJSON *inputs, size_t *count)
{
    struct arena *arena = cloud->arena;
    struct js_map *by_key = js_map_new(arena);
    struct group *groups = arena_allocate_zeroed(arena, js_count(inputs), sizeof *groups);
    for (cJSON *input = inputs->child; input != NULL; input = input->next) {
        struct job job = { .started = false };
        event_init(&job.mapping.event, arena, cloud->explain, input);
        const char *key = destination_key(arena, &job.mapping.event);
        const cJSON *place = js_map_find_text(by_key, key);
        if (place == NULL) {
            place = js_number(arena, (double)*count);
            js_map_put_text(by_key, key, place);
            groups[(*count)++].inputs = js_array(arena);
        }
        struct group *group = &groups[(size_t)place->valuedouble];
        group->jobs = grow(arena, group->jobs, group->count, &group->capacity, sizeof *group->jobs);
        group->jobs[group->count++] = job;
        cJSON *with_message = js_object(arena);
        js_add(with_message, "message", js_share(arena, job.mapping.event.message));
        js_append(arena, group->inputs, with_message);
    }
    return groups;
}

cJSON *cloud_route(const struct cloud *cloud, cJSON *inputs)
{
    cJSON *answers = js_array(cloud->arena);
    size_t count = 0;
    struct group *groups = find_groups(cloud, inputs, &count);
    for (size_t i = 0; i < count; i++) {
        struct failure failure = { 0 };
        cJSON *of_group = js_array(cloud->arena);
        if (!route_group(cloud, &groups[i], of_group, &failure)) {
            of_group = js_array(cloud->arena);
            js_append(cloud->arena, of_group, group_failure(cloud, &groups[i], &failure));
        }
        for (cJSON *answer = of_group->child, *next = NULL; answer != NULL; answer = next) {
            next = answer->next;
            answer->prev = NULL;
            js_append(cloud->arena, answers, answer);
        }
    }
    return answers;
}
