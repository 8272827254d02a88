#include <stdlib.h>
#include <string.h>

#include "support/date.h"
#include "sync/run.h"

bool feed_has_all_items(const struct feed *feed)
{
    if (feed->parent == NULL)
        return feed->begun;
    const struct item *next = feed->last != NULL ? feed->last->next : items_first(feed->parent->items);
    return feed->parent->listed && next == NULL;
}

bool feed_open(struct sync *sync, struct feed *feed)
{
    if (feed->state != SYNC_WAITING)
        return true;
    feed->state = SYNC_RUNNING;
    feed->started_ms = date_monotonic_ms();
    struct error error = ERROR_INIT;
    if (!feed->selected || sync->sink.begin(&feed->selection, sync->sink.context, &error))
        return true;
    if (error.code == ERROR_CONFIGURATION) {
        feed->listed = true;
        feed_fail(feed, &error, true);
    } else {
        run_fail(sync, &error);
    }
    return false;
}

void feed_fail(struct feed *feed, struct error *error, bool stop)
{
    if (feed->error.code == ERROR_NONE)
        error_move(&feed->error, error);
    error_clear(error);
    feed->stopped = feed->stopped || stop;
}

static bool next_page(struct sync *sync, struct feed *feed)
{
    if (feed->listing || feed->listed || !feed_open(sync, feed))
        return false;
    feed->listing = true;
    return job_begin(sync, feed, NULL);
}

static bool skip_untracked(struct feed *feed, const struct item *item)
{
    if (feed->selection.stream->only_where == NULL || !item->without_analytics)
        return false;
    feed->untracked++;
    feed->items_done++;
    return true;
}

static bool next_item(struct sync *sync, struct feed *feed)
{
    const struct item *item = feed->last != NULL ? feed->last->next : items_first(feed->parent->items);
    if (item == NULL || !feed_open(sync, feed))
        return false;
    feed->last = item;
    if (!skip_untracked(feed, item) && !job_begin(sync, feed, item))
        feed->items_done++;
    return !sync->failed;
}

bool feed_next(struct sync *sync, struct feed *feed)
{
    if (feed->stopped || feed->state > SYNC_RUNNING)
        return false;
    if (feed->selection.stream->kind == STREAM_LIST)
        return next_page(sync, feed);
    if (feed->parent != NULL)
        return next_item(sync, feed);
    if (feed->begun || !feed_open(sync, feed))
        return false;
    feed->begun = true;
    return job_begin(sync, feed, NULL);
}

static bool has_nothing_left(const struct feed *feed)
{
    if (feed->running > 0)
        return false;
    if (feed->stopped)
        return true;
    if (feed->selection.stream->kind == STREAM_LIST)
        return feed->listed && !feed->listing;
    return feed_has_all_items(feed);
}

/* What makes a stream incomplete besides its own errors. */
static void judge_whole(struct feed *feed)
{
    struct feed *parent = feed->parent;
    if (feed->error.code != ERROR_NONE || parent == NULL)
        return;
    const char *parent_name = parent->selection.stream->table.name;
    if (parent->error.code != ERROR_NONE) {
        error_set(&feed->error, parent->error.code, "%s could not be listed: %s", parent_name, parent->error.message);
        error_hint(&feed->error, "%s", parent->error.hint != NULL ? parent->error.hint : "run it again");
    } else if (feed->vanished > 1 && feed->answers == 0) {
        error_set(&feed->error, ERROR_NETWORK, "Braze knows none of the %zu %s", feed->vanished, parent_name);
        error_hint(&feed->error, "that cannot be: try again, and look at \"brazier history\" for what was answered");
    }
}

static void end_feed(struct sync *sync, struct feed *feed, enum sync_state state)
{
    feed->state = state;
    if (!feed->selected)
        return;
    struct error error = ERROR_INIT;
    struct sync_ending ending = {
        .stream = feed->selection.stream,
        .complete = state == SYNC_COMPLETE,
        .error = state == SYNC_COMPLETE ? NULL : &feed->error,
        .items = feed->parent != NULL ? feed->parent->items : feed->items,
        .vanished = feed->vanished,
        .today = sync->options.today,
        .seconds = (date_monotonic_ms() - feed->started_ms + 999) / 1000,
    };
    if (feed->untracked > 0)
        run_tell(sync, feed, "%zu of the %s are not tracked: they were passed over", feed->untracked,
                 feed->parent->selection.stream->table.name);
    if (!sync->sink.end(&ending, sync->sink.context, &error) && !sync->failed)
        run_fail(sync, &error);
    error_clear(&error);
}

void feed_settle(struct sync *sync, struct feed *feed)
{
    if (feed->state > SYNC_RUNNING || sync->failed)
        return;
    if (sync->cancelling) {
        if (feed->error.code == ERROR_NONE)
            error_set(&feed->error, ERROR_CANCELLED, "stopped before it was complete");
        if (feed_open(sync, feed))
            end_feed(sync, feed, SYNC_STOPPED);
        return;
    }
    if (!has_nothing_left(feed) || !feed_open(sync, feed))
        return;
    judge_whole(feed);
    end_feed(sync, feed, feed->error.code == ERROR_NONE ? SYNC_COMPLETE : SYNC_INCOMPLETE);
}
