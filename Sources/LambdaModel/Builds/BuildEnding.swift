/// The line with which lamdeck ends a build in the log: `built in 1.2 s`, `the build failed with exit code 2 after 1.2 s`.
public struct BuildEnding: Hashable, Sendable {
    /// How a build ended.
    public enum Outcome: Hashable, Sendable {
        /// Its code is new.
        case good
        /// A newer save or the user ended it.
        case cancelled
        /// Why there is no new code, in words that follow "the build ".
        case failed(String)
    }

    /// How it ended.
    public let outcome: Outcome
    /// How long it took, as the line has it; empty if that is not known.
    public let time: String

    private static let good = "built in "
    private static let bad = "the build "
    private static let cancelled = "was cancelled"

    /// Reads a line; nil for any other record.
    public init?(_ record: LogRecord) {
        guard record.source == .lamdeck, record.invocation == nil else { return nil }
        if record.text.hasPrefix(Self.good) {
            (outcome, time) = (.good, String(record.text.dropFirst(Self.good.count)))
            return
        }
        guard record.text.hasPrefix(Self.bad) else { return nil }
        let words = record.text.dropFirst(Self.bad.count)
        let after = words.ranges(of: " after ").last
        let reason = String(after.map { words[..<$0.lowerBound] } ?? words)
        outcome = reason == Self.cancelled ? .cancelled : .failed(reason)
        time = after.map { String(words[$0.upperBound...]) } ?? ""
    }

    /// Whether it failed.
    public var isFailure: Bool { if case .failed = outcome { true } else { false } }

    /// The command in the line with which lamdeck begins a build, `$ npm run build`; nil for any other line.
    public static func command(in text: String) -> String? {
        text.hasPrefix("$ ") ? String(text.dropFirst(2)) : nil
    }
}
