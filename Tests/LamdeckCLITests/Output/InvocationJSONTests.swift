import JSONText
import LambdaModel
import Testing

@testable import LamdeckCLI

struct InvocationJSONTests {
    private static let shortest =
        #"{"function":"hello","event":"cart.json","verdict":"ok","cold":false,"#
        + #""durationMs":12.5,"queueMs":0.0,"response":{"a":1},"log":[]}"#

    @Test func `unknown members are left out`() {
        #expect(InvocationJSON.text(Sample.result()) == Self.shortest)
    }

    @Test func `everything that is known is there, in one order`() {
        #expect(
            InvocationJSON.text(Sample.fullResult()) == #"{"function":"hello","event":"cart.json","#
                + #""requestId":"5399074e-8b6c","traceId":"1-a-b","verdict":"functionError","functionStatus":404,"#
                + #""error":{"type":"Error","message":"no \"cart\"\n","doubtful":true,"#
                + #""trace":["at a (/var/task/app.js:3:9)"]},"cold":true,"initMs":2078.13,"durationMs":12.5,"#
                + #""handlerMs":10.0,"queueMs":0.0,"cpuMs":1500.0,"peakMemoryMB":128.0,"memoryLimitMB":256,"#
                + #""response":{"statusCode":404},"log":["hi\u001b[31m there","空"],"logLost":true,"#
                + #""logLinesDropped":7}"#)
    }

    @Test(
        arguments: [
            ("{ \"a\" : 1.0 , \"空\":1e400}", "{\"a\":1.0,\"空\":1e400}"), ("null", "null"), ("\"x\"", "\"x\""),
            ("not JSON\u{1B}", "\"not JSON\\u001b\""), ("", "\"\""),
        ])
    func `a response that is JSON is that value, another one a string`(body: String, member: String) {
        #expect(InvocationJSON.text(Sample.result(body)).contains(",\"response\":\(member),\"log\""))
    }

    @Test func `a streamed response has the time to its first byte, and what was received before a failure`() {
        var result = Sample.result("{}", .functionError)
        (result.handlerMilliseconds, result.firstByteMilliseconds) = (80, 34.251)
        result.partialResponse = Array("begun \u{7}".utf8)
        let text = InvocationJSON.text(result)
        #expect(text.contains(#""handlerMs":80.0,"firstByteMs":34.25,"queueMs":0.0,"#))
        #expect(text.contains(#""response":{},"partialResponse":"begun \u0007","log":[]"#))
    }

    @Test func `a call without an answer has no response`() {
        for reply in [InvocationReply.cancelled, .unreachable("reset"), .refused(FailureReason(.image, "no image"))] {
            var result = Sample.result("", .cancelled)
            result.reply = reply
            #expect(InvocationJSON.text(result).contains(#""verdict":"cancelled""#))
            #expect(InvocationJSON.text(result).hasSuffix(#""response":null,"log":[]}"#))
        }
    }

