#include "profile/key_source.h"

#include <poll.h>
#include <stdlib.h>
#include <string.h>

#include "profile/key_command.h"
#include "support/json.h"
#include "support/memory.h"

enum { MOST_WORDS = 100 };

static bool is_blank(char c)
{
    return c == ' ' || c == '\t' || c == '\r' || c == '\n';
}

/* What is often copied with a key, and what the server would only call a wrong key. */
static bool check_wrapping(const char *bytes, size_t length, const char *what, struct error *error)
{
    static const char bearer[] = "Bearer";
    const size_t word = sizeof bearer - 1;
    if (length > word && strncasecmp(bytes, bearer, word) == 0 && is_blank(bytes[word])) {
        error_set(error, ERROR_CONFIGURATION, "the %s begins with the word Bearer", what);
        return error_hint(error, "leave the word out: it is a part of the header, not of the key");
    }
    if (length > 1 && (bytes[0] == '"' || bytes[0] == '\'') && bytes[length - 1] == bytes[0]) {
        error_set(error, ERROR_CONFIGURATION, "the %s stands in quotes", what);
        return error_hint(error, "leave the quotes out");
    }
    return true;
}

bool key_parse(const char *bytes, size_t length, const char *what, struct secret **key, struct error *error)
{
    while (length > 0 && is_blank(bytes[length - 1]))
        length--;
    while (length > 0 && is_blank(bytes[0])) {
        bytes++;
        length--;
    }
    if (length == 0)
        return error_set(error, ERROR_CONFIGURATION, "the %s is empty", what);
    if (length > KEY_LONGEST)
        return error_set(error, ERROR_CONFIGURATION, "the %s is longer than %d characters", what, KEY_LONGEST);
    if (!check_wrapping(bytes, length, what, error))
        return false;
    for (size_t i = 0; i < length; i++) {
        unsigned char c = (unsigned char)bytes[i];
        if (c == '\n' || c == '\r')
            return error_set(error, ERROR_CONFIGURATION, "the %s is more than one line", what);
        if (c <= ' ' || c >= 0x7f) {
            error_set(error, ERROR_CONFIGURATION,
                      "the %s holds a blank or a character that cannot be in a key (character %zu of %zu)", what, i + 1,
                      length);
            return error_hint(error, "copy it again, the key alone");
        }
    }
    *key = secret_new(bytes, length);
    return true;
}

void key_source_clear(struct key_source *source)
{
    secret_free(source->text);
    free(source->variable);
    for (size_t i = 0; source->command != NULL && source->command[i] != NULL; i++)
        free(source->command[i]);
    free(source->command);
    *source = (struct key_source){ 0 };
}

static char **copy_words(const char *const *words, size_t count)
{
    char **copy = memory_allocate(count + 1, sizeof *copy);
    for (size_t i = 0; i < count; i++)
        copy[i] = memory_copy_string(words[i]);
    return copy;
}

static size_t count_words(char *const *words)
{
    size_t count = 0;
    while (words != NULL && words[count] != NULL)
        count++;
    return count;
}

void key_source_copy(struct key_source *to, const struct key_source *from)
{
    struct key_source copy = { .kind = from->kind,
                               .text = secret_copy(from->text),
                               .variable = memory_copy_string(from->variable) };
    if (from->command != NULL)
        copy.command = copy_words((const char *const *)from->command, count_words(from->command));
    key_source_clear(to);
    *to = copy;
}

void key_source_set_text(struct key_source *source, struct secret *text)
{
    key_source_clear(source);
    source->kind = KEY_TEXT;
    source->text = text;
}

