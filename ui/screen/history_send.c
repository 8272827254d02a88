#include "ui/screen/history_send.h"

#include <stdlib.h>
#include <string.h>

#include "braze/repeat.h"
#include "braze/repeat_contents.h"
#include "support/memory.h"
#include "support/text.h"
#include "ui/desk.h"
#include "ui/overlay/confirm_send.h"
#include "ui/widget/cell.h"
#include "workbench/events_of.h"

/* A request, from the question on. */
struct sending {
    struct history_sender *sender; /* NULL: the screen has gone */
    struct repeat repeat;          /* what is to be sent; empty once it is on its way */
    char *what;                    /* "POST /users/track" */
    struct sending *next;
};

struct history_sender {
    struct console *console;
    struct sending *sendings;
};

struct history_sender *history_sender_new(struct console *console)
{
    struct history_sender *sender = memory_allocate(1, sizeof *sender);
    sender->console = console;
    return sender;
}

void history_sender_free(struct history_sender *sender)
{
    if (sender == NULL)
        return;
    for (struct sending *sending = sender->sendings; sending != NULL; sending = sending->next)
        sending->sender = NULL;
    free(sender);
}

/* what is taken over. */
static struct sending *sending_new(struct history_sender *sender, char *what)
{
    struct sending *sending = memory_allocate(1, sizeof *sending);
    *sending = (struct sending){ .sender = sender, .what = what, .next = sender->sendings };
    sender->sendings = sending;
    return sending;
}

static void sending_free(void *context)
{
    struct sending *sending = context;
    struct sending **link = sending->sender != NULL ? &sending->sender->sendings : NULL;
    while (link != NULL && *link != sending)
        link = &(*link)->next;
    if (link != NULL)
        *link = sending->next;
    repeat_clear(&sending->repeat);
    free(sending->what);
    free(sending);
}

static void tell_done(const struct sending *sending, const struct session_answer *answer)
{
    struct console *console = sending->sender->console;
    const struct meaning *meaning = answer->meaning;
    if (meaning_accepted(meaning) && answer->http != NULL) {
        console_say(console, MESSAGE_GOOD, "%s: %d, %lld ms; the answer is in the newest row", sending->what,
                    answer->http->status, (long long)((answer->http->timings.total_us + 500) / 1000));
        return;
    }
    struct error error = ERROR_INIT;
    const char *message = meaning->error.message != NULL ? meaning->error.message : "failed";
    /* Most messages name the call themselves. */
    error_set(&error, meaning->error.code, "%s", message);
    if (strstr(message, sending->what) == NULL)
        error_prefix(&error, "%s", sending->what);
    if (meaning->error.hint != NULL)
        error_hint(&error, "%s", meaning->error.hint);
    console_tell(console, &error);
    error_clear(&error);
}

static void on_answer(uint64_t ticket, const struct session_answer *answer, void *context)
{
    struct sending *sending = context;
    (void)ticket;
    if (sending->sender != NULL)
        tell_done(sending, answer);
    sending_free(sending);
}

/* What is on its way is another one: the question that it comes from is freed by itself. */
static void submit(struct history_sender *sender, const struct braze_call *call, const char *label, const char *what)
{
    const struct session_request request = { .call = *call, .priority = HTTP_INTERACTIVE, .label = label };
    struct sending *sending = sending_new(sender, memory_copy_string(what));
    console_say(sender->console, MESSAGE_NOTE, "%s is sent", what);
    (void)session_submit(desk_session(console_desk(sender->console)), &request, on_answer, sending);
}

static void send_agreed(struct console *console, void *context)
{
    const struct sending *sending = context;
    if (sending->sender != NULL && desk_session(console_desk(console)) != NULL)
        submit(sending->sender, &sending->repeat.call, "repeat", sending->what);
}

