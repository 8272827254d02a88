#include "rudderstack/pointer.h"

#include "support/text.h"

static const char *member(struct arena *arena, const char *path, const char *name)
{
    UT_string joined;
    utstring_init(&joined);
    utstring_printf(&joined, "%s/", path);
    for (; *name != '\0'; name++) {
        if (*name == '~' || *name == '/')
            utstring_printf(&joined, *name == '~' ? "~0" : "~1");
        else
            utstring_bincpy(&joined, name, 1);
    }
    const char *copy = arena_copy(arena, utstring_body(&joined), utstring_len(&joined));
    utstring_done(&joined);
    return copy;
}

const char *pointer_child(struct arena *arena, const char *path, const cJSON *parent, const cJSON *child, size_t index)
{
    return js_is_object(parent) ? member(arena, path, child->string) : arena_format(arena, "%s/%zu", path, index);
}
