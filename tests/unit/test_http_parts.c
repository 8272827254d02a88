/* The parts of http that need no network: requests, how they are printed, what answers say about waiting, pacing. */
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "http/pace.h"
#include "http/print.h"
#include "http/request.h"
#include "http/retry.h"
#include "support/text.h"
#include "place.h"
#include "unit.h"

/* 2023-11-14T22:13:20Z */
#define NOW_S INT64_C(1700000000)
#define NOW_MS (NOW_S * 1000)

struct pair {
    const char *name;
    const char *value;
};

/* The pause that an answer of this status with these headers asks for; what it says about its limit to *facts. */
static int64_t asked(int status, size_t count, const struct pair *headers, struct http_rate_facts *facts)
{
    struct http_answer answer = { .outcome = HTTP_ANSWERED, .status = status, .header_count = count };
    answer.headers = memory_allocate(count, sizeof *answer.headers);
    for (size_t i = 0; i < count; i++) {
        answer.headers[i].name = memory_copy_string(headers[i].name);
        answer.headers[i].value = memory_copy_string(headers[i].value);
    }
    http_rate_facts_read(&answer, NOW_MS, facts);
    int64_t pause = http_retry_asked_ms(&answer, facts);
    http_answer_clear(&answer);
    return pause;
}

#define ASKED(status, ...)                                                                                             \
    asked(status, sizeof((const struct pair[]){ __VA_ARGS__ }) / sizeof(struct pair),                                  \
          (const struct pair[]){ __VA_ARGS__ }, &(struct http_rate_facts){ 0 })

START_TEST(every_form_of_asking_to_wait_is_understood)
{
    ck_assert_int_eq(ASKED(429, { "Retry-After", "120" }), 120000);
    ck_assert_int_eq(ASKED(429, { "retry-after", " 2 " }), 2000);
    ck_assert_int_eq(ASKED(429, { "Retry-After", "0" }), 0);
    ck_assert_int_eq(ASKED(429, { "Retry-After", "1.5" }), 1000);
    ck_assert_int_eq(ASKED(429, { "Retry-After", "Tue, 14 Nov 2023 22:14:20 GMT" }), 60000);
    ck_assert_int_eq(ASKED(429, { "Retry-After", "Tue, 14 Nov 2023 22:00:00 GMT" }), 0); /* gone by */
    ck_assert_int_eq(ASKED(429, { "X-Ratelimit-Retry-After", "3" }), 3000);
    ck_assert_int_eq(ASKED(429, { "X-Ratelimit-Retry-After", "3" }, { "Retry-After", "9" }), 3000);
    ck_assert_int_eq(ASKED(429, { "X-RateLimit-Reset", "1700000030" }), 30000); /* a moment */
    ck_assert_int_eq(ASKED(429, { "X-RateLimit-Reset", "17" }), 17000);         /* seconds from now */
    ck_assert_int_eq(ASKED(429, { "X-RateLimit-Reset", "1699999990" }), 0);
    ck_assert_int_eq(ASKED(429, { "X-RateLimit-Remaining", "0" }, { "X-RateLimit-Reset", "17" }), 17000);
    ck_assert_int_eq(ASKED(429, { "Retry-After", "5" }, { "X-RateLimit-Reset", "17" }), 5000);
    ck_assert_int_eq(ASKED(503, { "Retry-After", "5" }), 5000);
}
END_TEST

