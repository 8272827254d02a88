#include "rudderstack/mapping.h"

#include <string.h>

#include "support/jstext.h"

static bool map_identify(struct mapping *mapping)
{
    return identify_map(&mapping->event, &mapping->result);
}

static bool map_track(struct mapping *mapping)
{
    return track_map(&mapping->event, true, &mapping->result);
}

static bool map_page(struct mapping *mapping)
{
    page_set_event(&mapping->event);
    return track_map(&mapping->event, false, &mapping->result);
}

static bool map_screen(struct mapping *mapping)
{
    screen_set_event(&mapping->event);
    return track_map(&mapping->event, false, &mapping->result);
}

static bool map_group(struct mapping *mapping)
{
    return group_map(&mapping->event, &mapping->result);
}

static bool map_alias(struct mapping *mapping)
{
    return alias_map(&mapping->event, &mapping->result);
}

bool mapping_start(struct mapping *mapping)
{
    static const struct {
        const char *type;
        bool (*map)(struct mapping *mapping);
    } calls[] = { { "identify", map_identify }, { "track", map_track }, { "page", map_page },
                  { "screen", map_screen },     { "group", map_group }, { "alias", map_alias } };
    struct arena *arena = mapping->event.arena;
    struct failure *failure = &mapping->result.failure;
    const cJSON *type = event_get(&mapping->event, "type");
    if (js_nullish(type))
        return failure_set(failure, arena, type == NULL ? FAILURE_READ_OF_UNDEFINED : FAILURE_READ_OF_NULL,
                           "toLowerCase");
    if (!js_is_string(type))
        return failure_set(failure, arena, FAILURE_NO_FUNCTION, "message.type.toLowerCase");
    const char *lowered = js_lower(arena, type->valuestring);
    for (size_t i = 0; i < sizeof calls / sizeof *calls; i++) {
        if (strcmp(calls[i].type, lowered) == 0) {
            mapping->map = calls[i].map;
            mapping->is_identify = i == 0;
            return true;
        }
    }
    return failure_set(failure, arena, FAILURE_TYPE_NOT_SUPPORTED);
}

cJSON *mapping_alias(struct mapping *mapping)
{
    return mapping->is_identify ? identify_alias(&mapping->event) : NULL;
}

bool mapping_finish(struct mapping *mapping)
{
    return mapping->map(mapping);
}
