#include "config.h"

#include "cli/command.h"

#include <assert.h>
#include <errno.h>
#include <getopt.h>
#include <libgen.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "cli/version.h"
#include "support/memory.h"
#include "support/nearest.h"
#include "support/text.h"

#define COMMAND(name) extern const struct cli_command cli_##name;
#include "data/commands.def"
#undef COMMAND

const struct cli_command *const cli_commands[] = {
#define COMMAND(name) &cli_##name,
#include "data/commands.def"
#undef COMMAND
    NULL,
};

const struct cli_option cli_common_options[] = {
    { "profile", 'p', "NAME", "the profile to work with (else BRAZIER_PROFILE, else the default of brazier.conf)" },
    { "config-dir", 0, "DIRECTORY", "where brazier.conf and the profiles are" },
    { "data-dir", 0, "DIRECTORY", "where exported data is kept" },
    { "state-dir", 0, "DIRECTORY", "where the journal is kept" },
    { "color", 0, "WHEN", "colour: auto, always or never" },
    { "quiet", 'q', NULL, "say nothing on stderr but errors" },
    { "help", 'h', NULL, "show this help" },
    { NULL, 0, NULL, NULL },
};

struct given {
    const char *option;
    const char *value; /* "" for an option without argument */
};

struct cli {
    const struct cli_command *command; /* NULL while only the common options are known */
    struct given *given;
    size_t given_count;
    char **operands;
    size_t operand_count;
};

enum { LONGEST_TABLE = 64 };

static bool has_option(const struct cli_option *options, const char *name)
{
    for (; options != NULL && options->name != NULL; options++)
        if (strcmp(options->name, name) == 0)
            return true;
    return false;
}

static void check_name(const struct cli *cli, const char *name)
{
    assert(has_option(cli_common_options, name) || (cli->command != NULL && has_option(cli->command->options, name)));
    (void)cli;
    (void)name;
}

const char *cli_value_at(const struct cli *cli, const char *option, size_t index)
{
    check_name(cli, option);
    for (size_t i = 0; i < cli->given_count; i++)
        if (strcmp(cli->given[i].option, option) == 0 && index-- == 0)
            return cli->given[i].value;
    return NULL;
}

size_t cli_value_count(const struct cli *cli, const char *option)
{
    check_name(cli, option);
    size_t count = 0;
    for (size_t i = 0; i < cli->given_count; i++)
        if (strcmp(cli->given[i].option, option) == 0)
            count++;
    return count;
}

const char *cli_value(const struct cli *cli, const char *option)
{
    size_t count = cli_value_count(cli, option);
    return count > 0 ? cli_value_at(cli, option, count - 1) : NULL;
}

bool cli_has(const struct cli *cli, const char *option)
{
    return cli_value_count(cli, option) > 0;
}

size_t cli_operand_count(const struct cli *cli)
{
    return cli->operand_count;
}

const char *cli_operand(const struct cli *cli, size_t index)
{
    return index < cli->operand_count ? cli->operands[index] : NULL;
}

bool cli_number(const struct cli *cli, const char *option, long long least, long long most, long long fallback,
                long long *number, struct error *error)
{
    const char *value = cli_value(cli, option);
    if (value == NULL) {
        *number = fallback;
        return true;
    }
    char *end = NULL;
    errno = 0;
    long long read = strtoll(value, &end, 10);
    if (end == value || *end != '\0' || errno != 0 || read < least || read > most)
        return error_set(error, ERROR_USAGE, "--%s: expected a whole number from %lld to %lld, got \"%s\"", option, least,
                         most, value);
    *number = read;
    return true;
}

bool cli_expect_operands(const struct cli *cli, size_t least, size_t most, struct error *error)
{
    if (cli->operand_count < least)
        error_set(error, ERROR_USAGE, "something is missing after \"%s\"", cli->command->name);
    else if (cli->operand_count > most)
        error_set(error, ERROR_USAGE, "\"%s\" is one argument too many", cli->operands[most]);
    else
        return true;
    return error_hint(error, "usage: %s %s", cli->command->name,
                      cli->command->operands != NULL ? cli->command->operands : "");
}

/* getopt_long's own table, made of ours; option i of the list is returned as FIRST_CODE + i. */
enum { FIRST_CODE = 1000 };

struct parser {
    const struct cli_option *known[LONGEST_TABLE];
    size_t count;
    struct option table[LONGEST_TABLE + 1];
    UT_string letters;
};

