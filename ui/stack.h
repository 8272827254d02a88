/* The views of one screen, from its first level up, with the boxes over them. */
#ifndef UI_STACK_H
#define UI_STACK_H

#include <stdbool.h>
#include <stddef.h>

#include "ui/view.h"

struct stack {
    struct view **views;
    size_t count;
};

void stack_push(struct stack *stack, struct view *view);

/* Takes the view out; false if it is not in. */
bool stack_remove(struct stack *stack, const struct view *view);

struct view *stack_top(const struct stack *stack);                              /* NULL if it is empty */
struct view *stack_below(const struct stack *stack, const struct view *view);   /* NULL if it is the lowest */

/* The highest view that is no box: what fills the body. */
struct view *stack_base(const struct stack *stack);

void stack_clear(struct stack *stack); /* without freeing the views */

#endif
