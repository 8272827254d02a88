#include "braze/meaning.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "braze/meaning_private.h"
#include "http/retry.h"
#include "journal/redact.h"
#include "support/date.h"
#include "support/json.h"
#include "support/memory.h"
#include "support/text.h"

enum { LONGEST_SAID = 300, LONGEST_TITLE = 60, MOST_PROBLEMS = 1000, PROBLEMS_NAMED = 3 };

static const struct {
    const char *name;
    enum error_code code;
    const char *message;
    const char *hint;
} meanings[MEANING_KIND_COUNT] = {
#define MEANING(identifier, code, message, hint) { #identifier, code, message, hint },
#include "data/meanings.def"
#undef MEANING
};

const char *meaning_name(enum meaning_kind kind)
{
    return meanings[kind].name;
}

bool meaning_accepted(const struct meaning *meaning)
{
    return meaning->kind == MEANING_OK || meaning->kind == MEANING_QUEUED || meaning->kind == MEANING_PARTLY;
}

/* What an answer says, redacted, and the words for it. */
struct reading {
    const struct meaning_context *context;
    const struct http_answer *answer;
    struct meaning *meaning;
    char *body; /* without the key */
    size_t length;
    cJSON *json; /* NULL: no JSON object */
    char *location;
    char *title; /* of a web page */
};

static char *redact(const struct reading *reading, const char *text, size_t length, size_t *redacted_length)
{
    UT_string out;
    utstring_init(&out);
    struct secret *key = secret_copy(reading->context->key);
    redact_append(&out, text, length, &key, key != NULL ? 1 : 0);
    secret_free(key);
    *redacted_length = utstring_len(&out);
    char *copy = memory_copy_bytes(utstring_body(&out), utstring_len(&out));
    utstring_done(&out);
    return copy;
}

/* Safe to show, on one line, and not endless. */
static char *shown(const char *text, size_t most)
{
    size_t length = strlen(text);
    char *visible = text_visible(text, length < most * 4 ? length : most * 4);
    size_t fits = text_fit(visible, most, NULL);
    char *result = memory_format("%.*s%s", (int)fits, visible, visible[fits] != '\0' ? "\xE2\x80\xA6" : "");
    free(visible);
    return result;
}

static char *shown_header(const struct reading *reading, const char *name)
{
    const char *value = http_answer_header(reading->answer, name);
    if (value == NULL || value[0] == '\0')
        return NULL;
    size_t length = 0;
    char *redacted = redact(reading, value, strlen(value), &length);
    char *result = shown(redacted, LONGEST_SAID);
    free(redacted);
    return result;
}

static bool is_web_page(const struct reading *reading)
{
    const char *type = http_answer_header(reading->answer, "Content-Type");
    const char *at = reading->body;
    while (*at == ' ' || *at == '\t' || *at == '\r' || *at == '\n')
        at++;
    return *at == '<' || (type != NULL && strncasecmp(type, "text/html", strlen("text/html")) == 0);
}

static char *title_of(const char *page)
{
    const char *begin = strcasestr(page, "<title>");
    const char *end = begin != NULL ? strcasestr(begin, "</title>") : NULL;
    if (end == NULL)
        return NULL;
    begin += strlen("<title>");
    char *raw = memory_copy_bytes(begin, (size_t)(end - begin));
    char *trimmed = text_trim(raw);
    char *title = trimmed[0] != '\0' ? shown(trimmed, LONGEST_TITLE) : NULL;
    free(trimmed);
    free(raw);
    return title;
}

static const char *host_of(const struct reading *reading)
{
    const char *scheme = strstr(reading->context->rest_url, "://");
    return scheme != NULL ? scheme + strlen("://") : reading->context->rest_url;
}

static char *call_of(const struct reading *reading)
{
    const struct endpoint_info *endpoint = &endpoints[reading->context->endpoint];
    return memory_format("%s %s", endpoint->method, endpoint->path);
}

static char *until_of(const struct reading *reading)
{
    int64_t at = reading->meaning->retry_at_ms;
    if (at < 0)
        return memory_copy_string("");
    char moment[DATE_MOMENT_SIZE];
    date_format_moment(at + 999, moment);
    long long seconds = (long long)((at - reading->context->now_ms + 999) / 1000);
    if (seconds < 120)
        return memory_format(" until %.8s UTC, for %lld s", moment + DATE_DAY_SIZE, seconds < 0 ? 0 : seconds);
    return memory_format(" until %.8s UTC, for %lld min", moment + DATE_DAY_SIZE, (seconds + 59) / 60);
}

