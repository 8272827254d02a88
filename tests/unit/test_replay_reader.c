#include <string.h>

#include "replay/prepare.h"
#include "replay/reader.h"
#include "support/jsread.h"
#include "support/jswrite.h"
#include "unit.h"

/* Reads text given in pieces and writes what came: "NUMBER@LINE TEXT" or "NUMBER@LINE !WHY", a line each. */
static char *read_all(const char *text, size_t length, size_t piece)
{
    struct replay_reader *reader = replay_reader_new();
    UT_string out;
    utstring_init(&out);
    size_t at = 0;
    for (;;) {
        struct replay_event event;
        enum replay_read got = replay_reader_next(reader, &event);
        if (got == REPLAY_READ_END)
            break;
        if (got == REPLAY_READ_EVENT) {
            ck_assert_uint_eq(event.length, strlen(event.text));
            utstring_printf(&out, "%zu@%zu %s%s\n", event.number, event.line, event.broken != NULL ? "!" : "",
                            event.broken != NULL ? event.broken : event.text);
        } else if (at < length) {
            size_t given = piece < length - at ? piece : length - at;
            replay_reader_give(reader, text + at, given);
            at += given;
        } else {
            replay_reader_end(reader);
        }
    }
    replay_reader_free(reader);
    return utstring_body(&out);
}

static void expect_events(const char *text, const char *expected)
{
    static const size_t pieces[] = { 1, 2, 7, 1000000 };
    for (size_t i = 0; i < sizeof pieces / sizeof *pieces; i++) {
        char *got = read_all(text, strlen(text), pieces[i]);
        ck_assert_str_eq(got, expected);
        free(got);
    }
}

START_TEST(events_stand_one_on_a_line)
{
    expect_events("", "");
    expect_events("\n \r\n", "");
    expect_events("{\"type\":\"track\"}\n{ \"type\" : \"page\" }\r\n\n{\"a\":1}",
                  "1@1 {\"type\":\"track\"}\n2@2 {\"type\":\"page\"}\n3@4 {\"a\":1}\n");
    expect_events("\xEF\xBB\xBF{\"a\":1}\n", "1@1 {\"a\":1}\n");
}
END_TEST

START_TEST(messages_are_taken_out_of_what_the_transformer_gets)
{
    expect_events("{\"message\":{\"type\":\"track\"},\"destination\":{\"Config\":{}}}\n", "1@1 {\"type\":\"track\"}\n");
    expect_events("[{\"message\":{\"a\":1}},{\"message\":{\"a\":2}}]\n{\"a\":3}\n",
                  "1@1 {\"a\":1}\n2@1 {\"a\":2}\n3@2 {\"a\":3}\n");
    /* An event that has a member of that name stays an event. */
    expect_events("{\"type\":\"track\",\"message\":{\"b\":1}}\n", "1@1 {\"type\":\"track\",\"message\":{\"b\":1}}\n");
}
END_TEST

START_TEST(a_batch_gives_its_events_what_it_says_for_all)
{
    expect_events("{\"batch\":[{\"type\":\"track\"},{\"type\":\"page\",\"context\":{\"own\":1}}],\"context\":{\"ip\":\"x\"},"
                  "\"sentAt\":\"2026-01-02T03:04:05Z\",\"writeKey\":\"dummy\"}\n",
                  "1@1 {\"type\":\"track\",\"context\":{\"ip\":\"x\"},\"sentAt\":\"2026-01-02T03:04:05Z\"}\n"
                  "2@1 {\"type\":\"page\",\"context\":{\"own\":1},\"sentAt\":\"2026-01-02T03:04:05Z\"}\n");
    expect_events("{\"batch\":[]}\n{\"a\":1}\n", "1@2 {\"a\":1}\n");
}
END_TEST

START_TEST(a_value_may_span_the_whole_file)
{
    expect_events("{\n  \"type\": \"track\",\n  \"event\": \"x\"\n}\n", "1@1 {\"type\":\"track\",\"event\":\"x\"}\n");
    expect_events("\n[\n {\"a\":1},\n {\"a\":2}\n]\n", "1@2 {\"a\":1}\n2@2 {\"a\":2}\n");
}
END_TEST

