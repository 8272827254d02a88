/* One request as it was read, and the answer that is made for it. */
#ifndef SIM_EXCHANGE_H
#define SIM_EXCHANGE_H

#include <cjson/cJSON.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "sim/identity.h"
#include "support/error.h"
#include "support/text.h"

struct sim_pair {
    char *name, *value;
};

struct sim_request {
    uint64_t number; /* counts the requests from 1 */
    char *method, *path;
    unsigned per_page; /* rows on a full page of the endpoint; 0: it has none, or nobody knows */
    char *path_id;     /* what stood for {id} in the endpoint's path; else NULL */
    struct sim_pair *query;
    size_t query_count;
    struct sim_pair *headers;
    size_t header_count;
    UT_string body;
    bool too_large; /* the body was longer than any endpoint takes; only its beginning was kept */
    cJSON *json;    /* the body, where it was read as JSON; else NULL */
};

enum { SIM_MOST_REPLY_HEADERS = 8 };

struct sim_reply {
    unsigned status; /* 0: nothing is answered */
    cJSON *json;     /* the body; or else text */
    char *text;
    size_t text_length;
    const char *content_type;
    struct sim_pair headers[SIM_MOST_REPLY_HEADERS];
    size_t header_count;
    bool applied; /* something was written */
    char request_id[SIM_ID_SIZE];
};

/* The first value of a query parameter or header (in any casing), borrowed, or NULL. */
const char *sim_request_query(const struct sim_request *request, const char *name);
const char *sim_request_header(const struct sim_request *request, const char *name);

/* Whether a parameter says true. */
bool sim_request_flag(const struct sim_request *request, const char *name);

/* A whole number between least and most from the query; fallback if it is absent. False: the reply says 400. */
bool sim_request_number(const struct sim_request *request, struct sim_reply *reply, const char *name, long least,
                        long most, long fallback, long *number) MUST_CHECK;

/* As above for a number that must be there. */
bool sim_request_need_number(const struct sim_request *request, struct sim_reply *reply, const char *name, long least,
                             long most, long *number) MUST_CHECK;

void sim_request_clear(struct sim_request *request);

/* Answers {"message": ...}; whatever was there before is dropped. Always returns false. */
bool sim_reply_error(struct sim_reply *reply, unsigned status, const char *format, ...) PRINTF_LIKE(3, 4);

/* Answers with an object that is the reply's, empty but for what the caller adds. */
cJSON *sim_reply_object(struct sim_reply *reply, unsigned status);

/* Answers with text (copied) of a content type (a constant). */
void sim_reply_text(struct sim_reply *reply, unsigned status, const char *content_type, const char *text,
                    size_t length);

void sim_reply_header(struct sim_reply *reply, const char *name, const char *format, ...) PRINTF_LIKE(3, 4);
void sim_reply_clear(struct sim_reply *reply);

/* Prints the body, once the reply is complete; the caller frees it. */
char *sim_reply_print(const struct sim_reply *reply, size_t *length);

#endif
