import LambdaModel
import Testing

@testable import LambdaRuntime

@Suite("For how long a quiet log is waited for")
struct LogQuietPeriodTests {
    private static let id = "5399074e-0000-4000-8000-000000000000"

    /// The state of a call after these lines.
    private static func slice(_ texts: String...) -> InvocationLog? {
        var builder = InvocationLogParser()
        for text in texts {
            _ = builder.take(LogRecord(time: 1, source: .marker, text: "\(text) RequestId: \(id) Version: 1"))
        }
        return builder.slice(1)
    }

    /// A line of 20 MB arrived more than two seconds after its call's START, and was missing in the result.
    @Test func aCallThatHasBegunIsReportedInTheEnd() {
        #expect(LogQuietPeriod.of(Self.slice("START"), isSilent: false) == .seconds(10))
        #expect(LogQuietPeriod.of(Self.slice("START", "END"), isSilent: true) == .seconds(10))
        #expect(LogQuietPeriod.of(Self.slice("START", "END", "REPORT"), isSilent: false) == .milliseconds(300))
    }

    @Test func aLogThatSaysNothingOfCallsIsNotWaitedForTwice() {
        #expect(LogQuietPeriod.of(nil, isSilent: false) == .seconds(10))
        #expect(LogQuietPeriod.of(nil, isSilent: true) == .seconds(1))
    }

    @Test func whatIsLostDoesNotCome() {
        #expect(LogQuietPeriod.of(nil, isLost: true, isSilent: false) == .seconds(1))
        #expect(LogQuietPeriod.of(Self.slice("START"), isLost: true, isSilent: false) == .seconds(1))
    }
}
