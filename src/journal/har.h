/* A journal as an HTTP Archive, version 1.2 (http://www.softwareishard.com/blog/har-12-spec/), which browsers' tools
 * for developers open. As redacted as the journal is. */
#ifndef JOURNAL_HAR_H
#define JOURNAL_HAR_H

#include "journal/view.h"

/* Writes at most so many of the newest rows of the view to descriptor, oldest first, one at a time. ERROR_STORAGE. */
bool har_write(struct journal_view *view, size_t most, int descriptor, struct error *error) MUST_CHECK;

/* The same in parts, for one who does it a little at a time: the beginning, every entry, the end. */
bool har_write_begin(int descriptor, struct error *error) MUST_CHECK;
bool har_write_entry(int descriptor, const struct journal_entry *entry, bool is_first, struct error *error) MUST_CHECK;
bool har_write_end(int descriptor, struct error *error) MUST_CHECK;

#endif
