#include <string.h>
#include <unistd.h>

#include "asking.h"
#include "support/date.h"
#include "support/text.h"
#include "unit.h"

#define OK "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nhi"
#define STATUS(line) "HTTP/1.1 " line "\r\nContent-Length: 0\r\n\r\n"

static const struct http_call read_call = { .is_read = true };

/* What an observer heard. */
struct heard {
    struct {
        uint64_t ticket;
        unsigned attempt;
        int status;
        int64_t retry_in_ms;
    } attempts[64];
    size_t attempt_count;
    struct {
        uint64_t ticket;
        enum http_wait_reason reason;
        int64_t until_ms;
    } waits[64];
    size_t wait_count;
    struct http_client *client;
    uint64_t cancel_at_attempt; /* this ticket, when an attempt of it ends */
};

static void hear_attempt(const struct http_attempt *attempt, void *context)
{
    struct heard *heard = context;
    heard->attempts[heard->attempt_count].ticket = attempt->ticket;
    heard->attempts[heard->attempt_count].attempt = attempt->answer->attempts;
    heard->attempts[heard->attempt_count].status = attempt->answer->status;
    heard->attempts[heard->attempt_count].retry_in_ms = attempt->retry_in_ms;
    heard->attempt_count++;
    if (heard->cancel_at_attempt == attempt->ticket)
        http_cancel(heard->client, attempt->ticket);
}

static void hear_waiting(const struct http_waiting *waiting, void *context)
{
    struct heard *heard = context;
    heard->waits[heard->wait_count].ticket = waiting->ticket;
    heard->waits[heard->wait_count].reason = waiting->reason;
    heard->waits[heard->wait_count].until_ms = waiting->until_ms;
    heard->wait_count++;
}

static void observe(struct http_client *client, struct heard *heard)
{
    const struct http_observer observer = { hear_attempt, hear_waiting, heard };
    heard->client = client;
    http_observe(client, &observer);
}

/* A clock that stands until it is moved. */
struct hands {
    int64_t wall_ms;
    int64_t monotonic_ms;
};

static int64_t hands_wall(void *context)
{
    return ((struct hands *)context)->wall_ms;
}

static int64_t hands_monotonic(void *context)
{
    return ((struct hands *)context)->monotonic_ms;
}

static void move(struct hands *hands, int64_t ms)
{
    hands->wall_ms += ms;
    hands->monotonic_ms += ms;
}

static struct http_client *client_with(struct hands *hands, const struct http_rate *rate)
{
    const struct http_options options = { .rates = rate,
                                          .rate_count = rate != NULL ? 1 : 0,
                                          .clock = { hands_wall, hands_monotonic, asking_no_chance, hands } };
    return http_client_new(&options);
}

START_TEST(a_read_is_tried_again_with_growing_pauses_and_every_attempt_is_seen)
{
    const struct wire_step steps[] = { { .answer = STATUS("503 Busy") },
                                       { .then = WIRE_RESET },
                                       { .answer = STATUS("408 Slow") },
                                       { .answer = OK } };
    struct wire *wire = wire_start(steps, 4);
    struct http_client *client = asking_client();
    struct heard heard = { 0 };
    observe(client, &heard);
    const struct http_call call = { .is_read = true, .attempts = 4 };
    int64_t begin = date_monotonic_ms();
    struct http_answer *answer = ask(client, asking_request(wire, "GET", "/"), &call);
    ck_assert_int_eq(answer->status, 200);
    ck_assert_uint_eq(answer->attempts, 4);
    ck_assert_uint_eq(wire_request_count(wire), 4);
    ck_assert_int_ge(date_monotonic_ms() - begin, 250 + 500 + 1000);
    ck_assert_uint_eq(heard.attempt_count, 4);
    const int statuses[] = { 503, 0, 408, 200 };
    const int64_t pauses[] = { 250, 500, 1000, -1 };
    for (size_t i = 0; i < 4; i++) {
        ck_assert_uint_eq(heard.attempts[i].attempt, i + 1);
        ck_assert_int_eq(heard.attempts[i].status, statuses[i]);
        ck_assert_int_eq(heard.attempts[i].retry_in_ms, pauses[i]);
    }
    ck_assert_uint_eq(heard.wait_count, 3);
    ck_assert_int_eq(heard.waits[0].reason, HTTP_WAITS_FOR_RETRY);
    http_answer_free(answer);
    http_client_free(client);
    wire_stop(wire);
}
END_TEST

