/// The functions of libpq that are used.
#ifndef CPG_LIBRARY_H
#define CPG_LIBRARY_H

#include <postgresql/libpq-fe.h>

#define CPG_FUNCTIONS(f)                                                                                             \
    f(PQconnectStartParams) f(PQconnectPoll) f(PQsocket) f(PQstatus) f(PQerrorMessage) f(PQfinish)                   \
    f(PQsetNoticeReceiver) f(PQsetnonblocking) f(PQsendQueryParams) f(PQflush) f(PQconsumeInput) f(PQisBusy)         \
    f(PQgetResult) f(PQresultStatus) f(PQresultErrorField) f(PQclear) f(PQntuples) f(PQnfields) f(PQgetvalue)        \
    f(PQgetisnull) f(PQconninfoParse) f(PQconninfoFree) f(PQfreemem) f(PQsslInUse) f(PQresultErrorMessage)           \
    f(PQbackendPID) f(PQlibVersion)
#define CPG_DECLARE(name) __typeof__(name) *name;

typedef struct {
    CPG_FUNCTIONS(CPG_DECLARE)
} cpg_functions;

extern cpg_functions cpg_lib;

#endif
