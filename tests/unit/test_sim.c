#include <stdlib.h>
#include <string.h>

#include "sim_client.h"
#include "support/json.h"
#include "unit.h"

START_TEST(a_wrong_key_is_echoed_and_gets_empty_limit_headers)
{
    struct sim *sim = client_start(NULL);
    const char *const headers[] = { "Authorization: Bearer wrong-key-1234", NULL };
    struct client_answer answer = client_ask_with(sim, NULL, "/campaigns/list", NULL, 0, headers);
    ck_assert_int_eq(answer.status, 401);
    client_expect_at(answer.json, "/message", "\"Invalid API key: wrong-key-1234\"");
    char *limit = client_header(&answer, "x-ratelimit-limit");
    ck_assert_str_eq(limit, "");
    free(limit);
    client_answer_clear(&answer);
    sim_stop(sim);
}
END_TEST

START_TEST(every_answer_has_the_three_limit_headers_a_request_id_and_its_type)
{
    struct sim *sim = client_start("rate-limit", "7/3600", NULL);
    struct client_answer answer = client_ask(sim, "/campaigns/list", NULL);
    const char *const expected[][2] = {
        { "x-ratelimit-limit", "7" },
        { "x-ratelimit-remaining", "6" },
        { "content-type", "application/json" },
    };
    for (size_t i = 0; i < sizeof expected / sizeof *expected; i++) {
        char *value = client_header(&answer, expected[i][0]);
        ck_assert_str_eq(value, expected[i][1]);
        free(value);
    }
    char *reset = client_header(&answer, "x-ratelimit-reset"), *id = client_header(&answer, "x-request-id");
    ck_assert_int_eq(strtoll(reset, NULL, 10) % 3600, 0); /* windows are those of the clock */
    ck_assert_uint_eq(strlen(id), 36);
    free(reset);
    free(id);
    client_answer_clear(&answer);
    sim_stop(sim);
}
END_TEST

START_TEST(a_date_alone_ends_with_the_day_before_and_no_end_with_today)
{
    struct sim *sim = client_start(NULL);
    cJSON *json = client_expect(sim, "/kpi/dau/data_series?length=3&ending_at=2026-09-10", NULL, 200);
    client_expect_at(json, "/data/0/time", "\"2026-09-07\"");
    client_expect_at(json, "/data/2/time", "\"2026-09-09\"");
    ck_assert_ptr_null(client_at(json, "/data/3"));
    cJSON_Delete(json);
    json = client_expect(sim, "/kpi/dau/data_series?length=3", NULL, 200);
    client_expect_at(json, "/data/2/time", "\"2026-09-15\"");
    cJSON_Delete(json);
    json = client_expect(sim, "/kpi/dau/data_series?length=1&ending_at=2026-09-10T23:59:59Z", NULL, 200);
    client_expect_at(json, "/data/0/time", "\"2026-09-10\"");
    cJSON_Delete(json);
    sim_stop(sim);
    sim = client_start("ending-at", "inclusive", NULL);
    json = client_expect(sim, "/kpi/dau/data_series?length=3&ending_at=2026-09-10", NULL, 200);
    client_expect_at(json, "/data/0/time", "\"2026-09-08\"");
    client_expect_at(json, "/data/2/time", "\"2026-09-10\"");
    cJSON_Delete(json);
    sim_stop(sim);
}
END_TEST

START_TEST(a_campaign_of_the_list_has_details_and_a_series)
{
    struct sim *sim = client_start(NULL);
    cJSON *list = client_expect(sim, "/campaigns/list", NULL, 200);
    client_expect_at(list, "/campaigns/0/name", "\"Welcome Email\"");
    const char *id = cJSON_GetStringValue(client_at(list, "/campaigns/0/id"));
    char *path = memory_format("/campaigns/details?campaign_id=%s", id);
    cJSON *details = client_expect(sim, path, NULL, 200);
    client_expect_at(details, "/name", "\"Welcome Email\"");
    client_expect_at(details, "/channels", "[\"email\",\"ios_push\",\"android_push\"]");
    cJSON_Delete(details);
    free(path);
    path = memory_format("/campaigns/data_series?length=100&campaign_id=%s", id);
    cJSON *series = client_expect(sim, path, NULL, 200);
    ck_assert_int_eq(cJSON_GetArraySize(client_at(series, "/data")), 100);
    ck_assert_ptr_nonnull(client_at(series, "/data/0/messages/email/0/unique_opens"));
    client_expect_at(series, "/data/0/messages/sms", "[]");
    cJSON_Delete(series);
    free(path);
    cJSON_Delete(list);
    cJSON *error = client_expect(sim, "/campaigns/details?campaign_id=109ab674-9055-474e-9e0c-2eace097fd46", NULL, 400);
    client_expect_at(error, "/message", "\"campaign_id must be a string of the campaign api identifier\"");
    cJSON_Delete(error);
    sim_stop(sim);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("sim");
    TCase *access = tcase_create("access");
    tcase_add_test(access, a_wrong_key_is_echoed_and_gets_empty_limit_headers);
    tcase_add_test(access, every_answer_has_the_three_limit_headers_a_request_id_and_its_type);
    suite_add_tcase(suite, access);
    TCase *data = tcase_create("data");
    tcase_add_test(data, a_date_alone_ends_with_the_day_before_and_no_end_with_today);
    tcase_add_test(data, a_campaign_of_the_list_has_details_and_a_series);
    suite_add_tcase(suite, data);
    return unit_run(suite);
}
