#include "rudderstack/warning.h"

#include <string.h>

#include "rudderstack/device_value.h"
#include "rudderstack/ecommerce_table.h"
#include "rudderstack/settings.h"
#include "support/jstext.h"
#include "support/jsvalue.h"
#include "support/text.h"

/* What a condition looks at. config has the source's own values. */
struct view {
    struct arena *arena;
    enum source_type type;
    const cJSON *config;
    const cJSON *event;
    const cJSON *traits;
    const cJSON *properties;
    bool recommended; /* the event becomes a recommended ecommerce event */
};

enum {
    SETTINGS = 0,
    WEB = PLATFORM_BIT(PLATFORM_WEB),
    LEGACY = PLATFORM_BIT(PLATFORM_ANDROID) | PLATFORM_BIT(PLATFORM_IOS),
    TYPED = PLATFORM_BIT(PLATFORM_ANDROID_KOTLIN) | PLATFORM_BIT(PLATFORM_IOS_SWIFT),
    MOBILE = LEGACY | TYPED,
    EVERY_PLATFORM = WEB | MOBILE,
    SERVERS = PLATFORM_BIT(PLATFORM_COUNT),
    CLOUD = MODE_BIT(MODE_CLOUD),
    DEVICE = MODE_BIT(MODE_DEVICE),
    HYBRID = MODE_BIT(MODE_HYBRID),
    EVERY_MODE = CLOUD | DEVICE | HYBRID
};

static bool always(const struct view *view)
{
    (void)view;
    return true;
}

static const char *text_of(const cJSON *object, const char *key)
{
    const cJSON *value = js_get(object, key);
    return js_is_string(value) ? value->valuestring : "";
}

/* Settings. */

static bool is_flutter(const struct view *view)
{
    return view->type == SOURCE_FLUTTER;
}

static bool has_data_center_eu_03(const struct view *view)
{
    return js_is_text(js_get(view->config, "dataCenter"), "EU-03");
}

static bool has_data_center_au_01(const struct view *view)
{
    return js_is_text(js_get(view->config, "dataCenter"), "AU-01");
}

static bool has_spaces_in_data_center(const struct view *view)
{
    return strpbrk(text_of(view->config, "dataCenter"), " \t\r\n") != NULL;
}

static bool has_lower_case_data_center(const struct view *view)
{
    return strpbrk(text_of(view->config, "dataCenter"), "abcdefghijklmnopqrstuvwxyz") != NULL;
}

static bool lacks_rest_key(const struct view *view)
{
    return text_of(view->config, "restApiKey")[0] == '\0';
}

static bool leaves_platform_keys_open(const struct view *view)
{
    return !js_is_bool(js_get(view->config, "usePlatformSpecificApiKeys"));
}

static bool lacks_app_key(const struct view *view)
{
    return !js_is_string(js_get(view->config, "appKey"));
}

static bool lacks_dedup(const struct view *view)
{
    return !js_is_bool(js_get(view->config, "supportDedup"));
}

static bool has_dedup(const struct view *view)
{
    return js_truthy(js_get(view->config, "supportDedup"));
}

static bool has_allowlist_without_list(const struct view *view)
{
    return js_is_text(js_get(view->config, "eventFilteringOption"), "whitelistedEvents") &&
           js_count(js_get(view->config, "whitelistedEvents")) == 0;
}

static bool has_denylist_without_list(const struct view *view)
{
    return js_is_text(js_get(view->config, "eventFilteringOption"), "blacklistedEvents") &&
           !js_is_array(js_get(view->config, "blacklistedEvents"));
}

static bool has_unknown_filter(const struct view *view)
{
    const char *option = text_of(view->config, "eventFilteringOption");
    return option[0] != '\0' && !value_is_listed(setting_find("eventFilteringOption")->options, option);
}

static bool has_both_lists(const struct view *view)
{
    return js_count(js_get(view->config, "whitelistedEvents")) > 0 && js_count(js_get(view->config, "blacklistedEvents")) > 0;
}

static bool has_older_consent(const struct view *view)
{
    return js_count(js_get(view->config, "oneTrustCookieCategories")) > 0 ||
           js_count(js_get(view->config, "ketchConsentPurposes")) > 0;
}

static bool has_hidden_consent_lists(const struct view *view)
{
    return js_is_array(js_get(view->config, "consentManagement")) && has_older_consent(view);
}

static bool has_consent(const struct view *view)
{
    return js_count(js_get(view->config, "consentManagement")) > 0 || has_older_consent(view);
}

