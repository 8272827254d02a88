/* What an operator has arranged in a table, for the next time: the columns, the order, the filter, the selected row. */
#ifndef UI_WIDGET_TABLE_MEMORY_H
#define UI_WIDGET_TABLE_MEMORY_H

#include <cjson/cJSON.h>

#include "ui/widget/table.h"

/* Adds it to an object. Columns go by their fields' names, those without one by their titles. */
void table_remember(const struct table *table, cJSON *out);

/* Arranges the table so. What the object (NULL is allowed) does not say, or says of columns that there are no more, stays as it is. */
void table_recall(struct table *table, const cJSON *from);

#endif
