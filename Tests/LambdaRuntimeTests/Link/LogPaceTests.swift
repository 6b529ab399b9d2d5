import NIOCore
import Testing

@testable import LambdaRuntime

/// When a host sends the log lines that arrive.
struct LogPaceTests {
    private func time(_ milliseconds: Int64) -> NIODeadline {
        .uptimeNanoseconds(1_000_000_000) + .milliseconds(milliseconds)
    }

    @Test("The first lines, and lines after a pause, are sent at once")
    func pauses() {
        var pace = LogPace()
        #expect(pace.arrival(at: time(0)) == .now)
        pace.sent(at: time(0))
        #expect(pace.arrival(at: time(5)) == .now)
    }

    @Test("Lines that arrive at short intervals are sent together, once in five milliseconds")
    func floods() {
        var pace = LogPace()
        pace.sent(at: time(0))
        #expect(pace.arrival(at: time(1)) == .at(time(5)))
        #expect(pace.arrival(at: time(2)) == .alreadyDue)
        #expect(pace.arrival(at: time(9)) == .alreadyDue)
        pace.sent(at: time(9))
        #expect(pace.arrival(at: time(10)) == .at(time(14)))
    }

    @Test("Lines that are sent early, with an answer, need no other moment")
    func answers() {
        var pace = LogPace()
        pace.sent(at: time(0))
        #expect(pace.arrival(at: time(1)) == .at(time(5)))
        pace.sent(at: time(2))
        #expect(pace.arrival(at: time(3)) == .at(time(7)))
    }
}
