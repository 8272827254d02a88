#include "ui/widget/path_prompt.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "support/text.h"
#include "ui/console.h"
#include "ui/widget/dialog.h"
#include "ui/widget/line_edit.h"
#include "ui/wrap.h"

struct path_prompt {
    struct view view;
    char *title;
    char *text;
    struct line_edit path;
    path_chosen chosen;
    void *context;
};

enum { WIDTH = 72, MARGIN = 2 };

static void path_prompt_free(struct view *view)
{
    struct path_prompt *prompt = (struct path_prompt *)view;
    line_edit_clear(&prompt->path);
    free(prompt->title);
    free(prompt->text);
    free(prompt);
}

static void path_prompt_paint(struct view *view, struct canvas *canvas, struct rect rect)
{
    struct path_prompt *prompt = (struct path_prompt *)view;
    int width = rect.width < WIDTH ? rect.width : WIDTH;
    int columns = width - 2 - 2 * MARGIN;
    columns = columns > 0 ? columns : 1;
    int lines = (int)wrap_count(prompt->text, (size_t)columns);
    struct rect box = layout_center(rect, lines + 5, width);
    canvas_box(canvas, box, prompt->title);
    int x = box.x + 1 + MARGIN;
    int field = box.y + box.height - 2;
    UT_string line;
    utstring_init(&line);
    int y = box.y + (box.height >= lines + 5 ? 2 : 1);
    for (const char *rest = prompt->text; rest != NULL && y < field; y++) {
        rest = wrap_next(rest, (size_t)columns, &line);
        (void)canvas_text(canvas, y, x, columns, ROLE_TEXT, utstring_body(&line));
    }
    utstring_done(&line);
    int used = canvas_text(canvas, field, x, columns, ROLE_LABEL, "File: ");
    line_edit_paint(&prompt->path, canvas, field, x + used, columns - used, ROLE_INPUT, true);
}

static unsigned path_prompt_contexts(const struct view *view)
{
    (void)view;
    return CONTEXT_BIT(INPUT);
}

static bool path_prompt_takes_text(const struct view *view)
{
    (void)view;
    return true;
}

static enum reaction path_prompt_type(struct view *view, keypress key)
{
    bool changed = false;
    return line_edit_type(&((struct path_prompt *)view)->path, key, &changed) ? REACTION_DONE : REACTION_NONE;
}

/* ~ is the home directory, as a shell would have it. The caller frees it; NULL where there is none. */
static char *expand(const char *typed)
{
    char *path = text_trim(typed);
    if (path[0] != '~' || (path[1] != '\0' && path[1] != '/'))
        return path;
    const char *home = getenv("HOME");
    char *expanded = home != NULL ? memory_format("%s%s", home, path + 1) : NULL;
    free(path);
    return expanded;
}

/* Why the file cannot be written, as far as that can be seen before; *exists tells whether it is there. */
static const char *trouble_with(const char *path, bool *exists)
{
    struct stat facts;
    *exists = false;
    if (path == NULL)
        return "there is no home directory to put for ~";
    if (*path == '\0')
        return "type the name of a file; Esc leaves";
    if (stat(path, &facts) != 0)
        return errno == ENOENT || errno == ENOTDIR ? NULL : strerror(errno);
    *exists = true;
    if (S_ISDIR(facts.st_mode))
        return "that is a directory; add the name of a file";
    return S_ISREG(facts.st_mode) ? NULL : "that is no regular file";
}

/* What is to be replaced, and what happens then. */
struct replacing {
    char *path;
    path_chosen chosen;
    void *context;
};

static void replace_agreed(struct console *console, void *context)
{
    const struct replacing *replacing = context;
    replacing->chosen(console, replacing->path, replacing->context);
}

static void free_replacing(void *context)
{
    struct replacing *replacing = context;
    free(replacing->path);
    free(replacing);
}

static void ask_to_replace(const struct path_prompt *prompt, struct console *console, const char *path)
{
    struct replacing *replacing = memory_allocate(1, sizeof *replacing);
    *replacing = (struct replacing){ memory_copy_string(path), prompt->chosen, prompt->context };
    char *text = memory_format("%s is there already. Replace it?", path);
    console_push(console, dialog_new(&(struct dialog_options){ .title = prompt->title,
                                                               .text = text,
                                                               .yes = "Replace",
                                                               .agreed = replace_agreed,
                                                               .context = replacing,
                                                               .release = free_replacing }));
    free(text);
}

static enum reaction accept(struct path_prompt *prompt)
{
    struct console *console = prompt->view.console;
    char *path = expand(line_edit_text(&prompt->path));
    bool exists = false;
    const char *trouble = trouble_with(path, &exists);
    if (trouble != NULL) {
        console_say(console, MESSAGE_WARNING, "%s: %s", path != NULL && *path != '\0' ? path : "file", trouble);
        free(path);
        return REACTION_DONE;
    }
    console_close(console, &prompt->view);
    if (exists)
        ask_to_replace(prompt, console, path);
    else
        prompt->chosen(console, path, prompt->context);
    free(path);
    return REACTION_DONE;
}

static enum reaction path_prompt_act(struct view *view, enum action action)
{
    if (action == ACTION_CANCEL)
        return REACTION_CLOSE;
    return action == ACTION_ACCEPT ? accept((struct path_prompt *)view) : REACTION_NONE;
}

static const struct view_ops path_prompt_ops = {
    .is_overlay = true,
    .free = path_prompt_free,
    .paint = path_prompt_paint,
    .contexts = path_prompt_contexts,
    .takes_text = path_prompt_takes_text,
    .type = path_prompt_type,
    .act = path_prompt_act,
};

struct view *path_prompt_new(const struct path_prompt_options *options)
{
    struct path_prompt *prompt = memory_allocate(1, sizeof *prompt);
    prompt->view.ops = &path_prompt_ops;
    prompt->title = memory_copy_string(options->title);
    prompt->text = memory_copy_string(options->text);
    prompt->chosen = options->chosen;
    prompt->context = options->context;
    line_edit_init(&prompt->path, false);
    line_edit_set(&prompt->path, options->path);
    return &prompt->view;
}
