#include "sim/message.h"

#include <stdlib.h>
#include <string.h>

#include "sim/names.h"
#include "sim/subscription_groups.h"
#include "support/json.h"

enum { SALT_BOUNCE = 200, SALT_OPEN, SALT_CLICK, SALT_CONVERT, SALT_LAYOUT, SALT_TEXT, SALT_STATS = 400, SALT_SPREAD };

static const struct {
    const char *name, *series_name;
} channels[SIM_CHANNEL_COUNT] = {
    [SIM_CHANNEL_EMAIL] = { "email", "email" },
    [SIM_CHANNEL_IOS_PUSH] = { "ios_push", "ios_push" },
    [SIM_CHANNEL_ANDROID_PUSH] = { "android_push", "android_push" },
    [SIM_CHANNEL_WEB_PUSH] = { "web_push", "web_push" },
    [SIM_CHANNEL_KINDLE_PUSH] = { "kindle_push", "kindle_push" },
    [SIM_CHANNEL_SMS] = { "sms", "sms" },
    [SIM_CHANNEL_WHATS_APP] = { "whats_app", "whats_app" },
    [SIM_CHANNEL_WEBHOOK] = { "webhook", "webhook" },
    [SIM_CHANNEL_CONTENT_CARDS] = { "content_cards", "content_cards" },
    [SIM_CHANNEL_IN_APP_MESSAGE] = { "in_app_message", "trigger_in_app_message" },
};

const char *sim_channel_name(enum sim_channel channel)
{
    return channels[channel].name;
}

const char *sim_channel_series_name(enum sim_channel channel)
{
    return channels[channel].series_name;
}

double sim_engaged_share(int32_t days_after)
{
    static const double shares[SIM_ENGAGED_DAYS] = { 0.68, 0.2, 0.08, 0.04 };
    return days_after < 0 || days_after >= SIM_ENGAGED_DAYS ? 0 : shares[days_after];
}

/* What is drawn once for a message. */
static uint64_t key_of(const struct sim_message *message)
{
    return ((uint64_t)message->index << 14) | message->sub;
}

static double rate(const struct sim_world *world, const struct sim_message *message, unsigned salt, double least,
                   double most)
{
    return least + (most - least) * sim_unit(world, message->kind, key_of(message), salt);
}

double sim_message_conversion_rate(const struct sim_world *world, const struct sim_message *message)
{
    double lift = message->control ? 0.3 : 1;
    return lift * rate(world, message, SALT_CONVERT, 0.004, 0.045);
}

static void add_email(cJSON *object, const char *name, const char *text)
{
    char *body = memory_format("<html><body><p>%s</p><p>{{${first_name} | default: 'there'}}</p></body></html>", text);
    json_add_array(object, "extras");
    json_add_string(object, "subject", text);
    json_add_string(object, "body", body);
    json_add_string(object, "from", "Example Team <hello@example.com>");
    json_add_string(object, "reply_to", "support@example.com");
    json_add_string(object, "title", name);
    json_add_null(object, "amp_body");
    json_add_string(object, "preheader", text);
    json_add_null(object, "custom_plain_text");
    json_add_bool(object, "should_inline_css", true);
    json_add_bool(object, "should_whitespace_header", true);
    json_add_array(object, "email_headers");
    free(body);
}

static void add_push(cJSON *object, const char *name, const char *text)
{
    json_add_string(object, "alert", text);
    json_add_string(json_add_object(object, "extras"), "deeplink", "home");
    json_add_string(object, "title", name);
    json_add_string(object, "action", "exampleapp://home");
    json_add_null(object, "image_url");
    json_add_null(object, "large_image_url");
}

static void add_whats_app(cJSON *object, const char *text, bool template)
{
    json_add_string(object, "subscription_group_id", sim_message_subscription_group(SIM_CHANNEL_WHATS_APP));
    json_append_string(json_add_array(object, "from"), "+15550100");
    if (template) {
        json_add_string(object, "template_name", "order_update");
        json_add_string(object, "template_language_code", "en_US");
        json_append_string(json_add_array(object, "header_variables"), "{{${first_name}}}");
        json_append_string(json_add_array(object, "body_variables"), "{{event_properties.${order_id}}}");
        json_add_array(object, "button_variables");
        return;
    }
    json_add_string(object, "layout", "quick-reply");
    json_add_string(object, "header_text", "Example");
    json_add_string(object, "body_text", text);
    json_add_null(object, "footer_text");
    json_append_string(json_add_array(object, "buttons"), "Yes, please");
}

static void add_survey(cJSON *object, const char *text)
{
    json_add_string(object, "type", "survey");
    cJSON *page = json_object();
    json_append(json_add_array(json_add_object(object, "data"), "pages"), page);
    json_add_string(json_add_object(page, "header"), "text", text);
    cJSON *choices = json_add_array(page, "choices");
    static const char *const texts[] = { "Great", "So so", "Bad" };
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
        cJSON *choice = json_object();
        json_add_number(choice, "choice_id", (double)i + 1);
        json_add_string(choice, "text", texts[i]);
        json_add_string(choice, "custom_attribute_key", "mood");
        json_add_string(choice, "custom_attribute_value", texts[i]);
        json_add_bool(choice, "deleted", false);
        json_append(choices, choice);
    }
}

