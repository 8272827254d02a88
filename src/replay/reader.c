#include "replay/reader.h"

#include <stdlib.h>
#include <string.h>

#include "replay/item.h"
#include "support/error.h"
#include "support/jsread.h"
#include "support/jsvalue.h"
#include "support/jswrite.h"

struct replay_reader {
    UT_string bytes; /* given and not yet used up */
    size_t used;     /* of them */
    size_t looked;   /* of them, for the end of the line */
    size_t line;     /* that begins at used */
    size_t number;   /* of the last event */
    bool ended;
    bool skipping;      /* the rest of a line that is too long */
    bool began;         /* a value has been read: the input is lines */
    struct arena *arena; /* of the value being taken apart */
    const cJSON *wrapper; /* the batch that elements come from, or NULL */
    const cJSON *element; /* the next one; NULL: the value has been used up */
    size_t element_line;
    struct error error;
    UT_string text; /* of the event given out */
    char *broken;
};

struct replay_reader *replay_reader_new(void)
{
    struct replay_reader *reader = memory_allocate(1, sizeof *reader);
    utstring_init(&reader->bytes);
    utstring_init(&reader->text);
    reader->arena = arena_new();
    reader->line = 1;
    return reader;
}

void replay_reader_free(struct replay_reader *reader)
{
    if (reader == NULL)
        return;
    utstring_done(&reader->bytes);
    utstring_done(&reader->text);
    arena_free(reader->arena);
    error_clear(&reader->error);
    free(reader->broken);
    free(reader);
}

/* Moves what is left to the front, so that the buffer stays as small as a line. */
static void forget_used(struct replay_reader *reader)
{
    size_t left = utstring_len(&reader->bytes) - reader->used;
    memmove(reader->bytes.d, reader->bytes.d + reader->used, left);
    reader->bytes.i = left;
    reader->bytes.d[left] = '\0';
    reader->looked -= reader->used;
    reader->used = 0;
}

void replay_reader_give(struct replay_reader *reader, const char *bytes, size_t length)
{
    if (reader->used > 0)
        forget_used(reader);
    utstring_bincpy(&reader->bytes, bytes, length);
}

void replay_reader_end(struct replay_reader *reader)
{
    reader->ended = true;
}

static enum replay_read give_broken(struct replay_reader *reader, struct replay_event *event, size_t line,
                                    const char *why)
{
    char *text = memory_copy_string(why);
    free(reader->broken);
    reader->broken = text;
    utstring_clear(&reader->text);
    *event = (struct replay_event){ .number = ++reader->number,
                                    .line = line,
                                    .hash = replay_hash(why, strlen(why)),
                                    .text = utstring_body(&reader->text),
                                    .broken = reader->broken };
    return REPLAY_READ_EVENT;
}

/* What a batch says for all of its events holds for those that do not say it themselves. */
static const cJSON *with_common(struct replay_reader *reader, const cJSON *message)
{
    static const char *const common[] = { "context", "integrations", "sentAt" };
    cJSON *copy = NULL;
    for (size_t i = 0; reader->wrapper != NULL && i < sizeof common / sizeof *common; i++) {
        const cJSON *value = js_get(reader->wrapper, common[i]);
        if (js_nullish(value) || js_get(message, common[i]) != NULL)
            continue;
        if (copy == NULL)
            copy = js_copy_level(reader->arena, message);
        js_set(copy, common[i], js_share(reader->arena, value));
    }
    return copy != NULL ? copy : message;
}

static enum replay_read give_event(struct replay_reader *reader, struct replay_event *event, const cJSON *value,
                                   size_t line)
{
    const cJSON *message = js_get(value, "message");
    if (js_is_object(message) && js_get(value, "type") == NULL)
        value = message;
    if (!js_is_object(value))
        return give_broken(reader, event, line, "not an event: an object is expected");
    utstring_clear(&reader->text);
    js_write(&reader->text, with_common(reader, value));
    *event = (struct replay_event){ .number = ++reader->number,
                                    .line = line,
                                    .hash = replay_hash(utstring_body(&reader->text), utstring_len(&reader->text)),
                                    .text = utstring_body(&reader->text),
                                    .length = utstring_len(&reader->text) };
    return REPLAY_READ_EVENT;
}

static bool begin_list(struct replay_reader *reader, const cJSON *wrapper, const cJSON *list, size_t line)
{
    reader->wrapper = wrapper;
    reader->element = list->child;
    reader->element_line = line;
    return reader->element != NULL;
}

/* A whole value. False if it holds nothing, as an empty list. */
static bool take_value(struct replay_reader *reader, const cJSON *value, size_t line, struct replay_event *event)
{
    reader->began = true;
    const cJSON *batch = js_get(value, "batch");
    if (js_is_array(value) && !begin_list(reader, NULL, value, line))
        return false;
    if (js_is_array(batch) && js_get(value, "type") == NULL && !begin_list(reader, value, batch, line))
        return false;
    if (reader->element != NULL)
        return replay_reader_next(reader, event) == REPLAY_READ_EVENT;
    return give_event(reader, event, value, line) == REPLAY_READ_EVENT;
}

