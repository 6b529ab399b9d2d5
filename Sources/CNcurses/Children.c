/// Functions of the C library for starting programs that Swift does not see.
#define _GNU_SOURCE 1
#define _DARWIN_C_SOURCE 1

#include "CNcurses.h"

#include <fcntl.h>
#ifdef __linux__
#include <features.h>
#endif
#include <spawn.h>
#include <unistd.h>

#ifdef __GLIBC_PREREQ
#if __GLIBC_PREREQ(2, 34)
#define HAS_CLOSE_FROM 1
#endif
#endif

int cn_spawn_close_others(void *actions) {
#ifdef HAS_CLOSE_FROM
    return posix_spawn_file_actions_addclosefrom_np(actions, STDERR_FILENO + 1);
#else
    long limit = sysconf(_SC_OPEN_MAX);
    for (int file = STDERR_FILENO + 1; file < limit; file++) {
        if (fcntl(file, F_GETFD) < 0) continue;
        int error = posix_spawn_file_actions_addclose(actions, file);
        if (error != 0) return error;
    }
    return 0;
#endif
}
