import HostLink
import LambdaModel
import Testing

@testable import LamdeckCLI

struct LogPrinterTests {
    private static let plain = LineStyle(environment: [:], isTerminal: false)
    private static let terminal = LineStyle(environment: [:], isTerminal: true)
    private static let coloured = LineStyle(environment: ["TERM": "xterm"], isTerminal: true)
    private static let utc = LocalTime { _ in 0 }
    private static let logger = #"{"level":"WARN","message":"low\nstock","time":"x","a":1,"b":2}"#

    @Test func `names are in one column, each before its line`() {
        let printer = LogPrinter(["hello", "orders"], Self.plain)
        #expect(printer.line(Sample.line("hi")) == "hello  | hi")
        #expect(printer.line(Sample.line("", of: "orders")) == "orders | ")
        #expect(printer.line(Sample.line("a\u{1B}[31mb\tc")) == "hello  | a\u{1B}[31mb\tc")
    }

    @Test func `a name that is new later gets room from then on`() {
        var printer = LogPrinter(["a"], Self.plain)
        #expect(printer.line(Sample.line("x", of: "longer")) == "longer | x")
        printer.know(["longer", "a"])
        #expect(printer.line(Sample.line("x", of: "a")) == "a      | x")
    }

    @Test func `wide names are measured in cells`() {
        let printer = LogPrinter(["空", "abc"], Self.plain)
        #expect(printer.line(Sample.line("x", of: "空")) == "空  | x")
        #expect(printer.line(Sample.line("x", of: "abc")) == "abc | x")
    }