static void add_content(const struct sim_world *world, const struct sim_message *message, cJSON *object,
                        const char *name)
{
    char *text = sim_sentence(world, message->kind, message->index, message->sub);
    bool other = sim_pick(world, message->kind, key_of(message), SALT_LAYOUT, 2) == 1;
    switch (message->channel) {
    case SIM_CHANNEL_EMAIL:
        add_email(object, name, text);
        break;
    case SIM_CHANNEL_IOS_PUSH:
    case SIM_CHANNEL_ANDROID_PUSH:
    case SIM_CHANNEL_WEB_PUSH:
    case SIM_CHANNEL_KINDLE_PUSH:
        add_push(object, name, text);
        break;
    case SIM_CHANNEL_SMS:
        json_add_string(object, "body", text);
        json_add_string(object, "from", "+15550100");
        json_add_string(object, "subscription_group_id", sim_message_subscription_group(SIM_CHANNEL_SMS));
        break;
    case SIM_CHANNEL_WHATS_APP:
        add_whats_app(object, text, other);
        break;
    case SIM_CHANNEL_WEBHOOK:
        json_add_string(object, "url", "https://hooks.example.com/braze");
        json_add_string(object, "body", "{\"user\":\"{{${user_id}}}\"}");
        json_add_string(object, "type", "json");
        json_add_string(json_add_object(object, "headers"), "Content-Type", "application/json");
        json_add_string(object, "method", "POST");
        break;
    case SIM_CHANNEL_CONTENT_CARDS:
        json_add_object(object, "extras");
        break;
    case SIM_CHANNEL_IN_APP_MESSAGE:
        if (other) {
            add_survey(object, text);
        } else {
            json_add_string(object, "message", text);
            json_add_object(object, "extras");
        }
        break;
    case SIM_CHANNEL_COUNT:
        break;
    }
    free(text);
}

void sim_message_add(const struct sim_world *world, const struct sim_message *message, bool translatable,
                     cJSON *messages)
{
    char id[SIM_ID_SIZE];
    sim_id_format(world, message->kind, message->index, message->sub, id);
    cJSON *object = json_add_object(messages, id);
    json_add_string(object, "channel", sim_channel_name(message->channel));
    if (message->control) {
        json_add_string(object, "type", "control");
        return;
    }
    char *name = memory_format("Variant %u", message->variant);
    json_add_string(object, "name", name);
    add_content(world, message, object, name);
    if (translatable && message->channel == SIM_CHANNEL_WEBHOOK)
        json_add_null(object, "has_translatable_content"); /* nothing to translate in it */
    else if (translatable)
        json_add_bool(object, "has_translatable_content",
                      sim_pick(world, message->kind, key_of(message), SALT_TEXT, 5) == 0);
    free(name);
}

/* A share of the sent or the engaged as a whole number. */
struct counter {
    const struct sim_world *world;
    const struct sim_message *message;
    const struct sim_outcome *outcome;
    cJSON *stats;
};

static int64_t count(const struct counter *counter, unsigned salt, double expected)
{
    double noise = sim_unit(counter->world, counter->message->kind, key_of(counter->message),
                            sim_day_salt(SALT_STATS + salt, counter->outcome->day));
    return sim_round(expected, expected > 0 ? noise : 0);
}

static void put(const struct counter *counter, const char *name, int64_t number)
{
    json_add_number(counter->stats, name, (double)number);
}

static void add_email_stats(const struct counter *c, int64_t sent, double engaged)
{
    double open = rate(c->world, c->message, SALT_OPEN, 0.16, 0.42),
           click = rate(c->world, c->message, SALT_CLICK, 0.01, 0.09);
    int64_t bounces = count(c, 0, (double)sent * rate(c->world, c->message, SALT_BOUNCE, 0.002, 0.018));
    int64_t unique_opens = count(c, 1, engaged * open), unique_clicks = count(c, 2, engaged * open * click * 3);
    int64_t opens = unique_opens + count(c, 3, (double)unique_opens * 0.21);
    bounces = bounces > sent ? sent : bounces;
    unique_clicks = unique_clicks > unique_opens ? unique_opens : unique_clicks;
    put(c, "sent", sent);
    put(c, "opens", opens);
    put(c, "machine_open", count(c, 4, (double)opens * 0.29));
    put(c, "unique_opens", unique_opens);
    put(c, "machine_amp_open", 0);
    put(c, "clicks", unique_clicks + count(c, 5, (double)unique_clicks * 0.13));
    put(c, "unique_clicks", unique_clicks);
    put(c, "unsubscribes", count(c, 6, engaged * 0.0017));
    put(c, "bounces", bounces);
    put(c, "delivered", sent - bounces);
    put(c, "reported_spam", count(c, 7, engaged * 0.00015));
}

