#include "CProcess.h"

#include <errno.h>
#include <poll.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stdio.h>
#include <unistd.h>

/// Where the stream knows of a failure, but not of which one.
enum { UNKNOWN = -1 };

/// The number of the first write to standard output that failed.
static _Atomic int failure;

void cprocess_note_output(int number) {
    int none = 0;
    if (ferror(stdout)) atomic_compare_exchange_strong(&failure, &none, number > 0 ? number : UNKNOWN);
}

void cprocess_flush(void) {
    errno = 0;
    fflush(stdout);
    cprocess_note_output(errno);
    fflush(NULL);
}

static bool has_no_reader(void) {
    struct pollfd output = {.fd = STDOUT_FILENO, .events = POLLOUT};
    return poll(&output, 1, 0) > 0 && (output.revents & POLLERR);
}

int cprocess_lost_output(void) {
    cprocess_flush();
    int number = atomic_load(&failure);
    if (number == EPIPE) return 0;
    if (number != UNKNOWN) return number;
    return has_no_reader() ? 0 : EIO;
}
