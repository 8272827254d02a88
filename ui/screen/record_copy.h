/* The menu of what can be copied of an item. */
#ifndef UI_SCREEN_RECORD_COPY_H
#define UI_SCREEN_RECORD_COPY_H

#include <stddef.h>

#include "sync/stream.h"
#include "ui/view.h"

/* All copied. */
struct record_copy {
    const struct stream *list;
    const char *name;
    const char *id;
    const char *json;
    size_t json_length;
    const char *csv; /* its daily series; NULL: there is none */
};

/* Opens the menu, and does what is chosen. */
void record_copy_open(struct console *console, const struct record_copy *record);

#endif