START_TEST(headers_that_are_missing_empty_or_nonsense_say_nothing)
{
    struct http_rate_facts facts;
    ck_assert_int_eq(asked(429, 0, NULL, &facts), -1);
    ck_assert_int_eq(facts.limit, -1);
    ck_assert_int_eq(facts.remaining, -1);
    ck_assert_int_eq(facts.reset_in_ms, -1);
    ck_assert_int_eq(facts.retry_after_ms, -1);
    static const char *const nonsense[] = { "", " ", "-1", "soon", "1e3", "0x10", "12 apples",
                                            "99999999999999999999999", "\r" };
    for (size_t i = 0; i < sizeof nonsense / sizeof *nonsense; i++) {
        const char *text = nonsense[i];
        ck_assert_int_eq(ASKED(429, { "X-RateLimit-Limit", text }, { "X-RateLimit-Remaining", text },
                               { "X-RateLimit-Reset", text }, { "X-Ratelimit-Retry-After", text },
                               { "Retry-After", text }),
                         -1);
    }
    ck_assert_int_eq(ASKED(429, { "X-Ratelimit-Retry-After", "" }, { "Retry-After", "9" }), 9000);
    ck_assert_int_eq(ASKED(429, { "Retry-After", "864000" }), -1);           /* ten days */
    ck_assert_int_eq(ASKED(429, { "X-RateLimit-Reset", "2000000000" }), -1); /* the year 2033 */
}
END_TEST

START_TEST(a_reset_matters_only_where_nothing_remains)
{
    /* Somebody else's limit: with most of the hour's requests left, the hour's end is not what to wait for. */
    ck_assert_int_eq(ASKED(429, { "X-RateLimit-Remaining", "249000" }, { "X-RateLimit-Reset", "1700003000" }), -1);
    ck_assert_int_eq(ASKED(500, { "X-RateLimit-Remaining", "249000" }, { "X-RateLimit-Reset", "1700003000" }), -1);
    ck_assert_int_eq(ASKED(500, { "X-RateLimit-Reset", "17" }), -1);
    ck_assert_int_eq(ASKED(500, { "X-RateLimit-Remaining", "0" }, { "X-RateLimit-Reset", "17" }), 17000);
    ck_assert_int_eq(ASKED(500, { "Retry-After", "5" }), -1);
}
END_TEST

START_TEST(a_wrong_clock_here_does_not_matter_where_the_answer_has_a_date)
{
    ck_assert_int_eq(ASKED(429, { "Date", "Tue, 14 Nov 2023 21:13:20 GMT" }, /* an hour before ours */
                           { "X-RateLimit-Reset", "1699996430" }),
                     30000);
    ck_assert_int_eq(ASKED(429, { "Date", "Tue, 14 Nov 2023 21:13:20 GMT" },
                           { "Retry-After", "Tue, 14 Nov 2023 21:13:25 GMT" }),
                     5000);
    ck_assert_int_eq(ASKED(429, { "Date", "yesterday" }, { "X-RateLimit-Reset", "1700000030" }), 30000);
}
END_TEST

START_TEST(what_passes_is_tried_again_and_nothing_else)
{
    struct http_answer answer = { .outcome = HTTP_ANSWERED };
    for (int status = 100; status < 600; status++) {
        answer.status = status;
        ck_assert_int_eq(http_retry_helps(&answer), status == 408 || status == 429 || status >= 500);
    }
    static const struct {
        enum http_failure failure;
        bool again;
    } failures[] = { { HTTP_FAILURE_NAME_NOT_RESOLVED, true }, { HTTP_FAILURE_CONNECTION_REFUSED, true },
                     { HTTP_FAILURE_CONNECT_TIMEOUT, true },   { HTTP_FAILURE_IDLE_TIMEOUT, true },
                     { HTTP_FAILURE_TRUNCATED, true },         { HTTP_FAILURE_CONNECTION_LOST, true },
                     { HTTP_FAILURE_TLS_UNKNOWN_ISSUER, false }, { HTTP_FAILURE_TLS_EXPIRED, false },
                     { HTTP_FAILURE_TOO_LARGE, false },        { HTTP_FAILURE_CANCELLED, false },
                     { HTTP_FAILURE_BAD_URL, false },          { HTTP_FAILURE_PLAIN_HTTP, false } };
    answer = (struct http_answer){ .outcome = HTTP_NO_ANSWER };
    for (size_t i = 0; i < sizeof failures / sizeof *failures; i++) {
        answer.failure = failures[i].failure;
        ck_assert_msg(http_retry_helps(&answer) == failures[i].again, "%s", http_failure_name(answer.failure));
    }
}
END_TEST

