#include "ui/screen/replay_boxes.h"

#include <stdlib.h>
#include <string.h>

#include "support/text.h"
#include "ui/desk.h"
#include "ui/widget/dialog.h"
#include "ui/widget/form.h"
#include "workbench/page.h"

/* A file of events. */

struct file_box {
    struct console *console;
    struct workbench *workbench;
};

static bool open_file(struct form *form, void *context, struct error *error)
{
    struct file_box *box = context;
    if (!event_list_open(workbench_events(box->workbench), form_value(form, 0), error))
        return false;
    console_say(box->console, MESSAGE_NOTE, "Reading %s", event_list_file(workbench_events(box->workbench)));
    console_refresh_views(box->console);
    return true;
}

void replay_ask_file(struct console *console, struct workbench *workbench)
{
    struct file_box *box = memory_allocate(1, sizeof *box);
    *box = (struct file_box){ console, workbench };
    const struct form_field field = {
        .kind = FORM_TEXT,
        .label = "File",
        .help = "RudderStack events, one a line; lines with \"message\" as the transformer gets them, and batches, are taken as well",
        .value = event_list_path(workbench_events(workbench)),
    };
    console_push(console, form_new(&(struct form_options){ .title = "Open a file of events",
                                                           .fields = &field,
                                                           .count = 1,
                                                           .save = "Open",
                                                           .context = box,
                                                           .release = free,
                                                           .saved = open_file }));
}

/* A page. */

struct page_box {
    struct console *console;
    struct workbench *workbench;
    size_t *events;
    size_t count;
};

static void free_page_box(void *context)
{
    struct page_box *box = context;
    free(box->events);
    free(box);
}

static bool save_page(struct form *form, void *context, struct error *error)
{
    struct page_box *box = context;
    const char *path = form_value(form, 0);
    if (!page_write(path, box->workbench, box->events, box->count, error))
        return false;
    console_say(box->console, MESSAGE_GOOD, "%zu event%s with preview and explanation saved to %s", box->count,
                box->count == 1 ? "" : "s", path);
    return true;
}

void replay_ask_page(struct console *console, struct workbench *workbench, const size_t *events, size_t count)
{
    struct page_box *box = memory_allocate(1, sizeof *box);
    *box = (struct page_box){ console, workbench, memory_allocate(count, sizeof *box->events), count };
    memcpy(box->events, events, count * sizeof *events);
    char *title = memory_format("Save %zu event%s as a page", count, count == 1 ? "" : "s");
    const struct form_field field = {
        .kind = FORM_TEXT,
        .label = "File",
        .help = "a page of HTML that needs nothing else: event, request and explanation side by side",
        .value = "brazier-preview.html",
    };
    console_push(console, form_new(&(struct form_options){ .title = title,
                                                           .fields = &field,
                                                           .count = 1,
                                                           .save = "Save",
                                                           .context = box,
                                                           .release = free_page_box,
                                                           .saved = save_page }));
    free(title);
}

/* Sending. */

struct send_box {
    struct parcel parcel;
    char *event;
    void (*sent)(void *context);
    void *context;
};

static void free_send_box(void *context)
{
    struct send_box *box = context;
    parcel_clear(&box->parcel);
    free(box->event);
    free(box);
}

static void send_agreed(struct console *console, void *context)
{
    struct send_box *box = context;
    struct outbox *outbox = desk_outbox(console_desk(console));
    if (outbox == NULL || outbox_is_sending(outbox)) {
        console_say(console, MESSAGE_WARNING, "Nothing was sent: something else is on its way");
        return;
    }
    outbox_send(outbox, &box->parcel, box->event);
    console_say(console, MESSAGE_NOTE, "Sending");
    box->sent(box->context);
}

void replay_ask_send(struct console *console, struct parcel *parcel, const struct listed_event *event, bool is_tried,
                     void (*sent)(void *context), void *context)
{
    const struct session *session = desk_session(console_desk(console));
    const struct profile *profile = session_profile(session);
    bool production = profile_is_production(profile);
    struct send_box *box = memory_allocate(1, sizeof *box);
    *box = (struct send_box){ *parcel, memory_copy_string(event->id), sent, context };
    *parcel = (struct parcel){ 0 };
    UT_string text;
    utstring_init(&text);
    utstring_printf(&text, "%s\n\nProfile %s, %s\nto %s\n\n", event->title, profile->name,
                    production ? "PRODUCTION" : profile->environment, profile->rest_url);
    parcel_append_contents(&text, &box->parcel);
    utstring_printf(&text, "\nThis changes what Braze holds, and may start messages to people.");
    if (is_tried)
        utstring_printf(&text, "\nThe settings it is mapped by are not saved.");
    char *title = memory_format("Send %zu request%s to Braze", box->parcel.count, box->parcel.count == 1 ? "" : "s");
    console_push(console, dialog_new(&(struct dialog_options){ .title = title,
                                                               .text = utstring_body(&text),
                                                               .yes = "Send",
                                                               .word = production ? profile->name : NULL,
                                                               .agreed = send_agreed,
                                                               .context = box,
                                                               .release = free_send_box }));
    free(title);
    utstring_done(&text);
}