static char *problems_text(const struct meaning *meaning)
{
    UT_string out;
    utstring_init(&out);
    for (size_t i = 0; i < meaning->problem_count && i < PROBLEMS_NAMED; i++) {
        const struct meaning_problem *problem = &meaning->problems[i];
        utstring_printf(&out, "%s", i > 0 ? "; " : "");
        if (problem->array != NULL && problem->index >= 0)
            utstring_printf(&out, "%s[%ld]: ", problem->array, problem->index);
        else if (problem->array != NULL)
            utstring_printf(&out, "%s: ", problem->array);
        utstring_printf(&out, "%s", problem->what);
    }
    if (meaning->problem_count > PROBLEMS_NAMED)
        utstring_printf(&out, "; and %zu more", meaning->problem_count - PROBLEMS_NAMED);
    char *text = memory_copy_bytes(utstring_body(&out), utstring_len(&out));
    utstring_done(&out);
    return text;
}

/* The status in words is often all that a server says of it. */
static bool says_something(const struct reading *reading)
{
    const char *said = reading->meaning->said;
    char *status = meaning_status_text(reading->answer->status);
    const char *words = strchr(status, ' ');
    bool does = said != NULL && (reading->answer->status < 500 || words == NULL || !text_equal_ignore_case(said, words + 1));
    free(status);
    return does;
}

/* The word in braces, the caller's to free; NULL for none that is known. */
static char *word_of(const struct reading *reading, const char *name, size_t length)
{
    const struct meaning *meaning = reading->meaning;
    const struct endpoint_info *endpoint = &endpoints[reading->context->endpoint];
#define IS(word) (length == strlen(word) && strncmp(name, word, length) == 0)
    if (IS("host"))
        return memory_copy_string(host_of(reading));
    if (IS("call"))
        return call_of(reading);
    if (IS("permission"))
        return memory_copy_string(endpoint->permission);
    if (IS("status"))
        return meaning_status_text(reading->answer->status);
    if (IS("said"))
        return memory_copy_string(says_something(reading) ? meaning->said : "it does not say why");
    if (IS("until"))
        return until_of(reading);
    if (IS("problems"))
        return problems_text(meaning);
    if (IS("location"))
        return reading->location != NULL ? memory_format(" to %s", reading->location) : memory_copy_string("");
    if (IS("page"))
        return reading->title != NULL ? memory_format(" titled \"%s\"", reading->title) : memory_copy_string("");
#undef IS
    return NULL;
}

static char *fill(const struct reading *reading, const char *text)
{
    UT_string out;
    utstring_init(&out);
    while (*text != '\0') {
        size_t plain = strcspn(text, "{");
        utstring_bincpy(&out, text, plain);
        text += plain;
        size_t length = *text == '{' ? strcspn(text + 1, "}") : 0;
        char *word = length > 0 ? word_of(reading, text + 1, length) : NULL;
        if (word != NULL) {
            utstring_printf(&out, "%s", word);
            text += length + 2;
        } else if (*text != '\0') {
            utstring_bincpy(&out, text, 1);
            text++;
        }
        free(word);
    }
    char *result = memory_copy_bytes(utstring_body(&out), utstring_len(&out));
    utstring_done(&out);
    return result;
}

static void set_kind(struct reading *reading, enum meaning_kind kind)
{
    struct meaning *meaning = reading->meaning;
    meaning->kind = kind;
    char *message = fill(reading, meanings[kind].message);
    char *hint = fill(reading, meanings[kind].hint);
    if (meanings[kind].code != ERROR_NONE) {
        error_set(&meaning->error, meanings[kind].code, "%s", message);
        if (hint[0] != '\0')
            error_hint(&meaning->error, "%s", hint);
    } else if (message[0] != '\0') {
        meaning->note = memory_copy_string(message);
    }
    free(hint);
    free(message);
}

static void add_problem(struct meaning *meaning, const char *what, const char *array, long index)
{
    if (meaning->problem_count == MOST_PROBLEMS)
        return;
    meaning->problems = memory_resize(meaning->problems, meaning->problem_count + 1, sizeof *meaning->problems);
    meaning->problems[meaning->problem_count++] = (struct meaning_problem){
        .what = shown(what, LONGEST_SAID),
        .array = array != NULL ? shown(array, LONGEST_TITLE) : NULL,
        .index = index,
    };
}

