import JSONText
import LambdaModel

@testable import LambdaRuntime

/// A runtime or an extension that a test plays: one connection to the Runtime API, which stays open between requests.
struct FakeRuntime {
    private let client: LambdaClient
    /// The value of the header `Host`.
    private let address: String

    /// Connects while `body` runs.
    static func with<Value: Sendable>(
        _ place: RuntimePlace, _ body: (FakeRuntime) async throws -> Value
    ) async throws -> Value {
        try await LambdaClient.with(port: place.port) { client in
            try await body(FakeRuntime(client: client, address: place.address))
        }
    }

    // MARK: Any requests

    /// Sends a request and does not wait for its answer. A nil header is left out, even one that is always sent.
    func send(
        _ method: String, _ path: String, _ headers: [String: String?] = [:], _ body: [UInt8]? = nil
    ) async throws {
        var all: [String: String?] = ["Host": address]
        all.merge(headers) { $1 }
        try await client.request(method, path, all, body: body)
    }

    /// Sends bytes as they are.
    func send(raw text: String) async throws { try await client.send(text) }

    /// Waits for an answer.
    func reply() async throws -> WireReply { try await client.reply() }

    /// Sends a request and waits for its answer.
    func ask(
        _ method: String, _ path: String, _ headers: [String: String?] = [:], _ body: [UInt8]? = nil
    ) async throws -> WireReply {
        try await send(method, path, headers, body)
        return try await reply()
    }

    /// Everything until the server closes the connection.
    func rest() async -> String { await client.rest() }

    /// Closes the connection.
    func hangUp() { client.hangUp() }

    // MARK: Bodies in chunks

    /// Sends the head of a request whose body follows in chunks.
    func begin(_ path: String, _ headers: [String: String?] = [:]) async throws {
        var all: [String: String?] = ["Transfer-Encoding": "chunked"]
        all.merge(headers) { $1 }
        try await send("POST", path, all)
    }

    func chunk(_ text: String) async throws {
        try await client.send("\(String(text.utf8.count, radix: 16))\r\n\(text)\r\n")
    }

    /// Ends a body in chunks.
    func end(trailers: [(name: String, value: String)] = []) async throws {
        let lines = trailers.map { "\($0.name): \($0.value)\r\n" }.joined()
        try await client.send("0\r\n\(lines)\r\n")
    }

    // MARK: The runtime

    static let next = "/2018-06-01/runtime/invocation/next"
    static let initError = "/2018-06-01/runtime/init/error"

    static func response(_ id: String) -> String { "/2018-06-01/runtime/invocation/\(id)/response" }

    static func error(_ id: String) -> String { "/2018-06-01/runtime/invocation/\(id)/error" }

    /// Asks for the next event, and does not wait for it.
    func askForEvent() async throws { try await send("GET", Self.next) }

    /// Asks for the next event, and waits for it.
    func event() async throws -> WireReply { try await ask("GET", Self.next) }

    /// Answers a call.
    func respond(_ text: String, to id: String = "first", _ headers: [String: String?] = [:]) async throws -> WireReply
    {
        try await ask("POST", Self.response(id), headers, Array(text.utf8))
    }

    // MARK: Extensions

    /// Registers an extension.
    func register(
        _ name: String?, events: String = #"["INVOKE", "SHUTDOWN"]"#, feature: String? = nil
    ) async throws -> WireReply {
        try await ask(
            "POST", "/2020-01-01/extension/register",
            ["Lambda-Extension-Name": name, "Lambda-Extension-Accept-Feature": feature],
            Array(#"{"events": \#(events)}"#.utf8))
    }

    /// Asks for the next event of an extension, and does not wait for it.
    func askForEvent(as identifier: String?) async throws {
        try await send("GET", "/2020-01-01/extension/event/next", ["Lambda-Extension-Identifier": identifier])
    }
}

extension WireReply {
    /// A member of the body.
    subscript(member: String) -> JSONNode? { (try? JSONDocument(body).root)?[member] }

    /// `errorType` of the body.
    var errorType: String? { self["errorType"]?.string }

    /// The request id of an event.
    var requestID: String? { headers["lambda-runtime-aws-request-id"] }

    /// What names the attempt of an event.
    var invocationID: String? { headers["lambda-runtime-invocation-id"] }

    /// The identifier of an extension that was registered.
    var extensionID: String? { headers["lambda-extension-identifier"] }
}

extension ExecutionOutcome {
    /// The error that the runtime reported for the call.
    var reported: ReportedError? {
        if case .error(let error) = self { error } else { nil }
    }
}