static void ask(struct console *console, const struct journal_entry *entry, struct sending *sending)
{
    size_t objects = 0;
    char *contents = repeat_contents(entry, &objects);
    char *what = memory_format("Send %s again", sending->what);
    bool unknown = text_equal(entry->outcome, "unknown");
    bool done = entry->status >= 200 && entry->status < 300;
    confirm_send_open(console,
                      &(struct confirm_send){
                          .what = what,
                          .contents = contents,
                          .objects = objects,
                          .warning = unknown ? "Nobody knows whether Braze applied it the first time: events and "
                                               "purchases may be counted twice. Read the users back first."
                                     : done  ? "Braze took it the first time: events and purchases are counted again."
                                             : NULL,
                          .agreed = send_agreed,
                          .context = sending,
                          .release = sending_free });
    free(what);
    free(contents);
}

static char *name_of(const struct journal_entry *entry)
{
    const char *url = entry->url != NULL ? entry->url : "?";
    const char *host = strstr(url, "://");
    const char *path = host != NULL ? strchr(host + 3, '/') : NULL;
    path = path != NULL ? path : url;
    char *name = memory_copy_bytes(path, strcspn(path, "?#"));
    char *what = memory_format("%s %s", entry->method != NULL ? entry->method : "?", name);
    free(name);
    return what;
}

void history_send_again(struct history_sender *sender, const struct journal_entry *entry)
{
    struct error error = ERROR_INIT;
    const struct session *session = desk_session(console_desk(sender->console));
    struct sending *sending = sending_new(sender, name_of(entry));
    if (session == NULL || !repeat_read(&sending->repeat, entry, session_profile(session)->rest_url, &error)) {
        error_prefix(&error, "%s cannot be sent again", sending->what);
        console_tell(sender->console, &error);
        error_clear(&error);
    } else if (!endpoints[sending->repeat.call.endpoint].is_read) {
        ask(sender->console, entry, sending);
        return;
    } else {
        send_agreed(sender->console, sending);
    }
    sending_free(sending);
}

void history_read_back(struct history_sender *sender, const struct journal_entry *entry)
{
    size_t users = 0;
    bool is_open = desk_session(console_desk(sender->console)) != NULL;
    cJSON *body = is_open ? repeat_users(entry, &users) : NULL;
    if (body == NULL) {
        console_say(sender->console, MESSAGE_WARNING, "The request names no users by external id or alias");
        return;
    }
    const struct braze_call call = { .endpoint = ENDPOINT_USERS_EXPORT_IDS, .json = body };
    char *what = memory_format("POST /users/export/ids for %zu user%s", users, users == 1 ? "" : "s");
    submit(sender, &call, "read back", what);
    free(what);
    cJSON_Delete(body);
}

/* The request as Replay calls it: "POST /users/track of 10:14:02". */
static char *name_with_time(const struct journal_entry *entry)
{
    char *what = name_of(entry);
    UT_string name;
    utstring_init(&name);
    utstring_printf(&name, "%s of ", what);
    cell_append_moment(&name, entry->time_ms, CELL_SECOND);
    free(what);
    return utstring_body(&name);
}

void history_load(struct console *console, const struct journal_entry *entry)
{
    struct error error = ERROR_INIT;
    struct workbench *workbench = desk_workbench(console_desk(console));
    size_t count = 0;
    char *lines = NULL;
    if (entry->request_body == NULL || entry->request_cut)
        error_set(&error, ERROR_INPUT, "the journal has not all of the request's body");
    else
        lines = events_of_request(entry->request_body, strlen(entry->request_body), &count, &error);
    if (lines != NULL && workbench != NULL) {
        char *name = name_with_time(entry);
        event_list_give(workbench_events(workbench), name, lines, strlen(lines));
        console_go(console, SCREEN_REPLAY);
        console_refresh_views(console);
        free(name);
    } else if (lines == NULL) {
        error_prefix(&error, "there are no events to load");
        console_tell(console, &error);
    }
    error_clear(&error);
    free(lines);
}
