import LambdaModel
import Testing

@testable import Dashboard

/// The text of a log line.
@Suite struct LogTextTests {
    private static let id = "5399074e-8f3b-4c56-9a5e-0242ac110002"
    private static let time = "2026-11-22T12:04:12.123Z"

    private func text(
        _ line: String, _ source: LogRecord.Source = .output, isRaw: Bool = false, isExpanded: Bool = false
    ) -> LogText {
        LogText(
            LogRecord(time: 0, source: source, text: line, invocation: Self.id), isRaw: isRaw, isExpanded: isExpanded)
    }

    private func words(_ text: LogText) -> [String] { text.lines.map { $0.map(\.text).joined() } }

    @Test(arguments: [
        ("[ERROR] ValueError: boom", Role.error), ("{\"level\":\"ERROR\"}", .error), ("[WARNING] low", .warning),
        ("[INFO] fine", .text), ("DEBUG d", .dim), ("ERRORS many", .text), ("INFORMATION", .text),
        ("[INFO] no ERROR was found", .text), ("[WARN] after an ERROR", .warning),
        ("DEBUG: WARNING and ERROR are words", .dim), ("FATAL", .error), ("CRITICAL: ERROR", .error),
        (String(repeating: "x", count: 93) + " ERROR", .text), ("", .text), ("warn in small letters", .text),
    ])
    func `a line has the colour of the level at its start`(line: String, role: Role) {
        for source in [LogRecord.Source.output, .errorOutput] {
            #expect(text(line, source).lines[0].last?.style.role == role)
        }
    }

    @Test func `an object that is too long to parse is shown whole, as text`() {
        let line = #"{"level":"INFO","message":"big","text":"\#(String(repeating: "y", count: 90_000))","end":1}"#
        let shown = text(line)
        #expect(words(shown) == [line])
        let rows = shown.rows(width: 100, wraps: true)
        let all = (0..<rows).map { shown.row($0, width: 100, wraps: true, column: 0).map(\.text).joined() }
        #expect(all.joined() == line)
    }

    @Test func `lines of lamdeck and the emulator have no level's colour`() {
        #expect(text("ERROR", .lamdeck).lines[0][0].style.role == .info)
        #expect(text("ERROR", .emulator).lines[0][0].style.role == .dim)
        #expect(text("ERROR", .marker).lines[0][0].style.role == .dim)
    }

    @Test(arguments: [
        ("\(time)\t\(id)\tINFO\tgot order 17", "INFO  got order 17"),
        ("\(time)\tundefined\tWARN\tbefore any call", "WARN  before any call"),
        ("\(time)\t\(id)\tERROR\tInvoke Error \t{\"errorType\":\"E\"}", "ERROR Invoke Error \t{\"errorType\":\"E\"}"),
        ("\(time)\t\(id)\tINFO\tgot { a: 1 }", "INFO  got { a: 1 }"),
        ("\(time)\t\(id)\tINFO\t{\"message\":\"an event\"}", "INFO  {\"message\":\"an event\"}"),
        ("\(time)\t\(id)\tfail\tas .NET says it", "ERROR as .NET says it"),
        ("[WARNING]\t\(time)\t\(id)\tstock is low", "WARN  stock is low"),
        ("[CRITICAL]\t\(time)\t\(id)\t", "CRITICAL "),
        ("[INFO]\t\(time)\t\ta logger before any call", "INFO  a logger before any call"),
    ])
    func `a runtime's prefix is left out, except the level`(line: String, shown: String) {
        #expect(words(text(line)) == [shown])
        #expect(words(text(line, isRaw: true)) == [line])
        #expect(!text(line).canExpand)
    }

    @Test(arguments: [
        "a\tb\tINFO\td", "\(time)\tnot-an-id\tINFO\tm", "\(time)\t\(id)\tLOUD\tm", "\(time)\t\(id)\tINFO",
        "[INFO]\tyesterday\t\(id)\tm", "\t\t\t", "[]\t\(time)\t\(id)\tm",
    ])
    func `a line that only resembles a runtime's prefix is unchanged`(line: String) {
        #expect(words(text(line)) == [line])
    }

