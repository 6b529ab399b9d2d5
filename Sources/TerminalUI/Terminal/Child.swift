import CNcurses
import Dispatch

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#else
    import Darwin
#endif

/// Starts child processes. Foundation's `Process` would put each into a separate process group, and the system stops a
/// program that uses the terminal from there.
enum Child {
    #if canImport(Darwin)
        private typealias Actions = posix_spawn_file_actions_t?
        private typealias Attributes = posix_spawnattr_t?
    #else
        private typealias Actions = posix_spawn_file_actions_t
        private typealias Attributes = posix_spawnattr_t
    #endif

    /// Signals that this program catches or ignores; a child must get their default actions.
    private static let reset = [
        SIGHUP, SIGINT, SIGQUIT, SIGTERM, SIGPIPE, SIGCHLD, SIGTSTP, SIGTTIN, SIGTTOU, SIGCONT, SIGWINCH,
    ]

    /// Starts a command, found as a shell finds it. It has the input and outputs of this program and no other descriptors: a
    /// listening socket in a child would keep its port when this program has ended. Nil if it cannot be started.
    static func start(_ words: [String]) -> pid_t? {
        #if canImport(Darwin)
            var (actions, attributes): (Actions, Attributes)
        #else
            var (actions, attributes) = (Actions(), Attributes())
        #endif
        posix_spawn_file_actions_init(&actions)
        defer { posix_spawn_file_actions_destroy(&actions) }
        keepStandardDescriptors(&actions)
        posix_spawnattr_init(&attributes)
        defer { posix_spawnattr_destroy(&attributes) }
        // The main queue's threads have signals blocked, and a child would inherit that.
        var none = sigset_t()
        sigemptyset(&none)
        posix_spawnattr_setsigmask(&attributes, &none)
        var defaults = sigset_t()
        sigemptyset(&defaults)
        for signal in reset { sigaddset(&defaults, signal) }
        posix_spawnattr_setsigdefault(&attributes, &defaults)
        posix_spawnattr_setflags(&attributes, Int16(POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF | closing))
        var arguments = words.map { strdup($0) } + [nil]
        defer { for argument in arguments { free(argument) } }
        var child: pid_t = 0
        guard posix_spawnp(&child, words[0], &actions, &attributes, &arguments, environ) == 0 else { return nil }
        return child
    }

    #if canImport(Darwin)
        /// Closes every descriptor that no action names.
        private static let closing = POSIX_SPAWN_CLOEXEC_DEFAULT
    #else
        private static let closing: Int32 = 0
    #endif

    private static func keepStandardDescriptors(_ actions: inout Actions) {
        #if canImport(Darwin)
            for descriptor in STDIN_FILENO...STDERR_FILENO {
                posix_spawn_file_actions_addinherit_np(&actions, descriptor)
            }
        #else
            cn_spawn_close_others(&actions)
        #endif
    }

    /// How a child ended.
    enum Ending: Hashable, Sendable {
        /// By itself, with this status.
        case exited(Int)
        /// By a signal.
        case killed(Int)
    }

    /// Waits for a child's end and reports it on the main queue, which is not blocked until then.
    static func onEnd(of child: pid_t, _ take: @escaping @MainActor (Ending) -> Void) {
        DispatchQueue.global().async {
            var status: Int32 = 0
            while waitpid(child, &status, 0) < 0, errno == EINTR {}
            let signal = Int(status & 0x7F)
            let ending: Ending = signal == 0 ? .exited(Int(status >> 8) & 0xFF) : .killed(signal)
            DispatchQueue.main.async { MainActor.assumeIsolated { take(ending) } }
        }
    }
}
