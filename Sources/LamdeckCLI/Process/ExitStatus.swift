import LambdaModel

/// The exit codes that scripts rely on.
enum ExitStatus: Int32 {
    case success = 0
    /// The function failed, or a test did.
    case functionFailed = 1
    /// Wrong usage or manifest.
    case usage = 2
    case noEngine = 3
    /// The image cannot be pulled.
    case noImage = 4
    /// The container would not start, or it died.
    case container = 5
    /// The build of the code failed.
    case build = 6
    case interrupted = 130

    init(_ reason: FailureReason) {
        switch reason.kind {
        case .engine: self = .noEngine
        case .image: self = .noImage
        case .container: self = .container
        case .settings: self = .usage
        case .build: self = .build
        }
    }
}
