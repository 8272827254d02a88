#include "workbench/page.h"

#include "rudderstack/preview_render.h"
#include "support/file.h"
#include "support/text.h"
#include "workbench/trial.h"

static void append_event(UT_string *out, struct trial *trial, const struct draft_state *state, const struct listed_event *event,
                         size_t number)
{
    struct error error = ERROR_INIT;
    if (event->broken == NULL && trial_run(trial, state, event->text, event->length, true, &error)) {
        const struct preview_item item = {
            .number = number, .title = event->title, .summary = event->about, .preview = &trial->preview
        };
        preview_render_item(out, PREVIEW_HTML, &item);
    }
    error_clear(&error);
}

bool page_write(const char *path, struct workbench *workbench, const size_t *events, size_t count, struct error *error)
{
    struct draft_state state = draft_now(workbench_draft(workbench));
    const struct preview_options options = { .config = state.config, .source_type = state.type, .mode = state.mode };
    struct trial trial;
    UT_string page;
    if (file_exists(path))
        return error_set(error, ERROR_USAGE, "%s is there already", path) || error_hint(error, "choose another name");
    utstring_init(&page);
    trial_init(&trial);
    preview_render_head(&page, PREVIEW_HTML, &options);
    for (size_t i = 0; i < count; i++)
        append_event(&page, &trial, &state, event_list_at(workbench_events(workbench), events[i]), i + 1);
    preview_render_foot(&page, PREVIEW_HTML);
    bool done = file_write_atomic(path, NULL, 0600, utstring_body(&page), utstring_len(&page), error);
    trial_clear(&trial);
    utstring_done(&page);
    return done;
}
