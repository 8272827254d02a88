/* A form: labelled fields in a box, each checked when it is left, saved as a whole. Enter in the only field of a form saves
 * it. */
#ifndef UI_WIDGET_FORM_H
#define UI_WIDGET_FORM_H

#include <stdbool.h>
#include <stddef.h>

#include "support/error.h"
#include "ui/view.h"

enum form_kind {
    FORM_TEXT,
    FORM_SECRET, /* typed as bullets; "" means that it stays as it is */
    FORM_CHOICE, /* one of choices */
    FORM_SWITCH, /* "on" or "off" */
    FORM_HEADING /* no field: a line between them */
};

struct form;

/* What a field is; texts are copied. */
struct form_field {
    enum form_kind kind;
    const char *label;       /* visible text */
    const char *help;        /* one or two lines; NULL: none */
    const char *value;       /* at first; NULL: "" */
    const char *placeholder; /* shown where a text or secret is empty; NULL: nothing */
    const char *const *choices; /* texts that are values, ended by NULL */
    const char *const *details; /* what stands behind each choice; NULL: nothing */
};

struct form_options {
    const char *title; /* visible text */
    const struct form_field *fields;
    size_t count;
    const char *save;  /* what the button is called: "Save" */
    const char *test;  /* a second button; NULL: none */
    void *context;     /* for the functions below; borrowed, or the form's own with release */
    void (*release)(void *context);

    /* Whether a field's value can be taken; it is called when the field is left, and for all fields before saving. May be
     * NULL. */
    bool (*check)(const struct form *form, size_t field, void *context, struct error *error);
    /* A field's value has changed: time to switch others on and off. May be NULL. */
    void (*changed)(struct form *form, size_t field, void *context);
    /* Saves; all fields have been checked. True closes the form, otherwise error is shown. */
    bool (*saved)(struct form *form, void *context, struct error *error);
    /* The second button. */
    void (*tested)(struct form *form, void *context);
};

struct view *form_new(const struct form_options *options);

/* The text of a text or secret, the chosen text, or "on" and "off"; borrowed until the field changes. */
const char *form_value(const struct form *form, size_t field);
void form_set_value(struct form *form, size_t field, const char *value);
bool form_is_changed(const struct form *form, size_t field);

/* A field that does not apply is left out, with its reason in its place; NULL: it applies. Copied. */
void form_set_reason(struct form *form, size_t field, const char *reason);

/* A field that is not shown at all: it belongs to a choice that was not made. */
void form_set_hidden(struct form *form, size_t field, bool is_hidden);

/* A line of words under the fields: what came of the test. Visible text, copied; NULL: none. */
void form_set_note(struct form *form, bool is_good, const char *text);

struct console *form_console(const struct form *form);

#endif
