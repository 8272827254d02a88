/* What the console told the operator: the last one in the message line, all of them under a key. */
#ifndef UI_MESSAGES_H
#define UI_MESSAGES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "support/error.h"

enum message_kind { MESSAGE_NOTE, MESSAGE_GOOD, MESSAGE_WARNING, MESSAGE_BAD };

struct message {
    enum message_kind kind;
    int64_t wall_ms; /* since 1970-01-01T00:00:00Z */
    char *text;      /* visible text */
    char *hint;      /* visible text, or NULL */
};

struct messages;

enum { MESSAGES_KEPT = 200, MESSAGES_LEAST_MS = 4000 };

struct messages *messages_new(void);
void messages_free(struct messages *messages);

/* Takes outside text. monotonic_ms counts how long the message was readable. */
void messages_add(struct messages *messages, enum message_kind kind, const char *text, const char *hint, int64_t wall_ms,
                  int64_t monotonic_ms);

/* The message line is cleared by the next action, but not before 4 seconds have gone by. */
void messages_acted(struct messages *messages, int64_t monotonic_ms);

/* What the message line shows now, or NULL. */
const struct message *messages_current(const struct messages *messages);

/* Newest first; NULL past the oldest that is kept. */
const struct message *messages_at(const struct messages *messages, size_t index);
size_t messages_count(const struct messages *messages);

#endif
