import Testing

@testable import LamdeckCLI

struct RepeatFilterTests {
    /// What asks whether it is news: a message, or a line of a function's log, after so many seconds.
    private enum Step {
        case message(String, at: Double = 0)
        case line(String, of: String, at: Double = 0)
    }

    private static func news(_ steps: Step..., isOnePlace: Bool = true) -> [Bool] {
        var told = RepeatFilter(isOnePlace: isOnePlace)
        let start = ContinuousClock.now
        return steps.map { step in
            switch step {
            case .message(let text, let time): told.isNew(message: text, at: start + .seconds(time))
            case .line(let text, let function, let time):
                told.isNew(line: text, of: function, at: start + .seconds(time))
            }
        }
    }

    @Test func `a message and an equal log line are printed once, whichever is first`() {
        // Each takes one of the other's.
        #expect(
            Self.news(
                .message("hello: it died"), .line("it died", of: "hello", at: 1), .line("it died", of: "hello", at: 1),
                .message("hello: it died", at: 2)) == [true, false, true, false])
    }

    @Test func `a message that names no function is known by its line, too`() {
        #expect(
            Self.news(.line("functions.json changed", of: "hello"), .message("functions.json changed"))
                == [true, false])
    }

    @Test func `the log's lines of a message count line by line`() {
        #expect(
            Self.news(
                .message("hello: it died\nlast words"), .line("it died", of: "hello"),
                .line("last words", of: "hello"), .line("last words", of: "orders")) == [true, false, false, true])
    }

    @Test func `after five seconds it is news again`() {
        #expect(
            Self.news(
                .message("hello: x"), .line("x", of: "hello", at: 5), .message("hello: x", at: 10),
                .line("x", of: "hello", at: 14.9)) == [true, true, true, false])
    }

    @Test func `in two places, both are printed`() {
        #expect(Self.news(.message("hello: x"), .line("x", of: "hello"), isOnePlace: false) == [true, true])
    }
}
