#ifndef PLAIN_SQLITE_H
#define PLAIN_SQLITE_H

/* A table of steps in SQLite with synchronous=FULL, used as its documents say: what durable steps are compared with. */

typedef struct plain_sqlite plain_sqlite;

/* Creates the file; NULL if that fails. */
plain_sqlite *plain_sqlite_open(const char *path);
/* One row in a transaction of its own; 0, or SQLite's code. */
int plain_sqlite_insert(plain_sqlite *database, const char *name, const char *intent);
void plain_sqlite_close(plain_sqlite *database);

#endif
