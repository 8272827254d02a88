#include "http/answer.h"

#include <curl/curl.h>
#include <stdlib.h>
#include <string.h>

#include "support/memory.h"
#include "support/secret.h"
#include "support/text.h"

const char *http_answer_header(const struct http_answer *answer, const char *name)
{
    for (size_t i = 0; i < answer->header_count; i++)
        if (text_equal_ignore_case(answer->headers[i].name, name))
            return answer->headers[i].value;
    return NULL;
}

bool http_read_date(const char *text, int64_t *ms)
{
    time_t date = text != NULL && *text != '\0' ? curl_getdate(text, NULL) : (time_t)-1;
    if (date == (time_t)-1)
        return false;
    *ms = (int64_t)date * 1000;
    return true;
}

struct http_answer *http_answer_copy(const struct http_answer *answer)
{
    struct http_answer *copy = memory_allocate(1, sizeof *copy);
    *copy = *answer;
    copy->error.message = memory_copy_string(answer->error.message);
    copy->error.hint = memory_copy_string(answer->error.hint);
    copy->body = memory_copy_bytes(answer->body, answer->body_length);
    copy->address = memory_copy_string(answer->address);
    copy->headers = memory_allocate(answer->header_count, sizeof *copy->headers);
    for (size_t i = 0; i < answer->header_count; i++) {
        copy->headers[i].name = memory_copy_string(answer->headers[i].name);
        copy->headers[i].value = memory_copy_string(answer->headers[i].value);
    }
    copy->certificates = memory_allocate(answer->certificate_count, sizeof *copy->certificates);
    for (size_t i = 0; i < answer->certificate_count; i++) {
        copy->certificates[i].subject = memory_copy_string(answer->certificates[i].subject);
        copy->certificates[i].issuer = memory_copy_string(answer->certificates[i].issuer);
        copy->certificates[i].starts = memory_copy_string(answer->certificates[i].starts);
        copy->certificates[i].expires = memory_copy_string(answer->certificates[i].expires);
    }
    return copy;
}

static void wipe_and_free(char *text)
{
    secret_wipe(text, text != NULL ? strlen(text) : 0);
    free(text);
}

void http_answer_clear(struct http_answer *answer)
{
    error_clear(&answer->error);
    secret_wipe(answer->body, answer->body_length);
    free(answer->body);
    for (size_t i = 0; i < answer->header_count; i++) {
        wipe_and_free(answer->headers[i].name);
        wipe_and_free(answer->headers[i].value);
    }
    free(answer->headers);
    for (size_t i = 0; i < answer->certificate_count; i++) {
        free(answer->certificates[i].subject);
        free(answer->certificates[i].issuer);
        free(answer->certificates[i].starts);
        free(answer->certificates[i].expires);
    }
    free(answer->certificates);
    free(answer->address);
    *answer = (struct http_answer){ 0 };
}

void http_answer_free(struct http_answer *answer)
{
    if (answer == NULL)
        return;
    http_answer_clear(answer);
    free(answer);
}
