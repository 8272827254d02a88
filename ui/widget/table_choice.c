#include "ui/widget/table_choice.h"

#include <stdlib.h>

#include "support/memory.h"
#include "ui/console.h"
#include "ui/widget/picker.h"

static void sort_chosen(struct console *console, size_t index, void *context)
{
    struct table *table = context;
    size_t count = 0;
    bool descending = false;
    const struct column *columns = table_columns(table, &count);
    size_t before = table_sorted_by(table, &descending);
    if (index >= count)
        table_sort(table, ROWS_UNSORTED, false);
    else
        table_sort(table, index, index == before ? !descending : cell_is_right(columns[index].kind));
    console_repaint(console);
}

void table_choose_sort(struct table *table, struct console *console)
{
    size_t count = 0;
    bool descending = false;
    const struct column *columns = table_columns(table, &count);
    size_t sorted = table_sorted_by(table, &descending);
    struct picker_item *items = memory_allocate(count + 1, sizeof *items);
    for (size_t i = 0; i < count; i++) {
        items[i].label = columns[i].title;
        if (!table_is_sortable(table, i))
            items[i].reason = "worked out, not stored";
        else if (i == sorted)
            items[i].detail = descending ? "descending; again: ascending" : "ascending; again: descending";
    }
    items[count].label = "(as it came)";
    console_push(console, picker_new(&(struct picker_options){ .title = "Sort by", .items = items, .count = count + 1,
                                                               .chosen = sorted == ROWS_UNSORTED ? 0 : sorted, .done = sort_chosen,
                                                               .context = table }));
    free(items);
}

static void open_columns(struct table *table, struct console *console, size_t chosen);

static void column_chosen(struct console *console, size_t index, void *context)
{
    struct table *table = context;
    table_show_column(table, index, !table_shows_column(table, index));
    console_repaint(console);
    open_columns(table, console, index);
}

static void open_columns(struct table *table, struct console *console, size_t chosen)
{
    size_t count = 0;
    size_t shown = 0;
    const struct column *columns = table_columns(table, &count);
    struct picker_item *items = memory_allocate(count, sizeof *items);
    for (size_t i = 0; i < count; i++)
        shown += table_shows_column(table, i);
    for (size_t i = 0; i < count; i++) {
        bool is_shown = table_shows_column(table, i);
        items[i].label = columns[i].title;
        items[i].detail = !is_shown ? "hidden" : table_has_room(table, i) ? "shown" : "shown, no room";
        if (is_shown && shown == 1)
            items[i].reason = "the last one stays";
    }
    console_push(console, picker_new(&(struct picker_options){ .title = "Columns: Enter shows or hides, Esc ends", .items = items,
                                                               .count = count, .chosen = chosen, .done = column_chosen,
                                                               .context = table }));
    free(items);
}

void table_choose_columns(struct table *table, struct console *console)
{
    open_columns(table, console, 0);
}
