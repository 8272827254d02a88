#include "cli/table.h"

#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "support/memory.h"
#include "support/text.h"

enum { GAP = 2 };

struct column {
    char *title;
    enum text_align align;
    size_t width;
};

struct row {
    char **cells;
    size_t count;
    bool is_note; /* cells[1] goes over all the others */
};

struct cli_table {
    struct column *columns;
    size_t column_count;
    struct row *rows;
    size_t row_count;
};

struct cli_table *cli_table_new(const char *const *titles)
{
    struct cli_table *table = memory_allocate(1, sizeof *table);
    while (titles[table->column_count] != NULL)
        table->column_count++;
    table->columns = memory_allocate(table->column_count, sizeof *table->columns);
    for (size_t i = 0; i < table->column_count; i++) {
        bool right = titles[i][0] == '>';
        table->columns[i].title = memory_copy_string(titles[i] + (right ? 1 : 0));
        table->columns[i].align = right ? TEXT_RIGHT : TEXT_LEFT;
        table->columns[i].width = text_width(table->columns[i].title);
    }
    return table;
}

static struct row *new_row(struct cli_table *table)
{
    table->rows = memory_resize(table->rows, table->row_count + 1, sizeof *table->rows);
    struct row *row = &table->rows[table->row_count++];
    *row = (struct row){ .cells = memory_allocate(table->column_count, sizeof *row->cells) };
    return row;
}

static void add_cell(struct cli_table *table, struct row *row, const char *text)
{
    char *cell = text != NULL ? text_visible(text, strlen(text)) : memory_copy_string("");
    size_t width = text_width(cell);
    struct column *column = &table->columns[row->count];
    if ((!row->is_note || row->count == 0) && width > column->width)
        column->width = width;
    row->cells[row->count++] = cell;
}

void cli_table_add(struct cli_table *table, const char *text)
{
    struct row *row = table->row_count > 0 ? &table->rows[table->row_count - 1] : NULL;
    if (row == NULL || row->is_note || row->count == table->column_count)
        row = new_row(table);
    add_cell(table, row, text);
}

void cli_table_add_note(struct cli_table *table, const char *first, const char *note)
{
    struct row *row = new_row(table);
    row->is_note = true;
    add_cell(table, row, first);
    add_cell(table, row, note);
}

size_t cli_table_rows(const struct cli_table *table)
{
    return table->row_count;
}

static void print_cells(const struct cli_table *table, char *const *cells, size_t count, bool is_note)
{
    UT_string line;
    utstring_init(&line);
    for (size_t i = 0; i < count; i++) {
        bool last = i + 1 == count;
        if (i > 0)
            utstring_printf(&line, "%*s", GAP, "");
        if (is_note && i > 0)
            utstring_printf(&line, "%s", cells[i]);
        else if (last && table->columns[i].align == TEXT_LEFT)
            utstring_printf(&line, "%s", cells[i]); /* no blanks at the end of the line */
        else
            text_append_cell(&line, cells[i], table->columns[i].width, table->columns[i].align);
    }
    (void)puts(utstring_body(&line));
    utstring_done(&line);
}

void cli_table_print(struct cli_table *table)
{
    char **titles = memory_allocate(table->column_count, sizeof *titles);
    for (size_t i = 0; i < table->column_count; i++)
        titles[i] = table->columns[i].title;
    if (table->row_count > 0)
        print_cells(table, titles, table->column_count, false);
    for (size_t i = 0; i < table->row_count; i++) {
        print_cells(table, table->rows[i].cells, table->rows[i].count, table->rows[i].is_note);
        for (size_t j = 0; j < table->rows[i].count; j++)
            free(table->rows[i].cells[j]);
        free(table->rows[i].cells);
    }
    for (size_t i = 0; i < table->column_count; i++)
        free(table->columns[i].title);
    free(titles);
    free(table->columns);
    free(table->rows);
    free(table);
}
