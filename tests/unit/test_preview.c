#include <string.h>

#include "rudderstack/preview.h"
#include "rudderstack/preview_render.h"
#include "rudderstack/sample.h"
#include "support/jsread.h"
#include "support/jswrite.h"
#include "unit.h"

static struct arena *arena;
static struct samples samples;

static void start(void)
{
    arena = arena_new();
    samples = samples_read(arena);
}

static void end(void)
{
    arena_free(arena);
}

static cJSON *read(const char *text)
{
    cJSON *value = js_read(arena, text, strlen(text), NULL);
    ck_assert_msg(value != NULL, "not JSON: %s", text);
    return value;
}

static cJSON *config_with(const cJSON *settings)
{
    cJSON *config = read("{\"dataCenter\":\"EU-01\",\"restApiKey\":\"masked\"}");
    for (const cJSON *member = settings != NULL ? settings->child : NULL; member != NULL; member = member->next)
        js_set(config, member->string, js_copy(arena, member));
    return config;
}

static struct preview preview_with(const cJSON *event, const cJSON *settings, enum connection_mode mode)
{
    const struct preview_options options = {
        .config = config_with(settings), .source_type = SOURCE_WEB, .mode = mode, .explain = true
    };
    return preview_event(arena, &options, event);
}

static struct preview preview_sample(const char *name)
{
    const struct sample *sample = sample_find(&samples, name);
    ck_assert_msg(sample != NULL, "no sample %s", name);
    return preview_with(sample->event, sample->settings, MODE_CLOUD);
}

/* The value at a JSON Pointer. */
static const cJSON *value_at(const cJSON *value, const char *pointer)
{
    while (value != NULL && *pointer == '/') {
        size_t length = strcspn(pointer + 1, "/");
        char *name = arena_copy(arena, pointer + 1, length);
        char *to = name;
        for (const char *from = name; *from != '\0'; from++)
            *to++ = *from != '~' ? *from : *++from == '0' ? '~' : '/';
        *to = '\0';
        value = js_get(value, name);
        pointer += 1 + length;
    }
    return value;
}

static const cJSON *entry_to(const struct preview *preview, const char *to)
{
    for (const cJSON *entry = preview->explain->child; entry != NULL; entry = entry->next)
        if (js_is_text(js_get(entry, "to"), to))
            return entry;
    return NULL;
}

static void expect_from(const struct preview *preview, const char *to, const char *from, const char *rule)
{
    const cJSON *entry = entry_to(preview, to);
    ck_assert_msg(entry != NULL, "nothing is said of %s", to);
    ck_assert_str_eq(js_get(entry, "from")->valuestring, from);
    ck_assert_str_eq(js_get(entry, "rule")->valuestring, rule);
}

static void expect_lost(const struct preview *preview, const char *from, const char *rule)
{
    for (const cJSON *entry = preview->explain->child; entry != NULL; entry = entry->next)
        if (js_is_null(js_get(entry, "to")) && js_is_text(js_get(entry, "from"), from)) {
            ck_assert_str_eq(js_get(entry, "rule")->valuestring, rule);
            return;
        }
    ck_abort_msg("nothing is said of %s", from);
}

static void expect_warning(const struct preview *preview, const char *about, const char *beginning)
{
    for (const cJSON *warning = preview->warnings->child; warning != NULL; warning = warning->next) {
        const cJSON *where = js_get(warning, "about");
        bool same = about != NULL ? js_is_text(where, about) : js_is_null(where);
        if (same && strncmp(js_get(warning, "text")->valuestring, beginning, strlen(beginning)) == 0)
            return;
    }
    ck_abort_msg("no warning about %s: %s", about != NULL ? about : "null", beginning);
}

/* Whether one of the entries tells of the path or of what it is in. */
static bool is_explained(const cJSON *explain, const char *key, const char *path, const cJSON *request)
{
    for (const cJSON *entry = explain->child; entry != NULL; entry = entry->next) {
        const cJSON *told = js_get(entry, key);
        const cJSON *of_request = js_get(entry, "request");
        if (!js_is_string(told) || (request != NULL && !js_same(of_request, request)))
            continue;
        size_t length = strlen(told->valuestring);
        if (strncmp(told->valuestring, path, length) == 0 && (path[length] == '/' || path[length] == '\0'))
            return true;
    }
    return false;
}

static void expect_all_explained(const struct preview *preview, const char *key, const cJSON *value, const char *path,
                                 const cJSON *request, const char *sample)
{
    size_t index = 0;
    if (js_is_object(value) || js_is_array(value))
        for (const cJSON *child = value->child; child != NULL; child = child->next)
            expect_all_explained(preview, key, child,
                                 js_is_object(value) ? arena_format(arena, "%s/%s", path, child->string)
                                                     : arena_format(arena, "%s/%zu", path, index++),
                                 request, sample);
    if (js_count(value) == 0)
        ck_assert_msg(is_explained(preview->explain, key, path, request), "%s: nothing is said of %s %s", sample, key,
                      path);
}

