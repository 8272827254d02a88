/* Braze's recommended ecommerce events, as the client integrations fill them. */
#include <string.h>

#include "rudderstack/device_run.h"
#include "rudderstack/device_value.h"
#include "rudderstack/ecommerce_table.h"
#include "support/jsnumber.h"
#include "support/jstext.h"

/* One event on its way: what it is made from, and what becomes of it. */
struct filling {
    struct run *run;
    const struct ecommerce_rules *rules;
    enum ecommerce_event_id id;
    const cJSON *properties;
    cJSON *event;
    bool folded; /* the top-level fields of a product are the only product */
};

static bool is_empty_collection(const cJSON *value)
{
    return (js_is_object(value) || js_is_array(value)) && js_count(value) == 0;
}

static bool is_empty_text(const cJSON *value)
{
    return js_is_string(value) && value->valuestring[0] == '\0';
}

static bool is_absent(const struct ecommerce_rules *rules, const cJSON *value)
{
    return js_nullish(value) || is_empty_text(value) || (rules->empty_is_absent && is_empty_collection(value));
}

static bool is_source_here(const struct filling *filling, const struct ecommerce_field *field, const char *source)
{
    bool cart = filling->id == ECOMMERCE_PRODUCT_ADDED || filling->id == ECOMMERCE_PRODUCT_REMOVED;
    return !cart || filling->rules->cart_revenue || strcmp(source, "revenue") != 0 || strcmp(field->name, "total_value") != 0;
}

/* The value of the first source that has one; NULL if none has. */
static const cJSON *find_value(const struct filling *filling, const struct ecommerce_field *field, const cJSON *object,
                               const char **source)
{
    for (const char *const *at = field->sources; *at != NULL; at++) {
        const cJSON *value = js_get(object, *at);
        if (!is_source_here(filling, field, *at) || is_absent(filling->rules, value))
            continue;
        *source = *at;
        return filling->rules->empty_is_dropped && is_empty_collection(value) ? NULL : value;
    }
    return NULL;
}

static cJSON *coerce(struct filling *filling, enum ecommerce_type type, const cJSON *value)
{
    struct arena *arena = filling->run->arena;
    double number = 0;
    int64_t whole = 0;
    if (type == ECOMMERCE_FLOAT && js_is_string(value) &&
        value_parse_decimal(value->valuestring, filling->rules->exponents, &number))
        return js_number(arena, number);
    if (type == ECOMMERCE_INTEGER && js_is_string(value) && value_parse_integer(value->valuestring, &whole))
        return js_number(arena, (double)whole);
    if (type == ECOMMERCE_TEXT && js_is_number(value)) {
        char text[JS_NUMBER_SIZE];
        size_t length = js_number_format(value->valuedouble, text);
        return js_string(arena, arena_copy(arena, text, length));
    }
    if (type == ECOMMERCE_TEXT && js_is_bool(value) && filling->rules->bool_to_text)
        return js_string(arena, js_truthy(value) ? "true" : "false");
    return js_share(arena, value);
}

static bool has_only_texts(const cJSON *list)
{
    const cJSON *entry;
    cJSON_ArrayForEach(entry, list)
    {
        if (!js_is_string(entry))
            return false;
    }
    return js_is_array(list);
}

static bool has_type(const struct ecommerce_rules *rules, enum ecommerce_type type, const cJSON *value)
{
    switch (type) {
    case ECOMMERCE_TEXT:
        return js_is_string(value);
    case ECOMMERCE_FLOAT:
        return js_is_number(value);
    case ECOMMERCE_INTEGER:
        return js_is_number(value) && value_is_whole(value->valuedouble) &&
               !(rules->decimals_are_no_integers && js_is_decimal(value));
    case ECOMMERCE_TEXT_LIST:
        return has_only_texts(value);
    case ECOMMERCE_LIST:
        return js_is_array(value);
    }
    return true;
}

