#include "ui/kept_file.h"

#include <stdlib.h>
#include <string.h>

#include "support/file.h"
#include "support/json.h"
#include "support/memory.h"

enum { LARGEST = 1 << 20 };

struct kept_file {
    char *path;
    char *text; /* as it was read */
    cJSON *object;
};

struct kept_file *kept_file_open(char *path)
{
    struct kept_file *file = memory_allocate(1, sizeof *file);
    struct error error = ERROR_INIT;
    char *bytes = NULL;
    size_t length = 0;
    file->path = path;
    if (file_read(path, LARGEST, &bytes, &length, &error))
        file->object = json_parse(bytes, length, NULL);
    error_clear(&error);
    free(bytes);
    if (!cJSON_IsObject(file->object)) {
        cJSON_Delete(file->object);
        file->object = cJSON_CreateObject();
    }
    if (file->object == NULL)
        memory_exhausted();
    file->text = json_print(file->object);
    return file;
}

cJSON *kept_file_object(const struct kept_file *file)
{
    return file->object;
}

void kept_file_set_text(struct kept_file *file, const char *name, const char *text)
{
    cJSON_DeleteItemFromObjectCaseSensitive(file->object, name);
    if (text != NULL)
        json_add_string(file->object, name, text);
}

static bool write_file(const struct kept_file *file, const char *text, struct error *error)
{
    char *directory = memory_copy_string(file->path);
    char *slash = strrchr(directory, '/');
    if (slash != NULL)
        *slash = '\0';
    bool done = file_make_directories(directory, 0700, error) &&
                file_write_temporary(file->path, NULL, 0600, text, strlen(text), error);
    free(directory);
    return done;
}

void kept_file_close(struct kept_file *file)
{
    if (file == NULL)
        return;
    struct error error = ERROR_INIT;
    char *text = json_print(file->object);
    if (strcmp(text, file->text) != 0 && !write_file(file, text, &error))
        error_clear(&error);
    free(text);
    cJSON_Delete(file->object);
    free(file->text);
    free(file->path);
    free(file);
}
