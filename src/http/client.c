#include "http/client.h"

#include <assert.h>
#include <curl/curl.h>
#include <limits.h>
#include <poll.h>
#include <stdlib.h>
#include <string.h>

#include "http/queue.h"
#include "http/retry.h"
#include "http/transfer.h"
#include "http/wipe.h"
#include "support/date.h"
#include "support/memory.h"

enum { RUNNING = 8, RUNNING_PER_HOST = 4, COLLECT_MS = 5 };

struct http_client {
    CURLM *multi;
    struct transfer_place place;
    struct queue queue;
    struct http_observer *observers;
    size_t observer_count;
    struct curl_waitfd *waits; /* http_wait()'s, kept between calls */
    size_t wait_room;
    uint64_t last_ticket;
    bool in_callback_of_run;
    bool has_more; /* answers that are there were not worked on yet */
};

static int64_t system_wall(void *context)
{
    (void)context;
    return date_now_ms();
}

static int64_t system_monotonic(void *context)
{
    (void)context;
    return date_monotonic_ms();
}

static double system_random(void *context)
{
    (void)context;
    return (double)arc4random() / ((double)UINT32_MAX + 1);
}

static int64_t now_of(const struct http_client *client)
{
    return client->place.clock.monotonic_ms(client->place.clock.context);
}

static int64_t utc_of(const struct http_client *client)
{
    return client->place.clock.wall_ms(client->place.clock.context);
}

struct http_client *http_client_new(const struct http_options *options)
{
    static const struct http_options defaults = HTTP_OPTIONS_INIT;
    if (options == NULL)
        options = &defaults;
    struct http_client *client = memory_allocate(1, sizeof *client);
    struct http_clock *clock = &client->place.clock;
    *clock = options->clock;
    if (clock->wall_ms == NULL)
        clock->wall_ms = system_wall;
    if (clock->monotonic_ms == NULL)
        clock->monotonic_ms = system_monotonic;
    if (clock->random == NULL)
        clock->random = system_random;
    client->place.ca_file = memory_copy_string(options->ca_file);
    client->place.proxy = memory_copy_string(options->proxy);
    queue_init(&client->queue, options->running > 0 ? options->running : RUNNING,
               options->running_per_host > 0 ? options->running_per_host : RUNNING_PER_HOST);
    for (size_t i = 0; i < options->rate_count; i++)
        queue_add_rate(&client->queue, &options->rates[i], now_of(client), utc_of(client));
    http_wipe_start();
    client->multi = curl_multi_init();
    if (client->multi == NULL)
        memory_exhausted();
    return client;
}

void http_client_free(struct http_client *client)
{
    if (client == NULL)
        return;
    assert(!client->in_callback_of_run);
    uint64_t ticket;
    while ((ticket = queue_any(&client->queue)) != 0)
        http_cancel(client, ticket);
    queue_clear(&client->queue);
    curl_multi_cleanup(client->multi);
    curl_global_cleanup();
    free(client->place.ca_file);
    free(client->place.proxy);
    free(client->observers);
    free(client->waits);
    free(client);
}

void http_observe(struct http_client *client, const struct http_observer *observer)
{
    client->observers = memory_resize(client->observers, client->observer_count + 1, sizeof *client->observers);
    client->observers[client->observer_count++] = *observer;
}

void http_unobserve(struct http_client *client, const void *context)
{
    size_t kept = 0;
    for (size_t i = 0; i < client->observer_count; i++)
        if (client->observers[i].context != context)
            client->observers[kept++] = client->observers[i];
    client->observer_count = kept;
}

static void tell_waiting(struct http_client *client, struct job *job, enum http_wait_reason reason, int64_t wait_ms)
{
    const struct http_waiting waiting = { .ticket = job->ticket,
                                          .reason = reason,
                                          .limit_class = job->call.limit_class,
                                          .until_ms = utc_of(client) + wait_ms };
    for (size_t i = 0; i < client->observer_count; i++)
        if (client->observers[i].waiting != NULL)
            client->observers[i].waiting(&waiting, client->observers[i].context);
}

/* The defaults of client.h. */
static void complete_call(struct http_call *call)
{
    bool background = call->priority == HTTP_BACKGROUND;
    call->limit_class = memory_copy_string(call->limit_class);
    call->label = memory_copy_string(call->label);
    if (call->attempts == 0)
        call->attempts = background ? 6 : 2;
    if (!call->is_read)
        call->attempts = 1;
    if (call->connect_timeout_ms <= 0)
        call->connect_timeout_ms = 10 * 1000;
    if (call->idle_timeout_ms <= 0)
        call->idle_timeout_ms = (background ? 120 : 30) * 1000;
    if (call->total_timeout_ms <= 0)
        call->total_timeout_ms = (background ? 600 : 60) * 1000;
    if (call->answer_limit == 0)
        call->answer_limit = (size_t)64 * 1024 * 1024;
    if (call->longest_wait_ms <= 0)
        call->longest_wait_ms = (background ? INT64_C(70 * 60) : 15) * 1000;
}

