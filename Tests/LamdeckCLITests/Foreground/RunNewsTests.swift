import HostLink
import LambdaModel
import LambdaRuntime
import Testing

@testable import LamdeckCLI

struct RunNewsTests {
    private let captured: Captured
    private let log: LiveLog
    private let news: RunNews

    init() throws { try self.init(isOnePlace: false, of: nil) }

    private init(isOnePlace: Bool, of names: Set<String>?) throws {
        captured = try Captured(isOnePlace: isOnePlace)
        log = LiveLog(
            captured.output, line: { "\($0.function) | \($0.ended?.requestID ?? $0.record.text)" }, now: { 0 })
        news = RunNews(.test(captured), log, of: names)
    }

    private static func state(_ function: String, _ state: RunState, _ note: String? = nil) -> HostUpdate {
        .state(function: function, state, isStale: false, note: note)
    }

    private static let died = FailureReason(.container, "it died", lastLines: ["last"])

    @Test func `a function that served and does not any more is told, once`() {
        news.take(Self.state("hello", .ready))
        news.take(Self.state("hello", .busy(queued: 1)))
        news.take(Self.state("hello", .failed(Self.died)))
        news.take(Self.state("hello", .failed(Self.died)))
        #expect(captured.messages == "hello: it died\n  last\n" && captured.results.isEmpty)
    }

    @Test func `why one that never served does not is told by its start`() {
        news.take(Self.state("hello", .starting))
        news.take(Self.state("hello", .failed(Self.died)))
        #expect(captured.messages.isEmpty)
    }

    @Test func `a stop is told if nobody here asked for it`() {
        for note in [nil, "stopped from outside\u{1B}"] {
            news.take(Self.state("hello", .ready))
            news.take(Self.state("hello", .stopped, note))
        }
        #expect(captured.messages == "hello: stopped from outside\u{FFFD}\n")
    }

    @Test func `the engine's coming and going is told when it changes`() {
        news.take(.engine(.connecting))
        news.take(.engine(.connected("docker 28.2")))
        #expect(captured.messages.isEmpty)
        news.take(.engine(.unavailable("the engine does not answer")))
        news.take(.engine(.unavailable("the engine does not answer")))
        news.take(.engine(.connected("docker 28.2")))
        #expect(captured.messages == "the engine does not answer\nreconnected to docker 28.2\n")
    }

    @Test func `at the end, what goes is no news`() {
        news.take(Self.state("hello", .ready))
        news.end()
        news.take(Self.state("hello", .failed(Self.died)))
        news.take(.engine(.unavailable("gone")))
        #expect(captured.messages.isEmpty)
    }

    @Test func `pulls and notices are told, and other functions are not`() throws {
        let one = try RunNewsTests(isOnePlace: false, of: ["hello"])
        for function in ["hello", "orders"] {
            one.news.take(Self.state(function, .pulling(PullState())))
            one.news.take(.notice("of \(function)", of: function))
            one.news.take(Self.state(function, .ready))
            one.news.take(Self.state(function, .failed(Self.died)))
        }
        #expect(one.captured.messages == "hello: pulling its image\nof hello\nhello: it died\n  last\n")
    }

    @Test func `a message and a line of the log that say the same are told once in one place`() throws {
        let line = Sample.line("it died", .lamdeck)
        news.complain("hello: it died")
        #expect(news.wants(line) && news.wants(Sample.line("it died")))
        let one = try RunNewsTests(isOnePlace: true, of: nil)
        one.news.complain("hello: it died")
        #expect(!one.news.wants(line) && one.news.wants(Sample.line("it died")))
        #expect(one.news.wants(line))
        one.news.complain("hello: it died")
        #expect(one.captured.results == "hello: it died\n")
    }

    @Test func `a run is idle when nothing serves or starts any more`() {
        #expect(news.idleSince == nil)
        news.take(Self.state("hello", .starting))
        news.take(Self.state("orders", .ready))
        #expect(news.idleSince == nil)
        news.take(Self.state("hello", .failed(Self.died)))
        #expect(news.idleSince == nil)
        news.take(Self.state("orders", .stopped))
        #expect(news.idleSince != nil)
        // A save that puts its settings right starts it again.
        news.take(Self.state("orders", .failed(FailureReason(.settings, "no code"))))
        #expect(news.idleSince == nil)
    }

    /// An engine that is started again ends the functions first, and they are started when it is back.
    @Test func `the time without a function begins anew with the engine`() throws {
        news.take(Self.state("hello", .ready))
        news.take(Self.state("hello", .failed(Self.died)))
        let before = try #require(news.idleSince)
        news.take(.engine(.unavailable("gone")))
        #expect(news.idleSince == nil)
        news.take(.engine(.connected("back")))
        #expect(try #require(news.idleSince) > before)
        news.end()
        #expect(news.idleSince == nil)
    }

    @Test func `a caller that waits for the end learns of it, or is cancelled`() async throws {
        news.take(Self.state("hello", .ready))
        news.take(Self.state("hello", .stopped))
        #expect(await news.idle(for: .zero))
        let other = try RunNewsTests(isOnePlace: false, of: nil).news
        let waiting = Task { await other.idle(for: .zero) }
        waiting.cancel()
        #expect(await !waiting.value)
    }
}
