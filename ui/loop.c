#include <limits.h>
#include <signal.h>
#include <stdlib.h>

#include "http/client.h"
#include "support/date.h"
#include "support/secret.h"
#include "ui/console_private.h"
#include "ui/desk.h"
#include "ui/frame.h"

enum {
    PAINTS_A_SECOND = 30,
    BEHIND_MS = 250,      /* at most four frames a second for what the operator did not do */
    KEYS_A_TURN = 4096,
    PASTE_LONGEST = 65536 /* bytes */
};

struct loop {
    struct console *console;
    double frames; /* how many may be painted at once now; refilled with time, so that a burst of keys costs few */
    int64_t refilled_ms;
    int64_t behind_ms; /* when what the operator did not do was painted last */
};

static void read_clocks(struct console *console)
{
    console->now_ms = date_monotonic_ms();
    console->wall_ms = date_now_ms();
}

/* Painting. */

/* What cannot be done now is not offered. */
static const char *hint_word(enum action action, const void *data)
{
    const struct console *console = data;
    if (console_why_not(console, NULL, action) != NULL)
        return NULL;
    return action == ACTION_BACK && console_is_at_first_level(console) ? "quit" : action_info(action)->hint;
}

static void paint_lines(struct console *console, const struct layout_frame *frame)
{
    static const enum action actions[SCREEN_COUNT] = {
#define SCREEN(identifier, IDENTIFIER, name, title, help) ACTION_SCREEN_##IDENTIFIER,
#include "data/screens.def"
#undef SCREEN
    };
    const struct keymap *keymap = console->options->keymap;
    struct frame_top top = { .latency_ms = -1, .limit_left = -1, .limit = -1 };
    desk_describe(console->options->desk, &top);
    frame_paint_top(console->canvas, frame->top, console->options->program, &top);
    int free_from =
        frame_paint_tabs(console->canvas, frame->tabs, keymap, console_screen_titles, actions, SCREEN_COUNT, console->current);
    UT_string crumbs;
    utstring_init(&crumbs);
    console_append_crumbs(console, &crumbs);
    frame_paint_crumbs(console->canvas, frame->tabs, free_from, utstring_body(&crumbs));
    utstring_done(&crumbs);
    UT_string more;
    utstring_init(&more);
    keymap_append_key(&more, keymap, ACTION_MESSAGES);
    frame_paint_message(console->canvas, frame->message, messages_current(console->messages), utstring_body(&more));
    utstring_done(&more);
    frame_paint_hints(console->canvas, frame->hints, keymap, console_contexts(console), hint_word, console);
}

static void draw(struct console *console)
{
    canvas_clear(console->canvas);
    struct layout_frame frame = layout_frame(canvas_height(console->canvas), canvas_width(console->canvas));
    console->too_small = frame.too_small;
    if (frame.too_small) {
        frame_paint_too_small(console->canvas);
        return;
    }
    paint_lines(console, &frame);
    const struct stack *stack = &console->stacks[console->current];
    const struct view *base = stack_base(stack);
    bool above = false;
    for (size_t i = 0; i < stack->count; i++) {
        struct view *view = stack->views[i];
        above = above || view == base;
        if (above)
            view->ops->paint(view, console->canvas, frame.body);
    }
}

/* When the next frame may be painted; INT64_MAX: none is due. */
static int64_t paint_due(struct loop *loop)
{
    const struct console *console = loop->console;
    int64_t due = INT64_MAX;
    if (console->stale)
        due = console->now_ms;
    else if (console->stale_behind)
        due = loop->behind_ms + BEHIND_MS;
    if (due == INT64_MAX)
        return due;
    loop->frames += (double)(console->now_ms - loop->refilled_ms) * PAINTS_A_SECOND / 1000;
    loop->frames = loop->frames > PAINTS_A_SECOND ? PAINTS_A_SECOND : loop->frames;
    loop->refilled_ms = console->now_ms;
    if (loop->frames >= 1)
        return due;
    int64_t refill = console->now_ms + (int64_t)((1 - loop->frames) * 1000 / PAINTS_A_SECOND) + 1;
    return due > refill ? due : refill;
}

