#include <stdlib.h>
#include <string.h>

#include "sim/sim.h"
#include "support/date.h"
#include "support/memory.h"

#define uthash_fatal(message) memory_exhausted()
#include <uthash.h>

/* The same request gets the same luck at its first, second, ... coming, whatever comes in between: a run repeats itself
 * even where its requests overtake each other. */
struct sim_occurrence {
    uint64_t key;
    uint64_t count;
    UT_hash_handle hh;
};

enum { SALT_DRAW = 1, SALT_APPLIES, SALT_FORM };

static uint64_t request_key(const struct sim *sim, const struct sim_request *request)
{
    UT_string text;
    utstring_init(&text);
    utstring_printf(&text, "%s %s", request->method, request->path);
    for (size_t i = 0; i < request->query_count; i++)
        utstring_printf(&text, "\n%s=%s", request->query[i].name, request->query[i].value);
    uint64_t key = sim_hash(&sim->world, SIM_FAULT, sim_hash_text(utstring_body(&text)),
                            sim_hash_text(utstring_body(&request->body)));
    utstring_done(&text);
    return key;
}

static uint64_t count_occurrence(struct sim *sim, uint64_t key)
{
    struct sim_occurrence *found = NULL;
    (void)pthread_mutex_lock(&sim->lock);
    HASH_FIND(hh, sim->occurrences, &key, sizeof key, found);
    if (found == NULL) {
        found = memory_allocate(1, sizeof *found);
        found->key = key;
        HASH_ADD(hh, sim->occurrences, key, sizeof key, found);
    }
    uint64_t count = ++found->count;
    (void)pthread_mutex_unlock(&sim->lock);
    return count;
}

void sim_fault_clear(struct sim *sim)
{
    struct sim_occurrence *occurrence = NULL, *next = NULL;
    HASH_ITER(hh, sim->occurrences, occurrence, next)
    {
        HASH_DEL(sim->occurrences, occurrence);
        free(occurrence);
    }
}

static bool fault_applies(const struct sim_fault *fault, bool coin)
{
    switch (fault->kind) {
    case SIM_FAULT_NONE:
    case SIM_FAULT_TRUNCATE:
    case SIM_FAULT_SLOW:
        return true;
    case SIM_FAULT_GARBAGE:
        return false;
    case SIM_FAULT_STATUS:
        return fault->status == 504 && coin;
    case SIM_FAULT_TIMEOUT:
    case SIM_FAULT_RESET:
        return coin;
    }
    return true;
}

struct sim_fault_choice sim_fault_choose(struct sim *sim, const struct sim_request *request)
{
    struct sim_fault_choice choice = { .kind = SIM_FAULT_NONE, .applies = true };
    if (sim->options.fault_count == 0)
        return choice;
    uint64_t key = request_key(sim, request);
    uint64_t luck = key + count_occurrence(sim, key);
    /* One draw for all, so that each hits the share that it was given. */
    double draw = sim_unit(&sim->world, SIM_FAULT, luck, SALT_DRAW), before = 0;
    for (size_t i = 0; i < sim->options.fault_count; i++) {
        const struct sim_fault *fault = &sim->options.faults[i];
        if (fault->path != NULL && strncmp(request->path, fault->path, strlen(fault->path)) != 0)
            continue;
        before += fault->share;
        if (draw >= before)
            continue;
        choice.kind = fault->kind;
        choice.status = fault->status;
        choice.name = fault->name;
        choice.applies = fault_applies(fault, sim_pick(&sim->world, SIM_FAULT, luck, SALT_APPLIES, 2) == 0);
        choice.form = sim_pick(&sim->world, SIM_FAULT, luck, SALT_FORM, 1000);
        return choice;
    }
    return choice;
}

static const char bad_gateway[] = "<html>\r\n<head><title>502 Bad Gateway</title></head>\r\n<body>\r\n"
                                  "<center><h1>502 Bad Gateway</h1></center>\r\n<hr><center>nginx</center>\r\n"
                                  "</body>\r\n</html>\r\n";
static const char login_page[] = "<!DOCTYPE html>\n<html><head><title>Sign in to the network</title></head>\n"
                                 "<body><form action=\"/login\"><input name=\"user\"><input name=\"password\" "
                                 "type=\"password\"></form></body></html>\n";

/* A 429 comes in all forms that are seen: with the three headers, with the one that some contracts get, with none. */
static void answer_rate_limited(const struct sim *sim, unsigned form, struct sim_reply *reply)
{
    sim_reply_error(reply, 429, "Rate limited");
    if (form % 3 == 0) {
        long long end = (long long)(date_now_ms() / 1000) + 1;
        sim_reply_header(reply, "X-RateLimit-Limit", "1");
        sim_reply_header(reply, "X-RateLimit-Remaining", "0");
        sim_reply_header(reply, "X-RateLimit-Reset", "%lld", sim->options.reset == SIM_RESET_EPOCH ? end : 1LL);
    } else if (form % 3 == 1) {
        sim_reply_header(reply, "X-Ratelimit-Retry-After", "1");
    }
}

void sim_fault_answer(const struct sim *sim, const struct sim_fault_choice *fault, struct sim_reply *reply)
{
    static const char binary[] = "\x1f\x8b\x08\x00\x00\x00\xff\xfe\x80{\"message\":\"success\"";
    if (fault->kind == SIM_FAULT_GARBAGE) {
        if (fault->form % 2 == 0)
            sim_reply_text(reply, 200, "text/html; charset=utf-8", login_page, sizeof login_page - 1);
        else
            sim_reply_text(reply, 200, "application/octet-stream", binary, sizeof binary - 1);
        return;
    }
    switch (fault->status) {
    case 401:
        sim_reply_error(reply, 401, "Invalid API key: %s", sim->options.api_key);
        sim_reply_header(reply, "X-RateLimit-Limit", "%s", "");
        sim_reply_header(reply, "X-RateLimit-Remaining", "%s", "");
        sim_reply_header(reply, "X-RateLimit-Reset", "%s", "");
        break;
    case 403:
        sim_reply_error(reply, 403, "You do not have permission to access this resource");
        break;
    case 404:
        sim_reply_error(reply, 404, "Not Found");
        break;
    case 429:
        answer_rate_limited(sim, fault->form, reply);
        break;
    case 502:
        sim_reply_text(reply, 502, "text/html", bad_gateway, sizeof bad_gateway - 1);
        break;
    case 503:
        sim_reply_error(reply, 503, "Service Unavailable");
        break;
    case 504:
        sim_reply_error(reply, 504, "Gateway Timeout");
        break;
    default:
        sim_reply_error(reply, 500, "Internal Server Error");
        break;
    }
}
