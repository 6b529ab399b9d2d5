import HostLink
import LambdaModel
import LambdaRuntime
import Testing

@testable import LamdeckCLI

struct RunReporterTests {
    private let captured: Captured
    private let log: LogPrinterQueue
    private let reporter: RunReporter

    init() throws { try self.init(isOnePlace: false, of: nil) }

    private init(isOnePlace: Bool, of names: Set<String>?) throws {
        captured = try Captured(isOnePlace: isOnePlace)
        log = LogPrinterQueue(
            captured.output, line: { "\($0.function) | \($0.ended?.requestID ?? $0.record.text)" }, now: { 0 })
        reporter = RunReporter(.test(captured), log, of: names, known: Sample.manifest())
    }

    private static func state(_ function: String, _ state: RunState, _ note: String? = nil) -> HostUpdate {
        .state(function: function, state, isStale: false, note: note)
    }

    private static let died = FailureReason(.container, "it died", lastLines: ["last"])

    @Test func `a function that stops serving is reported once`() {
        reporter.handle(Self.state("hello", .ready))
        reporter.handle(Self.state("hello", .busy(queued: 1)))
        reporter.handle(Self.state("hello", .failed(Self.died)))
        reporter.handle(Self.state("hello", .failed(Self.died)))
        #expect(captured.messages == "hello: it died\n  last\n" && captured.results.isEmpty)
    }

    @Test func `a function that never served is reported by its start alone`() {
        reporter.handle(Self.state("hello", .starting))
        reporter.handle(Self.state("hello", .failed(Self.died)))
        #expect(captured.messages.isEmpty)
    }

    @Test func `a stop is reported unless this process asked for it`() {
        for note in [nil, "stopped from outside\u{1B}"] {
            reporter.handle(Self.state("hello", .ready))
            reporter.handle(Self.state("hello", .stopped, note))
        }
        #expect(captured.messages == "hello: stopped from outside\u{FFFD}\n")
    }

