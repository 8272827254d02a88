#include "replay/prepare.h"

#include <string.h>

#include "support/date.h"
#include "support/jsvalue.h"
#include "support/text.h"

static const char *const moments[] = { "timestamp", "originalTimestamp", "sentAt", "receivedAt" };

static bool read_moment(const cJSON *value, int64_t *ms)
{
    return js_is_string(value) && date_parse_moment(value->valuestring, ms);
}

bool replay_event_moment(const cJSON *message, int64_t *ms)
{
    for (size_t i = 0; i < 3; i++)
        if (read_moment(js_get(message, moments[i]), ms))
            return true;
    return false;
}

static void set_moment(struct arena *arena, cJSON *object, const char *name, int64_t ms)
{
    char text[DATE_MOMENT_SIZE];
    date_format_moment(ms, text);
    js_set(object, name, js_string(arena, arena_copy_string(arena, text)));
}

/* The object at a path of members, to be changed; NULL if there is none. */
static cJSON *object_at(cJSON *message, const char *const *path)
{
    cJSON *at = message;
    for (; at != NULL && *path != NULL; path++)
        at = js_is_object(at) ? cJSON_GetObjectItemCaseSensitive(at, *path) : NULL;
    return js_is_object(at) ? at : NULL;
}

static bool shift_member(struct arena *arena, cJSON *object, const char *name, int64_t shift_ms)
{
    int64_t ms = 0;
    if (object == NULL || !read_moment(js_get(object, name), &ms))
        return false;
    set_moment(arena, object, name, ms + shift_ms);
    return true;
}

void replay_shift_event(struct arena *arena, cJSON *message, int64_t shift_ms, int64_t now_ms)
{
    bool has_moment = false;
    for (size_t i = 0; i < sizeof moments / sizeof *moments; i++)
        has_moment = shift_member(arena, message, moments[i], shift_ms) || has_moment;
    /* Events of reverse ETL may have theirs among the columns. */
    static const char *const places[][3] = { { "context", NULL }, { "context", "traits", NULL }, { "traits", NULL },
                                             { "properties", NULL } };
    if (js_is_text(js_get(message, "channel"), "sources"))
        for (size_t i = 0; i < sizeof places / sizeof *places; i++)
            has_moment = shift_member(arena, object_at(message, places[i]), "timestamp", shift_ms) || has_moment;
    if (!has_moment)
        set_moment(arena, message, "timestamp", now_ms);
}

static void suffix_member(struct arena *arena, cJSON *object, const char *name, const char *suffix)
{
    const cJSON *value = js_get(object, name);
    const char *text = NULL;
    if (object == NULL || !js_truthy(value) || js_is_object(value) || js_is_array(value) ||
        !js_to_text(arena, value, &text))
        return;
    js_set(object, name, js_string(arena, arena_format(arena, "%s%s", text, suffix)));
}

static void suffix_external_ids(struct arena *arena, cJSON *message, const char *suffix)
{
    static const char *const place[] = { "context", NULL };
    cJSON *list = cJSON_GetObjectItemCaseSensitive(object_at(message, place), "externalId");
    if (!js_is_array(list))
        return;
    for (cJSON *entry = list->child; entry != NULL; entry = entry->next)
        if (js_is_object(entry) && js_is_text(js_get(entry, "type"), "brazeExternalId"))
            suffix_member(arena, entry, "id", suffix);
}

void replay_suffix_event(struct arena *arena, cJSON *message, const char *suffix)
{
    static const char *const own[] = { "userId", "anonymousId", "previousId", "messageId" };
    for (size_t i = 0; i < sizeof own / sizeof *own; i++)
        suffix_member(arena, message, own[i], suffix);
    static const char *const traits[][3] = { { "traits", NULL }, { "context", "traits", NULL } };
    static const char *const ids[] = { "userId", "id", "anonymousId" };
    for (size_t i = 0; i < sizeof traits / sizeof *traits; i++)
        for (size_t j = 0; j < sizeof ids / sizeof *ids; j++)
            suffix_member(arena, object_at(message, traits[i]), ids[j], suffix);
    suffix_external_ids(arena, message, suffix);
    static const char *const names[] = { "BRAZE", "Braze", "braze" };
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        const char *const alias[] = { "integrations", names[i], "alias", NULL };
        suffix_member(arena, object_at(message, alias), "alias_name", suffix);
    }
}
