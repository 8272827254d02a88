/* One attempt to send a request: an easy handle of libcurl and what it brings in. Private to src/http. */
#ifndef HTTP_TRANSFER_H
#define HTTP_TRANSFER_H

#include <curl/curl.h>
#include <stdbool.h>
#include <stdint.h>

#include "http/answer.h"
#include "http/client.h"
#include "http/request.h"

struct transfer_place { /* what all attempts of a client have in common */
    struct http_clock clock;
    char *ca_file;
    char *proxy;
};

struct transfer;

/* request, call (no field of it zero any more) and place are borrowed until transfer_free(). */
struct transfer *transfer_new(const struct http_request *request, const struct http_call *call,
                              const struct transfer_place *place, void *owner);

/* The handle, to be added to the curl_multi and removed from it by the caller; its private pointer is owner. */
CURL *transfer_handle(struct transfer *transfer);

/* When so long has passed without a byte, on the monotonic clock; INT64_MAX before a connection is made. */
int64_t transfer_idle_deadline(const struct transfer *transfer, int64_t idle_timeout_ms);

/* Fills answer with the result. failure tells why the caller stopped it (HTTP_FAILURE_NONE: it did
 * not, and code counts). */
void transfer_finish(struct transfer *transfer, CURLcode code, enum http_failure failure, struct http_answer *answer);

void transfer_free(struct transfer *transfer);

#endif
