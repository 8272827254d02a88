#include "ui/screen/viewpoint.h"

#include <stdlib.h>

#include "support/text.h"
#include "ui/screen/settings_details.h"
#include "ui/widget/picker.h"

void viewpoint_tell(struct console *console, struct workbench *workbench)
{
    UT_string text;
    utstring_init(&text);
    settings_append_effect(&text, workbench);
    console_say(console, MESSAGE_NOTE, "%s", utstring_body(&text));
    utstring_done(&text);
    console_refresh_views(console);
}

void viewpoint_next_mode(struct console *console, struct workbench *workbench)
{
    struct draft *draft = workbench_draft(workbench);
    struct draft_state now = draft_now(draft);
    unsigned modes = source_type_modes(now.type);
    enum connection_mode mode = now.mode;
    do
        mode = (enum connection_mode)((mode + 1) % CONNECTION_MODE_COUNT);
    while (mode != now.mode && (modes & MODE_BIT(mode)) == 0);
    struct error error = ERROR_INIT;
    if (mode == now.mode)
        console_say(console, MESSAGE_NOTE, "%s has %s mode only", source_type_label(now.type), connection_mode_key(mode));
    else if (draft_look_in(draft, mode, &error))
        viewpoint_tell(console, workbench);
    else
        console_tell(console, &error);
    error_clear(&error);
}

static void choose(struct console *console, size_t index, void *context)
{
    struct workbench *workbench = context;
    draft_look_from(workbench_draft(workbench), (enum source_type)index);
    viewpoint_tell(console, workbench);
}

void viewpoint_choose_source(struct console *console, struct workbench *workbench)
{
    struct picker_item items[SOURCE_TYPE_COUNT];
    char *details[SOURCE_TYPE_COUNT];
    for (int i = 0; i < SOURCE_TYPE_COUNT; i++) {
        enum source_type type = (enum source_type)i;
        UT_string modes;
        utstring_init(&modes);
        for (int k = 0; k < CONNECTION_MODE_COUNT; k++)
            if (source_type_modes(type) & MODE_BIT(k))
                utstring_printf(&modes, "%s%s", utstring_len(&modes) > 0 ? ", " : "", connection_mode_key((enum connection_mode)k));
        details[i] = utstring_body(&modes);
        items[i] = (struct picker_item){ .label = source_type_label(type), .detail = details[i] };
    }
    console_push(console, picker_new(&(struct picker_options){ .title = "Look from the source type",
                                                               .items = items,
                                                               .count = SOURCE_TYPE_COUNT,
                                                               .chosen = draft_now(workbench_draft(workbench)).type,
                                                               .done = choose,
                                                               .context = workbench }));
    for (int i = 0; i < SOURCE_TYPE_COUNT; i++)
        free(details[i]);
}
