#include "ui/widget/diff.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "support/text.h"

enum { LONGEST_TABLE = 4 * 1024 * 1024 };

struct line {
    const char *text;
    size_t length;
};

struct lines {
    struct line *lines;
    size_t count;
};

struct edit {
    char sign; /* ' ', '-' or '+' */
    struct line line;
};

struct edits {
    struct edit *edits;
    size_t count;
};

static struct lines split(const char *text)
{
    struct lines lines = { 0 };
    size_t capacity = 0;
    while (*text != '\0') {
        if (lines.count == capacity) {
            capacity = capacity > 0 ? capacity * 2 : 64;
            lines.lines = memory_resize(lines.lines, capacity, sizeof *lines.lines);
        }
        size_t length = strcspn(text, "\n");
        lines.lines[lines.count++] = (struct line){ text, length };
        text += length + (text[length] == '\n' ? 1 : 0);
    }
    return lines;
}

static bool same(const struct line *a, const struct line *b)
{
    return a->length == b->length && memcmp(a->text, b->text, a->length) == 0;
}

static void add_edit(struct edits *edits, char sign, struct line line)
{
    edits->edits[edits->count++] = (struct edit){ sign, line };
}

static void add_all(struct edits *edits, char sign, const struct line *lines, size_t count)
{
    for (size_t i = 0; i < count; i++)
        add_edit(edits, sign, lines[i]);
}

/* The longest common subsequence of what is left when equal beginnings and ends are taken away. */
static void compare(struct edits *edits, const struct line *a, size_t a_count, const struct line *b, size_t b_count)
{
    if (a_count == 0 || b_count == 0 || a_count + 1 > LONGEST_TABLE / (b_count + 1)) {
        add_all(edits, '-', a, a_count);
        add_all(edits, '+', b, b_count);
        return;
    }
    size_t width = b_count + 1;
    uint32_t *longest = memory_allocate((a_count + 1) * width, sizeof *longest);
    for (size_t i = a_count; i > 0; i--) {
        for (size_t j = b_count; j > 0; j--) {
            uint32_t down = longest[i * width + j - 1];
            uint32_t right = longest[(i - 1) * width + j];
            if (same(&a[i - 1], &b[j - 1]))
                longest[(i - 1) * width + j - 1] = longest[i * width + j] + 1;
            else
                longest[(i - 1) * width + j - 1] = down > right ? down : right;
        }
    }
    size_t i = 0;
    size_t j = 0;
    while (i < a_count || j < b_count) {
        if (i < a_count && j < b_count && same(&a[i], &b[j])) {
            add_edit(edits, ' ', a[i++]);
            j++;
        } else if (j >= b_count || (i < a_count && longest[(i + 1) * width + j] >= longest[i * width + j + 1])) {
            add_edit(edits, '-', a[i++]);
        } else {
            add_edit(edits, '+', b[j++]);
        }
    }
    free(longest);
}

static void show_edit(struct text_pane *pane, const struct edit *edit)
{
    char sign[] = { edit->sign, ' ', '\0' };
    char *visible = text_visible(edit->line.text, edit->line.length);
    enum role role = edit->sign == '+' ? ROLE_ADDED : edit->sign == '-' ? ROLE_REMOVED : ROLE_TEXT;
    text_pane_add_pair(pane, role, sign, 2, role, visible);
    free(visible);
}

/* Whether a difference is at most DIFF_CONTEXT lines away. */
static bool is_near(const struct edits *edits, size_t index)
{
    size_t from = index > DIFF_CONTEXT ? index - DIFF_CONTEXT : 0;
    for (size_t i = from; i < edits->count && i <= index + DIFF_CONTEXT; i++)
        if (edits->edits[i].sign != ' ')
            return true;
    return false;
}

static void show_edits(struct text_pane *pane, const struct edits *edits)
{
    for (size_t i = 0; i < edits->count;) {
        size_t end = i;
        while (end < edits->count && !is_near(edits, end))
            end++;
        if (end - i > 1) {
            char *text = memory_format("\xE2\x80\xA6 %zu lines unchanged", end - i);
            text_pane_add(pane, ROLE_DIM, text);
            free(text);
            i = end;
        } else {
            show_edit(pane, &edits->edits[i++]);
        }
    }
}

struct diff_count diff_fill(struct text_pane *pane, const char *before, const char *after)
{
    struct lines a = split(before);
    struct lines b = split(after);
    struct edits edits = { memory_allocate(a.count + b.count + 1, sizeof(struct edit)), 0 };
    size_t start = 0;
    while (start < a.count && start < b.count && same(&a.lines[start], &b.lines[start]))
        start++;
    size_t end = 0;
    while (end < a.count - start && end < b.count - start && same(&a.lines[a.count - 1 - end], &b.lines[b.count - 1 - end]))
        end++;
    if (a.count > 0)
        add_all(&edits, ' ', a.lines, start);
    if (a.count + b.count > 0)
        compare(&edits, a.count > 0 ? a.lines + start : a.lines, a.count - start - end,
                b.count > 0 ? b.lines + start : b.lines, b.count - start - end);
    if (end > 0)
        add_all(&edits, ' ', a.lines + a.count - end, end);
    text_pane_clear(pane);
    struct diff_count count = { 0, 0 };
    for (size_t i = 0; i < edits.count; i++) {
        count.added += edits.edits[i].sign == '+' ? 1 : 0;
        count.removed += edits.edits[i].sign == '-' ? 1 : 0;
    }
    if (count.added + count.removed == 0)
        text_pane_add(pane, ROLE_TEXT, "No difference.");
    else
        show_edits(pane, &edits);
    free(edits.edits);
    free(a.lines);
    free(b.lines);
    return count;
}
