#include "ui/console.h"

#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include "support/secret.h"
#include "ui/clipboard.h"
#include "ui/console_private.h"
#include "ui/overlay/help.h"
#include "ui/overlay/message_log.h"
#include "ui/overlay/palette.h"
#include "ui/overlay/profile_picker.h"
#include "ui/widget/dialog.h"

static const struct screen *const screens[SCREEN_COUNT] = {
#define SCREEN(identifier, IDENTIFIER, name, title, help) [SCREEN_##IDENTIFIER] = &screen_##identifier,
#include "data/screens.def"
#undef SCREEN
};

const char *const console_screen_titles[SCREEN_COUNT] = {
#define SCREEN(identifier, IDENTIFIER, name, title, help) [SCREEN_##IDENTIFIER] = title,
#include "data/screens.def"
#undef SCREEN
};

static struct stack *current_stack(const struct console *console)
{
    return (struct stack *)&console->stacks[console->current];
}

void console_repaint(struct console *console)
{
    if (console->operator_acts)
        console->stale = true;
    else
        console->stale_behind = true;
}

static void add_view(struct console *console, struct stack *stack, struct view *view)
{
    view->console = console;
    stack_push(stack, view);
    console_repaint(console);
}

void console_push(struct console *console, struct view *view)
{
    add_view(console, current_stack(console), view);
}

void console_close(struct console *console, struct view *view)
{
    for (int i = 0; i < SCREEN_COUNT; i++)
        if (stack_remove(&console->stacks[i], view))
            stack_push(&console->closed, view);
    console_repaint(console);
}

void console_bury(struct console *console)
{
    while (console->closed.count > 0) {
        struct view *view = console->closed.views[--console->closed.count];
        if (view->ops->free != NULL)
            view->ops->free(view);
    }
}

struct view *console_view_at(const struct console *console, size_t index)
{
    for (int i = 0; i < SCREEN_COUNT; i++) {
        if (index < console->stacks[i].count)
            return console->stacks[i].views[index];
        index -= console->stacks[i].count;
    }
    return NULL;
}

void console_open_screen(struct console *console)
{
    struct stack *stack = current_stack(console);
    if (stack->count == 0)
        add_view(console, stack, screens[console->current]->open(console));
}

void console_go(struct console *console, enum screen_id screen)
{
    console->current = screen;
    console_open_screen(console);
    console_repaint(console);
}

void console_restart_screens(struct console *console)
{
    for (int i = 0; i < SCREEN_COUNT; i++)
        while (console->stacks[i].count > 0)
            console_close(console, stack_top(&console->stacks[i]));
    console_open_screen(console);
}

/* Messages. */

void console_say(struct console *console, enum message_kind kind, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    char *text = memory_format_list(format, arguments);
    va_end(arguments);
    messages_add(console->messages, kind, text, NULL, console->wall_ms, console->now_ms);
    free(text);
    console_repaint(console);
}

void console_tell(struct console *console, const struct error *error)
{
    messages_add(console->messages, error->code == ERROR_CANCELLED ? MESSAGE_NOTE : MESSAGE_BAD,
                 error->message != NULL ? error->message : "failed", error->hint, console->wall_ms, console->now_ms);
    console_repaint(console);
}

/* Contexts and reasons. */

static unsigned view_contexts(const struct view *view)
{
    unsigned contexts = CONTEXT_BIT(ALWAYS);
    if (view == NULL)
        return contexts | CONTEXT_BIT(GLOBAL);
    if (view->ops->contexts != NULL)
        contexts |= view->ops->contexts(view);
    bool types = view->ops->takes_text != NULL && view->ops->takes_text(view);
    if (!view->ops->is_overlay && !types)
        contexts |= CONTEXT_BIT(GLOBAL);
    return contexts;
}

unsigned console_contexts(const struct console *console)
{
    return view_contexts(stack_top(current_stack(console)));
}

static struct view *below(const struct console *console, const struct view *box)
{
    const struct stack *stack = current_stack(console);
    struct view *view = stack_top(stack);
    return view == box ? stack_below(stack, box) : view;
}

unsigned console_contexts_below(const struct console *console, const struct view *box)
{
    return view_contexts(below(console, box));
}

static const char *view_why_not(const struct view *view, enum action action)
{
    if (view == NULL || view->ops->why_not == NULL)
        return NULL;
    return view->ops->why_not(view, action);
}

const char *console_why_not(const struct console *console, const struct view *box, enum action action)
{
    return view_why_not(below(console, box), action);
}

bool console_is_top(const struct console *console, const struct view *view)
{
    return stack_top(current_stack(console)) == view;
}

/* Actions. */

