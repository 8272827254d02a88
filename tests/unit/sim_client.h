/* A client for tests against the simulator in the same process. */
#ifndef SIM_CLIENT_H
#define SIM_CLIENT_H

#include <cjson/cJSON.h>
#include <curl/curl.h>
#include <stddef.h>

#include "sim/simulator.h"
#include "support/text.h"

struct client_answer {
    CURLcode code;
    long status;
    UT_string headers; /* as they came, lower-case names */
    UT_string body;
    cJSON *json; /* NULL if the body is none */
};

/* Starts a simulator with options given as "name", "value", ..., NULL on top of today 2026-09-15. Fails the test if it
 * does not start. */
struct sim *client_start(const char *name, ...);

/* One request on a connection of its own with the key "demo-key"; body NULL: GET, else POST of JSON. The time limit is
 * limit_ms. The caller ends the answer with client_answer_clear(). */
struct client_answer client_ask_within(const struct sim *sim, const char *path, const char *body, long limit_ms);
struct client_answer client_ask(const struct sim *sim, const char *path, const char *body);

/* The same with headers instead of the usual ones, ended by NULL, and a method (NULL: GET or POST). */
struct client_answer client_ask_with(const struct sim *sim, const char *method, const char *path, const void *body,
                                     size_t length, const char *const *headers);
void client_answer_clear(struct client_answer *answer);

/* Asks, expects a status, and gives the body's JSON to the caller (to free). */
cJSON *client_expect(const struct sim *sim, const char *path, const char *body, long status);

/* Sends a body to users/track, which takes it. */
void client_track(const struct sim *sim, const char *body);

/* The value at pointer of what users/export/ids answers to the body prints as expected. */
void client_expect_exported(const struct sim *sim, const char *body, const char *pointer, const char *expected);

/* The value of a header (name in lower case) as a new string, or NULL. */
char *client_header(const struct client_answer *answer, const char *name);

/* The value at a JSON pointer as "/data/0/time", or NULL. Borrowed. */
const cJSON *client_at(const cJSON *json, const char *pointer);

/* Fails the test unless the value at pointer prints as expected. */
void client_expect_at(const cJSON *json, const char *pointer, const char *expected);

#endif
