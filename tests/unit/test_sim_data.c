#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "sim_client.h"
#include "support/json.h"
#include "unit.h"

static const cJSON *array_of(const cJSON *json, const char *pointer)
{
    const cJSON *array = client_at(json, pointer);
    ck_assert_msg(cJSON_IsArray(array), "no array at %s", pointer);
    return array;
}

static int count_at(const struct sim *sim, const char *path, const char *pointer)
{
    cJSON *json = client_expect(sim, path, NULL, 200);
    int count = cJSON_GetArraySize(array_of(json, pointer));
    cJSON_Delete(json);
    return count;
}

static double number(const cJSON *object, const char *name)
{
    const cJSON *value = json_get(object, name);
    ck_assert_msg(cJSON_IsNumber(value), "no number %s", name);
    return value->valuedouble;
}

START_TEST(lists_come_in_pages_of_a_hundred_and_end_with_an_empty_one)
{
    struct sim *sim = client_start("campaigns", "250", NULL);
    static const int expected[] = { 100, 100, 50, 0 };
    for (int page = 0; page < 4; page++) {
        char *path = memory_format("/campaigns/list?include_archived=true&page=%d", page);
        ck_assert_int_eq(count_at(sim, path, "/campaigns"), expected[page]);
        free(path);
    }
    sim_stop(sim);
    sim = client_start("campaigns", "101", "canvases", "0", "segments", "100", NULL);
    ck_assert_int_eq(count_at(sim, "/campaigns/list?include_archived=true&page=1", "/campaigns"), 1);
    ck_assert_int_eq(count_at(sim, "/canvas/list", "/canvases"), 0);
    ck_assert_int_eq(count_at(sim, "/segments/list", "/segments"), 100);
    ck_assert_int_eq(count_at(sim, "/segments/list?page=1", "/segments"), 0);
    cJSON_Delete(client_expect(sim, "/campaigns/list?page=-1", NULL, 400));
    sim_stop(sim);
}
END_TEST

START_TEST(pages_are_the_same_in_whatever_order_they_are_asked_for)
{
    static const int order[] = { 2, 0, 1, 1, 2 };
    static const char *const queries[] = { "include_archived=true", "sort_direction=desc" };
    struct sim *sim = client_start("campaigns", "250", NULL);
    for (size_t q = 0; q < 2; q++) {
        cJSON *pages[3] = { NULL };
        for (size_t i = 0; i < sizeof order / sizeof *order; i++) {
            char *path = memory_format("/campaigns/list?%s&page=%d", queries[q], order[i]);
            cJSON *page = client_expect(sim, path, NULL, 200);
            if (pages[order[i]] == NULL)
                pages[order[i]] = cJSON_Duplicate(page, true);
            ck_assert(cJSON_Compare(pages[order[i]], page, true));
            cJSON_Delete(page);
            free(path);
        }
        for (size_t i = 0; i < 3; i++)
            cJSON_Delete(pages[i]);
    }
    sim_stop(sim);
}
END_TEST

START_TEST(the_order_is_that_of_creation_and_can_be_turned_round)
{
    struct sim *sim = client_start(NULL);
    cJSON *up = client_expect(sim, "/campaigns/list?include_archived=true", NULL, 200);
    cJSON *down = client_expect(sim, "/campaigns/list?include_archived=true&sort_direction=desc&page=1", NULL, 200);
    int last = cJSON_GetArraySize(array_of(down, "/campaigns")) - 1;
    ck_assert_int_eq(last, 19); /* of 120 */
    for (int i = 0; i <= last; i++) {
        const char *first = json_get_string(cJSON_GetArrayItem(array_of(up, "/campaigns"), i), "id", "");
        ck_assert_str_eq(first, json_get_string(cJSON_GetArrayItem(array_of(down, "/campaigns"), last - i), "id", ""));
    }
    char before[32] = "";
    for (int i = 0; i < 100; i++) {
        char *path = memory_format("/campaigns/details?campaign_id=%s",
                                   json_get_string(cJSON_GetArrayItem(array_of(up, "/campaigns"), i), "id", ""));
        cJSON *details = client_expect(sim, path, NULL, 200);
        ck_assert_str_ge(json_get_string(details, "created_at", ""), before);
        ck_assert_str_le(json_get_string(details, "created_at", ""), json_get_string(details, "updated_at", ""));
        (void)snprintf(before, sizeof before, "%s", json_get_string(details, "created_at", ""));
        cJSON_Delete(details);
        free(path);
    }
    cJSON_Delete(up);
    cJSON_Delete(down);
    sim_stop(sim);
}
END_TEST

