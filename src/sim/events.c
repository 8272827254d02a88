#include <stdlib.h>
#include <string.h>

#include "sim/base64.h"
#include "sim/catalog.h"
#include "sim/handlers.h"
#include "sim/series.h"
#include "support/json.h"

/* Nobody knows how many products Braze puts on a page. */
enum { PER_PRODUCT_PAGE = 100 };
enum { SALT_RATE = 1, SALT_REPORT, SALT_STATUS, SALT_TAG, SALT_DESCRIPTION, SALT_TYPE, SALT_PRICE, SALT_NOISE };

static void answer_names(const struct sim_request *request, struct sim_reply *reply, const char *name,
                         unsigned per_page, const struct sim_names *names)
{
    long page = 0;
    if (!sim_request_number(request, reply, "page", 0, 100000000, 0, &page))
        return;
    size_t first = (size_t)page * per_page;
    cJSON *body = sim_reply_object(reply, 200);
    json_add_string(body, "message", "success");
    cJSON *array = json_add_array(body, name);
    for (size_t i = first; i < names->count && i < first + per_page; i++)
        json_append_string(array, names->names[i]);
}

void sim_events_list(struct sim *sim, const struct sim_request *request, struct sim_reply *reply)
{
    answer_names(request, reply, "events", request->per_page, &sim->catalog->events);
}

void sim_purchases_product_list(struct sim *sim, const struct sim_request *request, struct sim_reply *reply)
{
    answer_names(request, reply, "products", PER_PRODUCT_PAGE, &sim->catalog->products);
}

/* A cursor is "skip:N" in Base64, N a whole number of pages. */
static char *make_cursor(size_t skip)
{
    char *text = memory_format("skip:%zu", skip);
    char *cursor = sim_base64_encode(text, strlen(text));
    free(text);
    return cursor;
}

static bool read_cursor(const struct sim_request *request, struct sim_reply *reply, size_t count, size_t *skip)
{
    const char *cursor = sim_request_query(request, "cursor");
    for (*skip = 0; cursor != NULL && *skip <= count; *skip += request->per_page) {
        char *expected = make_cursor(*skip);
        bool same = strcmp(expected, cursor) == 0;
        free(expected);
        if (same)
            return true;
    }
    *skip = 0;
    if (cursor == NULL)
        return true;
    cJSON *body = sim_reply_object(reply, 400);
    cJSON *error = json_object();
    json_append(json_add_array(body, "errors"), error);
    json_add_string(error, "id", "invalid-cursor");
    json_add_string(error, "message", "'cursor' is not valid");
    json_append_string(json_add_array(error, "parameters"), "cursor");
    json_append_string(json_add_array(error, "parameter_values"), cursor);
    json_add_string(body, "message", "Invalid Request");
    return false;
}

/* Link: </events?cursor=...>; rel="prev",</events?cursor=...>; rel="next" */
static void add_links(const struct sim_request *request, struct sim_reply *reply, size_t skip, size_t count)
{
    UT_string links;
    utstring_init(&links);
    if (skip > 0) {
        char *cursor = make_cursor(skip - request->per_page);
        utstring_printf(&links, "<%s?cursor=%s>; rel=\"prev\"", request->path, cursor);
        free(cursor);
    }
    if (skip + request->per_page < count) {
        char *cursor = make_cursor(skip + request->per_page);
        utstring_printf(&links, "%s<%s?cursor=%s>; rel=\"next\"", skip > 0 ? "," : "", request->path, cursor);
        free(cursor);
    }
    if (utstring_len(&links) > 0)
        sim_reply_header(reply, "Link", "%s", utstring_body(&links));
    utstring_done(&links);
}

/* What an event and an attribute have in common. */
static cJSON *describe(const struct sim_world *world, const char *name)
{
    static const char *const descriptions[] = { "", "", "Item placed in the cart", "Sent by the app since 3.1" };
    static const char *const tags[] = { "commerce", "loyalty", "app" };
    uint64_t key = sim_hash_text(name);
    cJSON *object = json_object();
    json_add_string(object, "name", name);
    json_add_string(object, "description", descriptions[sim_pick(world, SIM_EVENT, key, SALT_DESCRIPTION, 4)]);
    json_add_string(object, "status", sim_chance(world, SIM_EVENT, key, SALT_STATUS, 0.08) ? "Blocklisted" : "Active");
    cJSON *array = json_add_array(object, "tag_names");
    unsigned tag = sim_pick(world, SIM_EVENT, key, SALT_TAG, 6);
    if (tag < 3)
        json_append_string(array, tags[tag]);
    return object;
}

static void answer_cursor_page(struct sim *sim, const struct sim_request *request, struct sim_reply *reply,
                               const char *field, const struct sim_names *names,
                               void (*complete)(const struct sim_world *world, uint64_t key, cJSON *object))
{
    size_t skip = 0;
    if (!read_cursor(request, reply, names->count, &skip))
        return;
    cJSON *body = sim_reply_object(reply, 200);
    json_add_string(body, "message", "success");
    cJSON *array = json_add_array(body, field);
    for (size_t i = skip; i < names->count && i < skip + request->per_page; i++) {
        cJSON *object = describe(&sim->world, names->names[i]);
        complete(&sim->world, sim_hash_text(names->names[i]), object);
        json_append(array, object);
    }
    add_links(request, reply, skip, names->count);
}