START_TEST(pauses_double_up_to_half_a_minute_and_are_spread)
{
    ck_assert_int_eq(http_retry_pause_ms(1, -1, 0), 250);
    ck_assert_int_eq(http_retry_pause_ms(1, -1, 0.5), 375);
    ck_assert_int_eq(http_retry_pause_ms(2, -1, 0), 500);
    ck_assert_int_eq(http_retry_pause_ms(3, -1, 0), 1000);
    ck_assert_int_eq(http_retry_pause_ms(6, -1, 0), 8000);
    ck_assert_int_eq(http_retry_pause_ms(7, -1, 0), 15000);
    ck_assert_int_eq(http_retry_pause_ms(4000000000u, -1, 0), 15000);
    ck_assert_int_lt(http_retry_pause_ms(20, -1, 0.999), 30000);
    ck_assert_int_eq(http_retry_pause_ms(1, 7000, 0), 7000); /* never before what was asked */
    ck_assert_int_eq(http_retry_pause_ms(1, 7000, 0.5), 7500);
    ck_assert_int_eq(http_retry_pause_ms(1, 0, 0), 0);
}
END_TEST

/* What is left, of a limit of 100, with the reset in 60 s; one request was under way. */
static void told(struct http_pace *pace, int64_t now, int64_t remaining)
{
    const struct http_rate_facts facts = { 100, remaining, 60000, -1 };
    http_pace_started(pace, false, now);
    http_pace_ended(pace, &facts, now);
}

START_TEST(an_unknown_limit_does_not_slow_anybody_down)
{
    struct http_pace pace;
    http_pace_init(&pace, NULL, 0, NOW_MS);
    for (int i = 0; i < 1000; i++) {
        ck_assert_int_eq(http_pace_wait_ms(&pace, true, 0), 0);
        http_pace_started(&pace, true, 0);
    }
}
END_TEST

START_TEST(background_requests_slow_down_when_little_remains)
{
    struct http_pace pace;
    http_pace_init(&pace, NULL, 0, NOW_MS);
    told(&pace, 0, 50);
    ck_assert_int_eq(http_pace_wait_ms(&pace, true, 0), 0);
    told(&pace, 0, 9); /* less than a tenth; five of them are kept for interactive ones, so four in 60 s */
    http_pace_started(&pace, true, 0);
    http_pace_ended(&pace, NULL, 0);
    ck_assert_int_eq(http_pace_wait_ms(&pace, true, 0), 15000);
    ck_assert_int_eq(http_pace_wait_ms(&pace, true, 10000), 2500); /* 50 s left for four: 12.5 s apart */
    ck_assert_int_eq(http_pace_wait_ms(&pace, true, 15000), 0);
    ck_assert_int_eq(http_pace_wait_ms(&pace, false, 0), 0); /* interactive ones do not */
    told(&pace, 0, 5);
    ck_assert_int_eq(http_pace_wait_ms(&pace, true, 0), 60000);
    ck_assert_int_eq(http_pace_wait_ms(&pace, false, 0), 0);
    told(&pace, 0, 0);
    ck_assert_int_eq(http_pace_wait_ms(&pace, false, 0), 60000);
    ck_assert_int_eq(http_pace_wait_ms(&pace, false, 59999), 1);
    ck_assert_int_eq(http_pace_wait_ms(&pace, true, 60000), 0); /* reset: all of it is there again */
    struct http_limit limit;
    http_pace_read(&pace, 60000, &limit);
    ck_assert_int_eq(limit.limit, 100);
    ck_assert_int_eq(limit.remaining, 100);
    ck_assert_int_eq(limit.reset_ms, -1);
}
END_TEST

