#include "replay/compare.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "support/date.h"
#include "support/json.h"
#include "support/jsvalue.h"
#include "support/text.h"

enum { LONGEST_TEXT = 255, MOST_ELEMENTS = 500, DAYS_EXPORTED = 90 };

static const struct {
    bool equal;
    const char *text;
} differences[] = {
#define DIFFERENCE(identifier, equal, text) { equal, text },
#include "data/differences.def"
#undef DIFFERENCE
};

bool compare_is_equal(enum compare_difference difference)
{
    return differences[difference].equal;
}

const char *compare_reason(enum compare_difference difference)
{
    return differences[difference].text;
}

/* Fields of a profile; every other member of an attributes object is a custom attribute. */
static const char *const exported_fields[] = { "country",    "dob",       "email",     "email_subscribe", "first_name",
                                               "gender",     "home_city", "language",  "last_name",       "phone",
                                               "push_subscribe", "time_zone", NULL };
static const char *const unexported_fields[] = { "current_location",
                                                 "date_of_first_session",
                                                 "date_of_last_session",
                                                 "email_click_tracking_disabled",
                                                 "email_open_tracking_disabled",
                                                 "facebook",
                                                 "image_url",
                                                 "marked_email_as_spam_at",
                                                 "push_tokens",
                                                 "subscription_groups",
                                                 "twitter",
                                                 NULL };
static const char *const identifiers[] = { "external_id",           "user_alias",     "braze_id",
                                           "_update_existing_only", "_merge_objects", "push_token_import",
                                           NULL };

static bool is_one_of(const char *const *names, const char *name)
{
    for (; *names != NULL; names++)
        if (strcmp(*names, name) == 0)
            return true;
    return false;
}

void compare_sent_init(struct compare_sent *sent, int64_t now_ms)
{
    *sent = (struct compare_sent){ json_object(), json_object(), json_object(), now_ms, true };
}

void compare_sent_clear(struct compare_sent *sent)
{
    cJSON_Delete(sent->attributes);
    cJSON_Delete(sent->events);
    cJSON_Delete(sent->purchases);
    *sent = (struct compare_sent){ 0 };
}

/* Collecting. */

static bool is_change(const cJSON *value)
{
    static const char *const operations[] = { "inc", "add", "remove", "$add", "$remove", "$update" };
    for (size_t i = 0; cJSON_IsObject(value) && i < sizeof operations / sizeof *operations; i++)
        if (json_get(value, operations[i]) != NULL)
            return true;
    return false;
}

static void expect_attribute(struct compare_sent *sent, const cJSON *member, bool merge)
{
    cJSON *expected = json_object();
    /* After a change only a value of its own says what there is. */
    bool was_changed = json_get(json_get(sent->attributes, member->string), "change") != NULL;
    bool merges = merge && cJSON_IsObject(member);
    if (cJSON_IsNull(member))
        json_add_bool(expected, "removed", true);
    else if (is_change(member) || (merges && was_changed))
        json_add(expected, "change", cJSON_Duplicate(member, true));
    else
        json_add(expected, merges ? "merge" : "is", cJSON_Duplicate(member, true));
    cJSON_DeleteItemFromObjectCaseSensitive(sent->attributes, member->string);
    json_add(sent->attributes, member->string, expected);
}

static void add_number(cJSON *object, const char *name, double more)
{
    double before = json_get_number(object, name, 0);
    cJSON_DeleteItemFromObjectCaseSensitive(object, name);
    json_add_number(object, name, before + more);
}

/* Custom events and purchases of an exported profile are those of the last 90 days:
 * https://www.braze.com/docs/api/endpoints/export/user_data/post_users_identifier/ */
