#include <stdlib.h>
#include <string.h>

#include "sim_client.h"
#include "support/json.h"
#include "unit.h"

#define ORDER_UPDATES "7b8a2d64-91ce-4f05-8e3b-c2a4d7f01922" /* by SMS */
#define NEWSLETTER "ed06e19a-69b1-4f9b-a452-2db2c4e303a8"

static struct sim *sim;

static void set_up(void)
{
    sim = client_start(NULL);
}

static void tear_down(void)
{
    sim_stop(sim);
}

START_TEST(a_tracked_user_comes_back_with_exactly_the_fields_asked_for)
{
    client_track(
        sim, "{\"attributes\":[{\"external_id\":\"user-1\",\"first_name\":\"Jane\",\"email\":\"jane@example.com\",\"dob\":"
          "\"1980-12-21\",\"gender\":\"F\",\"loyalty\":107,\"tags\":[\"a\",\"b\",\"a\"],\"vip\":true,\"current_"
          "location\":"
          "{\"longitude\":-87.5,\"latitude\":41.25}}]}");
    client_expect_exported(
        sim, "{\"external_ids\":[\"user-1\",\"no-such-user\"],\"fields_to_export\":[\"external_id\",\"first_name\","
        "\"last_name\",\"email\",\"dob\",\"gender\",\"custom_attributes\",\"last_coordinates\"]}",
        "",
        "{\"users\":[{\"external_id\":\"user-1\",\"first_name\":\"Jane\",\"last_name\":null,\"email\":"
        "\"jane@example.com\",\"dob\":\"1980-12-21\",\"last_coordinates\":[-87.5,41.25],\"gender\":\"F\","
        "\"custom_attributes\":{\"loyalty\":107,\"tags\":[\"a\",\"b\"],\"vip\":true}}],"
        "\"invalid_user_ids\":[\"no-such-user\"],\"message\":\"success\"}");
}
END_TEST

START_TEST(the_counts_of_the_answer_are_those_of_what_was_accepted)
{
    cJSON *json =
        client_expect(sim, "/users/track",
                      "{\"attributes\":[{\"external_id\":\"u\",\"a\":1},{\"external_id\":\"v\",\"a\":1}],\"events\":"
                      "[{\"external_id\":\"u\",\"name\":\"e\",\"time\":\"2026-09-01T00:00:00Z\"}],\"purchases\":"
                      "[{\"external_id\":\"u\",\"product_id\":\"p\",\"currency\":\"USD\",\"price\":1,\"time\":"
                      "\"2026-09-01T00:00:00Z\"}]}",
                      201);
    client_expect_at(
        json, "",
        "{\"attributes_processed\":2,\"events_processed\":1,\"purchases_processed\":1,\"message\":\"success\"}");
    cJSON_Delete(json);
}
END_TEST

START_TEST(bad_objects_are_told_and_the_rest_is_processed)
{
    cJSON *json = client_expect(
        sim, "/users/track",
        "{\"events\":[{\"external_id\":\"u\",\"name\":\"e\",\"time\":\"2026-09-01\"},{\"name\":\"e\","
        "\"time\":\"2026-09-01\"}],\"purchases\":[{\"external_id\":\"u\",\"product_id\":\"p\",\"currency\":"
        "\"USD\",\"price\":1,\"quantity\":\"many\",\"time\":\"2026-09-01\"}]}",
        201);
    client_expect_at(
        json, "",
        "{\"events_processed\":1,\"message\":\"success\",\"errors\":[{\"type\":\"'external_id', 'braze_id', "
        "'user_alias', 'email' or 'phone' is required\",\"input_array\":\"events\",\"index\":1},{\"type\":"
        "\"'quantity' is not valid\",\"input_array\":\"purchases\",\"index\":0}]}");
    cJSON_Delete(json);
}
END_TEST