    @Test func `changed ports and new routes of functions that are ready are reported`() {
        func manifest(port: Int, _ paths: [String]) -> HostUpdate {
            let api = Sample.api(.http, port: 8000, paths.map { ("GET", $0, "hello") })
            let functions = [ProjectFunction(Sample.settings(port: port), apis: [api])]
            return .manifest(.loaded(path: "/p/functions.json", functions, warnings: []))
        }
        reporter.handle(manifest(port: 9000, ["/a"]))
        reporter.handle(Self.state("hello", .ready))
        reporter.beginReportingStarts()
        reporter.handle(manifest(port: 9000, ["/a", "/b"]))
        reporter.handle(manifest(port: 9001, ["/b"]))
        #expect(
            captured.results == """
                GET  http://127.0.0.1:8000/b  hello
                hello  ready  http://127.0.0.1:9001

                """)
    }

    @Test func `a function has no address while another program has its port`() {
        func manifest(port: Int) -> HostUpdate {
            let functions = [ProjectFunction(Sample.settings(port: port), apis: [])]
            return .manifest(.loaded(path: "/p/functions.json", functions, warnings: []))
        }
        reporter.handle(manifest(port: 9000))
        reporter.handle(Self.state("hello", .ready))
        reporter.beginReportingStarts()
        reporter.handle(.port(function: "hello", problem: "port 9001 is in use by nc (pid 7)"))
        reporter.handle(manifest(port: 9001))
        reporter.handle(.port(function: "hello", problem: nil))
        reporter.handle(manifest(port: 9002))
        #expect(
            captured.results == """
                hello  ready  port 9001 is in use by nc (pid 7)
                hello  ready  http://127.0.0.1:9002

                """)
    }

    @Test func `a function that becomes ready later has its routes after it`() {
        let api = Sample.api(.rest, port: 8000, [("GET", "/a", "hello")])
        let function = ProjectFunction(Sample.settings(port: 9001), apis: [api])
        reporter.handle(.manifest(.loaded(path: "/p/functions.json", [function], warnings: [])))
        reporter.beginReportingStarts()
        reporter.handle(Self.state("hello", .ready))
        #expect(
            captured.results == "hello  ready  http://127.0.0.1:9001\nGET  http://127.0.0.1:8000/a  hello\n")
    }

    @Test func `the engine's state is reported when it changes`() {
        reporter.handle(.engine(.connecting))
        reporter.handle(.engine(.connected("docker 28.2")))
        #expect(captured.messages.isEmpty)
        reporter.handle(.engine(.unavailable("the engine does not answer")))
        reporter.handle(.engine(.unavailable("the engine does not answer")))
        reporter.handle(.engine(.connected("docker 28.2")))
        #expect(captured.messages == "the engine does not answer\nreconnected to docker 28.2\n")
    }

    @Test func `at the end, functions that stop are not reported`() {
        reporter.handle(Self.state("hello", .ready))
        reporter.end()
        reporter.handle(Self.state("hello", .failed(Self.died)))
        reporter.handle(.engine(.unavailable("gone")))
        #expect(captured.messages.isEmpty)
    }

    @Test func `pulls and notices of the wanted functions are reported`() throws {
        let one = try RunReporterTests(isOnePlace: false, of: ["hello"])
        for function in ["hello", "orders"] {
            one.reporter.handle(Self.state(function, .pulling(PullState())))
            one.reporter.handle(.notice("of \(function)", of: function))
            one.reporter.handle(Self.state(function, .ready))
            one.reporter.handle(Self.state(function, .failed(Self.died)))
        }
        #expect(one.captured.messages == "hello: pulling its image\nof hello\nhello: it died\n  last\n")
    }

    @Test func `a message and an equal log line are printed once in one place`() throws {
        let line = Sample.line("it died", .lamdeck)
        reporter.complain("hello: it died")
        #expect(reporter.wants(line) && reporter.wants(Sample.line("it died")))
        let one = try RunReporterTests(isOnePlace: true, of: nil)
        one.reporter.complain("hello: it died")
        #expect(!one.reporter.wants(line) && one.reporter.wants(Sample.line("it died")))
        #expect(one.reporter.wants(line))
        one.reporter.complain("hello: it died")
        #expect(one.captured.results == "hello: it died\n")
    }

    @Test func `a run is idle when nothing serves or starts any more`() {
        #expect(reporter.idleSince == nil)
        reporter.handle(Self.state("hello", .starting))
        reporter.handle(Self.state("orders", .ready))
        #expect(reporter.idleSince == nil)
        reporter.handle(Self.state("hello", .failed(Self.died)))
        #expect(reporter.idleSince == nil)
        reporter.handle(Self.state("orders", .stopped))
        #expect(reporter.idleSince != nil)
        // A save that puts its settings right starts it again.
        reporter.handle(Self.state("orders", .failed(FailureReason(.settings, "no code"))))
        #expect(reporter.idleSince == nil)
    }

    /// An engine that is started again ends the functions first, and they are started when it is back.
    @Test func `the time without a function starts again with the engine`() throws {
        reporter.handle(Self.state("hello", .ready))
        reporter.handle(Self.state("hello", .failed(Self.died)))
        let before = try #require(reporter.idleSince)
        reporter.handle(.engine(.unavailable("gone")))
        #expect(reporter.idleSince == nil)
        reporter.handle(.engine(.connected("back")))
        #expect(try #require(reporter.idleSince) > before)
        reporter.end()
        #expect(reporter.idleSince == nil)
    }

    @Test func `a caller that waits for the end learns of it, or is cancelled`() async throws {
        reporter.handle(Self.state("hello", .ready))
        reporter.handle(Self.state("hello", .stopped))
        #expect(await reporter.idle(for: .zero))
        let other = try RunReporterTests(isOnePlace: false, of: nil).reporter
        let waiting = Task { await other.idle(for: .zero) }
        waiting.cancel()
        #expect(await !waiting.value)
    }
}
