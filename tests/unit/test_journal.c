#include <arpa/inet.h>
#include <ctype.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "journal/filter.h"
#include "journal/har.h"
#include "journal/har_file.h"
#include "journal/journal.h"
#include "journal/view.h"
#include "support/date.h"
#include "support/file.h"
#include "support/json.h"
#include "support/text.h"
#include "place.h"
#include "unit.h"

#define KEY "dummy/key-0000-1111+22-3f1a"
#define MASK "\xE2\x80\xA2\xE2\x80\xA2\xE2\x80\xA2\xE2\x80\xA2" "3f1a"

static char *directory;
static char *path;
static char *old_path;

static void make_directory(void)
{
    directory = place_make();
    path = file_join(directory, "state/prod.jsonl");
    old_path = memory_format("%s.1", path);
}

static void remove_directory(void)
{
    place_remove(directory);
    free(old_path);
    free(path);
}

static struct journal *open_journal(size_t file_limit, size_t body_limit)
{
    struct error error = ERROR_INIT;
    const struct journal_options options = { file_limit, body_limit };
    struct journal *journal = journal_open(path, &options, &error);
    ck_assert_msg(journal != NULL, "%s", error.message);
    return journal;
}

static struct journal_entry example(void)
{
    static const struct journal_header request_headers[] = { { "Authorization", "Bearer " MASK },
                                                             { "Accept", "*/*" } };
    static const struct journal_header headers[] = { { "Content-Type", "application/json" },
                                                     { "X-Request-Id", "0001" } };
    struct journal_entry entry = JOURNAL_ENTRY_INIT;
    entry.time_ms = INT64_C(1704067200123); /* 2024-01-01T00:00:00.123Z */
    entry.profile = "prod";
    entry.label = "sync";
    entry.request_id = 7;
    entry.attempt = 2;
    entry.method = "POST";
    entry.url = "https://rest.example/users/export/ids?page=1&q=a%20b";
    entry.request_headers = request_headers;
    entry.request_header_count = 2;
    entry.request_body = "{\"a\":1}";
    entry.request_length = 7;
    entry.outcome = "answered";
    entry.status = 201;
    entry.headers = headers;
    entry.header_count = 2;
    entry.body = "{\"message\":\"success\"}";
    entry.length = 21;
    entry.version = "2";
    entry.address = "192.0.2.1";
    entry.name_us = 1000;
    entry.connect_us = 2000;
    entry.tls_us = 3000;
    entry.first_byte_us = 10000;
    entry.total_us = 12500;
    return entry;
}

static void append(struct journal *journal, const struct journal_entry *entry)
{
    struct error error = ERROR_INIT;
    ck_assert_msg(journal_append(journal, entry, &error), "%s", error.message);
}

static void append_urls(struct journal *journal, unsigned first, unsigned count)
{
    struct journal_entry entry = example();
    for (unsigned i = first; i < first + count; i++) {
        char *url = memory_format("https://rest.example/row/%u", i);
        entry.url = url;
        append(journal, &entry);
        free(url);
    }
}

static struct journal_view *open_view(const struct journal_filter *filter)
{
    struct error error = ERROR_INIT;
    struct journal_view *view = journal_view_open(path, filter, &error);
    ck_assert_msg(view != NULL, "%s", error.message);
    return view;
}

static void expect_url(struct journal_view *view, size_t index, const char *url)
{
    struct journal_row row;
    ck_assert(journal_view_row(view, index, &row));
    ck_assert_str_eq(row.entry.url, url);
    journal_row_clear(&row);
}

static char *read_file(const char *name)
{
    char *bytes;
    size_t length;
    ck_assert(file_read(name, 64 * 1024 * 1024, &bytes, &length, NULL));
    return bytes;
}

static size_t count_rows(const struct journal_filter *filter)
{
    struct journal_view *view = open_view(filter);
    size_t count = journal_view_count(view);
    journal_view_close(view);
    return count;
}

START_TEST(a_row_reads_as_it_was_written)
{
    struct journal *journal = open_journal(0, 0);
    struct journal_entry written = example();
    append(journal, &written);
    journal_close(journal);
    struct journal_view *view = open_view(NULL);
    struct journal_row row;
    ck_assert(journal_view_row(view, 0, &row));
    const struct journal_entry *read = &row.entry;
    ck_assert_int_eq(read->time_ms, written.time_ms);
    ck_assert_str_eq(read->profile, "prod");
    ck_assert_str_eq(read->label, "sync");
    ck_assert_uint_eq(read->request_id, 7);
    ck_assert_uint_eq(read->attempt, 2);
    ck_assert_str_eq(read->method, "POST");
    ck_assert_str_eq(read->url, written.url);
    ck_assert_uint_eq(read->request_header_count, 2);
    ck_assert_str_eq(read->request_headers[0].value, "Bearer " MASK);
    ck_assert_str_eq(read->request_body, "{\"a\":1}");
    ck_assert_uint_eq(read->request_length, 7);
    ck_assert(!read->request_cut && !read->cut);
    ck_assert_str_eq(read->outcome, "answered");
    ck_assert_int_eq(read->status, 201);
    ck_assert_ptr_null(read->failure);
    ck_assert_uint_eq(read->header_count, 2);
    ck_assert_str_eq(read->headers[1].name, "X-Request-Id");
    ck_assert_str_eq(read->body, "{\"message\":\"success\"}");
    ck_assert_str_eq(read->version, "2");
    ck_assert_str_eq(read->address, "192.0.2.1");
    ck_assert_int_eq(read->tls_us, 3000);
    ck_assert_int_eq(read->total_us, 12500);
    journal_row_clear(&row);
    ck_assert(!journal_view_row(view, 1, &row));
    journal_view_close(view);
}
END_TEST

