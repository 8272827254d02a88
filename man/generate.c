/* Writes brazier.1 to stdout, out of the tables that the program itself runs on, around the text of man/brazier.1.in:
 * a line "@commands@" there becomes the section of the commands, "@options@" the options of all of them. */
#include "config.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cli/command.h"
#include "support/file.h"
#include "support/text.h"

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

static const struct {
    const char *mark;
    void (*print)(void);
} sections[] = {
    { "@commands@", print_commands },
    { "@options@", print_common_options },
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
