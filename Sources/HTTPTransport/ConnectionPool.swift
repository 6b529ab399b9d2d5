import DequeModule
import NIOCore

/// The connections and the unanswered requests of a client. Used only on the client's event loop.
///
/// A request for a whole answer takes an idle connection. If there is none, it opens one, or waits if the limit is reached.
/// Each stream has its own connection, which does not count.
final class ConnectionPool {
    private struct Place {
        var idle: [Connection] = []
        /// Connections for whole answers, including those that are being opened.
        var open = 0
        var waiting: Deque<Attempt> = []

        var isEmpty: Bool { idle.isEmpty && open == 0 && waiting.isEmpty }
    }

    private let loop: any EventLoop
    private let settings: HTTPClientSettings
    private let connector: Connector
    private var places: [HTTPServer: Place] = [:]
    /// All requests that have no answer yet.
    private var attempts: [ObjectIdentifier: Attempt] = [:]
    /// Answers that are still being read.
    private var streams: [ObjectIdentifier: StreamExchange] = [:]
    private var isShut = false

    init(loop: any EventLoop, settings: HTTPClientSettings) {
        self.loop = loop
        self.settings = settings
        connector = Connector(loop: loop, settings: settings)
    }

    // MARK: Requests

    func begin(_ attempt: Attempt, within limit: Duration?, _ continuation: CheckedContinuation<Attempt.Outcome, Never>)
    {
        // The task may have been cancelled before this ran.
        guard !isShut, !attempt.hasEnded else { return continuation.resume(returning: .failure(.cancelled)) }
        attempt.state.continuation = continuation
        attempts[ObjectIdentifier(attempt)] = attempt
        if let limit {
            attempt.state.timer = loop.assumeIsolated().scheduleTask(in: TimeAmount(limit)) {
                self.stop(attempt, .timedOut)
            }
        }
        place(attempt)
    }

    /// Ends a request before its answer.
    func stop(_ attempt: Attempt, _ failure: HTTPFailure) {
        guard !attempt.hasEnded else { return }
        end(attempt, .failure(failure))
        places[attempt.server]?.waiting.removeAll { $0 === attempt }
    }

    private func place(_ attempt: Attempt) {
        let server = attempt.server
        if case .response = attempt.goal {
            while let connection = places[server]?.idle.popLast() {
                connection.timer?.cancel()
                guard connection.channel.isActive, server.isStillThere() else {
                    connection.channel.close(promise: nil)
                    continue
                }
                return run(attempt, on: connection)
            }
        }
        // Connecting to the address of a server that is gone can hang for seconds before it fails.
        guard server.isStillThere() else { return end(attempt, .failure(.unreachable(ChannelError.eof))) }
        guard case .response = attempt.goal else { return openStream(attempt) }
        if places[server, default: Place()].open < settings.connectionsPerServer {
            connect(attempt)
        } else {
            places[server, default: Place()].waiting.append(attempt)
        }
    }

    private func connect(_ attempt: Attempt) {
        let server = attempt.server
        places[server, default: Place()].open += 1
        connector.connect(to: server) { ResponseExchange() }.assumeIsolated().whenComplete { result in
            do {
                let (channel, command) = try result.get()
                let exchange = try channel.pipeline.syncOperations.handler(type: ResponseExchange.self)
                channel.closeFuture.assumeIsolated().whenComplete { _ in self.closed(channel, of: server) }
                self.connected(attempt, Connection(channel, exchange, command))
            } catch {
                self.end(attempt, .failure(.unreachable(error)))
                self.lost(server)
            }
        }
    }

    private func connected(_ attempt: Attempt, _ connection: Connection) {
        // The request may have been cancelled, or the address may belong to another server by now.
        if isShut || !attempt.server.isStillThere() {
            connection.channel.close(promise: nil)
            return end(attempt, .failure(isShut ? .cancelled : .unreachable(ChannelError.eof)))
        }
        if attempt.hasEnded { release(connection, of: attempt.server) } else { run(attempt, on: connection) }
    }

    private func run(_ attempt: Attempt, on connection: Connection) {
        guard case .response(let limit) = attempt.goal else { return }
        attempt.state.phase = .running(connection)
        connection.exchange.send(attempt.request, to: attempt.server, limit: limit) { outcome in
            self.finish(attempt, connection, outcome)
        }
    }