START_TEST(a_known_key_is_masked_wherever_and_however_it_is_written)
{
    struct secret *key = secret_new(KEY, strlen(KEY));
    struct journal *journal = open_journal(0, 0);
    journal_add_secret(journal, key);
    const struct journal_header request_headers[] = { { "Authorization", "Bearer " KEY },
                                                      { "X-Other", "a " KEY " b" } };
    const struct journal_header headers[] = { { "X-Echo", "dummy%2fkey-0000-1111%2B22-3f1a" } };
    struct journal_entry entry = example();
    entry.request_headers = request_headers;
    entry.request_header_count = 2;
    entry.headers = headers;
    entry.header_count = 1;
    entry.url = "https://rest.example/a?api_key=dummy%2Fkey-0000-1111%2b22-3f1a&b=1";
    entry.request_body = "{\"k\":\"dummy\\/key-0000-1111+22-3f1a\"}";
    entry.request_length = strlen(entry.request_body);
    entry.body = "{\"message\":\"Invalid API key: " KEY "\",\"x\":\"dummy\\u002Fkey-0000-1111\\u002b22-3f1a\"}";
    entry.length = strlen(entry.body);
    entry.message = "refused " KEY;
    append(journal, &entry);
    journal_close(journal);
    char *bytes = read_file(path);
    ck_assert_ptr_null(strstr(bytes, "1111"));
    free(bytes);
    struct journal_view *view = open_view(NULL);
    struct journal_row row;
    ck_assert(journal_view_row(view, 0, &row));
    ck_assert_str_eq(row.entry.request_headers[0].value, "Bearer " MASK);
    ck_assert_str_eq(row.entry.request_headers[1].value, "a " MASK " b");
    ck_assert_str_eq(row.entry.headers[0].value, MASK);
    ck_assert_str_eq(row.entry.url, "https://rest.example/a?api_key=" MASK "&b=1");
    ck_assert_str_eq(row.entry.request_body, "{\"k\":\"" MASK "\"}");
    ck_assert_str_eq(row.entry.body, "{\"message\":\"Invalid API key: " MASK "\",\"x\":\"" MASK "\"}");
    ck_assert_str_eq(row.entry.message, "refused " MASK);
    journal_row_clear(&row);
    journal_view_close(view);
    secret_free(key);
}
END_TEST

START_TEST(headers_that_carry_credentials_are_masked_whatever_they_hold)
{
    struct journal *journal = open_journal(0, 0);
    const struct journal_header headers[] = { { "authorization", "Bearer nobody-told-us" },
                                              { "Set-Cookie", "session=nobody-told-us" },
                                              { "Proxy-Authorization", "Digest nobody-told-us" } };
    struct journal_entry entry = example();
    entry.headers = headers;
    entry.header_count = 3;
    append(journal, &entry);
    journal_close(journal);
    char *bytes = read_file(path);
    ck_assert_ptr_null(strstr(bytes, "nobody"));
    ck_assert_ptr_nonnull(strstr(bytes, "\"Bearer \xE2\x80\xA2"));
    free(bytes);
}
END_TEST

START_TEST(a_long_body_is_cut_between_characters_and_never_through_a_key)
{
    struct secret *key = secret_new(KEY, strlen(KEY));
    struct journal *journal = open_journal(0, 20);
    journal_add_secret(journal, key);
    struct journal_entry entry = example();
    entry.body = "0123456789abcdef" KEY " and so on and so on and so on and so on and so on and so on and so on"
                 " and so on and so on and so on and so on and so on and so on and so on and so on and so on";
    entry.length = strlen(entry.body);
    entry.request_body = "0123456789abcdefghi\xC3\xBC and more";
    entry.request_length = strlen(entry.request_body);
    append(journal, &entry);
    journal_close(journal);
    struct journal_view *view = open_view(NULL);
    struct journal_row row;
    ck_assert(journal_view_row(view, 0, &row));
    ck_assert(row.entry.cut && row.entry.request_cut);
    ck_assert_uint_eq(row.entry.length, entry.length);
    ck_assert_str_eq(row.entry.body, "0123456789abcdef\xE2\x80\xA2"); /* a second bullet would end at byte 22 */
    ck_assert_str_eq(row.entry.request_body, "0123456789abcdefghi");  /* the next character has two bytes */
    journal_row_clear(&row);
    journal_view_close(view);
    secret_free(key);
}
END_TEST

