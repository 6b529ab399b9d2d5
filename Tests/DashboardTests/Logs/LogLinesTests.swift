import LambdaModel
import TestSupport
import Testing

@testable import Dashboard

/// Lines kept as bytes.
@Suite struct LogLinesTests {
    @Test(arguments: Array(UInt64(1)...20))
    func `lines are kept as they were added, in any number`(seed: UInt64) {
        var random = SeededGenerator(seed: seed)
        var (lines, kept) = (LogLines(), [(record: LogRecord, level: LogLevel?)]())
        let texts = ["", "plain", "空のカート", "e\u{301}", String(repeating: "x", count: 700), "a\u{0}b"]
        var time = 1_795_348_800.5
        for _ in 0..<900 {
            if Int.random(in: 0...9, using: &random) == 0 { time += Double.random(in: -3...9, using: &random) }
            let source = LogRecord.Source(rawValue: UInt8.random(in: 0...4, using: &random)) ?? .output
            let record = LogRecord(time: time, source: source, text: texts.randomElement(using: &random) ?? "")
            let level = LogLevel.allCases.randomElement(using: &random)
            lines.append(record, call: UInt32(kept.count), level: level)
            kept.append((record, level))
            let isBurst = Int.random(in: 0...200, using: &random) == 0
            for _ in 0..<(isBurst ? lines.numbers.count : Int.random(in: 0...1, using: &random)) { lines.removeFirst() }
        }
        #expect(lines.end == kept.count)
        for number in lines.numbers {
            var record = lines.record(number, invocation: nil)
            #expect(abs(record.time - kept[number].record.time) < 1e-4)
            record.time = kept[number].record.time
            #expect(record == kept[number].record)
            #expect(lines.call(number) == UInt32(number))
            #expect(abs(lines.time(number) - kept[number].record.time) < 1e-4)
            #expect(lines.kind(number).source == kept[number].record.source)
            #expect(lines.kind(number).severity == (kept[number].level ?? .info).severity)
            #expect(lines.withText(number) { Array($0) } == Array(kept[number].record.text.utf8))
        }
        #expect(lines.bytes == kept[lines.start...].reduce(0) { $0 + $1.record.text.utf8.count })
        // The order never goes back, so that logs can be merged and searched by time.
        let orders = lines.numbers.map(lines.order)
        #expect(orders == orders.sorted())
        for number in lines.numbers { #expect(lines.order(number) >= lines.time(number)) }
        for probe in orders.prefix(40) + [0, 9e9] {
            #expect(lines.first(at: probe) == lines.numbers.first { lines.order($0) >= probe } ?? lines.end)
        }
    }

    @Test func `times that are far apart or not numbers are kept, and the order goes on`() {
        var lines = LogLines()
        let times = [5, 7, 4, -70, 3e9, 9, .infinity, .nan, 3e9 + 1, 1e300]
        for time in times {
            lines.append(LogRecord(time: time, source: .output, text: "x"), call: LogCalls.none, level: nil)
        }
        for (number, time) in times.enumerated() where !time.isNaN { #expect(lines.time(number) == time) }
        #expect(lines.time(7).isNaN)
        #expect(lines.numbers.map(lines.order) == [5, 7, 7, 7, 3e9, 3e9, 3e9, 3e9, 3e9 + 1, 1e300])
    }

    @Test(arguments: [
        "5399074e-8f3b-4c56-9a5e-0242ac110002", "00000000-0000-0000-0000-000000000000", "a", "",
        "5399074E-8F3B-4C56-9A5E-0242AC110002", "5399074e-8f3b-4c56-9a5e-0242ac11000",
        "5399074e8f3b-4c56-9a5e-0242ac110002-", "ffffffff-ffff-ffff-ffff-ffffffffffff",
        "5399074e-8f3b-4c56-9a5e-0242ac11000g", "空",
    ])
    func `a request id in few bytes is the same id`(id: String) {
        #expect(RequestKey(id).text == id)
    }

    @Test func `ids that differ have different keys`() {
        let ids = (0..<256).map { "5399074e-8f3b-4c56-9a5e-0242ac1100" + ($0 < 16 ? "0" : "") + String($0, radix: 16) }
        #expect(Set(ids.map(RequestKey.init)).count == 256)
    }

    @Test(arguments: [
        ("[ERROR] boom", LogLevel.error), ("{\"level\":\"WARN\",\"message\":\"m\"}", .warning),
        ("{ \"message\" : \"an ERROR\", \"level\" : \"debug\" }", .debug), ("{\"level\":50,\"msg\":\"m\"}", .error),
        ("{\"message\":\"m\"}", nil), ("{\"levels\":\"ERROR\",\"severity\":\"info\"}", .info),
        ("{\"message\":\"\\\"level\\\":\\\"ERROR\\\"\",\"lvl\":\"trace\"}", .trace), ("WARNING: low", .warning),
        ("2026-11-22T12:04:12.123Z\t5399074e-8f3b-4c56-9a5e-0242ac110002\tDEBUG\tan ERROR", .debug),
        ("2026-11-22T12:04:12.123Z\t5399074e-8f3b-4c56-9a5e-0242ac110002\tfail\tm", .error),
        ("no level at all", nil), ("", nil), ("INFORMATION", nil), ("ERRORS many", nil), ("[INFO] no ERROR", .info),
        ("MY_ERROR x", nil), ("CRITICAL", .critical), ("FATAL!", .fatal),
        (String(repeating: "x", count: 93) + " ERROR", nil),
        ("{\"level\":", nil), ("{\"level\"", nil), ("{", nil), ("{\"level\":\"loud\",\"severity\":\"ERROR\"}", .error),
    ])
    func `the level is found in the bytes of a line`(line: String, level: LogLevel?) {
        #expect(LevelScan.level(of: line) == level)
    }

    @Test func `the level of plain lines is that of the shared parser`() {
        for level in LogLevel.allCases {
            let word = level.rawValue
            for text in ["\(word) x", "x \(word)", "[\(word)]", "\(word)x", "x\(word)", "é\(word)", "\(word)_"] {
                #expect(LevelScan.level(of: text) == LogLevel(firstIn: text), "\(text)")
            }
        }
    }

    @Test func `a line needs few bytes besides its text`() {
        #expect(MemoryLayout<LineKind>.size == 1)
        #expect(MemoryLayout<PackedFacts>.size == 16)
        #expect(MemoryLayout<LogGroup>.stride == 24)
    }
}
