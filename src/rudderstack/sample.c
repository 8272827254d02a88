#include "rudderstack/sample.h"

#include <assert.h>
#include <string.h>

#include "support/jsread.h"

extern const char samples_text[];
extern const size_t samples_text_length;

static const char *text_of(const cJSON *line, const char *name)
{
    const cJSON *text = js_get(line, name);
    return js_is_string(text) ? text->valuestring : "";
}

static size_t count_lines(const char *text, size_t length)
{
    size_t lines = 0;
    for (size_t at = 0; at < length; at++)
        lines += text[at] == '\n';
    return lines;
}

struct samples samples_read(struct arena *arena)
{
    struct samples samples = { NULL, 0 };
    samples.items = arena_allocate_zeroed(arena, count_lines(samples_text, samples_text_length), sizeof *samples.items);
    const char *end = samples_text + samples_text_length;
    for (const char *line = samples_text; line < end;) {
        const char *line_end = memchr(line, '\n', (size_t)(end - line));
        size_t length = (size_t)((line_end != NULL ? line_end : end) - line);
        const cJSON *value = js_read(arena, line, length, NULL);
        assert(value != NULL);
        samples.items[samples.count++] = (struct sample){
            .name = text_of(value, "name"),
            .title = text_of(value, "title"),
            .summary = text_of(value, "summary"),
            .settings = js_get(value, "settings"),
            .event = js_get(value, "event"),
        };
        line += length + 1;
    }
    return samples;
}

const struct sample *sample_find(const struct samples *samples, const char *name)
{
    for (size_t i = 0; i < samples->count; i++)
        if (strcmp(samples->items[i].name, name) == 0)
            return &samples->items[i];
    return NULL;
}
