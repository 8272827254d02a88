/* Order Completed: one purchase for each product. */
#include <math.h>
#include <string.h>

#include "rudderstack/calls.h"
#include "rudderstack/identity.h"
#include "support/jsnumber.h"

/* What all products of an order have in common. */
struct order {
    const struct event *event;
    const cJSON *products;
    const cJSON *currency; /* of the order itself */
    const cJSON *time;
    cJSON *ids;
    bool with_properties;
};

static const char *const timestamp_paths[] = { "timestamp", "originalTimestamp", NULL };

/* The members of a product that have a place of their own in a purchase. */
static const char *const own_members[] = { "product_id", "sku", "price", "quantity", "currency" };

static const cJSON *product_id_of(const cJSON *product)
{
    return js_or(js_get(product, "product_id"), js_get(product, "sku"));
}

static bool check_product(const struct order *order, const cJSON *product, size_t index, struct failure *failure)
{
    struct arena *arena = order->event->arena;
    if (js_nullish(product_id_of(product)))
        return failure_set(failure, arena, FAILURE_PRODUCT_ID_MISSING, index);
    if (js_nullish(js_get(product, "price")))
        return failure_set(failure, arena, FAILURE_PRODUCT_PRICE_MISSING, index);
    if (js_nullish(js_get(product, "quantity")))
        return failure_set(failure, arena, FAILURE_PRODUCT_QUANTITY_MISSING, index);
    if (js_nullish(order->currency) && js_nullish(js_get(product, "currency")))
        return failure_set(failure, arena, FAILURE_PRODUCT_CURRENCY_MISSING, index);
    return true;
}

static bool check_order(const struct order *order, struct failure *failure)
{
    struct arena *arena = order->event->arena;
    if (!js_truthy(order->products))
        return failure_set(failure, arena, FAILURE_PRODUCTS_MISSING);
    if (!js_is_array(order->products))
        return failure_set(failure, arena, FAILURE_PRODUCTS_NO_ARRAY);
    const cJSON *first = order->products->child;
    while (js_is_null(first))
        first = first->next;
    if (first == NULL)
        return failure_set(failure, arena, FAILURE_PRODUCTS_EMPTY);
    if (!js_truthy(order->time))
        return failure_set(failure, arena, FAILURE_ORDER_TIMESTAMP_MISSING);
    size_t index = 0;
    for (const cJSON *product = first; product != NULL; product = product->next)
        if (!js_is_null(product) && !check_product(order, product, index++, failure))
            return false;
    return true;
}

/* What a product has besides: sent as the purchase's properties if the setting asks for it. NULL if there is nothing.
 */
static cJSON *extra_properties(const struct order *order, const cJSON *product)
{
    const struct event *event = order->event;
    bool sent = order->with_properties;
    if (!sent && event->explain == NULL)
        return NULL;
    cJSON *extra = js_object(event->arena);
    const cJSON *entries = js_is_object(product) ? product : js_spread(event->arena, product);
    for (const cJSON *member = entries->child; member != NULL; member = member->next) {
        bool own = false;
        for (size_t i = 0; i < sizeof own_members / sizeof *own_members; i++)
            own = own || strcmp(own_members[i], member->string) == 0;
        if (own)
            continue;
        if (!sent) {
            explain_lost(event->explain, member, "the setting sendPurchaseEventWithExtraProperties is off");
            continue;
        }
        cJSON *value = js_share(event->arena, member);
        js_add(extra, member->string, value);
        explain_field(event->explain, value, member, "a further member of the product, as it is");
    }
    return extra->child != NULL ? extra : NULL;
}

static void warn_of_losses(const struct event *event, const cJSON *price, double price_sent, const cJSON *quantity,
                           double quantity_sent)
{
    if (event->explain == NULL)
        return;
    if (!(js_is_number(price) && price->valuedouble == price_sent) &&
        !(js_is_string(price) && js_to_number(price->valuestring) == price_sent))
        explain_warn(event->explain, price,
                     isnan(price_sent) ? "this price is no number: null is sent, which Braze refuses"
                                       : "only the number at the beginning of this price is sent");
    if (isnan(quantity_sent))
        explain_warn(event->explain, quantity, "this quantity is no number: null is sent, which Braze refuses");
    else if (!(js_is_number(quantity) && quantity->valuedouble == quantity_sent) &&
             !(js_is_string(quantity) && js_to_number(quantity->valuestring) == quantity_sent))
        explain_warn(event->explain, quantity, "this quantity is cut to whole units");
}