START_TEST(of_one_of_very_many_only_the_beginning_of_its_body_is_kept)
{
    enum { LONG = 10000, KEPT = 2048 };
    struct journal *journal = open_journal(0, 0);
    struct journal_entry entry = example();
    char *body = memory_allocate(1, LONG + 1);
    memset(body, 'x', LONG);
    entry.body = body;
    entry.length = LONG;
    append(journal, &entry);
    entry.bulk = true;
    append(journal, &entry);
    journal_close(journal);
    struct journal_view *view = open_view(NULL);
    struct journal_row row;
    ck_assert(journal_view_row(view, 0, &row)); /* the newest */
    ck_assert(row.entry.cut);
    ck_assert_uint_eq(row.entry.length, LONG);
    ck_assert_uint_eq(strlen(row.entry.body), KEPT);
    journal_row_clear(&row);
    ck_assert(journal_view_row(view, 1, &row));
    ck_assert(!row.entry.cut);
    journal_row_clear(&row);
    journal_view_close(view);
    free(body);
}
END_TEST

START_TEST(bytes_that_are_no_text_do_not_break_a_line)
{
    struct journal *journal = open_journal(0, 0);
    const struct journal_header headers[] = { { "X-Latin", "caf\xE9" } };
    struct journal_entry entry = example();
    entry.headers = headers;
    entry.header_count = 1;
    entry.request_body = "a\0b";
    entry.request_length = 3;
    entry.body = "\x1F\x8B\xFF\xFE";
    entry.length = 4;
    append(journal, &entry);
    journal_close(journal);
    struct journal_view *view = open_view(NULL);
    struct journal_row row;
    ck_assert(journal_view_row(view, 0, &row));
    ck_assert_str_eq(row.entry.headers[0].value, "caf\xEF\xBF\xBD");
    ck_assert_ptr_null(row.entry.body);
    ck_assert_uint_eq(row.entry.length, 4);
    ck_assert_ptr_null(row.entry.request_body);
    ck_assert_uint_eq(row.entry.request_length, 3);
    journal_row_clear(&row);
    journal_view_close(view);
}
END_TEST

START_TEST(only_its_owner_can_read_the_file)
{
    struct stat facts;
    journal_close(open_journal(0, 0));
    ck_assert_int_eq(stat(path, &facts), 0);
    ck_assert_int_eq(facts.st_mode & 0777, 0600);
    ck_assert_int_eq(chmod(path, 0644), 0);
    journal_close(open_journal(0, 0));
    ck_assert_int_eq(stat(path, &facts), 0);
    ck_assert_int_eq(facts.st_mode & 0777, 0600);
}
END_TEST

START_TEST(a_torn_last_line_is_skipped_and_not_continued)
{
    struct journal *journal = open_journal(0, 0);
    append_urls(journal, 1, 2);
    journal_close(journal);
    struct stat facts;
    ck_assert_int_eq(stat(path, &facts), 0);
    ck_assert_int_eq(truncate(path, facts.st_size - 30), 0);
    ck_assert_uint_eq(count_rows(NULL), 1);
    journal = open_journal(0, 0);
    append_urls(journal, 3, 1);
    journal_close(journal);
    struct journal_view *view = open_view(NULL);
    ck_assert_uint_eq(journal_view_count(view), 2);
    expect_url(view, 0, "https://rest.example/row/3");
    expect_url(view, 1, "https://rest.example/row/1");
    journal_view_close(view);
}
END_TEST

START_TEST(the_journal_is_bounded_and_one_old_file_is_kept)
{
    struct journal *journal = open_journal(4000, 0);
    append_urls(journal, 1, 50);
    journal_close(journal);
    struct stat facts;
    ck_assert_int_eq(stat(path, &facts), 0);
    ck_assert_int_le(facts.st_size, 4000);
    ck_assert_int_eq(stat(old_path, &facts), 0);
    ck_assert_int_le(facts.st_size, 4000);
    ck_assert_int_gt(facts.st_size, 2000);
    struct journal_view *view = open_view(NULL);
    size_t count = journal_view_count(view);
    ck_assert_uint_gt(count, 5);
    ck_assert_uint_lt(count, 15);
    for (unsigned i = 0; i < count; i++) { /* newest first, without a gap between the files */
        char *url = memory_format("https://rest.example/row/%u", 50 - i);
        expect_url(view, i, url);
        free(url);
    }
    journal_view_close(view);
}
END_TEST

START_TEST(several_programs_may_write_at_once)
{
    for (unsigned child = 0; child < 4; child++) {
        pid_t pid = fork();
        ck_assert_int_ge(pid, 0);
        if (pid == 0) {
            struct journal *journal = open_journal(0, 0);
            append_urls(journal, child * 1000, 100);
            journal_close(journal);
            _exit(0);
        }
    }
    int status;
    while (wait(&status) > 0)
        ck_assert_int_eq(status, 0);
    ck_assert_uint_eq(count_rows(NULL), 400);
}
END_TEST

/* Appends without end, and tells over the pipe of each row that is written. */
static void append_until_killed(int told)
{
    struct journal *journal = open_journal(20000, 0);
    for (unsigned i = 0;; i++) {
        append_urls(journal, i, 1);
        if (write(told, &i, sizeof i) != sizeof i)
            _exit(1);
    }
}

