#include "journal/line.h"

#include <stdlib.h>
#include <string.h>
#include <unistr.h>

#include "journal/redact.h"
#include "support/date.h"
#include "support/json.h"
#include "support/text.h"

enum { BULK_LIMIT = 2048 };

struct writer {
    cJSON *line;
    struct secret *const *secrets;
    size_t secret_count;
    size_t longest_occurrence;
    UT_string text; /* reused */
};

/* Invalid bytes as U+FFFD: JSON is UTF-8. */
static void make_valid(UT_string *text)
{
    size_t length = utstring_len(text);
    if (u8_check((const uint8_t *)utstring_body(text), length) == NULL)
        return;
    UT_string valid;
    utstring_init(&valid);
    for (size_t at = 0; at < length;) {
        unsigned point;
        at += text_decode(utstring_body(text) + at, length - at, &point);
        text_append_point(&valid, point);
    }
    utstring_clear(text);
    utstring_concat(text, &valid);
    utstring_done(&valid);
}

static void add_text(struct writer *writer, const char *name, const char *text)
{
    if (text == NULL)
        return;
    utstring_clear(&writer->text);
    redact_append(&writer->text, text, strlen(text), writer->secrets, writer->secret_count);
    make_valid(&writer->text);
    json_add_string(writer->line, name, utstring_body(&writer->text));
}

static void add_headers(struct writer *writer, const char *name, const struct journal_header *headers, size_t count)
{
    cJSON *list = json_add_array(writer->line, name);
    for (size_t i = 0; i < count; i++) {
        cJSON *pair = json_array();
        json_append_string(pair, headers[i].name);
        utstring_clear(&writer->text);
        redact_append_header(&writer->text, headers[i].name, headers[i].value, writer->secrets, writer->secret_count);
        make_valid(&writer->text);
        json_append_string(pair, utstring_body(&writer->text));
        json_append(list, pair);
    }
}

/* The bytes of a text that fit limit without cutting a character. */
static size_t fit(const char *text, size_t length, size_t limit)
{
    if (length <= limit)
        return length;
    while (limit > 0 && ((unsigned char)text[limit] & 0xC0) == 0x80)
        limit--;
    return limit;
}

static void add_body(struct writer *writer, const char *name, const char *size_name, const char *cut_name,
                     const char *body, size_t length, size_t limit)
{
    if (body == NULL)
        return;
    json_add_number(writer->line, size_name, (double)length);
    if (memchr(body, '\0', length) != NULL || u8_check((const uint8_t *)body, length) != NULL)
        return;
    /* A secret across the cut must be seen whole to be found. */
    size_t looked_at = length;
    if (length > limit && length - limit > writer->longest_occurrence)
        looked_at = limit + writer->longest_occurrence;
    utstring_clear(&writer->text);
    redact_append(&writer->text, body, fit(body, length, looked_at), writer->secrets, writer->secret_count);
    size_t kept = fit(utstring_body(&writer->text), utstring_len(&writer->text), limit);
    if (length > limit)
        json_add_bool(writer->line, cut_name, true);
    utstring_body(&writer->text)[kept] = '\0';
    json_add_string(writer->line, name, utstring_body(&writer->text));
}

static void add_duration(struct writer *writer, const char *name, int64_t duration)
{
    if (duration >= 0)
        json_add_number(writer->line, name, (double)duration);
}

char *line_write(const struct journal_entry *entry, size_t body_limit, struct secret *const *secrets,
                 size_t secret_count)
{
    struct writer writer = { .line = json_object(), .secrets = secrets, .secret_count = secret_count };
    utstring_init(&writer.text);
    for (size_t i = 0; i < secret_count; i++) {
        size_t longest = redact_longest(secret_length(secrets[i]));
        if (longest > writer.longest_occurrence)
            writer.longest_occurrence = longest;
    }
    char time[DATE_MOMENT_SIZE];
    date_format_moment(entry->time_ms, time);
    json_add_string(writer.line, "time", time);
    add_text(&writer, "profile", entry->profile);
    add_text(&writer, "for", entry->label);
    json_add_number(writer.line, "request", (double)entry->request_id);
    json_add_number(writer.line, "attempt", entry->attempt);
    add_text(&writer, "method", entry->method);
    add_text(&writer, "url", entry->url);
    add_headers(&writer, "request_headers", entry->request_headers, entry->request_header_count);
    add_body(&writer, "request_body", "request_size", "request_cut", entry->request_body, entry->request_length,
             body_limit);
    add_text(&writer, "outcome", entry->outcome);
    json_add_number(writer.line, "status", entry->status);
    add_text(&writer, "failure", entry->failure);
    add_text(&writer, "message", entry->message);
    add_headers(&writer, "headers", entry->headers, entry->header_count);
    add_body(&writer, "body", "size", "cut", entry->body, entry->length,
             entry->bulk && body_limit > BULK_LIMIT ? BULK_LIMIT : body_limit);
    add_text(&writer, "version", entry->version);
    add_text(&writer, "address", entry->address);
    add_duration(&writer, "name_us", entry->name_us);
    add_duration(&writer, "connect_us", entry->connect_us);
    add_duration(&writer, "tls_us", entry->tls_us);
    add_duration(&writer, "first_byte_us", entry->first_byte_us);
    add_duration(&writer, "total_us", entry->total_us);
    char *text = json_print(writer.line);
    cJSON_Delete(writer.line);
    utstring_done(&writer.text);
    return text;
}

