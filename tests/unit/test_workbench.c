#include <string.h>
#include <unistd.h>

#include "support/date.h"
#include "support/file.h"
#include "support/json.h"
#include "place.h"
#include "unit.h"
#include "replay/record.h"
#include "workbench/events_of.h"
#include "workbench/selection.h"
#include "workbench/trial.h"
#include "workbench/workbench.h"

static char *root;
static struct paths paths;

static void set_up(void)
{
    struct error error = ERROR_INIT;
    root = place_make();
    ck_assert(paths_init(&paths, root, root, root, &error));
}

static void tear_down(void)
{
    place_remove(root);
    paths_clear(&paths);
}

static struct profile *make_profile(void)
{
    struct profile *profile = profile_new("acme");
    ck_assert(profile_set(profile, PROFILE_REST_URL, "http://127.0.0.1:9", NULL));
    profile_set_setting(profile, "dataCenter", json_string("EU-01"));
    return profile;
}

static struct draft *make_draft(void)
{
    struct profile *profile = make_profile();
    struct draft *draft = draft_new(profile);
    profile_free(profile);
    return draft;
}

static struct workbench *make_workbench(void)
{
    struct profile *profile = make_profile();
    struct workbench *workbench = workbench_new(profile);
    profile_free(profile);
    return workbench;
}

static const struct setting *find(const char *key)
{
    const struct setting *setting = setting_find(key);
    ck_assert_ptr_nonnull(setting);
    return setting;
}

static void flip(struct draft *draft, const char *key)
{
    struct error error = ERROR_INIT;
    ck_assert_msg(draft_flip(draft, find(key), &error), "%s", error.message);
}

static void write_events(const char *text)
{
    char *path = file_join(root, "events.jsonl");
    ck_assert(file_write_atomic(path, NULL, 0600, text, strlen(text), NULL));
    free(path);
}

static void open_events(struct event_list *list)
{
    struct error error = ERROR_INIT;
    char *path = file_join(root, "events.jsonl");
    ck_assert_msg(event_list_open(list, path, &error), "%s", error.message);
    free(path);
    while (event_list_step(list, date_monotonic_ms() + 1000))
        continue;
}

START_TEST(a_change_is_a_step_that_can_be_taken_back)
{
    struct draft *draft = make_draft();
    const struct setting *dedup = find("supportDedup");
    ck_assert_ptr_null(draft_last_step(draft));
    ck_assert_ptr_null(draft_value(draft, dedup));
    flip(draft, "supportDedup");
    ck_assert(cJSON_IsTrue(draft_value(draft, dedup)));
    ck_assert(draft_is_changed(draft, dedup));
    ck_assert_uint_eq(draft_changed_count(draft), 1);
    ck_assert_str_eq(draft_last_step(draft), "Deduplicate Traits: not set, now on");
    ck_assert_ptr_eq(draft_last_setting(draft), dedup);
    flip(draft, "supportDedup");
    ck_assert(cJSON_IsFalse(draft_value(draft, dedup)));
    ck_assert_str_eq(draft_last_step(draft), "Deduplicate Traits: on, now off");
    ck_assert(draft_undo(draft));
    ck_assert(cJSON_IsTrue(draft_value(draft, dedup)));
    ck_assert(draft_undo(draft));
    ck_assert_uint_eq(draft_changed_count(draft), 0);
    ck_assert(!draft_undo(draft));
    draft_free(draft);
}
END_TEST

START_TEST(more_steps_than_are_kept_forget_the_oldest)
{
    struct draft *draft = make_draft();
    for (int i = 0; i < DRAFT_STEPS_KEPT + 3; i++)
        flip(draft, "supportDedup");
    int taken_back = 0;
    while (draft_undo(draft))
        taken_back++;
    ck_assert_int_eq(taken_back, DRAFT_STEPS_KEPT);
    draft_free(draft);
}
END_TEST

