#include <string.h>

#include "braze/repeat.h"
#include "braze/repeat_contents.h"
#include "support/json.h"
#include "support/memory.h"
#include "unit.h"

#define URL "https://rest.example"

static struct journal_entry entry_of(const char *body)
{
    struct journal_entry entry = JOURNAL_ENTRY_INIT;
    entry.method = "POST";
    entry.url = URL "/users/track";
    entry.request_body = body;
    entry.request_length = body != NULL ? strlen(body) : 0;
    return entry;
}

static void expect_contents(const char *body, const char *words, size_t objects)
{
    struct journal_entry entry = entry_of(body);
    size_t count = 99;
    char *contents = repeat_contents(&entry, &count);
    ck_assert_str_eq(contents, words);
    ck_assert_uint_eq(count, objects);
    free(contents);
}

START_TEST(what_is_in_a_request_is_counted)
{
    expect_contents("{\"partner\":\"x\",\"attributes\":[{},{}],\"events\":[{}]}", "attributes: 2, events: 1", 3);
    expect_contents("{\"external_ids\":[\"a\"]}", "external_ids: 1", 1);
    expect_contents("{}", "", 0);
    expect_contents("no JSON", "", 0);
    expect_contents("[[1]]", "", 0);
    expect_contents(NULL, "", 0);
}
END_TEST

static void expect_users(const char *body, const char *expected, size_t count)
{
    struct journal_entry entry = entry_of(body);
    size_t users = 99;
    cJSON *call = repeat_users(&entry, &users);
    ck_assert_uint_eq(users, count);
    if (expected == NULL) {
        ck_assert_ptr_null(call);
        return;
    }
    ck_assert_int_gt(cJSON_GetArraySize(json_get_array(call, "fields_to_export")), 5);
    cJSON_DeleteItemFromObject(call, "fields_to_export");
    char *text = json_print(call);
    ck_assert_str_eq(text, expected);
    free(text);
    cJSON_Delete(call);
}

START_TEST(the_users_of_a_request_are_read_back_each_once)
{
    expect_users(
        "{\"attributes\":[{\"external_id\":\"u-1\"},{\"external_id\":\"u-2\"}],\"events\":[{\"external_id\":\"u-1\"}]}",
        "{\"external_ids\":[\"u-1\",\"u-2\"]}", 2);
    expect_users("{\"attributes\":[{\"user_alias\":{\"alias_name\":\"a\",\"alias_label\":\"rudder_id\"}}]}",
                 "{\"user_aliases\":[{\"alias_name\":\"a\",\"alias_label\":\"rudder_id\"}]}", 1);
    expect_users("{\"aliases_to_identify\":[{\"external_id\":\"u-1\",\"user_alias\":{\"alias_name\":\"a\",\"alias_"
                 "label\":\"l\"}}]}",
                 "{\"external_ids\":[\"u-1\"],\"user_aliases\":[{\"alias_name\":\"a\",\"alias_label\":\"l\"}]}", 2);
    expect_users("{\"external_ids\":[\"u-1\",7]}", "{\"external_ids\":[\"u-1\"]}", 1);
    expect_users("{\"external_id\":[\"u-1\"],\"subscription_state\":\"subscribed\"}", "{\"external_ids\":[\"u-1\"]}",
                 1);
    expect_users("{\"attributes\":[{\"email\":\"a@example.com\"}]}", NULL, 0);
    expect_users("no JSON", NULL, 0);
    expect_users(NULL, NULL, 0);
}
END_TEST

START_TEST(no_more_users_are_read_back_than_one_call_takes)
{
    cJSON *body = json_object();
    cJSON *list = json_add_array(body, "external_ids");
    for (int i = 0; i < 75; i++) {
        char *id = memory_format("u-%d", i);
        json_append_string(list, id);
        free(id);
    }
    char *text = json_print(body);
    struct journal_entry entry = entry_of(text);
    size_t users = 0;
    cJSON *call = repeat_users(&entry, &users);
    ck_assert_uint_eq(users, REPEAT_MOST_USERS);
    ck_assert_int_eq(cJSON_GetArraySize(json_get_array(call, "external_ids")), REPEAT_MOST_USERS);
    cJSON_Delete(call);
    cJSON_Delete(body);
    free(text);
}
END_TEST

static void expect_refused(const struct journal_entry *entry, const char *words)
{
    struct error error = ERROR_INIT;
    struct repeat repeat;
    ck_assert_ptr_null(repeat_request(entry, &error));
    ck_assert_str_eq(error.message, words);
    error_clear(&error);
    ck_assert(!repeat_read(&repeat, entry, URL, &error));
    ck_assert_str_eq(error.message, words);
    repeat_clear(&repeat);
    error_clear(&error);
}

START_TEST(a_body_that_is_not_there_as_it_was_sent_is_not_sent_again)
{
    /* A key of 36 characters, of which its mask is left: what the journal says of the length is not believed. */
    struct journal_entry entry = entry_of("{\"app_id\":\"\xE2\x80\xA2\xE2\x80\xA2\xE2\x80\xA2\xE2\x80\xA2"
                                          "3f1a\"}");
    entry.request_length = 49;
    expect_refused(&entry, "the journal does not have the request's body as it was sent");
    entry.request_length = 1;
    expect_refused(&entry, "the journal does not have the request's body as it was sent");
    entry = entry_of("{\"events\":[");
    entry.request_cut = true;
    entry.request_length = 100000;
    expect_refused(&entry, "the journal does not have all of the request's 100000 bytes");
    entry = entry_of(NULL);
    entry.request_length = 10;
    expect_refused(&entry, "the journal does not have all of the request's 10 bytes");
}
END_TEST

START_TEST(a_request_goes_again_to_its_own_endpoint_only)
{
    struct journal_entry entry = entry_of("{}");
    struct error error = ERROR_INIT;
    struct repeat repeat;
    ck_assert(repeat_read(&repeat, &entry, URL, &error));
    ck_assert_int_eq(repeat.call.endpoint, ENDPOINT_USERS_TRACK);
    ck_assert_str_eq(repeat.call.body, "{}");
    repeat_clear(&repeat);
    ck_assert(!repeat_read(&repeat, &entry, "https://rest.example.org", &error));
    repeat_clear(&repeat);
    entry.url = URL ".evil.example/users/track";
    ck_assert(!repeat_read(&repeat, &entry, URL, &error));
    repeat_clear(&repeat);
    entry.url = URL "/no/such/call";
    ck_assert(!repeat_read(&repeat, &entry, URL, &error));
    repeat_clear(&repeat);
    error_clear(&error);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("repeat");
    TCase *tests = tcase_create("repeat");
    tcase_add_test(tests, what_is_in_a_request_is_counted);
    tcase_add_test(tests, the_users_of_a_request_are_read_back_each_once);
    tcase_add_test(tests, no_more_users_are_read_back_than_one_call_takes);
    tcase_add_test(tests, a_body_that_is_not_there_as_it_was_sent_is_not_sent_again);
    tcase_add_test(tests, a_request_goes_again_to_its_own_endpoint_only);
    suite_add_tcase(suite, tests);
    return unit_run(suite);
}
