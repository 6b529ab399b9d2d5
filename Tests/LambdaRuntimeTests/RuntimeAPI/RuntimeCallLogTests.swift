import DockerEngine
import HostLink
import LambdaModel
import Synchronization
import Testing

@testable import LambdaRuntime
@testable import RuntimeTestSupport

/// Which lines belong to which call, in the log of a container that lamdeck serves.
@Suite("The log of a container that lamdeck serves")
struct RuntimeCallLogTests {
    private static let first = "efbb40d3-8e6b-4c6d-be19-d08438b530e0"
    private static let second = "0a1b2c3d-8e6b-4c6d-be19-d08438b530e1"

    /// A log, and the records that it writes.
    private final class Written: Sendable {
        let log: RuntimeCallLog
        private let records = Mutex<[LogRecord]>([])

        init(areConcurrent: Bool = false) {
            log = RuntimeCallLog(areConcurrent: areConcurrent, timing: .real)
            log.emit { [weak self] more in self?.records.withLock { $0 += more } }
        }

        func add(_ text: String, _ source: LogRecord.Source = .output, at time: Double = 1) {
            log.add([LogRecord(time: time, source: source, text: text)])
        }

        func close(_ id: String) {
            let end = LogRecord(time: 9e9, source: .marker, text: "END RequestId: \(id)", invocation: id)
            log.close(id, [end], InvocationSummary(function: "hello", startedAt: 1))
        }

        /// The records' texts, each with the number of its call.
        var texts: [String] {
            records.withLock { records in
                records.map { record in
                    let call = record.invocation == first ? "1" : record.invocation == second ? "2" : "-"
                    return "\(call) \(record.text.split(separator: " RequestId:").first ?? "")"
                }
            }
        }
    }

    private static func delivery(_ id: String, foundInit: Bool) -> RuntimeDelivery {
        RuntimeDelivery(requestID: id, time: 3, foundInit: foundInit)
    }

    private static let initEnded = LogRecord(time: 2, source: .lamdeck, text: "init took 1 s")

    /// The lines were shown outside the call.
    @Test func `the lines of an init that fails are those of the call that waits for it`() {
        let written = Written()
        written.log.beginWithInit(Self.first)
        written.add("loading")
        written.add("Traceback", .errorOutput)
        written.log.beginDeadInInit(Self.first)
        written.add("late")
        written.log.answered(Self.first)
        written.close(Self.first)
        #expect(written.texts == ["1 START", "1 loading", "1 Traceback", "1 late", "1 END"])
        #expect(written.log.past(from: 0).count == 1)
    }

    @Test func `the lines of an init that ends well, and the time that it took, are those of the call`() {
        let written = Written()
        written.log.beginWithInit(Self.first)
        written.add("loading")
        written.log.write(ofInit: Self.initEnded)
        written.log.deliver(Self.delivery(Self.first, foundInit: false))
        written.add("called")
        #expect(written.texts == ["1 START", "1 loading", "1 init took 1 s", "1 called"])
        #expect(written.log.soFar(Self.first)?.records.map(\.text) == ["loading", "called"])
    }

    @Test func `an init for which no call waits has its own lines`() {
        let written = Written()
        written.add("loading")
        written.log.write(ofInit: Self.initEnded)
        written.log.deliver(Self.delivery(Self.first, foundInit: true))
        written.add("called", at: 4)
        #expect(written.texts == ["- loading", "- init took 1 s", "1 START", "1 called"])
    }

    @Test func `a call that was given up before its delivery holds nothing back, and the next one has the init`() {
        let written = Written()
        written.log.beginWithInit(Self.first)
        written.add("loading")
        written.log.withdraw(Self.first)
        written.log.answered(Self.first)
        written.close(Self.first)
        written.add("more")
        written.log.beginWithInit(Self.second)
        written.log.write(ofInit: Self.initEnded)
        written.log.deliver(Self.delivery(Self.second, foundInit: false))
        #expect(written.texts == ["1 START", "1 loading", "- more", "2 START", "2 init took 1 s"])
        #expect(written.log.soFar(Self.second)?.records.map(\.text) == ["loading", "more"])
    }