uint64_t http_submit(struct http_client *client, struct http_request *request, const struct http_call *call,
                     http_done done, void *context)
{
    struct job *job = memory_allocate(1, sizeof *job);
    job->ticket = ++client->last_ticket;
    job->request = request;
    if (call != NULL)
        job->call = *call;
    complete_call(&job->call);
    job->done = done;
    job->context = context;
    job->failure = http_request_check(request, &job->error);
    char *host = http_request_host(request);
    queue_add(&client->queue, job, host, now_of(client), utc_of(client));
    free(host);
    return job->ticket;
}

/* An answer for a job of which no attempt is under way. */
static void make_unsent(const struct job *job, enum http_failure failure, struct http_answer *answer)
{
    *answer = (struct http_answer){ .outcome = failure == HTTP_FAILURE_CANCELLED ? HTTP_CANCELLED : HTTP_NOT_SENT,
                                    .failure = failure,
                                    .version = "",
                                    .timings = { -1, -1, -1, -1, -1 } };
    answer->body = memory_copy_string("");
    answer->address = memory_copy_string("");
    answer->attempts = job->attempts;
    char *host = http_request_host(job->request);
    http_failure_tell(failure, host, NULL, &answer->error);
    free(host);
}

static void tell_attempt(struct http_client *client, const struct job *job, const struct http_answer *answer,
                         int64_t retry_in_ms)
{
    const struct http_attempt attempt = { .ticket = job->ticket,
                                          .request = job->request,
                                          .call = &job->call,
                                          .answer = answer,
                                          .retry_in_ms = retry_in_ms };
    for (size_t i = 0; i < client->observer_count; i++)
        if (client->observers[i].attempt != NULL)
            client->observers[i].attempt(&attempt, client->observers[i].context);
}

static void start_due(struct http_client *client);

static void send_and_receive(struct http_client *client)
{
    int running;
    if (curl_multi_perform(client->multi, &running) == CURLM_OUT_OF_MEMORY)
        memory_exhausted();
}

static void tell_end(struct http_client *client, struct job *job, struct http_answer *answer, bool was_attempt)
{
    if (was_attempt)
        tell_attempt(client, job, answer, -1);
    if (job->done != NULL)
        job->done(job->ticket, answer, job->context);
    http_answer_clear(answer);
    job_free(job);
}

/* Ends a job, which is taken from the queue before anybody hears of it, so that it cannot be cancelled any more. */
static void end_job(struct http_client *client, struct job *job, struct http_answer *answer, bool was_attempt)
{
    queue_remove(&client->queue, job);
    tell_end(client, job, answer, was_attempt);
}

static void end_unsent(struct http_client *client, struct job *job, enum http_failure failure)
{
    struct http_answer answer;
    make_unsent(job, failure, &answer);
    if (job->error.message != NULL)
        error_move(&answer.error, &job->error);
    end_job(client, job, &answer, false);
}

/* Takes the transfer down and its result out. */
static void take_result(struct http_client *client, struct job *job, CURLcode code, enum http_failure failure,
                        struct http_answer *answer)
{
    /* Before the handle is removed, while libcurl still knows everything about it. */
    transfer_finish(job->transfer, code, failure, answer);
    answer->attempts = job->attempts;
    curl_multi_remove_handle(client->multi, transfer_handle(job->transfer));
    transfer_free(job->transfer);
    job->transfer = NULL;
}

static void end_attempt(struct http_client *client, struct job *job, CURLcode code, enum http_failure failure)
{
    struct http_answer answer;
    struct http_rate_facts facts;
    int64_t now = now_of(client);
    take_result(client, job, code, failure, &answer);
    http_rate_facts_read(&answer, utc_of(client), &facts);
    queue_ended(&client->queue, job, &facts, now);
    bool helps = http_retry_helps(&answer);
    int64_t asked = http_retry_asked_ms(&answer, &facts);
    int64_t pause = http_retry_pause_ms(job->attempts, asked, client->place.clock.random(client->place.clock.context));
    if (answer.status == 429 && answer.outcome == HTTP_ANSWERED)
        queue_block(&client->queue, job, now + (asked >= 0 ? asked : pause));
    if (!helps || job->attempts >= job->call.attempts || pause > job->call.longest_wait_ms) {
        queue_remove(&client->queue, job);
        /* After a background read the next one takes its place first, so that it is on its way while this answer is worked
         * on. Elsewhere what a callback cancels must not have been sent. */
        if (job->call.is_read && job->call.priority == HTTP_BACKGROUND) {
            start_due(client);
            send_and_receive(client);
        }
        tell_end(client, job, &answer, true);
        return;
    }
    /* Queued again before anybody hears of it: they may cancel it. */
    uint64_t ticket = job->ticket;
    queue_later(&client->queue, job, now + pause);
    tell_attempt(client, job, &answer, pause);
    http_answer_clear(&answer);
    if ((job = queue_find(&client->queue, ticket)) != NULL)
        tell_waiting(client, job, HTTP_WAITS_FOR_RETRY, pause);
}

