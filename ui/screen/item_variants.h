/* The variants of a campaign or Canvas, the steps of a Canvas, and what each of them says, or what each did on a day. */
#ifndef UI_SCREEN_ITEM_VARIANTS_H
#define UI_SCREEN_ITEM_VARIANTS_H

#include <stddef.h>

#include "ui/widget/text_pane.h"

/* Fills a pane out of a record: of details, or of daily figures. */
void item_variants_fill(struct text_pane *pane, const char *json, size_t length);

#endif