START_TEST(a_program_that_is_killed_loses_no_row_that_was_written)
{
    for (unsigned run = 0; run < 5; run++) {
        int ends[2];
        unsigned last = 0;
        unsigned at = 0;
        ck_assert_int_eq(pipe(ends), 0);
        pid_t child = fork();
        ck_assert_int_ge(child, 0);
        if (child == 0) {
            (void)close(ends[0]);
            append_until_killed(ends[1]);
        }
        (void)close(ends[1]);
        while (at < 30 + run * 7 && read(ends[0], &at, sizeof at) == sizeof at)
            last = at;
        ck_assert_int_eq(kill(child, SIGKILL), 0);
        ck_assert_int_eq(waitpid(child, NULL, 0), child);
        while (read(ends[0], &at, sizeof at) == sizeof at)
            last = at;
        (void)close(ends[0]);
        struct journal_view *view = open_view(NULL);
        struct journal_row row;
        ck_assert(journal_view_row(view, 0, &row));
        unsigned newest = 0;
        ck_assert_int_eq(sscanf(row.entry.url, "https://rest.example/row/%u", &newest), 1);
        journal_row_clear(&row);
        ck_assert_uint_ge(newest, last); /* it may have been killed before it told of its last one */
        ck_assert_uint_le(newest, last + 1);
        for (unsigned i = 0; i <= 20; i++) {
            char *url = memory_format("https://rest.example/row/%u", newest - i);
            expect_url(view, i, url);
            free(url);
        }
        journal_view_close(view);
        struct journal *journal = open_journal(20000, 0);
        append_urls(journal, 4711, 1);
        journal_close(journal);
        view = open_view(NULL);
        expect_url(view, 0, "https://rest.example/row/4711");
        journal_view_close(view);
    }
}
END_TEST

START_TEST(a_program_follows_when_another_rotates)
{
    struct journal *one = open_journal(3000, 0);
    struct journal *other = open_journal(3000, 0);
    append_urls(one, 1, 1);
    append_urls(other, 2, 6); /* rotates at least once */
    append_urls(one, 8, 1);
    struct journal_view *view = open_view(NULL);
    expect_url(view, 0, "https://rest.example/row/8");
    expect_url(view, 1, "https://rest.example/row/7");
    journal_view_close(view);
    journal_close(one);
    journal_close(other);
}
END_TEST

START_TEST(a_full_disk_is_an_error_and_loses_one_line_only)
{
    signal(SIGXFSZ, SIG_IGN);
    struct journal *journal = open_journal(0, 0);
    append_urls(journal, 1, 1);
    struct stat facts;
    ck_assert_int_eq(stat(path, &facts), 0);
    struct rlimit whole;
    ck_assert_int_eq(getrlimit(RLIMIT_FSIZE, &whole), 0);
    const struct rlimit full = { (rlim_t)facts.st_size + 40, whole.rlim_max };
    ck_assert_int_eq(setrlimit(RLIMIT_FSIZE, &full), 0);
    struct error error = ERROR_INIT;
    struct journal_entry entry = example();
    ck_assert(!journal_append(journal, &entry, &error));
    ck_assert_int_eq(setrlimit(RLIMIT_FSIZE, &whole), 0);
    ck_assert_int_eq(error.code, ERROR_STORAGE);
    ck_assert_ptr_nonnull(error.hint);
    error_clear(&error);
    append_urls(journal, 2, 1);
    journal_close(journal);
    struct journal_view *view = open_view(NULL);
    ck_assert_uint_eq(journal_view_count(view), 2);
    expect_url(view, 0, "https://rest.example/row/2");
    journal_view_close(view);
}
END_TEST

START_TEST(a_journal_that_is_not_there_has_no_rows)
{
    struct journal_row row;
    struct journal_view *view = open_view(NULL);
    ck_assert(!journal_view_row(view, 0, &row));
    ck_assert_uint_eq(journal_view_count(view), 0);
    ck_assert(!journal_view_is_outdated(view));
    journal_close(open_journal(0, 0));
    ck_assert(journal_view_is_outdated(view));
    journal_view_close(view);
}
END_TEST

START_TEST(what_is_no_journal_is_refused_or_skipped)
{
    struct error error = ERROR_INIT;
    ck_assert_ptr_null(journal_open(directory, NULL, &error));
    ck_assert_int_eq(error.code, ERROR_STORAGE);
    error_clear(&error);
    ck_assert_ptr_null(journal_view_open(directory, NULL, &error));
    ck_assert_int_eq(error.code, ERROR_STORAGE);
    error_clear(&error);

    struct journal *journal = open_journal(64 * 1024 * 1024, 0);
    append_urls(journal, 1, 1);
    FILE *file = fopen(path, "a");
    ck_assert_ptr_nonnull(file);
    fputs("{\"time\":\"2024-01-01T00:00:00Z\"}\n[1]\nnull\n{\"time\":5,\"method\":1,\"url\":2}\n\n\xFF\xFE\n", file);
    fputs("{\"time\":\"2024-01-01T00:00:00Z\",\"method\":\"GET\",\"url\":\"http://x/odd\",\"status\":1e99,"
          "\"attempt\":-5,\"headers\":[1,[],[2],[\"a\"],[\"b\",\"c\"]],\"size\":\"big\"}\n",
          file);
    for (int i = 0; i < 6 * 1024 * 1024; i++) /* a line longer than any of ours */
        fputc('x', file);
    fputs("\n", file);
    fclose(file);
    append_urls(journal, 2, 1);
    journal_close(journal);
    struct journal_view *view = open_view(NULL);
    ck_assert_uint_eq(journal_view_count(view), 3);
    expect_url(view, 0, "https://rest.example/row/2");
    expect_url(view, 2, "https://rest.example/row/1");
    struct journal_row row;
    ck_assert(journal_view_row(view, 1, &row));
    ck_assert_int_eq(row.entry.status, 0);
    ck_assert_uint_eq(row.entry.attempt, 0);
    ck_assert_uint_eq(row.entry.header_count, 1);
    ck_assert_str_eq(row.entry.headers[0].value, "c");
    journal_row_clear(&row);
    journal_view_close(view);
}
END_TEST

