/* What the Check programs share: a main() that runs one suite, each test in a process of its own. */
#ifndef UNIT_H
#define UNIT_H

#include <check.h>
#include <locale.h>
#include <stdlib.h>

#include "place.h"

static inline int unit_run(Suite *suite)
{
    if (setlocale(LC_CTYPE, "C.UTF-8") == NULL)
        return EXIT_FAILURE;
    place_begin();
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_ENV);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}

#endif
