#include "store/store.h"

#include <signal.h>
#include <sqlite3.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

#include "store/export.h"
#include "store/series.h"
#include "store/window.h"
#include "store/write.h"
#include "support/date.h"
#include "support/file.h"
#include "support/json.h"
#include "support/text.h"
#include "place.h"
#include "unit.h"

static const struct store_column item_columns[] = {
    { "id", NULL, STORE_STRING, STORE_KEY, "identifier", NULL },
    { "name", NULL, STORE_STRING, STORE_MAIN | STORE_INDEXED, "name", NULL },
    { "active", NULL, STORE_BOOLEAN, 0, "active", NULL },
    { "score", NULL, STORE_NUMBER, 0, "score", NULL },
    { "tags", NULL, STORE_ARRAY, 0, "tags", NULL },
};
static const struct store_table items = { "items", item_columns, 5 };

static const struct store_column daily_columns[] = {
    { "item_id", NULL, STORE_STRING, STORE_KEY, "identifier", NULL },
    { "time", NULL, STORE_DAY, STORE_KEY, "day", NULL },
    { "count", NULL, STORE_INTEGER, STORE_MEASURE, "count", NULL },
    { "sent", "messages.*.*.sent", STORE_INTEGER, STORE_MEASURE, "sent", NULL },
};
static const struct store_table daily = { "daily", daily_columns, 4 };

static char *directory;
static char *path;

static void make_directory(void)
{
    directory = place_make();
    path = file_join(directory, "test.db");
}

static void remove_directory(void)
{
    place_remove(directory);
    free(path);
}

static void expect(bool done, struct error *error)
{
    ck_assert_msg(done, "%s", error->message != NULL ? error->message : "failed without a word");
}
#define OK(call) expect((call), &error)

static struct store *open_store(void)
{
    struct error error = ERROR_INIT;
    struct store *store;
    OK(store_open(&store, path, STORE_WRITE, 1000, &error));
    return store;
}

static void put(struct store_writer *writer, const char *json)
{
    struct error error = ERROR_INIT;
    cJSON *tree = json_parse(json, strlen(json), &error);
    ck_assert_ptr_nonnull(tree);
    OK(store_writer_put(writer, json, strlen(json), tree, 1700000000000, NULL, &error));
    cJSON_Delete(tree);
}

static struct store_writer *begin(struct store *store, const struct store_table *table, enum store_mode mode,
                                  const char *signature)
{
    struct error error = ERROR_INIT;
    struct store_writer *writer;
    OK(store_run_begin(store, "sync", 1700000000000, &error));
    OK(store_writer_open(&writer, store, table, mode, signature, 1700000000000, &error));
    return writer;
}

static void finish(struct store *store, struct store_writer *writer)
{
    struct error error = ERROR_INIT;
    OK(store_writer_finish(writer, 1700000001000, &error));
    store_writer_close(writer);
    OK(store_run_end(store, "complete", NULL, 1700000001000, &error));
}

/* What is exported, as one text; to be freed. */
static char *exported(struct store *store, const char *stream, enum store_format format)
{
    struct error error = ERROR_INIT;
    struct store_export *reading;
    UT_string *out;
    utstring_new(out);
    OK(store_export_open(&reading, store, stream, format, &error));
    for (;;) {
        const char *text;
        size_t length;
        OK(store_export_next(reading, &text, &length, &error));
        if (text == NULL)
            break;
        utstring_bincpy(out, text, length);
    }
    store_export_close(reading);
    char *text = memory_copy_string(utstring_body(out));
    utstring_free(out);
    return text;
}

static void expect_jsonl(struct store *store, const char *stream, const char *expected)
{
    char *text = exported(store, stream, STORE_JSONL);
    ck_assert_str_eq(text, expected);
    free(text);
}

