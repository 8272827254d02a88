#include "ui/screen/record_copy.h"

#include <stdlib.h>
#include <string.h>

#include "explore/explore.h"
#include "http/print.h"
#include "ui/console.h"
#include "ui/desk.h"
#include "ui/widget/picker.h"

enum { COPY_NAME, COPY_ID, COPY_JSON, COPY_SERIES, COPY_CURL, COPY_COUNT };

struct kept {
    const struct stream *list;
    char *name;
    char *id;
    char *json;
    char *csv;
};

static void free_kept(void *context)
{
    struct kept *kept = context;
    free(kept->name);
    free(kept->id);
    free(kept->json);
    free(kept->csv);
    free(kept);
}

/* The request that reads the item's details, or the list where items have none. */
static void copy_curl(struct console *console, const struct kept *kept)
{
    const struct stream *details = explore_child(kept->list, STREAM_DETAILS);
    const struct stream *stream = details != NULL ? details : kept->list;
    struct braze_query query = { stream->parameter, kept->id };
    struct braze_call call = { .endpoint = stream->endpoint, .query = &query, .query_count = stream->parameter != NULL ? 1 : 0 };
    struct session *session = desk_session(console_desk(console));
    if (session == NULL)
        return;
    struct http_request *request = session_preview(session, &call);
    UT_string out;
    utstring_init(&out);
    http_print_curl(request, "BRAZIER_API_KEY", &out);
    console_copy(console, "a curl command (the key is $BRAZIER_API_KEY)", utstring_body(&out), utstring_len(&out));
    utstring_done(&out);
    http_request_free(request);
}

static void copy_part(struct console *console, size_t index, void *context)
{
    const struct kept *kept = context;
    const char *const texts[COPY_COUNT] = { kept->name, kept->id, kept->json, kept->csv, NULL };
    static const char *const whats[COPY_COUNT] = { "the name", "the identifier", "the JSON", "the series as CSV", "" };
    if (index == COPY_CURL)
        copy_curl(console, kept);
    else
        console_copy(console, whats[index], texts[index], strlen(texts[index]));
}

void record_copy_open(struct console *console, const struct record_copy *record)
{
    struct kept *kept = memory_allocate(1, sizeof *kept);
    *kept = (struct kept){ .list = record->list,
                           .name = memory_copy_string(record->name),
                           .id = memory_copy_string(record->id),
                           .json = memory_copy_bytes(record->json, record->json_length),
                           .csv = memory_copy_string(record->csv) };
    const struct picker_item items[COPY_COUNT] = {
        [COPY_NAME] = { "its name", NULL, NULL, 'n' },
        [COPY_ID] = { "its identifier", NULL, NULL, 'i' },
        [COPY_JSON] = { "its JSON", NULL, NULL, 'j' },
        [COPY_SERIES] = { "the series as CSV", NULL, record->csv == NULL ? "no series is shown" : NULL, 'v' },
        [COPY_CURL] = { "the request as a curl command", NULL, NULL, 'c' },
    };
    console_push(console, picker_new(&(struct picker_options){ .title = "Copy",
                                                               .items = items,
                                                               .count = COPY_COUNT,
                                                               .is_menu = true,
                                                               .done = copy_part,
                                                               .context = kept,
                                                               .release = free_kept }));
}
