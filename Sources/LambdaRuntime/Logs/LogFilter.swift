import Foundation
import HostLink
import LambdaModel

/// Which entries of a log a ``LogSelection`` wants.
public struct LogFilter: Sendable {
    private let selection: LogSelection
    private let expression: NSRegularExpression?

    /// The filter of a selection.
    ///
    /// - Throws: an error if its pattern is not a regular expression.
    public init(_ selection: LogSelection) throws {
        self.selection = selection
        expression = try selection.pattern.map { try NSRegularExpression(pattern: $0) }
    }

    /// Whether an entry is wanted.
    public func wants(_ entry: ProjectLogEntry) -> Bool {
        let record = entry.record
        if let since = selection.since, record.time < since { return false }
        if let invocation = selection.invocation {
            guard let id = record.invocation, id.hasPrefix(invocation) else { return false }
        }
        // The end of a call has no text to match.
        if entry.ended != nil { return expression == nil }
        switch record.source {
        case .marker, .emulator: if !selection.showsEmulator { return false }
        // lamdeck's own lines are always wanted: one of them can say that lines are missing.
        case .lamdeck, .build: return true
        case .output, .errorOutput: break
        }
        guard let expression else { return true }
        let range = NSRange(location: 0, length: record.text.utf16.count)
        return expression.firstMatch(in: record.text, range: range) != nil
    }
}
