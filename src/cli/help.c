#include <stdio.h>
#include <string.h>

#include "cli/command.h"
#include "support/wrap.h"

enum { HELP_COLUMNS = 80, OPTION_COLUMNS = 32, OPERAND_COLUMNS = 24 };

/* Text in lines of the help's width, the second and later ones indented; the first one starts at column start. */
static void print_wrapped(const char *text, size_t start, size_t indent)
{
    UT_string line;
    utstring_init(&line);
    for (const char *rest = text; rest != NULL;) {
        rest = wrap_next(rest, HELP_COLUMNS - (rest == text ? start : indent), &line);
        printf("%s\n", utstring_body(&line));
        if (rest != NULL && *rest != '\0' && *rest != '\n')
            printf("%*s", (int)indent, "");
    }
    utstring_done(&line);
}

static void print_options(const char *title, const struct cli_option *options)
{
    if (options == NULL || options->name == NULL)
        return;
    printf("\n%s:\n", title);
    for (; options->name != NULL; options++) {
        UT_string left;
        utstring_init(&left);
        if (options->letter != 0)
            utstring_printf(&left, "-%c, ", options->letter);
        else
            utstring_printf(&left, "    ");
        utstring_printf(&left, "--%s%s%s", options->name, options->argument != NULL ? " " : "",
                        options->argument != NULL ? options->argument : "");
        printf("  %-*s  ", OPTION_COLUMNS, utstring_body(&left));
        if (utstring_len(&left) > OPTION_COLUMNS)
            printf("\n%*s", OPTION_COLUMNS + 4, "");
        print_wrapped(options->help, OPTION_COLUMNS + 4, OPTION_COLUMNS + 4);
        utstring_done(&left);
    }
}

static void print_operands(const struct cli_command *command)
{
    struct cli_option value;
    if (command->operand == NULL)
        return;
    printf("\n%s:\n", command->operand_title);
    for (size_t i = 0; command->operand(i, &value); i++) {
        printf("  %-*s  ", OPERAND_COLUMNS, value.name);
        print_wrapped(value.help, OPERAND_COLUMNS + 4, OPERAND_COLUMNS + 4);
    }
}

/* What it does stands behind the command or, where there is no room, below it. */
static void print_example(const char *line)
{
    size_t length = strcspn(line, "\n");
    const char *remark = strstr(line, "  # ");
    if (remark == NULL || remark > line + length || length + 2 <= HELP_COLUMNS) {
        printf("  %.*s\n", (int)length, line);
        return;
    }
    printf("  %.*s\n      %.*s\n", (int)(remark - line), line, (int)(line + length - remark - 2), remark + 2);
}

void cli_print_help(const struct cli_command *command, const char *path)
{
    UT_string title;
    utstring_init(&title);
    utstring_printf(&title, "%s: %s", path, command->summary);
    print_wrapped(utstring_body(&title), 0, 2);
    utstring_done(&title);
    printf("\nusage: %s", path);
    if (command->commands != NULL)
        printf(command->run != NULL ? " [COMMAND]" : " COMMAND");
    printf(" [OPTION]...%s%s\n", command->operands != NULL ? " " : "", command->operands != NULL ? command->operands : "");
    if (command->description != NULL) {
        putchar('\n');
        print_wrapped(command->description, 0, 0);
    }
    if (command->commands != NULL) {
        printf("\nCommands (each has its own --help):\n");
        for (const struct cli_command *verb = command->commands; verb->name != NULL; verb++) {
            printf("  %-10s %-22s  ", verb->name, verb->operands != NULL ? verb->operands : "");
            print_wrapped(verb->summary, OPTION_COLUMNS + 5, OPTION_COLUMNS + 5);
        }
    }
    print_operands(command);
    print_options("Options", command->options);
    print_options("Options of every command", cli_common_options);
    if (command->examples != NULL) {
        printf("\nExamples:\n");
        for (const char *line = command->examples; line != NULL; line = strchr(line, '\n') != NULL ? strchr(line, '\n') + 1 : NULL)
            print_example(line);
    }
}

void cli_print_overview(void)
{
    printf("brazier: a terminal console for Braze and for RudderStack's Braze destination\n\n"
           "usage: brazier [-p PROFILE]            the console\n"
           "       brazier COMMAND [OPTION]...\n\nCommands (each has its own --help):\n");
    for (size_t i = 0; cli_commands[i] != NULL; i++) {
        printf("  %-14s ", cli_commands[i]->name);
        print_wrapped(cli_commands[i]->summary, 17, 17);
    }
    print_options("Options", cli_common_options);
    printf("  %-32s  %s\n\n", "-V, --version", "its version and those of its libraries");
    printf("Exit status: 0 done, 1 failed, 2 usage, 3 configuration, 4 key or permission,\n"
           "5 network, 6 rate limit, 7 some of it failed. The manual: man brazier\n");
}
