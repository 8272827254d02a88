#include "http/print.h"

#include <stdlib.h>
#include <string.h>
#include <unistr.h>

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

/* In single quotes, where only the single quote itself means something to the shell. */
static void append_quoted(UT_string *out, const char *text, size_t length)
{
    utstring_bincpy(out, "'", 1);
    for (size_t i = 0; i < length; i++) {
        if (text[i] == '\'')
            utstring_bincpy(out, "'\\''", 4);
        else
            utstring_bincpy(out, text + i, 1);
    }
    utstring_bincpy(out, "'", 1);
}

static void append_option(UT_string *out, const char *option, const char *text, size_t length)
{
    utstring_printf(out, " \\\n  %s ", option);
    append_quoted(out, text, length);
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
        append_option(out, "--data-binary", body != NULL ? body : "", length);
    utstring_bincpy(out, "\n", 1);
}