START_TEST(archived_ones_are_hidden_until_asked_for_and_lists_can_be_cut_by_their_last_edit)
{
    struct sim *sim = client_start(NULL);
    cJSON *all = client_expect(sim, "/campaigns/list?include_archived=true&page=0", NULL, 200);
    int archived = 0, edited_later = 0;
    const cJSON *campaign = NULL;
    cJSON_ArrayForEach(campaign, array_of(all, "/campaigns"))
    {
        char *path = memory_format("/campaigns/details?campaign_id=%s", json_get_string(campaign, "id", ""));
        cJSON *details = client_expect(sim, path, NULL, 200);
        archived += json_get_bool(details, "archived", false) ? 1 : 0;
        ck_assert_str_eq(json_get_string(campaign, "last_edited", ""), json_get_string(details, "updated_at", "-"));
        cJSON_Delete(details);
        free(path);
    }
    ck_assert_int_gt(archived, 3);
    int hidden =
        120 - count_at(sim, "/campaigns/list", "/campaigns") - count_at(sim, "/campaigns/list?page=1", "/campaigns");
    ck_assert_int_ge(hidden, archived);
    cJSON *recent = client_expect(sim, "/campaigns/list?last_edit.time%5Bgt%5D=2026-09-01T00:00:00", NULL, 200);
    cJSON_ArrayForEach(campaign, array_of(recent, "/campaigns"))
    {
        ck_assert_str_gt(json_get_string(campaign, "last_edited", ""), "2026-09-01T00:00:00+00:00");
        edited_later++;
    }
    ck_assert_int_gt(edited_later, 0);
    cJSON_Delete(recent);
    cJSON_Delete(all);
    sim_stop(sim);
}
END_TEST

static bool has_character(const cJSON *names, const char *field, const char *bytes)
{
    const cJSON *entry = NULL;
    cJSON_ArrayForEach(entry, names)
    {
        if (strstr(json_get_string(entry, field, ""), bytes) != NULL)
            return true;
    }
    return false;
}

START_TEST(names_are_in_many_scripts_and_some_are_awkward)
{
    struct sim *sim = client_start(NULL);
    cJSON *json = client_expect(sim, "/campaigns/list?include_archived=true", NULL, 200);
    const cJSON *campaigns = array_of(json, "/campaigns");
    ck_assert(has_character(campaigns, "name", "\xF0\x9F\x8E\x89")); /* an emoji */
    ck_assert(has_character(campaigns, "name", "\xE6\x98\xA5"));     /* a Chinese character */
    ck_assert(has_character(campaigns, "name", "\xD8\xB9"));         /* an Arabic letter */
    ck_assert(has_character(campaigns, "name", "e\xCC\x81"));        /* a combining accent */
    ck_assert(has_character(campaigns, "name", "\x1b["));            /* an escape sequence */
    size_t longest = 0;
    const cJSON *campaign = NULL;
    cJSON_ArrayForEach(campaign, campaigns)
    {
        size_t length = strlen(json_get_string(campaign, "name", ""));
        longest = length > longest ? length : longest;
    }
    ck_assert_uint_gt(longest, 250);
    cJSON_Delete(json);
    sim_stop(sim);
}
END_TEST

static void check_email(const cJSON *stats)
{
    ck_assert(number(stats, "delivered") + number(stats, "bounces") == number(stats, "sent"));
    ck_assert(number(stats, "unique_opens") <= number(stats, "opens"));
    ck_assert(number(stats, "unique_clicks") <= number(stats, "clicks"));
    ck_assert(number(stats, "unique_clicks") <= number(stats, "unique_opens"));
    ck_assert(number(stats, "machine_open") <= number(stats, "opens"));
}

