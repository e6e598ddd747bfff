#ifndef AMANAH_PROMPT_H
#define AMANAH_PROMPT_H

/// From now on what asks this process to end or to stop (SIGINT, SIGTERM, SIGHUP, SIGQUIT, SIGTSTP, unless they are ignored), and SIGCONT,
/// is only noted, and that only while ``platform_prompt_wait`` waits.
void platform_prompt_begin(void);

/// Waits until a descriptor can be read. 0 when something was noted, else 1.
int platform_prompt_wait(int descriptor);

/// As it was before; what was noted has its way.
void platform_prompt_end(void);

#endif
