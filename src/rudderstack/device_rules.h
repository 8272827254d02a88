/* What the platforms have in common and where they differ, as a table. Not for use outside device mode. */
#ifndef RUDDERSTACK_DEVICE_RULES_H
#define RUDDERSTACK_DEVICE_RULES_H

#include <cjson/cJSON.h>
#include <stdbool.h>

#include "rudderstack/source.h"

struct run;
struct identify;

/* The setters of an identify, in the order in which an integration calls them. */
enum identify_step {
    STEP_END,
    STEP_CHANGE_USER,
    STEP_EMAIL,
    STEP_FIRST_NAME,
    STEP_LAST_NAME,
    STEP_GENDER,
    STEP_PHONE,
    STEP_ADDRESS,
    STEP_BIRTHDAY,
    STEP_CUSTOM
};

struct identify_rules {
    const enum identify_step *steps;
    const enum identify_step *steps_of_same_user; /* once traits are deduplicated and the user is the stored one */
    const char *const *first_name;                /* trait keys, the first that is there; ended by NULL */
    const char *const *last_name;
    const char *const *birthday;
    const char *const *lost; /* traits that no setter reads and that are no custom attributes either */
    const char *female, *male;
    bool any_gender;      /* every other text counts as male */
    bool country_first;   /* setCountry before setHomeCity */
    bool missing_part;    /* a missing part of an address is set to null */
    bool remembers;       /* the previous identify is kept even with deduplication off */
    bool falsy_is_unsent; /* a setter wants what JavaScript takes for true, of any type; else a text */
    bool empty_is_unsent; /* an empty text is not sent */
    bool external_list;   /* the whole list of external ids is compared, not only Braze's */
    bool typed_traits;    /* a standard trait of a wrong type loses all of them */
    void (*change_user)(struct identify *identify);
    bool (*same_address)(const cJSON *now, const cJSON *before);
    bool (*set_birthday)(struct run *run, const cJSON *value, const char *from); /* false: not a date it takes */
    /* Makes the call for a custom attribute; the reason why not, or NULL. */
    const char *(*set_custom)(struct run *run, const char *key, const cJSON *value, const char *from);
};

struct purchase_rules {
    const char *const *left_out; /* of the event's properties */
    enum { FIELDS_LOST, FIELDS_OWN, FIELDS_MERGED } product_fields;
    bool price_before_currency;
    /* Whether the event can be read at all; a reason, or NULL. May be NULL. */
    const char *(*refuse)(const cJSON *properties);
    bool (*keeps)(const cJSON *product);
    const char *unkept; /* why a product is not kept */
    bool price_throws;  /* a price that cannot be read ends the event before anything is logged */
    bool null_throws;   /* so does a product that is null, after what was logged before it */
    cJSON *(*id)(struct run *run, const cJSON *value);
    cJSON *(*price)(struct run *run, const cJSON *value);
    cJSON *(*currency)(struct run *run, const cJSON *value);
    cJSON *(*quantity)(struct run *run, const cJSON *value); /* NULL: never sent */
};

struct ecommerce_rules {
    const char *source;
    bool (*is_on)(const cJSON *setting);
    bool empty_is_absent;      /* {} and [] are passed over when a source is chosen */
    bool empty_is_dropped;     /* {} and [] are dropped once chosen */
    bool caller_keys_kept;     /* the caller's source and action go to metadata */
    bool metadata_keeps_empty; /* metadata leaves out null only */
    bool odd_products_kept;    /* products that are no list of objects go to metadata as they are */
    bool exponents;            /* "1e3" is a number */
    bool bool_to_text;
    bool decimals_are_no_integers; /* 2.0 is no integer */
    bool cart_revenue;             /* revenue is a source of a cart's total_value */
    bool upper_case_types;
    const char *missing_prefix;    /* of a field of a product in a warning; NULL: those are not warned of */
    const char *mismatch_prefix;
};

struct device_rules {
    const char *hybrid;                   /* why an event is dropped in hybrid mode */
    const char *unknown_call;             /* why page, screen, group and alias are */
    bool order_any_case;                  /* "order completed" counts as well */
    bool attribution;                     /* Install Attributed is not an ordinary event */
    bool (*has_campaign)(const cJSON *properties);
    const char *(*refuse_track)(const struct run *run); /* a reason, or NULL. May be NULL */
    bool properties_needed;               /* a track without properties is an exception */
    bool reserved_removed;                /* time, price and so on are taken out of a custom event */
    bool empty_properties_left_out;
    bool no_properties_left_out;          /* no second argument; else null */
    struct identify_rules identify;
    struct purchase_rules purchase;
    struct ecommerce_rules ecommerce;
};

extern const struct device_rules device_rules[PLATFORM_COUNT];

#endif
