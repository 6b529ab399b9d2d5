import Foundation
import Support

/// One call of the Engine API, before the version and the endpoint are known.
struct EngineRequest: Sendable {
    enum Method: String, Sendable {
        case get = "GET"
        case post = "POST"
        case delete = "DELETE"
    }

    var method: Method
    /// The path below the version, with its variable parts already escaped: `/containers/4f…/json`.
    var path: String
    var query: [(name: String, value: String)] = []
    /// A JSON body, or any other with `contentType`.
    var body: [UInt8]?
    var contentType = "application/json"
    /// Whether the connection is to carry something else than HTTP from the answer on.
    var upgrades = false
    /// How long the head of a stream may take; nil for one that the engine sends only when it has something to say.
    var headLimit: Duration?
    /// What is being done, in words that follow "could not".
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

    /// The same call as a stream whose head has a time limit.
    func headWithin(_ limit: Duration) -> EngineRequest {
        var request = self
        request.headLimit = limit
        return request
    }

    /// Path and query as they stand in the request line.
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
        // Lists of strings always have a JSON form.
        return (try? encoder.encode(filters)).map { String(decoding: $0, as: UTF8.self) } ?? "{}"
    }
}