    @Test(arguments: [
        (#"{"timestamp":"\#(time)","level":"INFO","requestId":"\#(id)","message":"hello"}"#, "INFO  hello"),
        (#"{"level":"WARN","location":"h:1","message":"low","timestamp":"t","service":"s"}"#, "WARN  low ▸ +2"),
        (#"{"level":30,"time":1,"pid":7,"hostname":"h","msg":"pino"}"#, "INFO  pino ▸ +2"),
        (#"{"level":"debug","message":"small"}"#, "DEBUG small"),
        (#"{"timestamp":"t","message":"no level"}"#, "no level"),
        (#"{"level":"verbose","time":1,"message":"m"}"#, "TRACE m"),
        (#"{"level":"INFO","message":{"a":[1.0,2]},"timestamp":"t"}"#, #"INFO  {"a":[1.0,2]}"#),
        (#"{"level":"INFO","message":null}"#, "INFO  null"),
        (#"{"level":"INFO","message":"","x":1}"#, "INFO    x=1"),
        (
            #"{"timestamp":"t","level":"ERROR","message":{"errorType":"E","errorMessage":"boom","stackTrace":[]}}"#,
            "ERROR E: boom"
        ),
        (
            #"{"timestamp":"t","log_level":"ERROR","errorMessage":"boom","errorType":"ValueError","stackTrace":["x"]}"#,
            "ERROR ValueError: boom ▸ +1"
        ),
        (#"{"level":"INFO","requestId":"another","message":"m"}"#, "INFO  m ▸ +1"),
    ])
    func `an object with a message is shown as its message`(line: String, shown: String) {
        #expect(words(text(line)) == [shown])
        #expect(text(line).canExpand == (shown.contains("▸") || shown.contains("=")))
        #expect(words(text(line, isRaw: true)) == [line])
    }

    @Test(arguments: [
        (
            "ERROR\tInvoke Error \t{\"errorType\":\"TypeError\",\"errorMessage\":\"boom\",\"stack\":[\"a\",\"b\"]}",
            "ERROR Invoke Error TypeError: boom ▸ +1"
        ),
        ("INFO\t{\"level\":\"WARN\",\"message\":\"low\",\"n\":1}", "WARN  low  n=1"),
        ("INFO\t{\"timestamp\":\"t\",\"message\":\"m\"}", "INFO  m"),
    ])
    func `an object after a runtime's prefix is shown as its own message`(message: String, shown: String) {
        let shownText = text("\(Self.time)\t\(Self.id)\t\(message)")
        #expect(words(shownText) == [shown])
        #expect(shownText.canExpand == (shown.contains("▸") || shown.contains("=")))
    }

    @Test(arguments: [
        #"{"a":1}"#, #"{"message":"m"}"#, #"{"level":"INFO"}"#, "{", "{}", "[1]", #"{"level":"INFO","message":"m"} x"#,
        #"{"level":"INFO","message":"cut off"#, #"{"level":"INFO","message":"\#u{0}"}"#,
    ])
    func `an object without a level and a message is unchanged`(line: String) {
        #expect(words(text(line)) == [line])
    }

    @Test func `an object's level and message have the level's colour`() {
        let line = text(#"{"level":"ERROR","message":"m","x":1}"#).lines[0]
        #expect(line.map(\.style.role) == [.error, .error, .text, .dim, .text])
    }

    @Test func `an expanded object is below its line, with its values unchanged`() {
        let line = #"{"level":"INFO","message":"m","n":1.0,"o":{"k":"\u001b[31m"}}"#
        let lines = words(text(line, isExpanded: true))
        #expect(
            lines == [
                "INFO  m ▾", "  {", "    \"level\": \"INFO\",", "    \"message\": \"m\",", "    \"n\": 1.0,",
                "    \"o\": {",
                "      \"k\": \"\\u001b[31m\"", "    }", "  }",
            ])
    }

    @Test func `an object's message keeps its line breaks, colours and control characters`() {
        let shown = text(#"{"level":"INFO","message":"one\n\u001b[32mtwo\u001b[0m\u0000\r\nthree\n","x":1}"#)
        #expect(words(shown) == ["INFO  one", "two\u{0}", "three  x=1"])
        #expect(shown.lines[1][0].style.foreground == 2)
    }

    @Test func `a large expanded object is cut and says how many lines are left out`() {
        let items = (0..<5000).map { "\"k\($0)\":1" }.joined(separator: ",")
        let shown = text(#"{"level":"INFO","message":"m","# + items + "}", isExpanded: true)
        #expect(shown.lines.count == 1 + LogText.maximumObjectLines + 1)
        #expect(words(shown).last == "  … 4,004 more lines in the raw log")
    }

    @Test func `a line that is too long is not parsed as an object`() {
        let line = #"{"level":"INFO","message":""# + String(repeating: "x", count: 64 << 10) + "\"}"
        #expect(words(text(line)) == [line])
    }

    @Test func `rows cover all lines of a text`() {
        let shown = text(#"{"level":"INFO","message":"one two three four\nfive","x":1}"#)
        #expect(shown.rows(width: 10, wraps: true) == 4)
        #expect(shown.rows(width: 10, wraps: false) == 2)
        let rows = (0..<4).map { shown.row($0, width: 10, wraps: true, column: 0).map(\.text).joined() }
        #expect(rows == ["INFO  one ", "two three ", "four", "five  x=1"])
        #expect(shown.row(4, width: 10, wraps: true, column: 0).isEmpty)
        #expect(shown.row(2, width: 10, wraps: false, column: 0).isEmpty)
        #expect(shown.row(1, width: 10, wraps: false, column: 3).map(\.text).joined() == "e  x=1")
    }
}
