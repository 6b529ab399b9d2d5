import Foundation
import LambdaModel
import LambdaRuntime

/// Which entries of a log are wanted.
struct LogFilter: Sendable {
    /// Only entries from this moment on: seconds since 1970.
    var since: Double?
    /// Only lines that match this.
    var expression: NSRegularExpression?
    /// Only entries of invocations whose request id begins with this.
    var invocation: String?
    /// Whether the emulator's own lines are wanted too, including its START, END and REPORT.
    var showsEmulator = false

    /// Whether an entry is wanted.
    func wants(_ entry: ProjectLogEntry) -> Bool {
        let record = entry.record
        if let since, record.time < since { return false }
        if let invocation {
            guard let id = record.invocation, id.hasPrefix(invocation) else { return false }
        }
        // The end of a call has no text to match.
        if entry.ended != nil { return expression == nil }
        switch record.source {
        case .marker, .emulator: if !showsEmulator { return false }
        // lamdeck's own lines are always wanted: one of them can say that lines are missing.
        case .lamdeck: return true
        case .output, .errorOutput: break
        }
        guard let expression else { return true }
        let range = NSRange(location: 0, length: record.text.utf16.count)
        return expression.firstMatch(in: record.text, range: range) != nil
    }
}
