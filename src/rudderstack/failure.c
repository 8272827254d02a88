#include "rudderstack/failure.h"

#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>

static const struct {
    const char *text;
    int status;
    enum failure_tags tags;
} table[] = {
#define FAILURE(id, status, tags, text) { text, status, FAILURE_TAGS_##tags },
#include "data/mapping_failures.def"
#undef FAILURE
};

bool failure_set(struct failure *failure, struct arena *arena, enum failure_id id, ...)
{
    va_list arguments;
    va_start(arguments, id);
    char *text = memory_format_list(table[id].text, arguments);
    va_end(arguments);
    *failure = (struct failure){ id, table[id].status, table[id].tags, arena_copy_string(arena, text) };
    free(text);
    return false;
}

const char *failure_network_type(int status)
{
    if (status == 429)
        return "throttled";
    return status >= 500 && status <= 599 ? "retryable" : "aborted";
}

void failure_add_origin(struct arena *arena, cJSON *tags, const char *feature)
{
    js_add(tags, "destType", js_string(arena, "BRAZE"));
    js_add(tags, "module", js_string(arena, "destination"));
    js_add(tags, "implementation", js_string(arena, "native"));
    js_add(tags, "feature", js_string(arena, feature));
}

cJSON *failure_stat_tags(struct arena *arena, const struct failure *failure, const char *feature, const cJSON *metadata)
{
    cJSON *tags = js_object(arena);
    const char *category = NULL;
    const char *type = NULL;
    switch (failure->tags) {
    case FAILURE_TAGS_NONE:
        return tags;
    case FAILURE_TAGS_INSTRUMENTATION:
        category = "dataValidation";
        type = "instrumentation";
        break;
    case FAILURE_TAGS_NETWORK:
        category = "network";
        type = failure_network_type(failure->status);
        break;
    case FAILURE_TAGS_ABORTED:
        category = "dataValidation";
        type = "aborted";
        break;
    case FAILURE_TAGS_EXCEPTION:
        category = "transformation";
        break;
    }
    js_add(tags, "errorCategory", js_string(arena, category));
    if (type != NULL)
        js_add(tags, "errorType", js_string(arena, type));
    if (feature == NULL)
        return tags;
    failure_add_origin(arena, tags, feature);
    js_add(tags, "destinationId", js_share(arena, js_get(metadata, "destinationId")));
    js_add(tags, "workspaceId", js_share(arena, js_get(metadata, "workspaceId")));
    return tags;
}
