#ifndef AMANAH_TOOL_H
#define AMANAH_TOOL_H

#include <stddef.h>

#include <sys/types.h>

/// A file that lies in memory alone and goes with its last descriptor. -1 on failure; ENOSYS where the system has none.
int platform_memory_file(const char *name);

/// The bytes of such a file, or of its first `size`, for reading and writing; NULL on failure.
void *platform_map(int descriptor, size_t size);
void platform_unmap(void *bytes, size_t size);

/// Descriptors of a tool from this one on are its inputs.
enum { PLATFORM_FIRST_INPUT = 10 };

/// Starts a program that works on untrusted bytes: it has its inputs at descriptors 10, 11 …, its answer goes into a pipe, and its standard
/// input and error are empty. It has no other descriptor, no network where the system lets a user go without, an environment of its own,
/// and ends with this process; no file that it writes can have a byte.
///
/// - memory: bytes of address space; seconds: of processor time, and four times as many of any.
/// 0, with the pipe's end in `output`; else an error number.
int platform_start_tool(const char *path, char *const arguments[], const int *inputs, int count, long long memory, int seconds,
                        int *output, pid_t *process);

/// Waits for its end. 0 when it ended well; its status, 256 where it was killed; -1 on failure.
int platform_wait_for_tool(pid_t process, int kill_first);

#endif
