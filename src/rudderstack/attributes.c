#include "rudderstack/attributes.h"

#include <string.h>

#include "rudderstack/identity.h"
#include "rudderstack/nested.h"
#include "support/jstext.h"

enum rule { PLAIN, EMAIL, GENDER };

static const struct {
    const char *name;
    const char *trait;
    enum rule rule;
    bool null_clears;
} standard_attributes[] = {
#define ATTRIBUTE(name, trait, rule, null_clears) { #name, trait, rule, null_clears },
#include "data/attributes.def"
#undef ATTRIBUTE
};

static const char *const consumed_traits[] = {
#define CONSUMED_TRAIT(name) name,
#include "data/traits_consumed.def"
#undef CONSUMED_TRAIT
};

enum { STANDARD_COUNT = sizeof standard_attributes / sizeof *standard_attributes };

const char *attributes_gender(struct arena *arena, const cJSON *gender)
{
    static const struct {
        const char *text, *gender;
    } genders[] = {
        { "woman", "F" }, { "female", "F" }, { "w", "F" },     { "f", "F" }, { "man", "M" },
        { "male", "M" },  { "m", "M" },      { "other", "O" }, { "o", "O" },
    };
    if (!js_is_string(gender))
        return NULL;
    const char *lowered = js_lower(arena, gender->valuestring);
    for (size_t i = 0; i < sizeof genders / sizeof *genders; i++)
        if (strcmp(genders[i].text, lowered) == 0)
            return genders[i].gender;
    return NULL;
}

/* The value of a standard attribute; NULL with failure filled if the trait is refused. */
static cJSON *standard_value(const struct event *event, enum rule rule, const cJSON *trait, struct failure *failure)
{
    struct arena *arena = event->arena;
    const char *how = "as it is";
    cJSON *value = NULL;
    if (js_is_null(trait)) {
        value = js_null(arena);
        how = "null, which clears it in Braze";
    } else if (rule == EMAIL) {
        if (!js_is_string(trait)) {
            failure_set(failure, arena, FAILURE_EMAIL_INVALID);
            return NULL;
        }
        const char *lowered = js_lower(arena, trait->valuestring);
        value = js_string(arena, lowered);
        how = strcmp(lowered, trait->valuestring) == 0 ? "as it is" : "lower-cased";
    } else if (rule == GENDER) {
        const char *gender = attributes_gender(arena, trait);
        value = gender != NULL ? js_string(arena, gender) : js_null(arena);
        how = gender != NULL ? "woman, female, w, f: F; man, male, m: M; other, o: O; in any case"
                             : "unknown gender becomes null, which clears it in Braze";
        if (gender == NULL)
            explain_warn(event->explain, trait,
                         "this gender is not one that RudderStack knows: Braze's gender is cleared");
    } else {
        value = js_share(arena, trait);
    }
    explain_field(event->explain, value, trait, how);
    return value;
}

static bool add_standard(const struct event *event, const cJSON *traits, cJSON *data, struct failure *failure)
{
    for (size_t i = 0; i < STANDARD_COUNT; i++) {
        const cJSON *trait = js_path(traits, standard_attributes[i].trait);
        if (!js_truthy(trait) && !(js_is_null(trait) && standard_attributes[i].null_clears)) {
            explain_lost(event->explain, trait, "empty: Braze keeps what it has");
            continue;
        }
        cJSON *value = standard_value(event, standard_attributes[i].rule, trait, failure);
        if (value == NULL)
            return false;
        js_add(data, standard_attributes[i].name, value);
    }
    return true;
}

/* strcmp() == 0; names mostly differ in their first byte. */
static bool is_same(const char *a, const char *b)
{
    return a[0] == b[0] && strcmp(a, b) == 0;
}

static bool is_consumed(const char *name)
{
    for (size_t i = 0; i < sizeof consumed_traits / sizeof *consumed_traits; i++)
        if (is_same(consumed_traits[i], name))
            return true;
    return false;
}

static bool is_standard(const char *name)
{
    for (size_t i = 0; i < STANDARD_COUNT; i++)
        if (is_same(standard_attributes[i].name, name))
            return true;
    return false;
}

/* Copies the other traits under their own names. */
static void add_custom(const struct event *event, const cJSON *traits, cJSON *data)
{
    const cJSON *entries = js_is_object(traits) ? traits : js_spread(event->arena, traits);
    for (const cJSON *trait = entries->child; trait != NULL; trait = trait->next) {
        if (is_consumed(trait->string)) {
            if (strcmp(trait->string, "address") == 0)
                explain_lost(event->explain, trait, "of an address Braze gets the country and the city");
            continue;
        }
        if (is_same(trait->string, "__proto__")) {
            explain_lost(event->explain, trait, "the name __proto__ means something else to RudderStack's program");
            continue;
        }
        cJSON *value = js_share(event->arena, js_is_string(traits) ? traits : trait);
        explain_field(event->explain, value, trait, "a custom attribute, as it is");
        if (is_standard(trait->string))
            js_set(data, trait->string, value);
        else
            js_add(data, trait->string, value);
    }
}

bool attributes_make(const struct event *event, struct attributes *attributes, struct failure *failure)
{
    *attributes = (struct attributes){ NULL, NULL };
    const cJSON *traits = event_traits(event);
    if (event_is_mapped(event)) {
        attributes->value = js_copy_level(event->arena, traits);
        explain_field(event->explain, attributes->value, traits,
                      "columns mapped to Braze's fields are taken as they are");
        return true;
    }
    cJSON *data = js_object(event->arena);
    attributes->value = data;
    if (!js_truthy(traits))
        return true;
    if (!add_standard(event, traits, data, failure))
        return false;
    add_custom(event, traits, data);
    if (event_switch(event, "enableNestedArrayOperations"))
        nested_apply(event, traits, data);
    return true;
}

bool attributes_have_any(const struct attributes *attributes)
{
    const cJSON *value = attributes->value;
    if (js_is_object(value) || js_is_array(value))
        return value->child != NULL;
    return js_is_string(value) && js_truthy(value);
}

bool attributes_identify(const struct event *event, struct attributes *attributes, struct failure *failure)
{
    if (js_is_object(attributes->value)) {
        identity_set(event, attributes->value);
        return true;
    }
    cJSON *ids = js_object(event->arena);
    identity_set(event, ids);
    if (js_is_array(attributes->value)) {
        attributes->hidden = ids;
        return true;
    }
    if (ids->child == NULL)
        return true;
    return failure_set(failure, event->arena, FAILURE_CREATE_ON_STRING, ids->child->string,
                       attributes->value->valuestring);
}
