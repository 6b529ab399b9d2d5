import ArgumentParser
import Foundation
import JSONText
import LambdaModel
import OrderedCollections
import Testing

@testable import LamdeckCLI

struct RequestBuilderTests {
    private let folder: TestFolder
    private let captured: Captured

    init() throws {
        captured = try Captured()
        folder = try TestFolder(["body.json": "{\"n\": 1}\n", "claims.json": "{\"user\": \"u1\"}", "bad.json": "[1]"])
    }

    /// What the options of a command make of a function's settings.
    private func prepared(
        _ arguments: [String], apis: [APISettings] = [], input: Int32 = -1,
        _ change: (inout FunctionSettings) -> Void = { _ in }
    ) throws -> PreparedRequest {
        let command = try InvokeCommand.parse(["hello"] + arguments)
        var settings = Sample.settings(port: 9001)
        change(&settings)
        let context = CommandContext.test(
            captured, folder: folder.path, environment: ["AWS_REGION": "eu-central-1"], input: InputFile(file: input))
        let manifest = Sample.manifest([settings], apis: apis)
        let builder = RequestBuilder(settings: settings, manifest: manifest, context: context)
        return try #require(try builder.prepared(command.request))
    }

    private func event(
        _ arguments: [String], apis: [APISettings] = [], input: Int32 = -1,
        _ change: (inout FunctionSettings) -> Void = { _ in }
    ) throws -> JSONNode {
        try JSONDocument(try prepared(arguments, apis: apis, input: input, change).call.payload).root
    }

    private func message(_ arguments: [String], apis: [APISettings] = [], input: Int32 = -1) -> String? {
        let failure = #expect(throws: CommandFailure.self) { try prepared(arguments, apis: apis, input: input) }
        #expect(failure?.status == .usage)
        return failure?.message
    }

    @Test func `without --http there is no request`() throws {
        let command = try InvokeCommand.parse(["hello"])
        let builder = RequestBuilder(
            settings: Sample.settings(), manifest: Sample.manifest(), context: .test(captured))
        #expect(try builder.prepared(command.request) == nil)
    }

    @Test func `a function without routes gets the event of its URL`() throws {
        let made = try prepared(["--http", "/a?x=1"])
        #expect(made.call.function == "hello" && made.call.event == "" && made.remarks == [])
        #expect(made.call.http == HTTPCall(format: .functionURL, method: "GET", target: "/a?x=1"))
        #expect(made.call.requestID?.count == 36 && made.call.traceRoot?.hasPrefix("1-6553f100-") == true)
        let event = try JSONDocument(made.call.payload).root
        #expect(event["version"]?.string == "2.0" && event["rawPath"]?.string == "/a")
        #expect(event["rawQueryString"]?.string == "x=1" && event["body"] == nil)
        let headers = event["headers"]
        #expect(headers?["host"]?.string == "127.0.0.1:9001" && headers?["accept"]?.string == "*/*")
        #expect(headers?["user-agent"]?.string == "lamdeck/\(ProgramBuild.version)")
        let context = event["requestContext"]
        #expect(context?["requestId"]?.string == made.call.requestID)
        #expect(context?["http"]?["sourceIp"]?.string == "127.0.0.1")
        #expect(context?["timeEpoch"]?.int == 1_700_000_000_000 && context?["authorizer"] == nil)
    }

