#include "http/transfer.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "support/memory.h"
#include "support/text.h"

enum { HEADERS_LIMIT = 256 * 1024, HEADER_LINES_LIMIT = 2000, BODY_START = 16 * 1024, KEEP_ALIVE_S = 55 };

struct transfer {
    CURL *easy;
    const struct http_request *request;
    const struct http_call *call;
    const struct transfer_place *place;
    struct curl_slist *headers;
    char *body;
    size_t body_length;
    size_t body_room;
    size_t headers_length;
    size_t header_lines;
    bool too_large;
    bool connected;        /* to the server, through the proxy if there is one */
    long sent_before;      /* bytes libcurl had counted as sent when the connection stood (a proxy's CONNECT) */
    curl_off_t bytes_seen; /* in either direction */
    int64_t progress_at;
    int64_t started_ms;
    char detail[CURL_ERROR_SIZE];
};

static void progressed(struct transfer *transfer)
{
    transfer->progress_at = transfer->place->clock.monotonic_ms(transfer->place->clock.context);
}

/* Wiped when it moves, since a server may echo a key. */
static void grow_body(struct transfer *transfer, size_t needed)
{
    size_t room = transfer->body_room > 0 ? transfer->body_room : BODY_START;
    while (room < needed)
        room *= 2;
    if (room == transfer->body_room)
        return;
    char *moved = memory_allocate(room, 1);
    if (transfer->body_length > 0)
        memcpy(moved, transfer->body, transfer->body_length);
    secret_wipe(transfer->body, transfer->body_length);
    free(transfer->body);
    transfer->body = moved;
    transfer->body_room = room;
}

static size_t on_body(char *bytes, size_t size, size_t count, void *context)
{
    struct transfer *transfer = context;
    size_t length = size * count;
    progressed(transfer);
    if (length > transfer->call->answer_limit - transfer->body_length) {
        transfer->too_large = true;
        return CURL_WRITEFUNC_ERROR;
    }
    grow_body(transfer, transfer->body_length + length + 1);
    memcpy(transfer->body + transfer->body_length, bytes, length);
    transfer->body_length += length;
    return length;
}

static size_t on_header(char *bytes, size_t size, size_t count, void *context)
{
    (void)bytes;
    struct transfer *transfer = context;
    size_t length = size * count;
    progressed(transfer);
    if (length > HEADERS_LIMIT - transfer->headers_length || ++transfer->header_lines > HEADER_LINES_LIMIT) {
        transfer->too_large = true;
        return CURL_WRITEFUNC_ERROR;
    }
    transfer->headers_length += length;
    return length;
}

static int on_progress(void *context, curl_off_t down_total, curl_off_t down, curl_off_t up_total, curl_off_t up)
{
    (void)down_total;
    (void)up_total;
    struct transfer *transfer = context;
    if (down + up != transfer->bytes_seen)
        progressed(transfer);
    transfer->bytes_seen = down + up;
    return 0;
}

/* Bytes of the request given to a connection to the server, in this attempt. */
static bool anything_sent(const struct transfer *transfer)
{
    long sent = 0;
    return transfer->connected && curl_easy_getinfo(transfer->easy, CURLINFO_REQUEST_SIZE, &sent) == CURLE_OK &&
           sent > transfer->sent_before;
}

/* Called when a connection stands and the request is about to go out. libcurl comes here a second time when a reused
 * connection died under the request: it would send it once more by itself. A write must not be sent twice, and of a
 * read every attempt is to be seen. */
static int on_connected(void *context, char *address, char *local_address, int port, int local_port)
{
    (void)address;
    (void)local_address;
    (void)port;
    (void)local_port;
    struct transfer *transfer = context;
    if (anything_sent(transfer))
        return CURL_PREREQFUNC_ABORT;
    transfer->connected = true;
    if (curl_easy_getinfo(transfer->easy, CURLINFO_REQUEST_SIZE, &transfer->sent_before) != CURLE_OK)
        transfer->sent_before = 0;
    progressed(transfer);
    return CURL_PREREQFUNC_OK;
}

/* An option that is refused is one this libcurl was built without; those that matter for safety are checked by
 * configure's version test, so what is left is memory. */