/* Returns whether a frame is due but the terminal takes nothing now. */
static bool paint(struct loop *loop)
{
    struct console *console = loop->console;
    if (paint_due(loop) > console->now_ms)
        return false;
    if (!term_is_writable(console->terminal))
        return true;
    draw(console);
    term_paint(console->terminal, console->canvas);
    if (console->stale_behind && !console->stale)
        loop->behind_ms = console->now_ms;
    console->stale = console->stale_behind = false;
    loop->frames -= 1;
    return false;
}

/* Keys. */

static void take_key(struct console *console, keypress key)
{
    if (key == KEYS_PASTE_BEGIN) {
        console->pastes = true;
        utstring_reserve(&console->pasted, PASTE_LONGEST + 8); /* never moved: a secret may be in it */
        return;
    }
    if (key != KEYS_PASTE_END) {
        if (!console->pastes)
            console_press(console, key);
        else if (utstring_len(&console->pasted) < PASTE_LONGEST && key < KEYS_SPECIAL)
            text_append_point(&console->pasted, key);
        return;
    }
    /* What is pasted is text and never a row of commands. */
    console->pastes = false;
    const struct stack *stack = &console->stacks[console->current];
    struct view *view = stack_top(stack);
    bool types = view != NULL && view->ops->takes_text != NULL && view->ops->takes_text(view);
    const char *bytes = utstring_body(&console->pasted);
    size_t length = utstring_len(&console->pasted);
    for (size_t at = 0; types && at < length;) {
        unsigned point = 0;
        at += text_decode(bytes + at, length - at, &point);
        if (keypress_is_text(point))
            (void)view->ops->type(view, point);
    }
    if (!types)
        console_say(console, MESSAGE_NOTE, "Text can be pasted only where it is typed");
    secret_wipe(utstring_body(&console->pasted), length);
    utstring_clear(&console->pasted);
    console_repaint(console);
}

static void read_keys(struct console *console)
{
    keypress key = KEYS_NONE;
    console->operator_acts = true;
    for (int i = 0; i < KEYS_A_TURN && !console->quits && term_read_key(console->terminal, &key); i++) {
        take_key(console, key);
        console_bury(console);
    }
    console->operator_acts = false;
    if (term_is_gone(console->terminal)) {
        console->quits = true;
        console->signal = SIGHUP;
    }
}

static void resize(struct console *console)
{
    int height = 0;
    int width = 0;
    if (!term_measure(console->terminal, &height, &width))
        return;
    canvas_resize(console->canvas, height, width);
    console->stale = true;
}

static void read_signals(struct console *console)
{
    for (int number; (number = term_read_signal(console->terminal)) != 0;) {
        switch (number) {
        case SIGWINCH:
            resize(console);
            break;
        case SIGCONT:
            /* Stopped by somebody else, who may have used the terminal meanwhile. */
            term_leave(console->terminal);
            term_enter(console->terminal);
            resize(console);
            console->stale = true;
            break;
        case SIGTSTP:
            term_suspend(console->terminal);
            resize(console);
            console->stale = true;
            break;
        case SIGINT:
            console->operator_acts = true;
            console_interrupt(console);
            console->operator_acts = false;
            break;
        default:
            console->quits = true;
            console->signal = number;
            break;
        }
    }
}

/* Timers of the views. */

static int64_t views_due(const struct console *console)
{
    int64_t due = INT64_MAX;
    struct view *view = NULL;
    for (size_t i = 0; (view = console_view_at(console, i)) != NULL; i++) {
        int64_t its = view->ops->due != NULL ? view->ops->due(view) : INT64_MAX;
        due = its < due ? its : due;
    }
    return due;
}

