/* The version of the library that draws the console. */
#ifndef UI_VERSION_H
#define UI_VERSION_H

/* "ncurses 6.4.20221231"; static. */
const char *ui_curses_version(void);

#endif
