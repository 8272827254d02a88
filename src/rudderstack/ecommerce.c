/* Braze's recommended ecommerce events, made of RudderStack's. */
#include <math.h>
#include <string.h>

#include "rudderstack/calls.h"
#include "support/jsnumber.h"
#include "support/jstext.h"
#include "support/text.h"

/* Whether the event's name is one that RudderStack looks up in an object, which has these members by birth. */
static bool is_inherited_event(const char *name)
{
    return strcmp(name, "constructor") == 0 || strcmp(name, "__proto__") == 0;
}

bool ecommerce_match(const struct event *event, enum ecommerce_event_id *id, bool *found, struct failure *failure)
{
    const cJSON *name = event_get(event, "event");
    *found = false;
    if (!js_is_string(name))
        return true;
    const char *text = js_lower(event->arena, js_trim(event->arena, name->valuestring));
    if (is_inherited_event(text))
        return failure_set(failure, event->arena, FAILURE_READ_OF_UNDEFINED, "forEach");
    *found = ecommerce_find(text, id);
    return true;
}

/* What Scrub leaves out: nothing, empty lists and objects, blank texts. */
static bool is_blank(const cJSON *value)
{
    if (js_nullish(value))
        return true;
    if (js_is_object(value) || js_is_array(value))
        return value->child == NULL;
    return js_is_string(value) && value->valuestring[js_space(value->valuestring)] == '\0';
}

static bool is_inherited_name(const char *name)
{
    return strcmp(name, "constructor") == 0 || strcmp(name, "prototype") == 0 || strcmp(name, "__proto__") == 0;
}

static bool is_whole_number(const char *text)
{
    size_t sign = text[0] == '-' ? 1 : 0;
    return text[sign] != '\0' && text[sign + strspn(text + sign, "0123456789")] == '\0';
}

/* The value as its field wants it, where that is possible. */
static cJSON *coerce(const struct event *event, enum ecommerce_type type, const cJSON *value)
{
    struct arena *arena = event->arena;
    cJSON *coerced = NULL;
    const char *rule = "as it is";
    if (js_is_string(value) && (type == ECOMMERCE_FLOAT || type == ECOMMERCE_INTEGER)) {
        const char *text = js_trim(arena, value->valuestring);
        double number = js_to_number(text);
        if (type == ECOMMERCE_FLOAT && *text != '\0' && isfinite(number))
            coerced = js_number(arena, number);
        else if (type == ECOMMERCE_INTEGER && is_whole_number(text))
            coerced = js_number(arena, js_parse_int(text));
        if (coerced != NULL)
            rule = "the text as a number";
        else
            explain_warn(event->explain, value, "this should be a number: the text is sent as it is");
    } else if (type == ECOMMERCE_TEXT && js_is_number(value) && isfinite(value->valuedouble)) {
        const char *text = NULL;
        if (js_to_text(arena, value, &text))
            coerced = js_string(arena, text);
        rule = "the number as text";
    }
    if (coerced == NULL)
        coerced = js_share(arena, value);
    explain_field(event->explain, coerced, value, rule);
    return coerced;
}

/* The value at "properties.<name>" of the event. */
static const cJSON *property_of(const struct event *event, const char *name)
{
    static const char prefix[] = "properties.";
    for (const cJSON *member = event->message->child; member != NULL; member = member->next)
        if (member->string[0] == prefix[0] && text_starts_with(member->string, prefix) &&
            strcmp(member->string + strlen(prefix), name) == 0)
            return member;
    return js_get(event_get(event, "properties"), name);
}

/* The value for a field: of a product, or of the event's properties where product is NULL. */
static const cJSON *source_value(const struct event *event, const struct ecommerce_field *field, const cJSON *product)
{
    bool one_source = field->sources[1] == NULL;
    for (const char *const *source = field->sources; *source != NULL; source++) {
        const cJSON *value = product != NULL ? js_path(product, *source) : property_of(event, *source);
        if (one_source || js_is_valid(value))
            return value;
    }
    return NULL;
}