static void count(const struct compare_sent *sent, cJSON *counts, const cJSON *object, const char *name, double more)
{
    int64_t moment_ms = 0;
    bool is_past = date_parse_moment(json_get_string(object, "time", ""), &moment_ms) &&
                   sent->now_ms - moment_ms > (int64_t)DAYS_EXPORTED * 86400 * 1000;
    cJSON *counted = cJSON_GetObjectItemCaseSensitive(counts, name);
    if (counted == NULL) {
        counted = json_object();
        json_add(counts, name, counted);
    }
    add_number(counted, "all", more);
    add_number(counted, "past", is_past ? more : 0);
}

void compare_expect(struct compare_sent *sent, enum replay_part part, const cJSON *object)
{
    const cJSON *member = NULL;
    if (part != REPLAY_PART_ATTRIBUTES && part != REPLAY_PART_EVENTS && part != REPLAY_PART_PURCHASES)
        return;
    sent->update_only = sent->update_only && json_get_bool(object, "_update_existing_only", false);
    if (part == REPLAY_PART_EVENTS && json_get_string(object, "name", NULL) != NULL) {
        count(sent, sent->events, object, json_get_string(object, "name", ""), 1);
    } else if (part == REPLAY_PART_PURCHASES && json_get_string(object, "product_id", NULL) != NULL) {
        count(sent, sent->purchases, object, json_get_string(object, "product_id", ""),
              json_get_number(object, "quantity", 1));
    } else if (part == REPLAY_PART_ATTRIBUTES) {
        bool merge = json_get_bool(object, "_merge_objects", false);
        cJSON_ArrayForEach(member, object)
            if (!is_one_of(identifiers, member->string))
                expect_attribute(sent, member, merge);
    }
}

/* Comparing values. */

static bool is_same_moment(const char *a, const char *b)
{
    int64_t left = 0;
    int64_t right = 0;
    return date_parse_moment(a, &left) && date_parse_moment(b, &right) && left == right;
}

/* Digits alone; the caller frees it. */
static char *digits_of(const char *text)
{
    char *digits = memory_allocate(strlen(text) + 1, 1);
    size_t used = 0;
    for (; *text != '\0'; text++)
        if (*text >= '0' && *text <= '9')
            digits[used++] = *text;
    return digits;
}

static bool is_same_phone(const char *a, const char *b)
{
    char *left = digits_of(a);
    char *right = digits_of(b);
    bool same = left[0] != '\0' && strcmp(left, right) == 0;
    free(left);
    free(right);
    return same;
}

/* Characters of a text, as Braze counts them. */
static size_t length_of(const char *text)
{
    size_t left = strlen(text);
    size_t characters = 0;
    while (left > 0) {
        unsigned point = 0;
        size_t used = text_decode(text, left, &point);
        text += used;
        left -= used;
        characters++;
    }
    return characters;
}

static enum compare_difference compare_texts(const char *name, const char *sent, const char *stored)
{
    if (strcmp(name, "phone") == 0 && is_same_phone(sent, stored))
        return COMPARE_SAME_PHONE;
    if (is_same_moment(sent, stored))
        return COMPARE_SAME_MOMENT;
    if (text_equal_ignore_case(sent, stored))
        return strcmp(name, "email") == 0 ? COMPARE_LETTER_CASE : COMPARE_OTHER_VALUE;
    if (length_of(sent) > LONGEST_TEXT && text_starts_with(sent, stored))
        return COMPARE_CUT;
    return COMPARE_OTHER_VALUE;
}

static bool holds_element(const cJSON *list, const cJSON *wanted)
{
    const cJSON *element = NULL;
    cJSON_ArrayForEach(element, list)
        if (js_equal(element, wanted))
            return true;
    return false;
}

static bool holds_all(const cJSON *list, const cJSON *elements)
{
    const cJSON *element = NULL;
    cJSON_ArrayForEach(element, elements)
        if (!holds_element(list, element))
            return false;
    return true;
}