static const char *type_label(const struct ecommerce_rules *rules, enum ecommerce_type type)
{
    static const char *const labels[] = { "string", "float", "integer", "stringArray", "array" };
    static const char *const upper_case[] = { "STRING", "FLOAT", "INTEGER", "STRING_ARRAY", "ARRAY" };
    return rules->upper_case_types ? upper_case[type] : labels[type];
}

/* Each name once, however many products it concerns. */
static void warn_once(struct filling *filling, cJSON *list, const char *text)
{
    const cJSON *entry;
    cJSON_ArrayForEach(entry, list)
    {
        if (js_is_text(entry, text))
            return;
    }
    js_append(filling->run->arena, list, js_string(filling->run->arena, text));
}

static void warn_missing(struct filling *filling, const struct ecommerce_field *field, bool of_product)
{
    const char *prefix = of_product ? filling->rules->missing_prefix : "";
    if (prefix != NULL)
        warn_once(filling, filling->run->report->missing, arena_format(filling->run->arena, "%s%s", prefix, field->name));
}

static void warn_type(struct filling *filling, const struct ecommerce_field *field, bool of_product)
{
    warn_once(filling, filling->run->report->type_mismatch,
              arena_format(filling->run->arena, "%s%s (expected %s)", of_product ? filling->rules->mismatch_prefix : "",
                           field->name, type_label(filling->rules, field->type)));
}

/* Fills the fields of an event or of a product; from and to are where both stand. */
static void fill_fields(struct filling *filling, enum ecommerce_event_id of, const cJSON *from, const char *from_pointer,
                        cJSON *into, const char *into_pointer)
{
    bool of_product = of == ECOMMERCE_PRODUCT;
    size_t position = 0;
    for (const struct ecommerce_field *field; (field = ecommerce_next_field(of, &position)) != NULL;) {
        const char *source = NULL;
        const cJSON *value = find_value(filling, field, from, &source);
        if (value == NULL)
            continue;
        cJSON *sent = coerce(filling, field->type, value);
        if (!has_type(filling->rules, field->type, sent))
            warn_type(filling, field, of_product);
        js_add(into, field->name, sent);
        run_explain_inside(filling->run, run_pointer(filling->run, into_pointer, field->name),
                           run_pointer(filling->run, from_pointer, source), "field of a recommended ecommerce event");
    }
}

static void warn_of_missing(struct filling *filling, enum ecommerce_event_id of, const cJSON *filled)
{
    size_t position = 0;
    for (const struct ecommerce_field *field; (field = ecommerce_next_field(of, &position)) != NULL;)
        if (field->required && js_get(filled, field->name) == NULL)
            warn_missing(filling, field, of == ECOMMERCE_PRODUCT);
}

static bool belongs_in_metadata(const struct filling *filling, const cJSON *value)
{
    if (filling->rules->metadata_keeps_empty)
        return !js_is_null(value);
    return !js_is_null(value) && !is_empty_text(value) && !is_empty_collection(value);
}

static void keep_in_metadata(struct filling *filling, cJSON *metadata, const cJSON *value, const char *from)
{
    if (belongs_in_metadata(filling, value))
        js_add(metadata, value->string, js_share(filling->run->arena, value));
    else
        run_omit(filling->run, run_pointer(filling->run, from, value->string), "empty: not even metadata");
}

static void add_metadata(cJSON *object, cJSON *metadata)
{
    if (js_count(metadata) > 0)
        js_add(object, "metadata", metadata);
}

static bool is_list_of_objects(const cJSON *list)
{
    const cJSON *entry;
    cJSON_ArrayForEach(entry, list)
    {
        if (!js_is_object(entry))
            return false;
    }
    return js_is_array(list);
}

/* Whether properties.products is taken as the list of products. */
static bool has_product_list(const struct filling *filling)
{
    const cJSON *products = js_get(filling->properties, "products");
    return filling->rules->odd_products_kept ? is_list_of_objects(products) : js_is_array(products);
}

