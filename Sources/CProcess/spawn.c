#define _GNU_SOURCE
#include "CProcess.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/close_range.h>
#include <signal.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

extern char **environ;

/// The signals that the program begins with as they are by default.
static sigset_t default_signals(void) {
    sigset_t signals;
    sigemptyset(&signals);
    // This process ignores both: the network library the one, cprocess_guard() the other.
    sigaddset(&signals, SIGPIPE);
    sigaddset(&signals, SIGXFSZ);
    static const int keys[] = {SIGINT, SIGQUIT};
    for (int i = 0; i < 2; i++) {
        struct sigaction action;
        if (sigaction(keys[i], NULL, &action) == 0 && action.sa_handler != SIG_IGN) sigaddset(&signals, keys[i]);
    }
    return signals;
}

static int spawn(pid_t *child, const cprocess_program *program, sigset_t defaults) {
    posix_spawn_file_actions_t actions;
    posix_spawnattr_t attributes;
    int problem = posix_spawn_file_actions_init(&actions);
    if (problem) return problem;
    problem = posix_spawnattr_init(&attributes);
    if (problem) {
        posix_spawn_file_actions_destroy(&actions);
        return problem;
    }
    for (int stream = 0; stream < 3 && !problem; stream++) {
        int descriptor = program->streams[stream];
        if (descriptor >= 0) problem = posix_spawn_file_actions_adddup2(&actions, descriptor, stream);
    }
    // In the child, so that no descriptor slips through that another thread is opening now.
    if (!problem) problem = posix_spawn_file_actions_addclosefrom_np(&actions, 3);
    sigset_t none;
    sigemptyset(&none);
    if (!problem) problem = posix_spawnattr_setsigmask(&attributes, &none);
    if (!problem) problem = posix_spawnattr_setsigdefault(&attributes, &defaults);
    if (!problem) problem = posix_spawnattr_setflags(&attributes, POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF);
    if (!problem) {
        problem = posix_spawnp(child, program->name, &actions, &attributes, program->arguments,
                               program->environment ? program->environment : environ);
    }
    posix_spawnattr_destroy(&attributes);
    posix_spawn_file_actions_destroy(&actions);
    return problem;
}

int cprocess_spawn(pid_t *child, const cprocess_program *program) {
    return spawn(child, program, default_signals());
}

int cprocess_wait(pid_t child) {
    int status;
    while (waitpid(child, &status, 0) < 0) {
        if (errno != EINTR) return -1;
    }
    return status;
}

void cprocess_restart(char *const *arguments, char *const *environment) {
    close_range(3, ~0u, CLOSE_RANGE_CLOEXEC);
    execve("/proc/self/exe", arguments, environment);
}

static cprocess_program shell(char *arguments[4], const char *command) {
    arguments[0] = "sh";
    arguments[1] = "-c";
    arguments[2] = (char *)command;
    arguments[3] = NULL;
    return (cprocess_program){.name = "/bin/sh", .arguments = arguments, .streams = {-1, -1, -1}};
}

int cprocess_run_command(const char *command) {
    char *arguments[4];
    cprocess_program program = shell(arguments, command);
    sigset_t defaults = default_signals();
    // The keys of the terminal are the command's as long as it runs.
    struct sigaction ignore = {.sa_handler = SIG_IGN}, interrupt, quit;
    sigaction(SIGINT, &ignore, &interrupt);
    sigaction(SIGQUIT, &ignore, &quit);
    pid_t child;
    int problem = spawn(&child, &program, defaults);
    int status = problem ? -1 : cprocess_wait(child);
    if (!problem) problem = errno;
    sigaction(SIGINT, &interrupt, NULL);
    sigaction(SIGQUIT, &quit, NULL);
    errno = problem;
    return status;
}

int cprocess_open_command(pid_t *child, const char *command, bool writes) {
    int ends[2];
    if (pipe2(ends, O_CLOEXEC) != 0) return -1;
    int ours = ends[writes ? 1 : 0], theirs = ends[writes ? 0 : 1];
    char *arguments[4];
    cprocess_program program = shell(arguments, command);
    program.streams[writes ? 0 : 1] = theirs;
    int problem = cprocess_spawn(child, &program);
    close(theirs);
    if (!problem) return ours;
    close(ours);
    errno = problem;
    return -1;
}
