#include "workbench/events_of.h"

#include <stdlib.h>
#include <string.h>

#include "support/json.h"
#include "support/text.h"

struct writer {
    UT_string lines;
    size_t count;
};

static void copy_member(cJSON *to, const char *name, const cJSON *value)
{
    if (value != NULL)
        json_add(to, name, cJSON_Duplicate(value, true));
}

static void write_event(struct writer *writer, cJSON *event)
{
    char *line = json_print(event);
    utstring_printf(&writer->lines, "%s\n", line);
    writer->count++;
    free(line);
    cJSON_Delete(event);
}

static cJSON *integration_of(cJSON *event)
{
    cJSON *integrations = json_object();
    cJSON *braze = json_object();
    json_add(integrations, "Braze", braze);
    json_add(event, "integrations", integrations);
    return braze;
}

/* Whom the object is about: by external id, as an anonymous user, or by an alias of another label. */
static cJSON *begin_event(const char *type, const cJSON *object)
{
    cJSON *event = json_object();
    const cJSON *alias = json_get(object, "user_alias");
    const cJSON *app = json_get(object, "app_id");
    bool is_anonymous = strcmp(json_get_string(alias, "alias_label", ""), "rudder_id") == 0;
    json_add_string(event, "type", type);
    copy_member(event, "userId", json_get(object, "external_id"));
    if (is_anonymous)
        copy_member(event, "anonymousId", json_get(alias, "alias_name"));
    if ((alias == NULL || is_anonymous) && app == NULL)
        return event;
    cJSON *braze = integration_of(event);
    copy_member(braze, "appId", app);
    if (alias != NULL && !is_anonymous)
        copy_member(braze, "alias", alias);
    return event;
}

static void write_attributes(struct writer *writer, const cJSON *object)
{
    static const char *const added[] = { "external_id", "user_alias", "_update_existing_only", "_merge_objects" };
    cJSON *event = begin_event("identify", object);
    cJSON *traits = cJSON_Duplicate(object, true);
    for (size_t i = 0; i < sizeof added / sizeof *added; i++)
        cJSON_DeleteItemFromObjectCaseSensitive(traits, added[i]);
    json_add(event, "traits", traits);
    write_event(writer, event);
}

static void write_custom_event(struct writer *writer, const cJSON *object)
{
    cJSON *event = begin_event("track", object);
    copy_member(event, "event", json_get(object, "name"));
    copy_member(event, "timestamp", json_get(object, "time"));
    copy_member(event, "properties", json_get(object, "properties"));
    write_event(writer, event);
}

static void write_purchase(struct writer *writer, const cJSON *object)
{
    static const char *const members[] = { "product_id", "price", "quantity" };
    cJSON *event = begin_event("track", object);
    json_add_string(event, "event", "Order Completed");
    copy_member(event, "timestamp", json_get(object, "time"));
    cJSON *properties = json_object();
    copy_member(properties, "currency", json_get(object, "currency"));
    cJSON *product = cJSON_IsObject(json_get(object, "properties")) ? cJSON_Duplicate(json_get(object, "properties"), true)
                                                                    : json_object();
    for (size_t i = 0; i < sizeof members / sizeof *members; i++) {
        cJSON_DeleteItemFromObjectCaseSensitive(product, members[i]);
        copy_member(product, members[i], json_get(object, members[i]));
    }
    json_append(json_add_array(properties, "products"), product);
    json_add(event, "properties", properties);
    write_event(writer, event);
}

static void write_identify(struct writer *writer, const cJSON *object)
{
    write_event(writer, begin_event("identify", object));
}

static void write_merge(struct writer *writer, const cJSON *object)
{
    cJSON *event = json_object();
    json_add_string(event, "type", "alias");
    copy_member(event, "userId", json_get(json_get(object, "identifier_to_keep"), "external_id"));
    copy_member(event, "previousId", json_get(json_get(object, "identifier_to_merge"), "external_id"));
    write_event(writer, event);
}

/* RudderStack makes one entry of several group calls; its lists have the same order. */
static void write_subscriptions(struct writer *writer, const cJSON *object)
{
    const cJSON *users = json_get_array(object, "external_ids");
    const cJSON *phones = json_get_array(object, "phones");
    const cJSON *addresses = phones != NULL ? phones : json_get_array(object, "emails");
    int count = cJSON_GetArraySize(addresses) > cJSON_GetArraySize(users) ? cJSON_GetArraySize(addresses) : cJSON_GetArraySize(users);
    for (int i = 0; i < count; i++) {
        cJSON *event = json_object();
        cJSON *traits = json_object();
        json_add_string(event, "type", "group");
        copy_member(event, "userId", cJSON_GetArrayItem(users, i));
        copy_member(event, "groupId", json_get(object, "subscription_group_id"));
        copy_member(traits, phones != NULL ? "phone" : "email", cJSON_GetArrayItem(addresses, i));
        copy_member(traits, "subscriptionState", json_get(object, "subscription_state"));
        json_add(event, "traits", traits);
        write_event(writer, event);
    }
}

char *events_of_request(const char *body, size_t length, size_t *count, struct error *error)
{
    static const struct {
        const char *array;
        void (*write)(struct writer *writer, const cJSON *object);
    } parts[] = { { "aliases_to_identify", write_identify },  { "attributes", write_attributes },
                  { "events", write_custom_event },           { "purchases", write_purchase },
                  { "subscription_groups", write_subscriptions }, { "merge_updates", write_merge } };
    struct writer writer = { .count = 0 };
    cJSON *json = json_parse(body, length, NULL);
    utstring_init(&writer.lines);
    for (size_t i = 0; i < sizeof parts / sizeof *parts; i++) {
        const cJSON *object = NULL;
        cJSON_ArrayForEach(object, json_get_array(json, parts[i].array))
            if (cJSON_IsObject(object))
                parts[i].write(&writer, object);
    }
    cJSON_Delete(json);
    *count = writer.count;
    if (writer.count > 0)
        return utstring_body(&writer.lines);
    utstring_done(&writer.lines);
    error_set(error, ERROR_INPUT, "the request has nothing that RudderStack makes of events");
    error_hint(error, "choose one to /users/track, /users/identify, /users/merge or /v2/subscription/status/set");
    return NULL;
}
