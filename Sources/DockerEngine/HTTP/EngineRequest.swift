import Foundation
import Support

/// One call of the Engine API, without the version and the endpoint.
struct EngineRequest: Sendable {
    enum Method: String, Sendable {
        case get = "GET"
        case post = "POST"
        case delete = "DELETE"
    }

    var method: Method
    /// The path after the version, with its variable parts escaped: `/containers/4f…/json`.
    var path: String
    var query: [(name: String, value: String)] = []
    /// The body: JSON, or another type named by `contentType`.
    var body: [UInt8]?
    var contentType = "application/json"
    /// Whether the connection carries another protocol than HTTP after the answer's head.
    var upgrades = false
    /// The time limit for the head of a stream; nil if the engine sends the head only with the first data.
    var headLimit: Duration?
    /// What the call does, in words that follow "could not".
    var operation: String

    init(_ method: Method, _ path: String, query: [(name: String, value: String)] = [], operation: String) {
        self.method = method
        self.path = path
        self.query = query
        self.operation = operation
    }

    /// The same call with a body.
    func with(body: some Encodable) throws(EngineError) -> EngineRequest {
        var request = self
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        do {
            request.body = try Array(encoder.encode(body))
        } catch {
            throw EngineError(
                .protocolViolation("the request can't be written as JSON: \(error)"), operation: operation)
        }
        return request
    }

    /// The same call as a stream, with a time limit for its head.
    func headWithin(_ limit: Duration) -> EngineRequest {
        var request = self
        request.headLimit = limit
        return request
    }

    /// Path and query for the request line.
    func target(version: APIVersion?) -> String {
        var target = version.map { "/v\($0)" } ?? ""
        target += path
        for (index, item) in query.enumerated() {
            target += index == 0 ? "?" : "&"
            target += "\(PercentCoding.encoded(item.name))=\(PercentCoding.encoded(item.value))"
        }
        return target
    }

    /// The engine's form of filters: a JSON object of lists, as a query's value.
    static func filters(_ filters: [String: [String]]) -> String {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        // Encoding lists of strings cannot fail.
        return (try? encoder.encode(filters)).map { String(decoding: $0, as: UTF8.self) } ?? "{}"
    }
}
