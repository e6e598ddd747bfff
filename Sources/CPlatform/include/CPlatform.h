// What Swift cannot import: functions that are variadic in C or hidden behind feature macros, and constants whose value
// differs between processors. No header here may define a feature macro: the modules that import it would then see
// other types than their neighbours do.
#ifndef AMANAH_CPLATFORM_H
#define AMANAH_CPLATFORM_H

#include <stddef.h>
#include <sys/types.h>

#include "Beneath.h"
#include "Prompt.h"
#include "Tool.h"

/// Makes this process undumpable: no core file and no core pipe, no ptrace by the same user. 0 on success.
int platform_deny_dumps(void);

/// Waits until everything in a descriptor's file system is on the disk. 0 on success; ENOTSUP where the system does not
/// promise that, or does not tell what it could not write.
int platform_sync_file_system(int descriptor);

/// Has `path` removed when this process is asked to end (SIGINT, SIGTERM, SIGHUP, unless they are ignored or handled already).
/// 32 paths at most. What ``platform_keep_on_ending`` wants to know it by; -1 where it is not noted.
int platform_remove_on_ending(const char *path);

/// A path that is to stay after all.
void platform_keep_on_ending(int slot);

/// Makes a file so large, with room on the disk for all of it. 0 on success; ENOTSUP or EOPNOTSUP where the file system cannot.
int platform_reserve(int descriptor, long long size);

/// Until it is called with 0, a request to end (SIGINT, SIGTERM, SIGHUP, unless they are ignored or handled already) is only noted,
/// for one who has more to tidy up than a signal handler can. Called with 0, it ends this process if it was asked to.
void platform_note_ending(int notes);

/// Whether this process was asked to end while that is noted.
int platform_was_asked_to_end(void);

/// keyctl(2). A result that depends on the operation, -1 on failure.
long platform_keyctl(int operation, long a, long b, long c, long d);

/// add_key(2) for a key of type "user". Its serial number, -1 on failure.
long platform_add_user_key(const char *description, const void *payload, size_t size, int keyring);

/// Who connected to a socket, or who listens at its other end, as the kernel noted it. 0 on success.
int platform_peer(int socket, pid_t *process, uid_t *user);

/// A descriptor that is readable once the process has ended. -1 on failure.
int platform_watch_process(pid_t process);

/// Blocks the signals that ask a process to end; the descriptor is readable once one has come. -1 on failure.
int platform_watch_ending(void);

/// Starts this same program again with one argument, in a session of its own and without environment: `input` becomes its standard input,
/// `first` and `second` its descriptors 3 and 4, and it gets no other. Its process id, or -errno.
pid_t platform_start_again(const char *command, int input, int first, int second);

#endif
