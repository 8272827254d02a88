#include "sync/message.h"

#include <errno.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "support/json.h"
#include "support/memory.h"
#include "support/text.h"

#define MASK "****"
enum { SECRET_LENGTH_SURE = 8 }; /* a shorter one may well be a part of the messages' own words */

struct message_writer {
    FILE *file;
    const struct secret *key; /* NULL: none */
    char *secret;             /* as it would stand in JSON, without quotes; NULL: none that is masked everywhere */
    size_t secret_length;
    int failure; /* errno of the first write that failed */
};

struct message_writer *message_writer_new(FILE *file, const struct secret *secret)
{
    struct message_writer *writer = memory_allocate(1, sizeof *writer);
    writer->file = file;
    writer->key = secret != NULL && secret_length(secret) > 0 ? secret : NULL;
    if (secret != NULL && secret_length(secret) >= SECRET_LENGTH_SURE) {
        cJSON *value = json_string(secret_reveal(secret));
        char *quoted = json_print(value);
        size_t length = strlen(quoted);
        writer->secret_length = length - 2;
        writer->secret = memory_copy_bytes(quoted + 1, length - 2);
        secret_wipe(quoted, length);
        secret_wipe(value->valuestring, strlen(value->valuestring));
        free(quoted);
        cJSON_Delete(value);
    }
    return writer;
}

void message_writer_free(struct message_writer *writer)
{
    if (writer == NULL)
        return;
    if (writer->secret != NULL)
        secret_wipe(writer->secret, writer->secret_length);
    free(writer->secret);
    free(writer);
}

static void put(struct message_writer *writer, const char *text, size_t length)
{
    if (writer->failure == 0 && length > 0 && fwrite(text, 1, length, writer->file) != length)
        writer->failure = errno != 0 ? errno : EIO;
}

static void put_masked(struct message_writer *writer, const char *text, size_t length)
{
    const char *end = text + length, *found;
    while (writer->secret != NULL &&
           (found = memmem(text, (size_t)(end - text), writer->secret, writer->secret_length)) != NULL) {
        put(writer, text, (size_t)(found - text));
        put(writer, MASK, strlen(MASK));
        text = found + writer->secret_length;
    }
    put(writer, text, (size_t)(end - text));
}

bool message_flush(struct message_writer *writer, struct error *error)
{
    if (writer->failure == 0 && fflush(writer->file) != 0)
        writer->failure = errno;
    return writer->failure == 0 ||
           error_set(error, ERROR_STORAGE, "cannot write messages: %s", strerror(writer->failure));
}

/* Writes a message and frees it. */
static void write_message(struct message_writer *writer, cJSON *message)
{
    char *text = json_print(message);
    put_masked(writer, text, strlen(text));
    put(writer, "\n", 1);
    free(text);
    cJSON_Delete(message);
}

static cJSON *message_of(const char *type)
{
    cJSON *message = json_object();
    json_add_string(message, "type", type);
    return message;
}

static cJSON *trace_of(cJSON *message, const char *type, int64_t now_ms)
{
    cJSON *trace = json_add_object(message, "trace");
    json_add_string(trace, "type", type);
    json_add_number(trace, "emitted_at", (double)now_ms);
    return trace;
}

static void add_descriptor(cJSON *object, const char *stream)
{
    json_add_string(json_add_object(object, "stream_descriptor"), "name", stream);
}

/* Words for people: the key is masked however short it is. */
static void add_words(const struct message_writer *writer, cJSON *object, const char *name, const char *text)
{
    const char *key = writer->key != NULL ? secret_reveal(writer->key) : NULL, *found;
    UT_string words;
    utstring_init(&words);
    for (; key != NULL && (found = strstr(text, key)) != NULL; text = found + strlen(key)) {
        utstring_bincpy(&words, text, (size_t)(found - text));
        utstring_printf(&words, MASK);
    }
    utstring_printf(&words, "%s", text);
    json_add_string(object, name, utstring_body(&words));
    utstring_done(&words);
}

void message_log(struct message_writer *writer, enum message_level level, const char *format, ...)
{
    static const char *const levels[] = { "FATAL", "ERROR", "WARN", "INFO", "DEBUG" };
    va_list arguments;
    va_start(arguments, format);
    char *text = memory_format_list(format, arguments);
    va_end(arguments);
    cJSON *message = message_of("LOG");
    cJSON *log = json_add_object(message, "log");
    json_add_string(log, "level", levels[level]);
    add_words(writer, log, "message", text);
    write_message(writer, message);
    free(text);
}

void message_spec(struct message_writer *writer, cJSON *connection_specification)
{
    cJSON *message = message_of("SPEC");
    json_add(json_add_object(message, "spec"), "connectionSpecification", connection_specification);
    write_message(writer, message);
}

void message_catalog(struct message_writer *writer, cJSON *streams)
{
    cJSON *message = message_of("CATALOG");
    json_add(json_add_object(message, "catalog"), "streams", streams);
    write_message(writer, message);
}