/* One purchase; NULL with failure filled. */
static cJSON *make_purchase(const struct order *order, const cJSON *product, struct failure *failure)
{
    const struct event *event = order->event;
    struct arena *arena = event->arena;
    const cJSON *id = product_id_of(product);
    const cJSON *price = js_get(product, "price");
    const cJSON *currency = js_or(order->currency, js_get(product, "currency"));
    const cJSON *quantity = js_get(product, "quantity");
    const char *id_text = NULL;
    const char *price_text = NULL;
    const char *currency_text = NULL;
    const char *quantity_text = NULL;
    if (js_is_null(product)) {
        failure_set(failure, arena, FAILURE_READ_OF_NULL, "product_id");
        return NULL;
    }
    if (!js_to_text(arena, id, &id_text) || !js_to_text(arena, price, &price_text) ||
        !js_to_text(arena, currency, &currency_text) || !js_to_text(arena, quantity, &quantity_text)) {
        failure_set(failure, arena, FAILURE_NO_PRIMITIVE);
        return NULL;
    }
    double price_sent = js_parse_float(price_text);
    double quantity_sent = js_parse_int(quantity_text);
    warn_of_losses(event, price, price_sent, quantity, quantity_sent);

    const struct {
        const char *name;
        cJSON *value;
        const cJSON *from;
        const char *rule;
    } members[] = {
        { "product_id", js_string(arena, id_text), id, "product_id, else sku; as text" },
        { "price", js_number(arena, price_sent), price, "the number at its beginning" },
        { "currency", js_string(arena, currency_text), currency, "properties.currency, else the product's own" },
        { "quantity", js_number(arena, quantity_sent), quantity, "the whole number at its beginning" },
        { "time", js_share(arena, order->time), order->time, "timestamp, else originalTimestamp" },
    };
    explain_lost(event->explain, js_get(product, "sku"), "the product_id is sent instead");
    explain_lost(event->explain, js_get(product, "currency"), "the order's own currency is sent instead");
    cJSON *purchase = js_object(arena);
    for (size_t i = 0; i < sizeof members / sizeof *members; i++) {
        js_add(purchase, members[i].name, members[i].value);
        explain_field(event->explain, members[i].value, members[i].from, members[i].rule);
    }
    js_add(purchase, "properties", extra_properties(order, product));
    for (const cJSON *of_user = order->ids->child; of_user != NULL; of_user = of_user->next) {
        cJSON *handle = js_share(arena, of_user);
        js_add(purchase, of_user->string, handle);
        explain_same(event->explain, handle, of_user);
    }
    return purchase;
}

cJSON *purchase_list(const struct event *event, const cJSON *properties, struct failure *failure)
{
    struct order order = {
        .event = event,
        .products = js_get(properties, "products"),
        .currency = js_get(properties, "currency"),
        .time = js_first_valid(event->message, timestamp_paths),
        .ids = js_object(event->arena),
        .with_properties = event_switch(event, "sendPurchaseEventWithExtraProperties"),
    };
    if (!check_order(&order, failure))
        return NULL;
    identity_set(event, order.ids);
    cJSON *purchases = js_array(event->arena);
    for (const cJSON *product = order.products->child; product != NULL; product = product->next) {
        cJSON *purchase = make_purchase(&order, product, failure);
        if (purchase == NULL)
            return NULL;
        js_append(event->arena, purchases, purchase);
    }
    explain_lost(event->explain, event_get(event, "properties"),
                 "of an order's properties Braze gets the products and the currency only");
    explain_lost(event->explain, js_get(identity_integration(event), "appId"), "purchases carry no app_id");
    return purchases;
}
