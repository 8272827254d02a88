#include "rudderstack/explain.h"

#include <stdlib.h>
#include <string.h>

#define uthash_fatal(message) memory_exhausted()
#include <uthash.h>

struct note {
    const cJSON *node; /* of a request for fields and handles, of the event for what was lost */
    const cJSON *other;
    const char *text;
    UT_hash_handle hh;
};

struct warning {
    const cJSON *about;
    const char *text;
    struct warning *next;
};

struct explain {
    struct note *fields;  /* request node -> event node, rule */
    struct note *lost;    /* event node -> why */
    struct note *handles; /* handle -> original */
    struct warning *warnings; /* in order */
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
    struct warning **last = &explain->warnings;
    for (; *last != NULL; last = &(*last)->next)
        if ((*last)->about == about && strcmp((*last)->text, text) == 0)
            return;
    *last = memory_allocate(1, sizeof **last);
    (*last)->about = about;
    (*last)->text = text;
}

void explain_record_same(struct explain *explain, const cJSON *handle, const cJSON *original)
{
    const struct note *field = find_note(explain->fields, original);
    put_note(&explain->handles, handle, original_of(explain, original), NULL);
    if (field != NULL)
        put_note(&explain->fields, handle, field->other, field->text);
}