static void remember(struct console *console, enum action action)
{
    if (*action_info(action)->hint == '\0' && (action_info(action)->contexts & CONTEXT_BIT(GLOBAL)) == 0)
        return; /* moving about is nothing to be found again */
    if (action == ACTION_PALETTE || action == ACTION_HELP || action == ACTION_BACK || action == ACTION_ESCAPE)
        return;
    size_t at = 0;
    while (at + 1 < CONSOLE_RECENTS && console->recents[at] != action && console->recents[at] != ACTION_NONE)
        at++;
    memmove(&console->recents[1], &console->recents[0], at * sizeof console->recents[0]);
    console->recents[0] = action;
}

enum action console_recent(const struct console *console, size_t index)
{
    return index < CONSOLE_RECENTS ? console->recents[index] : ACTION_NONE;
}

static void leave(struct console *console, void *context)
{
    (void)context;
    console->quits = true;
}

void console_quit(struct console *console)
{
    struct view *view = NULL;
    for (size_t i = 0; (view = console_view_at(console, i)) != NULL; i++) {
        const char *unsaved = view->ops->unsaved != NULL ? view->ops->unsaved(view) : NULL;
        if (unsaved == NULL)
            continue;
        char *text = memory_format("%s. Leave nevertheless?", unsaved);
        console_push(console, dialog_new(&(struct dialog_options){
                                  .title = "Leave", .text = text, .yes = "Leave", .agreed = leave }));
        free(text);
        return;
    }
    console->quits = true;
}

static bool interrupt_stack(const struct stack *stack)
{
    for (size_t i = stack->count; i > 0; i--) {
        struct view *view = stack->views[i - 1];
        if (view->ops->interrupt != NULL && view->ops->interrupt(view))
            return true;
    }
    return false;
}

void console_interrupt(struct console *console)
{
    const struct stack *stack = current_stack(console);
    bool stopped = interrupt_stack(stack);
    for (int i = 0; i < SCREEN_COUNT && !stopped; i++)
        stopped = interrupt_stack(&console->stacks[i]);
    struct view *top = stack_top(stack);
    if (stopped)
        console_repaint(console);
    else if (top != NULL && top->ops->is_overlay && (top->ops->unsaved == NULL || top->ops->unsaved(top) == NULL))
        console_close(console, top);
    else
        console_quit(console);
}

static void go_by(struct console *console, int step)
{
    console_go(console, (enum screen_id)(((int)console->current + step + SCREEN_COUNT) % SCREEN_COUNT));
}

/* What q does: one level up. */
static void go_back(struct console *console, bool may_leave)
{
    struct stack *stack = current_stack(console);
    if (stack->count > 1) {
        console_close(console, stack_top(stack));
    } else if (may_leave) {
        console_quit(console);
    } else {
        UT_string key;
        utstring_init(&key);
        keymap_append_key(&key, console->options->keymap, ACTION_BACK);
        console_say(console, MESSAGE_NOTE, "This is the first level; %s leaves the program", utstring_body(&key));
        utstring_done(&key);
    }
}

bool console_is_at_first_level(const struct console *console)
{
    const struct stack *stack = current_stack(console);
    const struct view *view = stack_top(stack);
    return stack->count <= 1 && (view == NULL || view->ops->is_deeper == NULL || !view->ops->is_deeper(view));
}

/* Closes the boxes that are open over the screen: another screen was asked for. */
static void close_boxes(struct console *console)
{
    struct stack *stack = current_stack(console);
    while (stack_top(stack) != NULL && stack_top(stack)->ops->is_overlay)
        console_close(console, stack_top(stack));
}

