/* Asks for the name of a file to write, and asks again before one that is there is replaced. */
#ifndef UI_WIDGET_PATH_PROMPT_H
#define UI_WIDGET_PATH_PROMPT_H

#include "ui/view.h"

/* Called after the box was closed; path is borrowed for the call. */
typedef void (*path_chosen)(struct console *console, const char *path, void *context);

struct path_prompt_options {
    const char *title; /* visible text */
    const char *text;  /* what will be written; wrapped; visible text */
    const char *path;  /* what is proposed */
    path_chosen chosen;
    void *context; /* borrowed */
};

struct view *path_prompt_new(const struct path_prompt_options *options);

#endif
