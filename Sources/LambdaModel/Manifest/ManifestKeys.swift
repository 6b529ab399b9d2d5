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
