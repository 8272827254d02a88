/* What the files of the record share. */
#ifndef REPLAY_RECORD_PRIVATE_H
#define REPLAY_RECORD_PRIVATE_H

#include <stdio.h>
#include <sys/types.h>

#include "replay/record.h"
#include "support/memory.h"

#define uthash_fatal(message) memory_exhausted()
#include <uthash.h>

enum { RECORD_FORMAT = 1, RECORD_HASH_SIZE = 17, RECORD_MOST_EVENTS = REPLAY_MOST_EVENTS };

/* An event of earlier runs. */
struct event {
    uint64_t hash; /* 0: no line tells of the event */
    unsigned char outcome; /* enum replay_outcome, joined of what is no longer kept singly */
    bool settled;          /* by a line of its own, or by what has been settled through */
    bool left;             /* an object of it was not sent */
    bool unknown;          /* an object of it is unknown */
};

/* An object of earlier runs, as long as it can still matter. */
struct tried {
    struct {
        uint64_t number;
        uint32_t part;
        uint32_t index;
    } key;
    uint64_t request;
    enum replay_outcome outcome;
    UT_hash_handle hh;
};

struct replay_record {
    int descriptor;
    char *path;
    struct replay_setup setup;
    struct event *events;
    size_t event_count;
    struct tried *tried;
    size_t settled_through;
    bool finished;
    bool failed; /* a line could not be written */
    uint64_t last_request;
};

/* Reads all whole lines of a record; *end is where the last of them ends. A line that was being written when the program
 * was stopped has no end, and told of nothing that had happened already. ERROR_NOT_FOUND if there is no whole line. */
bool record_read(struct replay_record *record, FILE *file, off_t *end, struct error *error) MUST_CHECK;

/* The object as an earlier run recorded it; NULL if none did, or if its event is over and done with. */
struct tried *record_find_tried(const struct replay_record *record, const struct replay_item *item);

/* "PATH: cannot WHAT the record of the replay: ...", from errno. Always returns false. */
bool record_tell_errno(const struct replay_record *record, const char *what, struct error *error);

#endif