/* Whether everything of sent is in stored, in depth. */
static bool is_part_of(const cJSON *sent, const cJSON *stored)
{
    const cJSON *member = NULL;
    if (!cJSON_IsObject(sent) || !cJSON_IsObject(stored))
        return js_equal(sent, stored);
    cJSON_ArrayForEach(member, sent)
        if (!is_part_of(member, json_get(stored, member->string)))
            return false;
    return true;
}

static bool is_same_text(const cJSON *a, const cJSON *b)
{
    char *left = cJSON_IsString(a) ? memory_copy_string(a->valuestring) : json_print(a);
    char *right = cJSON_IsString(b) ? memory_copy_string(b->valuestring) : json_print(b);
    bool same = strcmp(left, right) == 0;
    free(left);
    free(right);
    return same;
}

static enum compare_difference compare_values(const char *name, const cJSON *sent, const cJSON *stored, bool merged)
{
    if (js_equal(sent, stored))
        return COMPARE_NONE;
    if (cJSON_IsString(sent) && cJSON_IsString(stored))
        return compare_texts(name, sent->valuestring, stored->valuestring);
    if (cJSON_IsArray(sent) && cJSON_IsArray(stored)) {
        if (holds_all(stored, sent) && holds_all(sent, stored))
            return COMPARE_SAME_MEMBERS;
        return cJSON_GetArraySize(sent) > cJSON_GetArraySize(stored) && holds_all(sent, stored) ? COMPARE_TOO_MANY
                                                                                               : COMPARE_OTHER_VALUE;
    }
    if (cJSON_IsObject(sent) && cJSON_IsObject(stored) && is_part_of(sent, stored))
        return merged ? COMPARE_MERGED : COMPARE_MORE_MEMBERS;
    return is_same_text(sent, stored) ? COMPARE_OTHER_TYPE : COMPARE_OTHER_VALUE;
}

static bool holds_null(const cJSON *value)
{
    const cJSON *child = NULL;
    cJSON_ArrayForEach(child, value)
        if (cJSON_IsNull(child) || holds_null(child))
            return true;
    return false;
}

/* Why something that was sent is not there at all. */
static enum compare_difference why_missing(const char *name, const cJSON *sent)
{
    if (is_one_of(exported_fields, name))
        return COMPARE_INVALID;
    if (cJSON_IsString(sent) && length_of(sent->valuestring) > LONGEST_TEXT)
        return COMPARE_TOO_LONG;
    if (cJSON_IsArray(sent) && cJSON_GetArraySize(sent) > MOST_ELEMENTS)
        return COMPARE_TOO_MANY;
    return holds_null(sent) ? COMPARE_BAD_NESTING : COMPARE_BLOCKED;
}

/* The operations that can be seen in their result: elements that were added are there, those that were removed are not. */
static enum compare_difference compare_change(const cJSON *change, const cJSON *stored)
{
    const cJSON *added = json_get(change, "add");
    const cJSON *removed = json_get(change, "remove");
    const cJSON *added_objects = json_get(change, "$add");
    bool seen = true;
    const cJSON *element = NULL;
    if (js_equal(change, stored)) /* an object like any other */
        return COMPARE_NONE;
    if (added == NULL && removed == NULL && added_objects == NULL)
        return COMPARE_UNTOLD_CHANGE;
    seen = holds_all(stored, added) && holds_all(stored, added_objects);
    cJSON_ArrayForEach(element, removed)
        seen = seen && !holds_element(stored, element);
    return seen ? COMPARE_NONE : COMPARE_OTHER_VALUE;
}

/* Results. */

static void add_field(struct compare_result *result, char *name, const cJSON *sent, const cJSON *stored,
                      enum compare_difference difference)
{
    result->fields = memory_resize(result->fields, result->count + 1, sizeof *result->fields);
    result->fields[result->count++] = (struct compare_field){
        .name = name,
        .sent = json_print(sent),
        .stored = stored != NULL ? json_print(stored) : memory_copy_string(""),
        .difference = difference,
    };
    result->different += compare_is_equal(difference) ? 0 : 1;
}

