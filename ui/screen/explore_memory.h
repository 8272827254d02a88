/* Where one was in Explore, and what was arranged there, kept in a file of the profile for the next time. */
#ifndef UI_SCREEN_EXPLORE_MEMORY_H
#define UI_SCREEN_EXPLORE_MEMORY_H

#include <cjson/cJSON.h>

struct explore_memory;

/* Reads the file; what cannot be read is as if it were not there. path is taken over. */
struct explore_memory *explore_memory_open(char *path);

/* Writes the file if anything has changed, and frees. That it cannot be written is no loss worth a word. NULL is allowed. */
void explore_memory_close(struct explore_memory *memory);

/* The stream that was selected last; NULL: none. Borrowed. */
const char *explore_memory_selected(const struct explore_memory *memory);
void explore_memory_select(struct explore_memory *memory, const char *stream);

/* What is kept of a stream; NULL: nothing. Borrowed. */
const cJSON *explore_memory_stream(const struct explore_memory *memory, const char *stream);
cJSON *explore_memory_renew(struct explore_memory *memory, const char *stream); /* to be filled anew */

#endif
