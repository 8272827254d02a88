#include "replay/plan.h"

#include <stdlib.h>
#include <string.h>

#include "braze/integration.h"
#include "replay/prepare.h"
#include "rudderstack/batch.h"
#include "rudderstack/cloud.h"
#include "rudderstack/consent.h"
#include "rudderstack/routing.h"
#include "support/json.h"
#include "support/jsread.h"
#include "support/jswrite.h"

#define uthash_fatal(message) memory_exhausted()
#include <uthash.h>

enum { STATUS_FILTERED = 298 };

/* Whose an object is, found by the first node of what it holds. */
struct origin {
    const void *key;
    size_t event;
    enum replay_part part;
    unsigned index;
    UT_hash_handle hh;
};

/* An entry for a subscription group, before entries are made one. */
struct subscription {
    const cJSON *entry;
    size_t event;
    unsigned index;
};

/* One run of the router. */
struct routing {
    struct replay_plan *plan;
    struct arena *arena;
    bool collecting; /* look-ups are collected; else they are answered */
    size_t next_look_up;
    cJSON *identified; /* list of lists of aliases, one for each identify call */
    struct origin *origins;
    struct subscription *subscriptions;
    size_t subscription_count;
    size_t next_subscription;
    replay_wanted *wanted;
    void *context;
};

struct replay_plan *replay_plan_new(const struct replay_mapping *mapping)
{
    struct replay_plan *plan = memory_allocate(1, sizeof *plan);
    plan->arena = arena_new();
    plan->mapping = mapping;
    return plan;
}

void replay_plan_free(struct replay_plan *plan)
{
    if (plan == NULL)
        return;
    for (size_t i = 0; i < plan->event_count; i++)
        free(plan->texts[i]);
    for (size_t i = 0; i < plan->look_up_count; i++) {
        free(plan->look_ups[i]);
        free(plan->found[i]);
    }
    for (size_t i = 0; i < plan->request_count; i++) {
        free(plan->requests[i].body);
        free(plan->requests[i].items);
        free(plan->requests[i].users);
    }
    free(plan->requests);
    free(plan->look_ups);
    free(plan->found);
    free(plan->found_status);
    free(plan->texts);
    free(plan->events);
    arena_free(plan->arena);
    free(plan);
}

void plan_settle(struct replay_plan *plan, size_t event, enum replay_outcome outcome, const char *reason)
{
    plan->events[event].outcome = outcome;
    plan->events[event].reason = arena_copy_string(plan->arena, reason);
}

void replay_plan_add(struct replay_plan *plan, const struct replay_event *event)
{
    plan->events = memory_resize(plan->events, plan->event_count + 1, sizeof *plan->events);
    plan->texts = memory_resize(plan->texts, plan->event_count + 1, sizeof(char *));
    plan->texts[plan->event_count] = event->broken == NULL ? memory_copy_bytes(event->text, event->length) : NULL;
    plan->events[plan->event_count++] =
        (struct replay_planned_event){ .number = event->number, .line = event->line, .hash = event->hash };
    if (event->broken != NULL)
        plan_settle(plan, plan->event_count - 1, REPLAY_NOT_SENT, event->broken);
}

struct replay_planned_request *plan_add_request(struct replay_plan *plan, enum endpoint endpoint)
{
    plan->requests = memory_resize(plan->requests, plan->request_count + 1, sizeof *plan->requests);
    struct replay_planned_request *request = &plan->requests[plan->request_count++];
    *request = (struct replay_planned_request){ .endpoint = endpoint };
    return request;
}

void plan_add_item(struct replay_plan *plan, struct replay_planned_request *request, size_t event,
                   enum replay_part part, unsigned index, size_t position, const cJSON *object)
{
    const struct replay_planned_event *of = &plan->events[event];
    request->items = memory_resize(request->items, request->count + 1, sizeof *request->items);
    request->items[request->count++] = (struct replay_planned_item){
        .item = { of->number, of->hash, part, index }, .event = event, .position = position, .object = object
    };
}

cJSON *replay_plan_event(const struct replay_plan *plan, struct arena *arena, size_t event)
{
    if (plan->texts[event] == NULL)
        return NULL;
    cJSON *message = js_read(arena, plan->texts[event], strlen(plan->texts[event]), NULL);
    if (message != NULL && plan->mapping->shift)
        replay_shift_event(arena, message, plan->mapping->shift_ms, plan->mapping->now_ms);
    if (message != NULL && plan->mapping->id_suffix != NULL)
        replay_suffix_event(arena, message, plan->mapping->id_suffix);
    return message;
}

