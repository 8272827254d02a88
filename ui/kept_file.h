/* What the console keeps for its next time: a file with one JSON object. It may be lost, or written by anybody, without harm. */
#ifndef UI_KEPT_FILE_H
#define UI_KEPT_FILE_H

#include <cjson/cJSON.h>

struct kept_file;

/* Reads the file; what cannot be read is as if it were not there. path is taken over. */
struct kept_file *kept_file_open(char *path);

/* What is kept, an object, to be read and changed. Borrowed. */
cJSON *kept_file_object(const struct kept_file *file);

/* Sets a member of the object, or removes it (NULL). */
void kept_file_set_text(struct kept_file *file, const char *name, const char *text);

/* Writes the file if anything has changed, and frees. That it cannot be written is no loss worth a word. NULL is allowed. */
void kept_file_close(struct kept_file *file);

#endif
