import DockerEngine
import HostLink
import LambdaModel
import TestSupport
import Testing

@testable import LambdaRuntime

/// The end of a log gives the same entries as the whole log.
@Suite("A log that is read from its middle")
struct LogWindowTests {
    private static func id(_ number: Int) -> String { "000000\(10 + number)-0000-4000-8000-000000000000" }

    /// A log of that many calls. Standard error may be up to `ahead` calls ahead of standard output, and `behind` calls
    /// late.
    private static func log(calls: Int, ahead: Int, behind: Int, _ random: inout SeededGenerator) -> [LogRecord] {
        var output: [(call: Int, LogRecord.Source, String)] = []
        var talk: [(call: Int, LogRecord.Source, String)] = []
        for call in 0..<calls {
            output.append((call, .marker, "START RequestId: \(id(call)) Version: $LATEST"))
            for line in 0..<Int.random(in: 0...6, using: &random) { output.append((call, .output, "\(call) \(line)")) }
            output.append((call, .marker, "END RequestId: \(id(call))"))
            output.append((call, .marker, "REPORT RequestId: \(id(call))\tDuration: 2 ms"))
            talk.append((call, .emulator, "[INFO] (rapid) INVOKE START(requestId: \(id(call)))"))
            let time = "\(call).5ms)"
            talk.append(
                (call, .emulator, "[INFO] (rapid) INVOKE RTDONE(status: success, produced bytes: 0, duration: \(time)"))
        }
        var records: [LogRecord] = []
        while !output.isEmpty || !talk.isEmpty {
            let (at, told) = (output.first?.call ?? calls, talk.first?.call ?? calls)
            let takesOutput =
                if output.isEmpty { false } else if talk.isEmpty { true } else if told - at >= ahead {
                    true
                } else if at - told >= behind { false } else { Bool.random(using: &random) }
            let next = takesOutput ? output.removeFirst() : talk.removeFirst()
            records.append(LogRecord(time: Double(records.count) / 1000, source: next.1, text: next.2))
        }
        return records
    }

    private static func reader() -> ContainerLogReader {
        let engine = EngineClient(endpoint: .unix(path: "/nowhere"))
        let log = ContainerLogFollower(of: "c", engine, masking: nil)
        return ContainerLogReader(function: "hello", family: .python, log: log)
    }

    private static func text(_ entry: ProjectLogEntry) -> String {
        let end = entry.ended.map { "end, \($0.milliseconds.map { "\($0) ms" } ?? "no time")" }
        return "\(entry.record.time) \(entry.record.invocation ?? "-") \(end ?? entry.record.text)"
    }

    /// `lamdeck logs --tail` left out the end of a call whose report on standard error was before the window, and
    /// printed the end of an older call instead.
    @Test(arguments: 0..<60) func itsEntriesAreThoseOfTheWholeLog(seed: UInt64) {
        var random = SeededGenerator(seed: seed)
        let records = Self.log(
            calls: 10, ahead: Int.random(in: 1...4, using: &random), behind: Int.random(in: 1...4, using: &random),
            &random)
        var reader = Self.reader()
        let whole = (reader.read(records) + reader.catchUp()).map(Self.text)
        #expect(whole.count { $0.contains("end, ") && $0.hasSuffix(" ms") } == 10)
        var longest = 0
        for count in 1...records.count {
            var (reader, window) = (Self.reader(), LogWindow())
            var rest = records.suffix(count)
            while !rest.isEmpty {
                let batch = rest.prefix(Int.random(in: 1...5, using: &random))
                window.add(reader.read(Array(batch)))
                rest = rest.dropFirst(batch.count)
            }
            window.add(reader.catchUp())
            let known = window.known.map(Self.text)
            #expect(known == whole.suffix(known.count), "the last \(count) lines")
            longest = max(longest, known.count)
        }
        #expect(longest > whole.count / 2, "the window finds calls that are whole")
    }

    @Test func oneWithoutWholeCallsKnowsNothing() {
        var window = LogWindow()
        var reader = Self.reader()
        window.add(reader.read([LogRecord(time: 1, source: .output, text: "in the middle")]))
        #expect(window.known.isEmpty)
    }
}