START_TEST(nothing_valid_is_a_bad_request)
{
    static const char message[] =
        "\"Valid data must be provided in the 'attributes', 'events', or 'purchases' fields.\"";
    cJSON *json = client_expect(
        sim, "/users/track",
        "{\"purchases\":[{\"external_id\":\"u\",\"product_id\":\"p\",\"currency\":\"USD\",\"price\":\"x\","
        "\"time\":\"2026-09-01\"}]}",
        400);
    client_expect_at(json, "/message", message);
    client_expect_at(json, "/errors",
                     "[{\"type\":\"'price' is not valid\",\"input_array\":\"purchases\",\"index\":0}]");
    cJSON_Delete(json);
    json = client_expect(sim, "/users/track", "{}", 400);
    client_expect_at(json, "/message", message);
    cJSON_Delete(json);
}
END_TEST

START_TEST(a_request_holds_75_objects_and_not_76)
{
    for (int count = 75; count <= 76; count++) {
        cJSON *body = json_object(), *attributes = json_add_array(body, "attributes"),
              *events = json_add_array(body, "events");
        for (int i = 0; i < count; i++) {
            cJSON *object = json_object();
            json_add_string(object, "external_id", "u");
            json_add_string(object, "name", "e");
            json_add_string(object, "time", "2026-09-01");
            json_append(i % 2 == 0 ? attributes : events, object);
        }
        char *text = json_print(body);
        cJSON *json = client_expect(sim, "/users/track", text, count == 75 ? 201 : 400);
        if (count == 76)
            client_expect_at(json, "/message", "\"Max Input Length Exceeded\"");
        cJSON_Delete(json);
        cJSON_Delete(body);
        free(text);
    }
}
END_TEST

START_TEST(attributes_are_checked_in_the_words_of_the_documentation)
{
    static const struct {
        const char *member, *type;
    } cases[] = {
        { "\"email\":\"not an address\"", "The value provided for the 'email' field is not a valid email." },
        { "\"email_subscribe\":\"maybe\"", "BAD_EMAIL_SUBSCRIPTION_STATE" },
        { "\"push_subscribe\":1", "BAD_PUSH_SUBSCRIPTION_STATE" },
        { "\"current_location\":{\"longitude\":200,\"latitude\":0}", "BAD_LOCATION_UPDATE" },
        { "\"subscription_groups\":{}", "BAD_SUBSCRIPTION_GROUP_ARRAY" },
        { "\"subscription_groups\":[1]", "BAD_SUBSCRIPTION_GROUP_HASH" },
        { "\"subscription_groups\":[{\"subscription_group_id\":\"x\"}]", "BAD_SUBSCRIPTION_GROUP_ID" },
        { "\"subscription_groups\":[{\"subscription_group_id\":\"" NEWSLETTER "\"}]", "BAD_SUBSCRIPTION_GROUP_STATE" },
        { "\"push_tokens\":[{\"app_id\":\"a\"}]", "BAD_PUSH_TOKEN_STRING" },
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        char *body = memory_format("{\"attributes\":[{\"external_id\":\"u\",%s}]}", cases[i].member);
        cJSON *json = client_expect(sim, "/users/track", body, 400);
        ck_assert_str_eq(cJSON_GetStringValue(client_at(json, "/errors/0/type")), cases[i].type);
        cJSON_Delete(json);
        free(body);
    }
    client_expect_exported(sim, "{\"external_ids\":[\"u\"],\"fields_to_export\":[\"email\"]}", "/users", "[]");
}
END_TEST

#define CUSTOM "{\"external_ids\":[\"u\"],\"fields_to_export\":[\"custom_attributes\"]}"

static void expect_custom(const char *member, const char *expected)
{
    char *body = memory_format("{\"attributes\":[{\"external_id\":\"u\",%s}]}", member);
    client_track(sim, body);
    client_expect_exported(sim, CUSTOM, "/users/0/custom_attributes", expected);
    free(body);
}

START_TEST(null_removes_and_numbers_are_counted_up)
{
    expect_custom("\"a\":1,\"n\":{\"inc\":3}", "{\"a\":1,\"n\":3}");
    expect_custom("\"a\":null,\"n\":{\"inc\":-1}", "{\"n\":2}");
    expect_custom("\"a\":\"\"", "{\"n\":2,\"a\":\"\"}");
}
END_TEST