static void act_globally(struct console *console, enum action action)
{
    switch (action) {
#define SCREEN(identifier, IDENTIFIER, name, title, help)                                                              \
    case ACTION_SCREEN_##IDENTIFIER:                                                                                   \
        close_boxes(console);                                                                                          \
        console_go(console, SCREEN_##IDENTIFIER);                                                                      \
        break;
#include "data/screens.def"
#undef SCREEN
    case ACTION_NEXT_PANE:
    case ACTION_NEXT_SCREEN:
        go_by(console, 1);
        break;
    case ACTION_PREVIOUS_PANE:
    case ACTION_PREVIOUS_SCREEN:
        go_by(console, -1);
        break;
    case ACTION_BACK:
        go_back(console, true);
        break;
    case ACTION_ESCAPE:
        go_back(console, false);
        break;
    case ACTION_HELP:
        console_push(console, help_new(console));
        break;
    case ACTION_PALETTE:
        console_push(console, palette_new(console));
        break;
    case ACTION_MESSAGES:
        console_push(console, message_log_new(console));
        break;
    case ACTION_PROFILE:
        profile_picker_open(console);
        break;
    case ACTION_COPY:
        console_say(console, MESSAGE_NOTE, "There is nothing to copy here");
        break;
    case ACTION_QUIT:
        console_quit(console);
        break;
    case ACTION_REDRAW:
        term_redraw(console->terminal);
        break;
    case ACTION_INTERRUPT:
        console_interrupt(console);
        break;
    case ACTION_SUSPEND:
        term_suspend(console->terminal);
        break;
    default:
        console_say(console, MESSAGE_NOTE, "\"%s\" does nothing here", action_info(action)->name);
        break;
    }
}

void console_act(struct console *console, enum action action)
{
    struct view *view = stack_top(current_stack(console));
    console_repaint(console);
    remember(console, action);
    const char *reason = view_why_not(view, action);
    if (reason != NULL) {
        console_say(console, MESSAGE_WARNING, "%s: %s", action_info(action)->name, reason);
        return;
    }
    enum reaction reaction = view != NULL && view->ops->act != NULL ? view->ops->act(view, action) : REACTION_NONE;
    if (reaction == REACTION_CLOSE)
        console_close(console, view);
    else if (reaction == REACTION_NONE)
        act_globally(console, action);
}

static void say_unknown_key(struct console *console, keypress key)
{
    UT_string text;
    utstring_init(&text);
    utstring_printf(&text, "no action on ");
    keypress_append_name(&text, key);
    utstring_printf(&text, "; ");
    keymap_append_key(&text, console->options->keymap, ACTION_HELP);
    utstring_printf(&text, " for keys");
    console_say(console, MESSAGE_NOTE, "%s", utstring_body(&text));
    utstring_done(&text);
}

void console_press(struct console *console, keypress key)
{
    struct view *view = stack_top(current_stack(console));
    bool types = !console->too_small && view != NULL && view->ops->takes_text != NULL && view->ops->takes_text(view);
    messages_acted(console->messages, console->now_ms);
    console_repaint(console);
    if (types) {
        enum reaction reaction = view->ops->type(view, key);
        if (reaction == REACTION_CLOSE)
            console_close(console, view);
        if (reaction != REACTION_NONE || keypress_is_text(key))
            return;
    }
    unsigned contexts = console->too_small ? CONTEXT_BIT(ALWAYS) : console_contexts(console);
    enum action action = keymap_find(console->options->keymap, key, contexts);
    if (action != ACTION_NONE)
        console_act(console, action);
    else if (!console->too_small)
        say_unknown_key(console, key);
}

void console_append_crumbs(const struct console *console, UT_string *out)
{
    const struct stack *stack = current_stack(console);
    for (size_t i = 0; i < stack->count; i++) {
        const struct view *level = stack->views[i];
        if (level->ops->is_overlay || level->ops->crumb == NULL)
            continue;
        UT_string crumb;
        utstring_init(&crumb);
        level->ops->crumb(level, &crumb);
        if (utstring_len(out) > 0 && utstring_len(&crumb) > 0)
            utstring_printf(out, " \xE2\x80\xBA ");
        utstring_concat(out, &crumb);
        utstring_done(&crumb);
    }
}

void console_refresh_views(struct console *console)
{
    struct view *view = NULL;
    for (size_t i = 0; (view = console_view_at(console, i)) != NULL; i++)
        if (view->ops->refresh != NULL)
            view->ops->refresh(view);
    console_repaint(console);
}

void console_copy(struct console *console, const char *what, const char *text, size_t length)
{
    struct error error = ERROR_INIT;
    UT_string sequence;
    utstring_init(&sequence);
    if (clipboard_append(&sequence, text, length, getenv("TMUX"), getenv("TERM"), &error)) {
        term_write(console->terminal, utstring_body(&sequence), utstring_len(&sequence));
        console_say(console, MESSAGE_GOOD, "Sent %s, %zu bytes, to the terminal's clipboard", what, length);
    } else {
        console_tell(console, &error);
    }
    secret_wipe(utstring_body(&sequence), utstring_len(&sequence));
    utstring_done(&sequence);
    error_clear(&error);
}

void console_lend_terminal(struct console *console, void (*run)(void *context), void *context)
{
    term_leave(console->terminal);
    run(context);
    term_enter(console->terminal);
    console_repaint(console);
}

struct desk *console_desk(const struct console *console)
{
    return console->options->desk;
}

const struct keymap *console_keymap(const struct console *console)
{
    return console->options->keymap;
}

const struct messages *console_messages(const struct console *console)
{
    return console->messages;
}

bool console_is_ascii(const struct console *console)
{
    return term_is_ascii(console->terminal);
}

int64_t console_now_ms(const struct console *console)
{
    return console->now_ms;
}

int64_t console_wall_ms(const struct console *console)
{
    return console->wall_ms;
}
