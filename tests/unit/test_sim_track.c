/* users/track sentence by sentence: what names, times and identifiers it takes and what comes of them. */
#include <stdlib.h>
#include <string.h>

#include "sim_client.h"
#include "support/json.h"
#include "unit.h"

static struct sim *sim;

static void set_up(void)
{
    sim = client_start(NULL);
}

static void tear_down(void)
{
    sim_stop(sim);
}

/* The one object of an array is refused for that reason. */
static void expect_refused(const char *array, const char *object, const char *type)
{
    char *body = memory_format("{\"%s\":[%s]}", array, object);
    cJSON *json = client_expect(sim, "/users/track", body, 400);
    ck_assert_str_eq(cJSON_GetStringValue(client_at(json, "/errors/0/type")), type);
    cJSON_Delete(json);
    free(body);
}

#define EVENT "\"external_id\":\"u\",\"name\":\"e\",\"time\":\"2026-09-01T00:00:00Z\""
#define PURCHASE                                                                                                       \
    "\"external_id\":\"u\",\"product_id\":\"p\",\"currency\":\"USD\",\"price\":2,\"time\":\"2026-09-01T00:00:00Z\""

START_TEST(reserved_empty_and_dollar_names_of_properties_are_refused)
{
    static const char wrong[] = "Invalid 'properties' field";
    static const char *const of_both[] = { "time", "event_name", "", "$x" };
    static const char *const of_purchases[] = { "product_id", "quantity", "price", "currency" };
    for (size_t i = 0; i < 4; i++) {
        char *event = memory_format("{" EVENT ",\"properties\":{\"%s\":1}}", of_both[i]);
        expect_refused("events", event, wrong);
        free(event);
        char *purchase = memory_format("{" PURCHASE ",\"properties\":{\"%s\":1}}", of_both[i]);
        expect_refused("purchases", purchase, wrong);
        free(purchase);
        purchase = memory_format("{" PURCHASE ",\"properties\":{\"%s\":1}}", of_purchases[i]);
        expect_refused("purchases", purchase, wrong);
        free(purchase);
        event = memory_format("{\"events\":[{" EVENT ",\"properties\":{\"%s\":1}}]}", of_purchases[i]);
        client_track(sim, event);
        free(event);
    }
}
END_TEST

/* Characters of three bytes each; the caller frees them. */
static char *make_characters(size_t count)
{
    UT_string text;
    utstring_init(&text);
    for (size_t i = 0; i < count; i++)
        utstring_printf(&text, "\xE5\xAD\x97");
    char *copy = memory_copy_string(utstring_body(&text));
    utstring_done(&text);
    return copy;
}

START_TEST(names_hold_255_characters_whatever_their_bytes)
{
    char *fits = make_characters(255), *too_long = make_characters(256);
    char *body = memory_format("{\"events\":[{\"external_id\":\"u\",\"name\":\"%s\",\"time\":\"2026-09-01\","
                               "\"properties\":{\"%s\":1}}],\"purchases\":[{\"external_id\":\"u\",\"product_id\":\"%s\","
                               "\"currency\":\"USD\",\"price\":1,\"time\":\"2026-09-01\"}]}",
                               fits, fits, fits);
    client_track(sim, body);
    free(body);
    body = memory_format("{" EVENT ",\"properties\":{\"%s\":1}}", too_long);
    expect_refused("events", body, "Invalid 'properties' field");
    free(body);
    body = memory_format("{\"external_id\":\"u\",\"product_id\":\"%s\",\"currency\":\"USD\",\"price\":1,\"time\":"
                         "\"2026-09-01\"}",
                         too_long);
    expect_refused("purchases", body, "'product_id' is not valid");
    free(body);
    free(fits);
    free(too_long);
}
END_TEST

START_TEST(properties_hold_100_kilobytes)
{
    enum { BYTES = 100 * 1024 };
    char *text = memory_allocate(BYTES + 1, 1);
    memset(text, 'x', BYTES);
    char *object = memory_format("{" EVENT ",\"properties\":{\"list\":[\"%s\"]}}", text);
    expect_refused("events", object, "Invalid 'properties' field");
    free(object);
    text[BYTES - 100] = '\0';
    char *body = memory_format("{\"events\":[{" EVENT ",\"properties\":{\"list\":[\"%s\"]}}]}", text);
    client_track(sim, body);
    free(body);
    free(text);
}
END_TEST

