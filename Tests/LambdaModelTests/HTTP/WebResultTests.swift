import LambdaModel
import Testing

@Suite("Responses of calls by HTTP") struct WebResultTests {
    private static func result(
        _ format: EventFormat?, _ body: String, _ verdict: Verdict = .ok, isStream: Bool = false
    ) -> InvocationResult {
        var request = InvocationRequest(function: "a", event: "", payload: [])
        request.http = format.map { HTTPCall(format: $0, method: "GET", target: "/", isStreamed: isStream) }
        return InvocationResult(
            request: request, reply: .answered(status: 200, body: Array(body.utf8)), verdict: verdict, startedAt: 0,
            seconds: 0, isCold: false)
    }

    @Test(
        "The status is that of the response that the client gets",
        arguments: [
            (nil, "{}", nil), (nil, #"{"statusCode":404}"#, 404), (EventFormat.functionURL, "{}", 200),
            (.functionURL, #"{"statusCode":404}"#, 404), (.functionURL, #"{"statusCode":404,"body":{}}"#, 502),
            (.http2, #""hi""#, 200), (.http1, "{}", 502), (.rest, "{}", 200), (.rest, #"{"a":1}"#, 502),
            (.alb, #"{"body":"x"}"#, 502), (.websocket, "{}", nil), (.websocket, #"{"statusCode":403}"#, 403),
        ] as [(EventFormat?, String, Int?)])
    func status(format: EventFormat?, body: String, code: Int?) {
        #expect(Self.result(format, body).functionStatus?.code == code)
    }

    @Test("A call that failed has no response", arguments: Verdict.allCases.filter { $0 != .ok })
    func failed(verdict: Verdict) {
        let result = Self.result(.functionURL, #"{"errorMessage":"x"}"#, verdict)
        #expect(result.webResponse == nil)
        #expect(result.functionStatus == nil)
    }

    @Test("A response that came after the API's time limit has the client's status, also on the wire")
    func tooLate() throws {
        var result = Self.result(.http2, #"{"statusCode":200}"#)
        result.request.http?.isTimedOut = true
        #expect(result.functionStatus?.code == 504)
        #expect(try result.webResponse?.get().status == 200)
        let http = try #require(result.request.http)
        #expect(try HTTPCall(wire: http.wire) == http)
        var failed = Self.result(.http2, "{}", .functionError)
        failed.request.http?.isTimedOut = true
        #expect(failed.functionStatus == nil)
    }

    @Test("The response, or what is wrong with it")
    func response() throws {
        #expect(Self.result(nil, "{}").webResponse == nil)
        #expect(Self.result(.websocket, "{}").webResponse == nil)
        #expect(try Self.result(.http2, #""hi""#).webResponse?.get().text == "hi")
        #expect(throws: ResponseShapeProblem(path: ".statusCode", "`.statusCode` is missing")) {
            try Self.result(.http1, "{}").webResponse?.get()
        }
        var unanswered = Self.result(.http2, "")
        unanswered.reply = .unreachable("broken")
        #expect(unanswered.webResponse == nil && unanswered.functionStatus == nil)
    }

    @Test("A function URL that streams passes what the function sends")
    func stream() throws {
        let response = try Self.result(.functionURL, #"{"statusCode":404}"#, isStream: true).webResponse?.get()
        #expect(response?.status == 200)
        #expect(response?.text == #"{"statusCode":404}"#)
        let prelude = #"{"statusCode":404}"# + String(repeating: "\0", count: 8) + "gone"
        let found = try Self.result(.functionURL, prelude, isStream: true).webResponse?.get()
        #expect(found?.status == 404 && found?.text == "gone")
    }

    @Test("The type that the runtime gave a stream says whether it begins with a prelude")
    func typedStream() throws {
        var result = Self.result(.functionURL, #"{"statusCode":"#, isStream: true)
        #expect(result.functionStatus?.code == 200)
        result.responseType = StreamedResponse.preludeType
        #expect(result.functionStatus?.code == 502)
        #expect(throws: ResponseShapeProblem(path: ".", "the prelude of the stream ends before its eight NUL bytes")) {
            try result.webResponse?.get()
        }
        result.responseType = "text/event-stream"
        #expect(try result.webResponse?.get().fields == [HTTPField("content-type", "text/event-stream")])
        var empty = Self.result(.functionURL, "", isStream: true)
        empty.responseType = StreamedResponse.preludeType
        #expect(empty.functionStatus?.code == 200)
    }

    @Test("A stream has no body if its status does not allow one", arguments: [204, 304])
    func withoutBody(status: Int) throws {
        let stream = #"{"statusCode":\#(status)}"# + String(repeating: "\0", count: 8) + "gone"
        let response = try Self.result(.functionURL, stream, isStream: true).webResponse?.get()
        #expect(response?.status == status && response?.body.isEmpty == true)
    }
}
