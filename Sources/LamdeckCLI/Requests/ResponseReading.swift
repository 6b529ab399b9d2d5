import LambdaModel

/// How the service that made a call's event reads the function's response.
struct ResponseReading: Hashable, Sendable {
    /// Whether the client gets a body in base64 decoded; false for a REST API that passes it as text.
    var decodesBase64 = true
    /// Whether it is a function URL that streams: it does not read what the function sends as JSON.
    var isStream = false
}

/// The HTTP response that a client gets for a call that an HTTP request made.
struct ClientResponse: Hashable, Sendable {
    /// The response: of the function, or of the service if the function failed.
    let response: WebResponse
    /// What is wrong with the function's response; nil if nothing is.
    let problem: ResponseShapeProblem?

    /// Nil if no HTTP request made the call, or if the function gave no answer.
    init?(_ result: InvocationResult, _ reading: ResponseReading = ResponseReading()) {
        guard let call = result.request.http, call.format != .websocket, case .answered(_, let body) = result.reply
        else { return nil }
        var response: WebResponse
        var problem: ResponseShapeProblem?
        if result.verdict == .ok {
            do throws(ResponseShapeProblem) {
                response =
                    reading.isStream
                    ? try ResponseMapping.read(stream: body, contentType: result.responseType)
                    : try ResponseMapping.read(body, as: call.format, decodesBase64: reading.decodesBase64)
            } catch {
                response = GatewayError.malformedResponse.response(as: call.format)
                problem = error
            }
        } else {
            response = GatewayError.functionFailed.response(as: call.format)
        }
        // A response to HEAD has no content (RFC 9110, section 9.3.2).
        if call.method == "HEAD" { response.body = [] }
        (self.response, self.problem) = (response, problem)
    }

    /// `404 Not Found`
    var status: String { FunctionStatus(response.status)?.label ?? "\(response.status)" }

    /// One line that says what is wrong with the function's response, or what of it the client does not get; nil if nothing
    /// is.
    var complaint: String? {
        problem.map { "the response is not valid: \($0); the client gets \(status)" }
            ?? response.remark.map { "of the response, \($0)" }
    }
}
