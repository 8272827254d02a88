#include "rudderstack/preview_compare.h"

#include <string.h>

#include "support/jsvalue.h"
#include "support/text.h"

bool preview_same(const struct preview *a, const struct preview *b)
{
    return js_equal(a->requests, b->requests) && js_equal(a->calls, b->calls) && text_equal(a->dropped, b->dropped) &&
           text_equal(a->error, b->error);
}

/* The path of a URL without its first slash. */
static const char *path_of(const cJSON *request)
{
    const cJSON *url = js_get(request, "url");
    const char *text = js_is_string(url) ? url->valuestring : "";
    const char *host = strstr(text, "://");
    const char *path = host != NULL ? strchr(host + 3, '/') : NULL;
    return path != NULL ? path + 1 : text;
}

/* Requests by their paths, repeated ones counted once. */
static void append_paths(UT_string *out, const cJSON *requests)
{
    const char *last = NULL;
    const cJSON *request;
    cJSON_ArrayForEach(request, requests)
    {
        const char *path = path_of(request);
        if (!text_equal(path, last))
            utstring_printf(out, "%s%s", last != NULL ? ", " : "", path);
        last = path;
    }
}

const char *preview_summary(struct arena *arena, const struct preview *preview)
{
    UT_string text;
    utstring_init(&text);
    size_t calls = js_count(preview->calls);
    append_paths(&text, preview->requests);
    if (preview->error != NULL)
        utstring_printf(&text, "%serror: %s", utstring_len(&text) > 0 ? ", " : "", preview->error);
    if (calls > 0)
        utstring_printf(&text, "%s%zu call%s", utstring_len(&text) > 0 ? " and " : "", calls, calls == 1 ? "" : "s");
    if (utstring_len(&text) == 0)
        utstring_printf(&text, "nothing%s%s", preview->dropped != NULL ? ": " : "",
                        preview->dropped != NULL ? preview->dropped : "");
    const char *summary = arena_copy_string(arena, utstring_body(&text));
    utstring_done(&text);
    return summary;
}

struct preview_change *preview_compare(struct arena *arena, const struct preview_options *before,
                                       const struct preview_options *after, const cJSON *events, size_t *count)
{
    struct preview_change *changes = arena_allocate_zeroed(arena, js_count(events) + 1, sizeof *changes);
    struct preview_options sides[] = { *before, *after };
    for (size_t side = 0; side < 2; side++)
        if (sides[side].history != NULL)
            sides[side].history = preview_history_new();
    size_t number = 0;
    *count = 0;
    const cJSON *event;
    cJSON_ArrayForEach(event, events)
    {
        struct preview previews[2];
        number++;
        for (size_t side = 0; side < 2; side++)
            previews[side] = preview_event(arena, &sides[side], event);
        if (!preview_same(&previews[0], &previews[1]))
            changes[(*count)++] = (struct preview_change){ number, preview_title(arena, event),
                                                           preview_summary(arena, &previews[0]),
                                                           preview_summary(arena, &previews[1]) };
    }
    for (size_t side = 0; side < 2; side++)
        preview_history_free(sides[side].history);
    return changes;
}
