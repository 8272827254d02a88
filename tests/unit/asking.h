/* What the tests of http share: clients whose chance is fixed, and answers kept. */
#ifndef ASKING_H
#define ASKING_H

#include "http/client.h"
#include "wire.h"

struct seen {
    struct http_answer *answers[64];
    uint64_t tickets[64];
    size_t count;
};

/* A done callback: keeps a copy of the answer in the struct seen given as context. */
void seen_keep(uint64_t ticket, const struct http_answer *answer, void *context);
void seen_clear(struct seen *seen);

/* A client with the default options, whose pauses before a retry are the shortest there are: 250 ms, 500 ms, ... */
struct http_client *asking_client(void);
double asking_no_chance(void *context);

struct http_request *asking_request(struct wire *wire, const char *method, const char *path);

/* Sends one request, runs until it is done and gives its answer, to be freed. */
struct http_answer *ask(struct http_client *client, struct http_request *request, const struct http_call *call);

/* Waits and runs until the wire has seen so many requests, or seen so many answers; fails after ten seconds. */
void pump_until_requests(struct http_client *client, struct wire *wire, size_t count);
void pump_until_answers(struct http_client *client, const struct seen *seen, size_t count);

#endif
