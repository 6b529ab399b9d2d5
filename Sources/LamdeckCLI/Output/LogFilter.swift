import Foundation
import LambdaModel
import LambdaRuntime

/// Which entries of a log are wanted.
struct LogFilter: Sendable {
    /// Only those from this moment on: seconds since 1970.
    var since: Double?
    /// Only lines in which this is found.
    var expression: NSRegularExpression?
    /// Only those of the invocation whose request id begins so.
    var invocation: String?
    /// The emulator's own lines too, its START, END and REPORT among them.
    var showsEmulator = false

    /// Whether an entry is wanted.
    func wants(_ entry: ProjectLogEntry) -> Bool {
        let record = entry.record
        if let since, record.time < since { return false }
        if let invocation {
            guard let id = record.invocation, id.hasPrefix(invocation) else { return false }
        }
        // Where text is looked for, lines that have none say nothing.
        if entry.ended != nil { return expression == nil }
        switch record.source {
        case .marker, .emulator: if !showsEmulator { return false }
        // That lines are missing is told whatever is looked for.
        case .lamdeck: return true
        case .output, .errorOutput: break
        }
        guard let expression else { return true }
        let range = NSRange(location: 0, length: record.text.utf16.count)
        return expression.firstMatch(in: record.text, range: range) != nil
    }
}