START_TEST(rows_are_filtered_by_what_is_asked_for)
{
    struct journal *journal = open_journal(0, 0);
    struct journal_entry entry = example();
    append(journal, &entry);
    entry.method = "GET";
    entry.label = "doctor";
    entry.url = "https://users.example/campaigns/list";
    entry.status = 404;
    entry.time_ms += 1000;
    append(journal, &entry);
    entry.status = 0;
    entry.message = "users.example: The Name does not resolve";
    entry.time_ms += 1000;
    append(journal, &entry);
    journal_close(journal);
    ck_assert_uint_eq(count_rows(&(struct journal_filter){ .method = "get" }), 2);
    ck_assert_uint_eq(count_rows(&(struct journal_filter){ .status = 404 }), 1);
    ck_assert_uint_eq(count_rows(&(struct journal_filter){ .status = 4 }), 1);
    ck_assert_uint_eq(count_rows(&(struct journal_filter){ .status = 2 }), 1);
    ck_assert_uint_eq(count_rows(&(struct journal_filter){ .status = -1 }), 1);
    ck_assert_uint_eq(count_rows(&(struct journal_filter){ .path = "users" }), 1); /* not the host */
    ck_assert_uint_eq(count_rows(&(struct journal_filter){ .label = "doctor" }), 2);
    ck_assert_uint_eq(count_rows(&(struct journal_filter){ .text = "the name" }), 1);
    ck_assert_uint_eq(count_rows(&(struct journal_filter){ .text = "SUCCESS\"" }), 3);
    ck_assert_uint_eq(count_rows(&(struct journal_filter){ .text = "nowhere" }), 0);
    ck_assert_uint_eq(count_rows(&(struct journal_filter){ .since_ms = entry.time_ms - 1000 }), 2);
    ck_assert_uint_eq(count_rows(&(struct journal_filter){ .label = "doctor", .status = 4 }), 1);
}
END_TEST

/* Bytes this process has read so far; -1 where the system does not tell. */
static long long bytes_read(void)
{
    long long count = -1;
    FILE *file = fopen("/proc/self/io", "r");
    if (file == NULL)
        return -1;
    if (fscanf(file, "rchar: %lld", &count) != 1)
        count = -1;
    fclose(file);
    return count;
}

START_TEST(the_first_page_does_not_read_the_whole_file)
{
    struct journal *journal = open_journal(0, 0);
    append_urls(journal, 0, 6000); /* some 4 MB */
    journal_close(journal);
    long long before = bytes_read();
    struct journal_view *view = open_view(NULL);
    expect_url(view, 0, "https://rest.example/row/5999");
    expect_url(view, 23, "https://rest.example/row/5976");
    long long after = bytes_read();
    if (before >= 0)
        ck_assert_int_lt(after - before, 300 * 1024);
    expect_url(view, 5999, "https://rest.example/row/0");
    journal_view_close(view);
}
END_TEST

/* What members the specification of HAR 1.2 names, and of which type: s text, n number, a array, o object; in capitals those
 * that it does not call optional. Others may only begin with an underscore. */
static const struct har_member {
    const char *of;
    const char *name;
    char type;
} har_members[] = {
    { "log", "version", 'S' },          { "log", "creator", 'O' },         { "log", "browser", 'o' },
    { "log", "pages", 'a' },            { "log", "entries", 'A' },         { "log", "comment", 's' },
    { "creator", "name", 'S' },         { "creator", "version", 'S' },     { "creator", "comment", 's' },
    { "entry", "pageref", 's' },        { "entry", "startedDateTime", 'S' }, { "entry", "time", 'N' },
    { "entry", "request", 'O' },        { "entry", "response", 'O' },      { "entry", "cache", 'O' },
    { "entry", "timings", 'O' },        { "entry", "serverIPAddress", 's' }, { "entry", "connection", 's' },
    { "entry", "comment", 's' },        { "request", "method", 'S' },      { "request", "url", 'S' },
    { "request", "httpVersion", 'S' },  { "request", "cookies", 'A' },     { "request", "headers", 'A' },
    { "request", "queryString", 'A' },  { "request", "postData", 'o' },    { "request", "headersSize", 'N' },
    { "request", "bodySize", 'N' },     { "request", "comment", 's' },     { "response", "status", 'N' },
    { "response", "statusText", 'S' },  { "response", "httpVersion", 'S' }, { "response", "cookies", 'A' },
    { "response", "headers", 'A' },     { "response", "content", 'O' },    { "response", "redirectURL", 'S' },
    { "response", "headersSize", 'N' }, { "response", "bodySize", 'N' },   { "response", "comment", 's' },
    { "postData", "mimeType", 'S' },    { "postData", "params", 'A' },     { "postData", "text", 'S' },
    { "postData", "comment", 's' },     { "content", "size", 'N' },        { "content", "compression", 'n' },
    { "content", "mimeType", 'S' },     { "content", "text", 's' },        { "content", "encoding", 's' },
    { "content", "comment", 's' },      { "timings", "blocked", 'n' },     { "timings", "dns", 'n' },
    { "timings", "connect", 'n' },      { "timings", "send", 'N' },        { "timings", "wait", 'N' },
    { "timings", "receive", 'N' },      { "timings", "ssl", 'n' },         { "timings", "comment", 's' },
    { "pair", "name", 'S' },            { "pair", "value", 'S' },          { "pair", "comment", 's' },
};