#define SET(option, value)                                                                                             \
    do {                                                                                                               \
        if (curl_easy_setopt(transfer->easy, option, value) == CURLE_OUT_OF_MEMORY)                                    \
            memory_exhausted();                                                                                        \
    } while (0)

static void add_line(struct transfer *transfer, const char *line)
{
    struct curl_slist *longer = curl_slist_append(transfer->headers, line);
    if (longer == NULL)
        memory_exhausted();
    transfer->headers = longer;
}

static void add_header(struct transfer *transfer, const char *name, const char *value)
{
    /* libcurl's way to say "send this header with no value" is a semicolon. */
    char *line = *value != '\0' ? memory_format("%s: %s", name, value) : memory_format("%s;", name);
    add_line(transfer, line);
    free(line);
}

/* Put together by hand: a formatting function leaves pieces in buffers of its own. */
static void add_bearer(struct transfer *transfer, const struct secret *secret)
{
    static const char beginning[] = "Authorization: Bearer ";
    size_t length = sizeof beginning - 1 + secret_length(secret);
    char *line = memory_allocate(length + 1, 1);
    memcpy(line, beginning, sizeof beginning - 1);
    memcpy(line + sizeof beginning - 1, secret_reveal(secret), secret_length(secret));
    add_line(transfer, line);
    secret_wipe(line, length);
    free(line);
}

static void set_headers(struct transfer *transfer)
{
    const struct http_request *request = transfer->request;
    bool has_type = false;
    const char *name;
    const char *value;
    for (size_t i = 0; http_request_header(request, i, &name, &value); i++) {
        if (i > 0 || http_request_scheme(request) == HTTP_NO_SECRET) {
            add_header(transfer, name, value);
        } else if (http_request_scheme(request) == HTTP_BEARER) {
            add_bearer(transfer, http_request_secret(request));
        } else {
            SET(CURLOPT_HTTPAUTH, (long)CURLAUTH_BASIC);
            SET(CURLOPT_USERNAME, secret_reveal(http_request_secret(request)));
            SET(CURLOPT_PASSWORD, "");
        }
        has_type = has_type || text_equal_ignore_case(name, "Content-Type");
    }
    /* Nothing goes out that the request does not show. */
    add_line(transfer, "Expect:");
    if (!has_type)
        add_line(transfer, "Content-Type:");
    SET(CURLOPT_HTTPHEADER, transfer->headers);
    SET(CURLOPT_HEADEROPT, (long)CURLHEADER_SEPARATE); /* a proxy's CONNECT does not carry them */
}

static void set_method_and_body(struct transfer *transfer)
{
    const char *method = http_request_method(transfer->request);
    size_t length = 0;
    const char *body = http_request_body(transfer->request, &length);
    if (body != NULL || strcmp(method, "POST") == 0) {
        SET(CURLOPT_POST, 1L);
        SET(CURLOPT_POSTFIELDSIZE_LARGE, (curl_off_t)length);
        SET(CURLOPT_POSTFIELDS, body != NULL ? body : "");
    } else if (strcmp(method, "HEAD") == 0) {
        SET(CURLOPT_NOBODY, 1L);
    }
    if (strcmp(method, "HEAD") != 0)
        SET(CURLOPT_CUSTOMREQUEST, method);
}

static void set_safety(struct transfer *transfer)
{
    const struct transfer_place *place = transfer->place;
    bool plain = strncasecmp(http_request_url(transfer->request), "http:", 5) == 0;
    SET(CURLOPT_PROTOCOLS_STR, "http,https");
    SET(CURLOPT_FOLLOWLOCATION, 0L);
    SET(CURLOPT_PATH_AS_IS, 1L);
    /* Nothing that would matter to anyone else goes over an unverified connection, and nothing follows over it. */
    size_t length = 0;
    bool verify = !transfer->call->unverified || http_request_scheme(transfer->request) != HTTP_NO_SECRET ||
                  http_request_body(transfer->request, &length) != NULL;
    SET(CURLOPT_SSL_VERIFYPEER, verify ? 1L : 0L);
    SET(CURLOPT_SSL_VERIFYHOST, verify ? 2L : 0L);
    SET(CURLOPT_FRESH_CONNECT, !verify || transfer->call->fresh_connection ? 1L : 0L);
    SET(CURLOPT_FORBID_REUSE, verify ? 0L : 1L);
    SET(CURLOPT_SSLVERSION, (long)CURL_SSLVERSION_TLSv1_2);
    if (place->ca_file != NULL)
        SET(CURLOPT_CAINFO, place->ca_file);
    /* Plain http is for loopback alone; a proxy would carry it elsewhere. */
    if (plain)
        SET(CURLOPT_PROXY, "");
    else if (place->proxy != NULL)
        SET(CURLOPT_PROXY, place->proxy);
    SET(CURLOPT_SUPPRESS_CONNECT_HEADERS, 1L);
    SET(CURLOPT_HTTP_VERSION, plain ? (long)CURL_HTTP_VERSION_1_1 : (long)CURL_HTTP_VERSION_2TLS);
}

