#include "sync/window.h"

static int32_t smaller(int32_t a, int32_t b)
{
    return a < b ? a : b;
}

static int32_t larger(int32_t a, int32_t b)
{
    return a > b ? a : b;
}

static void add_range(struct window_plan *plan, int32_t first, int32_t end)
{
    if (first < end)
        plan->ranges[plan->count++] = (struct window){ first, end };
}

struct window_plan window_plan(int32_t start, int32_t today, const struct window_coverage *coverage, int32_t lookback)
{
    struct window_plan plan = { .count = 0 };
    bool covered = coverage != NULL && coverage->any;
    plan.cursor_in_future = covered && coverage->cursor > today;
    if (!covered || plan.cursor_in_future) {
        add_range(&plan, start, today);
        return plan;
    }
    int32_t resume = larger(coverage->cursor - lookback, start);
    if (coverage->since_known && start < coverage->since) {
        int32_t known = smaller(coverage->since, today);
        if (resume <= known) {
            add_range(&plan, start, today);
            return plan;
        }
        add_range(&plan, start, known);
    }
    add_range(&plan, resume, today);
    return plan;
}

struct window window_next(struct window range, int32_t step)
{
    return (struct window){ range.first, smaller(range.end, range.first + step) };
}

size_t window_count(struct window range, int32_t step)
{
    return range.first < range.end ? (size_t)((range.end - range.first + step - 1) / step) : 0;
}

int32_t window_ending_at(struct window window, int32_t shift)
{
    return window.end + shift;
}

int32_t window_length(struct window window)
{
    return window.end - window.first;
}

static struct window_verdict ask_again(int32_t first, int32_t end, int32_t shift)
{
    return (struct window_verdict){ true, { first, end }, shift };
}

struct window_verdict window_judge(struct window asked, int32_t shift, const int32_t *days, size_t count)
{
    struct window_verdict content = { false, { asked.end, asked.end }, shift };
    if (count == 0)
        return content;
    int32_t earliest = days[0], latest = days[0];
    int32_t first_inside = asked.end, last_inside = asked.first - 1;
    for (size_t i = 0; i < count; i++) {
        earliest = smaller(earliest, days[i]);
        latest = larger(latest, days[i]);
        if (days[i] >= asked.first && days[i] < asked.end) {
            first_inside = smaller(first_inside, days[i]);
            last_inside = larger(last_inside, days[i]);
        }
    }
    bool lacks_start = first_inside > asked.first;
    bool lacks_end = last_inside < asked.end - 1;
    int32_t late = latest - (asked.end - 1); /* days that the answer reaches past the window */
    int32_t early = asked.first - earliest;
    if (lacks_start && late > 0) {
        int32_t better = shift - late;
        return better >= -WINDOW_SHIFT_MAX ? ask_again(asked.first, first_inside, better) : content;
    }
    if (lacks_end && early > 0) {
        int32_t better = shift + early;
        return better <= WINDOW_SHIFT_MAX ? ask_again(last_inside + 1, asked.end, better) : content;
    }
    if (lacks_start && lacks_end)
        return ask_again(asked.first, asked.end, shift);
    if (lacks_start)
        return ask_again(asked.first, first_inside, shift);
    if (lacks_end)
        return ask_again(last_inside + 1, asked.end, shift);
    return content;
}
