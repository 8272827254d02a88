/* The events at hand: the samples that come with the program, and those of a file of the operator's. Each can be edited, which
 * changes nothing but the copy here. */
#ifndef WORKBENCH_EVENT_LIST_H
#define WORKBENCH_EVENT_LIST_H

#include <cjson/cJSON.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "replay/outcome.h"
#include "support/error.h"

/* Of a file, so much is looked at here; a replay reads all of it. */
enum { EVENT_LIST_MOST_EVENTS = 100000, EVENT_LIST_MOST_BYTES = 64 * 1024 * 1024 };

struct listed_event {
    char *id;     /* "sample order-completed", "file 12" */
    char *title;  /* of a sample its own, else: track "Order Completed" */
    char *about;  /* what a sample shows; who it is about, of others; NULL: nothing to say */
    const cJSON *settings; /* that a sample needs to show it, an object; NULL: none. Borrowed from the list */
    char *text;   /* JSON; "" if there is no event */
    size_t length;
    char *broken; /* why there is no event; NULL: there is one */
    size_t number; /* in its file, or among the samples, from 1 */
    size_t line;   /* of the file where it begins; 0: none */
    bool is_sample;
    bool is_edited;
    char *original; /* what text was before it was edited; NULL: it was not */
    bool has_moment;
    int64_t moment_ms; /* when it happened, as far as it says */
    bool is_told;      /* what came of it when it was sent, as it is now */
    enum replay_outcome outcome; /* REPLAY_PENDING: it would be sent */
    char *reason;      /* NULL: nothing to say */
};

struct event_list;

/* Holds the samples. */
struct event_list *event_list_new(void);
void event_list_free(struct event_list *list); /* NULL is allowed */

/* Counts up whenever an event becomes another one, or the file another one; events that are added at the end do not count. */
unsigned long event_list_version(const struct event_list *list);

size_t event_list_count(const struct event_list *list);
const struct listed_event *event_list_at(const struct event_list *list, size_t index);

/* Counts up whenever other events are opened or given. */
unsigned long event_list_opened(const struct event_list *list);

/* How many of them are samples: those stand first. */
size_t event_list_samples(const struct event_list *list);

/* Opens a file, whose events take the place of those of the one before. ~/ is the home directory. They come in with
 * event_list_step(). ERROR_NOT_FOUND, ERROR_INPUT or ERROR_STORAGE, and then the list stays as it was. */
bool event_list_open(struct event_list *list, const char *path, struct error *error) MUST_CHECK;

/* Its path, or what given events are called; NULL: there are only samples. */
const char *event_list_file(const struct event_list *list);

/* Its path, if what is listed is a file that can be read again. */
const char *event_list_path(const struct event_list *list);

/* Reads on until the moment of the monotonic clock; true while there is more to read. A file that cannot be read to its end
 * is told in event_list_trouble(). */
bool event_list_step(struct event_list *list, int64_t until_ms);
bool event_list_is_reading(const struct event_list *list);

/* Events of the file that are none, and the line of the first of them. */
size_t event_list_broken(const struct event_list *list, size_t *line);

/* Why not all of the file is here; ERROR_NONE: it is. */
const struct error *event_list_trouble(const struct event_list *list);

/* Puts another text in the place of an event's; that it is JSON is not checked. NULL: what it was at first. */
void event_list_edit(struct event_list *list, size_t index, const char *text, size_t length);

/* Takes note of what came of an event; it is forgotten when the event becomes another one. reason may be NULL. */
void event_list_tell(struct event_list *list, size_t index, enum replay_outcome outcome, const char *reason);
void event_list_untell(struct event_list *list, size_t index);

/* The event with this id; false if there is none. */
bool event_list_find(const struct event_list *list, const char *id, size_t *index);

/* Whether anything is told of any event. */
bool event_list_has_outcomes(const struct event_list *list);

/* Events that stand for themselves, as of a request that was sent: JSON Lines, which take the place of a file. name is what
 * they are called. */
void event_list_give(struct event_list *list, const char *name, const char *lines, size_t length);

#endif
