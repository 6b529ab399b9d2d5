import HostLink
import LambdaModel
import LambdaRuntime
import Testing

@testable import LamdeckCLI

struct RunReporterTests {
    private let captured: Captured
    private let log: LogPrinterQueue
    private let news: RunReporter

    init() throws { try self.init(isOnePlace: false, of: nil) }

    private init(isOnePlace: Bool, of names: Set<String>?) throws {
        captured = try Captured(isOnePlace: isOnePlace)
        log = LogPrinterQueue(
            captured.output, line: { "\($0.function) | \($0.ended?.requestID ?? $0.record.text)" }, now: { 0 })
        news = RunReporter(.test(captured), log, of: names)
    }

    private static func state(_ function: String, _ state: RunState, _ note: String? = nil) -> HostUpdate {
        .state(function: function, state, isStale: false, note: note)
    }

    private static let died = FailureReason(.container, "it died", lastLines: ["last"])

    @Test func `a function that stops serving is reported once`() {
        news.handle(Self.state("hello", .ready))
        news.handle(Self.state("hello", .busy(queued: 1)))
        news.handle(Self.state("hello", .failed(Self.died)))
        news.handle(Self.state("hello", .failed(Self.died)))
        #expect(captured.messages == "hello: it died\n  last\n" && captured.results.isEmpty)
    }

    @Test func `a function that never served is reported by its start alone`() {
        news.handle(Self.state("hello", .starting))
        news.handle(Self.state("hello", .failed(Self.died)))
        #expect(captured.messages.isEmpty)
    }

    @Test func `a stop is reported unless this process asked for it`() {
        for note in [nil, "stopped from outside\u{1B}"] {
            news.handle(Self.state("hello", .ready))
            news.handle(Self.state("hello", .stopped, note))
        }
        #expect(captured.messages == "hello: stopped from outside\u{FFFD}\n")
    }

    @Test func `the engine's state is reported when it changes`() {
        news.handle(.engine(.connecting))
        news.handle(.engine(.connected("docker 28.2")))
        #expect(captured.messages.isEmpty)
        news.handle(.engine(.unavailable("the engine does not answer")))
        news.handle(.engine(.unavailable("the engine does not answer")))
        news.handle(.engine(.connected("docker 28.2")))
        #expect(captured.messages == "the engine does not answer\nreconnected to docker 28.2\n")
    }

    @Test func `at the end, functions that stop are not reported`() {
        news.handle(Self.state("hello", .ready))
        news.end()
        news.handle(Self.state("hello", .failed(Self.died)))
        news.handle(.engine(.unavailable("gone")))
        #expect(captured.messages.isEmpty)
    }

    @Test func `pulls and notices of the wanted functions are reported`() throws {
        let one = try RunReporterTests(isOnePlace: false, of: ["hello"])
        for function in ["hello", "orders"] {
            one.news.handle(Self.state(function, .pulling(PullState())))
            one.news.handle(.notice("of \(function)", of: function))
            one.news.handle(Self.state(function, .ready))
            one.news.handle(Self.state(function, .failed(Self.died)))
        }
        #expect(one.captured.messages == "hello: pulling its image\nof hello\nhello: it died\n  last\n")
    }

    @Test func `a message and an equal log line are printed once in one place`() throws {
        let line = Sample.line("it died", .lamdeck)
        news.complain("hello: it died")
        #expect(news.wants(line) && news.wants(Sample.line("it died")))
        let one = try RunReporterTests(isOnePlace: true, of: nil)
        one.news.complain("hello: it died")
        #expect(!one.news.wants(line) && one.news.wants(Sample.line("it died")))
        #expect(one.news.wants(line))
        one.news.complain("hello: it died")
        #expect(one.captured.results == "hello: it died\n")
    }

    @Test func `a run is idle when nothing serves or starts any more`() {
        #expect(news.idleSince == nil)
        news.handle(Self.state("hello", .starting))
        news.handle(Self.state("orders", .ready))
        #expect(news.idleSince == nil)
        news.handle(Self.state("hello", .failed(Self.died)))
        #expect(news.idleSince == nil)
        news.handle(Self.state("orders", .stopped))
        #expect(news.idleSince != nil)
        // A save that puts its settings right starts it again.
        news.handle(Self.state("orders", .failed(FailureReason(.settings, "no code"))))
        #expect(news.idleSince == nil)
    }

    /// An engine that is started again ends the functions first, and they are started when it is back.
    @Test func `the time without a function starts again with the engine`() throws {
        news.handle(Self.state("hello", .ready))
        news.handle(Self.state("hello", .failed(Self.died)))
        let before = try #require(news.idleSince)
        news.handle(.engine(.unavailable("gone")))
        #expect(news.idleSince == nil)
        news.handle(.engine(.connected("back")))
        #expect(try #require(news.idleSince) > before)
        news.end()
        #expect(news.idleSince == nil)
    }

    @Test func `a caller that waits for the end learns of it, or is cancelled`() async throws {
        news.handle(Self.state("hello", .ready))
        news.handle(Self.state("hello", .stopped))
        #expect(await news.idle(for: .zero))
        let other = try RunReporterTests(isOnePlace: false, of: nil).news
        let waiting = Task { await other.idle(for: .zero) }
        waiting.cancel()
        #expect(await !waiting.value)
    }
}
