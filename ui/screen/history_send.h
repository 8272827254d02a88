/* Sending a request of the journal again, reading back the users it was about, and going back to events. */
#ifndef UI_SCREEN_HISTORY_SEND_H
#define UI_SCREEN_HISTORY_SEND_H

#include "journal/journal.h"
#include "ui/console.h"

struct history_sender;

struct history_sender *history_sender_new(struct console *console);

/* What is on its way goes on, and nobody is told. NULL is allowed. */
void history_sender_free(struct history_sender *sender);

/* Reads are sent at once, writes after the question. */
void history_send_again(struct history_sender *sender, const struct journal_entry *entry);
void history_read_back(struct history_sender *sender, const struct journal_entry *entry);

/* Lists the events that become the request in Replay, and goes there. */
void history_load(struct console *console, const struct journal_entry *entry);

#endif