static void run_timers(struct console *console)
{
    struct view *view = NULL;
    for (size_t i = 0; (view = console_view_at(console, i)) != NULL; i++)
        if (view->ops->due != NULL && view->ops->due(view) <= console->now_ms)
            view->ops->tick(view, console->now_ms);
}

static void wait(struct loop *loop, bool for_output)
{
    struct console *console = loop->console;
    struct http_watch watches[8];
    size_t count = 0;
    watches[count++] = (struct http_watch){ .descriptor = term_input(console->terminal) };
    watches[count++] = (struct http_watch){ .descriptor = term_signals(console->terminal) };
    if (for_output)
        watches[count++] = (struct http_watch){ .descriptor = term_output(console->terminal), .for_writing = true };
    count += desk_watch(console->options->desk, watches + count, sizeof watches / sizeof watches[0] - count);
    int64_t due = for_output ? INT64_MAX : paint_due(loop);
    int64_t views = views_due(console);
    due = views < due ? views : due;
    int64_t desk = desk_due(console->options->desk);
    due = desk < due ? desk : due;
    int64_t left = due > console->now_ms ? due - console->now_ms : 0;
    int timeout_ms = due == INT64_MAX ? -1 : left > INT_MAX ? INT_MAX : (int)left;
    http_wait(desk_client(console->options->desk), watches, count, timeout_ms);
}

static void turn(struct loop *loop)
{
    struct console *console = loop->console;
    read_clocks(console);
    read_signals(console);
    read_keys(console);
    if (desk_run(console->options->desk))
        console_refresh_views(console);
    struct error notice = ERROR_INIT;
    if (desk_take_notice(console->options->desk, &notice))
        console_tell(console, &notice);
    error_clear(&notice);
    run_timers(console);
    console_bury(console);
}

static bool console_open(struct console *console, const struct console_options *options, struct error *error)
{
    console->options = options;
    console->current = options->first;
    struct term_options terminal = {
        .color = options->color,
        .ascii = options->ascii,
        .crash_note = "brazier: crashed; the terminal has been restored. This is a bug: please report it.\n",
    };
    if (!term_open(&console->terminal, &terminal, error))
        return false;
    read_clocks(console);
    console->canvas = canvas_new();
    console->messages = messages_new();
    utstring_init(&console->pasted);
    int height = 0;
    int width = 0;
    (void)term_measure(console->terminal, &height, &width);
    canvas_resize(console->canvas, height, width);
    if (options->greeting != NULL)
        console_say(console, MESSAGE_NOTE, "%s", options->greeting);
    if (options->trouble != NULL)
        console_tell(console, options->trouble);
    console->operator_acts = true; /* the first frame follows at once */
    console_open_screen(console);
    console->operator_acts = false;
    return true;
}

static void console_end(struct console *console)
{
    /* The terminal first: what follows may take a moment. */
    term_close(console->terminal);
    for (int i = 0; i < SCREEN_COUNT; i++) {
        while (console->stacks[i].count > 0)
            console_close(console, stack_top(&console->stacks[i]));
        stack_clear(&console->stacks[i]);
    }
    console_bury(console);
    stack_clear(&console->closed);
    canvas_free(console->canvas);
    messages_free(console->messages);
    utstring_done(&console->pasted);
}

bool console_run(const struct console_options *options, int *signal, struct error *error)
{
    struct console *console = memory_allocate(1, sizeof *console);
    *signal = 0;
    if (!console_open(console, options, error)) {
        free(console);
        return false;
    }
    struct loop loop = { .console = console, .frames = PAINTS_A_SECOND, .refilled_ms = console->now_ms };
    bool waits_for_terminal = paint(&loop);
    while (!console->quits) {
        wait(&loop, waits_for_terminal);
        turn(&loop);
        waits_for_terminal = paint(&loop);
    }
    *signal = console->signal;
    if (options->last != NULL)
        *options->last = console->current;
    console_end(console);
    free(console);
    return true;
}