START_TEST(a_read_is_given_up_after_its_attempts)
{
    const struct wire_step steps[] = { { .answer = STATUS("500 Oh") } };
    struct wire *wire = wire_start(steps, 1);
    struct http_client *client = asking_client();
    struct http_answer *answer = ask(client, asking_request(wire, "GET", "/"), &read_call);
    ck_assert_int_eq(answer->outcome, HTTP_ANSWERED);
    ck_assert_int_eq(answer->status, 500);
    ck_assert_uint_eq(wire_request_count(wire), 2); /* interactive: two attempts */
    http_answer_free(answer);
    http_client_free(client);
    wire_stop(wire);
}
END_TEST

START_TEST(a_write_is_sent_once_whatever_is_answered)
{
    static const char *const answers[] = { STATUS("408 Slow"),
                                           "HTTP/1.1 429 Wait\r\nRetry-After: 0\r\nContent-Length: 0\r\n\r\n",
                                           STATUS("500 Oh"),
                                           STATUS("502 Oh"),
                                           STATUS("503 Oh"),
                                           STATUS("504 Oh") };
    for (size_t i = 0; i < sizeof answers / sizeof *answers; i++) {
        const struct wire_step steps[] = { { .answer = answers[i] } };
        struct wire *wire = wire_start(steps, 1);
        struct http_client *client = asking_client();
        const struct http_call call = { .priority = HTTP_BACKGROUND, .attempts = 5 };
        struct http_answer *answer = ask(client, asking_request(wire, "POST", "/"), &call);
        ck_assert_int_eq(answer->outcome, HTTP_ANSWERED);
        ck_assert_uint_eq(wire_request_count(wire), 1);
        http_answer_free(answer);
        http_client_free(client);
        wire_stop(wire);
    }
}
END_TEST

START_TEST(statuses_that_do_not_pass_are_not_tried_again)
{
    const struct wire_step steps[] = { { .answer = STATUS("400 No") }, { .answer = STATUS("404 No") } };
    struct wire *wire = wire_start(steps, 2);
    struct http_client *client = asking_client();
    http_answer_free(ask(client, asking_request(wire, "GET", "/"), &read_call));
    http_answer_free(ask(client, asking_request(wire, "GET", "/"), &read_call));
    ck_assert_uint_eq(wire_request_count(wire), 2);
    http_client_free(client);
    wire_stop(wire);
}
END_TEST

START_TEST(a_429_is_waited_for_as_long_as_it_says)
{
    const struct wire_step steps[] = {
        { .answer = "HTTP/1.1 429 Wait\r\nX-Ratelimit-Retry-After: 7\r\nContent-Length: 0\r\n\r\n" }, { .answer = OK }
    };
    struct wire *wire = wire_start(steps, 2);
    struct hands hands = { .wall_ms = INT64_C(1700000000000), .monotonic_ms = 5000 };
    struct http_client *client = client_with(&hands, NULL);
    struct heard heard = { 0 };
    struct seen seen = { 0 };
    observe(client, &heard);
    const struct http_call call = { .is_read = true, .limit_class = "hour" };
    http_submit(client, asking_request(wire, "GET", "/1"), &call, seen_keep, &seen);
    pump_until_requests(client, wire, 1);
    while (heard.attempt_count < 1) {
        http_wait(client, NULL, 0, 10);
        http_run(client);
    }
    ck_assert_int_eq(heard.attempts[0].retry_in_ms, 7000);
    ck_assert_int_eq(heard.waits[0].until_ms, INT64_C(1700000007000));
    ck_assert_int_eq(http_next_due_ms(client), 7000);
    /* Another of the same class does not run into it, either. */
    http_submit(client, asking_request(wire, "GET", "/2"), &call, seen_keep, &seen);
    http_run(client);
    struct http_limit limit;
    ck_assert(http_client_limit(client, "hour", &limit));
    ck_assert_int_eq(limit.blocked_until_ms, INT64_C(1700000007000));
    struct http_load load = http_client_load(client);
    ck_assert_uint_eq(load.waiting, 1);
    ck_assert_uint_eq(load.queued, 1);
    ck_assert_uint_eq(load.running, 0);
    move(&hands, 6999);
    http_run(client);
    ck_assert_uint_eq(http_client_load(client).running, 0);
    move(&hands, 1);
    http_run(client);
    load = http_client_load(client); /* started, if not done already */
    ck_assert_uint_eq(load.waiting + load.queued, 0);
    pump_until_answers(client, &seen, 2);
    ck_assert_uint_eq(wire_request_count(wire), 3);
    seen_clear(&seen);
    http_client_free(client);
    wire_stop(wire);
}
END_TEST

