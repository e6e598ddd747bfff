#ifdef __linux__
#define _GNU_SOURCE
#endif

#include "CPlatform.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <string.h>
#include <unistd.h>

static struct {
    char path[4096];
    volatile sig_atomic_t is_removed;
} on_ending[32];
enum { ON_ENDING = sizeof on_ending / sizeof on_ending[0] };

static void remove_and_end(int number) {
    for (int index = 0; index < ON_ENDING; index++)
        if (on_ending[index].is_removed) unlink(on_ending[index].path);
    signal(number, SIG_DFL);
    raise(number);
}

int platform_remove_on_ending(const char *path) {
    const int endings[] = {SIGINT, SIGTERM, SIGHUP};
    int slot = 0;
    while (slot < ON_ENDING && on_ending[slot].is_removed) slot++;
    if (slot == ON_ENDING || strlen(path) >= sizeof on_ending[slot].path) return -1;
    strcpy(on_ending[slot].path, path);
    on_ending[slot].is_removed = 1;
    for (int index = 0; index < 3; index++) {
        struct sigaction action;
        if (sigaction(endings[index], NULL, &action) != 0 || action.sa_handler != SIG_DFL) continue;
        memset(&action, 0, sizeof action);
        action.sa_handler = remove_and_end;
        sigaction(endings[index], &action, NULL);
    }
    return slot;
}

void platform_keep_on_ending(int slot) {
    if (slot >= 0 && slot < ON_ENDING) on_ending[slot].is_removed = 0;
}

static volatile sig_atomic_t noted_ending;
static int notes_ending[3];

static void note_ending(int number) { noted_ending = number; }

void platform_note_ending(int notes) {
    const int endings[] = {SIGINT, SIGTERM, SIGHUP};
    if (notes) noted_ending = 0;
    for (int index = 0; index < 3; index++) {
        struct sigaction action;
        if (notes) {
            notes_ending[index] = sigaction(endings[index], NULL, &action) == 0 && action.sa_handler == SIG_DFL;
            if (!notes_ending[index]) continue;
            memset(&action, 0, sizeof action);
            action.sa_handler = note_ending;
            sigaction(endings[index], &action, NULL);
        } else if (notes_ending[index]) {
            notes_ending[index] = 0;
            signal(endings[index], SIG_DFL);
        }
    }
    if (!notes && noted_ending) raise(noted_ending);
}

int platform_was_asked_to_end(void) { return noted_ending != 0; }

#ifdef __linux__
#include <linux/magic.h>
#include <spawn.h>
#include <stdio.h>
#include <sys/prctl.h>
#include <sys/signalfd.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/utsname.h>
#include <sys/vfs.h>

int platform_deny_dumps(void) { return prctl(PR_SET_DUMPABLE, 0, 0, 0, 0); }

int platform_sync_file_system(int descriptor) {
    struct statfs status;
    struct utsname system;
    int major = 0, minor = 0;
    if (fstatfs(descriptor, &status) != 0 || uname(&system) != 0) return -1;
    sscanf(system.release, "%d.%d", &major, &minor);
    // Before Linux 5.8 nothing was told of what could not be written.
    if (major > 5 || (major == 5 && minor >= 8)) {
        switch ((unsigned long)status.f_type) {
        case EXT4_SUPER_MAGIC:
        case XFS_SUPER_MAGIC:
        case BTRFS_SUPER_MAGIC:
        case F2FS_SUPER_MAGIC:
        case TMPFS_MAGIC: return syncfs(descriptor);
        }
    }
    errno = ENOTSUP;
    return -1;
}

int platform_reserve(int descriptor, long long size) {
    int failed;
    while ((failed = fallocate(descriptor, 0, 0, size)) != 0 && errno == EINTR) continue;
    return failed;
}

long platform_keyctl(int operation, long a, long b, long c, long d) {
    return syscall(SYS_keyctl, operation, a, b, c, d);
}

long platform_add_user_key(const char *description, const void *payload, size_t size, int keyring) {
    return syscall(SYS_add_key, "user", description, payload, size, keyring);
}

int platform_peer(int socket, pid_t *process, uid_t *user) {
    struct ucred peer;
    socklen_t size = sizeof peer;
    if (getsockopt(socket, SOL_SOCKET, SO_PEERCRED, &peer, &size) != 0) return -1;
    *process = peer.pid;
    *user = peer.uid;
    return 0;
}

int platform_watch_process(pid_t process) { return (int)syscall(SYS_pidfd_open, process, 0); }

int platform_watch_ending(void) {
    sigset_t signals;
    sigemptyset(&signals);
    sigaddset(&signals, SIGTERM);
    sigaddset(&signals, SIGHUP);
    sigaddset(&signals, SIGINT);
    if (sigprocmask(SIG_BLOCK, &signals, NULL) != 0) return -1;
    return signalfd(-1, &signals, SFD_CLOEXEC);
}

pid_t platform_start_again(const char *command, int input, int first, int second) {
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
#include <stdio.h>

int platform_deny_dumps(void) { return 0; }
int platform_reserve(int descriptor, long long size) {
    errno = ENOTSUP;
    return -1;
}
int platform_sync_file_system(int descriptor) {
    errno = ENOTSUP;
    return -1;
}
int platform_peer(int socket, pid_t *process, uid_t *user) { return -1; }
int platform_watch_process(pid_t process) { return -1; }
int platform_watch_ending(void) { return -1; }
pid_t platform_start_again(const char *command, int input, int first, int second) {
    return -ENOSYS;
}
long platform_keyctl(int operation, long a, long b, long c, long d) { return -1; }
long platform_add_user_key(const char *description, const void *payload, size_t size, int keyring) {
    return -1;
}
#endif
