#include "braze/request.h"

#include <curl/curl.h>
#include <stdlib.h>
#include <string.h>

#include "support/json.h"
#include "support/memory.h"
#include "support/text.h"

#define ID "{id}"

static char *url_of(const char *rest_url, const struct braze_call *call)
{
    const char *path = endpoints[call->endpoint].path;
    const char *at = strstr(path, ID);
    if (at == NULL)
        return memory_format("%s%s", rest_url, path);
    char *id = curl_easy_escape(NULL, call->id != NULL ? call->id : "", 0);
    if (id == NULL)
        memory_exhausted();
    char *url = memory_format("%s%.*s%s%s", rest_url, (int)(at - path), path, id, at + strlen(ID));
    curl_free(id);
    return url;
}

struct http_request *braze_request_new(const char *rest_url, const struct braze_call *call, const struct secret *key)
{
    static const char json_type[] = "application/json";
    char *url = url_of(rest_url, call);
    struct http_request *request = http_request_new(endpoints[call->endpoint].method, url);
    free(url);
    for (size_t i = 0; i < call->query_count; i++)
        if (call->query[i].value != NULL)
            http_request_add_query(request, call->query[i].name, call->query[i].value);
    if (call->body != NULL) {
        http_request_set_body(request, call->body, call->body_length, json_type);
    } else if (call->json != NULL) {
        char *text = json_print(call->json);
        http_request_set_body(request, text, strlen(text), json_type);
        free(text);
    }
    if (key != NULL)
        http_request_set_bearer(request, key);
    return request;
}

struct http_call braze_http_call(enum endpoint endpoint, enum http_priority priority, const char *label)
{
    const struct endpoint_info *info = &endpoints[endpoint];
    return (struct http_call){ .priority = priority,
                               .is_read = info->is_read,
                               .limit_class = info->limit_class,
                               .label = label };
}
