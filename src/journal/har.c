#include "journal/har.h"

#include "config.h"

#include <curl/curl.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "support/date.h"
#include "support/file.h"
#include "support/json.h"
#include "support/memory.h"
#include "support/text.h"

static const char *header_value(const struct journal_header *headers, size_t count, const char *name)
{
    for (size_t i = 0; i < count; i++)
        if (text_equal_ignore_case(headers[i].name, name))
            return headers[i].value;
    return NULL;
}

static void add_pair(cJSON *list, const char *name, const char *value)
{
    cJSON *pair = json_object();
    json_add_string(pair, "name", name);
    json_add_string(pair, "value", value);
    json_append(list, pair);
}

static void add_headers(cJSON *object, const struct journal_header *headers, size_t count)
{
    cJSON *list = json_add_array(object, "headers");
    for (size_t i = 0; i < count; i++)
        add_pair(list, headers[i].name, headers[i].value);
}

/* Percent-decoded; the caller frees it with curl_free(). */
static char *decode(const char *text, size_t length)
{
    char *copy = memory_copy_bytes(text, length);
    char *decoded = curl_easy_unescape(NULL, copy, 0, NULL);
    free(copy);
    if (decoded == NULL)
        memory_exhausted();
    return decoded;
}

static void add_query(cJSON *object, const char *url)
{
    cJSON *list = json_add_array(object, "queryString");
    const char *at = strchr(url, '?');
    while (at != NULL) {
        at++;
        size_t length = strcspn(at, "&#");
        size_t name_length = strcspn(at, "=&#");
        char *name = decode(at, name_length);
        char *value = name_length < length ? decode(at + name_length + 1, length - name_length - 1) : decode("", 0);
        if (length > 0)
            add_pair(list, name, value);
        curl_free(value);
        curl_free(name);
        at = at[length] == '&' ? at + length : NULL;
    }
}

static void add_version(cJSON *object, const char *version)
{
    char *text = memory_format("HTTP/%s", version != NULL && *version != '\0' ? version : "1.1");
    json_add_string(object, "httpVersion", text);
    free(text);
}

static void add_request(cJSON *out, const struct journal_entry *entry)
{
    cJSON *request = json_add_object(out, "request");
    json_add_string(request, "method", entry->method);
    json_add_string(request, "url", entry->url);
    add_version(request, entry->version);
    json_add_array(request, "cookies");
    add_headers(request, entry->request_headers, entry->request_header_count);
    add_query(request, entry->url);
    if (entry->request_body != NULL) {
        const char *type = header_value(entry->request_headers, entry->request_header_count, "Content-Type");
        cJSON *data = json_add_object(request, "postData");
        json_add_string(data, "mimeType", type != NULL ? type : "");
        json_add_array(data, "params");
        json_add_string(data, "text", entry->request_body);
        if (entry->request_cut)
            json_add_string(data, "comment", "cut by the journal");
    }
    json_add_number(request, "headersSize", -1);
    json_add_number(request, "bodySize", (double)entry->request_length);
}

static void add_response(cJSON *out, const struct journal_entry *entry)
{
    cJSON *response = json_add_object(out, "response");
    const char *type = header_value(entry->headers, entry->header_count, "Content-Type");
    const char *location = header_value(entry->headers, entry->header_count, "Location");
    json_add_number(response, "status", entry->status);
    json_add_string(response, "statusText", "");
    add_version(response, entry->version);
    json_add_array(response, "cookies");
    add_headers(response, entry->headers, entry->header_count);
    cJSON *content = json_add_object(response, "content");
    json_add_number(content, "size", (double)entry->length);
    json_add_string(content, "mimeType", type != NULL ? type : "x-unknown");
    if (entry->body != NULL)
        json_add_string(content, "text", entry->body);
    if (entry->cut)
        json_add_string(content, "comment", "cut by the journal");
    json_add_string(response, "redirectURL", location != NULL ? location : "");
    json_add_number(response, "headersSize", -1);
    json_add_number(response, "bodySize", -1); /* packed or not, it is not recorded */
    if (entry->message != NULL)
        json_add_string(response, "_error", entry->message);
}