static void set_times(struct transfer *transfer)
{
    SET(CURLOPT_CONNECTTIMEOUT_MS, (long)transfer->call->connect_timeout_ms);
    SET(CURLOPT_TIMEOUT_MS, (long)transfer->call->total_timeout_ms);
    SET(CURLOPT_MAXAGE_CONN, (long)KEEP_ALIVE_S); /* shorter than what servers commonly allow */
    SET(CURLOPT_PIPEWAIT, 1L);
#if LIBCURL_VERSION_NUM >= 0x075700
    SET(CURLOPT_QUICK_EXIT, 1L); /* do not wait for a name look-up that was given up */
#endif
}

struct transfer *transfer_new(const struct http_request *request, const struct http_call *call,
                              const struct transfer_place *place, void *owner)
{
    struct transfer *transfer = memory_allocate(1, sizeof *transfer);
    transfer->request = request;
    transfer->call = call;
    transfer->place = place;
    transfer->started_ms = place->clock.wall_ms(place->clock.context);
    transfer->easy = curl_easy_init();
    if (transfer->easy == NULL)
        memory_exhausted();
    SET(CURLOPT_URL, http_request_url(request));
    SET(CURLOPT_PRIVATE, owner);
    SET(CURLOPT_ERRORBUFFER, transfer->detail);
    set_safety(transfer);
    set_times(transfer);
    set_method_and_body(transfer);
    set_headers(transfer);
    SET(CURLOPT_ACCEPT_ENCODING, "gzip"); /* unpacks; the header itself is the request's own */
    SET(CURLOPT_MAXFILESIZE_LARGE, (curl_off_t)call->answer_limit);
    SET(CURLOPT_WRITEFUNCTION, on_body);
    SET(CURLOPT_WRITEDATA, transfer);
    SET(CURLOPT_HEADERFUNCTION, on_header);
    SET(CURLOPT_HEADERDATA, transfer);
    SET(CURLOPT_XFERINFOFUNCTION, on_progress);
    SET(CURLOPT_XFERINFODATA, transfer);
    SET(CURLOPT_NOPROGRESS, 0L);
    SET(CURLOPT_PREREQFUNCTION, on_connected);
    SET(CURLOPT_PREREQDATA, transfer);
    if (call->want_certificates)
        SET(CURLOPT_CERTINFO, 1L);
    return transfer;
}

CURL *transfer_handle(struct transfer *transfer)
{
    return transfer->easy;
}

int64_t transfer_idle_deadline(const struct transfer *transfer, int64_t idle_timeout_ms)
{
    return transfer->connected ? transfer->progress_at + idle_timeout_ms : INT64_MAX;
}

void transfer_free(struct transfer *transfer)
{
    if (transfer == NULL)
        return;
    curl_easy_cleanup(transfer->easy);
    curl_slist_free_all(transfer->headers);
    secret_wipe(transfer->body, transfer->body_length);
    free(transfer->body);
    secret_wipe(transfer->detail, sizeof transfer->detail);
    free(transfer);
}

static long info_long(CURL *easy, CURLINFO what)
{
    long value = 0;
    return curl_easy_getinfo(easy, what, &value) == CURLE_OK ? value : 0;
}

static int64_t info_time(CURL *easy, CURLINFO what)
{
    curl_off_t value = 0;
    return curl_easy_getinfo(easy, what, &value) == CURLE_OK ? (int64_t)value : 0;
}