/* Whether RudderStack's servers would hand the event to Braze at all. */
static bool passes_gates(struct replay_plan *plan, const cJSON *flat_config, const cJSON *message, size_t event)
{
    enum call_type call;
    const cJSON *type = js_get(message, "type");
    /* What is no type of call has an answer of the mapping's own. */
    if (!js_is_string(type) || !call_type_find(type->valuestring, &call))
        return true;
    struct route route = route_event(integration_source_type(plan->mapping->profile),
                                     integration_mode(plan->mapping->profile), call);
    if (!route.cloud) {
        plan_settle(plan, event, REPLAY_FILTERED, route.no_cloud);
        return false;
    }
    UT_string why;
    utstring_init(&why);
    bool passes = consent_delivers(flat_config, js_get(js_get(message, "context"), "consentManagement"), &why);
    if (!passes)
        plan_settle(plan, event, REPLAY_FILTERED, utstring_body(&why));
    utstring_done(&why);
    return passes;
}

/* The settings in the arena. RudderStack derives a URL from the data center, which the profile's own takes the place
 * of; for an instance that it does not know it would not map anything. */
static cJSON *read_config(const struct replay_plan *plan, struct arena *arena, const cJSON *config)
{
    const struct instance *instance = plan->mapping->profile->instance;
    char *text = json_print(config);
    cJSON *read = js_read(arena, text, strlen(text), NULL);
    free(text);
    if (instance == NULL || instance->rudderstack == NULL)
        js_set(read, "dataCenter", js_string(arena, "US-01"));
    return read;
}

static cJSON *build_inputs(struct routing *routing)
{
    struct replay_plan *plan = routing->plan;
    struct arena *arena = routing->arena;
    cJSON *config = integration_config(plan->mapping->profile);
    cJSON *flat = settings_flatten(config, integration_source_type(plan->mapping->profile), false);
    cJSON *destination = js_object(arena);
    js_add(destination, "Config", read_config(plan, arena, config));
    cJSON *inputs = js_array(arena);
    for (size_t i = 0; i < plan->event_count; i++) {
        if (plan->events[i].outcome != REPLAY_PENDING)
            continue;
        cJSON *message = replay_plan_event(plan, arena, i);
        if (message == NULL || !passes_gates(plan, flat, message, i))
            continue;
        cJSON *metadata = js_object(arena);
        js_add(metadata, "jobId", js_number(arena, (double)i));
        cJSON *input = js_object(arena);
        js_add(input, "message", message);
        js_add(input, "destination", js_share(arena, destination));
        js_add(input, "metadata", metadata);
        js_append(arena, inputs, input);
    }
    cJSON_Delete(flat);
    cJSON_Delete(config);
    return inputs;
}

static size_t event_of(const cJSON *metadata)
{
    const cJSON *job = js_get(metadata, "jobId");
    return job != NULL ? (size_t)job->valuedouble : 0;
}

/* Look-ups and identify calls: the first are answered by what was found, the second are taken as accepted, because
 * RudderStack goes on whatever becomes of them, and are sent before everything else. */
static void answer_look_up(struct routing *routing, struct arena *arena, const cJSON *body,
                           struct exchange_answer *answer)
{
    struct replay_plan *plan = routing->plan;
    size_t index = routing->next_look_up++;
    if (routing->collecting) {
        UT_string text;
        utstring_init(&text);
        js_write(&text, body);
        plan->look_ups = memory_resize(plan->look_ups, index + 1, sizeof(char *));
        plan->look_ups[index] = memory_copy_string(utstring_body(&text));
        plan->look_up_count = index + 1;
        utstring_done(&text);
    } else if (index < plan->look_up_count && plan->found[index] != NULL) {
        answer->status = plan->found_status[index];
        answer->body = js_read(arena, plan->found[index], strlen(plan->found[index]), NULL);
        return;
    }
    cJSON *nobody = js_object(arena);
    js_add(nobody, "users", js_array(arena));
    answer->status = 200;
    answer->body = nobody;
}

