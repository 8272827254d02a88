#include "profile/config_file.h"

#include <malloc.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistr.h>

#include "support/file.h"
#include "support/memory.h"
#include "support/nearest.h"
#include "support/secret.h"
#include "support/text.h"

enum {
    LONGEST_FILE = 256 * 1024,
    LONGEST_TEXT = 4096,
    MOST_KNOWN = 200,
    /* What glibc keeps by thread without clearing it: up to seven blocks (by default) of each size to 1,032 bytes. */
    CACHED_BLOCKS = 7,
    SMALLEST_CACHED = 24,
    LARGEST_CACHED = 1032,
    CACHED_STEP = 16,
};

/* libconfig's scanner copies the whole text, and each string in it, into blocks that it frees as they are. M_PERTURB makes
 * free() overwrite them. Small blocks escape that, because they go to the thread's cache first: those are taken out
 * of it afterwards, overwritten, and given back. */
static void begin_wiping(void)
{
    (void)mallopt(M_PERTURB, 0xA5);
}

static void end_wiping(void)
{
    for (size_t size = SMALLEST_CACHED; size <= LARGEST_CACHED; size += CACHED_STEP) {
        void *blocks[CACHED_BLOCKS];
        for (size_t i = 0; i < CACHED_BLOCKS; i++) {
            blocks[i] = memory_resize(NULL, size, 1); /* calloc() would not look into the cache */
            secret_wipe(blocks[i], size);
        }
        for (size_t i = 0; i < CACHED_BLOCKS; i++)
            free(blocks[i]);
    }
    (void)mallopt(M_PERTURB, 0);
}

static size_t line_of(const char *text, const char *at)
{
    size_t line = 1;
    for (; text < at; text++)
        if (*text == '\n')
            line++;
    return line;
}

/* Another file's text has no business in here, and the scanner would open whatever is named. It takes @include only at
 * the beginning of a line, after blanks. */
static const char *find_include(const char *text)
{
    for (const char *line = text; line != NULL; line = strchr(line, '\n')) {
        if (*line == '\n')
            line++;
        if (text_starts_with(line + strspn(line, " \t\r\f\v"), "@include"))
            return line;
    }
    return NULL;
}

/* Past a comment that begins at text; text itself if none does. */
static char *skip_comment(char *text)
{
    char *end = NULL;
    if (text[0] == '#' || (text[0] == '/' && text[1] == '/'))
        return text + strcspn(text, "\n");
    if (text[0] != '/' || text[1] != '*')
        return text;
    end = strstr(text + 2, "*/");
    return end != NULL ? end + 2 : text + strlen(text);
}

/* Writes x over what stands in quotes. Returns where quotes begin that do not end, or NULL. */
static const char *mask_texts(char *text)
{
    while (*text != '\0') {
        char *after = skip_comment(text);
        if (after != text || *text != '"') {
            text = after != text ? after : text + 1;
            continue;
        }
        const char *begin = text++;
        for (; *text != '"'; text++) {
            if (text[0] == '\\' && text[1] != '\0' && text[1] != '\n')
                *text++ = 'x';
            if (*text == '\0')
                return begin;
            if (*text != '\n')
                *text = 'x';
        }
        text++;
    }
    return NULL;
}

static bool tell_syntax(const struct config_file *file, struct error *error)
{
    const char *why = config_error_text(&file->config);
    error_set(error, ERROR_CONFIGURATION, "%s:%d: %s; expected  name = value;", file->path,
              config_error_line(&file->config), why != NULL ? why : "syntax error");
    return error_hint(error, "text stands in \"quotes\", true, false and numbers stand without, lists are in ( ), "
                             "each name is given once; a missing quote or ; is often in the line before");
}

/* First without what stands in quotes: when libconfig meets an error it loses the piece that it was at, never to be
 * freed or wiped, and that may be a key. */
static bool parse_twice(struct config_file *file, const char *text, size_t length, struct error *error)
{
    char *masked = memory_copy_bytes(text, length);
    const char *open = mask_texts(masked);
    bool done = false;
    if (open != NULL) {
        error_set(error, ERROR_CONFIGURATION, "%s:%zu: the text that begins here does not end; expected another quote",
                  file->path, line_of(masked, open));
    } else if (config_read_string(&file->config, masked) == CONFIG_FALSE) {
        tell_syntax(file, error);
    } else {
        begin_wiping();
        done = config_read_string(&file->config, text) == CONFIG_TRUE || tell_syntax(file, error);
        end_wiping();
    }
    free(masked);
    return done;
}