/* The verification results of OpenSSL (x509_vfy.h), which libcurl hands on. It looks at the name itself, and has only
 * words for the result of that. */
static enum http_failure certificate_failure(long result, const char *detail)
{
    if (strstr(detail, "subject name") != NULL)
        return HTTP_FAILURE_TLS_WRONG_NAME;
    switch (result) {
    case 9:
        return HTTP_FAILURE_TLS_NOT_YET_VALID;
    case 10:
        return HTTP_FAILURE_TLS_EXPIRED;
    case 2:  /* unable to get issuer certificate */
    case 18: /* self-signed */
    case 19: /* self-signed in the chain */
    case 20: /* unable to get the issuer locally */
    case 21: /* unable to verify the first certificate */
    case 27: /* not trusted */
        return HTTP_FAILURE_TLS_UNKNOWN_ISSUER;
    case 62: /* host name mismatch */
    case 64: /* address mismatch */
        return HTTP_FAILURE_TLS_WRONG_NAME;
    default:
        return HTTP_FAILURE_TLS_FAILED;
    }
}

static enum http_failure connect_failure(const struct transfer *transfer)
{
    char *host = http_request_host(transfer->request);
    size_t length = strcspn(host, ":");
    static const char beginning[] = "Failed to connect to ";
    /* libcurl names what it could not reach: if that is not the host, it is the proxy. */
    bool proxy = text_starts_with(transfer->detail, beginning) && host[0] != '[' &&
                 strncasecmp(transfer->detail + sizeof beginning - 1, host, length) != 0;
    free(host);
    if (proxy)
        return HTTP_FAILURE_PROXY_UNREACHABLE;
    switch (info_long(transfer->easy, CURLINFO_OS_ERRNO)) {
    case ECONNREFUSED:
        return HTTP_FAILURE_CONNECTION_REFUSED;
    case ETIMEDOUT:
        return HTTP_FAILURE_CONNECT_TIMEOUT;
    default:
        return HTTP_FAILURE_UNREACHABLE;
    }
}

/* Failures of a connection that is being made. */
static bool is_before_sending(CURLcode code)
{
    return code == CURLE_COULDNT_RESOLVE_HOST || code == CURLE_COULDNT_RESOLVE_PROXY || code == CURLE_PROXY ||
           code == CURLE_COULDNT_CONNECT || code == CURLE_SSL_CONNECT_ERROR ||
           code == CURLE_PEER_FAILED_VERIFICATION;
}

static enum http_failure failure_of(const struct transfer *transfer, CURLcode code)
{
    long status = info_long(transfer->easy, CURLINFO_RESPONSE_CODE);
    enum http_failure broken = status > 0 ? HTTP_FAILURE_TRUNCATED : HTTP_FAILURE_CONNECTION_LOST;
    if (transfer->too_large)
        return HTTP_FAILURE_TOO_LARGE;
    if (!transfer->connected && info_long(transfer->easy, CURLINFO_HTTP_CONNECTCODE) >= 300)
        return info_long(transfer->easy, CURLINFO_HTTP_CONNECTCODE) == 407 ? HTTP_FAILURE_PROXY_PASSWORD
                                                                           : HTTP_FAILURE_PROXY_REFUSED;
    if (anything_sent(transfer) && is_before_sending(code))
        return broken; /* libcurl was already trying again, behind our back */
    switch ((int)code) {
    case CURLE_URL_MALFORMAT:
        return HTTP_FAILURE_BAD_URL;
    case CURLE_COULDNT_RESOLVE_HOST:
        return HTTP_FAILURE_NAME_NOT_RESOLVED;
    case CURLE_COULDNT_RESOLVE_PROXY:
    case CURLE_PROXY:
        return HTTP_FAILURE_PROXY_UNREACHABLE;
    case CURLE_COULDNT_CONNECT:
        return connect_failure(transfer);
    case CURLE_OPERATION_TIMEDOUT:
        return transfer->connected ? HTTP_FAILURE_TOTAL_TIMEOUT : HTTP_FAILURE_CONNECT_TIMEOUT;
    case CURLE_PEER_FAILED_VERIFICATION:
    case CURLE_SSL_ISSUER_ERROR:
        return certificate_failure(info_long(transfer->easy, CURLINFO_SSL_VERIFYRESULT), transfer->detail);
    case CURLE_SSL_CACERT_BADFILE:
        return HTTP_FAILURE_CA_FILE;
    case CURLE_SSL_CONNECT_ERROR:
        return info_long(transfer->easy, CURLINFO_OS_ERRNO) == ECONNRESET ? HTTP_FAILURE_CONNECTION_LOST
                                                                         : HTTP_FAILURE_TLS_FAILED;
    case CURLE_SSL_CERTPROBLEM:
    case CURLE_SSL_CIPHER:
    case CURLE_USE_SSL_FAILED:
        return HTTP_FAILURE_TLS_FAILED;
    case CURLE_GOT_NOTHING:
    case CURLE_SEND_ERROR:
    case CURLE_RECV_ERROR:
    case CURLE_HTTP2:
    case CURLE_HTTP2_STREAM:
    case CURLE_ABORTED_BY_CALLBACK: /* on_connected() refused to send it again */
        return broken;
    case CURLE_PARTIAL_FILE:
        return HTTP_FAILURE_TRUNCATED;
    case CURLE_FILESIZE_EXCEEDED:
        return HTTP_FAILURE_TOO_LARGE;
    case CURLE_UNSUPPORTED_PROTOCOL:
    case CURLE_WEIRD_SERVER_REPLY:
    case CURLE_BAD_CONTENT_ENCODING:
        return HTTP_FAILURE_NOT_HTTP;
    default:
        return HTTP_FAILURE_OTHER;
    }
}

