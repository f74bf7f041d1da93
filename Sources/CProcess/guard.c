#define _GNU_SOURCE
#include "CProcess.h"

#include <fcntl.h>
#include <limits.h>
#include <signal.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <unistd.h>

extern char **environ;

/// Open files that any system allows by default.
enum { ENOUGH_FILES = 1024 };

long cprocess_most_files(void) {
    struct rlimit files;
    if (getrlimit(RLIMIT_NOFILE, &files) != 0 || files.rlim_cur > LONG_MAX) return LONG_MAX;
    return (long)files.rlim_cur;
}

void cprocess_guard(void) {
    // This closes /proc/self/mem and environ, ptrace and dumps alike. The limit holds for children too: one of them
    // may be a key command.
    prctl(PR_SET_DUMPABLE, 0, 0, 0, 0);
    setrlimit(RLIMIT_CORE, &(struct rlimit){0, 0});
    // The Swift runtime's report of a crash shows the memory that registers point to.
    static const int crashes[] = {SIGABRT, SIGBUS, SIGFPE, SIGILL, SIGQUIT, SIGSEGV, SIGTRAP};
    for (size_t i = 0; i < sizeof crashes / sizeof *crashes; i++) {
        struct sigaction action;
        if (sigaction(crashes[i], NULL, &action) == 0 && action.sa_handler != SIG_IGN) signal(crashes[i], SIG_DFL);
    }
    // A write beyond the limit of a file's size fails with EFBIG, and is told, in place of the process's end.
    signal(SIGXFSZ, SIG_IGN);
    struct rlimit files;
    if (getrlimit(RLIMIT_NOFILE, &files) == 0 && files.rlim_cur < ENOUGH_FILES && files.rlim_cur < files.rlim_max) {
        files.rlim_cur = files.rlim_max < ENOUGH_FILES ? files.rlim_max : ENOUGH_FILES;
        setrlimit(RLIMIT_NOFILE, &files);
    }
    for (int stream = 0; stream < 3; stream++) {
        if (fcntl(stream, F_GETFD) >= 0) continue;
        int null = open("/dev/null", O_RDWR | O_NOCTTY);
        if (null >= 0 && null != stream) {
            dup2(null, stream);
            close(null);
        }
    }
}

char *const *cprocess_variables(void) { return environ; }

void cprocess_replace_variable(const char *name, const char *value) {
    size_t length = strlen(name);
    char **kept = environ;
    // A variable may be there more than once.
    for (char **entry = environ; entry && *entry; entry++) {
        if (strncmp(*entry, name, length) == 0 && (*entry)[length] == '=') {
            char *text = *entry + length + 1;
            size_t room = strlen(text);
            explicit_bzero(text, room);
            if (!value || strlen(value) > room) {
                explicit_bzero(*entry, length + 1);
                continue;
            }
            memcpy(text, value, strlen(value));
        }
        *kept++ = *entry;
    }
    if (kept) *kept = NULL;
}