START_TEST(a_wait_that_is_too_long_is_not_waited_for)
{
    const struct wire_step steps[] = {
        { .answer = "HTTP/1.1 429 Wait\r\nX-RateLimit-Limit: 250\r\nX-RateLimit-Remaining: 0\r\n"
                    "X-RateLimit-Reset: 1700001800\r\nContent-Length: 0\r\n\r\n" },
        { .answer = OK }
    };
    struct wire *wire = wire_start(steps, 2);
    struct hands hands = { .wall_ms = INT64_C(1700000000000), .monotonic_ms = 5000 };
    struct http_client *client = client_with(&hands, NULL);
    const struct http_call call = { .is_read = true, .limit_class = "hour" };
    struct seen seen = { 0 };
    http_submit(client, asking_request(wire, "GET", "/1"), &call, seen_keep, &seen);
    pump_until_answers(client, &seen, 1);
    ck_assert_int_eq(seen.answers[0]->status, 429); /* half an hour is more than somebody waits at a screen */
    http_submit(client, asking_request(wire, "GET", "/2"), &call, seen_keep, &seen);
    http_run(client);
    ck_assert_uint_eq(seen.count, 2);
    ck_assert_int_eq(seen.answers[1]->outcome, HTTP_NOT_SENT);
    ck_assert_int_eq(seen.answers[1]->failure, HTTP_FAILURE_RATE_LIMIT);
    ck_assert_int_eq(seen.answers[1]->error.code, ERROR_RATE_LIMIT);
    /* An export does wait. */
    const struct http_call background = { .is_read = true, .priority = HTTP_BACKGROUND, .limit_class = "hour" };
    http_submit(client, asking_request(wire, "GET", "/3"), &background, seen_keep, &seen);
    http_run(client);
    ck_assert_uint_eq(seen.count, 2);
    ck_assert_int_eq(http_next_due_ms(client), 1800 * 1000);
    struct http_limit limit;
    ck_assert(http_client_limit(client, "hour", &limit));
    ck_assert_int_eq(limit.limit, 250);
    ck_assert_int_eq(limit.remaining, 0);
    ck_assert_int_eq(limit.reset_ms, INT64_C(1700001800000));
    move(&hands, 1800 * 1000);
    pump_until_answers(client, &seen, 3);
    ck_assert_int_eq(seen.answers[2]->status, 200);
    seen_clear(&seen);
    http_client_free(client);
    wire_stop(wire);
}
END_TEST

