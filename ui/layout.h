/* Where things stand, as pure functions of the size. */
#ifndef UI_LAYOUT_H
#define UI_LAYOUT_H

#include <stdbool.h>
#include <stddef.h>

struct rect {
    int y;
    int x;
    int height;
    int width;
};

enum { LAYOUT_LEAST_WIDTH = 40, LAYOUT_LEAST_HEIGHT = 10, LAYOUT_SIDE_WIDTH = 110, LAYOUT_BELOW_HEIGHT = 30, LAYOUT_TALL_HEIGHT = 40 };

struct rect rect_intersect(struct rect a, struct rect b);

/* The standing lines of the console and the room between them. A line that has no room is 0 high. */
struct layout_frame {
    bool too_small; /* below 40x10: nothing but one line saying so */
    struct rect top;
    struct rect tabs;
    struct rect body;
    struct rect message;
    struct rect hints;
};
struct layout_frame layout_frame(int height, int width);

/* A list and what belongs to its selected row. */
enum layout_pane { LAYOUT_BOTH, LAYOUT_LIST_ONLY, LAYOUT_DETAIL_ONLY };
struct layout_split {
    struct rect list;   /* 0 high where it is not shown */
    struct rect detail; /* 0 high where it is not shown */
    struct rect line;   /* between them; one of its sides is 1; 0 high where there is none */
};

/* One above the other from 40 rows of the whole console on, because a list of full width scrolls with few bytes; else side
 * by side from 110 columns on; else one above the other from 30 rows on; else only the detail. rows is the console's
 * height: the body alone does not know it. */
struct layout_split layout_split(struct rect body, int rows, bool detail_open, enum layout_pane wanted);

/* A small list above and its detail below, sharing the height: the list gets the rows it needs, at least 3, and leaves the
 * detail its least height (unless nothing is left). */
struct layout_split layout_stack(struct rect body, int list_rows, int detail_least);

/* A box of at most height x width in the middle of outer. */
struct rect layout_center(struct rect outer, int height, int width);

/* Columns of a table. Those that are dropped get 0; the order of dropping is declared: the highest drop goes first,
 * drop 0 is never dropped. What is left over goes to the columns by weight. gap columns stand between two. */
struct layout_column {
    int least;
    int preferred;
    int weight; /* share of what is left over; 0: never wider than preferred */
    int drop;
};
void layout_columns(const struct layout_column *columns, size_t count, int width, int gap, int *widths);

/* The first visible row of a list of count rows, so that cursor is visible in height rows, moving as little as possible
 * from top, and without an empty end where there are enough rows. */
size_t layout_scroll(size_t top, size_t cursor, size_t count, size_t height);

/* How many of the given widths fit from the left into width with gap between them. */
size_t layout_fit(const int *widths, size_t count, int width, int gap);

#endif
