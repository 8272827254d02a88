/* Braze's recommended ecommerce events as a table (data/ecommerce.def), for cloud and device mode alike. */
#ifndef RUDDERSTACK_ECOMMERCE_TABLE_H
#define RUDDERSTACK_ECOMMERCE_TABLE_H

#include <stdbool.h>
#include <stddef.h>

enum ecommerce_event_id {
#define ECOMMERCE_EVENT(id, name, braze, action, products) ECOMMERCE_##id,
#define ECOMMERCE_FIELD(of, name, type, required, sources)
#include "data/ecommerce.def"
#undef ECOMMERCE_EVENT
#undef ECOMMERCE_FIELD
    ECOMMERCE_PRODUCT /* not an event: an entry of "products" */
};

enum ecommerce_type { ECOMMERCE_TEXT, ECOMMERCE_FLOAT, ECOMMERCE_INTEGER, ECOMMERCE_TEXT_LIST, ECOMMERCE_LIST };

struct ecommerce_event {
    const char *name;       /* RudderStack's event, trimmed and in lower case */
    const char *braze_name;
    const char *action;     /* fixed value of the property "action"; NULL: the event has none */
    bool has_products;
};

struct ecommerce_field {
    const char *name;
    enum ecommerce_type type;
    bool required;
    const char *const *sources; /* ended by NULL */
};

extern const struct ecommerce_event ecommerce_events[];

/* The event of a name that is trimmed and in lower case already; false if there is none. */
bool ecommerce_find(const char *name, enum ecommerce_event_id *id);

/* The fields of an event (or of a product), one after the other, beginning with *position 0; NULL at the end. */
const struct ecommerce_field *ecommerce_next_field(enum ecommerce_event_id id, size_t *position);

/* Whether a property is a source of one of the fields. */
bool ecommerce_is_source(enum ecommerce_event_id id, const char *property);

#endif