START_TEST(nothing_goes_out_when_nothing_remains_until_the_reset)
{
    const struct wire_step steps[] = {
        { .answer = "HTTP/1.1 200 OK\r\nX-RateLimit-Limit: 10\r\nX-RateLimit-Remaining: 0\r\n"
                    "X-RateLimit-Reset: 9\r\nContent-Length: 0\r\n\r\n" }
    };
    struct wire *wire = wire_start(steps, 1);
    struct hands hands = { .wall_ms = INT64_C(1700000000000), .monotonic_ms = 5000 };
    struct http_client *client = client_with(&hands, NULL);
    struct heard heard = { 0 };
    struct seen seen = { 0 };
    observe(client, &heard);
    const struct http_call call = { .is_read = true, .limit_class = "minute" };
    http_submit(client, asking_request(wire, "GET", "/1"), &call, seen_keep, &seen);
    pump_until_answers(client, &seen, 1);
    uint64_t second = http_submit(client, asking_request(wire, "GET", "/2"), &call, seen_keep, &seen);
    const struct http_call other = { .is_read = true, .limit_class = "other" };
    http_submit(client, asking_request(wire, "GET", "/3"), &other, seen_keep, &seen);
    pump_until_answers(client, &seen, 2); /* the other class is free to go */
    ck_assert_uint_eq(wire_request_count(wire), 2);
    ck_assert(text_starts_with(wire_request(wire, 1), "GET /3 "));
    ck_assert_uint_eq(heard.wait_count, 1); /* told once */
    ck_assert_uint_eq(heard.waits[0].ticket, second);
    ck_assert_int_eq(heard.waits[0].reason, HTTP_WAITS_FOR_RATE_LIMIT);
    ck_assert_int_eq(heard.waits[0].until_ms, INT64_C(1700000009000));
    move(&hands, 9000);
    pump_until_answers(client, &seen, 3);
    seen_clear(&seen);
    http_client_free(client);
    wire_stop(wire);
}
END_TEST

START_TEST(a_configured_rate_holds_before_the_server_tells_anything)
{
    const struct wire_step steps[] = { { .answer = OK } };
    struct wire *wire = wire_start(steps, 1);
    struct hands hands = { .wall_ms = INT64_C(1700000058000), .monotonic_ms = 5000 }; /* 22:14:18 UTC */
    const struct http_rate rate = { "export", 2, 60 * 1000 };
    struct http_client *client = client_with(&hands, &rate);
    struct seen seen = { 0 };
    const struct http_call call = { .is_read = true, .limit_class = "export", .longest_wait_ms = 120 * 1000 };
    for (int i = 0; i < 3; i++)
        http_submit(client, asking_request(wire, "GET", "/"), &call, seen_keep, &seen);
    pump_until_answers(client, &seen, 2);
    http_run(client);
    ck_assert_uint_eq(http_client_load(client).queued, 1);
    ck_assert_int_eq(http_next_due_ms(client), 42 * 1000); /* the minute ends at 22:15:00 */
    move(&hands, 42 * 1000);
    pump_until_answers(client, &seen, 3);
    seen_clear(&seen);
    http_client_free(client);
    wire_stop(wire);
}
END_TEST

START_TEST(interactive_requests_go_before_background_ones)
{
    const struct wire_step steps[] = { { .answer = OK } };
    struct wire *wire = wire_start(steps, 1);
    const struct http_options options = { .running = 1 };
    struct http_client *client = http_client_new(&options);
    const struct http_call background = { .is_read = true, .priority = HTTP_BACKGROUND };
    struct seen seen = { 0 };
    http_submit(client, asking_request(wire, "GET", "/b1"), &background, seen_keep, &seen);
    http_submit(client, asking_request(wire, "GET", "/b2"), &background, seen_keep, &seen);
    http_submit(client, asking_request(wire, "GET", "/i1"), &read_call, seen_keep, &seen);
    http_submit(client, asking_request(wire, "GET", "/i2"), &read_call, seen_keep, &seen);
    http_run_until_idle(client);
    ck_assert_uint_eq(seen.count, 4);
    static const char *const order[] = { "GET /i1 ", "GET /i2 ", "GET /b1 ", "GET /b2 " };
    for (size_t i = 0; i < 4; i++)
        ck_assert_msg(text_starts_with(wire_request(wire, i), order[i]), "%zu: %s", i, wire_request(wire, i));
    seen_clear(&seen);
    http_client_free(client);
    wire_stop(wire);
}
END_TEST

