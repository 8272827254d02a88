#include "http/request.h"

#include "config.h"

#include <arpa/inet.h>
#include <assert.h>
#include <curl/curl.h>
#include <stdlib.h>
#include <string.h>

#include "support/memory.h"
#include "support/text.h"

struct header {
    char *name;
    char *value;
};

struct http_request {
    char *method;
    char *url;
    struct header *headers;
    size_t header_count;
    enum http_scheme scheme;
    struct secret *secret;
    char *shown_authorization; /* with the mask; NULL: no secret */
    char *body;
    size_t body_length;
};

/* Named out of the words of RFC 3986, 9110 and 9112. */
#define LETTERS_AND_DIGITS "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789"
#define TOKEN LETTERS_AND_DIGITS "!#$%&'*+-.^_`|~"

struct http_request *http_request_new(const char *method, const char *url)
{
    struct http_request *request = memory_allocate(1, sizeof *request);
    request->method = memory_copy_string(method);
    request->url = memory_copy_string(url);
    http_request_set_header(request, "User-Agent", PACKAGE_NAME "/" PACKAGE_VERSION);
    http_request_set_header(request, "Accept", "*/*");
    if ((curl_version_info(CURLVERSION_NOW)->features & CURL_VERSION_LIBZ) != 0)
        http_request_set_header(request, "Accept-Encoding", "gzip");
    return request;
}

struct http_request *http_request_copy(const struct http_request *request)
{
    struct http_request *copy = memory_allocate(1, sizeof *copy);
    copy->method = memory_copy_string(request->method);
    copy->url = memory_copy_string(request->url);
    copy->headers = memory_allocate(request->header_count, sizeof *copy->headers);
    copy->header_count = request->header_count;
    for (size_t i = 0; i < request->header_count; i++) {
        copy->headers[i].name = memory_copy_string(request->headers[i].name);
        copy->headers[i].value = memory_copy_string(request->headers[i].value);
    }
    copy->scheme = request->scheme;
    copy->secret = secret_copy(request->secret);
    copy->shown_authorization = memory_copy_string(request->shown_authorization);
    if (request->body != NULL)
        copy->body = memory_copy_bytes(request->body, request->body_length);
    copy->body_length = request->body_length;
    return copy;
}

void http_request_free(struct http_request *request)
{
    if (request == NULL)
        return;
    free(request->method);
    free(request->url);
    for (size_t i = 0; i < request->header_count; i++) {
        free(request->headers[i].name);
        free(request->headers[i].value);
    }
    free(request->headers);
    secret_free(request->secret);
    free(request->shown_authorization);
    free(request->body);
    free(request);
}

static void append_encoded(UT_string *out, const char *text)
{
    /* An empty text has length 0, which curl_easy_escape() would take for "measure it": the same here. */
    char *encoded = curl_easy_escape(NULL, text, 0);
    if (encoded == NULL)
        memory_exhausted();
    utstring_bincpy(out, encoded, strlen(encoded));
    curl_free(encoded);
}

void http_request_add_query(struct http_request *request, const char *name, const char *value)
{
    UT_string url;
    utstring_init(&url);
    utstring_printf(&url, "%s%c", request->url, strchr(request->url, '?') == NULL ? '?' : '&');
    append_encoded(&url, name);
    utstring_bincpy(&url, "=", 1);
    append_encoded(&url, value);
    free(request->url);
    request->url = memory_copy_bytes(utstring_body(&url), utstring_len(&url));
    utstring_done(&url);
}

void http_request_set_header(struct http_request *request, const char *name, const char *value)
{
    assert(!text_equal_ignore_case(name, "Authorization") && !text_equal_ignore_case(name, "Host") &&
           !text_equal_ignore_case(name, "Content-Length"));
    size_t at = 0;
    while (at < request->header_count && !text_equal_ignore_case(request->headers[at].name, name))
        at++;
    if (at < request->header_count) {
        free(request->headers[at].name);
        free(request->headers[at].value);
    }
    if (value == NULL) {
        if (at < request->header_count) {
            request->header_count--;
            memmove(request->headers + at, request->headers + at + 1,
                    (request->header_count - at) * sizeof *request->headers);
        }
        return;
    }
    if (at == request->header_count)
        request->headers = memory_resize(request->headers, ++request->header_count, sizeof *request->headers);
    request->headers[at].name = memory_copy_string(name);
    request->headers[at].value = memory_copy_string(value);
}

static void set_secret(struct http_request *request, enum http_scheme scheme, const struct secret *secret)
{
    struct secret *own = secret_copy(secret);
    secret_free(request->secret);
    free(request->shown_authorization);
    request->secret = own;
    request->scheme = own != NULL ? scheme : HTTP_NO_SECRET;
    request->shown_authorization =
        own != NULL ? memory_format("%s %s", scheme == HTTP_BEARER ? "Bearer" : "Basic", secret_mask(own)) : NULL;
}

void http_request_set_bearer(struct http_request *request, const struct secret *secret)
{
    set_secret(request, HTTP_BEARER, secret);
}

void http_request_set_basic(struct http_request *request, const struct secret *user)
{
    set_secret(request, HTTP_BASIC, user);
}

void http_request_set_body(struct http_request *request, const void *bytes, size_t length, const char *content_type)
{
    char *body = memory_copy_bytes(bytes, length);
    free(request->body);
    request->body = body;
    request->body_length = length;
    http_request_set_header(request, "Content-Type", content_type);
}

static bool is_visible_ascii(const char *text)
{
    for (; *text != '\0'; text++)
        if (*text < '!' || *text > '~')
            return false;
    return true;
}

static bool is_header_value(const char *text)
{
    for (; *text != '\0'; text++) {
        unsigned char byte = (unsigned char)*text;
        if ((byte < ' ' && byte != '\t') || byte == 0x7F)
            return false;
    }
    return true;
}

