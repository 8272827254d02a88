/* The one table of actions, and which keys they are on. It drives what a key does, the hint line, the help, the
 * palette, the file brazier.conf and the manual page. */
#ifndef UI_KEYMAP_H
#define UI_KEYMAP_H

#include <stdbool.h>
#include <stddef.h>

#include "support/error.h"
#include "support/text.h"
#include "ui/keypress.h"

enum action {
    ACTION_NONE,
#define SCREEN(identifier, IDENTIFIER, name, title, help) ACTION_SCREEN_##IDENTIFIER,
#include "data/screens.def"
#undef SCREEN
#define ACTION(IDENTIFIER, name, keys, contexts, hint, danger, help) ACTION_##IDENTIFIER,
#include "data/actions.def"
#undef ACTION
    ACTION_COUNT
};

/* From the special to the general: where two contexts bind a key, the first one wins. */
enum context {
#define SCREEN(identifier, IDENTIFIER, name, title, help) CONTEXT_##IDENTIFIER,
#include "data/screens.def"
#undef SCREEN
#define CONTEXT(IDENTIFIER, title) CONTEXT_##IDENTIFIER,
#include "data/contexts.def"
#undef CONTEXT
    CONTEXT_COUNT
};

#define CONTEXT_BIT(IDENTIFIER) (1u << CONTEXT_##IDENTIFIER)

enum danger { DANGER_READS, DANGER_CHANGES, DANGER_SENDS };

struct action_info {
    const char *name;
    const char *keys;
    unsigned contexts; /* CONTEXT_BIT() joined */
    const char *hint;
    enum danger danger;
    const char *help;
};

const struct action_info *action_info(enum action action);
const char *context_title(enum context context);

/* ACTION_NONE if there is no such name. */
enum action action_find(const char *name);

enum { KEYMAP_KEYS_EACH = 4 };

struct keymap;

/* The default keys. */
struct keymap *keymap_new(void);
void keymap_free(struct keymap *keymap);

/* Puts the action on these keys (names as keypress_parse() reads them) instead of those it had; a key that another action
 * had in the same place is taken from it. No keys at all unbinds it. ERROR_CONFIGURATION: an unknown action (the
 * hint names the nearest), an unknown key, too many keys. */
bool keymap_bind(struct keymap *keymap, const char *action, const char *const *keys, size_t count, struct error *error)
    MUST_CHECK;

/* What the key does where these contexts hold; ACTION_NONE: nothing. */
enum action keymap_find(const struct keymap *keymap, keypress key, unsigned contexts);

/* The i-th key of an action, or KEYS_NONE. */
keypress keymap_key(const struct keymap *keymap, enum action action, size_t index);

/* The first key of an action that does that action where these contexts hold (a special binding can hide it);
 * KEYS_NONE if there is none. */
keypress keymap_key_in(const struct keymap *keymap, enum action action, unsigned contexts);

/* Appends the name of the action's first key, or "palette" where it has none, for messages ("press %s"). */
void keymap_append_key(UT_string *out, const struct keymap *keymap, enum action action);

/* Appends "key hint  key hint" for the actions of these contexts, as many whole ones as fit into width columns.
 * word says the hint of an action, or NULL to leave it out (word NULL: all, by the table's hints). */
struct keymap_hint {
    enum action action;
    int key_width; /* columns of the key's name, which stands first */
    int width;     /* columns of all of it */
};
size_t keymap_hints(const struct keymap *keymap, unsigned contexts, int width,
                    const char *(*word)(enum action action, const void *data), const void *data, struct keymap_hint *hints,
                    size_t limit, UT_string *out);

/* Writes the default keys as a section of a manual page (troff, macros of man(7)); the caller frees it. */
char *keymap_manual(void);

#endif
