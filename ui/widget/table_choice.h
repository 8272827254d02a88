/* The boxes in which a table's order and columns are chosen. */
#ifndef UI_WIDGET_TABLE_CHOICE_H
#define UI_WIDGET_TABLE_CHOICE_H

#include "ui/widget/table.h"

void table_choose_sort(struct table *table, struct console *console);

/* Shows or hides one column after the other, until the box is left. The last one stays. */
void table_choose_columns(struct table *table, struct console *console);

#endif
