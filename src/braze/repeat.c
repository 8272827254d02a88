#include "braze/repeat.h"

#include <curl/curl.h>
#include <stdlib.h>
#include <string.h>

#include "support/memory.h"
#include "support/secret.h"
#include "support/text.h"

#define ID "{id}"

static bool check_body(const struct journal_entry *entry, struct error *error)
{
    size_t length = entry->request_body != NULL ? strlen(entry->request_body) : 0;
    if (entry->request_cut || (entry->request_body == NULL && entry->request_length > 0)) {
        error_set(error, ERROR_INPUT, "the journal does not have all of the request's %zu bytes", entry->request_length);
        return error_hint(error, "long bodies are cut, and those that are no text are left out");
    }
    if (length == entry->request_length)
        return true;
    error_set(error, ERROR_INPUT, "the journal does not have the request's body as it was sent");
    return error_hint(error, "keys are taken out before a request is recorded");
}

static bool is_own_header(const char *name)
{
    return text_equal_ignore_case(name, "Host") || text_equal_ignore_case(name, "Content-Length") ||
           text_equal_ignore_case(name, "Authorization");
}

struct http_request *repeat_request(const struct journal_entry *entry, struct error *error)
{
    if (entry->method == NULL || entry->url == NULL) {
        error_set(error, ERROR_INPUT, "the journal does not say what was requested");
        return NULL;
    }
    if (!check_body(entry, error))
        return NULL;
    struct http_request *request = http_request_new(entry->method, entry->url);
    const char *type = NULL;
    for (size_t i = 0; i < entry->request_header_count; i++) {
        const struct journal_header *header = &entry->request_headers[i];
        struct secret *stand_in = NULL;
        if (text_equal_ignore_case(header->name, "Authorization"))
            stand_in = secret_new("key", strlen("key"));
        if (stand_in != NULL && text_starts_with(header->value, "Basic"))
            http_request_set_basic(request, stand_in);
        else if (stand_in != NULL)
            http_request_set_bearer(request, stand_in);
        if (text_equal_ignore_case(header->name, "Content-Type"))
            type = header->value;
        else if (!is_own_header(header->name))
            http_request_set_header(request, header->name, header->value);
        secret_free(stand_in);
    }
    if (entry->request_body != NULL)
        http_request_set_body(request, entry->request_body, entry->request_length,
                              type != NULL ? type : "application/json");
    return request;
}

static char *decode(const char *text, size_t length)
{
    char *copy = memory_copy_bytes(text, length);
    char *decoded = curl_easy_unescape(NULL, copy, 0, NULL);
    if (decoded == NULL)
        memory_exhausted();
    char *result = memory_copy_string(decoded);
    curl_free(decoded);
    free(copy);
    return result;
}

static void read_query(struct repeat *repeat, const char *at)
{
    while (*at == '?' || *at == '&') {
        at++;
        size_t length = strcspn(at, "&#");
        size_t name = strcspn(at, "=&#");
        if (length > 0) {
            size_t count = repeat->call.query_count++;
            repeat->query = memory_resize(repeat->query, count + 1, sizeof *repeat->query);
            repeat->query[count].name = decode(at, name);
            repeat->query[count].value = name < length ? decode(at + name + 1, length - name - 1) : memory_copy_string("");
        }
        at += length;
    }
    repeat->call.query = repeat->query;
}

/* What stands in a path where its endpoint has {id}. */
static char *id_of(const char *pattern, const char *path)
{
    const char *at = strstr(pattern, ID);
    if (at == NULL)
        return NULL;
    const char *id = path + (at - pattern);
    return decode(id, strcspn(id, "/"));
}

bool repeat_read(struct repeat *repeat, const struct journal_entry *entry, const char *rest_url, struct error *error)
{
    size_t base = strlen(rest_url);
    *repeat = (struct repeat){ 0 };
    if (entry->url == NULL || strncmp(entry->url, rest_url, base) != 0 || entry->url[base] != '/') {
        error_set(error, ERROR_INPUT, "it was not sent to %s", rest_url);
        return error_hint(error, "only calls to the profile's own REST endpoint are made again");
    }
    const char *target = entry->url + base;
    size_t length = strcspn(target, "?#");
    char *path = memory_copy_bytes(target, length);
    bool known = entry->method != NULL && endpoint_find(entry->method, path, &repeat->call.endpoint);
    if (known)
        repeat->id = id_of(endpoints[repeat->call.endpoint].path, path);
    free(path);
    if (!known)
        return error_set(error, ERROR_INPUT, "it is not one of the calls that this program makes");
    if (!check_body(entry, error))
        return false;
    repeat->call.id = repeat->id;
    read_query(repeat, target + length);
    if (entry->request_body != NULL) {
        repeat->body = memory_copy_bytes(entry->request_body, entry->request_length);
        repeat->call.body = repeat->body;
        repeat->call.body_length = entry->request_length;
    }
    return true;
}

void repeat_clear(struct repeat *repeat)
{
    for (size_t i = 0; i < repeat->call.query_count; i++) {
        free((char *)repeat->query[i].name);
        free((char *)repeat->query[i].value);
    }
    free(repeat->query);
    free(repeat->id);
    free(repeat->body);
    *repeat = (struct repeat){ 0 };
}
