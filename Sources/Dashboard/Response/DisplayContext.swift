import LambdaModel

extension Response {
    /// What is needed to show a finished call.
    struct DisplayContext: Sendable {
        /// Where the function's files are.
        var map = CodeMap(code: .zip(""))
        /// The response to compare with.
        var earlier: EarlierResponse?
        /// Seconds that local time is ahead of UTC.
        var secondsFromUTC = 0
    }
}
