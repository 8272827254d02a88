#include "fake_console.h"

#include <stdarg.h>
#include <stdlib.h>

#include "ui/console.h"

struct console {
    struct view *views[8];
    size_t count;
    struct view *closed[8];
    size_t closed_count;
    char *said;
};

struct console *fake_console(void)
{
    static struct console console;
    return &console;
}

struct view *fake_console_top(struct console *console)
{
    return console->count > 0 ? console->views[console->count - 1] : NULL;
}

const char *fake_console_said(struct console *console)
{
    return console->said != NULL ? console->said : "";
}

void fake_console_clear(struct console *console)
{
    while (console->count > 0)
        console_close(console, console->views[console->count - 1]);
    while (console->closed_count > 0) {
        struct view *view = console->closed[--console->closed_count];
        view->ops->free(view);
    }
    free(console->said);
    console->said = NULL;
}

void console_push(struct console *console, struct view *view)
{
    view->console = console;
    console->views[console->count++] = view;
}

void console_close(struct console *console, struct view *view)
{
    for (size_t i = 0; i < console->count; i++)
        if (console->views[i] == view)
            console->views[i] = console->views[--console->count];
    console->closed[console->closed_count++] = view;
}

void console_say(struct console *console, enum message_kind kind, const char *format, ...)
{
    (void)kind;
    va_list arguments;
    va_start(arguments, format);
    free(console->said);
    console->said = memory_format_list(format, arguments);
    va_end(arguments);
}

void console_repaint(struct console *console)
{
    (void)console;
}

int64_t console_now_ms(const struct console *console)
{
    (void)console;
    return 0;
}
