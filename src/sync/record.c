#include "sync/record.h"

#include <stdlib.h>
#include <string.h>
#include <unistr.h>

#include "support/date.h"
#include "support/json.h"
#include "support/memory.h"

struct record_reader {
    const struct stream *stream;
    struct record_addition addition;
    struct span_walk walk;
    struct span whole; /* the answer is the record: what is left of it */
    cJSON *next;
    cJSON *wrapped;  /* made here for a bare string */
    cJSON *repaired; /* made here for text that was not UTF-8 */
    UT_string *text;
};

/* Follows names joined by dots, in the text and in the tree. False if there is no such member. */
static bool descend(const char *path, struct span *span, cJSON **tree)
{
    while (path != NULL && *path != '\0') {
        size_t length = strcspn(path, ".");
        char *name = memory_copy_bytes(path, length);
        *tree = json_get(*tree, name);
        bool found = *tree != NULL && span_member(*span, name, span);
        free(name);
        if (!found)
            return false;
        path += length;
        path += *path == '.';
    }
    return true;
}

bool record_reader_new(struct record_reader **out, const struct stream *stream, const char *body, size_t length,
                       cJSON *tree, const struct record_addition *addition, struct error *error)
{
    *out = NULL;
    struct span span = span_of(body, length);
    bool is_success = strcmp(json_get_string(tree, "message", ""), "success") == 0;
    bool found = descend(stream->records, &span, &tree);
    if (!is_success && (!found || stream->records == NULL)) {
        error_set(error, ERROR_NETWORK, "the answer for %s is JSON, but not Braze's", stream->table.name);
        return error_hint(error, "a proxy or a firewall may have answered in Braze's place");
    }
    struct record_reader *reader = memory_allocate(1, sizeof *reader);
    reader->stream = stream;
    reader->addition = *addition;
    utstring_new(reader->text);
    if (found && (stream->kind == STREAM_DETAILS || stream->kind == STREAM_SUMMARY)) {
        reader->next = cJSON_IsObject(tree) ? tree : NULL;
        reader->whole = span;
    } else if (found && cJSON_IsArray(tree)) {
        reader->next = tree->child;
        reader->walk = span_walk_begin(span);
    }
    *out = reader;
    return true;
}

static void forget_made(struct record_reader *reader)
{
    cJSON_Delete(reader->wrapped);
    cJSON_Delete(reader->repaired);
    reader->wrapped = reader->repaired = NULL;
}

void record_reader_free(struct record_reader *reader)
{
    if (reader == NULL)
        return;
    forget_made(reader);
    utstring_free(reader->text);
    free(reader);
}

static void append_field(UT_string *json, cJSON *tree, const char *name, const char *value)
{
    cJSON *string = json_string(value);
    char *text = json_print(string);
    utstring_printf(json, "%s\"%s\":%s", utstring_len(json) > 1 ? "," : "", name, text);
    free(text);
    json_add(tree, name, string);
}

/* Takes the members of these names out of the tree; true if there were any. */
static bool take_out(cJSON *tree, const char *const *names, size_t count)
{
    bool any = false;
    for (size_t i = 0; i < count; i++) {
        while (names[i] != NULL && json_get(tree, names[i]) != NULL) {
            cJSON_DeleteItemFromObjectCaseSensitive(tree, names[i]);
            any = true;
        }
    }
    return any;
}

static void append_members_but(UT_string *json, struct span object, const char *const *names, size_t count)
{
    struct span_walk walk = span_walk_begin(object);
    struct span name, value;
    while (span_walk_next(&walk, &name, &value)) {
        bool unwanted = false;
        for (size_t i = 0; i < count && !unwanted; i++)
            unwanted = names[i] != NULL && span_equals(name, names[i]);
        if (unwanted)
            continue;
        if (utstring_len(json) > 1)
            utstring_bincpy(json, ",", 1);
        utstring_bincpy(json, name.text, name.length);
        utstring_bincpy(json, ":", 1);
        span_append_compact(json, value);
    }
}

/* The record's text and tree with the additions; what Braze gave under such a name gives way. */
static void write_object(struct record_reader *reader, struct span object, cJSON *tree)
{
    const struct stream *stream = reader->stream;
    const struct record_addition *addition = &reader->addition;
    const char *names[STREAM_ADDED_MAX + 2] = { NULL };
    const char *values[STREAM_ADDED_MAX + 2] = { NULL };
    size_t count = 0;
    for (size_t i = 0; i < STREAM_ADDED_MAX && stream->added[i] != NULL && addition->item != NULL; i++) {
        names[count] = stream->added[i];
        values[count++] = addition->item;
    }
    if (addition->first_day != NULL) {
        names[count] = "first_day";
        values[count++] = addition->first_day;
        names[count] = "last_day";
        values[count++] = addition->last_day;
    }
    if (take_out(tree, names, count)) {
        utstring_bincpy(reader->text, "{", 1);
        append_members_but(reader->text, object, names, count);
    } else { /* as it is, but for the closing brace */
        span_append_compact(reader->text, (struct span){ object.text, object.length - 1 });
    }
    for (size_t i = 0; i < count; i++)
        append_field(reader->text, tree, names[i], values[i]);
    utstring_bincpy(reader->text, "}", 1);
}

