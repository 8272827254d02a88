#include "sim_client.h"

#include <check.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "support/json.h"

struct sim *client_start(const char *name, ...)
{
    struct sim_options options;
    struct error error = ERROR_INIT;
    sim_options_init(&options);
    ck_assert(sim_options_set(&options, "today", "2026-09-15", &error));
    va_list arguments;
    va_start(arguments, name);
    for (; name != NULL; name = va_arg(arguments, const char *)) {
        const char *value = va_arg(arguments, const char *);
        ck_assert_msg(sim_options_set(&options, name, value, &error), "%s", error.message);
    }
    va_end(arguments);
    struct sim *sim = sim_start(&options, &error);
    ck_assert_msg(sim != NULL, "%s", error.message);
    sim_options_clear(&options);
    return sim;
}

static size_t take(char *bytes, size_t size, size_t count, void *context)
{
    size_t length = size * count;
    utstring_bincpy((UT_string *)context, bytes, length);
    return length;
}

static struct client_answer perform(const struct sim *sim, const char *method, const char *path, const void *body,
                                    size_t length, const char *const *headers, long limit_ms)
{
    struct client_answer answer = { .code = CURLE_OK };
    utstring_init(&answer.headers);
    utstring_init(&answer.body);
    CURL *curl = curl_easy_init();
    ck_assert_ptr_nonnull(curl);
    char *url = memory_format("%s%s", sim_url(sim), path);
    struct curl_slist *list = NULL;
    for (; *headers != NULL; headers++)
        list = curl_slist_append(list, *headers);
    curl_easy_setopt(curl, CURLOPT_URL, url);
    curl_easy_setopt(curl, CURLOPT_NOPROXY, "*");
    curl_easy_setopt(curl, CURLOPT_HTTPHEADER, list);
    curl_easy_setopt(curl, CURLOPT_HEADERFUNCTION, take);
    curl_easy_setopt(curl, CURLOPT_HEADERDATA, &answer.headers);
    curl_easy_setopt(curl, CURLOPT_WRITEFUNCTION, take);
    curl_easy_setopt(curl, CURLOPT_WRITEDATA, &answer.body);
    curl_easy_setopt(curl, CURLOPT_TIMEOUT_MS, limit_ms);
    curl_easy_setopt(curl, CURLOPT_NOSIGNAL, 1L);
    if (body != NULL) {
        curl_easy_setopt(curl, CURLOPT_POSTFIELDSIZE_LARGE, (curl_off_t)length);
        curl_easy_setopt(curl, CURLOPT_POSTFIELDS, body);
    }
    if (method != NULL)
        curl_easy_setopt(curl, CURLOPT_CUSTOMREQUEST, method);
    answer.code = curl_easy_perform(curl);
    curl_easy_getinfo(curl, CURLINFO_RESPONSE_CODE, &answer.status);
    answer.json = json_parse(utstring_body(&answer.body), utstring_len(&answer.body), NULL);
    curl_slist_free_all(list);
    curl_easy_cleanup(curl);
    free(url);
    return answer;
}

static const char *const usual[] = { "Authorization: Bearer demo-key", "Content-Type: application/json",
                                     "Expect:", NULL };

struct client_answer client_ask_within(const struct sim *sim, const char *path, const char *body, long limit_ms)
{
    return perform(sim, NULL, path, body, body != NULL ? strlen(body) : 0, usual, limit_ms);
}

struct client_answer client_ask(const struct sim *sim, const char *path, const char *body)
{
    return client_ask_within(sim, path, body, 20000);
}

struct client_answer client_ask_with(const struct sim *sim, const char *method, const char *path, const void *body,
                                     size_t length, const char *const *headers)
{
    return perform(sim, method, path, body, length, headers, 20000);
}

void client_answer_clear(struct client_answer *answer)
{
    utstring_done(&answer->headers);
    utstring_done(&answer->body);
    cJSON_Delete(answer->json);
}

cJSON *client_expect(const struct sim *sim, const char *path, const char *body, long status)
{
    struct client_answer answer = client_ask(sim, path, body);
    ck_assert_msg(answer.code == CURLE_OK, "%s: %s", path, curl_easy_strerror(answer.code));
    ck_assert_msg(answer.status == status, "%s: %ld %s", path, answer.status, utstring_body(&answer.body));
    ck_assert_msg(answer.json != NULL, "%s: %s", path, utstring_body(&answer.body));
    cJSON *json = answer.json;
    answer.json = NULL;
    client_answer_clear(&answer);
    return json;
}

char *client_header(const struct client_answer *answer, const char *name)
{
    size_t length = strlen(name);
    for (const char *line = utstring_body(&answer->headers); line != NULL && *line != '\0';) {
        const char *end = strstr(line, "\r\n");
        if (strncasecmp(line, name, length) == 0 && line[length] == ':' && end != NULL) {
            char *value = memory_copy_bytes(line + length + 1, (size_t)(end - line) - length - 1);
            char *trimmed = text_trim(value);
            free(value);
            return trimmed;
        }
        line = end != NULL ? end + 2 : NULL;
    }
    return NULL;
}

const cJSON *client_at(const cJSON *json, const char *pointer)
{
    while (json != NULL && *pointer == '/') {
        size_t length = strcspn(pointer + 1, "/");
        char *name = memory_copy_bytes(pointer + 1, length);
        json = cJSON_IsArray(json) ? cJSON_GetArrayItem(json, (int)strtol(name, NULL, 10)) : json_get(json, name);
        free(name);
        pointer += length + 1;
    }
    return json;
}

void client_expect_at(const cJSON *json, const char *pointer, const char *expected)
{
    const cJSON *value = client_at(json, pointer);
    char *text = value != NULL ? json_print(value) : NULL;
    char *all = json_print(json);
    ck_assert_msg(text != NULL && strcmp(text, expected) == 0, "%s is %s, not %s, in %s", pointer,
                  text != NULL ? text : "absent", expected, all);
    free(text);
    free(all);
}

void client_track(const struct sim *sim, const char *body)
{
    cJSON_Delete(client_expect(sim, "/users/track", body, 201));
}

void client_expect_exported(const struct sim *sim, const char *body, const char *pointer, const char *expected)
{
    cJSON *json = client_expect(sim, "/users/export/ids", body, 201);
    client_expect_at(json, pointer, expected);
    cJSON_Delete(json);
}
