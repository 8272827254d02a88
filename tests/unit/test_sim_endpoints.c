/* Every call that is documented: its status, the permission it needs, and the pool that counts it. */
#include <poll.h>
#include <stdlib.h>
#include <string.h>

#include "sim_client.h"
#include "support/json.h"
#include "unit.h"

#define GROUP "ed06e19a-69b1-4f9b-a452-2db2c4e303a8"

/* {campaign}, {api}, {canvas}, {segment}, {card} and {center} stand for identifiers out of the lists. */
static const struct {
    const char *path, *body; /* body NULL: GET */
    long status;
    const char *permission;
    long limit, seconds;
} calls[] = {
    { "/campaigns/list", NULL, 200, "campaigns.list", 250000, 3600 },
    { "/campaigns/details?campaign_id={campaign}", NULL, 200, "campaigns.details", 250000, 3600 },
    { "/campaigns/data_series?campaign_id={campaign}&length=1", NULL, 200, "campaigns.data_series", 50000, 60 },
    { "/sends/data_series?campaign_id={api}&send_id=s&length=1", NULL, 200, "sends.data_series", 250000, 3600 },
    { "/canvas/list", NULL, 200, "canvas.list", 250000, 3600 },
    { "/canvas/details?canvas_id={canvas}", NULL, 200, "canvas.details", 250000, 3600 },
    { "/canvas/data_series?canvas_id={canvas}&length=1", NULL, 200, "canvas.data_series", 250000, 3600 },
    { "/canvas/data_summary?canvas_id={canvas}&length=1", NULL, 200, "canvas.data_summary", 250000, 3600 },
    { "/segments/list", NULL, 200, "segments.list", 250000, 3600 },
    { "/segments/details?segment_id={segment}", NULL, 200, "segments.details", 250000, 3600 },
    { "/segments/data_series?segment_id={segment}&length=1", NULL, 200, "segments.data_series", 250000, 3600 },
    { "/kpi/new_users/data_series?length=1", NULL, 200, "kpi.new_users.data_series", 250000, 3600 },
    { "/kpi/dau/data_series?length=1", NULL, 200, "kpi.dau.data_series", 250000, 3600 },
    { "/kpi/mau/data_series?length=1", NULL, 200, "kpi.mau.data_series", 250000, 3600 },
    { "/kpi/uninstalls/data_series?length=1", NULL, 200, "kpi.uninstalls.data_series", 250000, 3600 },
    { "/events/list", NULL, 200, "events.list", 1000, 3600 },
    { "/events/data_series?event=Opened%20App&length=1", NULL, 200, "events.data_series", 250000, 3600 },
    { "/events", NULL, 200, "events.get", 1000, 3600 },
    { "/custom_attributes", NULL, 200, "custom_attributes.get", 1000, 3600 },
    { "/sessions/data_series?length=1", NULL, 200, "sessions.data_series", 250000, 3600 },
    { "/purchases/product_list", NULL, 200, "purchases.product_list", 1000, 3600 },
    { "/purchases/quantity_series?length=1", NULL, 200, "purchases.quantity_series", 1000, 3600 },
    { "/purchases/revenue_series?length=1", NULL, 200, "purchases.revenue_series", 1000, 3600 },
    { "/feed/list", NULL, 200, "feed.list", 250000, 3600 },
    { "/feed/details?card_id={card}", NULL, 200, "feed.details", 250000, 3600 },
    { "/feed/data_series?card_id={card}&length=1", NULL, 200, "feed.data_series", 250000, 3600 },
    { "/subscription/status/get?subscription_group_id=" GROUP "&external_id=u", NULL, 200, "subscription.status.get",
      250000, 3600 },
    { "/subscription/user/status?external_id=u", NULL, 200, "subscription.groups.get", 250000, 3600 },
    { "/preference_center/v1/list", NULL, 200, "preference_center.list", 1000, 60 },
    { "/preference_center/v1/{center}", NULL, 200, "preference_center.get", 1000, 60 },
    { "/users/export/ids", "{\"external_ids\":[\"u\"]}", 201, "users.export.ids", 250, 60 },
    { "/users/export/segment", "{\"segment_id\":\"{segment}\",\"fields_to_export\":[\"email\"]}", 201,
      "users.export.segment", 250000, 3600 },
    { "/users/export/global_control_group", "{\"fields_to_export\":[\"email\"]}", 201,
      "users.export.global_control_group", 250000, 3600 },
    { "/users/track", "{\"attributes\":[{\"external_id\":\"u\",\"a\":1}]}", 201, "users.track", 3000, 3 },
    { "/users/track/sync", "{\"attributes\":[{\"external_id\":\"u\",\"a\":1}]}", 201, "users.track.sync", 500, 60 },
    { "/users/track/bulk", "{\"attributes\":[{\"external_id\":\"u\",\"a\":1}]}", 201, "users.track.bulk", 50, 1 },
    { "/users/alias/new", "{\"user_aliases\":[{\"alias_name\":\"n\",\"alias_label\":\"l\"}]}", 201, "users.alias.new",
      20000, 60 },
    { "/users/alias/update",
      "{\"alias_updates\":[{\"alias_label\":\"l\",\"old_alias_name\":\"n\",\"new_alias_name\":\"m\"}]}", 201,
      "users.alias.update", 20000, 60 },
    { "/users/identify",
      "{\"aliases_to_identify\":[{\"external_id\":\"u\",\"user_alias\":{\"alias_name\":\"m\",\"alias_label\":\"l\"}}]}",
      201, "users.identify", 20000, 60 },
    { "/users/merge",
      "{\"merge_updates\":[{\"identifier_to_merge\":{\"external_id\":\"v\"},\"identifier_to_keep\":{\"external_id\":"
      "\"u\"}}]}",
      202, "users.merge", 20000, 60 },
    { "/users/external_ids/rename",
      "{\"external_id_renames\":[{\"current_external_id\":\"u\",\"new_external_id\":\"w\"}]}", 201,
      "users.external_ids.rename", 1000, 60 },
    { "/users/external_ids/remove", "{\"external_ids\":[\"u\"]}", 201, "users.external_ids.remove", 1000, 60 },
    { "/users/delete", "{\"external_ids\":[\"w\"]}", 201, "users.delete", 20000, 60 },
    { "/subscription/status/set",
      "{\"subscription_group_id\":\"" GROUP "\",\"subscription_state\":\"subscribed\",\"external_id\":\"u\"}", 201,
      "subscription.status.set", 5000, 60 },
    { "/v2/subscription/status/set",
      "{\"subscription_groups\":[{\"subscription_group_id\":\"" GROUP
      "\",\"subscription_state\":\"subscribed\",\"external_ids\":[\"u\"]}]}",
      201, "subscription.status.set", 5000, 60 },
};
enum { CALLS = sizeof calls / sizeof *calls };

