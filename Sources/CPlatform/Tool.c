#ifdef __linux__
#define _GNU_SOURCE
#endif

#include "Tool.h"

#include <errno.h>
#include <signal.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

void *platform_map(int descriptor, size_t size) {
    void *bytes = mmap(NULL, size, PROT_READ | PROT_WRITE, MAP_SHARED, descriptor, 0);
    return bytes == MAP_FAILED ? NULL : bytes;
}

void platform_unmap(void *bytes, size_t size) { munmap(bytes, size); }

int platform_wait_for_tool(pid_t process, int kill_first) {
    int status;
    if (kill_first) kill(process, SIGKILL);
    while (waitpid(process, &status, 0) < 0)
        if (errno != EINTR) return -1;
    return WIFEXITED(status) ? WEXITSTATUS(status) : 256;
}

#ifdef __linux__
#include <fcntl.h>
#include <sched.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/syscall.h>

int platform_memory_file(const char *name) { return memfd_create(name, MFD_CLOEXEC); }

static void limit(int resource, rlim_t most) {
    struct rlimit both = {most, most};
    setrlimit(resource, &both);
}

// Between fork and exec: nothing but calls of the system.
static void become_tool(const char *path, char *const arguments[], const int *inputs, int count, long long memory, int seconds,
                        int answer, pid_t parent) {
    static char *environment[] = {"PATH=/usr/bin:/bin:/usr/local/bin", "HOME=/nonexistent", "TMPDIR=/nonexistent",
                                  "LC_ALL=C.UTF-8", NULL};
    sigset_t none;
    sigemptyset(&none);
    sigprocmask(SIG_SETMASK, &none, NULL);
    signal(SIGPIPE, SIG_DFL);
    // A write that is too long fails, and the tool goes on: those that keep caches do without.
    signal(SIGXFSZ, SIG_IGN);
    prctl(PR_SET_PDEATHSIG, SIGKILL);
    if (getppid() != parent) _exit(126);
    prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0);

    int empty = open("/dev/null", O_RDWR | O_CLOEXEC);
    int first_free = PLATFORM_FIRST_INPUT + count;
    answer = fcntl(answer, F_DUPFD, first_free);
    if (empty < 0 || answer < 0) _exit(126);
    // Above their places, so that none is overwritten before it was moved; then each to its own.
    int above[16];
    for (int index = 0; index < count; index++)
        if ((above[index] = fcntl(inputs[index], F_DUPFD, first_free)) < 0) _exit(126);
    for (int index = 0; index < count; index++)
        if (dup2(above[index], PLATFORM_FIRST_INPUT + index) < 0) _exit(126);
    if (dup2(empty, 0) < 0 || dup2(empty, 2) < 0 || dup2(answer, 1) < 0) _exit(126);
    for (int descriptor = 3; descriptor < PLATFORM_FIRST_INPUT; descriptor++) close(descriptor);
    if (syscall(SYS_close_range, first_free, ~0U, 0) != 0)
        for (int descriptor = first_free; descriptor < 65536; descriptor++) close(descriptor);

    // In namespaces of its own it has no network. Where a user may not make them it has, like any program of theirs.
    if (unshare(CLONE_NEWUSER | CLONE_NEWNET | CLONE_NEWIPC) != 0) errno = 0;
    limit(RLIMIT_CORE, 0);
    limit(RLIMIT_FSIZE, 0);
    limit(RLIMIT_AS, (rlim_t)memory);
    limit(RLIMIT_CPU, (rlim_t)seconds);
    alarm((unsigned)seconds * 4);
    if (chdir("/") != 0) _exit(126);
    execve(path, arguments, environment);
    _exit(127);
}

int platform_start_tool(const char *path, char *const arguments[], const int *inputs, int count, long long memory, int seconds,
                        int *output, pid_t *process) {
    int ends[2];
    if (count > 16) return E2BIG;
    if (pipe2(ends, O_CLOEXEC) != 0) return errno;
    pid_t parent = getpid();
    pid_t child = fork();
    if (child == 0) become_tool(path, arguments, inputs, count, memory, seconds, ends[1], parent);
    int failure = errno;
    close(ends[1]);
    if (child < 0) {
        close(ends[0]);
        return failure;
    }
    *output = ends[0];
    *process = child;
    return 0;
}
#else
int platform_memory_file(const char *name) {
    errno = ENOSYS;
    return -1;
}
int platform_start_tool(const char *path, char *const arguments[], const int *inputs, int count, long long memory, int seconds,
                        int *output, pid_t *process) {
    return ENOSYS;
}
#endif