START_TEST(there_is_a_sample_for_everything)
{
    ck_assert_uint_ge(samples.count, 30);
    for (size_t i = 0; i < samples.count; i++) {
        ck_assert_ptr_eq(sample_find(&samples, samples.items[i].name), &samples.items[i]); /* names are told apart */
        ck_assert_str_ne(samples.items[i].title, "");
        ck_assert_str_ne(samples.items[i].summary, "");
        ck_assert(js_is_object(samples.items[i].event));
    }
    for (enum call_type call = 0; call < CALL_TYPE_COUNT; call++) {
        bool found = false;
        for (size_t i = 0; i < samples.count; i++)
            found = found || js_is_text(js_get(samples.items[i].event, "type"), call_type_key(call));
        ck_assert_msg(found, "no sample of %s", call_type_key(call));
    }
}
END_TEST

START_TEST(every_switch_of_cloud_mode_changes_a_sample)
{
    static const char *const switches[] = { "supportDedup", "enableNestedArrayOperations",
                                            "sendPurchaseEventWithExtraProperties",
                                            "enableSubscriptionGroupInGroupCall", "useEcommerceRecommendedEvents" };
    for (size_t s = 0; s < sizeof switches / sizeof *switches; s++) {
        bool changes = false;
        for (size_t i = 0; i < samples.count && !changes; i++) {
            cJSON *on = js_object(arena);
            js_add(on, switches[s], js_bool(arena, true));
            struct preview without = preview_with(samples.items[i].event, NULL, MODE_CLOUD);
            struct preview with = preview_with(samples.items[i].event, on, MODE_CLOUD);
            changes = !js_equal(without.requests, with.requests);
        }
        ck_assert_msg(changes, "%s changes no sample", switches[s]);
    }
}
END_TEST

START_TEST(samples_fail_when_they_say_so_and_only_then)
{
    for (size_t i = 0; i < samples.count; i++) {
        const struct sample *sample = &samples.items[i];
        struct preview preview = preview_with(sample->event, sample->settings, MODE_CLOUD);
        bool says_so = strncmp(sample->summary, "An event that fails", strlen("An event that fails")) == 0;
        ck_assert_msg((preview.error != NULL) == says_so, "%s: %s", sample->name,
                      preview.error != NULL ? preview.error : "sent");
        ck_assert_ptr_null(preview.dropped);
    }
}
END_TEST

START_TEST(every_field_of_every_sample_is_explained)
{
    for (size_t i = 0; i < samples.count; i++) {
        const struct sample *sample = &samples.items[i];
        struct preview preview = preview_with(sample->event, sample->settings, MODE_CLOUD);
        size_t number = 0;
        for (const cJSON *request = preview.requests->child; request != NULL; request = request->next)
            if (strstr(js_get(request, "url")->valuestring, "/users/export/ids") == NULL)
                expect_all_explained(&preview, "to", js_get(request, "body"), "/body",
                                     js_number(arena, (double)number++), sample->name);
            else
                number++;
        expect_all_explained(&preview, "from", sample->event, "", NULL, sample->name);
    }
}
END_TEST

START_TEST(in_device_mode_every_field_of_a_sample_is_explained)
{
    for (size_t i = 0; i < samples.count; i++) {
        const struct sample *sample = &samples.items[i];
        struct preview preview = preview_with(sample->event, sample->settings, MODE_DEVICE);
        if (preview.dropped == NULL)
            expect_all_explained(&preview, "from", preview.event, "", NULL, sample->name);
    }
}
END_TEST

START_TEST(what_device_mode_does_not_look_at_says_why)
{
    const cJSON *event =
        read("{\"type\":\"track\",\"userId\":\"u\",\"event\":\"e\",\"context\":{\"os\":{\"name\":\"x\"},\"traits\":{\"a\":1}},"
             "\"properties\":{\"p\":1,\"time\":2},\"a/b\":[]}");
    struct preview preview = preview_with(event, NULL, MODE_DEVICE);
    expect_lost(&preview, "/userId", "only an identify tells the SDK who the user is");
    expect_lost(&preview, "/context", "the SDK tells Braze about the device by itself");
    expect_lost(&preview, "/a~1b", "the SDK is not told of this");
    expect_lost(&preview, "/properties/time", "reserved by Braze: removed from custom events");
}
END_TEST