START_TEST(background_requests_leave_a_place_for_an_interactive_one)
{
    const struct wire_step steps[] = { { .then = WIRE_STALL }, { .then = WIRE_STALL }, { .answer = OK } };
    struct wire *wire = wire_start(steps, 3);
    const struct http_options options = { .running = 3, .running_per_host = 3 };
    struct http_client *client = http_client_new(&options);
    const struct http_call background = { .is_read = true, .priority = HTTP_BACKGROUND };
    struct seen seen = { 0 };
    for (int i = 0; i < 5; i++)
        http_submit(client, asking_request(wire, "GET", "/b"), &background, NULL, NULL);
    pump_until_requests(client, wire, 2);
    ck_assert_uint_eq(http_client_load(client).running, 2);
    ck_assert_uint_eq(http_client_load(client).queued, 3);
    http_submit(client, asking_request(wire, "GET", "/i"), &read_call, seen_keep, &seen);
    pump_until_answers(client, &seen, 1);
    ck_assert(text_starts_with(wire_request(wire, 2), "GET /i "));
    seen_clear(&seen);
    http_client_free(client);
    wire_stop(wire);
}
END_TEST

START_TEST(no_more_run_at_once_than_allowed)
{
    const struct wire_step steps[] = { { .then = WIRE_STALL } };
    struct wire *wire = wire_start(steps, 1);
    struct wire *other = wire_start(steps, 1);
    const struct http_options options = { .running = 3, .running_per_host = 2 };
    struct http_client *client = http_client_new(&options);
    for (int i = 0; i < 4; i++)
        http_submit(client, asking_request(wire, "GET", "/"), &read_call, NULL, NULL);
    pump_until_requests(client, wire, 2);
    ck_assert_uint_eq(http_client_load(client).running, 2);
    const struct http_call elsewhere = { .is_read = true, .limit_class = "other" };
    for (int i = 0; i < 4; i++)
        http_submit(client, asking_request(other, "GET", "/"), &elsewhere, NULL, NULL);
    pump_until_requests(client, other, 1);
    ck_assert_uint_eq(http_client_load(client).running, 3);
    ck_assert_uint_eq(http_client_load(client).queued, 5);
    http_client_free(client);
    wire_stop(other);
    wire_stop(wire);
}
END_TEST

START_TEST(hundreds_of_requests_share_a_few_connections)
{
    const struct wire_step steps[] = { { .answer = OK } };
    struct wire *wire = wire_start(steps, 1);
    struct http_client *client = asking_client();
    const struct http_call background = { .is_read = true, .priority = HTTP_BACKGROUND, .limit_class = "hour" };
    for (int i = 0; i < 500; i++)
        http_submit(client, asking_request(wire, "GET", "/"), &background, NULL, NULL);
    http_run_until_idle(client);
    ck_assert_uint_eq(wire_request_count(wire), 500);
    ck_assert_uint_le(wire_connection_count(wire), 3); /* four for a host, one of them kept free */
    http_client_free(client);
    wire_stop(wire);
}
END_TEST