static const struct {
    const char *name, *list, *pointer;
} places[] = {
    { "{campaign}", "/campaigns/list", "/campaigns/0/id" },
    { "{api}", "/campaigns/list", "/campaigns/1/id" }, /* the second one is always an API campaign */
    { "{canvas}", "/canvas/list", "/canvases/0/id" },
    { "{segment}", "/segments/list", "/segments/0/id" },
    { "{card}", "/feed/list", "/cards/0/id" },
    { "{center}", "/preference_center/v1/list", "/preference_centers/0/preference_center_api_id" },
};

/* The text with its places filled; NULL stays NULL. The caller frees it. */
static char *fill(const struct sim *sim, const char *text)
{
    for (size_t i = 0; text != NULL && i < sizeof places / sizeof *places; i++) {
        const char *at = strstr(text, places[i].name);
        if (at == NULL)
            continue;
        cJSON *list = client_expect(sim, places[i].list, NULL, 200);
        const char *id = cJSON_GetStringValue(client_at(list, places[i].pointer));
        ck_assert_ptr_nonnull(id);
        char *filled = memory_format("%.*s%s%s", (int)(at - text), text, id, at + strlen(places[i].name));
        cJSON_Delete(list);
        return filled;
    }
    return memory_copy_string(text);
}

static long number_of(const struct client_answer *answer, const char *header)
{
    char *value = client_header(answer, header);
    ck_assert_msg(value != NULL, "no %s", header);
    long number = strtol(value, NULL, 10);
    free(value);
    return number;
}

START_TEST(every_call_answers_and_counts_in_its_pool_whose_window_is_the_clocks)
{
    struct sim *sim = client_start(NULL);
    for (size_t i = 0; i < CALLS; i++) {
        char *path = fill(sim, calls[i].path), *body = fill(sim, calls[i].body);
        struct client_answer answer = client_ask(sim, path, body);
        ck_assert_msg(answer.status == calls[i].status, "%s: %ld", path, answer.status);
        ck_assert_msg(number_of(&answer, "x-ratelimit-limit") == calls[i].limit, "%s", path);
        ck_assert_msg(number_of(&answer, "x-ratelimit-remaining") < calls[i].limit, "%s", path);
        ck_assert_msg(number_of(&answer, "x-ratelimit-reset") % calls[i].seconds == 0, "%s", path);
        char *type = client_header(&answer, "content-type");
        ck_assert_str_eq(type, "application/json");
        free(type);
        client_answer_clear(&answer);
        free(path);
        free(body);
    }
    sim_stop(sim);
}
END_TEST

