/* Settings on stdout, as text for people or as JSON. */
#ifndef CLI_SETTINGS_SHOW_H
#define CLI_SETTINGS_SHOW_H

#include <cjson/cJSON.h>
#include <stdbool.h>

#include "rudderstack/settings.h"
#include "support/error.h"

/* Whose settings, and for which source in which mode. */
struct settings_view {
    cJSON *config;
    enum source_type type;
    enum connection_mode mode;
};

void settings_show_all(const struct settings_view *view, bool json);
void settings_show_one(const struct settings_view *view, const struct setting *setting, bool json);

/* Problems and warnings; ERROR_CONFIGURATION if there are problems. */
bool settings_show_check(const struct settings_view *view, bool json, struct error *error) MUST_CHECK;

#endif