START_TEST(explanations_point_to_what_is_there)
{
    for (size_t i = 0; i < samples.count; i++) {
        struct preview preview = preview_with(samples.items[i].event, samples.items[i].settings, MODE_CLOUD);
        for (const cJSON *entry = preview.explain->child; entry != NULL; entry = entry->next) {
            const cJSON *to = js_get(entry, "to");
            const cJSON *from = js_get(entry, "from");
            const cJSON *number = js_get(entry, "request");
            if (js_is_string(from))
                ck_assert_msg(value_at(samples.items[i].event, from->valuestring) != NULL, "%s", from->valuestring);
            if (!js_is_string(to))
                continue;
            const char *index = arena_format(arena, "%d", (int)number->valuedouble);
            ck_assert_msg(value_at(js_get(preview.requests, index), to->valuestring) != NULL, "%s", to->valuestring);
        }
    }
}
END_TEST

START_TEST(a_field_is_explained_by_its_source_and_rule)
{
    struct preview preview = preview_sample("identify");
    expect_from(&preview, "/body/attributes/0/email", "/traits/email", "lower-cased");
    expect_from(&preview, "/body/attributes/0/home_city", "/traits/address/city", "as it is");
    expect_lost(&preview, "/traits/address/street", "of an address Braze gets the country and the city");
    expect_lost(&preview, "/messageId", "RudderStack's own: tells repetitions apart");
}
END_TEST

START_TEST(a_field_that_a_setting_keeps_back_says_so)
{
    struct preview preview = preview_sample("order-completed");
    expect_lost(&preview, "/properties/products/0/brand", "the setting sendPurchaseEventWithExtraProperties is off");
    expect_from(&preview, "/body/purchases/2/product_id", "/properties/products/2/sku",
                "product_id, else sku; as text");
    expect_warning(&preview, "/properties/products/2/quantity", "this quantity is cut to whole units");
    struct preview track = preview_sample("track");
    expect_lost(&track, "/properties/time", "reserved: Braze keeps this name for itself");
}
END_TEST

START_TEST(traps_are_warned_of)
{
    struct preview in_traits = preview_sample("identify-id-in-traits");
    expect_warning(&in_traits, "/traits/id", "the user id stands only in the traits");
    struct preview nobody = preview_sample("group-anonymous");
    expect_warning(&nobody, "/anonymousId", "a group call without a user id names nobody");
    struct preview gender = preview_sample("identify-clearing");
    expect_warning(&gender, "/traits/gender", "this gender is not one that RudderStack knows");
    struct preview anonymous = preview_with(sample_find(&samples, "track-anonymous")->event,
                                            read("{\"trackAnonymousUser\":{\"web\":true}}"), MODE_CLOUD);
    expect_warning(&anonymous, "trackAnonymousUser", "has no effect here");
    struct preview australia =
        preview_with(sample_find(&samples, "identify")->event, read("{\"dataCenter\":\"AU-01\"}"), MODE_CLOUD);
    expect_warning(&australia, "dataCenter", "RudderStack sends deletions for AU-01");
}
END_TEST

START_TEST(without_an_explanation_nothing_is_explained)
{
    const struct sample *sample = sample_find(&samples, "identify");
    const struct preview_options options = {
        .config = config_with(NULL), .source_type = SOURCE_WEB, .mode = MODE_CLOUD, .explain = false
    };
    struct preview preview = preview_event(arena, &options, sample->event);
    ck_assert_uint_eq(js_count(preview.explain), 0);
    ck_assert_uint_eq(js_count(preview.warnings), 0);
    ck_assert_uint_eq(js_count(preview.requests), 1);
}
END_TEST

START_TEST(a_preview_leaves_the_event_as_it_was)
{
    for (size_t i = 0; i < samples.count; i++) {
        cJSON *before = js_copy(arena, samples.items[i].event);
        (void)preview_with(samples.items[i].event, samples.items[i].settings, MODE_CLOUD);
        ck_assert_msg(js_equal(before, samples.items[i].event), "%s", samples.items[i].name);
    }
}
END_TEST

START_TEST(in_hybrid_mode_the_servers_of_a_web_source_drop_screens)
{
    struct preview screen = preview_with(sample_find(&samples, "screen")->event, NULL, MODE_HYBRID);
    ck_assert_uint_eq(js_count(screen.requests), 0);
    ck_assert_ptr_nonnull(screen.dropped);
    struct preview track = preview_with(sample_find(&samples, "track")->event, NULL, MODE_HYBRID);
    ck_assert_uint_eq(js_count(track.requests), 1);
}
END_TEST

START_TEST(deduplication_shows_its_look_up)
{
    struct preview preview = preview_sample("identify-dedup");
    ck_assert_uint_eq(js_count(preview.requests), 2);
    ck_assert_str_eq(js_path(preview.requests, "0.url")->valuestring, "https://rest.fra-01.braze.eu/users/export/ids");
    ck_assert_str_eq(js_path(preview.requests, "1.url")->valuestring, "https://rest.fra-01.braze.eu/users/track");
    ck_assert_ptr_nonnull(entry_to(&preview, "/body/external_ids"));
    ck_assert_ptr_nonnull(entry_to(&preview, "/body/user_aliases"));
}
END_TEST

