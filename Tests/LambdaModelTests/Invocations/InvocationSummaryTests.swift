import LambdaModel
import Testing

@Suite struct InvocationSummaryTests {
    /// If the emulator does not say how long the handler took, the history has the duration of the whole call; `logs`
    /// reported that as the handler's time.
    @Test func `a whole call's duration is not reported as its handler's time`() {
        let kept = InvocationSummary(
            function: "f", requestID: "one", verdict: .outOfMemory, startedAt: 5, milliseconds: 2100)
        let silent = InvocationSummary(function: "f", requestID: "one", startedAt: 6).known(by: kept)
        #expect(silent.isWholeCall && silent.milliseconds == 2100 && silent.verdict == .outOfMemory)
        let told = InvocationSummary(function: "f", requestID: "one", startedAt: 6, milliseconds: 4).known(by: kept)
        #expect(!told.isWholeCall)
        let other = InvocationSummary(function: "f", requestID: "two", startedAt: 6)
        #expect(!other.isWholeCall && other.known(by: kept) == other)
    }

    /// The line that ends a call had two spaces after "function error".
    @Test(arguments: ["", " ", "\t\n"])
    func `an error with a blank type has no type`(type: String) {
        let result = InvocationResult(
            request: InvocationRequest(function: "f", event: "", payload: []), reply: .answered(status: 200, body: []),
            verdict: .functionError, error: InvocationError(type: type, message: ""), startedAt: 0, seconds: 1,
            isCold: false)
        #expect(InvocationSummary(result).errorType == nil)
        #expect(result.error?.summary == "")
    }
}
