#include "ui/layout.h"

static int least(int a, int b)
{
    return a < b ? a : b;
}

static int most(int a, int b)
{
    return a > b ? a : b;
}

struct rect rect_intersect(struct rect a, struct rect b)
{
    int y = most(a.y, b.y);
    int x = most(a.x, b.x);
    int bottom = least(a.y + a.height, b.y + b.height);
    int right = least(a.x + a.width, b.x + b.width);
    return (struct rect){ y, x, most(bottom - y, 0), most(right - x, 0) };
}

struct layout_frame layout_frame(int height, int width)
{
    struct layout_frame frame = { 0 };
    if (height < LAYOUT_LEAST_HEIGHT || width < LAYOUT_LEAST_WIDTH) {
        frame.too_small = true;
        frame.body = (struct rect){ 0, 0, most(height, 0), most(width, 0) };
        return frame;
    }
    frame.top = (struct rect){ 0, 0, 1, width };
    frame.tabs = (struct rect){ 1, 0, 1, width };
    frame.body = (struct rect){ 2, 0, height - 4, width };
    frame.message = (struct rect){ height - 2, 0, 1, width };
    frame.hints = (struct rect){ height - 1, 0, 1, width };
    return frame;
}

struct layout_split layout_split(struct rect body, int rows, bool detail_open, enum layout_pane wanted)
{
    struct layout_split split = { 0 };
    if (!detail_open || wanted == LAYOUT_LIST_ONLY) {
        split.list = body;
    } else if (wanted == LAYOUT_DETAIL_ONLY) {
        split.detail = body;
    } else if (body.width >= LAYOUT_SIDE_WIDTH && rows < LAYOUT_TALL_HEIGHT) {
        int list = body.width * 9 / 20;
        split.list = (struct rect){ body.y, body.x, body.height, list };
        split.line = (struct rect){ body.y, body.x + list, body.height, 1 };
        split.detail = (struct rect){ body.y, body.x + list + 1, body.height, body.width - list - 1 };
    } else if (rows >= LAYOUT_BELOW_HEIGHT) {
        int list = body.height * 2 / 5;
        split.list = (struct rect){ body.y, body.x, list, body.width };
        split.line = (struct rect){ body.y + list, body.x, 1, body.width };
        split.detail = (struct rect){ body.y + list + 1, body.x, body.height - list - 1, body.width };
    } else {
        split.detail = body;
    }
    return split;
}

struct layout_split layout_stack(struct rect body, int list_rows, int detail_least)
{
    struct layout_split split = { 0 };
    int room = body.height - 1 - detail_least;
    int list = least(most(list_rows, 3), most(room, 3));
    if (body.height - list - 1 < 2) {
        split.list = body;
        return split;
    }
    split.list = (struct rect){ body.y, body.x, list, body.width };
    split.line = (struct rect){ body.y + list, body.x, 1, body.width };
    split.detail = (struct rect){ body.y + list + 1, body.x, body.height - list - 1, body.width };
    return split;
}

struct rect layout_center(struct rect outer, int height, int width)
{
    height = least(height, outer.height);
    width = least(width, outer.width);
    return (struct rect){ outer.y + (outer.height - height) / 2, outer.x + (outer.width - width) / 2, height, width };
}

static int total_width(const struct layout_column *columns, const int *widths, size_t count, int gap)
{
    int total = 0;
    size_t shown = 0;
    for (size_t i = 0; i < count; i++) {
        if (widths[i] == 0)
            continue;
        total += columns[i].least;
        shown++;
    }
    return total + (shown > 0 ? (int)(shown - 1) * gap : 0);
}

static void drop_columns(const struct layout_column *columns, size_t count, int width, int gap, int *widths)
{
    while (total_width(columns, widths, count, gap) > width) {
        size_t victim = count;
        for (size_t i = 0; i < count; i++)
            if (widths[i] != 0 && columns[i].drop > 0 && (victim == count || columns[i].drop > columns[victim].drop))
                victim = i;
        if (victim == count)
            return;
        widths[victim] = 0;
    }
}

void layout_columns(const struct layout_column *columns, size_t count, int width, int gap, int *widths)
{
    for (size_t i = 0; i < count; i++)
        widths[i] = columns[i].least;
    drop_columns(columns, count, width, gap, widths);
    int left = width - total_width(columns, widths, count, gap);
    /* First everybody up to what is preferred, from the left, then the rest by weight. */
    for (size_t i = 0; i < count && left > 0; i++) {
        int wish = columns[i].preferred - widths[i];
        if (widths[i] == 0 || wish <= 0)
            continue;
        int given = least(wish, left);
        widths[i] += given;
        left -= given;
    }
    int weights = 0;
    for (size_t i = 0; i < count; i++)
        weights += widths[i] != 0 ? columns[i].weight : 0;
    int rest = left;
    for (size_t i = 0; i < count && weights > 0 && left > 0; i++) {
        if (widths[i] == 0 || columns[i].weight == 0)
            continue;
        int given = rest * columns[i].weight / weights;
        widths[i] += given;
        left -= given;
    }
    for (size_t i = 0; i < count && weights > 0 && left > 0; i++) {
        if (widths[i] == 0 || columns[i].weight == 0)
            continue;
        widths[i] += left;
        left = 0;
    }
    /* A table narrower than its one column: cut that one. */
    if (left < 0) {
        for (size_t i = 0; i < count; i++)
            if (widths[i] > width)
                widths[i] = most(width, 0);
    }
}

size_t layout_scroll(size_t top, size_t cursor, size_t count, size_t height)
{
    if (height == 0 || count <= height)
        return 0;
    if (top > count - height)
        top = count - height;
    if (cursor < top)
        return cursor;
    if (cursor >= top + height)
        return cursor - height + 1;
    return top;
}

size_t layout_fit(const int *widths, size_t count, int width, int gap)
{
    int used = 0;
    for (size_t i = 0; i < count; i++) {
        used += widths[i] + (i > 0 ? gap : 0);
        if (used > width)
            return i;
    }
    return count;
}