enum { HAR_MEMBERS = sizeof har_members / sizeof *har_members };

static bool has_type(const cJSON *value, char type)
{
    switch (tolower(type)) {
    case 's':
        return cJSON_IsString(value);
    case 'n':
        return cJSON_IsNumber(value) && value->valuedouble >= -1;
    case 'a':
        return cJSON_IsArray(value);
    default:
        return cJSON_IsObject(value);
    }
}

/* Every member of an object against the table, and what is within it. */
static void check_har(const cJSON *object, const char *of)
{
    for (size_t i = 0; i < HAR_MEMBERS; i++)
        if (strcmp(har_members[i].of, of) == 0 && isupper(har_members[i].type))
            ck_assert_msg(json_get(object, har_members[i].name) != NULL, "%s has no %s", of, har_members[i].name);
    const cJSON *member = NULL;
    cJSON_ArrayForEach(member, object)
    {
        size_t at = 0;
        while (at < HAR_MEMBERS && (strcmp(har_members[at].of, of) != 0 || strcmp(har_members[at].name, member->string) != 0))
            at++;
        ck_assert_msg(at < HAR_MEMBERS || member->string[0] == '_', "%s has a %s", of, member->string);
        ck_assert_msg(at == HAR_MEMBERS || has_type(member, har_members[at].type), "%s.%s has another type", of,
                      member->string);
        if (cJSON_IsObject(member) && strcmp(member->string, "cache") != 0)
            check_har(member, member->string);
        const char *element_of = strcmp(member->string, "entries") == 0 ? "entry" : "pair";
        const cJSON *element = NULL;
        if (cJSON_IsArray(member))
            cJSON_ArrayForEach(element, member)
                check_har(element, element_of);
    }
}

/* What other tools take to be so besides the types of the members. */
static void check_har_entry(const cJSON *entry)
{
    const cJSON *timings = json_get(entry, "timings");
    double sum = 0;
    static const char *const parts[] = { "blocked", "dns", "connect", "send", "wait", "receive" };
    for (size_t i = 0; i < sizeof parts / sizeof *parts; i++)
        sum += json_get_number(timings, parts[i], -1) > 0 ? json_get_number(timings, parts[i], 0) : 0;
    ck_assert_double_eq_tol(sum, json_get_number(entry, "time", -1), 1e-6);
    int64_t moment = 0;
    ck_assert(date_parse_moment(json_get_string(entry, "startedDateTime", ""), &moment));
    unsigned char address[sizeof(struct in6_addr)];
    const char *peer = json_get_string(entry, "serverIPAddress", "127.0.0.1");
    ck_assert_msg(inet_pton(AF_INET, peer, address) == 1 || inet_pton(AF_INET6, peer, address) == 1, "%s", peer);
}

