import LambdaModel
import Testing

@testable import LambdaRuntime

@Suite("How long a quiet log is awaited")
struct LogQuietPeriodTests {
    private static let id = "5399074e-0000-4000-8000-000000000000"

    /// The state of a call after these lines.
    private static func log(_ texts: String...) -> InvocationLog? {
        var builder = InvocationLogParser()
        for text in texts {
            _ = builder.add(LogRecord(time: 1, source: .marker, text: "\(text) RequestId: \(id) Version: 1"))
        }
        return builder.callLog(1)
    }

    /// A line of 20 MB arrived more than two seconds after its call's START, and was missing in the result.
    @Test func aCallThatHasBegunIsReportedInTheEnd() {
        #expect(LogQuietPeriod.of(Self.log("START"), isSilent: false) == .seconds(10))
        #expect(LogQuietPeriod.of(Self.log("START", "END"), isSilent: true) == .seconds(10))
        #expect(LogQuietPeriod.of(Self.log("START", "END", "REPORT"), isSilent: false) == .milliseconds(300))
    }

    @Test func aLogThatSaysNothingOfCallsIsNotWaitedForTwice() {
        #expect(LogQuietPeriod.of(nil, isSilent: false) == .seconds(10))
        #expect(LogQuietPeriod.of(nil, isSilent: true) == .seconds(1))
    }

    @Test func lostLinesAreAwaitedForASecond() {
        #expect(LogQuietPeriod.of(nil, isLost: true, isSilent: false) == .seconds(1))
        #expect(LogQuietPeriod.of(Self.log("START"), isLost: true, isSilent: false) == .seconds(1))
    }
}
