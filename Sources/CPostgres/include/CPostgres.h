/// PostgreSQL by libpq, which is loaded at the first call: it and its libraries would slow every start.
///
/// A `cpg_connection` belongs to one thread. Nothing here waits longer than it is told.
#ifndef CPOSTGRES_H
#define CPOSTGRES_H

#include <stdbool.h>
#include <stddef.h>

typedef struct cpg_connection cpg_connection;
typedef struct cpg_answer cpg_answer;

/// Loads libpq once; false, with the loader's words in `failure`, if it is missing or unusable. From any thread.
bool cpg_load(const char **failure);

/// libpq's version: 150017 for 15.17. Only after `cpg_load`.
int cpg_version(void);

/// Finds the setting `name` in a connection string; false if it is not a connection string (`text` says why).
///
/// `text` is empty where the string does not name the setting.
bool cpg_setting(const char *address, const char *name, char *text, size_t capacity);

/// Connects, as `address` says, with settings that it overrides (`defaults`: names and values in turn, then NULL).
///
/// NULL, with `failure`, if that did not work within `milliseconds`.
cpg_connection *cpg_connect(
    const char *address, const char *const *defaults, int milliseconds, char *failure, size_t capacity);
void cpg_close(cpg_connection *);

/// Carries out one statement by itself, without a name, with parameters as texts (NULL for null).
///
/// NULL if nothing came back in time: then the connection is of no more use, and whether the statement was carried out
/// is not known. It is never cancelled, since a cancelled commit is reported as done.
cpg_answer *cpg_run(
    cpg_connection *, const char *statement, int count, const char *const *parameters, int milliseconds);
void cpg_free(cpg_answer *);

/// Whether the connection was lost; then it is of no more use.
bool cpg_is_lost(const cpg_connection *);

/// Whether the server said, while it ran the last statement, that the commit may not be durable (SQLSTATE 01000).
bool cpg_was_doubtful(const cpg_connection *);

/// Whether the connection is encrypted.
bool cpg_is_encrypted(const cpg_connection *);

/// The server's process as it was told at the start: a pooler tells another one.
int cpg_process(const cpg_connection *);

/// NULL if the statement succeeded; else the server's words, which hold no parameter.
const char *cpg_error(const cpg_answer *);
/// The five characters of the error; empty if there is none.
const char *cpg_state(const cpg_answer *);
int cpg_rows(const cpg_answer *);
int cpg_columns(const cpg_answer *);
/// NULL for null.
const char *cpg_value(const cpg_answer *, int row, int column);

#endif
