#include <langinfo.h>
#include <locale.h>
#include <signal.h>
#include <string.h>

#include "cli/command.h"
#include "support/secret.h"

int main(int argc, char **argv)
{
    secret_protect_process();
    /* Only the characters follow the locale: numbers and dates in files and on the wire must not. Where it is not
     * UTF-8, widths are still looked up as UTF-8's: what comes from Braze is. */
    if (setlocale(LC_CTYPE, "") == NULL || strcmp(nl_langinfo(CODESET), "UTF-8") != 0)
        (void)setlocale(LC_CTYPE, "C.UTF-8");
    (void)signal(SIGPIPE, SIG_IGN);
    (void)signal(SIGXFSZ, SIG_IGN); /* then a write beyond the limit fails, and that is told */
    return cli_main(argc, argv);
}
