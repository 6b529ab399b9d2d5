import LambdaModel
import Testing

@testable import Dashboard

/// The page of an HTTP response.
@Suite("Pages of HTTP responses") struct HTTPResponseTests {
    private func lines(_ response: String, _ format: EventFormat = .http2) -> [String] {
        Model.inspecting(.http("GET", "/", response, format: format)).responseLines
    }

    private func body(_ type: String, _ body: String, isBase64: Bool = false) -> [String] {
        let lines = lines(
            #"{"statusCode":200,"headers":{"content-type":"\#(type)"},"body":"\#(body)","isBase64Encoded":\#(isBase64)}"#
        )
        #expect(lines.prefix(3).last == "" || lines.count < 3)
        return Array(lines.dropFirst(3))
    }

    @Test("The content type decides how a body is shown")
    func types() {
        #expect(body("application/json", #"{\"a\":1}"#) == ["  a   1"])
        #expect(body("application/problem+json; charset=utf-8", "[]").count == 1)
        #expect(body("text/plain", #"{\"a\":1}"#) == [#"{"a":1}"#])
        #expect(body("text/html", "<p>\\n</p>") == ["<p>", "</p>"])
        #expect(body("application/atom+xml", "<a/>") == ["<a/>"])
        #expect(body("application/x-www-form-urlencoded", "a=1&b%20c=x+y&d") == ["a = 1", "b c = x y", "d = "])
        #expect(body("application/pdf", "JVBERi0=", isBase64: true) == ["application/pdf, 5 bytes"])
        #expect(body("application/octet-stream", "AAEC", isBase64: true) == ["application/octet-stream, 3 bytes"])
        #expect(body("application/vnd.custom", "AAEC", isBase64: true) == ["application/vnd.custom, 3 bytes"])
        #expect(body("application/vnd.custom", "text") == ["text"])
        #expect(body("text/plain; charset=iso-8859-1", "5A==", isBase64: true) == ["ä"])
        #expect(body("text/plain", "5A==", isBase64: true) == ["text/plain, 1 byte"])
    }

    @Test(
        "The page of a function's error says what the client got",
        arguments: [
            (EventFormat.http2, Verdict.functionError, "500 Internal Server Error"),
            (.rest, .functionError, "502 Bad Gateway"), (.functionURL, .timeout, "502 Bad Gateway"),
            (.alb, .unreachable, "503 Service Unavailable"),
        ])
    func failure(format: EventFormat, verdict: Verdict, got: String) {
        let error = InvocationError(type: "ValueError", message: "boom")
        let response = #"{"errorType":"ValueError","errorMessage":"boom"}"#
        var result = InvocationResult.http("GET", "/", response, format: format, verdict: verdict, error: error)
        #expect(Model.inspecting(result).responseLines.contains("The client got \(got) instead."))
        result.request.http = nil
        #expect(!Model.inspecting(result).responseLines.contains { $0.hasPrefix("The client got") })
    }

    @Test("The client of a stream had its status before the function failed")
    func brokenStream() {
        let error = InvocationError(type: "ValueError", message: "boom")
        var result = InvocationResult.http(
            "GET", "/", "", format: .functionURL, verdict: .functionError, error: error)
        result.request.http?.isStreamed = true
        #expect(result.statusOfFailure?.code == 502)
        result.partialResponse = Array("abc".utf8)
        #expect(result.statusOfFailure == nil)
        result = .http("GET", "/", "", verdict: .cancelled)
        #expect(result.statusOfFailure == nil, "the client has left")
    }

    /// The first bytes of a PNG image of 64 by 32 pixels.
    private static let image = "iVBORw0KGgoAAAANSUhEUgAAAEAAAAAg"