START_TEST(a_request_can_be_cancelled_at_every_stage)
{
    const struct wire_step steps[] = { { .answer = STATUS("503 Busy") }, { .then = WIRE_STALL } };
    struct wire *wire = wire_start(steps, 2);
    struct http_client *client = asking_client();
    struct heard heard = { 0 };
    struct seen seen = { 0 };
    observe(client, &heard);
    const struct http_call read = { .is_read = true, .attempts = 9 };
    /* queued */
    uint64_t ticket = http_submit(client, asking_request(wire, "POST", "/"), NULL, seen_keep, &seen);
    ck_assert(http_cancel(client, ticket));
    ck_assert_uint_eq(seen.count, 1);
    ck_assert_int_eq(seen.answers[0]->outcome, HTTP_CANCELLED);
    ck_assert_int_eq(seen.answers[0]->error.code, ERROR_CANCELLED);
    ck_assert(!http_cancel(client, ticket));
    /* waiting for a retry */
    ticket = http_submit(client, asking_request(wire, "GET", "/"), &read, seen_keep, &seen);
    pump_until_requests(client, wire, 1);
    while (http_client_load(client).waiting == 0) {
        http_wait(client, NULL, 0, 10);
        http_run(client);
    }
    ck_assert(http_cancel(client, ticket));
    ck_assert_int_eq(seen.answers[1]->outcome, HTTP_CANCELLED);
    ck_assert_uint_eq(seen.answers[1]->attempts, 1);
    /* a read and a write under way */
    ticket = http_submit(client, asking_request(wire, "GET", "/"), &read, seen_keep, &seen);
    pump_until_requests(client, wire, 2);
    ck_assert(http_cancel(client, ticket));
    ck_assert_int_eq(seen.answers[2]->outcome, HTTP_CANCELLED);
    ticket = http_submit(client, asking_request(wire, "POST", "/"), NULL, seen_keep, &seen);
    pump_until_requests(client, wire, 3);
    ck_assert(http_cancel(client, ticket));
    ck_assert_int_eq(seen.answers[3]->outcome, HTTP_UNKNOWN); /* it may have been carried out */
    ck_assert_int_eq(seen.answers[3]->failure, HTTP_FAILURE_CANCELLED);
    /* being connected */
    ticket = http_submit(client, asking_request(wire, "POST", "/"), NULL, seen_keep, &seen);
    http_run(client);
    if (wire_request_count(wire) == 3) {
        ck_assert(http_cancel(client, ticket));
        ck_assert_int_ne(seen.answers[4]->outcome, HTTP_ANSWERED);
    }
    /* one that cannot be sent */
    ticket = http_submit(client, http_request_new("GET", "no URL"), NULL, seen_keep, &seen);
    size_t before = seen.count;
    ck_assert(http_cancel(client, ticket));
    ck_assert_uint_eq(seen.count, before + 1);
    ck_assert_int_eq(seen.answers[before]->failure, HTTP_FAILURE_CANCELLED);
    http_run(client);
    ck_assert_uint_eq(seen.count, before + 1);
    ck_assert(!http_cancel(client, 12345));
    http_client_free(client);
    seen_clear(&seen);
    wire_stop(wire);
}
END_TEST

/* Done callbacks that act on the client. */
struct chain {
    struct http_client *client;
    struct wire *wire;
    uint64_t own;
    uint64_t other;
    unsigned calls;
};

static void cancel_all(uint64_t ticket, const struct http_answer *answer, void *context)
{
    (void)answer;
    struct chain *chain = context;
    chain->calls++;
    if (ticket == chain->own) {
        ck_assert(!http_cancel(chain->client, chain->own)); /* it is done already */
        ck_assert(http_cancel(chain->client, chain->other));
        http_run(chain->client); /* does nothing here */
    }
}

static void submit_next(uint64_t ticket, const struct http_answer *answer, void *context)
{
    (void)ticket;
    ck_assert_int_eq(answer->status, 200);
    struct chain *chain = context;
    if (++chain->calls < 5)
        http_submit(chain->client, asking_request(chain->wire, "GET", "/"), &read_call, submit_next, chain);
}

START_TEST(callbacks_may_cancel_and_submit)
{
    const struct wire_step steps[] = { { .answer = OK } };
    struct wire *wire = wire_start(steps, 1);
    const struct http_options options = { .running = 1, .clock.random = asking_no_chance };
    struct http_client *client = http_client_new(&options);
    struct chain chain = { client, wire, 0, 0, 0 };
    chain.own = http_submit(client, asking_request(wire, "GET", "/1"), &read_call, cancel_all, &chain);
    chain.other = http_submit(client, asking_request(wire, "GET", "/2"), &read_call, cancel_all, &chain);
    http_run_until_idle(client);
    ck_assert_uint_eq(chain.calls, 2);
    ck_assert_uint_eq(wire_request_count(wire), 1);
    chain.calls = 0;
    http_submit(client, asking_request(wire, "GET", "/"), &read_call, submit_next, &chain);
    http_run_until_idle(client);
    ck_assert_uint_eq(chain.calls, 5);
    http_client_free(client);
    wire_stop(wire);
}
END_TEST

