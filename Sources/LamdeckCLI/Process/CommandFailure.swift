import LambdaModel

/// Ends a command: a message for standard error, and an exit code.
struct CommandFailure: Error {
    let status: ExitStatus
    /// Empty if the command has printed it.
    let message: String

    init(_ status: ExitStatus, _ message: String = "") {
        self.status = status
        self.message = message
    }

    init(_ reason: FailureReason) {
        self.init(ExitStatus(reason), reason.description)
    }
}
