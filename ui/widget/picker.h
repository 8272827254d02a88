/* One of several: a box with a list that narrows while typing, or, as a menu, is chosen from by a letter. */
#ifndef UI_WIDGET_PICKER_H
#define UI_WIDGET_PICKER_H

#include <stdbool.h>
#include <stddef.h>

#include "ui/view.h"

/* Texts are copied. */
struct picker_item {
    const char *label;  /* visible text */
    const char *detail; /* shown at the right; visible text, or NULL */
    const char *reason; /* why it cannot be chosen; visible text, or NULL */
    char letter;        /* of a menu; 0: none */
};

/* Called with the item's index after the box was closed. */
typedef void (*picker_chosen)(struct console *console, size_t index, void *context);

struct picker_options {
    const char *title; /* visible text */
    const struct picker_item *items;
    size_t count;
    size_t chosen;     /* the item that is selected at first */
    bool is_menu;      /* letters choose, there is nothing to type */
    picker_chosen done;
    void *context;     /* borrowed, or the picker's own with release */
    void (*release)(void *context); /* called once when the picker is freed; may be NULL */
};

struct view *picker_new(const struct picker_options *options);

#endif
