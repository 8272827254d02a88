#include "rudderstack/device_rules.h"

#include <math.h>
#include <string.h>

#include "rudderstack/device_identify.h"
#include "rudderstack/device_value.h"
#include "support/jstext.h"

#define TEXTS(...) ((const char *const[]){ __VA_ARGS__, NULL })
#define STEPS(...) ((const enum identify_step[]){ __VA_ARGS__, STEP_END })

/* Switches. */

static bool is_on_if_true_or_text(const cJSON *setting)
{
    return value_is_true(setting) || js_is_text(setting, "true");
}

/* As Objective-C's boolValue: a text counts from its first character that is no sign, zero or space. */
static bool is_on_if_apple_true(const cJSON *setting)
{
    if (!js_is_string(setting))
        return js_truthy(setting);
    const char *text = setting->valuestring + strspn(setting->valuestring, " +-0");
    return *text != '\0' && strchr("YyTt123456789", *text) != NULL;
}

/* Track. */

static const char *refuse_anonymous(const struct run *run)
{
    if (js_truthy(js_get(run->event, "userId")) || js_truthy(js_get(run->config, "trackAnonymousUser")))
        return js_truthy(js_get(run->event, "event")) ? NULL : "the track has no event name";
    return "the visitor has no userId, and trackAnonymousUser is off";
}

static bool names_campaign(const cJSON *properties)
{
    return js_get(properties, "campaign") != NULL;
}

static bool has_campaign_object(const cJSON *properties)
{
    return js_is_object(js_get(properties, "campaign"));
}

static bool has_typed_campaign(const cJSON *properties)
{
    const cJSON *campaign = js_get(properties, "campaign");
    static const char *const keys[] = { "source", "name", "ad_group", "ad_creative" };
    for (size_t i = 0; i < sizeof keys / sizeof keys[0]; i++)
        if (!js_nullish(js_get(campaign, keys[i])) && !js_is_string(js_get(campaign, keys[i])))
            return false;
    return js_is_object(campaign);
}

/* Purchases: which products, and their arguments. */

static bool has(const cJSON *product, const char *key)
{
    return !js_nullish(js_get(product, key));
}

static bool keeps_truthy(const cJSON *product)
{
    return js_truthy(js_get(product, "product_id")) && js_truthy(js_get(product, "price")) &&
           js_truthy(js_get(product, "quantity"));
}

static bool keeps_id_and_price(const cJSON *product)
{
    return has(product, "product_id") && has(product, "price");
}

static bool keeps_id_or_price(const cJSON *product)
{
    return has(product, "product_id") || has(product, "price");
}

static bool keeps_id_or_price_above_zero(const cJSON *product)
{
    return has(product, "product_id") || js_truthy(js_get(product, "price"));
}

static cJSON *as_it_is(struct run *run, const cJSON *value)
{
    return js_share(run->arena, value);
}

static cJSON *as_text(struct run *run, const cJSON *value)
{
    const char *text = value_scalar_text(run->arena, value);
    return text != NULL ? js_string(run->arena, text) : NULL;
}

static cJSON *text_or_empty(struct run *run, const cJSON *value)
{
    return js_is_string(value) ? js_share(run->arena, value) : js_string(run->arena, "");
}

static cJSON *as_number(struct run *run, const cJSON *value)
{
    double number = 0;
    if (js_is_number(value))
        return js_share(run->arena, value);
    if (js_is_string(value) && value_parse_decimal(value->valuestring, true, &number))
        return js_number(run->arena, number);
    return NULL;
}

static cJSON *number_or_nan(struct run *run, const cJSON *value)
{
    cJSON *number = as_number(run, value);
    return number != NULL ? number : js_number(run->arena, NAN);
}

static cJSON *number_or_zero(struct run *run, const cJSON *value)
{
    return js_is_number(value) ? js_share(run->arena, value) : js_number(run->arena, 0);
}

static cJSON *whole_or_one(struct run *run, const cJSON *value)
{
    int64_t whole = 1;
    if (js_is_number(value) && value_is_whole(value->valuedouble))
        return js_share(run->arena, value);
    if (!js_is_string(value) || !value_parse_integer(value->valuestring, &whole))
        whole = 1;
    return js_number(run->arena, (double)whole);
}

static cJSON *whole_beginning_or_one(struct run *run, const cJSON *value)
{
    if (js_is_number(value))
        return js_number(run->arena, trunc(value->valuedouble));
    return js_number(run->arena, js_is_string(value) ? (double)value_parse_integer_prefix(value->valuestring) : 1);
}

static cJSON *currency_or_null_text(struct run *run, const cJSON *value)
{
    const char *text = value_scalar_text(run->arena, value);
    return js_string(run->arena, text == NULL ? "null" : text[0] != '\0' ? text : "USD");
}

