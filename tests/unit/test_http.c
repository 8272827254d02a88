#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "http/client.h"
#include "http/print.h"
#include "http/retry.h"
#include "support/date.h"
#include "support/text.h"
#include "unit.h"
#include "wire.h"

#define OK(body_length, body) "HTTP/1.1 200 OK\r\nContent-Length: " #body_length "\r\n\r\n" body

/* Chance is fixed, so that pauses are the shortest ones: half of 500 ms, half of a second, ... */
static double no_chance(void *context)
{
    (void)context;
    return 0;
}

struct seen {
    struct http_answer *answers[64];
    uint64_t tickets[64];
    size_t count;
};

static void keep(uint64_t ticket, const struct http_answer *answer, void *context)
{
    struct seen *seen = context;
    seen->tickets[seen->count] = ticket;
    seen->answers[seen->count++] = http_answer_copy(answer);
}

static struct http_client *new_client(void)
{
    const struct http_options options = { .clock.random = no_chance };
    return http_client_new(&options);
}

static struct http_request *request_to(struct wire *wire, const char *method, const char *path)
{
    char *url = wire_url(wire, path);
    struct http_request *request = http_request_new(method, url);
    free(url);
    return request;
}

/* Sends one request and gives its answer, to be freed. */
static struct http_answer *ask(struct http_client *client, struct http_request *request, const struct http_call *call)
{
    struct seen seen = { 0 };
    http_submit(client, request, call, keep, &seen);
    http_run_until_idle(client);
    ck_assert_uint_eq(seen.count, 1);
    return seen.answers[0];
}

START_TEST(what_is_printed_is_what_goes_over_the_wire)
{
    const struct wire_step steps[] = { { .answer = OK(2, "hi") } };
    struct wire *wire = wire_start(steps, 1);
    struct http_client *client = new_client();
    struct secret *key = secret_new("dummy-key-0000-1111-3f1a", 24);
    struct http_request *request = request_to(wire, "POST", "/a/../b%20c?x=1");
    http_request_set_bearer(request, key);
    http_request_add_query(request, "last_edit.time[gt]", "2020-01-01T00:00:00+01:00");
    http_request_set_body(request, "{\"a\":1}", 7, "application/json");
    UT_string printed;
    utstring_init(&printed);
    http_print(request, &printed);
    struct http_answer *answer = ask(client, request, NULL);
    ck_assert_int_eq(answer->outcome, HTTP_ANSWERED);
    ck_assert_int_eq(answer->status, 200);
    ck_assert_str_eq(answer->body, "hi");
    char *expected = memory_format("POST /a/../b%%20c?x=1&last_edit.time%%5Bgt%%5D=2020-01-01T00%%3A00%%3A00%%2B01%%3A00 HTTP/1.1\r\n"
                                   "Host: 127.0.0.1:%d\r\n"
                                   "Authorization: Bearer dummy-key-0000-1111-3f1a\r\n"
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
    const char *at = expected;
    const char *found = strstr(expected, "dummy-key-0000-1111-3f1a");
    for (; *at != '\0'; at++) {
        if (at == found) {
            utstring_printf(&masked, "%s", secret_mask(key));
            at += 23;
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

int main(void)
{
    Suite *suite = suite_create("http");
    TCase *tests = tcase_create("http");
    tcase_add_test(tests, what_is_printed_is_what_goes_over_the_wire);
    suite_add_tcase(suite, tests);
    return unit_run(suite);
}