    @Test("An image is its type and size; one that is still base64 says what is missing")
    func images() {
        #expect(body("image/png", Self.image, isBase64: true) == ["image/png 64×32, 24 bytes"])
        #expect(
            body("image/png", Self.image) == [
                "image/png, 32 bytes", "! the body is base64 text: isBase64Encoded is not true",
            ])
        #expect(body("image/png", "x") == ["image/png, 1 byte", "! the body is no image of a known format"])
    }

    @Test("A body that is not the JSON that it claims to be is shown as text, with the mistake")
    func brokenJSON() {
        let lines = body("application/json", #"{\"a\":}"#)
        #expect(lines.first?.hasPrefix("! the content type is application/json, but the body is not JSON: ") == true)
        #expect(lines.last == #"{"a":}"#)
    }

    @Test("Compressed content is named")
    func compressed() {
        let lines = lines(
            #"{"statusCode":200,"headers":{"content-type":"text/html","content-encoding":"gzip"},"body":"H4s=","isBase64Encoded":true}"#
        )
        #expect(lines.last == "text/html, gzip, 2 bytes")
    }

    @Test("Header fields that the service does not read are told after those that it sends")
    func ignoredHeaders() {
        let lines = lines(#"{"statusCode":200,"cookies":["a=1"],"body":"x"}"#, .http1)
        #expect(
            lines == [
                "HTTP 200 OK  1 byte", "content-type: text/plain; charset=utf-8",
                #"! `.cookies` is ignored: payload 1.0 has `.multiValueHeaders["set-cookie"]`"#, "", "x",
            ])
    }

    @Test("An empty body says so")
    func empty() {
        #expect(lines(#"{"statusCode":204}"#).first == "HTTP 204 No Content")
        #expect(lines(#"{"statusCode":204}"#).last == "(empty body)")
    }

    @Test("A response without a status is a body with 200")
    func inferred() {
        let shown = lines(#"{"id":7}"#)
        #expect(shown.first == "HTTP 200 OK  8 bytes")
        #expect(shown.last == "  id   7")
        #expect(Model.inspecting(.http("GET", "/", #"{"id":7}"#)).item?.response?.status == FunctionStatus(200))
    }

    @Test("A wrong shape is a failure in the table, the head and the page")
    func wrongShape() throws {
        let model = Model.inspecting(.http("GET", "/", #"{"statusCode":"ok"}"#, format: .rest))
        let lines = model.responseLines
        #expect(lines.first?.hasPrefix("✗ ") == true && lines.first?.contains("statusCode") == true)
        #expect(lines.contains("The client got 502 Bad Gateway instead. The function returned:"))
        #expect(lines.last == #"  statusCode   "ok""#)
        #expect(model.rows.contains { $0.contains("✗ 502 Bad Gateway  wrong shape of the response") })
        #expect(model.item?.calls.table.failedCount == 1)
    }

    @Test("R shows what the function returned, and the response again; folds and cursor stay")
    func raw() {
        let response = #"{"statusCode":200,"headers":{"content-type":"application/json"},"body":"{\"a\":{\"b\":1}}"}"#
        var model = Model.inspecting(.http("GET", "/", response))
        model.type("jjjz")
        let folded = model.responseLines
        #expect(folded.last == #"▸ a   { "b": 1 }"#)
        model.type("R")
        #expect(model.notice?.text == "the response as the function returned it")
        #expect(model.responseLines.first == "  statusCode   200")
        #expect(model.item?.response?.cursor == 0)
        model.type("R")
        #expect(model.responseLines == folded)
        #expect(model.item?.response?.cursor == 3)
    }

    @Test("R in another view shows the response; other calls have only one form")
    func rawElsewhere() {
        var model = Model.inspecting(.http("GET", "/", #"{"statusCode":200,"body":"ok"}"#))
        model.press(.tab, .character("R"))
        #expect(model.item?.response?.tab == .body)
        #expect(model.responseLines.first == "  statusCode   200")
        model.type("2i")
        var result = InvocationResult.sample("{}", event: "cart.json")
        result.request.function = "orders"
        model.finish(1, result)
        model.type("4R")
        #expect(model.notice?.text == "this is for the response of an HTTP call")
    }

    @Test("A failed function has no HTTP response: its error is shown")
    func failed() {
        let error = InvocationError(type: "ValueError", message: "boom")
        let model = Model.inspecting(
            .http("GET", "/", #"{"errorType":"ValueError"}"#, verdict: .functionError, error: error))
        #expect(!model.responseLines.contains { $0.hasPrefix("HTTP") })
        #expect(model.rows.contains { $0.contains("FUNCTION ERROR  ValueError boom") })
    }

    @Test("A part of a response says nothing about its shape")
    func cut() {
        var result = InvocationResult.http("GET", "/", #"{"statusCode":200,"body":"x"}"#)
        result.droppedBytes = 10
        guard case .json = ResponseContent(result) else {
            Issue.record("it is read as a response")
            return
        }
        guard case .json = ResponseContent(.http("GET", "/", #"{"statusCode":200}"#), isWhole: false) else {
            Issue.record("it is read as a response")
            return
        }
    }

    @Test(
        "M-s saves the body, with the ending of its type",
        arguments: [("image/png", "png"), ("text/html", "html"), ("application/json", "json"), ("", "json")])
    func save(type: String, ending: String) {
        let field = type.isEmpty ? "" : #""headers":{"content-type":"\#(type)"},"#
        let response = #"{"statusCode":200,\#(field)"body":"e30=","isBase64Encoded":true}"#
        var model = Model.inspecting(.http("GET", "/", response, format: .functionURL))
        #expect(model.press(.alt("s")) == [])
        #expect(
            model.press(.enter) == [
                .event(function: "orders", .save(path: "orders-188a90c3.\(ending)", Array("{}".utf8)))
            ])
    }

    @Test("A value of the body is copied, and its path is that in the body")
    func copies() {
        let response = #"{"statusCode":200,"headers":{"content-type":"application/json"},"body":"{\"a\":{\"b\":1}}"}"#
        var model = Model.inspecting(.http("GET", "/", response))
        #expect(model.type("jy") == [.copy("content-type: application/json")])
        #expect(model.type("Gy") == [.copy("1")])
        #expect(model.type("Y") == [.copy(".a.b")])
    }
}
