#include "ui/overlay/palette.h"

#include <stdlib.h>

#include "ui/console.h"
#include "ui/widget/picker.h"

struct palette {
    enum action actions[ACTION_COUNT];
    size_t count;
};

static void add_action(struct palette *palette, const struct console *console, enum action action)
{
    const struct action_info *info = action_info(action);
    unsigned offered = console_contexts_below(console, NULL);
    bool is_moving = info->contexts == CONTEXT_BIT(MOVE);
    if ((info->contexts & offered) == 0 || is_moving || action == ACTION_PALETTE)
        return;
    for (size_t i = 0; i < palette->count; i++)
        if (palette->actions[i] == action)
            return;
    palette->actions[palette->count++] = action;
}

static void do_action(struct console *console, size_t index, void *context)
{
    const struct palette *palette = context;
    console_act(console, palette->actions[index]);
}

struct view *palette_new(struct console *console)
{
    struct palette *palette = memory_allocate(1, sizeof *palette);
    for (size_t i = 0; console_recent(console, i) != ACTION_NONE; i++)
        add_action(palette, console, console_recent(console, i));
    for (int i = ACTION_NONE + 1; i < ACTION_COUNT; i++)
        add_action(palette, console, (enum action)i);
    struct picker_item *items = memory_allocate(palette->count + 1, sizeof *items);
    UT_string *texts = memory_allocate(palette->count * 2 + 1, sizeof *texts);
    for (size_t i = 0; i < palette->count; i++) {
        enum action action = palette->actions[i];
        utstring_init(&texts[2 * i]);
        utstring_init(&texts[2 * i + 1]);
        utstring_printf(&texts[2 * i], "%s: %s", action_info(action)->name, action_info(action)->help);
        keypress key = keymap_key_in(console_keymap(console), action, console_contexts_below(console, NULL));
        if (key != KEYS_NONE)
            keypress_append_name(&texts[2 * i + 1], key);
        items[i] = (struct picker_item){ .label = utstring_body(&texts[2 * i]), .detail = utstring_body(&texts[2 * i + 1]) };
        const char *reason = console_why_not(console, NULL, action);
        items[i].reason = memory_copy_string(reason); /* lives until the next question only */
    }
    struct view *view = picker_new(&(struct picker_options){ .title = "Commands",
                                                             .items = items,
                                                             .count = palette->count,
                                                             .done = do_action,
                                                             .context = palette,
                                                             .release = free });
    for (size_t i = 0; i < palette->count; i++) {
        utstring_done(&texts[2 * i]);
        utstring_done(&texts[2 * i + 1]);
        free((char *)items[i].reason);
    }
    free(texts);
    free(items);
    return view;
}