START_TEST(what_cannot_be_changed_says_why_and_changes_nothing)
{
    struct draft *draft = make_draft();
    struct error error = ERROR_INIT;
    unsigned long version = draft_version(draft);
    ck_assert(!draft_change(draft, find("restApiKey"), json_string("k"), &error));
    ck_assert_str_eq(error.message, "Rest API Key: it is a key of the profile, which Connections edits");
    ck_assert(!draft_change(draft, find("dataCenter"), json_string("XX-01"), &error));
    ck_assert(!draft_change(draft, find("dataCenter"), json_string("EU-01"), &error));
    ck_assert_str_eq(error.message, "Data Center: it has that value already");
    ck_assert(!draft_flip(draft, find("whitelistedEvents"), &error));
    ck_assert(!draft_look_in(draft, MODE_CLOUD, NULL) || draft_undo(draft));
    draft_look_from(draft, SOURCE_AMP);
    ck_assert(!draft_look_in(draft, MODE_DEVICE, &error));
    ck_assert_str_eq(error.message, "AMP has no device mode");
    ck_assert(draft_undo(draft));
    ck_assert_uint_ne(version, draft_version(draft));
    ck_assert_uint_eq(draft_changed_count(draft), 0);
    error_clear(&error);
    draft_free(draft);
}
END_TEST

START_TEST(a_choice_goes_around_the_options_that_the_source_type_has)
{
    struct draft *draft = make_draft();
    draft_look_from(draft, SOURCE_FLUTTER); /* no hybrid mode */
    ck_assert_int_eq(draft_now(draft).mode, MODE_CLOUD);
    flip(draft, "connectionMode");
    ck_assert_str_eq(draft_value(draft, find("connectionMode"))->valuestring, "cloud");
    flip(draft, "connectionMode");
    ck_assert_str_eq(draft_value(draft, find("connectionMode"))->valuestring, "device");
    ck_assert_int_eq(draft_now(draft).mode, MODE_DEVICE); /* it is looked at in the mode that was set */
    flip(draft, "connectionMode");
    ck_assert_str_eq(draft_value(draft, find("connectionMode"))->valuestring, "cloud");
    draft_free(draft);
}
END_TEST

START_TEST(looking_from_elsewhere_changes_no_setting)
{
    struct draft *draft = make_draft();
    struct error error = ERROR_INIT;
    ck_assert(draft_look_in(draft, MODE_HYBRID, &error));
    ck_assert_str_eq(draft_last_step(draft), "mode: cloud, now hybrid");
    ck_assert_int_eq(draft_now(draft).mode, MODE_HYBRID);
    ck_assert_int_eq(draft_before(draft).mode, MODE_CLOUD);
    ck_assert_int_eq(draft_saved(draft).mode, MODE_HYBRID);
    draft_look_from(draft, SOURCE_WAREHOUSE);
    ck_assert_int_eq(draft_now(draft).mode, MODE_CLOUD);
    ck_assert_uint_eq(draft_changed_count(draft), 0);
    draft_free(draft);
}
END_TEST

START_TEST(saving_writes_what_is_changed_and_keeps_what_the_file_gained)
{
    struct error error = ERROR_INIT;
    struct profile *profile = make_profile();
    ck_assert_msg(profile_save(&paths, profile, &error), "%s", error.message);
    struct profile *loaded = profile_load(&paths, "acme", &error);
    struct draft *draft = draft_new(loaded);
    flip(draft, "supportDedup");
    /* Meanwhile somebody else writes into the file. */
    profile_set_setting(loaded, "enableNestedArrayOperations", cJSON_CreateTrue());
    ck_assert(profile_save(&paths, loaded, &error));
    char *before = draft_text(draft, true);
    char *after = draft_text(draft, false);
    ck_assert_str_eq(before, "Data Center: EU-01\nConnection mode (web): cloud\n");
    ck_assert_str_eq(after, "Data Center: EU-01\nConnection mode (web): cloud\nDeduplicate Traits: on\n");
    ck_assert_msg(draft_save(draft, &paths, false, &error), "%s", error.message);
    ck_assert_uint_eq(draft_changed_count(draft), 0);
    struct profile *again = profile_load(&paths, "acme", &error);
    ck_assert(cJSON_IsTrue(json_get(again->settings, "supportDedup")));
    ck_assert(cJSON_IsTrue(json_get(again->settings, "enableNestedArrayOperations")));
    /* Undo works beyond it, and is a change then. */
    ck_assert(draft_undo(draft));
    ck_assert_uint_eq(draft_changed_count(draft), 1);
    free(before);
    free(after);
    profile_free(again);
    profile_free(loaded);
    profile_free(profile);
    draft_free(draft);
}
END_TEST