START_TEST(every_call_needs_its_permission_and_no_other)
{
    struct sim *all = client_start(NULL);
    for (size_t i = 0; i < CALLS; i++) {
        char *path = fill(all, calls[i].path), *body = fill(all, calls[i].body);
        char *without = memory_format("-%s", calls[i].permission);
        struct sim *sim = client_start("permissions", without, NULL);
        cJSON *json = client_expect(sim, path, body, 403);
        client_expect_at(json, "/message", "\"You do not have permission to access this resource\"");
        cJSON_Delete(json);
        sim_stop(sim);
        sim = client_start("permissions", calls[i].permission, NULL);
        cJSON_Delete(client_expect(sim, path, body, calls[i].status));
        sim_stop(sim);
        free(without);
        free(path);
        free(body);
    }
    sim_stop(all);
}
END_TEST

#define BREAKDOWN "&length=1&include_variant_breakdown=true&include_step_breakdown=true"

/* What each answer has at least, from the documentation's own samples; names have blanks between them. */
static const struct {
    const char *path, *pointer, *members;
} shapes[] = {
    { "/campaigns/list", "", "message campaigns" },
    { "/campaigns/list", "/campaigns/0", "id last_edited name is_api_campaign tags" },
    { "/campaigns/details?campaign_id={campaign}", "",
      "message created_at updated_at archived draft enabled has_post_launch_draft name description "
      "schedule_type channels first_sent last_sent tags teams messages conversion_behaviors" },
    { "/campaigns/details?campaign_id={campaign}", "/conversion_behaviors/0", "type window custom_event_name" },
    { "/campaigns/data_series?campaign_id={campaign}&length=1", "", "message data" },
    { "/campaigns/data_series?campaign_id={campaign}&length=1", "/data/0",
      "time messages conversions_by_send_time conversions1_by_send_time conversions conversions1 "
      "unique_recipients revenue" },
    { "/campaigns/data_series?campaign_id={campaign}&length=1", "/data/0/messages", "email ios_push sms" },
    { "/campaigns/data_series?campaign_id={campaign}&length=1", "/data/0/messages/email/0",
      "variation_api_id sent opens machine_open unique_opens machine_amp_open clicks unique_clicks "
      "unsubscribes bounces delivered reported_spam" },
    { "/campaigns/data_series?campaign_id={campaign}&length=1", "/data/0/messages/ios_push/0",
      "variation_api_id sent direct_opens total_opens bounces body_clicks" },
    { "/sends/data_series?campaign_id={api}&send_id=s&length=1", "", "data message" },
    { "/sends/data_series?campaign_id={api}&send_id=s&length=1", "/data/0",
      "time messages conversions_by_send_time conversions unique_recipients revenue" },
    { "/sends/data_series?campaign_id={api}&send_id=s&length=1", "/data/0/messages/ios_push/0",
      "variation_name sent delivered undelivered delivery_failed direct_opens total_opens bounces "
      "body_clicks revenue unique_recipients conversions conversions_by_send_time" },
    { "/canvas/list", "", "canvases message" },
    { "/canvas/list", "/canvases/0", "id last_edited name tags" },
    { "/canvas/details?canvas_id={canvas}", "",
      "created_at updated_at name description archived draft enabled has_post_launch_draft "
      "schedule_type first_entry last_entry channels variants tags teams steps message" },
    { "/canvas/details?canvas_id={canvas}", "/variants/0", "name id first_step_ids first_step_id" },
    { "/canvas/details?canvas_id={canvas}", "/steps/0", "name type id next_step_ids next_paths channels messages" },
    { "/canvas/data_series?canvas_id={canvas}" BREAKDOWN, "", "data message" },
    { "/canvas/data_series?canvas_id={canvas}" BREAKDOWN, "/data", "name stats" },
    { "/canvas/data_series?canvas_id={canvas}" BREAKDOWN, "/data/stats/0",
      "time total_stats variant_stats step_stats" },
    { "/canvas/data_series?canvas_id={canvas}" BREAKDOWN, "/data/stats/0/total_stats",
      "revenue conversions conversions_by_entry_time entries" },
    { "/canvas/data_summary?canvas_id={canvas}" BREAKDOWN, "", "data message" },
    { "/canvas/data_summary?canvas_id={canvas}" BREAKDOWN, "/data", "name total_stats variant_stats step_stats" },
    { "/canvas/data_summary?canvas_id={canvas}" BREAKDOWN, "/data/total_stats",
      "revenue conversions conversions_by_entry_time entries" },
    { "/segments/list", "", "segments message" },
    { "/segments/list", "/segments/0", "id name analytics_tracking_enabled tags" },
    { "/segments/details?segment_id={segment}", "",
      "message created_at updated_at name description text_description tags teams" },
    { "/segments/data_series?segment_id={segment}&length=1", "", "message data" },
    { "/segments/data_series?segment_id={segment}&length=1", "/data/0", "time size" },
    { "/kpi/new_users/data_series?length=1", "", "message data" },
    { "/kpi/new_users/data_series?length=1", "/data/0", "time new_users" },
    { "/kpi/dau/data_series?length=1", "", "message data" },
    { "/kpi/dau/data_series?length=1", "/data/0", "time dau" },
    { "/kpi/mau/data_series?length=1", "", "message data" },
    { "/kpi/mau/data_series?length=1", "/data/0", "time mau" },
    { "/kpi/uninstalls/data_series?length=1", "", "message data" },
    { "/kpi/uninstalls/data_series?length=1", "/data/0", "time uninstalls" },
    { "/events/list", "", "message events" },
    { "/events/data_series?event=e&length=1", "", "message data" },
    { "/events/data_series?event=e&length=1", "/data/0", "time count" },
    { "/events", "", "message events" },
    { "/events", "/events/0", "name description included_in_analytics_report status tag_names" },
    { "/custom_attributes", "", "message attributes" },
    { "/custom_attributes", "/attributes/0", "array_length data_type description name status tag_names" },
    { "/sessions/data_series?length=1", "", "message data" },
    { "/sessions/data_series?length=1", "/data/0", "time sessions" },
    { "/purchases/product_list", "", "products message" },
    { "/purchases/quantity_series?length=1", "", "message data" },
    { "/purchases/quantity_series?length=1", "/data/0", "time purchase_quantity" },
    { "/purchases/revenue_series?length=1", "", "message data" },
    { "/purchases/revenue_series?length=1", "/data/0", "time revenue" },
    { "/feed/list", "", "message cards" },
    { "/feed/list", "/cards/0", "id type title tags" },
    { "/feed/details?card_id={card}", "",
      "message created_at updated_at name publish_at end_at tags title image_url extras description "
      "archived draft" },
    { "/feed/data_series?card_id={card}&length=1", "", "message data" },
    { "/feed/data_series?card_id={card}&length=1", "/data/0",
      "time clicks impressions unique_clicks unique_impressions" },
    { "/preference_center/v1/list", "", "preference_centers" },
    { "/preference_center/v1/list", "/preference_centers/0", "name preference_center_api_id created_at updated_at" },
    { "/preference_center/v1/{center}", "",
      "name preference_center_api_id created_at updated_at preference_center_title "
      "preference_center_page_html confirmation_page_html redirect_page_html preference_center_options "
      "state" },
};