bool key_source_set_variable(struct key_source *source, const char *name, struct error *error)
{
    static const char letters[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz_0123456789";
    if (name[0] == '\0' || strspn(name, letters) != strlen(name) || (name[0] >= '0' && name[0] <= '9')) {
        /* A key pasted in the wrong place must not be shown: the name is not repeated. */
        error_set(error, ERROR_CONFIGURATION, "this is not the name of an environment variable");
        return error_hint(error, "give the name alone, such as BRAZE_KEY");
    }
    char *copy = memory_copy_string(name);
    key_source_clear(source);
    source->kind = KEY_VARIABLE;
    source->variable = copy;
    return true;
}

bool key_source_set_command(struct key_source *source, const char *const *words, size_t count, struct error *error)
{
    if (count == 0 || words[0][0] == '\0')
        return error_set(error, ERROR_CONFIGURATION, "the command is empty");
    if (count > MOST_WORDS)
        return error_set(error, ERROR_CONFIGURATION, "the command has more than %d words", MOST_WORDS);
    char **copy = copy_words(words, count);
    key_source_clear(source);
    source->kind = KEY_COMMAND;
    source->command = copy;
    return true;
}

static bool parse_json_command(struct key_source *source, const char *text, struct error *error)
{
    const char *words[MOST_WORDS];
    size_t count = 0;
    bool done = false;
    cJSON *array = json_parse(text, strlen(text), error);
    if (array == NULL) {
        if (error != NULL)
            error->code = ERROR_CONFIGURATION;
        return error_prefix(error, "the command is not a JSON array");
    }
    const cJSON *item = NULL;
    cJSON_ArrayForEach(item, array) {
        if (!cJSON_IsString(item) || count == MOST_WORDS) {
            error_set(error, ERROR_CONFIGURATION, "the command's JSON array holds something else than texts, or too many");
            goto free_array;
        }
        words[count++] = item->valuestring;
    }
    done = key_source_set_command(source, words, count, error);
free_array:
    cJSON_Delete(array);
    return done;
}

bool key_source_parse_command(struct key_source *source, const char *text, struct error *error)
{
    while (is_blank(*text))
        text++;
    if (*text == '[')
        return parse_json_command(source, text, error);
    if (strpbrk(text, "'\"\\$`|&;<>*?()") != NULL) {
        error_set(error, ERROR_CONFIGURATION, "the command holds quotes or other characters of the shell");
        return error_hint(error, "it is run without a shell; write its words as a JSON array: [\"pass\", \"show\", \"a b\"]");
    }
    const char *words[MOST_WORDS];
    size_t count = 0;
    char *copy = memory_copy_string(text);
    char *rest = copy;
    for (char *word = strsep(&rest, " \t\r\n"); word != NULL && count < MOST_WORDS; word = strsep(&rest, " \t\r\n"))
        if (word[0] != '\0')
            words[count++] = word;
    bool done = rest == NULL ? key_source_set_command(source, words, count, error)
                             : error_set(error, ERROR_CONFIGURATION, "the command has more than %d words", MOST_WORDS);
    free(copy);
    return done;
}

char *key_source_command_text(const struct key_source *source)
{
    if (source->kind != KEY_COMMAND)
        return memory_copy_string("");
    cJSON *array = json_array();
    for (size_t i = 0; source->command[i] != NULL; i++)
        json_append_string(array, source->command[i]);
    char *text = json_print(array);
    cJSON_Delete(array);
    return text;
}

static const char *find_variable(char *const *environment, const char *name)
{
    size_t length = strlen(name);
    for (size_t i = 0; environment != NULL && environment[i] != NULL; i++)
        if (strncmp(environment[i], name, length) == 0 && environment[i][length] == '=')
            return environment[i] + length + 1;
    return NULL;
}

bool key_source_read(const struct key_source *source, const char *what, char *const *environment, struct secret **key,
                     struct error *error)
{
    if (source->kind == KEY_TEXT) {
        *key = secret_copy(source->text);
        return true;
    }
    if (source->kind == KEY_VARIABLE) {
        const char *value = find_variable(environment, source->variable);
        if (value == NULL) {
            error_set(error, ERROR_CONFIGURATION, "the %s should be in the environment variable %s, which is not set",
                      what, source->variable);
            return error_hint(error, "set and export %s before you start brazier", source->variable);
        }
        return key_parse(value, strlen(value), what, key, error) ||
               error_prefix(error, "environment variable %s", source->variable);
    }
    return error_set(error, ERROR_CONFIGURATION, "there is no %s", what);
}

bool key_source_resolve(const struct key_source *source, const char *what, char *const *environment,
                        int64_t timeout_ms, struct secret **key, struct error *error)
{
    if (source->kind != KEY_COMMAND)
        return key_source_read(source, what, environment, key, error);
    struct key_command *command =
        key_command_start(source->command, environment, timeout_ms, KEY_COMMAND_KEEPS_TERMINAL, error);
    if (command == NULL)
        return false;
    do {
        struct pollfd waiting = { .fd = key_command_descriptor(command), .events = POLLIN };
        (void)poll(&waiting, 1, -1); /* its own timer ends the waiting */
    } while (!key_command_continue(command));
    bool done = key_command_take(command, what, key, error);
    key_command_free(command);
    return done;
}
