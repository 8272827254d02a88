/* Braze's recommended ecommerce events, made of RudderStack's. */
#include <math.h>
#include <string.h>

#include "rudderstack/calls.h"
#include "support/jsnumber.h"
#include "support/jstext.h"

enum type { TEXT, DECIMAL, WHOLE, LIST };

enum fields { PRODUCT_VIEWED, CART_UPDATED, CHECKOUT_STARTED, ORDER_PLACED, ORDER_REFUNDED, ORDER_CANCELLED, PRODUCT };

enum { MOST_SOURCES = 3 };

struct ecommerce_field {
    enum fields fields;
    const char *name;
    bool required;
    enum type type;
    const char *sources[MOST_SOURCES + 1]; /* ended by NULL */
};

static const struct ecommerce_field all_fields[] = {
#define ECOMMERCE_FIELD(fields, name, required, type, ...) { fields, name, required, type, { __VA_ARGS__, NULL } },
#include "data/ecommerce_fields.def"
#undef ECOMMERCE_FIELD
};

enum { FIELD_COUNT = sizeof all_fields / sizeof *all_fields };

struct ecommerce_event {
    enum fields fields;
    const char *rudderstack_name;
    const char *name;
    bool has_products;
    const char *action;
};

static const struct ecommerce_event events[] = {
#define ECOMMERCE_EVENT(fields, rudderstack_name, name, has_products, action) \
    { fields, rudderstack_name, name, has_products, action },
#include "data/ecommerce_events.def"
#undef ECOMMERCE_EVENT
};

bool ecommerce_find(struct arena *arena, const cJSON *name, const struct ecommerce_event **found, struct failure *failure)
{
    *found = NULL;
    if (!js_is_string(name))
        return true;
    const char *text = js_lower(arena, js_trim(arena, name->valuestring));
    for (size_t i = 0; i < sizeof events / sizeof *events; i++)
        if (strcmp(events[i].rudderstack_name, text) == 0)
            *found = &events[i];
    /* RudderStack looks the name up in an object, which has these two by birth. */
    if (strcmp(text, "constructor") == 0 || strcmp(text, "__proto__") == 0)
        return failure_set(failure, arena, FAILURE_READ_OF_UNDEFINED, "forEach");
    return true;
}

