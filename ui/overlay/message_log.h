/* The messages of this run in full, newest first. */
#ifndef UI_OVERLAY_MESSAGE_LOG_H
#define UI_OVERLAY_MESSAGE_LOG_H

#include "ui/view.h"

struct view *message_log_new(struct console *console);

#endif