START_TEST(what_is_under_way_counts_and_old_answers_do_not)
{
    struct http_pace pace;
    struct http_limit limit;
    http_pace_init(&pace, NULL, 0, NOW_MS);
    told(&pace, 0, 2);
    http_pace_started(&pace, false, 0);
    http_pace_started(&pace, false, 0);
    http_pace_read(&pace, 0, &limit);
    ck_assert_int_eq(limit.remaining, 0);
    ck_assert_int_gt(http_pace_wait_ms(&pace, false, 0), 0);
    ck_assert_int_le(http_pace_wait_ms(&pace, false, 0), 100); /* until one of them ends */
    /* The second's answer overtakes the first's. */
    const struct http_rate_facts second = { 100, 0, 60000, -1 };
    const struct http_rate_facts first = { 100, 1, 59000, -1 };
    http_pace_ended(&pace, &second, 0);
    http_pace_ended(&pace, &first, 500);
    http_pace_read(&pace, 500, &limit);
    ck_assert_int_eq(limit.remaining, 0);
    ck_assert_int_eq(limit.reset_ms, 60000);
    /* A new window begins before its reset was due here. */
    const struct http_rate_facts fresh = { 100, 99, 3600000, -1 };
    http_pace_started(&pace, false, 1000);
    http_pace_ended(&pace, &fresh, 1000);
    http_pace_read(&pace, 1000, &limit);
    ck_assert_int_eq(limit.remaining, 99);
}
END_TEST

START_TEST(a_configured_rate_counts_in_windows_of_the_clock)
{
    /* 100 in ten seconds; it is 22:13:20.000 on the clock, and 7 s on ours. Background ones leave five. */
    const struct http_rate rate = { "x", 100, 10000 };
    struct http_pace pace;
    http_pace_init(&pace, &rate, 7000, NOW_MS);
    for (int i = 0; i < 95; i++) {
        ck_assert_int_eq(http_pace_wait_ms(&pace, true, 7000 + i), 0);
        http_pace_started(&pace, true, 7000 + i);
        http_pace_ended(&pace, NULL, 7000 + i);
    }
    ck_assert_int_eq(http_pace_wait_ms(&pace, true, 8000), 9000); /* until 22:13:30 */
    for (int i = 0; i < 5; i++) {
        ck_assert_int_eq(http_pace_wait_ms(&pace, false, 8000), 0);
        http_pace_started(&pace, false, 8000);
    }
    ck_assert_int_eq(http_pace_wait_ms(&pace, false, 8000), 9000);
    ck_assert_int_eq(http_pace_wait_ms(&pace, false, 17000), 0);
}
END_TEST

START_TEST(a_limit_of_one_lets_background_requests_through)
{
    const struct http_rate rate = { "x", 1, 1000 };
    struct http_pace pace;
    http_pace_init(&pace, &rate, 0, NOW_MS);
    ck_assert_int_eq(http_pace_wait_ms(&pace, true, 0), 0);
}
END_TEST

START_TEST(plain_http_is_for_loopback_only)
{
    static const struct {
        const char *url;
        enum http_failure failure;
    } urls[] = {
        { "https://rest.example.com/a", HTTP_FAILURE_NONE },
        { "HTTPS://rest.example.com:8443", HTTP_FAILURE_NONE },
        { "http://127.0.0.1:80/", HTTP_FAILURE_NONE },
        { "http://127.200.3.4/", HTTP_FAILURE_NONE },
        { "http://[::1]:8080/", HTTP_FAILURE_NONE },
        { "http://localhost/", HTTP_FAILURE_NONE },
        { "http://LOCALHOST:1/", HTTP_FAILURE_NONE },
        { "http://rest.example.com/", HTTP_FAILURE_PLAIN_HTTP },
        { "http://128.0.0.1/", HTTP_FAILURE_PLAIN_HTTP },
        { "http://127.0.0.1.example.com/", HTTP_FAILURE_PLAIN_HTTP },
        { "http://localhost.example.com/", HTTP_FAILURE_PLAIN_HTTP },
        { "http://[::2]/", HTTP_FAILURE_PLAIN_HTTP },
        { "http://0.0.0.0/", HTTP_FAILURE_PLAIN_HTTP },
        { "http://127.0.0.1@example.com/", HTTP_FAILURE_BAD_URL },
        { "https://user:dummy@example.com/", HTTP_FAILURE_BAD_URL },
        { "ftp://127.0.0.1/", HTTP_FAILURE_BAD_URL },
        { "file:///etc/passwd", HTTP_FAILURE_BAD_URL },
        { "rest.example.com", HTTP_FAILURE_BAD_URL },
        { "https://", HTTP_FAILURE_BAD_URL },
        { "", HTTP_FAILURE_BAD_URL },
        { "https://rest.example.com/a b", HTTP_FAILURE_BAD_URL },
        { "https://rest.example.com/\r\nX: 1", HTTP_FAILURE_BAD_URL },
        { "https://rest.example.com/\xC3\xBC", HTTP_FAILURE_BAD_URL },
        { "https://rest.example.com:99999/", HTTP_FAILURE_BAD_URL },
    };
    for (size_t i = 0; i < sizeof urls / sizeof *urls; i++) {
        struct error error = ERROR_INIT;
        struct http_request *request = http_request_new("GET", urls[i].url);
        enum http_failure failure = http_request_check(request, &error);
        ck_assert_msg(failure == urls[i].failure, "%s: %s", urls[i].url, http_failure_name(failure));
        if (failure != HTTP_FAILURE_NONE) {
            ck_assert_int_eq(error.code, ERROR_CONFIGURATION);
            ck_assert_ptr_nonnull(error.hint);
            ck_assert_ptr_null(strstr(error.message, "dummy"));
        }
        error_clear(&error);
        http_request_free(request);
    }
}
END_TEST

