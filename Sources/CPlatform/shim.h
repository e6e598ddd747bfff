// What Swift cannot import: functions that are variadic in C or
// hidden behind feature macros, and constants whose value differs between processors.
#ifndef AMANAH_CPLATFORM_H
#define AMANAH_CPLATFORM_H

#ifdef __linux__
#ifndef _GNU_SOURCE
#define _GNU_SOURCE
#endif
#include <fcntl.h>
#include <signal.h>
#include <spawn.h>
#include <sys/prctl.h>
#include <sys/signalfd.h>
#include <sys/socket.h>
#include <sys/syscall.h>
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

/// keyctl(2). A result that depends on the operation, -1 on failure.
static inline long platform_keyctl(int operation, long a, long b, long c, long d) {
    return syscall(SYS_keyctl, operation, a, b, c, d);
}

/// add_key(2) for a key of type "user". Its serial number, -1 on failure.
static inline long platform_add_user_key(const char *description, const void *payload, size_t size, int keyring) {
    return syscall(SYS_add_key, "user", description, payload, size, keyring);
}

/// Who connected to a socket, or who listens at its other end, as the kernel noted it. 0 on success.
static inline int platform_peer(int socket, pid_t *process, uid_t *user) {
    struct ucred peer;
    socklen_t size = sizeof peer;
    if (getsockopt(socket, SOL_SOCKET, SO_PEERCRED, &peer, &size) != 0) return -1;
    *process = peer.pid;
    *user = peer.uid;
    return 0;
}

/// A descriptor that is readable once the process has ended. -1 on failure.
static inline int platform_watch_process(pid_t process) { return (int)syscall(SYS_pidfd_open, process, 0); }

/// Blocks the signals that ask a process to end; the descriptor is readable once one has come. -1 on failure.
static inline int platform_watch_ending(void) {
    sigset_t signals;
    sigemptyset(&signals);
    sigaddset(&signals, SIGTERM);
    sigaddset(&signals, SIGHUP);
    sigaddset(&signals, SIGINT);
    if (sigprocmask(SIG_BLOCK, &signals, NULL) != 0) return -1;
    return signalfd(-1, &signals, SFD_CLOEXEC);
}

/// Starts this same program again with one argument, in a session of its own and without environment: `input` becomes its standard input,
/// `first` and `second` its descriptors 3 and 4, and it gets no other. Its process id, or -errno.
static inline pid_t platform_start_again(const char *command, int input, int first, int second) {
    posix_spawn_file_actions_t files;
    posix_spawnattr_t attributes;
    pid_t child;
    char *arguments[] = {"amanah", (char *)command, NULL};
    char *environment[] = {NULL};
    int failure = posix_spawn_file_actions_init(&files);
    if (failure != 0) return -failure;
    failure = posix_spawnattr_init(&attributes);
    if (failure != 0) {
        posix_spawn_file_actions_destroy(&files);
        return -failure;
    }
    // Above 4, so that no descriptor is overwritten before it has been moved.
    int moved[] = {fcntl(input, F_DUPFD_CLOEXEC, 10), fcntl(first, F_DUPFD_CLOEXEC, 10),
                   fcntl(second, F_DUPFD_CLOEXEC, 10)};
    sigset_t none;
    sigemptyset(&none);
    if (failure == 0) failure = posix_spawn_file_actions_adddup2(&files, moved[0], 0);
    if (failure == 0) failure = posix_spawn_file_actions_addopen(&files, 1, "/dev/null", O_WRONLY, 0);
    if (failure == 0) failure = posix_spawn_file_actions_addopen(&files, 2, "/dev/null", O_WRONLY, 0);
    if (failure == 0) failure = posix_spawn_file_actions_adddup2(&files, moved[1], 3);
    if (failure == 0) failure = posix_spawn_file_actions_adddup2(&files, moved[2], 4);
    if (failure == 0) failure = posix_spawn_file_actions_addclosefrom_np(&files, 5);
    if (failure == 0) failure = posix_spawn_file_actions_addchdir_np(&files, "/");
    if (failure == 0) failure = posix_spawnattr_setsigmask(&attributes, &none);
    if (failure == 0) failure = posix_spawnattr_setflags(&attributes, POSIX_SPAWN_SETSID | POSIX_SPAWN_SETSIGMASK);
    if (failure == 0) failure = posix_spawn(&child, "/proc/self/exe", &files, &attributes, arguments, environment);
    for (int index = 0; index < 3; index++)
        if (moved[index] >= 0) close(moved[index]);
    posix_spawnattr_destroy(&attributes);
    posix_spawn_file_actions_destroy(&files);
    return failure == 0 ? child : -failure;
}
#else
#include <errno.h>
#include <stddef.h>
#include <sys/types.h>

static inline int platform_deny_dumps(void) { return 0; }
static inline int platform_set_direct(int descriptor, int on) { return -1; }
static inline int platform_sync_file_system(int descriptor) { return -1; }
static inline int platform_peer(int socket, pid_t *process, uid_t *user) { return -1; }
static inline int platform_watch_process(pid_t process) { return -1; }
static inline int platform_watch_ending(void) { return -1; }
static inline pid_t platform_start_again(const char *command, int input, int first, int second) {
    return -ENOSYS;
}
static inline long platform_keyctl(int operation, long a, long b, long c, long d) { return -1; }
static inline long platform_add_user_key(const char *description, const void *payload, size_t size, int keyring) {
    return -1;
}
#endif

#endif
