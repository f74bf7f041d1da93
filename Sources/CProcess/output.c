#include "CProcess.h"

#include <errno.h>
#include <stdatomic.h>
#include <stdio.h>

/// The number of the first write to standard output that failed.
static _Atomic int failure;

void cprocess_note_output(int number) {
    int none = 0;
    atomic_compare_exchange_strong(&failure, &none, number > 0 ? number : EIO);
}

void cprocess_flush(void) {
    errno = 0;
    if (fflush(stdout) != 0) cprocess_note_output(errno);
    fflush(NULL);
}

int cprocess_lost_output(void) {
    cprocess_flush();
    int number = atomic_load(&failure);
    return number == EPIPE ? 0 : number;
}
