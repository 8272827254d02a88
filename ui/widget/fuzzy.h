/* How well a few typed letters fit a name. */
#ifndef UI_WIDGET_FUZZY_H
#define UI_WIDGET_FUZZY_H

#include <stdbool.h>

/* All letters of typed must come in text in their order, ignoring the case of ASCII letters; spaces in typed separate words
 * that may come in any order. *score is higher the better it fits: letters in a row, at the start of words and of
 * the text. An empty typed fits everything with 0. */
bool fuzzy_match(const char *typed, const char *text, int *score);

#endif
