#include "sim/exchange.h"

#include <errno.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include "support/json.h"
#include "support/memory.h"

const char *sim_request_query(const struct sim_request *request, const char *name)
{
    for (size_t i = 0; i < request->query_count; i++)
        if (strcmp(request->query[i].name, name) == 0)
            return request->query[i].value;
    return NULL;
}

const char *sim_request_header(const struct sim_request *request, const char *name)
{
    for (size_t i = 0; i < request->header_count; i++)
        if (text_equal_ignore_case(request->headers[i].name, name))
            return request->headers[i].value;
    return NULL;
}

bool sim_request_flag(const struct sim_request *request, const char *name)
{
    const char *value = sim_request_query(request, name);
    return value != NULL && (text_equal_ignore_case(value, "true") || strcmp(value, "1") == 0);
}

bool sim_request_number(const struct sim_request *request, struct sim_reply *reply, const char *name, long least,
                        long most, long fallback, long *number)
{
    const char *value = sim_request_query(request, name);
    *number = fallback;
    if (value == NULL)
        return true;
    char *end = NULL;
    errno = 0;
    *number = strtol(value, &end, 10);
    bool digits = *value == '-' || (*value >= '0' && *value <= '9'); /* no blank, no plus */
    if (!digits || end == value || *end != '\0' || errno != 0 || *number < least || *number > most)
        return sim_reply_error(reply, 400, "'%s' must be an integer between %ld and %ld", name, least, most);
    return true;
}

bool sim_request_need_number(const struct sim_request *request, struct sim_reply *reply, const char *name, long least,
                             long most, long *number)
{
    if (sim_request_query(request, name) == NULL)
        return sim_reply_error(reply, 400, "'%s' is required", name);
    return sim_request_number(request, reply, name, least, most, 0, number);
}

static void free_pairs(struct sim_pair *pairs, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        free(pairs[i].name);
        free(pairs[i].value);
    }
}

void sim_request_clear(struct sim_request *request)
{
    free(request->method);
    free(request->path);
    free(request->path_id);
    free_pairs(request->query, request->query_count);
    free(request->query);
    free_pairs(request->headers, request->header_count);
    free(request->headers);
    utstring_done(&request->body);
    cJSON_Delete(request->json);
}

static void drop_body(struct sim_reply *reply)
{
    cJSON_Delete(reply->json);
    free(reply->text);
    reply->json = NULL;
    reply->text = NULL;
    reply->text_length = 0;
}

bool sim_reply_error(struct sim_reply *reply, unsigned status, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    char *message = memory_format_list(format, arguments);
    va_end(arguments);
    json_add_string(sim_reply_object(reply, status), "message", message);
    free(message);
    return false;
}

cJSON *sim_reply_object(struct sim_reply *reply, unsigned status)
{
    drop_body(reply);
    reply->status = status;
    reply->content_type = "application/json";
    reply->json = json_object();
    return reply->json;
}

void sim_reply_text(struct sim_reply *reply, unsigned status, const char *content_type, const char *text, size_t length)
{
    drop_body(reply);
    reply->status = status;
    reply->content_type = content_type;
    reply->text = memory_copy_bytes(text, length);
    reply->text_length = length;
}

void sim_reply_header(struct sim_reply *reply, const char *name, const char *format, ...)
{
    if (reply->header_count == SIM_MOST_REPLY_HEADERS)
        return;
    va_list arguments;
    va_start(arguments, format);
    struct sim_pair *header = &reply->headers[reply->header_count++];
    header->name = memory_copy_string(name);
    header->value = memory_format_list(format, arguments);
    va_end(arguments);
}

void sim_reply_clear(struct sim_reply *reply)
{
    drop_body(reply);
    free_pairs(reply->headers, reply->header_count);
}

char *sim_reply_print(const struct sim_reply *reply, size_t *length)
{
    if (reply->json == NULL) {
        *length = reply->text_length;
        return memory_copy_bytes(reply->text != NULL ? reply->text : "", reply->text_length);
    }
    char *text = json_print(reply->json);
    *length = strlen(text);
    return text;
}
