#include "http/print.h"

#include <stdlib.h>
#include <string.h>
#include <unistr.h>

#include "support/json.h"
#include "support/jswrite.h"
#include "support/span.h"

static bool is_text(const char *bytes, size_t length)
{
    return memchr(bytes, '\0', length) == NULL && u8_check((const uint8_t *)bytes, length) == NULL;
}

/* As set_method_and_body() of transfer.c has it. */
static bool has_length(const struct http_request *request, const char *body)
{
    return body != NULL || strcmp(http_request_method(request), "POST") == 0;
}

void http_print(const struct http_request *request, UT_string *out)
{
    char *host = http_request_host(request);
    char *target = http_request_target(request);
    size_t length = 0;
    const char *body = http_request_body(request, &length);
    const char *name;
    const char *value;
    utstring_printf(out, "%s %s HTTP/1.1\nHost: %s\n", http_request_method(request), target, host);
    for (size_t i = 0; http_request_header(request, i, &name, &value); i++)
        utstring_printf(out, "%s: %s\n", name, value);
    if (has_length(request, body))
        utstring_printf(out, "Content-Length: %zu\n", length);
    utstring_bincpy(out, "\n", 1);
    if (body != NULL && is_text(body, length))
        utstring_bincpy(out, body, length);
    else if (body != NULL)
        utstring_printf(out, "(%zu bytes that are not text)", length);
    free(target);
    free(host);
}

/* Bytes at the beginning of text that would steer a terminal, a byte that is no UTF-8 among them. */
static size_t steering_length(const char *text, size_t length)
{
    size_t at = 0;
    while (at < length) {
        unsigned point = 0;
        size_t used = text_decode(text + at, length - at, &point);
        bool is_broken = point == 0xFFFD && used < 3;
        if (!is_broken && !text_steers(point))
            break;
        at += used;
    }
    return at;
}

/* For the shell to make them again. Never a line end, which the shell would take away behind them. */
static void append_octal(UT_string *out, const char *bytes, size_t length)
{
    utstring_printf(out, "'\"$(printf '");
    for (size_t i = 0; i < length; i++)
        utstring_printf(out, "\\%03o", (unsigned)(unsigned char)bytes[i]);
    utstring_printf(out, "')\"'");
}

/* In single quotes, where only the single quote itself means something to the shell. */
static void append_quoted(UT_string *out, const char *text, size_t length)
{
    utstring_bincpy(out, "'", 1);
    for (size_t i = 0; i < length;) {
        size_t steering = steering_length(text + i, length - i);
        unsigned point = 0;
        size_t used = steering > 0 ? steering : text_decode(text + i, length - i, &point);
        if (steering > 0)
            append_octal(out, text + i, steering);
        else if (text[i] == '\'')
            utstring_bincpy(out, "'\\''", 4);
        else
            utstring_bincpy(out, text + i, used);
        i += used;
    }
    utstring_bincpy(out, "'", 1);
}

static void append_option(UT_string *out, const char *option, const char *text, size_t length)
{
    utstring_printf(out, " \\\n  %s ", option);
    append_quoted(out, text, length);
}

static bool is_json(const char *body, size_t length)
{
    cJSON *tree = json_parse(body, length, NULL);
    bool strict = tree != NULL && span_is_strict(span_of(body, length));
    cJSON_Delete(tree);
    return strict;
}

/* What steers a terminal is escaped in the way of JSON where the body is that: it stays readable. */
static void append_body(UT_string *out, const char *option, const char *body, size_t length)
{
    UT_string safe;
    if (!is_json(body, length)) {
        append_option(out, option, body, length);
        return;
    }
    utstring_init(&safe);
    js_write_json_safe(&safe, body);
    append_option(out, option, utstring_body(&safe), utstring_len(&safe));
    utstring_done(&safe);
}

void http_print_curl(const struct http_request *request, const char *variable, UT_string *out)
{
    const char *method = http_request_method(request);
    size_t length = 0;
    const char *body = http_request_body(request, &length);
    const char *name;
    const char *value;
    utstring_printf(out, "curl ");
    if (strcmp(method, "HEAD") == 0)
        utstring_printf(out, "--head ");
    else if (strcmp(method, has_length(request, body) ? "POST" : "GET") != 0)
        utstring_printf(out, "--request %s ", method);
    append_quoted(out, http_request_url(request), strlen(http_request_url(request)));
    switch (http_request_scheme(request)) {
    case HTTP_NO_SECRET:
        break;
    case HTTP_BEARER:
        utstring_printf(out, " \\\n  --header \"Authorization: Bearer $%s\"", variable);
        break;
    case HTTP_BASIC:
        utstring_printf(out, " \\\n  --user \"$%s:\"", variable);
        break;
    }
    size_t first = http_request_scheme(request) != HTTP_NO_SECRET ? 1 : 0;
    for (size_t i = first; http_request_header(request, i, &name, &value); i++) {
        if (strcmp(name, "Accept-Encoding") == 0) { /* else curl would show the packed answer */
            utstring_printf(out, " \\\n  --compressed");
            continue;
        }
        char *line = *value != '\0' ? memory_format("%s: %s", name, value) : memory_format("%s;", name);
        append_option(out, "--header", line, strlen(line));
        free(line);
    }
    if (body != NULL && !is_text(body, length))
        utstring_printf(out, " \\\n  --data-binary @body.bin");
    else if (has_length(request, body) && length > 0 && body[0] == '@') /* which --data-binary takes for a file */
        append_option(out, "--data-raw", body, length);
    else if (has_length(request, body))
        append_body(out, "--data-binary", body != NULL ? body : "", length);
    utstring_bincpy(out, "\n", 1);
}
