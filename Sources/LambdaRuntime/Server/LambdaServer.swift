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

    private struct Draining {
        let server: ServerSocket
        /// Ends when no connection is left, or when their time is over.
        let task: Task<Void, Never>
    }

    private let service: any LambdaService
    private let options: ServerOptions
    private let logger: Logger
    private let registry: ConnectionRegistry
    private let events: AsyncInvocations
    private var opened: [ServerListener: Opened] = [:]
    /// The closed listeners whose connections have not all ended.
    private var draining: [Int: Draining] = [:]
    private var nextDrain = 0
    private var isShut = false

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
    /// - Parameter findsOwner: whether to find out which program has a port that is in use.
    @discardableResult
    public func open(_ listener: ServerListener, findsOwner: Bool = true) async throws(ServerError) -> Int {
        while true {
            guard !isShut else { throw .shut }
            if let known = opened[listener] { return known.port }
            do {
                return try await listen(listener)
            } catch {
                guard Self.isInUse(error), ClosedPorts.has(listener.port, within: options.limits.reopening),
                    !Task.isCancelled
                else {
                    throw Self.reason(error, listener, findsOwner)
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

    /// Stops listening there: when this returns, the port is free. Running calls may continue for the time of
    /// ``ServerLimits/shutdown``; then their tasks are cancelled.
    public func close(_ listener: ServerListener) async {
        guard let opened = opened.removeValue(forKey: listener) else { return }
        await release(opened)
    }

    /// Closes the listening socket, and lets its connections end in a task: another listener need not wait for them.
    private func release(_ opened: Opened) async {
        ClosedPorts.add(opened.port)
        opened.socket.close(promise: nil)
        let (server, closed) = (opened.server, opened.socket.closeFuture)
        let (number, limit) = (nextDrain, options.limits.shutdown)
        nextDrain += 1
        let task = Task {
            // A client may connect until then.
            try? await closed.get()
            await finishes(within: limit) { await server.drain() }
            server.stop()
            draining[number] = nil
        }
        draining[number] = Draining(server: server, task: task)
        try? await closed.get()
        ClosedPorts.add(opened.port)
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
    ///
    /// - Parameter time: how long running calls may continue; nil for the time of ``ServerLimits/shutdown``.
    public func shutDown(within time: Duration? = nil) async {
        isShut = true
        let limit = time ?? options.limits.shutdown
        for listener in Array(opened.keys) { await close(listener) }
        let all = draining.values
        await withDiscardingTaskGroup { group in
            for one in all {
                group.addTask {
                    await finishes(within: limit) { await one.task.value }
                    one.server.stop()
                }
            }
            group.addTask { [events] in await events.shutDown(within: limit) }
        }
    }

    private static func isInUse(_ error: any Error) -> Bool { (error as? IOError)?.errnoCode == EADDRINUSE }

    private static func reason(_ error: any Error, _ listener: ServerListener, _ findsOwner: Bool) -> ServerError {
        let (host, port) = (listener.host, listener.port)
        if let error = error as? ServerError { return error }
        guard let error = error as? IOError else { return .failed(host: host, port: port, "\(error)") }
        switch error.errnoCode {
        case EADDRINUSE:
            return .portInUse(host: host, port: port, owner: findsOwner ? PortOwner.program(port: port) : nil)
        case EACCES, EPERM: return .notAllowed(host: host, port: port)
        case EADDRNOTAVAIL: return .noSuchAddress(host: host)
        default: return .failed(host: host, port: port, String(cString: strerror(error.errnoCode)))
        }
    }
}
