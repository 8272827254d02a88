/* A crash gives the terminal back first. */
#ifndef UI_TERM_CRASH_H
#define UI_TERM_CRASH_H

#include <stddef.h>
#include <termios.h>

/* Installs handlers for the signals that end a program by its own fault (SIGSEGV, SIGABRT and the like). On one of them
 * restore is written to output, the terminal's modes are set to modes, what stands in the file log (or -1) and note
 * go to messages, and the signal is raised again. Texts are borrowed until term_crash_disarm(). */
struct term_crash {
    const char *restore;
    size_t restore_length;
    const char *note;
    struct termios modes;
    int output;
    int log;
    int messages;
};
void term_crash_arm(const struct term_crash *crash);

/* While the terminal is given away, or after it was given back, there is nothing to restore. */
void term_crash_disarm(void);

#endif
