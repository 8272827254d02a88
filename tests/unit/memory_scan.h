/* Looking for copies of a key in the memory of the test itself. */
#ifndef MEMORY_SCAN_H
#define MEMORY_SCAN_H

#include <check.h>
#include <fcntl.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

/* False under the address sanitizer, which keeps what was freed. */
static inline bool memory_scan_works(void)
{
#if defined(__SANITIZE_ADDRESS__)
    return false;
#elif defined(__has_feature)
#if __has_feature(address_sanitizer)
    return false;
#endif
#endif
    return true;
}

/* The key is put together here, so that the program's own text does not hold it. */
static inline void memory_scan_key(char key[40])
{
    for (int i = 0; i < 36; i++)
        key[i] = (char)('A' + (i * 7 + 3) % 26);
    key[36] = '\0';
}

/* How often the bytes stand in writable memory, besides at pattern itself. */
static inline size_t memory_scan_count(const char *pattern, size_t length)
{
    enum { OVERLAP = 64 };
    static char bytes[1 << 16];
    char line[512];
    size_t found = 0;
    FILE *maps = fopen("/proc/self/maps", "r");
    int memory = open("/proc/self/mem", O_RDONLY);
    ck_assert(maps != NULL && memory >= 0 && length <= OVERLAP);
    while (fgets(line, sizeof line, maps) != NULL) {
        unsigned long begin = 0, end = 0;
        char mode[5] = "";
        if (sscanf(line, "%lx-%lx %4s", &begin, &end, mode) != 3 || mode[1] != 'w' || strstr(line, "[v") != NULL)
            continue;
        for (unsigned long at = begin; at < end; at += sizeof bytes - OVERLAP) {
            ssize_t got = pread(memory, bytes, end - at < sizeof bytes ? end - at : sizeof bytes, (off_t)at);
            /* What begins in the overlap is found in the next piece. */
            for (ssize_t i = 0; i + (ssize_t)length <= got && i < (ssize_t)(sizeof bytes - OVERLAP); i++) {
                unsigned long place = at + (unsigned long)i;
                bool own = place == (unsigned long)pattern ||
                           (place >= (unsigned long)bytes && place < (unsigned long)bytes + sizeof bytes);
                if (!own && memcmp(bytes + i, pattern, length) == 0)
                    found++;
            }
        }
    }
    fclose(maps);
    close(memory);
    return found;
}

#endif
