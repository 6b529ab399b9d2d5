import Foundation
import Gateway
import LambdaModel
import Support

/// Calls the function of a request, and answers the request.
struct FrontCall: Sendable {
    let service: any LambdaService
    let options: ServerOptions
    let answer: FrontAnswer
    let place: RequestPlace
    /// Whether the response goes out in parts.
    let isStreamed: Bool
    /// How long the request waits; nil for as long as the function runs.
    let timeout: Duration?

    private var request: WebRequest { answer.request }

    /// Makes the call. Returns when its result is known; the answer to a large result may follow.
    func run() async {
        guard let event = await event() else { return answer.send(.unsupported) }
        guard event.count <= options.limits.payload else {
            let problem = "the event has \(event.count) bytes; Lambda's limit is \(options.limits.payload)"
            return answer.send(.requestTooLarge, problem: problem)
        }
        var call = IncomingCall(
            function: place.function, payload: event, traceID: request.traceID, caller: answer.exchange.caller)
        call.requestID = request.requestID
        call.http = HTTPCall(
            format: place.format, method: request.method, target: request.target, api: answer.place.api,
            isStreamed: isStreamed)
        // A response to HEAD has no body to stream.
        if isStreamed, request.method != "HEAD" { await stream(call) } else { await buffer(call) }
    }

    private func event() async -> [UInt8]? {
        guard CallLoop.isLong(request.body) else { return RequestEvent.json(of: request, at: place) }
        return await CallLoop.aside { RequestEvent.json(of: request, at: place) }
    }

    // MARK: A whole response

    private func buffer(_ call: IncomingCall) async {
        let first = FirstAnswer()
        let timer = timeout.map { limit in
            Task {
                try await Task.sleep(for: limit)
                // The function goes on, as on AWS. A debugger may hold it up.
                guard await !service.isDebugged(place.function), first.claim() else { return }
                service.timedOut(request.requestID)
                let problem = "\(place.function) has not answered within \(Decimals.text(limit.seconds, 1)) s"
                answer.send(.timeout, problem: problem)
                report("\(request.label): \(problem)")
            }
        }
        let send = { @Sendable (result: InvocationResult) in if first.claim() { self.send(result) } }
        let outcome = await service.invoke(call, onPart: nil, onResult: send)
        if case .result(let result) = outcome { send(result) } else if first.claim() { refuse(outcome) }
        timer?.cancel()
    }

    /// Answers with the response of the function: before it returns, unless the response is large.
    private func send(_ result: InvocationResult) {
        guard CallLoop.isLong(result.body) else { return sendNow(result) }
        Task { await CallLoop.aside { sendNow(result) } }
    }

    private func sendNow(_ result: InvocationResult) {
        guard result.verdict == .ok else { return fail(result) }
        do throws(ResponseShapeProblem) {
            let response = try read(result)
            let problem = answer.remark(on: response)
            answer.send(response, problem: problem)
            if let problem { report("\(request.label): \(problem)") }
        } catch {
            answer.send(.malformedResponse, problem: error.description)
            report("the response to \(request.label) is not valid: \(error)")
        }
    }

    private func read(_ result: InvocationResult) throws(ResponseShapeProblem) -> WebResponse {
        if isStreamed { return try ResponseMapping.read(stream: result.body, contentType: result.responseType) }
        let accept = request.fields.first("accept")
        return try ResponseMapping.read(
            result.body, as: place.format,
            decodesBase64: BinaryMedia.decodesResponse(accept: accept, place.binaryMediaTypes))
    }

    /// Answers for a function that failed, or that could not be called.
    private func fail(_ result: InvocationResult) {
        let reason = result.error.map(\.summary) ?? result.verdict.label
        switch result.verdict {
        case .ok, .functionError, .crashed, .outOfMemory, .initFailed, .responseTooLarge, .timeout:
            answer.send(.functionFailed, problem: reason)
        case .unreachable, .cancelled: answer.send(.unavailable, problem: reason)
        }
    }

    private func refuse(_ outcome: CallAnswer) {
        answer.send(.unavailable, problem: outcome.problem(of: place.function))
    }

    /// Writes a line into the function's log.
    private func report(_ text: String) {
        Task { await service.log(text, of: place.function) }
    }

    // MARK: A response in parts

    private func stream(_ call: IncomingCall) async {
        let stream = FrontStream(answer, report: report)
        var call = call
        call.pace = stream.pace
        defer { stream.pace.end() }
        let outcome = await service.invoke(call, onPart: { stream.add($0) }, onResult: { _ in })
        guard case .result(let result) = outcome else { return refuse(outcome) }
        if let reason = stream.pace.cutOff {
            report("\(request.label): \(reason); its connection was closed, and the function went on")
        }
        guard result.verdict == .ok else {
            // What was sent cannot be taken back: the client sees that the connection ends early.
            if stream.abort() { fail(result) }
            return
        }
        stream.finish()
    }
}
