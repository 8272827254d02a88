#include "rudderstack/ecommerce_table.h"

#include <string.h>

const struct ecommerce_event ecommerce_events[] = {
#define ECOMMERCE_EVENT(id, name, braze, action, products) { name, braze, action, products },
#define ECOMMERCE_FIELD(of, name, type, required, sources)
#include "data/ecommerce.def"
#undef ECOMMERCE_EVENT
#undef ECOMMERCE_FIELD
};

enum {
    VIEWED = 1u << ECOMMERCE_PRODUCT_VIEWED,
    CART = 1u << ECOMMERCE_PRODUCT_ADDED | 1u << ECOMMERCE_PRODUCT_REMOVED,
    CHECKOUT = 1u << ECOMMERCE_CHECKOUT_STARTED,
    PLACED = 1u << ECOMMERCE_ORDER_COMPLETED,
    CANCELLED = 1u << ECOMMERCE_ORDER_CANCELLED,
    ORDER = PLACED | 1u << ECOMMERCE_ORDER_REFUNDED | CANCELLED,
    EVERY_ECOMMERCE_EVENT = VIEWED | CART | CHECKOUT | ORDER,
    PRODUCT = 1u << ECOMMERCE_PRODUCT
};

#define FROM(...) ((const char *const[]){ __VA_ARGS__, NULL })

static const struct {
    unsigned of;
    struct ecommerce_field field;
} fields[] = {
#define ECOMMERCE_EVENT(id, name, braze, action, products)
#define ECOMMERCE_FIELD(of, name, type, required, sources) { of, { name, ECOMMERCE_##type, required, sources } },
#include "data/ecommerce.def"
#undef ECOMMERCE_EVENT
#undef ECOMMERCE_FIELD
};

bool ecommerce_find(const char *name, enum ecommerce_event_id *id)
{
    for (unsigned i = 0; i < ECOMMERCE_PRODUCT; i++)
        if (strcmp(ecommerce_events[i].name, name) == 0) {
            *id = i;
            return true;
        }
    return false;
}

const struct ecommerce_field *ecommerce_next_field(enum ecommerce_event_id id, size_t *position)
{
    while (*position < sizeof fields / sizeof fields[0]) {
        size_t i = (*position)++;
        if (fields[i].of & 1u << id)
            return &fields[i].field;
    }
    return NULL;
}

bool ecommerce_is_source(enum ecommerce_event_id id, const char *property)
{
    size_t position = 0;
    for (const struct ecommerce_field *field; (field = ecommerce_next_field(id, &position)) != NULL;)
        for (const char *const *source = field->sources; *source != NULL; source++)
            if (strcmp(*source, property) == 0)
                return true;
    return false;
}