    private func finish(_ attempt: Attempt, _ connection: Connection, _ outcome: ResponseExchange.Outcome) {
        switch outcome {
        case .success((let response, let keepsConnection)):
            // The caller first: it waits for nothing else.
            attempt.state.phase = .waiting
            end(attempt, .success(.response(response)))
            connection.isReused = true
            guard keepsConnection else { return connection.channel.close(promise: nil) }
            release(connection, of: attempt.server)
        case .failure(let failure):
            attempt.state.phase = .waiting
            connection.channel.close(promise: nil)
            // The server closed the connection after the previous request. An idempotent request may be sent twice, and a
            // new connection shows whether the server still runs.
            if connection.isReused, attempt.request.isIdempotent, failure.isClosedBeforeAnswer, !attempt.state.isSecond
            {
                attempt.state.isSecond = true
                connect(attempt)
            } else {
                fail(attempt, failure, connection.command)
            }
        }
    }

    /// If a command makes the connection, its error output says why it failed.
    private func fail(_ attempt: Attempt, _ failure: HTTPFailure, _ command: RunningCommand?) {
        guard let command, failure.isClosedBeforeAnswer else { return end(attempt, .failure(failure)) }
        loop.makeFutureWithTask { await command.ending() }.assumeIsolated().whenComplete { ending in
            let isMissing = (try? ending.get().isMissing) ?? false
            let message = (try? ending.get().message) ?? ""
            self.end(attempt, .failure(isMissing ? .commandMissing(command.command) : .commandFailed(message)))
        }
    }

    private func end(_ attempt: Attempt, _ outcome: Attempt.Outcome) {
        attempts[ObjectIdentifier(attempt)] = nil
        switch attempt.end(outcome) {
        case .waiting, .ended: break
        case .running(let connection):
            connection.exchange.drop()
            connection.channel.close(promise: nil)
        case .opening(let channel):
            if case .failure = outcome { channel.close(promise: nil) }
        }
    }

    // MARK: Connections

    /// Gives a connection to the next request that waits, or keeps it idle.
    private func release(_ connection: Connection, of server: HTTPServer) {
        guard !isShut, connection.channel.isActive else { return connection.channel.close(promise: nil) }
        if let next = places[server]?.waiting.popFirst() { return run(next, on: connection) }
        places[server, default: Place()].idle.append(connection)
        connection.timer = loop.assumeIsolated().scheduleTask(in: TimeAmount(settings.idleLimit)) {
            connection.channel.close(promise: nil)
        }
    }

    private func closed(_ channel: any Channel, of server: HTTPServer) {
        let index = places[server]?.idle.firstIndex { $0.channel === channel }
        if let index { places[server]?.idle.remove(at: index).timer?.cancel() }
        lost(server)
    }

    /// A connection was closed: a request that waits may open another.
    private func lost(_ server: HTTPServer) {
        places[server]?.open -= 1
        if let next = places[server]?.waiting.popFirst() { place(next) }
        if places[server]?.isEmpty == true { places[server] = nil }
    }

    // MARK: Streams

    private func openStream(_ attempt: Attempt) {
        connector.connect(to: attempt.server) { StreamExchange() }.assumeIsolated().whenComplete { result in
            do {
                let (channel, command) = try result.get()
                let exchange = try channel.pipeline.syncOperations.handler(type: StreamExchange.self)
                self.opened(attempt, channel, exchange, command)
            } catch {
                self.end(attempt, .failure(.unreachable(error)))
            }
        }
    }

    private func opened(
        _ attempt: Attempt, _ channel: any Channel, _ exchange: StreamExchange, _ command: RunningCommand?
    ) {
        guard !attempt.hasEnded, !isShut else { return channel.close(promise: nil) }
        streams[ObjectIdentifier(channel)] = exchange
        channel.closeFuture.assumeIsolated().whenComplete { _ in self.streams[ObjectIdentifier(channel)] = nil }
        attempt.state.phase = .opening(channel)
        exchange.send(attempt.request, to: attempt.server) { outcome in
            switch outcome {
            case .success(let stream): self.end(attempt, .success(.stream(stream)))
            case .failure(let failure): self.fail(attempt, failure, command)
            }
        }
    }

    // MARK: Ends

    /// Ends the requests to a server that is gone. The grace is for answers that have arrived and are not read yet.
    func serverEnded(_ server: HTTPServer, after grace: TimeAmount) {
        let running = attempts.values.filter { $0.server == server }
        loop.assumeIsolated().scheduleTask(in: grace) {
            for attempt in running { self.stop(attempt, .closed(inAnswer: false)) }
        }
    }

    /// Ends every request and closes every connection; no request works after it.
    func shutDown() {
        isShut = true
        for attempt in attempts.values { stop(attempt, .cancelled) }
        for connection in places.values.flatMap(\.idle) { connection.channel.close(promise: nil) }
        for stream in streams.values { stream.stop(.cancelled) }
    }
}
