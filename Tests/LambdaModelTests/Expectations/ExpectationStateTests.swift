import LambdaModel
import Testing

@Suite("The state of an expectation")
struct ExpectationStateTests {
    private func state(_ expectation: String, _ came: String) -> ExpectationState {
        ExpectationState(of: ExpectationFixture.result(came), Array(expectation.utf8), file: "cart.expected.json")
    }

    @Test func `it holds, differs, or has mistakes`() {
        #expect(state(#"{"n": 1}"#, #"{"n": 1}"#) == .holds)
        #expect(
            state(#"{"n": 1, "m": 2}"#, #"{"n": 3, "m": 4}"#)
                == .differs(count: 2, first: "n: expected 1, got 3"))
        #expect(
            state(#"{"n": 1,}"#, "{}")
                == .invalid("cart.expected.json:1:8: error: trailing comma before ‘}’; remove the comma"))
    }

    @Test func `a report counts for the content that it is about`() {
        var event = SavedEvent(name: "cart.json", path: "/e/cart.json")
        let report = ExpectationReport(.holds, stamp: FileStamp(size: 3, modified: 1))
        #expect(event.expectationState(report) == .none)
        event.expectation = ExpectationFile(path: "/e/cart.expected.json", stamp: FileStamp(size: 3, modified: 1))
        #expect(event.expectationState(report) == .holds)
        #expect(event.expectationState(nil) == .unchecked)
        event.expectation?.stamp.modified = 2
        #expect(event.expectationState(report) == .unchecked)
    }

    // MARK: Accepting a response

    private func accept(
        _ came: String, over before: String? = nil, and again: String? = nil, verdict: Verdict = .ok
    ) throws -> ExpectationAcceptance {
        let result = ExpectationFixture.result(came, verdict, handlerMilliseconds: 50)
        let expectation = try before.map { try ExpectationFixture.expectation($0) }
        return Expectation.accepting(result, over: expectation, and: again.map { ExpectationFixture.result($0) })
    }

    @Test func `a first response is written as it is, without values that change`() throws {
        #expect(try accept(#"{"n":1}"#) == .text("{\n  \"n\": 1\n}\n"))
        #expect(
            try accept(#"{"n":1,"id":5}"#, and: #"{"n":1,"id":6}"#)
                == .text("{\n  \"n\": 1,\n  \"id\": \"<number>\"\n}\n"))
    }

    @Test func `what matches stays, and nothing is written if all does`() throws {
        #expect(try accept(#"{"n":2,"id":5}"#, over: #"{"n": "<number>", "id": 5}"#) == .holds)
        #expect(
            try accept(#"{"n":2,"id":5}"#, over: #"{"n": "<number>", "id": 4}"#)
                == .text("{\n  \"n\": \"<number>\",\n  \"id\": 5\n}\n"))
    }

    @Test func `a limit that is exceeded, and a call without a result, are not written`() throws {
        #expect(
            try accept("{}", over: #"{"$maxDurationMs": 10}"#)
                == .impossible(
                    "$maxDurationMs: expected at most 10 ms, got 50.00 ms; change that limit in the expectation"))
        guard case .impossible = try accept("", verdict: .unreachable) else {
            Issue.record("a call that reached no function was accepted")
            return
        }
    }
}