static bool is_ascii(const char *text, size_t length)
{
    uint64_t bits = 0, eight;
    for (; length >= sizeof eight; text += sizeof eight, length -= sizeof eight) {
        memcpy(&eight, text, sizeof eight);
        bits |= eight;
    }
    for (; length > 0; text++, length--)
        bits |= (unsigned char)*text;
    return (bits & UINT64_C(0x8080808080808080)) == 0;
}

static void repair_utf8(struct record_reader *reader, struct record *record)
{
    if (is_ascii(record->json, record->length) || u8_check((const uint8_t *)record->json, record->length) == NULL)
        return;
    UT_string *repaired;
    utstring_new(repaired);
    for (size_t at = 0; at < record->length;) {
        unsigned point;
        at += text_decode(record->json + at, record->length - at, &point);
        text_append_point(repaired, point);
    }
    utstring_clear(reader->text);
    utstring_concat(reader->text, repaired);
    utstring_free(repaired);
    record->json = utstring_body(reader->text);
    record->length = utstring_len(reader->text);
    reader->repaired = json_parse(record->json, record->length, NULL);
    if (reader->repaired != NULL)
        record->tree = reader->repaired;
}

/* What was only understood, but is not JSON to the letter, is written anew. */
static void make_strict(struct record_reader *reader, const cJSON *tree)
{
    if (span_is_strict((struct span){ utstring_body(reader->text), utstring_len(reader->text) }))
        return;
    char *text = json_print(tree);
    utstring_clear(reader->text);
    utstring_bincpy(reader->text, text, strlen(text));
    free(text);
}

static bool next_element(struct record_reader *reader, struct span *span, cJSON **tree)
{
    struct span name;
    *tree = reader->next;
    if (*tree == NULL)
        return false;
    if (reader->whole.length > 0) {
        *span = reader->whole;
        reader->next = NULL;
        return true;
    }
    reader->next = (*tree)->next;
    return span_walk_next(&reader->walk, &name, span);
}

bool record_reader_next(struct record_reader *reader, struct record *record)
{
    struct span span;
    cJSON *tree;
    forget_made(reader);
    utstring_clear(reader->text);
    for (;;) {
        if (!next_element(reader, &span, &tree))
            return false;
        if (reader->stream->wrap != NULL ? cJSON_IsString(tree) : cJSON_IsObject(tree))
            break; /* anything else is no record */
    }
    if (reader->stream->wrap != NULL) {
        reader->wrapped = json_object();
        json_add_string(reader->wrapped, reader->stream->wrap, tree->valuestring);
        tree = reader->wrapped;
        utstring_printf(reader->text, "{\"%s\":", reader->stream->wrap);
        utstring_bincpy(reader->text, span.text, span.length);
        utstring_bincpy(reader->text, "}", 1);
    } else {
        write_object(reader, span, tree);
    }
    make_strict(reader, tree);
    *record =
        (struct record){ .json = utstring_body(reader->text), .length = utstring_len(reader->text), .tree = tree };
    repair_utf8(reader, record);
    const char *time = json_get_string(record->tree, "time", NULL);
    char day[DATE_DAY_SIZE] = "";
    if (time != NULL && strlen(time) >= DATE_DAY_SIZE - 1)
        memcpy(day, time, DATE_DAY_SIZE - 1);
    record->has_day = date_parse_day(day, &record->day);
    return true;
}

void record_complete(const struct stream *stream, cJSON *tree, UT_string *json)
{
    const char *known = NULL;
    for (size_t i = 0; i < STREAM_ADDED_MAX && known == NULL; i++)
        known = stream->added[i] != NULL ? json_get_string(tree, stream->added[i], NULL) : NULL;
    for (size_t i = 0; i < STREAM_ADDED_MAX && known != NULL; i++) {
        if (stream->added[i] == NULL || cJSON_IsString(json_get(tree, stream->added[i])))
            continue;
        char *value = memory_copy_string(known);
        cJSON_DeleteItemFromObjectCaseSensitive(tree, stream->added[i]);
        json_add_string(tree, stream->added[i], value);
        free(value);
        char *text = json_print(tree);
        utstring_clear(json);
        utstring_bincpy(json, text, strlen(text));
        free(text);
        known = json_get_string(tree, stream->added[i], NULL);
    }
}