/* Counts of one row agree with each other; returns what was sent. */
static double check_campaign_row(const cJSON *row)
{
    double sent = 0, recipients = 0, conversions = 0;
    bool multivariate = false;
    for (const cJSON *channel = client_at(row, "/messages")->child; channel != NULL; channel = channel->next) {
        const cJSON *stats = NULL;
        cJSON_ArrayForEach(stats, channel)
        {
            for (const cJSON *field = stats->child; field != NULL; field = field->next)
                ck_assert(!cJSON_IsNumber(field) || field->valuedouble >= 0);
            if (strcmp(channel->string, "email") == 0 && json_get(stats, "enrolled") == NULL)
                check_email(stats);
            sent += json_get_number(stats, "sent", 0);
            multivariate = multivariate || json_get(stats, "variation_name") != NULL;
            recipients += json_get_number(stats, "unique_recipients", 0);
            conversions += json_get_number(stats, "conversions", 0);
        }
    }
    if (multivariate) {
        ck_assert(number(row, "unique_recipients") == recipients);
        ck_assert(json_get_number(row, "conversions", 0) == conversions);
    }
    return sent;
}

START_TEST(the_numbers_of_a_campaign_agree_with_each_other_and_begin_after_it_was_made)
{
    struct sim *sim = client_start("campaigns", "60", NULL);
    cJSON *list = client_expect(sim, "/campaigns/list?include_archived=true", NULL, 200);
    int sending = 0;
    const cJSON *campaign = NULL;
    cJSON_ArrayForEach(campaign, array_of(list, "/campaigns"))
    {
        const char *id = json_get_string(campaign, "id", "");
        char *path = memory_format("/campaigns/details?campaign_id=%s", id);
        cJSON *details = client_expect(sim, path, NULL, 200);
        free(path);
        double sent = 0;
        for (int back = 0; back < 10; back++) {
            static const char *const ends[] = { "2026-09-16", "2026-06-08", "2026-02-28", "2025-11-20", "2025-08-12",
                                                "2025-05-04", "2025-01-24", "2024-10-16", "2024-07-08", "2024-03-30" };
            path = memory_format("/campaigns/data_series?campaign_id=%s&length=100&ending_at=%s", id, ends[back]);
            cJSON *series = client_expect(sim, path, NULL, 200);
            const cJSON *row = NULL;
            cJSON_ArrayForEach(row, array_of(series, "/data"))
            {
                double of_row = check_campaign_row(row);
                if (strncmp(json_get_string(row, "time", ""), json_get_string(details, "created_at", ""), 10) < 0)
                    ck_assert(of_row == 0);
                sent += of_row;
            }
            cJSON_Delete(series);
            free(path);
        }
        if (json_get_bool(details, "draft", false)) {
            ck_assert(sent == 0);
            client_expect_at(details, "/first_sent", "null");
        }
        sending += sent > 0 ? 1 : 0;
        cJSON_Delete(details);
    }
    ck_assert_int_gt(sending, 30);
    cJSON_Delete(list);
    sim_stop(sim);
}
END_TEST

/* The data of a path under two values of today, as arrays. */
static void ask_both(const char *first_day, const char *second_day, const char *path, cJSON **first, cJSON **second)
{
    struct sim *sim = client_start("today", first_day, NULL);
    *first = client_expect(sim, path, NULL, 200);
    sim_stop(sim);
    sim = client_start("today", second_day, NULL);
    *second = client_expect(sim, path, NULL, 200);
    sim_stop(sim);
}