/* Adds the fields that there are values for. */
static void add_fields(const struct event *event, enum ecommerce_event_id id, const cJSON *product, cJSON *to)
{
    size_t position = 0;
    for (const struct ecommerce_field *field; (field = ecommerce_next_field(id, &position)) != NULL;) {
        const cJSON *value = source_value(event, field, product);
        if (!is_blank(value))
            js_add(to, field->name, coerce(event, field->type, value));
        else if (field->required && event->explain != NULL)
            explain_warn(event->explain, product != NULL ? product : event_get(event, "properties"),
                         arena_format(event->arena,
                                      "%s is missing, which Braze's recommended event requires: it is sent without",
                                      field->name));
    }
}

static void add_unless_blank(const struct event *event, cJSON *to, const cJSON *member)
{
    if (is_blank(member) || is_inherited_name(member->string)) {
        explain_lost(event->explain, member, "empty");
        return;
    }
    cJSON *handle = js_share(event->arena, member);
    js_add(to, member->string, handle);
    explain_field(event->explain, handle, member, "no field of the recommended event, hence metadata");
}

/* What a list or object under __proto__ holds is inherited, and comes out with the rest. */
static void add_inherited(const struct event *event, cJSON *to, const cJSON *proto)
{
    const cJSON *inherited = js_is_object(proto) || js_is_array(proto) ? js_spread(event->arena, proto) : NULL;
    for (const cJSON *member = inherited != NULL ? inherited->child : NULL; member != NULL; member = member->next)
        if (js_get(to, member->string) == NULL)
            add_unless_blank(event, to, member);
}

/* {...from} without what is consumed, without blanks; NULL if nothing is left. */
static cJSON *make_metadata(const struct event *event, const cJSON *from,
                            bool (*is_consumed)(const void *context, const char *name), const void *context)
{
    cJSON *metadata = js_object(event->arena);
    const cJSON *entries = js_is_object(from) ? from : js_spread(event->arena, from);
    const cJSON *proto = NULL;
    for (const cJSON *member = entries->child; member != NULL; member = member->next) {
        if (is_consumed(context, member->string))
            continue;
        if (strcmp(member->string, "__proto__") == 0)
            proto = member;
        else
            add_unless_blank(event, metadata, member);
    }
    add_inherited(event, metadata, proto);
    return metadata->child != NULL ? metadata : NULL;
}

static bool is_consumed_by_product(const void *context, const char *name)
{
    (void)context;
    return ecommerce_is_source(ECOMMERCE_PRODUCT, name);
}

/* A change of the cart whose product stands among the properties. */
static bool is_product_on_top(enum ecommerce_event_id id, const cJSON *properties)
{
    return (id == ECOMMERCE_PRODUCT_ADDED || id == ECOMMERCE_PRODUCT_REMOVED) &&
           !js_is_array(js_get(properties, "products"));
}

static cJSON *make_products(const struct event *event, enum ecommerce_event_id id, const cJSON *properties)
{
    struct arena *arena = event->arena;
    const cJSON *products = js_get(properties, "products");
    cJSON *list = js_array(arena);
    if (is_product_on_top(id, properties)) {
        cJSON *only = js_object(arena);
        add_fields(event, ECOMMERCE_PRODUCT, properties, only);
        if (only->child != NULL)
            js_append(arena, list, only);
        return list;
    }
    for (const cJSON *product = js_is_array(products) ? products->child : NULL; product != NULL;
         product = product->next) {
        cJSON *made = js_object(arena);
        const cJSON *from = js_is_object(product) || js_is_array(product) ? product : js_object(arena);
        add_fields(event, ECOMMERCE_PRODUCT, from, made);
        js_add(made, "metadata", make_metadata(event, from, is_consumed_by_product, NULL));
        if (made->child != NULL)
            js_append(arena, list, made);
        else
            explain_lost(event->explain, product, "a product without anything in it");
    }
    return list;
}

/* (value || "").toString(), lower-cased; NULL with failure filled. code: the expression, for the error's text. */
static const char *lowered_text(struct arena *arena, const cJSON *value, const char *code, struct failure *failure)
{
    const char *text = "";
    if (js_is_object(value) && js_get(value, "toString") != NULL) {
        failure_set(failure, arena, FAILURE_NO_FUNCTION, code);
        return NULL;
    }
    if (value != NULL && !js_to_text(arena, value, &text)) {
        failure_set(failure, arena, FAILURE_NO_PRIMITIVE);
        return NULL;
    }
    return js_lower(arena, text);
}

