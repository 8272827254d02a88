/* Where one was in Explore, and what was arranged there, kept in a file of the profile for the next time. */
#ifndef UI_SCREEN_EXPLORE_MEMORY_H
#define UI_SCREEN_EXPLORE_MEMORY_H

#include "ui/kept_file.h"

/* The stream that was selected last; NULL: none. Borrowed. */
const char *explore_memory_selected(const struct kept_file *memory);
void explore_memory_select(struct kept_file *memory, const char *stream);

/* What is kept of a stream; NULL: nothing. Borrowed. */
const cJSON *explore_memory_stream(const struct kept_file *memory, const char *stream);
cJSON *explore_memory_renew(struct kept_file *memory, const char *stream); /* to be filled anew */

#endif
