import HostLink
import LambdaModel

/// The end of a container's log. ``known`` is the part of it that is the same in a reading of the whole log.
///
/// The emulator reports a call on both outputs. Under load, the engine writes one output several calls ahead of the
/// other. So a call's lines can be in the window while its report on standard error is before the window.
struct LogWindow {
    private var entries: [ProjectLogEntry] = []
    /// The entries at which standard output begins a call.
    private var starts: [(index: Int, requestID: String)] = []
    /// The index at which standard error begins a call, by request id.
    private var talk: [String: Int] = [:]

    /// Adds entries, in the log's order.
    mutating func add(_ more: [ProjectLogEntry]) {
        for entry in more {
            switch entry.record.source {
            case .marker where entry.record.text.hasPrefix("START "):
                if let id = entry.record.invocation { starts.append((entries.count, id)) }
            case .emulator:
                if case .invokeStarted(let id) = EmulatorLogLine(entry.record.text) {
                    talk[id] = talk[id] ?? entries.count
                }
            case .marker, .output, .errorOutput, .lamdeck, .build: break
            }
            entries.append(entry)
        }
    }

    /// The entries from the first call whose beginning is in the window on both outputs. Before that call's START,
    /// standard error has begun another call of the window: so the ends of all calls before the window have been
    /// reported. Empty if there is no such call.
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