START_TEST(the_archive_has_what_its_specification_asks_for)
{
    struct journal *journal = open_journal(0, 0);
    struct journal_entry entry = example();
    append(journal, &entry);
    entry.status = 0;
    entry.outcome = "not_sent";
    entry.message = "no connection";
    entry.body = NULL;
    entry.header_count = 0;
    entry.request_body = NULL;
    entry.name_us = entry.connect_us = entry.tls_us = entry.first_byte_us = -1;
    entry.total_us = 500;
    entry.time_ms += 1000;
    append(journal, &entry);
    journal_close(journal);
    char *har_path = file_join(directory, "state/out.har");
    int descriptor = open(har_path, O_WRONLY | O_CREAT | O_TRUNC, 0600);
    ck_assert_int_ge(descriptor, 0);
    struct journal_view *view = open_view(NULL);
    struct error error = ERROR_INIT;
    ck_assert_msg(har_write(view, SIZE_MAX, descriptor, &error), "%s", error.message);
    journal_view_close(view);
    close(descriptor);
    char *bytes = read_file(har_path);
    free(har_path);
    cJSON *tree = json_parse(bytes, strlen(bytes), &error);
    ck_assert_msg(tree != NULL, "%s", error.message);
    const cJSON *log = json_get_object(tree, "log");
    ck_assert_str_eq(json_get_string(log, "version", ""), "1.2");
    ck_assert_str_eq(json_get_string(json_get(log, "creator"), "name", ""), "brazier");
    ck_assert_ptr_nonnull(json_get_string(json_get(log, "creator"), "version", NULL));
    const cJSON *entries = json_get_array(log, "entries");
    ck_assert_int_eq(cJSON_GetArraySize(entries), 2);
    const cJSON *first = cJSON_GetArrayItem(entries, 0);
    ck_assert_str_eq(json_get_string(first, "startedDateTime", ""), "2024-01-01T00:00:00.123Z");
    ck_assert_double_eq_tol(json_get_number(first, "time", 0), 12.5, 1e-9);
    const cJSON *timings = json_get(first, "timings");
    ck_assert_double_eq_tol(json_get_number(timings, "dns", 0), 1, 1e-9);
    ck_assert_double_eq_tol(json_get_number(timings, "connect", 0), 5, 1e-9); /* TLS included */
    ck_assert_double_eq_tol(json_get_number(timings, "ssl", 0), 3, 1e-9);
    ck_assert_double_eq_tol(json_get_number(timings, "send", -1), 0, 1e-9);
    ck_assert_double_eq_tol(json_get_number(timings, "wait", 0), 4, 1e-9); /* 10 - 1 - 5 */
    ck_assert_double_eq_tol(json_get_number(timings, "receive", 0), 2.5, 1e-9);
    const cJSON *request = json_get(first, "request");
    const cJSON *query = json_get_array(request, "queryString");
    ck_assert_int_eq(cJSON_GetArraySize(query), 2);
    ck_assert_str_eq(json_get_string(cJSON_GetArrayItem(query, 1), "value", ""), "a b");
    ck_assert_str_eq(json_get_string(request, "httpVersion", ""), "HTTP/2");
    ck_assert_str_eq(json_get_string(json_get(request, "postData"), "text", ""), "{\"a\":1}");
    const cJSON *response = json_get(first, "response");
    ck_assert_str_eq(json_get_string(json_get(response, "content"), "mimeType", ""), "application/json");
    check_har(log, "log");
    const cJSON *item = NULL;
    cJSON_ArrayForEach(item, entries)
        check_har_entry(item);
    const cJSON *second = cJSON_GetArrayItem(entries, 1);
    ck_assert_double_eq(json_get_number(json_get(second, "response"), "status", 1), 0);
    ck_assert_double_eq(json_get_number(json_get(second, "timings"), "dns", 0), -1);
    ck_assert_str_eq(json_get_string(json_get(second, "response"), "_error", ""), "no connection");
    cJSON_Delete(tree);
    free(bytes);
}
END_TEST

static void append_rows(struct journal *journal, const char *method, unsigned first, unsigned count)
{
    for (unsigned i = first; i < first + count; i++) {
        struct journal_entry entry = example();
        char *url = memory_format("https://rest.example/row/%u", i);
        entry.method = method;
        entry.url = url;
        append(journal, &entry);
        free(url);
    }
}

START_TEST(a_view_is_looked_through_a_little_at_a_time_and_grows)
{
    struct journal *journal = open_journal(0, 0);
    struct error error = ERROR_INIT;
    const struct journal_filter posts = { .method = "POST" };
    append_rows(journal, "POST", 0, 3);
    append_rows(journal, "GET", 3, 40);
    struct journal_view *view = journal_view_open(path, &posts, &error);
    ck_assert_ptr_nonnull(view);
    ck_assert(journal_view_look(view, 40));
    ck_assert_uint_eq(journal_view_found(view), 0);
    ck_assert_uint_le(journal_view_looked(view), 40);
    /* What comes meanwhile stands before what is still to be found. */
    append_rows(journal, "GET", 43, 2);
    append_rows(journal, "POST", 45, 2);
    ck_assert(journal_view_is_outdated(view));
    size_t added = 0;
    ck_assert(journal_view_grow(view, &added));
    ck_assert_uint_eq(added, 2);
    ck_assert(!journal_view_is_outdated(view));
    ck_assert(!journal_view_look(view, 1000));
    ck_assert_uint_eq(journal_view_found(view), 5);
    ck_assert_uint_eq(journal_view_looked(view), 47);
    expect_url(view, 0, "https://rest.example/row/46");
    expect_url(view, 1, "https://rest.example/row/45");
    expect_url(view, 2, "https://rest.example/row/2");
    expect_url(view, 4, "https://rest.example/row/0");
    ck_assert(journal_view_grow(view, &added));
    ck_assert_uint_eq(added, 0);
    journal_close(journal);
    /* Another file in its place is another view's. */
    ck_assert_int_eq(rename(path, old_path), 0);
    journal = open_journal(0, 0);
    append_rows(journal, "POST", 47, 1);
    ck_assert(!journal_view_grow(view, &added));
    expect_url(view, 4, "https://rest.example/row/0");
    journal_view_close(view);
    journal_close(journal);
}
END_TEST

