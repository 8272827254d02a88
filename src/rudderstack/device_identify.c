/* identify: who the user is, the setters of the standard traits in each platform's order, the custom attributes. */
#include "rudderstack/device_identify.h"

#include <string.h>

#include "rudderstack/device_value.h"
#include "support/text.h"

#define TRAITS "/context/traits"
#define UNCHANGED "equal to the previous identify's: not sent again (Deduplicate Traits)"
#define LOST_TYPED "a standard trait of a wrong type, or no traits at all: the integration loses every standard trait"

static bool has_text_or_null(const cJSON *object, const char *key)
{
    const cJSON *value = js_get(object, key);
    return js_nullish(value) || value_text(value) != NULL;
}

/* Swift reads the context into a class: one trait of a wrong type and nothing of it is there. */
static bool can_be_decoded(const struct identify_rules *rules, const cJSON *traits)
{
    static const char *const texts[] = { "email", "gender", "phone", "birthday" };
    for (size_t i = 0; i < sizeof texts / sizeof texts[0]; i++)
        if (!has_text_or_null(traits, texts[i]))
            return false;
    const cJSON *address = js_get(traits, "address");
    return js_is_object(traits) && has_text_or_null(traits, rules->first_name[0]) &&
           has_text_or_null(traits, rules->last_name[0]) && (js_nullish(address) || js_is_object(address)) &&
           has_text_or_null(address, "city") && has_text_or_null(address, "country");
}

static void read_external_id(struct run *run, struct identity *identity)
{
    size_t index = 0;
    const cJSON *entry;
    cJSON_ArrayForEach(entry, identity->external_ids)
    {
        if (identity->external_id == NULL && js_is_text(js_get(entry, "type"), "brazeExternalId")) {
            identity->external_id = js_get(entry, "id");
            identity->external_from = arena_format(run->arena, "/context/externalId/%zu/id", index);
        }
        index++;
    }
}

static struct identity read_identity(struct run *run, const struct identify_rules *rules, const cJSON *event)
{
    const cJSON *context = js_get(event, "context");
    const cJSON *traits = js_get(context, "traits");
    struct identity identity = { .user_id = js_get(event, "userId") };
    identity.traits = js_is_object(traits) ? traits : NULL;
    if (rules->typed_traits && !can_be_decoded(rules, traits))
        return identity;
    identity.standard = identity.traits;
    identity.external_ids = js_get(context, "externalId");
    read_external_id(run, &identity);
    return identity;
}

/* The trait under the first of the keys that has something in it, else under the first. */
static const cJSON *find_trait(const cJSON *traits, const char *const *keys, const char **key)
{
    for (const char *const *at = keys; *at != NULL; at++)
        if (js_truthy(js_get(traits, *at))) {
            *key = *at;
            return js_get(traits, *at);
        }
    *key = keys[0];
    return js_get(traits, keys[0]);
}

static bool is_sendable(const struct identify_rules *rules, const cJSON *value)
{
    if (rules->falsy_is_unsent)
        return js_truthy(value);
    const char *text = value_text(value);
    return text != NULL && (text[0] != '\0' || !rules->empty_is_unsent);
}

/* In the browser objects are only equal to themselves. */
static bool is_unchanged(const struct identify *identify, const cJSON *now, const cJSON *before)
{
    if (!identify->dedup)
        return false;
    return identify->rules->falsy_is_unsent ? js_same(now, before) : js_equal(now, before);
}

static void set_text(struct identify *identify, const char *call, const char *const *keys)
{
    struct run *run = identify->run;
    const char *key, *key_before;
    const cJSON *value = find_trait(identify->now.standard, keys, &key);
    if (value == NULL)
        return;
    const char *from = run_pointer(run, TRAITS, key);
    if (!is_sendable(identify->rules, value)) {
        run_omit(run, from, "empty, or not of a type that the integration sends");
    } else if (is_unchanged(identify, value, find_trait(identify->before.standard, keys, &key_before))) {
        run_omit(run, from, UNCHANGED);
    } else {
        run_call(run, call);
        run_argument(run, value_is_date(value) ? js_string(run->arena, value_text(value)) : value, from, "as it is");
    }
}

