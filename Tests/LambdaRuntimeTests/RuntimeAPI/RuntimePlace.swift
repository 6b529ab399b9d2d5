import LambdaModel
import Synchronization

@testable import LambdaRuntime
@testable import RuntimeTestSupport

/// A server of the Runtime API with a socket on 127.0.0.1, while a test runs.
struct RuntimePlace: Sendable {
    let server: RuntimeAPIServer
    /// The address that the runtime is given.
    let address: String
    let news: RuntimeNews
    /// Gives lines of the container's log to the server, if it wants them.
    let log: LineFeed

    static let arn = "arn:aws:lambda:us-east-1:\(LocalAccount.id):function:orders"

    /// - Parameters:
    ///   - extensions: the files of `/opt/extensions`.
    ///   - caller: the address whose connections are let in.
    ///   - exit: how the container ended, if the server asks; nil if it runs.
    ///   - isReleased: whether the init begins at once.
    ///   - container: the address at which extensions get records; nil if there is none.
    static func with(
        concurrency: Int = 1, extensions: [String] = [], caller: String = "127.0.0.1", exit: RuntimeExit? = nil,
        isReleased: Bool = true, container: String? = nil, _ body: (RuntimePlace) async throws -> Void
    ) async throws {
        let (news, log) = (RuntimeNews(), LineFeed())
        // The machine may be so busy that an init takes long.
        let server = RuntimeAPIServer(
            RuntimeFacts(
                functionName: "orders", handler: "app.handler", arn: arn, account: LocalAccount.id,
                concurrency: concurrency, extensions: extensions, initLimit: .seconds(600), address: container),
            RuntimeOutside(
                start: { news.add(.started($0)) }, initEnded: { news.add(.initEnded($0)) },
                initIsSlow: { news.add(.initIsSlow) }, spent: { news.add(.spent) }, exit: { exit },
                observeLines: { log.observe($0) }))
        let listener = try await RuntimeListener.open(host: "127.0.0.1", caller: caller, for: server)
        defer { listener.close() }
        server.set(address: listener.address)
        if isReleased { server.release() }
        try await body(RuntimePlace(server: server, address: listener.address, news: news, log: log))
        server.records.end()
    }

    var port: Int { Int(address.drop { $0 != ":" }.dropFirst()) ?? 0 }

    static func request(_ event: String = "{}") -> InvocationRequest {
        InvocationRequest(function: "orders", event: "-", payload: Array(event.utf8))
    }

    /// How many calls the server has.
    func waitingCalls() async -> Int {
        await withCheckedContinuation { continuation in
            server.onLoop { [server] in continuation.resume(returning: server.state.calls.count) }
        }
    }

    /// Makes a call, and reports its delivery.
    ///
    /// - Parameters:
    ///   - isStreamed: whether the parts of the response are reported as they arrive.
    ///   - pace: how fast the caller takes them.
    func call(
        _ request: InvocationRequest = RuntimePlace.request(), id: String = "first", timeout: Int? = nil,
        isStreamed: Bool = false, at pace: StreamPace? = nil, mayReturn: Bool = false
    ) async -> RuntimeCallEnd {
        let news = news
        let onPart: (@Sendable (ResponsePart) -> Void)? =
            isStreamed ? { @Sendable part in news.add(.bytes(part.bytes)) } : nil
        return await server.invoke(
            request, requestID: id, timeout: timeout,
            RuntimeCall.Listeners(
                mayReturn: mayReturn, onDelivery: { news.add(.delivered($0.requestID)) }, onPart: onPart,
                pace: pace))
    }
}

/// Lines of a container's log for a server that wants them.
final class LineFeed: Sendable {
    private let action = Mutex<(@Sendable ([LogRecord]) -> Void)?>(nil)

    func observe(_ action: (@Sendable ([LogRecord]) -> Void)?) { self.action.withLock { $0 = action } }

    /// Whether the server wants lines.
    var isObserved: Bool { action.withLock { $0 != nil } }

    /// The container wrote a line.
    func write(_ text: String, _ source: LogRecord.Source = .output) {
        action.withLock { $0 }?([LogRecord(time: 1_700_000_000, source: source, text: text)])
    }
}

/// What a server of the Runtime API reported, in order.
final class RuntimeNews: Sendable {
    enum Report: Hashable, Sendable {
        case started(RuntimeStartStep)
        case initEnded(InitReport)
        case initIsSlow
        case spent
        /// The runtime got the event of the call with this request id.
        case delivered(String)
        /// A part of a streamed response.
        case bytes([UInt8])

        var initReport: InitReport? {
            if case .initEnded(let report) = self { report } else { nil }
        }

        var part: [UInt8] {
            if case .bytes(let bytes) = self { bytes } else { [] }
        }
    }

    private let reports = Mutex<[Report]>([])
    private let changes = Changes()

    var all: [Report] { reports.withLock { $0 } }

    func add(_ report: Report) {
        reports.withLock { $0.append(report) }
        changes.signal()
    }

    /// Returns when this was reported.
    func has(_ report: Report) async throws {
        try await wait(for: "\(report)") { $0.contains(report) ? () : nil }
    }

    /// Waits for the end of the init.
    func initReport() async throws -> InitReport {
        try await wait(for: "the end of the init") { reports in
            reports.compactMap(\.initReport).first
        }
    }

    /// Returns when a part of the streamed response has arrived.
    func hasPart() async throws {
        try await wait(for: "a part") { reports in reports.contains { !$0.part.isEmpty } ? () : nil }
    }

    /// Returns when the parts of the streamed response are this text.
    func has(parts text: String) async throws {
        try await wait(for: "the parts \(text)") { reports in
            reports.flatMap(\.part) == Array(text.utf8) ? () : nil
        }
    }

    private func wait<Value: Sendable>(
        for what: String, _ find: @escaping @Sendable ([Report]) -> Value?
    ) async throws -> Value {
        try await changes.wait(for: what, seen: "\(self.all)") { find(self.all) }
    }
}