static int64_t ask(const char *sql)
{
    sqlite3 *database;
    sqlite3_stmt *statement;
    ck_assert_int_eq(sqlite3_open(path, &database), SQLITE_OK);
    ck_assert_msg(sqlite3_prepare_v2(database, sql, -1, &statement, NULL) == SQLITE_OK, "%s", sqlite3_errmsg(database));
    ck_assert_int_eq(sqlite3_step(statement), SQLITE_ROW);
    int64_t number = sqlite3_column_int64(statement, 0);
    sqlite3_finalize(statement);
    sqlite3_close(database);
    return number;
}

static void collect_stream(const struct store_stream *stream, void *context)
{
    struct store_stream *copy = context;
    *copy = *stream;
    copy->name = copy->outcome = copy->message = NULL;
}

static struct store_stream only_stream(struct store *store)
{
    struct error error = ERROR_INIT;
    struct store_stream stream = { 0 };
    OK(store_streams(store, collect_stream, &stream, &error));
    return stream;
}

START_TEST(rows_come_back_as_they_were_given)
{
    struct store *store = open_store();
    struct store_writer *writer = begin(store, &items, STORE_MERGE, "");
    put(writer, "{\"id\":\"a\",\"name\":\"Alpha\",\"score\":1.0,\"unknown\":12345678901234567890}");
    put(writer, "{\"id\":\"b\",\"name\":null}");
    finish(store, writer);
    expect_jsonl(store, "items",
                 "{\"id\":\"a\",\"name\":\"Alpha\",\"score\":1.0,\"unknown\":12345678901234567890}\n{\"id\":\"b\","
                 "\"name\":null}\n");
    ck_assert_int_eq(only_stream(store).rows, 2);
    ck_assert_int_eq(only_stream(store).synced_ms, 1700000001000);
    store_close(store);
}
END_TEST

START_TEST(a_row_with_the_same_key_is_replaced)
{
    struct store *store = open_store();
    struct store_writer *writer = begin(store, &daily, STORE_MERGE, "");
    put(writer, "{\"item_id\":\"a\",\"time\":\"2026-01-01\",\"count\":1}");
    put(writer, "{\"item_id\":\"a\",\"time\":\"2026-01-02\",\"count\":2}");
    put(writer, "{\"item_id\":\"a\",\"time\":\"2026-01-01\",\"count\":3}");
    ck_assert_int_eq(store_writer_rows(writer), 2);
    finish(store, writer);
    expect_jsonl(store, "daily",
                 "{\"item_id\":\"a\",\"time\":\"2026-01-01\",\"count\":3}\n{\"item_id\":\"a\",\"time\":\"2026-01-02\","
                 "\"count\":2}\n");
    ck_assert_int_eq(only_stream(store).rows, 2);
    store_close(store);
}
END_TEST

START_TEST(a_record_without_its_key_is_refused_and_the_rest_stays)
{
    struct error error = ERROR_INIT;
    struct store *store = open_store();
    struct store_writer *writer = begin(store, &items, STORE_MERGE, "");
    put(writer, "{\"id\":\"a\"}");
    static const char *const bad[] = { "{}", "{\"id\":null}", "{\"id\":7}", "{\"id\":\"\"}" };
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        cJSON *tree = json_parse(bad[i], strlen(bad[i]), NULL);
        ck_assert(!store_writer_put(writer, bad[i], strlen(bad[i]), tree, 0, NULL, &error));
        ck_assert_int_eq(error.code, ERROR_INPUT);
        error_clear(&error);
        cJSON_Delete(tree);
    }
    put(writer, "{\"id\":\"b\"}");
    finish(store, writer);
    expect_jsonl(store, "items", "{\"id\":\"a\"}\n{\"id\":\"b\"}\n");
    store_close(store);
}
END_TEST

