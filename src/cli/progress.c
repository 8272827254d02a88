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

/* Wide enough for what is usual; all of it fits eighty columns. */
enum { ROWS_COLUMNS = 12, REQUESTS_COLUMNS = 10, RATE_COLUMNS = 9, LEFT_COLUMNS = 11, TIME_COLUMNS = 9 };
enum { LIVE_MS = 250, PLAIN_MS = 30000, NAME_COLUMNS = 24, USUAL_COLUMNS = 80, USUAL_LINES = 24 };

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

static void append_count(UT_string *line, int64_t count, size_t columns)
{
    UT_string text;
    utstring_init(&text);
    text_append_count(&text, count);
    text_append_cell(line, utstring_body(&text), columns, TEXT_RIGHT);
    utstring_done(&text);
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

struct pace {
    double rate;     /* requests a second */
    int64_t seconds; /* to go; -1: nobody knows */
};

static struct pace pace_of(const struct sync_progress *stream, int64_t elapsed_ms)
{
    struct pace pace = { elapsed_ms > 0 ? (double)stream->requests * 1000.0 / (double)elapsed_ms : 0, -1 };
    if (stream->requests_left > 0 && pace.rate > 0)
        pace.seconds = (int64_t)((double)stream->requests_left / pace.rate);
    return pace;
}

static bool append_wait(UT_string *line, const struct sync_progress *stream)
{
    if (stream->waits_until_ms <= date_now_ms())
        return false;
    utstring_printf(line, "  rate limit, until ");
    append_time_of_day(line, stream->waits_until_ms);
    return true;
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

static void append_titles(UT_string *line)
{
    text_append_cell(line, "STREAM", NAME_COLUMNS, TEXT_LEFT);
    text_append_cell(line, "ROWS", ROWS_COLUMNS, TEXT_RIGHT);
    text_append_cell(line, "REQUESTS", REQUESTS_COLUMNS, TEXT_RIGHT);
    text_append_cell(line, "A SECOND", RATE_COLUMNS, TEXT_RIGHT);
    text_append_cell(line, "LEFT", LEFT_COLUMNS, TEXT_RIGHT);
    text_append_cell(line, "TO GO", TIME_COLUMNS, TEXT_RIGHT);
}

/* A row of the table on a terminal. */
static void append_row(UT_string *line, const struct sync_progress *stream, int64_t elapsed_ms)
{
    text_append_cell(line, stream->stream->table.name, NAME_COLUMNS, TEXT_LEFT);
    append_count(line, stream->rows, ROWS_COLUMNS);
    append_count(line, stream->requests, REQUESTS_COLUMNS);
    utstring_printf(line, "%s", state_word(stream));
    if (stream->state != SYNC_RUNNING || append_wait(line, stream))
        return;
    struct pace pace = pace_of(stream, elapsed_ms);
    char *rate = memory_format("%.1f", pace.rate);
    text_append_cell(line, rate, RATE_COLUMNS, TEXT_RIGHT);
    free(rate);
    if (stream->requests_left <= 0 || pace.seconds < 0)
        return;
    append_count(line, stream->requests_left, LEFT_COLUMNS);
    char *time = memory_format("%" PRId64 ":%02" PRId64, pace.seconds / 60, pace.seconds % 60);
    text_append_cell(line, time, TIME_COLUMNS, TEXT_RIGHT);
    free(time);
}

/* A line of its own, where nothing can be drawn over. */
static void append_line(UT_string *line, const struct sync_progress *stream, int64_t elapsed_ms)
{
    utstring_printf(line, "%s: ", stream->stream->table.name);
    text_append_count(line, stream->rows);
    utstring_printf(line, " rows, ");
    text_append_count(line, stream->requests);
    utstring_printf(line, " requests,");
    if (append_wait(line, stream))
        return;
    struct pace pace = pace_of(stream, elapsed_ms);
    utstring_printf(line, " %.1f a second", pace.rate);
    if (stream->requests_left <= 0 || pace.seconds < 0)
        return;
    utstring_printf(line, ", about ");
    text_append_count(line, stream->requests_left);
    utstring_printf(line, " left, %" PRId64 ":%02" PRId64 " to go", pace.seconds / 60, pace.seconds % 60);
}

static void screen_size(int *lines, int *columns)
{
    struct winsize size;
    bool known = ioctl(STDERR_FILENO, TIOCGWINSZ, &size) == 0 && size.ws_row > 0 && size.ws_col > 0;
    *lines = known ? size.ws_row : USUAL_LINES;
    *columns = known ? size.ws_col : USUAL_COLUMNS;
}

static void draw_line(struct progress *progress, UT_string *out, const UT_string *line, int columns)
{
    size_t bytes = text_fit(utstring_body(line), (size_t)(columns - 1), NULL);
    utstring_bincpy(out, utstring_body(line), bytes);
    utstring_printf(out, "\033[K\n");
    progress->lines++;
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
    if (progress->lines > 0)
        utstring_printf(out, "\033[%dA", progress->lines);
    progress->lines = 0;
    append_titles(line);
    draw_line(progress, out, line, columns);
    for (size_t i = 0; sync_progress(sync, i, &stream); i++) {
        /* Where not all fit, those that are under way do. */
        if (progress->lines >= lines - 2 || (stream.state == SYNC_WAITING && stream.requests == 0)) {
            hidden++;
            continue;
        }
        utstring_clear(line);
        append_row(line, &stream, elapsed_ms);
        draw_line(progress, out, line, columns);
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
