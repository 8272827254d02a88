/* Any bytes as the output of an Airbyte source, or as plain records: what can be used is in the store, and nothing
 * breaks. */
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "../unit/place.h"
#include "fuzz.h"
#include "store/export.h"
#include "support/json.h"
#include "support/memory.h"
#include "sync/import.h"

const char *const fuzz_seeds[] = {
    "{\"type\":\"RECORD\",\"record\":{\"stream\":\"campaigns_analytics\",\"data\":{\"time\":\"2026-09-12\",\"campaign_"
    "id\":\"c\","
    "\"messages\":{\"email\":[{\"sent\":3}]},\"revenue\":1.0},\"emitted_at\":1795307306830}}\n"
    "{\"type\":\"STATE\",\"state\":{\"type\":\"STREAM\",\"stream\":{\"stream_descriptor\":{\"name\":\"campaigns_"
    "analytics\"},"
    "\"stream_state\":{\"use_global_cursor\":false,\"states\":[{\"partition\":{\"campaign_id\":\"c\",\"parent_slice\":{"
    "}},"
    "\"cursor\":{\"time\":\"2026-09-12\"}}],\"state\":{},\"lookback_window\":1}}}}\n",
    "{\"type\":\"RECORD\",\"record\":{\"stream\":\"events_analytics\",\"data\":{\"time\":\"2026-09-12\",\"event_id\":"
    "\"e\",\"count\":1},"
    "\"emitted_at\":1}}\n{\"type\":\"LOG\",\"log\":{\"level\":\"INFO\",\"message\":\"x\"}}\n",
    "{\"id\":\"a\",\"name\":\"\\u00e9\\n\",\"tags\":[1,{\"x\":null}],\"is_api_campaign\":true}\n{\"id\":\"b\"}\n",
    NULL,
};

const char *const fuzz_words[] = { "\"type\":\"RECORD\"",
                                   "\"type\":\"STATE\"",
                                   "\"GLOBAL\"",
                                   "\"stream_states\":[",
                                   "{\"time\":\"9999-12-31\"}",
                                   "\"data\":",
                                   "null",
                                   "1e999",
                                   "\\u0000",
                                   "\xff",
                                   "\n",
                                   "\"campaigns\"",
                                   "[[[[",
                                   "-0",
                                   "{}",
                                   NULL };

static void read_back(struct store *store, const char *stream)
{
    struct error error = ERROR_INIT;
    struct store_export *reading;
    const char *text = "";
    size_t length;
    for (int format = STORE_JSONL; format <= STORE_CSV; format++) {
        if (!store_export_open(&reading, store, stream, (enum store_format)format, &error)) {
            FUZZ_EXPECT(error.code == ERROR_NOT_FOUND);
            error_clear(&error);
            return;
        }
        do {
            FUZZ_EXPECT(store_export_next(reading, &text, &length, &error));
            if (format == STORE_JSONL && text != NULL) {
                cJSON *record = json_parse(text, length, NULL);
                FUZZ_EXPECT(cJSON_IsObject(record));
                cJSON_Delete(record);
            }
        } while (text != NULL);
        store_export_close(reading);
    }
}

static void try_as(const uint8_t *bytes, size_t length, const char *stream)
{
    struct error error = ERROR_INIT;
    struct import_result result;
    struct store *store;
    char *directory = place_make();
    char *path = memory_format("%s/s.db", directory), *lock = memory_format("%s.lock", path);
    FILE *file = fmemopen((void *)bytes, length, "r");
    FUZZ_EXPECT(file != NULL);
    FUZZ_EXPECT(store_open(&store, path, STORE_WRITE, 0, &error));
    bool done = import_run(store, file, stream != NULL ? stream_find(stream) : NULL, NULL, NULL, &result, &error);
    if (!done && error.code != ERROR_INPUT)
        (void)fprintf(stderr, "%s\n", error.message);
    FUZZ_EXPECT(done || (error.code == ERROR_INPUT && result.records == 0));
    error_clear(&error);
    read_back(store, "campaigns");
    read_back(store, "campaigns_analytics");
    read_back(store, "events_analytics");
    store_close(store);
    (void)fclose(file);
    (void)unlink(path);
    (void)unlink(lock);
    FUZZ_EXPECT(rmdir(directory) == 0); /* nothing else was in it */
    place_remove(directory);
    free(path);
    free(lock);
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t length)
{
    if (length == 0)
        return 0;
    try_as(bytes, length, length % 2 == 0 ? NULL : "campaigns");
    return 0;
}