START_TEST(a_full_refresh_shows_the_old_rows_until_it_is_finished)
{
    struct error error = ERROR_INIT;
    bool more;
    struct store *store = open_store();
    struct store_writer *writer = begin(store, &items, STORE_REPLACE, "1");
    put(writer, "{\"id\":\"a\"}");
    put(writer, "{\"id\":\"gone\"}");
    finish(store, writer);
    writer = begin(store, &items, STORE_REPLACE, "2");
    put(writer, "{\"id\":\"b\"}");
    OK(store_commit(store, &error));
    expect_jsonl(store, "items", "{\"id\":\"a\"}\n{\"id\":\"gone\"}\n");
    ck_assert_int_eq(only_stream(store).rows, 2);
    ck_assert_int_eq(only_stream(store).pending_rows, 1);
    put(writer, "{\"id\":\"a\"}");
    OK(store_writer_finish(writer, 1, &error));
    expect_jsonl(store, "items", "{\"id\":\"b\"}\n{\"id\":\"a\"}\n");
    do
        OK(store_clean(store, 1, &more, &error));
    while (more);
    store_writer_close(writer);
    OK(store_run_end(store, "complete", NULL, 2, &error));
    ck_assert_int_eq(ask("SELECT count(*) FROM items_rows"), 2);
    ck_assert_int_eq(ask("SELECT count(*) FROM items"), 2);
    store_close(store);
}
END_TEST

START_TEST(a_replacement_that_was_broken_off_goes_on_where_it_was)
{
    struct error error = ERROR_INIT;
    struct store *store = open_store();
    struct store_writer *writer = begin(store, &daily, STORE_REPLACE, "since 2026");
    put(writer, "{\"item_id\":\"a\",\"time\":\"2026-01-01\"}");
    struct store_cursor cursor = { true, true, 100, 120 };
    OK(store_writer_set_cursor(writer, "a", &cursor, &error));
    OK(store_commit(store, &error));
    put(writer, "{\"item_id\":\"lost\",\"time\":\"2026-01-01\"}");
    store_writer_close(writer);
    store_close(store);

    store = open_store();
    writer = begin(store, &daily, STORE_REPLACE, "since 2026");
    ck_assert(store_writer_resumed(writer));
    ck_assert_int_eq(store_writer_rows(writer), 1);
    OK(store_writer_cursor(writer, "a", &cursor, &error));
    ck_assert(cursor.any && cursor.days && cursor.since == 100 && cursor.cursor == 120);
    OK(store_writer_cursor(writer, "b", &cursor, &error));
    ck_assert(!cursor.any);
    put(writer, "{\"item_id\":\"b\",\"time\":\"2026-01-01\"}");
    finish(store, writer);
    expect_jsonl(store, "daily",
                 "{\"item_id\":\"a\",\"time\":\"2026-01-01\"}\n{\"item_id\":\"b\",\"time\":\"2026-01-01\"}\n");
    store_close(store);
}
END_TEST

START_TEST(a_replacement_of_something_else_starts_anew)
{
    struct error error = ERROR_INIT;
    bool more;
    struct store *store = open_store();
    struct store_writer *writer = begin(store, &items, STORE_REPLACE, "one");
    put(writer, "{\"id\":\"old\"}");
    OK(store_writer_fail(writer, "no network", 5, &error));
    store_writer_close(writer);
    OK(store_run_end(store, "incomplete", NULL, 5, &error));
    writer = begin(store, &items, STORE_REPLACE, "two");
    ck_assert(!store_writer_resumed(writer));
    put(writer, "{\"id\":\"new\"}");
    finish(store, writer);
    expect_jsonl(store, "items", "{\"id\":\"new\"}\n");
    do
        OK(store_clean(store, 100, &more, &error));
    while (more);
    OK(store_commit(store, &error));
    ck_assert_int_eq(ask("SELECT count(*) FROM items_rows"), 1);
    store_close(store);
}
END_TEST

static bool keep_a(const char *item, void *context)
{
    (void)context;
    return strcmp(item, "a") == 0;
}

