#include "ui/widget/motion.h"

#include <stdint.h>

bool motion_of(enum action action, size_t height, struct motion *out)
{
    size_t page = height > 1 ? height - 1 : 1;
    switch (action) {
    case ACTION_DOWN:
    case ACTION_UP:
        *out = (struct motion){ 1, action == ACTION_DOWN, false };
        return true;
    case ACTION_PAGE_DOWN:
    case ACTION_PAGE_UP:
        *out = (struct motion){ page, action == ACTION_PAGE_DOWN, true };
        return true;
    case ACTION_HALF_DOWN:
    case ACTION_HALF_UP:
        *out = (struct motion){ page / 2 + 1, action == ACTION_HALF_DOWN, true };
        return true;
    case ACTION_FIRST:
    case ACTION_LAST:
        *out = (struct motion){ SIZE_MAX, action == ACTION_LAST, false };
        return true;
    default:
        return false;
    }
}

size_t motion_apply(const struct motion *motion, size_t from, size_t count)
{
    size_t last = count - 1;
    if (from > last)
        from = last;
    if (motion->down)
        return motion->rows < last - from ? from + motion->rows : last;
    return motion->rows < from ? from - motion->rows : 0;
}
