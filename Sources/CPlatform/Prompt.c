#include "Prompt.h"

#include <errno.h>
#include <pthread.h>
#include <signal.h>
#include <string.h>
#include <sys/select.h>

enum { NOTED = 6 };
static const int numbers[NOTED] = {SIGINT, SIGTERM, SIGHUP, SIGQUIT, SIGTSTP, SIGCONT};
static volatile sig_atomic_t noted[NOTED];
static struct sigaction before[NOTED];
static sigset_t mask_before, mask_waiting;

static void note(int number) {
    for (int index = 0; index < NOTED; index++)
        if (numbers[index] == number) noted[index] = 1;
}

void platform_prompt_begin(void) {
    sigset_t held;
    sigemptyset(&held);
    for (int index = 0; index < NOTED; index++) sigaddset(&held, numbers[index]);
    pthread_sigmask(SIG_BLOCK, &held, &mask_before);
    mask_waiting = mask_before;
    for (int index = 0; index < NOTED; index++) {
        noted[index] = 0;
        sigaction(numbers[index], NULL, &before[index]);
        if (before[index].sa_handler == SIG_IGN) continue;
        struct sigaction action;
        memset(&action, 0, sizeof action);
        action.sa_handler = note;
        sigemptyset(&action.sa_mask);
        sigaction(numbers[index], &action, NULL);
    }
}

int platform_prompt_wait(int descriptor) {
    while (1) {
        fd_set readable;
        FD_ZERO(&readable);
        if (descriptor < 0 || descriptor >= FD_SETSIZE) return 1;
        FD_SET(descriptor, &readable);
        int count = pselect(descriptor + 1, &readable, NULL, NULL, NULL, &mask_waiting);
        for (int index = 0; index < NOTED; index++)
            if (noted[index]) return 0;
        if (count > 0 || errno != EINTR) return 1;
    }
}

void platform_prompt_end(void) {
    for (int index = 0; index < NOTED; index++) sigaction(numbers[index], &before[index], NULL);
    pthread_sigmask(SIG_SETMASK, &mask_before, NULL);
    for (int index = 0; index < NOTED; index++)
        if (noted[index] && numbers[index] != SIGCONT) raise(numbers[index]);
}
