/* Signals that stop a command, as something its loop can wait for. */
#ifndef CLI_STOP_H
#define CLI_STOP_H

/* A descriptor that is readable once SIGINT, SIGTERM or SIGHUP came; the signals themselves do nothing any more. One
 * that was ignored from the start, as by nohup, stays so. -1 if there is none to be had. The caller closes it. */
int stop_watch(void);

#endif
