#include <stdio.h>
#include <string.h>

#include "cli/command.h"
#include "support/text.h"

/* One command line's words: its path ("brazier profile"), its verbs and its options. */
typedef void visit_command(const char *path, const struct cli_command *command, void *context);

static void visit_all(const struct cli_command *command, const char *parent, visit_command *visit, void *context)
{
    char *path = memory_format("%s %s", parent, command->name);
    visit(path, command, context);
    for (const struct cli_command *verb = command->commands; verb != NULL && verb->name != NULL; verb++)
        visit_all(verb, path, visit, context);
    free(path);
}

static void visit_program(visit_command *visit, void *context)
{
    for (size_t i = 0; cli_commands[i] != NULL; i++)
        visit_all(cli_commands[i], "brazier", visit, context);
}

static void append_options(UT_string *out, const struct cli_option *options)
{
    for (; options != NULL && options->name != NULL; options++)
        utstring_printf(out, " --%s", options->name);
}

static void append_verbs(UT_string *out, const struct cli_command *command)
{
    for (const struct cli_command *verb = command->commands; verb != NULL && verb->name != NULL; verb++)
        utstring_printf(out, " %s", verb->name);
}

static void append_operands(UT_string *out, const struct cli_command *command)
{
    struct cli_option value;
    for (size_t i = 0; command->operand != NULL && command->operand(i, &value); i++)
        utstring_printf(out, " %s", value.name);
}

static void print_bash_case(const char *path, const struct cli_command *command, void *context)
{
    (void)context;
    UT_string words;
    utstring_init(&words);
    append_verbs(&words, command);
    append_operands(&words, command);
    append_options(&words, command->options);
    append_options(&words, cli_common_options);
    printf("    '%s') words='%s' ;;\n", path, utstring_body(&words) + 1);
    utstring_done(&words);
}

static void print_bash(void)
{
    UT_string names;
    utstring_init(&names);
    for (size_t i = 0; cli_commands[i] != NULL; i++)
        utstring_printf(&names, "%s%s", i > 0 ? " " : "", cli_commands[i]->name);
    append_options(&names, cli_common_options);
    printf("# bash completion for brazier\n"
           "_brazier() {\n"
           "  local current=${COMP_WORDS[COMP_CWORD]} path=brazier words word\n"
           "  for word in \"${COMP_WORDS[@]:1:COMP_CWORD-1}\"; do\n"
           "    [[ $word == -* ]] || path=\"$path $word\"\n"
           "  done\n"
           "  while :; do\n"
           "    case $path in\n"
           "    'brazier') words='%s --version' ;;\n",
           utstring_body(&names));
    visit_program(print_bash_case, NULL);
    printf("    *) words=; [[ $path == *' '* ]] && path=${path%% *} && continue ;;\n"
           "    esac\n"
           "    break\n"
           "  done\n"
           "  COMPREPLY=($(compgen -W \"$words\" -- \"$current\"))\n"
           "}\n"
           "complete -o default -F _brazier brazier\n");
    utstring_done(&names);
}

/* The text within single quotes of a shell; what would end it is replaced by a look-alike. */
static void print_quoted(const char *text)
{
    for (; *text != '\0'; text++) {
        if (*text == '\'')
            fputs("\xE2\x80\x99", stdout);
        else
            putchar(*text);
    }
}

/* zsh takes brackets and colons in its specifications literally only when escaped. */
static void print_zsh_text(const char *text)
{
    for (; *text != '\0'; text++) {
        if (strchr("[]:\\", *text) != NULL)
            putchar('\\');
        if (*text == '\'')
            fputs("\xE2\x80\x99", stdout);
        else
            putchar(*text);
    }
}

static void print_zsh_options(const struct cli_option *options)
{
    for (; options != NULL && options->name != NULL; options++) {
        printf(" \\\n        '--%s%s[", options->name, options->argument != NULL ? "=" : "");
        print_zsh_text(options->help);
        putchar(']');
        if (options->argument != NULL) {
            printf(":%s:", options->argument);
            if (strcmp(options->argument, "FILE") == 0)
                fputs("_files", stdout);
            else if (strcmp(options->argument, "DIRECTORY") == 0)
                fputs("_files -/", stdout);
        }
        putchar('\'');
    }
}

