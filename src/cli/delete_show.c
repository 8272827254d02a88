#include "cli/delete_show.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "braze/integration.h"
#include "rudderstack/deletion.h"
#include "support/json.h"
#include "support/jsvalue.h"
#include "support/jswrite.h"
#include "support/text.h"

#define REGULATIONS "https://api.rudderstack.com/v2/regulations"

static void print_json(const cJSON *json)
{
    char *text = json_print_pretty(json);
    (void)puts(text);
    free(text);
}

static void print_line(const char *text)
{
    char *visible = text_visible(text, strlen(text));
    (void)puts(visible);
    free(visible);
}

/* On one line, for a person: an id may hold anything. */
static void print_body(const cJSON *json)
{
    UT_string text;
    utstring_init(&text);
    js_write_safe(&text, json);
    (void)printf("\n%s\n\n", utstring_body(&text));
    utstring_done(&text);
}

struct plan {
    struct arena *arena;
    cJSON *users;
    cJSON *requests; /* as this program sends them: to the profile's REST URL */
    const cJSON *regulation;
    cJSON *notes;
};

/* What RudderStack's handler makes of these users and settings; it lives as long as job. */
static struct deletion plan_job(struct plan *plan, cJSON *job, cJSON *config)
{
    json_add(job, "userAttributes", cJSON_Duplicate(plan->users, true));
    json_add(job, "config", config);
    return deletion_plan(plan->arena, job);
}

/* The same requests whatever RudderStack's settings lack: this program takes the host and the key from the profile. */
static void add_requests(struct plan *plan, const struct profile *profile, const char *url)
{
    cJSON *config = integration_config(profile);
    cJSON *own = json_object();
    json_add_string(own, "dataCenter", "US-01");
    json_add_string(own, "restApiKey", json_get_string(config, "restApiKey", "<no key yet>"));
    cJSON *job = json_object();
    struct deletion deletion = plan_job(plan, job, own);
    const cJSON *planned;
    cJSON_ArrayForEach(planned, deletion.requests)
    {
        cJSON *request = cJSON_Duplicate(planned, true);
        (void)cJSON_ReplaceItemInObjectCaseSensitive(request, "url", json_string(url));
        json_append(plan->requests, request);
    }
    cJSON_Delete(job);
    cJSON_Delete(config);
}

/* What the operator should know before deciding. */
static void add_notes(struct plan *plan, const struct profile *profile, const char *url)
{
    cJSON *job = json_object();
    struct deletion theirs = plan_job(plan, job, integration_config(profile));
    const cJSON *their_url = js_path(theirs.requests, "0.url");
    if (theirs.error != NULL)
        json_append_string(plan->notes,
                           arena_format(plan->arena, "RudderStack's job would fail with %d: %s", theirs.status, theirs.error));
    else if (js_is_string(their_url) && strcmp(their_url->valuestring, url) != 0)
        json_append_string(plan->notes, arena_format(plan->arena, "RudderStack would send to %s, which is not the profile's host",
                                                     their_url->valuestring));
    json_append_string(plan->notes, "only profiles with one of these external ids go; where events carried a brazeExternalId, that "
                                    "is the one to give");
    json_append_string(plan->notes, "profiles with an alias only (rudder_id and an anonymous id) and anonymous ones of the SDK stay");
    json_append_string(plan->notes, "a client SDK is not stopped: a later identify makes the profile again");
    cJSON_Delete(job);
}

static void plan_make(struct plan *plan, const struct delete_view *view)
{
    plan->arena = arena_new();
    plan->users = delete_ids_users(view->ids);
    plan->requests = json_array();
    plan->notes = json_array();
    plan->regulation = deletion_regulation(plan->arena, view->destinations, plan->users);
    const char *url = arena_format(plan->arena, "%s/users/delete", view->profile->rest_url);
    add_requests(plan, view->profile, url);
    add_notes(plan, view->profile, url);
}

static void plan_clear(struct plan *plan)
{
    cJSON_Delete(plan->notes);
    cJSON_Delete(plan->requests);
    cJSON_Delete(plan->users);
    arena_free(plan->arena);
}

static void print_plan_json(const struct plan *plan, const struct delete_view *view)
{
    cJSON *object = json_object();
    json_add_number(object, "users", (double)view->ids->count);
    json_add(object, "requests", cJSON_Duplicate(plan->requests, true));
    cJSON *rudderstack = json_add_object(object, "rudderstack");
    json_add_string(rudderstack, "method", "POST");
    json_add_string(rudderstack, "url", REGULATIONS);
    json_add(rudderstack, "body", cJSON_Duplicate(plan->regulation, true));
    json_add(object, "notes", cJSON_Duplicate(plan->notes, true));
    print_json(object);
    cJSON_Delete(object);
}

static void print_request(const cJSON *request)
{
    char *line = memory_format("%s %s", json_get_string(request, "method", ""), json_get_string(request, "url", ""));
    print_line(line);
    free(line);
    const cJSON *header;
    cJSON_ArrayForEach(header, json_get(request, "headers"))
    {
        line = memory_format("%s: %s", header->string, header->valuestring);
        print_line(line);
        free(line);
    }
    print_body(json_get(request, "body"));
}

static void print_plan(const struct plan *plan, const struct delete_view *view)
{
    (void)printf("%zu user%s, %d request%s:\n\n", view->ids->count, view->ids->count == 1 ? "" : "s",
                 cJSON_GetArraySize(plan->requests), cJSON_GetArraySize(plan->requests) == 1 ? "" : "s");
    const cJSON *entry;
    cJSON_ArrayForEach(entry, plan->requests)
        print_request(entry);
    (void)printf("The same through RudderStack, suppressing later events as well:\n\nPOST %s\n"
                 "Authorization: Bearer <personal access token>\nContent-Type: application/json\n",
                 REGULATIONS);
    print_body(plan->regulation);
    cJSON_ArrayForEach(entry, plan->notes)
    {
        (void)fputs("! ", stdout);
        print_line(entry->valuestring);
    }
}

bool delete_show_plan(const struct delete_view *view, struct error *error)
{
    struct plan plan = { 0 };
    if (!profile_check(view->profile, error))
        return false;
    plan_make(&plan, view);
    if (view->json)
        print_plan_json(&plan, view);
    else
        print_plan(&plan, view);
    plan_clear(&plan);
    return true;
}

void delete_show_end(const struct replay_tally *tally, const char *record, bool json)
{
    char *text = replay_tally_text(tally);
    if (!json) {
        (void)printf("%s\nrecord: %s\n", text, record);
        free(text);
        return;
    }
    cJSON *object = json_object();
    json_add_number(object, "users", (double)replay_tally_total(tally));
    for (size_t i = 0; i < REPLAY_OUTCOMES; i++)
        if (tally->count[i] > 0)
            json_add_number(object, replay_outcome_word((enum replay_outcome)i), (double)tally->count[i]);
    json_add_string(object, "record", record);
    print_json(object);
    cJSON_Delete(object);
    free(text);
}
