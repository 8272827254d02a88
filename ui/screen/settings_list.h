/* The table of all settings in sections: value, what is changed and not saved, default, and why a setting has no effect. */
#ifndef UI_SCREEN_SETTINGS_LIST_H
#define UI_SCREEN_SETTINGS_LIST_H

#include <stdbool.h>

#include "ui/canvas.h"
#include "ui/view.h"
#include "workbench/draft.h"

struct settings_list;

struct settings_list *settings_list_new(void);
void settings_list_free(struct settings_list *list);

/* Shows what the draft says now. It is borrowed until the next call; NULL: no profile is open. */
void settings_list_show(struct settings_list *list, const struct draft *draft);

/* The selected setting; NULL if the filter leaves none. */
const struct setting *settings_list_selected(const struct settings_list *list);

void settings_list_paint(struct settings_list *list, struct canvas *canvas, struct rect rect, const char *title, bool focused);
unsigned settings_list_contexts(const struct settings_list *list);
bool settings_list_takes_text(const struct settings_list *list);
enum reaction settings_list_type(struct settings_list *list, keypress key);
enum reaction settings_list_act(struct settings_list *list, enum action action);

/* "web, cloud mode": what a draft's settings are looked at for, in visible text. */
void settings_append_view(UT_string *out, const struct draft *draft);

#endif
