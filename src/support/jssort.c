#include "support/jssort.h"

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "support/memory.h"

enum { MIN_MERGE = 64, MIN_GALLOP = 7, MOST_RUNS = 85 };

struct run {
    size_t base;
    size_t length;
};

struct sort {
    const void **items;
    const void **spare; /* as long as items */
    js_sort_compare *compare;
    void *context;
    size_t min_gallop;
    struct run runs[MOST_RUNS]; /* enough for any size_t: lengths grow as Fibonacci's numbers do */
    size_t run_count;
};

static bool is_before(const struct sort *sort, const void *a, const void *b)
{
    return sort->compare(a, b, sort->context) < 0;
}

static size_t min_run_length(size_t count)
{
    size_t odd = 0;
    for (; count >= MIN_MERGE; count >>= 1)
        odd |= count & 1;
    return count + odd;
}

/* The length of the run that begins at low; a descending one is turned around. */
static size_t make_run(struct sort *sort, size_t low, size_t high)
{
    const void **items = sort->items;
    if (low + 1 == high)
        return 1;
    bool descending = is_before(sort, items[low + 1], items[low]);
    size_t end = low + 2;
    while (end < high && is_before(sort, items[end], items[end - 1]) == descending)
        end++;
    if (descending)
        for (size_t first = low, last = end - 1; first < last; first++, last--) {
            const void *item = items[first];
            items[first] = items[last];
            items[last] = item;
        }
    return end - low;
}

/* Sorts from low to high, of which what stands before start is sorted already. */
static void insert_rest(struct sort *sort, size_t low, size_t start, size_t high)
{
    const void **items = sort->items;
    for (; start < high; start++) {
        const void *pivot = items[start];
        size_t left = low;
        size_t right = start;
        while (left < right) {
            size_t middle = left + (right - left) / 2;
            if (is_before(sort, pivot, items[middle]))
                right = middle;
            else
                left = middle + 1;
        }
        memmove(items + left + 1, items + left, (start - left) * sizeof *items);
        items[left] = pivot;
    }
}

/* Whether key stands behind item: by gallop_left, which looks for the first place of key, or gallop_right, for the
 * last. */
static bool is_behind(const struct sort *sort, const void *key, const void *item, bool right)
{
    return right ? !is_before(sort, key, item) : is_before(sort, item, key);
}