static void parser_add(struct parser *parser, const struct cli_option *options)
{
    for (; options != NULL && options->name != NULL; options++) {
        assert(parser->count < LONGEST_TABLE);
        parser->known[parser->count] = options;
        parser->table[parser->count] = (struct option){ options->name, options->argument != NULL ? required_argument : no_argument,
                                                        NULL, FIRST_CODE + (int)parser->count };
        if (options->letter != 0)
            utstring_printf(&parser->letters, "%c%s", options->letter, options->argument != NULL ? ":" : "");
        parser->count++;
    }
}

static const struct cli_option *parser_find(const struct parser *parser, int code)
{
    if (code >= FIRST_CODE)
        return parser->known[code - FIRST_CODE];
    for (size_t i = 0; i < parser->count; i++)
        if (parser->known[i]->letter == code)
            return parser->known[i];
    return NULL;
}

/* What follows a = is not repeated: it may be a key that was meant for an option which takes none. */
static bool tell_unknown(const struct parser *parser, const char *word, struct error *error)
{
    const char *names[LONGEST_TABLE];
    for (size_t i = 0; i < parser->count; i++)
        names[i] = parser->known[i]->name;
    char *option = memory_copy_bytes(word, strcspn(word, "="));
    const char *name = text_starts_with(option, "--") ? nearest_word(option + 2, names, parser->count) : NULL;
    if (name != NULL && strcmp(option + 2, name) == 0) {
        error_set(error, ERROR_USAGE, "%s takes no argument", option);
    } else {
        error_set(error, ERROR_USAGE, "%s: no such option", option);
        if (name != NULL)
            error_hint(error, "did you mean --%s?", name);
    }
    free(option);
    return false;
}

static void cli_add(struct cli *cli, const char *option, const char *value)
{
    cli->given = memory_resize(cli->given, cli->given_count + 1, sizeof *cli->given);
    cli->given[cli->given_count++] = (struct given){ option, value };
}

/* Reads options up to the first operand (mode "+") or everywhere (mode ""). On success *first is the index of the
 * first operand, and getopt has moved the operands behind the options. */
static bool parse(struct cli *cli, const struct cli_option *own, const char *mode, int argc, char **argv, int *first,
                  struct error *error)
{
    struct parser *parser = memory_allocate(1, sizeof *parser);
    utstring_init(&parser->letters);
    utstring_printf(&parser->letters, "%s:", mode);
    parser_add(parser, cli_common_options);
    parser_add(parser, own);
    bool done = true;
    optind = 0; /* glibc: start afresh */
    for (;;) {
        int before = optind == 0 ? 1 : optind;
        int code = getopt_long(argc, argv, utstring_body(&parser->letters), parser->table, NULL);
        if (code == -1)
            break;
        const struct cli_option *option = code == '?' || code == ':' ? NULL : parser_find(parser, code);
        if (option == NULL) {
            const char *word = argv[optind - 1 >= before ? optind - 1 : before];
            done = code == ':' ? error_set(error, ERROR_USAGE, "%s needs an argument", word)
                               : tell_unknown(parser, word, error);
            break;
        }
        cli_add(cli, option->name, optarg != NULL ? optarg : "");
    }
    *first = optind;
    utstring_done(&parser->letters);
    free(parser);
    return done;
}

void cli_tell_error(const struct error *error)
{
    UT_string text;
    utstring_init(&text);
    const char *message = error->message != NULL ? error->message : "failed";
    text_append_visible(&text, message, strlen(message));
    (void)fprintf(stderr, "brazier: %s\n", utstring_body(&text));
    if (error->hint != NULL) {
        utstring_clear(&text);
        text_append_visible(&text, error->hint, strlen(error->hint));
        (void)fprintf(stderr, "  %s\n", utstring_body(&text));
    }
    utstring_done(&text);
}

static const struct cli_command *find_command(const char *name)
{
    for (size_t i = 0; cli_commands[i] != NULL; i++)
        if (strcmp(cli_commands[i]->name, name) == 0)
            return cli_commands[i];
    return NULL;
}

static bool tell_unknown_command(const char *word, struct error *error)
{
    const char *names[LONGEST_TABLE];
    size_t count = 0;
    for (; cli_commands[count] != NULL && count < LONGEST_TABLE; count++)
        names[count] = cli_commands[count]->name;
    error_set(error, ERROR_USAGE, "%s: no such command", word);
    const char *name = nearest_word(word, names, count);
    if (name != NULL)
        return error_hint(error, "did you mean %s?", name);
    return error_hint(error, "brazier --help lists the commands");
}

