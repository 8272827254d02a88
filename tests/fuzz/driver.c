/* main() of the fuzzing tests: see fuzz.h. With a directory as its argument it writes the seeds there, a file each, and
 * the words as words.dict, in libFuzzer's form. */
#include <locale.h>
#include <string.h>
#include <unistd.h>

#include "fuzz.h"

enum { ROUNDS = 2000, LONGEST = 8192, MOST_CHANGES = 6 };

/* xorshift64*, https://en.wikipedia.org/wiki/Xorshift */
static uint64_t chance(uint64_t *state)
{
    *state ^= *state >> 12;
    *state ^= *state << 25;
    *state ^= *state >> 27;
    return *state * UINT64_C(2685821657736338717);
}

static size_t below(uint64_t *state, size_t limit)
{
    return limit > 0 ? (size_t)(chance(state) % limit) : 0;
}

static size_t count(const char *const *texts)
{
    size_t n = 0;
    while (texts[n] != NULL)
        n++;
    return n;
}

static size_t insert(uint8_t *bytes, size_t length, size_t at, const char *text, size_t text_length)
{
    if (length + text_length > LONGEST)
        return length;
    memmove(bytes + at + text_length, bytes + at, length - at);
    memcpy(bytes + at, text, text_length);
    return length + text_length;
}

static size_t mutate(uint8_t *bytes, size_t length, uint64_t *state)
{
    size_t at = below(state, length + 1);
    size_t end = at + below(state, length - at + 1);
    const char *word;
    char copy[64];
    switch (below(state, 6)) {
    case 0: /* another byte */
        if (at < length)
            bytes[at] = (uint8_t)chance(state);
        return length;
    case 1: /* less */
        memmove(bytes + at, bytes + end, length - end);
        return length - (end - at);
    case 2: /* an end before the end */
        return at;
    case 3: /* a piece twice */
        end = end - at > sizeof copy ? at + sizeof copy : end;
        memcpy(copy, bytes + at, end - at);
        return insert(bytes, length, at, copy, end - at);
    case 4: /* another bit */
        if (at < length)
            bytes[at] ^= (uint8_t)(1u << below(state, 8));
        return length;
    default:
        word = count(fuzz_words) > 0 ? fuzz_words[below(state, count(fuzz_words))] : "";
        return insert(bytes, length, at, word, strlen(word));
    }
}

static uint64_t number(const char *variable, uint64_t usual)
{
    const char *text = getenv(variable);
    return text != NULL && text[0] != '\0' ? strtoull(text, NULL, 10) : usual;
}

static FILE *create(const char *directory, const char *name)
{
    char path[4096];
    int length = snprintf(path, sizeof path, "%s/%s", directory, name);
    FILE *file = length > 0 && (size_t)length < sizeof path ? fopen(path, "w") : NULL;
    if (file == NULL)
        perror(directory);
    return file;
}

static int write_seeds(const char *directory)
{
    for (size_t i = 0; fuzz_seeds[i] != NULL; i++) {
        char name[32];
        (void)snprintf(name, sizeof name, "seed-%zu", i);
        FILE *file = create(directory, name);
        if (file == NULL || fputs(fuzz_seeds[i], file) < 0 || fclose(file) != 0)
            return EXIT_FAILURE;
    }
    FILE *file = create(directory, "words.dict");
    for (size_t i = 0; file != NULL && fuzz_words[i] != NULL; i++) {
        (void)fputc('"', file);
        for (const char *at = fuzz_words[i]; *at != '\0'; at++)
            (void)fprintf(file, "\\x%02X", (unsigned)(unsigned char)*at);
        (void)fputs("\"\n", file);
    }
    return file != NULL && fclose(file) == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}

int main(int argc, char **argv)
{
    static uint8_t bytes[LONGEST];
    uint64_t rounds = number("BRAZIER_FUZZ_ROUNDS", ROUNDS);
    uint64_t state = number("BRAZIER_FUZZ_SEED", 1) * UINT64_C(0x9E3779B97F4A7C15) | 1;
    (void)setlocale(LC_CTYPE, "C.UTF-8");
    if (argc > 1)
        return write_seeds(argv[1]);
    for (uint64_t i = 0; i < rounds; i++) {
        const char *seed = fuzz_seeds[i % count(fuzz_seeds)];
        size_t length = strlen(seed) < LONGEST ? strlen(seed) : LONGEST;
        memcpy(bytes, seed, length);
        for (size_t changes = i < count(fuzz_seeds) ? 0 : 1 + below(&state, MOST_CHANGES); changes > 0; changes--)
            length = mutate(bytes, length, &state);
        /* Exactly as much memory as there are bytes, so that reading past them is seen. */
        uint8_t *exact = malloc(length > 0 ? length : 1);
        if (exact == NULL)
            return 1;
        memcpy(exact, bytes, length);
        (void)LLVMFuzzerTestOneInput(exact, length);
        free(exact);
    }
    printf("1 passed, 0 failed\n");
    return 0;
}
