/* Where the integrations go separate ways in an identify: the user, the address, the birthday, custom attributes. */
#include <string.h>

#include "rudderstack/device_identify.h"
#include "rudderstack/device_value.h"
#include "support/date.h"
#include "support/text.h"

static void change_to(struct identify *identify, const cJSON *id, const char *from, const char *rule)
{
    run_call(identify->run, "changeUser");
    run_argument(identify->run, id, from, rule);
}

/* The SDK of the web throws for an empty id, and nothing after it happens. */
void change_user_web(struct identify *identify)
{
    const cJSON *user_id = identify->now.user_id;
    change_to(identify, user_id, "/userId", "the userId; a Braze external id is not looked at");
    if (!js_truthy(user_id))
        identify->run->report->throws = true;
}

/* The external id if it is there and new, else the userId if it is there and new. So an external id that has not
 * changed gives way to a userId that has. */
void change_user_fall_through(struct identify *identify)
{
    const struct identity *now = &identify->now, *before = &identify->before;
    bool whole = identify->rules->external_list;
    bool same_external = identify->dedup && js_equal(whole ? now->external_ids : now->external_id,
                                                     whole ? before->external_ids : before->external_id);
    bool same_user = identify->dedup && js_equal(now->user_id, before->user_id);
    if (value_is_filled_text(now->external_id) && !same_external)
        change_to(identify, now->external_id, now->external_from, "the Braze external id wins over the userId");
    else if (value_is_filled_text(now->user_id) && !same_user)
        change_to(identify, now->user_id, "/userId",
                  same_external && value_is_filled_text(now->external_id)
                      ? "the external id has not changed, so the changed userId switches the user"
                      : "the userId");
    else if (now->user_id != NULL)
        run_omit(identify->run, "/userId", "empty, or the same as before: the user is not switched");
}

/* Never twice in a row, whatever the settings say. */
void change_user_once(struct identify *identify)
{
    const struct identity *now = &identify->now, *before = &identify->before;
    bool external = js_is_string(now->external_id);
    const cJSON *id = external ? now->external_id : now->user_id;
    if (!js_is_string(id))
        return;
    if (js_equal(id, external ? before->external_id : before->user_id))
        run_omit(identify->run, external ? now->external_from : "/userId", "the same user as before is never set again");
    else
        change_to(identify, id, external ? now->external_from : "/userId",
                  external ? "the Braze external id wins over the userId" : "the userId");
}

bool same_address_whole(const cJSON *now, const cJSON *before)
{
    return js_equal(now, before);
}

/* A part that is missing now does not count. */
bool same_address_parts(const cJSON *now, const cJSON *before)
{
    const cJSON *city = js_get(now, "city"), *country = js_get(now, "country");
    return (js_nullish(city) || js_equal(city, js_get(before, "city"))) &&
           (js_nullish(country) || js_equal(country, js_get(before, "country")));
}

/* Both parts have to be there on both sides. */
bool same_address_complete(const cJSON *now, const cJSON *before)
{
    const cJSON *city = js_get(now, "city"), *country = js_get(now, "country");
    return !js_nullish(city) && !js_nullish(country) && js_equal(city, js_get(before, "city")) &&
           js_equal(country, js_get(before, "country"));
}

static void call_with_numbers(struct run *run, int32_t day, bool month_by_name, const char *from, const char *rule)
{
    static const char *const months[] = { "JANUARY", "FEBRUARY", "MARCH",     "APRIL",   "MAY",      "JUNE",
                                          "JULY",    "AUGUST",   "SEPTEMBER", "OCTOBER", "NOVEMBER", "DECEMBER" };
    int year = 0, month = 1, day_of_month = 1;
    date_split(day, &year, &month, &day_of_month);
    run_call(run, "setDateOfBirth");
    run_argument(run, js_number(run->arena, year), from, rule);
    run_argument(run, month_by_name ? js_string(run->arena, months[month - 1]) : js_number(run->arena, month), from, rule);
    run_argument(run, js_number(run->arena, day_of_month), from, rule);
}

bool set_birthday_web(struct run *run, const cJSON *value, const char *from)
{
    int64_t ms = 0;
    if (!value_parse_js_date(value, &ms))
        return false;
    call_with_numbers(run, date_day_of(ms), false, from, "read as a browser reads dates, the day in UTC");
    return true;
}

bool set_birthday_prefix(struct run *run, const cJSON *value, const char *from)
{
    const char *text = value_text(value);
    int32_t day = 0;
    if (text == NULL || strlen(text) < 10 || !date_parse_day(arena_copy(run->arena, text, 10), &day))
        return false;
    call_with_numbers(run, day, true, from, "the first ten characters, yyyy-MM-dd");
    return true;
}