START_TEST(broken_lines_are_told_with_their_number_and_the_rest_is_read)
{
    static const char text[] = "{\"a\":1}\n{\"a\":\n{\"a\":2}\n7\n[1,{\"a\":3}]\n";
    char *got = read_all(text, sizeof text - 1, 5);
    ck_assert_msg(strncmp(got, "1@1 {\"a\":1}\n2@2 !column 5: ", 27) == 0, "%s", got);
    ck_assert_ptr_nonnull(strstr(got, "\n3@3 {\"a\":2}\n4@4 !not an event: an object is expected\n"
                                      "5@5 !not an event: an object is expected\n6@5 {\"a\":3}\n"));
    free(got);
    got = read_all("nonsense\n{\"a\":1}\n", 17, 3);
    ck_assert_ptr_nonnull(strstr(got, "1@1 !"));
    ck_assert_ptr_nonnull(strstr(got, "\n2@2 {\"a\":1}\n"));
    free(got);
    static const char nul[] = "{\"a\":1}\n\0\n{\"a\":2}\n";
    got = read_all(nul, sizeof nul - 1, 4);
    ck_assert_ptr_nonnull(strstr(got, "3@3 {\"a\":2}\n"));
    free(got);
}
END_TEST

START_TEST(a_line_without_end_is_passed_over)
{
    size_t length = REPLAY_LONGEST_VALUE + 100000;
    char *text = memory_allocate(length + 20, 1);
    memset(text, 'x', length);
    memcpy(text + length, "\n{\"a\":1}\n", 10);
    char *got = read_all(text, strlen(text), 65536);
    ck_assert_str_eq(got, "1@1 !the line is longer than 8 MiB\n2@2 {\"a\":1}\n");
    free(got);
    got = read_all(text, length, 65536);
    ck_assert_str_eq(got, "1@1 !the line is longer than 8 MiB\n");
    free(got);
    free(text);
}
END_TEST

START_TEST(the_hash_is_of_the_event_and_not_of_its_wrapping)
{
    struct replay_reader *reader = replay_reader_new();
    static const char text[] = "{\"a\": 1}\n[{\"a\":1}]\n{\"message\":{\"a\":1.0}}\n{\"a\":2}\n";
    replay_reader_give(reader, text, sizeof text - 1);
    replay_reader_end(reader);
    struct replay_event events[4];
    for (size_t i = 0; i < 4; i++)
        ck_assert_int_eq(replay_reader_next(reader, &events[i]), REPLAY_READ_EVENT);
    ck_assert_uint_eq(events[0].hash, events[1].hash);
    ck_assert_uint_ne(events[0].hash, events[3].hash);
    replay_reader_free(reader);
}
END_TEST

static void expect_changed(const char *before, int64_t shift_ms, const char *suffix, const char *after)
{
    struct arena *arena = arena_new();
    cJSON *message = js_read(arena, before, strlen(before), NULL);
    ck_assert_ptr_nonnull(message);
    if (suffix != NULL)
        replay_suffix_event(arena, message, suffix);
    else
        replay_shift_event(arena, message, shift_ms, 1767225600000); /* 2026-01-01T00:00:00Z */
    UT_string out;
    utstring_init(&out);
    js_write(&out, message);
    ck_assert_str_eq(utstring_body(&out), after);
    utstring_done(&out);
    arena_free(arena);
}

START_TEST(moments_are_shifted_together)
{
    expect_changed("{\"timestamp\":\"2026-01-02T03:04:05Z\",\"sentAt\":\"2026-01-02T03:04:06.500+01:00\",\"properties\":"
                   "{\"timestamp\":\"2020-01-01T00:00:00Z\"}}",
                   86400000, NULL,
                   "{\"timestamp\":\"2026-01-03T03:04:05.000Z\",\"sentAt\":\"2026-01-03T02:04:06.500Z\",\"properties\":"
                   "{\"timestamp\":\"2020-01-01T00:00:00Z\"}}");
    expect_changed("{\"channel\":\"sources\",\"properties\":{\"timestamp\":\"2020-01-01\"}}", 1, NULL,
                   "{\"channel\":\"sources\",\"properties\":{\"timestamp\":\"2020-01-01T00:00:00.001Z\"}}");
    expect_changed("{\"type\":\"track\"}", 5, NULL, "{\"type\":\"track\",\"timestamp\":\"2026-01-01T00:00:00.000Z\"}");
    expect_changed("{\"timestamp\":\"soon\"}", 5, NULL, "{\"timestamp\":\"2026-01-01T00:00:00.000Z\"}");
}
END_TEST