static void answer_call(void *context, struct arena *arena, const struct exchange_request *request,
                        struct exchange_answer *answer)
{
    struct routing *routing = context;
    if (text_ends_with(request->url, "/users/export/ids")) {
        answer_look_up(routing, arena, request->body, answer);
        return;
    }
    cJSON *accepted = js_object(arena);
    js_add(accepted, "message", js_string(arena, "success"));
    answer->status = 201;
    answer->body = accepted;
    if (!routing->collecting)
        js_append(arena, routing->identified, js_share(arena, js_get(request->body, "aliases_to_identify")));
}

static void note_origin(struct routing *routing, const cJSON *object, size_t event, enum replay_part part, unsigned index)
{
    if (object == NULL || object->child == NULL)
        return;
    struct origin *origin = arena_allocate_zeroed(routing->arena, 1, sizeof *origin);
    *origin = (struct origin){ .key = object->child, .event = event, .part = part, .index = index };
    struct origin *known = NULL;
    HASH_FIND_PTR(routing->origins, &origin->key, known);
    if (known == NULL)
        HASH_ADD_PTR(routing->origins, key, origin);
}

static void note_subscription(struct routing *routing, const cJSON *entry, size_t event, unsigned index)
{
    routing->subscriptions =
        memory_resize(routing->subscriptions, routing->subscription_count + 1, sizeof *routing->subscriptions);
    routing->subscriptions[routing->subscription_count++] = (struct subscription){ entry, event, index };
}

static void note_mapped(void *context, const cJSON *metadata, const cJSON *request, const cJSON *alias)
{
    struct routing *routing = context;
    const cJSON *body = js_get(js_get(request, "body"), "JSON");
    size_t event = event_of(metadata);
    note_origin(routing, alias, event, REPLAY_PART_ALIASES_TO_IDENTIFY, 0);
    for (size_t part = 0; part < REPLAY_PARTS; part++) {
        const cJSON *list = js_get(body, replay_part_array((enum replay_part)part));
        unsigned index = 0;
        for (const cJSON *object = js_is_array(list) ? list->child : NULL; object != NULL; object = object->next, index++) {
            if (part == REPLAY_PART_SUBSCRIPTION_GROUPS)
                note_subscription(routing, object, event, index);
            else
                note_origin(routing, object, event, (enum replay_part)part, index);
        }
    }
}

static const struct origin *find_origin(const struct routing *routing, const cJSON *object)
{
    const void *key = object->child;
    struct origin *found = NULL;
    if (key != NULL)
        HASH_FIND_PTR(routing->origins, &key, found);
    return found;
}

static cJSON *route(struct routing *routing)
{
    const struct cloud_options options = { .mau_skip_list = routing->plan->mapping->batch_by_users ? "ALL" : "NONE",
                                           .filter_code = true };
    const struct exchange exchange = { answer_call, routing };
    const struct cloud_trace trace = { note_mapped, routing };
    const struct cloud cloud = { .arena = routing->arena, .options = &options, .exchange = &exchange, .trace = &trace };
    routing->identified = js_array(routing->arena);
    return cloud_route(&cloud, build_inputs(routing));
}

static bool is_wanted(const struct routing *routing, size_t event, enum replay_part part, unsigned index)
{
    const struct replay_planned_event *of = &routing->plan->events[event];
    const struct replay_item item = { of->number, of->hash, part, index };
    return routing->wanted == NULL || routing->wanted(routing->context, &item);
}

static void add_user(struct replay_planned_request *request, const cJSON *id)
{
    if (js_nullish(id))
        return;
    UT_string text;
    utstring_init(&text);
    js_write(&text, id);
    request->users = memory_resize(request->users, request->user_count + 1, sizeof *request->users);
    request->users[request->user_count++] = replay_hash(utstring_body(&text), utstring_len(&text));
    utstring_done(&text);
}

static void add_users(struct replay_planned_request *request, const cJSON *object)
{
    static const char *const lists[] = { "external_ids", "emails", "phones" };
    static const char *const merged[] = { "identifier_to_merge", "identifier_to_keep" };
    add_user(request, js_get(object, "external_id"));
    add_user(request, js_get(js_get(object, "user_alias"), "alias_name"));
    for (size_t i = 0; i < sizeof merged / sizeof *merged; i++)
        add_user(request, js_get(js_get(object, merged[i]), "external_id"));
    for (size_t i = 0; i < sizeof lists / sizeof *lists; i++) {
        const cJSON *list = js_get(object, lists[i]);
        for (const cJSON *id = js_is_array(list) ? list->child : NULL; id != NULL; id = id->next)
            add_user(request, id);
    }
}