START_TEST(arrays_are_added_to_and_removed_from)
{
    expect_custom("\"l\":[\"a\",\"b\"]", "{\"l\":[\"a\",\"b\"]}");
    expect_custom("\"l\":{\"add\":[\"b\",\"c\"]}", "{\"l\":[\"a\",\"b\",\"c\"]}");
    expect_custom("\"l\":{\"remove\":[\"a\",\"x\"]}", "{\"l\":[\"b\",\"c\"]}");
}
END_TEST

START_TEST(nested_objects_are_replaced_unless_they_are_to_be_merged)
{
    expect_custom("\"o\":{\"a\":1,\"b\":{\"c\":1}}", "{\"o\":{\"a\":1,\"b\":{\"c\":1}}}");
    expect_custom("\"_merge_objects\":true,\"o\":{\"b\":{\"d\":2}}", "{\"o\":{\"a\":1,\"b\":{\"c\":1,\"d\":2}}}");
    expect_custom("\"o\":{\"b\":1}", "{\"o\":{\"b\":1}}");
    /* One invalid value drops all of that attribute's update, and nothing else. */
    expect_custom("\"o\":{\"b\":2,\"c\":null},\"p\":{\"t\":{\"$time\":\"1980-01-01\"}}",
                  "{\"o\":{\"b\":1},\"p\":{\"t\":\"1980-01-01T00:00:00.000Z\"}}");
    expect_custom("\"o\":{\"b\":2,\"with space\":1}", "{\"o\":{\"b\":1},\"p\":{\"t\":\"1980-01-01T00:00:00.000Z\"}}");
}
END_TEST

START_TEST(objects_in_arrays_are_added_removed_and_updated_by_a_key)
{
    expect_custom("\"pets\":[{\"id\":1,\"name\":\"Rex\"},{\"id\":2}]",
                  "{\"pets\":[{\"id\":1,\"name\":\"Rex\"},{\"id\":2}]}");
    expect_custom("\"pets\":{\"$add\":[{\"id\":3}]}", "{\"pets\":[{\"id\":1,\"name\":\"Rex\"},{\"id\":2},{\"id\":3}]}");
    expect_custom("\"pets\":{\"$remove\":[{\"$identifier_key\":\"id\",\"$identifier_value\":2}]}",
                  "{\"pets\":[{\"id\":1,\"name\":\"Rex\"},{\"id\":3}]}");
    expect_custom("\"_merge_objects\":true,\"pets\":{\"$update\":[{\"$identifier_key\":\"id\",\"$identifier_value\":1,"
                  "\"$new_object\":{\"age\":4}}]}",
                  "{\"pets\":[{\"id\":1,\"name\":\"Rex\",\"age\":4},{\"id\":3}]}");
}
END_TEST

START_TEST(what_is_too_long_or_too_large_is_dropped_and_succeeds)
{
    char *long_text = memory_allocate(257, 1), *large_text = memory_allocate(110 * 1024, 1);
    memset(long_text, 'x', 256);
    memset(large_text, ' ', 110 * 1024 - 1);
    for (size_t i = 0; i < 110 * 1024 - 8; i += 8)
        memcpy(large_text + i, "1234567,", 8);
    char *numbers = memory_format("%.*s1", 109 * 1024, large_text);
    char *body =
        memory_format("{\"attributes\":[{\"external_id\":\"u\",\"fits\":\"%s\",\"too_long\":\"%s\",\"too_large\":"
                      "{\"a\":[%s]},\"b\":1}]}",
                      long_text + 1, long_text, numbers);
    client_track(sim, body);
    char *expected = memory_format("{\"fits\":\"%s\",\"b\":1}", long_text + 1);
    client_expect_exported(sim, CUSTOM, "/users/0/custom_attributes", expected);
    free(expected);
    free(body);
    free(numbers);
    free(large_text);
    free(long_text);
}
END_TEST