bool http_cancel(struct http_client *client, uint64_t ticket)
{
    struct job *job = queue_find(&client->queue, ticket);
    if (job == NULL)
        return false;
    if (job->transfer == NULL) {
        error_clear(&job->error);
        end_unsent(client, job, HTTP_FAILURE_CANCELLED);
        return true;
    }
    struct http_answer answer;
    take_result(client, job, CURLE_OK, HTTP_FAILURE_CANCELLED, &answer);
    queue_ended(&client->queue, job, NULL, now_of(client));
    end_job(client, job, &answer, true);
    return true;
}

static void start_job(struct http_client *client, struct job *job)
{
    queue_start(&client->queue, job, now_of(client));
    job->attempts++;
    job->transfer = transfer_new(job->request, &job->call, &client->place, job);
    if (curl_multi_add_handle(client->multi, transfer_handle(job->transfer)) != CURLM_OK)
        memory_exhausted();
}

/* Starts, or gives up, what is due. */
static void start_due(struct http_client *client)
{
    struct queue_next next;
    while (queue_next(&client->queue, now_of(client), &next)) {
        struct job *job = next.job;
        if (job->failure != HTTP_FAILURE_NONE) {
            end_unsent(client, job, job->failure);
        } else if (next.wait_ms == 0) {
            start_job(client, job);
        } else if (next.wait_ms > job->call.longest_wait_ms) {
            end_unsent(client, job, HTTP_FAILURE_RATE_LIMIT);
        } else {
            job->told_until = now_of(client) + next.wait_ms;
            tell_waiting(client, job, HTTP_WAITS_FOR_RATE_LIMIT, next.wait_ms);
        }
    }
}

/* Answers may come as fast as they are worked on: whoever runs the client has other things to do, too. */
static void collect_done(struct http_client *client)
{
    int left = 0;
    CURLMsg *message;
    int64_t until_ms = date_monotonic_ms() + COLLECT_MS;
    client->has_more = false;
    while ((message = curl_multi_info_read(client->multi, &left)) != NULL) {
        struct job *job = NULL;
        CURLcode code = message->data.result;
        if (message->msg == CURLMSG_DONE &&
            curl_easy_getinfo(message->easy_handle, CURLINFO_PRIVATE, (char **)&job) == CURLE_OK && job != NULL)
            end_attempt(client, job, code, HTTP_FAILURE_NONE);
        if (date_monotonic_ms() >= until_ms) {
            client->has_more = true;
            return;
        }
    }
}

static void stop_idle(struct http_client *client)
{
    struct job *job;
    while ((job = queue_first_idle(&client->queue, now_of(client))) != NULL)
        end_attempt(client, job, CURLE_OPERATION_TIMEDOUT, HTTP_FAILURE_IDLE_TIMEOUT);
}

void http_run(struct http_client *client)
{
    if (client->in_callback_of_run)
        return;
    client->in_callback_of_run = true;
    start_due(client);
    send_and_receive(client);
    collect_done(client);
    stop_idle(client);
    start_due(client);
    client->in_callback_of_run = false;
}

int64_t http_next_due_ms(struct http_client *client)
{
    return client->has_more ? 0 : queue_due_ms(&client->queue, now_of(client));
}

void http_wait(struct http_client *client, struct http_watch *watches, size_t count, int timeout_ms)
{
    int64_t due = http_next_due_ms(client);
    if (timeout_ms < 0 || (due >= 0 && due < timeout_ms))
        timeout_ms = due < 0 || due > INT_MAX ? INT_MAX : (int)due;
    if (count > client->wait_room) {
        client->waits = memory_resize(client->waits, count, sizeof *client->waits);
        client->wait_room = count;
    }
    for (size_t i = 0; i < count; i++) {
        client->waits[i].fd = watches[i].descriptor;
        client->waits[i].events = watches[i].for_writing ? CURL_WAIT_POLLOUT : CURL_WAIT_POLLIN;
        client->waits[i].revents = 0;
        watches[i].ready = false;
    }
    if (curl_multi_poll(client->multi, client->waits, (unsigned)count, timeout_ms, NULL) == CURLM_OUT_OF_MEMORY)
        memory_exhausted();
    /* libcurl does not hand on POLLHUP and POLLERR of a foreign descriptor in every version. */
    for (size_t i = 0; i < count; i++) {
        struct pollfd now = { .fd = watches[i].descriptor, .events = watches[i].for_writing ? POLLOUT : POLLIN };
        watches[i].ready = poll(&now, 1, 0) > 0;
    }
}

void http_run_until_idle(struct http_client *client)
{
    http_run(client);
    while (queue_any(&client->queue) != 0) {
        http_wait(client, NULL, 0, -1);
        http_run(client);
    }
}

struct http_load http_client_load(const struct http_client *client)
{
    return queue_load(&client->queue);
}

bool http_client_limit(struct http_client *client, const char *limit_class, struct http_limit *out)
{
    int64_t now = now_of(client);
    if (!queue_limit(&client->queue, limit_class, now, out))
        return false;
    int64_t shift = utc_of(client) - now;
    if (out->reset_ms >= 0)
        out->reset_ms += shift;
    if (out->blocked_until_ms >= 0)
        out->blocked_until_ms += shift;
    if (out->background_until_ms >= 0)
        out->background_until_ms += shift;
    return true;
}
