#include "replay/setup.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "support/json.h"
#include "support/text.h"

/* Mode, source type and settings: with others, the rest of a replay would be mapped in another way than its beginning. */
static char *digest_settings(const struct profile *profile)
{
    char *values = profile->settings != NULL ? json_print(profile->settings) : memory_copy_string("");
    char *text = memory_format("%s %s %s", profile->source_type, profile->mode, values);
    char *digest = memory_format("%016" PRIx64, replay_hash(text, strlen(text)));
    free(text);
    free(values);
    return digest;
}

static const char *target_of(const struct profile *profile, bool through_rudderstack)
{
    return through_rudderstack ? profile->data_plane_url : profile->rest_url;
}

void replay_set_shift(struct replay_mapping *mapping, bool to_now, bool has_moment, int64_t newest_ms, int64_t now_ms)
{
    mapping->shift = to_now;
    mapping->now_ms = now_ms;
    mapping->shift_ms = to_now && has_moment ? now_ms - newest_ms : 0;
}

/* A replay goes on as it was begun: the same place, the same ids, the same shift of moments. */
static bool take_setup(const struct replay_setup *setup, const struct replay_wish *wish, struct replay_mapping *mapping,
                       struct error *error)
{
    if (setup->through_rudderstack != wish->through_rudderstack ||
        !text_equal(setup->target, target_of(mapping->profile, wish->through_rudderstack))) {
        error_set(error, ERROR_CONFIGURATION, "this replay was begun to %s%s", setup->target,
                  setup->through_rudderstack ? " (--via rudderstack)" : "");
        return error_hint(error, "go on with it to there, or begin anew (--restart)");
    }
    if (wish->id_suffix != NULL && !text_equal(setup->id_suffix, wish->id_suffix))
        return error_set(error, ERROR_USAGE, "this replay was begun with another --id-suffix");
    if (wish->says_timestamps && setup->timestamps_now != wish->timestamps_now)
        return error_set(error, ERROR_USAGE, "this replay was begun with --timestamps %s",
                         setup->timestamps_now ? "now" : "keep");
    mapping->id_suffix = setup->id_suffix;
    mapping->shift = setup->timestamps_now;
    mapping->shift_ms = setup->shift_ms;
    return true;
}

static struct replay_record *resume(const char *path, const struct replay_wish *wish, struct replay_mapping *mapping,
                                    int64_t now_ms, bool *changed, struct error *error)
{
    struct replay_record *record = replay_record_resume(path, now_ms, error);
    if (record == NULL)
        return NULL;
    const struct replay_setup *setup = replay_record_setup(record);
    if (!take_setup(setup, wish, mapping, error)) {
        replay_record_close(record);
        return NULL;
    }
    char *digest = digest_settings(mapping->profile);
    *changed = !text_equal(setup->settings, digest);
    free(digest);
    return record;
}

struct replay_record *replay_open_record(const char *path, const struct replay_wish *wish, bool restarts,
                                         struct replay_mapping *mapping, int64_t now_ms, bool *changed,
                                         struct error *error)
{
    *changed = false;
    if (wish->resumes)
        return resume(path, wish, mapping, now_ms, changed, error);
    if (!restarts && replay_record_is_open(path)) {
        error_set(error, ERROR_USAGE, "a replay of %s has been begun and not brought to its end", wish->file);
        error_hint(error, "--resume goes on with it, --restart sends everything again");
        return NULL;
    }
    char *digest = digest_settings(mapping->profile);
    const struct replay_setup setup = { .profile = mapping->profile->name,
                                        .target = target_of(mapping->profile, wish->through_rudderstack),
                                        .file = wish->file,
                                        .id_suffix = wish->id_suffix,
                                        .settings = digest,
                                        .through_rudderstack = wish->through_rudderstack,
                                        .timestamps_now = wish->timestamps_now,
                                        .shift_ms = mapping->shift_ms,
                                        .started_ms = now_ms };
    struct replay_record *record = replay_record_begin(path, &setup, error);
    free(digest);
    return record;
}
