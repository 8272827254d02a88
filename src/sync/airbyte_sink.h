/* The export as Airbyte's messages. */
#ifndef SYNC_AIRBYTE_SINK_H
#define SYNC_AIRBYTE_SINK_H

#include <cjson/cJSON.h>

#include "sync/message.h"
#include "sync/sync.h"

struct airbyte_sink;

/* states is an object {stream: stream_state} and, like the writer, borrowed until the sink is freed. With debug every
 * item that was read is told. */
struct airbyte_sink *airbyte_sink_new(struct message_writer *writer, const cJSON *states, bool debug);
struct sync_sink airbyte_sink_functions(struct airbyte_sink *sink);

/* Tells what the run has come to know since the last call: estimates, and limits that are waited for. */
void airbyte_sink_watch(struct airbyte_sink *sink, const struct sync *sync);

/* Streams that ended incomplete, as "a, b"; "" if none. Borrowed. */
const char *airbyte_sink_failed(const struct airbyte_sink *sink, enum error_code *code);

void airbyte_sink_free(struct airbyte_sink *sink); /* NULL is allowed */

#endif
