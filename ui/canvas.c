#include "ui/canvas.h"

#include <stdlib.h>
#include <string.h>

struct canvas {
    struct canvas_cell *cells;
    int height;
    int width;
    int cursor_y;
    int cursor_x;
    bool cursor_shown;
};

static const struct canvas_cell blank = { .point = ' ', .role = ROLE_TEXT, .width = 1 };

struct canvas *canvas_new(void)
{
    struct canvas *canvas = memory_allocate(1, sizeof *canvas);
    canvas_resize(canvas, 1, 1);
    return canvas;
}

void canvas_free(struct canvas *canvas)
{
    if (canvas == NULL)
        return;
    free(canvas->cells);
    free(canvas);
}

void canvas_resize(struct canvas *canvas, int height, int width)
{
    canvas->height = height > 0 ? height : 1;
    canvas->width = width > 0 ? width : 1;
    canvas->cells = memory_resize(canvas->cells, (size_t)canvas->height * (size_t)canvas->width, sizeof *canvas->cells);
    canvas_clear(canvas);
}

int canvas_height(const struct canvas *canvas)
{
    return canvas->height;
}

int canvas_width(const struct canvas *canvas)
{
    return canvas->width;
}

static struct canvas_cell *cell_at(const struct canvas *canvas, int y, int x)
{
    return &canvas->cells[(size_t)y * (size_t)canvas->width + (size_t)x];
}

void canvas_clear(struct canvas *canvas)
{
    size_t count = (size_t)canvas->height * (size_t)canvas->width;
    for (size_t i = 0; i < count; i++)
        canvas->cells[i] = blank;
    canvas->cursor_y = 0;
    canvas->cursor_x = 0;
    canvas->cursor_shown = false;
}

/* Where a cell is overwritten, the other half of a wide character must not stay behind. */
static void blank_halves(struct canvas *canvas, int y, int x)
{
    struct canvas_cell *cell = cell_at(canvas, y, x);
    if (cell->width == 0 && x > 0) {
        struct canvas_cell *base = cell - 1;
        base->point = ' ';
        base->marks[0] = 0;
        base->width = 1;
    } else if (cell->width == 2 && x + 1 < canvas->width) {
        cell[1].point = ' ';
        cell[1].width = 1;
    }
}

static void put(struct canvas *canvas, int y, int x, unsigned point, int width, enum role role)
{
    for (int i = 0; i < width; i++) {
        blank_halves(canvas, y, x + i);
        struct canvas_cell *cell = cell_at(canvas, y, x + i);
        *cell = (struct canvas_cell){ .point = i == 0 ? point : 0, .role = (uint8_t)role, .width = (uint8_t)(i == 0 ? width : 0) };
    }
}

static void put_mark(struct canvas *canvas, int y, int x, unsigned point)
{
    struct canvas_cell *cell = cell_at(canvas, y, x);
    if (cell->width == 0 && x > 0)
        cell--;
    for (int i = 0; i < CANVAS_MARKS; i++) {
        if (cell->marks[i] == 0) {
            cell->marks[i] = point;
            return;
        }
    }
}

void canvas_fill(struct canvas *canvas, struct rect rect, enum role role)
{
    struct rect inside = rect_intersect(rect, (struct rect){ 0, 0, canvas->height, canvas->width });
    for (int y = 0; y < inside.height; y++)
        for (int x = 0; x < inside.width; x++)
            put(canvas, inside.y + y, inside.x + x, ' ', 1, role);
}

int canvas_text(struct canvas *canvas, int y, int x, int width, enum role role, const char *visible)
{
    int used = 0;
    int last = -1; /* column of the last character drawn, for the marks that follow it */
    size_t length = strlen(visible);
    bool on_grid = y >= 0 && y < canvas->height;
    for (size_t at = 0; at < length;) {
        unsigned point = 0;
        at += text_decode(visible + at, length - at, &point);
        int wide = (int)text_point_width(point);
        if (wide > 2 || point < 0x20 || point == 0x7F) {
            point = 0xFFFD;
            wide = 1;
        }
        if (wide == 0) {
            if (on_grid && last >= 0 && last < canvas->width)
                put_mark(canvas, y, last, point);
            continue;
        }
        if (used + wide > width) {
            if (used < width && on_grid && x + used >= 0 && x + used < canvas->width)
                put(canvas, y, x + used, ' ', 1, role);
            break;
        }
        last = x + used;
        if (on_grid && last >= 0 && last + wide <= canvas->width)
            put(canvas, y, last, point, wide, role);
        else if (on_grid && last >= 0 && last < canvas->width)
            put(canvas, y, last, ' ', 1, role);
        used += wide;
    }
    return used;
}

