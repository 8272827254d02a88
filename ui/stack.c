#include "ui/stack.h"

#include <stdlib.h>
#include <string.h>

#include "support/memory.h"

void stack_push(struct stack *stack, struct view *view)
{
    stack->views = memory_resize(stack->views, stack->count + 1, sizeof(struct view *));
    stack->views[stack->count++] = view;
}

bool stack_remove(struct stack *stack, const struct view *view)
{
    for (size_t i = 0; i < stack->count; i++) {
        if (stack->views[i] != view)
            continue;
        memmove(&stack->views[i], &stack->views[i + 1], (stack->count - i - 1) * sizeof(struct view *));
        stack->count--;
        return true;
    }
    return false;
}

struct view *stack_top(const struct stack *stack)
{
    return stack->count > 0 ? stack->views[stack->count - 1] : NULL;
}

struct view *stack_below(const struct stack *stack, const struct view *view)
{
    for (size_t i = 1; i < stack->count; i++)
        if (stack->views[i] == view)
            return stack->views[i - 1];
    return NULL;
}

struct view *stack_base(const struct stack *stack)
{
    for (size_t i = stack->count; i > 0; i--)
        if (!stack->views[i - 1]->ops->is_overlay)
            return stack->views[i - 1];
    return NULL;
}

void stack_clear(struct stack *stack)
{
    free(stack->views);
    *stack = (struct stack){ 0 };
}
