/* libconfig files as hostile input, and with secrets in them: the one place where libconfig is called to read and write. */
#ifndef PROFILE_CONFIG_FILE_H
#define PROFILE_CONFIG_FILE_H

#include <libconfig.h>
#include <stdbool.h>
#include <stddef.h>

#include "support/error.h"

/* How a file begins that the program has written, and nothing that people write. */
#define CONFIG_FILE_MARK "# Written by brazier"

struct config_file {
    config_t config;
    char *path;          /* as messages name it */
    bool others_can_read; /* the group or everybody */
    bool is_by_hand;      /* it does not begin with the mark */
};

/* Reads a file whole. Refused are what is no regular file, what is longer than 256 KiB, bytes of value 0, and @include.
 * ERROR_NOT_FOUND if there is none; ERROR_CONFIGURATION with file, line and what was expected if it is broken.
 * On success the caller ends it with config_file_close(), which wipes all texts that were in it. */
bool config_file_read(struct config_file *file, const char *path, struct error *error) MUST_CHECK;

/* An empty one, to be filled and written; path is only for messages. */
void config_file_start(struct config_file *file, const char *path);
void config_file_close(struct config_file *file);

/* The file as bytes, comment (lines that begin with "# ") before it. The caller wipes and frees them. */
char *config_file_bytes(const struct config_file *file, const char *comment, size_t *length);

/* Fails with "PATH:LINE: NAME: what", what by format. Never give it a value that could be a secret. */
bool config_file_error(const struct config_file *file, const config_setting_t *setting, struct error *error,
                       const char *format, ...) PRINTF_LIKE(4, 5);

/* The values of a setting; the wrong type is an error that says what was expected. Texts are borrowed. Text is
 * UTF-8 without control characters, at most 4,096 bytes. */
bool config_file_text(const struct config_file *file, const config_setting_t *setting, const char **text,
                      struct error *error) MUST_CHECK;
bool config_file_switch(const struct config_file *file, const config_setting_t *setting, bool *on,
                        struct error *error) MUST_CHECK;
bool config_file_number(const struct config_file *file, const config_setting_t *setting, long long least,
                        long long most, long long *number, struct error *error) MUST_CHECK;

/* One text, or a list of texts: how many, and each. */
size_t config_file_text_count(const config_setting_t *setting);
bool config_file_text_at(const struct config_file *file, const config_setting_t *setting, size_t index,
                         const char **text, struct error *error) MUST_CHECK;

/* "PATH:LINE: NAME is not known", with the nearest of the known names; the caller frees it. */
char *config_file_unknown(const struct config_file *file, const config_setting_t *setting, const char *const *known,
                          size_t count);

/* Sets a member of a group, whatever it was before. */
void config_file_put_text(config_setting_t *group, const char *name, const char *text);
void config_file_put_switch(config_setting_t *group, const char *name, bool on);
void config_file_put_number(config_setting_t *group, const char *name, long long number);
config_setting_t *config_file_put(config_setting_t *group, const char *name, int type);
void config_file_remove(config_setting_t *group, const char *name);

#endif