static void print_zsh_case(const char *path, const struct cli_command *command, void *context)
{
    (void)context;
    printf("    '%s')\n      _arguments", path);
    print_zsh_options(command->options);
    print_zsh_options(cli_common_options);
    if (command->commands != NULL) {
        fputs(" \\\n        '1:command:((", stdout);
        for (const struct cli_command *verb = command->commands; verb->name != NULL; verb++) {
            printf("%s%s\\:\"", verb != command->commands ? " " : "", verb->name);
            print_zsh_text(verb->summary);
            putchar('"');
        }
        fputs("))' '*::: :->more'", stdout);
    } else if (command->operand != NULL) {
        UT_string words;
        utstring_init(&words);
        append_operands(&words, command);
        printf(" \\\n        '*:%s:(%s)'", command->operand_title, utstring_body(&words) + 1);
        utstring_done(&words);
    } else {
        fputs(" \\\n        '*:file:_files'", stdout);
    }
    puts(" ;;");
}

static void print_zsh(void)
{
    puts("#compdef brazier\n# zsh completion for brazier\n_brazier() {\n  local path=brazier word\n"
         "  local -a commands\n"
         "  for word in ${words[2,CURRENT-1]}; do [[ $word == -* ]] || path=\"$path $word\"; done\n"
         "  while [[ $path == *' '* ]]; do\n    case $path in");
    for (size_t i = 0; cli_commands[i] != NULL; i++)
        printf("    'brazier %s') break ;;\n", cli_commands[i]->name);
    for (size_t i = 0; cli_commands[i] != NULL; i++)
        for (const struct cli_command *verb = cli_commands[i]->commands; verb != NULL && verb->name != NULL; verb++)
            printf("    'brazier %s %s') break ;;\n", cli_commands[i]->name, verb->name);
    puts("    esac\n    path=${path% *}\n  done\n  case $path in\n    'brazier')\n      commands=(");
    for (size_t i = 0; cli_commands[i] != NULL; i++) {
        printf("        '%s:", cli_commands[i]->name);
        print_zsh_text(cli_commands[i]->summary);
        puts("'");
    }
    fputs("      )\n      _describe command commands\n      _arguments", stdout);
    print_zsh_options(cli_common_options);
    puts(" ;;");
    visit_program(print_zsh_case, NULL);
    puts("  esac\n}\n_brazier \"$@\"");
}

static void print_fish_options(const char *condition, const struct cli_option *options)
{
    for (; options != NULL && options->name != NULL; options++) {
        printf("complete -c brazier%s -l %s", condition, options->name);
        if (options->letter != 0)
            printf(" -s %c", options->letter);
        if (options->argument != NULL)
            fputs(strcmp(options->argument, "FILE") == 0 || strcmp(options->argument, "DIRECTORY") == 0 ? " -r -F" : " -x",
                  stdout);
        fputs(" -d '", stdout);
        print_quoted(options->help);
        puts("'");
    }
}

static void print_fish_command(const char *path, const struct cli_command *command, void *context)
{
    (void)context;
    char *condition = memory_format(" -n '__fish_seen_subcommand_from %s'", command->name);
    bool is_verb = strchr(path + strlen("brazier "), ' ') != NULL;
    for (const struct cli_command *verb = command->commands; !is_verb && verb != NULL && verb->name != NULL; verb++) {
        printf("complete -c brazier%s -f -a %s -d '", condition, verb->name);
        print_quoted(verb->summary);
        puts("'");
    }
    print_fish_options(condition, command->options);
    free(condition);
}

static void print_fish(void)
{
    puts("# fish completion for brazier");
    for (size_t i = 0; cli_commands[i] != NULL; i++) {
        printf("complete -c brazier -n __fish_use_subcommand -f -a %s -d '", cli_commands[i]->name);
        print_quoted(cli_commands[i]->summary);
        puts("'");
    }
    print_fish_options("", cli_common_options);
    visit_program(print_fish_command, NULL);
}

static bool run_bash(const struct cli *cli, struct error *error)
{
    (void)cli;
    (void)error;
    print_bash();
    return true;
}

static bool run_zsh(const struct cli *cli, struct error *error)
{
    (void)cli;
    (void)error;
    print_zsh();
    return true;
}

static bool run_fish(const struct cli *cli, struct error *error)
{
    (void)cli;
    (void)error;
    print_fish();
    return true;
}

static const struct cli_command shells[] = {
    { .name = "bash", .summary = "completions for bash", .run = run_bash },
    { .name = "zsh", .summary = "completions for zsh", .run = run_zsh },
    { .name = "fish", .summary = "completions for fish", .run = run_fish },
    { 0 },
};

const struct cli_command cli_completion = {
    .name = "completion",
    .summary = "shell completions",
    .description = "Writes the completions of all commands and options. \"make install\" puts them where the shells look.",
    .examples = "brazier completion bash > ~/.local/share/bash-completion/completions/brazier\n"
                "brazier completion fish > ~/.config/fish/completions/brazier.fish",
    .commands = shells,
};