START_TEST(settings_are_saved_into_a_file_that_was_written_by_hand_only_with_leave)
{
    static const char by_hand[] = "instance = \"EU-01\"; # ours\n";
    struct error error = ERROR_INIT;
    char *directory = paths_profiles(&paths);
    char *path = paths_profile(&paths, "acme");
    ck_assert(file_make_directories(directory, 0700, &error));
    ck_assert(file_write_atomic(path, NULL, 0600, by_hand, strlen(by_hand), &error));
    struct profile *profile = profile_load(&paths, "acme", &error);
    struct draft *draft = draft_new(profile);
    flip(draft, "supportDedup");
    ck_assert(draft_is_by_hand(draft));
    ck_assert(!draft_save(draft, &paths, false, &error));
    ck_assert_uint_eq(draft_changed_count(draft), 1);
    error_clear(&error);
    ck_assert_msg(draft_save(draft, &paths, true, &error), "%s", error.message);
    ck_assert(!draft_is_by_hand(draft));
    ck_assert_uint_eq(draft_changed_count(draft), 0);
    draft_free(draft);
    profile_free(profile);
    free(path);
    free(directory);
}
END_TEST

START_TEST(a_profile_without_a_file_is_not_saved)
{
    struct draft *draft = make_draft();
    struct error error = ERROR_INIT;
    flip(draft, "supportDedup");
    ck_assert(!draft_save(draft, &paths, false, &error));
    ck_assert_int_eq(error.code, ERROR_CONFIGURATION);
    ck_assert_str_eq(error.message, "the profile acme has no file: it was made of variables of the environment");
    ck_assert_uint_eq(draft_changed_count(draft), 1);
    error_clear(&error);
    draft_free(draft);
}
END_TEST

START_TEST(what_is_tried_stays_when_the_profile_is_read_anew)
{
    struct draft *draft = make_draft();
    flip(draft, "supportDedup");
    struct profile *profile = make_profile();
    profile_set_setting(profile, "dataCenter", json_string("US-03"));
    draft_follow(draft, profile);
    ck_assert_uint_eq(draft_changed_count(draft), 1);
    ck_assert(cJSON_IsTrue(draft_value(draft, find("supportDedup"))));
    ck_assert_str_eq(draft_value(draft, find("dataCenter"))->valuestring, "US-03");
    profile_free(profile);
    draft_free(draft);
}
END_TEST

START_TEST(everything_can_be_put_back_and_samples_bring_settings)
{
    struct draft *draft = make_draft();
    struct error error = ERROR_INIT;
    cJSON *values = json_object();
    json_add_bool(values, "supportDedup", true);
    json_add_bool(values, "trackAnonymousUser", true);
    ck_assert_msg(draft_try(draft, values, "as the sample needs it", &error), "%s", error.message);
    ck_assert_uint_eq(draft_changed_count(draft), 2);
    ck_assert_str_eq(draft_last_step(draft), "as the sample needs it");
    ck_assert(!draft_try(draft, values, "again", &error));
    ck_assert(draft_reset(draft, &error));
    ck_assert_uint_eq(draft_changed_count(draft), 0); /* the data center, which the profile says, is not put back */
    ck_assert(!draft_reset(draft, &error));
    cJSON_Delete(values);
    error_clear(&error);
    draft_free(draft);
}
END_TEST

/* The titles of the events that change, a line each. */
static char *changed_titles(struct workbench *workbench)
{
    struct effect *effect = workbench_effect(workbench);
    UT_string out;
    utstring_init(&out);
    for (size_t i = 0; i < effect_listed(effect); i++)
        utstring_printf(&out, "%s\n", event_list_at(workbench_events(workbench), effect_event(effect, i))->title);
    return utstring_body(&out);
}

