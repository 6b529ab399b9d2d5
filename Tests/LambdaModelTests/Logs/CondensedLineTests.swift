import LambdaModel
import Testing

/// Lines of loggers as one row.
@Suite struct CondensedLineTests {
    private static let id = "5399074e-8f3b-4c56-9a5e-0242ac110002"

    private static func text(_ line: String, width: Int? = nil) -> String? {
        guard let line = CondensedLine(line, invocation: id, width: width) else { return nil }
        let members = line.members.isEmpty ? "" : "  " + line.members.joined(separator: " ")
        return (line.word.map { $0 + " " } ?? "") + line.message.joined(separator: "⏎") + members
            + (line.mark.map { " " + $0 } ?? "")
    }

    private static let powertools = #"""
        {"level":"INFO","location":"handler:30","message":"order received","timestamp":"2026-11-28T11:26:50.918+00:00","service":"orders","cold_start":false,"function_name":"orders","function_memory_size":"256","function_arn":"arn:aws:lambda:x","function_request_id":"5399074e-8f3b-4c56-9a5e-0242ac110002","xray_trace_id":"1-a-b","order_id":"ord-01017","customer":{"id":17,"tags":["a"]},"items":[1,2]}
        """#

    @Test func `what a logger adds to each line is only counted`() {
        #expect(Self.text(Self.powertools) == "INFO order received  order_id=ord-01017 customer.id=17 ▸ +9")
    }

    @Test(
        arguments: [
            (20, "INFO order received ▸ +11"), (48, "INFO order received  order_id=ord-01017 ▸ +10"),
            (45, "INFO order received  customer.id=17 ▸ +10"),
            (66, "INFO order received  order_id=ord-01017 customer.id=17 ▸ +9"),
        ])
    func `members are shown as far as they fit`(width: Int, shown: String) {
        #expect(Self.text(Self.powertools, width: width) == shown)
    }

    @Test(
        arguments: [
            // Errors and reasons are chosen first, and stay in their place.
            (
                #"{"level":"ERROR","msg":"m","aaaa":"bbbb","reason":"disk full"}"#, 32,
                #"ERROR m  reason="disk full" ▸ +1"#
            ),
            (#"{"level":"ERROR","msg":"m","reason":"x","a":1}"#, 60, "ERROR m  reason=x a=1"),
            (
                #"{"level":"ERROR","msg":"m","err":{"type":"E","message":"boom","stack":"E\n at"}}"#, 60,
                "ERROR m  err.type=E err.message=boom ▸ +1"
            ),
            (#"{"level":"INFO","msg":"m","a":null,"b":[],"c":{},"d":true}"#, 60, "INFO m  d=true ▸ +3"),
            (
                #"{"level":"INFO","msg":"m","a":"x\u001b[31m\u0000y","b":"","c":"1=2"}"#, 60,
                #"INFO m  a=x\#u{FFFD}y b="" c="1=2""#
            ),
            (#"{"level":"INFO","msg":"one\ntwo","a":1}"#, 60, "INFO one⏎two  a=1"),
            (#"{"level":"INFO","msg":"m","1234567890":1,"a":2}"#, 17, "INFO m  a=2 ▸ +1"),
        ])
    func `the members that say most are chosen`(line: String, width: Int, shown: String) {
        #expect(Self.text(line, width: width) == shown)
    }

    @Test(
        arguments: [
            // pino and bunyan
            (#"{"level":50,"time":1,"pid":7,"hostname":"h","msg":"pino","orderId":3}"#, "ERROR pino  orderId=3 ▸ +2"),
            (
                #"{"name":"app","hostname":"h","pid":1,"level":40,"msg":"bunyan","time":"t","v":0}"#,
                "WARN bunyan  name=app ▸ +3"
            ),
            // winston, zap, slog
            (#"{"level":"info","message":"winston","timestamp":"t"}"#, "INFO winston"),
            (#"{"level":"warn","ts":1.5,"caller":"a.go:3","msg":"zap","n":1}"#, "WARN zap  n=1 ▸ +1"),
            (
                "time=2026-11-28T11:26:50Z level=INFO msg=\"order received\" total=3 who=\"a \\\"b\\\"\"",
                #"INFO order received  total=3 who="a "b"""#
            ),
            ("level=warning msg=plain", "WARN plain"),
            // log4j2 and logback
            (
                #"{"instant":{"epochSecond":1},"thread":"main","level":"ERROR","loggerName":"a.B","message":"log4j","endOfBatch":false,"loggerFqcn":"x","threadId":1}"#,
                "ERROR log4j ▸ +5"
            ),
            (
                #"{"@timestamp":"t","@version":"1","message":"logback","logger_name":"a","thread_name":"main","level":"INFO","level_value":20000}"#,
                "INFO logback ▸ +4"
            ),
            (
                #"{"@timestamp":"t","log.level":"INFO","message":"ecs","ecs.version":"1.2.0","process.thread.name":"main"}"#,
                "INFO ecs ▸ +2"
            ),
            // Serilog and Rust's tracing
            (
                #"{"@t":"2026-11-28T11:26:50Z","@mt":"Hello {Name}","@l":"Warning","Name":"Ada"}"#,
                "WARN Hello {Name}  Name=Ada"
            ),
            (
                #"{"timestamp":"t","level":"INFO","fields":{"message":"tracing","n":1},"target":"app"}"#,
                "INFO tracing  n=1 target=app"
            ),
        ])
    func `common loggers are known`(line: String, shown: String) {
        #expect(Self.text(line) == shown)
    }

    @Test(
        arguments: [
            (
                #"{"_aws":{"Timestamp":1,"CloudWatchMetrics":[{"Namespace":"Shop","Dimensions":[["service"]],"Metrics":[{"Name":"OrderValue","Unit":"Milliseconds"}]}]},"service":"orders","OrderValue":496.71,"function_request_id":"another"}"#,
                "METRIC OrderValue=496.71 Milliseconds  service=orders ▸ +1"
            ),
            (
                #"{"_aws":{"CloudWatchMetrics":[{"Namespace":"a","Metrics":[{"Name":"n","Unit":"None"},{"Name":"m"},{"Name":"missing"}]}]},"n":[1,2.0],"m":3}"#,
                "METRIC n=1,2.0, m=3"
            ),
        ])
    func `a line of metrics shows their values and dimensions`(line: String, shown: String) {
        #expect(Self.text(line) == shown)
    }

    @Test(
        arguments: [
            #"{"_aws":{"CloudWatchMetrics":[]},"n":1}"#,
            #"{"_aws":{"CloudWatchMetrics":[{"Metrics":[{"Name":"n"}]}]},"n":"x"}"#,
            "level=info", "msg=x y level=info", "level=info msg=\"open", "see level=3 and msg=4", "plain",
        ])
    func `other lines are not condensed`(line: String) {
        #expect(Self.text(line) == nil)
    }

    // MARK: Levels

    @Test(
        arguments: [
            (#"{"level":"debug","msg":"m"}"#, .debug), ("[WARNING] low", .warning), ("plain", nil),
            ("ValueError: boom", .error),
            ("    at f (a.js:1:2)", .error), ("Traceback (most recent call last):", .error), ("", nil),
            ("WARN Error: no", .warning), ("Errors: 0", nil), ("an Error: x", nil),
        ] as [(String, LogLevel?)])
    func `a line has a level`(text: String, level: LogLevel?) {
        #expect(ParsedLogLine(LogRecord(time: 0, source: .output, text: text)).level == level)
    }

    @Test func `a line without a level counts as info, and lines of others always pass`() {
        func line(_ text: String, _ source: LogRecord.Source = .output) -> ParsedLogLine {
            ParsedLogLine(LogRecord(time: 0, source: source, text: text))
        }
        #expect(line("x").isAtLeast(.info) && !line("x").isAtLeast(.warning))
        #expect(line("FATAL x").isAtLeast(.error) && line("CRITICAL x").isAtLeast(.fatal))
        #expect(!line("DEBUG x").isAtLeast(.info) && line("DEBUG x").isAtLeast(.trace))
        for source in [LogRecord.Source.marker, .emulator, .lamdeck] { #expect(line("x", source).isAtLeast(.fatal)) }
    }
}
