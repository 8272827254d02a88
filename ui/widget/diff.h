/* What differs between two texts, line by line: "-" before what went, "+" before what came, unchanged lines away from
 * a difference folded into one that tells their number. */
#ifndef UI_WIDGET_DIFF_H
#define UI_WIDGET_DIFF_H

#include <stddef.h>

#include "ui/widget/text_pane.h"

enum { DIFF_CONTEXT = 3 };

struct diff_count {
    size_t added;
    size_t removed;
};

/* Fills the pane (clearing it first) with the difference of two outside texts. Texts that differ in more than some 2,000
 * lines each are shown as all removed and all added. */
struct diff_count diff_fill(struct text_pane *pane, const char *before, const char *after);

#endif
