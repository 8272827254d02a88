/* A loop for commands that take a while: runs a session, and notices when the operator wants to stop. */
#ifndef CLI_INTERRUPT_H
#define CLI_INTERRUPT_H

#include <stdbool.h>

#include "session.h"

struct cli_interrupt {
    int descriptor; /* of the signals; -1: they cannot be watched, and end the program as usual */
    unsigned count; /* how often the operator asked to stop */
};

/* From here on SIGINT, SIGTERM and SIGHUP are counted instead of ending the program. */
void cli_interrupt_begin(struct cli_interrupt *interrupt);
void cli_interrupt_end(struct cli_interrupt *interrupt);

/* Waits until something is due in the session (at most timeout_ms; -1: no limit), does it, and counts signals.
 * Returns how often the operator has asked to stop since cli_interrupt_begin(). */
unsigned cli_interrupt_run(struct cli_interrupt *interrupt, struct session *session, int timeout_ms);

#endif