START_TEST(events_and_purchases_are_counted_with_first_and_last)
{
    client_track(
        sim, "{\"events\":[{\"external_id\":\"u\",\"name\":\"e\",\"time\":\"2026-09-02T10:00:00Z\"},{\"external_id\":"
          "\"u\",\"name\":"
          "\"e\",\"time\":\"2026-09-01T10:00:00.250Z\"}],\"purchases\":[{\"external_id\":\"u\",\"product_id\":\"p\","
          "\"currency\":"
          "\"USD\",\"price\":6.5,\"quantity\":10,\"time\":\"2026-09-03T10:00:00:500Z\"}]}");
    client_expect_exported(
        sim, "{\"external_ids\":[\"u\"],\"fields_to_export\":[\"custom_events\",\"purchases\",\"total_revenue\"]}",
        "/users/0",
        "{\"total_revenue\":65,\"custom_events\":[{\"name\":\"e\",\"first\":\"2026-09-01T10:00:00.250Z\",\"last\":"
        "\"2026-09-02T10:00:00.000Z\",\"count\":2}],\"purchases\":[{\"name\":\"p\",\"first\":"
        "\"2026-09-03T10:00:00.500Z\",\"last\":\"2026-09-03T10:00:00.500Z\",\"count\":10}]}");
}
END_TEST

START_TEST(an_update_of_a_user_that_does_not_exist_is_dropped_and_succeeds)
{
    client_track(sim, "{\"attributes\":[{\"external_id\":\"u\",\"_update_existing_only\":true,\"a\":1}]}");
    client_expect_exported(sim, "{\"external_ids\":[\"u\"],\"fields_to_export\":[\"braze_id\"]}", "/users", "[]");
    /* With an alias that is the default. */
    client_track(sim, "{\"attributes\":[{\"user_alias\":{\"alias_name\":\"n\",\"alias_label\":\"l\"},\"a\":1}]}");
    static const char alias[] = "{\"user_aliases\":[{\"alias_name\":\"n\",\"alias_label\":\"l\"}],\"fields_to_export\":"
                                "[\"external_id\",\"user_aliases\",\"custom_attributes\"]}";
    client_expect_exported(sim, alias, "/users", "[]");
    client_track(
        sim, "{\"attributes\":[{\"user_alias\":{\"alias_name\":\"n\",\"alias_label\":\"l\"},\"_update_existing_only\":"
          "false,\"a\":1}]}");
    client_expect_exported(sim, alias, "/users/0",
                    "{\"external_id\":null,\"user_aliases\":[{\"alias_name\":\"n\",\"alias_label\":\"l\"}],"
                    "\"custom_attributes\":{\"a\":1}}");
}
END_TEST

START_TEST(identify_gives_the_alias_user_an_external_id_or_merges_it)
{
    client_track(
        sim, "{\"attributes\":[{\"user_alias\":{\"alias_name\":\"anon\",\"alias_label\":\"rudder_id\"},\"_update_existing_"
          "only\":"
          "false,\"a\":1}]}");
    static const char body[] =
        "{\"aliases_to_identify\":[{\"external_id\":\"u\",\"user_alias\":{\"alias_name\":\"anon\","
        "\"alias_label\":\"rudder_id\"}}]}";
    cJSON *json = client_expect(sim, "/users/identify", body, 201);
    client_expect_at(json, "", "{\"aliases_processed\":1,\"message\":\"success\"}");
    cJSON_Delete(json);
    client_expect_exported(sim, CUSTOM, "/users/0/custom_attributes", "{\"a\":1}");
    client_track(
        sim, "{\"attributes\":[{\"user_alias\":{\"alias_name\":\"other\",\"alias_label\":\"device\"},\"_update_existing_"
          "only\":"
          "false,\"a\":9,\"b\":2}],\"events\":[]}");
    cJSON_Delete(
        client_expect(sim, "/users/identify",
                      "{\"aliases_to_identify\":[{\"external_id\":\"u\",\"user_alias\":{\"alias_name\":\"other\","
                      "\"alias_label\":\"device\"}}]}",
                      201));
    /* What the target has stays, what it lacks comes over. */
    client_expect_exported(sim, CUSTOM, "/users/0/custom_attributes", "{\"a\":1,\"b\":2}");
    client_expect_exported(sim, "{\"user_aliases\":[{\"alias_name\":\"other\",\"alias_label\":\"device\"}],\"fields_to_export\":["
                    "\"external_id\"]}",
                    "/users/0/external_id", "\"u\"");
    json = client_expect(sim, "/users/identify", "{\"aliases_to_identify\":[{\"user_alias\":{}}]}", 201);
    client_expect_at(json, "/errors/0",
                     "{\"type\":\"'external_id' is required\",\"input_array\":\"user_identifiers\",\"index\":0}");
    client_expect_at(json, "/aliases_processed", "0");
    cJSON_Delete(json);
}
END_TEST

