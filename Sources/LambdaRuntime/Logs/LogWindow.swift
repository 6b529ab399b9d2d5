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
    /// The calls that standard error has come to.
    private var talkedOf: Set<String> = []

    /// Adds entries, in the log's order.
    mutating func take(_ more: [ProjectLogEntry]) {
        for entry in more {
            switch entry.record.source {
            case .marker where entry.record.text.hasPrefix("START "):
                if let id = entry.record.invocation { starts.append((entries.count, id)) }
            case .emulator:
                if case .invokeStarted(let id) = EmulatorEvent(entry.record.text) { talkedOf.insert(id) }
            case .marker, .output, .errorOutput, .lamdeck: break
            }
            entries.append(entry)
        }
    }

    /// The entries from the first call on that is known from both outputs, as the call before it is, whose end may be told
    /// late. Empty if there is none.
    var known: [ProjectLogEntry] {
        for (before, first) in zip(starts, starts.dropFirst()) {
            guard talkedOf.contains(before.requestID), talkedOf.contains(first.requestID) else { continue }
            let whole = Set(starts.filter { $0.index >= before.index }.map(\.requestID))
            return entries[first.index...].filter { entry in
                entry.ended == nil || entry.record.invocation.map(whole.contains) ?? true
            }
        }
        return []
    }
}
