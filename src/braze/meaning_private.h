/* Tables behind what an answer means. Private to src/braze. */
#ifndef BRAZE_MEANING_PRIVATE_H
#define BRAZE_MEANING_PRIVATE_H

/* "502 Bad Gateway", or the number alone; the caller frees it. */
char *meaning_status_text(int status);

/* What to do about a text with which Braze refuses a request; NULL: nothing particular. */
const char *meaning_refusal_hint(const char *said);

#endif
