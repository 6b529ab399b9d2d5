import Foundation
import HostLink
import LambdaModel
import Synchronization

/// One client of a host: carries out what it asks for, in the order in which it asks.
final class ClientSession: Sendable {
    /// Work that runs for the client, by the number of the client's message.
    private enum Work: Sendable {
        case task(@Sendable () -> Void)
        /// A reading of logs: what cancels it, and its credits for deliveries.
        case logs(cancel: @Sendable () -> Void, Credits)
    }

    private struct State {
        var isGreeted = false
        var hasLeft = false
        var works: [Int: Work] = [:]
        var events: Task<Void, Never>?
        /// Whether its further messages are ignored: it has another link version, or has only requested the end of the
        /// host.
        var isForeign = false
    }

    private let number: Int
    private let host: ProjectHost
    private let connection: LinkConnection
    private let state = Mutex(State())

    init(_ number: Int, _ host: ProjectHost, _ connection: LinkConnection) {
        (self.number, self.host, self.connection) = (number, host, connection)
    }

    // MARK: The connection

    /// Handles a frame. Throws if it cannot be decoded; the connection is then closed.
    func handle(_ frame: LinkFrameReader.Content) throws {
        if state.withLock({ $0.isGreeted }) {
            guard !state.withLock({ $0.isForeign }) else { return }
            handle(try frame.decoded(ClientMessage.self))
        } else {
            greet(try frame.decoded(ClientHello.self))
        }
    }

    private func greet(_ hello: ClientHello) {
        state.withLock { $0.isGreeted = true }
        host.hub.changeLifetime { $0.hadClient = true }
        let answer = HostHello(
            version: LinkVersion(program: host.setup.program), process: getpid(), instance: host.place.instance,
            manifest: host.place.address.project.manifest, engine: host.setup.engine.address)
        guard let frame = try? LinkFrame.bytes(answer) else { return connection.finish() }
        connection.send(frame)
        guard hello.endsHost || hello.version.link != LinkVersion.currentLink else { return }
        state.withLock { $0.isForeign = true }
        if hello.endsHost {
            Task { _ = await host.end() }
        } else {
            connection.finish()
        }
    }

    /// The connection has ended.
    func ended() {
        connection.ended()
        let (works, events, hasLeft) = state.withLock { state in
            defer { (state.works, state.events) = ([:], nil) }
            return (Array(state.works.values), state.events, state.hasLeft)
        }
        events?.cancel()
        host.hub.unsubscribe(number, hasLeft: hasLeft)
        // Its calls continue: they are recorded in the log and in the history. Its readings of logs end.
        for case .logs(let cancel, let credits) in works {
            cancel()
            credits.end()
        }
        Task { [host, number] in
            await host.release(number)
            host.hub.remove(number)
        }
    }

    // MARK: Messages

    private func handle(_ message: ClientMessage) {
        switch message {
        case .request(let id, let request): answer(id, request)
        case .call(let id, let input, let wantsStream): call(id, input, wantsStream: wantsStream)
        case .logs(let id, let selection): readLogs(id, selection)
        case .cancel(let id):
            switch state.withLock({ $0.works[id] }) {
            case .task(let cancel): cancel()
            case .logs(let cancel, let credits):
                cancel()
                credits.end()
            case nil: break
            }
        case .logsHandled(let id):
            if case .logs(_, let credits)? = state.withLock({ $0.works[id] }) { credits.give() }
        case .subscribe(let subscription):
            host.hub.subscribe(number, connection, as: subscription.client)
            connection.followLogs(from: subscription.logs)
        case .leave: state.withLock { $0.hasLeft = true }
        }
    }

    private func answer(_ id: Int, _ request: HostRequest) {
        switch request {
        case .followEvents(let function): followEvents(id, function)
        case .keepRunning(let names):
            Task {
                let reply = await host.keepRunning(names, for: number)
                connection.send(.reply(id, reply))
            }
        case .stopKept:
            Task {
                await host.release(number)
                connection.send(.reply(id, .done))
            }
        default:
            let reply = host.send(request)
            state.withLock { $0.works[id] = .task { reply.cancel() } }
            Task {
                let reply = await reply.value
                state.withLock { $0.works[id] = nil }
                connection.send(.reply(id, reply))
            }
        }
    }

    private func followEvents(_ id: Int, _ function: String) {
        let task = Task { [host, connection] in
            await host.session.followEvents(of: function) { listing in
                connection.send(.update(.events(function: function, listing)))
            }
        }
        let before = state.withLock { state in
            defer { state.events = task }
            return state.events
        }
        before?.cancel()
        connection.send(.reply(id, .done))
    }

    private func call(_ id: Int, _ input: CallInput, wantsStream: Bool) {
        host.hub.changeLifetime { $0.calls += 1 }
        let connection = connection
        let call = host.call(input, wantsStream: wantsStream) { news in
            switch news {
            case .part(let part):
                // The result has a response that is not streamed, at the same time.
                if part.isStreamed { connection.send(part, of: id) }
            case .answered:
                connection.dropParts(of: id)
                connection.send(.news(id, news))
            case .started, .logIsBehind, .remark: connection.send(.news(id, news))
            }
        }
        state.withLock { $0.works[id] = .task { call.cancel() } }
        Task { [host, number] in
            let outcome = await call.value
            state.withLock { $0.works[id] = nil }
            connection.dropParts(of: id)
            connection.send(.outcome(id, outcome))
            if case .result(let result) = outcome {
                host.hub.report(.outside(InvocationSummary(result)), except: number)
                host.checkExpectation(result)
            }
            host.hub.changeLifetime { $0.calls -= 1 }
        }
    }

    private func readLogs(_ id: Int, _ selection: LogSelection) {
        let (credits, connection) = (Credits(4), connection)
        state.withLock { $0.works[id] = .logs(cancel: {}, credits) }
        let task = Task { [host] in
            do throws(FailureReason) {
                try await host.readLogs(selection) { news in
                    // The client reports when it has handled a delivery, so the number of unhandled ones is limited.
                    await credits.take()
                    connection.send(.logs(id, news))
                }
                connection.send(.reply(id, .done))
            } catch {
                connection.send(.reply(id, .failure(error)))
            }
            state.withLock { $0.works[id] = nil }
        }
        // It may have ended already.
        state.withLock { if $0.works[id] != nil { $0.works[id] = .logs(cancel: { task.cancel() }, credits) } }
    }
}