START_TEST(an_observer_may_cancel_what_would_be_tried_again)
{
    const struct wire_step steps[] = { { .answer = STATUS("503 Busy") } };
    struct wire *wire = wire_start(steps, 1);
    struct http_client *client = asking_client();
    struct heard heard = { 0 };
    struct seen seen = { 0 };
    observe(client, &heard);
    heard.cancel_at_attempt = http_submit(client, asking_request(wire, "GET", "/"), &read_call, seen_keep, &seen);
    http_run_until_idle(client);
    ck_assert_uint_eq(seen.count, 1);
    ck_assert_int_eq(seen.answers[0]->outcome, HTTP_CANCELLED);
    ck_assert_uint_eq(wire_request_count(wire), 1);
    seen_clear(&seen);
    http_client_free(client);
    wire_stop(wire);
}
END_TEST

START_TEST(freeing_the_client_ends_every_request)
{
    const struct wire_step steps[] = { { .then = WIRE_STALL } };
    struct wire *wire = wire_start(steps, 1);
    struct http_client *client = asking_client();
    struct seen seen = { 0 };
    for (int i = 0; i < 20; i++)
        http_submit(client, asking_request(wire, "GET", "/"), &read_call, seen_keep, &seen);
    pump_until_requests(client, wire, 4);
    http_client_free(client);
    ck_assert_uint_eq(seen.count, 20);
    for (size_t i = 0; i < 20; i++)
        ck_assert_int_eq(seen.answers[i]->outcome, HTTP_CANCELLED);
    seen_clear(&seen);
    wire_stop(wire);
}
END_TEST

START_TEST(waiting_ends_when_a_watched_descriptor_is_ready_or_closed)
{
    struct http_client *client = asking_client();
    int first[2];
    int second[2];
    ck_assert_int_eq(pipe(first), 0);
    ck_assert_int_eq(pipe(second), 0);
    struct http_watch watches[] = { { .descriptor = first[0] }, { .descriptor = second[0] },
                                    { .descriptor = first[1], .for_writing = true } };
    http_wait(client, watches, 2, 0);
    ck_assert(!watches[0].ready && !watches[1].ready);
    http_wait(client, watches, 3, -1);
    ck_assert(!watches[0].ready && !watches[1].ready && watches[2].ready);
    ck_assert_int_eq(write(second[1], "x", 1), 1);
    http_wait(client, watches, 2, -1);
    ck_assert(!watches[0].ready && watches[1].ready);
    close(first[1]);
    http_wait(client, watches, 1, -1);
    ck_assert(watches[0].ready);
    ck_assert_int_eq(http_next_due_ms(client), -1);
    close(first[0]);
    close(second[0]);
    close(second[1]);
    http_client_free(client);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("http queue");
    TCase *tests = tcase_create("http queue");
    tcase_set_timeout(tests, 60);
    tcase_add_test(tests, a_read_is_tried_again_with_growing_pauses_and_every_attempt_is_seen);
    tcase_add_test(tests, a_read_is_given_up_after_its_attempts);
    tcase_add_test(tests, a_write_is_sent_once_whatever_is_answered);
    tcase_add_test(tests, statuses_that_do_not_pass_are_not_tried_again);
    tcase_add_test(tests, a_429_is_waited_for_as_long_as_it_says);
    tcase_add_test(tests, a_wait_that_is_too_long_is_not_waited_for);
    tcase_add_test(tests, nothing_goes_out_when_nothing_remains_until_the_reset);
    tcase_add_test(tests, a_configured_rate_holds_before_the_server_tells_anything);
    tcase_add_test(tests, interactive_requests_go_before_background_ones);
    tcase_add_test(tests, background_requests_leave_a_place_for_an_interactive_one);
    tcase_add_test(tests, no_more_run_at_once_than_allowed);
    tcase_add_test(tests, hundreds_of_requests_share_a_few_connections);
    tcase_add_test(tests, a_request_can_be_cancelled_at_every_stage);
    tcase_add_test(tests, callbacks_may_cancel_and_submit);
    tcase_add_test(tests, an_observer_may_cancel_what_would_be_tried_again);
    tcase_add_test(tests, freeing_the_client_ends_every_request);
    tcase_add_test(tests, waiting_ends_when_a_watched_descriptor_is_ready_or_closed);
    suite_add_tcase(suite, tests);
    return unit_run(suite);
}
