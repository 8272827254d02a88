#include "ui/keymap.h"

#include <stdlib.h>
#include <string.h>

#include "support/nearest.h"

#define IN(IDENTIFIER) CONTEXT_BIT(IDENTIFIER)
#define READS DANGER_READS
#define CHANGES DANGER_CHANGES
#define SENDS DANGER_SENDS

/* A screen's key is its place in the table: 1 for the first. */
static const struct action_info infos[ACTION_COUNT] = {
    [ACTION_NONE] = { "", "", 0, "", DANGER_READS, "" },
#define SCREEN(identifier, IDENTIFIER, name, title, help)                                                              \
    [ACTION_SCREEN_##IDENTIFIER] = { name, NULL, CONTEXT_BIT(GLOBAL), "", DANGER_READS, "go to " help },
#include "data/screens.def"
#undef SCREEN
#define ACTION(IDENTIFIER, name, keys, contexts, hint, danger, help)                                                   \
    [ACTION_##IDENTIFIER] = { name, keys, contexts, hint, danger, help },
#include "data/actions.def"
#undef ACTION
};

static const char *const context_titles[CONTEXT_COUNT] = {
#define SCREEN(identifier, IDENTIFIER, name, title, help) [CONTEXT_##IDENTIFIER] = title,
#include "data/screens.def"
#undef SCREEN
#define CONTEXT(IDENTIFIER, title) [CONTEXT_##IDENTIFIER] = title,
#include "data/contexts.def"
#undef CONTEXT
};

struct keymap {
    keypress keys[ACTION_COUNT][KEYMAP_KEYS_EACH];
};

const struct action_info *action_info(enum action action)
{
    return &infos[action];
}

const char *context_title(enum context context)
{
    return context_titles[context];
}

enum action action_find(const char *name)
{
    for (int i = ACTION_NONE + 1; i < ACTION_COUNT; i++)
        if (strcmp(infos[i].name, name) == 0)
            return (enum action)i;
    return ACTION_NONE;
}

static void bind_defaults(struct keymap *keymap, enum action action)
{
    if (infos[action].keys == NULL) { /* a screen */
        keymap->keys[action][0] = (keypress)('0' + (int)action - (int)ACTION_NONE);
        return;
    }
    const char *at = infos[action].keys;
    for (size_t i = 0; i < KEYMAP_KEYS_EACH && *at != '\0'; i++) {
        size_t length = strcspn(at, " ");
        char *name = memory_copy_bytes(at, length);
        if (!keypress_parse(name, &keymap->keys[action][i]))
            abort();
        free(name);
        at += length + (at[length] == ' ' ? 1 : 0);
    }
}

struct keymap *keymap_new(void)
{
    struct keymap *keymap = memory_allocate(1, sizeof *keymap);
    for (int i = ACTION_NONE + 1; i < ACTION_COUNT; i++)
        bind_defaults(keymap, (enum action)i);
    return keymap;
}

void keymap_free(struct keymap *keymap)
{
    free(keymap);
}

static bool tell_unknown_action(const char *name, struct error *error)
{
    const char *names[ACTION_COUNT];
    for (int i = ACTION_NONE + 1; i < ACTION_COUNT; i++)
        names[i - 1] = infos[i].name;
    error_set(error, ERROR_CONFIGURATION, "there is no action \"%s\"", name);
    const char *nearest = nearest_word(name, names, ACTION_COUNT - 1);
    if (nearest != NULL)
        return error_hint(error, "did you mean \"%s\"?", nearest);
    return error_hint(error, "the console's help (?) lists all actions");
}

/* Takes a key from the other actions that have it in one of these contexts. */
static void take_key(struct keymap *keymap, enum action from_others_than, keypress key)
{
    for (int i = ACTION_NONE + 1; i < ACTION_COUNT; i++) {
        if (i == (int)from_others_than || (infos[i].contexts & infos[from_others_than].contexts) == 0)
            continue;
        for (size_t k = 0; k < KEYMAP_KEYS_EACH; k++) {
            if (keymap->keys[i][k] != key)
                continue;
            for (size_t rest = k; rest + 1 < KEYMAP_KEYS_EACH; rest++)
                keymap->keys[i][rest] = keymap->keys[i][rest + 1];
            keymap->keys[i][KEYMAP_KEYS_EACH - 1] = KEYS_NONE;
        }
    }
}

bool keymap_bind(struct keymap *keymap, const char *action_name, const char *const *keys, size_t count,
                 struct error *error)
{
    enum action action = action_find(action_name);
    if (action == ACTION_NONE)
        return tell_unknown_action(action_name, error);
    if (count > KEYMAP_KEYS_EACH)
        return error_set(error, ERROR_CONFIGURATION, "action \"%s\" has %zu keys; %d are possible", action_name, count,
                         KEYMAP_KEYS_EACH);
    keypress codes[KEYMAP_KEYS_EACH] = { KEYS_NONE };
    for (size_t i = 0; i < count; i++) {
        if (!keypress_parse(keys[i], &codes[i])) {
            error_set(error, ERROR_CONFIGURATION, "action \"%s\": \"%s\" is no key", action_name, keys[i]);
            return error_hint(error, "a key is a character or one of Enter, Tab, S-Tab, Space, Esc, Up, Down, Left, "
                                     "Right, Home, End, PgUp, PgDn, Insert, Delete, Backspace, F1 to F12, ^A to ^Z");
        }
    }
    for (size_t i = 0; i < count; i++)
        take_key(keymap, action, codes[i]);
    memcpy(keymap->keys[action], codes, sizeof codes);
    return true;
}

static bool has_key(const struct keymap *keymap, int action, keypress key)
{
    for (size_t k = 0; k < KEYMAP_KEYS_EACH; k++)
        if (keymap->keys[action][k] == key)
            return true;
    return false;
}

enum action keymap_find(const struct keymap *keymap, keypress key, unsigned contexts)
{
    if (key == KEYS_NONE)
        return ACTION_NONE;
    for (unsigned context = 0; context < CONTEXT_COUNT; context++) {
        unsigned bit = 1u << context;
        if ((contexts & bit) == 0)
            continue;
        for (int i = ACTION_NONE + 1; i < ACTION_COUNT; i++)
            if ((infos[i].contexts & bit) != 0 && has_key(keymap, i, key))
                return (enum action)i;
    }
    return ACTION_NONE;
}

keypress keymap_key(const struct keymap *keymap, enum action action, size_t index)
{
    return index < KEYMAP_KEYS_EACH ? keymap->keys[action][index] : KEYS_NONE;
}

keypress keymap_key_in(const struct keymap *keymap, enum action action, unsigned contexts)
{
    for (size_t k = 0; k < KEYMAP_KEYS_EACH; k++)
        if (keymap->keys[action][k] != KEYS_NONE && keymap_find(keymap, keymap->keys[action][k], contexts) == action)
            return keymap->keys[action][k];
    return KEYS_NONE;
}

void keymap_append_key(UT_string *out, const struct keymap *keymap, enum action action)
{
    if (keymap->keys[action][0] != KEYS_NONE)
        keypress_append_name(out, keymap->keys[action][0]);
    else
        utstring_printf(out, "palette");
}

size_t keymap_hints(const struct keymap *keymap, unsigned contexts, int width,
                    const char *(*word)(enum action action, const void *data), const void *data, struct keymap_hint *hints,
                    size_t limit, UT_string *out)
{
    size_t count = 0;
    int used = 0;
    for (int i = ACTION_NONE + 1; i < ACTION_COUNT && count < limit; i++) {
        if ((infos[i].contexts & contexts) == 0 || *infos[i].hint == '\0')
            continue;
        keypress key = keymap_key_in(keymap, (enum action)i, contexts);
        const char *hint = word != NULL ? word((enum action)i, data) : infos[i].hint;
        if (key == KEYS_NONE || hint == NULL)
            continue;
        UT_string name;
        utstring_init(&name);
        keypress_append_name(&name, key);
        int key_width = (int)text_width(utstring_body(&name));
        int whole = key_width + 1 + (int)text_width(hint);
        int gap = count > 0 ? 2 : 0;
        bool fits = used + gap + whole <= width;
        if (fits) {
            utstring_printf(out, "%s%s %s", gap > 0 ? "  " : "", utstring_body(&name), hint);
            hints[count++] = (struct keymap_hint){ (enum action)i, key_width, whole };
            used += gap + whole;
        }
        utstring_done(&name);
        if (!fits)
            break;
    }
    return count;
}

static void append_troff(UT_string *out, const char *text)
{
    for (; *text != '\0'; text++) {
        if (*text == '\\')
            utstring_printf(out, "\\e");
        else if (*text == '^')
            utstring_printf(out, "\\(ha");
        else if (*text == '-')
            utstring_printf(out, "\\-");
        else
            utstring_bincpy(out, text, 1);
    }
}

char *keymap_manual(void)
{
    struct keymap *keymap = keymap_new();
    UT_string out;
    UT_string keys;
    utstring_init(&out);
    utstring_init(&keys);
    for (unsigned context = 0; context < CONTEXT_COUNT; context++) {
        bool titled = false;
        for (int i = ACTION_NONE + 1; i < ACTION_COUNT; i++) {
            if ((infos[i].contexts & (1u << context)) == 0)
                continue;
            if (!titled)
                utstring_printf(&out, ".SS %s\n", context_titles[context]);
            titled = true;
            utstring_clear(&keys);
            for (size_t k = 0; k < KEYMAP_KEYS_EACH && keymap->keys[i][k] != KEYS_NONE; k++) {
                utstring_printf(&keys, k > 0 ? ", " : "");
                keypress_append_name(&keys, keymap->keys[i][k]);
            }
            utstring_printf(&out, ".TP\n.B \"");
            append_troff(&out, utstring_len(&keys) > 0 ? utstring_body(&keys) : "(no key)");
            utstring_printf(&out, "\"\n");
            append_troff(&out, infos[i].help);
            utstring_printf(&out, " (\\fI");
            append_troff(&out, infos[i].name);
            utstring_printf(&out, "\\fR)\n");
        }
    }
    utstring_done(&keys);
    keymap_free(keymap);
    return utstring_body(&out);
}
