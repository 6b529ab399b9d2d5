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

    /// Starts a command, found as a shell finds it. It has the input and outputs of this program and no other
    /// descriptors: a listening socket in a child would keep its port when this program has ended. Nil if it cannot be
    /// started.
    static func start(_ words: [String]) -> pid_t? { spawn(words, flags: 0) }

    /// Starts a command in a new session, so that closing the terminal does not end it. It has nothing to read, writes
    /// its errors to a file, and its results to the descriptor that is returned. Nil if it cannot be started.
    static func startInBackground(_ words: [String], errors: String) -> (child: pid_t, results: Int32)? {
        var ends: [Int32] = [0, 0]
        guard pipe(&ends) == 0 else { return nil }
        for end in ends { _ = fcntl(end, F_SETFD, FD_CLOEXEC) }
        defer { close(ends[1]) }
        let child = spawn(words, flags: newSession) { actions in
            posix_spawn_file_actions_addopen(&actions, STDIN_FILENO, "/dev/null", O_RDONLY, 0)
            posix_spawn_file_actions_adddup2(&actions, ends[1], STDOUT_FILENO)
            posix_spawn_file_actions_addopen(&actions, STDERR_FILENO, errors, O_WRONLY | O_APPEND | O_CREAT, 0o600)
        }
        guard let child else {
            close(ends[0])
            return nil
        }
        return (child, ends[0])
    }

    /// Starts a command whose input, output and errors are pipes. It runs in a new session, so that it does not use the
    /// terminal, and ^C does not end it. Nil if it cannot be started.
    static func startPiped(_ words: [String]) -> (child: pid_t, input: Int32, output: Int32, errors: Int32)? {
        var pipes: [[Int32]] = []
        for _ in 0..<3 {
            var ends: [Int32] = [0, 0]
            guard pipe(&ends) == 0 else {
                for end in pipes.joined() { close(end) }
                return nil
            }
            for end in ends { _ = fcntl(end, F_SETFD, FD_CLOEXEC) }
            pipes.append(ends)
        }
        let (theirs, ours) = ([pipes[0][0], pipes[1][1], pipes[2][1]], [pipes[0][1], pipes[1][0], pipes[2][0]])
        defer { for end in theirs { close(end) } }
        let child = spawn(words, flags: newSession) { actions in
            for (number, end) in theirs.enumerated() {
                posix_spawn_file_actions_adddup2(&actions, end, Int32(number))
            }
        }
        guard let child else {
            for end in ours { close(end) }
            return nil
        }
        return (child, ours[0], ours[1], ours[2])
    }

    #if canImport(Darwin)
        private static let newSession = POSIX_SPAWN_SETSID
    #else
        /// glibc's `POSIX_SPAWN_SETSID`, which Swift's module does not have.
        private static let newSession: Int32 = 0x80
    #endif

    private static func spawn(
        _ words: [String], flags more: Int32, _ redirect: (inout Actions) -> Void = { _ in }
    ) -> pid_t? {
        #if canImport(Darwin)
            var (actions, attributes): (Actions, Attributes)
        #else
            var (actions, attributes) = (Actions(), Attributes())
        #endif
        posix_spawn_file_actions_init(&actions)
        defer { posix_spawn_file_actions_destroy(&actions) }
        redirect(&actions)
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
        posix_spawnattr_setflags(&attributes, Int16(POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF | closing | more))
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
