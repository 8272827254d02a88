#include "ui/screen/write_form.h"

#include <stdlib.h>
#include <string.h>

#include "explore/file_writer.h"
#include "support/file.h"
#include "support/memory.h"
#include "support/text.h"
#include "ui/console.h"
#include "ui/screen/browse.h"
#include "ui/widget/dialog.h"
#include "ui/widget/form.h"

enum field { FIELD_FORMAT, FIELD_ROWS, FIELD_FILE, FIELDS };

static const char *const formats[] = { "JSON Lines", "CSV", NULL };
static const char *const format_details[] = { "each record as Braze gave it, one a line", "RFC 4180, for spreadsheets", NULL };
static const char all_rows[] = "all";
static const char matching_rows[] = "as filtered";
static const char *const endings[] = { "jsonl", "csv" };

struct write_form {
    struct console *console;
    struct explore *explore;
    const struct stream *stream;
    char *filter;
};

static void free_write(void *context)
{
    struct write_form *write = context;
    free(write->filter);
    free(write);
}

/* NULL: all rows. */
static const char *filter_of(const struct write_form *write, const struct form *form)
{
    return strcmp(form_value(form, FIELD_ROWS), all_rows) != 0 ? write->filter : NULL;
}

static enum store_format format_of(const struct form *form)
{
    return strcmp(form_value(form, FIELD_FORMAT), formats[STORE_CSV]) == 0 ? STORE_CSV : STORE_JSONL;
}

/* A question whether a file may be replaced, with all that is needed to do it. */
struct replacing {
    struct explore *explore;
    const struct stream *stream;
    enum store_format format;
    char *filter;
    char *path;
};

static void free_replacing(void *context)
{
    struct replacing *replacing = context;
    free(replacing->filter);
    free(replacing->path);
    free(replacing);
}

static void replace(struct console *console, void *context)
{
    const struct replacing *replacing = context;
    struct error error = ERROR_INIT;
    if (!explore_write_file(replacing->explore, replacing->stream, replacing->format, replacing->filter, replacing->path, &error))
        console_tell(console, &error);
    error_clear(&error);
}

static void ask(const struct write_form *write, enum store_format format, const char *filter, const char *path)
{
    struct replacing *replacing = memory_allocate(1, sizeof *replacing);
    *replacing = (struct replacing){ write->explore, write->stream, format, memory_copy_string(filter), memory_copy_string(path) };
    char *text = memory_format("%s is there already.", path);
    console_push(write->console, dialog_new(&(struct dialog_options){ .title = "Replace the file?", .text = text, .yes = "Replace",
                                                                      .agreed = replace, .context = replacing,
                                                                      .release = free_replacing }));
    free(text);
}

/* The format gives the file its ending, as long as it has one of ours. */
static void changed(struct form *form, size_t field, void *context)
{
    (void)context;
    if (field != FIELD_FORMAT)
        return;
    const char *path = form_value(form, FIELD_FILE);
    const char *dot = strrchr(path, '.');
    for (size_t i = 0; dot != NULL && i < sizeof endings / sizeof endings[0]; i++) {
        if (strcmp(dot + 1, endings[i]) != 0)
            continue;
        char *renamed = memory_format("%.*s%s", (int)(dot + 1 - path), path, endings[format_of(form)]);
        form_set_value(form, FIELD_FILE, renamed);
        free(renamed);
        return;
    }
}

static bool check(const struct form *form, size_t field, void *context, struct error *error)
{
    (void)context;
    return field != FIELD_FILE || *form_value(form, FIELD_FILE) != '\0' ||
           error_set(error, ERROR_USAGE, "the name of the file is missing");
}

static bool saved(struct form *form, void *context, struct error *error)
{
    const struct write_form *write = context;
    char *path = file_writer_expand(form_value(form, FIELD_FILE));
    bool there = file_exists(path);
    bool done = true;
    if (there)
        ask(write, format_of(form), filter_of(write, form), path);
    else
        done = explore_write_file(write->explore, write->stream, format_of(form), filter_of(write, form), path, error);
    free(path);
    return done;
}

struct view *write_form_new(struct console *console, struct explore *explore, const struct stream *stream, const char *filter)
{
    struct write_form *write = memory_allocate(1, sizeof *write);
    bool is_filtered = filter != NULL && *filter != '\0';
    *write = (struct write_form){ console, explore, stream, is_filtered ? memory_copy_string(filter) : NULL };
    char *path = memory_format("%s.%s", stream->table.name, endings[STORE_JSONL]);
    char *words = browse_words(stream->table.name);
    UT_string title;
    utstring_init(&title);
    utstring_printf(&title, "Write %s to a file \xC2\xB7 ", words);
    text_append_count(&title, (long long)explore_stream(explore, stream).rows);
    utstring_printf(&title, " rows");
    char *matching = is_filtered ? text_visible(filter, strlen(filter)) : NULL;
    const char *const rows[] = { is_filtered ? matching_rows : all_rows, is_filtered ? all_rows : NULL, NULL };
    const char *const row_details[] = { is_filtered ? matching : "nothing is filtered", is_filtered ? "whatever is filtered" : NULL, NULL };
    const struct form_field fields[FIELDS] = {
        [FIELD_FORMAT] = { .kind = FORM_CHOICE, .label = "Format", .value = formats[STORE_JSONL], .choices = formats,
                           .details = format_details },
        [FIELD_ROWS] = { .kind = FORM_CHOICE, .label = "Rows", .value = rows[0], .choices = rows, .details = row_details },
        [FIELD_FILE] = { .kind = FORM_TEXT, .label = "File", .value = path,
                         .help = "below the directory that brazier was started in, or with / or ~/ in front" },
    };
    struct view *view = form_new(&(struct form_options){ .title = utstring_body(&title), .fields = fields, .count = FIELDS,
                                                         .save = "Write", .context = write, .release = free_write, .check = check,
                                                         .changed = changed, .saved = saved });
    form_set_hidden((struct form *)view, FIELD_ROWS, !is_filtered);
    utstring_done(&title);
    free(matching);
    free(words);
    free(path);
    return view;
}