START_TEST(a_flip_tells_which_samples_change)
{
    struct workbench *workbench = make_workbench();
    struct draft *draft = workbench_draft(workbench);
    struct effect_count count = effect_count(workbench_effect(workbench));
    ck_assert_uint_ge(count.samples, 30);
    ck_assert_uint_eq(count.samples_changed, 0);
    flip(draft, "enableSubscriptionGroupInGroupCall");
    char *titles = changed_titles(workbench);
    for (char *line = titles; *line != '\0'; line = strchr(line, '\n') + 1)
        ck_assert_msg(strncmp(line, "group", 5) == 0, "only group calls change, but so does %s", line);
    ck_assert_ptr_nonnull(strstr(titles, "group, a subscription by email\n"));
    free(titles);
    flip(draft, "enablePushNotification"); /* nothing asks for it on the servers */
    ck_assert_uint_eq(effect_count(workbench_effect(workbench)).samples_changed, 0);
    workbench_compare_with(workbench, WORKBENCH_SAVED);
    ck_assert_uint_ge(effect_count(workbench_effect(workbench)).samples_changed, 2);
    workbench_free(workbench);
}
END_TEST

START_TEST(a_change_is_told_in_a_line_and_in_all_lines)
{
    struct workbench *workbench = make_workbench();
    write_events("{\"type\":\"group\",\"userId\":\"u\",\"groupId\":\"g-1\",\"traits\":{\"email\":\"a@example.com\","
                 "\"subscriptionState\":\"subscribed\"}}\n");
    open_events(workbench_events(workbench));
    flip(workbench_draft(workbench), "enableSubscriptionGroupInGroupCall");
    struct effect *effect = workbench_effect(workbench);
    while (effect_step(effect, workbench_events(workbench), date_monotonic_ms() + 1000))
        continue;
    ck_assert_uint_eq(effect_count(effect).others, 1);
    ck_assert_uint_eq(effect_count(effect).others_changed, 1);
    const struct listed_event *event = event_list_at(workbench_events(workbench), event_list_samples(workbench_events(workbench)));
    ck_assert_str_eq(event->title, "group");
    ck_assert_str_eq(event->about, "u");
    struct effect_texts texts = effect_summaries(effect, event);
    ck_assert_str_eq(texts.before, "users/track");
    ck_assert_str_eq(texts.after, "v2/subscription/status/set");
    effect_texts_clear(&texts);
    texts = effect_lines(effect, event);
    ck_assert_ptr_nonnull(strstr(texts.before, "\"ab_rudder_group_g-1\": true"));
    ck_assert_ptr_eq(strstr(texts.after, "POST /v2/subscription/status/set\n"), texts.after);
    effect_texts_clear(&texts);
    workbench_free(workbench);
}
END_TEST

START_TEST(what_is_no_event_says_why)
{
    struct trial trial;
    struct draft *draft = make_draft();
    struct draft_state state = draft_now(draft);
    struct error error = ERROR_INIT;
    trial_init(&trial);
    ck_assert(!trial_run(&trial, &state, "[1]", 3, false, &error));
    ck_assert_str_eq(error.message, "an event is a JSON object");
    ck_assert(!trial_run(&trial, &state, "{", 1, false, &error));
    ck_assert_int_eq(error.code, ERROR_INPUT);
    error_clear(&error);
    trial_clear(&trial);
    draft_free(draft);
}
END_TEST