START_TEST(merge_answers_202_and_moves_what_is_missing)
{
    client_track(
        sim, "{\"attributes\":[{\"external_id\":\"old\",\"a\":1,\"b\":1},{\"external_id\":\"u\",\"a\":2}],\"events\":[{"
          "\"external_id\":"
          "\"old\",\"name\":\"e\",\"time\":\"2026-09-01\"},{\"external_id\":\"u\",\"name\":\"e\",\"time\":\"2026-09-"
          "02\"}]}");
    cJSON *json =
        client_expect(sim, "/users/merge",
                      "{\"merge_updates\":[{\"identifier_to_merge\":{\"external_id\":\"old\"},\"identifier_to_keep\":"
                      "{\"external_id\":\"u\"}}]}",
                      202);
    client_expect_at(json, "", "{\"message\":\"success\"}");
    cJSON_Delete(json);
    client_expect_exported(sim, CUSTOM, "/users/0/custom_attributes", "{\"a\":2,\"b\":1}");
    client_expect_exported(sim, "{\"external_ids\":[\"u\",\"old\"],\"fields_to_export\":[\"custom_events\"]}",
                    "/users/0/custom_events/0/count", "2");
    json = client_expect(sim, "/users/merge", "{\"merge_updates\":7}", 400);
    client_expect_at(json, "/message", "\"'merge_updates' must be an array of objects\"");
    cJSON_Delete(json);
}
END_TEST

START_TEST(deleting_counts_what_was_asked_not_what_was_there)
{
    client_track(sim, "{\"attributes\":[{\"external_id\":\"u\",\"a\":1}]}");
    cJSON *json = client_expect(sim, "/users/delete", "{\"external_ids\":[\"u\",\"x\",\"y\"]}", 201);
    client_expect_at(json, "", "{\"deleted\":3,\"message\":\"success\"}");
    cJSON_Delete(json);
    client_expect_exported(sim, CUSTOM, "/invalid_user_ids", "[\"u\"]");
}
END_TEST

START_TEST(an_external_id_is_renamed_and_the_old_one_works_until_it_is_removed)
{
    client_track(sim, "{\"attributes\":[{\"external_id\":\"old-1\",\"a\":1}]}");
    cJSON *json =
        client_expect(sim, "/users/external_ids/rename",
                      "{\"external_id_renames\":[{\"current_external_id\":\"old-1\",\"new_external_id\":\"u\"}]}", 201);
    client_expect_at(
        json, "",
        "{\"rename_errors\":[],\"external_ids\":[{\"current_external_id\":\"old-1\",\"new_external_id\":\"u\"}],"
        "\"message\":\"success\"}");
    cJSON_Delete(json);
    client_track(sim, "{\"attributes\":[{\"external_id\":\"old-1\",\"b\":1}]}");
    client_expect_exported(sim, CUSTOM, "/users/0/custom_attributes", "{\"a\":1,\"b\":1}");
    json = client_expect(sim, "/users/external_ids/remove", "{\"external_ids\":[\"old-1\"]}", 201);
    client_expect_at(json, "", "{\"removed_ids\":[\"old-1\"],\"removal_errors\":[],\"message\":\"success\"}");
    cJSON_Delete(json);
    client_expect_exported(sim, "{\"external_ids\":[\"old-1\"],\"fields_to_export\":[\"email\"]}", "/invalid_user_ids",
                    "[\"old-1\"]");
}
END_TEST