START_TEST(items_and_rows_that_are_gone_can_be_dropped)
{
    struct error error = ERROR_INIT;
    struct store *store = open_store();
    struct store_writer *writer = begin(store, &daily, STORE_REPLACE, "1");
    struct store_cursor cursor = { .any = true };
    put(writer, "{\"item_id\":\"a\",\"time\":\"2026-01-01\"}");
    put(writer, "{\"item_id\":\"b\",\"time\":\"2026-01-01\"}");
    put(writer, "{\"item_id\":\"b\",\"time\":\"2026-01-02\"}");
    OK(store_writer_set_cursor(writer, "a", &cursor, &error));
    OK(store_writer_set_cursor(writer, "b", &cursor, &error));
    OK(store_writer_keep_items(writer, keep_a, NULL, &error));
    ck_assert_int_eq(store_writer_rows(writer), 1);
    OK(store_writer_cursor(writer, "b", &cursor, &error));
    ck_assert(!cursor.any);
    OK(store_writer_cursor(writer, "a", &cursor, &error));
    ck_assert(cursor.any && !cursor.days);
    finish(store, writer);
    expect_jsonl(store, "daily", "{\"item_id\":\"a\",\"time\":\"2026-01-01\"}\n");
    store_close(store);
}
END_TEST

START_TEST(the_view_has_columns_that_other_tools_can_read)
{
    struct store *store = open_store();
    struct store_writer *writer = begin(store, &items, STORE_MERGE, "");
    put(writer, "{\"id\":\"a\",\"name\":\"Alpha\",\"active\":true,\"score\":2.5,\"tags\":[\"x\",\"y\"]}");
    finish(store, writer);
    store_close(store);
    ck_assert_int_eq(ask("SELECT count(*) FROM items WHERE name = 'Alpha' AND active = 1 AND score = 2.5"), 1);
    ck_assert_int_eq(ask("SELECT json_array_length(tags) FROM items"), 2);
    ck_assert_int_eq(ask("SELECT _extracted_at = '2023-11-14T22:13:20.000Z' FROM items"), 1);
    ck_assert_int_eq(ask("SELECT json_extract(_json, '$.score') = 2.5 FROM items"), 1);
}
END_TEST

START_TEST(numbers_deep_in_a_record_are_added_up)
{
    struct store *store = open_store();
    struct store_writer *writer = begin(store, &daily, STORE_MERGE, "");
    put(writer, "{\"item_id\":\"a\",\"time\":\"2026-01-01\",\"messages\":{\"email\":[{\"sent\":3},{\"sent\":4}],"
                "\"sms\":[],\"push\":[{\"sent\":5},"
                "{\"sent\":null}]}}");
    put(writer, "{\"item_id\":\"a\",\"time\":\"2026-01-02\",\"messages\":{}}");
    finish(store, writer);
    store_close(store);
    ck_assert_int_eq(ask("SELECT sent FROM daily WHERE time = '2026-01-01'"), 12);
    ck_assert_int_eq(ask("SELECT sent IS NULL FROM daily WHERE time = '2026-01-02'"), 1);
}
END_TEST

START_TEST(columns_that_changed_are_worked_out_again_from_the_records)
{
    static const struct store_column changed[] = {
        { "id", NULL, STORE_STRING, STORE_KEY, "identifier", NULL },
        { "name", NULL, STORE_STRING, STORE_MAIN, "name", NULL },
        { "extra", NULL, STORE_STRING, STORE_INDEXED, "new", NULL },
    };
    static const struct store_table changed_items = { "items", changed, 3 };
    struct store *store = open_store();
    struct store_writer *writer = begin(store, &items, STORE_MERGE, "");
    put(writer, "{\"id\":\"a\",\"extra\":\"was there all along\"}");
    finish(store, writer);
    writer = begin(store, &changed_items, STORE_MERGE, "");
    finish(store, writer);
    expect_jsonl(store, "items", "{\"id\":\"a\",\"extra\":\"was there all along\"}\n");
    ck_assert_int_eq(only_stream(store).rows, 1);
    store_close(store);
    ck_assert_int_eq(ask("SELECT count(*) FROM items WHERE extra = 'was there all along'"), 1);
}
END_TEST

