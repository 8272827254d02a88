/* "Did you mean ...": the known word that a mistyped one is closest to. */
#ifndef SUPPORT_NEAREST_H
#define SUPPORT_NEAREST_H

#include <stddef.h>

/* The candidate that word turns into with the fewest insertions, deletions, replacements and swaps of
 * neighbours, ignoring the case of ASCII letters; NULL if every one differs in more than a third of its
 * characters (at least one, so that short words still match). The result is borrowed from candidates.
 * Words longer than 100 bytes are near to nothing. */
const char *nearest_word(const char *word, const char *const *candidates, size_t count);

#endif