static bool is_token(const char *text)
{
    return *text != '\0' && strspn(text, TOKEN) == strlen(text);
}

/* A part of an URL; NULL if it has none. The caller frees it with curl_free(). */
static char *part_of(CURLU *url, CURLUPart part)
{
    char *text = NULL;
    return curl_url_get(url, part, &text, 0) == CURLUE_OK ? text : NULL;
}

static CURLU *read_url(const char *text)
{
    CURLU *url = curl_url();
    if (url == NULL)
        memory_exhausted();
    if (!is_visible_ascii(text) || curl_url_set(url, CURLUPART_URL, text, CURLU_PATH_AS_IS) != CURLUE_OK) {
        curl_url_cleanup(url);
        return NULL;
    }
    return url;
}

/* libcurl itself resolves localhost to the loopback addresses, whatever the name servers say. */
static bool is_loopback(const char *host)
{
    struct in_addr address;
    if (inet_pton(AF_INET, host, &address) == 1)
        return ntohl(address.s_addr) >> 24 == 127;
    return strcmp(host, "[::1]") == 0 || text_equal_ignore_case(host, "localhost");
}

static enum http_failure check_url(const struct http_request *request, const char **detail)
{
    enum http_failure failure = HTTP_FAILURE_BAD_URL;
    char *scheme = NULL;
    char *host = NULL;
    char *user = NULL;
    char *password = NULL;
    CURLU *url = read_url(request->url);
    if (url == NULL)
        goto done;
    scheme = part_of(url, CURLUPART_SCHEME);
    host = part_of(url, CURLUPART_HOST);
    user = part_of(url, CURLUPART_USER);
    password = part_of(url, CURLUPART_PASSWORD);
    if (scheme == NULL || host == NULL)
        goto done;
    if (user != NULL || password != NULL)
        *detail = "it holds a user or a password";
    else if (strcmp(scheme, "http") != 0 && strcmp(scheme, "https") != 0)
        *detail = "only http and https are known";
    else if (strcmp(scheme, "http") == 0 && !is_loopback(host))
        failure = HTTP_FAILURE_PLAIN_HTTP;
    else
        failure = HTTP_FAILURE_NONE;
done:
    curl_free(password);
    curl_free(user);
    curl_free(host);
    curl_free(scheme);
    curl_url_cleanup(url);
    return failure;
}

enum http_failure http_request_check(const struct http_request *request, struct error *error)
{
    const char *detail = NULL;
    enum http_failure failure = check_url(request, &detail);
    if (failure != HTTP_FAILURE_NONE) {
        /* What cannot be read as an URL may hold a password: it is not repeated. */
        bool showable = is_visible_ascii(request->url) && strchr(request->url, '@') == NULL;
        http_failure_tell(failure, showable ? request->url : "the request", detail, error);
        return failure;
    }
    bool good = is_token(request->method);
    for (size_t i = 0; i < request->header_count && good; i++)
        good = is_token(request->headers[i].name) && is_header_value(request->headers[i].value);
    if (request->scheme == HTTP_BEARER)
        good = good && is_visible_ascii(secret_reveal(request->secret));
    else if (request->scheme == HTTP_BASIC)
        good = good && is_header_value(secret_reveal(request->secret)) &&
               strchr(secret_reveal(request->secret), ':') == NULL;
    if (good)
        return HTTP_FAILURE_NONE;
    http_failure_tell(HTTP_FAILURE_BAD_HEADER, request->url, NULL, error);
    return HTTP_FAILURE_BAD_HEADER;
}

const char *http_request_method(const struct http_request *request)
{
    return request->method;
}

const char *http_request_url(const struct http_request *request)
{
    return request->url;
}

const char *http_request_body(const struct http_request *request, size_t *length)
{
    *length = request->body_length;
    return request->body;
}

const struct secret *http_request_secret(const struct http_request *request)
{
    return request->secret;
}

enum http_scheme http_request_scheme(const struct http_request *request)
{
    return request->scheme;
}

bool http_request_header(const struct http_request *request, size_t index, const char **name, const char **value)
{
    if (request->secret != NULL) {
        if (index == 0) {
            *name = "Authorization";
            *value = request->shown_authorization;
            return true;
        }
        index--;
    }
    if (index >= request->header_count)
        return false;
    *name = request->headers[index].name;
    *value = request->headers[index].value;
    return true;
}

char *http_request_host(const struct http_request *request)
{
    CURLU *url = read_url(request->url);
    if (url == NULL)
        return memory_copy_string("");
    char *host = part_of(url, CURLUPART_HOST);
    char *scheme = part_of(url, CURLUPART_SCHEME);
    char *port = part_of(url, CURLUPART_PORT);
    const char *usual = scheme != NULL && strcmp(scheme, "http") == 0 ? "80" : "443";
    char *text;
    if (port != NULL && strcmp(port, usual) != 0)
        text = memory_format("%s:%s", host != NULL ? host : "", port);
    else
        text = memory_copy_string(host != NULL ? host : "");
    curl_free(port);
    curl_free(scheme);
    curl_free(host);
    curl_url_cleanup(url);
    return text;
}

char *http_request_target(const struct http_request *request)
{
    CURLU *url = read_url(request->url);
    if (url == NULL)
        return memory_copy_string("/");
    char *path = part_of(url, CURLUPART_PATH);
    char *query = part_of(url, CURLUPART_QUERY);
    char *text = memory_format("%s%s%s", path != NULL ? path : "/", query != NULL ? "?" : "",
                               query != NULL ? query : "");
    curl_free(query);
    curl_free(path);
    curl_url_cleanup(url);
    return text;
}
