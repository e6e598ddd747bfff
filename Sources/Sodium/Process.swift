import CPlatform

#if canImport(Glibc)
    import Glibc
#elseif canImport(Darwin)
    import Darwin
#endif

/// Keeps what this process has in memory out of core dumps and crash reports, and out of reach of other processes of
/// the same user that would trace it; files it makes are for their owner only. To be called first in `main`.
public func hardenProcess() {
    // Swift's runtime may have set handlers that print registers, and the memory they point to, when the process
    // crashes (SWIFT_BACKTRACE). A crash is to end it without a word.
    for deadly in [SIGQUIT, SIGILL, SIGTRAP, SIGABRT, SIGBUS, SIGFPE, SIGSEGV] { signal(deadly, SIG_DFL) }
    var none = rlimit(rlim_cur: 0, rlim_max: 0)
    #if canImport(Glibc)
        setrlimit(__rlimit_resource_t(RLIMIT_CORE.rawValue), &none)
    #else
        setrlimit(RLIMIT_CORE, &none)
    #endif
    _ = platform_deny_dumps()
    umask(0o077)
}
