#include "store/window.h"

#include <string.h>

#include "store/write.h"
#include "support/date.h"
#include "support/file.h"
#include "support/json.h"
#include "support/text.h"
#include "place.h"
#include "unit.h"

static const struct store_column columns[] = {
    { "id", NULL, STORE_STRING, STORE_KEY, "identifier", NULL },
    { "name", NULL, STORE_STRING, STORE_MAIN | STORE_INDEXED, "name", NULL },
    { "kind", NULL, STORE_STRING, 0, "kind", NULL },
    { "score", NULL, STORE_INTEGER, STORE_MEASURE, "score", NULL },
    { "active", NULL, STORE_BOOLEAN, 0, "active", NULL },
    { "tags", NULL, STORE_ARRAY, 0, "tags", NULL },
};
static const struct store_table items = { "items", columns, 6 };

static char *directory;
static char *path;
static struct store *store;
static struct store_writer *writer;

#define OK(call) ck_assert_msg((call), "%s", error.message)

static void put(const char *json)
{
    struct error error = ERROR_INIT;
    cJSON *tree = json_parse(json, strlen(json), &error);
    ck_assert_ptr_nonnull(tree);
    OK(store_writer_put(writer, json, strlen(json), tree, 77, NULL, &error));
    cJSON_Delete(tree);
}

static void set_up(void)
{
    struct error error = ERROR_INIT;
    directory = place_make();
    path = file_join(directory, "test.db");
    OK(store_open(&store, path, STORE_WRITE, 0, &error));
    OK(store_run_begin(store, "sync", 1, &error));
    OK(store_writer_open(&writer, store, &items, STORE_MERGE, "", 1, &error));
}

static void tear_down(void)
{
    store_writer_close(writer);
    store_close(store);
    place_remove(directory);
    free(path);
}

static void put_five(void)
{
    put("{\"id\":\"e\",\"name\":\"zebra\",\"kind\":\"x\",\"score\":10,\"active\":true,\"tags\":[\"promo\",\"Summer\"]"
        "}");
    put("{\"id\":\"d\",\"name\":\"Apple\",\"kind\":\"y\",\"score\":9,\"active\":false,\"tags\":[]}");
    put("{\"id\":\"c\",\"name\":\"apple pie\",\"kind\":\"x\",\"score\":100,\"active\":true}");
    put("{\"id\":\"b\",\"name\":\"\\u00c4rger\",\"kind\":\"y\"}");
    put("{\"id\":\"a\",\"name\":\"http://x.example/a:b\",\"kind\":\"x\",\"score\":-3}");
}

static void append_id(const struct store_row *row, void *context)
{
    utstring_printf((UT_string *)context, "%s", row->id != 0 ? row->cells[0].text : "-");
}

/* The ids of the rows that a query finds, in order. */
static void expect_rows(const char *filter, const char *sort, bool descending, const char *expected)
{
    struct error error = ERROR_INIT;
    struct store_query query = { filter, sort, descending };
    struct store_window *window;
    bool more = true;
    UT_string *ids;
    utstring_new(ids);
    OK(store_window_open(&window, store, "items", &query, &error));
    while (more)
        OK(store_window_step(window, 1, &more, &error));
    ck_assert(store_window_complete(window));
    OK(store_window_read(window, 0, 100, append_id, ids, &error));
    ck_assert_msg(strcmp(utstring_body(ids), expected) == 0, "filter %s, sort %s: %s, not %s", filter, sort,
                  utstring_body(ids), expected);
    store_window_close(window);
    utstring_free(ids);
}

START_TEST(rows_come_in_the_order_they_were_read_or_its_reverse)
{
    put_five();
    expect_rows(NULL, NULL, false, "edcba");
    expect_rows("", NULL, true, "abcde");
}
END_TEST

START_TEST(any_column_sorts_with_or_without_an_index)
{
    put_five();
    expect_rows(NULL, "id", false, "abcde");
    expect_rows(NULL, "name", false, "dcaeb"); /* Apple, apple pie, http, zebra, Ae */
    expect_rows(NULL, "name", true, "beacd");
    expect_rows(NULL, "score", true, "cedab");
    expect_rows(NULL, "kind", false, "ecadb");
}
END_TEST

