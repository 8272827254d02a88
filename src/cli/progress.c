#include "cli/progress.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <time.h>
#include <unistd.h>

#include "support/date.h"
#include "support/memory.h"
#include "support/text.h"

enum { LIVE_MS = 250, PLAIN_MS = 30000, NAME_COLUMNS = 26, SMALL_COLUMNS = 12, USUAL_COLUMNS = 80, USUAL_LINES = 24 };

struct progress {
    bool quiet, live;
    int lines; /* on the screen now */
    int64_t started_ms, drawn_ms;
};

struct progress *progress_new(bool quiet)
{
    struct progress *progress = memory_allocate(1, sizeof *progress);
    const char *terminal = getenv("TERM");
    progress->quiet = quiet;
    progress->live = !quiet && isatty(STDERR_FILENO) && terminal != NULL && strcmp(terminal, "dumb") != 0;
    progress->started_ms = progress->drawn_ms = date_monotonic_ms();
    return progress;
}

static void take_away(struct progress *progress)
{
    if (progress->lines > 0)
        (void)fprintf(stderr, "\033[%dA\033[J", progress->lines);
    progress->lines = 0;
}

void progress_free(struct progress *progress)
{
    if (progress == NULL)
        return;
    take_away(progress);
    (void)fflush(stderr);
    free(progress);
}

int progress_due_ms(const struct progress *progress)
{
    if (progress->quiet)
        return -1;
    int64_t left = progress->drawn_ms + (progress->live ? LIVE_MS : PLAIN_MS) - date_monotonic_ms();
    return left > 0 ? (int)left : 0;
}

static void append_count(UT_string *line, int64_t count, const char *what)
{
    UT_string *text;
    utstring_new(text);
    text_append_count(text, count);
    text_append_cell(line, utstring_body(text), SMALL_COLUMNS, TEXT_RIGHT);
    utstring_printf(line, " %s", what);
    utstring_free(text);
}

static void append_time_of_day(UT_string *line, int64_t ms)
{
    time_t seconds = (time_t)(ms / 1000);
    struct tm local;
    char text[16] = "?";
    if (localtime_r(&seconds, &local) != NULL)
        (void)strftime(text, sizeof text, "%H:%M:%S", &local);
    utstring_printf(line, "%s", text);
}

static void append_rest(UT_string *line, const struct sync_progress *stream, int64_t elapsed_ms)
{
    if (stream->waits_until_ms > date_now_ms()) {
        utstring_printf(line, "  waits for the rate limit until ");
        append_time_of_day(line, stream->waits_until_ms);
        return;
    }
    double rate = elapsed_ms > 0 ? (double)stream->requests * 1000.0 / (double)elapsed_ms : 0;
    utstring_printf(line, "  %.1f/s", rate);
    if (stream->requests_left <= 0 || rate <= 0)
        return;
    int64_t seconds = (int64_t)((double)stream->requests_left / rate);
    utstring_printf(line, ", about ");
    text_append_count(line, stream->requests_left);
    utstring_printf(line, " left, %" PRId64 ":%02" PRId64, seconds / 60, seconds % 60);
}

static const char *state_word(const struct sync_progress *stream)
{
    switch (stream->state) {
    case SYNC_WAITING:
        return "  waiting";
    case SYNC_COMPLETE:
        return "  complete";
    case SYNC_INCOMPLETE:
        return "  incomplete";
    case SYNC_STOPPED:
        return "  stopped";
    case SYNC_RUNNING:
        break;
    }
    return "";
}

static void append_line(UT_string *line, const struct sync_progress *stream, int64_t elapsed_ms)
{
    text_append_cell(line, stream->stream->table.name, NAME_COLUMNS, TEXT_LEFT);
    append_count(line, stream->rows, "rows");
    append_count(line, stream->requests, "requests");
    if (stream->state == SYNC_RUNNING)
        append_rest(line, stream, elapsed_ms);
    utstring_printf(line, "%s", state_word(stream));
}

static void screen_size(int *lines, int *columns)
{
    struct winsize size;
    bool known = ioctl(STDERR_FILENO, TIOCGWINSZ, &size) == 0 && size.ws_row > 0 && size.ws_col > 0;
    *lines = known ? size.ws_row : USUAL_LINES;
    *columns = known ? size.ws_col : USUAL_COLUMNS;
}

static void draw_live(struct progress *progress, const struct sync *sync, int64_t elapsed_ms)
{
    struct sync_progress stream;
    int lines, columns;
    size_t hidden = 0;
    UT_string *out, *line;
    utstring_new(out);
    utstring_new(line);
    screen_size(&lines, &columns);
    int before = progress->lines;
    if (before > 0)
        utstring_printf(out, "\033[%dA", before);
    progress->lines = 0;
    for (size_t i = 0; sync_progress(sync, i, &stream); i++) {
        /* Where not all fit, those that are under way do. */
        if (progress->lines >= lines - 2 || (stream.state == SYNC_WAITING && stream.requests == 0)) {
            hidden++;
            continue;
        }
        utstring_clear(line);
        append_line(line, &stream, elapsed_ms);
        size_t bytes = text_fit(utstring_body(line), (size_t)(columns - 1), NULL);
        utstring_bincpy(out, utstring_body(line), bytes);
        utstring_printf(out, "\033[K\n");
        progress->lines++;
    }
    if (hidden > 0) {
        utstring_printf(out, "%zu more\033[K\n", hidden);
        progress->lines++;
    }
    utstring_printf(out, "\033[J");
    (void)fwrite(utstring_body(out), 1, utstring_len(out), stderr);
    (void)fflush(stderr);
    utstring_free(line);
    utstring_free(out);
}

static void draw_plain(const struct sync *sync, int64_t elapsed_ms)
{
    struct sync_progress stream;
    UT_string *line;
    utstring_new(line);
    for (size_t i = 0; sync_progress(sync, i, &stream); i++) {
        if (stream.state != SYNC_RUNNING)
            continue;
        utstring_clear(line);
        append_line(line, &stream, elapsed_ms);
        (void)fprintf(stderr, "%s\n", utstring_body(line));
    }
    utstring_free(line);
}

void progress_draw(struct progress *progress, const struct sync *sync)
{
    if (progress_due_ms(progress) != 0)
        return;
    progress->drawn_ms = date_monotonic_ms();
    int64_t elapsed_ms = progress->drawn_ms - progress->started_ms;
    if (progress->live)
        draw_live(progress, sync, elapsed_ms);
    else
        draw_plain(sync, elapsed_ms);
}

void progress_tell(struct progress *progress, const struct stream *stream, const char *text)
{
    if (progress->quiet)
        return;
    take_away(progress);
    char *visible = text_visible(text, strlen(text));
    (void)fprintf(stderr, "%s: %s\n", stream->table.name, visible);
    free(visible);
}