/* Only where libcurl's words add something to ours. */
static bool wants_detail(enum http_failure failure)
{
    return failure == HTTP_FAILURE_OTHER || failure == HTTP_FAILURE_TLS_FAILED || failure == HTTP_FAILURE_NOT_HTTP ||
           failure == HTTP_FAILURE_PROXY_REFUSED || failure == HTTP_FAILURE_PROXY_UNREACHABLE ||
           failure == HTTP_FAILURE_TLS_UNKNOWN_ISSUER || failure == HTTP_FAILURE_UNREACHABLE;
}

static void tell_failure(const struct transfer *transfer, CURLcode code, struct http_answer *answer)
{
    bool sent = anything_sent(transfer);
    bool stopped = answer->failure == HTTP_FAILURE_CANCELLED;
    if (!sent)
        answer->outcome = stopped ? HTTP_CANCELLED : HTTP_NOT_SENT;
    else if (transfer->call->is_read)
        answer->outcome = stopped ? HTTP_CANCELLED : HTTP_NO_ANSWER;
    else
        answer->outcome = HTTP_UNKNOWN;
    const char *detail = transfer->detail[0] != '\0' ? transfer->detail : curl_easy_strerror(code);
    char *host = http_request_host(transfer->request);
    http_failure_tell(answer->failure, host, wants_detail(answer->failure) ? detail : NULL, &answer->error);
    if (answer->outcome == HTTP_UNKNOWN) {
        char *message = answer->error.message;
        answer->error.message = memory_format("%s; the request had been sent, so that its outcome is unknown", message);
        free(message);
        error_hint(&answer->error, "look on the other side whether it was carried out before you send it again");
    }
    free(host);
}

static void take_headers(const struct transfer *transfer, struct http_answer *answer)
{
    size_t room = 0;
    struct curl_header *last = NULL;
    struct curl_header *header;
    while ((header = curl_easy_nextheader(transfer->easy, CURLH_HEADER, -1, last)) != NULL) {
        if (answer->header_count == room)
            answer->headers = memory_resize(answer->headers, room = room * 2 + 16, sizeof *answer->headers);
        answer->headers[answer->header_count].name = memory_copy_string(header->name);
        /* libcurl 7 leaves a carriage return in an empty value. */
        answer->headers[answer->header_count].value = text_trim(header->value);
        answer->header_count++;
        last = header;
    }
}