START_TEST(words_of_a_filter_must_all_be_somewhere_in_the_row)
{
    put_five();
    expect_rows("apple", NULL, false, "dc");
    expect_rows("Apple", NULL, false, "d");
    expect_rows("apple pie", NULL, false, "c");
    expect_rows("\"apple pie\"", NULL, false, "c");
    expect_rows("!apple", NULL, false, "eba");
    expect_rows("summer", NULL, false, "e");
    expect_rows("\xc3\xa4rger", NULL, false, "b");
    expect_rows("http://x.example/a:b", NULL, false, "a");
    expect_rows("nowhere", "name", false, "");
}
END_TEST

START_TEST(a_filter_compares_columns)
{
    put_five();
    expect_rows("score>9", NULL, false, "ec");
    expect_rows("score>=9 kind:x", NULL, false, "ec");
    expect_rows("score<0", NULL, false, "a");
    expect_rows("score=10", NULL, false, "e");
    expect_rows("!score>9", NULL, false, "dba");
    expect_rows("active=true", NULL, false, "ec");
    expect_rows("active=no", NULL, false, "d");
    expect_rows("active:yes", NULL, false, "ec"); /* as tables show it */
    expect_rows("active:n", NULL, false, "d");
    expect_rows("SCORE>=0.01k", NULL, false, "ec");
    expect_rows("score<1,000 score>9.5", NULL, false, "ec");
    expect_rows("active=", NULL, false, "ba");
    expect_rows("kind=Y", NULL, false, "");
    expect_rows("name=apple", NULL, false, "d");
    expect_rows("tags:Promo", NULL, false, "");
    expect_rows("tags:promo", NULL, false, "e");
    expect_rows("score=", NULL, false, "b");
    expect_rows("name:", NULL, false, "edcba");
}
END_TEST

START_TEST(hostile_filters_are_only_words)
{
    put_five();
    expect_rows("'; DROP TABLE items_rows; --", NULL, false, "");
    expect_rows("\"", NULL, false, "edcba");
    expect_rows("!", NULL, false, "");
    expect_rows("% _ ?1", NULL, false, "");
    expect_rows("\xff\xfe", NULL, false, "");
    expect_rows(NULL, NULL, false, "edcba");
}
END_TEST

START_TEST(a_column_that_is_not_there_is_told)
{
    struct error error = ERROR_INIT;
    struct store_query query = { NULL, "nothing", false };
    struct store_window *window;
    ck_assert(!store_window_open(&window, store, "items", &query, &error));
    ck_assert_int_eq(error.code, ERROR_USAGE);
    error_clear(&error);
}
END_TEST

static void check_cells(const struct store_row *row, void *context)
{
    int *seen = context;
    (*seen)++;
    ck_assert_uint_eq(row->place, 0);
    ck_assert_int_eq(row->cells[0].kind, STORE_CELL_TEXT);
    ck_assert_int_eq(row->cells[3].kind, STORE_CELL_INTEGER);
    ck_assert_int_eq(row->cells[3].integer, 10);
    ck_assert_str_eq(row->cells[3].text, "10");
    ck_assert_str_eq(row->cells[5].text, "[\"promo\",\"Summer\"]");
}

START_TEST(a_row_has_its_cells_its_record_and_its_place)
{
    struct error error = ERROR_INIT;
    struct store_window *window;
    bool more, found;
    int seen = 0;
    char *json;
    int64_t extracted;
    size_t place = 99;
    put_five();
    OK(store_window_open(&window, store, "items", NULL, &error));
    OK(store_window_step(window, 2, &more, &error));
    ck_assert(more);
    ck_assert_uint_eq(store_window_found(window), 2);
    OK(store_window_read(window, 0, 1, check_cells, &seen, &error));
    ck_assert_int_eq(seen, 1);
    OK(store_window_record(window, 1, &json, &extracted, &error));
    ck_assert_str_eq(json, "{\"id\":\"d\",\"name\":\"Apple\",\"kind\":\"y\",\"score\":9,\"active\":false,\"tags\":[]}");
    ck_assert_int_eq(extracted, 77);
    free(json);
    const char *key = "d";
    OK(store_window_locate(window, &key, 1, &place, &found, &error));
    ck_assert(found && place == 1);
    key = "a";
    OK(store_window_locate(window, &key, 1, &place, &found, &error));
    ck_assert(!found);
    store_window_close(window);
}
END_TEST

