#include "explore/detail.h"

#include <stdlib.h>
#include <string.h>

#include "store/lookup.h"
#include "support/json.h"
#include "support/memory.h"

static void keep(struct detail *detail, char *json)
{
    detail->json = json;
    detail->tree = json_parse(json, strlen(json), NULL);
    detail->record = (struct explore_record){ .id = "", .json = json, .length = strlen(json), .tree = detail->tree };
}

static bool take_live(struct detail *detail, struct explore *explore, const struct stream *details, const char *item)
{
    const struct live_rows *rows = live_rows(explore_live(explore), details, item);
    if (rows->count == 0)
        return false;
    keep(detail, memory_copy_bytes(rows->records[0].json, rows->records[0].length));
    detail->read_ms = rows->read_ms;
    detail->is_live = true;
    return true;
}

static bool take_stored(struct detail *detail, struct explore *explore, const struct stream *details, const char *item)
{
    struct error error = ERROR_INIT;
    char *json = NULL;
    if (explore_store(explore) != NULL &&
        store_lookup(explore_store(explore), details->table.name, &item, 1, &json, &detail->read_ms, &error) && json != NULL)
        keep(detail, json);
    error_clear(&error);
    return json != NULL;
}

struct detail detail_read(struct explore *explore, const struct stream *details, const char *item, bool prefer_live)
{
    struct detail detail = { .tree = NULL };
    if (details == NULL || (prefer_live && take_live(&detail, explore, details, item)))
        return detail;
    if (!take_stored(&detail, explore, details, item) && !prefer_live)
        (void)take_live(&detail, explore, details, item);
    return detail;
}

void detail_clear(struct detail *detail)
{
    cJSON_Delete(detail->tree);
    free(detail->json);
    *detail = (struct detail){ .tree = NULL };
}

const struct stream *detail_series(const struct stream *stream)
{
    const struct stream *list = stream->parent != NULL ? stream_parent(stream) : stream;
    return explore_child(list, STREAM_SERIES);
}

const struct stream *detail_stream(const struct stream *stream)
{
    const struct stream *list = stream->parent != NULL ? stream_parent(stream) : stream;
    const struct stream *details = explore_child(list, STREAM_DETAILS);
    return details != stream ? details : NULL;
}