void canvas_field(struct canvas *canvas, int y, int x, int width, enum role role, enum text_align align, const char *visible)
{
    if (width <= 0)
        return;
    UT_string cell;
    utstring_init(&cell);
    text_append_cell(&cell, visible, (size_t)width, align);
    (void)canvas_text(canvas, y, x, width, role, utstring_body(&cell));
    utstring_done(&cell);
}

void canvas_outside(struct canvas *canvas, int y, int x, int width, enum role role, const char *text)
{
    char *visible = text_visible(text, strlen(text));
    canvas_field(canvas, y, x, width, role, TEXT_LEFT, visible);
    free(visible);
}

void canvas_emphasize(struct canvas *canvas, int y, int x, int width, unsigned attributes)
{
    struct rect inside = rect_intersect((struct rect){ y, x, 1, width }, (struct rect){ 0, 0, canvas->height, canvas->width });
    for (int i = 0; i < inside.width && inside.height > 0; i++) {
        struct canvas_cell *cell = cell_at(canvas, inside.y, inside.x + i);
        cell->extra = (uint8_t)(cell->extra | attributes);
    }
}

static void put_if_inside(struct canvas *canvas, int y, int x, unsigned point)
{
    if (y >= 0 && y < canvas->height && x >= 0 && x < canvas->width)
        put(canvas, y, x, point, 1, ROLE_BORDER);
}

void canvas_rule(struct canvas *canvas, int y, int x, int width)
{
    for (int i = 0; i < width; i++)
        put_if_inside(canvas, y, x + i, 0x2500);
}

void canvas_wall(struct canvas *canvas, int y, int x, int height)
{
    for (int i = 0; i < height; i++)
        put_if_inside(canvas, y + i, x, 0x2502);
}

void canvas_line(struct canvas *canvas, struct rect line)
{
    if (line.width == 1)
        canvas_wall(canvas, line.y, line.x, line.height);
    else if (line.height == 1)
        canvas_rule(canvas, line.y, line.x, line.width);
}

void canvas_box(struct canvas *canvas, struct rect rect, const char *title)
{
    canvas_fill(canvas, rect, ROLE_TEXT);
    int bottom = rect.y + rect.height - 1;
    int right = rect.x + rect.width - 1;
    canvas_rule(canvas, rect.y, rect.x, rect.width);
    canvas_rule(canvas, bottom, rect.x, rect.width);
    canvas_wall(canvas, rect.y, rect.x, rect.height);
    canvas_wall(canvas, rect.y, right, rect.height);
    put_if_inside(canvas, rect.y, rect.x, 0x250C);
    put_if_inside(canvas, rect.y, right, 0x2510);
    put_if_inside(canvas, bottom, rect.x, 0x2514);
    put_if_inside(canvas, bottom, right, 0x2518);
    if (title == NULL || *title == '\0' || rect.width < 6)
        return;
    int room = rect.width - 4;
    int wide = (int)text_width(title) + 2;
    int used = wide < room ? wide : room;
    (void)canvas_text(canvas, rect.y, rect.x + 2, used, ROLE_TITLE, " ");
    canvas_field(canvas, rect.y, rect.x + 3, used - 2, ROLE_TITLE, TEXT_LEFT, title);
    (void)canvas_text(canvas, rect.y, rect.x + 1 + used, 1, ROLE_TITLE, " ");
}

void canvas_park(struct canvas *canvas, int y, int x, bool shown)
{
    canvas->cursor_y = y < 0 ? 0 : y < canvas->height ? y : canvas->height - 1;
    canvas->cursor_x = x < 0 ? 0 : x < canvas->width ? x : canvas->width - 1;
    canvas->cursor_shown = shown;
}

bool canvas_cursor(const struct canvas *canvas, int *y, int *x)
{
    *y = canvas->cursor_y;
    *x = canvas->cursor_x;
    return canvas->cursor_shown;
}

const struct canvas_cell *canvas_row(const struct canvas *canvas, int y)
{
    return cell_at(canvas, y, 0);
}

char *canvas_row_text(const struct canvas *canvas, int y)
{
    UT_string out;
    utstring_init(&out);
    size_t end = 0;
    const struct canvas_cell *row = canvas_row(canvas, y);
    for (int x = 0; x < canvas->width; x++) {
        if (row[x].width == 0)
            continue;
        text_append_point(&out, row[x].point);
        for (int i = 0; i < CANVAS_MARKS && row[x].marks[i] != 0; i++)
            text_append_point(&out, row[x].marks[i]);
        if (row[x].point != ' ')
            end = utstring_len(&out);
    }
    char *text = memory_copy_bytes(utstring_body(&out), end);
    utstring_done(&out);
    return text;
}
