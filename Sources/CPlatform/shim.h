// What Swift cannot import: functions that are variadic in C or
// hidden behind feature macros, and constants whose value differs between processors.
#ifndef AMANAH_CPLATFORM_H
#define AMANAH_CPLATFORM_H

#ifdef __linux__
#ifndef _GNU_SOURCE
#define _GNU_SOURCE
#endif
#include <fcntl.h>
#include <sys/prctl.h>
#include <unistd.h>

/// Makes this process undumpable: no core file and no core pipe, no ptrace by the same user. 0 on success.
static inline int platform_deny_dumps(void) { return prctl(PR_SET_DUMPABLE, 0, 0, 0, 0); }

/// Makes writes to a file go to the disk without the page cache, or not any more. 0 on success.
static inline int platform_set_direct(int descriptor, int on) {
    int flags = fcntl(descriptor, F_GETFL);
    if (flags < 0) return -1;
    return fcntl(descriptor, F_SETFL, on ? flags | __O_DIRECT : flags & ~__O_DIRECT);
}

/// Waits until everything in a descriptor's file system is on the disk. 0 on success.
static inline int platform_sync_file_system(int descriptor) { return syncfs(descriptor); }
#else
static inline int platform_deny_dumps(void) { return 0; }
static inline int platform_set_direct(int descriptor, int on) { return -1; }
static inline int platform_sync_file_system(int descriptor) { return -1; }
#endif

#endif