START_TEST(what_was_not_committed_is_gone_after_a_crash_and_cursors_with_it)
{
    struct error error = ERROR_INIT;
    struct store *store = open_store();
    struct store_writer *writer = begin(store, &daily, STORE_MERGE, "");
    struct store_cursor cursor = { true, true, 1, 2 };
    put(writer, "{\"item_id\":\"a\",\"time\":\"2026-01-01\"}");
    OK(store_writer_set_cursor(writer, "a", &cursor, &error));
    OK(store_commit(store, &error));
    put(writer, "{\"item_id\":\"b\",\"time\":\"2026-01-01\"}");
    OK(store_writer_set_cursor(writer, "b", &cursor, &error));
    store_writer_close(writer);
    store_close(store);
    store = open_store();
    ck_assert_int_eq(only_stream(store).rows, 1);
    expect_jsonl(store, "daily", "{\"item_id\":\"a\",\"time\":\"2026-01-01\"}\n");
    writer = begin(store, &daily, STORE_MERGE, "");
    OK(store_writer_cursor(writer, "b", &cursor, &error));
    ck_assert(!cursor.any);
    store_writer_close(writer);
    store_close(store);
    ck_assert_int_eq(ask("SELECT count(*) FROM brazier_runs WHERE outcome = 'broken off'"), 1);
}
END_TEST

START_TEST(only_one_program_writes_at_a_time)
{
    struct error error = ERROR_INIT;
    struct store *one = open_store(), *two = open_store();
    struct store_writer *writer = begin(one, &items, STORE_MERGE, "");
    ck_assert(!store_run_begin(two, "sync", 0, &error));
    ck_assert_int_eq(error.code, ERROR_STORAGE);
    ck_assert_ptr_nonnull(strstr(error.message, "another brazier"));
    ck_assert_ptr_nonnull(error.hint);
    error_clear(&error);
    finish(one, writer);
    OK(store_run_begin(two, "sync", 0, &error));
    store_close(one);
    store_close(two);
}
END_TEST

START_TEST(a_run_that_was_given_up_lets_another_one_begin)
{
    struct error error = ERROR_INIT;
    struct store *store = open_store();
    struct store_writer *writer = begin(store, &items, STORE_MERGE, "");
    put(writer, "{\"id\":\"a\"}");
    store_writer_close(writer);
    store_run_abandon(store);
    writer = begin(store, &items, STORE_MERGE, "");
    finish(store, writer);
    expect_jsonl(store, "items", "");
    error_clear(&error);
    store_close(store);
}
END_TEST

START_TEST(reading_what_is_not_there_says_how_to_get_it)
{
    struct error error = ERROR_INIT;
    struct store *store;
    ck_assert(!store_open(&store, path, STORE_READ, 0, &error));
    ck_assert_int_eq(error.code, ERROR_NOT_FOUND);
    ck_assert_ptr_nonnull(strstr(error.hint, "brazier sync"));
    error_clear(&error);
    ck_assert(!file_exists(path));
    store = open_store();
    struct store_window *window;
    ck_assert(!store_window_open(&window, store, "items", NULL, &error));
    ck_assert_int_eq(error.code, ERROR_NOT_FOUND);
    error_clear(&error);
    store_close(store);
}
END_TEST

START_TEST(the_database_is_for_its_owner_only)
{
    struct stat status;
    store_close(open_store());
    ck_assert_int_eq(stat(path, &status), 0);
    ck_assert_uint_eq(status.st_mode & 0777, 0600);
}
END_TEST

static void expect_refused(enum store_access access, const char *part)
{
    struct error error = ERROR_INIT;
    struct store *store;
    char *before = NULL, *after = NULL;
    size_t before_length, after_length;
    OK(file_read(path, 1 << 20, &before, &before_length, &error));
    ck_assert(!store_open(&store, path, access, 0, &error));
    ck_assert_ptr_null(store);
    ck_assert_int_eq(error.code, ERROR_STORAGE);
    ck_assert_msg(strstr(error.message, part) != NULL, "%s", error.message);
    ck_assert_ptr_nonnull(error.hint);
    error_clear(&error);
    OK(file_read(path, 1 << 20, &after, &after_length, &error));
    ck_assert_uint_eq(before_length, after_length);
    ck_assert_mem_eq(before, after, before_length);
    free(before);
    free(after);
}