START_TEST(broken_lines_of_a_file_are_told_and_the_rest_is_read)
{
    struct event_list *list = event_list_new();
    size_t samples = event_list_samples(list);
    size_t line = 0;
    write_events("{\"type\":\"track\",\"event\":\"A\",\"anonymousId\":\"x\"}\nnot json\n{\"type\":\"page\",\"name\":\"Home\"}\n");
    open_events(list);
    ck_assert_uint_eq(event_list_count(list), samples + 3);
    ck_assert_str_eq(event_list_at(list, samples)->title, "track \"A\"");
    ck_assert_str_eq(event_list_at(list, samples)->about, "anonymous x");
    ck_assert_ptr_nonnull(event_list_at(list, samples + 1)->broken);
    ck_assert_str_eq(event_list_at(list, samples + 1)->title, "line 2: no event");
    ck_assert_str_eq(event_list_at(list, samples + 2)->title, "page \"Home\"");
    ck_assert_uint_eq(event_list_broken(list, &line), 1);
    ck_assert_uint_eq(line, 2);
    /* Another file takes its place; one that cannot be opened does not. */
    struct error error = ERROR_INIT;
    ck_assert(!event_list_open(list, root, &error));
    ck_assert_int_eq(error.code, ERROR_INPUT);
    ck_assert(!event_list_open(list, "/nowhere/at/all", &error));
    ck_assert_int_eq(error.code, ERROR_NOT_FOUND);
    ck_assert_uint_eq(event_list_count(list), samples + 3);
    write_events("{\"type\":\"alias\"}\n");
    open_events(list);
    ck_assert_uint_eq(event_list_count(list), samples + 1);
    error_clear(&error);
    event_list_free(list);
}
END_TEST

START_TEST(an_edited_event_can_be_put_back)
{
    struct event_list *list = event_list_new();
    unsigned long version = event_list_version(list);
    char *first = memory_copy_string(event_list_at(list, 0)->text);
    event_list_edit(list, 0, "{}", 2);
    ck_assert(event_list_at(list, 0)->is_edited);
    ck_assert_str_eq(event_list_at(list, 0)->text, "{}");
    ck_assert_uint_ne(event_list_version(list), version);
    event_list_edit(list, 0, NULL, 0);
    ck_assert(!event_list_at(list, 0)->is_edited);
    ck_assert_str_eq(event_list_at(list, 0)->text, first);
    free(first);
    event_list_free(list);
}
END_TEST

/* The objects of an event's requests, by the name of their array; other requests than those with arrays have none. */
static cJSON *objects_of(const struct draft_state *state, const char *text, size_t length)
{
    struct trial trial;
    struct error error = ERROR_INIT;
    cJSON *objects = json_object();
    const cJSON *request = NULL;
    trial_init(&trial);
    ck_assert_msg(trial_run(&trial, state, text, length, false, &error), "%s", error.message);
    cJSON_ArrayForEach(request, trial.preview.requests)
    {
        const cJSON *list = NULL;
        cJSON_ArrayForEach(list, json_get(request, "body"))
            if (cJSON_IsArray(list))
                json_add(objects, list->string, cJSON_Duplicate(list, true));
    }
    trial_clear(&trial);
    return objects;
}

static void join_objects(cJSON *all, const cJSON *more)
{
    const cJSON *list = NULL;
    cJSON_ArrayForEach(list, more)
    {
        const cJSON *object = NULL;
        cJSON *into = cJSON_GetObjectItemCaseSensitive(all, list->string);
        if (into == NULL)
            into = json_add_array(all, list->string);
        cJSON_ArrayForEach(object, list) json_append(into, cJSON_Duplicate(object, true));
    }
}

START_TEST(a_request_is_led_back_to_events_that_become_it)
{
    struct draft *draft = make_draft();
    ck_assert(draft_change(draft, find("enableSubscriptionGroupInGroupCall"), cJSON_CreateTrue(), NULL));
    struct event_list *list = event_list_new();
    struct draft_state state = draft_now(draft);
    size_t compared = 0;
    for (size_t i = 0; i < event_list_samples(list); i++) {
        const struct listed_event *sample = event_list_at(list, i);
        /* Rows of a reverse ETL are sent as they are; an event that becomes the same has the rules for the rest. */
        if (strstr(sample->text, "mappedToDestination") != NULL)
            continue;
        cJSON *objects = objects_of(&state, sample->text, sample->length);
        cJSON *again = json_object();
        char *body = json_print(objects);
        size_t count = 0;
        struct error error = ERROR_INIT;
        char *lines = events_of_request(body, strlen(body), &count, &error);
        ck_assert((lines != NULL) == (objects->child != NULL));
        for (char *line = lines; line != NULL && *line != '\0'; count--) {
            size_t length = strcspn(line, "\n");
            cJSON *more = objects_of(&state, line, length);
            join_objects(again, more);
            cJSON_Delete(more);
            line += length + 1;
        }
        ck_assert_uint_eq(count, 0);
        char *other = json_print(again);
        ck_assert_msg(cJSON_Compare(objects, again, true), "%s: %s became %s", sample->title, body, other);
        compared += lines != NULL ? 1 : 0;
        error_clear(&error);
        free(other);
        free(lines);
        free(body);
        cJSON_Delete(again);
        cJSON_Delete(objects);
    }
    ck_assert_uint_gt(compared, 25);
    event_list_free(list);
    draft_free(draft);
}
END_TEST

