/* Events out of a file or a stream, one at a time, whatever wraps them:
 *
 *     {"type":"track",...}                         RudderStack events, one a line
 *     {"message":{...},"destination":{...}}        what RudderStack hands to its transformer, the message counts
 *     {"batch":[{...},...],"context":{...}}        a batch as RudderStack's SDKs send it
 *     [{...},{...}]                                a list of any of these
 *
 * A file that is one JSON value over several lines is read as well, up to REPLAY_LONGEST_VALUE bytes. A broken line is
 * an event of its own that says what is wrong, and the next line is read. Memory does not grow with the input. */
#ifndef REPLAY_READER_H
#define REPLAY_READER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum { REPLAY_LONGEST_VALUE = 8 * 1024 * 1024 };

struct replay_reader;

struct replay_event {
    size_t number;      /* counted from 1, broken ones included */
    size_t line;        /* where it begins, counted from 1 */
    uint64_t hash;      /* of its text, the same however it was wrapped or spaced */
    const char *text;   /* the event as compact JSON; borrowed until the next call */
    size_t length;
    const char *broken; /* NULL; or why there is no event, and text is "" */
};

enum replay_read {
    REPLAY_READ_EVENT,
    REPLAY_READ_MORE, /* more bytes have to be given first */
    REPLAY_READ_END
};

struct replay_reader *replay_reader_new(void);
void replay_reader_free(struct replay_reader *reader); /* NULL is allowed */

/* Gives bytes as they come, any number at a time; they are copied. To be called after REPLAY_READ_MORE. */
void replay_reader_give(struct replay_reader *reader, const char *bytes, size_t length);

/* Nothing more comes. */
void replay_reader_end(struct replay_reader *reader);

enum replay_read replay_reader_next(struct replay_reader *reader, struct replay_event *event);

#endif
