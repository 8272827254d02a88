/* A table for people: columns as wide as what is in them, all text made safe for a terminal. */
#ifndef CLI_TABLE_H
#define CLI_TABLE_H

#include <stddef.h>

struct cli_table;

/* titles is ended by NULL; a title that begins with '>' (which is not shown) has its column aligned to the right. */
struct cli_table *cli_table_new(const char *const *titles);

/* One cell after the other; the row ends by itself. A NULL text is "". Texts are copied. */
void cli_table_add(struct cli_table *table, const char *text);

/* A row of one text that goes over all columns but the first. */
void cli_table_add_note(struct cli_table *table, const char *first, const char *note);

size_t cli_table_rows(const struct cli_table *table);

/* Writes it to stdout, the titles only if there are rows, and frees it. */
void cli_table_print(struct cli_table *table);

#endif