    @Test func `a time is first if it is wanted`() {
        let printer = LogPrinter(["hello"], Self.plain, localTime: Self.utc)
        #expect(printer.line(Sample.line("hi")) == "22:13:20.250 hello | hi")
        let coloured = LogPrinter(["hello"], Self.coloured, localTime: Self.utc)
        #expect(
            coloured.line(Sample.line("hi"))
                == "\u{1B}[2m22:13:20.250\u{1B}[0m \u{1B}[36mhello | \u{1B}[0mhi")
    }

    @Test func `a terminal gets level and message of a logger's line, and what is not shown is counted`() {
        let printer = LogPrinter(["hello"], Self.terminal)
        #expect(printer.line(Sample.line(Self.logger)) == "hello | WARN  low\nhello | stock  a=1 b=2")
        let info = "2026-11-22T12:04:12.123Z\t5399074e-8b6c-4b0e-9f2a-1f1f1f1f1f1f\tINFO\tplain words"
        #expect(printer.line(Sample.line(info)) == "hello | INFO  plain words")
        #expect(printer.line(Sample.line(Self.logger, .lamdeck)) == "hello | \(Self.logger)")
        #expect(printer.line(Sample.line(Self.logger, .errorOutput)).hasPrefix("hello | WARN  low"))
    }

    @Test func `members that do not fit into the row are counted`() {
        let line = #"{"level":"INFO","msg":"m","order":"ord-1","total":3,"service":"s"}"#
        func shown(_ columns: Int, localTime: LocalTime? = nil) -> String {
            LogPrinter(["hello"], Self.terminal, localTime: localTime, columns: { columns }).line(Sample.line(line))
        }
        #expect(shown(80) == "hello | INFO  m  order=ord-1 total=3 ▸ +1")
        #expect(shown(41) == "hello | INFO  m  order=ord-1 total=3 ▸ +1")
        #expect(shown(40) == "hello | INFO  m  order=ord-1 ▸ +2")
        #expect(shown(10) == "hello | INFO  m ▸ +3")
        #expect(shown(54, localTime: Self.utc) == "22:13:20.250 hello | INFO  m  order=ord-1 total=3 ▸ +1")
        #expect(shown(53, localTime: Self.utc) == "22:13:20.250 hello | INFO  m  order=ord-1 ▸ +2")
    }

    @Test func `metrics have their own word`() {
        let line =
            #"{"_aws":{"CloudWatchMetrics":[{"Dimensions":[["service"]],"Metrics":[{"Name":"n","Unit":"Count"}]}]},"n":1,"service":"s"}"#
        let printer = LogPrinter(["hello"], Self.coloured)
        #expect(
            printer.line(Sample.line(line))
                == "\u{1B}[36mhello | \u{1B}[0m\u{1B}[32mMETRIC\u{1B}[0m n=1 Count\u{1B}[2m  service=s\u{1B}[0m")
    }

    @Test func `a file, and --raw, get a logger's line as it was written`() {
        #expect(LogPrinter(["hello"], Self.plain).line(Sample.line(Self.logger)) == "hello | \(Self.logger)")
        let raw = LogPrinter(["hello"], Self.terminal, isRaw: true)
        #expect(raw.line(Sample.line(Self.logger)) == "hello | \(Self.logger)")
    }

    @Test(
        arguments: [
            ("ERROR", "\u{1B}[31mERROR\u{1B}[0m m"), ("CRITICAL", "\u{1B}[31mCRITICAL\u{1B}[0m m"),
            ("WARN", "\u{1B}[33mWARN \u{1B}[0m m"), ("INFO", "INFO  m"), ("DEBUG", "\u{1B}[2mDEBUG\u{1B}[0m m"),
        ])
    func `a level has its colour, and five cells at least`(level: String, shown: String) {
        let printer = LogPrinter(["hello"], Self.coloured)
        let line = printer.line(Sample.line("{\"level\":\"\(level)\",\"message\":\"m\"}"))
        #expect(line == "\u{1B}[36mhello | \u{1B}[0m\(shown)")
    }

    @Test func `the end of an invocation has what is known of it`() {
        let printer = LogPrinter(["hello"], Self.plain, localTime: Self.utc)
        var summary = InvocationSummary(function: "hello", startedAt: Sample.time)
        #expect(printer.line(Sample.end(summary)) == "22:13:20.250 hello | └ ended")
        summary.requestID = "5399074e-8b6c"
        summary.event = "cart.json"
        summary.verdict = .functionError
        summary.errorType = "Error\u{1B}"
        summary.milliseconds = 122.456
        summary.initMilliseconds = 2078.1
        summary.peakMemory = 134_217_729
        summary.isCold = true
        #expect(
            printer.line(Sample.end(summary)) == "22:13:20.250 hello | └ ✗ Error\u{FFFD} in init 2078.1 ms + handler "
                + "122.46 ms · cart.json · 129 MB · cold · 5399074e")
    }

    @Test(
        arguments: [
            (.ok, nil, "\u{1B}[32m✓ ok\u{1B}[0m"), (.ok, 200, "\u{1B}[32m✓ 200 OK\u{1B}[0m"),
            (.ok, 404, "\u{1B}[33m! 404 Not Found\u{1B}[0m"),
            (.ok, 500, "\u{1B}[31m✗ 500 Internal Server Error\u{1B}[0m"),
            (.timeout, nil, "\u{1B}[31m✗ timed out\u{1B}[0m"),
            (.functionError, 200, "\u{1B}[31m✗ function error\u{1B}[0m"),
        ] as [(Verdict, Int?, String)])
    func `an outcome has its colour`(verdict: Verdict, status: Int?, shown: String) {
        let printer = LogPrinter(["hello"], Self.coloured)
        let summary = InvocationSummary(
            function: "hello", verdict: verdict, functionStatus: status.flatMap { FunctionStatus($0) }, startedAt: 0)
        let prefix = "\u{1B}[36mhello | \u{1B}[0m\u{1B}[2m└ \u{1B}[0m"
        #expect(printer.line(Sample.end(summary)) == prefix + shown)
    }

    @Test func `the end of a call by an HTTP request has its method and path, and a long one is cut`() {
        var summary = InvocationSummary(
            function: "hello", verdict: .ok, functionStatus: FunctionStatus(404), startedAt: 0, milliseconds: 2.4,
            origin: CallOrigin(address: "127.0.0.1:5", userAgent: "curl/8", port: 9001),
            http: HTTPCall(format: .http2, method: "GET", target: "/orders/7", api: "api"))
        let printer = LogPrinter(["hello"], LineStyle(environment: [:], isTerminal: false))
        #expect(printer.line(Sample.end(summary)) == "hello | └ ! 404 Not Found in 2.4 ms · GET /orders/7")
        summary.http?.target = "/" + String(repeating: "a", count: 200)
        let end = "GET /" + String(repeating: "a", count: 74) + "…"
        #expect(printer.line(Sample.end(summary)) == "hello | └ ! 404 Not Found in 2.4 ms · \(end)")
    }

    @Test func `facts of an end are joined by faint dots`() {
        let printer = LogPrinter(["hello"], Self.coloured)
        let summary = InvocationSummary(function: "hello", startedAt: 0, milliseconds: 1, isCold: true)
        #expect(
            printer.line(Sample.end(summary))
                == "\u{1B}[36mhello | \u{1B}[0m\u{1B}[2m└ \u{1B}[0mended in 1.0 ms\u{1B}[2m · \u{1B}[0mcold")
    }

    @Test(
        arguments: [
            (nil, nil, nil), (122.5, nil, "122.5 ms"), (nil, 5, "init 5.0 ms"), (1, 0, "init 0.0 ms + handler 1.0 ms"),
        ] as [(Double?, Double?, String?)])
    func `times name their parts only if there are two`(handler: Double?, start: Double?, text: String?) {
        let summary = InvocationSummary(
            function: "f", startedAt: 0, milliseconds: handler, initMilliseconds: start)
        #expect(summary.times == text)
    }
}
