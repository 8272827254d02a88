/* What a frame shows, as a grid of cells in memory. Widgets draw here; the terminal takes over what differs from
 * the frame before. Nothing here needs curses, so that every widget can be looked at in a unit test.
 *
 * Text given to a canvas is visible text (see text_append_visible); should a control character come nevertheless,
 * it is drawn as U+FFFD. Everything outside the grid is cut off. */
#ifndef UI_CANVAS_H
#define UI_CANVAS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "support/text.h"
#include "ui/layout.h"
#include "ui/theme.h"

enum { CANVAS_MARKS = 2 };

struct canvas_cell {
    uint32_t point;               /* the character; 0 in the second column of a wide one */
    uint32_t marks[CANVAS_MARKS]; /* combining marks on it; 0: none */
    uint8_t role;                 /* enum role */
    uint8_t extra;                /* attributes beyond the role's, of enum theme_attribute */
    uint8_t width;                /* 1 or 2; 0 in the second column of a wide character */
    uint8_t unused;
};

struct canvas;

struct canvas *canvas_new(void);
void canvas_free(struct canvas *canvas);

/* Sets the size and blanks everything. Sizes below 1 count as 1. */
void canvas_resize(struct canvas *canvas, int height, int width);
int canvas_height(const struct canvas *canvas);
int canvas_width(const struct canvas *canvas);

/* Blanks all cells, respectively those of a rectangle, and gives them a role. */
void canvas_clear(struct canvas *canvas);
void canvas_fill(struct canvas *canvas, struct rect rect, enum role role);

/* Draws visible text from column x on, at most width columns of it; a wide character that does not fit becomes a
 * space. Returns the columns used. */
int canvas_text(struct canvas *canvas, int y, int x, int width, enum role role, const char *visible);

/* Draws text cut with an ellipsis, or padded, to exactly width columns. */
void canvas_field(struct canvas *canvas, int y, int x, int width, enum role role, enum text_align align, const char *visible);

/* The same with outside text: made visible first. */
void canvas_outside(struct canvas *canvas, int y, int x, int width, enum role role, const char *text);

/* Adds attributes to cells that are there already. */
void canvas_emphasize(struct canvas *canvas, int y, int x, int width, unsigned attributes);

/* Straight lines. */
void canvas_rule(struct canvas *canvas, int y, int x, int width);
void canvas_wall(struct canvas *canvas, int y, int x, int height);

/* The line between two panes, upright or level; nothing where it is 0 high. */
void canvas_line(struct canvas *canvas, struct rect line);

/* A frame around rect with a title in its upper edge (may be NULL), its inside blanked. */
void canvas_box(struct canvas *canvas, struct rect rect, const char *title);

/* Where the terminal's cursor stands in this frame, and whether it is shown. */
void canvas_park(struct canvas *canvas, int y, int x, bool shown);
bool canvas_cursor(const struct canvas *canvas, int *y, int *x); /* returns whether it is shown */

/* One row's cells: canvas_width() of them. */
const struct canvas_cell *canvas_row(const struct canvas *canvas, int y);

/* A row as text without the spaces at its end, for tests and dumps; the caller frees it. */
char *canvas_row_text(const struct canvas *canvas, int y);

#endif