    @Test func `a route gives parameters, stage, variables and the context of its file`() throws {
        var api = Sample.api(.rest, named: "shop", port: 8000, [("POST", "/orders/{id}", "hello")])
        api.stage = "dev"
        api.stageVariables = ["table": "t1"]
        api.context = folder.path + "/claims.json"
        api.routes[0].authorizer = "users"
        let made = try prepared(["--http", "POST /orders/7?x=1", "-d", "n=1"], apis: [api])
        #expect(made.call.http == HTTPCall(format: .rest, method: "POST", target: "/orders/7?x=1", api: "shop"))
        #expect(made.remarks == [] && !made.reading.decodesBase64)
        let event = try JSONDocument(made.call.payload).root
        #expect(event["resource"]?.string == "/orders/{id}")
        #expect(event["pathParameters"]?["id"]?.string == "7" && event["stageVariables"]?["table"]?.string == "t1")
        #expect(event["requestContext"]?["stage"]?.string == "dev")
        #expect(event["requestContext"]?["authorizer"]?["user"]?.string == "u1")
        #expect(event["headers"]?["Host"]?.string == "127.0.0.1:8000" && event["body"]?.string == "n=1")
    }

    @Test func `an authorizer without a file is not asked, and lamdeck says so`() throws {
        var api = Sample.api(.http, port: 8000, [("GET", "/", "hello")])
        api.routes[0].authorizer = "users"
        #expect(
            try prepared(["--http", "/"], apis: [api]).remarks == [
                "the authorizer users is not asked, and the event has nothing from it; \"context\" in functions.json "
                    + "names a file with its context"
            ])
    }

    @Test func `a file of a route comes before that of its API`() throws {
        var api = Sample.api(.http, port: 8000, [("GET", "/", "hello")])
        api.context = folder.path + "/none.json"
        api.routes[0].context = folder.path + "/claims.json"
        let event = try event(["--http", "/"], apis: [api])
        #expect(event["requestContext"]?["authorizer"]?["lambda"]?["user"]?.string == "u1")
        api.routes[0].context = nil
        #expect(message(["--http", "/"], apis: [api])?.hasPrefix("\"context\": \(folder.path)/none.json: ") == true)
        api.context = folder.path + "/bad.json"
        #expect(message(["--http", "/"], apis: [api])?.hasPrefix("\"context\": \(folder.path)/bad.json: ") == true)
    }

    @Test func `the context of a function URL`() throws {
        let event = try event(["--http", "/"]) { [folder] in $0.url.context = folder.path + "/claims.json" }
        #expect(event["requestContext"]?["authorizer"]?["user"]?.string == "u1")
    }

    @Test func `a form without an API is that of a route that takes all requests`() throws {
        let rest = try event(["--http", "/a/b", "--format", "rest"])
        #expect(rest["resource"]?.string == "/{proxy+}" && rest["pathParameters"]?["proxy"]?.string == "a/b")
        #expect(rest["requestContext"]?["stage"]?.string == "prod")
        #expect(try event(["--http", "/", "--format", "rest"])["resource"]?.string == "/")
        let http = try event(["--http", "/a", "--format", "http2"])
        #expect(http["routeKey"]?.string == "$default" && http["requestContext"]?["stage"]?.string == "$default")
        #expect(try event(["--http", "/a", "--format", "http1"])["version"]?.string == "1.0")
        #expect(try event(["--http", "/a", "--format", "alb"])["requestContext"]?["elb"] != nil)
        #expect(try event(["--http", "/a", "--format", "alb-multi"])["multiValueHeaders"] != nil)
    }

    // MARK: Headers and body

    private static func lines(_ named: [String], _ body: String?) throws -> [String] {
        let headers = try named.map { try RequestHeader($0) }
        return RequestBuilder.fields(headers, host: "h:1", body: body.map { Array($0.utf8) })
            .map { "\($0.name): \($0.value)" }
    }

    private static let agent = "User-Agent: lamdeck/\(ProgramBuild.version)"

    @Test func `headers are those of curl`() throws {
        #expect(try Self.lines([], nil) == ["Host: h:1", Self.agent, "Accept: */*"])
        #expect(
            try Self.lines(["x-a: 1"], "a=1") == [
                "Host: h:1", Self.agent, "Accept: */*", "x-a: 1", "Content-Length: 3",
                "Content-Type: application/x-www-form-urlencoded",
            ])
    }

    @Test func `a header of the user replaces one of curl, or leaves it out`() throws {
        #expect(
            try Self.lines(["accept: text/html", "USER-AGENT:", "x: 1", "X: 2", "content-type: text/csv"], "a") == [
                "Host: h:1", "accept: text/html", "x: 1", "X: 2", "content-type: text/csv", "Content-Length: 1",
            ])
        #expect(try Self.lines(["content-type:"], "{}").last == "Content-Length: 2")
    }

    @Test(
        arguments: [
            ("{\"a\": 1}", "application/json"), (" [1]\n", "application/json"),
            ("5", "application/x-www-form-urlencoded"), ("{", "application/x-www-form-urlencoded"),
            ("", "application/x-www-form-urlencoded"), ("true", "application/x-www-form-urlencoded"),
        ])
    func `an object or an array is JSON`(body: String, type: String) throws {
        #expect(try Self.lines([], body).last == "Content-Type: \(type)")
    }

    @Test func `a body makes GET a POST, unless a method is named`() throws {
        #expect(try prepared(["--http", "/", "-d", ""]).call.http?.method == "POST")
        #expect(try prepared(["--http", "get /", "-d", "x"]).call.http?.method == "GET")
        #expect(try prepared(["--http", "/"]).call.http?.method == "GET")
    }

    @Test func `a body is a text, a file, or standard input, byte for byte`() throws {
        #expect(try event(["--http", "/", "-d{\"a\": 1.0}"])["body"]?.string == "{\"a\": 1.0}")
        #expect(try event(["--http", "/", "-d", "@body.json"])["body"]?.string == "{\"n\": 1}\n")
        #expect(try event(["--http", "/", "-d", "@\(folder.path)/body.json"])["body"]?.string == "{\"n\": 1}\n")
        let file = try OpenFile("[1]\r\n")
        #expect(try event(["--http", "/", "--data", "@-"], input: file.number)["body"]?.string == "[1]\r\n")
        #expect(try event(["--http", "/", "-d", "-5", "-H", "content-type: text/plain"])["body"]?.string == "-5")
    }

    @Test func `the name of a body's file is not left out`() {
        let error = #expect(throws: (any Error).self) { try InvokeCommand.parse(["hello", "--http", "/", "-d", "@"]) }
        #expect(
            error.map { InvokeCommand.message(for: $0) }
                == "-d @ needs the name of a file: -d @FILE, or -d @- for standard input")
    }

    @Test func `a body that cannot be read, or is too large, is refused`() throws {
        #expect(message(["--http", "/", "-d", "@none"]) == "none cannot be read: No such file or directory")
        #expect(message(["--http", "/", "-d", "@-"]) == "standard input cannot be read: Bad file descriptor")
        let file = try OpenFile(String(repeating: "a", count: EventBytes.limit + 1))
        let refusal = message(
            ["--http", "/", "-d", "@-", "-H", "content-type: text/plain"], input: file.number)
        #expect(refusal?.hasSuffix("bytes; Lambda's limit is 6291556 (6 MB)") == true)
    }

    @Test func `a REST API decodes the base64 of a response for types that it calls binary`() throws {
        var api = Sample.api(.rest, port: 8000, [("GET", "/", "hello")])
        #expect(try !prepared(["--http", "/"], apis: [api]).reading.decodesBase64)
        api.binaryMediaTypes = ["image/png"]
        #expect(try prepared(["--http", "/", "-H", "accept: image/png"], apis: [api]).reading.decodesBase64)
        #expect(try !prepared(["--http", "/"], apis: [api]).reading.decodesBase64)
        #expect(try prepared(["--http", "/"]).reading == ResponseReading())
    }

    @Test func `a function URL that streams does not read JSON`() throws {
        let made = try prepared(["--http", "/"]) { $0.url.invokeMode = .responseStream }
        #expect(made.reading.isStream)
        #expect(
            try !prepared(["--http", "/", "--format", "http2"]) { $0.url.invokeMode = .responseStream }.reading.isStream
        )
    }
}
