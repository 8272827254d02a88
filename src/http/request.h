/* A request as a value: built first, then checked, shown, copied as curl, recorded and sent from the same value,
 * so that what is shown is what is sent.
 *
 * At most one secret travels with it, in the Authorization header. It is revealed only while the request is being
 * sent; everything that reads the headers sees the mask. Whoever makes a request frees it, or hands it to
 * http_submit(). Texts given are copied. */
#ifndef HTTP_REQUEST_H
#define HTTP_REQUEST_H

#include <stdbool.h>
#include <stddef.h>

#include "http/failure.h"
#include "support/error.h"
#include "support/secret.h"

struct http_request;

/* A request for an absolute URL, percent-encoded where it must be. Starts with the headers Accept,
 * Accept-Encoding (gzip, where libcurl can unpack it) and User-Agent. */
struct http_request *http_request_new(const char *method, const char *url);
struct http_request *http_request_copy(const struct http_request *request);
void http_request_free(struct http_request *request); /* NULL is allowed */

/* Adds name=value to the URL's query, both percent-encoded as RFC 3986 says (a space is %20). */
void http_request_add_query(struct http_request *request, const char *name, const char *value);

/* Sets a header, replacing one of the same name whatever its case; a NULL value takes it away.
 * Authorization, Host and Content-Length are not set this way. */
void http_request_set_header(struct http_request *request, const char *name, const char *value);

/* Authorization: Bearer SECRET, respectively Basic with the secret as the user name and an empty password.
 * The one replaces the other; a NULL secret takes the header away. */
void http_request_set_bearer(struct http_request *request, const struct secret *secret);
void http_request_set_basic(struct http_request *request, const struct secret *user);

/* The body's bytes, sent as they are (a caller that compresses them sets Content-Encoding), and their Content-Type. */
void http_request_set_body(struct http_request *request, const void *bytes, size_t length, const char *content_type);

/* HTTP_FAILURE_NONE if it can be sent: an http or https URL of visible ASCII characters without user and password,
 * plain http only to a loopback address (127.0.0.0/8, ::1, localhost), header names and values that cannot break out
 * of their line. Else what is wrong, with error filled (ERROR_CONFIGURATION). http_submit() checks by itself. */
enum http_failure http_request_check(const struct http_request *request, struct error *error) MUST_CHECK;

/* All borrowed until the request is changed or freed. */
const char *http_request_method(const struct http_request *request);
const char *http_request_url(const struct http_request *request);
const char *http_request_body(const struct http_request *request, size_t *length); /* NULL: none; a NUL is behind it */
const struct secret *http_request_secret(const struct http_request *request);      /* NULL: none */

/* The headers in the order they are sent, without Host and Content-Length; Authorization with the mask in the
 * secret's place. False past the last. */
bool http_request_header(const struct http_request *request, size_t index, const char **name, const char **value);

enum http_scheme { HTTP_NO_SECRET, HTTP_BEARER, HTTP_BASIC };
enum http_scheme http_request_scheme(const struct http_request *request); /* how the secret is sent */

/* "host" or "host:port" as the Host header has it; the caller frees it. "" for a URL that cannot be read. */
char *http_request_host(const struct http_request *request);

/* The path and query as the request line has them; the caller frees it. */
char *http_request_target(const struct http_request *request);

#endif
