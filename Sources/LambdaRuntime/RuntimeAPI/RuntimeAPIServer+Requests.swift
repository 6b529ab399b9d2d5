import LambdaModel
import NIOCore
import NIOHTTP1

/// What the connections report.
extension RuntimeAPIServer {
    /// A connection was opened.
    func connected() { state.inquiry.connected() }

    /// A connection was closed. If it was the last one during a call, the runtime may have ended.
    func disconnected() {
        let mayHaveEnded = state.inquiry.disconnected()
        if mayHaveEnded, state.environment.state == .running { inquire() }
    }

    /// Numbers a request.
    func exchange(for head: HTTPRequestHead, on connection: RuntimeConnection) -> RuntimeExchange {
        state.lastExchange += 1
        let route = RuntimeRoute(method: head.method.rawValue, path: head.uri)
        let exchange = RuntimeExchange(state.lastExchange, route, head, on: connection)
        state.exchanges[exchange.id] = exchange
        return exchange
    }

    /// The head of a request has arrived.
    func began(_ exchange: RuntimeExchange) {
        if let refusal = exchange.refusal(at: state.address) { return answer(exchange, .refusal(refusal)) }
        guard let route = exchange.route else {
            return answer(exchange, .refusal(RuntimeRefusal(404, "NotFound", "the Runtime API has no such path")))
        }
        if case .response(let id) = route {
            handle(.responseBegan(exchange.id, exchange.claim(id), exchange.responseMode))
        }
    }

    /// A part of a request's body has arrived.
    ///
    /// - Returns: how fast the caller takes the response that it is a part of; nil if it takes it at once.
    func received(_ bytes: ByteBuffer, of exchange: RuntimeExchange) -> StreamPace? {
        if let number = state.sinks[exchange.id] {
            guard let call = state.calls[number] else { return nil }
            let type = exchange.header("Content-Type")
            if call.receive(bytes, total: exchange.received, exchange.transfer, contentType: type) { return call.pace }
            state.sinks[exchange.id] = nil
            handle(.responseEnded(exchange.id, .tooLarge))
        } else if let route = exchange.route, !exchange.isAnswered {
            guard exchange.received <= route.bodyLimit else {
                answer(exchange, .refusal(RuntimeRefusal(413, "RequestEntityTooLarge", "the body is too large")))
                return nil
            }
            if case .response = route { return nil }
            var bytes = bytes
            exchange.body.writeBuffer(&bytes)
        }
        return nil
    }

    /// A request is complete.
    func ended(_ exchange: RuntimeExchange, trailers: HTTPHeaders?) {
        guard !exchange.isAnswered, let route = exchange.route else { return }
        do throws(RuntimeRefusal) {
            try take(exchange, route, trailers)
        } catch {
            answer(exchange, .refusal(error))
        }
    }

    private func take(
        _ exchange: RuntimeExchange, _ route: RuntimeRoute, _ trailers: HTTPHeaders?
    ) throws(RuntimeRefusal) {
        let id = exchange.id
        switch route {
        case .next:
            if state.environment.state == .initialising { returnOvertakenCalls() }
            handle(.next(id))
        case .response:
            guard state.sinks.removeValue(forKey: id) != nil else { return }
            handle(.responseEnded(id, trailers?.reportedError.map { .failed($0) } ?? .whole))
        case .error(let request): handle(.error(id, exchange.claim(request), exchange.reportedError))
        case .initError: handle(.initError(id, exchange.reportedError))
        case .restoreNext: handle(.restoreNext(id))
        case .restoreError: handle(.restoreError(id, exchange.reportedError))
        case .ping: answer(exchange, .pong)
        case .register:
            let registration = try exchange.registration()
            beginRecords()
            handle(.register(id, registration))
        case .extensionNext: handle(.extensionNext(id, try exchange.extensionID()))
        case .extensionInitError, .extensionExitError:
            let (name, error) = try exchange.extensionError()
            handle(.extensionError(id, name, error))
        case .subscribe(let api):
            let subscriber = try exchange.extensionID()
            let name = try state.environment.subscriber(subscriber, api)
            try records.subscribe(subscriber, name, Array(exchange.body.readableBytesView), api)
            answer(exchange, .subscribed)
        }
    }

    /// Gives the calls back that wait for an init which a save has overtaken.
    private func returnOvertakenCalls() {
        let waiting = state.calls.filter { $0.value.mayReturn }
        guard !waiting.isEmpty, state.outside.isOvertaken() else { return }
        for (number, call) in waiting.sorted(by: { $0.key < $1.key }) {
            call.isReturned = true
            handle(.callCancelled(number))
        }
    }

    /// Keeps records from now on, if the init runs: an extension may subscribe.
    func beginRecords() {
        let initialisation = state.initialisation
        if initialisation.isReleased, initialisation.report == nil { records.begin(state.outside.observeLines) }
    }

    /// The connection of a request broke.
    func closed(_ exchange: RuntimeExchange) {
        guard state.exchanges.removeValue(forKey: exchange.id) != nil else { return }
        if state.sinks.removeValue(forKey: exchange.id) != nil { state.inquiry.brokeInResponse() }
        if !exchange.isAnswered { handle(.closed(exchange.id)) }
    }
}