static const char *source_by_channel(const struct event *event, struct failure *failure)
{
    const cJSON *context = event_get(event, "context");
    const cJSON *channel = js_or(js_get(context, "channel"), event_get(event, "channel"));
    const char *text = lowered_text(event->arena, js_truthy(channel) ? channel : NULL,
                                    "(context.channel || message.channel || \"\").toString", failure);
    if (text == NULL)
        return NULL;
    if (strcmp(text, "mobile") != 0)
        return "web";
    const cJSON *name = js_get(js_get(context, "os"), "name");
    const char *system =
        lowered_text(event->arena, js_truthy(name) ? name : NULL, "((intermediate value) || \"\").toString", failure);
    if (system == NULL)
        return NULL;
    return strstr(system, "ios") != NULL ? "ios" : strstr(system, "android") != NULL ? "android" : "web";
}

const char *ecommerce_source(const struct event *event, struct failure *failure)
{
    const cJSON *source = event_path(event, "properties.source");
    const char *text = lowered_text(event->arena, js_nullish(source) ? NULL : source,
                                    "((intermediate value) ?? \"\").toString", failure);
    if (text == NULL)
        return NULL;
    const char *trimmed = js_trim(event->arena, text);
    if (strcmp(trimmed, "web") == 0 || strcmp(trimmed, "ios") == 0 || strcmp(trimmed, "android") == 0)
        return trimmed;
    return source_by_channel(event, failure);
}

struct consumed {
    enum ecommerce_event_id id;
    bool product_on_top;
};

static bool is_consumed_by_event(const void *context, const char *name)
{
    const struct consumed *consumed = context;
    const struct ecommerce_event *mapping = &ecommerce_events[consumed->id];
    return ecommerce_is_source(consumed->id, name) || strcmp(name, "source") == 0 ||
           (mapping->has_products && strcmp(name, "products") == 0) ||
           (mapping->action != NULL && strcmp(name, "action") == 0) ||
           (consumed->product_on_top && ecommerce_is_source(ECOMMERCE_PRODUCT, name));
}

static void add_products(const struct event *event, enum ecommerce_event_id id, const cJSON *properties, cJSON *to)
{
    cJSON *products = make_products(event, id, properties);
    if (products->child != NULL)
        js_add(to, "products", products);
    else
        explain_warn(event->explain, properties,
                     "no products, which Braze's recommended event requires: it is sent without");
}

static void add_action(const struct event *event, const char *action, const cJSON *properties, cJSON *to)
{
    cJSON *value = js_string(event->arena, action);
    js_add(to, "action", value);
    explain_field(event->explain, value, event_get(event, "event"), "what the event's name says");
    explain_lost(event->explain, js_get(properties, "action"), "the event's name decides on the action");
}

static void add_metadata(const struct event *event, enum ecommerce_event_id id, const cJSON *properties, cJSON *to)
{
    static const char *const reserved[] = { "time", "event_name" };
    struct consumed consumed = { id, is_product_on_top(id, properties) };
    cJSON *metadata = make_metadata(event, properties, is_consumed_by_event, &consumed);
    if (metadata == NULL)
        return;
    for (size_t i = 0; i < sizeof reserved / sizeof *reserved; i++) {
        explain_lost(event->explain, js_get(properties, reserved[i]), "reserved: Braze keeps this name for itself");
        js_remove(metadata, reserved[i]);
    }
    if (metadata->child != NULL)
        js_add(to, "metadata", metadata);
}

cJSON *ecommerce_properties(const struct event *event, enum ecommerce_event_id id, const cJSON *properties,
                            struct failure *failure)
{
    const struct ecommerce_event *mapping = &ecommerce_events[id];
    cJSON *made = js_object(event->arena);
    add_fields(event, id, NULL, made);
    if (mapping->has_products)
        add_products(event, id, properties, made);
    const char *source = ecommerce_source(event, failure);
    if (source == NULL)
        return NULL;
    cJSON *source_made = js_string(event->arena, source);
    js_add(made, "source", source_made);
    explain_field(event->explain, source_made, event_path(event, "properties.source"),
                  "properties.source if it is web, ios or android; else by channel and operating system; else web");
    if (mapping->action != NULL)
        add_action(event, mapping->action, properties, made);
    add_metadata(event, id, properties, made);
    return made;
}
