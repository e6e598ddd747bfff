// Calls that Swift cannot make because they are variadic in C.
#ifndef AMANAH_CPLATFORM_H
#define AMANAH_CPLATFORM_H

#ifdef __linux__
#include <sys/prctl.h>

/// Makes this process undumpable: no core file and no core pipe, no ptrace by the same user. 0 on success.
static inline int platform_deny_dumps(void) { return prctl(PR_SET_DUMPABLE, 0, 0, 0, 0); }
#else
static inline int platform_deny_dumps(void) { return 0; }
#endif

#endif