static bool parse(struct config_file *file, const char *text, size_t length, struct error *error)
{
    const char *bad = memchr(text, '\0', length);
    if (bad != NULL)
        return error_set(error, ERROR_CONFIGURATION, "%s:%zu: expected text, got a byte of value 0", file->path,
                         line_of(text, bad));
    bad = find_include(text);
    if (bad != NULL) {
        error_set(error, ERROR_CONFIGURATION, "%s:%zu: @include is not allowed here", file->path, line_of(text, bad));
        return error_hint(error, "put the settings themselves into this file");
    }
    return parse_twice(file, text, length, error);
}

bool config_file_read(struct config_file *file, const char *path, struct error *error)
{
    char *text = NULL;
    size_t length = 0;
    struct stat status;
    if (!file_read(path, LONGEST_FILE, &text, &length, error)) {
        /* Whatever keeps it from being read, the configuration is what is to be mended. */
        if (error != NULL && error->code != ERROR_NOT_FOUND)
            error->code = ERROR_CONFIGURATION;
        return false;
    }
    config_file_start(file, path);
    file->is_by_hand = !text_starts_with(text, CONFIG_FILE_MARK);
    file->others_can_read = stat(path, &status) == 0 && (status.st_mode & (S_IRGRP | S_IROTH)) != 0;
    bool done = parse(file, text, length, error);
    secret_wipe(text, length);
    free(text);
    if (!done)
        config_file_close(file);
    return done;
}

void config_file_start(struct config_file *file, const char *path)
{
    config_init(&file->config);
    config_set_auto_convert(&file->config, CONFIG_FALSE);
    file->path = memory_copy_string(path);
    file->others_can_read = file->is_by_hand = false;
}

static void wipe_texts(config_setting_t *setting)
{
    if (config_setting_is_aggregate(setting)) {
        int length = config_setting_length(setting);
        for (int i = 0; i < length; i++)
            wipe_texts(config_setting_get_elem(setting, (unsigned)i));
    } else if (config_setting_type(setting) == CONFIG_TYPE_STRING && setting->value.sval != NULL) {
        secret_wipe(setting->value.sval, strlen(setting->value.sval));
    }
}

void config_file_close(struct config_file *file)
{
    wipe_texts(config_root_setting(&file->config));
    config_destroy(&file->config);
    free(file->path);
    file->path = NULL;
}

char *config_file_bytes(const struct config_file *file, const char *comment, size_t *length)
{
    /* Into memory of our own and without a buffer of stdio's, so that nothing is left of the secrets in it. */
    size_t comment_length = strlen(comment);
    for (size_t capacity = 64 * 1024;; capacity *= 2) {
        char *bytes = memory_allocate(capacity, 1);
        memcpy(bytes, comment, comment_length);
        FILE *stream = fmemopen(bytes + comment_length, capacity - comment_length, "w");
        if (stream == NULL)
            memory_exhausted();
        (void)setvbuf(stream, NULL, _IONBF, 0);
        config_write(&file->config, stream);
        bool fits = ferror(stream) == 0 && fflush(stream) == 0;
        long end = ftell(stream);
        fits = fclose(stream) == 0 && fits && end >= 0 && (size_t)end + comment_length + 1 < capacity;
        if (fits) {
            *length = comment_length + (size_t)end;
            return bytes;
        }
        secret_wipe(bytes, capacity);
        free(bytes);
    }
}

bool config_file_error(const struct config_file *file, const config_setting_t *setting, struct error *error,
                       const char *format, ...)
{
    if (error == NULL)
        return false;
    va_list arguments;
    va_start(arguments, format);
    char *what = memory_format_list(format, arguments);
    va_end(arguments);
    const char *name = config_setting_name(setting);
    if (name == NULL && config_setting_parent(setting) != NULL)
        name = config_setting_name(config_setting_parent(setting));
    error_set(error, ERROR_CONFIGURATION, "%s:%d: %s: %s", file->path, (int)config_setting_source_line(setting),
              name != NULL ? name : "file", what);
    free(what);
    return false;
}