START_TEST(headers_that_could_break_out_of_their_line_are_refused)
{
    static const char *const values[] = { "a\r\nb: c", "a\nb", "a\x01", "\x7f" };
    for (size_t i = 0; i < sizeof values / sizeof *values; i++) {
        struct http_request *request = http_request_new("GET", "https://rest.example.com/");
        http_request_set_header(request, "X-Name", values[i]);
        ck_assert_int_eq(http_request_check(request, NULL), HTTP_FAILURE_BAD_HEADER);
        http_request_set_header(request, "x-name", "a\tb");
        ck_assert_int_eq(http_request_check(request, NULL), HTTP_FAILURE_NONE);
        http_request_set_header(request, values[i], "a");
        ck_assert_int_eq(http_request_check(request, NULL), HTTP_FAILURE_BAD_HEADER);
        http_request_free(request);
    }
    struct http_request *request = http_request_new("GET /evil", "https://rest.example.com/");
    ck_assert_int_eq(http_request_check(request, NULL), HTTP_FAILURE_BAD_HEADER);
    struct secret *key = secret_new("dummy:colon", 11);
    http_request_free(request);
    request = http_request_new("GET", "https://rest.example.com/");
    http_request_set_basic(request, key);
    ck_assert_int_eq(http_request_check(request, NULL), HTTP_FAILURE_BAD_HEADER);
    http_request_free(request);
    secret_free(key);
}
END_TEST

START_TEST(headers_are_replaced_whatever_their_case_and_copied_with_the_request)
{
    struct secret *key = secret_new("dummy-0000-3f1a", 15);
    struct http_request *request = http_request_new("GET", "https://rest.example.com/?a=1");
    http_request_add_query(request, "q", "");
    http_request_add_query(request, "r", "\xC3\xBC&=");
    ck_assert_str_eq(http_request_url(request), "https://rest.example.com/?a=1&q=&r=%C3%BC%26%3D");
    http_request_set_header(request, "ACCEPT", "application/json");
    http_request_set_header(request, "User-Agent", NULL);
    http_request_set_header(request, "Accept-Encoding", NULL);
    http_request_set_basic(request, key);
    http_request_set_bearer(request, key);
    struct http_request *copy = http_request_copy(request);
    http_request_free(request);
    secret_free(key);
    const char *name;
    const char *value;
    ck_assert(http_request_header(copy, 0, &name, &value));
    ck_assert_str_eq(name, "Authorization");
    ck_assert_str_eq(value, "Bearer \xE2\x80\xA2\xE2\x80\xA2\xE2\x80\xA2\xE2\x80\xA2" "3f1a");
    ck_assert(http_request_header(copy, 1, &name, &value));
    ck_assert_str_eq(name, "ACCEPT");
    ck_assert_str_eq(value, "application/json");
    ck_assert(!http_request_header(copy, 2, &name, &value));
    http_request_set_bearer(copy, NULL);
    ck_assert(!http_request_header(copy, 1, &name, &value));
    ck_assert_ptr_null(http_request_secret(copy));
    http_request_free(copy);
}
END_TEST