START_TEST(the_contract_of_json_is_kept)
{
    struct preview preview = preview_sample("fails-email");
    cJSON *json = preview_json(arena, &preview, 7);
    ck_assert_double_eq(js_get(json, "event")->valuedouble, 7);
    ck_assert_str_eq(js_get(json, "mode")->valuestring, "cloud");
    ck_assert(js_is_array(js_get(json, "requests")) && js_is_array(js_get(json, "calls")));
    ck_assert(js_is_null(js_get(json, "dropped")));
    ck_assert_str_eq(js_get(json, "error")->valuestring, "Invalid email, email must be a valid string");
    ck_assert(js_is_array(js_get(json, "explain")));
}
END_TEST

static const char hostile[] =
    "{\"type\":\"track\",\"userId\":\"u\",\"event\":\"<script>x</script>\\u001b[2J\\u009b\\u202e|`*\","
    "\"timestamp\":\"t\",\"properties\":{\"<b>\":\"</pre>&\\u0000\\ud83d```\"}}";

static char *render(enum preview_format format, const cJSON *event)
{
    const struct preview_options options = {
        .config = config_with(NULL), .source_type = SOURCE_WEB, .mode = MODE_CLOUD, .explain = true
    };
    struct preview preview = preview_event(arena, &options, event);
    const struct preview_item item = { 1, preview_title(arena, event), "a summary", read("{\"supportDedup\":true}"),
                                       &preview };
    UT_string out;
    utstring_init(&out);
    preview_render_head(&out, format, &options);
    preview_render_item(&out, format, &item);
    preview_render_foot(&out, format);
    char *text = arena_copy(arena, utstring_body(&out), utstring_len(&out));
    utstring_done(&out);
    return text;
}

START_TEST(text_from_outside_cannot_get_out_of_its_place)
{
    const cJSON *event = read(hostile);
    for (enum preview_format format = PREVIEW_TEXT; format <= PREVIEW_HTML; format++) {
        char *text = render(format, event);
        ck_assert_ptr_null(strchr(text, '\x1b'));
        ck_assert_ptr_null(strstr(text, "\xC2\x9B"));
        ck_assert_ptr_null(strstr(text, "\xE2\x80\xAE"));
    }
    char *page = render(PREVIEW_HTML, event);
    ck_assert_ptr_null(strstr(page, "<script"));
    ck_assert_ptr_null(strstr(page, "<b>"));
    ck_assert_ptr_nonnull(strstr(page, "&lt;script&gt;"));
    ck_assert_ptr_nonnull(strstr(page, "Deduplicate Traits: on"));
    ck_assert_ptr_null(strstr(page, "http-equiv=\"refresh\""));
    ck_assert_ptr_null(strstr(page, "src="));
    char *markdown = render(PREVIEW_MARKDOWN, event);
    ck_assert_ptr_nonnull(strstr(markdown, "````json")); /* longer than the fence in the text */
    ck_assert_ptr_nonnull(strstr(markdown, "\\<script\\>"));
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("preview");
    TCase *tests = tcase_create("previews and samples");
    tcase_add_checked_fixture(tests, start, end);
    tcase_add_test(tests, there_is_a_sample_for_everything);
    tcase_add_test(tests, every_switch_of_cloud_mode_changes_a_sample);
    tcase_add_test(tests, samples_fail_when_they_say_so_and_only_then);
    tcase_add_test(tests, every_field_of_every_sample_is_explained);
    tcase_add_test(tests, in_device_mode_every_field_of_a_sample_is_explained);
    tcase_add_test(tests, what_device_mode_does_not_look_at_says_why);
    tcase_add_test(tests, explanations_point_to_what_is_there);
    tcase_add_test(tests, a_field_is_explained_by_its_source_and_rule);
    tcase_add_test(tests, a_field_that_a_setting_keeps_back_says_so);
    tcase_add_test(tests, traps_are_warned_of);
    tcase_add_test(tests, without_an_explanation_nothing_is_explained);
    tcase_add_test(tests, a_preview_leaves_the_event_as_it_was);
    tcase_add_test(tests, in_hybrid_mode_the_servers_of_a_web_source_drop_screens);
    tcase_add_test(tests, deduplication_shows_its_look_up);
    tcase_add_test(tests, the_contract_of_json_is_kept);
    tcase_add_test(tests, text_from_outside_cannot_get_out_of_its_place);
    suite_add_tcase(suite, tests);
    return unit_run(suite);
}