/* Where key belongs in count sorted items: in steps that double, from hint on, then by halving. */
static size_t gallop(const struct sort *sort, const void *key, const void **items, size_t count, size_t hint,
                     bool right)
{
    size_t last = 0;
    size_t offset = 1;
    bool up = is_behind(sort, key, items[hint], right);
    size_t most = up ? count - hint : hint + 1;
    while (offset < most && is_behind(sort, key, items[up ? hint + offset : hint - offset], right) == up) {
        last = offset;
        offset = offset * 2 + 1;
    }
    if (offset > most)
        offset = most;
    size_t low = up ? hint + last + 1 : hint + 1 - offset;
    size_t high = up ? hint + offset : hint - last;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (is_behind(sort, key, items[middle], right))
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

static void move(const void **to, const void **from, size_t count)
{
    memmove(to, from, count * sizeof *to);
}

/* Merges two neighbours of which the first is not the longer one. */
static void merge_low(struct sort *sort, size_t base_a, size_t length_a, size_t base_b, size_t length_b)
{
    const void **to = sort->items + base_a;
    const void **b = sort->items + base_b;
    const void **a = sort->spare;
    move(a, to, length_a);
    *to++ = *b++;
    length_b--;
    while (length_b > 0 && length_a > 1) {
        size_t wins_a = 0;
        size_t wins_b = 0;
        while (wins_a < sort->min_gallop && wins_b < sort->min_gallop) {
            if (is_before(sort, *b, *a)) {
                *to++ = *b++;
                wins_b++;
                wins_a = 0;
                if (--length_b == 0)
                    goto done;
            } else {
                *to++ = *a++;
                wins_a++;
                wins_b = 0;
                if (--length_a == 1)
                    goto done;
            }
        }
        sort->min_gallop++;
        do {
            sort->min_gallop -= sort->min_gallop > 1;
            wins_a = gallop(sort, *b, a, length_a, 0, true);
            move(to, a, wins_a);
            to += wins_a;
            a += wins_a;
            length_a -= wins_a;
            if (length_a <= 1)
                goto done;
            *to++ = *b++;
            if (--length_b == 0)
                goto done;
            wins_b = gallop(sort, *a, b, length_b, 0, false);
            move(to, b, wins_b);
            to += wins_b;
            b += wins_b;
            length_b -= wins_b;
            if (length_b == 0)
                goto done;
            *to++ = *a++;
            if (--length_a == 1)
                goto done;
        } while (wins_a >= MIN_GALLOP || wins_b >= MIN_GALLOP);
        sort->min_gallop++;
    }
done:
    if (length_a == 1 && length_b > 0) {
        move(to, b, length_b);
        to[length_b] = *a;
    } else {
        move(to, a, length_a);
    }
}

/* The same, from behind, where the second is the shorter one. */
static void merge_high(struct sort *sort, size_t base_a, size_t length_a, size_t base_b, size_t length_b)
{
    const void **b = sort->spare;
    move(b, sort->items + base_b, length_b);
    const void **to = sort->items + base_b + length_b; /* behind the next place to fill */
    const void **a = sort->items + base_a + length_a;  /* behind the next item, as is b + length_b */
    *--to = *--a;
    length_a--;
    while (length_a > 0 && length_b > 1) {
        size_t wins_a = 0;
        size_t wins_b = 0;
        while (wins_a < sort->min_gallop && wins_b < sort->min_gallop) {
            if (is_before(sort, b[length_b - 1], a[-1])) {
                *--to = *--a;
                wins_a++;
                wins_b = 0;
                if (--length_a == 0)
                    goto done;
            } else {
                *--to = b[length_b - 1];
                wins_b++;
                wins_a = 0;
                if (--length_b == 1)
                    goto done;
            }
        }
        sort->min_gallop++;
        do {
            sort->min_gallop -= sort->min_gallop > 1;
            size_t kept = gallop(sort, b[length_b - 1], a - length_a, length_a, length_a - 1, true);
            wins_a = length_a - kept;
            to -= wins_a;
            a -= wins_a;
            move(to, a, wins_a);
            length_a = kept;
            if (length_a == 0)
                goto done;
            *--to = b[--length_b];
            if (length_b == 1)
                goto done;
            kept = gallop(sort, a[-1], b, length_b, length_b - 1, false);
            wins_b = length_b - kept;
            to -= wins_b;
            move(to, b + kept, wins_b);
            length_b = kept;
            if (length_b <= 1)
                goto done;
            *--to = *--a;
            if (--length_a == 0)
                goto done;
        } while (wins_a >= MIN_GALLOP || wins_b >= MIN_GALLOP);
        sort->min_gallop++;
    }
done:
    if (length_b == 1 && length_a > 0) {
        to -= length_a;
        move(to, a - length_a, length_a);
        to[-1] = b[0];
    } else {
        move(to - length_b, b, length_b);
    }
}

static void merge_at(struct sort *sort, size_t i)
{
    struct run a = sort->runs[i];
    struct run b = sort->runs[i + 1];
    sort->runs[i].length = a.length + b.length;
    if (i + 3 == sort->run_count)
        sort->runs[i + 1] = sort->runs[i + 2];
    sort->run_count--;
    size_t skipped = gallop(sort, sort->items[b.base], sort->items + a.base, a.length, 0, true);
    a.base += skipped;
    a.length -= skipped;
    if (a.length == 0)
        return;
    b.length = gallop(sort, sort->items[a.base + a.length - 1], sort->items + b.base, b.length, b.length - 1, false);
    if (b.length == 0)
        return;
    if (a.length <= b.length)
        merge_low(sort, a.base, a.length, b.base, b.length);
    else
        merge_high(sort, a.base, a.length, b.base, b.length);
}

static bool is_balanced(const struct sort *sort, size_t n)
{
    return n < 2 || sort->runs[n - 2].length > sort->runs[n - 1].length + sort->runs[n].length;
}

static void merge_unbalanced(struct sort *sort)
{
    const struct run *runs = sort->runs;
    while (sort->run_count > 1) {
        size_t n = sort->run_count - 2;
        if (!is_balanced(sort, n + 1) || !is_balanced(sort, n))
            n -= runs[n - 1].length < runs[n + 1].length;
        else if (runs[n].length > runs[n + 1].length)
            return;
        merge_at(sort, n);
    }
}

static void merge_all(struct sort *sort)
{
    while (sort->run_count > 1) {
        size_t n = sort->run_count - 2;
        n -= n > 0 && sort->runs[n - 1].length < sort->runs[n + 1].length;
        merge_at(sort, n);
    }
}

void js_sort(const void **items, size_t count, js_sort_compare *compare, void *context)
{
    if (count < 2)
        return;
    struct sort sort = { .items = items, .compare = compare, .context = context, .min_gallop = MIN_GALLOP };
    sort.spare = memory_allocate(count, sizeof *sort.spare);
    size_t shortest = min_run_length(count);
    for (size_t low = 0; low < count;) {
        size_t length = make_run(&sort, low, count);
        if (length < shortest) {
            size_t forced = shortest < count - low ? shortest : count - low;
            insert_rest(&sort, low, low + length, low + forced);
            length = forced;
        }
        sort.runs[sort.run_count++] = (struct run){ low, length };
        low += length;
        merge_unbalanced(&sort);
    }
    merge_all(&sort);
    free(sort.spare);
}
