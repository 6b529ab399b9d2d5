import LambdaModel
import Testing

@Suite("Signals that end lamdeck")
struct EndRequestsTests {
    private enum Kind { case hangUp, end }

    /// The answers to signals that arrive at these milliseconds.
    private func answers(_ signals: [(Kind, Int)]) -> [EndRequests.Answer] {
        var requests = EndRequests()
        let start = ContinuousClock.now
        return signals.map { kind, time in
            requests.handle(isHangUp: kind == .hangUp, at: start + .milliseconds(time))
        }
    }

    /// `timeout` signals its child and its group. The program ended at the second one and left its containers.
    @Test func theSameSignalTwiceInAMomentIsOne() {
        #expect(answers([(.end, 0), (.end, 50)]) == [.begin, .known])
        #expect(answers([(.end, 0), (.end, 0), (.end, 999)]) == [.begin, .known, .known])
    }

    @Test func aLaterSecondSignalEndsAtOnce() {
        #expect(answers([(.end, 0), (.end, 1_000)]) == [.begin, .atOnce])
        #expect(answers([(.end, 0), (.end, 400), (.end, 1_200)]) == [.begin, .known, .atOnce])
    }

    @Test func aHangUpNeverCutsTheEndShort() {
        #expect(answers([(.hangUp, 0), (.hangUp, 5_000)]) == [.begin, .known])
        #expect(answers([(.end, 0), (.hangUp, 5_000)]) == [.begin, .known])
        #expect(answers([(.hangUp, 0), (.end, 5_000), (.end, 9_000)]) == [.begin, .known, .atOnce])
    }

    @Test func nothingIsKnownBefore() {
        var requests = EndRequests()
        #expect(!requests.isAny)
        _ = requests.handle(isHangUp: true, at: .now)
        #expect(requests.isAny)
    }
}
