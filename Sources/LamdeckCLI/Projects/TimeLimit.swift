import ArgumentParser
import Support

/// A time limit as the user types it: a ``DurationText`` of more than zero and at most a day.
struct TimeLimit: ExpressibleByArgument, Sendable, CustomStringConvertible {
    private let text: DurationText

    private static let longest = 86_400.0

    init?(argument: String) {
        guard let text = DurationText(argument), text.seconds > 0, text.seconds <= Self.longest else { return nil }
        self.text = text
    }

    var seconds: Double { text.seconds }

    var duration: Duration { .seconds(seconds) }

    /// As it was typed, with its units.
    var description: String { text.description }
}
