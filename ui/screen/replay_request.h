/* What is sent, line by line, with a cursor: request lines, headers and bodies, and the calls of the Braze SDK. Each line of a
 * body knows where it stands in the preview. */
#ifndef UI_SCREEN_REPLAY_REQUEST_H
#define UI_SCREEN_REPLAY_REQUEST_H

#include <stdbool.h>
#include <stddef.h>

#include "session.h"
#include "ui/canvas.h"
#include "ui/view.h"
#include "workbench/parcel.h"
#include "workbench/trial.h"

struct replay_request;

struct replay_request *replay_request_new(void);
void replay_request_free(struct replay_request *pane);

/* Shows the preview of a trial, its requests as the session would send them. The cursor stays on the line with the same
 * place in the preview. */
void replay_request_fill(struct replay_request *pane, const struct session *session, const struct trial *trial);

/* Shows why there is no preview instead. */
void replay_request_fill_trouble(struct replay_request *pane, const char *message);

/* Where the cursor stands: the index of the request (SIZE_MAX: in an SDK call) and a JSON Pointer as preview's explanation has
 * it; NULL on a line without. Borrowed. */
const char *replay_request_place(const struct replay_request *pane, size_t *request);

void replay_request_paint(struct replay_request *pane, struct canvas *canvas, struct rect rect, bool focused);
bool replay_request_move(struct replay_request *pane, enum action action);

#endif
