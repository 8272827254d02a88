#include "ui/screen/explore_memory.h"

#include "support/json.h"

const char *explore_memory_selected(const struct kept_file *memory)
{
    return json_get_string(kept_file_object(memory), "stream", NULL);
}

void explore_memory_select(struct kept_file *memory, const char *stream)
{
    kept_file_set_text(memory, "stream", stream);
}

const cJSON *explore_memory_stream(const struct kept_file *memory, const char *stream)
{
    const cJSON *streams = json_get_object(kept_file_object(memory), "streams");
    return streams != NULL ? json_get_object(streams, stream) : NULL;
}

cJSON *explore_memory_renew(struct kept_file *memory, const char *stream)
{
    cJSON *object = kept_file_object(memory);
    cJSON *streams = json_get_object(object, "streams");
    if (streams == NULL) {
        cJSON_DeleteItemFromObjectCaseSensitive(object, "streams");
        streams = json_add_object(object, "streams");
    }
    cJSON_DeleteItemFromObjectCaseSensitive(streams, stream);
    return json_add_object(streams, stream);
}
