#include "rudderstack/explain.h"

#include <stdlib.h>
#include <string.h>

#include "rudderstack/pointer.h"
#include "rudderstack/unused.h"

#define uthash_fatal(message) memory_exhausted()
#include <uthash.h>

struct note {
    const cJSON *node;
    const cJSON *other;
    const char *text;
    UT_hash_handle hh;
};

struct warning {
    const cJSON *about;
    const char *text;
    struct warning *next; /* told after this one */
    struct warning *same; /* the next one about the same */
    UT_hash_handle hh;
};

struct explain {
    struct note *fields;      /* node of a request -> node of the event, rule */
    struct note *lost;        /* node of the event -> why */
    struct note *handles;     /* what stands for a node -> the node */
    struct note *paths;       /* node of the event -> its path, the explanation's own */
    struct warning *warnings; /* in order */
    struct warning *last_warning;
    struct warning *warned; /* the first one about each node */
    const cJSON *event;
};

struct explain *explain_new(void)
{
    return memory_allocate(1, sizeof(struct explain));
}

static void free_notes(struct note *notes)
{
    struct note *note = NULL;
    struct note *next = NULL;
    HASH_ITER(hh, notes, note, next)
    {
        HASH_DEL(notes, note);
        free(note);
    }
}

void explain_free(struct explain *explain)
{
    if (explain == NULL)
        return;
    free_notes(explain->fields);
    free_notes(explain->lost);
    free_notes(explain->handles);
    free_notes(explain->paths);
    HASH_CLEAR(hh, explain->warned);
    for (struct warning *warning = explain->warnings, *next = NULL; warning != NULL; warning = next) {
        next = warning->next;
        free(warning);
    }
    free(explain);
}

static struct note *find_note(struct note *notes, const cJSON *node)
{
    struct note *found = NULL;
    HASH_FIND_PTR(notes, &node, found);
    return found;
}

static void put_note(struct note **notes, const cJSON *node, const cJSON *other, const char *text)
{
    struct note *note = find_note(*notes, node);
    if (note == NULL) {
        note = memory_allocate(1, sizeof *note);
        note->node = node;
        HASH_ADD_PTR(*notes, node, note);
    }
    note->other = other;
    note->text = text;
}

/* The node of the event itself, where node only stands for it. */
static const cJSON *original_of(const struct explain *explain, const cJSON *node)
{
    const struct note *handle = node != NULL ? find_note(explain->handles, node) : NULL;
    return handle != NULL ? handle->other : node;
}

void explain_record_field(struct explain *explain, const cJSON *to, const cJSON *from, const char *rule)
{
    put_note(&explain->fields, to, original_of(explain, from), rule);
}

void explain_record_lost(struct explain *explain, const cJSON *from, const char *why)
{
    from = original_of(explain, from);
    if (find_note(explain->lost, from) == NULL)
        put_note(&explain->lost, from, NULL, why);
}

void explain_record_warning(struct explain *explain, const cJSON *about, const char *text)
{
    about = original_of(explain, about);
    struct warning *first = NULL;
    HASH_FIND_PTR(explain->warned, &about, first);
    for (const struct warning *told = first; told != NULL; told = told->same)
        if (strcmp(told->text, text) == 0)
            return;
    struct warning *warning = memory_allocate(1, sizeof *warning);
    warning->about = about;
    warning->text = text;
    if (first != NULL) {
        warning->same = first->same;
        first->same = warning;
    } else {
        HASH_ADD_PTR(explain->warned, about, warning);
    }
    if (explain->last_warning != NULL)
        explain->last_warning->next = warning;
    else
        explain->warnings = warning;
    explain->last_warning = warning;
}

void explain_record_same(struct explain *explain, const cJSON *handle, const cJSON *original)
{
    const struct note *field = find_note(explain->fields, original);
    put_note(&explain->handles, handle, original_of(explain, original), NULL);
    if (field != NULL)
        put_note(&explain->fields, handle, field->other, field->text);
}

static void index_nodes(struct explain *explain, struct arena *arena, const cJSON *node, const char *path)
{
    put_note(&explain->paths, node, NULL, path);
    size_t index = 0;
    if (js_is_object(node) || js_is_array(node))
        for (const cJSON *child = node->child; child != NULL; child = child->next)
            index_nodes(explain, arena, child, pointer_child(arena, path, node, child, index++));
}

static const char *path_of(const struct explain *explain, const cJSON *node)
{
    const struct note *note = node != NULL ? find_note(explain->paths, node) : NULL;
    return note != NULL ? note->text : NULL;
}

/* What is told of the event's first level holds for the copy that is reported on. */
static void tell_copy_apart(struct explain *explain, const cJSON *event)
{
    const cJSON *copy = explain->event->child;
    put_note(&explain->paths, explain->event, NULL, "");
    for (const cJSON *member = event->child; member != NULL; member = member->next, copy = copy->next) {
        put_note(&explain->paths, copy, NULL, path_of(explain, member));
        put_note(&explain->handles, member, copy, NULL);
    }
}