static cJSON *fill_product(struct filling *filling, const cJSON *product, const char *from, size_t place, bool with_metadata)
{
    struct arena *arena = filling->run->arena;
    cJSON *filled = js_object(arena);
    fill_fields(filling, ECOMMERCE_PRODUCT, product, from, filled, arena_format(arena, "/products/%zu", place));
    if (with_metadata) {
        cJSON *metadata = js_object(arena);
        for (const cJSON *member = js_members(product); member != NULL; member = member->next)
            if (!ecommerce_is_source(ECOMMERCE_PRODUCT, member->string))
                keep_in_metadata(filling, metadata, member, from);
        add_metadata(filled, metadata);
    }
    if (js_count(filled) == 0)
        return NULL;
    warn_of_missing(filling, ECOMMERCE_PRODUCT, filled);
    return filled;
}

static cJSON *fill_products(struct filling *filling)
{
    cJSON *filled = js_array(filling->run->arena);
    if (filling->folded) {
        cJSON *product = fill_product(filling, filling->properties, "/properties", 0, false);
        if (product != NULL)
            js_append(filling->run->arena, filled, product);
        return filled;
    }
    if (!has_product_list(filling))
        return filled;
    size_t index = 0;
    const cJSON *product;
    cJSON_ArrayForEach(product, js_get(filling->properties, "products"))
    {
        const char *from = arena_format(filling->run->arena, "/properties/products/%zu", index++);
        cJSON *one = js_is_object(product) ? fill_product(filling, product, from, js_count(filled), true) : NULL;
        if (one != NULL)
            js_append(filling->run->arena, filled, one);
        else
            run_omit(filling->run, from, "not an object, or empty: passed over");
    }
    return filled;
}

/* Properties that metadata does not get: those the event was filled from, and those it sets itself. */
static bool is_consumed(const struct filling *filling, const char *key)
{
    const struct ecommerce_event *event = &ecommerce_events[filling->id];
    if (strcmp(key, "source") == 0 || (strcmp(key, "action") == 0 && event->action != NULL))
        return !filling->rules->caller_keys_kept;
    if (strcmp(key, "products") == 0 && event->has_products)
        return !filling->rules->odd_products_kept || has_product_list(filling);
    if (strcmp(key, "revenue") == 0 && event->action != NULL)
        return filling->rules->cart_revenue;
    return ecommerce_is_source(filling->id, key) || (filling->folded && ecommerce_is_source(ECOMMERCE_PRODUCT, key));
}

static void fill_event(struct filling *filling)
{
    const struct ecommerce_event *event = &ecommerce_events[filling->id];
    struct arena *arena = filling->run->arena;
    fill_fields(filling, filling->id, filling->properties, "/properties", filling->event, "");
    warn_of_missing(filling, filling->id, filling->event);
    if (event->has_products) {
        cJSON *products = fill_products(filling);
        if (js_count(products) > 0)
            js_add(filling->event, "products", products);
        else
            warn_once(filling, filling->run->report->missing, "products");
    }
    js_add(filling->event, "source", js_string(arena, filling->rules->source));
    if (event->action != NULL)
        js_add(filling->event, "action", js_string(arena, event->action));
    cJSON *metadata = js_object(arena);
    for (const cJSON *property = js_members(filling->properties); property != NULL; property = property->next)
        if (!is_consumed(filling, property->string))
            keep_in_metadata(filling, metadata, property, "/properties");
    add_metadata(filling->event, metadata);
}

bool device_ecommerce(struct run *run, const char *event_name)
{
    enum ecommerce_event_id id;
    if (!ecommerce_find(js_lower(run->arena, js_trim(run->arena, event_name)), &id))
        return false;
    const cJSON *properties = js_get(run->event, "properties");
    struct filling filling = { .run = run, .rules = &run->rules->ecommerce, .id = id };
    filling.properties = js_is_object(properties) ? properties : js_object(run->arena);
    filling.event = js_object(run->arena);
    filling.folded = ecommerce_events[id].action != NULL && !has_product_list(&filling);
    run_call(run, "logCustomEvent");
    run_argument_text(run, ecommerce_events[id].braze_name, "/event", "recommended ecommerce event; the case of the name does not matter");
    js_append(run->arena, run->arguments, filling.event);
    fill_event(&filling);
    return true;
}
