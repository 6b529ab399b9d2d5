import Foundation
import Logging
import NIOCore
import Support

/// lamdeck's own HTTP server: accepts the calls of the emulator's API and of AWS's, passes them to a ``LambdaService``,
/// and answers like Lambda.
public actor LambdaServer {
    private struct Opened {
        let server: ServerSocket
        let socket: any Channel
        let port: Int
    }

    private let service: any LambdaService
    private let options: ServerOptions
    private let logger: Logger
    private let registry: ConnectionRegistry
    private let events: AsyncInvocations
    private var opened: [ServerListener: Opened] = [:]
    /// When ports were recently closed.
    private var closed: [Int: ContinuousClock.Instant] = [:]
    private var isShut = false
    /// Closed listeners whose calls continue, by number.
    private var draining: [Int: Task<Void, Never>] = [:]
    private var nextDraining = 0

    /// A server without listeners.
    public init(
        service: any LambdaService, options: ServerOptions = ServerOptions(),
        logger: Logger = Logger(label: "lamdeck.server", factory: { _ in SwiftLogNoOpLogHandler() })
    ) {
        self.service = service
        self.options = options
        self.logger = logger
        registry = ConnectionRegistry(limit: min(options.limits.connections, OpenFiles.limit / 2))
        events = AsyncInvocations(service: service, limits: options.limits, logger: logger)
    }

    /// The number of open connections of all listeners.
    nonisolated var connectionCount: Int { registry.count }

    /// Listens, and returns the port when callers can connect. Does nothing if it already listens there.
    ///
    /// - Parameter namesOwner: whether an error names the program that has the port, which takes some milliseconds.
    @discardableResult
    public func open(_ listener: ServerListener, namesOwner: Bool = true) async throws(ServerError) -> Int {
        while true {
            guard !isShut else { throw .shut }
            if let known = opened[listener] { return known.port }
            do {
                return try await listen(listener)
            } catch {
                guard Self.isInUse(error), isJustClosed(listener.port), !Task.isCancelled else {
                    throw Self.reason(error, listener, namesOwner: namesOwner)
                }
            }
            try? await Task.sleep(for: .milliseconds(20))
        }
    }

    private func listen(_ listener: ServerListener) async throws -> Int {
        let filter = BrowserRequestFilter()
        let responder = ServerResponder(
            target: listener.target, service: service, options: options, browserFilter: filter, events: events,
            front: FrontResponder(service: service, options: options, filter: filter))
        let server = ServerSocket(responder: responder, callers: listener.callers, registry: registry, logger: logger)
        let socket = try await server.listen(host: listener.host, port: listener.port)
        let port = socket.localAddress?.port ?? listener.port
        opened[listener] = Opened(server: server, socket: socket, port: port)
        // The server may have been shut down while this waited.
        guard !isShut else {
            await close(listener)
            throw ServerError.shut
        }
        return port
    }

    /// Whether this server has closed a port a moment ago. A process that was forked at that moment has the socket,
    /// too, until it executes its program, which takes a while on a busy machine and keeps the port in use.
    private func isJustClosed(_ port: Int) -> Bool {
        let now = ContinuousClock.now
        closed = closed.filter { now - $0.value < options.limits.reopening }
        return closed[port] != nil
    }

    /// Closes one listener. Running calls may continue for the time of ``ServerLimits/shutdown``; then their tasks are
    /// cancelled.
    public func close(_ listener: ServerListener) async {
        guard let opened = opened.removeValue(forKey: listener) else { return }
        await Self.stop(opened, within: options.limits.shutdown)
        closed[opened.port] = .now
    }

    /// Closes one listener, and does not wait for its calls, which continue as in ``close(_:)``.
    func retire(_ listener: ServerListener) async {
        guard let opened = opened.removeValue(forKey: listener) else { return }
        try? await opened.socket.close()
        closed[opened.port] = .now
        let (number, limit) = (nextDraining, options.limits.shutdown)
        nextDraining += 1
        draining[number] = Task {
            await Self.drain(opened, within: limit)
            draining[number] = nil
        }
    }

    /// Accepts no more calls without a waiting caller, and waits, while their functions still serve, for those that
    /// were answered with 202.
    ///
    /// - Returns: how many had not ended within the time of ``ServerLimits/shutdown``.
    func finishEvents() async -> Int { await events.shutDown(within: options.limits.shutdown) }

    /// Waits until the outcomes of the calls without a waiting caller are known and recorded. Call it when their
    /// functions no longer serve.
    func settleEvents() async { await events.settle(within: .seconds(30)) }

    /// Closes all listeners for good; also waits for calls without a waiting caller.
    public func shutDown() async {
        isShut = true
        let (all, retired) = (opened.values, draining.values)
        opened = [:]
        let limit = options.limits.shutdown
        await withDiscardingTaskGroup { group in
            for one in all { group.addTask { await Self.stop(one, within: limit) } }
            for one in retired { group.addTask { await one.value } }
            group.addTask { [events] in await events.shutDown(within: limit) }
        }
    }

    private static func stop(_ opened: Opened, within limit: Duration) async {
        try? await opened.socket.close()
        await drain(opened, within: limit)
    }

    private static func drain(_ opened: Opened, within limit: Duration) async {
        await finishes(within: limit) { await opened.server.drain() }
        opened.server.stop()
    }

    private static func isInUse(_ error: any Error) -> Bool { (error as? IOError)?.errnoCode == EADDRINUSE }

    private static func reason(
        _ error: any Error, _ listener: ServerListener, namesOwner: Bool
    ) -> ServerError {
        let (host, port) = (listener.host, listener.port)
        if let error = error as? ServerError { return error }
        guard let error = error as? IOError else { return .failed(host: host, port: port, "\(error)") }
        switch error.errnoCode {
        case EADDRINUSE:
            return .portInUse(host: host, port: port, owner: namesOwner ? PortOwner.program(port: port) : nil)
        case EACCES, EPERM: return .notAllowed(host: host, port: port)
        case EADDRNOTAVAIL: return .noSuchAddress(host: host)
        default: return .failed(host: host, port: port, String(cString: strerror(error.errnoCode)))
        }
    }
}