START_TEST(ids_of_the_user_get_the_suffix_and_addresses_do_not)
{
    expect_changed("{\"userId\":\"u\",\"anonymousId\":\"a\",\"previousId\":\"p\",\"messageId\":\"m\",\"groupId\":\"g\","
                   "\"traits\":{\"id\":7,\"email\":\"a@example.com\"},"
                   "\"context\":{\"traits\":{\"userId\":\"v\",\"phone\":\"1\"},"
                   "\"externalId\":[{\"type\":\"brazeExternalId\",\"id\":\"e\"},{\"type\":\"other\",\"id\":\"o\"},null]},"
                   "\"integrations\":{\"Braze\":{\"alias\":{\"alias_name\":\"n\",\"alias_label\":\"l\"}}}}",
                   0, "-t",
                   "{\"userId\":\"u-t\",\"anonymousId\":\"a-t\",\"previousId\":\"p-t\",\"messageId\":\"m-t\",\"groupId\":\"g\","
                   "\"traits\":{\"id\":\"7-t\",\"email\":\"a@example.com\"},"
                   "\"context\":{\"traits\":{\"userId\":\"v-t\",\"phone\":\"1\"},"
                   "\"externalId\":[{\"type\":\"brazeExternalId\",\"id\":\"e-t\"},{\"type\":\"other\",\"id\":\"o\"},null]},"
                   "\"integrations\":{\"Braze\":{\"alias\":{\"alias_name\":\"n-t\",\"alias_label\":\"l\"}}}}");
    expect_changed("{\"userId\":\"\",\"anonymousId\":null,\"traits\":\"x\",\"context\":[]}", 0, "-t",
                   "{\"userId\":\"\",\"anonymousId\":null,\"traits\":\"x\",\"context\":[]}");
    expect_changed("{\"userId\":{\"a\":1},\"context\":{\"externalId\":{}},\"integrations\":true}", 0, "-t",
                   "{\"userId\":{\"a\":1},\"context\":{\"externalId\":{}},\"integrations\":true}");
}
END_TEST

START_TEST(the_moment_of_an_event_is_the_first_that_it_has)
{
    struct arena *arena = arena_new();
    static const char text[] = "{\"timestamp\":5,\"originalTimestamp\":\"2026-01-01T00:00:01Z\",\"sentAt\":\"2030-01-01\"}";
    int64_t ms = 0;
    ck_assert(replay_event_moment(js_read(arena, text, sizeof text - 1, NULL), &ms));
    ck_assert_int_eq(ms, 1767225601000);
    ck_assert(!replay_event_moment(js_read(arena, "{}", 2, NULL), &ms));
    arena_free(arena);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("replay reader");
    TCase *reader = tcase_create("reader");
    tcase_set_timeout(reader, 60);
    tcase_add_test(reader, events_stand_one_on_a_line);
    tcase_add_test(reader, messages_are_taken_out_of_what_the_transformer_gets);
    tcase_add_test(reader, a_batch_gives_its_events_what_it_says_for_all);
    tcase_add_test(reader, a_value_may_span_the_whole_file);
    tcase_add_test(reader, broken_lines_are_told_with_their_number_and_the_rest_is_read);
    tcase_add_test(reader, a_line_without_end_is_passed_over);
    tcase_add_test(reader, the_hash_is_of_the_event_and_not_of_its_wrapping);
    suite_add_tcase(suite, reader);
    TCase *prepare = tcase_create("prepare");
    tcase_add_test(prepare, moments_are_shifted_together);
    tcase_add_test(prepare, ids_of_the_user_get_the_suffix_and_addresses_do_not);
    tcase_add_test(prepare, the_moment_of_an_event_is_the_first_that_it_has);
    suite_add_tcase(suite, prepare);
    return unit_run(suite);
}