static int compare_users(const void *a, const void *b)
{
    const uint64_t *left = a;
    const uint64_t *right = b;
    return *left < *right ? -1 : *left > *right;
}

/* What ends a request: its bytes, and its users sorted, to be compared with those of others. */
static void set_body(struct replay_planned_request *request, const cJSON *body)
{
    if (request->user_count > 1)
        qsort(request->users, request->user_count, sizeof *request->users, compare_users);
    UT_string text;
    utstring_init(&text);
    js_write(&text, body);
    request->length = utstring_len(&text);
    request->body = memory_copy_bytes(utstring_body(&text), request->length);
    utstring_done(&text);
}

/* The wanted ones of a list of objects, added to the request. */
static cJSON *keep_wanted(struct routing *routing, struct replay_planned_request *request, const cJSON *list,
                          enum replay_part part)
{
    cJSON *kept = js_array(routing->arena);
    size_t position = 0;
    for (const cJSON *object = list->child; object != NULL; object = object->next) {
        const struct origin *origin = find_origin(routing, object);
        /* What belongs to no event could not be accounted for, and is not sent. */
        if (origin == NULL || !is_wanted(routing, origin->event, part, origin->index))
            continue;
        js_append(routing->arena, kept, js_share(routing->arena, object));
        plan_add_item(routing->plan, request, origin->event, part, origin->index, position, object);
        add_users(request, object);
        position++;
    }
    return kept;
}

static void drop_last_request(struct replay_plan *plan)
{
    struct replay_planned_request *request = &plan->requests[--plan->request_count];
    free(request->body);
    free(request->items);
    free(request->users);
}

/* A request whose lists hold objects of their own, each of one event. */
static void add_list_request(struct routing *routing, enum endpoint endpoint, const cJSON *body)
{
    struct replay_planned_request *request = plan_add_request(routing->plan, endpoint);
    cJSON *sent = js_copy_level(routing->arena, body);
    bool holds_any = false;
    for (size_t part = 0; part < REPLAY_PARTS; part++) {
        const char *name = replay_part_array((enum replay_part)part);
        const cJSON *list = js_get(body, name);
        if (!js_is_array(list))
            continue;
        cJSON *kept = keep_wanted(routing, request, list, (enum replay_part)part);
        js_set(sent, name, kept->child != NULL ? kept : NULL);
        holds_any = holds_any || kept->child != NULL;
    }
    set_body(request, sent);
    if (!holds_any)
        drop_last_request(routing->plan);
}

static bool is_same_subscription(const cJSON *a, const cJSON *b)
{
    return js_equal(js_get(a, "subscription_group_id"), js_get(b, "subscription_group_id")) &&
           js_equal(js_get(a, "subscription_state"), js_get(b, "subscription_state"));
}

static size_t subscription_position(const cJSON *combined, const cJSON *entry)
{
    size_t position = 0;
    for (const cJSON *at = combined->child; at != NULL && !is_same_subscription(at, entry); at = at->next)
        position++;
    return position;
}

/* Entries for the same group and state are one in the request, so that it is made anew of those that are wanted. */
static void add_subscription_request(struct routing *routing)
{
    struct arena *arena = routing->arena;
    struct replay_planned_request *request = plan_add_request(routing->plan, ENDPOINT_SUBSCRIPTION_STATUS_SET_V2);
    size_t end = routing->next_subscription + BATCH_SUBSCRIPTIONS;
    cJSON *entries = js_array(arena);
    size_t first = routing->next_subscription;
    if (end > routing->subscription_count)
        end = routing->subscription_count;
    routing->next_subscription = end;
    for (size_t i = first; i < end; i++) {
        const struct subscription *subscription = &routing->subscriptions[i];
        if (is_wanted(routing, subscription->event, REPLAY_PART_SUBSCRIPTION_GROUPS, subscription->index))
            js_append(arena, entries, js_share(arena, subscription->entry));
    }
    struct failure failure = { 0 };
    cJSON *combined = batch_combine_subscriptions(arena, entries->child, js_count(entries), &failure);
    if (combined == NULL || combined->child == NULL) {
        drop_last_request(routing->plan);
        return;
    }
    for (size_t i = first; i < end; i++) {
        const struct subscription *subscription = &routing->subscriptions[i];
        if (!is_wanted(routing, subscription->event, REPLAY_PART_SUBSCRIPTION_GROUPS, subscription->index))
            continue;
        plan_add_item(routing->plan, request, subscription->event, REPLAY_PART_SUBSCRIPTION_GROUPS, subscription->index,
                      subscription_position(combined, subscription->entry), NULL);
        add_users(request, subscription->entry);
    }
    cJSON *body = js_object(arena);
    js_add(body, "subscription_groups", combined);
    set_body(request, body);
}