/* NULL where the platform makes nothing of it: in the browser undefined is set, elsewhere nothing. */
static const char *gender_of(const struct identify_rules *rules, const cJSON *value)
{
    static const char *const women[] = { "f", "female", "w", "woman" };
    static const char *const men[] = { "m", "male" };
    if (!value_is_filled_text(value))
        return NULL;
    for (size_t i = 0; i < (rules->any_gender ? 4 : 2); i++)
        if (text_equal_ignore_case(women[i], value->valuestring))
            return rules->female;
    for (size_t i = 0; i < 2; i++)
        if (text_equal_ignore_case(men[i], value->valuestring))
            return rules->male;
    return rules->any_gender ? rules->male : NULL;
}

static void set_gender(struct identify *identify)
{
    static const char from[] = TRAITS "/gender";
    struct run *run = identify->run;
    const struct identify_rules *rules = identify->rules;
    const cJSON *value = js_get(identify->now.standard, "gender");
    const cJSON *before = js_get(identify->before.standard, "gender");
    if (value == NULL)
        return;
    const char *gender = gender_of(rules, value);
    bool unchanged = identify->dedup &&
                     (rules->any_gender ? text_equal(gender, gender_of(rules, before)) : js_equal(value, before));
    if (!is_sendable(rules, value)) {
        run_omit(run, from, "empty, or not of a type that the integration sends");
    } else if (unchanged) {
        run_omit(run, from, UNCHANGED);
    } else if (gender == NULL && !rules->any_gender) {
        run_omit(run, from, "none of M, male, F, female: an error is logged and nothing sent");
    } else {
        run_call(run, "setGender");
        run_argument_text(run, gender, from,
                          !rules->any_gender ? "M, male, F and female in any case"
                          : gender == NULL   ? "not a text: undefined is set"
                                             : "woman, female, w and f in any case are f, every other text is m");
    }
}

static void set_birthday(struct identify *identify)
{
    struct run *run = identify->run;
    const char *key, *key_before;
    const cJSON *value = find_trait(identify->now.standard, identify->rules->birthday, &key);
    if (value == NULL)
        return;
    const char *from = run_pointer(run, TRAITS, key);
    const cJSON *before = find_trait(identify->before.standard, identify->rules->birthday, &key_before);
    if (!is_sendable(identify->rules, value))
        run_omit(run, from, "empty, or not of a type that the integration sends");
    else if (identify->dedup && js_equal(value, before))
        run_omit(run, from, UNCHANGED);
    else if (!identify->rules->set_birthday(run, value, from))
        run_omit(run, from, "not a date in the form that this integration takes");
}

static void set_part(struct identify *identify, const char *call, const cJSON *address, const char *part)
{
    const cJSON *value = js_get(address, part);
    struct run *run = identify->run;
    const char *from = run_pointer(run, TRAITS "/address", part);
    bool sendable = identify->rules->falsy_is_unsent ? value != NULL : is_sendable(identify->rules, value);
    if (sendable || identify->rules->missing_part) {
        run_call(run, call);
        run_argument(run, sendable ? value : NULL, sendable ? from : NULL, sendable ? "as it is" : "missing: null is set");
    } else if (value != NULL) {
        run_omit(run, from, "empty, or not of a type that the integration sends");
    }
}

static void set_address(struct identify *identify)
{
    struct run *run = identify->run;
    const cJSON *address = js_get(identify->now.standard, "address");
    if (js_nullish(address))
        return;
    if (identify->rules->falsy_is_unsent ? !js_truthy(address) : !js_is_object(address)) {
        run_omit(run, TRAITS "/address", "not an object with city and country");
        return;
    }
    if (identify->dedup && identify->rules->same_address(address, js_get(identify->before.standard, "address"))) {
        run_omit(run, TRAITS "/address", UNCHANGED);
        return;
    }
    if (identify->rules->country_first)
        set_part(identify, "setCountry", address, "country");
    set_part(identify, "setHomeCity", address, "city");
    if (!identify->rules->country_first)
        set_part(identify, "setCountry", address, "country");
}

static bool has_setter(const struct identify_rules *rules, const char *key)
{
    static const char *const everywhere[] = { "email", "gender", "phone", "address", NULL };
    return value_is_listed(everywhere, key) || value_is_listed(rules->first_name, key) || value_is_listed(rules->last_name, key) ||
           value_is_listed(rules->birthday, key);
}

