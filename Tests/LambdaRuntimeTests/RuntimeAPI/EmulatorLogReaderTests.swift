import HostLink
import LambdaModel
import Testing

@testable import LambdaRuntime

/// The emulator's own records are the ends of calls; lines can trail them.
@Suite("The ends of calls in the emulator's log")
struct EmulatorLogReaderTests {
    private static let first = "efbb40d3-8e6b-4c6d-be19-d08438b530e0"
    private static let second = "0a1b2c3d-8e6b-4c6d-be19-d08438b530e1"

    private static func reader() -> EmulatorLogReader {
        EmulatorLogReader(function: "hello", container: "c", family: .python)
    }

    private static func record(_ time: Double, _ source: LogRecord.Source, _ text: String) -> LogRecord {
        LogRecord(time: time, source: source, text: text)
    }

    private static func text(_ entry: ProjectLogEntry) -> String {
        let call = entry.record.invocation == first ? "1" : entry.record.invocation == second ? "2" : "-"
        return "\(call) \(entry.ended == nil ? String(entry.record.text.prefix(5)) : "ends")"
    }

    private static let call = [
        record(1, .marker, "START RequestId: \(first) Version: $LATEST"),
        record(1, .emulator, "[INFO] (rapid) INVOKE START(requestId: \(first))"),
        record(1.1, .output, "a"),
        record(1.2, .emulator, "[INFO] (rapid) INVOKE RTDONE(status: success, produced bytes: 0, duration: 2.5ms)"),
        record(1.2, .marker, "END RequestId: \(first)"),
        record(1.2, .marker, "REPORT RequestId: \(first)\tDuration: 2 ms"),
    ]

    @Test(
        arguments: [
            ([record(1.25, .output, "trail"), record(1.5, .output, "later")], ["1 trail", "1 ends", "- later"]),
            (
                [
                    record(1.2, .emulator, "[INFO] (rapid) INVOKE START(requestId: \(second))"),
                    record(1.29, .output, "trail"), record(1.3, .marker, "START RequestId: \(second) Version: $LATEST"),
                ], ["2 [INFO", "1 trail", "1 ends", "2 START"]
            ),
            ([record(1.29, .output, "")], ["1 ", "1 ends"]),
            ([], ["1 ends"]),
        ])
    func `a trailing line precedes the end of its call`(_ rest: [LogRecord], _ expected: [String]) {
        for size in 1...8 {
            var (reader, entries) = (Self.reader(), [ProjectLogEntry]())
            var lines = (Self.call + rest)[...]
            while !lines.isEmpty {
                entries += reader.read(Array(lines.prefix(size)))
                lines = lines.dropFirst(size)
            }
            #expect(reader.hasOpenCalls == (expected.last == "1 ends"))
            entries += reader.update()
            #expect(entries.map(Self.text).dropFirst(Self.call.count) == expected[...], "batches of \(size)")
            let own = entries.filter { $0.record.invocation == Self.first }.map(\.record.time)
            #expect(own.last == own.max())
        }
    }
}
