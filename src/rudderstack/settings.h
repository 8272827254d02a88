/* The settings of RudderStack's Braze destination: what there is, what it means, and where it applies.
 *
 * The settings themselves are a JSON object as RudderStack keeps it ("config"): a setting per source is an object
 * keyed by source type, every other has one value. The table is data/settings.def. */
#ifndef RUDDERSTACK_SETTINGS_H
#define RUDDERSTACK_SETTINGS_H

#include <cjson/cJSON.h>
#include <stdbool.h>
#include <stddef.h>

#include "rudderstack/source.h"
#include "support/error.h"

enum setting_type {
    SETTING_SWITCH,
    SETTING_CHOICE,  /* one of options */
    SETTING_TEXT,
    SETTING_LIST,    /* of objects with one text under item_key */
    SETTING_CONSENT  /* list of {provider, resolutionStrategy, consents: [{consent}]} */
};

struct setting {
    const char *key;
    const char *label;                 /* as the dashboard shows it */
    const char *const *former_labels;  /* older dashboards and documentation; ended by NULL. NULL: none */
    const char *section;               /* of the form */
    const char *help;                  /* sentences */
    const char *const *traps;          /* one line each, ended by NULL. NULL: none */
    enum setting_type type;
    const char *default_json;          /* NULL: no value */
    bool per_source;
    unsigned modes;                    /* where it has an effect: sets of MODE_BIT, SOURCE_BIT */
    unsigned sources;
    unsigned calls;                    /* the call types it acts on (CALL_BIT); 0: not tied to calls */
    const char *not_in_mode;           /* why it has no effect in another mode; NULL: nothing special to say */
    const char *not_for_source;
    const char *const *options;        /* of a choice, ended by NULL */
    const char *const *option_labels;  /* beside options; NULL: the options speak for themselves */
    bool options_by_source;            /* a source type offers only the modes it has */
    const char *item_key;              /* of a list */
    size_t least, most;                /* characters of a text or of an entry, unless it is a template; 0, 0: any */
    const char *needs_key, *needs_json; /* only looked at while that setting has that value */
    const char *required;              /* when the schema demands it; NULL: never */
    bool only_if_required;             /* the schema checks the value only while it demands it */
    bool secret;                       /* never shown whole */
    bool client;                       /* handed to the client SDKs */
    bool deprecated;
    bool unpublished;                  /* not in the published schema */
};

/* All settings in the order of the form, and how many. */
extern const struct setting settings[];
extern const size_t settings_count;

/* By key, exactly; NULL if there is none. */
const struct setting *setting_find(const char *key);

/* The key that is most like a mistyped one, or NULL. */
const char *setting_nearest(const char *key);

/* What a setting has for a source type, borrowed from config; NULL if it is not set. A value per source that
 * stands there already flattened is taken as it is. */
const cJSON *setting_value(const struct setting *setting, const cJSON *config, enum source_type type);

/* Its default as a JSON value that the caller frees; NULL if it has none. */
cJSON *setting_default(const struct setting *setting);

/* Whether it has an effect on this source type in this mode with these settings. If not, *reason (may be NULL) says
 * why: a sentence without full stop that lives as long as the program. config may be NULL: then what other
 * settings say is left aside. */
bool setting_applies(const struct setting *setting, const cJSON *config, enum source_type type, enum connection_mode mode,
                     const char **reason);

/* Reads what an operator typed as a value of the setting, for one source type: on, off, true, false, yes, no; an
 * option or its label; a text; names with commas between, or a JSON list. The caller frees it.
 * NULL: ERROR_USAGE with what was expected. */
cJSON *setting_parse(const struct setting *setting, enum source_type type, const char *text, struct error *error) MUST_CHECK;

/* How a value (NULL: not set) is shown in one line: on, off, an option's label, entries with commas between, "-" for
 * none; a secret masked. The caller frees it. */
char *setting_show(const struct setting *setting, const cJSON *value);

/* Puts a value, which config takes over, into config; a NULL value takes the setting out. A setting per source is
 * changed for this type only. */
void setting_put(const struct setting *setting, cJSON *config, enum source_type type, cJSON *value);

/* The settings as one source sees them: values per source reduced to its own, and dynamic parts left alone. With
 * client only what RudderStack hands to client SDKs. The caller frees it. */
cJSON *settings_flatten(const cJSON *config, enum source_type type, bool client);

/* The connection mode of a source type; false if it is not set, or to something unknown. */
bool settings_mode(const cJSON *config, enum source_type type, enum connection_mode *mode);

#endif