static void take_timings(const struct transfer *transfer, struct http_timings *out)
{
    CURL *easy = transfer->easy;
    int64_t name = info_time(easy, CURLINFO_NAMELOOKUP_TIME_T);
    int64_t connect = info_time(easy, CURLINFO_CONNECT_TIME_T);
    int64_t tls = info_time(easy, CURLINFO_APPCONNECT_TIME_T);
    int64_t first_byte = info_time(easy, CURLINFO_STARTTRANSFER_TIME_T);
    bool fresh = info_long(easy, CURLINFO_NUM_CONNECTS) > 0;
    out->name_us = name > 0 && (fresh || !transfer->connected) ? name : -1;
    out->connect_us = fresh && connect >= name && connect > 0 ? connect - name : -1;
    out->tls_us = fresh && tls >= connect && tls > 0 ? tls - connect : -1;
    out->first_byte_us = transfer->headers_length > 0 && first_byte > 0 ? first_byte : -1;
    out->total_us = info_time(easy, CURLINFO_TOTAL_TIME_T);
}

static void take_certificate_line(struct http_certificate *certificate, const char *line)
{
    const struct {
        const char *name;
        char **text;
    } fields[] = { { "Subject:", &certificate->subject },
                   { "Issuer:", &certificate->issuer },
                   { "Start date:", &certificate->starts },
                   { "Expire date:", &certificate->expires } };
    for (size_t i = 0; i < sizeof fields / sizeof *fields; i++) {
        if (*fields[i].text == NULL && text_starts_with(line, fields[i].name))
            *fields[i].text = text_trim(line + strlen(fields[i].name));
    }
}

static void take_certificates(const struct transfer *transfer, struct http_answer *answer)
{
    struct curl_certinfo *info = NULL;
    if (!transfer->call->want_certificates || curl_easy_getinfo(transfer->easy, CURLINFO_CERTINFO, &info) != CURLE_OK ||
        info == NULL || info->num_of_certs <= 0)
        return;
    answer->certificate_count = (size_t)info->num_of_certs;
    answer->certificates = memory_allocate(answer->certificate_count, sizeof *answer->certificates);
    for (size_t i = 0; i < answer->certificate_count; i++)
        for (const struct curl_slist *line = info->certinfo[i]; line != NULL; line = line->next)
            take_certificate_line(&answer->certificates[i], line->data);
}

static const char *version_name(long version)
{
    switch (version) {
    case CURL_HTTP_VERSION_1_0:
        return "1.0";
    case CURL_HTTP_VERSION_1_1:
        return "1.1";
    case CURL_HTTP_VERSION_2_0:
        return "2";
    case CURL_HTTP_VERSION_3:
        return "3";
    default:
        return "";
    }
}

void transfer_finish(struct transfer *transfer, CURLcode code, enum http_failure failure, struct http_answer *answer)
{
    CURL *easy = transfer->easy;
    *answer = (struct http_answer){ 0 };
    if (code == CURLE_OK && failure == HTTP_FAILURE_NONE) {
        answer->outcome = HTTP_ANSWERED;
    } else {
        answer->failure = failure != HTTP_FAILURE_NONE ? failure : failure_of(transfer, code);
        tell_failure(transfer, code, answer);
    }
    grow_body(transfer, transfer->body_length + 1);
    transfer->body[transfer->body_length] = '\0';
    answer->body = transfer->body;
    answer->body_length = transfer->body_length;
    transfer->body = NULL;
    transfer->body_length = 0;
    transfer->body_room = 0;
    char *address = NULL;
    if (curl_easy_getinfo(easy, CURLINFO_PRIMARY_IP, &address) != CURLE_OK)
        address = NULL;
    answer->status = (int)info_long(easy, CURLINFO_RESPONSE_CODE);
    answer->version = version_name(info_long(easy, CURLINFO_HTTP_VERSION));
    answer->address = memory_copy_string(address != NULL ? address : "");
    answer->port = (int)info_long(easy, CURLINFO_PRIMARY_PORT);
    answer->reused = transfer->connected && info_long(easy, CURLINFO_NUM_CONNECTS) == 0;
    answer->tunnelled = info_long(easy, CURLINFO_HTTP_CONNECTCODE) / 100 == 2;
    answer->started_ms = transfer->started_ms;
    take_headers(transfer, answer);
    take_timings(transfer, &answer->timings);
    take_certificates(transfer, answer);
}