static cJSON *currency_or_dollar(struct run *run, const cJSON *value)
{
    return js_is_string(value) ? js_share(run->arena, value) : js_string(run->arena, "USD");
}

static cJSON *currency_of_three(struct run *run, const cJSON *value)
{
    bool code = js_is_string(value) && js_length(value->valuestring) == 3;
    return code ? js_share(run->arena, value) : js_string(run->arena, "USD");
}

/* Swift reads the properties into a class; what does not fit leaves no purchase at all. */
static const char *refuse_undecodable(const cJSON *properties)
{
    if (!js_is_string(js_get(properties, "currency")))
        return "the currency is missing or no text: the integration cannot read the order and logs no purchase";
    const cJSON *product;
    cJSON_ArrayForEach(product, js_get(properties, "products"))
    {
        const cJSON *id = js_get(product, "product_id"), *price = js_get(product, "price");
        const cJSON *quantity = js_get(product, "quantity");
        if (!js_is_object(product) || (!js_nullish(id) && !js_is_string(id)) || (!js_nullish(price) && !js_is_number(price)) ||
            (!js_nullish(quantity) && !(js_is_number(quantity) && value_is_whole(quantity->valuedouble))))
            return "a product has a number as product_id, or a text as price or quantity: the integration cannot read the "
                   "order and logs no purchase";
    }
    return NULL;
}

#define LOWER_CASE_NAMES .first_name = TEXTS("firstname"), .last_name = TEXTS("lastname"), .birthday = TEXTS("birthday")
#define CAMEL_CASE_NAMES .first_name = TEXTS("firstName"), .last_name = TEXTS("lastName"), .birthday = TEXTS("birthday")
#define MOBILE_STEPS                                                                                                   \
    STEPS(STEP_CHANGE_USER, STEP_BIRTHDAY, STEP_EMAIL, STEP_FIRST_NAME, STEP_LAST_NAME, STEP_GENDER, STEP_PHONE,       \
          STEP_ADDRESS, STEP_CUSTOM)
#define MOBILE                                                                                                         \
    .hybrid = "in hybrid mode the mobile integrations drop every event",                                               \
    .unknown_call = "the integration knows identify and track only; the event vanishes without a word", .attribution = true
#define NO_EMPTY_PROPERTIES .empty_properties_left_out = true, .no_properties_left_out = true
#define ANDROID_GENDERS .female = "FEMALE", .male = "MALE"
#define APPLE_GENDERS .female = "female", .male = "male"
/* The ecommerce part of the Java and the Objective-C integration follows one pattern. */
#define LEGACY_ECOMMERCE                                                                                               \
    .caller_keys_kept = true, .metadata_keeps_empty = true, .odd_products_kept = true, .exponents = true,              \
    .bool_to_text = true, .upper_case_types = true, .mismatch_prefix = "products[]."
#define TYPED_IDENTITY .external_list = true, .change_user = change_user_fall_through, .same_address = same_address_whole
#define UNKEPT_ID_PRICE "no product has a product_id and a price"

