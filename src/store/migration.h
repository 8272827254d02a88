/* The versions of the database's own tables, for the files of this room only. */
#ifndef STORE_MIGRATION_H
#define STORE_MIGRATION_H

#include "store/database.h"

/* Brings the database to this program's version, in one transaction, or refuses a newer one, or one that is not ours.
 * Without migrate an older version is refused, too. */
bool migration_run(struct store *store, bool migrate, struct error *error) MUST_CHECK;

#endif