/* Braze's own objects {type, input_array, index}, the newer {id, message, parameters}, or plain texts. */
static void add_error(struct meaning *meaning, const cJSON *item, const char *list)
{
    const char *what = cJSON_IsString(item) ? item->valuestring : json_get_string(item, "type", NULL);
    if (what == NULL)
        what = json_get_string(item, "message", json_get_string(item, "id", NULL));
    const char *array = json_get_string(item, "input_array", NULL);
    const cJSON *parameter = cJSON_GetArrayItem(json_get_array(item, "parameters"), 0);
    if (array == NULL && cJSON_IsString(parameter))
        array = parameter->valuestring;
    double index = json_get_number(item, "index", -1);
    if (what != NULL) {
        add_problem(meaning, what, array != NULL ? array : list, index >= 0 && index < 1e6 ? (long)index : -1);
    } else {
        char *text = json_print(item);
        add_problem(meaning, text, list, -1);
        free(text);
    }
}

static void add_errors(struct meaning *meaning, const cJSON *json)
{
    static const char *const lists[] = { "errors", "rename_errors", "removal_errors" };
    for (size_t i = 0; i < sizeof lists / sizeof *lists; i++) {
        const cJSON *item = NULL;
        cJSON_ArrayForEach(item, json_get_array(json, lists[i]))
            add_error(meaning, item, i > 0 ? lists[i] : NULL);
    }
}

static void take_said(struct reading *reading)
{
    const char *message = json_get_string(reading->json, "message", NULL);
    if (message == NULL)
        message = json_get_string(reading->json, "error", NULL); /* a gateway's */
    if (message != NULL && message[0] != '\0')
        reading->meaning->said = shown(message, LONGEST_SAID);
}

static bool said(const struct reading *reading, const char *part)
{
    return reading->meaning->said != NULL && strcasestr(reading->meaning->said, part) != NULL;
}

static void refuse(struct reading *reading)
{
    struct meaning *meaning = reading->meaning;
    set_kind(reading, meaning->problem_count > 0 ? MEANING_BAD_OBJECTS : MEANING_BAD_REQUEST);
    const char *hint = meaning->said != NULL ? meaning_refusal_hint(meaning->said) : NULL;
    if (hint != NULL)
        error_hint(&meaning->error, "%s", hint);
}

static void read_success(struct reading *reading)
{
    struct meaning *meaning = reading->meaning;
    if (reading->length == 0) {
        set_kind(reading, MEANING_EMPTY);
    } else if (reading->json == NULL) {
        set_kind(reading, is_web_page(reading) ? MEANING_WEB_PAGE : MEANING_NOT_JSON);
    } else if (meaning->said != NULL && strcasecmp(meaning->said, "queued") == 0) {
        set_kind(reading, MEANING_QUEUED);
    } else if (meaning->said != NULL && strcasecmp(meaning->said, "success") != 0) {
        refuse(reading);
    } else {
        set_kind(reading, meaning->problem_count > 0 ? MEANING_PARTLY : MEANING_OK);
        meaning->body = reading->json;
        reading->json = NULL;
    }
}

static enum meaning_kind kind_of_403(const struct reading *reading)
{
    if (said(reading, "whitelisted IP") || said(reading, "IP address"))
        return MEANING_IP_NOT_ALLOWED;
    if (said(reading, "permission") || said(reading, "access denied"))
        return MEANING_NO_PERMISSION;
    return said(reading, "forbidden") || said(reading, "inactive") || said(reading, "plan") ? MEANING_NOT_IN_PLAN
                                                                                              : MEANING_NO_PERMISSION;
}

/* The documentation names 401 for some of what is a 403 elsewhere, so that both are told apart by what they say. */
static enum meaning_kind kind_of_401(const struct reading *reading)
{
    if (said(reading, "whitelisted IP") || said(reading, "IP address"))
        return MEANING_IP_NOT_ALLOWED;
    return said(reading, "permission") ? MEANING_NO_PERMISSION : MEANING_KEY_REFUSED;
}

static bool is_feed(enum endpoint endpoint)
{
    return endpoint == ENDPOINT_FEED_LIST || endpoint == ENDPOINT_FEED_DETAILS || endpoint == ENDPOINT_FEED_DATA_SERIES;
}

static void read_rate_limit(struct reading *reading)
{
    struct http_rate_facts facts;
    http_rate_facts_read(reading->answer, reading->context->now_ms, &facts);
    int64_t asked = http_retry_asked_ms(reading->answer, &facts);
    if (asked >= 0)
        reading->meaning->retry_at_ms = reading->context->now_ms + asked;
    set_kind(reading, MEANING_RATE_LIMITED);
}

