#include "workbench/selection.h"

#include <libgen.h>
#include <stdlib.h>
#include <string.h>

#include "replay/record.h"
#include "support/jsread.h"
#include "support/jsvalue.h"
#include "support/text.h"

static bool is_any_edited(const struct event_list *list, const struct selection *selection)
{
    for (size_t i = 0; i < selection->count; i++)
        if (event_list_at(list, selection->indexes[i])->is_edited)
            return true;
    return false;
}

static void take_range(struct selection *selection, size_t first, size_t end)
{
    selection->count = end - first;
    selection->indexes = memory_allocate(selection->count + 1, sizeof *selection->indexes);
    for (size_t i = 0; i < selection->count; i++)
        selection->indexes[i] = first + i;
}

static void note_newest(struct selection *selection)
{
    for (size_t i = 0; i < selection->count; i++) {
        const struct listed_event *event = event_list_at(selection->list, selection->indexes[i]);
        if (!event->has_moment || (selection->has_moment && event->moment_ms <= selection->newest_ms))
            continue;
        selection->has_moment = true;
        selection->newest_ms = event->moment_ms;
    }
}

/* Of all their texts, so that the same events find their record again. */
static uint64_t hash_all(const struct selection *selection)
{
    uint64_t *hashes = memory_allocate(selection->count + 1, sizeof *hashes);
    for (size_t i = 0; i < selection->count; i++) {
        const struct listed_event *event = event_list_at(selection->list, selection->indexes[i]);
        hashes[i] = replay_hash(event->text, event->length);
    }
    uint64_t hash = replay_hash(hashes, selection->count * sizeof *hashes);
    free(hashes);
    return hash;
}

static char *describe(const struct selection *selection, bool is_marked)
{
    const char *file = event_list_file(selection->list);
    char *copy = memory_copy_string(file);
    UT_string out;
    utstring_init(&out);
    text_append_count(&out, (long long)selection->count);
    if (is_marked)
        utstring_printf(&out, " marked event%s", selection->count == 1 ? "" : "s");
    else if (file == NULL)
        utstring_printf(&out, " sample%s", selection->count == 1 ? "" : "s");
    else
        utstring_printf(&out, "%s event%s of %s", selection->path != NULL ? " and more" : "", selection->count == 1 ? "" : "s",
                        basename(copy));
    free(copy);
    return utstring_body(&out);
}

static bool refuse(struct selection *selection, const char *why, const char *hint, struct error *error)
{
    selection_clear(selection);
    error_set(error, ERROR_USAGE, "%s", why);
    return error_hint(error, "%s", hint);
}

bool selection_make(struct selection *selection, const struct event_list *list, const size_t *marked, size_t count,
                    const char *state_directory, const char *profile, struct error *error)
{
    size_t samples = event_list_samples(list);
    bool is_file = count == 0 && event_list_file(list) != NULL;
    *selection = (struct selection){ .list = list };
    if (count > 0) {
        selection->count = count;
        selection->indexes = memory_allocate(count, sizeof *selection->indexes);
        memcpy(selection->indexes, marked, count * sizeof *marked);
    } else {
        take_range(selection, is_file ? samples : 0, is_file ? event_list_count(list) : samples);
    }
    if (is_file && event_list_is_reading(list))
        return refuse(selection, "the file is still being read", "wait until all of its events are listed", error);
    if (selection->count == 0)
        return refuse(selection, "there are no events to send", "open a file that has some", error);
    bool edited = is_any_edited(list, selection);
    bool is_whole = event_list_trouble(list)->code == ERROR_NONE;
    if (is_file && !is_whole && (edited || event_list_path(list) == NULL))
        return refuse(selection, "events are edited, and not all events of the file are listed",
                      "put them back, or mark the ones to send", error);
    if (is_file && !is_whole)
        selection->path = memory_copy_string(event_list_path(list));
    if (is_file && !edited && event_list_path(list) != NULL) {
        selection->name = memory_copy_string(event_list_path(list));
        selection->record = replay_record_path(state_directory, profile, selection->name);
    } else {
        selection->name = memory_copy_string("chosen events");
        selection->record = replay_record_path_of_events(state_directory, profile, hash_all(selection));
    }
    selection->what = describe(selection, count > 0);
    note_newest(selection);
    return true;
}

void selection_clear(struct selection *selection)
{
    free(selection->what);
    free(selection->name);
    free(selection->record);
    free(selection->path);
    free(selection->indexes);
    error_clear(&selection->broken);
    *selection = (struct selection){ 0 };
}

/* Why what was typed is no event; NULL: it is one. */
static const char *check_edited(struct selection *selection, const struct listed_event *event)
{
    struct arena *arena = arena_new();
    error_clear(&selection->broken);
    const cJSON *json = js_read(arena, event->text, event->length, &selection->broken);
    bool is_object = js_is_object(json);
    arena_free(arena);
    if (json != NULL && !is_object)
        return "not an event: an object is expected";
    return json == NULL ? selection->broken.message : NULL;
}

bool selection_next(void *context, struct replay_event *event)
{
    struct selection *selection = context;
    if (selection->next == selection->count)
        return false;
    const struct listed_event *listed = event_list_at(selection->list, selection->indexes[selection->next++]);
    *event = (struct replay_event){ .number = selection->next,
                                    .line = listed->line,
                                    .text = listed->text,
                                    .length = listed->length,
                                    .broken = listed->is_edited ? check_edited(selection, listed) : listed->broken };
    const char *hashed = event->broken != NULL ? event->broken : event->text;
    event->hash = replay_hash(hashed, strlen(hashed));
    return true;
}
