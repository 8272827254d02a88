/* What came of a request. */
#ifndef HTTP_ANSWER_H
#define HTTP_ANSWER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "http/failure.h"
#include "support/error.h"

enum http_outcome {
    HTTP_ANSWERED,  /* a whole answer came, whatever its status */
    HTTP_NOT_SENT,  /* nothing of the request left this machine */
    HTTP_NO_ANSWER, /* a read that was sent, and of which no whole answer came */
    HTTP_UNKNOWN,   /* a write that was sent, and of which no whole answer came: it may have been carried out */
    HTTP_CANCELLED  /* stopped by http_cancel(); a write only if nothing of it had been sent, else HTTP_UNKNOWN */
};

struct http_header {
    char *name; /* as it came: lower case over HTTP/2 */
    char *value;
};

/* Of the last attempt, in microseconds; -1 where a step did not happen (a connection was reused, no TLS, no answer). */
struct http_timings {
    int64_t name_us;       /* name look-up */
    int64_t connect_us;    /* TCP, after the look-up; with a proxy, to the proxy */
    int64_t tls_us;        /* the TLS handshake, after TCP */
    int64_t first_byte_us; /* from the attempt's start to the answer's first byte */
    int64_t total_us;      /* from the attempt's start to its end */
};

/* One certificate of the server's chain, the server's own first, in the TLS library's words. */
struct http_certificate {
    char *subject;
    char *issuer;
    char *starts;
    char *expires;
};

struct http_answer {
    enum http_outcome outcome;
    enum http_failure failure; /* HTTP_FAILURE_NONE when answered */
    struct error error;        /* the failure in words; empty when answered */
    int status;                /* 0: no status line came. May be set although the body was cut off */
    char *body;                /* unpacked; NUL behind; never NULL. After a failure, as much as came */
    size_t body_length;
    struct http_header *headers;
    size_t header_count;
    struct http_timings timings;
    int64_t started_ms; /* when the last attempt began, since 1970-01-01T00:00:00Z; 0: none was made */
    unsigned attempts;  /* made, the last included */
    const char *version; /* "1.0", "1.1", "2", "3"; "" if unknown */
    char *address;       /* the peer's address (the proxy's, if one was used); "" if none was reached */
    int port;            /* of that address; 0 if none */
    bool reused;         /* over a connection that stood already */
    bool tunnelled;      /* through an HTTP proxy's tunnel */
    struct http_certificate *certificates; /* only if the call asked for them and a connection was made */
    size_t certificate_count;
};

/* The value of the first header of this name, whatever its case; NULL if there is none. Borrowed. */
const char *http_answer_header(const struct http_answer *answer, const char *name);

/* Reads a date as HTTP and TLS libraries write it ("Sun, 06 Nov 1994 08:49:37 GMT", "Nov  6 08:49:37 1994 GMT"): *ms
 * since 1970-01-01T00:00:00Z. False for anything else, and for NULL. */
bool http_read_date(const char *text, int64_t *ms);

/* A copy for keeping, freed with http_answer_free(). */
struct http_answer *http_answer_copy(const struct http_answer *answer);
void http_answer_free(struct http_answer *answer); /* NULL is allowed */

/* Wipes (the other side may echo a key) and frees what a struct holds; it can be used again. */
void http_answer_clear(struct http_answer *answer);

#endif
