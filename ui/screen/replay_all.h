/* The boxes before many events are sent together: how, and whether. */
#ifndef UI_SCREEN_REPLAY_ALL_H
#define UI_SCREEN_REPLAY_ALL_H

#include "ui/console.h"
#include "workbench/selection.h"

/* Asks how the selection, which is taken over, is to be sent; then whether. begun is called when it is on its way. */
void replay_ask_all(struct console *console, struct selection *selection, void (*begun)(void *context), void *context);

/* A dry run of the selection, which is taken over, without any question. */
void replay_try_all(struct console *console, struct selection *selection);

#endif