    /// The lines of the next call were taken for those of the call before.
    @Test func `a call that was not delivered does not hide that the marks of the last one are missing`() async throws {
        let clock = VirtualClock(Changes())
        let log = RuntimeCallLog(areConcurrent: false, timing: Timing(clock))
        log.deliver(Self.delivery(Self.first, foundInit: true))
        log.add([LogRecord(time: 4, source: .output, text: "called")])
        log.answered(Self.first)
        log.answered(Self.second)
        async let wait: Void = log.waitForMarks()
        try await clock.untilSleeping(for: .seconds(30))
        log.add([
            LogRecord(time: 5, source: .marker, text: "END RequestId: \(Self.first)"),
            LogRecord(time: 5, source: .marker, text: "REPORT RequestId: \(Self.first)"),
        ])
        await wait
    }

    @Test func `of calls that overlap, each begins when it is delivered`() {
        let written = Written(areConcurrent: true)
        for id in [Self.first, Self.second] { written.log.beginWithInit(id) }
        written.add("loading")
        for id in [Self.second, Self.first] { written.log.deliver(Self.delivery(id, foundInit: false)) }
        #expect(written.texts == ["- loading", "2 START", "1 START"])
    }

    // MARK: Readers

    private static func reader(_ calls: RuntimeCallLog?) -> ContainerLogReader {
        let log = ContainerLogFollower(of: "c", EngineClient(endpoint: .unix(path: "/nowhere")), masking: nil)
        return ContainerLogReader(function: "hello", family: .python, log: log, calls: calls, server: .lamdeck)
    }

    private static func texts(_ entries: [ProjectLogEntry]) -> [String] {
        entries.map { entry in
            let call = entry.record.invocation.map { String($0.prefix(4)) } ?? "-"
            return "\(call) \(entry.ended == nil ? entry.record.text : "ends")"
        }
    }

    @Test func `a reader leaves out a call that was given up before its delivery`() {
        let written = Written()
        written.log.beginWithInit(Self.first)
        var (early, late) = (Self.reader(written.log), Self.reader(written.log))
        #expect(Self.texts(early.update()) == ["efbb START RequestId: \(Self.first) Version: $LATEST"])
        written.log.withdraw(Self.first)
        written.log.beginWithInit(Self.second)
        written.log.answered(Self.second)
        written.close(Self.second)
        let rest = [
            "0a1b START RequestId: \(Self.second) Version: $LATEST", "0a1b END RequestId: \(Self.second)", "0a1b ends",
        ]
        #expect(Self.texts(early.update()) == rest)
        #expect(Self.texts(late.update()) == rest)
        #expect(early.update().isEmpty)
    }

    /// The lines of a call were shown as those of the call before.
    @Test func `without its host, a container's lines are shown without calls`() {
        var reader = Self.reader(nil)
        let lines = [
            (LogRecord.Source.output, "loading"), (.marker, "END RequestId: \(Self.first)"),
            (.marker, "REPORT RequestId: \(Self.first)"), (.errorOutput, "second call"),
            (.output, "\u{1E}watcher watching"), (.output, "\u{1E} 0"),
            (.marker, "END RequestId: \(Self.second)"),
        ].enumerated().map { LogRecord(time: Double($0), source: $1.0, text: $1.1) }
        let entries = reader.read(Array(lines.prefix(2))) + reader.read(Array(lines.dropFirst(2))) + reader.catchUp()
        #expect(
            Self.texts(entries) == [
                "- \(UnservedLogReader.remark)", "- loading", "- second call", "- [watcher] watching",
            ])
        #expect(entries.first?.record.source == .lamdeck)
    }
}