    @Test func `a call through a port says who made it`() {
        var result = Sample.result()
        result.request.event = ""
        result.request.origin = CallOrigin(address: "127.0.0.1:5", port: 9001)
        let text = InvocationJSON.text(result)
        #expect(text.hasPrefix(#"{"function":"hello","from":{"address":"127.0.0.1:5","port":9001},"verdict""#))
        result.request.origin = CallOrigin(
            address: "172.17.0.2:5", userAgent: "curl\"\u{7}", port: 9001, function: "orders")
        #expect(
            InvocationJSON.text(result).hasPrefix(
                #"{"function":"hello","from":{"function":"orders","address":"172.17.0.2:5","#
                    + #""userAgent":"curl\"\u0007","port":9001},"verdict""#))
    }

    @Test func `the call of an authorizer says for which call`() {
        var result = Sample.result()
        result.request.event = ""
        result.request.origin = CallOrigin(address: "127.0.0.1:5", port: 8000, function: "orders", authorizes: "id-7")
        #expect(
            InvocationJSON.text(result).hasPrefix(
                #"{"function":"hello","from":{"function":"orders","authorizes":"id-7","address":"127.0.0.1:5","#
                    + #""port":8000},"verdict""#))
    }

    @Test func `a call by an HTTP request has it, and no event`() {
        let text = InvocationJSON.text(Sample.webResult("{}"))
        #expect(
            text.hasPrefix(
                #"{"function":"hello","http":{"format":"http2","method":"GET","target":"/orders?x=1","api":"api"},"#
                    + #""verdict":"ok""#))
        var result = Sample.webResult("{}", format: .functionURL, api: nil)
        result.request.origin = CallOrigin(address: "127.0.0.1:5", port: 9001)
        #expect(
            InvocationJSON.text(result).hasPrefix(
                #"{"function":"hello","from":{"address":"127.0.0.1:5","port":9001},"#
                    + #""http":{"format":"url","method":"GET","target":"/orders?x=1"},"verdict""#))
        result.request.origin = nil
        result.request.event = "cart.json"
        #expect(InvocationJSON.text(result).hasPrefix(#"{"function":"hello","event":"cart.json","http":{"#))
    }

    @Test func `the response that a client gets is in the same object`() throws {
        let result = Sample.webResult(
            #"{"statusCode":201,"headers":{"Content-Type":"text/plain"},"cookies":["a=1","b=2"],"body":"hi"}"#)
        let text = InvocationJSON.text(result, ClientResponse(result))
        let object = try #require(try JSONDocument(text).root["http"])
        #expect(object["status"]?.int == 201 && object["body"]?.string == "hi" && object["problem"] == nil)
        #expect(object["headers"]?["content-type"]?.text == "[\"text/plain\"]")
        #expect(object["headers"]?["set-cookie"]?.text == "[\"a=1\",\"b=2\"]")
        let binary = Sample.webResult(#"{"statusCode":200,"body":"/w==","isBase64Encoded":true}"#)
        let bytes = try JSONDocument(InvocationJSON.text(binary, ClientResponse(binary))).root["http"]
        #expect(bytes?["bodyBase64"]?.string == "/w==" && bytes?["body"] == nil)
        let wrong = Sample.webResult(#"{"statusCode":"x"}"#)
        let problem = try JSONDocument(InvocationJSON.text(wrong, ClientResponse(wrong))).root["http"]
        #expect(problem?["status"]?.int == 502 && problem?["problem"]?.string?.contains("statusCode") == true)
    }

    @Test func `members of another writer are first`() {
        let text = InvocationJSON.text(Sample.result()) { $0.member("id", 17) }
        #expect(text == "{\"id\":17," + Self.shortest.dropFirst())
    }

    @Test(
        arguments: [
            (0, "0.0"), (1, "0.0"), (5242, "0.0"), (5243, "0.01"), (1 << 20, "1.0"), ((1 << 20) + 10_486, "1.01"),
            (10_737_418_240, "10240.0"),
        ])
    func `used memory has two decimals`(bytes: Int, number: String) {
        var result = Sample.result()
        result.peakMemory = bytes
        #expect(InvocationJSON.text(result).contains("\"peakMemoryMB\":\(number),"))
    }

    @Test(arguments: [(0, 0), (1, 1), (1 << 20, 1), ((1 << 20) + 1, 2), (134_217_728, 128)])
    func `the memory limit is a whole number, rounded up`(bytes: Int, number: Int) {
        var result = Sample.result()
        result.memoryLimit = bytes
        #expect(InvocationJSON.text(result).contains("\"memoryLimitMB\":\(number),"))
    }

    @Test(
        arguments: [
            (0, "0.0"), (0.000_004_9, "0.0"), (0.000_005_1, "0.01"), (0.1234567, "123.46"), (900, "900000.0"),
            (.nan, "null"), (.infinity, "null"),
        ] as [(Double, String)])
    func `times have two decimals`(seconds: Double, number: String) {
        #expect(InvocationJSON.text(Sample.result(seconds: seconds)).contains("\"durationMs\":\(number),"))
    }
}