static void add_request(struct routing *routing, const cJSON *request)
{
    const cJSON *path = js_get(request, "endpointPath");
    const cJSON *body = js_get(js_get(request, "body"), "JSON");
    if (js_is_text(path, "users/track"))
        add_list_request(routing, ENDPOINT_USERS_TRACK, body);
    else if (js_is_text(path, "users/merge"))
        add_list_request(routing, ENDPOINT_USERS_MERGE, body);
    else if (js_is_text(path, "v2/subscription/status/set"))
        add_subscription_request(routing);
}

static void take_failure(struct routing *routing, const cJSON *answer)
{
    const cJSON *status = js_get(answer, "statusCode");
    const cJSON *error = js_get(answer, "error");
    bool is_filtered = status != NULL && status->valuedouble == STATUS_FILTERED;
    const cJSON *metadata = js_get(answer, "metadata");
    for (const cJSON *of = js_is_array(metadata) ? metadata->child : NULL; of != NULL; of = of->next)
        plan_settle(routing->plan, event_of(of), is_filtered ? REPLAY_FILTERED : REPLAY_NOT_SENT,
                    js_is_string(error) ? error->valuestring : "it could not be mapped");
}

static void add_identify_calls(struct routing *routing)
{
    for (const cJSON *aliases = routing->identified->child; aliases != NULL; aliases = aliases->next) {
        cJSON *body = js_object(routing->arena);
        js_add(body, "aliases_to_identify", js_share(routing->arena, aliases));
        js_add(body, "merge_behavior", js_string(routing->arena, "merge"));
        add_list_request(routing, ENDPOINT_USERS_IDENTIFY, body);
    }
    routing->plan->first_batch = routing->plan->request_count;
}

/* An event that none of its objects found a way for: better told than lost. */
static void tell_lost(struct replay_plan *plan, const struct routing *routing)
{
    bool *carried = memory_allocate(plan->event_count, sizeof *carried);
    for (const struct origin *origin = routing->origins; origin != NULL; origin = origin->hh.next)
        carried[origin->event] = true;
    for (size_t i = 0; i < routing->subscription_count; i++)
        carried[routing->subscriptions[i].event] = true;
    for (size_t i = 0; i < plan->event_count; i++)
        if (plan->events[i].outcome == REPLAY_PENDING && !carried[i])
            plan_settle(plan, i, REPLAY_FILTERED, "the mapping leaves nothing of it to be sent");
    free(carried);
}

void replay_plan_begin(struct replay_plan *plan)
{
    if (!js_truthy(json_get(plan->mapping->profile->settings, "supportDedup")))
        return;
    struct routing routing = { .plan = plan, .arena = arena_new(), .collecting = true };
    (void)route(&routing);
    plan->found = memory_allocate(plan->look_up_count, sizeof(char *));
    plan->found_status = memory_allocate(plan->look_up_count, sizeof(int));
    HASH_CLEAR(hh, routing.origins);
    free(routing.subscriptions);
    arena_free(routing.arena);
}

void replay_plan_found(struct replay_plan *plan, size_t look_up, int status, const char *body, size_t length)
{
    plan->found_status[look_up] = status;
    free(plan->found[look_up]);
    plan->found[look_up] = memory_copy_bytes(body, length);
}

void replay_plan_end(struct replay_plan *plan, replay_wanted *wanted, void *context)
{
    struct routing routing = { .plan = plan, .arena = plan->arena, .wanted = wanted, .context = context };
    cJSON *answers = route(&routing);
    add_identify_calls(&routing);
    for (const cJSON *answer = answers->child; answer != NULL; answer = answer->next) {
        if (!js_truthy(js_get(answer, "batched"))) {
            take_failure(&routing, answer);
            continue;
        }
        for (const cJSON *request = js_get(answer, "batchedRequest")->child; request != NULL; request = request->next)
            add_request(&routing, request);
    }
    tell_lost(plan, &routing);
    HASH_CLEAR(hh, routing.origins);
    free(routing.subscriptions);
}