static bool is_blank(const char *text, size_t length)
{
    for (size_t i = 0; i < length; i++)
        if (memchr(" \t\r\n", text[i], 4) == NULL)
            return false;
    return true;
}

static size_t count_lines(const char *text, size_t length)
{
    size_t lines = 0;
    for (size_t i = 0; i < length; i++)
        lines += text[i] == '\n' ? 1 : 0;
    return lines;
}

/* The whole input as one value, where its first line is not one by itself. NULL if it is none. */
static const cJSON *read_whole(struct replay_reader *reader)
{
    arena_reset(reader->arena);
    return js_read(reader->arena, utstring_body(&reader->bytes) + reader->used, utstring_len(&reader->bytes) - reader->used,
                   NULL);
}

enum line_state { LINE_THERE, LINE_INCOMPLETE, LINE_NONE };

/* The line that begins at what is not used yet, without its end. */
static enum line_state next_line(struct replay_reader *reader, size_t *length)
{
    const char *bytes = utstring_body(&reader->bytes);
    size_t end = utstring_len(&reader->bytes);
    if (reader->looked < reader->used)
        reader->looked = reader->used;
    const char *found = memchr(bytes + reader->looked, '\n', end - reader->looked);
    reader->looked = found != NULL ? (size_t)(found - bytes) : end;
    *length = reader->looked - reader->used;
    if (found == NULL && !reader->ended)
        return LINE_INCOMPLETE;
    return found != NULL || *length > 0 ? LINE_THERE : LINE_NONE;
}

static void use_line(struct replay_reader *reader, size_t length)
{
    reader->used += length;
    if (reader->used < utstring_len(&reader->bytes))
        reader->used++; /* its end */
    reader->line++;
}

/* True if an event (or a broken line) was found in the line. */
static bool take_line(struct replay_reader *reader, size_t length, struct replay_event *event)
{
    const char *text = utstring_body(&reader->bytes) + reader->used;
    size_t line = reader->line;
    if (is_blank(text, length)) {
        use_line(reader, length);
        return false;
    }
    /* A byte order mark is no part of the text. */
    size_t mark = line == 1 && length >= 3 && memcmp(text, "\xEF\xBB\xBF", 3) == 0 ? 3 : 0;
    arena_reset(reader->arena);
    const cJSON *value = js_read(reader->arena, text + mark, length - mark, &reader->error);
    if (value != NULL) {
        use_line(reader, length);
        return take_value(reader, value, line, event);
    }
    if (!reader->began && reader->ended) {
        value = read_whole(reader);
        if (value != NULL) {
            reader->line += count_lines(text, utstring_len(&reader->bytes) - reader->used);
            reader->used = utstring_len(&reader->bytes);
            return take_value(reader, value, line, event);
        }
    }
    reader->began = true;
    use_line(reader, length);
    /* The line is told apart; within it, it is the first one. */
    const char *why = reader->error.message;
    static const char place[] = "line 1, ";
    return give_broken(reader, event, line, text_starts_with(why, place) ? why + sizeof place - 1 : why) ==
           REPLAY_READ_EVENT;
}

/* A first line that is no value by itself may be the beginning of one that spans the file: then all of it is needed. */
static bool wants_whole(struct replay_reader *reader, size_t length)
{
    const char *text = utstring_body(&reader->bytes) + reader->used;
    if (reader->began || reader->ended || utstring_len(&reader->bytes) - reader->used > REPLAY_LONGEST_VALUE ||
        is_blank(text, length))
        return false;
    arena_reset(reader->arena);
    return js_read(reader->arena, text, length, NULL) == NULL;
}

/* Passes over the rest of a line that is too long. True once its end was found. */
static bool skip_line(struct replay_reader *reader)
{
    size_t length = 0;
    enum line_state state = next_line(reader, &length);
    if (state == LINE_INCOMPLETE) {
        reader->used += length;
        return false;
    }
    use_line(reader, length);
    reader->skipping = false;
    return true;
}

enum replay_read replay_reader_next(struct replay_reader *reader, struct replay_event *event)
{
    if (reader->element != NULL) {
        const cJSON *element = reader->element;
        reader->element = element->next;
        return give_event(reader, event, element, reader->element_line);
    }
    reader->wrapper = NULL;
    for (;;) {
        if (reader->skipping && !skip_line(reader))
            return reader->ended ? REPLAY_READ_END : REPLAY_READ_MORE;
        size_t length = 0;
        enum line_state state = next_line(reader, &length);
        if (state == LINE_NONE)
            return REPLAY_READ_END;
        if (length > REPLAY_LONGEST_VALUE) {
            reader->skipping = true;
            reader->began = true;
            return give_broken(reader, event, reader->line, "the line is longer than 8 MiB");
        }
        if (state == LINE_INCOMPLETE || wants_whole(reader, length))
            return REPLAY_READ_MORE;
        if (take_line(reader, length, event))
            return REPLAY_READ_EVENT;
    }
}