bool config_file_text(const struct config_file *file, const config_setting_t *setting, const char **text,
                      struct error *error)
{
    if (config_setting_type(setting) != CONFIG_TYPE_STRING)
        return config_file_error(file, setting, error, "expected text in quotes");
    const char *value = config_setting_get_string(setting);
    size_t length = strlen(value);
    if (length > LONGEST_TEXT)
        return config_file_error(file, setting, error, "expected at most %d bytes of text", LONGEST_TEXT);
    if (u8_check((const uint8_t *)value, length) != NULL)
        return config_file_error(file, setting, error, "expected text in UTF-8");
    for (size_t i = 0; i < length; i++)
        if ((unsigned char)value[i] < ' ' || value[i] == 0x7f)
            return config_file_error(file, setting, error, "expected text without control characters");
    *text = value;
    return true;
}

bool config_file_switch(const struct config_file *file, const config_setting_t *setting, bool *on, struct error *error)
{
    if (config_setting_type(setting) != CONFIG_TYPE_BOOL)
        return config_file_error(file, setting, error, "expected true or false");
    *on = config_setting_get_bool(setting) != CONFIG_FALSE;
    return true;
}

bool config_file_number(const struct config_file *file, const config_setting_t *setting, long long least,
                        long long most, long long *number, struct error *error)
{
    int type = config_setting_type(setting);
    if (type == CONFIG_TYPE_INT)
        *number = config_setting_get_int(setting);
    else if (type == CONFIG_TYPE_INT64)
        *number = config_setting_get_int64(setting);
    if ((type != CONFIG_TYPE_INT && type != CONFIG_TYPE_INT64) || *number < least || *number > most)
        return config_file_error(file, setting, error, "expected a whole number from %lld to %lld", least, most);
    return true;
}

static bool is_sequence(const config_setting_t *setting)
{
    int type = config_setting_type(setting);
    return type == CONFIG_TYPE_ARRAY || type == CONFIG_TYPE_LIST;
}

size_t config_file_text_count(const config_setting_t *setting)
{
    return is_sequence(setting) ? (size_t)config_setting_length(setting) : 1;
}

bool config_file_text_at(const struct config_file *file, const config_setting_t *setting, size_t index,
                         const char **text, struct error *error)
{
    if (!is_sequence(setting))
        return config_file_text(file, setting, text, error);
    return config_file_text(file, config_setting_get_elem(setting, (unsigned)index), text, error);
}

char *config_file_unknown(const struct config_file *file, const config_setting_t *setting, const char *const *known,
                          size_t count)
{
    const char *name = config_setting_name(setting);
    const char *near = nearest_word(name, known, count < MOST_KNOWN ? count : MOST_KNOWN);
    return memory_format("%s:%d: \"%s\" is not known%s%s%s", file->path, (int)config_setting_source_line(setting), name,
                         near != NULL ? "; did you mean " : " and has no effect", near != NULL ? near : "",
                         near != NULL ? "?" : "");
}

void config_file_remove(config_setting_t *group, const char *name)
{
    config_setting_t *member = config_setting_get_member(group, name);
    if (member == NULL)
        return;
    wipe_texts(member);
    (void)config_setting_remove(group, name);
}

config_setting_t *config_file_put(config_setting_t *group, const char *name, int type)
{
    config_setting_t *member = name != NULL ? config_setting_get_member(group, name) : NULL;
    if (member != NULL && config_setting_type(member) == type && type != CONFIG_TYPE_GROUP && !is_sequence(member)) {
        wipe_texts(member);
        return member;
    }
    if (member != NULL)
        config_file_remove(group, name);
    member = config_setting_add(group, name, type);
    if (member == NULL)
        memory_exhausted();
    return member;
}

void config_file_put_text(config_setting_t *group, const char *name, const char *text)
{
    (void)config_setting_set_string(config_file_put(group, name, CONFIG_TYPE_STRING), text);
}

void config_file_put_switch(config_setting_t *group, const char *name, bool on)
{
    (void)config_setting_set_bool(config_file_put(group, name, CONFIG_TYPE_BOOL), on ? CONFIG_TRUE : CONFIG_FALSE);
}

void config_file_put_number(config_setting_t *group, const char *name, long long number)
{
    if (number >= INT32_MIN && number <= INT32_MAX)
        (void)config_setting_set_int(config_file_put(group, name, CONFIG_TYPE_INT), (int)number);
    else
        (void)config_setting_set_int64(config_file_put(group, name, CONFIG_TYPE_INT64), number);
}
