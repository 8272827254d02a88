/* Temporary directories for test programs. All of them are in one of the program's own, below $TMPDIR or /tmp, which is
 * removed with all that is in it when the program ends. */
#ifndef PLACE_H
#define PLACE_H

/* Makes the program's own directory, unless it has one: the process that does so removes it at its exit(). Called before
 * tests are forked, it has nothing left behind by a test that fails, crashes or runs out of time. */
void place_begin(void);

/* A new, empty directory; its path is for place_remove(), or free() where it stays until the end. Ends the program where
 * none can be made. */
char *place_make(void);

/* Removes it with all that is in it, or what is left of it, and frees its path. NULL is fine. */
void place_remove(char *place);

#endif
