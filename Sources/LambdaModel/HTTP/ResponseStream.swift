import JSONText

/// Reads the response that a function streams through its function URL, part by part (Lambda developer guide, "Writing
/// response streaming-enabled Lambda functions").
///
/// A function that sets a status or headers sends a prelude first: a JSON object with `statusCode`, `headers` and
/// `cookies`, then eight NUL bytes, then the body. A function without a prelude streams the body alone.
public struct StreamedResponse: Sendable {
    /// The type that a runtime gives a response with a prelude.
    public static let preludeType = "application/vnd.awslambda.http-integration-response"
    /// The most bytes of a prelude. AWS does not document a limit; this is more than clients take as headers.
    public static let preludeLimit = 64 << 10

    private static let border = 8

    private enum State {
        /// Nothing of the body was found yet.
        case beginning([UInt8])
        case body
    }

    /// Whether there is a prelude, by the type of the response.
    private enum Expectation {
        case prelude
        case unknown
        case noPrelude
    }

    private var state = State.beginning([])
    private let expectation: Expectation
    /// The type of a body without a prelude.
    private let type: String

    /// A reader.
    ///
    /// - Parameter contentType: the type that the runtime gave the response: ``preludeType``, or that of the body. Nil if
    ///   it is not known; then an object with the border after it is a prelude.
    public init(contentType: String? = nil) {
        switch contentType.map(BinaryMedia.essence) {
        case Self.preludeType: expectation = .prelude
        case nil: expectation = .unknown
        default: expectation = .noPrelude
        }
        type = expectation == .noPrelude ? contentType ?? "" : "application/octet-stream"
    }

    /// Takes the next bytes.
    ///
    /// - Returns: the status and the fields once they are known, without a body; and the bytes of the body that follow.
    /// - Throws: what is wrong with the prelude. No more bytes may be added then.
    public mutating func add(
        _ bytes: [UInt8]
    ) throws(ResponseShapeProblem) -> (head: WebResponse?, body: [UInt8]) {
        guard case .beginning(var held) = state else { return (nil, bytes) }
        let known = held.count
        held += bytes
        guard !held.isEmpty else { return (nil, []) }
        let canBegin = held.first == UInt8(ascii: "{")
        if expectation == .noPrelude || (expectation == .unknown && !canBegin) { return withoutPrelude(held) }
        // JSON has no NUL byte, so that the first one begins the border. It may have been held back.
        let from = max(0, known - Self.border)
        if let start = held[from...].firstIndex(of: 0) {
            let following = held[start...].prefix(Self.border)
            if following.allSatisfy({ $0 == 0 }) {
                guard following.count == Self.border else { return hold(held) }
                return try withPrelude(held, end: start)
            }
            return try failed(held, "has a NUL byte before its end, which is eight of them")
        }
        guard held.count <= Self.preludeLimit else {
            return try failed(held, "is longer than \(Self.preludeLimit) bytes, or its eight NUL bytes are missing")
        }
        return hold(held)
    }

    /// Ends the response.
    ///
    /// - Returns: the head if it was not known before, and the bytes that were held back.
    /// - Throws: the response ended within the prelude.
    public mutating func finish() throws(ResponseShapeProblem) -> (head: WebResponse?, body: [UInt8]) {
        guard case .beginning(let held) = state else { return (nil, []) }
        return try failed(held, "ends before its eight NUL bytes")
    }

    private mutating func hold(_ bytes: [UInt8]) -> (head: WebResponse?, body: [UInt8]) {
        state = .beginning(bytes)
        return (nil, [])
    }

    private mutating func withoutPrelude(_ bytes: [UInt8]) -> (head: WebResponse?, body: [UInt8]) {
        state = .body
        return (WebResponse(status: 200, fields: [HTTPField("content-type", type)]), bytes)
    }

    private mutating func withPrelude(
        _ held: [UInt8], end: Int
    ) throws(ResponseShapeProblem) -> (head: WebResponse?, body: [UInt8]) {
        let prelude = Array(held[..<end])
        if expectation == .unknown, (try? JSONDocument(prelude)) == nil { return withoutPrelude(held) }
        let head = try ResponseReader(prelude, .functionURL).head()
        state = .body
        return (head, Array(held[(end + Self.border)...]))
    }

    /// Bytes without a prelude are the body, unless the runtime said that there is a prelude.
    private mutating func failed(
        _ held: [UInt8], _ reason: String
    ) throws(ResponseShapeProblem) -> (head: WebResponse?, body: [UInt8]) {
        guard expectation == .prelude else { return withoutPrelude(held) }
        throw ResponseShapeProblem(path: ".", "the prelude of the stream \(reason)")
    }
}
