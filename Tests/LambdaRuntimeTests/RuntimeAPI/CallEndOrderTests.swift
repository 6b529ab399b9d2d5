import DockerEngine
import HostLink
import LambdaModel
import TestSupport
import Testing

@testable import LambdaRuntime

/// The end of a call follows all lines of the call, however late the engine stamps them.
@Suite("The ends of calls between the lines of a log")
struct CallEndOrderTests {
    /// The host's side of a container.
    private final class Host: Sendable {
        let calls: RuntimeCallLog

        init(areConcurrent: Bool = false) { calls = RuntimeCallLog(areConcurrent: areConcurrent, timing: .real) }

        func take(_ step: LogStep) {
            switch step {
            case .begin(let call, let time):
                calls.deliver(RuntimeDelivery(requestID: LogStep.id(call), time: time, foundInit: true))
            case .line(let record): calls.add([record])
            case .withdraw(let call): calls.withdraw(LogStep.id(call))
            case .close(let call, let time):
                let id = LogStep.id(call)
                calls.answered(id)
                let end = LogRecord(time: time, source: .marker, text: "END RequestId: \(id)", invocation: id)
                calls.close(id, [end], InvocationSummary(function: "hello", startedAt: time - 1))
            }
        }

        func reader() -> RuntimeLogReader { RuntimeLogReader(function: "hello", container: "c", calls: calls) }
    }

    private static func text(_ entry: ProjectLogEntry) -> String {
        let call = entry.record.invocation?.dropFirst(7).prefix(1) ?? "-"
        var text = entry.record.text.split(separator: " RequestId:").first ?? ""
        if entry.ended != nil { text = "ends" }
        return "\(call) \(text.replacing(LogStep.id(1), with: "1").replacing(LogStep.id(2), with: "2"))"
    }

    private static func lines(_ steps: [LogStep]) -> [LogRecord] {
        steps.compactMap { if case .line(let record) = $0 { record } else { nil } }
    }

    @Test(arguments: LogCourse.all)
    func `in a log that is read later, whatever the batches`(_ course: LogCourse) {
        let host = Host(areConcurrent: course.areConcurrent)
        for step in course.steps { host.take(step) }
        let lines = Self.lines(course.steps)
        for split in 0...lines.count {
            for size in 1...max(1, lines.count) {
                var (reader, entries) = (host.reader(), [ProjectLogEntry]())
                for batch in [lines.prefix(split), lines.dropFirst(split)] {
                    var rest = batch
                    while !rest.isEmpty {
                        entries += reader.read(Array(rest.prefix(size)))
                        rest = rest.dropFirst(size)
                    }
                }
                entries += reader.catchUp()
                #expect(entries.map(Self.text) == course.entries, "\(split) lines, then batches of \(size)")
                #expect(!reader.hasOpenCalls)
            }
        }
    }

    /// The reader has read so many lines less than the host, or gets several at once.
    @Test(arguments: LogCourse.all)
    func `in a log that is followed, however far behind its reader is`(_ course: LogCourse) {
        for lag in 0...Self.lines(course.steps).count {
            for isEager in [true, false] {
                let host = Host(areConcurrent: course.areConcurrent)
                var (reader, entries, waiting) = (host.reader(), [ProjectLogEntry](), [LogRecord]())
                for step in course.steps {
                    host.take(step)
                    if case .line(let record) = step { waiting.append(record) }
                    if waiting.count > lag {
                        entries += reader.read(Array(waiting.dropLast(lag)))
                        waiting = Array(waiting.suffix(lag))
                    }
                    if isEager { entries += reader.update() }
                }
                entries += reader.read(waiting) + reader.update()
                let comment: Comment = "\(lag) lines behind, \(isEager): \(entries.map(Self.text))"
                Self.check(entries, course, comment)
                #expect(!reader.hasOpenCalls, comment)
            }
        }
    }

    /// Checks that the end of each call follows its lines, which are in their order, and that nothing is missing.
    private static func check(_ entries: [ProjectLogEntry], _ course: LogCourse, _ comment: Comment) {
        let texts = entries.map(text)
        func isLine(_ text: String) -> Bool { !["START", "END", "ends"].contains(text.dropFirst(2)) }
        #expect(texts.filter(isLine) == course.entries.filter(isLine), comment)
        // A call that was given up later may have begun here.
        let others = texts.filter { !course.entries.contains($0) }
        #expect(others.allSatisfy { $0.hasSuffix(" START") }, comment)
        #expect(texts.filter { !others.contains($0) }.sorted() == course.entries.sorted(), comment)
        for call in 1...2 where course.entries.contains("\(call) ends") {
            let own = texts.filter { $0.hasPrefix("\(call) ") }
            #expect(own.first == "\(call) START" && own.suffix(2) == ["\(call) END", "\(call) ends"], comment)
            let times = entries.filter { $0.record.invocation == LogStep.id(call) }.map(\.record.time)
            #expect(times.last == times.max(), comment)
        }
    }

    /// `lamdeck logs` printed the result of a call that had ended while it read, and not its lines.
    @Test func `a call whose lines were not read yet has no end`() {
        let host = Host()
        host.take(.begin(1, at: 10))
        var reader = host.reader()
        let lines = [LogStep.out("a", at: 12), .outMark(1, at: 12), .errMark(1, at: 12)]
        for line in lines { host.take(line) }
        host.take(.close(1, answeredAt: 10.2))
        #expect(reader.catchUp().map(Self.text) == ["1 START"])
        #expect(reader.read(Self.lines(lines)).map(Self.text) == ["1 a", "1 END", "1 ends"])
    }

    /// A reader of a container's end printed nothing about the call that ended it.
    @Test func `a call that is closed after the end of the log ends`() {
        let host = Host()
        host.take(.begin(1, at: 10))
        var reader = host.reader()
        #expect(reader.read([LogRecord(time: 12, source: .output, text: "a")]).map(Self.text) == ["1 START", "1 a"])
        #expect(reader.end().isEmpty && reader.hasOpenCalls)
        // The host has read more than this reader: the engine ended its stream earlier.
        host.take(.out("a", at: 12))
        host.take(.out("b", at: 13))
        host.take(.close(1, answeredAt: 10.2))
        #expect(reader.end().map(Self.text) == ["1 END", "1 ends"])
        #expect(!reader.hasOpenCalls)
    }

    /// The engine had deleted the file with the first lines, or only later lines are read.
    @Test func `calls whose lines are lost end before the lines that are left`() {
        let host = Host()
        for call in 1...2 {
            let time = Double(call) * 10
            host.take(.begin(call, at: time))
            host.take(.out("\(call)", at: time + 1))
            host.take(.outMark(call, at: time + 1))
            host.take(.errMark(call, at: time + 1))
            host.take(.close(call, answeredAt: time + 0.5))
        }
        var reader = host.reader()
        let entries = reader.read([
            LogRecord(time: 21, source: .output, text: "2"),
            LogRecord(time: 21, source: .marker, text: "END RequestId: \(LogStep.id(2))"),
        ])
        #expect(entries.map(Self.text).prefix(5) == ["1 START", "1 END", "1 ends", "2 START", "2 2"])
        #expect((entries + reader.catchUp()).map(Self.text).suffix(2) == ["2 END", "2 ends"])
    }
}
