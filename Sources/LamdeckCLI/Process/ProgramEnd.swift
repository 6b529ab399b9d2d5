import ArgumentParser

/// How the program ends after an error: its last output, and its exit code.
struct ProgramEnd: Equatable {
    let status: ExitStatus
    /// For standard output: the help that was asked for, or the version.
    var result: String?
    /// For standard error.
    var message: String?

    init(_ error: any Error) {
        if let failure = error as? CommandFailure {
            status = failure.status
            if !failure.message.isEmpty { message = "lamdeck: \(failure.message)" }
            return
        }
        let text = Lamdeck.fullMessage(for: error)
        if Lamdeck.exitCode(for: error) == .success {
            (status, result) = (.success, text)
        } else {
            (status, message) = (.usage, text)
        }
    }
}
