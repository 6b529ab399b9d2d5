import Foundation

/// The limit on this process's open files, which includes connections.
public enum OpenFiles {
    #if canImport(Darwin)
        private static let kind = RLIMIT_NOFILE
    #else
        private static let kind = __rlimit_resource_t(RLIMIT_NOFILE.rawValue)
    #endif

    /// The soft limit.
    static var limit: Int {
        var limits = rlimit()
        guard getrlimit(kind, &limits) == 0 else { return 1_024 }
        return limits.rlim_cur > UInt64(Int.max) ? Int.max : Int(limits.rlim_cur)
    }

    /// Raises the soft limit, which is often 1,024 for the sake of old programs, towards the hard one, to what many
    /// callers and the logs of a hundred functions need.
    public static func raiseLimit() {
        let enough: rlim_t = 16_384
        var limits = rlimit()
        guard getrlimit(kind, &limits) == 0, limits.rlim_cur < enough else { return }
        limits.rlim_cur = min(enough, limits.rlim_max)
        setrlimit(kind, &limits)
    }
}