void message_connection_status(struct message_writer *writer, bool succeeded, const char *text)
{
    cJSON *message = message_of("CONNECTION_STATUS");
    cJSON *status = json_add_object(message, "connectionStatus");
    json_add_string(status, "status", succeeded ? "SUCCEEDED" : "FAILED");
    if (text != NULL)
        add_words(writer, status, "message", text);
    write_message(writer, message);
}

void message_record(struct message_writer *writer, const char *stream, const char *record, size_t length,
                    int64_t now_ms)
{
    /* By hand, so that the record stays byte for byte what it is; the stream's name is one of ours. */
    UT_string *head;
    utstring_new(head);
    utstring_printf(head, "{\"type\":\"RECORD\",\"record\":{\"stream\":\"%s\",\"data\":", stream);
    put(writer, utstring_body(head), utstring_len(head));
    put_masked(writer, record, length);
    utstring_clear(head);
    utstring_printf(head, ",\"emitted_at\":%" PRId64 "}}\n", now_ms);
    put(writer, utstring_body(head), utstring_len(head));
    utstring_free(head);
}

void message_state(struct message_writer *writer, const char *stream, cJSON *stream_state, int64_t record_count)
{
    cJSON *message = message_of("STATE");
    cJSON *state = json_add_object(message, "state");
    json_add_string(state, "type", "STREAM");
    cJSON *of_stream = json_add_object(state, "stream");
    add_descriptor(of_stream, stream);
    json_add(of_stream, "stream_state", stream_state);
    /* The protocol has it as a number with a fraction. */
    char *count = memory_format("%" PRId64 ".0", record_count);
    cJSON *raw = cJSON_CreateRaw(count);
    free(count);
    json_add(json_add_object(state, "sourceStats"), "recordCount", raw);
    write_message(writer, message);
}

static const char *status_name(enum message_status status)
{
    static const char *const names[] = { "STARTED", "RUNNING", "COMPLETE", "INCOMPLETE" };
    return names[status];
}

static cJSON *stream_status(cJSON *message, const char *stream, enum message_status status, int64_t now_ms)
{
    cJSON *inner = json_add_object(trace_of(message, "STREAM_STATUS", now_ms), "stream_status");
    add_descriptor(inner, stream);
    json_add_string(inner, "status", status_name(status));
    return inner;
}

void message_stream_status(struct message_writer *writer, const char *stream, enum message_status status,
                           int64_t now_ms)
{
    cJSON *message = message_of("TRACE");
    (void)stream_status(message, stream, status, now_ms);
    write_message(writer, message);
}

void message_rate_limited(struct message_writer *writer, const char *stream, int64_t reset_ms, int64_t now_ms)
{
    cJSON *message = message_of("TRACE");
    cJSON *reasons = json_add_array(stream_status(message, stream, MESSAGE_RUNNING, now_ms), "reasons");
    cJSON *reason = json_object();
    json_add_string(reason, "type", "RATE_LIMITED");
    json_add_number(json_add_object(reason, "rate_limited"), "quota_reset", (double)reset_ms);
    json_append(reasons, reason);
    write_message(writer, message);
}

static const char *failure_type(enum error_code code)
{
    switch (code) {
    case ERROR_USAGE:
    case ERROR_CONFIGURATION:
    case ERROR_PERMISSION:
        return "config_error";
    case ERROR_NETWORK:
    case ERROR_RATE_LIMIT:
    case ERROR_CANCELLED:
        return "transient_error";
    case ERROR_NONE:
    case ERROR_FAILED:
    case ERROR_PARTIAL:
    case ERROR_INPUT:
    case ERROR_NOT_FOUND:
    case ERROR_STORAGE:
        break;
    }
    return "system_error";
}

void message_trace_error(struct message_writer *writer, const char *stream, const struct error *error, int64_t now_ms)
{
    const char *text = error->message != NULL ? error->message : "failed";
    cJSON *message = message_of("TRACE");
    cJSON *inner = json_add_object(trace_of(message, "ERROR", now_ms), "error");
    char *whole = error->hint != NULL ? memory_format("%s (%s)", text, error->hint) : memory_copy_string(text);
    add_words(writer, inner, "message", whole);
    add_words(writer, inner, "internal_message", text);
    json_add_string(inner, "failure_type", failure_type(error->code));
    if (stream != NULL)
        add_descriptor(inner, stream);
    free(whole);
    write_message(writer, message);
}

void message_estimate(struct message_writer *writer, const char *stream, int64_t rows, int64_t now_ms)
{
    cJSON *message = message_of("TRACE");
    cJSON *estimate = json_add_object(trace_of(message, "ESTIMATE", now_ms), "estimate");
    json_add_string(estimate, "name", stream);
    json_add_string(estimate, "type", "STREAM");
    json_add_number(estimate, "row_estimate", (double)rows);
    write_message(writer, message);
}