START_TEST(an_archive_is_saved_in_steps_and_whole_or_not_at_all)
{
    struct journal *journal = open_journal(0, 0);
    struct error error = ERROR_INIT;
    const struct journal_filter gets = { .method = "GET" };
    append_rows(journal, "GET", 0, 100);
    append_rows(journal, "POST", 100, 100);
    journal_close(journal);
    char *archive = file_join(directory, "all.har");
    struct har_file *file = har_file_start(path, &gets, archive, &error);
    ck_assert_ptr_nonnull(file);
    ck_assert_int_eq(har_file_step(file, 0, &error), HAR_GOES_ON);
    ck_assert(!file_exists(archive));
    har_file_free(file); /* given up: nothing of it is left */
    ck_assert(!file_exists(archive));
    file = har_file_start(path, &gets, archive, &error);
    int steps = 1;
    while (har_file_step(file, 0, &error) == HAR_GOES_ON)
        steps++;
    ck_assert_int_gt(steps, 100);
    ck_assert_uint_eq(har_file_rows(file), 100);
    har_file_free(file);
    char *bytes = NULL;
    size_t length = 0;
    ck_assert(file_read(archive, (size_t)1 << 24, &bytes, &length, &error));
    cJSON *tree = json_parse(bytes, length, &error);
    const cJSON *entries = json_get_array(json_get(tree, "log"), "entries");
    ck_assert_int_eq(cJSON_GetArraySize(entries), 100);
    ck_assert_str_eq(json_get_string(json_get(cJSON_GetArrayItem(entries, 0), "request"), "url", ""),
                     "https://rest.example/row/0"); /* the oldest first */
    cJSON_Delete(tree);
    free(bytes);
    free(archive);
    ck_assert_ptr_null(har_file_start(path, NULL, "/nowhere/at/all.har", &error));
    ck_assert_str_eq(error.message, "cannot write /nowhere/at/all.har: No such file or directory");
    error_clear(&error);
}
END_TEST

START_TEST(conditions_are_read_as_an_operator_writes_them)
{
    int status = 0;
    int64_t since = 0;
    const int64_t now = INT64_C(1704067200000); /* 2024-01-01T00:00:00Z */
    ck_assert(journal_read_status("404", &status, NULL));
    ck_assert_int_eq(status, 404);
    ck_assert(journal_read_status("5XX", &status, NULL));
    ck_assert_int_eq(status, 5);
    ck_assert(journal_read_status("none", &status, NULL));
    ck_assert_int_eq(status, -1);
    static const char *const no_status[] = { "", "40", "4x", "6xx", "600", "404 ", "all" };
    for (size_t i = 0; i < sizeof no_status / sizeof *no_status; i++)
        ck_assert_msg(!journal_read_status(no_status[i], &status, NULL), "%s", no_status[i]);
    ck_assert(journal_read_since("90m", now, &since, NULL));
    ck_assert_int_eq(since, now - 5400000);
    ck_assert(journal_read_since("2023-12-31", now, &since, NULL));
    ck_assert_int_eq(since, now - DATE_MS_PER_DAY);
    static const char *const no_since[] = { "", "h", "-1h", "2w", "yesterday", "99999999999999999999h" };
    for (size_t i = 0; i < sizeof no_since / sizeof *no_since; i++)
        ck_assert_msg(!journal_read_since(no_since[i], now, &since, NULL), "%s", no_since[i]);
    UT_string words;
    utstring_init(&words);
    const struct journal_filter filter = { .status = 4, .path = "a\033b", .since_ms = 1 };
    journal_filter_describe(&filter, "2h", &words);
    ck_assert_str_eq(utstring_body(&words), "status 4xx, path a^[b, since 2h");
    utstring_clear(&words);
    journal_filter_describe(&(struct journal_filter){ .status = -1 }, NULL, &words);
    ck_assert_str_eq(utstring_body(&words), "status none");
    utstring_done(&words);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("journal");
    TCase *tests = tcase_create("journal");
    tcase_set_timeout(tests, 60);
    tcase_add_checked_fixture(tests, make_directory, remove_directory);
    tcase_add_test(tests, a_row_reads_as_it_was_written);
    tcase_add_test(tests, a_known_key_is_masked_wherever_and_however_it_is_written);
    tcase_add_test(tests, headers_that_carry_credentials_are_masked_whatever_they_hold);
    tcase_add_test(tests, a_long_body_is_cut_between_characters_and_never_through_a_key);
    tcase_add_test(tests, of_one_of_very_many_only_the_beginning_of_its_body_is_kept);
    tcase_add_test(tests, bytes_that_are_no_text_do_not_break_a_line);
    tcase_add_test(tests, only_its_owner_can_read_the_file);
    tcase_add_test(tests, a_torn_last_line_is_skipped_and_not_continued);
    tcase_add_test(tests, the_journal_is_bounded_and_one_old_file_is_kept);
    tcase_add_test(tests, several_programs_may_write_at_once);
    tcase_add_test(tests, a_program_that_is_killed_loses_no_row_that_was_written);
    tcase_add_test(tests, a_program_follows_when_another_rotates);
    tcase_add_test(tests, a_full_disk_is_an_error_and_loses_one_line_only);
    tcase_add_test(tests, a_journal_that_is_not_there_has_no_rows);
    tcase_add_test(tests, what_is_no_journal_is_refused_or_skipped);
    tcase_add_test(tests, rows_are_filtered_by_what_is_asked_for);
    tcase_add_test(tests, the_first_page_does_not_read_the_whole_file);
    tcase_add_test(tests, the_archive_has_what_its_specification_asks_for);
    tcase_add_test(tests, a_view_is_looked_through_a_little_at_a_time_and_grows);
    tcase_add_test(tests, an_archive_is_saved_in_steps_and_whole_or_not_at_all);
    tcase_add_test(tests, conditions_are_read_as_an_operator_writes_them);
    suite_add_tcase(suite, tests);
    return unit_run(suite);
}
