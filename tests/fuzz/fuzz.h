/* Fuzzing as a test: a target takes any bytes and must neither crash nor break its promises. Under "make check" it gets
 * mutations of its seeds from a fixed source of chance (BRAZIER_FUZZ_ROUNDS says how many, BRAZIER_FUZZ_SEED which); the
 * name of the function is libFuzzer's, so that it can be built with clang -fsanitize=fuzzer as well. */
#ifndef FUZZ_H
#define FUZZ_H

#include <stddef.h>
#include <stdint.h>

/* Returns 0. A broken promise is an abort(). */
int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t length);

/* What to begin with, and words to put in here and there; both ended by NULL. */
extern const char *const fuzz_seeds[];
extern const char *const fuzz_words[];

/* Like assert(), also where NDEBUG is set. */
#define FUZZ_EXPECT(condition) fuzz_expect((condition), #condition, __FILE__, __LINE__)
static inline void fuzz_expect(int holds, const char *condition, const char *file, int line);

#include <stdio.h>
#include <stdlib.h>

static inline void fuzz_expect(int holds, const char *condition, const char *file, int line)
{
    if (holds)
        return;
    (void)fprintf(stderr, "%s:%d: %s does not hold\n", file, line, condition);
    abort();
}

#endif