START_TEST(recent_days_are_restated_by_a_later_look_and_old_ones_are_not)
{
    struct sim *sim = client_start(NULL);
    cJSON *list = client_expect(sim, "/campaigns/list", NULL, 200), *first = NULL, *second = NULL;
    char *path = memory_format("/campaigns/data_series?length=40&ending_at=2026-09-16&campaign_id=%s",
                               cJSON_GetStringValue(client_at(list, "/campaigns/0/id")));
    sim_stop(sim);
    ask_both("2026-09-15", "2026-09-20", path, &first, &second);
    int changed = 0;
    for (int i = 0; i < 40; i++) {
        const cJSON *before = cJSON_GetArrayItem(array_of(first, "/data"), i);
        const cJSON *after = cJSON_GetArrayItem(array_of(second, "/data"), i);
        bool same = cJSON_Compare(before, after, true);
        ck_assert_str_eq(json_get_string(before, "time", ""), json_get_string(after, "time", "-"));
        if (strcmp(json_get_string(before, "time", ""), "2026-09-01") <= 0)
            ck_assert(same);
        ck_assert(number(after, "conversions_by_send_time") >= number(before, "conversions_by_send_time"));
        changed += same ? 0 : 1;
    }
    ck_assert_int_ge(changed, 5);
    ck_assert_int_le(changed, 14);
    cJSON_Delete(first);
    cJSON_Delete(second);
    cJSON_Delete(list);
    free(path);
    ask_both("2026-09-15", "2026-10-15", "/kpi/dau/data_series?length=100&ending_at=2026-09-02", &first, &second);
    ck_assert(cJSON_Compare(first, second, true));
    cJSON_Delete(first);
    cJSON_Delete(second);
}
END_TEST

START_TEST(the_same_question_has_the_same_answer_in_another_run_and_another_seed_another)
{
    static const char path[] = "/campaigns/list";
    cJSON *answers[3];
    for (int i = 0; i < 3; i++) {
        struct sim *sim = client_start("seed", i < 2 ? "5" : "6", NULL);
        if (i == 1) /* whatever was asked before */
            cJSON_Delete(client_expect(sim, "/kpi/dau/data_series?length=100", NULL, 200));
        answers[i] = client_expect(sim, path, NULL, 200);
        sim_stop(sim);
    }
    ck_assert(cJSON_Compare(answers[0], answers[1], true));
    ck_assert(!cJSON_Compare(answers[0], answers[2], true));
    for (int i = 0; i < 3; i++)
        cJSON_Delete(answers[i]);
}
END_TEST

START_TEST(the_hours_of_a_day_add_up_to_the_day)
{
    struct sim *sim = client_start(NULL);
    static const char *const kinds[][2] = { { "/events/data_series?event=Opened%20App&", "count" },
                                            { "/sessions/data_series?", "sessions" },
                                            { "/purchases/quantity_series?", "purchase_quantity" } };
    for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++) {
        char *hours = memory_format("%slength=24&unit=hour&ending_at=2026-09-11", kinds[i][0]);
        char *day = memory_format("%slength=1&ending_at=2026-09-11", kinds[i][0]);
        cJSON *by_hour = client_expect(sim, hours, NULL, 200), *whole = client_expect(sim, day, NULL, 200);
        client_expect_at(by_hour, "/data/0/time", "\"2026-09-10T00:00:00+00:00\"");
        client_expect_at(by_hour, "/data/23/time", "\"2026-09-10T23:00:00+00:00\"");
        client_expect_at(whole, "/data/0/time", "\"2026-09-10\"");
        double sum = 0;
        const cJSON *row = NULL;
        cJSON_ArrayForEach(row, array_of(by_hour, "/data"))
        {
            sum += number(row, kinds[i][1]);
        }
        ck_assert(sum == number(client_at(whole, "/data/0"), kinds[i][1]));
        ck_assert(sum > 0);
        cJSON_Delete(by_hour);
        cJSON_Delete(whole);
        free(hours);
        free(day);
    }
    sim_stop(sim);
}
END_TEST

START_TEST(daily_users_are_never_more_than_monthly_ones_and_nothing_is_before_the_beginning)
{
    struct sim *sim = client_start("base-day", "2026-09-01", "days", "60", NULL);
    cJSON *dau = client_expect(sim, "/kpi/dau/data_series?length=100", NULL, 200);
    cJSON *mau = client_expect(sim, "/kpi/mau/data_series?length=100", NULL, 200);
    cJSON *fresh = client_expect(sim, "/kpi/new_users/data_series?length=100", NULL, 200);
    for (int i = 0; i < 100; i++) {
        const cJSON *day = cJSON_GetArrayItem(array_of(dau, "/data"), i);
        double daily = number(day, "dau"), monthly = number(cJSON_GetArrayItem(array_of(mau, "/data"), i), "mau");
        double new_ones = number(cJSON_GetArrayItem(array_of(fresh, "/data"), i), "new_users");
        bool before = strcmp(json_get_string(day, "time", ""), "2026-07-03") < 0; /* 60 days before the base day */
        ck_assert(before ? daily == 0 && monthly == 0 && new_ones == 0
                         : daily > 0 && monthly >= daily && new_ones < daily);
    }
    cJSON_Delete(dau);
    cJSON_Delete(mau);
    cJSON_Delete(fresh);
    sim_stop(sim);
}
END_TEST

