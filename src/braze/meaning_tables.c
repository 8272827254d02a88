#include <string.h>
#include <strings.h>

#include "braze/meaning_private.h"
#include "support/memory.h"

char *meaning_status_text(int status)
{
    static const struct {
        int number;
        const char *words;
    } statuses[] = {
#define STATUS(number, words) { number, words },
#include "data/statuses.def"
#undef STATUS
    };
    for (size_t i = 0; i < sizeof statuses / sizeof *statuses; i++)
        if (statuses[i].number == status)
            return memory_format("%d %s", status, statuses[i].words);
    return memory_format("%d", status);
}

const char *meaning_refusal_hint(const char *said)
{
    static const struct {
        const char *beginning;
        const char *hint;
    } refusals[] = {
#define REFUSAL(beginning, hint) { beginning, hint },
#include "data/refusals.def"
#undef REFUSAL
    };
    for (size_t i = 0; i < sizeof refusals / sizeof *refusals; i++)
        if (strncasecmp(refusals[i].beginning, said, strlen(refusals[i].beginning)) == 0)
            return refusals[i].hint;
    return NULL;
}
