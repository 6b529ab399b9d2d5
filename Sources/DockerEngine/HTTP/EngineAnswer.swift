import Foundation
import NIOHTTP1

/// A complete answer of the engine.
struct EngineAnswer: Sendable {
    var status: Int
    var headers: HTTPHeaders
    var body: [UInt8]

    /// Decodes the answer's JSON.
    func decode<Value: Decodable>(
        _ type: Value.Type, operation: String, endpoint: EngineEndpoint
    ) throws(EngineError) -> Value {
        do {
            return try JSONDecoder().decode(type, from: Data(body))
        } catch {
            throw EngineError(.protocolViolation(Self.problem(error)), operation: operation, endpoint: endpoint)
        }
    }

    /// The error for an answer with a status of 400 or above.
    func failure(operation: String, endpoint: EngineEndpoint) -> EngineError {
        let message = engineMessage
        let kind: EngineError.Kind
        switch status {
        case 404:
            kind = .notFound(message: message)
        case 409:
            kind = .conflict(message: message)
        default:
            kind = .api(status: status, message: message)
        }
        return EngineError(kind, operation: operation, endpoint: endpoint)
    }

    /// Whether this is the answer of a TLS server to a plain request (Go, `net/http`: `errHTTPRequestToHTTPSServer`).
    var isTLSDemand: Bool { status == 400 && engineMessage.contains("HTTP request to an HTTPS server") }

    /// The engine's message: `{"message": …}`, Podman's `{"cause", "message"}`, or the body as text.
    private var engineMessage: String {
        struct Message: Decodable {
            var message: String
        }
        if let decoded = try? JSONDecoder().decode(Message.self, from: Data(body)), !decoded.message.isEmpty {
            return decoded.message.trimmingCharacters(in: .whitespacesAndNewlines)
        }
        let text = String(decoding: body.prefix(1000), as: UTF8.self)
            .trimmingCharacters(in: .whitespacesAndNewlines)
        return text.isEmpty ? HTTPResponseStatus(statusCode: status).reasonPhrase : text
    }

    /// What is wrong with the JSON, in one line; Foundation's description has many.
    static func problem(_ error: any Error) -> String {
        guard let error = error as? DecodingError else {
            return "\(error)"
        }
        func path(_ context: DecodingError.Context) -> String {
            context.codingPath.map { $0.intValue.map(String.init) ?? $0.stringValue }.joined(separator: ".")
        }
        switch error {
        case .keyNotFound(let key, let context):
            return "no \(key.stringValue) in \"\(path(context))\""
        case .typeMismatch(_, let context), .valueNotFound(_, let context):
            return "\"\(path(context))\" has an unexpected type"
        case .dataCorrupted(let context):
            return context.codingPath.isEmpty ? "it is not JSON" : "\"\(path(context))\" can't be read"
        @unknown default:
            return "it can't be read"
        }
    }
}
