import LambdaModel
import Testing

@testable import Dashboard

@Suite struct LogBufferTests {
    private func records(_ range: Range<Int>, _ source: LogRecord.Source = .output) -> [LogRecord] {
        range.map { LogRecord(time: Double($0), source: source, text: "line \($0)") }
    }

    private func texts(_ log: LogBuffer) -> [String] { (0..<log.count).map { log[$0].text } }

    @Test func `lines are kept in order of arrival`() {
        var log = LogBuffer()
        log.append(LogBatch(records: records(0..<2)))
        log.append(LogBatch())
        log.append(LogBatch(records: records(2..<3)))
        #expect(texts(log) == ["line 0", "line 1", "line 2"])
        #expect(log.removed == 0)
        #expect(log.remarkAboveOldest() == nil)
        #expect(log.total == 3)
    }

    @Test func `the oldest lines are dropped and counted if there are too many`() {
        var log = LogBuffer()
        let limit = LogBuffer.maximumLines
        log.append(LogBatch(records: records(0..<(limit + 5))))
        #expect(log.count == limit)
        #expect(log.removed == 5)
        #expect(log.remarkAboveOldest() == "… 5 older lines dropped")
        #expect(log[0].text == "line 5")
        log.append(LogBatch(records: records((limit + 5)..<(limit + 6))))
        #expect(log.count == limit)
        #expect(log.removed == 6)
        #expect(log[log.count - 1].text == "line \(limit + 5)")
        #expect(log.total == limit + 6)
    }

    @Test func `the oldest lines are dropped if the text is too large`() {
        var log = LogBuffer()
        let text = String(repeating: "x", count: 1 << 20)
        for index in 0..<20 {
            log.append(LogBatch(records: [LogRecord(time: Double(index), source: .output, text: text)]))
        }
        #expect(log.count == LogBuffer.maximumBytes >> 20)
        #expect(log.removed == 20 - log.count)
        #expect(log[log.count - 1].time == 19)
    }

    @Test func `a line larger than the buffer is kept until the next one arrives`() {
        var log = LogBuffer()
        let text = String(repeating: "x", count: LogBuffer.maximumBytes + 1)
        log.append(LogBatch(records: records(0..<1) + [LogRecord(time: 1, source: .output, text: text)]))
        #expect(log.count == 1)
        log.append(LogBatch(records: records(2..<3)))
        #expect(texts(log) == ["line 2"])
    }

    @Test func `a line says how many lines are missing at its place`() {
        var log = LogBuffer()
        log.append(LogBatch(records: records(0..<1)))
        log.append(LogBatch(records: records(7..<8), dropped: 12_345))
        #expect(texts(log) == ["line 0", "… 12,345 lines arrived too fast to keep", "line 7"])
        #expect(log[1].source == .lamdeck)
        #expect(log[1].time == 7)
        #expect(log.total == 12_347)
        log.append(LogBatch(dropped: 1))
        #expect(log[3].text == "… 1 line arrived too fast to keep")
        #expect(log[3].time == 7)
    }

    @Test func `the emulator's own lines are kept and not counted`() {
        var log = LogBuffer()
        log.append(LogBatch(records: records(0..<3, .emulator) + records(5..<7, .marker) + records(3..<5)))
        #expect(log.count == 7)
        #expect(log.total == 2)
        log.append(LogBatch(records: records(7..<(LogBuffer.maximumLines + 2))))
        #expect(log.remarkAboveOldest() == nil)
        #expect(log.remarkAboveOldest(showsAll: true) == "… 2 older lines dropped")
    }

    @Test func `a pane that leaves the end stays at its line when older ones are dropped`() {
        var log = LogBuffer()
        #expect(log.isFollowing)
        log.append(LogBatch(records: records(0..<LogBuffer.maximumLines)))
        let place = LineCursor(line: 207, top: ScrollPosition(line: 201, row: 1))
        log.leave(at: place)
        log.append(LogBatch(records: records(0..<40)))
        #expect(!log.isFollowing)
        #expect(log.cursor == place)
        #expect(log.record(100).text == "line 100")
    }
}