const struct device_rules device_rules[PLATFORM_COUNT] = {
    [PLATFORM_WEB] = {
        .hybrid = "in hybrid mode the web integration acts on identify only",
        .unknown_call = "the web integration knows identify, track and page only; the event vanishes without a word",
        .order_any_case = true,
        .refuse_track = refuse_anonymous,
        .properties_needed = true,
        .reserved_removed = true,
        .identify = {
            .steps = STEPS(STEP_CHANGE_USER, STEP_EMAIL, STEP_FIRST_NAME, STEP_LAST_NAME, STEP_GENDER, STEP_PHONE, STEP_ADDRESS,
                           STEP_BIRTHDAY, STEP_CUSTOM),
            .steps_of_same_user = STEPS(STEP_EMAIL, STEP_PHONE, STEP_BIRTHDAY, STEP_FIRST_NAME, STEP_LAST_NAME, STEP_GENDER,
                                        STEP_ADDRESS, STEP_CUSTOM),
            .first_name = TEXTS("firstName", "firstname"),
            .last_name = TEXTS("lastName", "lastname"),
            .birthday = TEXTS("birthday", "dob"),
            .lost = TEXTS("id", "external_id", "country", "home_city", "email_subscribe", "push_subscribe"),
            .female = "f",
            .male = "m",
            .any_gender = true,
            .country_first = true,
            .missing_part = true,
            .falsy_is_unsent = true,
            .change_user = change_user_web,
            .same_address = same_address_whole,
            .set_birthday = set_birthday_web,
            .set_custom = set_custom_any,
        },
        .purchase = {
            .left_out = TEXTS("products", "currency"),
            .product_fields = FIELDS_LOST,
            .price_before_currency = true,
            .keeps = keeps_truthy,
            .unkept = "no purchase without product_id, price and quantity: the web integration passes over the product",
            .null_throws = true,
            .id = as_it_is,
            .price = as_it_is,
            .currency = as_it_is,
            .quantity = as_it_is,
        },
        .ecommerce = {
            .source = "web",
            .is_on = value_is_true,
            .empty_is_dropped = true,
            .missing_prefix = "products.",
            .mismatch_prefix = "products.",
        },
    },
    [PLATFORM_ANDROID] = {
        MOBILE,
        .has_campaign = names_campaign,
        NO_EMPTY_PROPERTIES,
        .identify = {
            .steps = MOBILE_STEPS,
            LOWER_CASE_NAMES,
            .lost = TEXTS("firstName", "lastName"),
            ANDROID_GENDERS,
            .empty_is_unsent = true,
            .change_user = change_user_fall_through,
            .same_address = same_address_parts,
            .set_birthday = set_birthday_prefix,
            .set_custom = set_custom_scalar,
        },
        .purchase = {
            .left_out = TEXTS("products", "quantity", "price", "time", "event_name", "currency"),
            .product_fields = FIELDS_OWN,
            .keeps = keeps_id_and_price,
            .unkept = UNKEPT_ID_PRICE,
            .price_throws = true,
            .id = as_text,
            .price = as_number,
            .currency = currency_or_null_text,
        },
        .ecommerce = {
            .source = "android",
            .is_on = is_on_if_true_or_text,
            LEGACY_ECOMMERCE,
        },
    },
    [PLATFORM_ANDROID_KOTLIN] = {
        MOBILE,
        .has_campaign = has_campaign_object,
        NO_EMPTY_PROPERTIES,
        .identify = {
            .steps = MOBILE_STEPS,
            CAMEL_CASE_NAMES,
            ANDROID_GENDERS,
            .missing_part = true,
            TYPED_IDENTITY,
            .set_birthday = set_birthday_prefix,
            .set_custom = set_custom_by_content,
        },
        .purchase = {
            .left_out = TEXTS("products", "currency"),
            .product_fields = FIELDS_MERGED,
            .keeps = keeps_id_or_price,
            .unkept = "no product has a product_id or a price",
            .id = as_text,
            .price = as_number,
            .currency = currency_or_dollar,
            .quantity = whole_or_one,
        },
        .ecommerce = {
            .source = "android",
            .is_on = value_is_true,
            .empty_is_absent = true,
            .odd_products_kept = true,
            .exponents = true,
            .bool_to_text = true,
            .decimals_are_no_integers = true,
            .upper_case_types = true,
            .missing_prefix = "products[].",
            .mismatch_prefix = "products[].",
        },
    },
    [PLATFORM_IOS] = {
        MOBILE,
        .has_campaign = has_campaign_object,
        .identify = {
            .steps = STEPS(STEP_LAST_NAME, STEP_CHANGE_USER, STEP_EMAIL, STEP_FIRST_NAME, STEP_BIRTHDAY, STEP_GENDER, STEP_PHONE,
                           STEP_ADDRESS, STEP_CUSTOM),
            LOWER_CASE_NAMES,
            .lost = TEXTS("anonymousId"),
            APPLE_GENDERS,
            .remembers = true,
            .change_user = change_user_once,
            .same_address = same_address_complete,
            .set_birthday = set_birthday_native,
            .set_custom = set_custom_with_lists,
        },
        .purchase = {
            .left_out = TEXTS("product_id", "quantity", "price", "products", "time", "event_name", "currency"),
            .product_fields = FIELDS_OWN,
            .keeps = keeps_id_and_price,
            .unkept = UNKEPT_ID_PRICE,
            .id = as_text,
            .price = number_or_nan,
            .currency = currency_of_three,
            .quantity = whole_beginning_or_one,
        },
        .ecommerce = {
            .source = "ios",
            .is_on = is_on_if_apple_true,
            LEGACY_ECOMMERCE,
        },
    },
    [PLATFORM_IOS_SWIFT] = {
        MOBILE,
        .has_campaign = has_typed_campaign,
        NO_EMPTY_PROPERTIES,
        .identify = {
            .steps = MOBILE_STEPS,
            CAMEL_CASE_NAMES,
            APPLE_GENDERS,
            .typed_traits = true,
            TYPED_IDENTITY,
            .set_birthday = set_birthday_iso,
            .set_custom = set_custom_with_dates,
        },
        .purchase = {
            .left_out = TEXTS("products", "currency"),
            .product_fields = FIELDS_MERGED,
            .refuse = refuse_undecodable,
            .keeps = keeps_id_or_price_above_zero,
            .unkept = "no product has a product_id or a price other than 0",
            .id = text_or_empty,
            .price = number_or_zero,
            .currency = as_it_is,
            .quantity = whole_or_one,
        },
        .ecommerce = {
            .source = "ios",
            .is_on = value_is_true,
            .empty_is_absent = true,
            .cart_revenue = true,
            .missing_prefix = "products.",
            .mismatch_prefix = "products.",
        },
    },
};
