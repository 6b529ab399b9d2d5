import Foundation
import NIOHTTP1

/// A whole answer of the engine.
struct EngineAnswer: Sendable {
    var status: Int
    var headers: HTTPHeaders
    var body: [UInt8]

    /// The answer's JSON.
    func decode<Value: Decodable>(
        _ type: Value.Type, operation: String, endpoint: EngineEndpoint
    ) throws(EngineError) -> Value {
        do {
            return try JSONDecoder().decode(type, from: Data(body))
        } catch {
            throw EngineError(.protocolViolation(Self.problem(error)), operation: operation, endpoint: endpoint)
        }
    }

    /// The error of an answer with a status of 400 and above.
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

    /// Whether a server that speaks TLS says that it was asked without (Go, `net/http`: `errHTTPRequestToHTTPSServer`).
    var isTLSDemand: Bool { status == 400 && engineMessage.contains("HTTP request to an HTTPS server") }

    /// The engine's words: `{"message": …}`, Podman's `{"cause", "message"}`, or the text itself from anything else.
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

    /// Where the JSON was wrong, in a line; Foundation's own text runs over many.
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
