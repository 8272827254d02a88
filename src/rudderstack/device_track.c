/* track and page: custom events, attribution, and the ways to purchases and recommended events. */
#include <string.h>

#include "rudderstack/device_run.h"
#include "rudderstack/device_value.h"
#include "support/text.h"

static const char *const reserved[] = { "time", "product_id", "quantity", "event_name", "price", "currency", NULL };

static const cJSON *without_reserved(struct run *run, const cJSON *properties)
{
    if (!js_is_object(properties))
        return properties;
    cJSON *rest = js_object(run->arena);
    for (const cJSON *property = js_members(properties); property != NULL; property = property->next)
        if (value_is_listed(reserved, property->string))
            run_omit(run, run_pointer(run, "/properties", property->string), "reserved by Braze: removed from custom events");
        else
            js_add(rest, property->string, js_share(run->arena, property));
    return rest;
}

static void log_custom_event(struct run *run, const char *name, const char *name_from, const char *name_rule)
{
    const cJSON *properties = js_get(run->event, "properties");
    bool missing = js_nullish(properties);
    run_call(run, "logCustomEvent");
    run_argument_text(run, name, name_from, name_rule);
    if (missing ? run->rules->no_properties_left_out : run->rules->empty_properties_left_out && js_count(properties) == 0)
        return;
    if (run->rules->reserved_removed)
        properties = without_reserved(run, properties);
    run_argument(run, missing ? NULL : properties, missing ? NULL : "/properties", "the properties");
}

/* In the browser properties that are not there cannot be cleaned of reserved keys. */
static bool throws_without_properties(struct run *run)
{
    if (!run->rules->properties_needed || !js_nullish(js_get(run->event, "properties")))
        return false;
    run->report->throws = true;
    return true;
}

void device_page(struct run *run)
{
    const cJSON *name = js_get(run->event, "name");
    bool named = value_is_filled_text(name);
    if (!throws_without_properties(run))
        log_custom_event(run, named ? name->valuestring : "Page View", named ? "/name" : NULL,
                         named ? "the name of the page; the category does not count" : "the page has no name");
}

static const char *texts_or_null(const cJSON *campaign, const char *key)
{
    return value_text(js_get(campaign, key));
}

/* False: log it as a custom event. */
static bool log_attribution(struct run *run)
{
    static const char *const keys[] = { "source", "name", "ad_group", "ad_creative" };
    const cJSON *properties = js_get(run->event, "properties");
    if (!run->rules->has_campaign(properties))
        return false;
    const cJSON *campaign = js_get(properties, "campaign");
    if (!js_is_object(campaign)) {
        run_drop(run, "Install Attributed has a campaign that is no object: neither attribution nor an event is logged");
        return true;
    }
    run_call(run, "setAttributionData");
    for (size_t i = 0; i < sizeof keys / sizeof keys[0]; i++)
        run_argument_text(run, texts_or_null(campaign, keys[i]), run_pointer(run, "/properties/campaign", keys[i]),
                          "attribution: network, campaign, ad group, creative");
    return true;
}

static bool is_order(const struct run *run, const char *name)
{
    return run->rules->order_any_case ? text_equal_ignore_case(name, "Order Completed") : strcmp(name, "Order Completed") == 0;
}

void device_track(struct run *run)
{
    const cJSON *event = js_get(run->event, "event");
    const char *why = run->rules->refuse_track != NULL ? run->rules->refuse_track(run) : NULL;
    if (!js_is_string(event))
        why = "the track has no event name";
    if (why != NULL) {
        run_drop(run, why);
        return;
    }
    const char *name = event->valuestring;
    if (run->rules->ecommerce.is_on(js_get(run->config, "useEcommerceRecommendedEvents")) && device_ecommerce(run, name))
        return;
    if (throws_without_properties(run))
        return;
    if (run->rules->attribution && strcmp(name, "Install Attributed") == 0 && log_attribution(run))
        return;
    if (is_order(run, name))
        device_purchase(run);
    else
        log_custom_event(run, name, "/event", "the event's name");
}