START_TEST(subscription_states_are_kept_for_users_and_for_addresses_to_come)
{
    client_track(sim, "{\"attributes\":[{\"external_id\":\"u\",\"email\":\"u@example.com\"}]}");
    cJSON_Delete(client_expect(sim, "/v2/subscription/status/set",
                               "{\"subscription_groups\":[{\"subscription_group_id\":\"" NEWSLETTER
                               "\",\"subscription_state\":"
                               "\"subscribed\",\"external_ids\":[\"u\"]},{\"subscription_group_id\":\"" NEWSLETTER
                               "\",\"subscription_state\":\"unsubscribed\",\"emails\":[\"new@example.com\"]}]}",
                               201));
    cJSON *json = client_expect(
        sim, "/subscription/status/get?subscription_group_id=" NEWSLETTER "&external_id%5B%5D=u&external_id%5B%5D=x",
        NULL, 200);
    client_expect_at(json, "/status", "{\"u\":\"Subscribed\",\"x\":\"Unknown\"}");
    cJSON_Delete(json);
    client_track(sim, "{\"attributes\":[{\"external_id\":\"n\",\"email\":\"new@example.com\"}]}");
    json = client_expect(sim, "/subscription/user/status?external_id=n", NULL, 200);
    client_expect_at(
        json, "",
        "{\"users\":[{\"email\":\"new@example.com\",\"phone\":null,\"external_id\":\"n\",\"subscription_groups\":"
        "[{\"id\":\"" NEWSLETTER "\",\"name\":\"Newsletter\",\"channel\":\"email\",\"status\":\"Unsubscribed\"}]}],"
        "\"total_count\":1,\"message\":\"success\"}");
    cJSON_Delete(json);
    json = client_expect(sim, "/subscription/status/set",
                         "{\"subscription_group_id\":\"" NEWSLETTER
                         "\",\"subscription_state\":\"subscribed\",\"email\":\"a@b.c\",\"phone\":\"+1\"}",
                         400);
    client_expect_at(json, "/message",
                     "\"Either an email address or a phone number should be provided, but not both.\"");
    cJSON_Delete(json);
    /* Nor one kind for one group and the other for another: nothing is set then. */
    json = client_expect(sim, "/v2/subscription/status/set",
                         "{\"subscription_groups\":[{\"subscription_group_id\":\"" NEWSLETTER
                         "\",\"subscription_state\":\"subscribed\",\"emails\":[\"new@example.com\"]},"
                         "{\"subscription_group_id\":\"" ORDER_UPDATES
                         "\",\"subscription_state\":\"subscribed\",\"phones\":[\"+15550100\"]}]}",
                         400);
    client_expect_at(json, "/message",
                     "\"Either an email address or a phone number should be provided, but not both.\"");
    cJSON_Delete(json);
    json = client_expect(sim, "/subscription/status/get?subscription_group_id=" NEWSLETTER "&external_id=n", NULL, 200);
    client_expect_at(json, "/status/n", "\"Unsubscribed\"");
    cJSON_Delete(json);
    json = client_expect(
        sim, "/subscription/status/set",
        "{\"subscription_group_id\":\"nope\",\"subscription_state\":\"subscribed\",\"external_id\":\"u\"}", 400);
    client_expect_at(json, "/message", "\"Invalid subscription group ID\"");
    cJSON_Delete(json);
}
END_TEST