START_TEST(a_request_without_objects_is_led_back_to_nothing)
{
    static const char *const bodies[] = { "", "{", "[]", "{}", "{\"attributes\":[]}", "{\"external_ids\":[\"u\"]}" };
    for (size_t i = 0; i < sizeof bodies / sizeof *bodies; i++) {
        struct error error = ERROR_INIT;
        size_t count = 1;
        ck_assert_ptr_null(events_of_request(bodies[i], strlen(bodies[i]), &count, &error));
        ck_assert_int_eq(error.code, ERROR_INPUT);
        ck_assert_uint_eq(count, 0);
        error_clear(&error);
    }
}
END_TEST

#define THREE_EVENTS                                                                                                    \
    "{\"type\": \"track\", \"event\": \"A\", \"userId\": \"u\", \"timestamp\": \"2026-11-01T10:00:00Z\"}\nno event\n"         \
    "{\"batch\":[{\"type\":\"identify\",\"userId\":\"v\",\"traits\":{\"plan\":\"x\"}}]}\n"

/* What a reader of the file would give is what the list gives, so that brazier replay goes on with what the console began. */
START_TEST(a_whole_file_is_sent_as_brazier_replay_reads_it)
{
    write_events(THREE_EVENTS);
    struct event_list *list = event_list_new();
    open_events(list);
    struct selection selection;
    struct error error = ERROR_INIT;
    ck_assert_msg(selection_make(&selection, list, NULL, 0, root, "acme", &error), "%s", error.message);
    ck_assert_str_eq(selection.what, "3 events of events.jsonl");
    char *path = file_join(root, "events.jsonl");
    char *record = replay_record_path(root, "acme", path);
    ck_assert_str_eq(selection.record, record);
    ck_assert(selection.has_moment);
    ck_assert_int_eq(selection.newest_ms, 1793527200000);
    struct replay_reader *reader = replay_reader_new();
    replay_reader_give(reader, THREE_EVENTS, strlen(THREE_EVENTS));
    replay_reader_end(reader);
    struct replay_event read;
    struct replay_event given;
    while (replay_reader_next(reader, &read) == REPLAY_READ_EVENT) {
        ck_assert(selection_next(&selection, &given));
        ck_assert_uint_eq(given.number, read.number);
        ck_assert_uint_eq(given.line, read.line);
        ck_assert_uint_eq(given.hash, read.hash);
        ck_assert_str_eq(given.text, read.text);
        ck_assert((given.broken != NULL) == (read.broken != NULL));
    }
    ck_assert(!selection_next(&selection, &given));
    replay_reader_free(reader);
    selection_clear(&selection);
    free(record);
    free(path);
    event_list_free(list);
}
END_TEST