START_TEST(times_of_attributes_come_in_all_forms_and_those_of_events_in_two)
{
    static const struct {
        const char *given, *kept;
    } cases[] = {
        { "1980-12-21T10:30:00+02:00", "1980-12-21T08:30:00.000Z" },
        { "1980-12-21T10:30:00:250Z", "1980-12-21T10:30:00.250Z" },
        { "1980-12-21T10:30:00", "1980-12-21T10:30:00.000Z" },
        { "1980-12-21 10:30:00", "1980-12-21T10:30:00.000Z" },
        { "1980-12-21", "1980-12-21T00:00:00.000Z" },
        { "12/21/1980", "1980-12-21T00:00:00.000Z" },
        { "Sun 12 21 10:30:00.UTC 1980", "1980-12-21T10:30:00.000Z" },
        { "Sun 12 21 10:30:00.-05:00 1980", "1980-12-21T15:30:00.000Z" },
    };
    static const char custom[] = "{\"external_ids\":[\"u\"],\"fields_to_export\":[\"custom_attributes\"]}";
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        char *body = memory_format("{\"attributes\":[{\"external_id\":\"u\",\"date_of_first_session\":\"%s\",\"at\":"
                                   "{\"t\":{\"$time\":\"%s\"}}}]}",
                                   cases[i].given, cases[i].given);
        char *expected = memory_format("\"%s\"", cases[i].kept);
        client_track(sim, body);
        client_expect_exported(sim, custom, "/users/0/custom_attributes/at/t", expected);
        free(body);
        free(expected);
    }
    static const char *const wrong[] = { "21/12/1980", "Sun 12 32 10:30:00.UTC 1980", "Sun 12 21 10:30:00.", "soon" };
    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++) {
        char *object = memory_format("{\"external_id\":\"u\",\"date_of_last_session\":\"%s\"}", wrong[i]);
        expect_refused("attributes", object, "'date_of_last_session' is not valid");
        free(object);
    }
    client_track(sim, "{\"events\":[{\"external_id\":\"u\",\"name\":\"e\",\"time\":\"2026-09-01T10:30:00:250Z\"}]}");
    expect_refused("events", "{\"external_id\":\"u\",\"name\":\"e\",\"time\":\"12/21/1980\"}", "'time' is not valid");
}
END_TEST

START_TEST(a_time_in_the_future_becomes_now)
{
    client_track(sim, "{\"events\":[{\"external_id\":\"u\",\"name\":\"e\",\"time\":\"2031-01-01T00:00:00Z\"}]}");
    cJSON *json = client_expect(sim, "/users/export/ids",
                                "{\"external_ids\":[\"u\"],\"fields_to_export\":[\"custom_events\"]}", 201);
    const char *last = cJSON_GetStringValue(client_at(json, "/users/0/custom_events/0/last"));
    ck_assert_msg(last != NULL && strncmp(last, "2026-09-1", 9) == 0, "it was %s", last);
    cJSON_Delete(json);
}
END_TEST

START_TEST(since_when_push_was_opted_in_to_is_exported_as_long_as_it_is_so)
{
    static const char ask[] = "{\"external_ids\":[\"u\"],\"fields_to_export\":[\"push_subscribe\"]}";
    client_track(sim, "{\"attributes\":[{\"external_id\":\"u\",\"push_subscribe\":\"opted_in\"}]}");
    cJSON *json = client_expect(sim, "/users/export/ids", ask, 201);
    client_expect_at(json, "/users/0/push_subscribe", "\"opted_in\"");
    const char *since = cJSON_GetStringValue(client_at(json, "/users/0/push_opted_in_at"));
    ck_assert_msg(since != NULL && strncmp(since, "2026-09-1", 9) == 0, "it was %s", since);
    cJSON_Delete(json);
    client_track(sim, "{\"attributes\":[{\"external_id\":\"u\",\"push_subscribe\":\"unsubscribed\"}]}");
    client_expect_exported(sim, ask, "/users/0", "{\"push_subscribe\":\"unsubscribed\"}");
}
END_TEST