START_TEST(the_synchronous_call_takes_one_object_and_answers_with_the_user)
{
    cJSON *json = client_expect(sim, "/users/track/sync",
                                "{\"attributes\":[{\"external_id\":\"u\",\"fruit\":\"pear\",\"n\":25}]}", 201);
    client_expect_at(json, "",
                     "{\"users\":[{\"external_id\":\"u\",\"custom_attributes\":{\"fruit\":\"pear\",\"n\":25}}],"
                     "\"message\":\"success\"}");
    cJSON_Delete(json);
    cJSON_Delete(client_expect(sim, "/users/track/sync",
                               "{\"attributes\":[{\"external_id\":\"u\"},{\"external_id\":\"v\"}]}", 400));
}
END_TEST

START_TEST(fifty_ids_are_exported_and_fifty_one_are_too_many)
{
    for (int count = 50; count <= 51; count++) {
        cJSON *body = json_object(), *ids = json_add_array(body, "external_ids");
        for (int i = 0; i < count; i++)
            json_append_string(ids, "u");
        char *text = json_print(body);
        cJSON_Delete(client_expect(sim, "/users/export/ids", text, count == 50 ? 201 : 400));
        cJSON_Delete(body);
        free(text);
    }
}
END_TEST

START_TEST(an_alias_can_be_added_once_and_renamed)
{
    client_track(sim, "{\"attributes\":[{\"external_id\":\"u\",\"a\":1}]}");
    static const char body[] =
        "{\"user_aliases\":[{\"external_id\":\"u\",\"alias_name\":\"n\",\"alias_label\":\"l\"}]}";
    for (int i = 0; i < 2; i++) {
        cJSON *json = client_expect(sim, "/users/alias/new", body, 201);
        client_expect_at(json, "", "{\"aliases_processed\":1,\"message\":\"success\"}");
        cJSON_Delete(json);
    }
    cJSON_Delete(client_expect(
        sim, "/users/alias/update",
        "{\"alias_updates\":[{\"alias_label\":\"l\",\"old_alias_name\":\"n\",\"new_alias_name\":\"m\"}]}", 201));
    client_expect_exported(sim, "{\"external_ids\":[\"u\"],\"fields_to_export\":[\"user_aliases\"]}", "/users/0/user_aliases",
                    "[{\"alias_name\":\"m\",\"alias_label\":\"l\"}]");
}
END_TEST

int main(void)
{
    const TTest *const tests[] = {
        a_tracked_user_comes_back_with_exactly_the_fields_asked_for,
        the_counts_of_the_answer_are_those_of_what_was_accepted,
        bad_objects_are_told_and_the_rest_is_processed,
        nothing_valid_is_a_bad_request,
        a_request_holds_75_objects_and_not_76,
        attributes_are_checked_in_the_words_of_the_documentation,
        null_removes_and_numbers_are_counted_up,
        arrays_are_added_to_and_removed_from,
        nested_objects_are_replaced_unless_they_are_to_be_merged,
        objects_in_arrays_are_added_removed_and_updated_by_a_key,
        what_is_too_long_or_too_large_is_dropped_and_succeeds,
        events_and_purchases_are_counted_with_first_and_last,
        an_update_of_a_user_that_does_not_exist_is_dropped_and_succeeds,
        identify_gives_the_alias_user_an_external_id_or_merges_it,
        merge_answers_202_and_moves_what_is_missing,
        deleting_counts_what_was_asked_not_what_was_there,
        an_external_id_is_renamed_and_the_old_one_works_until_it_is_removed,
        subscription_states_are_kept_for_users_and_for_addresses_to_come,
        the_synchronous_call_takes_one_object_and_answers_with_the_user,
        fifty_ids_are_exported_and_fifty_one_are_too_many,
        an_alias_can_be_added_once_and_renamed,
    };
    Suite *suite = suite_create("sim_users");
    TCase *users = tcase_create("users");
    tcase_add_checked_fixture(users, set_up, tear_down);
    for (size_t i = 0; i < sizeof tests / sizeof *tests; i++)
        tcase_add_test(users, tests[i]);
    suite_add_tcase(suite, users);
    return unit_run(suite);
}
