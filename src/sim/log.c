#include <stdlib.h>
#include <string.h>
#include <unistr.h>

#include "sim/sim.h"
#include "support/date.h"
#include "support/json.h"

/* Text of any bytes as a JSON string: what is no UTF-8 becomes U+FFFD, what follows a NUL is still there. */
static cJSON *safe_string(const char *text, size_t length)
{
    UT_string safe;
    utstring_init(&safe);
    for (size_t at = 0; at < length;) {
        unsigned point = 0;
        at += text_decode(text + at, length - at, &point);
        text_append_point(&safe, point != 0 ? point : 0xFFFD);
    }
    cJSON *string = json_string(utstring_body(&safe));
    utstring_done(&safe);
    return string;
}

/* A repeated name becomes an array. */
static void add_pair(cJSON *object, const char *name, cJSON *value)
{
    cJSON *key = safe_string(name, strlen(name));
    cJSON *before = json_get(object, key->valuestring);
    if (before == NULL) {
        json_add(object, key->valuestring, value);
    } else if (cJSON_IsArray(before)) {
        json_append(before, value);
    } else {
        cJSON *both = json_array();
        json_append(both, cJSON_DetachItemViaPointer(object, before));
        json_append(both, value);
        json_add(object, key->valuestring, both);
    }
    cJSON_Delete(key);
}

/* "Bearer ****ab12": never more than the last four characters of a key. */
static cJSON *mask_authorization(const char *value)
{
    size_t scheme = strcspn(value, " ");
    size_t length = strlen(value);
    const char *tail = value[scheme] != '\0' && length - scheme - 1 >= 8 ? value + length - 4 : "";
    char *masked = memory_format("%.*s%s****%s", value[scheme] != '\0' ? (int)scheme : 0, value,
                                 value[scheme] != '\0' ? " " : "", tail);
    cJSON *string = safe_string(masked, strlen(masked));
    free(masked);
    return string;
}

static cJSON *log_pairs(const struct sim_pair *pairs, size_t count, bool headers)
{
    cJSON *object = json_object();
    for (size_t i = 0; i < count; i++) {
        const char *value = pairs[i].value;
        bool secret = headers && text_equal_ignore_case(pairs[i].name, "Authorization");
        add_pair(object, pairs[i].name, secret ? mask_authorization(value) : safe_string(value, strlen(value)));
    }
    return object;
}

void sim_log_write(struct sim *sim, const struct sim_request *request, const struct sim_reply *reply, const char *fault)
{
    if (sim->log == NULL)
        return;
    char moment[DATE_MOMENT_SIZE];
    date_format_moment(date_now_ms(), moment);
    cJSON *line = json_object();
    json_add_number(line, "number", (double)request->number);
    json_add_string(line, "time", moment);
    json_add_string(line, "method", request->method);
    json_add(line, "path", safe_string(request->path, strlen(request->path)));
    json_add(line, "query", log_pairs(request->query, request->query_count, false));
    json_add(line, "headers", log_pairs(request->headers, request->header_count, true));
    if (request->json != NULL)
        json_add(line, "body", cJSON_Duplicate(request->json, true));
    else if (utstring_len(&request->body) > 0)
        json_add(line, "body", safe_string(utstring_body(&request->body), utstring_len(&request->body)));
    else
        json_add_null(line, "body");
    json_add_number(line, "status", reply->status);
    json_add_bool(line, "applied", reply->applied);
    json_add_string(line, "fault", fault);
    json_add_string(line, "request_id", reply->request_id);
    char *text = json_print(line);
    (void)pthread_mutex_lock(&sim->lock);
    (void)fprintf(sim->log, "%s\n", text);
    (void)fflush(sim->log);
    (void)pthread_mutex_unlock(&sim->lock);
    free(text);
    cJSON_Delete(line);
}
