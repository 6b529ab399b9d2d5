/// The keys at the top of `functions.json`.
enum ManifestKey: String, CaseIterable {
    case schema = "$schema"
    case registry
    case mouse
    case endpoint
    case defaults
    case functions
}

/// The keys of a function, and all but ``port`` of `defaults` too.
enum FunctionKey: String, CaseIterable {
    case runtime
    case image
    case handler
    case code
    case layers
    case events
    case environment
    case environmentFile
    case secrets
    case plain
    case credentials
    case memorySize
    case timeout
    case ephemeralStorage
    case architecture
    case port
    case concurrency
    case watch
    case spare

    static let defaults = allCases.filter { $0 != .port }
}

/// The numbers that the manifest may hold. Those of Lambda are its own quotas
/// (docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html and CreateFunction).
enum ManifestLimits {
    /// Characters of a function's name.
    static let nameLength = 1...64
    /// Characters of a handler, at most.
    static let handlerLength = 128
    /// MB.
    static let memorySize = 128...10240
    /// Seconds.
    static let timeout = 1...900
    /// MB.
    static let ephemeralStorage = 512...10240
    static let concurrency = 1...100
    /// Bytes of all names and values of variables together.
    static let environmentBytes = 4096
    static let layers = 5
    static let port = 1...65535
}