/* What a shell makes of the command, with a program of that name that prints its arguments one a line. */
static char *run_in_shell(const char *command)
{
    char *directory = place_make();
    char *script = memory_format("cd %s && printf '#!/bin/sh\\nfor a; do printf \"%%%%s|\" \"$a\"; done\\n' >curl && "
                                 "chmod +x curl && PATH=.:$PATH && KEY=dummy-key && %s",
                                 directory, command);
    int ends[2];
    ck_assert_int_eq(pipe(ends), 0);
    pid_t child = fork();
    ck_assert_int_ge(child, 0);
    if (child == 0) {
        dup2(ends[1], STDOUT_FILENO);
        execl("/bin/sh", "sh", "-c", script, (char *)NULL);
        _exit(127);
    }
    close(ends[1]);
    UT_string text;
    utstring_init(&text);
    char piece[4096];
    ssize_t got;
    while ((got = read(ends[0], piece, sizeof piece)) > 0)
        utstring_bincpy(&text, piece, (size_t)got);
    close(ends[0]);
    ck_assert_int_eq(waitpid(child, NULL, 0), child);
    free(script);
    place_remove(directory);
    char *result = memory_copy_string(utstring_body(&text));
    utstring_done(&text);
    return result;
}

START_TEST(a_curl_command_survives_the_shell_and_holds_no_key)
{
    struct secret *key = secret_new("dummy-0000-3f1a", 15);
    struct http_request *request = http_request_new("POST", "https://rest.example.com/a?b=1&c=$HOME");
    http_request_set_bearer(request, key);
    http_request_set_header(request, "X-Empty", "");
    const char *body = "{\"name\":\"it's `ls` $HOME \\n\nsecond line\"}";
    http_request_set_body(request, body, strlen(body), "application/json");
    UT_string command;
    utstring_init(&command);
    http_print_curl(request, "KEY", &command);
    ck_assert_ptr_null(strstr(utstring_body(&command), "3f1a"));
    char *arguments = run_in_shell(utstring_body(&command));
    ck_assert_str_eq(arguments, "https://rest.example.com/a?b=1&c=$HOME|"
                                "--header|Authorization: Bearer dummy-key|"
                                "--header|User-Agent: brazier/0.1.0|"
                                "--header|Accept: */*|"
                                "--compressed|"
                                "--header|X-Empty;|"
                                "--header|Content-Type: application/json|"
                                "--data-binary|{\"name\":\"it's `ls` $HOME \\n\nsecond line\"}|");
    free(arguments);
    http_request_free(request);

    request = http_request_new("DELETE", "https://rest.example.com/");
    http_request_set_basic(request, key);
    http_request_set_header(request, "User-Agent", NULL);
    http_request_set_header(request, "Accept", NULL);
    http_request_set_body(request, "@file", 5, NULL);
    utstring_clear(&command);
    http_print_curl(request, "KEY", &command);
    arguments = run_in_shell(utstring_body(&command));
    ck_assert_str_eq(arguments,
                     "--request|DELETE|https://rest.example.com/|--user|dummy-key:|--compressed|--data-raw|@file|");
    free(arguments);
    http_request_free(request);
    utstring_done(&command);
    secret_free(key);
}
END_TEST

/* The command itself holds no control, and no mark of direction. */
static void expect_harmless(const char *command)
{
    ck_assert_ptr_null(strchr(command, '\x1b'));
    ck_assert_ptr_null(strchr(command, '\r'));
    ck_assert_ptr_null(strchr(command, '\x7f'));
    ck_assert_ptr_null(strstr(command, "\xc2\x9b"));
    ck_assert_ptr_null(strstr(command, "\xe2\x80\xae"));
    ck_assert_ptr_null(strstr(command, "\x9b"));
}

