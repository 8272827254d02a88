#include "ui/screen/profile_details.h"

#include <stdlib.h>
#include <string.h>

#include "support/date.h"
#include "support/text.h"

enum { LABEL_COLUMNS = 14 };

static void add(struct text_pane *pane, const char *label, const char *text)
{
    text_pane_add_field(pane, label, LABEL_COLUMNS, text);
}

static void add_with_role(struct text_pane *pane, const char *label, enum role role, const char *text)
{
    char *visible = text_visible(text, strlen(text));
    text_pane_add_pair(pane, ROLE_LABEL, label, LABEL_COLUMNS, role, visible);
    free(visible);
}

static void add_error(struct text_pane *pane, const struct profile_entry *entry)
{
    add_with_role(pane, "broken", ROLE_BAD, entry->error.message);
    if (entry->error.hint != NULL)
        add(pane, "what to do", entry->error.hint);
    add(pane, "", "The other profiles are not touched by it.");
}

/* "••••3f1a  acme.conf:4", "from the variable NAME", "from the command ["pass","show"]". */
static void add_key(struct text_pane *pane, const char *label, const struct profile *profile, enum profile_field first)
{
    static const char *const froms[] = { "", "from the variable ", "from the command " };
    for (int i = 0; i < 3; i++) {
        enum profile_field field = (enum profile_field)((int)first + i);
        if (!profile_has(profile, field))
            continue;
        char *text = profile_text(profile, field);
        char *origin = profile_origin_text(profile, field);
        if (*text != '\0') {
            char *line = memory_format("%s%s  (%s)", froms[i], text, origin);
            add(pane, label, line);
            free(line);
        }
        free(text);
        free(origin);
    }
}

static bool has_key(const struct profile *profile, enum profile_field first)
{
    return profile_has(profile, first) || profile_has(profile, (enum profile_field)((int)first + 1)) ||
           profile_has(profile, (enum profile_field)((int)first + 2));
}

static void add_test(struct text_pane *pane, const struct desk *desk, const char *name)
{
    struct desk_test test;
    desk_test_read(desk, name, &test);
    if (test.is_running) {
        add(pane, "last test", "running");
        return;
    }
    if (!test.is_known) {
        add(pane, "last test", "none yet, of the profile as it is now");
        return;
    }
    add_with_role(pane, "last test", test.works ? ROLE_GOOD : ROLE_BAD, test.sentence);
    if (test.hint != NULL)
        add(pane, "", test.hint);
}

void profile_details_fill(struct text_pane *pane, const struct desk *desk, const struct profile_entry *entry)
{
    const struct profile *profile = entry->profile;
    if (profile == NULL) {
        add_error(pane, entry);
        return;
    }
    add_test(pane, desk, entry->name);
    char *text = memory_format("%s%s%s", profile->instance != NULL ? profile->instance->id : "custom",
                               profile->rest_url != NULL ? "  " : "", profile->rest_url != NULL ? profile->rest_url : "");
    add(pane, "instance", text);
    free(text);
    if (has_key(profile, PROFILE_API_KEY))
        add_key(pane, "REST key", profile, PROFILE_API_KEY);
    else
        add_with_role(pane, "REST key", ROLE_WARNING, "none");
    add_key(pane, "app key", profile, PROFILE_APP_KEY);
    add_key(pane, "write key", profile, PROFILE_WRITE_KEY);
    text = memory_format("%s, %s mode", profile->source_type, profile->mode);
    add(pane, "source", text);
    free(text);
    if (profile->data_plane_url != NULL)
        add(pane, "data plane", profile->data_plane_url);
    if (profile->workspace != NULL)
        add(pane, "workspace", profile->workspace);
    char day[DATE_DAY_SIZE];
    if (profile->start_day != PROFILE_NO_DAY) {
        date_format_day(profile->start_day, day);
        add(pane, "export from", day);
    }
    bool production = profile_is_production(profile);
    text = memory_format("%s, %s", production ? "PRODUCTION" : profile->environment,
                         profile->read_only ? "read-only: nothing that changes data at Braze is sent"
                         : production       ? "what changes data at Braze is sent after a typed confirmation"
                                            : "what changes data at Braze is sent after a confirmation");
    add_with_role(pane, "safety", production ? ROLE_WARNING : ROLE_TEXT, text);
    free(text);
    if (profile->path != NULL)
        add(pane, "file", profile->path);
    for (size_t i = 0; i < profile->warning_count; i++)
        add_with_role(pane, i == 0 ? "warning" : "", ROLE_WARNING, profile->warnings[i]);
}