START_TEST(an_object_has_one_primary_identifier_or_an_address)
{
    static const char by_email[] = "{\"email_address\":\"one@example.com\",\"fields_to_export\":[\"external_id\",\"phone\"]}";
    expect_refused("attributes", "{\"external_id\":\"u\",\"braze_id\":\"5fbd99bac125ca40511f2cb1\",\"a\":1}",
                   "only one of 'external_id', 'braze_id' or 'user_alias' may be given");
    /* Of two addresses the e-mail address wins; the other is then an attribute. */
    client_track(sim, "{\"attributes\":[{\"email\":\"one@example.com\",\"phone\":\"+15550100\"}]}");
    client_expect_exported(sim, by_email, "/users", "[{\"external_id\":null,\"phone\":\"+15550100\"}]");
    client_track(sim, "{\"events\":[{\"email\":\"one@example.com\",\"phone\":\"+15550199\",\"name\":\"e\",\"time\":\"2026-09-01\"}]}");
    client_expect_exported(sim, "{\"phone\":\"+15550199\",\"fields_to_export\":[\"email\"]}", "/users", "[]");
    /* An external id that is unknown makes a user of its own, though the address is known. */
    client_track(sim, "{\"attributes\":[{\"external_id\":\"u\",\"email\":\"one@example.com\"}]}");
    client_expect_exported(sim, by_email, "/users",
                    "[{\"external_id\":null,\"phone\":\"+15550100\"},{\"external_id\":\"u\",\"phone\":null}]");
}
END_TEST

START_TEST(a_refund_lowers_the_revenue_and_what_an_event_says_of_existing_users_holds)
{
    client_track(sim, "{\"purchases\":[{" PURCHASE ",\"quantity\":3},{\"external_id\":\"u\",\"product_id\":\"p\",\"currency\":\"USD\","
          "\"price\":-2,\"time\":\"2026-09-02\"}]}");
    client_expect_exported(sim, "{\"external_ids\":[\"u\"],\"fields_to_export\":[\"total_revenue\"]}", "/users/0/total_revenue", "4");
    client_track(sim, "{\"events\":[{\"external_id\":\"new\",\"name\":\"e\",\"time\":\"2026-09-01\",\"_update_existing_only\":true}]}");
    /* With an alias it is always so, whatever is said. */
    client_track(sim, "{\"events\":[{\"user_alias\":{\"alias_name\":\"n\",\"alias_label\":\"l\"},\"name\":\"e\",\"time\":"
          "\"2026-09-01\",\"_update_existing_only\":false}]}");
    client_expect_exported(sim, "{\"external_ids\":[\"new\"],\"user_aliases\":[{\"alias_name\":\"n\",\"alias_label\":\"l\"}],"
                    "\"fields_to_export\":[\"external_id\"]}",
                    "/users", "[]");
}
END_TEST

START_TEST(objects_of_an_array_are_added_before_they_are_removed)
{
    client_track(sim, "{\"attributes\":[{\"external_id\":\"u\",\"pets\":{\"$add\":[{\"id\":1},{\"id\":2}],\"$remove\":"
          "[{\"$identifier_key\":\"id\",\"$identifier_value\":1}],\"$update\":[{\"$identifier_key\":\"id\","
          "\"$identifier_value\":2,\"$new_object\":{\"id\":3}}]}}]}");
    client_expect_exported(sim, "{\"external_ids\":[\"u\"],\"fields_to_export\":[\"custom_attributes\"]}",
                    "/users/0/custom_attributes/pets", "[{\"id\":3}]");
}
END_TEST

int main(void)
{
    const TTest *const tests[] = {
        reserved_empty_and_dollar_names_of_properties_are_refused,
        names_hold_255_characters_whatever_their_bytes,
        properties_hold_100_kilobytes,
        times_of_attributes_come_in_all_forms_and_those_of_events_in_two,
        a_time_in_the_future_becomes_now,
        since_when_push_was_opted_in_to_is_exported_as_long_as_it_is_so,
        an_object_has_one_primary_identifier_or_an_address,
        a_refund_lowers_the_revenue_and_what_an_event_says_of_existing_users_holds,
        objects_of_an_array_are_added_before_they_are_removed,
    };
    Suite *suite = suite_create("sim_track");
    TCase *track_case = tcase_create("track");
    tcase_add_checked_fixture(track_case, set_up, tear_down);
    for (size_t i = 0; i < sizeof tests / sizeof *tests; i++)
        tcase_add_test(track_case, tests[i]);
    suite_add_tcase(suite, track_case);
    return unit_run(suite);
}
