/* How far the daily series have been read, in the shapes that Airbyte keeps it.
 *
 * The cursor of a series is the last day that was there. A stream without a parent has one; a stream with a parent has
 * one for each of the parent's items, and one for all of them that serves items it does not know.
 * https://docs.airbyte.com/platform/understanding-airbyte/airbyte-protocol (AirbyteStateMessage) */
#ifndef SYNC_STATE_H
#define SYNC_STATE_H

#include <cjson/cJSON.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "support/error.h"
#include "sync/stream.h"

/* The cursors of one stream. */
struct cursors;

struct cursors *cursors_new(void);
void cursors_free(struct cursors *cursors); /* NULL is allowed */

/* The cursor of an item (NULL: of the workspace), or the one for all where the item has none. False: none at all. */
bool cursors_get(const struct cursors *cursors, const char *item, int32_t *day);

/* Moves the cursor of an item (NULL: of the workspace) to day, if day is later or force is set. */
void cursors_move(struct cursors *cursors, const char *item, int32_t day, bool force);

/* How many items have a cursor. */
size_t cursors_count(const struct cursors *cursors);

/* The cursor for all items becomes the latest one, but none after today; to be called when every item has been read.
 * seconds is how long that took. */
void cursors_finish(struct cursors *cursors, int64_t seconds, int32_t today);

/* Reads a stream's state. All shapes that Airbyte's source has written are understood: a cursor for each item, one
 * for all items with or without the item last read, a global cursor with the seconds to go back, an empty
 * object, and what a full refresh leaves behind. ERROR_INPUT for anything else. */
bool cursors_read(struct cursors *cursors, const struct stream *stream, const cJSON *state,
                  struct error *error) MUST_CHECK;

/* The stream's state in the shape of today: {"time":..} for a stream without a parent, otherwise "states" with a
 * cursor for each item, "state" and, once finished, "lookback_window". The caller deletes it. */
cJSON *cursors_write(const struct cursors *cursors, const struct stream *stream);

/* The state_stream entries of a --state file by stream name: an array of state messages of type STREAM or GLOBAL,
 * whole messages around them, the platform's spelling (streamDescriptor, streamState), or an object keyed by stream.
 * *out is a new object {stream: stream_state}, the caller's to delete. ERROR_INPUT if it is none of these. */
bool state_read_file(cJSON **out, const cJSON *file, struct error *error) MUST_CHECK;

#endif
