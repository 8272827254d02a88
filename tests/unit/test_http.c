#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include "asking.h"
#include "http/print.h"
#include "support/date.h"
#include "support/text.h"
#include "unit.h"

#define OK(body_length, body) "HTTP/1.1 200 OK\r\nContent-Length: " #body_length "\r\n\r\n" body
#define KEY "dummy-key-0000-1111-3f1a"

static const struct http_call one_read = { .is_read = true, .attempts = 1 };

static void expect(const struct http_answer *answer, enum http_outcome outcome, enum http_failure failure,
                   enum error_code code)
{
    ck_assert_int_eq(answer->outcome, outcome);
    ck_assert_str_eq(http_failure_name(answer->failure), http_failure_name(failure));
    ck_assert_int_eq(answer->error.code, code);
    if (code != ERROR_NONE) {
        ck_assert_ptr_nonnull(answer->error.message);
        ck_assert_ptr_nonnull(answer->error.hint);
    }
}

START_TEST(what_is_printed_is_what_goes_over_the_wire)
{
    const struct wire_step steps[] = { { .answer = OK(2, "hi") } };
    struct wire *wire = wire_start(steps, 1);
    struct http_client *client = asking_client();
    struct secret *key = secret_new(KEY, strlen(KEY));
    struct http_request *request = asking_request(wire, "POST", "/a/../b%20c?x=1");
    http_request_set_bearer(request, key);
    http_request_add_query(request, "edited[gt]", "2020-01-01T00:00:00+01:00");
    http_request_set_body(request, "{\"a\":1}", 7, "application/json");
    UT_string printed;
    utstring_init(&printed);
    http_print(request, &printed);
    struct http_answer *answer = ask(client, request, NULL);
    expect(answer, HTTP_ANSWERED, HTTP_FAILURE_NONE, ERROR_NONE);
    ck_assert_int_eq(answer->status, 200);
    ck_assert_str_eq(answer->body, "hi");
    char *expected =
        memory_format("POST /a/../b%%20c?x=1&edited%%5Bgt%%5D=2020-01-01T00%%3A00%%3A00%%2B01%%3A00 HTTP/1.1\r\n"
                      "Host: 127.0.0.1:%d\r\n"
                      "Authorization: Bearer " KEY "\r\n"
                      "User-Agent: brazier/0.1.0\r\n"
                      "Accept: */*\r\n"
                      "Accept-Encoding: gzip\r\n"
                      "Content-Type: application/json\r\n"
                      "Content-Length: 7\r\n"
                      "\r\n"
                      "{\"a\":1}",
                      wire_port(wire));
    ck_assert_str_eq(wire_request(wire, 0), expected);
    /* The same, with the mask for the key and \n for the line ends. */
    UT_string masked;
    utstring_init(&masked);
    const char *found = strstr(expected, KEY);
    for (const char *at = expected; *at != '\0'; at++) {
        if (at == found) {
            utstring_printf(&masked, "%s", secret_mask(key));
            at += strlen(KEY) - 1;
        } else if (*at != '\r') {
            utstring_bincpy(&masked, at, 1);
        }
    }
    ck_assert_str_eq(utstring_body(&printed), utstring_body(&masked));
    utstring_done(&masked);
    utstring_done(&printed);
    free(expected);
    http_answer_free(answer);
    secret_free(key);
    http_client_free(client);
    wire_stop(wire);
}
END_TEST

START_TEST(a_write_key_goes_as_basic_user_and_a_401_is_not_asked_again)
{
    const struct wire_step steps[] = {
        { .answer = "HTTP/1.1 401 No\r\nWWW-Authenticate: Basic realm=\"x\"\r\nContent-Length: 0\r\n\r\n" }
    };
    struct wire *wire = wire_start(steps, 1);
    struct http_client *client = asking_client();
    struct secret *key = secret_new("dummy-write-key", 15);
    struct http_request *request = asking_request(wire, "POST", "/v1/batch");
    http_request_set_basic(request, key);
    http_request_set_header(request, "AnonymousId", "");
    struct http_answer *answer = ask(client, request, NULL);
    ck_assert_int_eq(answer->status, 401);
    ck_assert_uint_eq(wire_request_count(wire), 1);
    char *expected = memory_format("POST /v1/batch HTTP/1.1\r\n"
                                   "Host: 127.0.0.1:%d\r\n"
                                   "Authorization: Basic ZHVtbXktd3JpdGUta2V5Og==\r\n" /* "dummy-write-key:" */
                                   "User-Agent: brazier/0.1.0\r\n"
                                   "Accept: */*\r\n"
                                   "Accept-Encoding: gzip\r\n"
                                   "AnonymousId:\r\n"
                                   "Content-Length: 0\r\n"
                                   "\r\n",
                                   wire_port(wire));
    ck_assert_str_eq(wire_request(wire, 0), expected);
    free(expected);
    http_answer_free(answer);
    secret_free(key);
    http_client_free(client);
    wire_stop(wire);
}
END_TEST

