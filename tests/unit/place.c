#include "place.h"

#include <errno.h>
#include <ftw.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum { DESCRIPTORS = 16 };

static char *root;
static pid_t owner;

static _Noreturn void fail(const char *path)
{
    (void)fprintf(stderr, "no temporary directory %s: %s\n", path, strerror(errno));
    exit(EXIT_FAILURE);
}

static int remove_entry(const char *path, const struct stat *status, int kind, struct FTW *where)
{
    (void)status;
    (void)kind;
    (void)where;
    (void)remove(path);
    return 0;
}

static void remove_all(const char *path)
{
    (void)nftw(path, remove_entry, DESCRIPTORS, FTW_DEPTH | FTW_PHYS);
    if (access(path, F_OK) == 0)
        (void)fprintf(stderr, "%s is left\n", path);
}

static void end(void)
{
    if (getpid() != owner)
        return;
    remove_all(root);
    free(root);
    root = NULL;
}

void place_begin(void)
{
    if (root != NULL)
        return;
    const char *parent = getenv("TMPDIR");
    if (parent == NULL || parent[0] != '/')
        parent = "/tmp";
    if (asprintf(&root, "%s/brazier-XXXXXX", parent) < 0 || mkdtemp(root) == NULL)
        fail(parent);
    owner = getpid();
    if (atexit(end) != 0)
        fail(root);
}

char *place_make(void)
{
    static unsigned count;
    char *place = NULL;
    place_begin();
    do {
        free(place);
        if (asprintf(&place, "%s/%u", root, ++count) < 0)
            fail(root);
    } while (mkdir(place, 0700) != 0 && errno == EEXIST);
    if (access(place, W_OK) != 0)
        fail(place);
    return place;
}

void place_remove(char *place)
{
    if (place != NULL)
        remove_all(place);
    free(place);
}
