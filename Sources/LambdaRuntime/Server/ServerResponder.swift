import Foundation
import JSONText
import LambdaModel
import NIOCore
import NIOHTTP1

/// Answers the requests of one listener.
struct ServerResponder: Sendable {
    let target: ServerListener.Target
    let service: any LambdaService
    let options: ServerOptions
    let browserFilter: BrowserRequestFilter
    let events: AsyncInvocations
    let front: FrontResponder
    let lastRoute = LastRoute()

    /// Reads a request and answers it, unless its connection ends first.
    func respond(_ exchange: ServerExchange) async {
        let requestID = RequestID.make()
        let traceID = exchange.header(.traceID) ?? TraceHeader.make(at: Date().timeIntervalSince1970)
        guard ServerRoute.isOfLambda(exchange.head.uri, at: target) else {
            return await front.respond(exchange, at: target, requestID: requestID, traceID: traceID)
        }
        var reply: ServerReply
        do {
            let head = exchange.head
            try browserFilter.check(head.headers, local: exchange.ends.local)
            let route = try lastRoute.read(method: head.method.rawValue, path: head.uri, at: target)
            switch route {
            case .invoke(let function), .invokeAsync(let function):
                guard await service.has(function.name) else { throw noFunction(function, await catalogue) }
                let isAsync = if case .invokeAsync = route { true } else { false }
                let payload = try await payload(exchange, isAsync: isAsync)
                guard let payload else {
                    reply = ServerReply(status: 204, headers: [(.executedVersion, "$LATEST")])
                    break
                }
                let call = call(of: function, payload, (requestID, traceID), exchange)
                guard let late = try await invoke(call, exchange) else { return }
                reply = late
            case .invokeStreaming(let function):
                guard await service.has(function.name) else { throw noFunction(function, await catalogue) }
                guard let payload = try await payload(exchange, isAsync: false) else {
                    reply = ServerReply(status: 204, headers: [(.executedVersion, "$LATEST")])
                    break
                }
                guard payload.kind == .waiting else {
                    throw ServerRefusal.invalidParameter("Event is not an invocation type of InvokeWithResponseStream")
                }
                let call = call(of: function, payload, (requestID, traceID), exchange)
                let stream = ResponseStream(exchange, requestID: requestID, traceID: traceID)
                guard let refusal = await invoke(call, streaming: stream) else { return }
                reply = refusal
            case .list(let marker, let most):
                reply = ServerReply(status: 200, body: try await catalogue.list(marker: marker, most: most))
            case .get(let function):
                let catalogue = await catalogue
                reply = ServerReply(status: 200, body: catalogue.get(try find(function, catalogue)))
            case .configuration(let function):
                let catalogue = await catalogue
                reply = ServerReply(status: 200, body: catalogue.configuration(try find(function, catalogue)))
            }
        } catch let refusal as ServerRefusal {
            reply = refusal.reply
            if refusal.status == 404, case .function(let name) = target, let project = options.project {
                reply.headers.append((.identity, ServerIdentity.text(project: project, function: name)))
            }
        } catch {
            // The connection ended before the whole body arrived.
            return
        }
        write(identified(reply, requestID, traceID), exchange)
    }

    private func identified(_ reply: ServerReply, _ requestID: String, _ traceID: String) -> ServerReply {
        var reply = reply
        reply.headers += [(.requestID, requestID), (.traceID, traceID)]
        return reply
    }

    // MARK: Invocations

    private func call(
        of function: FunctionReference, _ payload: (bytes: [UInt8], kind: IncomingCall.Kind),
        _ ids: (request: String, trace: String), _ exchange: ServerExchange
    ) -> IncomingCall {
        var call = IncomingCall(
            function: function.name, payload: payload.bytes, kind: payload.kind,
            wantsLogTail: payload.kind == .waiting && exchange.header(.logType) == "Tail",
            clientContext: exchange.header(.clientContext), traceID: ids.trace, caller: exchange.caller)
        call.requestID = ids.request
        call.cognitoIdentity = exchange.header(.cognitoIdentity)
        call.tenantID = exchange.header(.tenantID)
        return call
    }

