import LambdaModel

/// The exit codes that scripts rely on.
enum ExitStatus: Int32 {
    case success = 0
    /// The function failed, or a test did.
    case functionFailed = 1
    /// Wrong usage or manifest.
    case usage = 2
    case noEngine = 3
    /// The image cannot be had.
    case noImage = 4
    /// The container would not start, or it died.
    case container = 5
    case interrupted = 130

    init(_ reason: FailureReason) {
        switch reason.kind {
        case .engine: self = .noEngine
        case .image: self = .noImage
        case .container: self = .container
        case .settings: self = .usage
        }
    }
}

/// Ends a command: a message for standard error, and an exit code.
struct CommandFailure: Error {
    let status: ExitStatus
    /// Empty where everything was said already.
    let message: String

    init(_ status: ExitStatus, _ message: String = "") {
        self.status = status
        self.message = message
    }

    init(_ reason: FailureReason) {
        self.init(ExitStatus(reason), reason.description)
    }
}
