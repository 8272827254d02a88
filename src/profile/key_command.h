/* A command that prints a key, run as a child without a shell and watched through one descriptor.
 *
 * The loop waits until key_command_descriptor() is readable and calls key_command_continue(), until that says that
 * the command has ended: it exited, it ran over its time, or it printed too much. Nothing here blocks. */
#ifndef PROFILE_KEY_COMMAND_H
#define PROFILE_KEY_COMMAND_H

#include <stdbool.h>
#include <stdint.h>

#include "support/error.h"
#include "support/secret.h"

struct key_command;

enum { KEY_COMMAND_TIMEOUT_MS = 10000 };

enum key_command_terminal {
    KEY_COMMAND_KEEPS_TERMINAL, /* the command may ask for a pass phrase on the terminal */
    KEY_COMMAND_LOSES_TERMINAL  /* a session of its own: the console's screen is not the command's to write on */
};

/* Starts command (found through PATH) with the environment, its stdin empty. NULL: ERROR_CONFIGURATION. */
struct key_command *key_command_start(char *const *command, char *const *environment, int64_t timeout_ms,
                                      enum key_command_terminal terminal, struct error *error) MUST_CHECK;

/* Readable when there is something to do; owned by the command. */
int key_command_descriptor(const struct key_command *command);

/* Does what there is to do; true when the command has ended. */
bool key_command_continue(struct key_command *command);

/* After the end: the key, the caller's to free. ERROR_CONFIGURATION with the exit status and the first line of what the
 * command said on stderr where it failed. what is what messages call the key. */
bool key_command_take(struct key_command *command, const char *what, struct secret **key,
                      struct error *error) MUST_CHECK;

/* Ends the command if it still runs, and wipes what it printed. NULL is allowed. */
void key_command_free(struct key_command *command);

#endif