    /// Makes a call whose response goes out in parts.
    ///
    /// - Returns: the answer if the call could not be made; nil if the response is complete.
    private func invoke(_ call: IncomingCall, streaming stream: ResponseStream) async -> ServerReply? {
        var call = call
        call.pace = stream.pace
        defer { stream.pace.end() }
        do {
            guard case .result(let result) = try await answer(call, onPart: { stream.add($0.bytes) }) else {
                return nil
            }
            if let reason = stream.pace.cutOff {
                await service.log("\(reason); its connection was closed, and the function went on", of: call.function)
            }
            switch result.verdict {
            case .ok: stream.finish(error: nil, log: log(of: result, call))
            case .functionError, .timeout, .crashed, .outOfMemory, .initFailed, .responseTooLarge:
                let error = result.error ?? InvocationError(type: "Runtime.Unknown", message: result.verdict.label)
                let body = ResultReply.make(result, requestID: stream.requestID, wantsLogTail: false).body ?? error.json
                stream.finish(error: (error.type, String(decoding: body, as: UTF8.self)), log: log(of: result, call))
            case .unreachable, .cancelled:
                let message = result.error?.message ?? "the call was \(result.verdict.label)"
                guard stream.hasBegun else { return ServerRefusal.service(message).reply }
                stream.finish(error: ("ServiceException", message), log: nil)
            }
            return nil
        } catch {
            return error.reply
        }
    }

    private func log(of result: InvocationResult, _ call: IncomingCall) -> String? {
        call.wantsLogTail ? ResultReply.logTail(result, result.requestID ?? "") : nil
    }

    /// Passes a call on. Throws if it could not be made.
    private func answer(
        _ call: IncomingCall, onPart: (@Sendable (ResponsePart) -> Void)? = nil,
        onResult: @escaping @Sendable (InvocationResult) -> Void = { _ in }
    ) async throws(ServerRefusal) -> CallAnswer {
        let answer = await service.invoke(call, onPart: onPart, onResult: onResult)
        switch answer {
        case .result: return answer
        case .noSuchFunction:
            let catalogue = await catalogue
            throw ServerRefusal.noFunction(catalogue.arn(call.function), hint: nil)
        case .waitsForItself(let message):
            throw ServerRefusal.tooMany("Rate Exceeded. \(message)")
        case .busy(let waiting):
            throw ServerRefusal.tooMany("Rate Exceeded. \(waiting) calls of \(call.function) are already waiting")
        }
    }

    /// Makes a call, and answers it as soon as its result is known.
    ///
    /// - Returns: the answer if the call has no result; nil if it is answered.
    private func invoke(_ call: IncomingCall, _ exchange: ServerExchange) async throws -> ServerReply? {
        if call.kind == .event {
            guard events.accept(call) else { throw ServerRefusal.tooMany("too many events are in progress") }
            return ServerReply(status: 202, body: [])
        }
        let first = FirstAnswer()
        let finish = { @Sendable (result: InvocationResult) in
            guard first.claim() else { return }
            let requestID = result.requestID ?? call.requestID ?? ""
            let reply = ResultReply.make(result, requestID: requestID, wantsLogTail: call.wantsLogTail)
            write(identified(reply, requestID, result.request.traceID ?? call.traceID), exchange)
        }
        guard case .result(let result) = try await answer(call, onResult: finish) else {
            return ServerRefusal.service("no result").reply
        }
        finish(result)
        return nil
    }

    private var catalogue: FunctionCatalog {
        get async {
            FunctionCatalog(functions: await service.functions(), region: options.region)
        }
    }

    private func find(_ function: FunctionReference, _ catalogue: FunctionCatalog) throws(ServerRefusal)
        -> ServedFunction
    {
        guard let found = catalogue.functions.first(where: { $0.name == function.name }) else {
            throw noFunction(function, catalogue)
        }
        return found
    }

    private func noFunction(_ function: FunctionReference, _ catalogue: FunctionCatalog) -> ServerRefusal {
        let hint = DeployedName.hint(function.name, in: catalogue.functions.map(\.name))
        let typed = function.typed
        let qualifier = function.qualifier.map { ":\($0)" } ?? ""
        return .noFunction(typed.hasPrefix("arn:") ? typed : catalogue.arn(function.name) + qualifier, hint: hint)
    }

    // MARK: Reading