static const struct cli_command *find_verb(const struct cli_command *command, const char *name)
{
    for (const struct cli_command *verb = command->commands; verb != NULL && verb->name != NULL; verb++)
        if (name != NULL && strcmp(verb->name, name) == 0)
            return verb;
    return NULL;
}

static bool tell_unknown_verb(const struct cli_command *command, const char *word, struct error *error)
{
    UT_string verbs;
    utstring_init(&verbs);
    for (const struct cli_command *verb = command->commands; verb->name != NULL; verb++)
        utstring_printf(&verbs, "%s%s", utstring_len(&verbs) > 0 ? ", " : "", verb->name);
    if (word != NULL)
        error_set(error, ERROR_USAGE, "%s: \"%s\" is not one of %s", command->name, word, utstring_body(&verbs));
    else
        error_set(error, ERROR_USAGE, "%s needs one of %s", command->name, utstring_body(&verbs));
    utstring_done(&verbs);
    return false;
}

/* argv[0] is the command's own name. */
static bool run_command(struct cli *cli, const struct cli_command *command, const char *path, int argc, char **argv,
                        struct error *error)
{
    cli->command = command;
    if (command->commands != NULL) {
        const struct cli_command *verb = argc > 1 ? find_verb(command, argv[1]) : NULL;
        if (verb != NULL) {
            char *verb_path = memory_format("%s %s", path, verb->name);
            bool done = run_command(cli, verb, verb_path, argc - 1, argv + 1, error);
            free(verb_path);
            return done;
        }
    }
    int first = 0;
    if (!parse(cli, command->options, "", argc, argv, &first, error))
        return false;
    cli->operands = argv + first;
    cli->operand_count = (size_t)(argc - first);
    if (cli_has(cli, "help")) {
        cli_print_help(command, path);
        return true;
    }
    if (command->run == NULL || (command->commands != NULL && command->operands == NULL && cli->operand_count > 0))
        return tell_unknown_verb(command, cli_operand(cli, 0), error);
    if (command->operands == NULL && !cli_expect_operands(cli, 0, 0, error))
        return false;
    return command->run(cli, error);
}

static bool run_program(struct cli *cli, int argc, char **argv, struct error *error)
{
    /* Called by the name of an Airbyte source the program is one. */
    char *called = memory_copy_string(argc > 0 ? argv[0] : "");
    bool is_source = strcmp(basename(called), "source-braze") == 0;
    free(called);
    const struct cli_command *airbyte = find_command("airbyte");
    if (is_source && airbyte != NULL)
        return run_command(cli, airbyte, "source-braze", argc, argv, error);

    static const struct cli_option version[] = { { "version", 'V', NULL, "show the version" }, { NULL, 0, NULL, NULL } };
    int first = 0;
    if (!parse(cli, version, "+", argc, argv, &first, error))
        return false;
    for (size_t i = 0; i < cli->given_count; i++) {
        if (strcmp(cli->given[i].option, "version") == 0) {
            cli_print_version();
            return true;
        }
    }
    if (cli_has(cli, "help")) {
        cli_print_overview();
        return true;
    }
    const char *name = first < argc ? argv[first] : "console";
    const struct cli_command *command = find_command(name);
    if (command == NULL)
        return tell_unknown_command(name, error);
    char *path = memory_format("brazier %s", name);
    static char console_name[] = "console";
    char *console_argv[] = { console_name, NULL };
    bool done = first < argc ? run_command(cli, command, path, argc - first, argv + first, error)
                             : run_command(cli, command, path, 1, console_argv, error);
    free(path);
    return done;
}

int cli_main(int argc, char **argv)
{
    struct cli cli = { 0 };
    struct error error = ERROR_INIT;
    int status = 0;
    if (!run_program(&cli, argc, argv, &error)) {
        if (error.code == ERROR_NONE)
            error_set(&error, ERROR_FAILED, "failed");
        cli_tell_error(&error);
        status = error_exit_status(error.code);
    }
    /* What stands in the buffer is data somebody waits for: a full disk is a failure. So is a pipe that was closed,
     * but whoever closed it (head, a pager) does not want to hear of it. */
    if (fflush(stdout) != 0 || ferror(stdout)) {
        struct stat file;
        bool is_pipe = fstat(STDOUT_FILENO, &file) == 0 && (S_ISFIFO(file.st_mode) || S_ISSOCK(file.st_mode));
        if (status == 0 && !is_pipe)
            (void)fprintf(stderr, "brazier: not all could be written to stdout\n");
        status = status != 0 ? status : 1;
    }
    error_clear(&error);
    free(cli.given);
    return status;
}
