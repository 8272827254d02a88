#include "ui/messages.h"

#include <stdlib.h>
#include <string.h>

#include "support/text.h"

struct messages {
    struct message kept[MESSAGES_KEPT]; /* a ring */
    size_t count;
    size_t next;
    bool shows;
    int64_t shown_since;
};

struct messages *messages_new(void)
{
    return memory_allocate(1, sizeof(struct messages));
}

static void clear_message(struct message *message)
{
    free(message->text);
    free(message->hint);
    *message = (struct message){ 0 };
}

void messages_free(struct messages *messages)
{
    if (messages == NULL)
        return;
    for (size_t i = 0; i < MESSAGES_KEPT; i++)
        clear_message(&messages->kept[i]);
    free(messages);
}

void messages_add(struct messages *messages, enum message_kind kind, const char *text, const char *hint, int64_t wall_ms,
                  int64_t monotonic_ms)
{
    struct message *message = &messages->kept[messages->next];
    clear_message(message);
    *message = (struct message){ .kind = kind, .wall_ms = wall_ms, .text = text_visible(text, strlen(text)) };
    if (hint != NULL)
        message->hint = text_visible(hint, strlen(hint));
    messages->next = (messages->next + 1) % MESSAGES_KEPT;
    if (messages->count < MESSAGES_KEPT)
        messages->count++;
    messages->shows = true;
    messages->shown_since = monotonic_ms;
}

void messages_acted(struct messages *messages, int64_t monotonic_ms)
{
    if (messages->shows && monotonic_ms - messages->shown_since >= MESSAGES_LEAST_MS)
        messages->shows = false;
}

const struct message *messages_current(const struct messages *messages)
{
    return messages->shows ? messages_at(messages, 0) : NULL;
}

const struct message *messages_at(const struct messages *messages, size_t index)
{
    if (index >= messages->count)
        return NULL;
    return &messages->kept[(messages->next + MESSAGES_KEPT - 1 - index) % MESSAGES_KEPT];
}

size_t messages_count(const struct messages *messages)
{
    return messages->count;
}
