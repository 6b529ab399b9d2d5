import LambdaModel
import Testing

@testable import LamdeckCLI

struct ClientResponseTests {
    private static let answer =
        #"{"statusCode":201,"headers":{"content-type":"text/plain"},"body":"aGk=","isBase64Encoded":true}"#

    @Test func `the function's response is what the client gets`() throws {
        let got = try #require(ClientResponse(Sample.webResult(Self.answer)))
        #expect(got.response.status == 201 && got.response.body == Array("hi".utf8) && got.problem == nil)
        #expect(got.status == "201 Created" && got.complaint == nil)
    }

    @Test func `a REST API can pass base64 as text`() throws {
        let result = Sample.webResult(Self.answer, format: .rest)
        let got = try #require(ClientResponse(result, ResponseReading(decodesBase64: false)))
        #expect(got.response.body == Array("aGk=".utf8))
    }

    @Test func `a function URL that streams passes JSON as it is`() throws {
        let result = Sample.webResult(#"{"statusCode":404}"#, format: .functionURL, api: nil)
        let got = try #require(ClientResponse(result, ResponseReading(isStream: true)))
        #expect(got.response.status == 200 && got.response.body == Array(#"{"statusCode":404}"#.utf8))
        #expect(ClientResponse(result)?.response.status == 404)
    }

    @Test func `a wrong shape is 502, and lamdeck says what is wrong`() throws {
        let result = Sample.webResult(#"{"statusCode":"x"}"#)
        let got = try #require(ClientResponse(result))
        #expect(got.response.status == 502 && got.problem?.path == ".statusCode")
        let problem = try #require(got.problem)
        #expect(got.complaint == "the response is not valid: \(problem); the client gets 502 Bad Gateway")
    }

    @Test func `what of a response the client does not get is told`() throws {
        let got = try #require(ClientResponse(Sample.webResult(#"{"statusCode":200,"cookies":["a=1"]}"#, format: .alb)))
        #expect(got.response.status == 200 && got.problem == nil)
        #expect(
            got.complaint == #"of the response, `.cookies` is ignored: a load balancer reads `.headers["set-cookie"]`"#)
    }

    @Test func `a function that fails has the response of the service`() throws {
        let got = try #require(ClientResponse(Sample.webResult("{}", .functionError, format: .rest)))
        #expect(got.response == GatewayError.functionFailed.response(as: .rest) && got.problem == nil)
    }

    @Test func `a response to HEAD has no body`() {
        let got = ClientResponse(Sample.webResult(Self.answer, method: "HEAD"))
        #expect(got?.response.body == [] && got?.response.status == 201)
    }

    @Test func `other calls have none`() {
        #expect(ClientResponse(Sample.result()) == nil)
        #expect(ClientResponse(Sample.webResult("{}", format: .websocket)) == nil)
        var result = Sample.webResult("")
        result.reply = .cancelled
        #expect(ClientResponse(result) == nil)
    }
}