    /// The event of a call, and whether its caller waits; nil for a dry run. Everything that the headers rule out is
    /// refused before the body is read.
    private func payload(
        _ exchange: ServerExchange, isAsync: Bool
    ) async throws -> (bytes: [UInt8], kind: IncomingCall.Kind)? {
        let kind: IncomingCall.Kind
        let type = isAsync ? "Event" : exchange.header(.invocationType)
        switch type {
        case nil, "", "RequestResponse", "DryRun": kind = .waiting
        case "Event": kind = .event
        case let other?: throw ServerRefusal.invalidParameter("\(other.prefix(40)) is not an invocation type")
        }
        switch exchange.header(.logType) {
        case nil, "", "None", "Tail": break
        case let other?: throw ServerRefusal.invalidParameter("\(other.prefix(40)) is not a log type; use None or Tail")
        }
        if let context = exchange.header(.clientContext) { try ClientContext.check(context) }
        if let identity = exchange.header(.cognitoIdentity) { try ClientContext.check(identity: identity) }
        if let tenant = exchange.header(.tenantID) { try ClientContext.check(tenant: tenant) }
        let limit = kind == .waiting ? options.limits.payload : options.limits.eventPayload
        let name = kind == .waiting ? "RequestResponse" : "Event"
        let announced = exchange.head.headers.first(name: "Content-Length").flatMap { Int($0) }
        if let announced, announced > limit { throw ServerRefusal.tooLarge(announced, kind: name, limit: limit) }
        if exchange.head.headers.first(name: "Expect")?.lowercased() == "100-continue" { exchange.proceed() }
        var bytes: [UInt8]
        switch try await exchange.body(limit: limit, announced: announced) {
        case .whole(let body): bytes = body
        case .tooLarge(let count): throw ServerRefusal.tooLarge(count, kind: name, limit: limit)
        }
        // The body is still read: a response before its end would close the connection.
        if type == "DryRun" { return nil }
        bytes = EventBytes.withoutMark(bytes)
        if bytes.isEmpty { return (Array("{}".utf8), kind) }
        if let problem = await Self.problem(bytes) {
            throw ServerRefusal.invalidContent("Could not parse request body into json: \(problem)")
        }
        return (bytes, kind)
    }

    /// Why an event is not JSON; nil if it is.
    private static func problem(_ bytes: [UInt8]) async -> String? {
        func read() -> String? {
            do {
                _ = try JSONDocument(bytes)
                return nil
            } catch {
                return "\(error)"
            }
        }
        return CallLoop.isLong(bytes) ? await CallLoop.aside { read() } : read()
    }

    // MARK: Writing

    private func write(_ reply: ServerReply, _ exchange: ServerExchange) {
        var headers = HTTPHeaders(reply.headers.map { ($0.rawValue, $1) })
        let body = exchange.head.method == .HEAD ? [] : reply.body
        if let body {
            if !body.isEmpty { headers.add(name: "Content-Type", value: "application/json") }
            headers.add(name: "Content-Length", value: "\(body.count)")
        }
        if reply.closes { headers.add(name: "Connection", value: "close") }
        exchange.answer(
            HTTPResponseHead(
                version: .http1_1, status: HTTPResponseStatus(statusCode: reply.status), headers: headers), body ?? [])
    }
}

extension ServerExchange {
    /// Who calls.
    var caller: IncomingCall.Caller {
        let agent = head.headers.first(name: "User-Agent").map { String($0.prefix(200)) }
        return IncomingCall.Caller(address: ends.remote, userAgent: agent, port: ends.port)
    }
}

/// The addresses of a connection.
struct ConnectionEnds: Sendable {
    /// The address of this machine at which it arrived, without the port; nil if unknown.
    let local: String?
    /// The port at which it arrived.
    let port: Int
    /// The client's address and port.
    let remote: String
    /// The client's address without the port: `127.0.0.1`, `::1`.
    let remoteAddress: String

    init(_ channel: any Channel) {
        let (own, other) = (channel.localAddress, channel.remoteAddress)
        (local, port) = (own?.hostText, own?.port ?? 0)
        remote = other?.hostText.map { "\($0):\(other?.port ?? 0)" } ?? "unknown"
        remoteAddress = other?.hostText?.filter { $0 != "[" && $0 != "]" } ?? "0.0.0.0"
    }
}

extension SocketAddress {
    /// The address in the form of a `Host` header, without a port: `127.0.0.1`, `[::1]`.
    var hostText: String? {
        guard let ipAddress else { return nil }
        // For a listener on both protocols, an IPv4 caller has the address `::ffff:127.0.0.1`.
        if ipAddress.hasPrefix("::ffff:"), ipAddress.contains(".") { return String(ipAddress.dropFirst(7)) }
        return ipAddress.contains(":") ? "[\(ipAddress)]" : ipAddress
    }
}
