#ifdef __linux__
#define _GNU_SOURCE
#endif

#include "Beneath.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

// One part of the path after the other, where the system cannot do it at once.
int amanah_open_by_parts(int folder, const char *path, int flags, int mode) {
    char name[NAME_MAX + 1];
    int here = folder;
    for (;;) {
        const char *slash = strchr(path, '/');
        size_t length = slash == NULL ? strlen(path) : (size_t)(slash - path);
        int next, failure;
        if (length == 0 || length > NAME_MAX) {
            next = -1;
            failure = length == 0 ? EINVAL : ENAMETOOLONG;
        } else {
            memcpy(name, path, length);
            name[length] = 0;
            if (strcmp(name, ".") == 0 || strcmp(name, "..") == 0) {
                next = -1;
                failure = EINVAL;
            } else {
                next = slash == NULL ? openat(here, name, flags | O_NOFOLLOW | O_CLOEXEC, mode)
                                     : openat(here, name, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
                failure = errno;
            }
        }
        if (here != folder) close(here);
        if (next < 0) errno = failure;
        if (next < 0 || slash == NULL) return next;
        here = next;
        path = slash + 1;
    }
}

#ifdef __linux__
#include <linux/openat2.h>
#include <sys/syscall.h>

int amanah_open_beneath(int folder, const char *path, int flags, int mode) {
    struct open_how how;
    memset(&how, 0, sizeof how);
    how.flags = (unsigned)(flags | O_NOFOLLOW | O_CLOEXEC);
    how.mode = flags & O_CREAT ? (unsigned)mode : 0;
    how.resolve = RESOLVE_BENEATH | RESOLVE_NO_SYMLINKS | RESOLVE_NO_XDEV;
    long opened = syscall(SYS_openat2, folder, path, &how, sizeof how);
    if (opened >= 0) return (int)opened;
    // Kernels before 5.6 do not have it, and some containers forbid what they do not know.
    if (errno != ENOSYS && errno != EPERM && errno != EAGAIN) return -1;
    return amanah_open_by_parts(folder, path, flags, mode);
}

int amanah_rename_new(int from_folder, const char *from, int to_folder, const char *to) {
    return renameat2(from_folder, from, to_folder, to, RENAME_NOREPLACE);
}
#else
int amanah_open_beneath(int folder, const char *path, int flags, int mode) {
    return amanah_open_by_parts(folder, path, flags, mode);
}

int amanah_rename_new(int from_folder, const char *from, int to_folder, const char *to) {
    return renameatx_np(from_folder, from, to_folder, to, RENAME_EXCL);
}
#endif