void explain_begin(struct explain *explain, struct arena *arena, const cJSON *event)
{
    if (explain == NULL)
        return;
    explain->event = js_copy_level(arena, event); /* the mapping changes the event's own first level */
    index_nodes(explain, arena, event, "");
    tell_copy_apart(explain, event);
}

static cJSON *text_or_null(struct arena *arena, const char *text)
{
    return text != NULL ? js_string(arena, text) : js_null(arena);
}

struct report {
    const struct explain *explain;
    struct arena *arena;
    cJSON *entries;
    struct note *used; /* nodes of the event that went somewhere */
};

static void add_entry(struct report *report, const cJSON *request, const char *to, const char *from, const char *rule)
{
    cJSON *entry = js_object(report->arena);
    js_add(entry, "request", js_share(report->arena, request));
    js_add(entry, "to", text_or_null(report->arena, to));
    js_add(entry, "from", text_or_null(report->arena, from));
    js_add(entry, "rule", js_string(report->arena, rule));
    js_append(report->arena, report->entries, entry);
}

/* Reports where the node of a request, or what is in it, came from. */
static void report_fields(struct report *report, const cJSON *request, const cJSON *node, const char *path)
{
    const struct note *note = find_note(report->explain->fields, node);
    if (note != NULL) {
        add_entry(report, request, path, path_of(report->explain, note->other), note->text);
        if (note->other != NULL)
            put_note(&report->used, note->other, NULL, NULL);
    }
    size_t index = 0;
    if (js_is_object(node) || js_is_array(node))
        for (const cJSON *child = node->child; child != NULL; child = child->next)
            report_fields(report, request, child, pointer_child(report->arena, path, node, child, index++));
}

/* Whether something in the node went somewhere, or has a reason of its own why not. */
static bool is_told_of_within(const struct report *report, const cJSON *node)
{
    if (!js_is_object(node) && !js_is_array(node))
        return false;
    for (const cJSON *child = node->child; child != NULL; child = child->next)
        if (find_note(report->used, child) != NULL || find_note(report->explain->lost, child) != NULL ||
            is_told_of_within(report, child))
            return true;
    return false;
}

/* Reports what was left out of a node that went somewhere as a whole. */
static void report_left_out(struct report *report, const cJSON *node)
{
    if (!js_is_object(node) && !js_is_array(node))
        return;
    for (const cJSON *child = node->child; child != NULL; child = child->next) {
        const struct note *lost = find_note(report->explain->lost, child);
        if (lost != NULL && find_note(report->used, child) == NULL)
            add_entry(report, NULL, NULL, path_of(report->explain, child), lost->text);
        else
            report_left_out(report, child);
    }
}

/* Reports what of the event went nowhere, as far up as it is the same for all that is in it. why: the reason that
 * holds for what the node is in; NULL: none but where it stands. */
static void report_lost(struct report *report, const cJSON *node, const char *why)
{
    const char *path = path_of(report->explain, node);
    if (path == NULL)
        return;
    if (find_note(report->used, node) != NULL) {
        report_left_out(report, node);
        return;
    }
    const struct note *lost = find_note(report->explain->lost, node);
    why = lost != NULL ? lost->text : why;
    if (*path != '\0' && !is_told_of_within(report, node)) {
        add_entry(report, NULL, NULL, path, why != NULL ? why : unused_reason(UNUSED_IN_CLOUD, path));
        return;
    }
    if (js_is_object(node) || js_is_array(node))
        for (const cJSON *child = node->child; child != NULL; child = child->next)
            report_lost(report, child, why);
}

cJSON *explain_report(const struct explain *explain, struct arena *arena, const cJSON *requests, const char *error)
{
    struct report report = { .explain = explain, .arena = arena, .entries = js_array(arena) };
    size_t index = 0;
    for (const cJSON *request = requests->child; request != NULL; request = request->next) {
        const cJSON *body = js_get(request, "body");
        if (body != NULL)
            report_fields(&report, js_number(arena, (double)index), body, "/body");
        index++;
    }
    if (error != NULL)
        add_entry(&report, NULL, NULL, "", arena_format(arena, "the event is not sent: %s", error));
    else if (explain->event != NULL)
        report_lost(&report, explain->event, NULL);
    free_notes(report.used);
    return report.entries;
}

cJSON *explain_warnings(const struct explain *explain, struct arena *arena)
{
    cJSON *warnings = js_array(arena);
    for (const struct warning *warning = explain->warnings; warning != NULL; warning = warning->next) {
        cJSON *entry = js_object(arena);
        js_add(entry, "about", text_or_null(arena, path_of(explain, warning->about)));
        js_add(entry, "text", js_string(arena, warning->text));
        js_append(arena, warnings, entry);
    }
    return warnings;
}