START_TEST(a_database_of_a_newer_version_is_refused_and_left_alone)
{
    sqlite3 *database;
    store_close(open_store());
    ck_assert_int_eq(sqlite3_open(path, &database), SQLITE_OK);
    ck_assert_int_eq(
        sqlite3_exec(database, "PRAGMA user_version = 999; PRAGMA journal_mode = DELETE", NULL, NULL, NULL), SQLITE_OK);
    sqlite3_close(database);
    expect_refused(STORE_WRITE, "newer version");
    expect_refused(STORE_READ, "newer version");
}
END_TEST

START_TEST(a_file_that_is_no_database_is_refused_and_left_alone)
{
    struct error error = ERROR_INIT;
    char text[2000];
    memset(text, 'x', sizeof text);
    OK(file_write_atomic(path, NULL, 0600, text, sizeof text, &error));
    expect_refused(STORE_WRITE, "damaged");
    expect_refused(STORE_READ, "damaged");
}
END_TEST

START_TEST(the_database_of_another_program_is_refused_and_left_alone)
{
    sqlite3 *database;
    ck_assert_int_eq(sqlite3_open(path, &database), SQLITE_OK);
    ck_assert_int_eq(sqlite3_exec(database, "CREATE TABLE mine (a)", NULL, NULL, NULL), SQLITE_OK);
    sqlite3_close(database);
    expect_refused(STORE_WRITE, "another program");
}
END_TEST

START_TEST(a_damaged_page_is_told_as_such)
{
    struct error error = ERROR_INIT;
    struct store *store = open_store();
    struct store_writer *writer = begin(store, &items, STORE_MERGE, "");
    for (int i = 0; i < 2000; i++) {
        char *json = memory_format("{\"id\":\"%06d\",\"name\":\"a name that fills the pages of the database\"}", i);
        put(writer, json);
        free(json);
    }
    finish(store, writer);
    store_close(store);
    char *bytes;
    size_t length;
    OK(file_read(path, 1 << 24, &bytes, &length, &error));
    ck_assert_uint_gt(length, 100000);
    memset(bytes + 60000, 0x5a, length - 60000);
    OK(file_write_atomic(path, NULL, 0600, bytes, length, &error));
    free(bytes);
    bool done = store_open(&store, path, STORE_READ, 0, &error);
    if (done) {
        struct store_export *reading;
        done = store_export_open(&reading, store, "items", STORE_JSONL, &error);
        const char *text = "";
        while (done && text != NULL)
            done = store_export_next(reading, &text, &length, &error);
        store_export_close(reading);
        store_close(store);
    }
    ck_assert(!done);
    ck_assert_int_eq(error.code, ERROR_STORAGE);
    ck_assert_msg(strstr(error.message, "damaged") != NULL, "%s", error.message);
    error_clear(&error);
}
END_TEST

START_TEST(a_full_disk_is_told_and_what_was_committed_stays)
{
    struct error error = ERROR_INIT;
    struct store *store = open_store();
    struct store_writer *writer = begin(store, &items, STORE_MERGE, "");
    put(writer, "{\"id\":\"kept\"}");
    OK(store_commit(store, &error));
    ck_assert(signal(SIGXFSZ, SIG_IGN) != SIG_ERR);
    struct rlimit unlimited, limit;
    ck_assert_int_eq(getrlimit(RLIMIT_FSIZE, &unlimited), 0);
    limit = unlimited;
    limit.rlim_cur = 300000;
    ck_assert_int_eq(setrlimit(RLIMIT_FSIZE, &limit), 0);
    char big[4000];
    memset(big, 'y', sizeof big);
    big[sizeof big - 1] = '\0';
    bool done = true;
    for (int i = 0; done && i < 4000; i++) {
        char *json = memory_format("{\"id\":\"%d\",\"name\":\"%s\"}", i, big);
        cJSON *tree = json_parse(json, strlen(json), NULL);
        done = store_writer_put(writer, json, strlen(json), tree, 0, NULL, &error);
        cJSON_Delete(tree);
        free(json);
    }
    if (done)
        done = store_commit(store, &error);
    ck_assert(!done);
    ck_assert_int_eq(error.code, ERROR_STORAGE);
    ck_assert_ptr_nonnull(error.hint);
    error_clear(&error);
    ck_assert_int_eq(setrlimit(RLIMIT_FSIZE, &unlimited), 0);
    store_writer_close(writer);
    store_close(store);
    store = open_store();
    expect_jsonl(store, "items", "{\"id\":\"kept\"}\n");
    ck_assert_int_eq(only_stream(store).rows, 1);
    store_close(store);
}
END_TEST