static void add_push_stats(const struct counter *c, int64_t sent, double engaged, bool of_canvas)
{
    double open = rate(c->world, c->message, SALT_OPEN, 0.02, 0.09);
    int64_t bounces = count(c, 0, (double)sent * rate(c->world, c->message, SALT_BOUNCE, 0.004, 0.02));
    int64_t direct = count(c, 1, engaged * open);
    bounces = bounces > sent ? sent : bounces;
    put(c, "sent", sent);
    put(c, "direct_opens", direct);
    put(c, "total_opens", direct + count(c, 2, engaged * open * 0.85));
    put(c, "bounces", bounces);
    if (!of_canvas)
        put(c, "body_clicks", count(c, 3, (double)direct * 0.8));
}

static void add_sms_stats(const struct counter *c, int64_t sent, double engaged)
{
    int64_t rejected = count(c, 0, (double)sent * 0.004), failed = count(c, 1, (double)sent * 0.011);
    int64_t to_carrier = sent - (rejected > sent ? sent : rejected);
    failed = failed > to_carrier ? to_carrier : failed;
    put(c, "sent", sent);
    put(c, "sent_to_carrier", to_carrier);
    put(c, "delivered", to_carrier - failed);
    put(c, "rejected", sent - to_carrier);
    put(c, "delivery_failed", failed);
    put(c, "clicks", count(c, 2, engaged * rate(c->world, c->message, SALT_CLICK, 0.02, 0.12)));
    put(c, "opt_out", count(c, 3, engaged * 0.003));
    put(c, "help", count(c, 4, engaged * 0.0006));
}

static void add_content_card_stats(const struct counter *c, int64_t sent, double engaged)
{
    int64_t impressions = count(c, 0, engaged * 0.55), clicks = count(c, 1, (double)impressions * 0.07);
    int64_t dismissals = count(c, 2, (double)impressions * 0.05);
    put(c, "sent", sent);
    put(c, "total_clicks", clicks + count(c, 3, (double)clicks * 0.2));
    put(c, "total_dismissals", dismissals);
    put(c, "total_impressions", impressions + count(c, 4, (double)impressions * 0.9));
    put(c, "unique_clicks", clicks);
    put(c, "unique_dismissals", dismissals);
    put(c, "unique_impressions", impressions);
}

static void add_in_app_stats(const struct counter *c, double engaged)
{
    int64_t impressions = count(c, 0, engaged * 0.9);
    int64_t clicks = count(c, 1, (double)impressions * rate(c->world, c->message, SALT_CLICK, 0.05, 0.2));
    int64_t first = count(c, 2, (double)clicks * 0.64);
    put(c, "impressions", impressions);
    put(c, "clicks", clicks);
    put(c, "first_button_clicks", first > clicks ? clicks : first);
    put(c, "second_button_clicks", count(c, 3, (double)(clicks - first) * 0.5));
}

void sim_message_add_stats(const struct sim_world *world, const struct sim_message *message,
                           const struct sim_outcome *outcome, cJSON *stats)
{
    const struct counter counter = { world, message, outcome, stats };
    int64_t sent = sim_round(outcome->sent, 0);
    switch (message->channel) {
    case SIM_CHANNEL_EMAIL:
        add_email_stats(&counter, sent, outcome->engaged);
        break;
    case SIM_CHANNEL_IOS_PUSH:
    case SIM_CHANNEL_ANDROID_PUSH:
    case SIM_CHANNEL_WEB_PUSH:
    case SIM_CHANNEL_KINDLE_PUSH:
        add_push_stats(&counter, sent, outcome->engaged, message->kind == SIM_CANVAS_MESSAGE);
        break;
    case SIM_CHANNEL_SMS:
        add_sms_stats(&counter, sent, outcome->engaged);
        break;
    case SIM_CHANNEL_WHATS_APP: {
        int64_t failed = count(&counter, 0, (double)sent * 0.012);
        failed = failed > sent ? sent : failed;
        put(&counter, "sent", sent);
        put(&counter, "delivered", sent - failed);
        put(&counter, "failed", failed);
        put(&counter, "read", count(&counter, 1, outcome->engaged * 0.7));
        break;
    }
    case SIM_CHANNEL_WEBHOOK:
        put(&counter, "sent", sent);
        put(&counter, "errors", count(&counter, 0, (double)sent * 0.006));
        break;
    case SIM_CHANNEL_CONTENT_CARDS:
        add_content_card_stats(&counter, sent, outcome->engaged);
        break;
    case SIM_CHANNEL_IN_APP_MESSAGE:
        add_in_app_stats(&counter, outcome->engaged);
        break;
    case SIM_CHANNEL_COUNT:
        break;
    }
}

const char *sim_message_subscription_group(enum sim_channel channel)
{
    const char *wanted = channel == SIM_CHANNEL_SMS ? "sms" : channel == SIM_CHANNEL_WHATS_APP ? "whatsapp" : "email";
    for (size_t i = 0; i < SIM_SUBSCRIPTION_GROUPS; i++)
        if (strcmp(sim_subscription_groups[i].channel, wanted) == 0)
            return sim_subscription_groups[i].id;
    return NULL;
}
