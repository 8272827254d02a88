#include "http/queue.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>
#include <utlist.h>

#include "http/transfer.h"

enum {
    SHORTEST_TOLD_MS = 1000, /* a shorter wait is not worth telling */
    LEFT_FREE = 1            /* places that background requests leave to interactive ones */
};

struct lane {
    char *limit_class; /* "" for requests without one, which are not paced */
    struct http_pace pace;
    struct job *queued[HTTP_PRIORITIES]; /* by ticket */
    size_t count;
    UT_hash_handle hh;
};

struct host {
    char *name;
    unsigned running_count;
    UT_hash_handle hh;
};

void job_free(struct job *job)
{
    http_request_free(job->request);
    free((char *)(uintptr_t)job->call.limit_class);
    free((char *)(uintptr_t)job->call.label);
    error_clear(&job->error);
    free(job);
}

void queue_init(struct queue *queue, unsigned most_running, unsigned most_running_per_host)
{
    *queue = (struct queue){ .most_running = most_running, .most_running_per_host = most_running_per_host };
}

void queue_clear(struct queue *queue)
{
    assert(queue->jobs == NULL);
    struct lane *lane;
    struct lane *next_lane;
    HASH_ITER(hh, queue->lanes, lane, next_lane)
    {
        HASH_DEL(queue->lanes, lane);
        free(lane->limit_class);
        free(lane);
    }
    struct host *host;
    struct host *next_host;
    HASH_ITER(hh, queue->hosts, host, next_host)
    {
        HASH_DEL(queue->hosts, host);
        free(host->name);
        free(host);
    }
}

static struct lane *find_lane(struct queue *queue, const char *limit_class)
{
    struct lane *lane;
    HASH_FIND_STR(queue->lanes, limit_class, lane);
    return lane;
}

static struct lane *add_lane(struct queue *queue, const char *limit_class, const struct http_rate *rate, int64_t now,
                             int64_t utc_ms)
{
    struct lane *lane = memory_allocate(1, sizeof *lane);
    lane->limit_class = memory_copy_string(limit_class);
    http_pace_init(&lane->pace, rate, now, utc_ms);
    HASH_ADD_KEYPTR(hh, queue->lanes, lane->limit_class, strlen(lane->limit_class), lane);
    return lane;
}

void queue_add_rate(struct queue *queue, const struct http_rate *rate, int64_t now, int64_t utc_ms)
{
    struct lane *lane = find_lane(queue, rate->limit_class);
    if (lane != NULL)
        http_pace_init(&lane->pace, rate, now, utc_ms);
    else
        add_lane(queue, rate->limit_class, rate, now, utc_ms);
}

static struct host *host_named(struct queue *queue, const char *name)
{
    struct host *host;
    HASH_FIND_STR(queue->hosts, name, host);
    if (host == NULL) {
        host = memory_allocate(1, sizeof *host);
        host->name = memory_copy_string(name);
        HASH_ADD_KEYPTR(hh, queue->hosts, host->name, strlen(host->name), host);
    }
    return host;
}

static bool is_paced(const struct lane *lane)
{
    return lane->limit_class[0] != '\0';
}

static bool is_background(const struct job *job)
{
    return job->call.priority == HTTP_BACKGROUND;
}

/* Almost always the last of its lane; one that comes back for a retry is the oldest. */
static void enqueue(struct job *job)
{
    struct job **queued = &job->lane->queued[job->call.priority];
    struct job *after = *queued != NULL ? (*queued)->prev : NULL;
    if (after == NULL || after->ticket < job->ticket) {
        DL_APPEND(*queued, job);
    } else {
        after = *queued;
        while (after->ticket < job->ticket)
            after = after->next;
        DL_PREPEND_ELEM(*queued, after, job);
    }
    job->state = JOB_QUEUED;
    job->lane->count++;
}

void queue_add(struct queue *queue, struct job *job, const char *host, int64_t now, int64_t utc_ms)
{
    const char *limit_class = job->call.limit_class != NULL ? job->call.limit_class : "";
    job->lane = find_lane(queue, limit_class);
    if (job->lane == NULL)
        job->lane = add_lane(queue, limit_class, NULL, now, utc_ms);
    job->host = host_named(queue, host);
    HASH_ADD(hh, queue->jobs, ticket, sizeof job->ticket, job);
    if (job->failure == HTTP_FAILURE_NONE) {
        enqueue(job);
    } else {
        job->state = JOB_UNSENDABLE;
        DL_APPEND(queue->unsendable, job);
    }
}

/* Out of the list it is in. */
static void unlist(struct queue *queue, struct job *job)
{
    switch (job->state) {
    case JOB_UNSENDABLE:
        DL_DELETE(queue->unsendable, job);
        break;
    case JOB_QUEUED:
        DL_DELETE(job->lane->queued[job->call.priority], job);
        job->lane->count--;
        break;
    case JOB_WAITING:
        DL_DELETE(queue->waiting, job);
        break;
    case JOB_RUNNING:
        DL_DELETE(queue->running, job);
        break;
    }
    job->prev = NULL;
    job->next = NULL;
}

void queue_remove(struct queue *queue, struct job *job)
{
    unlist(queue, job);
    HASH_DEL(queue->jobs, job);
}

struct job *queue_find(struct queue *queue, uint64_t ticket)
{
    struct job *job;
    HASH_FIND(hh, queue->jobs, &ticket, sizeof ticket, job);
    return job;
}

uint64_t queue_any(const struct queue *queue)
{
    return queue->jobs != NULL ? queue->jobs->ticket : 0;
}

static bool has_place(unsigned running, unsigned most, bool background)
{
    return running < most && (!background || most <= LEFT_FREE || running < most - LEFT_FREE);
}

