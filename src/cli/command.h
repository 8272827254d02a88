/* Subcommands as data: one table a command, from which the parser, --help, the manual page and the shell
 * completions are all drawn.
 *
 * A file src/cli/<name>.c defines "const struct cli_command cli_<name>"; a line in data/commands.def puts it
 * into the program. A command writes data to stdout and everything else to stderr. */
#ifndef CLI_COMMAND_H
#define CLI_COMMAND_H

#include <stdbool.h>
#include <stddef.h>

#include "support/error.h"

struct cli;

struct cli_option {
    const char *name;     /* long name, without the dashes */
    char letter;          /* one-letter form, or 0 */
    const char *argument; /* what stands for the argument in the help ("FILE"); NULL: the option takes none */
    const char *help;     /* one line, no full stop */
};

struct cli_command {
    const char *name;
    const char *operands;    /* as the usage line shows them: "[STREAM...]"; NULL: none are allowed */
    const char *summary;     /* one line, no full stop */
    const char *description; /* paragraphs for --help and the manual page; may be NULL */
    const char *examples;    /* lines "command  # what it does"; may be NULL */
    const struct cli_option *options; /* ended by a NULL name; NULL: none of its own */
    const struct cli_command *commands; /* verbs of their own, ended by a NULL name; then run is called only without one */
    /* What the operands may be, one after the other; false past the last. NULL: it cannot be listed. */
    bool (*operand)(size_t index, struct cli_option *value);
    const char *operand_title; /* "Streams" */
    /* Does it. Returns false with error filled; the exit status follows from the error's code. NULL: a verb is needed. */
    bool (*run)(const struct cli *cli, struct error *error);
};

/* The options that every command knows: profile, directories, colour, quiet, help. Ended by a NULL name. */
extern const struct cli_option cli_common_options[];

/* All subcommands, in order, ended by NULL. */
extern const struct cli_command *const cli_commands[];

/* Parses argv (the program's whole one), runs the command, tells errors on stderr. Returns the exit status. */
int cli_main(int argc, char **argv);

/* For the commands: what was given. Asking for an option that the command's tables do not have is a programming error. */
bool cli_has(const struct cli *cli, const char *option);
const char *cli_value(const struct cli *cli, const char *option); /* the last one given, or NULL */
size_t cli_value_count(const struct cli *cli, const char *option);
const char *cli_value_at(const struct cli *cli, const char *option, size_t index);
size_t cli_operand_count(const struct cli *cli);
const char *cli_operand(const struct cli *cli, size_t index); /* NULL past the last */

/* A whole number between least and most; fallback if the option was not given. ERROR_USAGE otherwise. */
bool cli_number(const struct cli *cli, const char *option, long long least, long long most, long long fallback,
                long long *number, struct error *error) MUST_CHECK;

/* Exactly this many operands; ERROR_USAGE otherwise. */
bool cli_expect_operands(const struct cli *cli, size_t least, size_t most, struct error *error) MUST_CHECK;

/* Writes the help of a command to stdout, respectively the list of all. path is "brazier profile" or the like. */
void cli_print_help(const struct cli_command *command, const char *path);
void cli_print_overview(void);

/* Tells an error on stderr: "brazier: message" and, on a line of its own, the hint. */
void cli_tell_error(const struct error *error);

#endif