START_TEST(a_series_is_1_to_100_long_and_that_of_a_canvas_1_to_14)
{
    struct sim *sim = client_start(NULL);
    cJSON *list = client_expect(sim, "/canvas/list", NULL, 200);
    const char *id = cJSON_GetStringValue(client_at(list, "/canvases/0/id"));
    static const struct {
        const char *path;
        long status;
    } cases[] = {
        { "/kpi/dau/data_series?length=100", 200 },
        { "/kpi/dau/data_series?length=101", 400 },
        { "/kpi/dau/data_series?length=0", 400 },
        { "/kpi/dau/data_series", 400 },
        { "/kpi/dau/data_series?length=x", 400 },
        { "/kpi/dau/data_series?length=%205", 400 },
        { "/kpi/dau/data_series?length=%2B5", 400 },
        { "/kpi/dau/data_series?length=1&ending_at=0000-01-01", 400 },
        { "/kpi/dau/data_series?length=1&ending_at=soon", 400 },
        { "/sessions/data_series?length=1&unit=week", 400 },
        { "/events/data_series?length=1", 400 },
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
        cJSON_Delete(client_expect(sim, cases[i].path, NULL, cases[i].status));
    static const struct {
        const char *query;
        long status;
    } canvas_cases[] = { { "length=14", 200 },
                         { "length=15", 400 },
                         { "starting_at=2026-09-01&ending_at=2026-09-15", 200 },
                         { "starting_at=2026-08-31&ending_at=2026-09-15", 400 },
                         { "ending_at=2026-09-15", 400 } };
    for (size_t i = 0; i < sizeof canvas_cases / sizeof *canvas_cases; i++) {
        char *path = memory_format("/canvas/data_series?canvas_id=%s&%s", id, canvas_cases[i].query);
        cJSON_Delete(client_expect(sim, path, NULL, canvas_cases[i].status));
        free(path);
    }
    cJSON *error = client_expect(sim, "/canvas/details?canvas_id=65f1c0ffee65f1c0ffee65f1", NULL, 400);
    client_expect_at(error, "/message", "\"canvas_id must be a string of the Canvas api identifier\"");
    cJSON_Delete(error);
    cJSON_Delete(list);
    sim_stop(sim);
}
END_TEST

static double sum_of(const cJSON *object, const char *name)
{
    double sum = 0;
    for (const cJSON *part = object->child; part != NULL; part = part->next)
        sum += number(part, name);
    return sum;
}

START_TEST(the_variants_of_a_canvas_add_up_and_the_summary_is_the_sum_of_the_days)
{
    struct sim *sim = client_start(NULL);
    cJSON *list = client_expect(sim, "/canvas/list?include_archived=true", NULL, 200);
    static const char *const names[] = { "entries", "conversions", "conversions_by_entry_time" };
    bool entered = false;
    const cJSON *canvas = NULL;
    cJSON_ArrayForEach(canvas, array_of(list, "/canvases"))
    {
        char *query = memory_format("canvas_id=%s&length=14&include_variant_breakdown=true&include_step_breakdown=true",
                                    json_get_string(canvas, "id", ""));
        char *series_path = memory_format("/canvas/data_series?%s", query);
        char *summary_path = memory_format("/canvas/data_summary?%s", query);
        cJSON *series = client_expect(sim, series_path, NULL, 200),
              *summary = client_expect(sim, summary_path, NULL, 200);
        ck_assert_str_eq(cJSON_GetStringValue(client_at(series, "/data/name")), json_get_string(canvas, "name", ""));
        for (size_t n = 0; n < 3; n++) {
            double sum = 0;
            const cJSON *row = NULL;
            cJSON_ArrayForEach(row, array_of(series, "/data/stats"))
            {
                double total = number(client_at(row, "/total_stats"), names[n]);
                ck_assert(total == sum_of(client_at(row, "/variant_stats"), names[n]));
                sum += total;
            }
            entered = entered || sum > 0;
            ck_assert(sum == number(client_at(summary, "/data/total_stats"), names[n]));
        }
        cJSON_Delete(series);
        cJSON_Delete(summary);
        free(query);
        free(series_path);
        free(summary_path);
    }
    ck_assert(entered);
    cJSON_Delete(list);
    sim_stop(sim);
}
END_TEST

START_TEST(the_steps_of_a_canvas_lead_to_steps_that_are_there)
{
    struct sim *sim = client_start(NULL);
    cJSON *list = client_expect(sim, "/canvas/list", NULL, 200);
    int splits = 0;
    const cJSON *canvas = NULL;
    cJSON_ArrayForEach(canvas, array_of(list, "/canvases"))
    {
        char *path = memory_format("/canvas/details?canvas_id=%s", json_get_string(canvas, "id", ""));
        cJSON *details = client_expect(sim, path, NULL, 200);
        const cJSON *step = NULL, *next = NULL, *other = NULL;
        cJSON_ArrayForEach(step, array_of(details, "/steps"))
        {
            cJSON_ArrayForEach(next, json_get_array(step, "next_paths"))
            {
                bool found = false;
                cJSON_ArrayForEach(other, array_of(details, "/steps"))
                {
                    found = found ||
                            strcmp(json_get_string(other, "id", ""), json_get_string(next, "next_step_id", "-")) == 0;
                }
                ck_assert(found);
            }
            splits += cJSON_GetArraySize(json_get_array(step, "next_paths")) > 1 ? 1 : 0;
        }
        cJSON_Delete(details);
        free(path);
    }
    ck_assert_int_gt(splits, 3);
    cJSON_Delete(list);
    sim_stop(sim);
}
END_TEST

START_TEST(events_are_listed_in_order_in_pages_of_250_and_each_has_a_series)
{
    struct sim *sim = client_start("events", "251", NULL);
    cJSON *list = client_expect(sim, "/events/list", NULL, 200);
    ck_assert_int_eq(cJSON_GetArraySize(array_of(list, "/events")), 250);
    ck_assert_int_eq(count_at(sim, "/events/list?page=1", "/events"), 1);
    ck_assert_int_eq(count_at(sim, "/events/list?page=2", "/events"), 0);
    const char *before = "";
    int silent = 0;
    const cJSON *event = NULL;
    cJSON_ArrayForEach(event, array_of(list, "/events"))
    {
        ck_assert_str_gt(event->valuestring, before);
        before = event->valuestring;
        char *escaped = curl_easy_escape(NULL, event->valuestring, 0);
        char *path = memory_format("/events/data_series?length=1&ending_at=2026-09-15&event=%s", escaped);
        cJSON *series = client_expect(sim, path, NULL, 200);
        silent += number(client_at(series, "/data/0"), "count") == 0 ? 1 : 0;
        cJSON_Delete(series);
        curl_free(escaped);
        free(path);
    }
    ck_assert_int_eq(silent, 0);
    cJSON_Delete(list);
    list = client_expect(sim, "/events/data_series?length=2&event=never+heard+of", NULL, 200);
    client_expect_at(list, "/data/1/count", "0");
    cJSON_Delete(list);
    sim_stop(sim);
}
END_TEST

/* What stands between angle brackets before rel="..." in a Link header; the caller frees it. NULL: nothing does. */
static char *link_to(const char *header, const char *rel)
{
    char *mark = memory_format(">; rel=\"%s\"", rel);
    const char *end = header != NULL ? strstr(header, mark) : NULL;
    free(mark);
    const char *start = end;
    while (start != NULL && *start != '<')
        start--;
    return start != NULL ? memory_copy_bytes(start + 1, (size_t)(end - start) - 1) : NULL;
}

START_TEST(cursors_lead_through_pages_of_fifty_and_back)
{
    struct sim *sim = client_start(NULL);
    char *path = memory_copy_string("/custom_attributes");
    int rows = 0, pages = 0;
    while (path != NULL) {
        struct client_answer answer = client_ask(sim, path, NULL);
        ck_assert_int_eq(answer.status, 200);
        rows += cJSON_GetArraySize(array_of(answer.json, "/attributes"));
        pages++;
        char *link = client_header(&answer, "link");
        char *previous = link_to(link, "prev");
        ck_assert((previous != NULL) == (pages > 1));
        if (pages == 2) /* base64 of skip:0 */
            ck_assert_str_eq(previous, "/custom_attributes?cursor=c2tpcDow");
        free(path);
        path = link_to(link, "next");
        if (pages == 2) /* base64 of skip:100 */
            ck_assert_str_eq(path, "/custom_attributes?cursor=c2tpcDoxMDA=");
        free(previous);
        free(link);
        client_answer_clear(&answer);
    }
    ck_assert_int_eq(pages, 3);
    ck_assert_int_gt(rows, 100);
    cJSON *error = client_expect(sim, "/events?cursor=bad-cursor", NULL, 400);
    client_expect_at(
        error, "",
        "{\"errors\":[{\"id\":\"invalid-cursor\",\"message\":\"'cursor' is not valid\",\"parameters\":[\"cursor\"],"
        "\"parameter_values\":[\"bad-cursor\"]}],\"message\":\"Invalid Request\"}");
    cJSON_Delete(error);
    sim_stop(sim);
}
END_TEST

START_TEST(campaigns_come_and_go_as_days_go_by)
{
    static const char *const days[] = { "2026-09-01", "2026-09-11" };
    cJSON *lists[2];
    for (int i = 0; i < 2; i++) {
        struct sim *sim = client_start("base-day", "2026-09-01", "new-every", "2", "vanish-every", "5", "today",
                                       days[i], "campaigns", "20", NULL);
        lists[i] = client_expect(sim, "/campaigns/list?include_archived=true", NULL, 200);
        sim_stop(sim);
    }
    /* Ten days: five new ones, two gone (or twice the same). */
    ck_assert_int_eq(cJSON_GetArraySize(array_of(lists[0], "/campaigns")), 20);
    ck_assert_int_ge(cJSON_GetArraySize(array_of(lists[1], "/campaigns")), 23);
    ck_assert_int_le(cJSON_GetArraySize(array_of(lists[1], "/campaigns")), 24);
    const cJSON *newest =
        cJSON_GetArrayItem(array_of(lists[1], "/campaigns"), cJSON_GetArraySize(array_of(lists[1], "/campaigns")) - 1);
    ck_assert(!has_character(array_of(lists[0], "/campaigns"), "id", json_get_string(newest, "id", "")));
    cJSON_Delete(lists[0]);
    cJSON_Delete(lists[1]);
}
END_TEST

START_TEST(one_that_is_gone_is_listed_but_answers_as_unknown)
{
    struct sim *sim = client_start(NULL);
    cJSON *list = client_expect(sim, "/campaigns/list", NULL, 200);
    sim_stop(sim);
    const char *id = cJSON_GetStringValue(client_at(list, "/campaigns/3/id"));
    sim = client_start("vanish", id, NULL);
    cJSON *again = client_expect(sim, "/campaigns/list", NULL, 200);
    ck_assert(cJSON_Compare(list, again, true));
    char *path = memory_format("/campaigns/data_series?length=1&campaign_id=%s", id);
    cJSON_Delete(client_expect(sim, path, NULL, 400));
    free(path);
    cJSON_Delete(list);
    cJSON_Delete(again);
    sim_stop(sim);
}
END_TEST

START_TEST(a_hundred_thousand_campaigns_are_there_when_asked_for)
{
    struct sim *sim = client_start("campaigns", "100000", NULL);
    cJSON *json = client_expect(sim, "/campaigns/list?include_archived=true&page=999", NULL, 200);
    ck_assert_int_eq(cJSON_GetArraySize(array_of(json, "/campaigns")), 100);
    char *path = memory_format("/campaigns/data_series?length=100&campaign_id=%s",
                               cJSON_GetStringValue(client_at(json, "/campaigns/99/id")));
    cJSON_Delete(client_expect(sim, path, NULL, 200));
    free(path);
    cJSON_Delete(json);
    sim_stop(sim);
}
END_TEST

START_TEST(segments_cards_sends_and_preference_centers_answer_in_their_shapes)
{
    struct sim *sim = client_start(NULL);
    cJSON *json = client_expect(sim, "/segments/list", NULL, 200);
    int tracked = 0;
    const cJSON *segment = NULL;
    cJSON_ArrayForEach(segment, array_of(json, "/segments"))
    {
        tracked += json_get_bool(segment, "analytics_tracking_enabled", false) ? 1 : 0;
    }
    ck_assert_int_gt(tracked, 0);
    ck_assert_int_le(tracked, 25);
    cJSON_Delete(json);
    json = client_expect(sim, "/feed/list", NULL, 200);
    char *path =
        memory_format("/feed/data_series?length=3&card_id=%s", cJSON_GetStringValue(client_at(json, "/cards/0/id")));
    cJSON *series = client_expect(sim, path, NULL, 200);
    ck_assert_int_eq(cJSON_GetArraySize(client_at(series, "/data/0")), 5); /* time and four counts */
    cJSON_Delete(series);
    cJSON_Delete(json);
    free(path);
    json = client_expect(sim, "/preference_center/v1/list", NULL, 200);
    path = memory_format("/preference_center/v1/%s",
                         cJSON_GetStringValue(client_at(json, "/preference_centers/0/preference_center_api_id")));
    series = client_expect(sim, path, NULL, 200);
    client_expect_at(series, "/state", "\"active\"");
    client_expect_at(series, "/redirect_page_html", "null");
    cJSON_Delete(series);
    cJSON_Delete(json);
    free(path);
    json = client_expect(sim, "/campaigns/list", NULL, 200);
    client_expect_at(json, "/campaigns/1/is_api_campaign", "true");
    path = memory_format("/sends/data_series?length=14&send_id=s1&campaign_id=%s",
                         cJSON_GetStringValue(client_at(json, "/campaigns/1/id")));
    series = client_expect(sim, path, NULL, 200);
    double sent = 0;
    const cJSON *row = NULL;
    cJSON_ArrayForEach(row, array_of(series, "/data"))
    {
        sent += number(client_at(row, "/messages/ios_push/0"), "sent");
    }
    ck_assert(sent > 0); /* it was within the 14 days for which sends are kept */
    cJSON_Delete(series);
    cJSON_Delete(json);
    free(path);
    sim_stop(sim);
}
END_TEST

int main(void)
{
    const TTest *const tests[] = {
        lists_come_in_pages_of_a_hundred_and_end_with_an_empty_one,
        pages_are_the_same_in_whatever_order_they_are_asked_for,
        the_order_is_that_of_creation_and_can_be_turned_round,
        archived_ones_are_hidden_until_asked_for_and_lists_can_be_cut_by_their_last_edit,
        names_are_in_many_scripts_and_some_are_awkward,
        the_numbers_of_a_campaign_agree_with_each_other_and_begin_after_it_was_made,
        recent_days_are_restated_by_a_later_look_and_old_ones_are_not,
        the_same_question_has_the_same_answer_in_another_run_and_another_seed_another,
        the_hours_of_a_day_add_up_to_the_day,
        daily_users_are_never_more_than_monthly_ones_and_nothing_is_before_the_beginning,
        a_series_is_1_to_100_long_and_that_of_a_canvas_1_to_14,
        the_variants_of_a_canvas_add_up_and_the_summary_is_the_sum_of_the_days,
        the_steps_of_a_canvas_lead_to_steps_that_are_there,
        events_are_listed_in_order_in_pages_of_250_and_each_has_a_series,
        cursors_lead_through_pages_of_fifty_and_back,
        campaigns_come_and_go_as_days_go_by,
        one_that_is_gone_is_listed_but_answers_as_unknown,
        a_hundred_thousand_campaigns_are_there_when_asked_for,
        segments_cards_sends_and_preference_centers_answer_in_their_shapes,
    };
    Suite *suite = suite_create("sim_data");
    TCase *data = tcase_create("data");
    tcase_set_timeout(data, 60);
    for (size_t i = 0; i < sizeof tests / sizeof *tests; i++)
        tcase_add_test(data, tests[i]);
    suite_add_tcase(suite, data);
    return unit_run(suite);
}
