/* Questions. The answer that changes nothing is the one that is selected. */
#ifndef UI_WIDGET_DIALOG_H
#define UI_WIDGET_DIALOG_H

#include "ui/view.h"

/* Called after the box was closed, and only if the operator agreed. */
typedef void (*dialog_agreed)(struct console *console, void *context);

struct dialog_options {
    const char *title; /* outside text is made visible */
    const char *text;  /* what will happen, on what; wrapped; line feeds stay */
    const char *yes;   /* what agreeing is called: "Delete" */
    const char *word;  /* to be typed before one can agree; NULL: none */
    dialog_agreed agreed;
    void *context;     /* borrowed, or the dialog's own with release */
    void (*release)(void *context); /* called once when the dialog is freed; may be NULL */
};

struct view *dialog_new(const struct dialog_options *options);

#endif
