/* Cloud mode: the kinds of RudderStack's transformer. */
#include "tests/conform.h"

const struct conform_kind conform_cloud_kinds[] = {
    { NULL, NULL },
};