static size_t read_headers(const cJSON *list, struct journal_header *headers)
{
    size_t count = 0;
    const cJSON *pair;
    cJSON_ArrayForEach(pair, list)
    {
        const cJSON *name = cJSON_GetArrayItem(pair, 0);
        const cJSON *value = cJSON_GetArrayItem(pair, 1);
        if (cJSON_IsString(name) && cJSON_IsString(value))
            headers[count++] = (struct journal_header){ name->valuestring, value->valuestring };
    }
    return count;
}

/* What a double holds exactly. */
#define LARGEST INT64_C(9007199254740992)

/* A whole number from 0 to largest. */
static int64_t read_whole(const cJSON *tree, const char *name, int64_t largest, int64_t fallback)
{
    double number = json_get_number(tree, name, (double)fallback);
    return number >= 0 && number <= (double)largest ? (int64_t)number : fallback;
}

bool line_read(const cJSON *tree, struct journal_entry *entry, struct journal_header **headers)
{
    const char *time = json_get_string(tree, "time", NULL);
    int64_t time_ms;
    if (time == NULL || !date_parse_moment(time, &time_ms) || json_get_string(tree, "method", NULL) == NULL ||
        json_get_string(tree, "url", NULL) == NULL)
        return false;
    const cJSON *request_headers = json_get_array(tree, "request_headers");
    const cJSON *answer_headers = json_get_array(tree, "headers");
    size_t room = (size_t)cJSON_GetArraySize(request_headers) + (size_t)cJSON_GetArraySize(answer_headers);
    *headers = memory_allocate(room, sizeof **headers);
    *entry = (struct journal_entry){
        .time_ms = time_ms,
        .profile = json_get_string(tree, "profile", NULL),
        .label = json_get_string(tree, "for", NULL),
        .request_id = (uint64_t)read_whole(tree, "request", LARGEST, 0),
        .attempt = (unsigned)read_whole(tree, "attempt", 1000000, 0),
        .method = json_get_string(tree, "method", NULL),
        .url = json_get_string(tree, "url", NULL),
        .request_body = json_get_string(tree, "request_body", NULL),
        .request_length = (size_t)read_whole(tree, "request_size", LARGEST, 0),
        .request_cut = json_get_bool(tree, "request_cut", false),
        .outcome = json_get_string(tree, "outcome", NULL),
        .failure = json_get_string(tree, "failure", NULL),
        .message = json_get_string(tree, "message", NULL),
        .status = (int)read_whole(tree, "status", 999, 0),
        .body = json_get_string(tree, "body", NULL),
        .length = (size_t)read_whole(tree, "size", LARGEST, 0),
        .cut = json_get_bool(tree, "cut", false),
        .version = json_get_string(tree, "version", NULL),
        .address = json_get_string(tree, "address", NULL),
        .name_us = read_whole(tree, "name_us", LARGEST, -1),
        .connect_us = read_whole(tree, "connect_us", LARGEST, -1),
        .tls_us = read_whole(tree, "tls_us", LARGEST, -1),
        .first_byte_us = read_whole(tree, "first_byte_us", LARGEST, -1),
        .total_us = read_whole(tree, "total_us", LARGEST, -1),
    };
    entry->request_headers = *headers;
    entry->request_header_count = read_headers(request_headers, *headers);
    entry->headers = *headers + entry->request_header_count;
    entry->header_count = read_headers(answer_headers, *headers + entry->request_header_count);
    return true;
}