static bool has_switch_as_text(const struct view *view)
{
    const cJSON *value = js_get(view->config, "useEcommerceRecommendedEvents");
    return js_truthy(value) && !js_is_bool(value);
}

static bool has_recommended_events(const struct view *view)
{
    return js_truthy(js_get(view->config, "useEcommerceRecommendedEvents"));
}

static bool drops_anonymous(const struct view *view)
{
    return !js_truthy(js_get(view->config, "trackAnonymousUser"));
}

static bool has_push(const struct view *view)
{
    return js_truthy(js_get(view->config, "enablePushNotification"));
}

/* Identify. */

static bool lacks_user_id(const struct view *view)
{
    return !js_truthy(js_get(view->event, "userId"));
}

static bool has_external_id(const struct view *view)
{
    const cJSON *entry;
    cJSON_ArrayForEach(entry, js_path(view->event, "context.externalId"))
    {
        if (js_is_text(js_get(entry, "type"), "brazeExternalId"))
            return true;
    }
    return false;
}

static bool lacks_any_id(const struct view *view)
{
    return lacks_user_id(view) && !has_external_id(view);
}

static bool has_external_id_in_traits(const struct view *view)
{
    return js_get(view->traits, "externalId") != NULL;
}

static bool has_any_trait(const struct view *view, const char *const *keys)
{
    for (; *keys != NULL; keys++)
        if (js_get(view->traits, *keys) != NULL)
            return true;
    return false;
}

static bool has_traits_lost_on_web(const struct view *view)
{
    static const char *const keys[] = { "country", "home_city", "email_subscribe", "push_subscribe", NULL };
    return has_any_trait(view, keys);
}

static bool has_gender_made_male(const struct view *view)
{
    static const char *const known[] = { "woman", "female", "w", "f", "man", "male", "m", NULL };
    const char *gender = js_lower(view->arena, text_of(view->traits, "gender"));
    return gender[0] != '\0' && !value_is_listed(known, gender);
}

static bool has_camel_case_names(const struct view *view)
{
    static const char *const keys[] = { "firstName", "lastName", NULL };
    return has_any_trait(view, keys);
}

static bool has_lower_case_names(const struct view *view)
{
    static const char *const keys[] = { "firstname", "lastname", NULL };
    return has_any_trait(view, keys);
}

static bool has_last_name(const struct view *view)
{
    return js_get(view->traits, "lastname") != NULL;
}

static bool has_birthday_as_text(const struct view *view)
{
    return js_is_string(js_get(view->traits, "birthday"));
}

static bool has_plain_birthday(const struct view *view)
{
    const char *birthday = value_text(js_get(view->traits, "birthday"));
    int64_t ms;
    return birthday != NULL && !value_parse_iso_moment(birthday, &ms);
}

static bool has_numeric_text(const struct view *view)
{
    static const char *const with_setters[] = { "email", "phone", "gender", "birthday", "firstName", "lastName", NULL };
    double number;
    for (const cJSON *trait = js_members(view->traits); trait != NULL; trait = trait->next)
        if (js_is_string(trait) && value_parse_decimal(trait->valuestring, true, &number) &&
            !value_is_listed(with_setters, trait->string))
            return true;
    return false;
}

static bool has_trait_object(const struct view *view)
{
    for (const cJSON *trait = js_members(view->traits); trait != NULL; trait = trait->next)
        if (js_is_object(trait) && strcmp(trait->string, "address") != 0 && !value_is_date(trait))
            return true;
    return false;
}

static bool has_trait_with_members(const struct view *view)
{
    for (const cJSON *trait = js_members(view->traits); trait != NULL; trait = trait->next)
        if (js_is_array(trait))
            return true;
    return has_trait_object(view);
}

/* Track. */

static bool is_order(const struct view *view)
{
    return !view->recommended && text_equal_ignore_case(text_of(view->event, "event"), "Order Completed");
}

static bool has_order_in_other_case(const struct view *view)
{
    return is_order(view) && strcmp(text_of(view->event, "event"), "Order Completed") != 0;
}

/* Whether a product of the order has, or lacks, a quantity that counts. */
static bool has_quantity(const struct view *view, bool wanted)
{
    const cJSON *product;
    cJSON_ArrayForEach(product, js_get(view->properties, "products"))
    {
        if (is_order(view) && js_truthy(js_get(product, "quantity")) == wanted)
            return true;
    }
    return false;
}

static bool has_order_without_quantity(const struct view *view)
{
    return has_quantity(view, false);
}

static bool has_order_with_quantity(const struct view *view)
{
    return has_quantity(view, true);
}

