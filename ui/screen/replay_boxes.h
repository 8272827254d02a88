/* The boxes of Replay: which file to open, where to save a page, whether to send. */
#ifndef UI_SCREEN_REPLAY_BOXES_H
#define UI_SCREEN_REPLAY_BOXES_H

#include <stddef.h>

#include "ui/console.h"
#include "workbench/outbox.h"
#include "workbench/workbench.h"

/* Asks for a file of events. */
void replay_ask_file(struct console *console, struct workbench *workbench);

/* Asks where to save a page of these events (indexes, copied). */
void replay_ask_page(struct console *console, struct workbench *workbench, const size_t *events, size_t count);

/* Asks whether to send the requests, which are taken over, and sends them through the desk's outbox. sent is called when
 * they are on their way. */
void replay_ask_send(struct console *console, struct parcel *parcel, const struct listed_event *event, bool is_tried,
                     void (*sent)(void *context), void *context);

#endif
