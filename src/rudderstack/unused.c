#include "rudderstack/unused.h"

#include <string.h>

#include "rudderstack/pointer.h"
#include "support/jsmap.h"
#include "support/jsvalue.h"

struct reason {
    const char *path, *why;
};

#define UNUSED(path, why) { path, why },
static const struct reason in_cloud[] = {
#include "data/unused.def"
};
static const struct reason in_device[] = {
#include "data/unused_device.def"
};
#undef UNUSED

static const struct {
    const struct reason *reasons;
    size_t count;
} tables[] = {
    [UNUSED_IN_CLOUD] = { in_cloud, sizeof in_cloud / sizeof *in_cloud },
    [UNUSED_IN_DEVICE] = { in_device, sizeof in_device / sizeof *in_device },
};

const char *unused_reason(enum unused_where where, const char *path)
{
    const char *why = NULL;
    size_t longest = 0;
    for (size_t i = 0; i < tables[where].count; i++) {
        const struct reason *reason = &tables[where].reasons[i];
        size_t length = strlen(reason->path);
        bool below = strncmp(reason->path, path, length) == 0 && (path[length] == '/' || path[length] == '\0');
        if (below && length >= longest) {
            longest = length;
            why = reason->why;
        }
    }
    return why;
}

/* Paths that an explanation tells of, and those above them. */
struct told {
    struct js_map *paths;
    struct js_map *above;
};

static struct told told_by(struct arena *arena, const cJSON *explain)
{
    struct told told = { js_map_new(arena), js_map_new(arena) };
    for (const cJSON *entry = explain->child; entry != NULL; entry = entry->next) {
        const cJSON *from = js_get(entry, "from");
        if (!js_is_string(from))
            continue;
        js_map_put_text(told.paths, from->valuestring, entry);
        char *path = arena_copy_string(arena, from->valuestring);
        for (char *end = strrchr(path, '/'); end != NULL; end = strrchr(path, '/')) {
            *end = '\0';
            if (!js_map_put_text(told.above, arena_copy_string(arena, path), entry))
                break;
        }
    }
    return told;
}

static void add_below(struct arena *arena, const struct told *told, cJSON *explain, const cJSON *node, const char *path)
{
    if (js_map_find_text(told->paths, path) != NULL)
        return;
    if (js_map_find_text(told->above, path) == NULL && *path != '\0') {
        cJSON *entry = js_object(arena);
        js_add(entry, "to", js_null(arena));
        js_add(entry, "from", js_string(arena, path));
        js_add(entry, "rule", js_string(arena, unused_reason(UNUSED_IN_DEVICE, path)));
        js_append(arena, explain, entry);
        return;
    }
    size_t index = 0;
    if (js_is_object(node) || js_is_array(node))
        for (const cJSON *child = node->child; child != NULL; child = child->next)
            add_below(arena, told, explain, child, pointer_child(arena, path, node, child, index++));
}

void unused_add(struct arena *arena, cJSON *explain, const cJSON *event)
{
    struct told told = told_by(arena, explain);
    add_below(arena, &told, explain, event, "");
}
