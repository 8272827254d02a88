/* How far an action of moving goes: the same in every list and text. */
#ifndef UI_WIDGET_MOTION_H
#define UI_WIDGET_MOTION_H

#include <stdbool.h>
#include <stddef.h>

#include "ui/keymap.h"

struct motion {
    size_t rows; /* SIZE_MAX: to the end of that side */
    bool down;
    bool is_page; /* a page or half of one: what shows the rows may move with them */
};

/* False where the action moves nothing up or down. height: rows that are shown; a page leaves one of them in sight. */
bool motion_of(enum action action, size_t height, struct motion *out);

/* The position that a motion leads to from one of count > 0 positions. */
size_t motion_apply(const struct motion *motion, size_t from, size_t count);

#endif
