/* Airbyte's messages: JSON, one a line, nothing else.
 * https://docs.airbyte.com/platform/understanding-airbyte/airbyte-protocol */
#ifndef SYNC_MESSAGE_H
#define SYNC_MESSAGE_H

#include <cjson/cJSON.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include "support/error.h"
#include "support/secret.h"

struct message_writer;

/* Writes to file, which stays the caller's. The secret (may be NULL, borrowed) is replaced by **** in all words for people,
 * and wherever else it would stand in a message unless it is shorter than eight bytes. */
struct message_writer *message_writer_new(FILE *file, const struct secret *secret);
void message_writer_free(struct message_writer *writer); /* NULL is allowed */

/* Whether everything could be written; else ERROR_STORAGE. Written lines reach the reader at message_flush(). */
bool message_flush(struct message_writer *writer, struct error *error) MUST_CHECK;

enum message_level { MESSAGE_FATAL, MESSAGE_ERROR, MESSAGE_WARN, MESSAGE_INFO, MESSAGE_DEBUG };
void message_log(struct message_writer *writer, enum message_level level, const char *format, ...) PRINTF_LIKE(3, 4);

/* The payload is taken over. */
void message_spec(struct message_writer *writer, cJSON *connection_specification);
void message_catalog(struct message_writer *writer, cJSON *streams);

/* text may be NULL. */
void message_connection_status(struct message_writer *writer, bool succeeded, const char *text);

/* record is the record's JSON text. */
void message_record(struct message_writer *writer, const char *stream, const char *record, size_t length,
                    int64_t now_ms);

/* stream_state is taken over; record_count is how many records of the stream came since its state before. */
void message_state(struct message_writer *writer, const char *stream, cJSON *stream_state, int64_t record_count);

enum message_status { MESSAGE_STARTED, MESSAGE_RUNNING, MESSAGE_COMPLETE, MESSAGE_INCOMPLETE };
void message_stream_status(struct message_writer *writer, const char *stream, enum message_status status,
                           int64_t now_ms);

/* RUNNING, but waiting for a rate limit until reset_ms. */
void message_rate_limited(struct message_writer *writer, const char *stream, int64_t reset_ms, int64_t now_ms);

/* stream may be NULL: the source as a whole. The failure type follows from the error's code: config_error for what its
 * owner must change, transient_error for what passes, system_error for the rest. */
void message_trace_error(struct message_writer *writer, const char *stream, const struct error *error, int64_t now_ms);

/* So many rows are to be expected of a stream. */
void message_estimate(struct message_writer *writer, const char *stream, int64_t rows, int64_t now_ms);

#endif