START_TEST(every_answer_has_the_members_of_the_documentations_samples)
{
    struct sim *sim = client_start(NULL);
    for (size_t i = 0; i < sizeof shapes / sizeof *shapes; i++) {
        char *path = fill(sim, shapes[i].path);
        cJSON *json = client_expect(sim, path, NULL, 200);
        const cJSON *object = *shapes[i].pointer != '\0' ? client_at(json, shapes[i].pointer) : json;
        ck_assert_msg(cJSON_IsObject(object), "%s: no object at %s", path, shapes[i].pointer);
        for (const char *at = shapes[i].members; *at != '\0';) {
            size_t length = strcspn(at, " ");
            char *name = memory_copy_bytes(at, length);
            ck_assert_msg(json_get(object, name) != NULL, "%s%s: no %s", path, shapes[i].pointer, name);
            free(name);
            at += length + (at[length] == ' ' ? 1 : 0);
        }
        cJSON_Delete(json);
        free(path);
    }
    sim_stop(sim);
}
END_TEST

START_TEST(a_window_that_is_over_lets_requests_through_again)
{
    struct sim *sim = client_start("rate-limit", "1/3", NULL);
    bool refused = false, again = false;
    while (!again) { /* the test's own time limit ends it */
        struct client_answer answer = client_ask(sim, "/campaigns/list", NULL);
        again = refused && answer.status == 200;
        if (answer.status == 429)
            ck_assert_int_eq(number_of(&answer, "x-ratelimit-remaining"), 0);
        refused = refused || answer.status == 429;
        client_answer_clear(&answer);
        (void)poll(NULL, 0, 20);
    }
    sim_stop(sim);
}
END_TEST

int main(void)
{
    const TTest *const tests[] = {
        every_call_answers_and_counts_in_its_pool_whose_window_is_the_clocks,
        every_call_needs_its_permission_and_no_other,
        every_answer_has_the_members_of_the_documentations_samples,
        a_window_that_is_over_lets_requests_through_again,
    };
    Suite *suite = suite_create("sim_endpoints");
    TCase *endpoints = tcase_create("endpoints");
    tcase_set_timeout(endpoints, 120);
    for (size_t i = 0; i < sizeof tests / sizeof *tests; i++)
        tcase_add_test(endpoints, tests[i]);
    suite_add_tcase(suite, endpoints);
    return unit_run(suite);
}
