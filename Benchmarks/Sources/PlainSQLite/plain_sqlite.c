#include "plain_sqlite.h"

#include <sqlite3.h>
#include <stdlib.h>

struct plain_sqlite {
    sqlite3 *connection;
    sqlite3_stmt *insert;
};

plain_sqlite *plain_sqlite_open(const char *path) {
    plain_sqlite *database = calloc(1, sizeof *database);
    if (database == NULL) return NULL;
    if (sqlite3_open(path, &database->connection) == SQLITE_OK &&
        sqlite3_exec(database->connection,
                     "PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL;"
                     "CREATE TABLE step (id INTEGER PRIMARY KEY, name TEXT NOT NULL, intent TEXT NOT NULL)",
                     NULL, NULL, NULL) == SQLITE_OK &&
        sqlite3_prepare_v2(database->connection, "INSERT INTO step (name, intent) VALUES (?, ?)", -1,
                           &database->insert, NULL) == SQLITE_OK)
        return database;
    plain_sqlite_close(database);
    return NULL;
}

int plain_sqlite_insert(plain_sqlite *database, const char *name, const char *intent) {
    sqlite3_bind_text(database->insert, 1, name, -1, SQLITE_STATIC);
    sqlite3_bind_text(database->insert, 2, intent, -1, SQLITE_STATIC);
    /* Outside of BEGIN and COMMIT each statement is a transaction. */
    int code = sqlite3_step(database->insert);
    sqlite3_reset(database->insert);
    return code == SQLITE_DONE ? 0 : code;
}

void plain_sqlite_close(plain_sqlite *database) {
    sqlite3_finalize(database->insert);
    sqlite3_close(database->connection);
    free(database);
}
