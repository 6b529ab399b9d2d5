import Foundation

/// Removes duplicates between messages on standard error and lines of functions' logs, if both outputs go to one place.
/// Either may be first.
struct RepeatFilter {
    private var messages: [String: ContinuousClock.Instant] = [:]
    private var lines: [String: ContinuousClock.Instant] = [:]
    private let isOnePlace: Bool

    /// For how long a text is not repeated. The log may be late, because it waits for lines of other functions.
    private static let time = Duration.seconds(5)

    /// - Parameter isOnePlace: whether messages and lines go to one place. If not, all of both are written.
    init(isOnePlace: Bool) { self.isOnePlace = isOnePlace }

    /// Whether to write a message. The log has each line of a message as a separate line.
    mutating func isNew(message: String, at now: ContinuousClock.Instant) -> Bool {
        guard isOnePlace else { return true }
        forget(now)
        let parts = message.split(separator: "\n").map(String.init)
        if let first = parts.first, lines.removeValue(forKey: first) != nil { return false }
        let name = parts.first?.firstRange(of: ": ").map { parts[0][..<$0.upperBound] } ?? ""
        for (number, part) in parts.enumerated() { messages[number == 0 ? part : name + part] = now }
        return true
    }

    /// Whether to write a line that lamdeck added to a function's log.
    mutating func isNew(line: String, of function: String, at now: ContinuousClock.Instant) -> Bool {
        guard isOnePlace else { return true }
        forget(now)
        let keys = ["\(function): \(line)", line]
        if keys.contains(where: { messages.removeValue(forKey: $0) != nil }) { return false }
        for key in keys { lines[key] = now }
        return true
    }

    private mutating func forget(_ now: ContinuousClock.Instant) {
        messages = messages.filter { now - $0.value < Self.time }
        lines = lines.filter { now - $0.value < Self.time }
    }
}