static void read_server_failure(struct reading *reading)
{
    int status = reading->answer->status;
    bool is_write = !endpoints[reading->context->endpoint].is_read;
    /* A 502 did not reach Braze's servers, and a 503 found none free; after the others nobody knows. */
    reading->meaning->maybe_done = is_write && status != 502 && status != 503;
    set_kind(reading, status == 502                                             ? MEANING_BAD_GATEWAY
                      : status == 504                                           ? MEANING_GATEWAY_TIMEOUT
                      : said(reading, "maintenance")                            ? MEANING_MAINTENANCE
                      : status == 503                                           ? MEANING_UNAVAILABLE
                                                                                : MEANING_SERVER_ERROR);
    if (reading->meaning->maybe_done)
        error_hint(&reading->meaning->error,
                   "Braze may have carried it out: read the users back before you send it again");
}

static void read_status(struct reading *reading)
{
    int status = reading->answer->status;
    bool web_page = reading->json == NULL && is_web_page(reading);
    if (status >= 200 && status < 300)
        read_success(reading);
    else if (status >= 300 && status < 400)
        set_kind(reading, MEANING_REDIRECTED);
    else if (status == 407)
        set_kind(reading, MEANING_PROXY_LOGIN);
    else if (status == 429)
        read_rate_limit(reading);
    else if (status >= 500)
        read_server_failure(reading);
    else if (web_page)
        set_kind(reading, MEANING_WEB_PAGE);
    else if (status == 401)
        set_kind(reading, kind_of_401(reading));
    else if (status == 403)
        set_kind(reading, kind_of_403(reading));
    else if (status == 400)
        refuse(reading);
    else if (status == 404)
        set_kind(reading, is_feed(reading->context->endpoint) ? MEANING_FEED_GONE : MEANING_NOT_FOUND);
    else if (status == 413)
        set_kind(reading, MEANING_TOO_LARGE);
    else if (status == 415)
        set_kind(reading, MEANING_WRONG_TYPE);
    else
        set_kind(reading, MEANING_UNEXPECTED);
}

static void copy_error(struct error *to, const struct error *from)
{
    error_set(to, from->code, "%s", from->message != NULL ? from->message : "the request failed");
    if (from->hint != NULL)
        error_hint(to, "%s", from->hint);
}

static void read_failure(struct reading *reading)
{
    struct meaning *meaning = reading->meaning;
    const struct http_answer *answer = reading->answer;
    if (answer->outcome == HTTP_UNKNOWN) {
        meaning->said = memory_copy_string(answer->error.message);
        meaning->maybe_done = true;
        set_kind(reading, MEANING_MAYBE_DONE);
        return;
    }
    meaning->kind = answer->outcome == HTTP_CANCELLED              ? MEANING_STOPPED
                    : answer->failure == HTTP_FAILURE_RATE_LIMIT ? MEANING_RATE_LIMITED
                                                                  : MEANING_NO_ANSWER;
    copy_error(&meaning->error, &answer->error);
}

void meaning_read(struct meaning *meaning, const struct meaning_context *context, const struct http_answer *answer)
{
    struct reading reading = { .context = context, .answer = answer, .meaning = meaning };
    *meaning = (struct meaning){ .retry_at_ms = -1 };
    meaning->request_id = shown_header(&reading, "X-Request-Id");
    if (answer->outcome != HTTP_ANSWERED) {
        read_failure(&reading);
        return;
    }
    reading.body = redact(&reading, answer->body, answer->body_length, &reading.length);
    reading.location = shown_header(&reading, "Location");
    reading.title = is_web_page(&reading) ? title_of(reading.body) : NULL;
    reading.json = json_parse(reading.body, reading.length, NULL);
    if (reading.json != NULL && !cJSON_IsObject(reading.json)) {
        cJSON_Delete(reading.json);
        reading.json = NULL;
    }
    take_said(&reading);
    add_errors(meaning, reading.json);
    read_status(&reading);
    cJSON_Delete(reading.json);
    free(reading.title);
    free(reading.location);
    free(reading.body);
}

void meaning_unsent(struct meaning *meaning, struct error *error)
{
    *meaning = (struct meaning){ .kind = MEANING_NO_ANSWER, .retry_at_ms = -1 };
    error_move(&meaning->error, error);
}

void meaning_clear(struct meaning *meaning)
{
    for (size_t i = 0; i < meaning->problem_count; i++) {
        free(meaning->problems[i].what);
        free(meaning->problems[i].array);
    }
    free(meaning->problems);
    free(meaning->said);
    free(meaning->note);
    free(meaning->request_id);
    cJSON_Delete(meaning->body);
    error_clear(&meaning->error);
    *meaning = (struct meaning){ .retry_at_ms = -1 };
}
