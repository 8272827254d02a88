/* The one question before anything is sent that changes data at Braze. */
#ifndef UI_OVERLAY_CONFIRM_SEND_H
#define UI_OVERLAY_CONFIRM_SEND_H

#include <stdbool.h>
#include <stddef.h>

#include "ui/console.h"

/* Texts are outside text and copied. */
struct confirm_send {
    const char *what;     /* a question's beginning, what would be sent: "Send POST /users/track again" */
    const char *contents; /* what is in it: "attributes: 2, events: 1"; NULL or "": not known */
    size_t objects;       /* how many in all */
    const char *warning;  /* what else there is to know; NULL: nothing */
    void (*agreed)(struct console *console, void *context);
    void *context;                  /* borrowed, or the question's own with release */
    void (*release)(void *context); /* called once in any case */
};

/* Asks; what is selected is No, and on a production profile its name has to be typed. A read-only profile is not asked:
 * it refuses, and says so. */
void confirm_send_open(struct console *console, const struct confirm_send *send);

#endif
