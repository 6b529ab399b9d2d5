import LambdaModel

extension CallLines {
    /// Takes a line of the container: a mark, a line of the shell, or the function's output, which gets its call.
    ///
    /// - Returns: whether the line is shown.
    mutating func take(_ record: inout LogRecord) -> Bool {
        if let mark = WaitingShell.mark(in: record), log(mark.requestID) != nil {
            self.mark(mark.requestID, in: mark.output)
            return false
        }
        guard let line = WaitingShell.line(record.text) else {
            add(&record)
            return true
        }
        guard case .output(let name, let text) = line else { return false }
        record.text = "[\(name)] \(text)"
        return true
    }
}
