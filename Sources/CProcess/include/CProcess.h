/// What Swift cannot say to the C library about this process and its children.
#ifndef CPROCESS_H
#define CPROCESS_H

#include <stdbool.h>
#include <sys/types.h>

/// Closes the process's memory to the user's other processes and to core dumps, and opens `/dev/null` in place of
/// standard streams that are missing, so that no other file gets their numbers. Has files that grow beyond the limit of
/// their size fail, and raises a small limit of open files as far as that is allowed. Call it first, before any thread.
void cprocess_guard(void);

/// How many files this process may have open.
long cprocess_most_files(void);

/// Notes the number of an error that a write to standard output (the stream `stdout`) has met; 0 if it is not known.
/// From any thread; the first one stays.
void cprocess_note_output(int number);

/// Writes what the streams of the C library hold, as `fflush(NULL)` does, and notes whether output was lost. From any
/// thread.
void cprocess_flush(void);

/// Flushes, and returns why output was lost; 0 if none was, or if it went to a pipe that nobody reads any more.
int cprocess_lost_output(void);

/// This process's variables, each as NAME=VALUE, with NULL last; until the next change of one.
char *const *cprocess_variables(void);

/// Overwrites the value of a variable in the very memory that `/proc/self/environ` shows, and puts `value` in its
/// place; NULL, or a value longer than the old one, removes it. Call it before any other thread reads variables.
void cprocess_replace_variable(const char *name, const char *value);

/// A program and what it starts with.
typedef struct cprocess_program {
    const char *name;          ///< a path, or a name that is looked for on PATH
    char *const *arguments;    ///< the program's own name first, NULL last
    char *const *environment;  ///< NULL: this process's
    int streams[3];            ///< descriptors of standard input, output and errors; -1: this process's
} cprocess_program;

/// Starts a program that inherits its standard streams and no other descriptor, with no signal blocked, and with
/// SIGPIPE, SIGXFSZ and, unless this process was started without them, SIGINT and SIGQUIT as they are by default.
///
/// Returns 0, or the error's number.
int cprocess_spawn(pid_t *child, const cprocess_program *program);

/// Runs a command of the shell and waits for its end as system(3) does, in a child that cprocess_spawn() starts.
///
/// Returns the status as waitpid(2) gives it, or -1 with `errno`.
int cprocess_run_command(const char *command);

/// Starts a command of the shell with a pipe for its standard output, or with `writes` for its standard input.
///
/// Returns this process's end of the pipe, or -1 with `errno`.
int cprocess_open_command(pid_t *child, const char *command, bool writes);

/// Waits for the end of a child; returns its status, or -1 with `errno`.
int cprocess_wait(pid_t child);

/// Runs this program from its beginning in this process, with no descriptors but the standard streams.
///
/// Returns only if that fails, with `errno`.
void cprocess_restart(char *const *arguments, char *const *environment);

/// Whether users other than this one and root may do anything with an open file, by its mode or, if it has one, its
/// access control list.
bool cprocess_is_open_to_others(int descriptor);

#endif
