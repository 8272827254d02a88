#include "ui/screen/explore_memory.h"

#include <stdlib.h>
#include <string.h>

#include "support/file.h"
#include "support/json.h"
#include "support/memory.h"

enum { LARGEST = 1 << 20 };

struct explore_memory {
    char *path;
    char *text; /* as it was read */
    cJSON *tree;
};

struct explore_memory *explore_memory_open(char *path)
{
    struct explore_memory *memory = memory_allocate(1, sizeof *memory);
    struct error error = ERROR_INIT;
    char *bytes = NULL;
    size_t length = 0;
    memory->path = path;
    if (file_read(path, LARGEST, &bytes, &length, &error))
        memory->tree = json_parse(bytes, length, NULL);
    error_clear(&error);
    free(bytes);
    if (!cJSON_IsObject(memory->tree)) {
        cJSON_Delete(memory->tree);
        memory->tree = cJSON_CreateObject();
    }
    if (memory->tree == NULL)
        memory_exhausted();
    memory->text = json_print(memory->tree);
    return memory;
}

static bool write_file(const struct explore_memory *memory, const char *text, struct error *error)
{
    char *directory = memory_copy_string(memory->path);
    char *slash = strrchr(directory, '/');
    if (slash != NULL)
        *slash = '\0';
    bool done = file_make_directories(directory, 0700, error) &&
                file_write_atomic(memory->path, NULL, 0600, text, strlen(text), error);
    free(directory);
    return done;
}

void explore_memory_close(struct explore_memory *memory)
{
    if (memory == NULL)
        return;
    struct error error = ERROR_INIT;
    char *text = json_print(memory->tree);
    if (strcmp(text, memory->text) != 0 && !write_file(memory, text, &error))
        error_clear(&error);
    free(text);
    cJSON_Delete(memory->tree);
    free(memory->text);
    free(memory->path);
    free(memory);
}

const char *explore_memory_selected(const struct explore_memory *memory)
{
    return json_get_string(memory->tree, "stream", NULL);
}

void explore_memory_select(struct explore_memory *memory, const char *stream)
{
    cJSON_DeleteItemFromObjectCaseSensitive(memory->tree, "stream");
    json_add_string(memory->tree, "stream", stream);
}

const cJSON *explore_memory_stream(const struct explore_memory *memory, const char *stream)
{
    const cJSON *streams = json_get_object(memory->tree, "streams");
    return streams != NULL ? json_get_object(streams, stream) : NULL;
}

cJSON *explore_memory_renew(struct explore_memory *memory, const char *stream)
{
    cJSON *streams = json_get_object(memory->tree, "streams");
    if (streams == NULL) {
        cJSON_DeleteItemFromObjectCaseSensitive(memory->tree, "streams");
        streams = json_add_object(memory->tree, "streams");
    }
    cJSON_DeleteItemFromObjectCaseSensitive(streams, stream);
    return json_add_object(streams, stream);
}