static void note_gone(const struct store_row *row, void *context)
{
    if (row->id == 0)
        ++*(int *)context;
}

START_TEST(a_row_that_was_removed_since_reads_as_gone)
{
    struct error error = ERROR_INIT;
    struct store_window *window;
    bool more = true;
    int gone = 0;
    char *json;
    int64_t extracted;
    put_five();
    OK(store_window_open(&window, store, "items", NULL, &error));
    while (more)
        OK(store_window_step(window, 100, &more, &error));
    store_writer_close(writer);
    writer = NULL;
    OK(store_run_end(store, "complete", NULL, 1, &error));
    OK(store_run_begin(store, "sync", 2, &error));
    OK(store_writer_open(&writer, store, &items, STORE_REPLACE, "", 2, &error));
    OK(store_writer_finish(writer, 2, &error));
    do
        OK(store_clean(store, 100, &more, &error));
    while (more);
    OK(store_window_read(window, 0, 100, note_gone, &gone, &error));
    ck_assert_int_eq(gone, 5);
    OK(store_window_record(window, 0, &json, &extracted, &error));
    ck_assert_ptr_null(json);
    store_window_close(window);
}
END_TEST

/* A hundred thousand rows: the first of them are there after a hundred looked at, whatever the order; every row is
 * found. */
START_TEST(many_rows_are_looked_at_step_by_step)
{
    enum { MANY = 100000 };
    struct error error = ERROR_INIT;
    struct store_window *window;
    bool more = true;
    for (int i = 0; i < MANY; i++) {
        char *json = memory_format("{\"id\":\"%06d\",\"name\":\"Campaign %d\",\"score\":%d}", i,
                                   (int)(i * 7919LL % MANY), (int)(i * 4729LL % MANY));
        put(json);
        free(json);
    }
    OK(store_commit(store, &error));
    static const char *const sorts[] = { NULL, "id", "name" };
    for (size_t i = 0; i < sizeof sorts / sizeof *sorts; i++) {
        struct store_query query = { NULL, sorts[i], true };
        OK(store_window_open(&window, store, "items", &query, &error));
        OK(store_window_step(window, 100, &more, &error));
        ck_assert_uint_eq(store_window_found(window), 100);
        store_window_close(window);
    }
    struct store_query query = { NULL, "score", false };
    UT_string *ids;
    utstring_new(ids);
    OK(store_window_open(&window, store, "items", &query, &error));
    for (more = true; more;)
        OK(store_window_step(window, 1000, &more, &error));
    ck_assert_uint_eq(store_window_found(window), MANY);
    OK(store_window_read(window, 0, 2, append_id, ids, &error));
    ck_assert_str_eq(utstring_body(ids), "000000095369"); /* 95369 * 4729 = 1 modulo 100000 */
    utstring_free(ids);
    store_window_close(window);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("store window");
    TCase *window = tcase_create("window");
    tcase_set_timeout(window, 60);
    tcase_add_checked_fixture(window, set_up, tear_down);
    tcase_add_test(window, rows_come_in_the_order_they_were_read_or_its_reverse);
    tcase_add_test(window, any_column_sorts_with_or_without_an_index);
    tcase_add_test(window, words_of_a_filter_must_all_be_somewhere_in_the_row);
    tcase_add_test(window, a_filter_compares_columns);
    tcase_add_test(window, hostile_filters_are_only_words);
    tcase_add_test(window, a_column_that_is_not_there_is_told);
    tcase_add_test(window, a_row_has_its_cells_its_record_and_its_place);
    tcase_add_test(window, a_row_that_was_removed_since_reads_as_gone);
    tcase_add_test(window, many_rows_are_looked_at_step_by_step);
    suite_add_tcase(suite, window);
    return unit_run(suite);
}
