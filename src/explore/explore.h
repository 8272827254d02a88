/* Looking at one profile's data: what was exported, from its store, with or without a network; what is at Braze, live; and the
 * export between the two, going on while other things are done.
 *
 * Nothing here blocks: explore_run() works a few milliseconds at a time. */
#ifndef EXPLORE_EXPLORE_H
#define EXPLORE_EXPLORE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "explore/live.h"
#include "session.h"
#include "store/export.h"
#include "sync/sync.h"

struct explore;

struct explore_options {
    struct session *session; /* must outlive the explore */
    const char *store_path;
    void (*changed)(void *context); /* something that is shown has; from the session's callbacks and explore_run() only */
    void *context;
};

struct explore *explore_new(const struct explore_options *options);

/* Stops everything, keeping what was exported. NULL is allowed. */
void explore_free(struct explore *explore);

struct live *explore_live(struct explore *explore);

/* What was exported, open for reading; NULL if that is nothing yet, or explore_trouble() says why it cannot be read. */
struct store *explore_store(const struct explore *explore);
const struct error *explore_trouble(const struct explore *explore);

/* Grows with every change of the store that was seen; what was read before is out of date then. */
uint64_t explore_version(const struct explore *explore);

/* A stream in the store. */
struct explore_stream {
    bool is_stored;     /* it has been exported, at least in part */
    int64_t rows;
    int64_t synced_ms;  /* when it was last complete; -1: never */
    bool is_incomplete; /* the last export of it broke off */
    const char *message; /* why; "" */
};
/* Texts are borrowed until explore_run(). */
struct explore_stream explore_stream(const struct explore *explore, const struct stream *stream);

/* The first and last day of a daily stream that is stored, all items together; false if there are none. */
bool explore_days(struct explore *explore, const struct stream *series, int32_t *first, int32_t *last);

/* Exports streams, and the lists of their items where they have one; a count of 0: all streams. While an export runs it follows it. */
bool explore_sync(struct explore *explore, const struct stream *const *chosen, size_t count, enum sync_mode mode,
                  struct error *error) MUST_CHECK;

/* Exports what a first look is made of: the lists, the figures of the whole workspace, and the campaigns' by day. */
bool explore_sync_overview(struct explore *explore, struct error *error) MUST_CHECK;

/* Stops it and what was to follow, a file that is being written, and what is read live; false if there is none of these. */
bool explore_stop(struct explore *explore);

/* What the operator asked for and is still going on, as a sentence without its end; NULL: nothing. Static. */
const char *explore_unfinished(const struct explore *explore);

/* The export under way, as it was seen within the last second. */
struct explore_progress {
    bool is_running;
    const char *stream;      /* the one that takes longest, by name */
    size_t streams;          /* of the export, and those that have ended */
    size_t streams_done;
    int64_t rows;            /* of all streams */
    int64_t requests;
    int64_t requests_left;   /* an estimate; -1: unknown */
    double rows_a_second;
    double requests_a_second;
    int64_t seconds_left;    /* -1: unknown */
    int64_t silent_s;        /* for so many seconds no answer has come */
    int64_t waits_until_ms;  /* nothing goes on before, since 1970, because a rate limit is used up; -1: it goes on */
};
void explore_progress(const struct explore *explore, struct explore_progress *progress);

/* The same for one stream, without its error; false if it takes no part in the export under way. */
bool explore_stream_progress(const struct explore *explore, const struct stream *stream, struct sync_progress *progress);

/* Writes a stored stream into a file, see explore/file_writer.h; one at a time. Its end is a note. */
bool explore_write_file(struct explore *explore, const struct stream *stream, enum store_format format, const char *filter,
                        const char *path, struct error *error) MUST_CHECK;

/* The rows written so far; -1: no file is being written. */
int64_t explore_rows_written(const struct explore *explore);

/* What ended or went wrong since the last call, oldest first: a sentence (error's code is ERROR_NONE) or an error, both the
 * caller's to free. False: nothing. */
bool explore_take_note(struct explore *explore, char **text, struct error *error);

/* For whoever works in the background: says that there is something new, respectively a note. */
void explore_tell_changed(struct explore *explore);
void explore_add_note(struct explore *explore, char *text, struct error *error); /* both are taken over; either may be NULL */

/* Something that reads the store. close is called when the store is about to be closed, and never after
 * explore_leave(). */
struct explore_reader {
    void (*close)(struct explore_reader *reader);
    struct explore *explore;
    struct explore_reader *previous;
    struct explore_reader *next;
};
void explore_join(struct explore *explore, struct explore_reader *reader);
void explore_leave(struct explore_reader *reader); /* does nothing after the close */

/* For the loop: does what is due; when it wants to be called again at the latest, on the monotonic clock (INT64_MAX: no need). */
void explore_run(struct explore *explore);
int64_t explore_due(const struct explore *explore);

#endif