START_TEST(what_is_edited_or_marked_has_a_record_of_its_own)
{
    write_events(THREE_EVENTS);
    struct event_list *list = event_list_new();
    open_events(list);
    size_t first = event_list_samples(list);
    struct selection whole;
    struct selection edited;
    struct selection marked;
    struct error error = ERROR_INIT;
    const size_t chosen[] = { first + 2 };
    ck_assert(selection_make(&whole, list, NULL, 0, root, "acme", &error));
    event_list_edit(list, first, "{", 1);
    ck_assert(selection_make(&edited, list, NULL, 0, root, "acme", &error));
    ck_assert(selection_make(&marked, list, chosen, 1, root, "acme", &error));
    ck_assert_str_ne(edited.record, whole.record);
    ck_assert_str_ne(marked.record, whole.record);
    ck_assert_str_ne(marked.record, edited.record);
    ck_assert_str_eq(marked.what, "1 marked event");
    struct replay_event event;
    ck_assert(selection_next(&edited, &event));
    ck_assert_ptr_nonnull(event.broken); /* what was typed is no JSON */
    ck_assert(selection_next(&marked, &event));
    ck_assert_uint_eq(event.number, 1);
    ck_assert_str_eq(event.text, event_list_at(list, first + 2)->text);
    selection_clear(&whole);
    selection_clear(&edited);
    selection_clear(&marked);
    event_list_free(list);
}
END_TEST

START_TEST(an_outcome_is_forgotten_when_its_event_becomes_another_one)
{
    struct event_list *list = event_list_new();
    ck_assert(!event_list_has_outcomes(list));
    event_list_tell(list, 1, REPLAY_REFUSED, "no");
    ck_assert(event_list_at(list, 1)->is_told);
    ck_assert_str_eq(event_list_at(list, 1)->reason, "no");
    event_list_edit(list, 1, "{}", 2);
    ck_assert(!event_list_at(list, 1)->is_told);
    ck_assert(!event_list_has_outcomes(list));
    event_list_give(list, "given", "{\"type\":\"track\"}\n", 17);
    while (event_list_step(list, date_monotonic_ms() + 1000))
        continue;
    ck_assert_uint_eq(event_list_count(list), event_list_samples(list) + 1);
    ck_assert_str_eq(event_list_file(list), "given");
    ck_assert_ptr_null(event_list_path(list));
    event_list_tell(list, event_list_samples(list), REPLAY_ACCEPTED, NULL);
    event_list_give(list, "none", "", 0);
    ck_assert(!event_list_has_outcomes(list));
    event_list_free(list);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("workbench");
    TCase *tests = tcase_create("workbench");
    tcase_add_checked_fixture(tests, set_up, tear_down);
    tcase_add_test(tests, a_change_is_a_step_that_can_be_taken_back);
    tcase_add_test(tests, more_steps_than_are_kept_forget_the_oldest);
    tcase_add_test(tests, what_cannot_be_changed_says_why_and_changes_nothing);
    tcase_add_test(tests, a_choice_goes_around_the_options_that_the_source_type_has);
    tcase_add_test(tests, looking_from_elsewhere_changes_no_setting);
    tcase_add_test(tests, saving_writes_what_is_changed_and_keeps_what_the_file_gained);
    tcase_add_test(tests, settings_are_saved_into_a_file_that_was_written_by_hand_only_with_leave);
    tcase_add_test(tests, a_profile_without_a_file_is_not_saved);
    tcase_add_test(tests, what_is_tried_stays_when_the_profile_is_read_anew);
    tcase_add_test(tests, everything_can_be_put_back_and_samples_bring_settings);
    tcase_add_test(tests, a_flip_tells_which_samples_change);
    tcase_add_test(tests, a_change_is_told_in_a_line_and_in_all_lines);
    tcase_add_test(tests, what_is_no_event_says_why);
    tcase_add_test(tests, broken_lines_of_a_file_are_told_and_the_rest_is_read);
    tcase_add_test(tests, an_edited_event_can_be_put_back);
    tcase_add_test(tests, a_request_is_led_back_to_events_that_become_it);
    tcase_add_test(tests, a_request_without_objects_is_led_back_to_nothing);
    tcase_add_test(tests, a_whole_file_is_sent_as_brazier_replay_reads_it);
    tcase_add_test(tests, what_is_edited_or_marked_has_a_record_of_its_own);
    tcase_add_test(tests, an_outcome_is_forgotten_when_its_event_becomes_another_one);
    suite_add_tcase(suite, tests);
    return unit_run(suite);
}
