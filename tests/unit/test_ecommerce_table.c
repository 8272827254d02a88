#include "rudderstack/ecommerce_table.h"
#include "unit.h"

static size_t count_fields(enum ecommerce_event_id id, bool required_only)
{
    size_t count = 0;
    size_t position = 0;
    for (const struct ecommerce_field *field; (field = ecommerce_next_field(id, &position)) != NULL;)
        count += !required_only || field->required;
    return count;
}

START_TEST(each_event_has_the_fields_that_braze_documents)
{
    static const struct {
        const char *name;
        size_t fields, required;
    } events[] = {
        { "product viewed", 8, 5 },   { "product added", 6, 2 },   { "product removed", 6, 2 }, { "checkout started", 7, 3 },
        { "order completed", 9, 3 },  { "order refunded", 5, 3 },  { "order cancelled", 9, 4 },
    };
    for (size_t i = 0; i < sizeof events / sizeof events[0]; i++) {
        enum ecommerce_event_id id;
        ck_assert(ecommerce_find(events[i].name, &id));
        ck_assert_uint_eq(count_fields(id, false), events[i].fields);
        ck_assert_uint_eq(count_fields(id, true), events[i].required);
    }
    ck_assert_uint_eq(count_fields(ECOMMERCE_PRODUCT, false), 7);
    ck_assert_uint_eq(count_fields(ECOMMERCE_PRODUCT, true), 5);
}
END_TEST

START_TEST(other_events_are_none_of_them)
{
    enum ecommerce_event_id id;
    ck_assert(!ecommerce_find("cart viewed", &id));
    ck_assert(!ecommerce_find("Order Completed", &id));
    ck_assert(!ecommerce_find("", &id));
}
END_TEST

START_TEST(a_property_is_known_as_a_source)
{
    ck_assert(ecommerce_is_source(ECOMMERCE_PRODUCT_VIEWED, "sku"));
    ck_assert(!ecommerce_is_source(ECOMMERCE_PRODUCT_VIEWED, "quantity"));
    ck_assert(ecommerce_is_source(ECOMMERCE_ORDER_CANCELLED, "reason"));
    ck_assert(!ecommerce_is_source(ECOMMERCE_ORDER_REFUNDED, "tax"));
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("ecommerce table");
    TCase *tests = tcase_create("ecommerce table");
    tcase_add_test(tests, each_event_has_the_fields_that_braze_documents);
    tcase_add_test(tests, other_events_are_none_of_them);
    tcase_add_test(tests, a_property_is_known_as_a_source);
    suite_add_tcase(suite, tests);
    return unit_run(suite);
}
