import Foundation
import Testing

/// Texts that are kept in files of the repository. `LAMDECK_RECORD=1` writes the files; the tests that do so fail, so
/// that no run passes without a comparison.
public enum Recorded {
    private static let package = URL(fileURLWithPath: #filePath)
        .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()

    private static var isRecording: Bool { ProcessInfo.processInfo.environment["LAMDECK_RECORD"] == "1" }

    /// Compares a text with a file.
    ///
    /// - Parameter path: the file, seen from the package's folder.
    public static func expect(_ text: String, in path: String, sourceLocation: SourceLocation = #_sourceLocation) throws
    {
        let file = package.appendingPathComponent(path)
        try compare(text, with: try? String(contentsOf: file, encoding: .utf8), path, sourceLocation) { text }
    }

    /// Compares a text with what is between two lines of a file.
    public static func expect(
        _ text: String, in path: String, between start: String, and end: String,
        sourceLocation: SourceLocation = #_sourceLocation
    ) throws {
        let all = try String(contentsOf: package.appendingPathComponent(path), encoding: .utf8)
        let head = try #require(all.firstRange(of: start + "\n"), sourceLocation: sourceLocation).upperBound
        let tail = try #require(all[head...].firstRange(of: end), sourceLocation: sourceLocation).lowerBound
        try compare(text, with: String(all[head..<tail]), path, sourceLocation) { all[..<head] + text + all[tail...] }
    }

    private static func compare(
        _ text: String, with recorded: String?, _ path: String, _ sourceLocation: SourceLocation,
        _ file: () -> String
    ) throws {
        if recorded == text { return }
        guard isRecording else {
            let words = recorded == nil ? "is missing" : "is not what the program makes"
            Issue.record(
                "\(path) \(words); LAMDECK_RECORD=1 records it:\n\(text)", sourceLocation: sourceLocation)
            return
        }
        try file().write(to: package.appendingPathComponent(path), atomically: true, encoding: .utf8)
        Issue.record(
            "recorded \(path); look at the difference, and run without LAMDECK_RECORD", sourceLocation: sourceLocation)
    }
}
