/* Writes a manual page to stdout: the text of a .in file, in which a line "@name@" gives way to what the tables that the
 * program itself runs on say of that subject. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cli/command.h"
#include "profile/preferences.h"
#include "profile/profile.h"
#include "rudderstack/settings.h"
#include "support/file.h"
#include "support/text.h"
#include "ui/keymap.h"

/* troff takes a period or an apostrophe at the start of a line, and every backslash and hyphen, as its own. */
static void print_text(const char *text)
{
    bool line_start = true;
    for (; *text != '\0'; text++) {
        if (line_start && (*text == '.' || *text == '\''))
            fputs("\\&", stdout);
        line_start = *text == '\n';
        if (*text == '\\')
            fputs("\\e", stdout);
        else if (*text == '-')
            fputs("\\-", stdout);
        else
            putchar(*text);
    }
}

static void print_paragraphs(const char *text)
{
    while (*text != '\0') {
        const char *end = strstr(text, "\n\n");
        char *paragraph = end != NULL ? memory_copy_bytes(text, (size_t)(end - text)) : memory_copy_string(text);
        puts(".PP");
        print_text(paragraph);
        putchar('\n');
        free(paragraph);
        text += end != NULL ? (size_t)(end - text) + 2 : strlen(text);
    }
}

static void print_options(const struct cli_option *options)
{
    for (; options != NULL && options->name != NULL; options++) {
        puts(".TP");
        fputs("\\fB", stdout);
        if (options->letter != 0)
            printf("\\-%c\\fR, \\fB", options->letter);
        fputs("\\-\\-", stdout);
        print_text(options->name);
        fputs("\\fR", stdout);
        if (options->argument != NULL) {
            fputs(" \\fI", stdout);
            print_text(options->argument);
            fputs("\\fR", stdout);
        }
        putchar('\n');
        print_text(options->help);
        puts(".");
    }
}

static void print_operands(const struct cli_command *command)
{
    struct cli_option value;
    if (command->operand == NULL)
        return;
    printf(".PP\n%s:\n", command->operand_title);
    for (size_t i = 0; command->operand(i, &value); i++) {
        fputs(".TP\n\\fB", stdout);
        print_text(value.name);
        puts("\\fR");
        print_text(value.help);
        puts(".");
    }
}

static void print_command(const char *parent, const struct cli_command *command)
{
    char *path = memory_format("%s%s", parent, command->name);
    fputs(".SS \"", stdout);
    print_text(path);
    fputs(command->commands != NULL && command->run == NULL ? " COMMAND" : "", stdout);
    if (command->operands != NULL) {
        putchar(' ');
        print_text(command->operands);
    }
    puts("\"");
    print_text(command->summary);
    puts(".");
    if (command->description != NULL)
        print_paragraphs(command->description);
    print_operands(command);
    print_options(command->options);
    if (command->examples != NULL) {
        puts(".PP\n.nf");
        print_text(command->examples);
        puts("\n.fi");
    }
    char *verb_parent = memory_format("%s ", path);
    for (const struct cli_command *verb = command->commands; verb != NULL && verb->name != NULL; verb++)
        print_command(verb_parent, verb);
    free(verb_parent);
    free(path);
}

static void print_commands(void)
{
    for (size_t i = 0; cli_commands[i] != NULL; i++)
        print_command("", cli_commands[i]);
}

static void print_common_options(void)
{
    print_options(cli_common_options);
}

static void print_term(const char *term)
{
    puts(".TP");
    fputs("\\fB", stdout);
    print_text(term);
    puts("\\fR");
}

static void print_preferences(void)
{
    const char *group = NULL;
    for (size_t i = 0; i < PREFERENCE_COUNT; i++) {
        const struct preference_info *info = &preference_infos[i];
        if (info->group != NULL && (group == NULL || strcmp(group, info->group) != 0)) {
            printf(".PP\nIn the group \\fB%s\\fR:\n", info->group);
            group = info->group;
        }
        print_term(info->key);
        print_text(info->help);
        puts(".");
        if (info->choices != NULL) {
            fputs("One of ", stdout);
            print_text(info->choices);
            puts(".");
        }
        if (info->usual != NULL) {
            fputs("Default: ", stdout);
            print_text(info->usual);
            puts(".");
        }
    }
}

static void print_profile(void)
{
    for (size_t i = 0; i < PROFILE_FIELD_COUNT; i++) {
        print_term(profile_fields[i].key);
        print_text(profile_fields[i].help);
        puts(".");
    }
}

static void print_default(const struct setting *setting)
{
    cJSON *value = setting_default(setting);
    char *shown = setting_show(setting, value);
    if (value != NULL) {
        fputs("Default: ", stdout);
        print_text(shown);
        puts(".");
    }
    free(shown);
    cJSON_Delete(value);
}

static void print_settings(void)
{
    const char *section = "";
    for (size_t i = 0; i < settings_count; i++) {
        if (strcmp(section, settings[i].section) != 0) {
            section = settings[i].section;
            fputs(".SS \"", stdout);
            print_text(section);
            puts("\"");
        }
        print_term(settings[i].key);
        print_text(settings[i].label);
        puts(".");
        print_text(settings[i].help);
        putchar('\n');
        print_default(&settings[i]);
        for (const char *const *trap = settings[i].traps; trap != NULL && *trap != NULL; trap++) {
            fputs(".br\nNote: ", stdout);
            print_text(*trap);
            puts(".");
        }
    }
}

static void print_keys(void)
{
    char *keys = keymap_manual();
    fputs(keys, stdout);
    free(keys);
}

static const struct {
    const char *mark;
    void (*print)(void);
} sections[] = {
    { "@commands@", print_commands },
    { "@keys@", print_keys },
    { "@options@", print_common_options },
    { "@preferences@", print_preferences },
    { "@profile@", print_profile },
    { "@settings@", print_settings },
};

static void print_line(const char *line)
{
    for (size_t i = 0; i < sizeof sections / sizeof *sections; i++) {
        if (strcmp(line, sections[i].mark) == 0) {
            sections[i].print();
            return;
        }
    }
    puts(line);
}

int main(int argc, char **argv)
{
    char *text = NULL;
    size_t length = 0;
    struct error error = ERROR_INIT;
    if (argc != 2 || !file_read(argv[1], 1u << 20, &text, &length, &error)) {
        (void)fprintf(stderr, "usage: generate FILE\n%s\n", error.message != NULL ? error.message : "");
        error_clear(&error);
        return EXIT_FAILURE;
    }
    char *rest = text;
    for (char *line = strsep(&rest, "\n"); line != NULL; line = strsep(&rest, "\n"))
        if (rest != NULL || *line != '\0')
            print_line(line);
    free(text);
    return fflush(stdout) == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