static void complete_event(const struct sim_world *world, uint64_t key, cJSON *object)
{
    json_add_bool(object, "included_in_analytics_report", sim_chance(world, SIM_EVENT, key, SALT_REPORT, 0.6));
}

static void complete_attribute(const struct sim_world *world, uint64_t key, cJSON *object)
{
    static const char *const types[] = { "String", "Number", "Boolean", "Time", "Array", "Object", "Object Array" };
    unsigned type = sim_pick(world, SIM_EVENT, key, SALT_TYPE, sizeof types / sizeof *types);
    json_add_string(object, "data_type", types[type]);
    if (type == 4)
        json_add_number(object, "array_length", 500);
    else
        json_add_null(object, "array_length");
}

void sim_events_get(struct sim *sim, const struct sim_request *request, struct sim_reply *reply)
{
    answer_cursor_page(sim, request, reply, "events", &sim->catalog->events, complete_event);
}

void sim_custom_attributes(struct sim *sim, const struct sim_request *request, struct sim_reply *reply)
{
    answer_cursor_page(sim, request, reply, "attributes", &sim->catalog->attributes, complete_attribute);
}

/* A series of something known by its name, as a part of everybody's activity. */
struct named {
    uint64_t key;
    double share;
    double worth; /* of one; 1: the series counts */
};

static double occurrences(const struct sim_world *world, const void *context, int32_t day)
{
    const struct named *named = context;
    double rate = sim_unit(world, SIM_EVENT, named->key, SALT_RATE);
    double noise = 0.9 + 0.2 * sim_unit(world, SIM_EVENT, named->key, sim_day_salt(SALT_NOISE, day));
    return sim_activity(world, day) * (0.002 + 0.6 * rate * rate * rate) * noise * named->share;
}

void sim_events_data_series(struct sim *sim, const struct sim_request *request, struct sim_reply *reply)
{
    struct sim_range range;
    const char *name = sim_request_query(request, "event");
    if (name == NULL) {
        sim_reply_error(reply, 400, "'event' is required");
        return;
    }
    struct named named = { .key = sim_hash_text(name), .worth = 1 };
    if (!sim_range_read(sim, request, reply, true, &range) || !sim_read_scope(sim, request, reply, true, &named.share))
        return;
    if (sim_names_find(&sim->catalog->events, name) < 0)
        named.share = 0;
    const struct sim_series series = { occurrences, &named, named.key, 0.03, "count", false };
    cJSON *body = sim_reply_object(reply, 200);
    json_add_string(body, "message", "success");
    sim_series_write(&sim->world, &range, &series, json_add_array(body, "data"));
}

/* All products, or one of them. */
struct purchases {
    const struct sim_names *products;
    int64_t one; /* -1: all */
    double share;
    bool revenue;
};

static double price_of(const struct sim_world *world, uint64_t key)
{
    return sim_cents(1 + 120 * sim_unit(world, SIM_PRODUCT, key, SALT_PRICE) *
                             sim_unit(world, SIM_PRODUCT, key, SALT_RATE));
}

static double bought(const struct sim_world *world, const void *context, int32_t day)
{
    const struct purchases *purchases = context;
    double activity = sim_activity(world, day) * purchases->share, sum = 0;
    for (size_t i = 0; i < purchases->products->count; i++) {
        if (purchases->one >= 0 && (size_t)purchases->one != i)
            continue;
        uint64_t key = sim_hash_text(purchases->products->names[i]);
        double rate = sim_unit(world, SIM_PRODUCT, key, SALT_RATE + 1);
        double noise = 0.85 + 0.3 * sim_unit(world, SIM_PRODUCT, key, sim_day_salt(SALT_NOISE, day));
        sum += activity * 0.006 * rate * rate * noise * (purchases->revenue ? price_of(world, key) : 1);
    }
    return sum;
}

static void answer_purchases(struct sim *sim, const struct sim_request *request, struct sim_reply *reply, bool revenue)
{
    struct sim_range range;
    struct purchases purchases = { &sim->catalog->products, -1, 1, revenue };
    const char *product = sim_request_query(request, "product");
    if (!sim_range_read(sim, request, reply, true, &range) ||
        !sim_read_scope(sim, request, reply, false, &purchases.share))
        return;
    if (product != NULL) {
        purchases.one = sim_names_find(purchases.products, product);
        purchases.share = purchases.one < 0 ? 0 : purchases.share;
    }
    const struct sim_series series = {
        bought, &purchases, 5, 0.03, revenue ? "revenue" : "purchase_quantity", revenue
    };
    cJSON *body = sim_reply_object(reply, 200);
    json_add_string(body, "message", "success");
    sim_series_write(&sim->world, &range, &series, json_add_array(body, "data"));
}

void sim_purchases_quantity_series(struct sim *sim, const struct sim_request *request, struct sim_reply *reply)
{
    answer_purchases(sim, request, reply, false);
}

void sim_purchases_revenue_series(struct sim *sim, const struct sim_request *request, struct sim_reply *reply)
{
    answer_purchases(sim, request, reply, true);
}
