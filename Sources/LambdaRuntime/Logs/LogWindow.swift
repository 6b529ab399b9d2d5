import LambdaModel

/// The entries of a container's log that were read from somewhere in its middle, and those of them that are as they would
/// be if the log had been read from its beginning.
///
/// The emulator tells of a call on both outputs, and the engine writes either of them ahead of the other, by several calls
/// under load. The facts about a call on standard error may therefore lie before the window though its lines are in it.
struct LogWindow {
    private var entries: [ProjectLogEntry] = []
    /// Where standard output comes to a call.
    private var starts: [(index: Int, requestID: String)] = []
    /// Where standard error comes to a call.
    private var talk: [String: Int] = [:]

    /// Adds entries, in the log's order.
    mutating func take(_ more: [ProjectLogEntry]) {
        for entry in more {
            switch entry.record.source {
            case .marker where entry.record.text.hasPrefix("START "):
                if let id = entry.record.invocation { starts.append((entries.count, id)) }
            case .emulator:
                if case .invokeStarted(let id) = EmulatorEvent(entry.record.text) {
                    talk[id] = talk[id] ?? entries.count
                }
            case .marker, .output, .errorOutput, .lamdeck: break
            }
            entries.append(entry)
        }
    }

    /// The entries from the first call on that both outputs tell of from its beginning. Standard error has come to a call in
    /// the window before: the ends of all calls before the window were told by then. Empty if there is no such call.
    var known: [ProjectLogEntry] {
        var left = Int.max
        for (number, first) in starts.enumerated() {
            if number > 0 { left = min(left, talk[starts[number - 1].requestID] ?? .max) }
            guard talk[first.requestID] != nil, left < first.index else { continue }
            let whole = Set(starts.map(\.requestID).filter { talk[$0] != nil })
            return entries[first.index...].filter { entry in
                entry.ended == nil || entry.record.invocation.map(whole.contains) ?? true
            }
        }
        return []
    }
}