static bool has_order_without_currency(const struct view *view)
{
    return is_order(view) && js_count(js_get(view->properties, "products")) > 0 &&
           js_nullish(js_get(view->properties, "currency"));
}

static bool has_order_with_product_fields(const struct view *view)
{
    static const char *const arguments[] = { "product_id", "price", "quantity", NULL };
    const cJSON *product;
    cJSON_ArrayForEach(product, js_get(view->properties, "products"))
    {
        const cJSON *field = is_order(view) ? js_members(product) : NULL;
        for (; field != NULL; field = field->next)
            if (!value_is_listed(arguments, field->string))
                return true;
    }
    return false;
}

static bool has_order_with_several_product_fields(const struct view *view)
{
    return js_count(js_get(view->properties, "products")) > 1 && has_order_with_product_fields(view);
}

static bool has_lists_in_properties(const struct view *view)
{
    const cJSON *property;
    cJSON_ArrayForEach(property, view->properties)
    {
        if (js_is_array(property) && !is_order(view))
            return true;
    }
    return false;
}

static bool has_subtotal(const struct view *view)
{
    return view->recommended && js_get(view->properties, "subtotal") != NULL;
}

static const struct {
    unsigned calls, platforms, modes;
    bool (*holds)(const struct view *view);
    const char *about, *text;
} warnings[] = {
#define WARNING(calls, platforms, modes, condition, about, text) { calls, platforms, modes, condition, about, text },
#include "data/warnings.def"
#undef WARNING
};

static void add_warning(struct arena *arena, cJSON *list, const char *about, const char *text)
{
    cJSON *warning = js_object(arena);
    js_add(warning, "about", js_string(arena, about));
    js_add(warning, "text", js_string(arena, text));
    js_append(arena, list, warning);
}

static unsigned platform_set(enum source_type type, const cJSON *event)
{
    enum platform platform;
    return source_type_platform(type, event, &platform) ? PLATFORM_BIT(platform) : SERVERS;
}

/* calls is SETTINGS, or the bit of the event's call. */
static cJSON *collect(struct view *view, enum connection_mode mode, unsigned calls)
{
    cJSON *list = js_array(view->arena);
    unsigned platforms = platform_set(view->type, view->event);
    for (size_t i = 0; i < sizeof warnings / sizeof warnings[0]; i++) {
        bool concerned = calls == SETTINGS ? warnings[i].calls == SETTINGS : (warnings[i].calls & calls) != 0;
        if (concerned && (warnings[i].platforms & platforms) && (warnings[i].modes & MODE_BIT(mode)) && warnings[i].holds(view))
            add_warning(view->arena, list, warnings[i].about, warnings[i].text);
    }
    return list;
}

cJSON *warnings_of_settings(struct arena *arena, const cJSON *config, enum source_type type, enum connection_mode mode)
{
    cJSON *flat = settings_flatten(config, type, false);
    struct view view = { .arena = arena, .type = type, .config = flat };
    cJSON *list = collect(&view, mode, SETTINGS);
    cJSON_Delete(flat);
    return list;
}

static void warn_of_fields(struct arena *arena, cJSON *list, const cJSON *fields, const char *what)
{
    const cJSON *field;
    cJSON_ArrayForEach(field, fields)
        add_warning(arena, list, "/properties", arena_format(arena, "the recommended event %s %s", what, field->valuestring));
}

cJSON *warnings_of_event(struct arena *arena, const cJSON *config, enum source_type type, enum connection_mode mode,
                         const cJSON *event, const struct device_report *report)
{
    enum call_type call;
    if (!call_type_find(text_of(event, "type"), &call))
        return js_array(arena);
    cJSON *flat = settings_flatten(config, type, true);
    enum ecommerce_event_id id;
    const char *name = js_lower(arena, js_trim(arena, text_of(event, "event")));
    struct view view = { .arena = arena, .type = type, .config = flat, .event = event };
    view.traits = js_path(event, "context.traits");
    view.properties = js_get(event, "properties");
    view.recommended = has_recommended_events(&view) && ecommerce_find(name, &id);
    cJSON *list = collect(&view, mode, CALL_BIT(call));
    cJSON_Delete(flat);
    if (report != NULL) {
        warn_of_fields(arena, list, report->missing, "lacks the field");
        warn_of_fields(arena, list, report->type_mismatch, "has a field of a wrong type:");
        if (report->throws)
            add_warning(arena, list, "", "an exception ends the integration's work on this event; the calls made before stay made");
    }
    return list;
}