START_TEST(a_large_body_goes_whole_without_asking_first)
{
    const struct wire_step steps[] = { { .answer = OK(2, "hi") } };
    struct wire *wire = wire_start(steps, 1);
    struct http_client *client = asking_client();
    size_t length = 3 * 1024 * 1024;
    char *body = memory_allocate(length, 1);
    memset(body, 'a', length);
    struct http_request *request = asking_request(wire, "POST", "/");
    http_request_set_body(request, body, length, "text/plain");
    struct http_answer *answer = ask(client, request, NULL);
    ck_assert_int_eq(answer->status, 200);
    const char *sent = wire_request(wire, 0);
    ck_assert_ptr_null(strcasestr(sent, "Expect"));
    ck_assert_ptr_nonnull(strstr(sent, "Content-Length: 3145728\r\n\r\naaa"));
    ck_assert_uint_eq(strspn(strstr(sent, "\r\n\r\n") + 4, "a"), length);
    free(body);
    http_answer_free(answer);
    http_client_free(client);
    wire_stop(wire);
}
END_TEST

START_TEST(headers_are_found_whatever_their_case_and_connections_are_reused)
{
    const struct wire_step steps[] = {
        { .answer = "HTTP/1.1 103 Early Hints\r\nLink: </x>\r\n\r\n"
                    "HTTP/1.1 404 Not Found\r\ncontent-length: 4\r\nx-ratelimit-limit:  250000 \r\nEmpty:\r\n\r\n"
                    "nope" },
        { .answer = OK(2, "hi") }
    };
    struct wire *wire = wire_start(steps, 2);
    struct http_client *client = asking_client();
    struct http_answer *answer = ask(client, asking_request(wire, "GET", "/"), &one_read);
    ck_assert_int_eq(answer->status, 404);
    ck_assert_str_eq(answer->body, "nope");
    ck_assert_uint_eq(answer->body_length, 4);
    ck_assert_str_eq(http_answer_header(answer, "X-RateLimit-Limit"), "250000");
    ck_assert_str_eq(http_answer_header(answer, "Empty"), "");
    ck_assert_ptr_null(http_answer_header(answer, "Link"));
    ck_assert_str_eq(answer->version, "1.1");
    ck_assert_str_eq(answer->address, "127.0.0.1");
    ck_assert_int_eq(answer->port, wire_port(wire));
    ck_assert_uint_eq(answer->attempts, 1);
    ck_assert(!answer->reused && !answer->tunnelled);
    ck_assert_int_ge(answer->timings.name_us, 0);
    ck_assert_int_ge(answer->timings.connect_us, 0);
    ck_assert_int_eq(answer->timings.tls_us, -1);
    ck_assert_int_gt(answer->timings.first_byte_us, 0);
    ck_assert_int_ge(answer->timings.total_us, answer->timings.first_byte_us);
    http_answer_free(answer);
    answer = ask(client, asking_request(wire, "GET", "/"), &one_read);
    ck_assert(answer->reused);
    ck_assert_int_eq(answer->timings.connect_us, -1);
    ck_assert_uint_eq(wire_connection_count(wire), 1);
    http_answer_free(answer);
    http_client_free(client);
    wire_stop(wire);
}
END_TEST

START_TEST(a_packed_answer_is_unpacked)
{
    /* gzip, one stored block: "hi", its CRC and its length. */
    static const char answer_bytes[] = "HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Length: 25\r\n\r\n"
                                       "\x1f\x8b\x08\0\0\0\0\0\0\xff\x01\x02\0\xfd\xff"
                                       "hi"
                                       "\xac\x2a\x93\xd8\x02\0\0\0";
    const struct wire_step steps[] = { { .answer = answer_bytes, .length = sizeof answer_bytes - 1 } };
    struct wire *wire = wire_start(steps, 1);
    struct http_client *client = asking_client();
    struct http_answer *answer = ask(client, asking_request(wire, "GET", "/"), &one_read);
    expect(answer, HTTP_ANSWERED, HTTP_FAILURE_NONE, ERROR_NONE);
    ck_assert_str_eq(answer->body, "hi");
    http_answer_free(answer);
    http_client_free(client);
    wire_stop(wire);
}
END_TEST

