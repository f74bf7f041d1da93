#include <errno.h>
#include <poll.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "CPostgres.h"
#include "cpg_library.h"

enum { most_defaults = 16 };

struct cpg_connection {
    PGconn *connection;
    bool was_doubtful;
};

static int64_t now_ms(void) {
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (int64_t)t.tv_sec * 1000 + t.tv_nsec / 1000000;
}

/* Whether the socket was ready before the end. */
static bool is_ready(PGconn *connection, short events, int64_t end) {
    for (;;) {
        struct pollfd file = {.fd = cpg_lib.PQsocket(connection), .events = events};
        int64_t rest = end - now_ms();
        if (file.fd < 0 || rest <= 0) return false;
        int count = poll(&file, 1, (int)rest);
        if (count < 0 && errno != EINTR) return false;
        if (count > 0) return true;
    }
}

/* A cancelled wait for a standby ends with this warning, and with success. */
static void note(void *context, const PGresult *notice) {
    const char *state = cpg_lib.PQresultErrorField(notice, PG_DIAG_SQLSTATE);
    if (state && !strcmp(state, "01000")) ((cpg_connection *)context)->was_doubtful = true;
}

static void say(char *failure, size_t capacity, const char *text) {
    size_t length = strcspn(text, "\n");
    snprintf(failure, capacity, "%.*s", (int)length, text);
}

cpg_connection *cpg_connect(
    const char *address, const char *const *defaults, int milliseconds, char *failure, size_t capacity) {
    const char *names[most_defaults + 2] = {0}, *values[most_defaults + 2] = {0};
    int count = 0;
    while (count < most_defaults && *defaults) {
        names[count] = *defaults++;
        values[count++] = *defaults++;
    }
    names[count] = "dbname"; /* a whole connection string, whose settings override those before it */
    values[count] = address;
    int64_t end = now_ms() + milliseconds;
    cpg_connection *c = calloc(1, sizeof *c);
    PGconn *connection = c ? cpg_lib.PQconnectStartParams(names, values, 1) : NULL;
    if (!connection) {
        say(failure, capacity, "no memory is left");
        free(c);
        return NULL;
    }
    c->connection = connection;
    PostgresPollingStatusType state = PGRES_POLLING_WRITING;
    bool is_late = false;
    while (cpg_lib.PQstatus(connection) != CONNECTION_BAD && state != PGRES_POLLING_OK
        && state != PGRES_POLLING_FAILED) {
        is_late = !is_ready(connection, state == PGRES_POLLING_READING ? POLLIN : POLLOUT, end);
        if (is_late) break;
        state = cpg_lib.PQconnectPoll(connection);
    }
    if (state != PGRES_POLLING_OK) {
        say(failure, capacity, is_late ? "it does not answer" : cpg_lib.PQerrorMessage(connection));
        cpg_close(c);
        return NULL;
    }
    cpg_lib.PQsetNoticeReceiver(connection, note, c);
    cpg_lib.PQsetnonblocking(connection, 1);
    return c;
}

void cpg_close(cpg_connection *c) {
    cpg_lib.PQfinish(c->connection);
    free(c);
}

bool cpg_is_lost(const cpg_connection *c) { return cpg_lib.PQstatus(c->connection) != CONNECTION_OK; }
bool cpg_was_doubtful(const cpg_connection *c) { return c->was_doubtful; }
bool cpg_is_encrypted(const cpg_connection *c) { return cpg_lib.PQsslInUse(c->connection); }
int cpg_process(const cpg_connection *c) { return cpg_lib.PQbackendPID(c->connection); }

/* Waits until the statement has left and its result is whole. */
static bool finish(PGconn *connection, int64_t end) {
    for (int flushed; (flushed = cpg_lib.PQflush(connection)) != 0;) {
        if (flushed < 0 || !is_ready(connection, POLLIN | POLLOUT, end)) return false;
        if (!cpg_lib.PQconsumeInput(connection)) return false;
    }
    while (cpg_lib.PQisBusy(connection)) {
        if (!is_ready(connection, POLLIN, end)) return false;
        if (!cpg_lib.PQconsumeInput(connection)) return false;
    }
    return true;
}

cpg_answer *cpg_run(
    cpg_connection *c, const char *statement, int count, const char *const *parameters, int milliseconds) {
    PGconn *connection = c->connection;
    int64_t end = now_ms() + milliseconds;
    c->was_doubtful = false;
    if (!cpg_lib.PQsendQueryParams(connection, statement, count, NULL, parameters, NULL, NULL, 0)) return NULL;
    PGresult *first = NULL;
    for (;;) {
        if (!finish(connection, end)) {
            if (first) cpg_lib.PQclear(first);
            return NULL;
        }
        PGresult *next = cpg_lib.PQgetResult(connection);
        if (!next) return (cpg_answer *)first;
        /* A commit that fails comes after the result of the statement. */
        bool counts = !first || cpg_lib.PQresultStatus(next) == PGRES_FATAL_ERROR;
        PGresult *other = counts ? first : next;
        if (counts) first = next;
        if (other) cpg_lib.PQclear(other);
    }
}

static const PGresult *result(const cpg_answer *answer) { return (const PGresult *)answer; }

void cpg_free(cpg_answer *answer) { cpg_lib.PQclear((PGresult *)answer); }

const char *cpg_error(const cpg_answer *answer) {
    ExecStatusType status = cpg_lib.PQresultStatus(result(answer));
    if (status == PGRES_COMMAND_OK || status == PGRES_TUPLES_OK) return NULL;
    const char *words = cpg_lib.PQresultErrorField(result(answer), PG_DIAG_MESSAGE_PRIMARY);
    return words ? words : cpg_lib.PQresultErrorMessage(result(answer));
}

const char *cpg_state(const cpg_answer *answer) {
    const char *state = cpg_lib.PQresultErrorField(result(answer), PG_DIAG_SQLSTATE);
    return state ? state : "";
}

int cpg_rows(const cpg_answer *answer) { return cpg_lib.PQntuples(result(answer)); }
int cpg_columns(const cpg_answer *answer) { return cpg_lib.PQnfields(result(answer)); }

const char *cpg_value(const cpg_answer *answer, int row, int column) {
    if (cpg_lib.PQgetisnull(result(answer), row, column)) return NULL;
    return cpg_lib.PQgetvalue(result(answer), row, column);
}