static double milliseconds(int64_t duration_us)
{
    return duration_us >= 0 ? (double)duration_us / 1000 : -1;
}

static double or_nothing(double duration)
{
    return duration >= 0 ? duration : 0;
}

/* The archive wants durations of steps that follow each other; TLS is part of connect, and told again as ssl. */
static void add_timings(cJSON *out, const struct journal_entry *entry)
{
    double dns = milliseconds(entry->name_us);
    double ssl = milliseconds(entry->tls_us);
    double connect = milliseconds(entry->connect_us);
    double total = or_nothing(milliseconds(entry->total_us));
    if (connect >= 0)
        connect += or_nothing(ssl);
    double first_byte = entry->first_byte_us >= 0 ? milliseconds(entry->first_byte_us) : total;
    double wait = or_nothing(first_byte - or_nothing(dns) - or_nothing(connect));
    double receive = or_nothing(total - first_byte);
    json_add_number(out, "time", or_nothing(dns) + or_nothing(connect) + wait + receive);
    cJSON *timings = json_add_object(out, "timings");
    json_add_number(timings, "blocked", -1);
    json_add_number(timings, "dns", dns);
    json_add_number(timings, "connect", connect);
    json_add_number(timings, "ssl", ssl);
    json_add_number(timings, "send", 0);
    json_add_number(timings, "wait", wait);
    json_add_number(timings, "receive", receive);
}

static char *entry_text(const struct journal_entry *entry)
{
    char time[DATE_MOMENT_SIZE];
    cJSON *out = json_object();
    date_format_moment(entry->time_ms, time);
    json_add_string(out, "startedDateTime", time);
    add_timings(out, entry);
    add_request(out, entry);
    add_response(out, entry);
    json_add_object(out, "cache");
    if (entry->address != NULL && *entry->address != '\0')
        json_add_string(out, "serverIPAddress", entry->address);
    char *comment = memory_format("%s, attempt %u%s%s", entry->label != NULL ? entry->label : "request", entry->attempt,
                                  entry->outcome != NULL ? ", " : "", entry->outcome != NULL ? entry->outcome : "");
    json_add_string(out, "comment", comment);
    free(comment);
    char *text = json_print(out);
    cJSON_Delete(out);
    return text;
}

static bool put(int descriptor, const char *text, struct error *error)
{
    if (file_write_all(descriptor, text, strlen(text)))
        return true;
    error_set(error, ERROR_STORAGE, "the archive cannot be written: %s", strerror(errno));
    return error_hint(error, "check that the disk is not full");
}

bool har_write_begin(int descriptor, struct error *error)
{
    return put(descriptor,
               "{\"log\":{\"version\":\"1.2\",\"creator\":{\"name\":\"" PACKAGE_NAME "\",\"version\":\"" PACKAGE_VERSION
               "\"},\"entries\":[",
               error);
}

bool har_write_entry(int descriptor, const struct journal_entry *entry, bool is_first, struct error *error)
{
    char *text = entry_text(entry);
    bool good = put(descriptor, is_first ? "\n" : ",\n", error) && put(descriptor, text, error);
    free(text);
    return good;
}

bool har_write_end(int descriptor, struct error *error)
{
    return put(descriptor, "\n]}}\n", error);
}

bool har_write(struct journal_view *view, size_t most, int descriptor, struct error *error)
{
    bool is_first = true;
    bool good = har_write_begin(descriptor, error);
    size_t count = journal_view_count(view);
    for (size_t index = count < most ? count : most; good && index > 0; index--) {
        struct journal_row row;
        if (!journal_view_row(view, index - 1, &row))
            continue;
        good = har_write_entry(descriptor, &row.entry, is_first, error);
        journal_row_clear(&row);
        is_first = false;
    }
    return good && har_write_end(descriptor, error);
}
