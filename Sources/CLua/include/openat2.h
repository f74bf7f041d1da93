#ifndef CLUA_OPENAT2_H
#define CLUA_OPENAT2_H

#include <stdbool.h>
#include <sys/types.h>

/// Opens an absolute path of which no component may be a symbolic link, in one system call (openat2, Linux 5.6).
///
/// Returns a descriptor, or -1 with `errno`: `ELOOP` if a component is a link, `ENOSYS` if the kernel is older.
int clua_open_without_links(const char *path, int flags, mode_t mode);

/// Whether an open file or folder lies in a file system of processes, wherever that is mounted.
bool clua_is_in_proc(int descriptor);

/// `O_PATH`, which Swift does not import.
int clua_o_path(void);

#endif