static void compare_attribute(struct compare_result *result, const cJSON *expected, const cJSON *user)
{
    const char *name = expected->string;
    bool is_custom = !is_one_of(exported_fields, name) && !is_one_of(unexported_fields, name);
    const cJSON *stored = json_get(is_custom ? json_get(user, "custom_attributes") : user, name);
    const cJSON *how = expected->child;
    enum compare_difference difference;
    if (cJSON_IsNull(stored))
        stored = NULL;
    if (is_one_of(unexported_fields, name))
        difference = COMPARE_UNTOLD_FIELD;
    else if (strcmp(how->string, "removed") == 0)
        difference = stored == NULL ? COMPARE_REMOVED : COMPARE_NOT_REMOVED;
    else if (strcmp(how->string, "change") == 0)
        difference = compare_change(how, stored);
    else if (stored == NULL)
        difference = why_missing(name, how);
    else
        difference = compare_values(name, how, stored, strcmp(how->string, "merge") == 0);
    cJSON *null = strcmp(how->string, "removed") == 0 ? cJSON_CreateNull() : NULL;
    add_field(result, is_custom ? memory_format("custom_attributes.%s", name) : memory_copy_string(name),
              null != NULL ? null : how, stored, difference);
    cJSON_Delete(null);
}

static const cJSON *find_counted(const cJSON *list, const char *name)
{
    const cJSON *entry = NULL;
    cJSON_ArrayForEach(entry, list)
        if (strcmp(json_get_string(entry, "name", ""), name) == 0)
            return json_get(entry, "count");
    return NULL;
}

static enum compare_difference compare_count(double counted, double all, double past)
{
    if (counted < all - past)
        return COMPARE_NOT_COUNTED;
    return counted < all ? COMPARE_UNTOLD_PAST : counted > all ? COMPARE_COUNTED : COMPARE_NONE;
}

static void compare_counts(struct compare_result *result, const cJSON *sent, const cJSON *list, const char *what)
{
    const cJSON *expected = NULL;
    cJSON_ArrayForEach(expected, sent) {
        const cJSON *stored = find_counted(list, expected->string);
        const cJSON *all = json_get(expected, "all");
        double counted = cJSON_IsNumber(stored) ? stored->valuedouble : 0;
        add_field(result, memory_format("%s.%s", what, expected->string), all, stored,
                  compare_count(counted, all->valuedouble, json_get_number(expected, "past", 0)));
    }
}

static void tell_no_profile(struct compare_result *result, const struct compare_sent *sent)
{
    const cJSON *lists[] = { sent->attributes, sent->events, sent->purchases };
    enum compare_difference difference = sent->update_only ? COMPARE_UPDATE_ONLY : COMPARE_NO_PROFILE;
    for (size_t i = 0; i < sizeof lists / sizeof *lists; i++) {
        const cJSON *entry = NULL;
        cJSON_ArrayForEach(entry, lists[i])
            add_field(result, memory_copy_string(entry->string), entry->child != NULL ? entry->child : entry, NULL,
                      difference);
    }
}

void compare_user(struct compare_result *result, const struct compare_sent *sent, const cJSON *user)
{
    *result = (struct compare_result){ 0 };
    if (user == NULL) {
        tell_no_profile(result, sent);
        return;
    }
    const cJSON *expected = NULL;
    cJSON_ArrayForEach(expected, sent->attributes)
        compare_attribute(result, expected, user);
    compare_counts(result, sent->events, json_get(user, "custom_events"), "events");
    compare_counts(result, sent->purchases, json_get(user, "purchases"), "purchases");
}

void compare_result_clear(struct compare_result *result)
{
    for (size_t i = 0; i < result->count; i++) {
        free(result->fields[i].name);
        free(result->fields[i].sent);
        free(result->fields[i].stored);
    }
    free(result->fields);
    *result = (struct compare_result){ 0 };
}