START_TEST(a_database_locked_by_another_program_is_told_as_such)
{
    struct error error = ERROR_INIT;
    struct store *store;
    sqlite3 *database;
    store_close(open_store());
    ck_assert_int_eq(sqlite3_open(path, &database), SQLITE_OK);
    ck_assert_int_eq(sqlite3_exec(database, "BEGIN IMMEDIATE", NULL, NULL, NULL), SQLITE_OK);
    OK(store_open(&store, path, STORE_WRITE, 10, &error));
    ck_assert(!store_run_begin(store, "sync", 0, &error));
    ck_assert_int_eq(error.code, ERROR_STORAGE);
    ck_assert_msg(strstr(error.message, "in use") != NULL, "%s", error.message);
    error_clear(&error);
    store_close(store);
    sqlite3_close(database);
}
END_TEST

START_TEST(csv_is_quoted_as_rfc_4180_says_and_values_stay_exact)
{
    struct store *store = open_store();
    struct store_writer *writer = begin(store, &items, STORE_MERGE, "");
    put(writer, "{\"id\":\"a\",\"name\":\"say \\\"hi\\\", now\\nor "
                "never\",\"active\":true,\"score\":1.50,\"tags\":[\"x\",\"y\"]}");
    put(writer, "{\"id\":\"b\",\"name\":\"\",\"active\":false,\"score\":12345678901234567890,\"tags\":[]}");
    put(writer, "{\"id\":\"=c\",\"name\":null}");
    finish(store, writer);
    char *text = exported(store, "items", STORE_CSV);
    ck_assert_str_eq(text, "id,name,active,score,tags\r\n"
                           "a,\"say \"\"hi\"\", now\nor never\",true,1.50,\"[\"\"x\"\",\"\"y\"\"]\"\r\n"
                           "b,\"\",false,12345678901234567890,[]\r\n"
                           "=c,,,,\r\n");
    free(text);
    store_close(store);
}
END_TEST

static void note_sum(struct store_series *series, int32_t day, size_t measure, bool any, double expected)
{
    double value = -1;
    ck_assert_int_eq(store_series_value(series, measure, day, &value), any);
    if (any)
        ck_assert_double_eq(value, expected);
}