START_TEST(a_redirect_is_given_as_it_is_and_never_followed)
{
    const struct wire_step elsewhere_steps[] = { { .answer = OK(2, "hi") } };
    struct wire *elsewhere = wire_start(elsewhere_steps, 1);
    char *redirect = memory_format("HTTP/1.1 302 Found\r\nLocation: http://127.0.0.1:%d/\r\nContent-Length: 0\r\n\r\n",
                                   wire_port(elsewhere));
    const struct wire_step steps[] = { { .answer = redirect } };
    struct wire *wire = wire_start(steps, 1);
    struct http_client *client = asking_client();
    struct http_answer *answer = ask(client, asking_request(wire, "GET", "/"), NULL);
    ck_assert_int_eq(answer->status, 302);
    ck_assert_uint_eq(wire_connection_count(elsewhere), 0);
    http_answer_free(answer);
    http_client_free(client);
    wire_stop(wire);
    wire_stop(elsewhere);
    free(redirect);
}
END_TEST

/* A port of loopback that nobody listens on. */
static int closed_port(void)
{
    struct sockaddr_in address = { .sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK) };
    socklen_t size = sizeof address;
    int descriptor = socket(AF_INET, SOCK_STREAM, 0);
    ck_assert_int_eq(bind(descriptor, (struct sockaddr *)&address, size), 0);
    ck_assert_int_eq(getsockname(descriptor, (struct sockaddr *)&address, &size), 0);
    close(descriptor);
    return ntohs(address.sin_port);
}

START_TEST(a_refused_connection_is_told_as_such_and_nothing_was_sent)
{
    struct http_client *client = asking_client();
    char *url = memory_format("http://localhost:%d/", closed_port());
    struct http_answer *answer = ask(client, http_request_new("POST", url), NULL);
    expect(answer, HTTP_NOT_SENT, HTTP_FAILURE_CONNECTION_REFUSED, ERROR_NETWORK);
    ck_assert(text_starts_with(answer->error.message, "localhost:"));
    ck_assert(text_ends_with(answer->error.message, ": the connection was refused"));
    ck_assert_int_eq(answer->status, 0);
    ck_assert_str_eq(answer->body, "");
    http_answer_free(answer);
    free(url);
    http_client_free(client);
}
END_TEST

START_TEST(a_name_that_does_not_resolve_is_told_as_such)
{
    struct http_client *client = asking_client();
    const struct http_call call = { .is_read = true, .attempts = 1, .connect_timeout_ms = 5000 };
    struct http_answer *answer = ask(client, http_request_new("GET", "https://nonexistent.invalid/"), &call);
    ck_assert_int_eq(answer->outcome, HTTP_NOT_SENT);
    ck_assert_int_eq(answer->error.code, ERROR_NETWORK);
    if (answer->failure == HTTP_FAILURE_CONNECT_TIMEOUT) /* no name server answers here */
        fprintf(stderr, "note: no name server answers, the name's failure was not seen\n");
    else
        ck_assert_str_eq(answer->error.message, "nonexistent.invalid: the name does not resolve");
    http_answer_free(answer);
    http_client_free(client);
}
END_TEST

START_TEST(a_connection_that_does_not_come_about_has_its_time_limit)
{
    /* A listener whose queue is full drops what knocks. */
    struct sockaddr_in address = { .sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK) };
    socklen_t size = sizeof address;
    int listener = socket(AF_INET, SOCK_STREAM, 0);
    ck_assert_int_eq(bind(listener, (struct sockaddr *)&address, size), 0);
    ck_assert_int_eq(listen(listener, 0), 0);
    ck_assert_int_eq(getsockname(listener, (struct sockaddr *)&address, &size), 0);
    int fillers[8];
    for (int i = 0; i < 8; i++) {
        fillers[i] = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK, 0);
        (void)connect(fillers[i], (struct sockaddr *)&address, size);
    }
    struct http_client *client = asking_client();
    char *url = memory_format("http://127.0.0.1:%d/", ntohs(address.sin_port));
    const struct http_call call = { .connect_timeout_ms = 200 };
    int64_t begin = date_monotonic_ms();
    struct http_answer *answer = ask(client, http_request_new("POST", url), &call);
    expect(answer, HTTP_NOT_SENT, HTTP_FAILURE_CONNECT_TIMEOUT, ERROR_NETWORK);
    ck_assert_int_ge(date_monotonic_ms() - begin, 190);
    http_answer_free(answer);
    free(url);
    http_client_free(client);
    for (int i = 0; i < 8; i++)
        close(fillers[i]);
    close(listener);
}
END_TEST