static char *run_curl_of(const char *body, size_t length)
{
    struct http_request *request = http_request_new("POST", "https://rest.example.com/");
    http_request_set_header(request, "User-Agent", NULL);
    http_request_set_header(request, "Accept", NULL);
    http_request_set_body(request, body, length, NULL);
    UT_string command;
    utstring_init(&command);
    http_print_curl(request, "KEY", &command);
    expect_harmless(utstring_body(&command));
    char *arguments = run_in_shell(utstring_body(&command));
    utstring_done(&command);
    http_request_free(request);
    return arguments;
}

START_TEST(a_curl_command_cannot_steer_a_terminal_and_still_sends_the_same)
{
#define JSON_BODY "{\"a\":\"\xc2\x9b" "31m \xe2\x80\xaex\x7f it's \xf0\x9f\x8e\x89\"}"
#define OTHER_BODY "a\x1b[31m\r\xc2\x9b'b\xe2\x80\xae\n"
    char *arguments = run_curl_of(JSON_BODY, strlen(JSON_BODY));
    ck_assert_str_eq(arguments, "https://rest.example.com/|--compressed|--data-binary|"
                                "{\"a\":\"\\u009b31m \\u202ex\\u007f it's \xf0\x9f\x8e\x89\"}|");
    free(arguments);
    arguments = run_curl_of(OTHER_BODY, strlen(OTHER_BODY));
    ck_assert_str_eq(arguments, "https://rest.example.com/|--compressed|--data-binary|" OTHER_BODY "|");
    free(arguments);
}
END_TEST

START_TEST(a_body_that_is_no_text_is_described)
{
    struct http_request *request = http_request_new("POST", "https://rest.example.com:8443");
    http_request_set_body(request, "\x1f\x8b\0\xff", 4, NULL);
    UT_string text;
    utstring_init(&text);
    http_print(request, &text);
    ck_assert_str_eq(utstring_body(&text), "POST / HTTP/1.1\nHost: rest.example.com:8443\nUser-Agent: brazier/0.1.0\n"
                                           "Accept: */*\nAccept-Encoding: gzip\nContent-Length: 4\n\n"
                                           "(4 bytes that are not text)");
    utstring_done(&text);
    http_request_free(request);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("http parts");
    TCase *tests = tcase_create("http parts");
    tcase_add_test(tests, every_form_of_asking_to_wait_is_understood);
    tcase_add_test(tests, headers_that_are_missing_empty_or_nonsense_say_nothing);
    tcase_add_test(tests, a_reset_matters_only_where_nothing_remains);
    tcase_add_test(tests, a_wrong_clock_here_does_not_matter_where_the_answer_has_a_date);
    tcase_add_test(tests, what_passes_is_tried_again_and_nothing_else);
    tcase_add_test(tests, pauses_double_up_to_half_a_minute_and_are_spread);
    tcase_add_test(tests, an_unknown_limit_does_not_slow_anybody_down);
    tcase_add_test(tests, background_requests_slow_down_when_little_remains);
    tcase_add_test(tests, what_is_under_way_counts_and_old_answers_do_not);
    tcase_add_test(tests, a_configured_rate_counts_in_windows_of_the_clock);
    tcase_add_test(tests, a_limit_of_one_lets_background_requests_through);
    tcase_add_test(tests, plain_http_is_for_loopback_only);
    tcase_add_test(tests, headers_that_could_break_out_of_their_line_are_refused);
    tcase_add_test(tests, headers_are_replaced_whatever_their_case_and_copied_with_the_request);
    tcase_add_test(tests, a_curl_command_survives_the_shell_and_holds_no_key);
    tcase_add_test(tests, a_curl_command_cannot_steer_a_terminal_and_still_sends_the_same);
    tcase_add_test(tests, a_body_that_is_no_text_is_described);
    suite_add_tcase(suite, tests);
    return unit_run(suite);
}