START_TEST(daily_figures_are_summed_by_day_for_one_item_or_all)
{
    struct error error = ERROR_INIT;
    bool more = true;
    struct store *store = open_store();
    struct store_writer *writer = begin(store, &daily, STORE_MERGE, "");
    put(writer, "{\"item_id\":\"a\",\"time\":\"1970-01-02\",\"count\":1,\"messages\":{\"email\":[{\"sent\":7}],\"sms\":"
                "[{\"sent\":1}]}}");
    put(writer, "{\"item_id\":\"b\",\"time\":\"1970-01-02\",\"count\":2}");
    put(writer, "{\"item_id\":\"a\",\"time\":\"1970-01-04\",\"count\":4}");
    put(writer, "{\"item_id\":\"a\",\"time\":\"1970-01-09\",\"count\":100}");
    finish(store, writer);
    static const char *const measures[] = { "count", "sent", "messages.email.*.sent" };
    struct store_series_query query = { "daily", NULL, 0, 5, measures, 3 };
    struct store_series *series;
    OK(store_series_open(&series, store, &query, &error));
    while (more)
        OK(store_series_step(series, 1, &more, &error));
    note_sum(series, 0, 0, false, 0);
    note_sum(series, 1, 0, true, 3);
    note_sum(series, 3, 0, true, 4);
    note_sum(series, 1, 1, true, 8);
    note_sum(series, 3, 1, false, 0);
    note_sum(series, 1, 2, true, 7);
    note_sum(series, 8, 0, false, 0);
    store_series_close(series);
    query.item = "b";
    OK(store_series_open(&series, store, &query, &error));
    OK(store_series_step(series, 100, &more, &error));
    ck_assert(!more);
    note_sum(series, 1, 0, true, 2);
    note_sum(series, 3, 0, false, 0);
    store_series_close(series);
    int32_t first, last;
    bool any;
    OK(store_series_extent(store, "daily", "a", &first, &last, &any, &error));
    ck_assert(any && first == 1 && last == 8);
    OK(store_series_extent(store, "daily", "none", &first, &last, &any, &error));
    ck_assert(!any);
    store_close(store);
}
END_TEST

static void add_suite_series(Suite *suite)
{
    TCase *series = tcase_create("series");
    tcase_add_checked_fixture(series, make_directory, remove_directory);
    tcase_add_test(series, daily_figures_are_summed_by_day_for_one_item_or_all);
    tcase_add_test(series, csv_is_quoted_as_rfc_4180_says_and_values_stay_exact);
    suite_add_tcase(suite, series);
}

int main(void)
{
    Suite *suite = suite_create("store");
    TCase *rows = tcase_create("rows");
    tcase_add_checked_fixture(rows, make_directory, remove_directory);
    tcase_add_test(rows, rows_come_back_as_they_were_given);
    tcase_add_test(rows, a_row_with_the_same_key_is_replaced);
    tcase_add_test(rows, a_record_without_its_key_is_refused_and_the_rest_stays);
    tcase_add_test(rows, a_full_refresh_shows_the_old_rows_until_it_is_finished);
    tcase_add_test(rows, a_replacement_that_was_broken_off_goes_on_where_it_was);
    tcase_add_test(rows, a_replacement_of_something_else_starts_anew);
    tcase_add_test(rows, items_and_rows_that_are_gone_can_be_dropped);
    tcase_add_test(rows, the_view_has_columns_that_other_tools_can_read);
    tcase_add_test(rows, numbers_deep_in_a_record_are_added_up);
    tcase_add_test(rows, columns_that_changed_are_worked_out_again_from_the_records);
    suite_add_tcase(suite, rows);
    TCase *trouble = tcase_create("trouble");
    tcase_add_checked_fixture(trouble, make_directory, remove_directory);
    tcase_add_test(trouble, what_was_not_committed_is_gone_after_a_crash_and_cursors_with_it);
    tcase_add_test(trouble, only_one_program_writes_at_a_time);
    tcase_add_test(trouble, a_run_that_was_given_up_lets_another_one_begin);
    tcase_add_test(trouble, reading_what_is_not_there_says_how_to_get_it);
    tcase_add_test(trouble, the_database_is_for_its_owner_only);
    tcase_add_test(trouble, a_database_of_a_newer_version_is_refused_and_left_alone);
    tcase_add_test(trouble, a_file_that_is_no_database_is_refused_and_left_alone);
    tcase_add_test(trouble, the_database_of_another_program_is_refused_and_left_alone);
    tcase_add_test(trouble, a_damaged_page_is_told_as_such);
    tcase_add_test(trouble, a_full_disk_is_told_and_what_was_committed_stays);
    tcase_add_test(trouble, a_database_locked_by_another_program_is_told_as_such);
    suite_add_tcase(suite, trouble);
    add_suite_series(suite);
    return unit_run(suite);
}