START_TEST(silence_has_its_time_limit)
{
    const struct wire_step steps[] = {
        { .answer = "HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nab", .then = WIRE_STALL }
    };
    struct wire *wire = wire_start(steps, 1);
    struct http_client *client = asking_client();
    const struct http_call read = { .is_read = true, .attempts = 1, .idle_timeout_ms = 150 };
    const struct http_call write = { .idle_timeout_ms = 150 };
    struct http_answer *answer = ask(client, asking_request(wire, "GET", "/"), &read);
    expect(answer, HTTP_NO_ANSWER, HTTP_FAILURE_IDLE_TIMEOUT, ERROR_NETWORK);
    ck_assert_str_eq(answer->body, "ab"); /* as much as came */
    http_answer_free(answer);
    answer = ask(client, asking_request(wire, "POST", "/"), &write);
    expect(answer, HTTP_UNKNOWN, HTTP_FAILURE_IDLE_TIMEOUT, ERROR_NETWORK);
    ck_assert(text_ends_with(answer->error.message, "its outcome is unknown"));
    http_answer_free(answer);
    http_client_free(client);
    wire_stop(wire);
}
END_TEST

START_TEST(silence_is_borne_longer_with_each_attempt)
{
    const struct wire_step steps[] = {
        { .then = WIRE_STALL }, { .then = WIRE_STALL }, { .answer = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nab" }
    };
    struct wire *wire = wire_start(steps, 3);
    struct http_client *client = asking_client();
    /* Were the first attempts given the whole time, the test would run out of its own. */
    const struct http_call read = {
        .is_read = true, .attempts = 3, .idle_timeout_ms = 3600000, .first_idle_timeout_ms = 100
    };
    struct http_answer *answer = ask(client, asking_request(wire, "GET", "/"), &read);
    ck_assert_int_eq(answer->status, 200);
    ck_assert_uint_eq(answer->attempts, 3);
    http_answer_free(answer);
    http_client_free(client);
    wire_stop(wire);
}
END_TEST

START_TEST(the_whole_has_its_time_limit)
{
    const struct wire_step steps[] = { { .then = WIRE_STALL } };
    struct wire *wire = wire_start(steps, 1);
    struct http_client *client = asking_client();
    const struct http_call read = { .is_read = true, .attempts = 1, .total_timeout_ms = 150 };
    struct http_answer *answer = ask(client, asking_request(wire, "GET", "/"), &read);
    expect(answer, HTTP_NO_ANSWER, HTTP_FAILURE_TOTAL_TIMEOUT, ERROR_NETWORK);
    http_answer_free(answer);
    http_client_free(client);
    wire_stop(wire);
}
END_TEST

START_TEST(a_cut_off_answer_is_told_with_what_came_of_it)
{
    const struct wire_step steps[] = {
        { .answer = "HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n{\"a\":", .then = WIRE_CLOSE },
        { .answer = "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\n{\"a\":\r\n", .then = WIRE_CLOSE },
        { .answer = "HTTP/1.1 201 OK\r\nContent-Length: 100\r\n\r\n{\"a\":", .then = WIRE_RESET }
    };
    struct wire *wire = wire_start(steps, 3);
    struct http_client *client = asking_client();
    for (int i = 0; i < 2; i++) {
        struct http_answer *answer = ask(client, asking_request(wire, "GET", "/"), &one_read);
        expect(answer, HTTP_NO_ANSWER, HTTP_FAILURE_TRUNCATED, ERROR_NETWORK);
        ck_assert_int_eq(answer->status, 200);
        ck_assert_str_eq(answer->body, "{\"a\":");
        http_answer_free(answer);
    }
    struct http_answer *answer = ask(client, asking_request(wire, "POST", "/"), NULL);
    expect(answer, HTTP_UNKNOWN, HTTP_FAILURE_TRUNCATED, ERROR_NETWORK);
    ck_assert_int_eq(answer->status, 201);
    http_answer_free(answer);
    http_client_free(client);
    wire_stop(wire);
}
END_TEST

START_TEST(what_does_not_speak_http_is_told_as_such)
{
    const struct wire_step steps[] = { { .answer = "220 mail.example ESMTP\r\n", .then = WIRE_CLOSE } };
    struct wire *wire = wire_start(steps, 1);
    struct http_client *client = asking_client();
    struct http_answer *answer = ask(client, asking_request(wire, "GET", "/"), &one_read);
    expect(answer, HTTP_NO_ANSWER, HTTP_FAILURE_NOT_HTTP, ERROR_NETWORK);
    http_answer_free(answer);
    http_client_free(client);
    wire_stop(wire);
}
END_TEST

START_TEST(a_write_whose_connection_dies_is_unknown_and_never_sent_twice)
{
    const struct wire_step steps[] = { { .then = WIRE_RESET }, { .then = WIRE_CLOSE }, { .answer = OK(2, "hi") } };
    struct wire *wire = wire_start(steps, 3);
    struct http_client *client = asking_client();
    const struct http_call eager = { .attempts = 9 };
    for (size_t i = 0; i < 2; i++) {
        struct http_request *request = asking_request(wire, "POST", "/users/track");
        http_request_set_body(request, "{}", 2, "application/json");
        struct http_answer *answer = ask(client, request, &eager);
        expect(answer, HTTP_UNKNOWN, HTTP_FAILURE_CONNECTION_LOST, ERROR_NETWORK);
        ck_assert_uint_eq(answer->attempts, 1);
        ck_assert_uint_eq(wire_request_count(wire), i + 1);
        http_answer_free(answer);
    }
    http_client_free(client);
    wire_stop(wire);
}
END_TEST

START_TEST(a_write_on_a_reused_connection_that_dies_is_not_sent_again_by_libcurl)
{
    const struct wire_step steps[] = { { .answer = OK(2, "hi") }, { .then = WIRE_CLOSE }, { .answer = OK(2, "hi") } };
    struct wire *wire = wire_start(steps, 3);
    struct http_client *client = asking_client();
    http_answer_free(ask(client, asking_request(wire, "POST", "/1"), NULL));
    struct http_answer *answer = ask(client, asking_request(wire, "POST", "/2"), NULL);
    expect(answer, HTTP_UNKNOWN, HTTP_FAILURE_CONNECTION_LOST, ERROR_NETWORK);
    ck_assert_uint_eq(wire_request_count(wire), 2);
    http_answer_free(answer);
    http_client_free(client);
    wire_stop(wire);
}
END_TEST

START_TEST(a_write_whose_server_vanishes_under_it_is_unknown)
{
    const struct wire_step steps[] = { { .answer = OK(2, "hi") }, { .then = WIRE_GONE } };
    struct wire *wire = wire_start(steps, 2);
    struct http_client *client = asking_client();
    http_answer_free(ask(client, asking_request(wire, "POST", "/1"), NULL));
    struct http_answer *answer = ask(client, asking_request(wire, "POST", "/2"), NULL);
    /* libcurl's own second try is refused; that is not what happened to the request. */
    expect(answer, HTTP_UNKNOWN, HTTP_FAILURE_CONNECTION_LOST, ERROR_NETWORK);
    http_answer_free(answer);
    http_client_free(client);
    wire_stop(wire);
}
END_TEST

START_TEST(a_read_on_a_reused_connection_that_dies_is_sent_again)
{
    const struct wire_step steps[] = { { .answer = OK(2, "hi") }, { .then = WIRE_CLOSE }, { .answer = OK(2, "hi") } };
    struct wire *wire = wire_start(steps, 3);
    struct http_client *client = asking_client();
    const struct http_call read = { .is_read = true };
    http_answer_free(ask(client, asking_request(wire, "GET", "/1"), &read));
    struct http_answer *answer = ask(client, asking_request(wire, "GET", "/2"), &read);
    expect(answer, HTTP_ANSWERED, HTTP_FAILURE_NONE, ERROR_NONE);
    http_answer_free(answer);
    http_client_free(client);
    wire_stop(wire);
}
END_TEST

START_TEST(an_answer_past_its_limit_is_cut_with_an_error)
{
    const struct wire_step steps[] = {
        { .answer = OK(20, "01234567890123456789") },
        { .answer = "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n"
                    "8\r\n01234567\r\n8\r\n01234567\r\n0\r\n\r\n" },
        { .answer = OK(10, "0123456789") }
    };
    struct wire *wire = wire_start(steps, 3);
    struct http_client *client = asking_client();
    const struct http_call call = { .is_read = true, .answer_limit = 10 };
    for (int i = 0; i < 2; i++) {
        struct http_answer *answer = ask(client, asking_request(wire, "GET", "/"), &call);
        expect(answer, HTTP_NO_ANSWER, HTTP_FAILURE_TOO_LARGE, ERROR_NETWORK);
        ck_assert_uint_eq(answer->attempts, 1);
        http_answer_free(answer);
    }
    struct http_answer *answer = ask(client, asking_request(wire, "GET", "/"), &call);
    expect(answer, HTTP_ANSWERED, HTTP_FAILURE_NONE, ERROR_NONE);
    ck_assert_str_eq(answer->body, "0123456789");
    http_answer_free(answer);
    http_client_free(client);
    wire_stop(wire);
}
END_TEST

START_TEST(a_large_answer_comes_whole)
{
    size_t length = 5 * 1024 * 1024;
    char *bytes = memory_format("HTTP/1.1 200 OK\r\nContent-Length: %zu\r\n\r\n", length);
    size_t head = strlen(bytes);
    bytes = memory_resize(bytes, head + length, 1);
    for (size_t i = 0; i < length; i++)
        bytes[head + i] = (char)('a' + i % 23);
    const struct wire_step steps[] = { { .answer = bytes, .length = head + length } };
    struct wire *wire = wire_start(steps, 1);
    struct http_client *client = asking_client();
    struct http_answer *answer = ask(client, asking_request(wire, "GET", "/"), &one_read);
    ck_assert_uint_eq(answer->body_length, length);
    ck_assert_int_eq(memcmp(answer->body, bytes + head, length), 0);
    ck_assert_int_eq(answer->body[length], '\0');
    http_answer_free(answer);
    http_client_free(client);
    wire_stop(wire);
    free(bytes);
}
END_TEST

START_TEST(headers_without_end_are_cut_with_an_error)
{
    UT_string bytes;
    utstring_init(&bytes);
    utstring_reserve(&bytes, 4 * 1024 * 1024);
    utstring_printf(&bytes, "HTTP/1.1 200 OK\r\n");
    for (int i = 0; i < 60000; i++)
        utstring_printf(&bytes, "X-%d: 0123456789012345678901234567890\r\n", i);
    const struct wire_step steps[] = { { .answer = utstring_body(&bytes), .then = WIRE_CLOSE } };
    struct wire *wire = wire_start(steps, 1);
    struct http_client *client = asking_client();
    struct http_answer *answer = ask(client, asking_request(wire, "GET", "/"), &one_read);
    ck_assert_int_eq(answer->outcome, HTTP_NO_ANSWER);
    http_answer_free(answer);
    http_client_free(client);
    wire_stop(wire);
    utstring_done(&bytes);
}
END_TEST

START_TEST(what_must_not_be_sent_is_not_sent)
{
    const struct wire_step steps[] = { { .answer = OK(2, "hi") } };
    struct wire *wire = wire_start(steps, 1);
    struct http_client *client = asking_client();
    struct http_answer *answer = ask(client, http_request_new("GET", "http://192.0.2.1/"), NULL);
    expect(answer, HTTP_NOT_SENT, HTTP_FAILURE_PLAIN_HTTP, ERROR_CONFIGURATION);
    ck_assert_uint_eq(answer->attempts, 0);
    http_answer_free(answer);
    answer = ask(client, http_request_new("GET", "ftp://127.0.0.1/"), NULL);
    expect(answer, HTTP_NOT_SENT, HTTP_FAILURE_BAD_URL, ERROR_CONFIGURATION);
    http_answer_free(answer);
    struct secret *key = secret_new("dummy\r\nX-Evil: 1", 16);
    struct http_request *request = asking_request(wire, "GET", "/");
    http_request_set_bearer(request, key);
    answer = ask(client, request, NULL);
    expect(answer, HTTP_NOT_SENT, HTTP_FAILURE_BAD_HEADER, ERROR_CONFIGURATION);
    ck_assert_ptr_null(strstr(answer->error.message, "dummy"));
    http_answer_free(answer);
    secret_free(key);
    ck_assert_uint_eq(wire_connection_count(wire), 0);
    http_client_free(client);
    wire_stop(wire);
}
END_TEST

START_TEST(plain_http_to_loopback_goes_past_every_proxy)
{
    const struct wire_step steps[] = { { .answer = OK(2, "hi") } };
    struct wire *wire = wire_start(steps, 1);
    struct wire *proxy = wire_start(steps, 1);
    char *url = wire_url(proxy, "");
    setenv("http_proxy", url, 1);
    setenv("all_proxy", url, 1);
    struct http_client *client = asking_client();
    struct http_answer *answer = ask(client, asking_request(wire, "GET", "/"), &one_read);
    ck_assert_int_eq(answer->status, 200);
    ck_assert_uint_eq(wire_request_count(wire), 1);
    ck_assert_uint_eq(wire_connection_count(proxy), 0);
    http_answer_free(answer);
    free(url);
    http_client_free(client);
    wire_stop(proxy);
    wire_stop(wire);
}
END_TEST

START_TEST(a_proxy_that_refuses_is_told_as_such_and_never_sees_the_key)
{
    const struct wire_step steps[] = { { .answer = "HTTP/1.1 403 Forbidden\r\nContent-Length: 0\r\n\r\n" } };
    struct wire *proxy = wire_start(steps, 1);
    char *url = wire_url(proxy, "");
    setenv("https_proxy", url, 1);
    struct http_client *client = asking_client();
    struct secret *key = secret_new(KEY, strlen(KEY));
    struct http_request *request = http_request_new("POST", "https://rest.invalid/users/track");
    http_request_set_bearer(request, key);
    struct http_answer *answer = ask(client, request, NULL);
    expect(answer, HTTP_NOT_SENT, HTTP_FAILURE_PROXY_REFUSED, ERROR_NETWORK);
    ck_assert(text_starts_with(wire_request(proxy, 0), "CONNECT rest.invalid:443 HTTP/1.1\r\n"));
    ck_assert_ptr_null(strstr(wire_request(proxy, 0), "3f1a"));
    http_answer_free(answer);
    http_client_free(client);
    wire_stop(proxy);
    free(url);

    url = memory_format("http://127.0.0.1:%d", closed_port());
    const struct http_options options = { .proxy = url };
    client = http_client_new(&options);
    answer = ask(client, http_request_new("POST", "https://rest.invalid/"), NULL);
    expect(answer, HTTP_NOT_SENT, HTTP_FAILURE_PROXY_UNREACHABLE, ERROR_NETWORK);
    http_answer_free(answer);
    free(url);
    secret_free(key);
    http_client_free(client);
}
END_TEST

/* A sanitizer reserves terabytes for its own use. */
#define MOST_SEARCHED (1ul << 28)

/* Whether the memory of this process holds bytes whose inverse is given. Its own stack is left out. */
static bool memory_holds(const unsigned char *inverse, size_t length)
{
    bool found = false;
    FILE *maps = fopen("/proc/self/maps", "r");
    int memory = open("/proc/self/mem", O_RDONLY);
    ck_assert_ptr_nonnull(maps);
    ck_assert_int_ge(memory, 0);
    char *line = NULL;
    size_t room = 0;
    /* Small and not on the heap: where it lies itself, nothing is looked for. */
    static unsigned char piece[4096];
    const size_t piece_size = sizeof piece;
    while (getline(&line, &room, maps) > 0) {
        unsigned long begin;
        unsigned long end;
        char rights[5];
        if (sscanf(line, "%lx-%lx %4s", &begin, &end, rights) != 3 || rights[1] != 'w' ||
            strstr(line, "[stack]") != NULL || end - begin > MOST_SEARCHED)
            continue;
        for (unsigned long at = begin; at < end; at += piece_size - length) {
            if (at < (unsigned long)piece + piece_size && (unsigned long)piece < at + piece_size)
                continue;
            ssize_t got = pread(memory, piece, end - at < piece_size ? end - at : piece_size, (off_t)at);
            for (ssize_t i = 0; i + (ssize_t)length <= got; i++) {
                size_t same = 0;
                while (same < length && piece[i + (ssize_t)same] == (unsigned char)~inverse[same])
                    same++;
                found = found || same == length;
            }
        }
    }
    free(line);
    close(memory);
    fclose(maps);
    return found;
}

START_TEST(the_key_is_nowhere_in_memory_after_use)
{
    /* A server in another process, which echoes the key. */
    int ports[2];
    int life[2];
    ck_assert_int_eq(pipe(ports), 0);
    ck_assert_int_eq(pipe(life), 0);
    /* "dummykeydummykey..." backwards through the alphabet: the program itself does not hold it, nor what is searched
     * for, which is its beginning, each byte inverted. It repeats, so that a piece of it is found as well. */
    enum { LENGTH = 200 };
    char plain[LENGTH + 1] = "";
    unsigned char inverse[20];
    for (size_t i = 0; i < LENGTH; i++)
        plain[i] = (char)('a' + 'z' - "dummykey"[i % 8]);
    for (size_t i = 0; i < sizeof inverse; i++)
        inverse[i] = (unsigned char)~plain[i];
    pid_t child = fork();
    ck_assert_int_ge(child, 0);
    if (child == 0) {
        char byte;
        char *echo = memory_format("HTTP/1.1 401 No\r\nX-Key: %s\r\nContent-Length: %d\r\n\r\n%s", plain, LENGTH,
                                   plain);
        const struct wire_step steps[] = { { .answer = echo } };
        close(life[1]);
        struct wire *wire = wire_start(steps, 1);
        int port = wire_port(wire);
        if (write(ports[1], &port, sizeof port) != sizeof port || read(life[0], &byte, 1) < 0)
            _exit(1);
        _exit(0);
    }
    int port = 0;
    close(life[0]);
    ck_assert_int_eq(read(ports[0], &port, sizeof port), sizeof port);
    char *url = memory_format("http://127.0.0.1:%d/", port);
    struct secret *key = secret_new(plain, LENGTH);
    secret_wipe(plain, sizeof plain);
    ck_assert(memory_holds(inverse, sizeof inverse)); /* the search finds it where it is */
    struct http_client *client = asking_client();
    for (int i = 0; i < 3; i++) {
        struct http_request *request = http_request_new("POST", url);
        http_request_set_bearer(request, key);
        http_request_set_body(request, "{}", 2, "application/json");
        struct http_answer *answer = ask(client, request, NULL);
        ck_assert_int_eq(answer->status, 401);
        ck_assert_uint_eq(answer->body_length, LENGTH);
        http_answer_free(answer);
    }
    secret_free(key);
    ck_assert(!memory_holds(inverse, sizeof inverse)); /* with the client and its connections still there */
    http_client_free(client);
    ck_assert(!memory_holds(inverse, sizeof inverse));
    free(url);
    close(life[1]);
    int status;
    ck_assert_int_eq(waitpid(child, &status, 0), child);
    ck_assert_int_eq(status, 0);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("http");
    TCase *tests = tcase_create("http");
    tcase_set_timeout(tests, 60);
    tcase_add_test(tests, what_is_printed_is_what_goes_over_the_wire);
    tcase_add_test(tests, a_write_key_goes_as_basic_user_and_a_401_is_not_asked_again);
    tcase_add_test(tests, a_large_body_goes_whole_without_asking_first);
    tcase_add_test(tests, headers_are_found_whatever_their_case_and_connections_are_reused);
    tcase_add_test(tests, a_packed_answer_is_unpacked);
    tcase_add_test(tests, a_redirect_is_given_as_it_is_and_never_followed);
    tcase_add_test(tests, a_refused_connection_is_told_as_such_and_nothing_was_sent);
    tcase_add_test(tests, a_name_that_does_not_resolve_is_told_as_such);
    tcase_add_test(tests, a_connection_that_does_not_come_about_has_its_time_limit);
    tcase_add_test(tests, silence_has_its_time_limit);
    tcase_add_test(tests, silence_is_borne_longer_with_each_attempt);
    tcase_add_test(tests, the_whole_has_its_time_limit);
    tcase_add_test(tests, a_cut_off_answer_is_told_with_what_came_of_it);
    tcase_add_test(tests, what_does_not_speak_http_is_told_as_such);
    tcase_add_test(tests, a_write_whose_connection_dies_is_unknown_and_never_sent_twice);
    tcase_add_test(tests, a_write_on_a_reused_connection_that_dies_is_not_sent_again_by_libcurl);
    tcase_add_test(tests, a_write_whose_server_vanishes_under_it_is_unknown);
    tcase_add_test(tests, a_read_on_a_reused_connection_that_dies_is_sent_again);
    tcase_add_test(tests, an_answer_past_its_limit_is_cut_with_an_error);
    tcase_add_test(tests, a_large_answer_comes_whole);
    tcase_add_test(tests, headers_without_end_are_cut_with_an_error);
    tcase_add_test(tests, what_must_not_be_sent_is_not_sent);
    tcase_add_test(tests, plain_http_to_loopback_goes_past_every_proxy);
    tcase_add_test(tests, a_proxy_that_refuses_is_told_as_such_and_never_sees_the_key);
    tcase_add_test(tests, the_key_is_nowhere_in_memory_after_use);
    suite_add_tcase(suite, tests);
    return unit_run(suite);
}