bool set_birthday_native(struct run *run, const cJSON *value, const char *from)
{
    if (!value_is_date(value))
        return false;
    run_call(run, "setDateOfBirth");
    run_argument(run, value, from, "a native date");
    return true;
}

bool set_birthday_iso(struct run *run, const cJSON *value, const char *from)
{
    const char *text = value_text(value);
    int64_t ms = 0;
    if (text == NULL || !value_parse_iso_moment(text, &ms))
        return false;
    run_call(run, "setDateOfBirth");
    run_argument(run, value_date(run->arena, text), from, "yyyy-MM-ddTHH:mm:ss.SSSZ");
    return true;
}

static const char *call_custom(struct run *run, const char *call, const char *key, const cJSON *value, const char *from,
                               const char *rule)
{
    run_call(run, call);
    run_argument_text(run, key, NULL, NULL);
    run_argument(run, value, from, rule);
    return NULL;
}

const char *set_custom_any(struct run *run, const char *key, const cJSON *value, const char *from)
{
    return call_custom(run, "setCustomUserAttribute", key, value, from, "custom attribute, as it is");
}

const char *set_custom_scalar(struct run *run, const char *key, const cJSON *value, const char *from)
{
    if (value_is_date(value))
        value = js_string(run->arena, value_text(value));
    if (!js_is_string(value) && !js_is_number(value) && !js_is_bool(value))
        return "custom attributes of this integration are texts, numbers and booleans only";
    return call_custom(run, "setCustomUserAttribute", key, value, from,
                       js_is_number(value) ? "custom attribute; every number arrives as a double" : "custom attribute");
}

/* Kotlin goes by what a value looks like, be it a text or not. */
const char *set_custom_by_content(struct run *run, const char *key, const cJSON *value, const char *from)
{
    static const char call[] = "setCustomUserAttribute";
    if (!js_is_string(value) && !js_is_number(value) && !js_is_bool(value) && !value_is_date(value))
        return "custom attributes of this integration are texts, numbers, booleans and times only; an error is logged";
    if (js_is_number(value) || js_is_bool(value))
        return call_custom(run, call, key, value, from, "custom attribute");
    const char *text = value_text(value);
    if (strcmp(text, "true") == 0 || strcmp(text, "false") == 0)
        return call_custom(run, call, key, js_bool(run->arena, text[0] == 't'), from, "a text that reads as a boolean becomes one");
    int64_t whole = 0;
    double number = 0;
    if (value_parse_integer(text, &whole))
        return call_custom(run, call, key, js_number(run->arena, (double)whole), from,
                           "a text of digits becomes a whole number; leading zeros are lost");
    if (value_parse_decimal(text, true, &number))
        return call_custom(run, call, key, js_number(run->arena, number), from, "a text that reads as a number becomes one");
    int64_t ms = 0;
    if (value_parse_iso_moment(text, &ms))
        return call_custom(run, "setCustomUserAttributeToSecondsFromEpoch", key,
                           js_number(run->arena, (double)((ms - (ms % 1000 + 1000) % 1000) / 1000)), from,
                           "a time yyyy-MM-ddTHH:mm:ss.SSSZ becomes seconds since 1970");
    return call_custom(run, call, key, js_string(run->arena, text), from, "custom attribute");
}

const char *set_custom_with_lists(struct run *run, const char *key, const cJSON *value, const char *from)
{
    if (js_is_array(value))
        return call_custom(run, "setCustomAttributeArray", key, value, from, "custom attribute, a list");
    if (js_nullish(value) || (js_is_object(value) && !value_is_date(value)))
        return "objects and null are no custom attributes for this integration";
    return call_custom(run, "setCustomAttribute", key, value, from, "custom attribute");
}

const char *set_custom_with_dates(struct run *run, const char *key, const cJSON *value, const char *from)
{
    int64_t ms = 0;
    if (js_nullish(value) || js_is_array(value) || (js_is_object(value) && !value_is_date(value)))
        return "lists, objects and null are no custom attributes for this integration";
    if (js_is_string(value) && value_parse_iso_moment(value->valuestring, &ms))
        return call_custom(run, "setCustomAttribute", key, value_date(run->arena, value->valuestring), from,
                           "a time yyyy-MM-ddTHH:mm:ss.SSSZ becomes a date");
    return call_custom(run, "setCustomAttribute", key, value, from, "custom attribute");
}