/* The oldest job of a priority that has a place and need not wait; *soonest is the shortest wait of the others. */
static struct job *startable(const struct queue *queue, bool background, int64_t now, int64_t *soonest)
{
    struct job *best = NULL;
    if (!has_place(queue->running_count, queue->most_running, background))
        return NULL;
    for (struct lane *lane = queue->lanes; lane != NULL; lane = lane->hh.next) {
        struct job *job = lane->queued[background ? HTTP_BACKGROUND : HTTP_INTERACTIVE];
        if (job == NULL || !has_place(job->host->running_count, queue->most_running_per_host, background))
            continue;
        int64_t wait = is_paced(lane) ? http_pace_wait_ms(&lane->pace, background, now) : 0;
        if (wait > 0 && wait < *soonest)
            *soonest = wait;
        if (wait == 0 && (best == NULL || job->ticket < best->ticket))
            best = job;
    }
    return best;
}

/* A first job of a lane that has to wait for longer than its observers know. */
static struct job *untold(const struct queue *queue, int64_t now, int64_t *wait_ms)
{
    for (struct lane *lane = queue->lanes; lane != NULL; lane = lane->hh.next) {
        for (int priority = 0; is_paced(lane) && priority < HTTP_PRIORITIES; priority++) {
            struct job *job = lane->queued[priority];
            if (job == NULL)
                continue;
            *wait_ms = http_pace_wait_ms(&lane->pace, is_background(job), now);
            if (*wait_ms > job->call.longest_wait_ms ||
                (*wait_ms >= SHORTEST_TOLD_MS && now + *wait_ms >= job->told_until + SHORTEST_TOLD_MS))
                return job;
        }
    }
    return NULL;
}

bool queue_next(struct queue *queue, int64_t now, struct queue_next *next)
{
    struct job *job;
    struct job *following;
    DL_FOREACH_SAFE(queue->waiting, job, following)
    {
        if (job->not_before <= now) {
            unlist(queue, job);
            enqueue(job);
        }
    }
    int64_t soonest = INT64_MAX;
    next->wait_ms = 0;
    next->job = queue->unsendable;
    if (next->job == NULL)
        next->job = startable(queue, false, now, &soonest);
    if (next->job == NULL)
        next->job = startable(queue, true, now, &soonest);
    if (next->job == NULL)
        next->job = untold(queue, now, &next->wait_ms);
    return next->job != NULL;
}

void queue_start(struct queue *queue, struct job *job, int64_t now)
{
    unlist(queue, job);
    job->state = JOB_RUNNING;
    DL_APPEND(queue->running, job);
    queue->running_count++;
    job->host->running_count++;
    if (is_paced(job->lane))
        http_pace_started(&job->lane->pace, is_background(job), now);
}

void queue_ended(struct queue *queue, struct job *job, const struct http_rate_facts *facts, int64_t now)
{
    queue->running_count--;
    job->host->running_count--;
    if (is_paced(job->lane))
        http_pace_ended(&job->lane->pace, facts, now);
}

void queue_later(struct queue *queue, struct job *job, int64_t not_before)
{
    unlist(queue, job);
    job->state = JOB_WAITING;
    job->not_before = not_before;
    DL_APPEND(queue->waiting, job);
}

void queue_block(struct queue *queue, const struct job *job, int64_t until)
{
    (void)queue;
    if (is_paced(job->lane))
        http_pace_block(&job->lane->pace, until);
}

static int64_t idle_deadline(const struct job *job)
{
    int64_t longest = job->call.idle_timeout_ms;
    int64_t timeout = job->call.first_idle_timeout_ms > 0 ? job->call.first_idle_timeout_ms : longest;
    for (unsigned i = 1; i < job->attempts && timeout < longest; i++)
        timeout *= 2;
    return transfer_idle_deadline(job->transfer, timeout < longest ? timeout : longest);
}

struct job *queue_first_idle(struct queue *queue, int64_t now)
{
    struct job *job;
    DL_FOREACH(queue->running, job)
    {
        if (idle_deadline(job) <= now)
            return job;
    }
    return NULL;
}

int64_t queue_due_ms(struct queue *queue, int64_t now)
{
    int64_t soonest = INT64_MAX;
    if (queue->unsendable != NULL || startable(queue, false, now, &soonest) != NULL ||
        startable(queue, true, now, &soonest) != NULL)
        return 0;
    int64_t due = soonest < INT64_MAX ? now + soonest : INT64_MAX;
    struct job *job;
    DL_FOREACH(queue->waiting, job)
    {
        if (job->not_before < due)
            due = job->not_before;
    }
    DL_FOREACH(queue->running, job)
    {
        int64_t deadline = idle_deadline(job);
        if (deadline < due)
            due = deadline;
    }
    if (due == INT64_MAX)
        return -1;
    return due > now ? due - now : 0;
}

struct http_load queue_load(const struct queue *queue)
{
    struct http_load load = { .running = queue->running_count };
    const struct job *job;
    DL_FOREACH(queue->waiting, job)
    {
        load.waiting++;
    }
    DL_FOREACH(queue->unsendable, job)
    {
        load.queued++;
    }
    for (const struct lane *lane = queue->lanes; lane != NULL; lane = lane->hh.next)
        load.queued += lane->count;
    return load;
}

bool queue_limit(struct queue *queue, const char *limit_class, int64_t now, struct http_limit *out)
{
    struct lane *lane = find_lane(queue, limit_class);
    if (lane == NULL)
        return false;
    http_pace_read(&lane->pace, now, out);
    return out->limit >= 0 || out->remaining >= 0 || out->blocked_until_ms >= 0;
}
