#include "ui/version.h"

#include <curses.h>

const char *ui_curses_version(void)
{
    return curses_version();
}
