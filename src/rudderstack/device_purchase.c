/* Order Completed: a purchase for each product. */
#include "rudderstack/device_run.h"
#include "rudderstack/device_value.h"

/* The product's fields that are no arguments of the purchase themselves. */
static void add_fields(struct run *run, cJSON *properties, const cJSON *product)
{
    static const char *const arguments[] = { "product_id", "price", "quantity", NULL };
    for (const cJSON *field = js_members(product); field != NULL; field = field->next)
        if (!value_is_listed(arguments, field->string))
            js_set(properties, field->string, js_share(run->arena, field));
}

/* The properties of a purchase: the event's, and as the platform has it those of the product or of all products. */
static cJSON *purchase_properties(struct run *run, const cJSON *root, const cJSON *products, const cJSON *product)
{
    const struct purchase_rules *rules = &run->rules->purchase;
    cJSON *properties = js_object(run->arena);
    for (const cJSON *property = js_members(root); property != NULL; property = property->next)
        if (!value_is_listed(rules->left_out, property->string))
            js_add(properties, property->string, js_share(run->arena, property));
    if (rules->product_fields == FIELDS_OWN) {
        add_fields(run, properties, product);
    } else if (rules->product_fields == FIELDS_MERGED) {
        const cJSON *other;
        cJSON_ArrayForEach(other, products)
            add_fields(run, properties, other);
    }
    return properties;
}

static void explain_lost_fields(struct run *run, const cJSON *product, const char *from)
{
    static const char *const sent[] = { "product_id", "price", "quantity", NULL };
    const struct purchase_rules *rules = &run->rules->purchase;
    const cJSON *lost = rules->product_fields == FIELDS_LOST ? js_members(product) : NULL;
    for (; lost != NULL; lost = lost->next)
        if (!value_is_listed(sent, lost->string))
            run_omit(run, run_pointer(run, from, lost->string), "other fields of a product are not sent");
    if (rules->quantity == NULL && js_get(product, "quantity") != NULL)
        run_omit(run, run_pointer(run, from, "quantity"), "this integration never sends the quantity; Braze counts one");
}

static void log_purchase(struct run *run, const cJSON *root, const cJSON *products, const cJSON *product, const char *from)
{
    const struct purchase_rules *rules = &run->rules->purchase;
    const cJSON *currency = rules->currency(run, js_get(root, "currency"));
    const cJSON *price = rules->price(run, js_get(product, "price"));
    const char *price_from = run_pointer(run, from, "price");
    const char *currency_from = js_get(root, "currency") != NULL ? "/properties/currency" : NULL;
    run_call(run, "logPurchase");
    run_argument(run, rules->id(run, js_get(product, "product_id")), run_pointer(run, from, "product_id"), "the product");
    if (rules->price_before_currency)
        run_argument(run, price, price_from, "the price of one");
    run_argument(run, currency, currency_from,
                 currency == NULL        ? "there is no currency: the SDK assumes USD"
                 : currency_from == NULL ? "there is no currency: the integration's default"
                                         : "the currency of the order");
    if (!rules->price_before_currency)
        run_argument(run, price, price_from, "the price of one");
    if (rules->quantity != NULL)
        run_argument(run, rules->quantity(run, js_get(product, "quantity")),
                     js_get(product, "quantity") != NULL ? run_pointer(run, from, "quantity") : NULL, "how many");
    run_argument(run, purchase_properties(run, root, products, product), "/properties",
                 rules->product_fields == FIELDS_LOST  ? "the event's properties; other fields of a product are lost"
                 : rules->product_fields == FIELDS_OWN ? "the event's properties and the product's own fields"
                                                       : "the event's properties and the fields of all products, the last one wins");
    explain_lost_fields(run, product, from);
}

/* A price that is no number is only found out when the purchases are put together, before any of them is logged. */
static bool has_impossible_price(struct run *run, const cJSON *products)
{
    const struct purchase_rules *rules = &run->rules->purchase;
    if (!rules->price_throws)
        return false;
    const cJSON *product;
    cJSON_ArrayForEach(product, products)
    {
        if (rules->keeps(product) && rules->price(run, js_get(product, "price")) == NULL)
            return true;
    }
    return false;
}

void device_purchase(struct run *run)
{
    const struct purchase_rules *rules = &run->rules->purchase;
    const cJSON *root = js_get(run->event, "properties");
    const cJSON *products = js_get(root, "products");
    const char *why = rules->refuse != NULL ? rules->refuse(root) : NULL;
    if (why == NULL && !js_is_array(products))
        why = "the order has no list of products: no purchase is logged";
    if (why == NULL && js_count(products) == 0)
        why = "the list of products is empty: no purchase is logged";
    if (why != NULL) {
        run_drop(run, why);
        return;
    }
    if (has_impossible_price(run, products)) {
        run->report->throws = true;
        return;
    }
    size_t index = 0;
    const cJSON *product;
    cJSON_ArrayForEach(product, products)
    {
        const char *from = arena_format(run->arena, "/properties/products/%zu", index++);
        if (rules->null_throws && js_nullish(product)) {
            run->report->throws = true;
            return;
        }
        if (rules->keeps(product))
            log_purchase(run, root, products, product, from);
        else
            run_omit(run, from, rules->unkept);
    }
    if (js_count(run->report->calls) == 0)
        run_drop(run, rules->unkept);
}
