#include "ui/overlay/profile_picker.h"

#include <stdlib.h>
#include <string.h>

#include "ui/console.h"
#include "ui/desk.h"
#include "ui/widget/dialog.h"
#include "ui/widget/picker.h"

struct names {
    char **names;
    size_t count;
};

static void free_names(void *context)
{
    struct names *names = context;
    for (size_t i = 0; i < names->count; i++)
        free(names->names[i]);
    free(names->names);
    free(names);
}

static bool use(struct console *console, const char *name)
{
    struct error error = ERROR_INIT;
    struct desk *desk = console_desk(console);
    bool opened = desk_open(desk, name, &error);
    if (opened) {
        console_restart_screens(console);
        bool production = profile_is_production(session_profile(desk_session(desk)));
        console_say(console, production ? MESSAGE_WARNING : MESSAGE_NOTE, "Profile %s is open%s", name,
                    production ? ": this is PRODUCTION" : "");
    } else {
        console_tell(console, &error);
    }
    error_clear(&error);
    return opened;
}

static void use_agreed(struct console *console, void *context)
{
    (void)use(console, context);
}

bool profile_picker_use(struct console *console, const char *name)
{
    struct desk *desk = console_desk(console);
    const char *open = desk_profile_name(desk);
    struct workbench *workbench = desk_workbench(desk);
    bool is_other = open != NULL && strcmp(open, name) != 0;
    if (!is_other || draft_changed_count(workbench_draft(workbench)) == 0)
        return use(console, name);
    char *text = memory_format("Changed settings of %s are not saved. Switch to %s and forget them?", open, name);
    console_push(console, dialog_new(&(struct dialog_options){ .title = "Switch profile",
                                                               .text = text,
                                                               .yes = "Switch",
                                                               .agreed = use_agreed,
                                                               .context = memory_copy_string(name),
                                                               .release = free }));
    free(text);
    return false;
}

static void use_chosen(struct console *console, size_t index, void *context)
{
    const struct names *names = context;
    (void)profile_picker_use(console, names->names[index]);
}

void profile_picker_open(struct console *console)
{
    struct desk *desk = console_desk(console);
    const struct profile_list *list = desk_profiles(desk);
    if (list->count == 0) {
        console_say(console, MESSAGE_NOTE, "There are no profiles yet");
        return;
    }
    struct names *names = memory_allocate(1, sizeof *names);
    names->names = memory_allocate(list->count, sizeof(char *));
    names->count = list->count;
    struct picker_item *items = memory_allocate(list->count, sizeof *items);
    const char *open = desk_profile_name(desk);
    size_t chosen = 0;
    for (size_t i = 0; i < list->count; i++) {
        const struct profile_entry *entry = &list->entries[i];
        names->names[i] = memory_copy_string(entry->name);
        items[i].label = names->names[i];
        if (entry->profile == NULL)
            items[i].reason = "broken: see Connections";
        else
            items[i].detail = profile_is_production(entry->profile) ? "PRODUCTION" : entry->profile->environment;
        if (open != NULL && strcmp(open, entry->name) == 0)
            chosen = i;
    }
    console_push(console, picker_new(&(struct picker_options){ .title = "Switch to profile",
                                                               .items = items,
                                                               .count = list->count,
                                                               .chosen = chosen,
                                                               .done = use_chosen,
                                                               .context = names,
                                                               .release = free_names }));
    free(items);
}