/* In the browser what JavaScript takes for false is always sent again. */
static bool is_custom_unchanged(const struct identify *identify, const char *key, const cJSON *value)
{
    const cJSON *before = js_get(identify->before.traits, key);
    if (!identify->dedup || (identify->rules->falsy_is_unsent && !js_truthy(before)))
        return false;
    return js_equal(value, before);
}

static void set_custom(struct identify *identify)
{
    struct run *run = identify->run;
    for (const cJSON *trait = js_members(identify->now.traits); trait != NULL; trait = trait->next) {
        const char *key = trait->string;
        const char *from = run_pointer(run, TRAITS, key);
        if (has_setter(identify->rules, key))
            continue;
        if (value_is_listed(identify->rules->lost, key)) {
            run_omit(run, from, "reserved: this integration sends it neither as a standard nor as a custom attribute");
            continue;
        }
        if (identify->dedup && identify->rules->falsy_is_unsent && identify->before.traits == NULL) {
            run->report->throws = true;
            run_omit(run, from, "the stored identify has no traits to compare with: the integration throws");
            return;
        }
        const char *why = is_custom_unchanged(identify, key, trait)
                              ? UNCHANGED
                              : identify->rules->set_custom(run, key, trait, from);
        if (why != NULL)
            run_omit(run, from, why);
    }
}

static void take_step(struct identify *identify, enum identify_step step)
{
    static const char *const email[] = { "email", NULL };
    static const char *const phone[] = { "phone", NULL };
    switch (step) {
    case STEP_CHANGE_USER:
        identify->rules->change_user(identify);
        break;
    case STEP_EMAIL:
        set_text(identify, "setEmail", email);
        break;
    case STEP_FIRST_NAME:
        set_text(identify, "setFirstName", identify->rules->first_name);
        break;
    case STEP_LAST_NAME:
        set_text(identify, "setLastName", identify->rules->last_name);
        break;
    case STEP_GENDER:
        set_gender(identify);
        break;
    case STEP_PHONE:
        set_text(identify, "setPhoneNumber", phone);
        break;
    case STEP_ADDRESS:
        set_address(identify);
        break;
    case STEP_BIRTHDAY:
        set_birthday(identify);
        break;
    case STEP_CUSTOM:
        set_custom(identify);
        break;
    case STEP_END:
        break;
    }
}

/* The browser's store keeps the members of earlier identify events of the same user that the last one lacks. */
static const cJSON *merge_stored(struct run *run, bool same_user)
{
    if (!same_user)
        return run->event;
    cJSON *merged = js_copy_level(run->arena, run->device->previous);
    for (const cJSON *member = js_members(run->event); member != NULL; member = member->next)
        js_set(merged, member->string, js_share(run->arena, member));
    return merged;
}

static void identify_in_hybrid_mode(struct run *run)
{
    const cJSON *user_id = js_get(run->event, "userId");
    if (js_truthy(user_id)) {
        run_call(run, "changeUser");
        run_argument(run, user_id, "/userId", "in hybrid mode the only call; the servers send the traits");
    } else {
        run_drop(run, "in hybrid mode identify only calls changeUser, and there is no userId");
    }
}

void device_identify(struct run *run)
{
    const struct identify_rules *rules = &run->rules->identify;
    if (js_is_text(js_get(run->config, "connectionMode"), "hybrid")) {
        identify_in_hybrid_mode(run);
        return;
    }
    bool dedup = js_truthy(js_get(run->config, "supportDedup"));
    const cJSON *previous = run->device->previous;
    bool same_user = previous != NULL && js_same(js_get(previous, "userId"), js_get(run->event, "userId"));
    struct identify identify = { .run = run, .rules = rules, .now = read_identity(run, rules, run->event) };
    const enum identify_step *steps = rules->steps;
    if (rules->steps_of_same_user != NULL) {
        identify.dedup = dedup && same_user;
        if (identify.dedup)
            steps = rules->steps_of_same_user;
    } else {
        identify.dedup = dedup && previous != NULL;
    }
    if (previous != NULL)
        identify.before = read_identity(run, rules, previous);
    if (identify.now.traits != NULL && identify.now.standard == NULL)
        run_omit(run, TRAITS, LOST_TYPED);
    for (; *steps != STEP_END && !run->report->throws; steps++)
        take_step(&identify, *steps);
    if (!run->report->throws && (dedup || rules->remembers))
        device_remember(run->device, merge_stored(run, rules->steps_of_same_user != NULL && same_user));
}