const char *ecommerce_name(const struct ecommerce_event *mapping)
{
    return mapping->name;
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

/* Whether a field is made of the member of this name of the properties, respectively of a product. */
static bool is_source(enum fields fields, const char *name)
{
    size_t prefix = fields == PRODUCT ? 0 : strlen("properties.");
    for (size_t i = 0; i < FIELD_COUNT; i++)
        if (all_fields[i].fields == fields)
            for (const char *const *source = all_fields[i].sources; *source != NULL; source++)
                if (strcmp(*source + prefix, name) == 0)
                    return true;
    return false;
}

static bool is_whole_number(const char *text)
{
    size_t sign = text[0] == '-' ? 1 : 0;
    return text[sign] != '\0' && text[sign + strspn(text + sign, "0123456789")] == '\0';
}

/* The value as its field wants it, where that is possible. */
static cJSON *coerce(const struct event *event, enum type type, const cJSON *value)
{
    struct arena *arena = event->arena;
    cJSON *coerced = NULL;
    const char *rule = "as it is";
    if (js_is_string(value) && (type == DECIMAL || type == WHOLE)) {
        const char *text = js_trim(arena, value->valuestring);
        double number = js_to_number(text);
        if (type == DECIMAL && *text != '\0' && isfinite(number))
            coerced = js_number(arena, number);
        else if (type == WHOLE && is_whole_number(text))
            coerced = js_number(arena, js_parse_int(text));
        if (coerced != NULL)
            rule = "the text as a number";
        else
            explain_warn(event->explain, value, "this should be a number: the text is sent as it is");
    } else if (type == TEXT && js_is_number(value) && isfinite(value->valuedouble)) {
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

static const cJSON *source_value(const struct ecommerce_field *field, const cJSON *from)
{
    return field->sources[1] != NULL ? js_first_valid(from, field->sources) : js_path(from, field->sources[0]);
}

/* Adds the fields that there are values for. */
static void add_fields(const struct event *event, enum fields fields, const cJSON *from, cJSON *to)
{
    for (size_t i = 0; i < FIELD_COUNT; i++) {
        if (all_fields[i].fields != fields)
            continue;
        const cJSON *value = source_value(&all_fields[i], from);
        if (!is_blank(value))
            js_add(to, all_fields[i].name, coerce(event, all_fields[i].type, value));
        else if (all_fields[i].required && event->explain != NULL)
            explain_warn(event->explain, from,
                         arena_format(event->arena, "%s is missing, which Braze's recommended event requires: it is sent without",
                                      all_fields[i].name));
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
    return is_source(PRODUCT, name);
}

static cJSON *make_products(const struct event *event, const struct ecommerce_event *mapping, const cJSON *properties)
{
    struct arena *arena = event->arena;
    const cJSON *products = js_path(properties, "products");
    cJSON *list = js_array(arena);
    if (mapping->fields == CART_UPDATED && !js_is_array(products)) {
        cJSON *only = js_object(arena);
        add_fields(event, PRODUCT, properties, only);
        if (only->child != NULL)
            js_append(arena, list, only);
        return list;
    }
    for (const cJSON *product = js_is_array(products) ? products->child : NULL; product != NULL; product = product->next) {
        cJSON *made = js_object(arena);
        const cJSON *from = js_is_object(product) || js_is_array(product) ? product : js_object(arena);
        add_fields(event, PRODUCT, from, made);
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
    const char *system = lowered_text(event->arena, js_truthy(name) ? name : NULL, "((intermediate value) || \"\").toString",
                                      failure);
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
    const struct ecommerce_event *mapping;
    bool product_on_top; /* the product's own fields stand among the properties */
};

static bool is_consumed_by_event(const void *context, const char *name)
{
    const struct consumed *consumed = context;
    const struct ecommerce_event *mapping = consumed->mapping;
    return is_source(mapping->fields, name) || strcmp(name, "source") == 0 ||
           (mapping->has_products && strcmp(name, "products") == 0) ||
           (mapping->action != NULL && strcmp(name, "action") == 0) ||
           (consumed->product_on_top && is_source(PRODUCT, name));
}

cJSON *ecommerce_properties(const struct event *event, const struct ecommerce_event *mapping, const cJSON *properties,
                            struct failure *failure)
{
    struct arena *arena = event->arena;
    cJSON *made = js_object(arena);
    add_fields(event, mapping->fields, event->message, made);
    if (mapping->has_products) {
        cJSON *products = make_products(event, mapping, properties);
        if (products->child != NULL)
            js_add(made, "products", products);
        else
            explain_warn(event->explain, properties, "no products, which Braze's recommended event requires: it is sent without");
    }
    const char *source = ecommerce_source(event, failure);
    if (source == NULL)
        return NULL;
    cJSON *source_value_made = js_string(arena, source);
    js_add(made, "source", source_value_made);
    explain_field(event->explain, source_value_made, event_path(event, "properties.source"),
                  "properties.source if it is web, ios or android; else by channel and operating system; else web");
    if (mapping->action != NULL) {
        cJSON *action = js_string(arena, mapping->action);
        js_add(made, "action", action);
        explain_field(event->explain, action, event_get(event, "event"), "what the event's name says");
        explain_lost(event->explain, js_get(properties, "action"), "the event's name decides on the action");
    }
    struct consumed consumed = { mapping,
                                 mapping->fields == CART_UPDATED && !js_is_array(js_path(properties, "products")) };
    cJSON *metadata = make_metadata(event, properties, is_consumed_by_event, &consumed);
    if (metadata != NULL) {
        js_remove(metadata, "time");
        js_remove(metadata, "event_name");
        if (metadata->child != NULL)
            js_add(made, "metadata", metadata);
    }
    return made;
}
