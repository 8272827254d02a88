#include "ui/overlay/message_log.h"

#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "ui/console.h"
#include "ui/widget/text_pane.h"

struct message_log {
    struct view view;
    struct text_pane *pane;
    size_t filled; /* how many messages are in it */
};

static void message_log_free(struct view *view)
{
    struct message_log *log = (struct message_log *)view;
    text_pane_free(log->pane);
    free(log);
}

static void fill(struct message_log *log, const struct messages *messages)
{
    static const char *const words[] = {
        [MESSAGE_NOTE] = "", [MESSAGE_GOOD] = "ok: ", [MESSAGE_WARNING] = "warning: ", [MESSAGE_BAD] = "FAILED: "
    };
    static const enum role roles[] = {
        [MESSAGE_NOTE] = ROLE_TEXT, [MESSAGE_GOOD] = ROLE_TEXT, [MESSAGE_WARNING] = ROLE_WARNING, [MESSAGE_BAD] = ROLE_BAD
    };
    text_pane_clear(log->pane);
    UT_string text;
    utstring_init(&text);
    const struct message *message = NULL;
    for (size_t i = 0; (message = messages_at(messages, i)) != NULL; i++) {
        time_t seconds = (time_t)(message->wall_ms / 1000);
        struct tm local;
        char when[16] = "";
        if (localtime_r(&seconds, &local) != NULL)
            (void)strftime(when, sizeof when, "%H:%M:%S", &local);
        utstring_clear(&text);
        utstring_printf(&text, "%s%s", words[message->kind], message->text);
        text_pane_add_pair(log->pane, ROLE_DIM, when, 10, roles[message->kind], utstring_body(&text));
        if (message->hint != NULL)
            text_pane_add_pair(log->pane, ROLE_DIM, "", 10, ROLE_TEXT, message->hint);
    }
    if (text_pane_count(log->pane) == 0)
        text_pane_add(log->pane, ROLE_TEXT, "No messages yet.");
    utstring_done(&text);
    log->filled = messages_count(messages);
}

static void message_log_paint(struct view *view, struct canvas *canvas, struct rect rect)
{
    struct message_log *log = (struct message_log *)view;
    const struct messages *messages = console_messages(view->console);
    if (log->filled != messages_count(messages) || text_pane_count(log->pane) == 0)
        fill(log, messages);
    const char *status = text_pane_status(log->pane);
    UT_string title;
    utstring_init(&title);
    utstring_printf(&title, "Messages%s%s", *status != '\0' ? " \xC2\xB7 " : "", status);
    struct rect box = layout_center(rect, rect.height, 110);
    canvas_box(canvas, box, utstring_body(&title));
    text_pane_paint(log->pane, canvas, (struct rect){ box.y + 1, box.x + 2, box.height - 2, box.width - 4 }, true);
    utstring_done(&title);
}

static unsigned message_log_contexts(const struct view *view)
{
    const struct message_log *log = (const struct message_log *)view;
    unsigned contexts = text_pane_contexts(log->pane);
    return text_pane_takes_text(log->pane) ? contexts : contexts | CONTEXT_BIT(GLOBAL);
}

static bool message_log_takes_text(const struct view *view)
{
    return text_pane_takes_text(((const struct message_log *)view)->pane);
}

static enum reaction message_log_type(struct view *view, keypress key)
{
    return text_pane_type(((struct message_log *)view)->pane, key);
}

static enum reaction message_log_act(struct view *view, enum action action)
{
    struct message_log *log = (struct message_log *)view;
    const struct message *message = messages_at(console_messages(view->console), 0);
    enum reaction reaction = text_pane_act(log->pane, action);
    if (reaction != REACTION_NONE)
        return reaction;
    if (action == ACTION_MESSAGES || action == ACTION_ESCAPE)
        return REACTION_CLOSE;
    if (action != ACTION_COPY || message == NULL)
        return REACTION_NONE;
    char *text = memory_format("%s%s%s", message->text, message->hint != NULL ? "\n" : "",
                               message->hint != NULL ? message->hint : "");
    console_copy(view->console, "the last message", text, strlen(text));
    free(text);
    return REACTION_DONE;
}

static const struct view_ops message_log_ops = {
    .is_overlay = true,
    .free = message_log_free,
    .paint = message_log_paint,
    .contexts = message_log_contexts,
    .takes_text = message_log_takes_text,
    .type = message_log_type,
    .act = message_log_act,
};

struct view *message_log_new(struct console *console)
{
    (void)console;
    struct message_log *log = memory_allocate(1, sizeof *log);
    log->view.ops = &message_log_ops;
    log->pane = text_pane_new();
    return &log->view;
}
